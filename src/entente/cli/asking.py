"""`entente claims`, `events`, `documents` and `refusals`: what a ledger answers."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from entente.cli.escaping import json_line, visible
from entente.cli.filters import Filters, filtered, in_words
from entente.cli.options import LedgerFolder, LexiconFile, Limit, Rejected, Rows, RowsFormat
from entente.cli.output import tell, width, write
from entente.cli.parsing import day
from entente.records import STANDING, STATUSES, Question

if TYPE_CHECKING:
    from rich.table import Table

    from entente.desk import Ledger

Row = TypeVar("Row")
#: Rows of a table where no limit is given.
USUAL_LIMIT = 50


@filtered
def claims(
    ledger: LedgerFolder,
    filters: Filters,
    rejected: Rejected = False,
    limit: Limit = None,
    format: Rows = RowsFormat.table,
    lexicon: LexiconFile = None,
) -> None:
    """Claims of a ledger, newest report first, each with its words."""
    from entente.cli.ledger_tables import claims_table
    from entente.rows import claim_row

    kept, question = _asked(ledger, filters, limit, format, lexicon)
    found = kept.claims(question, statuses=STATUSES if rejected else STANDING)
    _answer(kept, question, filters, format, found, claim_row, claims_table)


@filtered
def events(
    ledger: LedgerFolder,
    filters: Filters,
    limit: Limit = None,
    format: Rows = RowsFormat.table,
    lexicon: LexiconFile = None,
) -> None:
    """Events: what is told, by whom and by how many origins. Most origins first."""
    from entente.cli.ledger_tables import events_table
    from entente.rows import event_row

    kept, question = _asked(ledger, filters, limit, format, lexicon)
    _answer(kept, question, filters, format, kept.events(question), event_row, events_table)


@filtered
def documents(
    ledger: LedgerFolder,
    filters: Filters,
    limit: Limit = None,
    format: Rows = RowsFormat.table,
    lexicon: LexiconFile = None,
) -> None:
    """Reports of a ledger, newest first. With filters for claims: those that hold such a claim."""
    from entente.cli.ledger_tables import documents_table
    from entente.rows import document_row

    kept, question = _asked(ledger, filters, limit, format, lexicon)
    _answer(kept, question, filters, format, kept.documents(question), document_row, documents_table)


def refusals(
    ledger: LedgerFolder,
    text: Annotated[
        str | None, typer.Option("--text", metavar="WORDS", help="Words in source, reason or what was found.")
    ] = None,
    as_of: Annotated[
        dt.date | None, typer.Option("--as-of", parser=day, metavar="DATE", help="Tried by the end of that day.")
    ] = None,
    limit: Limit = None,
    format: Rows = RowsFormat.table,
) -> None:
    """Sources that could not be read and why, newest first."""
    from entente.cli.ledger_tables import refusals_table
    from entente.rows import refusal_row

    filters = Filters(text=text, as_of=as_of)
    kept, question = _asked(ledger, filters, limit, format, None)
    _answer(kept, question, filters, format, kept.refusals(question), refusal_row, refusals_table)


def _asked(
    ledger: LedgerFolder, filters: Filters, limit: int | None, format: RowsFormat, lexicon: LexiconFile
) -> tuple[Ledger, Question]:
    """The ledger, and the question with one row more than will be shown, by which a cut is noticed."""
    from entente.desk import Desk

    desk = Desk(lexicon=lexicon)
    most = USUAL_LIMIT if limit is None and format is RowsFormat.table else limit
    kept = desk.ledger(ledger)
    return kept, filters.question(desk, kept, most + 1 if most else None)


def _answer(
    ledger: Ledger,
    question: Question,
    filters: Filters,
    format: RowsFormat,
    rows: Iterable[Row],
    as_row: Callable[[Row], dict[str, Any]],
    table: Callable[[Sequence[Row], int], Table],
) -> None:
    most = question.limit - 1 if question.limit else None
    waiting = iter(rows)
    shown = itertools.islice(waiting, most)
    if format is RowsFormat.table:
        kept = list(shown)
        if kept:
            from entente.cli.tables import console

            console().print(table(kept, width()))
        number = len(kept)
    else:
        number = _write(shown, format, as_row)
    if not number:
        tell(visible(f"entente: nothing found{_why_nothing(ledger, question, filters)}"))
        raise typer.Exit(1)
    _tell_how_far(ledger, question)
    if late := ledger.late(question):
        tell(f"entente: {late:,} more came late: of reports published by then that the ledger got later (--late)")
    if next(waiting, None) is not None:
        cut = "is more than this row" if number == 1 else f"are more than these {number:,} rows"
        tell(f"entente: there {cut}; --limit 0 shows all")


def _tell_how_far(ledger: Ledger, question: Question) -> None:
    """Says where the day asked lies beyond what the ledger reaches."""
    if question.as_of is not None and (closed := ledger.closed) and question.as_of > closed:
        tell(f"entente: the newest report is of {closed}; reports of the days after it may still come")


def _write(rows: Iterable[Row], format: RowsFormat, as_row: Callable[[Row], dict[str, Any]]) -> int:
    from entente.rows import csv_lines, flat

    number = 0
    for number, row in enumerate(rows, 1):
        plain = as_row(row)
        if format is RowsFormat.jsonl:
            write(json_line(plain) + "\n")
            continue
        write(csv_lines(flat(plain), head=number == 1))
    return number


def _why_nothing(ledger: Ledger, question: Question, filters: Filters) -> str:
    given = in_words(filters)
    if question.as_of is not None and not question.late:
        late = ledger.late(dataclasses.replace(question, limit=None))
        if late:
            has = "claim" if late == 1 else "claims"
            return f"; {late:,} {has} of reports published by then reached the ledger later: --late counts them"
    return f" for {given}; leave one out" if given else "; the ledger holds none"
