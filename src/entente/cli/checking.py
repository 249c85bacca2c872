"""`entente check`: a dealing, or the dealings that reports tell of, against the sanctions rules."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from entente.cli.assessing import as_json, show
from entente.cli.filters import Filters, code, filtered, one_of
from entente.cli.opening import Looking
from entente.cli.output import tell
from entente.cli.parsing import day
from entente.errors import UsageError
from entente.records import ACTIVITIES, Dealing

if TYPE_CHECKING:
    from entente.desk import Desk

_AMOUNT = re.compile(r"\s*(\d[\d,_ ]*(?:\.\d+)?)\s*([^\d\s].*?)\s*")


def check(
    filters: Filters,
    looking: Looking,
    reports: Annotated[
        list[str] | None, typer.Argument(metavar="[REPORT]...", help="Check the dealings that these reports tell of.")
    ] = None,
    source: Annotated[
        str | None, typer.Option("--from", metavar="A", help="Who supplies, sends, trains, visits: code or name.")
    ] = None,
    target: Annotated[str | None, typer.Option("--to", metavar="B", help="Who gets it, hosts: code or name.")] = None,
    activity: Annotated[
        str | None, typer.Option("--activity", metavar="WORD", help=f"What is done: {', '.join(ACTIVITIES)}.")
    ] = None,
    on: Annotated[
        dt.date | None, typer.Option("--on", parser=day, metavar="DATE", help="The day of the dealing; else today.")
    ] = None,
    amount: Annotated[
        str | None, typer.Option("--amount", metavar="AMOUNT", help="How much, with its unit: '100000 barrel'.")
    ] = None,
    used: Annotated[
        str | None, typer.Option("--used", metavar="AMOUNT", help="What of a cap was used before, in the same unit.")
    ] = None,
    fact: Annotated[
        list[str] | None,
        typer.Option("--fact", metavar="NAME=VALUE", help="A fact that decides, as calibre='82 mm'; more than once."),
    ] = None,
    rules: Annotated[
        list[Path] | None, typer.Option("--rules", metavar="FILE", help="Rules of your own (TOML), on top of ours.")
    ] = None,
) -> None:
    """Checks a dealing, a ledger or reports against the sanctions rules, paragraph by paragraph. No legal advice."""
    desk = looking.desk().with_rules(rules or ())
    if source is not None or target is not None:
        if reports or looking.report:
            raise UsageError("a dealing and reports at once", place="--from", mend="give either")
        return _check_dealing(desk, filters, looking, source, target, activity, on, amount, used, fact or [])
    if reports:
        looking = dataclasses.replace(looking, report=[*(looking.report or []), *reports])
    with looking.opened(desk) as kept:
        show(desk.check_claims(kept, filters.question(desk, kept)), looking)
    tell("entente: no legal advice; marks tell which texts were not verified")


def _check_dealing(
    desk: Desk, filters: Filters, looking: Looking, source: str | None, target: str | None, activity: str | None,
    on: dt.date | None, amount: str | None, used: str | None, facts: list[str],
) -> None:  # fmt: skip
    if source is None or target is None:
        raise UsageError("a dealing has two sides", place="--from" if source is None else "--to", mend="name both")
    on = on or dt.datetime.now(dt.UTC).date()
    much, unit = _measure(amount, "--amount")
    before, of = _measure(used, "--used")
    if amount and used and unit != of:
        raise UsageError(f"{of} beside {unit}", place="--used", mend="the unit of --amount")
    matter = filters.matter.lower() if filters.matter else ""
    dealing = Dealing(
        (code(desk, source, "--from", on),), (code(desk, target, "--to", on),), _known_matter(matter),
        one_of(activity.lower(), ACTIVITIES, "--activity") if activity else desk.usual_activity(matter), on,
        amount=much, unit=unit or of, used=before, facts=dict(_fact(each) for each in facts),
    )  # fmt: skip
    ruling = desk.check(dealing)
    if looking.json:
        return as_json(ruling.as_dict())
    from entente.cli.assessed import print_ruling

    print_ruling(ruling)


def _known_matter(word: str) -> str:
    from entente.cli.filters import matter

    return matter(word, "--matter") if word else ""


def _measure(text: str | None, place: str) -> tuple[float | None, str]:
    """The number and its unit. Raises UsageError where it is no amount."""
    if text is None:
        return None, ""
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise UsageError(f"{text!r} is no amount", place=place, mend="a number and a unit, as '100000 barrel'")
    return float(re.sub(r"[,_ ]", "", found[1])), found[2]


def _fact(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip() or not value.strip():
        raise UsageError(f"{text!r} is no fact", place="--fact", mend="NAME=VALUE, as calibre='82 mm'")
    return name.strip(), value.strip()


CHECK = filtered(check)
