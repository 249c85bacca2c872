"""Forecasts and backtests as tables for people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from entente.cli.escaping import visible
from entente.cli.tables import console
from entente.records import Backtest, Forecast

if TYPE_CHECKING:
    from rich.console import Console

    from entente.desk import Desk

#: Reasons shown below each forecast; digits of an id that are shown.
REASONS, DIGITS = 3, 8
#: Forecasts below this are left out of a list of all kinds; what a note has where the base rate is as good.
SMALL, NO_BETTER = 0.02, "no better than the base rate"


def print_forecasts(found: Sequence[Forecast], desk: Desk, *, fold: bool = False) -> None:
    """What holds for all on top, then each forecast with its reasons and track record.

    Args:
        fold: leave out those under SMALL at the end, the first one never, and say how many they are.
    """
    out = console()
    shared = common(found)
    for line in _legend(found[0], shared, unskilled=all(each.skilled is False for each in found)):
        _hang(out, Text(visible(line), style="dim"))
    shown = [each for number, each in enumerate(found) if not (fold and number and each.probability < SMALL)]
    wide = max(6, *(len(percent(each.probability)) for each in shown))
    for each in shown:
        _print_one(out, each, desk, shared, wide)
    if len(found) > len(shown):
        what = "kinds" if len({(each.one, each.two) for each in found}) == 1 else "forecasts"
        rest = len(found) - len(shown)
        _hang(out, Text(f"{rest} {what if rest > 1 else what[:-1]} under 2 % not shown; --all shows them", style="dim"))
    out.print()


def _legend(first: Forecast, shared: Sequence[str], unskilled: bool) -> list[str]:
    """What is to be known of all forecasts before they are read."""
    window = first.length or (first.until - first.as_of).days
    told = [
        f"From {first.as_of} to {first.until}, as known on {first.as_of}; a happening counts once {first.least} "
        "independent origins tell it.",
        f"Base rate: the share of the pair's past windows of {window} days that had one, drawn towards the rate of its "
        "kind.",
        "+ raises and − lowers it, against what is usual at such a base rate; behind it the claims.",
    ]
    own = [sentence for sentence in shared if not (unskilled and NO_BETTER in sentence)]
    told += [" ".join(own)] if own else []
    if unskilled:
        told.append("In past windows of this ledger these forecasts were no better than the base rate.")
    return told


def _print_one(out: Console, each: Forecast, desk: Desk, shared: Sequence[str], wide: int) -> None:
    names = " and ".join(desk.name(side) for side in (each.one, each.two))
    head = Text(visible(f"{each.kind}  {names}"), "bold")
    head += Text(f"  {base_rate(each)}" + (", would be the first told" if each.first else ""), style="dim")
    _hang(out, head, Text(f"{percent(each.probability):>{wide}}  ", style="bold"), wide + 2)
    for reason in each.reasons[:REASONS]:
        ids = ", ".join(name[:DIGITS] for name in reason.claims[:2])
        words = Text(visible(reason.text)) + Text(f"  {ids}" if ids else "", style="dim")
        sign = "+" if reason.effect > 0 else "−"
        _hang(out, words, Text(" " * (wide + 2) + f"{sign} "), wide + 4)
    own = " ".join(sentence for sentence in sentences(each.note) if sentence not in shared)
    for line in filter(None, (track_record(each), own)):
        _hang(out, Text(visible(line), style="dim"), indent=wide + 2)


def _hang(out: Console, text: Text, before: Text | None = None, indent: int = 0) -> None:
    """Text broken to the terminal, every line as far in; `before` stands where the first one is drawn in."""
    for number, line in enumerate(text.wrap(out, max(20, out.width - indent))):
        line.rstrip()
        out.print((before if before is not None and not number else Text(" " * indent)) + line)


def base_rate(each: Forecast) -> str:
    """As "base rate 68 %, 6 of 6 past windows"."""
    many = f", {each.had} of {each.windows} past window{'s' if each.windows != 1 else ''}" if each.windows else ""
    return f"base rate {percent(each.base_rate)}{many}"


def sentences(note: str) -> list[str]:
    """The sentences of a note."""
    return [part for part in re.split(r"(?<=[.!?]) +(?=[A-Z])", note) if part]


def common(found: Sequence[Forecast]) -> list[str]:
    """The sentences that the notes of all forecasts have."""
    told = [sentences(each.note) for each in found]
    return [sentence for sentence in told[0] if all(sentence in each for each in told)]


def track_record(each: Forecast) -> str:
    """How forecasts of its level did before, in a sentence; "" where that is not known."""
    if each.before is None:
        return ""
    level, happened = each.before, each.before.happened
    return (
        f"Of {level.forecasts:,} earlier forecasts of all pairs and kinds between {percent(level.low)} and "
        f"{percent(level.high)}, {percent(happened.value)} came true ({percent(happened.low)} to "
        f"{percent(happened.high)})."
    )


def percent(share: float) -> str:
    """A share in percent, with a decimal below 10 %; what is neither nothing nor everything is never called so."""
    if share in (0, 1):
        return f"{100 * share:.0f} %"
    if share > 0.995:
        return "over 99 %"
    if share < 0.0005:
        return "under 0.1 %"
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
