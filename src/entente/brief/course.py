"""How two stand to each other over time, in rows that text, Markdown and the table beside the picture share."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from entente.brief.days import MONTHS
from entente.records.assessment import BriefCourse, BriefStep, BriefTurn

#: Rows at most; steps are put together where there are more.
MOST_ROWS, MOST_SPARKS = 12, 40
_BAR = 8
_SPARKS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class CourseRow:
    """One step, or several put together.

    Attributes:
        when: its days in words.
        words_for, deeds_for, words_against, deeds_against: sums over the steps.
        score: of the steps, each weighing as much as it tells; None where nothing is told.
        low, high: interval of the score, None for several steps.
        turns: changes that begin in it.
    """

    when: str
    words_for: int
    deeds_for: int
    words_against: int
    deeds_against: int
    score: float | None
    low: float | None
    high: float | None
    turns: tuple[BriefTurn, ...]

    @property
    def pro(self) -> int:
        """Words and deeds for each other."""
        return self.words_for + self.deeds_for

    @property
    def con(self) -> int:
        """Words and deeds against each other."""
        return self.words_against + self.deeds_against

    @property
    def rated(self) -> str:
        """The score in words: "+2.1 (−0.4 to +3.9)", "none" where nothing is told."""
        if self.score is None:
            return "none"
        if self.low is None or self.high is None:
            return signed(self.score)
        return f"{signed(self.score)} ({signed(self.low)} to {signed(self.high)})"

    @property
    def changes(self) -> str:
        """Days on which a change begins, or empty."""
        return ", ".join(short(turn.on) for turn in self.turns)


def rows(course: BriefCourse, most: int = MOST_ROWS) -> list[CourseRow]:
    """The course in at most `most` rows, oldest first."""
    size = -(-len(course.steps) // most)
    groups = [course.steps[at : at + size] for at in range(0, len(course.steps), size)]
    return [_row(group, course.turns) for group in groups]


def _row(steps: tuple[BriefStep, ...], turns: tuple[BriefTurn, ...]) -> CourseRow:
    first, last = steps[0].start, steps[-1].end
    rated = [(step.score, told(step)) for step in steps if step.score is not None]
    weight = sum(count for _, count in rated)
    score = sum(value * count for value, count in rated) / weight if weight else None
    one = steps[0] if len(steps) == 1 else None
    return CourseRow(
        stretch(first, last), sum(s.words_for for s in steps), sum(s.deeds_for for s in steps),
        sum(s.words_against for s in steps), sum(s.deeds_against for s in steps), score,
        one.low if one else None, one.high if one else None, tuple(t for t in turns if first <= t.on <= last),
    )  # fmt: skip


def told(step: BriefStep) -> int:
    """Everything that a step counts."""
    return step.words_for + step.deeds_for + step.words_against + step.deeds_against


def signed(value: float) -> str:
    """A score with its sign and one decimal: "+2.1", "−0.4", "0.0"."""
    rounded = round(value, 1) + 0.0
    return f"{'+' if rounded > 0 else '−' if rounded < 0 else ''}{abs(rounded):.1f}"


def short(day: dt.date) -> str:
    """A day for narrow places: "3 Mar 2023"."""
    return f"{day.day} {MONTHS[day.month][:3]} {day.year}"


def stretch(start: dt.date, end: dt.date) -> str:
    """A stretch of days for narrow places: "Mar 2023", "Mar–May 2023", "3 Mar–9 Apr 2023"."""
    if start == end:
        return short(start)
    whole = start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]
    one, two = (f"{'' if whole else f'{day.day} '}{MONTHS[day.month][:3]}" for day in (start, end))
    if (start.year, start.month) == (end.year, end.month):
        return f"{two} {end.year}" if whole else f"{start.day}–{two} {end.year}"
    return f"{one}{'' if start.year == end.year else f' {start.year}'}–{two} {end.year}"


def lines(course: BriefCourse) -> list[str]:
    """The course as lines of text: days, a bar of what is told against (left) and for (right), score, counts."""
    shown = rows(course)
    most = max(1, *(max(row.pro, row.con) for row in shown))
    wide = max(len(row.when) for row in shown)
    return [_line(row, most, wide) for row in shown]


def _line(row: CourseRow, most: int, wide: int) -> str:
    left, right = (_bar(count, most) for count in (row.con, row.pro))
    score = "   ·" if row.score is None else signed(row.score)
    counts = f"{row.pro} for, {row.con} against" if row.pro + row.con else "nothing told"
    change = f" ◆ {row.changes}" if row.turns else ""
    return f"{row.when:<{wide}} {'▒' * left:>{_BAR}}│{'█' * right:<{_BAR}} {score:>5} {counts}{change}"


def _bar(count: int, most: int) -> int:
    return 0 if not count else max(1, round(_BAR * count / most))


def spark(course: BriefCourse) -> str:
    """The scores as one small line, a dot where nothing is told: "▃▄·▆"."""
    shown = []
    for row in rows(course, MOST_SPARKS):
        level = 0 if row.score is None else min(7, max(0, int((row.score + 10) / 20 * 8)))
        shown.append("·" if row.score is None else _SPARKS[level])
    return "".join(shown)


__all__ = ["CourseRow", "lines", "rows", "short", "signed", "spark", "stretch", "told"]
