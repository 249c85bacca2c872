import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.reader.dating import claim_days, same_days
from entente.records import Interval, TimeMention

MAY, JUNE = dt.date(2020, 5, 1), dt.date(2020, 6, 30)


@pytest.mark.parametrize(("words", "end"), [("since May", None), ("Since May", None), ("in May and June", JUNE)])
def test_what_goes_on_since_a_day_has_no_end(words, end):
    assert claim_days(TimeMention(0, 3, Interval(MAY, JUNE), "2020-05", "DATE"), words) == (MAY, end)


def test_half_of_the_days_must_be_shared():
    day = dt.timedelta(days=1)
    assert same_days(MAY, MAY + 9 * day, MAY + 3 * day, MAY + 9 * day)
    assert not same_days(MAY, MAY + 9 * day, MAY + 6 * day, MAY + 9 * day)
    assert same_days(MAY, None, MAY, MAY)
    assert not same_days(None, None, MAY, MAY)
    assert same_days(None, None, None, None)


@given(st.dates(), st.dates(), st.dates(), st.dates())
def test_sameness_has_no_direction(a, b, c, d):
    one, other = sorted((a, b)), sorted((c, d))
    assert same_days(*one, *other) == same_days(*other, *one)
    assert same_days(*one, *one)
