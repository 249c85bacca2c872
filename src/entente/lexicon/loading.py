"""Reads the lexicon's data files and checks them; every fault is told with file and line."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from entente.errors import LexiconError
from entente.lexicon.entries import Entry
from entente.lexicon.folding import fold
from entente.lexicon.namesakes import Rule
from entente.lexicon.plain import plain_tables
from entente.records.mention import MENTION_KINDS
from entente.records.vocabulary import BODIES, GROUPS, MATTERS, REGIONS

FOLDER = Path(__file__).parent / "data"
_TEXT, _DAY, _LIST, _FLAG = "text", "day", "list of texts", "true or false"
#: Tables that a data file may hold, with the type of each key; "!" marks a key that must be there.
TABLES: dict[str, dict[str, str]] = {
    "file": {"title!": _TEXT, "origin!": _TEXT, "date!": _DAY, "licence!": _TEXT, "faults!": _LIST},
    "state": {
        "code!": _TEXT, "name!": _TEXT, "article": _FLAG, "names": _LIST, "demonyms": _LIST, "cities": _LIST,
        "institutions": _LIST,
    },
    "institution": {"code!": _TEXT, "names!": _LIST},
    "body": {"code!": _TEXT, "name!": _TEXT, "article": _FLAG, "names!": _LIST, "institutions": _LIST},
    "group": {"code!": _TEXT, "name!": _TEXT, "article": _FLAG, "names!": _LIST, "institutions": _LIST},
    "region": {"code!": _TEXT, "name!": _TEXT, "article": _FLAG, "names!": _LIST},
    "joint": {"codes!": _LIST, "kind!": _TEXT, "name!": _TEXT, "names!": _LIST},
    "person": {"name!": _TEXT, "also": _LIST, "code!": _TEXT, "office!": _TEXT, "from": _DAY, "until": _DAY},
    "words": {"name!": _TEXT, "words!": _LIST},
    "phrase": {"forms!": _LIST, "reason!": _TEXT},
    "rule": {
        "forms": _LIST, "kinds": _LIST, "left": _LIST, "right": _LIST, "near": _LIST, "unless": _LIST,
        "only": _FLAG, "means": _TEXT, "reason!": _TEXT,
    },
    "matter": {"code!": _TEXT, "words!": _LIST},
    "actor": {
        "code!": _TEXT, "name!": _TEXT, "also": _LIST, "kind!": _TEXT, "from": _DAY, "until": _DAY,
    },
    "remove": {"form!": _TEXT},
}  # fmt: skip
KINDS = {table: {key.rstrip("!"): kind for key, kind in keys.items()} for table, keys in TABLES.items()}
NEEDED = {table: [key[:-1] for key in keys if key.endswith("!")] for table, keys in TABLES.items()}
#: Tables that only a user's own file may hold.
USER_TABLES = frozenset({"actor", "remove"})


@dataclass
class Loaded:
    """Everything that the files say, checked."""

    entries: list[Entry] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    matters: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    demonyms: dict[str, str] = field(default_factory=dict)
    removed: dict[str, str] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)


class Lines:
    """Finds the line on which the n-th entry of a table stands, as tomllib tells none."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._heads: dict[str, list[int]] | None = None

    def of(self, table: str, index: int) -> int:
        """Line (from 1) of the head of the entry; 1 where it cannot be told."""
        if self._heads is None:
            self._heads = {}
            for number, line in enumerate(self._text.split("\n"), 1):
                if not line.lstrip().startswith("["):
                    continue
                match = re.match(r"\s*\[\[?\s*([\w-]+)\s*\]", line)
                if match:
                    self._heads.setdefault(match.group(1), []).append(number)
        lines = self._heads.get(table, [])
        return lines[index] if index < len(lines) else 1


class Reading:
    """One file on its way in: what was found and what is wrong with it."""

    def __init__(self, name: str, text: str, into: Loaded, states: frozenset[str], *, own: bool) -> None:
        self.name, self.lines, self.into, self.states, self.own = name, Lines(text), into, states, own
        self.faults: list[str] = []
        self.words: dict[str, tuple[str, ...]] = {}
        self._table, self._index = "", 0

    def fault(self, what: str, mend: str) -> None:
        """Notes one fault of the entry at hand."""
        self.faults.append(f"{self.name}:{self.line}: {what} ({mend})")

    @property
    def line(self) -> int:
        """Line of the entry at hand."""
        return self.lines.of(self._table, self._index)

    def take(self, data: dict[str, Any]) -> None:
        """Checks every entry and keeps the good ones."""
        self._take_head(data)
        for table, rows in data.items():
            self._table, self._index = table, 0
            if table == "file":
                continue
            if table not in TABLES or (table in USER_TABLES and not self.own):
                self.fault(f"unknown table [[{table}]]", f"use one of {', '.join(sorted(set(TABLES) - {'file'}))}")
            elif not isinstance(rows, list):
                self.fault(f"[{table}] is no list of entries", f"write [[{table}]]")
            else:
                for self._index, row in enumerate(rows):
                    if self.checked(table, row):
                        KEEPERS[table](self, row)

    def _take_head(self, data: dict[str, Any]) -> None:
        self._table, self._index = "file", 0
        head = data.get("file")
        if isinstance(head, dict):
            if self.checked("file", head):
                self.into.files[self.name] = head
        elif not self.own:
            self.fault("no [file] table", "add [file] with title, origin, date, licence and faults")

    def checked(self, table: str, row: dict[str, Any]) -> bool:
        """True if all keys are known, present where they must be, and of their type."""
        before, kinds = len(self.faults), KINDS[table]
        for key in row:
            if key not in kinds:
                self.fault(f"unknown key {key!r} in [[{table}]]", f"use {', '.join(kinds)}")
            elif not _is(row[key], kinds[key]):
                self.fault(f"{key} is no {kinds[key]}", _EXAMPLES[kinds[key]])
        for key in NEEDED[table]:
            if key not in row:
                self.fault(f"{key} is missing in [[{table}]]", f"add {key}")
        return len(self.faults) == before

    def known(self, code: str) -> bool:
        """True if the code is a state's or one of the vocabulary; else notes a fault."""
        if code in self.states or code in BODIES or code in GROUPS or code in REGIONS:
            return True
        self.fault(f"unknown code {code!r}", "use ISO 3166-1 alpha-3, or a body, group or region of the claim record")
        return False

    def add(self, codes: tuple[str, ...], kind: str, name: str, forms: list[str], **more: Any) -> None:
        """Keeps one entry."""
        if kind not in MENTION_KINDS and kind != "phrase":
            self.fault(f"unknown kind {kind!r}", f"use one of {', '.join(MENTION_KINDS)}")
        elif any(not form.strip() for form in forms):
            self.fault("an empty form", "remove it")
        else:
            unique = tuple(dict.fromkeys(forms))
            self.into.entries.append(
                Entry(codes, kind, name, unique, file=self.name, line=self.line, own=self.own, **more)
            )


_EXAMPLES = {
    _TEXT: 'write it in quotes, "..."',
    _DAY: "write a day as 2024-06-18",
    _LIST: 'write a list, ["...", "..."]',
    _FLAG: "write true or false",
}


def _is(value: object, kind: str) -> bool:
    if kind == _TEXT:
        return isinstance(value, str) and bool(value.strip() or value == "")
    if kind == _DAY:
        return day(value) is not None
    if kind == _LIST:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return isinstance(value, bool)


def day(value: object) -> dt.date | None:
    """A TOML date, or a date written as text; None where it is neither."""
    if isinstance(value, dt.datetime):
        return None
    if isinstance(value, dt.date):
        return value
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            return None
    return None


def _keep_state(reading: Reading, row: dict[str, Any]) -> None:
    code, name = row["code"], row["name"]
    if not reading.known(code):
        return
    reading.into.names.setdefault(code, ("the " if row.get("article") else "") + name)
    demonyms = row.get("demonyms", [])
    if demonyms:
        reading.into.demonyms.setdefault(code, demonyms[0])
        reading.add((code,), "demonym", demonyms[0], demonyms)
    reading.add((code,), "country", name, [name, *row.get("names", [])])
    for key, kind in (("cities", "city"), ("institutions", "institution")):
        for form in row.get(key, []):
            reading.add((code,), kind, form, [form])


def _keep_institution(reading: Reading, row: dict[str, Any]) -> None:
    if reading.known(row["code"]):
        for form in row["names"]:
            reading.add((row["code"],), "institution", form, [form])


def _keep_named(kind: str) -> Callable[[Reading, dict[str, Any]], None]:
    def keep(reading: Reading, row: dict[str, Any]) -> None:
        if not reading.known(row["code"]):
            return
        reading.into.names.setdefault(row["code"], ("the " if row.get("article") else "") + row["name"])
        reading.add((row["code"],), kind, row["name"], row["names"])
        for form in row.get("institutions", []):
            reading.add((row["code"],), "institution", form, [form])

    return keep


def _keep_joint(reading: Reading, row: dict[str, Any]) -> None:
    if sum(reading.known(code) for code in row["codes"]) == len(row["codes"]):  # tells every unknown code
        reading.add(tuple(row["codes"]), row["kind"], row["name"], row["names"])


def _keep_person(reading: Reading, row: dict[str, Any]) -> None:
    start, until = day(row.get("from")), day(row.get("until"))
    if start and until and until < start:
        reading.fault(f"{row['name']} leaves office before taking it", "mend from or until")
    elif reading.known(row["code"]):
        forms = [row["name"], *row.get("also", [])]
        reading.add((row["code"],), "leader", row["name"], forms, office=row["office"], start=start, until=until)


def _keep_actor(reading: Reading, row: dict[str, Any]) -> None:
    start, until = day(row.get("from")), day(row.get("until"))
    code = row["code"]
    if start and until and until < start:
        reading.fault(f"{row['name']} ends before it starts", "mend from or until")
    elif not re.fullmatch(r"[A-Z][A-Z0-9]{1,11}", code):
        reading.fault(f"{code!r} is no code", "2 to 12 capital letters or digits")
    else:
        # A user may name a new actor: the code need not be known, only well formed.
        forms = [row["name"], *row.get("also", [])]
        if row["kind"] in ("country", "body", "group", "region"):
            reading.into.names.setdefault(code, row["name"])
        reading.add((code,), row["kind"], row["name"], forms, start=start, until=until)


def _keep_words(reading: Reading, row: dict[str, Any]) -> None:
    reading.words[row["name"]] = tuple(fold(word) for word in row["words"])


def _keep_phrase(reading: Reading, row: dict[str, Any]) -> None:
    for form in row["forms"]:
        reading.add((), "phrase", form, [form], reason=row["reason"])


def _keep_rule(reading: Reading, row: dict[str, Any]) -> None:
    sides = {side: _expanded(reading, row.get(side, [])) for side in ("left", "right", "near", "unless")}
    forms, kinds = tuple(fold(form) for form in row.get("forms", [])), tuple(row.get("kinds", []))
    if not forms and not kinds:
        reading.fault("a rule about nothing", "give forms or kinds")
    elif not (sides["left"] or sides["right"] or sides["near"]):
        reading.fault("a rule without words", "give left, right or near")
    elif any(kind not in MENTION_KINDS for kind in kinds):
        reading.fault("unknown kind in kinds", f"use some of {', '.join(MENTION_KINDS)}")
    elif not row.get("means") or reading.known(row["means"]):
        only, means, reason = bool(row.get("only")), row.get("means", ""), row["reason"]
        reading.into.rules.append(
            Rule(
                forms,
                kinds,
                sides["left"],
                sides["right"],
                sides["near"],
                sides["unless"],
                only=only,
                means=means,
                reason=reason,
                file=reading.name,
                line=reading.line,
            )
        )


def _expanded(reading: Reading, words: list[str]) -> tuple[str, ...]:
    found: list[str] = []
    for word in words:
        if not word.startswith("@"):
            found.append(fold(word))
        elif word[1:] in reading.words:
            found.extend(reading.words[word[1:]])
        else:
            reading.fault(f"no word list {word!r}", "write [[words]] with that name above the rule")
    return tuple(dict.fromkeys(found))


def _keep_matter(reading: Reading, row: dict[str, Any]) -> None:
    if row["code"] in MATTERS:
        reading.into.matters.append((row["code"], tuple(row["words"])))
    else:
        reading.fault(f"unknown matter {row['code']!r}", "use one of the claim record's matters")


def _keep_remove(reading: Reading, row: dict[str, Any]) -> None:
    reading.into.removed[fold(row["form"])] = f"{reading.name}:{reading.line}"


KEEPERS: dict[str, Callable[[Reading, dict[str, Any]], None]] = {
    "state": _keep_state,
    "institution": _keep_institution,
    "body": _keep_named("body"),
    "group": _keep_named("group"),
    "region": _keep_named("region"),
    "joint": _keep_joint,
    "person": _keep_person,
    "words": _keep_words,
    "phrase": _keep_phrase,
    "rule": _keep_rule,
    "matter": _keep_matter,
    "actor": _keep_actor,
    "remove": _keep_remove,
}


def read_files(paths: list[Path], own: Path | None = None) -> Loaded:
    """Reads and checks packaged files and a user's own file; the user's entries come first.

    Raises:
        LexiconError: with every fault of every file, `FILE:LINE: what (mend)`.
    """
    into = Loaded()
    faults: list[str] = []
    texts = [(path.name, _text(path, faults), False) for path in paths]
    parsed = [(name, text, _parsed(name, text, faults), own_file) for name, text, own_file in texts]
    states = frozenset(
        row["code"] for _, _, data, _ in parsed for row in _rows(data, "state") if isinstance(row.get("code"), str)
    )
    if own is not None:
        text = _text(own, faults)
        parsed.insert(0, (own.name, text, _parsed(own.name, text, faults), True))
    words: dict[str, tuple[str, ...]] = {}
    for name, text, data, is_own in parsed:
        reading = Reading(name, text, into, states, own=is_own)
        reading.words = words
        reading.take(data)
        faults.extend(reading.faults)
    faults.extend(clashes(into.entries))
    if faults:
        raise LexiconError(faults)
    return into


def _rows(data: dict[str, Any], table: str) -> list[dict[str, Any]]:
    rows = data.get(table, [])
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _text(path: Path, faults: list[str]) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"{path.name}:1: cannot be read: {error} (give a TOML file in UTF-8)")
        return ""


def _parsed(name: str, text: str, faults: list[str]) -> dict[str, Any]:
    plain = plain_tables(text)
    if plain is not None:
        return plain
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        faults.append(f"{name}:{line.group(1) if line else 1}: no TOML: {error} (mend the line)")
        return {}


def clashes(entries: list[Entry]) -> list[str]:
    """Faults for forms of packaged entries that stand for two different codes at all times."""
    seen: dict[str, Entry] = {}
    faults: list[str] = []
    for entry in entries:
        if entry.dated:
            continue  # two people of one name are told apart by their days
        for form in entry.forms:
            first = seen.setdefault(fold(form), entry)
            if first.codes != entry.codes and first.own == entry.own:
                what = f"{form!r} stands for {_codes(entry)} here and {_codes(first)} in {first.file}:{first.line}"
                faults.append(f"{entry.file}:{entry.line}: {what} (keep one, or add a namesake rule)")
    return faults


def _codes(entry: Entry) -> str:
    return "+".join(entry.codes) or "nothing"
