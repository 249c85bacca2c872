"""Characters and lines: what every report goes through before anyone counts an offset in it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from entente.records import Document, Span

#: Line ends of every make: CR LF, CR, VT, FF, file to record separators, NEL, Unicode line and paragraph separators.
_BREAK = re.compile("\r\n?|[\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
#: Terminal control sequences (ECMA-48, 5.4 and 8.3): they must not leave their parameters behind as words.
_ESCAPE = re.compile(
    "\x1b\\[[0-?]{0,64}[ -/]{0,8}[@-~]|\x1b\\][^\x07\x1b]{0,2000}(?:\x07|\x1b\\\\)|\x9b[0-?]{0,64}[@-~]"
)
#: Controls, soft hyphen, zero-width and bidirectional characters, tags, interlinear marks, byte order mark.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
#: What no XML document may hold (XML 1.0, production 2).
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
#: What no text can hold: NUL ends it for many a program, lone surrogates are no characters (Unicode 3.9, D75).
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_SPACE = re.compile(r"[^\S\n]+")
_BULLET = re.compile(r"^(?:[-*•‣◦▪▶►→]|\d{1,2}[.)])\s+(?=\S)")


def split_lines(text: str) -> list[str]:
    """The lines of `text`, whatever ends them; blank lines are kept as empty strings."""
    return _BREAK.sub("\n", text).split("\n")


def without_controls(text: str) -> str:
    """`text` without control characters and terminal sequences, line ends and tabs kept: fit for an XML tree."""
    return _SURROGATE.sub("\ufffd", _UNFIT.sub("", _ESCAPE.sub("", text)))


def writable(text: str) -> str:
    """`text` that every program can write down: NULs and lone surrogates become U+FFFD, offsets stay."""
    return _NO_TEXT.sub("\ufffd", text)


def clean_line(line: str) -> str:
    """One line without control, bidirectional and zero-width characters, runs of white space made one space.

    Lone surrogates become U+FFFD; letters are not normalised. Line ends inside `line` become spaces.
    """
    if not line.isascii() or not line.isprintable():
        line = _ESCAPE.sub("", _BREAK.sub(" ", line))
        line = _SURROGATE.sub("\ufffd", _INVISIBLE.sub("", line))
    return _SPACE.sub(" ", line).strip()


def clean_paragraphs(paragraphs: Iterable[str]) -> list[str]:
    """Cleaned paragraphs, each without a line end in it, empty ones left out."""
    lines = (clean_line(line) for paragraph in paragraphs for line in split_lines(paragraph))
    return [line for line in lines if line]


def without_bullet(line: str) -> str:
    """`line` without the dot, dash or number that marks a list item."""
    return _BULLET.sub("", line)


def without_dot(line: str) -> str:
    """`line` without the dot or dash of a list item; numbers stay, they may be part of the report's words."""
    return line if line[:1].isdigit() else without_bullet(line)


def has_bullet(line: str) -> bool:
    """True if `line` starts as a list item does."""
    return _BULLET.match(line) is not None


def paragraph_spans(document: Document) -> tuple[Span, ...]:
    """Where the paragraphs of `document.text` stand; joined by one newline they give the text again."""
    spans, start = [], 0
    for paragraph in document.text.split("\n"):
        spans.append(Span(start, start + len(paragraph)))
        start += len(paragraph) + 1
    return tuple(spans)
