"""The figures of a soak, and what counts as flat."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from bench.serve_told import percentile
from bench.serve_watched import slope

#: The last part of a run, by which it is judged: what fills at the start has filled.
JUDGED = 2 / 3
#: Flat: the straight line (least squares) through the last part rises by at most so much of its level a minute; files
#: that are open and threads: by at most so many between the middles of its two halves.
RISE, MORE_FILES, MORE_THREADS = 0.01, 3, 2
#: Questions to a ledger, as so many times what they take of one at rest, asked at the same moment: the middle of the
#: last third is at most so many times that of the first.
SLOWER = 1.25
#: Those about today have nothing to find in the ledger at rest. At the end every question is asked, turn by turn, of
#: the ledger and of a copy whose files were all joined: so many times longer at most.
TODAY, UNJOINED = ("today's claims", "events of a week"), 1.5
#: Milliseconds of the 95th percentile of all pages.
PAGES_P95 = 400.0


def series(looks: Sequence[dict[str, Any]], *path: str) -> list[tuple[float, float]]:
    """(seconds, value) of what stands at a path in the looks that have it."""
    found = []
    for look in looks:
        value: Any = look
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        if value is not None:
            found.append((float(look["at"]), float(value)))
    return found


def judged(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The last part of a run."""
    return list(points[-max(2, round(len(points) * JUDGED)) :])


def rise(points: Sequence[tuple[float, float]]) -> float:
    """How much of its level the line through the last part rises by, each minute."""
    last = judged(points)
    level = statistics.fmean(value for _, value in last)
    return 60 * slope(last) / level if level and len(last) > 1 else 0.0


def step(points: Sequence[tuple[float, float]]) -> float:
    """How much higher the middle of the second half of the last part is than that of the first."""
    values = [value for _, value in judged(points)]
    half = len(values) // 2
    return statistics.median(values[half:]) - statistics.median(values[: half or 1])


def course(points: Sequence[tuple[float, float]]) -> dict[str, float]:
    """Start, middle, end, most, and the rise of the last part in percent a minute."""
    values = [value for _, value in points]
    return {
        "start": values[0], "middle": values[len(values) // 2], "end": values[-1], "most": max(values),
        "rise_percent_a_minute": round(100 * rise(points), 2), "step": round(step(points), 1),
    }  # fmt: skip


def thirds(points: Sequence[tuple[float, float]]) -> dict[str, float]:
    """Medians of the three thirds, and the highest 95th percentile of them."""
    values = [value for _, value in points]
    third = max(1, len(values) // 3)
    parts = [values[:third], values[third : 2 * third] or values, values[2 * third :] or values]
    middles = [round(statistics.median(part), 2) for part in parts]
    return {
        **dict(zip(("first", "second", "last"), middles, strict=True)), "p95": round(percentile(values, 0.95), 1),
    }  # fmt: skip


def answered(answers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Of some answers: number, percentiles, errors, and what was declined for a good reason."""
    took = [row["ms"] for row in answers]
    return {
        "n": len(took), "p50": round(percentile(took, 0.5), 1), "p95": round(percentile(took, 0.95), 1),
        "most": round(max(took), 1), "errors": sum(map(is_error, answers)),
        "declined": sum(row["status"] >= 400 and not is_error(row) for row in answers),
    }  # fmt: skip


def is_error(row: dict[str, Any]) -> bool:
    """Whether an answer is one that should not be: none at all, a fault of the desk, or a page that is not found.

    None is a review that another one forestalled, or work that is put off (503 with Retry-After) while much waits.
    """
    said = (row["page"].startswith("Review, ") and row["status"] in (404, 409, 422)) or bool(row.get("later"))
    return bool(row["fault"]) or (row["status"] >= 400 and not said)


def measured(raw: dict[str, Any]) -> dict[str, Any]:
    """The figures of a run."""
    looks, answers = raw["looks"], raw["answers"]
    pages = [row for row in answers if not row["page"].startswith("Review, ")]
    by: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in answers:
        by[row["page"]].append(row)
    minutes: defaultdict[int, list[float]] = defaultdict(list)
    for row in pages:
        minutes[int(row["due"] // 60)].append(row["ms"])
    names = sorted({name for look in looks for name in look["processes"]})
    tables = list(looks[-1].get("tables", {}))
    questions = list(looks[-1].get("questions", {}))
    return {
        "processes": {
            name: {what: course(series(looks, "processes", name, what)) for what in ("mib", "own", "files", "threads")}
            | {"cpu": _share(series(looks, "processes", name, "cpu")), "pids": _pids(looks, name)}
            for name in names
        },
        "tables": {
            name: {what: course(series(looks, "tables", name, what)) for what in ("named", "disk", "log", "disk_bytes")}
            | {"commits": looks[-1]["tables"][name]["version"] - looks[0]["tables"][name]["version"]}
            for name in tables
        },
        "all_files": {what: course(_summed(looks, what)) for what in ("named", "disk", "log", "disk_bytes")},
        "state": {what: course(series(looks, "state", what)) for what in ("files", "mib")},
        "questions": {
            name: thirds(series(looks, "questions", name))
            | {"still": thirds(series(looks, "still", name)), "times": thirds(_against(looks, name))}
            for name in questions
        },
        "pages": answered(pages), "pages_by_minute": [
            {"p50": round(percentile(took, 0.5), 1), "p95": round(percentile(took, 0.95), 1)}
            for _, took in sorted(minutes.items())
        ],
        "reviews": answered([row for row in answers if row["page"].startswith("Review, ")]),
        "by_page": {name: answered(rows) for name, rows in sorted(by.items())},
        "errors": [row for row in answers if is_error(row)][:20],
        "lag_most_s": max((value for _, value in series(looks, "more", "lag")), default=0.0),
        "keeper_faults": sorted({look.get("more", {}).get("fault") or "" for look in looks} - {""}),
        "load": [look["load"] for look in looks], "look_faults": raw["faults"],
        **{name: raw[name] for name in ("asker", "ended_early", "stopped", "told", "log", "poll", "kept", "joined")},
        "looks": looks[::4],
    }  # fmt: skip


def _share(points: Sequence[tuple[float, float]]) -> float:
    (first, used), (last, most) = points[0], points[-1]
    return round((most - used) / max(1e-9, last - first), 3)


def _pids(looks: Sequence[dict[str, Any]], name: str) -> int:
    return len({look["processes"][name]["pid"] for look in looks if name in look["processes"]})


def _against(looks: Sequence[dict[str, Any]], name: str) -> list[tuple[float, float]]:
    """What a question takes, as so many times what it takes of the ledger at rest at the same moment."""
    both = [(look["at"], look.get("questions", {}).get(name), look.get("still", {}).get(name)) for look in looks]
    return [(at, asked / still) for at, asked, still in both if asked and still]


def _summed(looks: Sequence[dict[str, Any]], what: str) -> list[tuple[float, float]]:
    return [(look["at"], sum(float(of[what]) for of in look["tables"].values())) for look in looks if "tables" in look]


def verdicts(figures: dict[str, Any]) -> list[tuple[str, str, str, bool]]:
    """What must hold: (what, rule, value, whether it does)."""
    rows = []
    for name, of in figures["processes"].items():
        grown = of["mib"]["rise_percent_a_minute"]
        value = f"{of['mib']['middle']:.0f} to {of['mib']['end']:.0f} MiB, {grown:+.2f} %"
        rows.append((f"memory of {name}", f"rises by at most {RISE:.0%} a minute", value, grown <= 100 * RISE))
    for name, of in figures["processes"].items():
        for what, most in (("files", MORE_FILES), ("threads", MORE_THREADS)):
            value = f"{of[what]['middle']:.0f} to {of[what]['end']:.0f}, at most {of[what]['most']:.0f}"
            told = "open files" if what == "files" else what
            well = of[what]["step"] <= most or of[what]["rise_percent_a_minute"] <= 100 * RISE
            rows.append((f"{told} of {name}", f"at most {most} more, or {RISE:.0%} a minute", value, well))
    for what, told in (("named", "files that the tables name"), ("disk", "files on the disk"), ("log", "log entries")):
        of = figures["all_files"][what]
        value = f"{of['middle']:.0f} to {of['end']:.0f}, at most {of['most']:.0f}; {of['rise_percent_a_minute']:+.2f} %"
        rows.append((told, f"rise by at most {RISE:.0%} a minute", value, of["rise_percent_a_minute"] <= 100 * RISE))
    for name, of in figures["questions"].items():
        if name in TODAY:
            continue
        times = of["times"]
        value = f"{times['first']:.2f} to {times['last']:.2f} times a ledger at rest"
        rows.append((f"question: {name}", f"last third at most {SLOWER:g} times the first", value,
                     times["last"] <= SLOWER * times["first"]))  # fmt: skip
    for name, ms in figures["joined"]["soaked"].items():
        times = ms / figures["joined"]["joined"][name]
        value = f"{ms:.0f} ms, {times:.2f} times"
        rows.append((f"at the end: {name}", f"at most {UNJOINED:g} times a joined copy", value, times <= UNJOINED))
    p95 = figures["pages"]["p95"]
    rows.append(("p95 of all pages", f"at most {PAGES_P95:g} ms", f"{p95:g} ms", p95 <= PAGES_P95))
    errors = figures["pages"]["errors"] + figures["reviews"]["errors"]
    rows.append(("errors", "none", str(errors), not errors))
    kept = figures["kept"]
    rows.append(("reports kept", "each once", f"{kept['soaked_documents']:,} of {figures['told']:,} told, "
                 f"{kept['soaked_rows']:,} rows", kept["soaked_rows"] == kept["soaked_documents"]))  # fmt: skip
    return rows
