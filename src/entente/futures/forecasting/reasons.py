"""Why a forecast is what it is: what moved it, in sentences, with the claims behind them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from entente.futures.forecasting.effects import LEVEL
from entente.futures.forecasting.features import PLANS
from entente.futures.forecasting.kinds import Kind, kinds
from entente.futures.forecasting.naming import (
    Names,
    capital,
    counted,
    for_so_long,
    listed,
    on_day,
    on_days,
    percent,
)
from entente.futures.forecasting.panel import AHEAD, DENIED, DONE, DOUBTED, WISHED, Panel
from entente.records.outlook import ForecastReason

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

#: Reasons that move the log-odds by less are not told; so many are told; so many claims of each.
SMALLEST, MOST, CLAIMS = 0.1, 5, 10
#: Days that sentences call recent.
RECENT = 30
#: What all cells with such a base rate have is told from so much on.
LEVEL_TOLD = 0.25


@dataclass(frozen=True, slots=True)
class Case:
    """A cell to be explained. `items`: rows of the pair's items up to the day; `on`: the day, `until` of the window."""

    panel: Panel
    pair: int
    kind: Kind
    bit: int
    on: int
    until: int
    items: Whole
    names: Names = field(repr=False)

    def of(self, *ways: int) -> Whole:
        """Items of the kind told in these ways, newest first."""
        import numpy as np

        items = self.panel.items
        at = self.items[(items.kinds[self.items] >> self.bit & 1) > 0]
        return at[np.isin(items.way[at], ways)][::-1]

    def claims(self, at: Sequence[int] | Whole) -> tuple[str, ...]:
        """Ids of the claims of items, one of each origin first, at most CLAIMS."""
        seen: set[str] = set()
        first: list[str] = []
        rest: list[str] = []
        for row in at[:200]:
            glance = self.panel.glances[int(self.panel.items.glance[row])]
            (rest if glance.origin in seen else first).append(glance.id)
            seen.add(glance.origin)
        return tuple(dict.fromkeys(first + rest))[:CLAIMS]

    def origins(self, at: Whole) -> int:
        """Number of origins of items."""
        return len(set(self.panel.items.origin[at].tolist()))

    def recent(self, at: Whole, days: int = RECENT) -> Whole:
        """Those of the last days."""
        return at[self.panel.items.day[at] > self.on - days]

    @property
    def began(self) -> dt.date:
        """First day of the history."""
        return dt.date.fromordinal(self.panel.began)


def reasons(case: Case, moved: dict[str, float], such: float) -> tuple[ForecastReason, ...]:
    """What moved a forecast, most important first.

    Left out is what has nothing to be said, and where the sentence would speak against the sign: silence never raises
    a forecast, and what is told of never lowers it. `such`: the probability of pairs with such a base rate.
    """
    told: list[ForecastReason] = []
    for name, effect in sorted(moved.items(), key=lambda each: (-abs(each[1]), each[0])):
        if abs(effect) < SMALLEST or len(told) == MOST:
            break
        said = _SAID[name](case, effect > 0) if name != LEVEL else _level(effect, such)
        if said:
            told.append(ForecastReason(said[0], round(effect, 3), said[1]))
    return tuple(told)


Saying = tuple[str, tuple[str, ...]]


def _level(effect: float, such: float) -> Saying | None:
    if abs(effect) < LEVEL_TOLD:
        return None
    return f"Pairs with such a base rate are now forecast at {percent(such)} on average.", ()


def _happened(case: Case, up: bool) -> Saying | None:
    import numpy as np

    of = case.panel.happenings
    cell = case.pair * case.panel.kinds + case.bit
    low, high = np.searchsorted(of.cell, [cell, cell + 1])
    known = (of.told[low:high] <= case.on) & (of.day[low:high] >= case.panel.began)
    days, events = of.day[low:high][known], of.event[low:high][known]
    since = on_day(case.began)
    if not len(days):
        return None if up else (f"No {case.kind.short} between them is told by enough origins since {since}.", ())
    done = case.of(DONE)
    claims = case.claims(done[np.isin(case.panel.items.event[done], events)])
    shown = sorted({dt.date.fromordinal(int(day)) for day in days})
    if not up:
        return _not_since(case, shown[-1], len(days), claims)
    name = case.kind.short if len(days) == 1 else case.kind.many
    if len(shown) <= 3:
        were = "was" if len(days) == 1 else "were"
        return f"There {were} {counted(len(days), name, name)} between them, on {on_days(shown)}.", claims
    last = on_day(shown[-1])
    return f"There were {counted(len(days), name, name)} between them since {since}, the last on {last}.", claims


def _not_since(case: Case, last: dt.date, before: int, claims: tuple[str, ...]) -> Saying | None:
    """That there was none for long, after so many; None where it is not long ago."""
    if case.on - last.toordinal() < RECENT:
        return None
    many = f"after {counted(before, 'one', 'of them')} before" if before > 1 else "the only one"
    return f"No {case.kind.short} between them is told by enough origins since {on_day(last)}, {many}.", claims


def _told(case: Case, up: bool) -> Saying | None:
    done = case.of(DONE)
    if not len(done):
        return None if up else (f"No report tells of {case.kind.title} between them since {on_day(case.began)}.", ())
    recent = case.recent(done)
    if up == (not len(recent)):
        return None
    if not len(recent):
        silent = case.on - int(case.panel.items.day[done[0]])
        return f"No {case.kind.short} is told {for_so_long(silent)}.", case.claims(done)
    many = case.origins(recent)
    word = "tells" if many == 1 else "tell"
    text = f"{capital(counted(many, 'origin'))} of the last {RECENT} days {word} of {case.kind.many}."
    return text, case.claims(recent)


def _due(case: Case, up: bool) -> Saying | None:
    import numpy as np

    if not up:
        return None
    items, ahead = case.panel.items, case.of(AHEAD)
    begin = np.where(items.start[ahead] > 0, items.start[ahead], items.end[ahead])
    end = np.where(items.end[ahead] > 0, items.end[ahead], items.start[ahead])
    at = ahead[(begin > 0) & (begin <= case.until) & (end > case.on)]
    if not len(at):
        return None
    begin = np.where(items.start[at] > 0, items.start[at], items.end[at])
    end = np.where(items.end[at] > 0, items.end[at], items.start[at])
    first, last = dt.date.fromordinal(int(begin.min())), dt.date.fromordinal(int(end.max()))
    when = on_day(first) if first == last else f"between {on_day(first, last.year)} and {on_day(last)}"
    many = counted(case.origins(at), "origin")
    word = "tells" if case.origins(at) == 1 else "tell"
    return f"{capital(many)} {word} of {case.kind.title} to come, {_when(when, first == last)}.", case.claims(at)


def _when(text: str, one_day: bool) -> str:
    return f"on {text}" if one_day else text


def _planned(case: Case, up: bool) -> Saying | None:
    items, at = case.panel.items, case.recent(case.of(AHEAD), PLANS)
    at = at[(items.start[at] == 0) & (items.end[at] == 0)]
    return _recently(case, at, "to come, without a day") if up else None


def _wished(case: Case, up: bool) -> Saying | None:
    return _recently(case, case.recent(case.of(WISHED), PLANS), "as wished for or under an if") if up else None


def _doubt(case: Case, up: bool) -> Saying | None:
    at = case.recent(case.of(DENIED, DOUBTED), 3 * RECENT)
    return None if up else _recently(case, at, "as denied or in doubt", 3 * RECENT)


def _recently(case: Case, at: Whole, how: str, days: int = RECENT) -> Saying | None:
    if not len(at):
        return None
    many = case.origins(at)
    word = "tells" if many == 1 else "tell"
    return (
        f"{capital(counted(many, 'origin'))} of the last {days} days {word} of {case.kind.title} {how}.",
        case.claims(at),
    )


def _news(case: Case, up: bool) -> Saying | None:
    at = case.items[::-1]
    if not len(at):
        return None if up else (f"No report tells of the two together since {on_day(case.began)}.", ())
    recent = case.recent(at)
    if up == (not len(recent)):
        return None
    if not len(recent):
        silent = case.on - int(case.panel.items.day[at[0]])
        return f"No report tells of the two together {for_so_long(silent)}.", case.claims(at)
    many = case.origins(recent)
    word = "tells" if many == 1 else "tell"
    text = f"{capital(counted(many, 'origin'))} of the last {RECENT} days {word} of the two together"
    return f"{text}, {case.origins(at):,} in all.", case.claims(recent)


def _tone(case: Case, up: bool) -> Saying | None:
    at = case.recent(case.items[::-1])
    quad = case.panel.items.quad[at]
    words = ("talk or agree", "work together or help", "quarrel", "act against each other")
    said = []
    for number, what in enumerate(words):
        many = case.origins(at[quad == number])
        if many:
            said.append(f"{many} that they {what}")
    return (f"Origins of the last {RECENT} days: {listed(said)}.", case.claims(at)) if said and up else None


def _actors(case: Case, up: bool) -> Saying | None:
    pairs = case.panel.pairs
    said, numbers = [], [_with_others(case, int(code)) for code in pairs[case.pair]]
    if (max(numbers) == 0) if up else (min(numbers) > 0):
        return None
    for code, number in zip(pairs[case.pair], numbers, strict=True):
        said.append(f"{case.names(case.panel.codes[code])} had {counted(number, 'such happening')} with others")
    return f"{capital(said[0])} since {on_day(case.began)}, {said[1]}.", ()


def _with_others(case: Case, code: int) -> int:
    import numpy as np

    of, kinds_ = case.panel.happenings, case.panel.kinds
    pair = of.cell // kinds_
    among = (of.cell % kinds_ == case.bit) & (of.told <= case.on) & (of.day >= case.panel.began) & (pair != case.pair)
    return len(np.unique(of.event[among & (case.panel.pairs[pair] == code).any(axis=1)]))


def _common(case: Case, up: bool) -> Saying | None:
    import numpy as np

    items, panel = case.panel.items, case.panel
    known = (items.day <= case.on) & (items.way == DONE) & ((items.kinds >> case.bit & 1) > 0)
    pairs, counts = np.unique(items.pair[known], return_counts=True)
    told: list[dict[int, int]] = []
    for code in panel.pairs[case.pair]:
        beside = {}
        for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
            sides = panel.pairs[pair].tolist()
            if int(code) in sides and pair != case.pair:
                beside[sum(sides) - int(code)] = count
        told.append(beside)
    both = sorted(told[0].keys() & told[1].keys(), key=lambda third: (-min(told[0][third], told[1][third]), third))
    if not both:
        return None if up else ("No third is told to have had such a thing with both.", ())
    if not up:
        return None
    named = [case.names(panel.codes[third]) for third in both[:3]]
    more = f" and {len(both) - 3} more" if len(both) > 3 else ""
    return f"Both had such a thing with {listed(named) if not more else ', '.join(named) + more}.", ()


_SAID: dict[str, Callable[[Case, bool], Saying | None]] = {
    "happened": _happened, "told": _told, "due": _due, "planned": _planned, "wished": _wished, "doubt": _doubt,
    "news": _news, "tone": _tone, "actors": _actors, "common": _common,
}  # fmt: skip


def cases(panel: Panel, on: int, until: int, names: Names) -> Callable[[int], Case]:
    """Gives the case of a cell; the pairs' items are sorted once."""
    import numpy as np

    order = np.argsort(panel.items.pair, kind="stable")
    sorted_pairs = panel.items.pair[order]

    def case(cell: int) -> Case:
        pair, bit = divmod(cell, panel.kinds)
        low, high = np.searchsorted(sorted_pairs, [pair, pair + 1])
        return Case(panel, pair, kinds()[bit], bit, on, until, np.sort(order[low:high]), names)

    return case
