"""Measures what-ifs: runs of a scenario beside the same equations by hand, Sobol samples, memory, the desk's answer.

    python -m bench --only futures

Scenarios of `bench/scenarios`, and the packaged ones for the desk. Threads are pinned to one. Ours and what it is
compared with run in turn, in one process; times are processor time, which other programs disturb least, medians of
TIMES; what a user waits for is time on the wall. Writes `bench/results/DATE-COMMIT-futures.json` and
`bench/LATEST-futures.md`.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
_PINNED = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
TIMES, SIZES, MILLION = 10, (1_000, 10_000, 100_000), 1_000_000
SOBOL, PARAMETERS, DESK_RUNS = 14_336, 12, 2_000
#: Figure -> (what it is, goal, at most). "ratio": ours / by hand.
GOALS: dict[str, tuple[str, float | None]] = {
    **{
        f"{name}_{size}": (f"{words}, {size:,} runs", goal if name == "ratio" else None)
        for size, goal in zip(SIZES, (None, 2.5, 1.5), strict=True)
        for name, words in (
            ("ours_ms", "small model, from scenario to all answers, ms"), ("hand_ms", "the same by hand in NumPy, ms"),
            ("ratio", "ours / by hand"),
        )
    },
    "plain_ms": ("the same as a plain loop in Python, one run, ms", None),
    "pysd_ms": ("the same through PySD, one run, ms", None),
    "ours_run_us": ("ours, one run of 100,000, microseconds", None),
    "coupled_ours_ms": ("stocks, eight actors who decide and an event, 10,000 runs, ms", None),
    "coupled_hand_ms": ("the same by hand in NumPy, ms", None),
    "coupled_ratio": ("ours / by hand", 2.5),
    "sobol_s": (f"{SOBOL:,} runs for Sobol indices of {PARAMETERS} parameters, s", 1.0),
    "salib_s": ("SALib beside it: the sample and the indices, s", None),
    "memory_mib": (f"largest memory of a process, {MILLION:,} runs, MiB", 1024.0),
    "desk_memory_mib": (f"the same of the whole answer (`entente whatif`), {MILLION:,} runs, MiB", 1024.0),
    "million_s": (f"{MILLION:,} runs, s on the wall", None),
    "cold_s": ("from the command to the answer (`entente whatif`, 2,000 runs), s on the wall", None),
    **{
        f"desk_{key}_{name}": (f"one answer of the desk, {DESK_RUNS:,} runs, {name}, ms {words}", goal)
        for name in ("russia_dprk_munitions", "dprk_exchange", "sanctions_adaptation", "alignment_spiral")
        for key, words, goal in (("ms", "on the wall", 500.0), ("cpu_ms", "of processor time", None))
    },
}  # fmt: skip


def processor(act: Callable[[], object]) -> float:
    """Seconds of processor time that something takes."""
    began = time.process_time()
    act()
    return time.process_time() - began


def wall(act: Callable[[], object]) -> float:
    """Seconds on the wall that something takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def in_turn(acts: Sequence[Callable[[], object]], times: int = TIMES) -> list[float]:
    """Median processor time of each, run one after the other, so many times, after a round that does not count."""
    rounds = [[processor(act) for act in acts] for _ in range(times + 1)][1:]
    return [statistics.median(took) for took in zip(*rounds, strict=True)]


def loaded(name: str) -> Any:
    """A scenario of `bench/scenarios`."""
    from entente.lexicon.scenarios import load

    return load(_FOLDER / "scenarios" / f"{name}.toml")


def _runs(name: str, runs: int) -> Callable[[], object]:
    from entente.futures.simulation import Setting, batches

    scenario = loaded(name)
    return lambda: [batch.questions for batch in batches(scenario, Setting(), runs=runs, seed=1, record_every=480)]


def small() -> dict[str, Any]:
    """The small model, ours and by hand, at three sizes; and one run at a time."""
    from bench import futures_hand
    from entente.futures.simulation import Setting, draw

    found: dict[str, Any] = {}
    for size in SIZES:
        drawn = draw(loaded("shells"), Setting(), size, 1)
        ours, hand = in_turn(
            [_runs("shells", size), lambda drawn=drawn: futures_hand.arrays(drawn["k"], drawn["ship_frac"])]  # type: ignore[misc]
        )
        found |= {f"ours_ms_{size}": round(ours * 1000, 2), f"hand_ms_{size}": round(hand * 1000, 2)}
        found[f"ratio_{size}"] = round(ours / hand, 2)
        print(f"small model, {size:,} runs: {ours / hand:.2f}", file=sys.stderr)
    (plain,) = in_turn([lambda: futures_hand.plain(0.05, 0.03)])
    return found | {
        "plain_ms": round(plain * 1000, 3), "ours_run_us": round(ours / SIZES[-1] * 1e6, 2), "pysd_ms": _pysd()
    }  # fmt: skip


def _pysd() -> float | None:
    """Milliseconds of a run through PySD; None where it is not installed."""
    try:
        import pysd
    except ImportError:
        return None
    model = _FOLDER.parent / "tests" / "futures" / "models" / "shells.mdl"
    with tempfile.TemporaryDirectory(prefix="bench-futures-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        read = pysd.read_vensim(shutil.copy(model, folder))
        (took,) = in_turn([lambda: read.run(params={"k": 0.05, "ship frac": 0.03}, return_columns=["Stock"])])
    return round(took * 1000, 1)


def deciding() -> dict[str, Any]:
    """Stocks, actors and an event, ours and by hand."""
    from bench import futures_hand
    from entente.futures.simulation import Setting, draw

    drawn = draw(loaded("coupled"), Setting(), 10_000, 1)
    ours, hand = in_turn([_runs("coupled", 10_000), lambda: futures_hand.coupled(drawn["k"], drawn["ship_frac"], 1)])
    return {
        "coupled_ours_ms": round(ours * 1000, 1), "coupled_hand_ms": round(hand * 1000, 1),
        "coupled_ratio": round(ours / hand, 2),
    }  # fmt: skip


def sobol() -> dict[str, Any]:
    """Runs for Sobol indices, without and with SALib."""
    from SALib.analyze import sobol as indices
    from SALib.sample import sobol as sample

    from entente.futures.simulation import Setting, compile, from_uniform, simulate

    scenario = loaded("twelve")
    model = compile(scenario, Setting())
    names = sorted(model.drawn)
    problem = {"num_vars": PARAMETERS, "names": names, "bounds": [[0.0, 1.0]] * PARAMETERS}

    def points() -> Any:
        return sample.sample(problem, 1024, calc_second_order=False, seed=1)

    u = points()
    answers: list[Any] = []

    def run() -> None:
        answers.clear()
        for start in range(0, SOBOL, 8192):
            part = from_uniform(scenario, Setting(), u[start : start + 8192], names)
            answers.extend(simulate(model, part, seed=1, start=start, record_every=480).questions["left"])

    def analyse() -> None:
        import numpy as np

        values = np.array(answers)
        indices.analyze(problem, (values - values.mean()) / values.std(), calc_second_order=False, seed=1)

    took, sampled, analysed = in_turn([run, points, analyse])
    if len(answers) != SOBOL:
        raise RuntimeError(f"{len(answers)} runs instead of {SOBOL}")
    return {"sobol_s": round(took, 3), "salib_s": round(sampled + analysed, 3)}


def memory() -> dict[str, Any]:
    """A million runs in a process of their own: the engine's, and the whole answer's."""
    from bench.process import run

    path = str(_FOLDER / "scenarios" / "shells.toml")
    engine = (
        "import sys\nfrom entente.lexicon.scenarios import load\n"
        "from entente.futures.simulation import Setting, batches\n"
        f"for batch in batches(load(sys.argv[1]), Setting(), runs={MILLION}, seed=1, record_every=8): pass"
    )
    program = [sys.executable, "-c", "from entente.cli import main; main()", "whatif"]
    one = run([sys.executable, "-c", engine, path])
    whole = run([*program, path, "--runs", str(MILLION), "--seed", "1"])
    cold = [run([*program, "russia_dprk_munitions", "--runs", "2000", "--seed", "1"]).wall for _ in range(5)]
    return {
        "memory_mib": round(one.memory_mib, 1), "million_s": round(one.wall, 2),
        "desk_memory_mib": round(whole.memory_mib, 1), "cold_s": round(statistics.median(cold), 2),
    }  # fmt: skip


def desk() -> dict[str, Any]:
    """Answers of the desk to the packaged scenarios, as its page asks."""
    from entente.desk import Desk

    asked = Desk()
    found = {}
    for scenario in asked.scenarios():

        def ask(scenario: Any = scenario) -> object:
            return asked.whatif(scenario, runs=DESK_RUNS, seed=1)

        ask()
        waited, worked = zip(*((wall(ask), processor(ask)) for _ in range(TIMES)), strict=True)
        found[f"desk_ms_{scenario.name}"] = round(statistics.median(waited) * 1000)
        found[f"desk_cpu_ms_{scenario.name}"] = round(statistics.median(worked) * 1000)
    return found


def versions() -> dict[str, str]:
    """Of what was measured and what it was compared with."""
    found = {}
    for name in ("numpy", "pysd", "SALib", "scipy"):
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[name] = importlib.metadata.version(name)
    return found


def as_page(result: dict[str, Any]) -> str:
    """The figures as Markdown."""
    m = result["machine"]
    told = ", ".join(f"{name} {version}" for name, version in result["versions"].items())
    lines = [
        "# How fast what-ifs are", "",
        f"Run {result['run']}; {m['cpu']}, {m['cores']} cores, {m['memory_gib']} GiB, Python {m['python']}, {told}; "
        f"load {m['load']} before, {result['load_after']} after. Threads pinned to one; medians of {TIMES} in turn; "
        "processor time unless told otherwise. `make bench` (`python -m bench --only futures`).", "",
        "| what | value | goal | kept |", "| --- | --- | --- | --- |",
    ]  # fmt: skip
    for name, (what, goal) in GOALS.items():
        value = result["figures"].get(name)
        if value is not None:
            kept = "" if goal is None else "yes" if value <= goal else "no"
            lines.append(f"| {what} | {value} | {'' if goal is None else f'at most {goal:g}'} | {kept} |")
    return "\n".join(lines) + "\n"


def run() -> int:
    """Measures, writes and prints; in a process whose threads are pinned from the start."""
    if any(os.environ.get(name) != value for name, value in _PINNED.items()):
        return subprocess.run([sys.executable, "-m", "bench", "--only", "futures"], env=os.environ | _PINNED).returncode
    from evals import machine

    result: dict[str, Any] = {"run": machine.stamp(), "machine": machine.facts(), "versions": versions(), "figures": {}}
    for part in (small, deciding, sobol, memory, desk):
        result["figures"] |= part()
        print(f"bench: {part.__name__} done", file=sys.stderr)
    result["load_after"] = round(os.getloadavg()[0], 2)
    place = _FOLDER / "results" / f"{result['run']}-futures.json"
    place.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    page = as_page(result)
    (_FOLDER / "LATEST-futures.md").write_text(page, encoding="utf-8")
    sys.stdout.write(page)
    return 0
