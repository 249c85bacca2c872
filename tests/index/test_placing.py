from __future__ import annotations

import bisect
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.index import placing
from entente.index.placing import Crowded, Key, backwards, base, claim_key, day_at, places, position, spread

DAY = dt.date(2023, 1, 10).toordinal()


class Shelf:
    """What stands at which place."""

    def __init__(self) -> None:
        self.at: dict[int, Key] = {}

    def following(self, at: int, end: int) -> tuple[int, Key] | None:
        return min(((n, key) for n, key in self.at.items() if at <= n < end), default=None)

    def before(self, first: int, at: int) -> int | None:
        return max((n for n in self.at if first <= n < at), default=None)

    def put(self, keys: list[Key]) -> None:
        try:
            found = places(DAY, sorted(keys), self.following, self.before)
        except Crowded:
            keys = sorted([*keys, *self.at.values()])
            self.at.clear()
            found = spread(DAY, len(keys))
        assert len(set(found)) == len(keys)
        assert not set(found) & set(self.at)
        self.at.update(zip(found, sorted(keys), strict=True))


@given(st.lists(st.sets(st.integers(0, 10_000), min_size=1, max_size=8), max_size=8))
def test_places_are_in_the_order_of_keys_whatever_comes_when(batches: list[set[int]]) -> None:
    shelf, seen = Shelf(), set()
    for batch in batches:
        shelf.put([(number,) for number in batch - seen])
        seen |= batch
    assert [shelf.at[n] for n in sorted(shelf.at)] == [(number,) for number in sorted(seen)]
    assert all(base(DAY) < n < base(DAY) + placing.SPACE for n in shelf.at)


@given(st.sets(st.integers(0, 99), min_size=1), st.integers(0, 99))
def test_a_place_is_found_by_its_key(numbers: set[int], key: int) -> None:
    shelf = Shelf()
    shelf.put([(number,) for number in numbers])
    later = bisect.bisect_right(sorted(numbers), key)
    ordered = [*sorted(shelf.at), base(DAY) + placing.SPACE]
    assert position(DAY, (key,), shelf.following) == ordered[later]


def test_where_there_is_no_room_the_day_is_spread_anew() -> None:
    shelf = Shelf()
    shelf.at = {base(DAY) + 1: (1,), base(DAY) + 2: (3,)}
    with pytest.raises(Crowded):
        places(DAY, [(2,)], shelf.following, shelf.before)
    shelf.put([(2,)])
    assert [shelf.at[n][0] for n in sorted(shelf.at)] == [1, 2, 3]


def test_reports_numbered_as_they_come_find_room_for_long() -> None:
    shelf = Shelf()
    shelf.put([(0,)])
    for number in range(1, 300):
        assert places(DAY, [(number,)], shelf.following, shelf.before)
        shelf.put([(number,)])


def test_newest_days_come_first_and_no_day_last() -> None:
    days = [dt.date.max.toordinal(), DAY, DAY - 1, 1, None]
    assert sorted(map(base, days)) == [base(day) for day in days]
    assert [day_at(base(day) + 5) or None for day in days] == days
    assert base(None) + placing.SPACE < 1 << 62


@given(st.lists(st.text(max_size=4)))
def test_backwards_is_the_other_order(words: list[str]) -> None:
    assert sorted(words, key=backwards) == sorted(words, reverse=True)


def test_the_title_comes_before_the_text() -> None:
    assert claim_key("d", "title", 9, "b") < claim_key("d", "text", 0, "a") < claim_key("e", "title", 0, "a")
