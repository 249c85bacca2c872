"""The picture of how two stand to each other over time, in SVG without script.

Above: a bar for each stretch, up for cooperation, down for conflict, deeds full, words pale. Below: the score with its
interval. Dashed lines through both stand where a change begins.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from entente.brief import safe
from entente.brief.course import short, signed, told
from entente.brief.days import MONTHS
from entente.records.assessment import BriefCourse, BriefStep, BriefTurn

WIDTH = 640
_LEFT, _RIGHT = 56, WIDTH - 10
_BARS, _SCORES = 150, 104
_LABEL_ROW, _LABEL_WIDTH, _LABEL_ROWS = 15, 92, 3


def course_picture(course: BriefCourse | None) -> str:
    """The picture, empty without a course."""
    if course is None:
        return ""
    axis = _Axis(course.steps[0].start, course.steps[-1].end)
    labels, rows = _labels(course.turns, axis)
    top = 24 + _LABEL_ROW * rows
    low = top + _BARS + 34
    height = low + _SCORES + 24
    out = [
        _open(course, height),
        *_ticks(axis, top, low + _SCORES),
        *_bars(course.steps, axis, top),
        *_scores(course.steps, axis, low),
        *_turns(course.turns, labels, axis, top, low + _SCORES),
        "</svg>",
    ]
    return "".join(out)


class _Axis:
    """Days to the right."""

    def __init__(self, first: dt.date, last: dt.date) -> None:
        self.first, self.last = first, last
        self._days = max(1, (last - first).days + 1)

    def x(self, day: dt.date, *, after: bool = False) -> float:
        """Where a day begins, or ends."""
        gone = (day - self.first).days + int(after)
        return round(_LEFT + (_RIGHT - _LEFT) * min(1.0, max(0.0, gone / self._days)), 1)


def _open(course: BriefCourse, height: int) -> str:
    pair = f"{course.one_name} and {course.two_name}"
    days = f"{course.steps[0].start.isoformat()} to {course.steps[-1].end.isoformat()}"
    changes = ", ".join(turn.on.isoformat() for turn in course.turns)
    told_of = f" Changes begin on {changes}." if changes else " No change was found."
    about = safe.html(f"{len(course.steps)} stretches from {days}, by {course.origins} origins.{told_of}")
    return (
        f'<svg class="picture" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="course-t course-d">'
        f'<title id="course-t">{safe.html(pair)} over time</title><desc id="course-d">{about} '
        "The table below says the same in numbers.</desc>"
    )


def _ticks(axis: _Axis, top: int, bottom: int) -> list[str]:
    """First days of months or years, at most about eight."""
    out: list[str] = []
    start = axis.first.year * 12 + axis.first.month - 1
    end = axis.last.year * 12 + axis.last.month - 1
    step = next((size for size in (1, 2, 3, 6, 12, 24, 60, 120) if (end - start) / size <= 8), 240)
    for month in range(-(-start // step) * step, end + 1, step):
        day = dt.date(month // 12, month % 12 + 1, 1)
        if day < axis.first:
            continue
        x = axis.x(day)
        dated = not out or day.month <= step
        name = str(day.year) if step >= 12 else MONTHS[day.month][:3] + (f" {day.year}" if dated else "")
        anchor = "end" if x > _RIGHT - 16 else "start" if x < _LEFT + 16 else "middle"
        out.append(f'<line class="grid" x1="{x}" x2="{x}" y1="{top}" y2="{bottom}"/>')
        out.append(f'<text class="tick" x="{x}" y="{bottom + 16}" text-anchor="{anchor}">{name}</text>')
    return out


def _bars(steps: Sequence[BriefStep], axis: _Axis, top: int) -> list[str]:
    most_for = max(step.words_for + step.deeds_for for step in steps)
    most_against = max(step.words_against + step.deeds_against for step in steps)
    unit = (_BARS - 8) / max(1, most_for + most_against)
    zero = round(top + 4 + most_for * unit, 1)
    out = [f'<line class="axis" x1="{_LEFT}" x2="{_RIGHT}" y1="{zero}" y2="{zero}"/>']
    levels = [(most_for, zero - most_for * unit, "for"), (most_against, zero + most_against * unit, "against")]
    for most, y, side in levels:
        if most:
            out.append(f'<text class="tick" x="{_LEFT - 5}" y="{round(y, 1) + 4}" text-anchor="end">{most}</text>')
            out.append(
                f'<text class="tick" x="{_LEFT - 5}" y="{round(y, 1) + 18 if side == "for" else round(y, 1) - 10}" '
                f'text-anchor="end">{side}</text>'
            )
    for step in steps:
        out += _bar(step, axis, zero, unit)
    return out


def _bar(step: BriefStep, axis: _Axis, zero: float, unit: float) -> list[str]:
    left, right = axis.x(step.start), axis.x(step.end, after=True)
    gap = min(2.0, (right - left) / 5)
    box = f'x="{round(left + gap / 2, 1)}" width="{round(max(0.5, right - left - gap), 1)}"'
    title = f"<title>{safe.html(_said(step))}</title>"
    out, up, down = [], zero, zero
    for count, kind in ((step.deeds_for, "bar for"), (step.words_for, "bar for pale")):
        if count:
            up -= count * unit
            out.append(_rect(kind, box, up, count * unit, title))
    for count, kind in ((step.deeds_against, "bar against"), (step.words_against, "bar against pale")):
        if count:
            out.append(_rect(kind, box, down, count * unit, title))
            down += count * unit
    return out


def _rect(kind: str, box: str, y: float, height: float, title: str) -> str:
    return f'<rect class="{kind}" {box} y="{round(y, 1)}" height="{round(height, 1)}">{title}</rect>'


def _said(step: BriefStep) -> str:
    days = short(step.start) + (f" to {short(step.end)}" if step.end != step.start else "")
    score = f", score {signed(step.score)}" if step.score is not None else ""
    return (
        f"{days}: for {step.words_for} in words, {step.deeds_for} in deeds; "
        f"against {step.words_against} in words, {step.deeds_against} in deeds{score}"
    )


def _scores(steps: Sequence[BriefStep], axis: _Axis, top: int) -> list[str]:
    """Score and interval; the line breaks where nothing is told, so that silence is not read as a course."""

    def y(value: float) -> float:
        return round(top + _SCORES * (10 - min(10.0, max(-10.0, value))) / 20, 1)

    out = [f'<text class="tick" x="{_LEFT}" y="{top - 9}">score, with its interval</text>']
    for value in (10, 0, -10):
        kind = "axis" if not value else "grid"
        out.append(f'<line class="{kind}" x1="{_LEFT}" x2="{_RIGHT}" y1="{y(value)}" y2="{y(value)}"/>')
        out.append(
            f'<text class="tick" x="{_LEFT - 5}" y="{y(value) + 4}" text-anchor="end">{signed(value)[:-2]}</text>'
        )
    for run in _runs(steps):
        points = [(round((axis.x(s.start) + axis.x(s.end, after=True)) / 2, 1), s) for s in run]
        upper = [(x, y(s.high if s.high is not None else s.score or 0)) for x, s in points]
        lower = [(x, y(s.low if s.low is not None else s.score or 0)) for x, s in points]
        middle = [(x, y(s.score or 0)) for x, s in points]
        if len(run) > 1:
            out.append(f'<path class="band" d="{_path([*upper, *reversed(lower)])}Z"/>')
            out.append(f'<path class="score" d="{_path(middle)}"/>')
        else:
            (x, high), (_, low) = upper[0], lower[0]
            out.append(f'<line class="whisker" x1="{x}" x2="{x}" y1="{high}" y2="{low}"/>')
        for (x, height), (_, step) in zip(middle, points, strict=True):
            if len(steps) <= 60 or len(run) == 1:
                title = f"<title>{safe.html(_said(step))}</title>"
                out.append(f'<circle class="dot" cx="{x}" cy="{height}" r="2.6">{title}</circle>')
    return out


def _runs(steps: Sequence[BriefStep]) -> list[list[BriefStep]]:
    runs: list[list[BriefStep]] = [[]]
    for step in steps:
        if step.score is None or not told(step):
            runs.append([])
        else:
            runs[-1].append(step)
    return [run for run in runs if run]


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points)


def _labels(turns: Sequence[BriefTurn], axis: _Axis) -> tuple[list[int | None], int]:
    """The row of each change's label, None where none is free, and the number of rows."""
    ends: list[float] = []
    rows: list[int | None] = []
    for turn in turns:
        x = axis.x(turn.on)
        free = next((row for row, end in enumerate(ends) if end <= x), None)
        if free is None and len(ends) < _LABEL_ROWS:
            free = len(ends)
            ends.append(0.0)
        if free is not None:
            ends[free] = x + _LABEL_WIDTH
        rows.append(free)
    return rows, len(ends)


def _turns(turns: Sequence[BriefTurn], rows: Sequence[int | None], axis: _Axis, top: int, bottom: int) -> list[str]:
    out = []
    for turn, row in zip(turns, rows, strict=True):
        x = axis.x(turn.on)
        high = top if row is None else 8 + _LABEL_ROW * row
        title = (
            f"<title>From {short(turn.on)}: score {signed(turn.before)} before, {signed(turn.after)} after; "
            f"by chance in {round(turn.chance * 100)}% of shuffles</title>"
        )
        out.append(f'<line class="turn" x1="{x}" x2="{x}" y1="{high}" y2="{bottom}">{title}</line>')
        if row is not None:
            side, shift = ("end", -4) if x > _RIGHT - _LABEL_WIDTH else ("start", 4)
            out.append(
                f'<text class="label" x="{x + shift}" y="{16 + _LABEL_ROW * row}" text-anchor="{side}">'
                f"{short(turn.on)}{title}</text>"
            )
    return out


__all__ = ["course_picture"]
