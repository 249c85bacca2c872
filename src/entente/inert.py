"""Text of reports is hostile input: how it stands in JSON and in a spreadsheet without acting."""

from __future__ import annotations

import json
import re
from typing import Any

#: What `json` leaves as it is and a terminal or a line reader might act on: C1 controls, separators, direction marks
#: (Unicode Bidirectional Algorithm, UAX 9, section 2) and other invisible format characters, surrogates.
_UNSAFE_IN_JSON = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
#: What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection"), full-width forms included.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def json_text(value: Any) -> str:
    """JSON on one line, other scripts as they are, unsafe characters escaped; it reads back to the same value."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return _UNSAFE_IN_JSON.sub(lambda found: json.dumps(found[0])[1:-1], text)


def without_formula(text: str) -> str:
    """`text` for a cell, with an apostrophe before what a spreadsheet would run (OWASP, "CSV Injection")."""
    return f"'{text}" if text[:1] in ("\t", "\r", "\n") or text.lstrip().startswith(_FORMULA) else text


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
