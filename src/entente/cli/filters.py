"""What is asked of a ledger, from the words of a command line: names become codes, vocabularies are checked."""

from __future__ import annotations

import datetime as dt
import functools
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from entente.cli.parsing import day
from entente.errors import UsageError
from entente.records import Question
from entente.records.vocabulary import CERTAINTIES, EVENTS, MATTERS, MODALITIES, MODES, POLARITIES, STANCES

if TYPE_CHECKING:
    from entente.desk import Desk, Ledger

#: Most ids that a line of error lists.
LISTED = 8


def _word(name: str, words: str, metavar: str = "WORD") -> Any:
    return typer.Option(name, metavar=metavar, help=words)


def _day(name: str, words: str) -> Any:
    return typer.Option(name, parser=day, metavar="DATE", help=words)


@dataclass(frozen=True)
class Filters:
    """What the filters of a command say, as typed. Everything that is given must hold together."""

    pair: Annotated[
        tuple[str, str] | None, _word("--pair", "Between the two, either way: RUS PRK, or Russia 'North Korea'.", "A B")
    ] = None
    actor: Annotated[str | None, _word("--actor", "Who does it: code or name.", "ACTOR")] = None
    recipient: Annotated[str | None, _word("--recipient", "Toward whom: code or name.", "ACTOR")] = None
    party: Annotated[str | None, _word("--party", "On either side: code or name.", "ACTOR")] = None
    event: Annotated[list[str] | None, _word("--event", "Kind, as CONSULT; may be given again.", "KIND")] = None
    mode: Annotated[str | None, _word("--mode", "Mode, as visit.")] = None
    matter: Annotated[str | None, _word("--matter", "What it is about; arms finds arms.drones too.")] = None
    holder: Annotated[
        str | None, _word("--holder", "Whose statement: code, name, part of a name, or author for the report's own.")
    ] = None
    stance: Annotated[str | None, _word("--stance", "How they tell it, as denies.")] = None
    polarity: Annotated[str | None, _word("--polarity", "positive or negative.")] = None
    certainty: Annotated[str | None, _word("--certainty", "certain, probable, possible or unknown.")] = None
    modality: Annotated[str | None, _word("--modality", "actual, future, desired, conditional or former.")] = None
    text: Annotated[str | None, _word("--text", "Words in quote or title.", "WORDS")] = None
    since: Annotated[
        dt.date | None, _day("--since", "Happened (or, where unknown, published) on that day or later.")
    ] = None
    until: Annotated[dt.date | None, _day("--until", "Likewise, on that day or before.")] = None
    published_since: Annotated[dt.date | None, _day("--published-since", "Published on that day or later.")] = None
    published_until: Annotated[dt.date | None, _day("--published-until", "Published on that day or before.")] = None
    as_of: Annotated[dt.date | None, _day("--as-of", "What the ledger knew by the end of that day.")] = None
    late: Annotated[
        bool, typer.Option("--late", help="With --as-of: count reports that came late from when they were published.")
    ] = False
    min_confidence: Annotated[
        float, typer.Option("--min-confidence", min=0.0, max=1.0, metavar="P", help="Leave out less sure claims.")
    ] = 0.0
    outlet: Annotated[str | None, _word("--outlet", "Part of the outlet's name.", "NAME")] = None
    document: Annotated[str | None, _word("--document", "Id of a report, or its first digits.", "ID")] = None
    event_id: Annotated[str | None, _word("--event-id", "Id of an event, or its first digits.", "ID")] = None

    def question(self, desk: Desk, ledger: Ledger, limit: int | None = None) -> Question:
        """The question. `limit`: most rows. Raises UsageError for a name, word or id that means nothing here."""
        self._check()
        on = self.as_of or dt.datetime.now(dt.UTC).date()
        sides = [code(desk, name, "--pair", on) for name in self.pair or ()]
        if len(sides) == 2 and sides[0] == sides[1]:
            raise UsageError(f"both sides are {sides[0]}", place="--pair", mend="name two")
        if self.since and self.until and self.since > self.until:
            raise UsageError(f"is after --until {self.until}", place="--since", mend="give an earlier day")
        if self.late and self.as_of is None:
            raise UsageError("goes with --as-of", place="--late")
        return Question(
            pair=(sides[0], sides[1]) if sides else None,
            actor=self.actor and code(desk, self.actor, "--actor", on),
            recipient=self.recipient and code(desk, self.recipient, "--recipient", on),
            party=self.party and code(desk, self.party, "--party", on),
            event=tuple(one_of(kind.upper(), EVENTS, "--event") for kind in self.event or ()),
            mode=self.mode and one_of(self.mode.lower(), MODES, "--mode"),
            matter=self.matter and matter(self.matter.lower(), "--matter"),
            holder=self.holder and _holder(desk, self.holder, on),
            stance=self.stance and one_of(self.stance.lower(), STANCES, "--stance"),
            polarity=self.polarity and one_of(self.polarity.lower(), POLARITIES, "--polarity"),
            certainty=self.certainty and one_of(self.certainty.lower(), CERTAINTIES, "--certainty"),
            modality=self.modality and one_of(self.modality.lower(), MODALITIES, "--modality"),
            text=self.text,
            since=self.since,
            until=self.until,
            published_since=self.published_since,
            published_until=self.published_until,
            as_of=self.as_of,
            late=self.late,
            min_confidence=self.min_confidence,
            document=self.document and the_one(ledger, self.document, "document")[1],
            event_id=self.event_id and the_one(ledger, self.event_id, "event")[1],
            outlet=self.outlet,
            limit=limit,
        )

    def _check(self) -> None:
        """Raises UsageError for a filter that says nothing, or is no text."""
        for field in fields(self):
            value = getattr(self, field.name)
            for word in value if isinstance(value, (tuple, list)) else [value]:
                if isinstance(word, str):
                    a_word(word, f"--{field.name.replace('_', '-')}")


def a_word(word: str, place: str) -> str:
    """The word. Raises UsageError where it is empty or no text."""
    if not word.strip():
        raise UsageError("is empty", place=place, mend="leave it out, or say what is looked for")
    try:
        word.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UsageError("is no text in UTF-8", place=place) from error
    return word


def filtered(command: Callable[..., None], without: Sequence[str] = ()) -> Callable[..., None]:
    """Gives a command every filter as an option, in place of its parameter `filters`.

    Args:
        command: its other parameters stay; one whose type is a dataclass becomes the options that its fields are.
        without: filters that the command does not take.
    """
    own = inspect.signature(command, eval_str=True).parameters
    kinds: dict[str, Any] = {name: parameter.annotation for name, parameter in own.items()}
    groups = {name: kind for name, kind in kinds.items() if isinstance(kind, type) and is_dataclass(kind)}
    asked = {name: _options(kind, without) for name, kind in groups.items()}
    both: dict[str, inspect.Parameter] = {}
    for name, parameter in own.items():
        both.update(asked.get(name, {name: parameter}))

    @functools.wraps(command)
    def run(**values: Any) -> None:
        given = {name: kinds[name](**{key: values.pop(key) for key in asked[name]}) for name in groups}
        command(**given, **values)

    taken = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in both.values()]
    run.__signature__ = inspect.Signature(taken)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in taken}
    return run


def _options(kind: Any, without: Sequence[str]) -> dict[str, inspect.Parameter]:
    options = inspect.signature(kind, eval_str=True).parameters
    return {name: option for name, option in options.items() if name not in without}


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


def _holder(desk: Desk, name: str, on: dt.date | None) -> str:
    """A state's name becomes its code; people and whatever else is no actor stay as they are."""
    if name == "author":
        return name
    if name.upper() in desk.lexicon.codes():
        return name.upper()
    readings = [reading for reading in desk.actor(name, on) if reading.chosen]
    if len(readings) == 1 and len(readings[0].codes) == 1 and readings[0].kind in ("country", "body", "group"):
        return readings[0].codes[0]
    return name


def the_one(ledger: Ledger, prefix: str, *kinds: str) -> tuple[str, str]:
    """Kind ("claim", "event" or "document") and full id of what a ledger holds under an id or its first digits.

    Args:
        prefix: as typed.
        kinds: only these; none given: all.

    Raises UsageError where it is nothing or several things.
    """
    found = [pair for pair in ledger.find(a_word(prefix, "ID")) if not kinds or pair[0] in kinds]
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


def in_words(filters: Filters) -> str:
    """The filters that were given, as they are typed: "--pair RUS PRK --event AID"."""
    given = []
    for field in fields(filters):
        value, name = getattr(filters, field.name), f"--{field.name.replace('_', '-')}"
        if not value:
            continue
        if field.name == "event":
            given += [f"{name} {kind}" for kind in value]
        elif field.name == "pair":
            given.append(f"{name} {value[0]} {value[1]}")
        else:
            given.append(name if value is True else f"{name} {value}")
    return " ".join(given)
