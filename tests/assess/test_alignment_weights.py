"""The weights' file: what it says, and how its faults are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from entente.assess.alignment.weights import FILE, Weighed, load, read
from entente.errors import LexiconError
from entente.records.finding import Glance
from entente.records.vocabulary import EVENTS
from tests.assess.builders import holder, told


def weighed(event: str, **more: Any) -> Weighed:
    """What a claim weighs by the packaged weights."""
    return load().of(Glance.of(told("RUS", event, "PRK", **more)))


def test_the_order_of_conflict_and_cooperation() -> None:
    order = [
        "ASSAULT",
        "COERCE",
        "SANCTION",
        "THREATEN",
        "PROTEST",
        "ACCUSE",
        "REJECT",
        "CONSULT",
        "AGREE",
        "COOPERATE",
        "AID",
    ]
    values = [weighed(event).value for event in order]
    assert values == sorted(values)
    assert all(-10 <= value <= 10 for value in values)
    assert all(weighed(event).left for event in ("REQUEST", "TRAVEL", "HAVE"))


def test_words_and_deeds_follow_the_quad_classes() -> None:
    assert [weighed(event).deed for event in ("CONSULT", "AID", "ACCUSE", "SANCTION", "TRANSFER")] == [
        False, True, False, True, True,
    ]  # fmt: skip


def test_mode_and_matter_make_a_difference() -> None:
    assert weighed("CONSULT", mode="visit").value == 3
    assert weighed("CONSULT", mode="phone").value == 1.5
    assert weighed("TRANSFER").value == 5
    assert weighed("TRANSFER", matter="food,arms.drones").value == 7, "a matter stands for its special ones"
    assert weighed("AID", mode="humanitarian", matter="arms").value == 8.5, "matter goes before mode"
    assert weighed("RETREAT").left
    assert weighed("RETREAT", matter="prisoners").value == 3.5


@pytest.mark.parametrize(
    ("more", "share"),
    [
        ({}, 1.0),
        ({"modality": "future"}, 0.5),
        ({"certainty": "probable"}, 0.75),
        ({"certainty": "possible"}, 0.4),
        ({"certainty": "possible", "modality": "future"}, 0.2),
        ({"by": [holder(None, "rumour")]}, 0.4),
        ({"by": [holder("USA", "says")]}, 1.0),
        ({"by": [holder("USA", "accuses"), holder("RUS", "says")]}, 1.0),
        ({"confidence": 0.0}, 1.0),
    ],
)
def test_how_sure_it_is_told(more: dict[str, Any], share: float) -> None:
    assert weighed("AGREE", **more).value == pytest.approx(4 * share)


def test_what_is_announced_is_words() -> None:
    assert not weighed("ASSAULT", modality="future").deed


def test_every_event_is_weighed_with_a_reason() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert all(f'event = "{event}"' in text for event in EVENTS)
    assert text.count("\nreason = ") == text.count("[[weight]]\n") + text.count("[[factor]]\n")


HEAD = """[file]
title = "t"
origin = "o"
date = 2026-11-26
licence = "CC0-1.0"
faults = ["f"]
"""
ALL = HEAD + "".join(f'[[weight]]\nevent = "{event}"\nreason = "r"\n' for event in EVENTS)
END = ALL.count("\n")


@pytest.mark.parametrize(
    ("more", "line", "what"),
    [
        ('[[weight]]\nevent = "WAR"\nagainst = 9\nreason = "r"\n', END + 1, "unknown event 'WAR'"),
        ('[[weight]]\nevent = "AID"\nmode = "loud"\nreason = "r"\n', END + 1, "unknown mode 'loud'"),
        ('[[weight]]\nevent = "AID"\nmatter = "toys"\nreason = "r"\n', END + 1, "unknown matter 'toys'"),
        ('[[weight]]\nevent = "AID"\nmatter = "food"\nfor = 1\nagainst = 1\nreason = "r"\n', END + 1, "for and"),
        ('[[weight]]\nevent = "AID"\nmatter = "food"\nfor = 11\nreason = "r"\n', END + 1, "off the scale"),
        ('[[weight]]\nevent = "AID"\nreason = "r"\n', END + 1, "AID is weighed twice"),
        ('[[weight]]\nevent = "AID"\nmatter = "food"\n', END + 1, "reason is missing"),
        ('[[factor]]\nfield = "mood"\nis = "bad"\nreason = "r"\n', END + 1, "unknown mood 'bad'"),
        ('[[factor]]\nfield = "stance"\nis = "sings"\nreason = "r"\n', END + 1, "unknown stance 'sings'"),
        ('[[factor]]\nfield = "stance"\nis = "says"\ncounts = 2\nreason = "r"\n', END + 1, "more than the whole"),
        ('[[factor]]\nfield = "stance"\nis = "says"\nreason = "r"\n' * 2, END + 5, "says is told twice"),
    ],
)  # fmt: skip
def test_faults_are_told_with_their_line(tmp_path: Path, more: str, line: int, what: str) -> None:
    file = tmp_path / "own.toml"
    file.write_text(ALL + more, encoding="utf-8")
    with pytest.raises(LexiconError) as caught:
        read(file)
    (fault,) = caught.value.faults
    assert fault.startswith(f"own.toml:{line}: ")
    assert what in fault


def test_an_event_that_is_not_weighed_is_a_fault(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(HEAD + '[[weight]]\nevent = "AID"\nreason = "r"\n', encoding="utf-8")
    with pytest.raises(LexiconError, match="AGREE is not weighed"):
        read(file)
