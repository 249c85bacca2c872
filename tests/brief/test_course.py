"""How two stand to each other over time: rows, lines of text, the picture."""

from __future__ import annotations

import datetime as dt
import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from entente.brief.course import lines, rows, short, signed, spark, stretch, told
from entente.brief.course_picture import course_picture
from entente.records import Assessment, Step
from entente.records.assessment import BriefCourse
from tests.brief.builders import change, picture, steps
from tests.brief.test_assessed import assessed
from tests.brief.test_compose import seed

COUNT = st.tuples(*[st.integers(0, 40)] * 4)
SVG = "{http://www.w3.org/2000/svg}"


def course(weeks: tuple[Step, ...], *changes: str) -> BriefCourse | None:
    """The course of a brief with these weeks."""
    made = assessed(Assessment(picture=picture(weeks, *(change(on, seed()[0]) for on in changes))))
    return made.course


def drawn(weeks: tuple[Step, ...], *changes: str) -> etree._Element:
    """The picture, parsed as XML."""
    return etree.fromstring(course_picture(course(weeks, *changes)))


@pytest.mark.parametrize("weeks", [steps((3, 1, 0, 0)), steps((3, 1, 0, 0), (0, 0, 0, 0)), steps((0, 0, 0, 0))])
def test_where_less_than_two_stretches_tell_anything_there_is_no_picture(weeks: tuple[Step, ...]) -> None:
    assert course(weeks) is None
    assert course_picture(course(weeks)) == ""
    assert assessed(Assessment(picture=picture(weeks))).lead is None


@given(st.lists(COUNT, min_size=2, max_size=40).filter(lambda rows: sum(any(r) for r in rows) > 1))
def test_rows_lose_nothing(counts: list[tuple[int, int, int, int]]) -> None:
    found = course(steps(*counts))
    assert found is not None
    shown = rows(found)
    assert len(shown) <= 12
    assert sum(row.pro + row.con for row in shown) == sum(told(step) for step in found.steps)
    assert len(lines(found)) == len(shown)
    assert all((row.score is None) == (row.pro + row.con == 0) for row in shown)
    etree.fromstring(course_picture(found))


def test_steps_put_together_weigh_by_what_they_tell() -> None:
    weeks = (*steps((9, 0, 0, 0), score=6.0), *steps((0, 0, 0, 1), score=-4.0)) * 13
    found = course(weeks)
    assert found is not None
    row = rows(found)[0]
    assert (row.pro, row.con, row.low) == (18, 1, None)
    assert row.score == pytest.approx((18 * 6 - 4) / 19)


def test_a_single_step_keeps_its_interval() -> None:
    found = course(steps((1, 0, 0, 0), (0, 0, 1, 0), score=2.0))
    assert found is not None
    assert rows(found)[0].rated == "+2.0 (+1.0 to +3.0)"


def test_silence_is_told_as_silence() -> None:
    found = course(steps((1, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 2)))
    assert found is not None
    assert "nothing told" in lines(found)[1]
    assert rows(found)[1].rated == "none"
    assert spark(found)[1] == "·"
    assert [bar.count("█") for bar in lines(found)] == [4, 0, 0]
    assert [bar.count("▒") for bar in lines(found)] == [0, 0, 8]


def test_changes_stand_in_the_row_in_which_they_begin() -> None:
    found = course(steps((1, 0, 0, 0), (1, 0, 0, 0), (0, 0, 0, 2)), "2024-01-15")
    assert found is not None
    assert [row.changes for row in rows(found)] == ["", "", "15 Jan 2024"]
    assert lines(found)[2].endswith("◆ 15 Jan 2024")


def test_the_picture_has_a_bar_for_each_count_and_breaks_where_nothing_is_told() -> None:
    tree = drawn(steps((3, 1, 0, 0), (0, 2, 1, 1), (0, 0, 0, 0), (1, 0, 0, 0)), "2024-01-08")
    kinds = [bar.get("class") for bar in tree.iter("rect")]
    assert sorted(kinds) == ["bar against", "bar against pale", "bar for", "bar for", "bar for pale", "bar for pale"]
    assert len([p for p in tree.iter("path") if p.get("class") == "score"]) == 1
    assert len([p for p in tree.iter("line") if p.get("class") == "whisker"]) == 1
    turn = next(line for line in tree.iter("line") if line.get("class") == "turn")
    assert turn.get("x1") == turn.get("x2")
    assert "8 Jan 2024" in [text.text for text in tree.iter("text")]
    assert "2024-01-08" in (tree.findtext("desc") or "")


def test_bars_for_stand_above_the_line_and_bars_against_below() -> None:
    tree = drawn(steps((3, 1, 2, 4), (1, 1, 1, 1)))
    zero = next(float(line.get("y1", "")) for line in tree.iter("line") if line.get("class") == "axis")
    for bar in tree.iter("rect"):
        top, bottom = float(bar.get("y", "")), float(bar.get("y", "")) + float(bar.get("height", ""))
        above = " for" in (bar.get("class") or "")
        assert bottom <= zero + 0.2 if above else top >= zero - 0.2


def test_labels_of_changes_do_not_lie_over_each_other() -> None:
    days = ["2024-01-08", "2024-01-15", "2024-01-22", "2024-01-29", "2024-02-05"]
    tree = drawn(steps(*[(1, 1, 1, 1)] * 40), *days)
    labels = [(float(t.get("x", "")), t.get("y")) for t in tree.iter("text") if t.get("class") == "label"]
    assert len(labels) == 3
    for row in {y for _, y in labels}:
        xs = sorted(x for x, y in labels if y == row)
        assert all(b - a >= 80 for a, b in itertools.pairwise(xs))
    assert len([line for line in tree.iter("line") if line.get("class") == "turn"]) == 5


def test_days_in_narrow_places() -> None:
    day = dt.date
    assert short(day(2023, 3, 3)) == "3 Mar 2023"
    assert stretch(day(2023, 3, 1), day(2023, 3, 31)) == "Mar 2023"
    assert stretch(day(2023, 3, 1), day(2023, 5, 31)) == "Mar–May 2023"
    assert stretch(day(2022, 12, 1), day(2023, 1, 31)) == "Dec 2022–Jan 2023"
    assert stretch(day(2023, 3, 6), day(2023, 3, 12)) == "6–12 Mar 2023"
    assert stretch(day(2023, 3, 27), day(2023, 4, 2)) == "27 Mar–2 Apr 2023"
    assert stretch(day(2023, 3, 3), day(2023, 3, 3)) == "3 Mar 2023"


@given(st.floats(-10, 10))
def test_scores_have_their_sign(value: float) -> None:
    assert re.fullmatch(r"0\.0|[+−]\d+\.\d", signed(value))
    assert signed(-0.01) == "0.0"
