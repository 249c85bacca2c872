"""Figures that cannot both hold."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from entente.assess.contradictions.measures import Amount, amount_of, apart_by, comparable, scope
from entente.assess.contradictions.sorting import (
    Tally,
    age,
    apart,
    interval,
    on_day,
    overlap,
    shown,
    singly,
    source,
    spoken,
)
from entente.assess.contradictions.tables import word_tables
from entente.assess.contradictions.words import Reading, stem
from entente.assess.saying import Says
from entente.records import Figure, KeptClaim
from entente.records.contradiction import Contradiction

#: What is sent, made or stationed adds up for long: such reports may lie a week apart, others a day.
_SLOW = frozenset({"sent", "produced", "deployed", "approved"})
_SLOW_REACH, _REACH = 7, 1
#: Stretches of time that are told may differ by so many days.
_STRETCH = 3
#: Where not two holders differ but two reports, their quotes share at least so many words, and such a part of them.
_WORDS, _ALIKE = 3, 0.6


@dataclass(frozen=True, slots=True)
class Told:
    """An amount in a claim, and who tells it; no codes: the report itself."""

    kept: KeptClaim
    figure: Figure
    amount: Amount
    codes: frozenset[str]


def differing_figures(claims: Iterable[KeptClaim], reading: Reading, says: Says, tally: Tally) -> list[Contradiction]:
    """Figures of claims that differ, one finding for each pair of voices, thing and time."""
    scopes: defaultdict[tuple[str, str, str], list[Told]] = defaultdict(list)
    for told in _told(claims, reading, tally):
        scopes[scope(told.amount)].append(told)
    pairs = []
    for _, several in sorted(scopes.items()):
        pairs += [pair for pair in _pairs(several) if _clash(*pair, reading, tally)]
    pairs.sort(key=lambda pair: _rank(pair, reading))
    return [_finding(*pair, pairs, says) for pair in _first_of_each(pairs)]


def _pairs(several: Sequence[Told]) -> Iterator[tuple[Told, Told]]:
    """Two and two, older report first: those reported near each other, and those of days told that overlap."""
    for at, one in enumerate(several):
        for two in several[at + 1 :]:
            if _far(one, two):
                break
            yield one, two
    dated = [
        (claim.start, claim.end, at)
        for at, told in enumerate(several)
        if (claim := told.kept.claim).start and claim.end and told.kept.published
    ]
    dated.sort()
    for place, (_, end, at) in enumerate(dated):
        for start, _, other in dated[place + 1 :]:
            if start > end:
                break
            one, two = several[min(at, other)], several[max(at, other)]
            if _far(one, two):
                yield one, two


def _far(one: Told, two: Told) -> bool:
    gap = apart(one.kept, two.kept)
    return gap is not None and gap > _SLOW_REACH


def _told(claims: Iterable[KeptClaim], reading: Reading, tally: Tally) -> list[Told]:
    """Amounts of what has happened, or is to happen, oldest report first."""
    found = []
    unknown: defaultdict[tuple[str | None, str], set[tuple[float | None, float | None]]] = defaultdict(set)
    for kept in singly(claim for claim in claims if claim.claim.figures):
        claim = kept.claim
        if claim.polarity != "positive" or claim.modality != "actual" or claim.certainty in ("possible", "unknown"):
            continue
        for figure in dict.fromkeys(claim.figures):
            amount = amount_of(figure, claim, reading)
            if isinstance(amount, Amount):
                found.append(Told(kept, figure, amount, reading.voices(claim)))
            elif amount.startswith("unknown unit"):
                unknown[kept.event or kept.claim.document, amount].add((figure.low, figure.high))
            else:
                tally.add(amount)
    for (_, reason), values in sorted(unknown.items(), key=lambda item: (item[0][1], str(item[0][0]))):
        if len(values) > 1:
            tally.add(reason)
    return found


def _clash(one: Told, two: Told, reading: Reading, tally: Tally) -> bool:
    if one.kept.claim.id == two.kept.claim.id or not _near(one, two):
        return False
    why = comparable(one.amount, two.amount)
    if not why and apart_by(one.amount, two.amount) is None:
        return False
    why = why or _other_scope(one, two, reading)
    if why:
        tally.add(why)
    return not why


def _near(one: Told, two: Told) -> bool:
    """True if both tell of the same parties at about the same time in the same kind of event."""
    first, second = one.kept.claim, two.kept.claim
    if first.event != second.event and one.kept.event != two.kept.event:
        return False
    sides = ((set(first.actor), set(second.actor)), (set(first.recipient), set(second.recipient)))
    if any(a and b and not a & b for a, b in sides) or not any(a & b for a, b in sides):
        return False
    days = interval(one.kept), interval(two.kept)
    if days[0] and days[1]:
        return overlap(days[0], days[1])
    gap = apart(one.kept, two.kept)
    return gap is not None and gap <= (_SLOW_REACH if one.amount.fate in _SLOW else _REACH)


def _other_scope(one: Told, two: Told, reading: Reading) -> str:
    """Why two amounts that differ may both hold, "" if they cannot."""
    if not one.amount.fate:
        return "unclear what became of the things counted"
    same_voice = one.codes == two.codes or bool(one.codes & two.codes)
    if same_voice and one.kept.counted_by == two.kept.counted_by:
        return "two amounts of one report"
    if _stretches_differ(one.kept, two.kept):
        return "over another stretch of time"
    if _grown(one, two):
        return "a later, larger total"
    places = [reading.of(told.kept.claim.quote).places() for told in (one, two)]
    # Two sides name one place by its town and by its province: then the same stated day must do.
    same_day = interval(one.kept) is not None and interval(one.kept) == interval(two.kept)
    if all(places) and not places[0] & places[1] and not (same_day and _sure(one, two) == "clash"):
        return "amounts at other places"
    return "" if _same_thing(one, two, reading) else "amounts with too few words in common"


def _stretches_differ(one: KeptClaim, two: KeptClaim) -> bool:
    first, second = interval(one), interval(two)
    if first and second:
        return any(abs((a - b).days) > _STRETCH for a, b in zip(first, second, strict=True))
    known = first or second
    return known is not None and (known[1] - known[0]).days > _STRETCH


def _grown(one: Told, two: Told) -> bool:
    """True if the later report has the larger amount: what is counted goes on. False where a day is not known."""
    if one.kept.published is None or two.kept.published is None or one.kept.published == two.kept.published:
        return False
    older, newer = sorted((one, two), key=lambda told: age(told.kept))
    return _middle(newer.amount) > _middle(older.amount)


def _middle(amount: Amount) -> float:
    return amount.low if amount.low is not None else amount.high or 0.0


def _same_thing(one: Told, two: Told, reading: Reading) -> bool:
    # Strikes and raids are many: what was counted and its fate do not tell one from another.
    fates = set(word_tables().happenings.values()) | {one.amount.thing, stem(one.amount.thing), "killing", "supply"}
    idle = set() if one.amount.fate in _SLOW else fates
    shared = (reading.all_stems(one.kept) & reading.all_stems(two.kept)) - idle
    if _sure(one, two) == "clash":
        return bool(shared) if one.kept.event and one.kept.event == two.kept.event else len(shared) >= 2
    said = [reading.stems(told.kept.claim.quote) - fates for told in (one, two)]
    days = [interval(told.kept) or told.kept.published for told in (one, two)]
    alike = len(said[0] & said[1])
    return days[0] == days[1] and alike >= _WORDS and alike >= _ALIKE * min(len(said[0]), len(said[1]))


def _rank(pair: tuple[Told, Told], reading: Reading) -> tuple[object, ...]:
    one, two = pair
    shared = reading.all_stems(one.kept) & reading.all_stems(two.kept)
    return _sure(one, two) != "clash", -len(shared), age(one.kept), age(two.kept), one.figure.quote, two.figure.quote


def _sure(one: Told, two: Told) -> str:
    return "clash" if one.codes and two.codes and not one.codes & two.codes else "possible"


def _key(pair: tuple[Told, Told]) -> tuple[object, ...]:
    one, two = pair
    return frozenset({one.codes, two.codes}), scope(one.amount)


def _first_of_each(pairs: Sequence[tuple[Told, Told]]) -> list[tuple[Told, Told]]:
    """The best pair of each two voices, thing and time."""
    found: list[tuple[Told, Told]] = []
    for pair in pairs:
        if not any(_key(pair) == _key(old) and _near(pair[0], old[0]) for old in found):
            found.append(pair)
    return found


def _finding(one: Told, two: Told, pairs: Sequence[tuple[Told, Told]], says: Says) -> Contradiction:
    one, two = sorted((one, two), key=lambda told: age(told.kept))
    alike = [pair for pair in pairs if _key(pair) == _key((one, two)) and _near(pair[0], one)]
    every = [told.kept for pair in alike for told in pair]
    factor = apart_by(one.amount, two.amount) or 1.0
    by = "one is nothing" if math.isinf(factor) else f"they lie apart by a factor of {factor:.3g} or more"
    return Contradiction(
        kind="figures", sure=_sure(one, two), one=one.kept, two=two.kept,
        text=f"Figures differ on {says.label(one.kept.claim)} ({one.amount.fate}): "
        f"{_said(one, says)} against {_said(two, says)}.",
        reason=(
            f"both count the same thing ({one.amount.thing}, {one.amount.fate}) of the same parties and time, "
            f"and {by} after rounding is allowed for"
        ),
        claims=shown((one.kept, two.kept), every),
    )  # fmt: skip


def _said(told: Told, says: Says) -> str:
    voice = spoken(told.codes, says) if told.codes else source(told.kept)
    return f"{told.figure.quote} ({voice}, {on_day(told.kept)})"
