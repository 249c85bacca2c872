"""How our own sentences and rules stand on a page."""

from __future__ import annotations

import pytest

from entente.desk import Desk
from entente.serve.rendering import Rules, dated, stance_of


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("In force since 2009-06-12; ended on 2024-04-30.", "In force since 12 June 2009; ended on 30 April 2024."),
        ("signed on 2023-02-31", "signed on 2023-02-31"),
        ("number 12023-01-011", "number 12023-01-011"),
        ("", ""),
    ],
)
def test_days_are_written_as_people_do(text: str, shown: str) -> None:
    assert dated(text) == shown


def test_a_rule_is_cited_and_not_named_by_its_id() -> None:
    rules = Rules(Desk())
    assert rules.cited("unsc-1718-2-launch") == "UNSC resolution 1718 (2006), paragraphs 2 and 5"
    assert rules.cited("no-such-rule") == "no-such-rule"


@pytest.mark.parametrize(
    ("stance", "name", "verb"),
    [
        ("denies", None, "denies"),
        ("denies", "Iran", "denies"),
        ("denies", "two officials", "deny"),
        ("accuses", "Israeli authorities", "accuse"),
        ("not-confirmed", "senior officials", "have not confirmed"),
        ("warns", "Ana Lima, Bo Ek, and Ci Fu", "warn"),
        ("says", "the ministry of foreign affairs", "says"),
        ("says", "the press", "says"),
        ("rumour", "some diplomats", "rumoured"),
    ],
)
def test_several_people_say_and_one_says(stance: str, name: str | None, verb: str) -> None:
    assert stance_of(stance, name) == verb
