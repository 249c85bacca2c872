"""Floors of the time grammar on the sets beside the project, where they are there."""

from __future__ import annotations

from pathlib import Path

import pytest

from entente.records import TimeMention
from evals import times

SHARED = Path(__file__).resolve().parents[3] / "shared"
needs_shared = pytest.mark.skipif(not (SHARED / "data/time_gum").is_dir(), reason="the shared sets are not there")


@needs_shared
def test_floors() -> None:
    dev = times.evaluate(SHARED, "dev")
    assert dev["gum"]["value"] >= 0.7
    assert dev["wikiwars"]["value"] >= 0.75
    assert dev["claims_train"]["same_sentence"] >= 0.8
    assert dev["claims_articles_train"]["anywhere"] >= 0.88


@pytest.mark.parametrize(
    ("value", "timex"),
    [
        ("2017-07-10/2017-07-16", "2017-W28"),
        ("2015-09-19/2015-09-20", "2015-W38-WE"),
        ("2022-06-01/2022-08-31", "2022-SU"),
        ("1960-01-01/1969-12-31", "196"),
        ("1900-01-01/1999-12-31", "19"),
        ("2005/", "2005"),
        ("2024-06-18", "2024-06-18"),
    ],
)
def test_ranges_of_gum_become_values(value: str, timex: str) -> None:
    assert times.gum_value(value) == timex


def test_pairs_go_by_overlap_and_once() -> None:
    found = [TimeMention(0, 4, times.find_times("2014", None)[0].interval, "2014", "DATE")]
    paired, alone, left = times.pairs([(2, 6, "2014"), (3, 9, "2015")], found)
    assert [g for g, _ in paired] == [(2, 6, "2014")]
    assert alone == [(3, 9, "2015")]
    assert left == []
