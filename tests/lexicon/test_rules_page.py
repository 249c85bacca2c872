"""The reference of the sanctions rules says what the files hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from entente.lexicon.rules import load
from entente.records.rule import ACTIVITIES, DIRECTIONS, EXEMPTIONS, MARKS, VERDICTS, Rule

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "rules.md").read_text(encoding="utf-8")
DAY = dt.date(2026, 11, 26)
HEAD = (
    "| regime | file | rules | sourced | paragraph unverified | unverified | in force on 2026-11-26 |",
    "| --- | --- | --- | --- | --- | --- | --- |",
)


def in_force(rule: Rule) -> bool:
    return rule.valid_from <= DAY and (rule.valid_until is None or rule.valid_until >= DAY)


def counts(rules: Iterable[Rule]) -> str:
    rules = list(rules)
    marks = " | ".join(str(sum(rule.mark == mark for rule in rules)) for mark in MARKS)
    return f"{len(rules)} | {marks} | {sum(map(in_force, rules))} |"


def table(rules: Iterable[Rule]) -> list[str]:
    """The table as it has to stand on the page: a row for each regime of each file, and the sum."""
    groups: dict[tuple[str, str], list[Rule]] = {}
    rules = list(rules)
    for rule in rules:
        groups.setdefault((rule.regime, rule.file), []).append(rule)
    rows = [f"| {regime} | `{file}` | {counts(group)}" for (regime, file), group in sorted(groups.items())]
    return [*HEAD, *rows, f"| all | | {counts(rules)}"]


def test_the_table_of_regimes_is_that_of_the_files() -> None:
    told = PAGE.partition("<!-- regimes -->")[2].partition("<!-- /regimes -->")[0].strip().splitlines()
    assert told == table(load()), "\n".join(table(load()))


def test_every_word_that_an_entry_may_hold_is_on_the_page() -> None:
    words = {*ACTIVITIES, *DIRECTIONS, *EXEMPTIONS, *MARKS, *VERDICTS}
    assert [word for word in sorted(words) if f"`{word}`" not in PAGE] == []
