"""`entente status`, `contradictions`, `precedents`, `interests`, `travel` and `record`: findings of a ledger."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from entente.cli.escaping import visible
from entente.cli.filters import Filters, code, filtered, the_one
from entente.cli.opening import Looking
from entente.cli.output import tell
from entente.errors import UsageError
from entente.records import Finding, Question

if TYPE_CHECKING:
    from entente.desk import Desk, Ledger

First = Annotated[str, typer.Argument(metavar="A", help="Code or name.")]
Second = Annotated[str, typer.Argument(metavar="B", help="Code or name.")]


def status(
    filters: Filters,
    looking: Looking,
    happening: Annotated[
        str | None, typer.Argument(metavar="[EVENT]", help="Id of an event, or its first digits.")
    ] = None,
) -> None:
    """How happenings stand: who asserts, confirms, denies, does not confirm, since when, in how many origins."""
    desk = looking.desk()
    with looking.opened(desk) as kept:
        question = filters.question(desk, kept)
        if happening is not None:
            question = dataclasses.replace(question, event_id=the_one(kept, happening, "event")[1])
        show(desk.status(kept, question, left_out=_tell_left_out), looking)


def _tell_left_out(reasons: Sequence[tuple[str, int]]) -> None:
    if reasons:
        tell(visible(f"entente: left out: {'; '.join(f'{why} {number:,}' for why, number in reasons)}"))


def contradictions(filters: Filters, looking: Looking) -> None:
    """What cannot both hold: holder against holder, a holder against its own earlier line, figures, times."""
    desk = looking.desk()
    with looking.opened(desk) as kept:
        found = desk.contradictions(kept, filters.question(desk, kept))
        if found.left_alone:
            alone = "; ".join(f"{why} {number:,}" for why, number in found.left_alone)
            tell(visible(f"entente: not compared: {alone}"))
        show(found.findings, looking)


def precedents(filters: Filters, looking: Looking) -> None:
    """What is the first, the first since when, the most; and what reports call so. Needs --pair."""
    desk = looking.desk()
    with looking.opened(desk) as kept:
        if filters.pair is None:
            raise UsageError("names no pair", place="--pair", mend="--pair RUS PRK")
        show(desk.precedents(kept, filters.question(desk, kept)), looking)


def interests(filters: Filters, looking: Looking, one: First, two: Second) -> None:
    """What each of two wants of, asks of and offers to the other, has and lacks; where want meets have."""
    desk = looking.desk()
    with looking.opened(desk) as kept:
        found = desk.interests(kept, pair_of(filters, desk, kept, one, two))
        nothing_if(not found.rows)
        if looking.json:
            return as_json(found, looking.most)
        from entente.cli.assessed import print_interests

        print_interests(found, desk.name, looking.most, looking.quotes)


def travel(
    filters: Filters,
    looking: Looking,
    who: Annotated[str, typer.Argument(metavar="ACTOR", help="Code or name; of a person: that person alone.")],
) -> None:
    """Trips, hosts, announced trips, stated absences, days since the last trip; and what clashes among them."""
    desk = looking.desk()
    with looking.opened(desk) as kept:
        question = filters.question(desk, kept)
        on = question.as_of or kept.closed
        found = desk.travel(kept, code(desk, who, "ACTOR", on), question, person=_person(desk, who, on))
        nothing_if(not (found.trips or found.absences))
        if looking.json:
            return as_json(found, looking.most)
        from entente.cli.assessed import print_travels

        print_travels(found, desk.name, looking.most, looking.quotes)


def record(
    filters: Filters,
    looking: Looking,
    whose: Annotated[str, typer.Argument(metavar="HOLDER", help="Code, or name as reports have it.")],
) -> None:
    """How the statements of a holder fared: later confirmed, denied, retracted, still open."""
    desk = looking.desk()
    with looking.opened(desk) as kept:
        question = dataclasses.replace(filters, holder=whose).question(desk, kept)
        found = desk.record(kept, question.holder or whose, question)
        nothing_if(not found.cases)
        if looking.json:
            return as_json(found, looking.most)
        from entente.cli.assessed import print_track

        print_track(found, looking.most, looking.quotes)


def pair_of(filters: Filters, desk: Desk, kept: Ledger, one: str, two: str) -> Question:
    """The question about two actors that stand as arguments."""
    on = filters.as_of or dt.datetime.now(dt.UTC).date()
    codes = code(desk, one, "A", on), code(desk, two, "B", on)
    if codes[0] == codes[1]:
        raise UsageError(f"both are {codes[0]}", place="B", mend="name two")
    return dataclasses.replace(filters, pair=codes).question(desk, kept)


def _person(desk: Desk, name: str, on: dt.date | None) -> str | None:
    """The person's plain name where a person was named, not a state."""
    if name.strip().upper() in desk.lexicon.codes():
        return None
    people = [reading.name for reading in desk.actor(name, on) if reading.chosen and reading.kind == "leader"]
    return people[0] if people else None


def nothing_if(nothing: bool) -> None:
    """Ends the command with the status that says so."""
    if nothing:
        tell("entente: nothing found")
        raise typer.Exit(1)


def as_json(found: object, most: int | None = None) -> None:
    """Writes a record for programs. `most`: findings of each of its lists."""
    from entente.cli.findings import write_json

    write_json(found, most)


def show(found: Sequence[Finding], looking: Looking) -> None:
    """Writes findings; ends with 1 where there are none."""
    from entente.cli.findings import print_findings

    nothing_if(not found)
    if looking.json:
        return as_json(found[: looking.most])
    print_findings("", found, most=looking.most, quotes=looking.quotes)


STATUS, CONTRADICTIONS, PRECEDENTS = filtered(status), filtered(contradictions), filtered(precedents)
INTERESTS, TRAVEL, RECORD = (
    filtered(interests, without=("pair", "event")), filtered(travel, without=("party", "event")),
    filtered(record, without=("holder",)),
)  # fmt: skip
