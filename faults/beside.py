"""Two ingests into one ledger at once, and a reader that asks all the while."""

from __future__ import annotations

import json
from pathlib import Path

from entente.ledger import Ledger
from faults import words
from faults.asking import BATCHES
from faults.processes import Ended, Running, driver, program, run
from faults.rows import rows_of
from faults.scenes import Outcome, Scene, Timed, compared


def same(scene: Scene, times: int) -> Outcome:
    """One source, read by two at once."""
    with Timed(Outcome("two ingests, same source", f"{scene.items} items, and a reader all the while")) as outcome:
        expected = rows_of(scene.whole()[0])
        for number in range(times):
            root = scene.folder()
            told, _ = _together(scene, root, [[scene.source()], [scene.source()]])
            outcome.judge(f"time {number + 1}", told + compared(expected, root))
            scene.progress(outcome.name, number + 1, times)
    return outcome


def overlapping(scene: Scene, times: int) -> Outcome:
    """Two sources that share a third of their items.

    Where an item stands in both, either may be told as its source. Newer texts are left out: which of two texts came
    first is for the order of arrival to say.
    """
    with Timed(Outcome("two ingests, overlapping", "each two thirds of the items, batches seen whole")) as outcome:
        lines = list(words.lines(scene.items, scene.seed + 1, renewed=False))
        third = len(lines) // 3
        parts = [("first", lines[: 2 * third]), ("second", lines[third:])]
        sources = [words.write(scene.work / f"{name}.jsonl", part) for name, part in parts]
        whole = scene.folder()
        run(driver("ingest", whole, *sources, batch=scene.batch))
        expected = rows_of(whole, ("documents.source",))
        for number in range(times):
            root = scene.folder()
            told, seen = _together(scene, root, [[source] for source in sources])
            told += torn(root, seen) + compared(expected, root, ("documents.source",))
            outcome.judge(f"time {number + 1}", told)
            scene.progress(outcome.name, number + 1, times)
    return outcome


def programs(scene: Scene) -> Outcome:
    """The program itself, twice at once on one source."""
    with Timed(Outcome("two ingests, the program itself", f"the same {scene.items} items")) as outcome:
        whole, root = scene.folder(), scene.folder()
        words_ = ["ingest", scene.source(), "--format", "json", "--ledger"]
        run(program(*words_, whole), ready=False, status=6)
        both = [Running(program(*words_, root), ready=False) for _ in range(2)]
        ended = [each.end() for each in both]
        told = [f"ends with {each.status}: {each.err[-300:]}" for each in ended if each.status != 6]
        outcome.judge("once", told + compared(rows_of(whole), root))
    return outcome


def _together(scene: Scene, root: Path, sources: list[list[Path]]) -> tuple[list[str], dict[str, list[int]]]:
    """Two ingests and a reader; what went wrong, and the sizes of batches that the reader saw."""
    ending = root.with_name(f"{root.name}.ended")
    reader = Running(driver("ask", root, ending))
    writers = [Running(driver("ingest", root, *found, batch=scene.batch, wait=True)) for found in sources]
    for writer in writers:
        writer.go()
    ended: list[Ended] = [writer.end() for writer in writers]
    ending.touch()
    watched = reader.end()
    told = [f"ends with {each.status}: {each.err[-300:]}" for each in [*ended, watched] if each.status]
    if told:
        return told, {}
    seen = json.loads(watched.out)
    told += [f"the reader: {fault}" for fault in dict.fromkeys(seen["faults"])]
    if seen["asked"] < 2:
        told.append("the reader never asked")
    return told, seen["batches"]


def torn(root: Path, seen: dict[str, list[int]]) -> list[str]:
    """Batches that the reader saw with another number of documents than they have."""
    with Ledger(root) as ledger:
        sizes = dict(ledger.connection.execute(BATCHES).fetchall())
    return [
        f"the reader saw {counts} documents of a batch of {sizes.get(int(moment))}"
        for moment, counts in seen.items()
        if counts != [sizes.get(int(moment))]
    ]
