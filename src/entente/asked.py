"""What people and programs ask, in their words: names become codes, vocabularies and ids are checked.

The command line, the web desk and the API share it, so that a filter means the same everywhere.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from entente.errors import UsageError
from entente.records import ACTIVITIES, Dealing, Question
from entente.records.vocabulary import CERTAINTIES, EVENTS, MATTERS, MODALITIES, MODES, POLARITIES, STANCES

if TYPE_CHECKING:
    from entente.desk import Desk

#: Most ids that a line of error lists.
LISTED = 8
#: The filters of a question, by name; each is a word, but for those of DAYS, LISTS and the flag `late`.
FILTERS = (
    "pair", "actor", "recipient", "party", "event", "mode", "matter", "holder", "stance", "polarity", "certainty",
    "modality", "text", "since", "until", "published_since", "published_until", "as_of", "late", "min_confidence",
    "outlet", "document", "event_id",
)  # fmt: skip
DAYS = ("since", "until", "published_since", "published_until", "as_of")
_WORDS = {
    "mode": MODES, "stance": STANCES, "polarity": POLARITIES, "certainty": CERTAINTIES, "modality": MODALITIES,
}  # fmt: skip
#: "100000", "100,000", "2.5"; a full stop before three digits may mean either, and is refused.
_NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,15}(?:\.(?:\d{1,2}|\d{4,9}))?)"
_AMOUNT = re.compile(rf"{_NUMBER}\s*(?P<times>thousand|million|billion)?\s*(?P<unit>[^\W\d_][^\d,.]*)")
_TIMES = {None: 1.0, "thousand": 1e3, "million": 1e6, "billion": 1e9}


class Finds(Protocol):
    """A ledger, or its index."""

    def find(self, prefix: str) -> list[tuple[str, str]]:
        """What has an id that begins so: ("claim" | "event" | "document", id)."""


def question(
    desk: Desk,
    finds: Finds,
    typed: Mapping[str, Any],
    *,
    limit: int | None = None,
    place: Callable[[str], str] = str,
) -> Question:
    """The question that filters ask.

    Args:
        desk: whose lexicon tells what a name stands for.
        finds: where ids are looked up.
        typed: filter -> what was given: words, a pair of words, a list of kinds, days as dates; None where
            nothing was.
        limit: most rows.
        place: from the name of a filter to what the asker calls it.

    Raises UsageError for a name, word or id that means nothing here.
    """
    given: dict[str, Any] = {name: typed.get(name) for name in FILTERS}
    for name, value in given.items():
        for word in value if isinstance(value, (tuple, list)) else [value]:
            if isinstance(word, str):
                a_word(word, place(name))
    on = given["as_of"] or dt.datetime.now(dt.UTC).date()
    values: dict[str, Any] = {name: given[name] for name in (*DAYS, "text", "outlet")}
    values["pair"] = _pair(desk, given["pair"], place, on)
    for name in ("actor", "recipient", "party"):
        values[name] = code(desk, given[name], place(name), on) if given[name] else None
    values["event"] = tuple(one_of(kind.upper(), EVENTS, place("event")) for kind in given["event"] or ())
    for name, words in _WORDS.items():
        values[name] = one_of(given[name].lower(), words, place(name)) if given[name] else None
    values["matter"] = matter(given["matter"].lower(), place("matter")) if given["matter"] else None
    values["holder"] = holder(desk, given["holder"], on) if given["holder"] else None
    for name, kind in (("document", "document"), ("event_id", "event")):
        values[name] = the_one(finds, given[name], kind)[1] if given[name] else None
    if given["since"] and given["until"] and given["since"] > given["until"]:
        raise UsageError(
            f"is after {place('until')} {given['until']}", place=place("since"), mend="give an earlier day"
        )
    if given["late"] and given["as_of"] is None:
        raise UsageError(f"goes with {place('as_of')}", place=place("late"))
    return Question(
        **values, late=bool(given["late"]), min_confidence=given["min_confidence"] or 0.0, limit=limit
    )  # fmt: skip


def _pair(desk: Desk, typed: Sequence[str] | None, place: Callable[[str], str], on: dt.date) -> tuple[str, str] | None:
    sides = [code(desk, name, place("pair"), on) for name in typed or ()]
    if not sides:
        return None
    if len(sides) != 2:
        raise UsageError("a pair is two", place=place("pair"), mend="name two")
    if sides[0] == sides[1]:
        raise UsageError(f"both sides are {sides[0]}", place=place("pair"), mend="name two")
    return sides[0], sides[1]


def a_word(word: str, place: str) -> str:
    """The word. Raises UsageError where it is empty or no text."""
    if not word.strip():
        raise UsageError("is empty", place=place, mend="leave it out, or say what is looked for")
    try:
        word.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UsageError("is no text in UTF-8", place=place) from error
    if "\0" in word:
        raise UsageError("holds a NUL", place=place, mend="leave it out")
    return word


def one_of(word: str, known: Sequence[str], place: str) -> str:
    """`word`, where it is in a vocabulary. Raises UsageError that lists the vocabulary."""
    if word not in known:
        raise UsageError(f"no {word!r} here", place=place, mend=f"one of {', '.join(known)}")
    return word


def matter(word: str, place: str) -> str:
    """A matter or its beginning. Raises UsageError that lists the vocabulary."""
    if not any(known == word or known.startswith(f"{word}.") for known in MATTERS):
        raise UsageError(f"no {word!r} here", place=place, mend=f"one of {', '.join(MATTERS)}")
    return word


def day(word: str, place: str) -> dt.date:
    """An ISO 8601 calendar date. Raises UsageError."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word, re.ASCII):
        try:
            return dt.date.fromisoformat(word)
        except ValueError as error:
            raise UsageError(f"{word} is not in the calendar, {error}", place=place) from error
    raise UsageError(f"{word!r} is no date", place=place, mend="write it as 2024-06-18")


def code(desk: Desk, name: str, place: str, on: dt.date | None) -> str:
    """The code that a code or name stands for on a day. Raises UsageError where it stands for none or for several."""
    known = desk.lexicon.codes()
    typed = name.strip()
    if typed.upper() in known:
        return typed.upper()
    # As people type it: "north korea" is taken as "North Korea" where it means nothing as it stands.
    readings = desk.actor(typed, on) or desk.actor(typed.title(), on)
    found = list(dict.fromkeys(code for reading in readings if reading.chosen for code in reading.codes))
    mend = "a code as PRK or a name as 'North Korea'; `entente actors NAME` tells what a name stands for"
    if not found:
        raise UsageError(f"{name!r} names no actor that the lexicon knows", place=place, mend=mend)
    if len(found) > 1:
        raise UsageError(
            f"{name!r} names {len(found)} actors: {', '.join(found)}", place=place, mend="give one of them"
        )
    return found[0]


def holder(desk: Desk, name: str, on: dt.date | None) -> str:
    """A state's name becomes its code; people and whatever else is no actor stay as they are."""
    if name == "author":
        return name
    if name.upper() in desk.lexicon.codes():
        return name.upper()
    readings = [reading for reading in desk.actor(name, on) if reading.chosen]
    if len(readings) == 1 and len(readings[0].codes) == 1 and readings[0].kind in ("country", "body", "group"):
        return readings[0].codes[0]
    return name


def the_one(finds: Finds, prefix: str, *kinds: str) -> tuple[str, str]:
    """Kind ("claim", "event" or "document") and full id of what a ledger holds under an id or its first digits.

    Args:
        finds: the ledger, or its index.
        prefix: as typed.
        kinds: only these; none given: all.

    Raises UsageError where it is nothing or several things.
    """
    found = [pair for pair in finds.find(a_word(prefix, "ID")) if not kinds or pair[0] in kinds]
    # A whole id counts even where it begins others.
    found = [pair for pair in found if pair[1] == prefix] or found
    if not found:
        which = " or ".join(kinds or ("claim", "event", "document"))
        lists = " or ".join(f"`entente {kind}s`" for kind in kinds or ("claim", "event", "document"))
        raise UsageError(f"no {which} {prefix}", mend=f"ids stand in the first column of what {lists} lists")
    if len(found) > 1:
        shown = ", ".join(f"{kind} {name}" for kind, name in found[:LISTED]) + (" ..." if found[LISTED:] else "")
        raise UsageError(f"{len(found)} ids begin with {prefix}", mend=f"one of {shown}")
    return found[0]


def dealing(
    desk: Desk,
    typed: Mapping[str, Any],
    *,
    place: Callable[[str], str] = str,
    told: Callable[[str], None] = lambda line: None,
) -> Dealing:
    """One dealing to be held against the sanctions rules.

    Args:
        desk: whose lexicon and rules count.
        typed: `source`, `target` (codes or names), `matter`, `activity`, `on` (a date), `amount`, `used` ("100,000
            barrel"), `fact` (list of NAME=VALUE); None where nothing was given.
        place: from one of these names to what the asker calls it.
        told: called with what changes nothing, as a line.

    Raises UsageError for whatever is missing or means nothing.
    """
    done = one_of(typed["activity"].lower(), ACTIVITIES, place("activity")) if typed.get("activity") else ""
    source = typed.get("source")
    target = typed.get("target") or (source if done == "launch" else None)
    if not source or not target:
        missing = place("source" if not source else "target")
        raise UsageError("a dealing has two sides", place=missing, mend=f"give {missing} too")
    about = a_word(typed["matter"], place("matter")).lower() if typed.get("matter") is not None else ""
    on = typed.get("on") or dt.datetime.now(dt.UTC).date()
    one, two = code(desk, source, place("source"), on), code(desk, target, place("target"), on)
    if one == two and done != "launch":
        raise UsageError(f"both sides are {one}", place=place("target"), mend="name two")
    much, unit, used = _amounts(desk, typed, place)
    return Dealing(
        (one,), (two,), matter(about, place("matter")) if about else "", done or desk.usual_activity(about), on,
        amount=much, unit=unit, used=used, facts=_facts(desk, typed.get("fact") or (), place, told),
    )  # fmt: skip


def _amounts(
    desk: Desk, typed: Mapping[str, Any], place: Callable[[str], str]
) -> tuple[float | None, str, float | None]:
    """Amount, unit, and what was used before in the same unit."""
    much, unit = _measure(typed.get("amount"), place("amount"))
    used, of = _measure(typed.get("used"), place("used"))
    for name, where in ((unit, place("amount")), (of, place("used"))):
        if name and not desk.is_cap_unit(name):
            raise UsageError(f"no cap is in {name}", place=where, mend="barrel, or a unit of weight as tonne")
    if used is None or not unit:
        return much, unit or of, used
    times = desk.times(of, unit)
    if times is None:
        raise UsageError(f"{of} beside {unit}", place=place("used"), mend=f"the unit of {place('amount')}")
    return much, unit, used * times


def _facts(
    desk: Desk, given: Sequence[str], place: Callable[[str], str], told: Callable[[str], None]
) -> dict[str, str]:
    facts: dict[str, str] = {}
    for text in given:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name or not value:
            raise UsageError(f"{text!r} is no fact", place=place("fact"), mend="NAME=VALUE, as calibre='82 mm'")
        if name in facts:
            raise UsageError(f"{name} is given twice", place=place("fact"), mend="once")
        facts[name] = value
        fault = desk.fact_fault(name, value)
        if fault and fault[0].startswith("no rule"):
            told(f"{fault[0]}; it changes nothing")
        elif fault:
            raise UsageError(fault[0], place=f"{place('fact')} {name}", mend=fault[1])
    return facts


def _measure(text: str | None, place: str) -> tuple[float | None, str]:
    """The number and its unit. Raises UsageError where it is no amount."""
    if not text:
        return None, ""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"{text!r} is no amount", place=place, mend="a number and a unit, as '100000 barrel'")
    return float(found["number"].replace(",", "")) * _TIMES[found["times"]], found["unit"].strip()
