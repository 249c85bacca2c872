"""Days in words, stamps, addresses and datelines."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.documents.dates import (
    dateline,
    day_in_address,
    day_in_words,
    day_of_stamp,
    make_day,
    two_ways,
    zone_hours,
)

DAY = dt.date(2024, 6, 18)


@pytest.mark.parametrize(
    "text",
    [
        "18th June 2024", "18 June 2024", "June 18, 2024", "June 18th, 2024", "Jun. 18, 2024", "18 Jun 2024",
        "18-Jun-2024",
        "JUNE 18 2024", "the 18th of June 2024", "2024-06-18", "2024/06/18", "18/06/2024", "18.06.2024", "06/18/2024",
        "Tuesday, June 18, 2024 at 10:30 am", "June 18, 2024 11:59 p.m. GMT", "18 June 2024 10:00 UTC",
        "June 19, 2024 01:30 MSK", "June 17, 2024 9:30 p.m. EDT", "June 17, 2024 22:30 -05:00",
        "11:30 PM EDT, Mon June 17, 2024",
    ],
)  # fmt: skip
def test_day_in_words(text: str) -> None:
    found = day_in_words(text)
    assert found is not None
    assert found[0] == DAY
    assert found[1] in text


@pytest.mark.parametrize(
    "text", ["", "June 2024", "18 June", "31 June 2024", "06/07/2024", "version 2.3.20245", "99/99/2024"]
)
def test_no_day_in_words(text: str) -> None:
    assert day_in_words(text) is None


def test_two_ways() -> None:
    assert two_ways("Published: 06/07/2024") == "06/07/2024"
    assert two_ways("Published: 18/06/2024") == ""
    assert two_ways("Published: 06/06/2024") == ""


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("2024-06-18", DAY),
        ("2024-06-18T10:00:00Z", DAY),
        ("2024-06-18T23:30:00-05:00", dt.date(2024, 6, 19)),
        ("2024-06-19T01:30:00+03:00", DAY),
        ("2024-06-18 00:00:30+00:00", DAY),
        ("20240618T003807Z", DAY),
        ("Tue, 18 Jun 2024 10:00:00 GMT", DAY),
        ("Tue, 18 Jun 2024 23:30:00 -0500", dt.date(2024, 6, 19)),
        ("18th June 2024", DAY),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("soon", None),
        ("", None),
    ],
)
def test_day_of_stamp(stamp: str, day: dt.date | None) -> None:
    assert day_of_stamp(stamp) == day


def test_a_stamp_s_own_zone() -> None:
    assert day_of_stamp("2024-06-18T23:30:00-05:00", own_zone=True) == DAY


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.test/2024/06/18/talks", DAY),
        ("https://a.test/world/2024/6/18/talks/", DAY),
        ("https://a.test/2024/jun/18/talks", DAY),
        ("https://a.test/news/20240618/talks", DAY),
        ("https://a.test/news/talks-2024-06-18.html", DAY),
        ("https://a.test/2024/06/talks", None),
        ("https://a.test/article/2024061812345", None),
        ("https://a.test/talks?date=2024-06-18", None),
        ("https://2024-06-18.test/", None),
        ("", None),
    ],
)
def test_day_in_address(url: str, day: dt.date | None) -> None:
    found = day_in_address(url)
    assert (found[0] if found else None) == day


@pytest.mark.parametrize(
    ("opening", "year", "month", "day"),
    [
        ("KYIV, March 3 (Reuters) — The army said", None, 3, 3),
        ("MOSCOW — June 4, 2022", 2022, 6, 4),
        ("MOSCOW, June 4, 2022 (AP) -- The army said", 2022, 6, 4),
        ("SEOUL/TOKYO, Aug. 29 (Kyodo) - The army said", None, 8, 29),
        ("WASHINGTON, D.C. (June 4, 2022) – The army said", 2022, 6, 4),
        ("Pyongyang, 4 June 2022 – The army said", 2022, 6, 4),
        ("KYIV. March 3 (Interfax) – The army said", None, 3, 3),
        ("BEIJING, June 4 (Xinhua) -- The army said", None, 6, 4),
        ("NEW DELHI, Sept 12: The army said", None, 9, 12),
        ("March 3 (UPI) -- The army said", None, 3, 3),
        ("TEHRAN (Tasnim, June 4, 2022) - The army said", 2022, 6, 4),
        ("GENEVA (3 May 2022) – The council said", 2022, 5, 3),
    ],
)
def test_dateline(opening: str, year: int | None, month: int, day: int) -> None:
    found = dateline([opening])
    assert found is not None
    assert (found.year, found.month, found.day) == (year, month, day)
    assert opening.startswith(found.quote)


@pytest.mark.parametrize(
    "opening",
    [
        "KYIV (Reuters) - The army said on March 3 that",
        "On March 3, the army said",
        "The army said on June 4, 2022 - a Saturday - that it",
        "In Kyiv, March 3 will be remembered",
        "KYIV, March 45 (Reuters) — The army said",
        "Norland has tested a missile.",
        "",
    ],
)
def test_no_dateline(opening: str) -> None:
    assert dateline([opening]) is None


@pytest.mark.parametrize(("zone", "hours"), [("EDT", -4), ("+05:30", 5.5), ("UTC+3", 3), ("-0800", -8), ("IST", None)])
def test_zone_hours(zone: str, hours: float | None) -> None:
    assert zone_hours(zone) == hours


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_written_out_is_found(day: dt.date) -> None:
    for form in (f"{day:%B} {day.day}, {day.year}", f"{day.day} {day:%b} {day.year}", day.isoformat()):
        found = day_in_words(f"Published: {form}")
        assert found is not None
        assert found[0] == day
    assert make_day(day.year, day.month, day.day) == day


@given(st.text(max_size=200))
def test_no_text_upsets_the_forms(text: str) -> None:
    day_in_words(text)
    day_of_stamp(text)
    day_in_address(text)
    dateline([text])
