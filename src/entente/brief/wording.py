"""Loads the words of the brief (`data/*.toml`) and picks the frame that says an event."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from entente.brief.grammar import Phrase, Verb, regular
from entente.errors import LexiconError
from entente.records import Claim
from entente.records.vocabulary import BODIES, EVENTS, MATTERS, STANCES

HEADER = ("title", "origin", "date", "licence", "faults")
_SLOT = re.compile(r"\{(\w+)\}")
_OPTIONAL = re.compile(r"<([^<>]*)>")
_VERB = re.compile(r"\[(\w+)\]")


@dataclass(frozen=True, slots=True)
class Frame:
    """How an event is said; fields as `data/frames.toml` explains them."""

    event: str
    modes: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()
    words: re.Pattern[str] | None = None
    polarity: str = ""
    active: str = ""
    alone: str = ""
    passive: str = ""
    mutual: str = ""
    get: str = ""
    noun: str = ""
    plural: bool = False
    broad: bool = False
    state: bool = False
    negated: bool = False
    bodies: bool = False
    goods: bool = False
    drop: tuple[str, ...] = ()
    empty: str = ""
    subject: tuple[str, ...] = ()

    def fits(self, claim: Claim) -> int:
        """How many of the frame's conditions hold; 0 if one does not."""
        if claim.event != self.event or (self.polarity and claim.polarity != self.polarity):
            return 0
        if self.modes and claim.mode not in self.modes:
            return 0
        if self.matters and not set(self.matters) & set(claim.matter):
            return 0
        if self.bodies and not set(claim.recipient) & set(BODIES):
            return 0
        if self.words and not self.words.search(claim.quote):
            return 0
        return 1 + sum(map(bool, (self.modes, self.matters, self.words, self.polarity)))


@dataclass(frozen=True, slots=True)
class Wording:
    """Everything in `data/*.toml`."""

    frames: Mapping[str, tuple[Frame, ...]]
    verbs: Mapping[str, Verb]
    matters: Mapping[str, tuple[str, ...]]
    goods: Mapping[str, str]
    names: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]]
    plural_codes: frozenset[str]
    plural_words: frozenset[str]
    single_words: frozenset[str]
    article_words: frozenset[str]
    role_words: frozenset[str]
    stances: Mapping[str, Mapping[str, str]]

    def frame(self, claim: Claim) -> Frame:
        """The frame that says a claim's event best."""
        return max(self.frames[claim.event], key=lambda frame: frame.fits(claim))

    def phrase(self, template: str, slots: Mapping[str, str]) -> Phrase:
        """A verb phrase from a template of the frames' notation."""

        def part(match: re.Match[str]) -> str:
            return match[1] if all(slots.get(name) for name in _SLOT.findall(match[1])) else ""

        shown = _OPTIONAL.sub(part, template)
        pieces = _VERB.split(shown)
        words: list[str | Verb] = []
        for index, piece in enumerate(pieces):
            if index % 2:
                words.append(self.verb(piece))
            else:
                words.append(_SLOT.sub(lambda match: slots.get(match[1], ""), piece))
        return Phrase(tuple(words))

    def noun(self, template: str, slots: Mapping[str, str]) -> str:
        """A noun phrase from a template."""
        return "".join(word if isinstance(word, str) else word.base for word in self.phrase(template, slots).words)

    def verb(self, base: str) -> Verb:
        """A verb's forms, from the list or by rule."""
        return self.verbs.get(base) or regular(base)

    def matter(self, matters: Sequence[str], drop: Sequence[str], near: str, *, goods: bool = False) -> tuple[str, ...]:
        """Plain words for matters, in the forms that the report's own sentence has.

        Args:
            matters: codes; a general one is left out beside its own special one.
            drop: codes that the frame says by itself; diplomacy is never said, since every event here is that.
            near: the words of the report in which the forms are looked for.
            goods: the matter is a thing that changes hands.
        """
        kept = [
            m for m in matters if m not in drop and m != "diplomacy" and not any(o.startswith(m + ".") for o in matters)
        ]
        lowered, said = near.lower(), []
        for code in kept:
            default, *forms = self.matters[code]
            found = [form for form in forms if re.search(rf"\b{re.escape(form)}\b", lowered)]
            word = max(found, key=len) if found else default
            word = self.goods.get(code, word) if goods else word
            if word not in said:
                said.append(word)
        return tuple(said)


@functools.cache
def wording() -> Wording:
    """The packaged words, read once. Raises LexiconError with every fault found in them."""
    frames, words = _read("frames.toml"), _read("words.toml")
    faults = _faults(frames, words)
    if faults:
        raise LexiconError(faults)
    by_event: dict[str, list[Frame]] = {event: [] for event in EVENTS}
    for row in frames["frame"]:
        by_event[row["event"]].append(_frame(row))
    names = {
        code: tuple((name, re.compile(rf"(?<![\w.]){form}(?!\w)")) for name, form in rows)
        for code, rows in words["names"].items()
    }
    return Wording(
        frames={event: tuple(rows) for event, rows in by_event.items()},
        verbs={base: Verb(base, *forms) for base, forms in words["verbs"].items()},
        matters={code: tuple(forms) for code, forms in words["matters"].items()},
        goods=words["goods"],
        names=names,
        plural_codes=frozenset(words["plural"]["codes"]),
        plural_words=frozenset(words["plural"]["last"]),
        single_words=frozenset(words["plural"]["single"]),
        article_words=frozenset(words["articles"]["last"]),
        role_words=frozenset(words["roles"]["words"]),
        stances=words["stances"],
    )


def _frame(row: Mapping[str, Any]) -> Frame:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    if "words" in values:
        values["words"] = re.compile("|".join(row["words"]), re.IGNORECASE)
    return Frame(**values)


def _read(name: str) -> dict[str, Any]:
    text = resources.files("entente.brief").joinpath("data", name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _faults(frames: Mapping[str, Any], words: Mapping[str, Any]) -> list[str]:
    faults = [
        f"{name}: [file] lacks {key}"
        for name, data in (("frames.toml", frames), ("words.toml", words))
        for key in HEADER
        if not data.get("file", {}).get(key)
    ]
    rows = frames.get("frame", [])
    for index, row in enumerate(rows, 1):
        unknown = set(row) - set(Frame.__slots__)
        faults += [f"frames.toml: frame {index}: unknown key {key}" for key in sorted(unknown)]
        faults += [f"frames.toml: frame {index}: no {key}" for key in ("event", "active", "noun") if not row.get(key)]
        faults += [
            f"frames.toml: frame {index}: unknown matter {m}" for m in row.get("matters", ()) if m not in MATTERS
        ]
    plain = {row.get("event") for row in rows if not {"modes", "matters", "words", "polarity"} & set(row)}
    faults += [f"frames.toml: no frame without conditions for {event}" for event in EVENTS if event not in plain]
    faults += [f"words.toml: no word for matter {code}" for code in MATTERS if not words["matters"].get(code)]
    faults += [f"words.toml: no words for stance {stance}" for stance in STANCES if stance not in words["stances"]]
    return faults
