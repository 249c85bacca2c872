"""`entente ingest`, `reread`, `optimize` and `migrate`: filling a ledger and keeping it in order."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import sys
from enum import StrEnum
from types import TracebackType
from typing import TYPE_CHECKING, Annotated

import typer

from entente.cli.escaping import json_line, visible
from entente.cli.options import AllowPrivate, LedgerFolder, LexiconFile, Model, Plain, PlainFormat, Published, Sources
from entente.cli.output import tell, write
from entente.cli.status import EXIT_INTERRUPTED, Batch

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from entente.records import Ingested, Reread


class EngineName(StrEnum):
    """What brings documents to readers."""

    local = "local"
    ray = "ray"


Engine = Annotated[
    EngineName, typer.Option("--engine", help="local: this machine's cores; ray: Ray, here or on a cluster.")
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", min=1, max=4096, metavar="N", help="Readers side by side; as many as cores otherwise."),
]
Address = Annotated[
    str, typer.Option("--address", metavar="HOST:PORT", help="The Ray cluster to join; one of its own otherwise.")
]
#: Labels of a summary are so many columns wide.
LABEL = 12
#: Niceness of what reads (POSIX `nice`): 0 is usual, 19 gives way to everything.
NICE = 5


def ingest(
    sources: Sources,
    ledger: LedgerFolder,
    published: Published = None,
    strict: Annotated[bool, typer.Option("--strict", help="Stop at the first source that cannot be read.")] = False,
    allow_private: AllowPrivate = False,
    format: Plain = PlainFormat.text,
    lexicon: LexiconFile = None,
    model: Model = "small",
    engine: Engine = EngineName.local,
    workers: Workers = None,
    address: Address = "",
) -> None:
    """Reads sources into a ledger, which is made where there is none. What it knows already is passed over."""
    from entente.desk import Desk

    give_way()
    desk = Desk(lexicon=lexicon, model=model, engine=engine.value, workers=workers, address=address)
    batch = Batch()
    try:
        with Meter("Reading") as meter:
            done = desk.ingest(
                sources, ledger, published=published, strict=strict, allow_private=allow_private,
                refused=batch.refused, progress=meter.reached,
            )  # fmt: skip
    except KeyboardInterrupt as error:
        tell("entente: stopped; what was read is kept, the same command goes on from there")
        raise typer.Exit(EXIT_INTERRUPTED) from error
    summary(done, format)
    batch.read = done.new + done.changed + done.seen
    batch.finish()


def reread(
    ledger: LedgerFolder,
    format: Plain = PlainFormat.text,
    lexicon: LexiconFile = None,
    model: Model = "small",
    engine: Engine = EngineName.local,
    workers: Workers = None,
    address: Address = "",
) -> None:
    """Reads the kept reports again with the present model. Ids stay where a claim is the same; reviews stay."""
    from entente.desk import Desk

    give_way()
    desk = Desk(lexicon=lexicon, model=model, engine=engine.value, workers=workers, address=address)
    batch = Batch()
    with Meter("Reading again") as meter:
        done = desk.reread(ledger, progress=meter.reached, refused=batch.refused)
    if format is PlainFormat.json:
        write(json_line(dataclasses.asdict(done)) + "\n")
    elif not done.documents and not batch.refused_count:
        write("every report was read by this model and lexicon already, nothing to do\n")
    else:
        _read_again(done)
    batch.read = done.documents
    batch.finish()


def _read_again(done: Reread) -> None:
    rows = [
        ("reports", done.documents, "read again"),
        ("same", done.same, "claims as they were"),
        ("changed", done.changed, "claims with other values; the former version is kept"),
        ("new", done.new, "claims that were not read before"),
        ("withdrawn", done.withdrawn, "claims that are no longer read there"),
        ("reviewed", done.reviewed, "claims that a reviewer decided, left as decided"),
    ]
    _lines([(label, number, note) for label, number, note in rows])


def optimize(ledger: LedgerFolder, format: Plain = PlainFormat.text) -> None:
    """Joins the small files of a ledger into larger ones. Questions are quicker then; no row changes."""
    from entente.desk import Desk

    done = Desk().optimize(ledger)
    if format is PlainFormat.json:
        write(json_line(done) + "\n")
    else:
        _lines([(name.replace("_", " "), number, "files") for name, number in done.items()])


def migrate(ledger: LedgerFolder) -> None:
    """Brings a ledger of an older layout to the present one."""
    from entente.desk import Desk

    before, after = Desk().migrate(ledger)
    write(f"{before} already, nothing to do\n" if before == after else f"from {before} to {after}\n")


def summary(done: Ingested, format: PlainFormat = PlainFormat.text) -> None:
    """What an ingest came to, for people or for programs."""
    if format is PlainFormat.json:
        values = dataclasses.asdict(done)
        days = {name: day.isoformat() if (day := getattr(done, name)) else None for name in ("closed", "was_closed")}
        write(json_line({**values, **days}) + "\n")
        return
    reasons = ", ".join(f"{reason} {number}" for reason, number in sorted(done.reasons.items()))
    _lines([
        ("new", done.new, "reports"),
        ("changed", done.changed, "reports with another text than before"),
        ("seen before", done.seen, "reports"),
        ("near-copies", done.near_copies, "of the new, counted as one with what they copy"),
        ("refused", done.refused, reasons),
        ("claims", done.claims, ""),
        ("events", done.events, ""),
    ])  # fmt: skip
    if not done.grouped:
        write("Another ingest goes on in this ledger; it groups these reports into events as well.\n")
    if done.late:
        reports, them = ("1 report is", "it") if done.late == 1 else (f"{done.late:,} reports are", "them")
        write(
            f"{reports} older than what this ledger had already told (closed up to {done.was_closed}):\n"
            f"questions as of a day before today leave {them} out; add --late to count {them}.\n"
        )


def give_way() -> None:
    """Reading is background work: a desk that is open on the same machine answers first."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, max(NICE, os.getpriority(os.PRIO_PROCESS, 0)))


def _lines(rows: list[tuple[str, int, str]]) -> None:
    digits = max([len(f"{number:,}") for _, number, _ in rows], default=1)
    for label, number, note in rows:
        write(visible(f"{label:{LABEL}}  {number:>{digits},}  {note}").rstrip() + "\n")


class Meter:
    """A progress bar with rate and time left, on standard error and at a terminal only."""

    def __init__(self, what: str) -> None:
        """Args: what: "Reading"."""
        self._what = what
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Meter:
        if sys.stderr.isatty():
            self._bar = _bar()
            self._task = self._bar.add_task(self._what, total=None, rate="")
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def reached(self, done: int, total: int | None) -> None:
        """So many reports are done. `total`: estimate of all, None where it cannot be told."""
        if self._bar is None or self._task is None:
            return
        speed = self._bar.tasks[self._task].speed
        rate = f"{speed:,.0f}/s" if speed else ""
        # An estimate that was too low must not show more than all.
        self._bar.update(self._task, completed=done, total=max(total, done) if total is not None else None, rate=rate)


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        TextColumn("{task.completed:,.0f} reports  {task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
        expand=True,
    )
