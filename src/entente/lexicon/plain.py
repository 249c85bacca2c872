"""Reads the plain part of TOML fast: tables of strings, days, truths and lists of strings, one key a line.

The packaged files are half a megabyte, which tomllib, written in Python, needs a tenth of a second for. Strings and
lists of this part of TOML (https://toml.io/en/v1.0.0#string, #array) are JSON but for the comma after the last item,
so the json module, written in C, reads them. Whatever does not fit is left to tomllib.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

#: Largest file, in characters.
LARGEST = 5_000_000
_DEEP_KEY = re.compile(r"(?:[\"'\w-]{1,40}[ \t]{0,9}\.[ \t]{0,9}){100}")
#: Half of a surrogate pair, which JSON lets pass and TOML does not.
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_TABLE = re.compile(r"\[\[([a-z]+)\]\]")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def overgrown(text: str) -> tuple[int, str] | None:
    """Line and words of what tomllib would take minutes for: too large a file, a name with a hundred dots."""
    if len(text) > LARGEST:
        return 1, f"a file of more than {LARGEST:,} characters"
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") >= 100 and _DEEP_KEY.search(line):
            return number, "a name with a hundred dots"
    return None


def plain_tables(text: str) -> dict[str, Any] | None:
    """The same as `tomllib.loads(text)`, or None where the text is not of the plain part."""
    tables: dict[str, Any] = {}
    row: dict[str, Any] = tables
    lines = iter(text.split("\n"))
    try:
        for line in lines:
            if not line or line[0] == "#":
                continue
            if line[0] == "[":
                row = _opened(tables, line)
                continue
            key, sign, value = line.partition(" = ")
            if not sign or not key.isalpha() or key in row:
                return None
            row[key] = _value(value, lines)
    except (ValueError, StopIteration, TypeError, RecursionError):
        return None
    return tables


def _opened(tables: dict[str, Any], line: str) -> dict[str, Any]:
    row: dict[str, Any] = {}
    match = _TABLE.fullmatch(line)
    if match:
        tables.setdefault(match.group(1), []).append(row)
    elif line == "[file]" and "file" not in tables:
        tables["file"] = row
    else:
        raise ValueError(line)
    return row


def _value(value: str, lines: Any) -> Any:
    if "\\" in value and _HALF.search(value):
        raise ValueError(value)
    if value[:1] == '"':
        plain = (
            len(value) > 1 and value[-1] == '"' and "\\" not in value and value.count('"') == 2 and value.isprintable()
        )
        return value[1:-1] if plain else json.loads(value)
    if value[:1] == "[":
        if value[-1] != "]":
            parts = [value]
            while parts[-1][-1:] != "]":
                parts.append(next(lines))
            value = "".join(parts)
        inner = value[:-1].rstrip()
        return json.loads(inner[:-1] + "]" if inner[-1] == "," else value)
    if _DAY.fullmatch(value):
        return dt.date.fromisoformat(value)
    return {"true": True, "false": False}[value] if value in ("true", "false") else json.loads("!")
