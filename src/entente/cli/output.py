"""Standard output for results, standard error for everything else."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

from entente.cli.escaping import visible
from entente.records import Refusal

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

#: Work shorter than this shows no progress, in seconds.
PATIENCE = 2.0
#: Narrower than this nothing can be laid out, in columns.
NARROWEST = 40


def write(text: str) -> None:
    """Writes a result."""
    sys.stdout.write(text)


def tell(text: str) -> None:
    """Writes a line to people. Where there is nobody any more, or no room, the work goes on without."""
    with contextlib.suppress(OSError):
        sys.stderr.write(f"{text}\n")


def width() -> int:
    """Columns of the terminal, or of COLUMNS, or 80 in a pipe."""
    return max(NARROWEST, shutil.get_terminal_size((80, 24)).columns)


def color() -> bool:
    """Whether results may be coloured: at a terminal that can, and not where NO_COLOR is set (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def refusal_line(refusal: Refusal) -> str:
    """What was refused, why, and what can be done, in one line."""
    mend = f" ({refusal.mend})" if refusal.mend else ""
    return visible(f"entente: refused {refusal.source}: {refusal.reason}: {refusal.detail}{mend}")


class Ticker:
    """Counts documents and claims on standard error, at a terminal only, and only once work takes long."""

    def __init__(self, what: str, *, wanted: bool = True) -> None:
        """Args: what: "Reading"; wanted: False where results go to the same terminal as they come."""
        self._what = what
        self._wanted = wanted and sys.stderr.isatty()
        self._began = time.monotonic()
        self._documents = self._claims = 0
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Ticker:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def more(self, claims: int) -> None:
        """One more document was read, with so many claims."""
        self._documents += 1
        self._claims += claims
        if self._wanted and self._bar is None and time.monotonic() - self._began > PATIENCE:
            self._start()
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, documents=self._documents, claims=self._claims)

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = "{task.description}  {task.fields[documents]:,} reports  {task.fields[claims]:,} claims"
        # Results are not to pass through rich, which would wrap them; refusals may, so that the bar stays below them.
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn(columns),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
            redirect_stdout=False,
        )
        self._task = self._bar.add_task(self._what, total=None, documents=0, claims=0)
        self._bar.start()
