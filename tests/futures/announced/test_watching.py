"""What is learned from, and that nothing of it is from later."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from entente.futures.announced.listing import ENOUGH, announced, weighed
from entente.futures.announced.model import Case
from entente.futures.announced.traits import traits
from entente.futures.announced.watching import cases, looked_from, settled
from entente.records import KeptClaim
from tests.assess.builders import Plain, holder
from tests.futures.announced.builders import TABLES, happened, planned, seen

YEAR = planned("RUS", "CHN", "2023-02-01", "2023-01-01", "2023-12-31")
WEEK = planned("RUS", "PRK", "2023-03-01", "2023-03-20", "2023-03-20")


def test_looked_at_when_told_and_a_week_before() -> None:
    (one,) = seen([WEEK], "2023-04-01").watched
    assert looked_from(one.thing) == (dt.date(2023, 3, 1), dt.date(2023, 3, 13))


def test_what_was_kept_before_its_window_was_over_is_not_learned_from() -> None:
    view = seen([YEAR, happened("RUS", "CHN", "2023-03-05")], "2023-06-01")
    assert view.watched[0].fate.became == "kept"
    assert settled(view, TABLES) == []


def test_however_often_a_thing_is_looked_at_it_counts_as_one() -> None:
    view = seen([WEEK, happened("RUS", "PRK", "2023-03-20")], "2023-06-01")
    (looks,) = settled(view, TABLES)
    assert len(looks) == 2
    found = cases([looks])
    assert sum(case.all for case in found) == pytest.approx(1.0)
    assert sum(case.kept for case in found) == pytest.approx(1.0)


def test_kept_on_the_day_it_was_told_is_no_case() -> None:
    today = planned("RUS", "PRK", "2023-03-20", "2023-03-20", "2023-03-20")
    assert settled(seen([today, happened("RUS", "PRK", "2023-03-20")], "2023-06-01"), TABLES) == []


@pytest.mark.parametrize(
    ("trait", "level", "more"),
    [
        ("due", "later", {}),
        ("begun", "no", {}),
        ("reading", "fair", {"confidence": 0.6}),
        ("hedge", "hedged", {"certainty": "possible"}),
        ("hedge", "wished", {"modality": "desired"}),
        ("voice", "party", {"by": (holder("RUS", "says"),)}),
        ("voice", "other", {"by": (holder("USA", "says"),)}),
        ("kind", "help", {"event": "AID", "mode": "military"}),
    ],
)
def test_traits(trait: str, level: str, more: dict[str, object]) -> None:
    view = seen([planned("RUS", "PRK", "2023-03-01", "2023-03-20", "2023-03-20", **more)], "2023-03-01")
    assert traits(view.watched[0].thing, view.reports, view.as_of, TABLES).level(trait) == level


def test_what_the_parties_did_lately() -> None:
    before = [happened("RUS", "PRK", f"2023-02-{10 + at}", outlet=f"Paper {at}") for at in range(6)]
    view = seen([*before, WEEK], "2023-03-02")
    found = traits(view.watched[0].thing, view.reports, view.as_of, TABLES)
    assert found.level("lately") == "often"
    assert len(found.lately) == 6


def test_packaged_counts() -> None:
    own = [Case(TABLES.counts[0][0], 1.0, 1.0)] * ENOUGH
    assert weighed([], TABLES, dt.date(2020, 1, 1))[1]
    assert weighed([], TABLES, dt.date(2020, 1, 1), lend=False) == ([], True)
    assert weighed(own, TABLES, dt.date(2020, 1, 1)) == (own, False)
    later, few = weighed(own, TABLES, dt.date(2024, 1, 1))
    assert not few
    assert ENOUGH < sum(case.all for case in later) < sum(number for _, _, number in TABLES.counts)


@pytest.mark.parametrize("seed", range(8))
def test_what_is_published_later_changes_nothing(seed: int) -> None:
    """Random reports of the time after: removed, added, or with their sides shuffled."""
    draw, codes = random.Random(seed), ("RUS", "PRK", "CHN", "USA")

    def some(since: str, number: int) -> list[KeptClaim]:
        made = []
        for at in range(number):
            told = dt.date.fromisoformat(since) + dt.timedelta(days=draw.randrange(60))
            due = (told + dt.timedelta(days=draw.randrange(20))).isoformat()
            one, two = draw.sample(codes, 2)
            outlet = f"Paper {since} {at}"
            if draw.random() < 0.5:
                made.append(planned(one, two, told.isoformat(), due, due, outlet=outlet))
            else:
                made.append(happened(one, two, told.isoformat(), outlet=outlet))
        return made

    day, known = "2023-03-01", some("2023-01-01", 60)
    found = [
        announced(seen([*known, *after], day), Plain(), TABLES)
        for after in ([], some("2023-03-02", 40), some("2023-03-02", 40))
    ]
    assert found[0]
    assert any(row.probability is not None for row in found[0])
    assert found[0] == found[1] == found[2]


def test_what_is_to_come_stands_before_what_has_just_been_due() -> None:
    just = planned("USA", "CHN", "2023-02-20", "2023-02-27", "2023-02-27")
    older = planned("USA", "JPN", "2023-02-20", "2023-02-26", "2023-02-26")
    home = planned("USA", "", "2023-02-20", "2023-03-02", "2023-03-02")
    rows = announced(seen([just, older, home, WEEK, YEAR], "2023-03-01"), Plain(), TABLES)
    assert [(row.became, row.recipient) for row in rows] == [
        ("open", ("PRK",)), ("open", ("CHN",)), ("open", ("CHN",)), ("open", ("JPN",)),
    ]  # fmt: skip
    assert [row.is_past(dt.date(2023, 3, 1)) for row in rows] == [False, False, True, True]


def test_of_what_is_due_late_no_probability_is_told() -> None:
    far = planned("RUS", "CHN", "2023-02-01", "2025-01-01", "2025-12-31")
    near, late = announced(seen([far, WEEK], "2023-03-01"), Plain(), TABLES)
    assert near.probability is not None
    assert late.probability is None
    assert [reason.text for reason in late.reasons] == [
        "due in more than 100 days: too little of that kind is over to learn from"
    ]


def test_the_words_that_show_what_became_of_it() -> None:
    done = happened("RUS", "PRK", "2023-03-20")
    (row,) = announced(seen([WEEK, done], "2023-06-01"), Plain(), TABLES)
    assert (row.by, row.on, row.shown) == ((done.claim.id,), dt.date(2023, 3, 20), done.claim.quote)
    assert not row.at_once
    (open_row,) = announced(seen([WEEK], "2023-03-02"), Plain(), TABLES)
    assert open_row.shown == ""


def test_announced_and_kept_on_one_day_is_marked() -> None:
    today = planned("RUS", "PRK", "2023-03-20", "2023-03-20", "2023-03-20")
    (row,) = announced(seen([today, happened("RUS", "PRK", "2023-03-20")], "2023-06-01"), Plain(), TABLES)
    assert row.at_once


def test_of_one_day_those_stand_first_that_the_reader_is_surest_of() -> None:
    rows = [
        planned("RUS", code, "2023-03-01", "2023-03-20", "2023-03-20", confidence=sure)
        for code, sure in (("PRK", 0.3), ("CHN", 0.9), ("IND", 0.6))
    ]
    found = announced(seen(rows, "2023-03-02"), Plain(), TABLES)
    assert [row.confidence for row in found] == [0.9, 0.6, 0.3]
