"""Forecasts and backtests as tables for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from entente.cli.escaping import visible
from entente.cli.tables import console
from entente.records import Backtest, Forecast

if TYPE_CHECKING:
    from entente.desk import Desk

#: Reasons shown below each forecast; digits of an id that are shown.
REASONS, DIGITS = 3, 8


def print_forecasts(found: Sequence[Forecast], desk: Desk) -> None:
    """Each forecast in a line, with its reasons, its track record and what is to be said of it below."""
    out = console()
    first = found[0]
    out.print(Text(
        f"From {first.as_of} to {first.until}, as known on {first.as_of}; a happening counts once {first.least} "
        f"independent origins tell it.", style="dim",
    ))  # fmt: skip
    said = ""
    for each in found:
        names = " and ".join(desk.name(side) for side in (each.one, each.two))
        head = Text(f"{percent(each.probability):>6}  ", style="bold") + Text(visible(f"{each.kind}  {names}"), "bold")
        base = f"  base rate {percent(each.base_rate)}" + (", would be the first told" if each.first else "")
        out.print(head + Text(base, style="dim"))
        for reason in each.reasons[:REASONS]:
            ids = ", ".join(name[:DIGITS] for name in reason.claims[:2])
            sign = "+" if reason.effect > 0 else "−"
            words = Text(visible(f"{sign} {reason.text}")) + Text(f"  {ids}" if ids else "", style="dim")
            out.print(Padding(words, (0, 0, 0, 8), expand=False))
        below = [track_record(each), each.note if each.note != said else ""]
        for line in filter(None, below):
            out.print(Padding(Text(visible(line), style="dim"), (0, 0, 0, 8), expand=False))
        said = each.note
    out.print()


def track_record(each: Forecast) -> str:
    """How forecasts of its level did before, in a sentence; "" where that is not known."""
    if each.before is None:
        return ""
    level, happened = each.before, each.before.happened
    return (
        f"Of {level.forecasts:,} earlier forecasts between {percent(level.low)} and {percent(level.high)}, "
        f"{percent(happened.value)} came true ({percent(happened.low)} to {percent(happened.high)})."
    )


def percent(share: float) -> str:
    """A share in percent, with a decimal below 10 %."""
    return f"{100 * share:.1f} %" if share < 0.0995 else f"{100 * share:.0f} %"


def lines(b: Backtest) -> list[str]:
    """A backtest as lines of text."""
    told = [
        f"{b.what.capitalize()}, windows from {b.since} to {b.until}" + (f" of {b.horizon} days" if b.horizon else ""),
        f"  {b.note}",
        f"  {b.cases:,} cases, {b.happened:,} came true; {b.pairs:,} pairs; looked from {len(b.origins)} days",
    ]
    if not b.cases:
        return [*told, ""]
    told.append(f"  Brier {b.brier.value:.4g} ({b.brier.low:.4g} to {b.brier.high:.4g}), log {b.log.value:.4g}")
    told.append(f"  {'better than':<48} {'Brier':>6}  {'90 %':<16} {'log':>6}  90 %")
    for name in b.references:
        cells = [_skill(b, name, score) for score in ("brier", "log")]
        told.append(f"  {name:<48} " + " ".join(cells))
    if b.first_auc is not None:
        told.append(f"  first times: {b.first_happened:,} of {b.first_cases:,} came true; {_firsts(b)}")
    told.append(f"  {'level':<14} {'forecasts':>10} {'said':>7} {'came true':>10}  90 %")
    for level in b.reliability:
        name = f"{100 * level.low:.0f} to {100 * level.high:.0f} %"
        share = level.happened
        told.append(
            f"  {name:<14} {level.forecasts:>10,} {percent(level.mean):>7} {percent(share.value):>10}  "
            f"{percent(share.low)} to {percent(share.high)}"
        )
    for name, (cases, happened, brier, skill) in b.by_kind.items():
        told.append(
            f"  {name:<14} {cases:>10,} cases, {happened:>4} came true, Brier {brier:.4f}, skill {_share(skill)}"
        )
    return [*told, ""]


def _skill(b: Backtest, name: str, score: str) -> str:
    found = next((s for s in b.skills if (s.against, s.score.lower()) == (name, score)), None)
    if found is None:
        return f"{'':>6}  {'':<16}"
    value = found.value
    between = f"{_share(value.low)} to {_share(value.high)}"
    return f"{_share(value.value):>6}  {between:<16}"


def _firsts(b: Backtest) -> str:
    told = [f"AUC {b.first_auc.value:.3f} ({b.first_auc.low:.3f} to {b.first_auc.high:.3f})" if b.first_auc else ""]
    if b.first_degree_auc:
        told.append(f"by degree {b.first_degree_auc.value:.3f}")
    if b.first_precision:
        told.append(f"precision among as many {percent(b.first_precision.value)}")
    if b.first_degree_precision:
        told.append(f"by degree {percent(b.first_degree_precision.value)}")
    return ", ".join(filter(None, told))


def _share(value: float) -> str:
    return f"{100 * value:.0f} %".replace("-", "−")
