"""What a reviewer may set of a claim: each value checked, in the terms of the claim record."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

from entente.errors import UsageError
from entente.ledger.rows import sound
from entente.records import Claim, Document, Figure, Holder, Place, claim_id
from entente.records.vocabulary import (
    CERTAINTIES,
    EVENTS,
    MATTERS,
    MODALITIES,
    MODES,
    POLARITIES,
    STANCES,
)

#: Fields that a reviewer may set. Words and their place are the text's own.
FIELDS = (
    "event", "mode", "actor", "recipient", "matter", "holders", "polarity", "certainty", "modality", "start", "end",
)  # fmt: skip
_CLOSED: dict[str, tuple[str, ...]] = {
    "event": EVENTS, "mode": MODES, "polarity": POLARITIES, "certainty": CERTAINTIES, "modality": MODALITIES,
    "matter": MATTERS,
}  # fmt: skip
#: Fields by which a claim finds its event: where one is changed, the claim is grouped anew.
GROUPING = ("event", "actor", "recipient", "matter", "start", "end")
#: Who read a claim that a reviewer marked.
READER = "reviewer"


def changed_claim(claim: Claim, changes: Mapping[str, Any]) -> Claim:
    """The claim with fields set, each value checked. Raises UsageError."""
    values: dict[str, Any] = {}
    for field, value in changes.items():
        if field not in FIELDS:
            raise UsageError(f"no field {field!r} can be set", mend=f"one of {', '.join(FIELDS)}")
        values[field] = _value(field, value)
    # What a reviewer has set is no longer filled from context.
    inferred = tuple(name for name in claim.inferred if name not in values)
    newer = dataclasses.replace(claim, inferred=inferred, **values)
    if newer.start and newer.end and newer.end < newer.start:
        raise UsageError(f"it would end ({newer.end}) before it starts ({newer.start})")
    if not newer.parties:
        raise UsageError("a claim needs a party", mend="set actor or recipient")
    if both := sorted(set(newer.actor) & set(newer.recipient)):
        raise UsageError(f"{both[0]} would stand on both sides", mend="set actor and recipient together")
    return newer


def _value(field: str, value: Any) -> Any:
    if field in ("start", "end"):
        return _day(field, value)
    if field == "holders":
        return _holders(value)
    if field in ("actor", "recipient", "matter"):
        if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) and item for item in value):
            raise UsageError(f"{field} must be a list of words", mend=f"{field}=RUS,PRK")
        for item in value if field == "matter" else ():
            _one_of(field, item)
        if field != "matter" and any(not item.isalnum() or not item.isupper() for item in value):
            raise UsageError(f"{field} takes codes such as RUS or UN", mend="entente actors NAME tells a name's code")
        return tuple(dict.fromkeys(value))
    if value is None and field == "mode":
        return None
    _one_of(field, value)
    return value


def _one_of(field: str, value: Any) -> None:
    if value not in _CLOSED[field]:
        raise UsageError(f"{field} cannot be {value!r}", mend=f"one of {', '.join(_CLOSED[field])}")


def _day(field: str, value: Any) -> dt.date | None:
    if value is None or isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError as error:
        raise UsageError(f"{field} is no date: {value!r}", mend="write it as 2023-09-13") from error


def _holders(value: Any) -> tuple[Holder, ...]:
    mend = 'holders=[{"actor": "USA", "name": null, "stance": "believes"}]'
    if not isinstance(value, (list, tuple)):
        raise UsageError("holders must be a list, the outermost first", mend=mend)
    found = []
    for item in value:
        if not isinstance(item, dict) or not set(item) <= {"actor", "name", "stance"}:
            raise UsageError("a holder has actor, name and stance", mend=mend)
        if item.get("stance") not in STANCES:
            raise UsageError(f"stance cannot be {item.get('stance')!r}", mend=f"one of {', '.join(STANCES)}")
        if not all(item.get(name) is None or isinstance(item.get(name), str) for name in ("actor", "name")):
            raise UsageError("a holder's actor and name are words or null", mend=mend)
        name = item.get("name")
        found.append(Holder(item.get("actor"), sound(name) if name is not None else None, item["stance"]))
    return tuple(found)


def marked_claim(document: Document, place: Place, fields: Mapping[str, Any]) -> Claim:
    """The claim that a reviewer marks in a report: what is not said is positive, certain and actual. Raises UsageError.

    Args:
        document: the report.
        place: the words, as `marked_place` gives them.
        fields: as for `changed_claim`, `event` at least; `figures` may be among them.
    """
    if not fields.get("event"):
        raise UsageError("a claim needs an event", mend=f"event: one of {', '.join(EVENTS)}")
    blank = Claim(
        id="", document=document.id, event="", mode=None, actor=(), recipient=(), matter=(), holders=(),
        polarity="positive", certainty="certain", modality="actual", start=None, end=None, place=place,
        places=(place,), confidence=1.0, inferred=(), figures=_figures(fields.get("figures") or ()), reader=READER,
    )  # fmt: skip
    claim = changed_claim(blank, {name: value for name, value in fields.items() if name != "figures"})
    return dataclasses.replace(claim, id=id_of(claim))


def part_of(document: Document, claim: Claim, part: Mapping[str, Any]) -> Claim:
    """One of the claims into which a claim is split. Raises UsageError.

    Args:
        document: the report.
        claim: the claim that is split; what a part does not say is as in it.
        part: `field`, `start_char` and `end_char` of its words, where they are others, and fields as for
            `changed_claim`; `figures` may be among them.
    """
    place, figures = claim.place, claim.figures
    if "start_char" in part or "end_char" in part:
        where, start, end = part.get("field", place.field), part.get("start_char", -1), part.get("end_char", -1)
        if (where, start, end) != (place.field, place.start_char, place.end_char):
            place = marked_place(document, where, start, end)
            figures = tuple(figure for figure in figures if figure.quote in place.quote)
    if "figures" in part:
        figures = _figures(part["figures"])
    fields = {name: part[name] for name in part if name not in ("field", "start_char", "end_char", "figures")}
    places = claim.places if place == claim.place else (place,)
    newer = changed_claim(dataclasses.replace(claim, place=place, places=places, figures=figures), fields)
    return dataclasses.replace(newer, id=id_of(newer), confidence=1.0, reader=READER)


def id_of(claim: Claim) -> str:
    """The id that a claim has by what it says, see `claim_id`."""
    return claim_id(
        claim.document, claim.place, claim.event, claim.actor, claim.recipient, claim.holders, claim.polarity,
        claim.modality,
    )  # fmt: skip


def marked_place(document: Document, field: str, start_char: int, end_char: int) -> Place:
    """Where marked words stand in a report. Raises UsageError where none do.

    Args:
        document: the report.
        field: "text" or "title".
        start_char, end_char: half-open code points.
    """
    if field not in ("text", "title"):
        raise UsageError(f"words stand in text or title, not in {field!r}", place="field")
    text = document.text if field == "text" else document.title
    for name, at in (("start_char", start_char), ("end_char", end_char)):
        if not isinstance(at, int) or isinstance(at, bool):
            raise UsageError(f"is no whole number: {at!r}", place=name)
    if not 0 <= start_char < end_char <= len(text):
        raise UsageError(
            f"no words stand from {start_char} to {end_char}", place=field, mend=f"it has {len(text)} characters"
        )
    quote = text[start_char:end_char]
    if not quote.strip():
        raise UsageError("only space was marked", place=field, mend="mark the words that say it")
    return Place(field, start_char, end_char, quote)


def _figures(value: Any) -> tuple[Figure, ...]:
    mend = 'figures=[{"low": 1000, "high": null, "unit": "container", "quote": "more than 1,000 containers"}]'
    names = {"low", "high", "unit", "quote"}
    if not isinstance(value, (list, tuple)):
        raise UsageError("figures must be a list", mend=mend)
    found = []
    for item in value:
        if not isinstance(item, dict) or not set(item) <= names:
            raise UsageError("a figure has low, high, unit and quote", mend=mend)
        ends = [item.get("low"), item.get("high")]
        if ends == [None, None] or not all(end is None or _is_amount(end) for end in ends):
            raise UsageError("a figure's low and high are numbers, one of them may be null", mend=mend)
        if not all(isinstance(item.get(name), str) for name in ("unit", "quote")):
            raise UsageError("a figure's unit and quote are words", mend=mend)
        low, high = (None if end is None else float(end) for end in ends)
        found.append(Figure(low, high, sound(item["unit"]), sound(item["quote"])))
    return tuple(found)


def _is_amount(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
