"""Breeding is a function of seed, harness and number; broken promises and deaths are told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from entente.records import Document, Refusal
from fuzz import promises, running
from fuzz.breeding import Breeder
from fuzz.doors import HARNESSES, named
from fuzz.harness import BrokenPromise, Harness
from fuzz.page import page
from fuzz.replaying import still


def test_the_same_number_is_the_same_input() -> None:
    harness = named("feeds")[0]
    one, two = (Breeder(harness, harness.corpus()) for _ in range(2))
    assert [one.bred(1, number) for number in range(300)] == [two.bred(1, number) for number in range(300)]
    assert one.bred(1, 200) != one.bred(2, 200)
    assert len({one.bred(1, number) for number in range(300)}) > 250
    assert all(len(one.bred(1, number)) <= harness.longest for number in range(300))


def test_names_are_one_of_a_kind() -> None:
    assert len({harness.name for harness in HARNESSES}) == len(HARNESSES)


@pytest.mark.parametrize(
    "result",
    [
        Document("x", "t", "a\ud800"),
        Document("x", "t", "a\0"),
        Document("x", "", ""),
        Document("x", "t", "turned \u202e round"),
        Document("x", "two\nlines", "a"),
        Document("x", "t", "a\n\nb"),
        Document("x", "t", "a", dt.date(2024, 1, 1)),
        Refusal("x", "no such reason", "a"),
        Refusal("x", "empty", ""),
    ],
)
def test_what_no_input_may_come_out_as(result: Document | Refusal) -> None:
    with pytest.raises(BrokenPromise):
        promises.sound([result])


def test_a_run_is_kept_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "STRETCH", 20)
    harness = named("robots")[0]
    state = running.known(harness, 3, tmp_path)
    running.run(harness, state, 20, 1, "abc", lambda state: running.keep(harness, state, tmp_path))
    again = running.known(harness, 3, tmp_path)
    assert again.inputs == 20
    running.run(harness, again, 40, 1, "abc", lambda state: running.keep(harness, state, tmp_path))
    assert running.known(harness, 3, tmp_path).inputs == 40
    assert running.known(harness, 4, tmp_path).inputs == 0
    assert "| robots | robots.txt | 40 | 40 |" in page("d", {"cpu": "c", "cores": 1, "memory_gib": 1, "python": "3"},
                                                       [(harness, again, 40)], 3)  # fmt: skip


def test_an_input_is_told_to_be_mended_or_not() -> None:
    assert still(named("items")[0], b'{"text": "a\\ud800"}') == ""
    assert isinstance(named("items")[0], Harness)
