"""The courses of a what-if as a picture."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from entente.errors import InputError, UsageError
from entente.futures.whatif import saying
from entente.records import Course, WhatIf

#: A panel in inches, dots an inch, most panels side by side.
_PANEL, _DOTS, _ACROSS = (5.6, 3.3), 110, 2
#: Variants up to which each has its wide band.
_MOST_WIDE = 3
#: Colours that people with a colour-vision deficiency can tell apart (M. Okabe, K. Ito, Color Universal Design).
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#555555", "#a6a000")
_LINES = ("-", (0, (5, 2)), (0, (1, 1.2)), (0, (5, 1.5, 1, 1.5)))
_MARKS = ((0, (1, 2)), (0, (4, 2, 1, 2)), (0, (6, 3)))
_INK, _FAINT = "#222222", "#dddddd"
_SETTINGS: dict[str, Any] = {
    "svg.hashsalt": "entente", "svg.fonttype": "path", "font.family": ["DejaVu Sans"], "font.size": 10,
    "axes.edgecolor": _INK, "axes.labelcolor": _INK, "text.color": _INK, "xtick.color": _INK, "ytick.color": _INK,
    "axes.spines.top": False, "axes.spines.right": False, "text.parse_math": False, "axes.unicode_minus": True,
}  # fmt: skip


def plot(found: WhatIf, out: Path) -> None:
    """Draws a panel for each output: the median as a line, bands for 50 and 90 % of runs, in every variant.

    Of more than three variants only the narrow bands are drawn. Events stand as dotted lines.
    The same answers give the same bytes with the same version of matplotlib.

    Args:
        out: file to write; its ending, .png or .svg, tells the form.

    Raises:
        UsageError: for another ending, for no outputs, or where matplotlib is not installed.
        InputError: where the file cannot be written.
    """
    form = out.suffix.lower().removeprefix(".")
    if form not in ("png", "svg"):
        what = out.suffix or "a file without an ending"
        raise UsageError(f"cannot draw {what}", place=str(out), mend="use .png or .svg")
    if not found.courses or not found.times:
        raise UsageError("this scenario has no outputs to draw", place=str(out), mend="add [[output]] to its file")
    try:
        import matplotlib
    except ImportError:
        raise UsageError("a picture needs matplotlib", mend="pip install 'entente[plot]'") from None
    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a letter that the font lacks is drawn as a box
        matplotlib.rcdefaults()
        settings: Any = matplotlib.rcParams
        settings.update(_SETTINGS)
        drawn = _drawn(found, form)
    try:
        out.write_bytes(drawn)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", place=str(out), mend="give another place") from None


def _drawn(found: WhatIf, form: str) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    outputs = list(dict.fromkeys(course.output for course in found.courses))
    across = min(_ACROSS, len(outputs))
    down = math.ceil(len(outputs) / across)
    legend = _legend_rows(found)
    height = down * _PANEL[1] + 1.05 + 0.26 * (legend + 1)
    width = max(across * _PANEL[0], 8.0)
    figure = Figure(figsize=(width, height), dpi=_DOTS, facecolor="white")
    FigureCanvasAgg(figure)
    panels = figure.subplots(down, across, squeeze=False, sharex=True)
    figure.subplots_adjust(
        left=0.9 / width, right=1 - 0.25 / width, top=1 - 1.08 / height, bottom=(0.62 + 0.26 * (legend + 1)) / height,
        wspace=0.26, hspace=0.28,
    )  # fmt: skip
    handles: dict[str, Any] = {}
    for number, axes in enumerate(panels.flat):
        if number >= len(outputs):
            axes.set_visible(False)
            continue
        courses = [course for course in found.courses if course.output == outputs[number]]
        handles |= _panel(axes, found, courses)
        if number + across >= len(outputs):
            axes.tick_params(axis="x", labelbottom=True)
            axes.set_xlabel(f"{found.time}s since {found.start.isoformat()}")
    figure.text(0.95 / width, 1 - 0.38 / height, _short(found.title, 90), fontsize=14, fontweight="bold")
    held = "bands hold 50 and 90 %" if _wide(found) else "band holds 50 %"
    told = f"{found.runs:,} runs; the line is the median, the {held} of runs"
    figure.text(0.95 / width, 1 - 0.62 / height, told, fontsize=10)
    figure.legend(
        list(handles.values()), list(handles), loc="lower left", ncols=1 if legend > 1 else max(1, len(handles)),
        frameon=False, bbox_to_anchor=(0.75 / width, 0.02 / height), handlelength=2.6, columnspacing=2,
    )  # fmt: skip
    into = io.BytesIO()
    figure.savefig(into, format=form, metadata={"Date": None} if form == "svg" else {"Software": None})
    return into.getvalue()


def _wide(found: WhatIf) -> bool:
    """Whether there is room for the wide bands: those of many variants would hide each other."""
    return len(found.variants) <= _MOST_WIDE


def _legend_rows(found: WhatIf) -> int:
    """Rows of the legend: one where what stands in it is short enough to stand side by side."""
    titles = [variant.title for variant in found.variants] + [f"{name} (month 00)" for _, name in _events(found)]
    return 1 if sum(len(_short(title, 110)) + 8 for title in titles) < 90 else len(titles)


def _panel(axes: Any, found: WhatIf, courses: Sequence[Course]) -> dict[str, Any]:
    handles: dict[str, Any] = {}
    titles = {variant.name: variant.title for variant in found.variants}
    names = list(titles)
    for course in courses:
        at = names.index(course.variant)
        colour, values = _COLOURS[at % len(_COLOURS)], course.quantiles
        if _wide(found):
            axes.fill_between(found.times, values[0.05], values[0.95], color=colour, alpha=0.11, linewidth=0)
        axes.fill_between(found.times, values[0.25], values[0.75], color=colour, alpha=0.2, linewidth=0)
        (line,) = axes.plot(found.times, values[0.5], color=colour, linewidth=1.8, linestyle=_LINES[at % len(_LINES)])
        handles[_short(titles[course.variant], 110)] = line
    unit = saying.units(courses[0].unit)
    axes.set_title(_short(courses[0].title + (f", in {unit}" if unit else ""), 66), loc="left", fontsize=10.5)
    axes.yaxis.set_major_formatter(lambda value, _: saying.number(value))
    axes.set_xlim(found.times[0], found.times[-1])
    axes.set_xticks(_ticks(found.times[-1], found.time))
    axes.grid(axis="y", color=_FAINT, linewidth=0.7)
    axes.set_axisbelow(True)
    if all(min(course.quantiles[0.05]) >= 0 for course in courses):
        axes.set_ylim(bottom=0)
    for number, (time, name) in enumerate(_events(found)):
        line = axes.axvline(time, color=_INK, linewidth=1.1, linestyle=_MARKS[number % len(_MARKS)])
        handles[_short(f"{name} ({saying.at(time, found.time)})", 110)] = line
    return handles


def _events(found: WhatIf) -> list[tuple[float, str]]:
    return sorted({(time, name) for _, time, name in found.marks if time <= found.times[-1]})


def _ticks(last: float, unit: str) -> list[float]:
    """Even times: whole years and half-years of months, else by tens."""
    steps = (1, 2, 3, 6, 12, 24, 60, 120) if unit == "month" else (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
    step = next((step for step in steps if last / step <= 8), last / 8)
    return [step * number for number in range(int(last / step + 1e-9) + 1)]


def _short(text: str, most: int) -> str:
    """Text that is drawn as it is: on one line, without characters that turn or hide others."""
    kept = "".join(letter if letter.isprintable() else " " for letter in text)
    return kept if len(kept) <= most else kept[: most - 1] + "…"
