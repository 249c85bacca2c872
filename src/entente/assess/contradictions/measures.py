"""Amounts in units that can be set against each other."""

from __future__ import annotations

import functools
import math
import re
from dataclasses import dataclass
from typing import Any

from entente.assess.contradictions.tables import unit_tables, word_tables
from entente.assess.contradictions.words import Reading, found
from entente.records import Claim, Figure

_CURRENCY = re.compile(r"[A-Z]{3}")
_CALIBRE = re.compile(r"\b(\d+(?:\.\d+)?)[\s-]?mm\b")
_HEDGE = re.compile(
    r"\b(?:about|around|some|roughly|approximately|estimated?|nearly|almost|close to|circa|up to)\b", re.IGNORECASE
)
_ANOTHER = r"(?:\d|half|one|two|three|four|five|six|seven|eight|nine|ten|several|hundreds|thousands|millions|dozens)"
_OR_AFTER = re.compile(
    rf"^[^.;]{{0,40}}?\bor\s+(?:about |around |some |up to |nearly |more than )?{_ANOTHER}", re.IGNORECASE
)
_OR_BEFORE = re.compile(
    r"(?:\beither\b[^.;]{0,40}|\bor\s+(?:about |around |some |up to |nearly |more than )?)$", re.IGNORECASE
)
#: So far around an amount its scope is looked for, in characters.
_BEFORE, _AFTER = 30, 45
#: Things that live: what became of them is not what stands nearest but whether they are dead or hurt.
_ALIVE = frozenset(
    "person soldier civilian child prisoner hostage settler worker diplomat man woman citizen migrant fighter officer"
    " refugee".split()
)
#: Counts smaller than this are exact unless they are hedged.
_SMALL = 20
#: Share by which a round number may differ from what was counted, without and with a hedge ("about 300").
_ROUND, _HEDGED = 0.05, 0.15


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure with its scope.

    Attributes:
        low, high: None leaves the side open.
        kind: "counted", "measured" or "money".
        thing: what is counted, the measure, or the currency.
        quality: what else tells of which: "heavy", "152 mm"; codes of states: of whom.
        per: what it is counted for: "day", "" for a total.
        fate: what becomes of it: "killed", "sent"; "" where the words do not tell.
        running: summed up over a time that goes on.
        margin: share by which it may be rounded.
    """

    low: float | None
    high: float | None
    kind: str
    thing: str
    quality: frozenset[str]
    per: str
    fate: str
    running: bool
    margin: float


def amount_of(figure: Figure, claim: Claim, reading: Reading) -> Amount | str:
    """The figure as an amount, or why it is left alone."""
    unit, _, per = figure.unit.partition(" per ")
    known = _unit(figure, unit, reading)
    if known is None:
        return f"unknown unit: {unit}"
    kind, thing, quality = known
    at = claim.quote.find(figure.quote)
    before = claim.quote[max(0, at - _BEFORE) : at] if at >= 0 else ""
    after = claim.quote[at + len(figure.quote) : at + len(figure.quote) + _AFTER] if at >= 0 else claim.quote
    around = f"{before}{figure.quote}{after}"
    if found(f"{before}{figure.quote}", "capacity"):
        return "an amount that could be, not one that is"
    if _OR_AFTER.search(after) or _OR_BEFORE.search(before):
        return "one of several amounts that are told as alternatives"
    if found(f"{before}{figure.quote} {after[:15]}", "partial"):
        return "a part of another amount"
    calibre = _CALIBRE.search(around)
    fate = _fate(claim.quote, at, thing)
    if thing == "soldier" and not quality and "killed" in fate and len(claim.recipient) == 1:
        quality = frozenset(claim.recipient)  # soldiers that an attack kills are of the side attacked
    return Amount(
        figure.low, figure.high, kind, thing, quality | ({f"{calibre[1]} mm"} if calibre else set()),
        per or _per(around), fate, bool(found(claim.quote, "running")), _margin(figure),
    )  # fmt: skip


def _unit(figure: Figure, unit: str, reading: Reading) -> tuple[str, str, frozenset[str]] | None:
    tables = unit_tables()
    if _CURRENCY.fullmatch(unit):
        return "money", unit, frozenset()
    if unit in tables.measured:
        return "measured", unit, frozenset()
    mentions = [m for m in reading.of(figure.quote).mentions if m.kind in ("country", "demonym", "group")]
    nations = {code for m in mentions for code in m.codes}
    if mentions and mentions[-1].kind == "demonym" and mentions[-1].end >= len(figure.quote.rstrip()) - 1:
        return "counted", "person", frozenset(nations)
    words = unit.split()
    for first in range(len(words)):
        thing = tables.counted.get(" ".join(words[first:]))
        if thing:
            return "counted", thing, frozenset(nations) | frozenset(words[:first])
    return None


def _per(text: str) -> str:
    lower = text.lower()
    hits = [
        (match.start(), name)
        for phrase, name in word_tables().per.items()
        for match in re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", lower)
    ]
    return min(hits)[1] if hits else ""


def _fate(quote: str, at: int, thing: str) -> str:
    fates = word_tables().happenings
    hits = [(m.start(), fates[m.group()]) for m in re.finditer(r"[a-z]+", quote.lower()) if m.group() in fates]
    if thing in _ALIVE:
        hurt = sorted({fate for _, fate in hits} & {"killed", "wounded"})
        if hurt:
            return " or ".join(hurt)
    if "shoot down" in quote.lower() or "shot down" in quote.lower():
        return "downed"
    return min((abs(start - max(at, 0)), fate) for start, fate in hits)[1] if hits else ""


def _margin(figure: Figure) -> float:
    if _HEDGE.search(figure.quote):
        return _HEDGED
    values = [value for value in (figure.low, figure.high) if value is not None]
    return 0.0 if values and max(values) < _SMALL else _ROUND


def scope(amount: Amount) -> tuple[str, str, str]:
    """Amounts of other scopes are never compared: (kind or thing, per, fate)."""
    return (amount.thing if amount.kind == "counted" else amount.kind), amount.per, amount.fate


def apart_by(one: Amount, two: Amount) -> float | None:
    """By how many times the larger surely exceeds the smaller, None where both can hold or cannot be compared.

    Each amount is widened by its own margin first; an open side never excludes anything.
    """
    factor = _factor(one, two)
    if factor is None:
        return None
    spans = [_widened(one, 1.0), _widened(two, factor)]
    for smaller, larger in (spans, spans[::-1]):
        if smaller[1] < larger[0]:
            return larger[0] / smaller[1] if smaller[1] > 0 else math.inf
    return None


def _widened(amount: Amount, factor: float) -> tuple[float, float]:
    low = -math.inf if amount.low is None else amount.low * factor * (1 - amount.margin)
    high = math.inf if amount.high is None else amount.high * factor * (1 + amount.margin)
    return low, high


def _factor(one: Amount, two: Amount) -> float | None:
    """What `two` is multiplied by to stand in the unit of `one`; None where the units cannot be compared."""
    if one.kind != two.kind:
        return None
    if one.thing == two.thing:
        return 1.0
    if one.kind != "measured":
        return None
    measured = unit_tables().measured
    (kind, target), (other, source) = measured[one.thing], measured[two.thing]
    return _converted(source, target) if kind == other else None


@functools.cache
def _converted(source: str, target: str) -> float:
    registry = _registry()
    one, two = registry.parse_expression(source), registry.parse_expression(target)
    return float((one / two).to("dimensionless").magnitude)


@functools.cache
def _registry() -> Any:
    import pint  # half a second; only where two measures differ

    return pint.UnitRegistry()


def comparable(one: Amount, two: Amount) -> str:
    """Why two amounts of one scope cannot be set against each other, "" if they can."""
    if one.kind == two.kind == "money" and one.thing != two.thing:
        return "money in different currencies"
    if _factor(one, two) is None:
        return "units that cannot be converted"
    if one.quality != two.quality:
        return "amounts of different things"
    if one.running != two.running:
        return "summed up over another time"
    return ""
