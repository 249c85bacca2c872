"""Workers of an engine killed while they read: the ledger is as if nothing had been."""

from __future__ import annotations

import importlib.util
import random
import threading
import time
from collections.abc import Iterator

from faults.processes import Running, program, run
from faults.rows import rows_of
from faults.scenes import Outcome, Scene, Timed, compared


def killed(scene: Scene, kills: int, engine: str = "local") -> Outcome:
    """The program itself with two workers, one of which is killed at a random moment."""
    with Timed(Outcome(f"SIGKILL, a worker, engine {engine}", "the program itself, two workers")) as outcome:
        if importlib.util.find_spec("psutil") is None or (engine == "ray" and not importlib.util.find_spec("ray")):
            outcome.note = f"left out: {engine} is not installed"
            return outcome
        chance, whole = random.Random(f"{scene.seed} {engine}"), scene.folder()
        words = ["ingest", scene.source(), "--format", "json", "--engine", engine, "--workers", "2", "--ledger"]
        took = run(program(*words, whole), ready=False, status=6).seconds
        expected, done, tries = rows_of(whole), 0, 0
        while done < kills and tries < 3 * kills:
            tries += 1
            root, moment = scene.folder(), chance.uniform(0.3, took)
            running = Running(program(*words, root), ready=False)
            found: list[int] = []
            killing = threading.Timer(moment, lambda running=running, found=found: found.extend(
                _kill_one(running.process_id, engine, chance)))  # fmt: skip
            killing.start()
            ended = running.end()
            killing.cancel()
            killing.join()
            if not found:
                continue  # none was there yet, or no more
            done += 1
            told = [] if ended.status == 6 else [f"ends with {ended.status}: {ended.err[-300:]}"]
            outcome.judge(f"killed after {moment:.3f} s", told + compared(expected, root))
            scene.progress(outcome.name, done, kills)
    return outcome


def _kill_one(process: int, engine: str, chance: random.Random) -> Iterator[int]:
    """Kills one of the workers of a process; gives its id."""
    import psutil

    try:
        below = psutil.Process(process).children(recursive=True)
        some = [each for each in below if _is_worker(each.cmdline(), engine)]
        if some:
            chosen = chance.choice(some)
            chosen.kill()
            yield int(chosen.pid)
    except psutil.Error:
        time.sleep(0)


def _is_worker(command: list[str], engine: str) -> bool:
    told = " ".join(command)
    if engine == "ray":
        return told.startswith("ray::")
    return bool(told) and "resource_tracker" not in told and "forkserver" not in told
