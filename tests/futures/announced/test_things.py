"""What counts as announced, for when, and as one thing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from entente.futures.announced.things import between_states, things, window
from tests.assess.builders import holder
from tests.futures.announced.builders import TABLES, planned

MARCH = dt.date(2023, 3, 1)


@pytest.mark.parametrize(
    ("start", "end", "wanted"),
    [
        ("2023-03-05", "2023-03-05", ("2023-03-05", "2023-03-05")),
        ("2023-03-05", None, ("2023-03-05", "2023-03-05")),
        ("2023-04-01", None, ("2023-04-01", "2023-04-30")),
        ("2024-01-01", None, ("2024-01-01", "2024-12-31")),
        (None, "2023-12-31", ("2023-03-01", "2023-12-31")),
        ("2023-02-01", "2023-03-02", ("2023-02-01", "2023-03-02")),
        ("2023-02-01", "2023-02-28", None),
        ("2023-02-01", None, None),
        (None, None, None),
    ],
)
def test_window(start: str | None, end: str | None, wanted: tuple[str, str] | None) -> None:
    claim = planned("RUS", "PRK", "2023-03-01", start, end).claim
    found = window(claim, MARCH)
    assert (None if found is None else tuple(day.isoformat() for day in found)) == wanted


@pytest.mark.parametrize(
    "other",
    [
        {"modality": "actual"}, {"modality": "conditional"}, {"polarity": "negative"}, {"event": "HAVE"},
        {"by": (holder("RUS", "denies"),)},
    ],
)  # fmt: skip
def test_what_announces_nothing(other: dict[str, object]) -> None:
    assert not things([planned("RUS", "PRK", "2023-03-01", "2023-03-05", "2023-03-05", **other)], TABLES)


def test_two_reports_of_one_visit_are_one_thing() -> None:
    first = planned("RUS", "PRK", "2023-03-01", "2023-03-06", "2023-03-12")
    second = planned("RUS", "PRK", "2023-03-02", "2023-03-08", "2023-03-08", outlet="The Post")
    third = planned("RUS", "PRK", "2023-03-03", "2023-03-08", "2023-03-08", outlet="The Star")
    (thing,) = things([third, first, second], TABLES)
    assert [kept.claim.id for kept in thing.claims] == [first.claim.id, second.claim.id, third.claim.id]
    assert (thing.start, thing.end) == (dt.date(2023, 3, 8), dt.date(2023, 3, 8))  # most origins say so
    assert thing.told == MARCH


@pytest.mark.parametrize(
    "other",
    [
        planned("RUS", "CHN", "2023-03-02", "2023-03-08", "2023-03-08"),
        planned("RUS", "PRK", "2023-03-02", "2023-03-20", "2023-03-20"),
        planned("RUS", "PRK", "2023-03-02", "2023-03-08", "2023-03-08", mode="phone"),
        planned("RUS", "PRK", "2023-03-02", "2023-03-08", "2023-03-08", event="AID", mode=None),
        planned("RUS", "PRK", "2023-03-02", "2023-01-01", "2023-12-31"),
    ],
)
def test_another_thing(other: object) -> None:
    first = planned("RUS", "PRK", "2023-03-01", "2023-03-08", "2023-03-08")
    assert len(things([first, other], TABLES)) == 2  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("actor", "recipient", "fields", "wanted"),
    [
        ("FRA", "DEU", {"event": "MOBILIZE"}, True),
        ("FRA", "", {"event": "MOBILIZE", "mode": None, "matter": "troops"}, False),
        ("PRK", "", {"event": "MOBILIZE", "mode": None, "matter": "technology.satellite"}, True),
        ("SDN", "", {"event": "RETREAT", "mode": None, "matter": "ceasefire"}, True),
        ("USA", "USA", {}, False),
        ("USA", "", {"event": "TRAVEL"}, True),
        ("NATO", "", {}, True),
    ],
)
def test_home_affairs(actor: str, recipient: str, fields: dict[str, Any], wanted: bool) -> None:
    (thing,) = things([planned(actor, recipient, "2023-03-01", "2023-03-20", "2023-03-20", **fields)], TABLES)
    assert between_states(thing, TABLES) is wanted
