"""What every trial needs: a folder to work in, sources, ledgers that nothing disturbed, and what came of the trials."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from entente.errors import EntenteError
from faults import words
from faults.processes import driver, run
from faults.rows import Rows, differences, faults_in, rows_of

#: Tells how far it is: what is tried, how many are done, of how many.
Progress = Callable[[str, int, int], None]


@dataclass
class Outcome:
    """What came of one kind of fault. `lost`: a line for each trial that did not end as it should."""

    name: str
    what: str
    tried: int = 0
    lost: list[str] = field(default_factory=list)
    note: str = ""
    seconds: float = 0.0

    @property
    def survived(self) -> int:
        """Trials that ended as they should."""
        return self.tried - len(self.lost)

    def judge(self, label: str, told: list[str]) -> None:
        """Counts a trial; `told` is empty where all is well."""
        self.tried += 1
        if told:
            self.lost.append(f"{label}: " + "; ".join(told)[:900])


@dataclass
class Scene:
    """A folder in which trials are made, with sources in it.

    Attributes:
        work: the folder.
        items: number of lines of the sources.
        batch: documents of one commit.
        seed: of sources and moments.
        days: over which the items are spread.
        progress: told how far each kind of trial is.
    """

    work: Path
    items: int
    batch: int
    seed: int
    days: int = words.DAYS
    progress: Progress = lambda name, done, of: None
    _count: int = 0
    _whole: tuple[Path, float] | None = None

    def folder(self) -> Path:
        """A new place for a ledger; nothing is there yet."""
        self._count += 1
        return self.work / f"ledger-{self._count:04}"

    def source(self) -> Path:
        """The JSON Lines file that is read."""
        path = self.work / "items.jsonl"
        return path if path.exists() else words.write(path, list(words.lines(self.items, self.seed, days=self.days)))

    def whole(self) -> tuple[Path, float]:
        """A ledger of the source that nothing disturbed, and the seconds that it took."""
        if self._whole is None:
            root = self.folder()
            self._whole = root, run(driver("ingest", root, self.source(), batch=self.batch)).seconds
        return self._whole

    def copied(self, root: Path) -> Path:
        """A copy of a ledger, to be tried on."""
        return Path(shutil.copytree(root, self.folder()))


def compared(expected: Rows, root: Path, without: tuple[str, ...] = (), *, counted: bool = True) -> list[str]:
    """What is wrong with a ledger that should hold these rows, and nothing twice or torn apart.

    `without`: columns left out; `counted` False where documents do not tell how many claims they have.
    """
    try:
        return differences(expected, rows_of(root, without, expected)) + faults_in(root, counted=counted)
    except EntenteError as error:
        return [str(error)]


def answers(root: Path) -> list[str]:
    """What is wrong with a ledger just now, whatever it holds: it must answer, and show nothing by halves."""
    from entente.ledger import Ledger
    from entente.records import Question

    if not list((root / "documents" / "_delta_log").glob("*.json")):
        return []  # killed before there was a ledger
    try:
        with Ledger(root) as ledger:
            list(ledger.claims(Question(limit=20)))
            ledger.events(Question(limit=3))
            ledger.count()
        return faults_in(root, grouped=False)
    except EntenteError as error:
        return [f"does not answer: {error}"]


def one_line(status: int, err: str, expected: int) -> list[str]:
    """What is wrong with the end of a process that should tell one line and end with a status."""
    lines = [line for line in err.splitlines() if line.strip() and not line.startswith("entente: refused ")]
    told = [] if status == expected else [f"status {status} instead of {expected}"]
    if len(lines) != 1 or "Traceback" in err or not lines[0].startswith("entente: "):
        told.append(f"{len(lines)} lines: {' / '.join(lines)[-400:]}")
    return told


class Timed:
    """Notes in an outcome how long its trials took."""

    def __init__(self, outcome: Outcome) -> None:
        self._outcome, self._began = outcome, time.monotonic()

    def __enter__(self) -> Outcome:
        return self._outcome

    def __exit__(self, *_: object) -> None:
        self._outcome.seconds = round(time.monotonic() - self._began, 1)
