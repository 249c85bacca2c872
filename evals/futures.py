"""How forecasts and announced things fare on a ledger of half a year of feeds.

    python -m evals.futures --ledger DIR [--horizon 30]

DIR: the half-year of feeds (`shared/corpora/world_feeds_2023h1.jsonl.gz`) as `entente ingest` brings it in; of another
ledger, give `--from` and `--until`. Writes `evals/results/DATE-COMMIT-futures.json` and `evals/LATEST-futures.md`.

Two stretches are scored with the options as they are by default: March and April, in which the model's shape was chosen
(each forecast still sees only what was known before it), and May and June. The shape was chosen on windows that end by
30 April, of all reports and of five thinned sets of them: 40 % of the origins left out from 20 March on, 30 % from 8
April on, two of the most told outlets from 25 March on, half until 1 March, half throughout. May and June were looked
at three times with an earlier shape of the forecasts, and twice with this one: once before its last change (a little
more of the pace in the pool, plans no longer steeper in some kinds; what to change was asked after that look, and was
settled on windows until April), and once after it. Other months are scored by others.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from entente.desk import Desk
from entente.ledger import Ledger
from entente.records import Backtest, Estimate
from entente.rows import as_plain
from evals import machine

STRETCHES = (
    ("chosen on", dt.date(2023, 3, 1), dt.date(2023, 4, 30)),
    ("scored on", dt.date(2023, 5, 1), dt.date(2023, 6, 30)),
)
#: By Brier score against the pair's base rate; of announced things against "all are kept" and the base rate.
GOALS = {"forecasts": 0.10, "announced": 0.15}


def scored(
    desk: Desk, ledger: Ledger, stretches: Sequence[tuple[str, dt.date, dt.date]], horizon: int
) -> list[dict[str, Any]]:
    """Backtests of each stretch, with the seconds that they took."""
    rows = []
    for name, since, until in stretches:
        tests = {
            "forecasts": lambda since=since, until=until: desk.backtest_forecasts(
                ledger, since=since, until=until, horizon=horizon
            ),
            "announced": lambda since=since, until=until: desk.backtest_announced(ledger, since=since, until=until),
        }
        for what, test in tests.items():
            began = time.monotonic()
            try:
                found = test()
            except NotImplementedError:
                continue
            rows.append({"stretch": name, "what": what, "seconds": round(time.monotonic() - began, 1), "found": found})
    return rows


def as_page(run: dict[str, Any], rows: Sequence[dict[str, Any]]) -> str:
    """The figures as Markdown."""
    m = run["machine"]
    lines = [
        "# How forecasts fare", "",
        f"Run {run['run']}; {m['cpu']}, {m['cores']} cores, Python {m['python']}. `python -m evals.futures`; what the",
        "stretches are stands in `evals/futures.py`, what is scored and how in `docs/reference/forecasts.md`.", "",
    ]  # fmt: skip
    for row in rows:
        lines += _section(row["stretch"], row["found"], row["seconds"])
    return "\n".join(lines) + "\n"


def _section(stretch: str, b: Backtest, seconds: float) -> list[str]:
    lines = [
        f"## {b.what.capitalize()}, {b.since} to {b.until} ({stretch})", "", b.note, "",
        f"{b.cases:,} cases, {b.happened:,} came true; {b.pairs:,} pairs; looked from {len(b.origins)} days; "
        f"{seconds} s. "
        f"Brier {b.brier.value:.5f}, log {b.log.value:.5f}. Goal: skill {GOALS[b.what]:.2f}.", "",
        "| against | score | skill | 90 % interval |", "| --- | --- | --- | --- |",
    ]  # fmt: skip
    lines += [f"| {s.against} | {s.score} | **{s.value.value:.3f}** | {_between(s.value)} |" for s in b.skills]
    if b.first_auc is not None:
        lines += ["", _firsts(b)]
    lines += ["", "| level | forecasts | said | came true | 90 % interval |", "| --- | --- | --- | --- | --- |"]
    lines += [
        f"| {r.low:.2f} to {r.high:.2f} | {r.forecasts:,} | {r.mean:.4f} | {r.happened.value:.4f} | "
        f"{_between(r.happened)} |"
        for r in b.reliability
    ]
    lines += ["", "| kind | cases | came true | Brier | skill |", "| --- | --- | --- | --- | --- |"]
    lines += [
        f"| {kind} | {cases:,} | {happened} | {brier:.5f} | {skill:.3f} |"
        for kind, (cases, happened, brier, skill) in b.by_kind.items()
    ]
    return [*lines, ""]


def _firsts(b: Backtest) -> str:
    told = [f"First times: {b.first_happened:,} of {b.first_cases:,} came true."]
    for name, found in (
        ("AUC", b.first_auc), ("by degree", b.first_degree_auc), ("difference", b.first_more),
        ("precision among as many", b.first_precision), ("by degree", b.first_degree_precision),
    ):  # fmt: skip
        if found is not None:
            told.append(f"{name} {found.value:.3f} ({_between(found)}),")
    return " ".join(told).rstrip(",") + "."


def _between(found: Estimate) -> str:
    return f"{found.low:.3f} to {found.high:.3f}"


def main(words: list[str]) -> int:
    """Scores and writes."""
    parser = argparse.ArgumentParser(prog="python -m evals.futures")
    parser.add_argument("--ledger", type=Path, required=True)
    parser.add_argument("--horizon", type=int, default=30)
    parser.add_argument("--from", dest="since", type=dt.date.fromisoformat)
    parser.add_argument("--until", type=dt.date.fromisoformat)
    asked = parser.parse_args(words)
    stretches = [("asked for", asked.since, asked.until)] if asked.since and asked.until else STRETCHES
    desk = Desk()
    with desk.ledger(asked.ledger) as ledger:
        rows = scored(desk, ledger, stretches, asked.horizon)
    run = {"run": machine.stamp(), "machine": machine.facts(), "goals": GOALS}
    here = Path(__file__).parent
    plain = [{**row, "found": as_plain(row["found"])} for row in rows]
    out = here / "results" / f"{machine.stamp()}-futures.json"
    out.write_text(json.dumps({**run, "rows": plain}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    page = as_page(run, rows)
    (here / "LATEST-futures.md").write_text(page, encoding="utf-8")
    print(page)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
