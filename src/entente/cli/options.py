"""Options and arguments that several commands share."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from entente.cli.parsing import day

Reports = Annotated[list[str], typer.Argument(metavar="REPORT...", help="Files, addresses, or - for standard input.")]
Sources = Annotated[
    list[str],
    typer.Argument(metavar="SOURCE...", help="Files, folders, patterns, addresses, feeds, or - for standard input."),
]
Published = Annotated[
    dt.date | None,
    typer.Option("--published", parser=day, metavar="DATE", help="Day of publication, as 2024-06-18."),
]
LexiconFile = Annotated[
    Path | None, typer.Option("--lexicon", metavar="FILE", help="A lexicon file of your own (TOML), on top of ours.")
]
Model = Annotated[
    str, typer.Option("--model", metavar="MODEL", help="small, large (more accurate, slower) or a model's folder.")
]
if TYPE_CHECKING:
    Place = Path | str
else:  # typer knows no types of either kind; the parser decides
    Place = str


def place(text: str) -> Path | str:
    """A ledger's folder, or its address as it was typed: paths would lose a slash of s3://."""
    return text if "://" in text else Path(text)


_LEDGER = "The ledger's folder, or its address: s3://, gs:// or az://."
LedgerFolder = Annotated[
    Place, typer.Option("--ledger", parser=place, metavar="DIR", envvar="ENTENTE_LEDGER", help=_LEDGER)
]
MaybeLedger = Annotated[
    Place | None, typer.Option("--ledger", parser=place, metavar="DIR", envvar="ENTENTE_LEDGER", help=_LEDGER)
]
AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="Also fetch from private networks and this machine.")
]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who says so.")]
Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, for whoever reads it later.")]


class PlainFormat(StrEnum):
    """For people or for programs."""

    text = "text"
    json = "json"


class RowsFormat(StrEnum):
    """How rows of a ledger are written."""

    table = "table"
    jsonl = "jsonl"
    csv = "csv"


Rejected = Annotated[
    bool, typer.Option("--rejected", help="Also claims that no longer stand: rejected, or read no more.")
]
Plain = Annotated[PlainFormat, typer.Option("--format", help="For people or programs.")]
Rows = Annotated[RowsFormat, typer.Option("--format", help="How to write the rows.")]
Most = Annotated[int | None, typer.Option("--limit", min=0, max=10**9, metavar="N", help="Most rows; 0 for all.")]
Limit = Annotated[
    int | None,
    typer.Option(
        "--limit", min=0, max=10**9, metavar="N", help="Most rows; 0 for all. A table shows 50 unless told otherwise."
    ),
]
