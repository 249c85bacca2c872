"""`entente whatif`: what follows if, from a scenario."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
import time
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Annotated

import typer

from entente.cli.escaping import json_line
from entente.cli.options import LexiconFile, Place, place
from entente.cli.output import PATIENCE, tell, write
from entente.cli.parsing import day
from entente.errors import UsageError
from entente.records import Scenario

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

#: What a scenario is named by.
Name = Annotated[str, typer.Argument(metavar="SCENARIO", help="Name of a packaged scenario, or a file of your own.")]


class TableFormat(StrEnum):
    """For people or for programs."""

    table = "table"
    json = "json"


AsTable = Annotated[TableFormat, typer.Option("--format", help="For people or programs.")]


def whatif(
    scenario: Name,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="NAME=VALUE",
            help="A parameter's number or distribution, a choice's option, an event on, off or when; repeatable.",
        ),
    ] = None,
    compare: Annotated[
        str | None, typer.Option("--compare", metavar="A,B", help="Cases side by side; the first is compared with.")
    ] = None,
    runs: Annotated[int, typer.Option("--runs", metavar="N", help="Runs of each variant.")] = 10_000,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Of all draws.")] = 0,
    horizon: Annotated[
        str | None, typer.Option("--horizon", metavar="TIME", help="How far ahead: 36m, 90d, 2y.")
    ] = None,
    plot: Annotated[Path | None, typer.Option("--plot", metavar="FILE", help="Write a picture: .png or .svg.")] = None,
    influence: Annotated[
        bool, typer.Option("--influence", help="Also which parameters matter: Sobol indices, in 10 to 20 s.")
    ] = False,
    sources: Annotated[bool, typer.Option("--sources", help="Also every number used, with its sources.")] = False,
    all_: Annotated[
        bool, typer.Option("--all", help="Every answer and course, not only the first.")
    ] = False,
    # Not from the environment: numbers are filled only where it is asked for.
    ledger: Annotated[
        Place | None,
        typer.Option("--ledger", parser=place, metavar="DIR", help="Fill numbers from figures in a ledger's claims.")
    ] = None,
    as_of: Annotated[
        dt.date | None,
        typer.Option("--as-of", parser=day, metavar="DATE", help="With --ledger: what it knew by the end of that day."),
    ] = None,
    format: AsTable = TableFormat.table,
    lexicon: LexiconFile = None,
) -> None:  # fmt: skip
    """What follows if: answers of a scenario with their ranges, side by side, and what they hang on.

    With --ledger, figures in its claims fill the numbers that the scenario offers to fill.
    """
    from entente.desk import Desk

    if plot is not None and plot.suffix.lower() not in (".png", ".svg"):
        raise UsageError(f"no picture of the kind {plot.suffix!r}", place="--plot", mend="FILE.png or FILE.svg")
    if as_of is not None and ledger is None:
        raise UsageError("is for a ledger", place="--as-of", mend="add --ledger DIR")
    desk = Desk(lexicon=lexicon)
    read = desk.scenario(scenario)
    with contextlib.ExitStack() as held:
        kept = held.enter_context(desk.ledger(ledger)) if ledger is not None else None
        bar = held.enter_context(RunsBar())
        found = desk.whatif(
            read, sets=settings(set_ or ()), compare=_names(compare), runs=runs, seed=seed,
            horizon=None if horizon is None else _period(desk.scenario_period, horizon, read), ledger=kept,
            as_of=as_of, influence=influence, progress=bar.reached,
        )  # fmt: skip
    if plot is not None:
        desk.whatif_plot(found, plot)
        tell(f"entente: wrote {plot}")
    if format is TableFormat.json:
        write(json_line(desk.whatif_published(found)) + "\n")
        return
    from entente.cli.whatif_tables import print_whatif

    print_whatif(found, read, desk, sources=sources, every=all_)


def settings(given: Sequence[str]) -> dict[str, str]:
    """NAME=VALUE texts by name. Raises UsageError for what is none, and for a name that is given twice."""
    found: dict[str, str] = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not sign or not name.strip() or not value.strip():
            raise UsageError(f"{text!r} sets nothing", place="--set", mend="NAME=VALUE")
        if name.strip() in found:
            raise UsageError(f"{name.strip()!r} is set twice", place="--set", mend="set it once")
        found[name.strip()] = value.strip()
    return found


def _names(compare: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (compare or "").split(",") if name.strip())


def _period(read: Callable[[str, Scenario], float], text: str, scenario: Scenario) -> float:
    try:
        return read(text, scenario)
    except UsageError as error:
        raise UsageError(error.message, place="--horizon", mend=error.mend or "36m, 90d or 2y") from error


class RunsBar:
    """A bar of runs done, on standard error at a terminal, once work takes longer than people wait."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> RunsBar:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def reached(self, done: int, total: int | None) -> None:
        """So many runs are done, of so many."""
        if self._bar is None and sys.stderr.isatty() and time.monotonic() - self._began > PATIENCE:
            self._start()
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, total=total)

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        self._bar = Progress(
            TextColumn("Running"), BarColumn(bar_width=None),
            TextColumn("{task.completed:,.0f} of {task.total:,.0f} runs"), TextColumn("left"), TimeRemainingColumn(),
            console=Console(stderr=True), transient=True, redirect_stdout=False, expand=True,
        )  # fmt: skip
        self._task = self._bar.add_task("Running", total=None)
        self._bar.start()
