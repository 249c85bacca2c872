"""Two versions of the program on one ledger: an earlier commit of this repository writes beside this one."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from pathlib import Path

from faults.processes import ROOT, Ended, Running, driver, run
from faults.rows import rows_of
from faults.scenes import Outcome, Scene, Timed, answers, compared

#: The last commit before commits were synced, locks could be leases and engines had workers.
EARLIER = "a2393ad"
NO_HISTORY = f"left out: the history of the repository does not reach back to {EARLIER}"


def checked_out(folder: Path, commit: str = EARLIER) -> Path | None:
    """The program and its driver as they were; None where there is no such commit here."""
    if shutil.which("git") is None:
        return None
    packed = subprocess.run(["git", "archive", commit, "src", "faults"], cwd=ROOT, capture_output=True, check=False)
    if packed.returncode:
        return None
    folder.mkdir()
    subprocess.run(["tar", "-x", "-C", str(folder)], input=packed.stdout, check=True)
    return folder


def _of(place: Path) -> dict[str, str]:
    return {"PYTHONPATH": os.pathsep.join([str(place / "src"), str(place)]), "PYTHONSAFEPATH": "1"}


def together(scene: Scene, times: int) -> Outcome:
    """Both at once on one source; one after the other's kill; in turn. What the newer one wrote is what both must."""
    what = f"{EARLIER} and this one: at once, after each other's kill, and in turn"
    with Timed(Outcome("two versions of the program", what)) as outcome:
        earlier = checked_out(scene.work / "earlier")
        if earlier is None:
            outcome.note = NO_HISTORY
            return outcome
        part = scene.work / "part.jsonl"
        lines = scene.source().read_text(encoding="utf-8").splitlines(keepends=True)
        part.write_text("".join(lines[: len(lines) // 2]), encoding="utf-8")
        in_turn = scene.folder()
        for source in (part, scene.source()):  # what comes in the second of two runs may come late
            run(driver("ingest", in_turn, source, batch=scene.batch))
        expected = {"in turn": rows_of(in_turn)}
        took, chance = scene.whole()[1], random.Random(f"{scene.seed} versions")
        for number in range(times):
            root, label = scene.folder(), ("at once", "killed", "in turn")[number % 3]
            both = (_of(earlier), _of(ROOT)) if number % 2 else (_of(ROOT), _of(earlier))
            command = driver("ingest", root, scene.source(), batch=scene.batch)
            first = driver("ingest", root, part, batch=scene.batch)
            told = _WAYS[label](root, first, command, both, chance.uniform(0.1, took))
            told += _ends(run(command, status=None))
            told += compared(expected.get(label) or rows_of(scene.whole()[0]), root)
            outcome.judge(f"{label}, {number + 1}", told)
            scene.progress(outcome.name, number + 1, times)
    return outcome


Env = dict[str, str]


def _at_once(root: Path, first: list[str], command: list[str], both: tuple[Env, Env], moment: float) -> list[str]:
    running = [Running([*command, "--wait"], env=env) for env in both]
    for each in running:
        each.go()
    return [line for each in running for line in _ends(each.end())]


def _killed(root: Path, first: list[str], command: list[str], both: tuple[Env, Env], moment: float) -> list[str]:
    Running(command, env=both[0]).kill_after(moment)
    return answers(root) + _ends(run(command, env=both[1], status=None))


def _in_turn(root: Path, first: list[str], command: list[str], both: tuple[Env, Env], moment: float) -> list[str]:
    told = _ends(run(first, env=both[0], status=None))
    return told + _ends(run(command, env=both[1], status=None))


_WAYS = {"at once": _at_once, "killed": _killed, "in turn": _in_turn}


def _ends(ended: Ended) -> list[str]:
    return [] if ended.status == 0 else [f"ends with {ended.status}: {ended.err[-300:]}"]
