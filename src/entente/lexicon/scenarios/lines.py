"""Lines of a TOML text's keys and tables, as tomllib tells none (https://toml.io/en/v1.0.0)."""

from __future__ import annotations

import re

#: Where an entry or a key stands in a file: names of tables and keys, numbers of entries in lists of tables.
Path = tuple[str | int, ...]
_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_DOTTED = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_HEAD = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_DOTTED})[ \t]*\]")
_KEY = re.compile(rf"[ \t]*({_DOTTED})[ \t]*=")
_DEEPEST = 10
_INSIDE = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}'
    r"|'''(?:[^']|'(?!''))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*|[\[{]|[\]}]|\n",
    re.DOTALL,
)


class KeyLines:
    """Line (from 1) of every table head and key of a TOML text that tomllib reads."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        self._table: Path = ()
        at = line = 0
        while at < len(text):
            end = _end(text, at)
            self._note(text[at:end], line + 1)
            line += text.count("\n", at, end)
            at = end

    def of(self, path: Path) -> int:
        """Line of an entry or a key; where it cannot be told that of what holds it, at last 1."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def _note(self, statement: str, line: int) -> None:
        if head := _HEAD.match(statement):
            self._table = self._opened(_parts(head[2])[:_DEEPEST], several=head[1] == "[[")
            self._lines.setdefault(self._table, line)
        elif key := _KEY.match(statement):
            path = self._table
            for part in _parts(key[1])[:_DEEPEST]:
                path = (*path, part)
                self._lines.setdefault(path, line)

    def _opened(self, names: list[str], *, several: bool) -> Path:
        """The path of a head: names, each with the number of its last entry where it is a list of tables."""
        path: Path = ()
        for name in names[:-1]:
            path = (*path, name)
            if path in self._counts:
                path = (*path, self._counts[path])
        path = (*path, names[-1])
        if several:
            self._counts[path] = self._counts.get(path, -1) + 1
            return (*path, self._counts[path])
        return path


def _end(text: str, at: int) -> int:
    """Where the statement that begins there ends, after its line break."""
    depth = 0
    for found in _INSIDE.finditer(text, at):
        first = found[0][0]
        if first in "[{":
            depth += 1
        elif first in "]}":
            depth -= 1
        elif first == "\n" and depth <= 0:
            return found.end()
    return len(text)


def _parts(dotted: str) -> list[str]:
    return [part[1:-1] if part[0] in "\"'" else part for part in re.findall(_PART, dotted)]
