"""The course of an alignment as a picture."""

from __future__ import annotations

import datetime as dt
import io
import warnings
from pathlib import Path
from typing import Any

from entente.assess.alignment.ruptures import SHORTEST
from entente.assess.saying import Says, capital, counted
from entente.errors import InputError, UsageError
from entente.records import Alignment, Step

#: 1200 by 600 pixels, or points of an SVG at the same shape.
_INCHES, _DOTS = (12.0, 6.0), 100
_KINDS = (
    ("deeds_for", 1, "#2166ac", "deeds together"), ("words_for", 1, "#92c5de", "words together"),
    ("deeds_against", -1, "#b2182b", "deeds against"), ("words_against", -1, "#f4a582", "words against"),
)  # fmt: skip
_INK, _FAINT, _BAND, _CHANGE = "#222222", "#dddddd", "#8c8c8c", "#6a3d9a"
_SETTINGS: dict[str, Any] = {
    "svg.hashsalt": "entente", "svg.fonttype": "path", "font.family": ["DejaVu Sans"], "font.size": 11,
    "axes.edgecolor": _INK, "axes.labelcolor": _INK, "text.color": _INK, "xtick.color": _INK, "ytick.color": _INK,
    "axes.spines.top": False, "axes.spines.right": False, "text.parse_math": False, "axes.unicode_minus": True,
}  # fmt: skip


def plot(alignment: Alignment, out: Path, says: Says) -> None:
    """Draws the course of an alignment: the score with its interval above, words and deeds by origins below.

    Changes stand as dashed lines with their days. The same alignment gives the same bytes.

    Args:
        out: file to write; its ending, .png or .svg, tells the form.

    Raises:
        UsageError: for another ending, or where matplotlib is not installed.
        InputError: where the file cannot be written.
    """
    form = out.suffix.lower().removeprefix(".")
    if form not in ("png", "svg"):
        what = out.suffix or "a file without an ending"
        raise UsageError(f"cannot draw {what}", place=str(out), mend="use .png or .svg")
    try:
        import matplotlib
    except ImportError:
        raise UsageError("a picture needs matplotlib", mend="pip install 'entente[plot]'") from None
    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a letter that the font lacks is drawn as a box
        matplotlib.rcdefaults()
        settings: Any = matplotlib.rcParams
        settings.update(_SETTINGS)
        drawn = _drawn(alignment, says, form)
    try:
        out.write_bytes(drawn)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", place=str(out), mend="give another place") from None


def _drawn(alignment: Alignment, says: Says, form: str) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=_INCHES, dpi=_DOTS, facecolor="white")
    FigureCanvasAgg(figure)
    above, below = figure.subplots(2, 1, sharex=True, gridspec_kw={"height_ratios": (1.15, 1), "hspace": 0.1})
    figure.subplots_adjust(left=0.075, right=0.98, top=0.85, bottom=0.15)
    handles = [*_score(above, alignment.steps), *_origins(below, alignment)]
    handles += _changes((above, below), alignment)
    _dates(below, alignment)
    _heading(figure, alignment, says)
    figure.legend(
        handles=handles, loc="lower center", ncols=len(handles), frameon=False, fontsize=10.5, columnspacing=1.6,
        handlelength=1.8, bbox_to_anchor=(0.5, 0.005),
    )  # fmt: skip
    into = io.BytesIO()
    figure.savefig(into, format=form, metadata={"Date": None} if form == "svg" else {"Software": None})
    return into.getvalue()


def _middle(step: Step) -> float:
    return (step.start.toordinal() + step.end.toordinal() + 1) / 2


def _score(axes: Any, steps: tuple[Step, ...]) -> list[Any]:
    """The score's line and band; a step without reports breaks both."""
    missing = float("nan")
    x = [_middle(step) for step in steps]
    value, low, high = (
        [missing if step.score is None else getattr(step.score, name) for step in steps]
        for name in ("value", "low", "high")
    )
    axes.axhline(0, color=_INK, linewidth=0.8)
    band = axes.fill_between(x, low, high, color=_BAND, alpha=0.25, linewidth=0, label="90% interval")
    for number, step in enumerate(steps):
        alone = all(steps[at].score is None for at in (number - 1, number + 1) if 0 <= at < len(steps))
        if step.score is not None and alone:
            axes.vlines(x[number], step.score.low, step.score.high, color=_BAND, alpha=0.25, linewidth=6)
    (line,) = axes.plot(x, value, color=_INK, linewidth=1.6, marker="o", markersize=3.5, label="score")
    axes.set_ylim(-10.5, 10.5)
    axes.set_yticks((-10, -5, 0, 5, 10))
    axes.grid(axis="y", color=_FAINT, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.set_ylabel("score\n(−10 war, 10 alliance)")
    axes.tick_params(axis="x", length=0)
    return [line, band]


def _origins(axes: Any, alignment: Alignment) -> list[Any]:
    """Words and deeds as stacked bars, for good terms above zero and for bad ones below."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    steps = alignment.steps
    x = [_middle(step) for step in steps]
    width = [((step.end - step.start).days + 1) * 0.82 for step in steps]
    base = {1: [0] * len(steps), -1: [0] * len(steps)}
    bars = []
    for name, side, colour, label in _KINDS:
        heights = [side * getattr(step, name) for step in steps]
        bars.append(axes.bar(x, heights, width, bottom=base[side], color=colour, label=label, linewidth=0))
        base[side] = [under + height for under, height in zip(base[side], heights, strict=True)]
    highest, lowest = max((*base[1], 0)), min((*base[-1], 0))
    room = max(highest - lowest, 1) * 0.08
    axes.set_ylim(min(lowest - room, -room), max(highest + room, room))
    axes.axhline(0, color=_INK, linewidth=0.8)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{abs(value):,.0f}"))
    axes.grid(axis="y", color=_FAINT, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.set_ylabel(f"origins a {alignment.unit}")
    return bars


def _changes(axes: tuple[Any, Any], alignment: Alignment) -> list[Any]:
    """Dashed lines where the level changes; their days stand above, in turn on two lines where they are close."""
    lines: list[Any] = []
    near = (alignment.until.toordinal() - alignment.since.toordinal() + 1) * 0.09
    last, row = -near, 0
    for change in sorted(alignment.changes, key=lambda change: change.on):
        at = change.on.toordinal()
        row = 1 - row if at - last < near else 0
        last = at
        lines = [one.axvline(at, color=_CHANGE, linewidth=1.5, linestyle=(0, (5, 3)), label="change") for one in axes]
        left = at - alignment.since.toordinal() < 9 * near
        axes[0].annotate(
            change.on.isoformat(), (at, 1), (5 if left else -5, -9 - 13 * row), xycoords=("data", "axes fraction"),
            textcoords="offset points", color=_CHANGE, fontsize=10.5, ha="left" if left else "right",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.8},
        )  # fmt: skip
    return lines[:1]


def _dates(axes: Any, alignment: Alignment) -> None:
    """Days below the picture. Ordinals stand for days, so that every year of the calendar can be drawn."""
    from matplotlib.ticker import FixedLocator, FuncFormatter

    first, last = alignment.since.toordinal(), alignment.until.toordinal()
    span = last - first + 1
    axes.set_xlim(first - 0.01 * span, last + 1 + 0.01 * span)
    axes.xaxis.set_major_locator(FixedLocator(_ticks(alignment.since, alignment.until)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _day(int(value), span)))


def _ticks(since: dt.date, until: dt.date) -> list[int]:
    """Ordinals of at most a dozen even days: firsts of months or years where the course is long enough."""
    span = (until - since).days + 1
    if span <= 70:
        step = max(1, -(-span // 10))
        return list(range(since.toordinal(), until.toordinal() + 1, step))
    months = [(year, month) for year in range(since.year, until.year + 1) for month in range(1, 13)]
    every = next((step for step in (1, 2, 3, 6, 12, 24, 60, 120) if span / 30.4 / step <= 12), 1200)
    firsts = [dt.date(*at, 1) for number, at in enumerate(months) if number % every == 0]
    return [day.toordinal() for day in firsts if since <= day <= until]


def _day(ordinal: int, span: int) -> str:
    day = dt.date.fromordinal(ordinal)
    return day.isoformat()[: 10 if span <= 70 else 7 if span <= 12 * 366 else 4]


def _heading(figure: Any, alignment: Alignment, says: Says) -> None:
    names = capital(f"{says.name(alignment.one)} and {says.name(alignment.two)}")
    figure.text(0.075, 0.93, _plain(names, 80), fontsize=16, fontweight="bold", ha="left")
    score = alignment.score
    told = [f"{alignment.since.isoformat()} to {alignment.until.isoformat()}, {counted(alignment.origins, 'origin')}"]
    if score is None:
        told.append("nothing told")
    else:
        value, low, high = (
            f"{round(of, 1) + 0.0:.1f}".replace("-", "−") for of in (score.value, score.low, score.high)
        )
        told.append(f"score {value}, {score.level:.0%} interval {low} to {high}")
        if not alignment.changes and sum(step.score is not None for step in alignment.steps) >= 2 * SHORTEST:
            told.append("no change beyond chance")
    figure.text(0.075, 0.883, "; ".join(told), fontsize=11.5, ha="left")


def _plain(text: str, most: int) -> str:
    """Text that is drawn as it is: on one line, without characters that turn or hide others."""
    kept = "".join(letter if letter.isprintable() else " " for letter in text)
    return kept if len(kept) <= most else kept[: most - 1] + "…"
