"""Measures findings: everything about a pair in a large ledger, many dealings and one against the sanctions rules.

    python -m bench --only findings

Made-up ledgers (`bench/ledger_rows.py`), files in the system's cache; words and rules are loaded before the clock
starts, the first question of the process is told apart. Writes `bench/results/DATE-COMMIT-findings.json` and
`bench/LATEST-findings.md`.
"""

from __future__ import annotations

import datetime as dt
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.ledger import questions
from bench.ledger_rows import make
from entente.desk import Desk
from entente.ledger import Ledger
from entente.records import Dealing, Question
from evals import machine

CLAIMS, CHECKED, PAIRS, DEALINGS = 1_000_000, 100_000, 10, 200
#: Figure -> (what it is, goal, at most).
GOALS = {
    "pair_s": (f"all findings for one pair in a ledger of {CLAIMS:,} claims, median of {PAIRS} busy pairs, s", 2.0),
    "pair_slowest_s": ("the slowest of them, s", None),
    "first_s": ("the first pair of a process, words, rules and files still to be loaded, s", None),
    "check_s": (f"check over {CHECKED:,} claims, s", 5.0),
    "dealing_ms": (f"one dealing, warm, median of {DEALINGS}, ms", 50.0),
    "rules_ms": ("loading rules and memberships, ms", None),
}  # fmt: skip
_FOLDER = Path(__file__).parent


def timed(act: Callable[[], Any]) -> float:
    """Seconds that something takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def pairs() -> dict[str, Any]:
    """Everything about busy pairs of a large ledger."""
    with tempfile.TemporaryDirectory(prefix="bench-findings-") as name:
        root = Path(name) / "ledger"
        make(root, CLAIMS)
        asked = [question.pair for question in questions(root)["pair"]][:PAIRS]
        desk = Desk()
        with Ledger(root) as ledger:
            first = timed(lambda: desk.assessment(ledger, Question(pair=asked[0])))
            took = [timed(lambda pair=pair: desk.assessment(ledger, Question(pair=pair))) for pair in asked]  # type: ignore[misc]
            sizes = [ledger.count(Question(pair=pair))["claims"] for pair in asked]
    return {
        "pair_s": round(statistics.median(took), 2), "pair_slowest_s": round(max(took), 2), "first_s": round(first, 2),
        "pair_claims": sizes,
    }  # fmt: skip


def checks() -> dict[str, Any]:
    """Many claims and one dealing against the rules."""
    desk = Desk()
    loading = timed(lambda: (desk.rules, desk.memberships)) * 1000
    with tempfile.TemporaryDirectory(prefix="bench-findings-") as name:
        root = Path(name) / "ledger"
        make(root, CHECKED)
        with Ledger(root) as ledger:
            found: list[int] = []
            many = timed(lambda: found.append(len(desk.check_claims(ledger, Question()))))
    days = [dt.date(2015, 1, 1) + dt.timedelta(days=20 * n) for n in range(DEALINGS)]
    one = [
        timed(lambda day=day: desk.check(Dealing(("PRK",), ("RUS",), "arms.artillery", "supply", day))) for day in days
    ]  # type: ignore[misc]
    return {
        "check_s": round(many, 2), "check_findings": found[0],
        "dealing_ms": round(statistics.median(one) * 1000, 2), "rules_ms": round(loading, 1),
    }  # fmt: skip


def as_page(result: dict[str, Any]) -> str:
    """The figures as Markdown."""
    m = result["machine"]
    lines = [
        "# How fast findings are", "",
        f"Run {result['run']}; {m['cpu']}, {m['cores']} cores, {m['memory_gib']} GiB, Python {m['python']}, load "
        f"before {m['load']}. `make bench` (`python -m bench --only findings`).", "",
        "| what | value | goal | kept |", "| --- | --- | --- | --- |",
    ]  # fmt: skip
    for name, (what, goal) in GOALS.items():
        value = result["figures"][name]
        kept = "" if goal is None else "yes" if value <= goal else "no"
        lines.append(f"| {what} | {value} | {'' if goal is None else f'at most {goal:g}'} | {kept} |")
    figures = result["figures"]
    lines += ["", f"Claims of the pairs: {', '.join(f'{size:,}' for size in figures['pair_claims'])}. "
              f"Findings of the check: {figures['check_findings']:,}."]  # fmt: skip
    return "\n".join(lines) + "\n"


def run() -> int:
    """Measures, writes and prints."""
    result: dict[str, Any] = {"run": machine.stamp(), "machine": machine.facts(), "figures": checks() | pairs()}
    place = _FOLDER / "results" / f"{result['run']}-findings.json"
    place.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    page = as_page(result)
    (_FOLDER / "LATEST-findings.md").write_text(page, encoding="utf-8")
    sys.stdout.write(page)
    return 0
