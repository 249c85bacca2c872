"""Every case of sanctions_cases.csv, worked out by hand from the law, against the packaged rules."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from entente.assess.sanctions import Sanctions
from entente.lexicon.membership import load as memberships
from entente.lexicon.rules import load
from entente.records.rule import VERDICTS, Dealing
from tests.assess.builders import Plain

CASES = list(csv.DictReader(Path(__file__).with_name("sanctions_cases.csv").read_text("utf-8").splitlines()))
SANCTIONS = Sanctions(load(), memberships(), Plain())


def dealing_of(case: dict[str, str]) -> Dealing:
    facts = dict(part.split("=", 1) for part in case["facts"].split(";") if part)
    amounts = {key: facts.pop(key).split(" ", 1) for key in ("amount", "used") if key in facts}
    return Dealing(
        tuple(filter(None, case["from"].split("+"))), tuple(filter(None, case["to"].split("+"))), case["matter"],
        case["activity"], dt.date.fromisoformat(case["on"]),
        amount=float(amounts["amount"][0]) if "amount" in amounts else None,
        used=float(amounts["used"][0]) if "used" in amounts else None,
        unit=next((unit for _, unit in amounts.values()), ""), facts=facts,
    )  # fmt: skip


def named(case: dict[str, str]) -> str:
    return "-".join(case[key] for key in ("from", "to", "matter", "activity", "on", "facts", "verdict")).replace(
        " ", "_"
    )


@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_verdict_is_that_of_the_law(case: dict[str, str]) -> None:
    ruling = SANCTIONS.check(dealing_of(case))
    assert ruling.verdict == case["verdict"], f"{case['why']}: {ruling.text}"
    if case["instrument"]:
        told = [f"{finding.rule.instrument} {finding.rule.paragraph}" for finding in ruling.findings]
        assert any(case["instrument"] in words for words in told), told


def test_the_cases_are_many_and_of_every_verdict() -> None:
    assert len(CASES) >= 60
    assert {case["verdict"] for case in CASES} == set(VERDICTS)


def test_a_mark_that_is_not_sourced_is_told_wherever_its_rule_decides() -> None:
    for case in CASES:
        ruling = SANCTIONS.check(dealing_of(case))
        if ruling.deciding and ruling.deciding[0].rule.mark != "sourced" and ruling.verdict != "exempt":
            assert "verified" in ruling.text, ruling.text
