"""Report text is hostile input: what could move a cursor or turn a line around is shown as an escape."""

from __future__ import annotations

import re

from entente.inert import json_text as json_line

__all__ = ["json_line", "visible"]

#: C0 controls, DEL, C1 controls, line and paragraph separators, direction marks, embeddings, overrides, isolates,
#: other invisible format characters (Unicode Bidirectional Algorithm, UAX 9, section 2; zero-width ones), surrogates.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """`text` on one line: line ends and tabs become spaces, other unsafe characters visible escapes such as \\x1b."""
    return _UNSAFE.sub(_escape, " ".join(re.split(r"[\n\r\t\x0b\x0c]+", text)))


def _escape(found: re.Match[str]) -> str:
    number = ord(found[0])
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
