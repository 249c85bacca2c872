"""`entente brief`: the brief over reports, or on a pair from a ledger."""

from __future__ import annotations

import datetime as dt
import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from entente.cli.assessing import nothing_if
from entente.cli.filters import Filters
from entente.cli.keeping import Meter
from entente.cli.options import LexiconFile, MaybeLedger, Model, Published
from entente.cli.output import Ticker, color, width, write
from entente.cli.parsing import day
from entente.cli.status import Batch
from entente.errors import InputError, UsageError
from entente.records import Refusal

if TYPE_CHECKING:
    from entente.desk import Desk
    from entente.records import Brief


class BriefFormat(StrEnum):
    """How a brief is written."""

    text = "text"
    md = "md"
    html = "html"
    json = "json"


SUFFIXES = {".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".json": "json"}


def brief(
    reports: Annotated[
        list[str] | None, typer.Argument(metavar="[REPORT]...", help="Files, addresses, or - for standard input.")
    ] = None,
    ledger: MaybeLedger = None,
    pair: Annotated[
        tuple[str, str] | None, typer.Option("--pair", metavar="A B", help="With --ledger: the two, by code or name.")
    ] = None,
    since: Annotated[
        dt.date | None, typer.Option("--since", parser=day, metavar="DATE", help="With --pair: on that day or later.")
    ] = None,
    as_of: Annotated[
        dt.date | None,
        typer.Option("--as-of", parser=day, metavar="DATE", help="With --pair: what the ledger knew by that day."),
    ] = None,
    late: Annotated[
        bool, typer.Option("--late", help="With --as-of: count reports that came late from when they were published.")
    ] = False,
    format: Annotated[
        BriefFormat | None, typer.Option("--format", help="How to write it; else as --out's suffix says, else text.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write to a file.")] = None,
    outlook: Annotated[
        bool | None,
        typer.Option(
            "--outlook/--no-outlook",
            help="Also what may come: forecasts, announced things, scenarios; else only with --pair.",
        ),
    ] = None,
    published: Published = None,
    lexicon: LexiconFile = None,
    model: Model = "small",
) -> None:
    """Writes a brief: what holds, what is new, what clashes, what rules forbid; each sentence with its quote."""
    from entente.desk import Desk, render

    batch, desk = Batch(), Desk(lexicon=lexicon, model=model)
    out = None if out == Path("-") else out  # as everywhere: standard output
    chosen = format.value if format else SUFFIXES.get(out.suffix.lower(), "text") if out else "text"
    if pair is not None and published is not None:
        raise UsageError("goes with reports", place="--published")
    if pair is not None:
        filters = Filters(pair=pair, since=since, as_of=as_of, late=late)
        made = _of_pair(desk, reports, ledger, filters, ahead=outlook is not False)
    elif reports and ledger is not None and str(ledger) != os.environ.get("ENTENTE_LEDGER"):
        raise UsageError("a ledger and reports at once", place="--ledger", mend="give --pair A B, or leave it out")
    elif not reports:
        raise UsageError("nothing to brief", mend="entente brief REPORT..., or --ledger DIR --pair A B")
    elif since or as_of or late:
        place = "--since" if since else "--as-of" if as_of else "--late"
        raise UsageError("goes with --ledger and --pair", place=place)
    else:
        made = _of_reports(desk, batch, reports, published, ahead=bool(outlook))
    text = render(made, chosen, width=width(), color=color() and out is None)
    _save(out, text) if out else write(text if text.endswith("\n") else text + "\n")
    batch.finish()


def _of_pair(
    desk: Desk, reports: list[str] | None, ledger: Path | str | None, filters: Filters, *, ahead: bool
) -> Brief:
    if reports or ledger is None:
        raise UsageError("goes with --ledger DIR and without reports", place="--pair")
    if filters.since and filters.as_of and filters.since > filters.as_of:
        raise UsageError(f"is after --as-of {filters.as_of}", place="--since", mend="give an earlier day")
    with desk.ledger(ledger) as kept:
        question = filters.question(desk, kept)
        nothing_if(not kept.count(question)["claims"])
        outlook = None
        if ahead and question.pair:
            with Meter("Looking ahead") as meter:
                outlook = desk.outlook(question.pair, ledger=kept, question=question, progress=meter.reached)
        return desk.brief_pair(kept, question, outlook=outlook)


def _of_reports(desk: Desk, batch: Batch, reports: list[str], published: dt.date | None, *, ahead: bool) -> Brief:
    items = []
    with Ticker("Reading"):
        for item in desk.documents(reports, published=published):
            if isinstance(item, Refusal):
                batch.refused(item)
            else:
                batch.read += 1
            items.append(item)
        if not batch.read:
            batch.finish()
        return desk.brief(items, outlook=ahead)


def _save(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        raise InputError(f"cannot be written, {error.strerror}", place=str(path), mend="name another place") from error
