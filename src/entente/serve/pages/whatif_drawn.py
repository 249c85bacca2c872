"""Courses of a scenario as fans: bands of quantiles over time, as plain numbers for SVG, and as rows of a table."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from entente.records import Distribution, WhatIf
    from entente.records.outlook import Course

#: Sides of a chart in its own units, and the room for words around what is drawn.
WIDTH, HEIGHT, LEFT, RIGHT, ABOVE, BELOW = 620.0, 260.0, 52.0, 16.0, 12.0, 30.0
#: At most so many variants stand in one chart: those of one option of a choice, else one each.
TOGETHER = 2
#: Rows of the table behind a chart.
ROWS = 13
Ticks = tuple[tuple[float, str], ...]
_SIZES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"), (1e3, "thousand"), (1.0, ""))


@dataclass(frozen=True, slots=True)
class Fan:
    """One variant in a chart: SVG paths of its outer and inner band and its median; `turn`: its place in the legend."""

    title: str
    turn: int
    outer: str
    inner: str
    median: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart.

    Attributes:
        title: of the variant, where the chart is of one of several and of it alone; "" else.
        fans: its variants.
        across, up: ticks, place and label.
        marks: events that come at a set time, place and title.
        alike: titles of further variants that go just the same way and are not drawn again.
    """

    title: str
    fans: tuple[Fan, ...]
    across: tuple[tuple[float, str], ...]
    up: tuple[tuple[float, str], ...]
    marks: tuple[tuple[float, str], ...] = ()
    alike: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """An output over time.

    Attributes:
        name, title: of the output; unit: with the size of its numbers, "million rounds".
        charts: of all variants, of those of each option of a choice, or of each alone; all on one scale.
        variants: their titles; rows: (time, (low, middle, high) of each variant) for a table.
    """

    name: str
    title: str
    unit: str
    charts: tuple[Chart, ...]
    variants: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]


def drawn(found: WhatIf, choices: Collection[str] = (), units: Callable[[str], str] = str) -> list[Drawn]:
    """Every output of an answer, in its order. `choices`: names of the scenario's; `units`: a unit in words."""
    titles = {variant.name: variant.title for variant in found.variants}
    outputs: dict[str, list[Course]] = {}
    for course in found.courses:
        outputs.setdefault(course.output, []).append(course)
    options = {
        variant.name: tuple(value for name, value in sorted(variant.sets.items()) if name in choices)
        for variant in found.variants
    }
    return [_output(found, titles, options, courses, units) for courses in outputs.values()]


def _output(
    found: WhatIf, titles: dict[str, str], options: dict[str, tuple[str, ...]], courses: list[Course],
    units: Callable[[str], str],
) -> Drawn:  # fmt: skip
    levels = sorted(courses[0].quantiles)
    values = [value for c in courses for level in (levels[0], levels[-1]) for value in c.quantiles[level]]
    finite = [value for value in values if math.isfinite(value)] or [0.0]
    ticks = nice(min(0.0, *finite) if min(finite) < 0 or min(finite) < max(finite) / 2 else min(finite), max(finite))
    size, word = size_of(max(abs(ticks[0]), abs(ticks[-1])))
    names = [titles[course.variant] for course in courses]
    fans = [_fan(found.times, course, titles[course.variant], turn, ticks) for turn, course in enumerate(courses)]
    across = tuple((_x(tick, found.times), f"{tick:g}") for tick in turns(found.times[-1], found.time))
    up = tuple((_y(tick, ticks), label(tick / size)) for tick in ticks)
    groups = _groups(fans, [options[course.variant] for course in courses])
    by_title = {titles[variant]: variant for variant in titles}
    charts = tuple(
        _chart(found, group, [by_title[fan.title] for fan in group], len(groups) > 1, across, up) for group in groups
    )
    charts = _once(charts)
    unit = " ".join(part for part in (word, units(courses[0].unit)) if part)
    return Drawn(courses[0].output, courses[0].title, unit, charts, tuple(names), _rows(found, courses, levels, size))


def _chart(found: WhatIf, group: list[Fan], names: list[str], several: bool, across: Ticks, up: Ticks) -> Chart:
    title = group[0].title if several and len(group) == 1 else ""
    return Chart(title, tuple(group), across, up, _marks(found, names))


def _once(charts: tuple[Chart, ...]) -> tuple[Chart, ...]:
    """Each picture once: an option that changes nothing of an output is named under the chart of the other."""
    kept: dict[object, Chart] = {}
    for chart in charts:
        seen = (tuple((fan.outer, fan.inner, fan.median) for fan in chart.fans), chart.marks)
        if seen in kept:
            more = (*kept[seen].alike, *(fan.title for fan in chart.fans))
            kept[seen] = dataclasses.replace(kept[seen], alike=more)
        else:
            kept[seen] = chart
    return tuple(kept.values())


def _groups(fans: list[Fan], options: list[tuple[str, ...]]) -> list[list[Fan]]:
    """Which fans stand in one chart, so that what is compared lies on each other and is not too much."""
    if len(fans) <= TOGETHER:
        return [fans]
    groups: dict[tuple[str, ...], list[Fan]] = {}
    for fan, option in zip(fans, options, strict=True):
        groups.setdefault(option, []).append(fan)
    every = list(groups.values())
    return every if max(len(group) for group in every) <= TOGETHER else [[fan] for fan in fans]


def _marks(found: WhatIf, variants: list[str]) -> tuple[tuple[float, str], ...]:
    """Events of these variants, each time once: where it stands, and what comes then."""
    at: dict[float, list[str]] = {}
    for variant, time, title in found.marks:
        if variant in variants and 0 <= time <= found.times[-1] and title not in at.setdefault(time, []):
            at[time].append(title)
    return tuple((_x(time, found.times), "; ".join(titles)) for time, titles in sorted(at.items()))


def _fan(times: Sequence[float], course: Course, title: str, turn: int, ticks: Sequence[float]) -> Fan:
    levels = sorted(course.quantiles)
    xs = [_x(time, times) for time in times]
    lines = {level: [_y(value, ticks) for value in course.quantiles[level]] for level in levels}
    middle = min(levels, key=lambda level: abs(level - 0.5))
    return Fan(
        title, turn, _band(xs, lines[levels[0]], lines[levels[-1]]), _band(xs, lines[levels[1]], lines[levels[-2]]),
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in zip(xs, lines[middle], strict=True)),
    )  # fmt: skip


def _band(xs: Sequence[float], low: Sequence[float], high: Sequence[float]) -> str:
    there = [f"{x:.1f} {y:.1f}" for x, y in zip(xs, high, strict=True)]
    back = [f"{x:.1f} {y:.1f}" for x, y in zip(reversed(xs), reversed(low), strict=True)]
    return f"M{'L'.join(there + back)}Z"


def _x(time: float, times: Sequence[float]) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (time / times[-1] if times[-1] else 0.0)


def _y(value: float, ticks: Sequence[float]) -> float:
    low, high = ticks[0], ticks[-1]
    if not math.isfinite(value):
        value = high
    return ABOVE + (HEIGHT - ABOVE - BELOW) * (1 - min(1.0, max(0.0, (value - low) / (high - low))))


def nice(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers that span low to high, about `most` of them.

    P. S. Heckbert, "Nice numbers for graph labels", Graphics Gems (1990).
    """
    if not high > low:
        high = low + (abs(low) or 1.0)
    rough = (high - low) / max(1, most - 1)
    ten = 10.0 ** math.floor(math.log10(rough))
    step = next(ten * times for times in (1, 2, 2.5, 5, 10) if ten * times >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(step * at, 10) for at in range(first, last + 1)]


def turns(end: float, unit: str) -> list[float]:
    """Times from 0 to `end` for an axis, at most nine: of months by the half year or the year, of others round ones."""
    steps = [1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 60.0, 120.0] if unit == "month" else []
    step = next((each for each in steps if end / each <= 8), None)
    ticks = [step * at for at in range(int(end / step + 1e-9) + 1)] if step else nice(0.0, end, 7)
    return [tick for tick in ticks if tick <= end * (1 + 1e-9)]


def centre(distribution: Distribution) -> float:
    """A middle of what a number may be, for a slider that nobody has moved."""
    at = distribution.numbers
    if distribution.kind in ("uniform", "triangular"):
        return at[1] if distribution.kind == "triangular" else (at[0] + at[1]) / 2
    if distribution.kind == "loguniform":
        return math.sqrt(at[0] * at[1])
    return sorted(at)[len(at) // 2] if distribution.kind == "choice" else at[0]


def size_of(most: float) -> tuple[float, str]:
    """By what numbers up to `most` are divided so that they are short, and its word."""
    return next(((size, word) for size, word in _SIZES if most >= size * (10 if size == 1e3 else 1)), (1.0, ""))


def label(value: float) -> str:
    """A number with three digits that count: "0.012", "41.5", "1,230"."""
    if not math.isfinite(value):
        return "none"
    rounded = float(f"{value:.3g}")
    text = f"{abs(rounded):,.{max(0, 2 - math.floor(math.log10(abs(rounded))))}f}" if rounded else "0"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"−{text}" if rounded < 0 else text


def _rows(
    found: WhatIf, courses: list[Course], levels: list[float], size: float
) -> tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]:
    middle = min(levels, key=lambda level: abs(level - 0.5))
    every = max(1, math.ceil((len(found.times) - 1) / (ROWS - 1)))
    places = sorted({*range(0, len(found.times), every), len(found.times) - 1})

    def cell(course: Course, at: int) -> tuple[str, str, str]:
        low, mid, high = (label(course.quantiles[level][at] / size) for level in (levels[0], middle, levels[-1]))
        return low, mid, high

    return tuple((label(found.times[at]), tuple(cell(course, at) for course in courses)) for at in places)


def spoken(distribution: Distribution) -> str:
    """What a number may be, in words: "7,000 to 12,000, most likely 10,000"."""
    at = [label(value) for value in distribution.numbers]
    match distribution.kind:
        case "value":
            return at[0]
        case "uniform" | "loguniform":
            return f"{at[0]} to {at[1]}"
        case "triangular":
            return f"{at[0]} to {at[2]}, most likely {at[1]}"
        case "normal":
            cut = f", within {at[2]} to {at[3]}" if len(at) == 4 else ""
            return f"{at[0]} give or take {at[1]}{cut}"
        case "lognormal":
            return f"{at[0]}, mostly within a factor of {at[1]}"
        case _:
            return f"one of {', '.join(at)}"
