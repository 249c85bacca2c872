"""Measures a ledger: questions beside rivals on the same rows, and an ingest.

    python -m bench --only ledger [--claims 1e5,1e6,1e7]
    python -m bench --only ingest [SHARED] [--items N]

Every asker is a process of its own. Writes `bench/results/DATE-COMMIT-ledger.json` (or `-ingest.json`) and
`bench/LATEST-ledger.md`, which shows the newest of both.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import gzip
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.ledger_rows import make
from bench.process import RSS_UNIT
from bench.rivals import RIVALS, PlainDuckDB, SQLite
from entente.records import Claim, Document, Event, KeptClaim, Question, Refusal
from evals import machine

SIZES = "1e5,1e6,1e7"
#: Different questions of each kind, and the seconds after which an asker is asked no more of a kind, `FEWEST` at least.
ASKED, PATIENCE, FEWEST = 30, 40.0, 5
LIMIT = 50
SEED = 5
OURS = "ours"
_FOLDER = Path(__file__).parent
#: Kind of question -> (what is asked, goal for the median in milliseconds at 10^7 claims).
KINDS: dict[str, tuple[str, float | None]] = {
    "pair": (f"newest {LIMIT} claims of a pair, busy pairs drawn more often", 300.0),
    "pair, any": ("the same, every pair drawn alike", 300.0),
    "pair, counted": ("claims, documents, origins and events of a busy pair", 300.0),
    "pair, as of": ("newest claims of a busy pair as of a day", 500.0),
    "pair, as of, counted": ("their numbers as of that day", 500.0),
    "pair, text": ("newest claims of a busy pair with a word", None),
    "holder": ("newest claims that a state or body holds", None),
    "month": (f"the {LIMIT} events of a month that most origins tell of, with all their claims", 1000.0),
}
GOALS = {"memory_mib": 2048.0, "DuckDB": 1.5, "SQLite": 1.0, "else_share": 0.15, "again_share": 0.05}
#: Seconds for the whole half-year of feeds, which is more reports than this.
SECONDS, HALF_YEAR = 180, 45_000


def questions(root: Path) -> dict[str, list[Question]]:
    """Questions of each kind on a made-up ledger, always the same ones."""
    import numpy as np

    from bench.ledger_rows import CODES, MONTHS, months
    from entente.ledger import Ledger

    sql = """SELECT pair, count(*) AS n FROM claims WHERE version = 1 AND pair NOT LIKE '*%' AND pair LIKE '%-%'
        GROUP BY pair ORDER BY n DESC, pair"""
    with Ledger(root) as ledger:
        found = ledger.connection.execute(sql).fetchall()
    rng = np.random.default_rng(SEED)
    weights = np.array([row[1] for row in found], dtype=float)
    names: list[tuple[str, str]] = [tuple(row[0].split("-")) for row in found]
    busy = [names[i] for i in rng.choice(len(names), ASKED, replace=False, p=weights / weights.sum())]
    alike = [names[i] for i in rng.choice(len(names), ASKED, replace=False)]
    days = [dt.date(2019, 6, 1) + dt.timedelta(int(n)) for n in rng.integers(0, 1600, ASKED)]
    words = ["missiles", "grain", "ceasefire", "prisoners", "drones", "summit"]
    firsts = [month for month, _ in zip(months(), range(MONTHS), strict=True)][-2 * ASKED :: 2]
    pairs = [Question(pair=pair, limit=LIMIT) for pair in busy]
    past = [dataclasses.replace(q, as_of=day) for q, day in zip(pairs, days, strict=True)]
    return {
        "pair": pairs,
        "pair, any": [Question(pair=pair, limit=LIMIT) for pair in alike],
        "pair, counted": pairs,
        "pair, as of": past,
        "pair, as of, counted": past,
        "pair, text": [dataclasses.replace(q, text=words[n % len(words)]) for n, q in enumerate(pairs)],
        "holder": [Question(holder=code, limit=LIMIT) for code in CODES[:ASKED]],
        "month": [Question(published_since=d, published_until=_last(d), limit=LIMIT) for d in firsts],
    }


def _last(first: dt.date) -> dt.date:
    return (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def ask(which: str, place: Path, ledger: Path) -> dict[str, Any]:
    """Puts every question to one asker in this process: milliseconds by kind, and what it took.

    The first question, with the opening and the loading of libraries, is told apart as `first_ms`.
    """
    asked = questions_from(ledger)
    began = time.perf_counter()
    asker = _asker(which, place)
    _answer(asker, "pair", asked["pair"][0])
    result: dict[str, Any] = {"first_ms": round((time.perf_counter() - began) * 1000, 1), "kinds": {}}
    for kind, each in asked.items():
        took, digests, since = [], [], time.perf_counter()
        for question in each:
            at = time.perf_counter()
            answer = _answer(asker, kind, question)
            took.append((time.perf_counter() - at) * 1000)
            digests.append(_digest(answer))
            if time.perf_counter() - since > PATIENCE and len(took) >= FEWEST:
                break
        result["kinds"][kind] = {"ms": [round(ms, 1) for ms in took], "answers": digests}
    return result | {"memory_mib": round(_memory(), 1)}


def _memory() -> float:
    """The largest memory of this process so far in MiB."""
    status = Path("/proc/self/status")
    if status.is_file():
        # Linux hands `ru_maxrss` on from the process that started this one (getrusage(2)); this count begins anew.
        peak = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM:"))
        return int(peak.split()[1]) / 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RSS_UNIT / 2**20


def _asker(which: str, place: Path) -> Any:
    if which == OURS:
        from entente.ledger import Ledger

        return Ledger(place)
    return next(rival for rival in RIVALS if rival.name == which)(place)


def _answer(asker: Any, kind: str, question: Question) -> Any:
    if kind == "month":
        return asker.events(question)
    return asker.count(question) if kind.endswith("counted") else list(asker.claims(question))


def _digest(answer: Any) -> str:
    """Of an answer, so that answers can be held against each other."""
    if isinstance(answer, dict):
        told: Any = sorted(answer.items())
    else:
        told = [_told(item) for item in answer]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:12]


def _told(item: KeptClaim | Event) -> Any:
    if isinstance(item, Event):
        return item.id, item.origins, [_told(kept) for kept in item.claims]
    return item.claim, item.version, item.status, item.event, item.origin, item.known, item.by


def questions_from(ledger: Path) -> dict[str, list[Question]]:
    """The questions that `measure` has written beside the ledger."""
    told = json.loads((ledger.parent / "questions.json").read_text(encoding="utf-8"))
    days = {"as_of", "published_since", "published_until"}
    return {
        kind: [
            Question(**{
                name: dt.date.fromisoformat(value) if name in days else tuple(value) if name == "pair" else value
                for name, value in question.items()
            })
            for question in each
        ]
        for kind, each in told.items()
    }  # fmt: skip


def _as_json(question: Question) -> dict[str, Any]:
    given = {f.name: getattr(question, f.name) for f in dataclasses.fields(question)}
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in given.items()
        if value != getattr(Question(), name)
    }


def measure(claims: int, rivals: Sequence[str]) -> dict[str, Any]:
    """Makes a ledger of so many claims and the rivals' files, asks, and throws them away."""
    with tempfile.TemporaryDirectory(prefix="bench-ledger-") as name:
        folder = Path(name)
        root = folder / "ledger"
        began = time.perf_counter()
        rows = make(root, claims)
        result: dict[str, Any] = {"rows": rows, "made_s": round(time.perf_counter() - began, 1)}
        result["mib"] = {OURS: _mib(root)}
        asked = {kind: [_as_json(q) for q in each] for kind, each in questions(root).items()}
        (folder / "questions.json").write_text(json.dumps(asked), encoding="utf-8")
        result[OURS] = _apart("ask", OURS, str(root), str(root))
        firsts = [result[OURS]["first_ms"]] + [
            _apart("first", OURS, str(root), str(root))["first_ms"] for _ in range(4)
        ]
        result[OURS]["first_ms"] = sorted(firsts)[2]
        for rival in RIVALS:
            if rival.name in rivals:
                place = folder / rival.name
                _apart("make", rival.name, str(place), str(root))
                result["mib"][rival.name] = _mib(place)
                result[rival.name] = _apart("ask", rival.name, str(place), str(root))
    for rival_name in rivals:
        _compare(result, rival_name)
    return result


def _mib(folder: Path) -> float:
    return round(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20, 1)


def _apart(*words: str) -> dict[str, Any]:
    """What this module prints when it is run with these words."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.ledger", *words], cwd=machine.ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr[-2000:]}")
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _compare(result: dict[str, Any], rival: str) -> None:
    """Notes how many answers differ from the rival's; there should be none."""
    for kind, told in result[rival]["kinds"].items():
        pairs = zip(result[OURS]["kinds"][kind]["answers"], told["answers"], strict=False)
        told["different"] = sum(ours != theirs for ours, theirs in pairs)


def summary(result: dict[str, Any]) -> dict[str, Any]:
    """The result without single answers: median and 95th percentile, and the ratio over the questions that both had."""
    kinds: dict[str, Any] = {}
    for kind in KINDS:
        ours = result[OURS]["kinds"][kind]["ms"]
        told: dict[str, Any] = {"p50": _at(ours, 0.5), "p95": _at(ours, 0.95), "asked": len(ours)}
        for rival in (r.name for r in RIVALS if r.name in result):
            theirs = result[rival]["kinds"][kind]
            told[rival] = {
                "p50": _at(theirs["ms"], 0.5), "p95": _at(theirs["ms"], 0.95), "asked": len(theirs["ms"]),
                "ratio": round(_at(ours[: len(theirs["ms"])], 0.5) / _at(theirs["ms"], 0.5), 2),
                "different": theirs["different"],
            }  # fmt: skip
        kinds[kind] = told
    askers = [OURS, *(r.name for r in RIVALS if r.name in result)]
    return {
        "rows": result["rows"], "made_s": result["made_s"], "mib": result["mib"], "kinds": kinds,
        "first_ms": {asker: result[asker]["first_ms"] for asker in askers},
        "memory_mib": {asker: result[asker]["memory_mib"] for asker in askers},
    }  # fmt: skip


def _at(values: Sequence[float], share: float) -> float:
    """The value below which a share of the values lies, by rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class _Timed:
    """An engine that keeps time: seconds inside `read`, without those in which its documents are brought."""

    def __init__(self, engine: Any) -> None:
        self._engine, self.seconds = engine, 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def read(self, documents: Iterable[Document]) -> Iterator[tuple[Document, list[Claim]] | Refusal]:
        """As the engine's own."""
        brought = 0.0

        def bring() -> Iterator[Document]:
            nonlocal brought
            source = iter(documents)
            while True:
                at = time.perf_counter()
                document = next(source, None)
                brought += time.perf_counter() - at
                if document is None:
                    return
                yield document

        read = self._engine.read(bring())
        while True:
            at, before = time.perf_counter(), brought
            item = next(read, None)
            self.seconds += time.perf_counter() - at - (brought - before)
            if item is None:
                return
            yield item


def ingest_once(feed: Path, root: Path, model: str) -> dict[str, Any]:
    """One ingest: seconds in all from the making of the desk on, and those in which it waits for the readers."""
    from entente.desk import Desk

    began = time.perf_counter()
    timed = _Timed(Desk(model=model).engine)

    class TimedDesk(Desk):
        @property
        def engine(self) -> Any:  # type: ignore[override]
            return timed

    told = TimedDesk().ingest(feed, root)
    whole, own = time.perf_counter() - began, timed.seconds
    return {
        "new": told.new, "seen": told.seen, "claims": told.claims, "events": told.events,
        "near_copies": told.near_copies, "refused": told.refused, "whole_s": round(whole, 2),
        "reader_s": round(own, 2), "memory_mib": round(_memory(), 1),
    }  # fmt: skip


def ingest(shared: Path, items: int | None, model: str) -> dict[str, Any] | None:
    """The half-year of feeds into a fresh ledger, and once more into the same; None where it is not there."""
    path = shared / "corpora" / "world_feeds_2023h1.jsonl.gz"
    if not path.is_file():
        return None
    with tempfile.TemporaryDirectory(prefix="bench-ingest-") as name:
        feed = path
        if items is not None:
            feed = Path(name) / "items.jsonl"
            with gzip.open(path, "rb") as source:
                feed.write_bytes(b"".join(line for line, _ in zip(source, range(items), strict=False)))
        first, again = (_apart("ingest", str(feed), str(Path(name) / "ledger"), model) for _ in range(2))
    return {
        "first": first, "again": again,
        "else_share": round(first["whole_s"] / first["reader_s"] - 1, 3),
        "again_share": round(again["whole_s"] / first["whole_s"], 3),
    }  # fmt: skip


def write(part: str, figures: dict[str, Any], stamp: str, facts: dict[str, Any]) -> str:
    """Writes a part's result, and the page over the newest result of each part; returns the page."""
    folder = _FOLDER / "results"
    folder.mkdir(exist_ok=True)
    told = {"run": stamp, "machine": facts, "figures": figures}
    (folder / f"{stamp}-{part}.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    newest = {}
    for name in ("ledger", "ingest"):
        files = sorted(folder.glob(f"*-{name}.json"), key=lambda file: file.stat().st_mtime)
        if files:
            newest[name] = json.loads(files[-1].read_text(encoding="utf-8"))
    page = as_page(newest)
    (_FOLDER / "LATEST-ledger.md").write_text(page, encoding="utf-8")
    return page


def as_page(results: dict[str, Any]) -> str:
    """The figures as Markdown."""
    lines = ["# How fast a ledger is", ""]
    if "ledger" in results:
        lines += [_run(results["ledger"]), "", *_ledger_lines(results["ledger"]["figures"])]
    if "ingest" in results:
        lines += ["", "## Ingest", "", _run(results["ingest"]), "", *_ingest_lines(results["ingest"]["figures"])]
    return "\n".join(lines) + "\n"


def _run(result: dict[str, Any]) -> str:
    m = result["machine"]
    return (
        f"Run {result['run']}; {m['cpu']}, {m['cores']} cores, {m['memory_gib']} GiB, Python {m['python']}, "
        f"load before {m['load']}."
    )


def _ledger_lines(figures: dict[str, Any]) -> Iterator[str]:
    yield "Made-up claims (`bench/ledger_rows.py`) over 60 months, 1 % with a newer version, 0.1 % reviewed, questions"
    yield f"{ASKED} of a kind (fewer where an asker needs over {PATIENCE:.0f} s for them), each asker a process of its"
    yield "own, files in the system's cache. DuckDB: hand-written SQL over one Parquet file a table, rows in the same"
    yield "order; SQLite: lists as JSON, indexes on pair and day, month, event, claim. All answer the same records,"
    yield "which are compared. Milliseconds; `times`: our median over theirs. Goals are for 10^7 claims."
    for size, told in figures.items():
        rivals = [rival.name for rival in RIVALS if rival.name in told["first_ms"]]
        yield from ("", f"## {told['rows']['claims']:,} rows of claims ({float(size):.0e})", "")
        heads = [h for rival in rivals for h in (f"{rival} p50", "times")]
        yield f"| question | p50 | p95 | goal | kept | {' | '.join(heads)} |"
        yield f"| --- | --- | --- | --- | --- | {' | '.join('---' for _ in heads)} |"
        for kind, (_, goal) in KINDS.items():
            yield _kind_line(kind, goal, told["kinds"][kind], rivals)
        yield ""
        yield from _size_lines(told, [OURS, *rivals])
    yield ""
    yield from (f"- {kind}: {what}" for kind, (what, _) in KINDS.items())


def _kind_line(kind: str, goal: float | None, told: dict[str, Any], rivals: Sequence[str]) -> str:
    kept = "" if goal is None else "yes" if told["p50"] <= goal else "no"
    cells = [kind, f"{told['p50']:.0f}", f"{told['p95']:.0f}", "" if goal is None else f"{goal:g}", kept]
    for rival in rivals:
        theirs = told[rival]
        odd = f" ({theirs['different']} other answers)" if theirs["different"] else ""
        cells += [f"{theirs['p50']:.0f}{odd}", f"{theirs['ratio']:.2f}"]
    return f"| {' | '.join(cells)} |"


def _size_lines(told: dict[str, Any], askers: Sequence[str]) -> Iterator[str]:
    yield f"| | {' | '.join(askers)} |"
    yield f"| --- | {' | '.join('---' for _ in askers)} |"
    for name, values in (
        ("first question of a process, ms", told["first_ms"]), ("memory, MiB", told["memory_mib"]),
        ("files, MiB", told["mib"]),
    ):  # fmt: skip
        yield f"| {name} | {' | '.join(f'{values[asker]:.0f}' for asker in askers)} |"


def _ingest_lines(figures: dict[str, Any]) -> Iterator[str]:
    first, again = figures["first"], figures["again"]
    yield "| | first ingest | the same once more |"
    yield "| --- | --- | --- |"
    for name in first:
        yield f"| {name} | {first[name]} | {again[name]} |"
    yield ""
    if first["new"] > HALF_YEAR:
        kept = "kept" if first["whole_s"] < SECONDS else "not kept"
        yield f"- the half-year of feeds: {first['whole_s']:.0f} s (goal: under {SECONDS} s, {kept})"
    for name, what in (
        ("else_share", "seconds in which nobody waits for the readers, as a share of those in which the ledger does"),
        ("again_share", "the second ingest as a share of the first"),
    ):  # fmt: skip
        kept = "kept" if figures[name] < GOALS[name] else "not kept"
        yield f"- {what}: {figures[name]:.1%} (goal: under {GOALS[name]:.0%}, {kept})"


def run(only: str, shared: Path, sizes: str, items: int | None, model: str) -> int:
    """Measures one part, "ledger" or "ingest", writes and prints it."""
    stamp, facts = machine.stamp(), machine.facts()
    if only == "ingest":
        found = ingest(shared, items, model)
        if found is None:
            print("bench: no corpora beside this checkout, the ingest is left out", file=sys.stderr)
            return 0
        print(write("ingest", found, stamp, facts))
        return 0
    figures = {}
    for size in sizes.split(","):
        figures[size] = summary(measure(int(float(size)), [PlainDuckDB.name, SQLite.name]))
        print(f"bench: {size} claims measured", file=sys.stderr)
        # After each size, so that a long run that is stopped leaves what it has found.
        page = write("ledger", figures, stamp, facts)
    print(page)
    return 0


def _first(which: str, place: Path) -> dict[str, Any]:
    began = time.perf_counter()
    _answer(_asker(which, place), "pair", questions_from(place)["pair"][0])
    return {"first_ms": round((time.perf_counter() - began) * 1000, 1)}


def _make(which: str, place: Path, ledger: Path) -> dict[str, Any]:
    next(rival for rival in RIVALS if rival.name == which).make(ledger, place)
    return {}


def main(words: Sequence[str]) -> None:
    """What a process of its own does: ask, first, make or ingest."""
    tasks: dict[str, Callable[..., dict[str, Any]]] = {
        "ask": lambda which, place, ledger: ask(which, Path(place), Path(ledger)),
        "first": lambda which, place, ledger: _first(which, Path(place)),
        "make": lambda which, place, ledger: _make(which, Path(place), Path(ledger)),
        "ingest": lambda feed, root, model: ingest_once(Path(feed), Path(root), model),
    }
    print(json.dumps(tasks[words[0]](*words[1:])))


if __name__ == "__main__":
    main(sys.argv[1:])
