"""The page of a soak."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from typing import Any

from bench.soak_told import verdicts

_PROCESS = (
    "process", "MiB: start", "middle", "end", "most", "% a minute", "of its own, end", "open files: start", "end",
    "most", "threads, most", "share of a core",
)  # fmt: skip
_TABLE = (
    "table", "commits", "files named: start", "end", "most", "on the disk: start", "end", "most", "log entries: start",
    "end", "most", "MiB on the disk: start", "end",
)  # fmt: skip
_QUESTION = (
    "question to the ledger, ms", "first third", "second", "last", "p95", "of one at rest: first", "second", "last",
    "times: first", "second", "last",
)  # fmt: skip
_PAGE = ("page", "asked", "p50 ms", "p95", "most", "errors", "declined")


def as_page(result: dict[str, Any]) -> str:
    """The figures as Markdown."""
    figures = result["figures"]
    state, by = figures["state"], figures["pages_by_minute"]
    verdict = [(what, rule, value, "yes" if well else "no") for what, rule, value, well in verdicts(figures)]
    lines = [
        *_head(result), *_rows(("what", "rule", "value", "kept"), verdict),
        *_rows(_PROCESS, _processes(figures)), *_rows(_TABLE, _tables(figures)),
        *_rows(_QUESTION, _questions(figures)), *_rows(_PAGE, _pages(figures)),
        "p95 of all pages, minute by minute, ms: " + ", ".join(f"{of['p95']:.0f}" for of in by) + ".", "",
        f"The desk's own folder: {state['files']['end']:g} files, {state['mib']['start']:g} to {state['mib']['end']:g} "
        f"MiB. The index is {figures['lag_most_s']:.1f} s behind the ledger at most. `declined`: a review that another "
        "one had forestalled or that would change nothing, and work put off because much waited (503, Retry-After).",
    ]  # fmt: skip
    lines += _faults(figures)
    return "\n".join(lines) + "\n"


def _head(result: dict[str, Any]) -> list[str]:
    m, asked, load = result["machine"], result["asked"], result["figures"]["load"]
    return [
        "# A ledger under five times real traffic", "",
        f"Run {result['run']}; {m['cpu']}, {m['cores']} cores, {m['memory_gib']} GiB, Python {m['python']}. Load of "
        f"the machine {statistics.median(load):.1f} (median of the run; {min(load):.1f} to {max(load):.1f}), other "
        "work included. `python -m bench --only soak`.", "",
        f"{asked['minutes']:g} minutes of `entente feeds poll --every {asked['every']}s`, `entente serve` and reviews, "
        f"at {asked['times']} times real traffic: {asked['items']:g} items a second from {asked['feeds']} feeds, "
        f"{asked['pages']:g} pages a second, {asked['reviews'] * 60:g} reviews a minute. {_real(asked)}", "",
        f"Files that no table names any more, and entries of logs, are kept {asked['kept'] / 60:g} minutes here, not a "
        "day and three, so that the run reaches the state in which as many go as come. Looked at every 15 seconds; "
        "judged by the last two thirds. Memory is the proportional set size. Each question is asked of the ledger and, "
        "at the same moment, of a copy at rest: their ratio tells what the ledger does, whatever the machine does.", "",
    ]  # fmt: skip


def _real(asked: dict[str, Any]) -> str:
    found = asked["busiest"]
    if found is None:
        return f"Items: {asked['source']}."
    return (
        f"Real: {found['feeds']} world-news feeds told {found['items']:,} items in {found['days']} days, "
        f"{found['hour']} in the busiest hour; 400 feeds as busy as that tell {40 * found['hour'] / 3600:.1f} a "
        "second, five analysts ask for a page every 10 seconds each, one claim is reviewed a minute. "
        f"Items: {asked['source']}, dated as they appear."
    )


def _rows(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", "| --- |" + " --- |" * (len(head) - 1)]
    for name, *cells in rows:
        told = [cell if isinstance(cell, str) else f"{cell:.4g}" for cell in cells]
        lines.append(f"| {name} | {' | '.join(told)} |")
    return [*lines, ""]


def _processes(figures: dict[str, Any]) -> Iterable[Sequence[Any]]:
    for name, of in figures["processes"].items():
        mib, files = of["mib"], of["files"]
        yield (
            name, mib["start"], mib["middle"], mib["end"], mib["most"], mib["rise_percent_a_minute"], of["own"]["end"],
            files["start"], files["end"], files["most"], of["threads"]["most"], of["cpu"],
        )  # fmt: skip


def _tables(figures: dict[str, Any]) -> Iterable[Sequence[Any]]:
    for name, of in figures["tables"].items():
        counts = [of[what][when] for what in ("named", "disk", "log") for when in ("start", "end", "most")]
        yield (name, of["commits"], *counts, *(of["disk_bytes"][when] / 2**20 for when in ("start", "end")))


def _questions(figures: dict[str, Any]) -> Iterable[Sequence[Any]]:
    thirds = ("first", "second", "last")
    for name, of in figures["questions"].items():
        pairs = [of[which][third] for which in ("still", "times") for third in thirds]
        yield (name, *(of[key] for key in (*thirds, "p95")), *pairs)


def _pages(figures: dict[str, Any]) -> Iterable[Sequence[Any]]:
    every = {"all pages": figures["pages"], "all reviews": figures["reviews"], **figures["by_page"]}
    for name, of in every.items():
        yield (name, *(str(of[key]) for key in ("n", "p50", "p95", "most", "errors", "declined")))


def _faults(figures: dict[str, Any]) -> list[str]:
    """What went wrong in words, where something did."""
    told = [f"{row['page']} {row['path']}: {row['status']} {row['fault']}" for row in figures["errors"]]
    told += [*figures["look_faults"], *figures["keeper_faults"], *figures["log"], *figures["poll"]]
    return ["", "What went wrong:", "", *(f"- `{line[:200]}`" for line in told)] if told else []
