"""News in the store, and what is new to whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from entente.serve.watching import counts, keep, keys, last_looked, looked, since, these
from tests.serve.watching.builders import NOW, news, opened, told, watch

HOUR = dt.timedelta(hours=1)


def test_what_is_kept_twice_is_there_once_and_stays_as_it_was(tmp_path: Path) -> None:
    store = opened(tmp_path)
    assert keep(store, [news(1), news(2)]) == 2
    assert keep(store, [replace(news(1), headline="Told otherwise."), news(3)]) == 1
    assert [one.news for one in since(store)] == [news(3), news(2), news(1)]


def test_pages_follow_each_other_without_gap_or_repeat(tmp_path: Path) -> None:
    store = opened(tmp_path)
    keep(store, [news(number, "status" if number % 3 == 0 else "event") for number in range(20)])
    seen, after = [], None
    while page := since(store, kinds=("event",), after=after, limit=4):
        seen += [one.news for one in page]
        after = page[-1].number
    assert seen == [news(number) for number in range(19, -1, -1) if number % 3]
    assert counts(store) == {"event": 13, "status": 7, "contradiction": 0, "first": 0, "rule": 0, "alignment": 0}


def test_since_a_moment_is_later_than_it(tmp_path: Path) -> None:
    store = opened(tmp_path)
    keep(store, [replace(news(1), found=NOW), replace(news(2), found=NOW + HOUR)])
    assert [one.news.claims for one in since(store, NOW)] == [("c2",)]
    assert counts(store, NOW)["event"] == 1


def test_only_what_a_watch_was_alerted_to(tmp_path: Path) -> None:
    store = opened(tmp_path)
    one = watch(store)
    told(store, 1, 2, matching=lambda question, claims: {"c2"} & set(claims))
    assert [found.news.claims for found in since(store, watches=[one.id])] == [("c2",)]
    assert counts(store, watches=[one.id])["event"] == 1
    assert since(store, watches=[]) == []


def test_a_reload_keeps_what_is_new_and_the_next_visit_does_not(tmp_path: Path) -> None:
    store = opened(tmp_path)
    keep(store, [news(1)])
    looked(store, "ada", NOW)
    assert last_looked(store, "ada") is None  # all is new on the first visit
    looked(store, "ada", NOW + HOUR / 4)
    assert last_looked(store, "ada") is None
    keep(store, [news(2)])
    looked(store, "ada", NOW + 3 * HOUR)
    mark = last_looked(store, "ada")
    assert mark is not None
    assert mark.moment == NOW + HOUR / 4
    assert [found.news for found in since(store, mark)] == [news(2)]
    assert last_looked(store, "ben") is None


def test_news_found_before_a_look_but_written_after_it_is_new(tmp_path: Path) -> None:
    store = opened(tmp_path)
    looked(store, "ada", NOW, finished=True)
    keep(store, [replace(news(1), found=NOW - HOUR)])
    assert [found.news.claims for found in since(store, last_looked(store, "ada"))] == [("c1",)]


def test_all_seen_leaves_nothing_new(tmp_path: Path) -> None:
    store = opened(tmp_path)
    keep(store, [news(1)])
    looked(store, "ada", NOW)
    looked(store, "ada", NOW, finished=True)
    assert since(store, last_looked(store, "ada")) == []
    looked(store, "ada", NOW + HOUR / 10)
    assert since(store, last_looked(store, "ada")) == []


def test_keys_name_what_since_gives_and_these_fetch_it_in_any_order(tmp_path: Path) -> None:
    store = opened(tmp_path)
    keep(store, [news(number, "status" if number % 3 == 0 else "event") for number in range(9)])
    every = since(store, kinds=("event",))
    assert keys(store, kinds=("event",), limit=4) == [(one.number, one.news.key) for one in every[:4]]
    assert these(store, [every[2].number, every[0].number, 999]) == [every[2], every[0]]
    assert these(store, []) == []
