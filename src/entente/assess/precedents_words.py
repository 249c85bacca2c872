"""Loads the words of precedents and interests (`data/*.toml`), once, and tells faults by file and line."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from entente.errors import LexiconError
from entente.lexicon.tables import ANY, TableFile, a_day
from entente.records.vocabulary import EVENTS, MATTERS, MODES

_DATA = Path(__file__).parent / "data"
FIRSTS, EPOCHS = _DATA / "firsts.toml", _DATA / "epochs.toml"
PRECEDENTS, INTERESTS = _DATA / "precedents.toml", _DATA / "interests.toml"
_WORDS = {"words": "list of words!"}
_FIRSTS = {
    "words": dict.fromkeys(EVENTS, "list!"), "blocked": _WORDS, "scope": _WORDS, "roles": _WORDS,
    "same": {"groups": "list of lists!"}, "numbers": {ANY: "whole number!"},
}  # fmt: skip
_SPAN = {"unit": "filled text!", "days": "whole number!"}
_EPOCH = {"day": "day!", "words": "list of words!", "near": "list", "source": "filled text!"}
_KIND = dict.fromkeys(("one", "many", "between"), "filled text!")
_INTERESTS = {
    "words": dict.fromkeys(("goods", "offers", "stops", "holds", "bare", "asked"), "list of words!"),
    "together": {"groups": "list of lists!"},
    "matters": dict.fromkeys(MATTERS, "filled text!"),
    "means": dict.fromkeys(MATTERS, "filled text"),
}
#: Lists of interests that hold patterns (https://docs.python.org/3/library/re.html).
_PATTERNS = ("offers", "stops", "holds")


@dataclass(frozen=True, slots=True)
class Epoch:
    """A turning point.

    `day`: counted from; `words`: its names, as `in_order` takes them; `near`: words beside it, or empty.
    """

    day: dt.date
    words: tuple[str, ...]
    near: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class FirstWords:
    """Everything in `firsts.toml` and `epochs.toml`."""

    events: Mapping[str, str]
    blocked: frozenset[str]
    scope: frozenset[str]
    same: tuple[str, ...]
    roles: re.Pattern[str]
    spans: Mapping[str, int]
    numbers: Mapping[str, int]
    epochs: tuple[Epoch, ...]


@dataclass(frozen=True, slots=True)
class KindWords:
    """How a kind of event is said: "a visit", "visits", "by {a} to {b}", "between {a} and {b}"."""

    one: str
    many: str
    between: str


@dataclass(frozen=True, slots=True)
class InterestWords:
    """Everything in `interests.toml`."""

    matters: Mapping[str, str]
    means: Mapping[str, str]
    goods: frozenset[str]
    offers: re.Pattern[str]
    stops: re.Pattern[str]
    holds: re.Pattern[str]
    bare: frozenset[str]
    asked: frozenset[str]
    together: tuple[frozenset[str], ...]


@functools.cache
def first_words() -> FirstWords:
    """The packaged words of firsts. Raises LexiconError with every fault found in them."""
    return read_firsts(FIRSTS, EPOCHS)


def read_firsts(path: Path, turns: Path) -> FirstWords:
    """Words of files as `data/firsts.toml` and `data/epochs.toml`. Raises LexiconError with every fault of both."""
    file, turned = TableFile(path, {"span": _SPAN}, single=_FIRSTS), TableFile(turns, {"epoch": _EPOCH})
    spans = {row["unit"]: row["days"] for _, row in file.rows("span")}
    epochs = [
        Epoch(day, tuple(row["words"]), tuple(row.get("near", ())), row["source"])
        for _, row in turned.rows("epoch")
        if (day := a_day(row["day"])) is not None
    ]
    if file.faults or turned.faults:
        raise LexiconError([*file.faults, *turned.faults])
    blocked, scope, roles = (file.single(table)["words"] for table in ("blocked", "scope", "roles"))
    return FirstWords(
        {event: _beginnings(words) for event, words in file.single("words").items()},
        frozenset(blocked), frozenset(scope), tuple(map(_beginnings, file.single("same")["groups"])), _whole(roles),
        spans, file.single("numbers"), tuple(epochs),
    )  # fmt: skip


def kind_words() -> Mapping[str, KindWords]:
    """Kinds by event, or by event and mode ("CONSULT visit"). Raises LexiconError with every fault found in them."""
    return _precedents()[0]


def deed_words() -> Mapping[str, re.Pattern[str]]:
    """Event -> words that tell that it is done, where its noun alone may mean what has long been so."""
    return _precedents()[1]


@functools.cache
def _precedents() -> tuple[Mapping[str, KindWords], Mapping[str, re.Pattern[str]]]:
    return read_precedents(PRECEDENTS)


def read_precedents(path: Path) -> tuple[Mapping[str, KindWords], Mapping[str, re.Pattern[str]]]:
    """Kinds and deeds of a file as `data/precedents.toml`. Raises LexiconError with every fault."""
    file = TableFile(path, {}, single={"deeds": dict.fromkeys(EVENTS, "list of words")}, named={"kind": _KIND})
    kinds = file.named("kind")
    for name in kinds:
        event, _, mode = name.partition(" ")
        if event not in EVENTS or (mode and mode not in MODES):
            file.fault(file.line("kind", name), f"{name!r} is no event with its mode", "write [kind.AID]")
    for event in EVENTS if kinds else ():
        if event not in kinds:
            file.fault(1, f"{event} is missing", f"add [kind.{event}]")
    if file.faults:
        raise LexiconError(file.faults)
    deeds = {event: rf"\b(?:{_beginnings(words)})" for event, words in file.single("deeds").items()}
    return (
        {name: KindWords(row["one"], row["many"], row["between"]) for name, row in kinds.items()},
        {event: re.compile(pattern, re.IGNORECASE) for event, pattern in deeds.items()},
    )


@functools.cache
def interest_words() -> InterestWords:
    """The packaged words of interests. Raises LexiconError with every fault found in them."""
    return read_interests(INTERESTS)


def read_interests(path: Path) -> InterestWords:
    """Words of a file as `data/interests.toml`. Raises LexiconError with every fault."""
    file = TableFile(path, {}, single=_INTERESTS)
    words = file.single("words")
    for matter in words.get("goods", ()):
        if matter not in MATTERS:
            file.fault(file.line("words", "goods"), f"unknown matter {matter!r}", f"use one of {', '.join(MATTERS)}")
    patterns = {name: "|".join(words.get(name, ())) for name in _PATTERNS}
    for name, pattern in patterns.items():
        try:
            re.compile(pattern, re.IGNORECASE)
        except re.error as error:
            file.fault(file.line("words", name), f"{name} holds no pattern: {error}", "mend it")
    if file.faults:
        raise LexiconError(file.faults)
    offers, stops, holds = (re.compile(patterns[name], re.IGNORECASE) for name in _PATTERNS)
    return InterestWords(
        file.single("matters"), file.single("means"), frozenset(words["goods"]), offers, stops, holds,
        frozenset(words["bare"]), frozenset(words["asked"]), tuple(map(frozenset, file.single("together")["groups"])),
    )  # fmt: skip


def _beginnings(words: Sequence[str]) -> str:
    """A pattern for words that begin so; a full stop at the end asks for the whole word. Never matches if empty."""
    parts = [re.escape(w[:-1]) + r"\b" if w.endswith(".") else re.escape(w) + r"[\w-]*" for w in words]
    return "|".join(sorted(parts, key=len, reverse=True)) or r"(?!)"


def _whole(words: Sequence[str]) -> re.Pattern[str]:
    """A pattern for any of the words, once or in the plural, longest first."""
    inner = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"\b({inner})s?\b", re.IGNORECASE)


def in_order(words: str, text: str) -> bool:
    """Whether the beginnings of words stand in `text` in this order, at most three others between two of them."""
    # Most texts name no turning point, and a hundred patterns take longer to make than a report to brief.
    return all(word in text for word in words.split()) and _in_order(words).search(text) is not None


@functools.lru_cache(maxsize=512)
def _in_order(words: str) -> re.Pattern[str]:
    return re.compile(r"[\w’'/.-]*(?:\W+[\w’'/.-]+){0,3}?\W+".join(rf"(?<!\w){re.escape(w)}" for w in words.split()))
