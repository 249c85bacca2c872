"""Parameters filled from figures in the claims of a ledger: who says what, never averaged."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from entente.futures.whatif import saying
from entente.lexicon.scenarios import support
from entente.records import Distribution, Figure, Filled, Holder, KeptClaim, Parameter, Scenario, ScenarioSource
from entente.records.scenario import LedgerFill

#: How a claim is told so that its figure is asserted by somebody.
ASSERTED = frozenset({"says", "confirms", "reports", "believes", "suspects", "warns", "accuses"})
_MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Naming:
    """How things are called. `name`: English name of a code; `per`: what one period of a declared rate is in the
    scenario's unit of time, by parameter; 1 for what is no rate."""

    name: Callable[[str], str]
    per: Callable[[Parameter], float]


@dataclass(frozen=True, slots=True)
class Value:
    """What one claim says, in the parameter's unit. `low` and `high`: the same where one number is told; `words`: of
    the report."""

    low: float
    high: float
    voice: str
    words: str
    kept: KeptClaim


def declared(scenario: Scenario) -> list[tuple[Parameter, LedgerFill]]:
    """The parameters that a ledger may fill."""
    return [(parameter, parameter.ledger) for parameter in scenario.parameters if parameter.ledger is not None]


def asserts(kept: KeptClaim) -> bool:
    """Whether a claim tells its thing as done: not denied, wished, doubted, announced, or only rumoured."""
    claim = kept.claim
    stands = all(holder.stance in ASSERTED for holder in claim.holders)
    return stands and claim.polarity == "positive" and claim.modality == "actual" and claim.certainty != "unknown"


def fill(
    scenario: Scenario, claims: Mapping[str, Sequence[KeptClaim]], naming: Naming
) -> tuple[dict[str, Parameter], list[Filled], list[str]]:
    """The parameters that claims fill, as they become; who says what; and what is to be said of it.

    A figure counts where its unit is one of the words that the parameter declares. "More than" reaches up to the
    highest value of the file, "nearly" down to its lowest. Each distinct value is counted by independent origins. Where
    all agree, the parameter is that number; else it is anything from the lowest to the highest, all alike likely:
    nothing is averaged.

    Args:
        claims: parameter -> claims that fit its event, matter and sides; see `asserts`.
    """
    parameters, told, notes = {}, [], []
    for parameter, by in declared(scenario):
        values = [
            value
            for kept in claims.get(parameter.name, ())
            if asserts(kept)
            for value in _values(kept, parameter, by, naming)
        ]
        if not values:
            notes.append(f"No figure in the ledger for {parameter.title}; the number of the file stays.")
            continue
        made, row = _filled(parameter, values)
        parameters[parameter.name] = made
        told.append(row)
        notes.append(_note(parameter, row, scenario.time))
    return parameters, told, notes


def _values(kept: KeptClaim, parameter: Parameter, by: LedgerFill, naming: Naming) -> Iterable[Value]:
    for figure in kept.claim.figures:
        word = _word(figure, by.units)
        if word is None or (figure.low is None and figure.high is None):
            continue
        times = by.times[word] * (naming.per(parameter) / by.per if by.per else 1.0)
        low, high = _reach(figure, times, parameter.distribution)
        if 0 <= low <= high:
            yield Value(low, high, _voice(kept, naming), figure.quote, kept)


def _reach(figure: Figure, times: float, file: Distribution) -> tuple[float, float]:
    """From where to where a figure reaches, in the parameter's unit; what it leaves open ends where the file's ends."""
    lowest, highest = support(file)
    low = None if figure.low is None else figure.low * times
    high = None if figure.high is None else figure.high * times
    if low is None:
        low = min(lowest, high) if high is not None and math.isfinite(lowest) else high
    if high is None:
        high = max(highest, low) if low is not None and math.isfinite(highest) else low
    if low is None or high is None:
        raise ValueError("a figure says a number")
    return low, high


def _word(figure: Figure, words: Sequence[str]) -> str | None:
    """The declared word that a figure's unit is or ends with: "artillery shell" is a shell; the longest first."""
    unit = figure.unit.lower()
    fits = [word for word in words if unit == word.lower() or unit.endswith(f" {word.lower()}")]
    return max(fits, key=len, default=None)


def _voice(kept: KeptClaim, naming: Naming) -> str:
    inner = kept.claim.holders[-1] if kept.claim.holders else None
    if inner is not None and (named := _holder(inner, naming)):
        return named
    return kept.outlet or kept.claim.document


def _holder(holder: Holder, naming: Naming) -> str:
    return (holder.name or "").strip() or (naming.name(holder.actor) if holder.actor else "")


def _filled(parameter: Parameter, values: Sequence[Value]) -> tuple[Parameter, Filled]:
    low, high = min(value.low for value in values), max(value.high for value in values)
    distribution = Distribution("value", (low,)) if low == high else Distribution("uniform", (low, high))
    distinct = _distinct(values)
    by = tuple((value.voice, value.low, value.high, value.kept.claim.id) for value in distinct)
    origins = len({value.kept.counted_by for value in values})
    row = Filled(parameter.name, distribution, parameter.distribution, origins, by, tuple(v.words for v in distinct))
    days = [value.kept.published for value in values if value.kept.published]
    made = dataclasses.replace(
        parameter, distribution=distribution, sources=(source_of(row).id,), weak=origins < 2,
        date=max(days, default=None),
        note=f"from figures in the ledger, {saying.counted(origins, 'independent origin')}",
    )  # fmt: skip
    return made, row


def source_of(row: Filled) -> ScenarioSource:
    """The ledger as a source of a number."""
    voices = list(dict.fromkeys(voice for voice, *_ in row.by))
    named = ", ".join(voices[:_MOST_NAMED]) + (" and others" if len(voices) > _MOST_NAMED else "")
    return ScenarioSource(
        id=f"ledger-{row.parameter}", title=f"figures in reports: {named}", publisher="the ledger", date=None, url="",
        weak=row.origins < 2, note=saying.counted(row.origins, "independent origin"),
        claims=tuple(claim for *_, claim in row.by),
    )  # fmt: skip


def _distinct(values: Sequence[Value]) -> list[Value]:
    """One claim of each voice and value, those told by most origins first; the oldest claim of each."""
    origins: dict[tuple[float, float], set[str]] = {}
    first: dict[tuple[str, float, float], Value] = {}
    oldest = sorted(values, key=lambda v: (v.kept.published is None, str(v.kept.published), v.kept.claim.id))
    for value in oldest:
        origins.setdefault((value.low, value.high), set()).add(value.kept.counted_by)
        first.setdefault((value.voice, value.low, value.high), value)
    return sorted(first.values(), key=lambda v: (-len(origins[v.low, v.high]), v.low, v.high, v.voice, v.kept.claim.id))


def _note(parameter: Parameter, row: Filled, time: str) -> str:
    unit, origins = parameter.unit, saying.counted(row.origins, "independent origin")
    said: dict[str, list[str]] = {}
    for words, (voice, *_) in zip(row.words, row.by, strict=True):
        said.setdefault(words, []).append(voice)
    told = [f"“{words}” ({', '.join(dict.fromkeys(voices))})" for words, voices in said.items()]
    more = f" or {len(told) - _MOST_NAMED} more" if len(told) > _MOST_NAMED else ""
    every = " or ".join(told[:_MOST_NAMED]) + more
    per = parameter.ledger.per if parameter.ledger else None
    period = f", each taken as of {saying.amount(per, time)}" if per else ""
    beginning = f"Filled from the ledger, {parameter.title}: {every}, {origins}{period}"
    if row.distribution.kind == "value":
        return f"{beginning}: {saying.amount(row.distribution.numbers[0], unit)}."
    low, high = row.distribution.numbers
    kept = f"kept as a range, {saying.between(low, high, unit)}, and not averaged"
    alone = len({(one, two) for _, one, two, _ in row.by}) == 1
    return f"{beginning}; {kept}." if alone else f"{beginning}. They do not agree; it is {kept}."
