"""`entente forecast` and `entente backtest`: what is likely next, and how such forecasts fared."""

from __future__ import annotations

import datetime as dt
import re
import sys
import time
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Annotated

import typer

from entente.cli.escaping import json_line, visible
from entente.cli.filters import code
from entente.cli.options import LedgerFolder, LexiconFile
from entente.cli.output import PATIENCE, tell, write
from entente.cli.parsing import day
from entente.errors import InputError, UsageError
from entente.extras import need
from entente.records import FORECAST, Backtest

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from entente.desk import Desk

#: Forecasts that a table shows where no limit is given.
USUAL_LIMIT = 20
#: Days of a unit of a horizon.
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


class ForecastFormat(StrEnum):
    """How forecasts are written."""

    table = "table"
    json = "json"


class BacktestFormat(StrEnum):
    """How a backtest is written."""

    table = "table"
    json = "json"
    html = "html"


def days(value: str | int) -> int:
    """A length of time in days: 90, 90d, 12w, 3m (of 30 days), 1y (of 365). Raises BadParameter."""
    found = re.fullmatch(r"(\d{1,5})([dwmy]?)", str(value).strip().lower())
    if not found or not int(found[1]):
        raise typer.BadParameter(f"{value!r} is no length of time; write it as 90d, 12w, 3m or 1y")
    return int(found[1]) * _DAYS[found[2] or "d"]


Event = Annotated[
    list[str] | None,
    typer.Option("--event", metavar="KIND", help=f"Kind, with commas or given again: {', '.join(FORECAST)}."),
]
Least = Annotated[
    int, typer.Option("--least", min=1, max=100, metavar="N", help="So many independent origins must tell it.")
]
Seed = Annotated[int, typer.Option("--seed", min=0, metavar="N", help="Of what is drawn.")]


def forecast(
    ledger: LedgerFolder,
    pair: Annotated[
        tuple[str, str] | None,
        typer.Option("--pair", metavar="A B", help="Between the two: RUS PRK, or Russia 'North Korea'."),
    ] = None,
    actor: Annotated[
        str | None, typer.Option("--actor", metavar="ACTOR", help="Of this one with anybody: code or name.")
    ] = None,
    horizon: Annotated[
        int, typer.Option("--horizon", parser=days, metavar="TIME", help="How far ahead: 90d, 12w, 3m, 1y.")
    ] = 90,
    event: Event = None,
    as_of: Annotated[
        dt.date | None,
        typer.Option("--as-of", parser=day, metavar="DATE", help="From what the ledger knew by the end of that day."),
    ] = None,
    least: Least = 2,
    limit: Annotated[
        int | None,
        typer.Option("--limit", min=0, max=10**9, metavar="N", help="Most forecasts; 0 for all. 20 unless given."),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Those under 2 % too, which a table of all kinds leaves out; as --limit 0.")
    ] = False,
    format: Annotated[ForecastFormat, typer.Option("--format", help="For people or programs.")] = ForecastFormat.table,
    seed: Seed = 0,
    lexicon: LexiconFile = None,
) -> None:
    """How likely happenings of a kind between two are: beside the base rate, with reasons and the track record."""
    from entente.desk import Desk

    need("a forecast", "sklearn")  # before the ledger: what brings the one brings the other
    desk, most = Desk(lexicon=lexicon), _most(limit, every)
    if pair is not None and actor is not None:
        raise UsageError("a pair and an actor at once", place="--actor", mend="give either")
    with desk.ledger(ledger) as kept, Bar("Forecasting") as bar:
        on = as_of or kept.closed
        asked = tuple(code(desk, name, "--pair", on) for name in pair) if pair else None
        found = desk.forecasts(
            kept, pair=(asked[0], asked[1]) if asked else None,
            actor=code(desk, actor, "--actor", on) if actor else None, kinds=_kinds(event), horizon=horizon,
            as_of=as_of, least=least, seed=seed, limit=most, progress=bar,
        )  # fmt: skip
    if not found:
        tell("entente: nothing to forecast: the ledger tells of no such pair")
        raise typer.Exit(1)
    if format is ForecastFormat.json:
        from entente.cli.findings import write_json

        return write_json(found)
    from entente.cli.forecast_tables import print_forecasts

    print_forecasts(found, desk, fold=not event and limit is None and not every)


def _most(limit: int | None, every: bool) -> int | None:
    """Most forecasts; None: all."""
    if every and limit:
        raise UsageError("all and a limit at once", place="--all", mend="give either")
    return None if every else USUAL_LIMIT if limit is None else limit or None


def _kinds(event: Sequence[str] | None) -> tuple[str, ...]:
    words = [word.strip().upper() for each in event or () for word in each.split(",") if word.strip()]
    for word in words:
        if word not in FORECAST:
            raise UsageError(f"no kind {word!r}", place="--event", mend=f"one of {', '.join(FORECAST)}")
    return tuple(dict.fromkeys(words))


def backtest(
    ledger: LedgerFolder,
    since: Annotated[dt.date, typer.Option("--from", parser=day, metavar="DATE", help="First day of the windows.")],
    until: Annotated[dt.date, typer.Option("--until", parser=day, metavar="DATE", help="Last day of the windows.")],
    horizon: Annotated[
        int, typer.Option("--horizon", parser=days, metavar="TIME", help="Length of the windows: 30d, 4w.")
    ] = 30,
    event: Event = None,
    least: Least = 2,
    format: Annotated[BacktestFormat, typer.Option("--format", help="How to write it.")] = BacktestFormat.table,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="The file to write; .html and .json tell the format."),
    ] = None,
    seed: Seed = 0,
    lexicon: LexiconFile = None,
) -> None:
    """How forecasts and announced things fared: each made from what was known before, scored by what came."""
    from entente.desk import Desk

    need("a forecast", "sklearn")
    desk = Desk(lexicon=lexicon)
    if since > until:
        raise UsageError("is before --from", place="--until", mend="a later day")
    with desk.ledger(ledger) as kept, Bar("Looking back") as bar:
        found = [
            desk.backtest_forecasts(
                kept, since=since, until=until, horizon=horizon, kinds=_kinds(event), least=least, seed=seed,
                progress=bar,
            ),
            *([] if event else [desk.backtest_announced(kept, since=since, until=until, seed=seed, progress=bar)]),
        ]  # fmt: skip
    _deliver(found, _format(format, out), out, desk)


def _format(format: BacktestFormat, out: Path | None) -> BacktestFormat:
    endings = {".html": BacktestFormat.html, ".htm": BacktestFormat.html, ".json": BacktestFormat.json}
    if out is not None and format is BacktestFormat.table:
        return endings.get(out.suffix.lower(), format)
    return format


def _deliver(found: Sequence[Backtest], format: BacktestFormat, out: Path | None, desk: Desk) -> None:
    if format is BacktestFormat.html:
        text = desk.backtest_page(found)
    elif format is BacktestFormat.json:
        from entente.rows import as_plain

        text = json_line({each.what: as_plain(each) for each in found}) + "\n"
    else:
        from entente.cli.forecast_tables import lines

        text = "\n".join(visible(line) for each in found for line in lines(each)) + "\n"
    if out is None:
        return write(text)
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot be written, {error.strerror}", place=str(out)) from error
    tell(visible(f"entente: wrote {out}"))
    for each in found:
        tell(visible(f"{each.what}: {each.note}"))


class Bar:
    """How far it is, on standard error, at a terminal only, and only once it takes long."""

    def __init__(self, what: str) -> None:
        """Args: what: "Forecasting"."""
        self._what, self._began = what, time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, done: int, total: int | None) -> None:
        """So many steps are done, of so many."""
        if self._bar is None and sys.stderr.isatty() and time.monotonic() - self._began > PATIENCE:
            self._start(total)
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, total=total)

    def _start(self, total: int | None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False)
        self._task = self._bar.add_task(self._what, total=total)
        self._bar.start()
