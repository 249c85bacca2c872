"""What a scenario answers, as sentences and tables for a terminal."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from entente.cli.escaping import visible
from entente.cli.tables import ID_DIGITS, console
from entente.records import Course, Distribution, Influence, Scenario, UsedParameter, WhatIf

if TYPE_CHECKING:
    from rich.console import Console

    from entente.desk import Desk

#: Scales of a table's numbers, with their names.
_SCALES = ((1e12, "trillion "), (1e9, "billion "), (1e6, "million "), (1e3, "thousand "))
#: Most parameters that are told for one question; columns of one time, and of a variant's name.
_MOST_INFLUENCES, _CELL, _NAME = 5, 15, 24
#: Without --all: questions that are answered, outputs that are shown over time, questions whose parameters are told.
_ANSWERED, _SHOWN, _TRACED = 5, 2, 1


def print_whatif(
    found: WhatIf, scenario: Scenario, desk: Desk, *, sources: bool = False, every: bool = False
) -> None:  # fmt: skip
    """Answers first, then courses, what matters, filled numbers, the numbers with their sources where asked, notes.

    The first of the file of each, unless every one is wanted.
    """
    out = console()
    out.print(Text(visible(found.title), style="bold"))
    out.print(Text(visible(found.question)))
    period = desk.amount(found.horizon, found.time)
    runs = f"{found.runs:,} run{'' if found.runs == 1 else 's'}{' of each' if len(found.variants) > 1 else ''}"
    out.print(Text(f"{runs}, seed {found.seed}, {period} from {found.start}{_known(found)}\n", style="dim"))
    for note in found.urgent:
        out.print(Text(visible(note) + "\n"))
    _answers(out, found, scenario, desk, every=every)
    _courses(out, found, desk, every=every)
    _influences(out, found, _asked(scenario), every=every)
    _filled(out, found, desk)
    if sources:
        print_numbers(out, found.parameters, desk)
    _notes(out, found)


def heading(out: Console, text: str) -> None:
    """A heading of a part."""
    out.print(Text(text, style="bold"))


def bullet(out: Console, text: str, more: str = "") -> None:
    """A sentence with a bullet, and what is to be said of it below."""
    row = _item("•", text)
    if more:
        row.add_row("", Text(visible(more), style="dim"))
    out.print(row)


def _item(mark: str, text: str) -> Table:
    row = Table.grid(padding=(0, 1))
    row.add_column(width=1)
    row.add_column(ratio=1)
    row.add_row(Text(mark, style="dim"), Text(visible(text)))
    return row


def _known(found: WhatIf) -> str:
    """How well so many runs know a share, in a clause."""
    widths = [
        each.high - each.low
        for each in found.answers
        if each.share is not None and each.asked != "first" and each.low is not None and each.high is not None
    ]
    if not widths:
        return ""
    points = f"{50 * max(widths):.1f}".removesuffix(".0")
    return f"; a share of runs is known to within {points} percentage point{'' if points == '1' else 's'} (95 %)"


def _answers(out: Console, found: WhatIf, scenario: Scenario, desk: Desk, *, every: bool) -> None:
    """A sentence for each question, or what its answers have in common with each of them below."""
    rows = desk.whatif_beside(scenario, found)
    if not rows:
        return
    heading(out, "Answers")
    shown = rows if every else rows[:_ANSWERED]
    for row in shown:
        bullet(out, row.lead)
        for line in row.lines:
            out.print(Padding(_item("–", line), (0, 0, 0, 2)))
        for text in row.more:
            bullet(out, text)
    _more(out, len(rows) - len(shown), "question")


def _more(out: Console, number: int, noun: str) -> None:
    """How many of something are not shown."""
    if number:
        out.print(Text(f"{number} {noun}{'' if number == 1 else 's'} more with --all", style="dim"))
    out.print()


def _courses(out: Console, found: WhatIf, desk: Desk, *, every: bool) -> None:
    """A small table for each output: median and the range of nine runs of ten, at a few times."""
    if not found.courses or not found.times:
        return
    heading(out, f"Over time: the median, and the range of nine runs of ten, by {found.time}")
    room = max(2, (out.width - _NAME) // _CELL)
    picked = picked_times(found.times, room)
    titles = {variant.name: variant.title for variant in found.variants}
    outputs = list(dict.fromkeys(course.output for course in found.courses))
    shown = outputs if every else outputs[:_SHOWN]
    for output in shown:
        courses = [course for course in found.courses if course.output == output]
        scale, name = _scale(courses)
        unit = f"{name}{desk.units(courses[0].unit)}".strip()
        out.print(Text(visible(courses[0].title) + (f", in {visible(unit)}" if unit else "")))
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), expand=False)
        table.add_column(found.time, min_width=10, max_width=max(_NAME, out.width - _CELL * len(picked)))
        for at in picked:
            table.add_column(f"{found.times[at]:g}", justify="right")
        places = _places(courses, picked, scale)
        for title, course in _rows(courses, titles):
            table.add_row(Text(visible(title)), *(_cell(course, at, scale, places) for at in picked))
        out.print(table)
    _more(out, len(outputs) - len(shown), "table")


def _rows(courses: Sequence[Course], titles: Mapping[str, str]) -> list[tuple[str, Course]]:
    """Courses that are alike stand once, under what their titles have in common."""
    alike: dict[tuple[object, ...], list[Course]] = {}
    for course in courses:
        alike.setdefault(tuple(course.quantiles.values()), []).append(course)
    rows = []
    for group in alike.values():
        parts = [titles[course.variant].split("; ") for course in group]
        common = [part for part in parts[0] if all(part in others for others in parts)]
        alone = "alike in all" if len(group) == len(courses) > 1 else "; or ".join(titles[one.variant] for one in group)
        rows.append(("; ".join(common) or alone, group[0]))
    return rows


def picked_times(times: Sequence[float], most: int) -> list[int]:
    """Places of at most so many times, evenly apart, the first and the last among them; whole half-years if it can."""
    last = len(times) - 1
    if last < 1:
        return list(range(len(times)))
    even = [parts for parts in range(min(most - 1, last, 6), 0, -1) if last % parts == 0]
    whole = [parts for parts in even if parts > 1 and (times[-1] - times[0]) / parts % 6 == 0]
    parts = next(iter(whole), even[0] if even and even[0] > 2 else min(most - 1, last, 4))
    return sorted({round(last * part / parts) for part in range(parts + 1)})


def _scale(courses: Sequence[Course]) -> tuple[float, str]:
    largest = max((abs(value) for course in courses for value in course.quantiles[0.5]), default=0.0)
    return next(((size, name) for size, name in _SCALES if math.isfinite(largest) and largest >= 3 * size), (1.0, ""))


def _places(courses: Sequence[Course], picked: Sequence[int], scale: float) -> int:
    """Digits after the point of every number in a table, by the largest."""
    shown = (course.quantiles[level][at] / scale for course in courses for at in picked for level in (0.05, 0.95))
    largest = max((abs(value) for value in shown if math.isfinite(value)), default=0.0)
    return 0 if largest >= 100 else 1 if largest >= 10 else 2


def _cell(course: Course, at: int, scale: float, places: int) -> Text:
    low, middle, high = (course.quantiles[level][at] / scale for level in (0.05, 0.5, 0.95))
    range_ = "" if low == high else f"\n{_number(low, places)} to {_number(high, places)}"
    return Text(_number(middle, places)) + Text(range_, style="dim")


def _number(value: float, places: int) -> str:
    if not math.isfinite(value):
        return "?"
    text = f"{value:,.{places}f}"
    return text.replace("-", "−") if float(text.replace(",", "")) else text.lstrip("-")


def _asked(scenario: Scenario) -> dict[str, str]:
    """Questions by name, with the time that they are asked for."""
    return {
        question.name: question.text + (f", until {scenario.time} {question.by:g}" if question.by is not None else "")
        for question in scenario.questions
    }


def _influences(out: Console, found: WhatIf, asked: Mapping[str, str], *, every: bool) -> None:
    if not found.influences:
        return
    heading(out, "What matters: share of the answer's variance, alone (first order) and with others (total)")
    titles = {parameter.name: parameter.title for parameter in found.parameters}
    variants = {variant.name: variant.title for variant in found.variants}
    questions = list(dict.fromkeys(row.question for row in found.influences))
    shown = questions if every else questions[:_TRACED]
    for question in shown:
        for variant in dict.fromkeys(row.variant for row in found.influences if row.question == question):
            rows = [row for row in found.influences if (row.question, row.variant) == (question, variant)]
            which = "" if len(variants) == 1 else f"; {variants[variant]}"
            out.print(Text(visible(f"{asked.get(question, question)}{which}")))
            out.print(_influence_table(rows[:_MOST_INFLUENCES], titles))
    _more(out, len(questions) - len(shown), "question")


def _influence_table(rows: Sequence[Influence], titles: dict[str, str]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), expand=False)
    table.add_column("parameter", ratio=1, min_width=16)
    table.add_column("alone", justify="right")
    table.add_column("total", justify="right")
    table.add_column("", no_wrap=True, width=10)
    for row in rows:
        bar = "█" * round(10 * min(1.0, max(0.0, row.total.value)))
        cells = [
            Text(f"{_percent(each.value)} ")
            + Text(f"({_percent(each.low)[:-2]} to {_percent(each.high)[:-2]})", style="dim")
            for each in (row.first, row.total)
        ]
        table.add_row(Text(visible(titles.get(row.parameter, row.parameter))), *cells, Text(bar, style="dim"))
    return table


def _percent(value: float) -> str:
    """A share of variance; estimates lie below none and above all by chance alone."""
    return f"{100 * min(1.0, max(0.0, value)):.0f} %"


def _filled(out: Console, found: WhatIf, desk: Desk) -> None:
    if not found.filled:
        return
    heading(out, "Filled from the ledger")
    of = {parameter.name: parameter for parameter in found.parameters}
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for name, ratio in (("number", 4), ("who says what", 6), ("used", 4), ("in the file", 4)):
        table.add_column(name, ratio=ratio, min_width=10)
    for row in found.filled:
        unit = of[row.parameter].unit
        said = [
            f"{voice}: “{words}”, {_range(desk, low, high, unit)} (claim {claim[:ID_DIGITS]})"
            for words, (voice, low, high, claim) in zip(row.words, row.by, strict=True)
        ]
        origins = f"{row.origins:,} independent origin{'' if row.origins == 1 else 's'}"
        cells = [desk.spread(row.distribution, unit), desk.spread(row.was, unit)]
        told = Text("\n".join(visible(part) for part in (*said, origins)))
        table.add_row(Text(visible(of[row.parameter].title)), told, *(Text(visible(cell)) for cell in cells))
    out.print(table)


def _range(desk: Desk, low: float, high: float, unit: str) -> str:
    return desk.spread(Distribution("value" if low == high else "uniform", (low, high)), unit)


def print_numbers(out: Console, rows: Sequence[UsedParameter], desk: Desk) -> None:
    """Numbers with what they may be, and their publications; weak ones are marked."""
    heading(out, "Numbers and their sources")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for column, ratio in (("number", 5), ("what it may be", 4), ("source", 7)):
        table.add_column(column, ratio=ratio, min_width=12)
    for row in rows:
        cited = [source_line(source.publisher, source.title, source.date, source.url) for source in row.sources]
        cells = [*cited, *(["weak"] if row.weak else []), *([row.note] if row.note else [])]
        below = "".join(f"\n{visible(part)}" for part in (row.name, row.variant) if part)
        name = Text(visible(row.title)) + Text(below, style="dim")
        told = Text("\n".join(visible(cell) for cell in cells) or "given with --set")
        table.add_row(name, Text(visible(desk.spread(row.distribution, row.unit))), told)
    out.print(table)


def source_line(publisher: str, title: str, date: object, url: str) -> str:
    """A publication in one line."""
    return ", ".join(part for part in (publisher, title, str(date) if date else "", url) if part)


def _notes(out: Console, found: WhatIf) -> None:
    rest = [note for note in found.notes if note not in found.urgent]
    if rest:
        heading(out, "To know")
        for note in rest:
            bullet(out, note)
