"""Measures the engines: how reading scales over workers, what a worker costs in memory, and where committing stops it.

    python -m bench --only engines [SHARED] [--items N] [--rounds N]

Every reading is a process of its own, and all are taken in turn, so that a machine that is busy with other things is
so for each of them. Writes `bench/results/DATE-COMMIT-engines.json` and `bench/LATEST-engines.md`.
"""

from __future__ import annotations

import dataclasses
import gzip
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.engines_grouping import group_once, held_once
from bench.engines_replay import COPY
from entente.records import Document, Refusal
from evals import machine

ITEMS, ROUNDS = 2000, 2
#: Claims of the made-up ledgers in which grouping is measured.
SIZES = "1e5,1e6"
#: (engine, workers) that are measured; four workers on two cores show what crowding costs.
MEASURED = (("threads", 1), ("threads", 2), ("local", 1), ("local", 2), ("local", 4), ("ray", 1), ("ray", 2))
#: Workers that only wait, in the simulation.
SIMULATED = (1, 2, 4, 8, 16, 32, 64)
#: Seconds of simulated reading for each number of workers, about.
LASTS = 12.0
_FOLDER = Path(__file__).parent
_REPLAY = (sys.executable, "-P", str(_FOLDER / "engines_replay.py"))
MIB = 1 << 20


def documents_in(path: Path) -> list[Document]:
    """The documents of a file of items."""
    from entente.documents import read_many

    return [item for item in read_many([path]) if not isinstance(item, Refusal)]


def pss(processes: Sequence[int]) -> float:
    """MiB of memory of some processes, pages that several share counted once in all (proc(5), Pss)."""
    total = 0
    for process in processes:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines()
        total += int(next(line for line in lines if line.startswith("Pss:")).split()[1])
    return total / 2**10


def cpu(process: int) -> float:
    """Seconds of processor time that a process has had (proc(5), stat, fields 14 and 15)."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def read_once(engine: str, workers: int, path: Path) -> dict[str, Any]:
    """One reading of a file in this process: seconds with the making of the readers (cold) and without (warm)."""
    documents = documents_in(path)
    began = time.perf_counter()
    read, version, processes, close = _engine(engine, workers)
    begun = time.perf_counter()
    claims = sum(len(item[1]) for item in read(documents))
    ended = time.perf_counter()
    linux = sys.platform == "linux"
    memory = pss(processes()) if linux else None
    used = sum(map(cpu, {os.getpid(), *processes()})) if linux else None
    close()
    return {
        "cold_s": ended - began, "warm_s": ended - begun, "claims": claims, "memory_mib": memory, "reader": version,
        "cpu_s": used,
    }  # fmt: skip


def _engine(engine: str, workers: int) -> tuple[Callable[..., Any], str, Callable[[], list[int]], Callable[[], None]]:
    from entente.engine import Recipe, load
    from entente.engine.handing import Handing

    if engine == "threads":
        reader = load(Recipe(), threads=workers)
        return reader.read_many, reader.version, lambda: [os.getpid()], lambda: None
    if engine == "local":
        from entente.engine.processes import Processes

        pool = Processes(Recipe(), workers)
        return Handing(pool).read, pool.version, lambda: [pool.server or 0, *pool.processes], pool.close
    from entente.engine.actors import Actors
    from entente.engine.sessions import Session

    session = Session("", workers)
    session.__enter__()
    actors = Actors(Recipe(), workers)
    while len(actors.processes) < workers:
        actors.wait(1.0)

    def close() -> None:
        actors.close()
        session.__exit__(None, None, None)

    return Handing(actors, ordered=False).read, actors.version, lambda: actors.processes, close


def record(path: Path, out: Path) -> dict[str, Any]:
    """Reads a file and writes its claims for the replay; characters that one worker reads a second."""
    from entente.engine import Local, Recipe
    from entente.engine.forms import claims_values

    documents = documents_in(path)
    found = {item[0].id: claims_values(item[1]) for item in Local(Recipe(), _none, few=0).read(documents)
             if not isinstance(item, Refusal)}  # fmt: skip
    out.write_text(json.dumps(found), encoding="utf-8")
    return {}


def _none() -> Any:
    raise AssertionError("all is read by processes")


def commit_once(path: Path, recorded: Path, root: str, workers: int, pace: float) -> dict[str, Any]:
    """Reads a file again and again into a ledger with workers that only wait: what one committing process takes.

    Grouping is left out: it comes when all is read, and is measured apart.
    """
    from entente.bookkeeping import Ingest, clock
    from entente.engine import Recipe
    from entente.engine.handing import Handing
    from entente.engine.processes import Processes

    documents = documents_in(path)
    characters = sum(len(d.title) + len(d.text) for d in documents)
    copies = max(1, round(LASTS * max(pace, 40_000.0) * min(workers, 24) / characters)) if pace else 8
    pool = Processes(Recipe(str(recorded), str(pace)), workers, program=_REPLAY)
    run = Ingest(root, clock)  # type: ignore[arg-type]
    used, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    run.run(_copies(documents, copies), Handing(pool).read, lambda: pool.version)
    took, ended = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
    pool.close()
    cpu = ended.ru_utime + ended.ru_stime - used.ru_utime - used.ru_stime
    items = len(documents) * copies
    return {
        "items": items, "items_s": round(items / took, 1), "claims_s": round(run.keeper.counts.claims / took, 1),
        "busy": round(cpu / took, 3), "cpu_ms_item": round(1000 * cpu / items, 3),
    }  # fmt: skip


def _copies(documents: Sequence[Document], copies: int) -> Iterator[Document]:
    for copy in range(copies):
        for document in documents:
            yield dataclasses.replace(document, id=f"{document.id}{COPY}{copy}", text=f"{document.text} {copy}")


def measure(shared: Path, items: int, rounds: int, sizes: str) -> dict[str, Any] | None:
    """All figures; None where the feed is not there."""
    feed = shared / "corpora" / "world_feeds_2023h1.jsonl.gz"
    if not feed.is_file():
        return None
    with tempfile.TemporaryDirectory(prefix="bench-engines-") as name:
        path = Path(name) / "items.jsonl"
        with gzip.open(feed, "rb") as source:
            lines = source.read().splitlines(keepends=True)
        path.write_bytes(b"".join(lines[:: max(1, len(lines) // items)][:items]))
        documents = documents_in(path)
        told: dict[str, Any] = {
            "items": len(documents), "words": sum(len(f"{d.title} {d.text}".split()) for d in documents),
            "characters": sum(len(d.title) + len(d.text) for d in documents),
        }  # fmt: skip
        told["readings"] = _readings(path, told, rounds)
        told["memory"] = _memory(told["readings"])
        told["committing"] = _committing(path, Path(name), told)
        told["grouping"] = {size: _grouping(path, Path(name), size) for size in sizes.split(",")}
    return told


def _readings(path: Path, told: dict[str, Any], rounds: int) -> dict[str, Any]:
    taken: dict[str, list[dict[str, Any]]] = {f"{engine} {n}": [] for engine, n in MEASURED if _there(engine)}
    for _ in range(rounds):
        for name, each in taken.items():
            each.append(_apart("read", *name.split(), str(path)))
            print(f"{name}: {told['items'] / each[-1]['warm_s']:.0f} items/s", file=sys.stderr)
    return {
        name: {
            "cold_items_s": round(told["items"] / min(t["cold_s"] for t in each), 1),
            "warm_items_s": round(told["items"] / min(t["warm_s"] for t in each), 1),
            "warm_words_s": round(told["words"] / min(t["warm_s"] for t in each)),
            "median_items_s": round(told["items"] / statistics.median(t["warm_s"] for t in each), 1),
            "start_s": round(min(t["cold_s"] - t["warm_s"] for t in each), 2),
            "cpu_ms_item": round(1000 * min(t["cpu_s"] or 0 for t in each) / told["items"], 2),
            "claims": each[0]["claims"], "memory_mib": round(each[0]["memory_mib"] or 0, 1),
        }
        for name, each in taken.items()
    }  # fmt: skip


def _there(engine: str) -> bool:
    import importlib.util

    return engine != "ray" or importlib.util.find_spec("ray") is not None


def _memory(readings: dict[str, Any]) -> dict[str, float]:
    """MiB that one worker more takes: of the processes that share, and of those that do not."""
    local = {n: readings[f"local {n}"]["memory_mib"] for n in (1, 2, 4)}
    told = {"threads": readings["threads 2"]["memory_mib"], "local": local[1], "more local": (local[4] - local[1]) / 3}
    if "ray 2" in readings:
        told |= {"ray": readings["ray 1"]["memory_mib"]}
        told["more ray"] = readings["ray 2"]["memory_mib"] - readings["ray 1"]["memory_mib"]
    return {name: round(value, 1) for name, value in told.items()}


def _committing(path: Path, folder: Path, told: dict[str, Any]) -> dict[str, Any]:
    recorded = folder / "claims.json"
    _apart("record", str(path), str(recorded))
    pace = round(told["readings"]["local 1"]["warm_items_s"] * told["characters"] / told["items"])
    found: dict[str, Any] = {"pace": pace}
    for workers in SIMULATED:
        root = str(folder / f"ledger-{workers}")
        found[str(workers)] = _apart("commit", str(path), str(recorded), root, str(workers), str(pace))
        print(f"{workers} simulated: {found[str(workers)]['items_s']} items/s", file=sys.stderr)
    found["unbound"] = _apart("commit", str(path), str(recorded), str(folder / "unbound"), "1", "0")
    found["unbound, objects"] = _on_objects(path, recorded, folder)
    return found


def _on_objects(path: Path, recorded: Path, folder: Path) -> dict[str, Any]:
    """The same on object storage: a server of the S3 protocol on this machine, which shares its cores."""
    from faults.objects import serving

    (folder / "objects").mkdir()
    with serving(folder / "objects") as found:
        more = {**found.environment, "ENTENTE_CACHE": str(folder / "cache")}
        return _apart("commit", str(path), str(recorded), found.ledger("unbound"), "1", "0", more=more)


def _grouping(path: Path, folder: Path, size: str) -> dict[str, Any]:
    from bench.ledger_rows import make

    root = folder / f"made-{size}"
    make(root, int(float(size)))
    told: dict[str, Any] = {"held": {what: _apart("held", str(root), what) for what in ("claims", "reports")}}
    for name in ("first", "again"):
        told[name] = _apart("group", str(path), str(folder / "claims.json"), str(root))
    print(f"grouping at {size}: {told['again']['group_s']} s", file=sys.stderr)
    return told


def _apart(*words: str, more: dict[str, str] | None = None) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.engines", *words], cwd=machine.ROOT, capture_output=True, text=True, check=False,
        env=os.environ | (more or {}),
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr[-2000:]}")
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def as_page(result: dict[str, Any]) -> str:
    """The figures as Markdown."""
    m, told = result["machine"], result["figures"]
    lines = [
        "# How reading scales", "",
        f"Run {result['run']}; {m['cpu']}, {m['cores']} cores, {m['memory_gib']} GiB, Python {m['python']}, "
        f"load before {m['load']}.",
        f"{told['items']:,} items of the feeds ({told['words']:,} words), taken evenly from half a year. Best of "
        "several readings in turn, each in fresh processes; cold: with the start of the workers; memory: PSS of what "
        "reads, pages that are shared counted once.", "",
        "| engine, workers | items/s warm | words/s | items/s cold | start, s | cpu, ms an item | memory, MiB |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]  # fmt: skip
    for name, r in told["readings"].items():
        lines.append(
            f"| {name} | {r['warm_items_s']:.0f} | {r['warm_words_s']:,} | {r['cold_items_s']:.0f} | {r['start_s']} "
            f"| {r['cpu_ms_item']} | {r['memory_mib']:.0f} |"
        )
    more = {name: value for name, value in told["memory"].items() if name.startswith("more")}
    lines += ["", *(f"- One worker more ({name[5:]}): {value:.0f} MiB." for name, value in more.items())]
    return "\n".join([*lines, *_commit_lines(told["committing"]), *_group_lines(told["grouping"])]) + "\n"


def _commit_lines(told: dict[str, Any]) -> Iterator[str]:
    yield from ("", "## Where committing stops it", "")
    yield f"Workers that only wait, as long as reading takes ({told['pace']:,} characters a second, as measured for one"
    yield "above), and give recorded claims; all else is real: the sources' documents, the sockets, one process that"
    yield "commits to a folder. `busy`: processor time of that process over time; `unbound`: no waiting at all."
    yield from ("", "| workers | items/s | claims/s | busy |", "| --- | --- | --- | --- |")
    for name, r in told.items():
        if name != "pace":
            yield f"| {name} | {r['items_s']:,.0f} | {r['claims_s']:,.0f} | {r['busy']:.0%} |"


def _group_lines(told: dict[str, Any]) -> Iterator[str]:
    yield from ("", "## Grouping", "", "1,000 reports more, all of the last day, in made-up ledgers of 60 months; the")
    yield "second time of two. `held`: claims of the days around that are held ready to be compared with, then reports."
    yield ""
    yield "| claims | group, s | cpu, s | memory, MiB | held | bytes each | ms each | held | bytes each | ms each |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for told_of in told.values():
        again, held = told_of["again"], told_of["held"]
        cells = [f"{again['claims']:,}", again["group_s"], again["group_cpu_s"], again["memory_mib"]]
        for each in (held["claims"], held["reports"]):
            cells += [f"{each['held']:,}", f"{each['bytes']:,}", each["ms"]]
        yield f"| {' | '.join(map(str, cells))} |"


def run(shared: Path, items: int, rounds: int, sizes: str = SIZES) -> int:
    """Measures, writes and prints."""
    stamp, facts = machine.stamp(), machine.facts()
    figures = measure(shared, items, rounds, sizes)
    if figures is None:
        print("bench: no corpora beside this checkout, the engines are left out", file=sys.stderr)
        return 0
    result = {"run": stamp, "machine": facts, "figures": figures}
    (_FOLDER / "results" / f"{stamp}-engines.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    (_FOLDER / "LATEST-engines.md").write_text(as_page(result), encoding="utf-8")
    print(as_page(result))
    return 0


def main(words: Sequence[str]) -> None:
    """What a process of its own does: read, record, commit, held or group."""
    tasks: dict[str, Callable[..., dict[str, Any]]] = {
        "read": lambda engine, workers, path: read_once(engine, int(workers), Path(path)),
        "record": lambda path, out: record(Path(path), Path(out)),
        "held": lambda root, what: held_once(Path(root), what),
        "group": lambda path, recorded, root: group_once(Path(path), Path(recorded), Path(root)),
        "commit": lambda path, recorded, root, workers, pace: commit_once(
            Path(path), Path(recorded), root, int(workers), float(pace)
        ),
    }
    print(json.dumps(tasks[words[0]](*words[1:])))


if __name__ == "__main__":
    main(sys.argv[1:])
