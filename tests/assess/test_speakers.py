"""For whom a holder speaks."""

from __future__ import annotations

import datetime as dt

import pytest

from entente.assess.speakers import is_named, own_name, speaks_for
from entente.records import Holder


@pytest.mark.parametrize(
    ("name", "code", "official"),
    [
        (None, "RUS", True),
        ("Moscow", "RUS", True),
        ("the Kremlin", "RUS", True),
        ("local officials", "UKR", True),
        ("Palestinian health officials", "PSE", True),
        ("three U.S. officials familiar with the matter", "USA", True),
        ("state media", "RUS", True),
        ("the UN human rights agency", "UN", True),
        ("the head of the council on human rights", "UN", True),
        ("analysts", "UKR", False),
        ("Russian military analysts", "RUS", False),
        ("local media", "ISR", False),
        ("rights groups", "ISR", False),
        ("residents of the camp", "PSE", False),
        ("the country", "UKR", False),
        ("Ada Lovelace", "GBR", False),
        ("a former foreign minister of Russia", "RUS", False),
    ],
)
def test_offices_and_states_speak_for_a_state_and_bystanders_do_not(
    name: str | None, code: str, official: bool
) -> None:
    assert speaks_for(Holder(code, name, "says")) == (code if official else None)


def test_who_has_no_code_speaks_for_none() -> None:
    assert speaks_for(Holder(None, "officials", "says")) is None


def test_leaders_speak_while_they_are_in_office() -> None:
    sunak = Holder("GBR", "Rishi Sunak", "says")
    assert speaks_for(sunak, dt.date(2023, 6, 1)) == "GBR"
    assert speaks_for(Holder("RUS", "Andrei Kozyrev", "believes"), dt.date(2023, 9, 1)) is None


def test_a_name_names_what_it_speaks_for() -> None:
    assert is_named(Holder("UKR", "Ukrainian officials", "says"))
    assert not is_named(Holder("UKR", "local officials", "says"))
    assert not is_named(Holder("UKR", None, "says"))


def test_half_a_sentence_is_no_name() -> None:
    assert own_name(Holder(None, "The Analysts", "says")) == "The Analysts"
    assert own_name(Holder(None, "a man who was on his way to work there", "says")) == ""
    assert own_name(Holder("RUS", None, "says")) == ""
