"""The figures of a desk under load, and their page."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from bench import serve_asked

#: Milliseconds of the 95th percentile: of every page, and of some.
GOAL, GOALS = 400.0, {"Document": 250.0, "Today": 250.0}
#: MiB a minute that count as flat, of the process that answers.
FLAT = 3.0


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile: the smallest value that `share` of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def by_page(answers: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Figures of each page: number, percentiles and most in milliseconds, errors."""
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for answer in answers:
        found[answer["page"]].append(answer)
    return {name: figures(found[name]) for name in serve_asked.WEIGHTS if name in found}


def figures(answers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Of some answers."""
    took = [answer["ms"] for answer in answers]
    faults = [answer for answer in answers if answer["fault"] or answer["status"] >= 400]
    return {
        "n": len(took), **{f"p{share}": round(percentile(took, share / 100), 1) for share in (50, 95, 99)},
        "most": round(max(took), 1), "errors": len(faults),
    }  # fmt: skip


def measured(raw: dict[str, Any], seconds: float, warm: float) -> dict[str, Any]:
    """The figures of a run, without its warming up."""
    answers = [answer for answer in raw["answers"] if answer["due"] >= warm]
    lags = sorted(raw["lags"]) or [0.0]
    faults = [answer for answer in raw["answers"] if answer["fault"] or answer["status"] >= 400]
    return {
        "all": figures(answers), "pages": by_page(answers), "processes": raw["processes"],
        "late_p95_ms": round(percentile([answer["late"] for answer in answers], 0.95), 1),
        "asker_cpu_share": round(raw["cpu_s"] / (seconds + warm), 3),
        "lag_median_s": round(percentile(lags, 0.5), 1), "lag_most_s": round(lags[-1], 1),
        "errors": [{key: answer[key] for key in ("path", "status", "fault")} for answer in faults][:20],
        "slowest": [
            {key: answer[key] if key != "ms" else round(answer[key]) for key in ("path", "ms")}
            for answer in sorted(answers, key=lambda answer: -answer["ms"])[:12]
        ], "memory_mib": raw["courses"],
    }  # fmt: skip


def kept(result: dict[str, Any]) -> list[tuple[str, str, str, bool]]:
    """What was promised: (what, goal, value, kept)."""
    figures = result["figures"]
    slowest = max(figures["pages"].items(), key=lambda page: page[1]["p95"])
    web = figures["processes"]["web"]
    rows = [("p95 of the slowest page", f"at most {GOAL:g} ms", f"{slowest[1]['p95']:g} ms ({slowest[0]})",
             slowest[1]["p95"] <= GOAL)]  # fmt: skip
    for name, goal in GOALS.items():
        value = figures["pages"][name]["p95"]
        rows.append((f"p95 of {name}", f"at most {goal:g} ms", f"{value:g} ms", value <= goal))
    rows.append(("errors", "none", str(figures["all"]["errors"]), not figures["all"]["errors"]))
    grown = web["memory_slope_mib_a_minute"]
    rows.append(
        (
            "memory of the web process",
            f"at most {FLAT:g} MiB a minute more in the second half",
            f"{grown:g}",
            grown <= FLAT,
        )
    )
    return rows


def as_page(result: dict[str, Any]) -> str:
    """The figures as Markdown."""
    m, figures, asked = result["machine"], result["figures"], result["asked"]
    beside = "nothing beside it" if asked["alone"] else "an ingest beside it"
    lines = [
        "# How fast the desk is", "",
        f"Run {result['run']}; {m['cpu']}, {m['cores']} cores, {m['memory_gib']} GiB, Python {m['python']}, load "
        f"before {m['load']}. `python -m bench --only serve`.", "",
        f"{asked['rate']:g} requests a second for {asked['seconds']:g} s, after {asked['warm']:g} s of warming up, at "
        f"fixed times whatever the answers take, on a made-up ledger of {asked['claims']:,} claims with {beside}. "
        "Milliseconds from the moment at which a request was due to the last byte of its answer.", "",
        "| what | goal | value | kept |", "| --- | --- | --- | --- |",
    ]  # fmt: skip
    lines += [f"| {what} | {goal} | {value} | {'yes' if well else 'no'} |" for what, goal, value, well in kept(result)]
    lines += ["", "| page | asked | p50 | p95 | p99 | most | errors |", "| --- | --- | --- | --- | --- | --- | --- |"]
    for name, row in [("all", figures["all"]), *figures["pages"].items()]:
        lines.append(
            f"| {name} | {' | '.join(str(row[key]) for key in ('n', 'p50', 'p95', 'p99', 'most', 'errors'))} |"
        )
    lines += [
        "", "| process | own memory, MiB: start | end | most | more a minute, second half | mapped | "
        "share of a core | files: start | most |", "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]  # fmt: skip
    columns = ("memory_start_mib", "memory_end_mib", "memory_most_mib", "memory_slope_mib_a_minute", "mapped_mib",
               "cpu_share", "files_start", "files_most")  # fmt: skip
    for name, row in figures["processes"].items():
        lines.append(f"| {name} | {' | '.join(str(row[key]) for key in columns)} |")
    lines += [
        "", f"The index is {figures['lag_median_s']:g} s behind the ledger (median), {figures['lag_most_s']:g} s at "
        f"most. The asker sends {figures['late_p95_ms']:g} ms late (p95, counted above) and takes "
        f"{figures['asker_cpu_share'] * 100:.0f}% of a core.",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"
