"""Backtests as one self-contained page: no script, nothing fetched, light and dark, printable."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import resources

from entente.futures.forecasting import report_pictures
from entente.futures.forecasting.naming import capital as capital
from entente.futures.forecasting.naming import on_day, on_days
from entente.records.outlook import Backtest, Skill

_WHAT = {"forecasts": "Forecasts of happenings", "announced": "Announced things"}


def as_html(backtests: Sequence[Backtest], title: str = "") -> str:
    """The page.

    Args:
        backtests: in this order; of forecasts, of announced things.
        title: its heading; "" for one that names the days.
    """
    import jinja2

    env = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    text = resources.files("entente.futures.forecasting").joinpath("report.html.j2").read_text(encoding="utf-8")
    heading = title or "How forecasts fared"
    if not title and backtests:
        heading += f", {on_day(backtests[0].since)} to {on_day(backtests[0].until)}"
    template = env.from_string(text)
    return template.render(title=heading, backtests=backtests, words=sys.modules[__name__], pictures=report_pictures)


def heading(b: Backtest) -> str:
    """What was tested."""
    return _WHAT.get(b.what, capital(b.what))


def facts(b: Backtest) -> str:
    """What it is about, in numbers."""
    told = [f"Windows from {on_day(b.since)} to {on_day(b.until)}"]
    if b.horizon:
        told.append(f"of {b.horizon} days each, looked from {len(b.origins)} day{'' if len(b.origins) == 1 else 's'}")
    numbers = f"{b.cases:,} forecasts over {b.pairs:,} pairs, {b.happened:,} came true"
    counts = [" ".join(told), numbers]
    if b.what == "forecasts":
        counts.append(f"a happening counts once {b.least} independent origins tell it" if b.least > 1 else "")
    return "; ".join(part for part in counts if part) + "."


def drawn(b: Backtest) -> str:
    """What is drawn anew for intervals."""
    return f"the {b.pairs:,} pairs" if b.pairs else "the cases"


def days(b: Backtest) -> str:
    """The days looked from."""
    return on_days(b.origins) if b.origins else "none"


def skill(b: Backtest, against: str, score: str) -> Skill | None:
    """The skill against a reference by a score."""
    return next((each for each in b.skills if (each.against, each.score.lower()) == (against, score.lower())), None)


def firsts(b: Backtest) -> str:
    """How well first times were found, in a sentence or two."""
    if b.first_auc is None:
        return ""
    told = (
        f"Of {b.first_cases:,} cases in which there had been none of the kind before, {b.first_happened:,} came true. "
    )
    told += f"AUC {b.first_auc.value:.3f} ({b.first_auc.low:.3f} to {b.first_auc.high:.3f})"
    if b.first_degree_auc is not None:
        told += f"; by the number of others that the two had the kind with, {b.first_degree_auc.value:.3f}"
    if b.first_precision is not None:
        found, low, high = (
            percent(x) for x in (b.first_precision.value, b.first_precision.low, b.first_precision.high)
        )
        told += f". Among as many of the most probable as came true, {found} did ({low} to {high})"
        if b.first_degree_precision is not None:
            told += f"; by that number, {percent(b.first_degree_precision.value)}"
        told += f"; by chance, {fine(b.first_happened / max(1, b.first_cases))}"
    return told + "."


def percent(value: float) -> str:
    """As "12 %"."""
    return f"{100 * value:.0f} %".replace("-", "−")


def fine(value: float) -> str:
    """As "0.4 %" below 10 %."""
    return f"{100 * value:.1f} %" if value < 0.0995 else percent(value)


def score(value: float) -> str:
    """A score with three figures that count."""
    return f"{value:.3g}" if value else "0"
