"""What became of announced things."""

from __future__ import annotations

from typing import Any

import pytest

from tests.assess.builders import holder, told
from tests.futures.announced.builders import became, happened, planned, seen

VISIT = planned("RUS", "PRK", "2023-03-01", "2023-03-08", "2023-03-08")
LATE = "2023-06-01"


def off(published: str, **more: Any) -> Any:
    return happened(
        "RUS", "PRK", published, polarity="negative", modality="future",
        **({"quote": "RUS postpones its visit", "outlet": "The Star"} | more),
    )  # fmt: skip


@pytest.mark.parametrize(
    "report",
    [
        happened("RUS", "PRK", "2023-03-08"),
        happened("PRK", "RUS", "2023-03-09", mode="meet"),
        happened("RUS", "PRK", "2023-03-20", start="2023-03-08", end="2023-03-08"),
        happened("RUS", "PRK", "2023-03-12"),
        happened("RUS", "PRK", "2023-03-09", by=(holder("USA", "says"),), certainty="probable"),
    ],
)
def test_kept(report: object) -> None:
    view = seen([VISIT, report], LATE)  # type: ignore[list-item]
    assert view.watched[0].fate.became == "kept"
    assert view.watched[0].fate.by == (report.claim.id,)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "report",
    [
        happened("RUS", "PRK", "2023-03-07"),  # before the day: it cannot be that one
        happened("RUS", "PRK", "2023-03-20"),
        happened("RUS", "PRK", "2023-03-08", mode="phone"),
        happened("RUS", "CHN", "2023-03-08"),
        happened("RUS", "PRK", "2023-03-08", quote="RUS is set to visit PRK"),
        happened("RUS", "PRK", "2023-03-08", certainty="possible"),
        happened("RUS", "PRK", "2023-03-08", modality="conditional"),
        happened("RUS", "PRK", "2023-03-08", by=(holder(None, "rumour"),)),
        happened("RUS", "PRK", "2023-03-08", by=(holder("USA", "not-confirmed"),), certainty="unknown"),
        happened("RUS", "PRK", "2023-03-08", start="2023-02-20", end="2023-02-21"),
        happened("RUS", "PRK", "2023-03-08", origin=VISIT.counted_by),
        happened("RUS", "PRK", "2023-03-08", event="AID", mode=None),
    ],
)
def test_does_not_show_it(report: object) -> None:
    assert became([VISIT, report], LATE) == ["unheard"]  # type: ignore[list-item]


def test_open_until_reports_had_their_time() -> None:
    assert became([VISIT], "2023-03-07") == ["open"]
    assert became([VISIT], "2023-03-13") == ["open"]
    assert became([VISIT], "2023-03-14") == ["unheard"]


def test_dropped_and_late() -> None:
    assert became([VISIT, off("2023-03-05")], LATE) == ["dropped"]
    afterwards = happened("RUS", "PRK", "2023-04-02")
    assert became([VISIT, off("2023-03-05"), afterwards], LATE) == ["late"]
    assert became([VISIT, off("2023-03-05", quote="RUS does not visit PRK")], LATE) == ["unheard"]


def test_kept_after_all() -> None:
    others = [happened("RUS", "PRK", "2023-03-08"), happened("RUS", "PRK", "2023-03-08", outlet="The Sun")]
    assert became([VISIT, off("2023-03-05"), *others], LATE) == ["kept"]


def test_denied_by_a_party() -> None:
    denial = off("2023-03-05", quote="Moscow denies that RUS will visit PRK", by=(holder("RUS", "denies"),))
    assert became([VISIT, denial], LATE) == ["denied"]


def test_long_windows_ask_for_more() -> None:
    year = planned("USA", "UKR", "2023-01-02", "2023-01-01", "2023-12-31", event="AID", mode="military",
                   quote="USA to train crews on Patriot batteries")  # fmt: skip
    often = [
        happened("USA", "UKR", f"2022-12-{10 + at}", event="AID", mode="military", outlet=f"Paper {at}")
        for at in range(6)
    ]
    other = happened("USA", "UKR", "2023-02-01", event="AID", mode="military", quote="USA gives UKR shells")
    same = happened("USA", "UKR", "2023-02-02", event="AID", mode="military", quote="crews train on Patriot batteries")
    assert became([*often, year, other], "2023-03-01") == ["open"]
    assert became([*often, year, other, same], "2023-03-01") == ["kept"]


def test_war_goes_on_whatever_is_announced() -> None:
    planned_attack = planned("RUS", "UKR", "2023-03-01", "2023-03-06", "2023-03-12", event="ASSAULT", mode=None,
                             quote="RUS to storm Bakhmut citadel")  # fmt: skip
    shelling = told("RUS", "ASSAULT", "UKR", "2023-03-07", quote="RUS shells Kharkiv", outlet="The Post")
    stormed = told("RUS", "ASSAULT", "UKR", "2023-03-08", quote="RUS storms Bakhmut citadel", outlet="The Sun")
    assert became([planned_attack, shelling], LATE) == ["unheard"]
    assert became([planned_attack, shelling, stormed], LATE) == ["kept"]
