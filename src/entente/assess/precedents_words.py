"""Loads the words of precedents and interests (`data/*.toml`), once, and tells faults by file and line."""

from __future__ import annotations

import datetime as dt
import functools
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from entente.errors import LexiconError
from entente.records.vocabulary import EVENTS, MATTERS, MODES

HEADER = ("title", "origin", "date", "licence", "faults")


@dataclass(frozen=True, slots=True)
class Epoch:
    """A turning point. `day`: counted from; `words`: patterns of its name; `near`: words beside it, or empty."""

    day: dt.date
    words: tuple[re.Pattern[str], ...]
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
    data, text = _read("firsts.toml")
    turns, turned = _read("epochs.toml")
    faults = _head("firsts.toml", data) + _head("epochs.toml", turns)
    faults += [_fault("firsts.toml", text, event, "is no event") for event in data["words"] if event not in EVENTS]
    faults += [_fault("firsts.toml", text, "[words]", f"no words for {e}") for e in EVENTS if e not in data["words"]]
    epochs = []
    for row in turns.get("epoch", []):
        if not isinstance(row.get("day"), dt.date) or not row.get("words") or not row.get("source"):
            faults.append(_fault("epochs.toml", turned, str(row.get("day")), "an epoch needs day, words and source"))
            continue
        patterns = tuple(_in_order(words) for words in row["words"])
        epochs.append(Epoch(row["day"], patterns, tuple(row.get("near", ())), row["source"]))
    if faults:
        raise LexiconError(faults)
    return FirstWords(
        {event: _beginnings(words) for event, words in data["words"].items()},
        frozenset(data["blocked"]["words"]), frozenset(data["scope"]["words"]),
        tuple(_beginnings(group) for group in data["same"]["groups"]), _whole(data["roles"]["words"]),
        {row["unit"]: row["days"] for row in data["span"]}, data["numbers"], tuple(epochs),
    )  # fmt: skip


@functools.cache
def kind_words() -> Mapping[str, KindWords]:
    """Kinds by event, or by event and mode ("CONSULT visit"). Raises LexiconError with every fault found in them."""
    data, text = _read("precedents.toml")
    faults, kinds = _head("precedents.toml", data), {}
    for name, row in data["kind"].items():
        event, _, mode = name.partition(" ")
        if event not in EVENTS or (mode and mode not in MODES):
            faults.append(_fault("precedents.toml", text, f'"{name}"', "is no event with its mode"))
        elif not all(isinstance(row.get(key), str) for key in ("one", "many", "between")):
            faults.append(_fault("precedents.toml", text, f'"{name}"', "needs one, many and between"))
        else:
            kinds[name] = KindWords(row["one"], row["many"], row["between"])
    faults += [_fault("precedents.toml", text, "[kind", f"no kind for {e}") for e in EVENTS if e not in data["kind"]]
    if faults:
        raise LexiconError(faults)
    return kinds


@functools.cache
def deed_words() -> Mapping[str, re.Pattern[str]]:
    """Event -> words that tell that it is done, where its noun alone may mean what has long been so."""
    data, text = _read("precedents.toml")
    faults = [_fault("precedents.toml", text, event, "is no event") for event in data["deeds"] if event not in EVENTS]
    if faults:
        raise LexiconError(faults)
    return {event: re.compile(rf"\b(?:{_beginnings(words)})", re.IGNORECASE) for event, words in data["deeds"].items()}


@functools.cache
def interest_words() -> InterestWords:
    """The packaged words of interests. Raises LexiconError with every fault found in them."""
    data, text = _read("interests.toml")
    faults, words = _head("interests.toml", data), data["words"]
    faults += [
        _fault("interests.toml", text, f'"{m}"', "is no matter")
        for m in (*data["matters"], *data["means"])
        if m not in MATTERS
    ]
    faults += [
        _fault("interests.toml", text, "[matters]", f"no word for {m}") for m in MATTERS if m not in data["matters"]
    ]
    faults += [_fault("interests.toml", text, "goods", f"{m} is no matter") for m in words["goods"] if m not in MATTERS]
    if faults:
        raise LexiconError(faults)
    offers, stops, holds = (re.compile("|".join(words[name]), re.IGNORECASE) for name in ("offers", "stops", "holds"))
    return InterestWords(
        data["matters"], data["means"], frozenset(words["goods"]), offers, stops, holds, frozenset(words["bare"]),
        frozenset(words["asked"]), tuple(map(frozenset, data["together"]["groups"])),
    )  # fmt: skip


def _read(name: str) -> tuple[dict[str, Any], str]:
    text = (resources.files("entente.assess") / "data" / name).read_text(encoding="utf-8")
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as error:
        raise LexiconError([f"{name}: {error}"]) from error


def _head(name: str, data: Mapping[str, Any]) -> list[str]:
    head = data.get("file", {})
    return [f"{name}:1: the head has no {key} (add it to [file])" for key in HEADER if not head.get(key)]


def _fault(name: str, text: str, near: str, what: str) -> str:
    """A fault at the first line that holds `near`."""
    line = next((number for number, row in enumerate(text.splitlines(), 1) if near in row), 1)
    return f"{name}:{line}: {near} {what}"


def _beginnings(words: Sequence[str]) -> str:
    """A pattern for words that begin so; a full stop at the end asks for the whole word. Never matches if empty."""
    parts = [re.escape(w[:-1]) + r"\b" if w.endswith(".") else re.escape(w) + r"[\w-]*" for w in words]
    return "|".join(sorted(parts, key=len, reverse=True)) or r"(?!)"


def _whole(words: Sequence[str]) -> re.Pattern[str]:
    """A pattern for any of the words, once or in the plural, longest first."""
    inner = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"\b({inner})s?\b", re.IGNORECASE)


def _in_order(words: str) -> re.Pattern[str]:
    """A pattern for the beginnings of words in this order, with at most three other words between two of them."""
    return re.compile(r"[\w’'/.-]*(?:\W+[\w’'/.-]+){0,3}?\W+".join(rf"(?<!\w){re.escape(w)}" for w in words.split()))
