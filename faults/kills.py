"""Processes killed (SIGKILL) at random moments, and after every single commit that they make."""

from __future__ import annotations

import itertools
import random
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

from entente.ledger import Ledger
from entente.records import Question
from faults import older
from faults.feed import serving
from faults.processes import driver, program, run, started
from faults.rows import KEYS, Rows, rows_of
from faults.scenes import Outcome, Scene, Timed, answers, compared

#: A ledger is killed so often in a row, each time by a run that goes on where the last one was killed.
IN_A_ROW = 4
#: Of the time that a whole ingest takes, the least in which a later kill of a row falls.
LEAST = 0.2
#: Exit statuses of a run that came to its end: done, some reports refused.
_ENDED = (0, 6)


def ingests(scene: Scene, kills: int, *, real: bool = False) -> Outcome:
    """An ingest killed at random moments. `real`: the program with its own reader, instead of the quick one."""
    name = "SIGKILL, ingest, the program itself" if real else "SIGKILL, ingest"
    who = "the program itself" if real else "quick reader, small batches"
    with Timed(Outcome(name, f"at random moments of an ingest of {scene.items} items; {who}")) as outcome:
        chance = random.Random(f"{scene.seed} {real}")
        command = _program(scene) if real else _driver(scene)
        whole = scene.folder()
        took = run(command(whole), ready=not real, status=None).seconds
        expected, done = rows_of(whole), 0
        while done < kills:
            root, told, moments = scene.folder(), [], []
            for _ in range(min(IN_A_ROW, kills - done)):
                # What is read already is not read again: less and less is left to be killed in.
                moment = chance.uniform(0, max(took * LEAST, took - sum(moments)))
                ended = started(command(root), ready=not real).kill_after(moment)
                if ended.status in _ENDED:
                    break  # it was quicker than the moment
                done += 1
                moments.append(moment)
                told += answers(root)
                scene.progress(outcome.name, done, kills)
            last = run(command(root), ready=not real, status=None)
            told += [] if last.status in _ENDED else [f"ends with {last.status}: {last.err[-300:]}"]
            told += compared(expected, root)
            outcome.tried += max(0, len(moments) - 1)
            if moments:
                outcome.judge(f"killed after {', '.join(f'{moment:.3f}' for moment in moments)} s", told)
            _clean(root, told)
    return outcome


def _driver(scene: Scene) -> Callable[[Path], list[str]]:
    return lambda root: driver("ingest", root, scene.source(), batch=scene.batch)


def _program(scene: Scene) -> Callable[[Path], list[str]]:
    return lambda root: program("ingest", scene.source(), "--ledger", root, "--format", "json")


def _clean(root: Path, told: list[str]) -> None:
    """A ledger that is well is not needed any more; the others can be looked at."""
    if not told:
        shutil.rmtree(root, ignore_errors=True)


def commits(
    scene: Scene, name: str, what: str, before: Path | None, command: Callable[[Path, int | None], list[str]], *,
    askable: bool = True, kills: int = 0, tables: tuple[str, ...] = tuple(KEYS),
) -> Outcome:  # fmt: skip
    """One journey killed before its first commit, after its first, its second ..., and at random moments.

    Args:
        scene: where.
        name, what: for the page.
        before: the ledger on which it works, None for none.
        command: of the journey, from the ledger's folder and the number of commits after which it dies.
        askable: whether the ledger answers before the journey has come to its end.
        kills: in all, those that are left after the commits at random moments.
        tables: that must be as undisturbed.
    """

    def start() -> Path:
        return scene.copied(before) if before else scene.folder()

    with Timed(Outcome(name, what)) as outcome:
        chance = random.Random(f"{scene.seed} {name}")
        whole = start()
        took = run(command(whole, None)).seconds
        expected = rows_of(whole, tables=tables)
        for number in itertools.count():
            root = start()
            ended = run(command(root, number), status=None)
            if ended.status != -signal.SIGKILL:
                if ended.status:
                    outcome.judge("not killed", [f"ends with {ended.status}: {ended.err[-300:]}"])
                break  # it makes no more commits than that
            _again(outcome, root, f"killed after commit {number}", command, expected, askable)
            scene.progress(name, outcome.tried, max(kills, outcome.tried))
        while outcome.tried < kills:
            root, moment = start(), chance.uniform(0, took)
            if started(command(root, None)).kill_after(moment).status == -signal.SIGKILL:
                _again(outcome, root, f"killed after {moment:.3f} s", command, expected, askable)
                scene.progress(name, outcome.tried, kills)
            else:  # it was quicker than the moment
                shutil.rmtree(root, ignore_errors=True)
    return outcome


def _again(
    outcome: Outcome, root: Path, label: str, command: Callable[[Path, int | None], list[str]], expected: Rows,
    askable: bool,
) -> None:  # fmt: skip
    told = answers(root) if askable else []
    ended = run(command(root, None), status=None)
    told += [] if ended.status == 0 else [f"ends with {ended.status}: {ended.err[-300:]}"]
    told += compared(expected, root, counted=askable)
    outcome.judge(label, told)
    _clean(root, told)


def every_journey(scene: Scene, kills: int) -> Iterator[Outcome]:
    """Ingest, reading again, correcting, joining files, a newer layout, and feeds, each killed after every commit.

    All but the first are killed at random moments too, until there are `kills` of each.
    """
    whole = scene.whole()[0]

    def on(action: str, *more: object, **options: object) -> Callable[[Path, int | None], list[str]]:
        return lambda root, die: driver(action, root, *more, batch=scene.batch, die=die, **options)

    yield commits(scene, "SIGKILL, ingest, every commit", "after each commit of an ingest and its grouping", None,
                  on("ingest", scene.source()))  # fmt: skip
    yield commits(scene, "SIGKILL, reread", "a changed reader reads all texts again", whole,
                  on("reread", edition="2", day="2024-01-12"), kills=kills)  # fmt: skip
    with Ledger(whole) as ledger:
        claims = [kept.claim.id for kept in ledger.claims(Question(limit=4))]
    yield commits(scene, "SIGKILL, correct", "four claims given another kind of event", whole,
                  on("correct", *claims, day="2024-01-12"), kills=kills)  # fmt: skip
    yield commits(scene, "SIGKILL, optimize", "small files joined", whole, on("optimize"), kills=kills)
    yield commits(scene, "SIGKILL, migrate", "an older layout brought up to date", older.made(scene, whole),
                  on("migrate"), kills=kills, askable=False)  # fmt: skip
    with serving(scene.items // 6, scene.seed) as address:
        yield commits(scene, "SIGKILL, feeds poll", "a feed of this machine asked and read", None,
                      on("poll", address), kills=kills)  # fmt: skip


def killed_once(scene: Scene, root: Path, after: int | None) -> None:
    """One ingest that dies after so many commits, or None: ends. Raises RuntimeError where it does otherwise."""
    status = 0 if after is None else -signal.SIGKILL
    run(driver("ingest", root, scene.source(), batch=scene.batch, die=after), status=status)
