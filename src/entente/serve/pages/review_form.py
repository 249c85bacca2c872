"""The form of a claim: its fields as people type them, from a claim and back into the terms of the claim record."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from starlette.datastructures import FormData

from entente.asked import code, day
from entente.errors import UsageError
from entente.records import Claim
from entente.records.vocabulary import (
    BODIES,
    CERTAINTIES,
    EVENTS,
    GROUPS,
    MATTERS,
    MODALITIES,
    MODES,
    POLARITIES,
    REGIONS,
    STANCES,
)

if TYPE_CHECKING:
    from entente.desk import Desk

#: What is chosen from.
CHOICES = {
    "event": EVENTS, "mode": MODES, "matter": MATTERS, "stance": STANCES, "polarity": POLARITIES,
    "certainty": CERTAINTIES, "modality": MODALITIES,
}  # fmt: skip
#: Fields of a claim in the order of the form, with what people call them.
FIELDS = {
    "event": "Kind", "mode": "Mode", "actor": "Who does it", "recipient": "Toward whom", "matter": "Matter",
    "holders": "Who says so", "polarity": "Is it so", "certainty": "How sure", "modality": "When and whether",
    "start": "From", "end": "To",
}  # fmt: skip
#: How fields are called that were filled from the context.
INFERRED = {
    "event": "the kind", "actor": "who does it", "recipient": "toward whom", "matter": "the matter",
    "holders": "who says so", "start": "the first day", "end": "the last day",
}  # fmt: skip
_CODED = re.compile(r".*\(([A-Z0-9]{2,12})\)\s*", re.DOTALL)
#: Most values of one field.
_MOST = 30


@dataclass(frozen=True, slots=True)
class Told:
    """One holder as typed."""

    actor: str = ""
    name: str = ""
    stance: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """The form of a claim, as typed. Lists hold what is not empty; start and end are ISO days."""

    event: str = ""
    mode: str = ""
    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    matter: tuple[str, ...] = ()
    holders: tuple[Told, ...] = ()
    polarity: str = "positive"
    certainty: str = "certain"
    modality: str = "actual"
    start: str = ""
    end: str = ""
    fault: UsageError | None = field(default=None, compare=False)

    def fault_at(self, name: str) -> str:
        """What is wrong with a field, "" for nothing."""
        if self.fault is None or self.fault.place.partition(" ")[0] != name:
            return ""
        return f"{self.fault.message}{f' ({self.fault.mend})' if self.fault.mend else ''}"


def spelled(desk: Desk, actor: str) -> str:
    """A code as it stands in a field: "North Korea (PRK)"."""
    name = desk.name(actor).removeprefix("the ")
    return f"{name[:1].upper()}{name[1:]} ({actor})" if name != actor else actor


def suggestions(desk: Desk) -> list[str]:
    """Every actor as it can be typed, by name."""
    own = (*BODIES, *GROUPS, *REGIONS)
    codes = [known for known in desk.lexicon.codes() if known in own or len(known) == 3]
    return sorted((spelled(desk, known) for known in codes), key=str.casefold)


def filled(desk: Desk, claim: Claim) -> Filled:
    """The form as a claim fills it."""
    return Filled(
        event=claim.event, mode=claim.mode or "", actor=tuple(spelled(desk, each) for each in claim.actor),
        recipient=tuple(spelled(desk, each) for each in claim.recipient), matter=claim.matter,
        holders=tuple(
            Told(spelled(desk, holder.actor) if holder.actor else "", holder.name or "", holder.stance)
            for holder in claim.holders
        ),
        polarity=claim.polarity, certainty=claim.certainty, modality=claim.modality,
        start=claim.start.isoformat() if claim.start else "", end=claim.end.isoformat() if claim.end else "",
    )  # fmt: skip


def typed(form: FormData, prefix: str = "") -> Filled:
    """The form as it was sent."""

    def one(name: str) -> str:
        return str(form.get(f"{prefix}{name}", "")).strip()

    def several(name: str) -> tuple[str, ...]:
        return tuple(filter(None, (str(each).strip() for each in form.getlist(f"{prefix}{name}")[:_MOST])))

    columns = [[str(each).strip() for each in form.getlist(f"{prefix}holder_{name}")[:_MOST]]
               for name in ("actor", "name", "stance")]  # fmt: skip
    rows = tuple(Told(*row) for row in zip(*columns, strict=False) if any(row))
    return Filled(
        event=one("event"), mode=one("mode"), actor=several("actor"), recipient=several("recipient"),
        matter=several("matter"), holders=rows, polarity=one("polarity"), certainty=one("certainty"),
        modality=one("modality"), start=one("start"), end=one("end"),
    )  # fmt: skip


def values(desk: Desk, told: Filled, on: dt.date) -> dict[str, Any]:
    """The fields of the claim record, as JSON has them. Raises UsageError whose place is a field of the form."""
    found: dict[str, Any] = {
        name: _one_of(getattr(told, name), name) for name in ("event", "polarity", "certainty", "modality")
    }
    found["mode"] = _one_of(told.mode, "mode") if told.mode else None
    for side in ("actor", "recipient"):
        found[side] = list(dict.fromkeys(_code(desk, text, side, on) for text in getattr(told, side)))
    found["matter"] = list(dict.fromkeys(_one_of(text, "matter") for text in told.matter))
    found["holders"] = [_holder(desk, row, on) for row in told.holders]
    for name in ("start", "end"):
        text = getattr(told, name)
        found[name] = day(text, name).isoformat() if text else None
    return found


def _one_of(text: str, name: str) -> str:
    if text not in CHOICES[name]:
        said = f"{text!r} is no choice" if text else "nothing is chosen"
        raise UsageError(said, place=name, mend="choose from the list")
    return text


def _code(desk: Desk, text: str, place: str, on: dt.date) -> str:
    coded = _CODED.fullmatch(text)
    return code(desk, coded[1] if coded else text, place, on)


def _holder(desk: Desk, row: Told, on: dt.date) -> dict[str, Any]:
    if row.stance not in STANCES:
        raise UsageError("a holder needs a stance", place="holders", mend="choose how it is said, or empty the row")
    actor = _code(desk, row.actor, "holders", on) if row.actor else None
    return {"actor": actor, "name": row.name or None, "stance": row.stance}


def changes(claim: Claim, wanted: dict[str, Any]) -> dict[str, Any]:
    """The fields in which a claim differs from what is wanted, with the wanted value."""
    has = claim.as_dict()
    return {name: value for name, value in wanted.items() if has[name] != value}


def reshaped(told: Filled, do: str) -> Filled:
    """The form with its rows of holders moved, for browsers without JavaScript. `do`: "holder-up-2" ..."""
    rows = list(told.holders)
    verb, _, at = do.removeprefix("holder-").partition("-")
    number = int(at) if at.isascii() and at.isdigit() and len(at) < 4 else -1
    if verb == "add":
        rows.append(Told(stance="says"))
    elif verb == "drop" and 0 <= number < len(rows):
        del rows[number]
    elif verb == "up" and 0 < number < len(rows):
        rows[number - 1], rows[number] = rows[number], rows[number - 1]
    return replace(told, holders=tuple(rows))


# In words


def said(desk: Desk, called: Callable[[str, str | None], str], name: str, value: Any) -> str:
    """A field's value as people read it: "North Korea and China", "is not so", "the United States believes"."""
    if value in (None, "", [], ()):
        return "nothing"
    if name in ("actor", "recipient"):
        return ", ".join(desk.name(each) for each in value)
    if name == "matter":
        return ", ".join(called("matters", each) for each in value)
    if name == "holders":
        return ": ".join(_told(desk, called, row) for row in value)
    tables = {"event": "kinds", "mode": "modes", "polarity": "polarities", "certainty": "certainties",
              "modality": "modalities"}  # fmt: skip
    return called(tables[name], value) if name in tables else str(value)


def _told(desk: Desk, called: Callable[[str, str | None], str], row: Any) -> str:
    actor = desk.name(row["actor"]) if row["actor"] else ""
    who = f"{row['name']} ({actor})" if row["name"] and actor else row["name"] or actor or "somebody not named"
    return f"{who} {called('stances', row['stance'])}"


def ago(moment: dt.datetime, now: dt.datetime) -> str:
    """How long ago, in words."""
    seconds = max(0, int((now - moment).total_seconds()))
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {name}{'s' if count > 1 else ''} ago"
    return "just now"


def differences(
    desk: Desk, called: Callable[[str, str | None], str], seen: Claim, theirs: Claim, yours: dict[str, Any]
) -> Sequence[tuple[str, str, str, str, bool]]:
    """Fields that somebody has changed: name, as you saw it, as it is now, as you have it; whether both changed it."""
    was, now = seen.as_dict(), theirs.as_dict()
    rows = []
    for name, label in FIELDS.items():
        mine = yours.get(name, was[name])
        if was[name] == now[name] and mine == was[name]:
            continue
        both = now[name] != was[name] and mine != was[name] and mine != now[name]
        rows.append((label, *(said(desk, called, name, value) for value in (was[name], now[name], mine)), both))
    return rows


def merged(desk: Desk, theirs: Claim, mine: dict[str, Any], told: Filled) -> Filled:
    """The form after a conflict: theirs, with what you changed as you typed it."""
    base = filled(desk, theirs)
    return replace(base, **{name: getattr(told, name) for name in mine if name in FIELDS})


def faulty(told: Filled, fault: UsageError) -> Filled:
    """The form as typed, with what is wrong."""
    return replace(told, fault=fault)
