"""Measures speed, memory and size, and writes the run down.

    python -m bench [SHARED] [--model MODEL]
    python -m bench --only ledger|ingest [SHARED] [--claims 1e5,1e6,1e7] [--items N]
    python -m bench --only profile [SHARED] [--model MODEL]
    python -m bench --only findings|futures
    python -m bench --only engines [SHARED] [--items N] [--rounds N]
    python -m bench --only serve [--ledger DIR --state DIR] [--seconds N] [--rate N] [--alone]
    python -m bench --only soak [SHARED] [--minutes N] [--ledger DIR]

Every figure is that of whole processes as a user runs them. SHARED (default: the folder `shared` beside this checkout)
holds `corpora/world_feeds_2023h1.jsonl.gz`; without it the feed is left out. Writes `bench/results/DATE-COMMIT.json`
and `bench/LATEST.md`; for another model than the small one, `DATE-COMMIT-MODEL.json` and `LATEST-MODEL.md`. Ledger
and desk are measured only where they are asked for: see `bench/ledger.py` and `bench/serve.py`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench import findings, ledger, profile, sizes
from bench.process import Took, run
from entente.reader import model_folder
from evals import machine

PROGRAM = [sys.executable, "-c", "from entente.cli import main; main()"]
PAGE = machine.ROOT / "examples" / "exercise.html"
ITEMS = 3000
SEED = 20230101
#: Goals that were set for the small model alone, and goals of the large one where they differ.
SMALL_ONLY = ("article_sentences",)
LARGE_GOALS = {"feed_first": (60.0, True), "feed_random": (60.0, True), "model_mib": (120.0, False)}
#: Figure -> (goal, True where more is better).
GOALS = {
    "feed_first": (250.0, True),
    "feed_random": (250.0, True),
    "article_sentences": (600.0, True),
    "load_s": (0.4, False),
    "page_cold_s": (1.5, False),
    "memory_mib": (600.0, False),
    "import_ms": (60.0, False),
    "model_mib": (40.0, False),
}


def feed(shared: Path, model: str) -> dict[str, Any] | None:
    """Items a second, raw to claims, starting the program included; None where the feed is not there."""
    path = shared / "corpora" / "world_feeds_2023h1.jsonl.gz"
    if not path.is_file():
        return None
    with gzip.open(path, "rb") as source:
        lines = source.read().splitlines(keepends=True)
    samples = {"feed_first": lines[:ITEMS], "feed_random": random.Random(SEED).sample(lines, ITEMS)}
    figures: dict[str, Any] = {"items": ITEMS}
    memory = []
    for name, chosen in samples.items():
        took = _read(chosen, model)
        print(f"{name}: {ITEMS / took.wall:.0f} items/s", file=sys.stderr)
        figures[name] = round(ITEMS / took.wall, 1)
        figures[f"{name}_cpu_s"] = round(took.cpu, 2)
        memory.append(took.memory_mib)
    figures["memory_mib"] = round(max(memory), 1)
    return figures


def articles(shared: Path, model: str) -> dict[str, Any] | None:
    """Sentences a second over whole articles, the program's start included; None where they are not there."""
    from entente.reader.sentences import sentence_spans

    path = shared / "corpora" / "open_articles.jsonl"
    if not path.is_file():
        return None
    lines = path.read_bytes().splitlines(keepends=True)
    count = sum(len(sentence_spans(json.loads(line)["text"])) for line in lines)
    return {"article_sentences": round(count / _read(lines, model).wall, 1), "articles": len(lines)}


def loading(model: str, times: int = 3) -> dict[str, Any]:
    """Seconds to load lexicon and model in a running Python, median of `times` processes."""
    code = (
        "import sys, time\nfrom entente.desk import Desk\nimport onnxruntime, numpy, ahocorasick\n"
        "t = time.perf_counter()\nDesk(model=sys.argv[1]).reader\nprint(time.perf_counter() - t)"
    )
    found = [float(subprocess.check_output([sys.executable, "-c", code, model])) for _ in range(times)]
    return {"load_s": round(statistics.median(found), 3)}


def _read(lines: Iterable[bytes], model: str) -> Took:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "items.jsonl"
        path.write_bytes(b"".join(lines))
        return run([*PROGRAM, "read", str(path), "--format", "jsonl", "--model", model])


def page(model: str, times: int = 5) -> dict[str, Any]:
    """Seconds from the command to the brief of one page: median of `times` processes, and the slowest."""
    took = [run([*PROGRAM, "brief", str(PAGE), "--model", model]) for _ in range(times)]
    walls = [t.wall for t in took]
    return {
        "page_cold_s": round(statistics.median(walls), 3),
        "page_slowest_s": round(max(walls), 3),
        "page_cpu_s": round(statistics.median(t.cpu for t in took), 3),
        "page_memory_mib": round(max(t.memory_mib for t in took), 1),
    }


def importing(times: int = 5) -> dict[str, Any]:
    """Milliseconds of `import entente`: median of `times` processes."""
    code = "import time; t = time.perf_counter(); import entente; print((time.perf_counter() - t) * 1000)"
    found = [float(subprocess.check_output([sys.executable, "-c", code])) for _ in range(times)]
    return {"import_ms": round(statistics.median(found), 1)}


def weights(model: str) -> dict[str, Any]:
    """MiB of the package and of its model; for what is installed along see `bench/sizes.py`."""
    package = machine.ROOT / "src" / "entente"
    return {
        "package_mib": round(sizes.folder_mib(package), 1),
        "model_mib": round(sizes.folder_mib(model_folder(model)), 1),
    }


def as_page(result: dict[str, Any], goals: dict[str, tuple[float, bool]]) -> str:
    """The figures as Markdown."""
    m = result["machine"]
    lines = [
        "# How fast and how large Entente is",
        "",
        f"Run {result['run']}; {m['cpu']}, {m['cores']} cores, {m['memory_gib']} GiB, Python {m['python']}, "
        f"load before {m['load']}.",
        "Whole processes, as a user runs them; `feed`: title and lead, items a second from raw lines to claims; "
        "`article_sentences`: sentences a second over whole articles; `load_s`: lexicon and model in a running Python; "
        "`page_cold_s`: from the command to the brief of `examples/exercise.html`.",
        "",
        "| figure | value | goal | kept |",
        "| --- | --- | --- | --- |",
    ]  # fmt: skip
    for name, value in result["figures"].items():
        goal, more = goals.get(name, (None, True))
        kept = "" if goal is None else "yes" if (value >= goal if more else value <= goal) else "no"
        bound = "" if goal is None else f"{'at least' if more else 'at most'} {goal:g}"
        lines.append(f"| {name} | {value} | {bound} | {kept} |")
    return "\n".join(lines) + "\n"


def main(words: list[str]) -> int:
    """Measures, writes and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("shared", nargs="?", type=Path, default=machine.ROOT.parent / "shared")
    parser.add_argument("--model", default="small", help="small, large or a folder")
    parser.add_argument(
        "--only",
        choices=("profile", "ledger", "ingest", "engines", "findings", "futures", "serve", "soak"),
        help="these figures alone",
    )
    parser.add_argument("--claims", default=ledger.SIZES, help="sizes of made-up ledgers, for --only ledger")
    parser.add_argument("--items", type=int, help="so many of the feed's items, for --only ingest or engines")
    parser.add_argument("--rounds", type=int, default=2, help="for --only engines: how often each is read")
    parser.add_argument(
        "--ledger", type=Path, help="for --only serve: a made-up ledger, made there where there is none"
    )
    parser.add_argument("--state", type=Path, help="for --only serve: its index, made there where there is none")
    parser.add_argument("--seconds", type=float, default=60.0, help="for --only serve: how long it is asked")
    parser.add_argument("--rate", type=float, default=20.0, help="for --only serve: requests a second")
    parser.add_argument("--alone", action="store_true", help="for --only serve: without an ingest beside it")
    parser.add_argument("--minutes", type=float, default=30.0, help="for --only soak: how long it lasts")
    asked = parser.parse_args(words)
    if asked.only == "engines":
        from bench import engines

        return engines.run(asked.shared, asked.items or engines.ITEMS, asked.rounds)
    if asked.only == "profile":
        return profile.run(asked.shared, asked.model)
    if asked.only == "findings":
        return findings.run()
    if asked.only == "futures":
        from bench import futures  # needs the extra `futures`

        return futures.run()
    if asked.only == "serve":
        from bench import serve  # needs the extra `serve`

        return serve.run(asked.ledger, asked.state, seconds=asked.seconds, rate=asked.rate, alone=asked.alone)
    if asked.only == "soak":
        from bench import soak  # needs the extra `serve`

        return soak.run(asked.shared, asked.ledger, asked.minutes)
    if asked.only:
        return ledger.run(asked.only, asked.shared, asked.claims, asked.items, asked.model)
    shared, model = asked.shared, asked.model
    suffix = "" if model == "small" else f"-{Path(model).name}"
    goals = GOALS if model == "small" else {k: v for k, v in (GOALS | LARGE_GOALS).items() if k not in SMALL_ONLY}
    result: dict[str, Any] = {"run": machine.stamp(), "machine": machine.facts(), "figures": {}}
    for part in (
        importing(), loading(model), page(model), feed(shared, model), articles(shared, model), weights(model),
    ):  # fmt: skip
        if part is None:
            print("bench: no corpora beside this checkout, left out", file=sys.stderr)
        else:
            result["figures"] |= part
    folder = Path(__file__).parent
    (folder / "results").mkdir(exist_ok=True)
    (folder / "results" / f"{result['run']}{suffix}.json").write_text(
        json.dumps(result, indent=1) + "\n", encoding="utf-8"
    )
    (folder / f"LATEST{suffix}.md").write_text(as_page(result, goals), encoding="utf-8")
    print(as_page(result, goals))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
