"""Text of reports is hostile input: what each format cannot carry is replaced, what would act is made inert."""

from __future__ import annotations

import re
from typing import Any

from entente.inert import json_text, without_formula

__all__ = ["as_cell", "as_plain", "as_unicode", "as_xml", "json_text", "on_one_line", "plain"]

#: U+FFFD REPLACEMENT CHARACTER (Unicode Standard, section 23.8).
REPLACEMENT = "\ufffd"
_SURROGATES = re.compile("[\ud800-\udfff]")
#: Everything outside the production Char of XML 1.0 (fifth edition, section 2.2).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Control characters (category Cc) other than tab and line ends.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SEPARATORS = re.compile("[\u2028\u2029]")
_LINE_ENDS = re.compile("[\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")


def as_unicode(text: str) -> str:
    """`text` with lone surrogates replaced: what UTF-8 can carry (RFC 3629, section 3)."""
    return _SURROGATES.sub(REPLACEMENT, text)


def as_xml(text: str) -> str:
    """`text` with every character replaced that no XML document may hold."""
    return _NOT_XML.sub(REPLACEMENT, text)


def as_plain(text: str) -> str:
    """`text` for other programs' databases: `as_xml`, and of control characters only tab and line ends stay.

    The line and paragraph separators of Unicode become line feeds.
    """
    return _CONTROLS.sub(REPLACEMENT, _SEPARATORS.sub("\n", as_xml(text)))


def on_one_line(text: str) -> str:
    """`text` without tabs and line ends (each run becomes a space), fit for a cell of tab separated values."""
    return as_plain(_LINE_ENDS.sub(" ", text))


def as_cell(text: str) -> str:
    """`text` for a spreadsheet: nothing that ends a string early, and a leading apostrophe before a formula."""
    return without_formula(as_unicode(text).replace("\0", REPLACEMENT))


def plain(value: Any) -> Any:
    """JSON values with every text in them made `as_plain`, keys included."""
    if isinstance(value, str):
        return as_plain(value)
    if isinstance(value, dict):
        return {as_plain(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    return value
