"""Makes words from hostile reports safe to show. What was there stays visible; nothing acts.

Control characters, invisible ones and those that change the direction of writing (Unicode 15, categories Cc, Cf, Cs,
Co, Cn; UAX 9 for direction) are shown as U+FFFD.
"""

from __future__ import annotations

import html as _html
import re
import unicodedata

_PLAIN = "\N{REPLACEMENT CHARACTER}"
_ALLOWED = {"\u200d", "\u200c", "\u00ad"}  # joiners and the soft hyphen: harmless, and words need them
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~$^&@])")
_BLOCK = re.compile(r"^(\s*)([-+=#]|\d+[.)])", re.MULTILINE)


#: Characters that never need a look: those that most reports are made of.
_REST = re.compile(r"[^ -~\u00a1-\u00ac\u00ae-\u024f‘’“”–—…]")


def shown(text: str, *, lines: bool = False) -> str:
    """The text with every character that could act replaced; newlines kept only where `lines`, else a space."""
    return _REST.sub(lambda match: _char(match[0], lines), text)


def _char(char: str, lines: bool) -> str:
    if char.isalnum() or char == " ":
        return char
    if char == "\n":
        return "\n" if lines else " "
    if char in "\t\r\x0b\x0c\x85\u2028\u2029":
        return " "
    if char in _ALLOWED:
        return "" if char == "\u00ad" else char
    return _PLAIN if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn") else char


def line(text: str) -> str:
    """One safe line without runs of spaces."""
    return " ".join(shown(text).split())


def cut(text: str, size: int) -> str:
    """One safe line of at most about `size` characters, cut between words, an ellipsis where it was cut."""
    whole = line(text)
    if len(whole) <= size:
        return whole
    head = whole[:size].rsplit(" ", 1)[0] if " " in whole[: size // 2 * 2] else whole[:size]
    return head.rstrip(",;:. ") + " …"


def markdown(text: str) -> str:
    """A safe line in which no character means anything to Markdown (CommonMark 0.31, section 2.4)."""
    escaped = _MARKDOWN.sub(r"\\\1", line(text))
    escaped = re.sub(r"\b(www)\.", r"\1\\.", escaped.replace("://", ":\\/\\/"))
    return _BLOCK.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", escaped)


def html(text: str) -> str:
    """A safe line in which no character means anything to HTML."""
    return _html.escape(line(text), quote=True)


def json_string(dumped: str) -> str:
    """A JSON document whose strings hold no raw character that could act on a terminal."""
    return _REST.sub(lambda m: m[0] if m[0] == "\n" or _char(m[0], True) == m[0] else _escape(m[0]), dumped)


def _escape(char: str) -> str:
    data = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{data[i] << 8 | data[i + 1]:04x}" for i in range(0, len(data), 2))


def link(url: str) -> str:
    """The address if it is a plain http(s) one, else empty."""
    ok = re.fullmatch(r"https?://[^\s\"'<>`\\\x00-\x20\x7f-\U0010ffff]+", url)
    return url if ok else ""
