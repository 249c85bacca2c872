"""How the probabilities of announced things fared: learned from what was known before, scored on what came after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from entente.futures.announced.fate import fate, is_over
from entente.futures.announced.listing import weighed
from entente.futures.announced.model import Model, fit
from entente.futures.announced.scores import Scored, reliability, scored
from entente.futures.announced.tables import Tables
from entente.futures.announced.things import Thing, between_states
from entente.futures.announced.traits import Traits, traits
from entente.futures.announced.watching import View, cases, looked_from, settled
from entente.records import Backtest, Estimate

#: Fewer cases than this are not scored.
FEWEST = 10
#: What is to be beaten.
ALL_KEPT, BASE_RATE = "all are kept", "the base rate"


@dataclass(frozen=True, slots=True)
class Judged:
    """A thing that was looked at on a day while it was open, and whether it was kept, as known at the end."""

    day: dt.date
    traits: Traits
    group: str
    kept: bool
    unheard: bool


def days_looked_from(end: View, since: dt.date, until: dt.date) -> list[dt.date]:
    """The days from which the things due between two days are looked at, sorted."""
    due = [each.thing for each in end.watched if since <= each.thing.end <= until]
    return sorted({day for thing in due for day in _looked(thing, since)})


def _looked(thing: Thing, since: dt.date) -> set[dt.date]:
    return {max(day, _before(since)) for day in looked_from(thing)}


def judged_on(thing: Thing, day: dt.date, since: dt.date, until: dt.date) -> bool:
    """Whether a thing is due between two days and looked at on a day."""
    return since <= thing.end <= until and day in _looked(thing, since)


def judged(then: View, end: View, since: dt.date, until: dt.date, tables: Tables) -> list[Judged]:
    """The things due between two days that are looked at on the day of a view, as that view has them; no home affairs.

    Args:
        then: what was known on that day; nothing later is looked at but for whether they were kept.
        end: what was known at the end.
        since, until: first and last day on which they are due.
        tables: families, days and words.
    """
    found = []
    for each in then.watched:
        thing = each.thing
        if not judged_on(thing, then.as_of, since, until) or each.fate.became != "open":
            continue
        became = fate(thing, end.reports, end.words, end.as_of, tables).became
        if is_over(thing, end.as_of, tables) and between_states(thing, tables):
            known, group = traits(thing, then.reports, then.as_of, tables), "-".join(sorted(thing.parties))
            found.append(Judged(then.as_of, known, group, became == "kept", became == "unheard"))
    return found


def _before(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=1)


def backtest(
    learned: View, end: View, at: Callable[[dt.date, Callable[[Thing], bool]], View], since: dt.date, until: dt.date,
    seed: int, progress: Callable[[int, int | None], None], tables: Tables,
) -> Backtest:  # fmt: skip
    """The scores of things due between two days.

    The model is fitted once, on what was settled on the day before `since`; the packaged counts have no part in it
    unless they were gathered before. Each thing is looked at on the days of `looked_from`, where it was told before
    `since` on the day before that, as long as it is open; all these looks are scored.

    Args:
        learned: what was known on the day before `since`.
        end: what is known at the end.
        at: gives what was known on a day, with the things that are asked for.
        since, until: first and last day on which the things are due.
        seed: of the bootstrap.
        progress: told of days done and of all.
        tables: families, days and words.
    """
    own, _ = weighed(cases(settled(learned, tables)), tables, _before(since), lend=False)
    model, days, found = fit(own), days_looked_from(end, since, until), list[Judged]()
    for number, day in enumerate(days, 1):
        then = at(day, lambda thing, day=day: judged_on(thing, day, since, until))  # type: ignore[misc]
        found += judged(then, end, since, until, tables)
        progress(number, len(days))
    if model is None or len(found) < FEWEST:
        return _nothing(since, until, days, len(found), seed, "too few announced things to learn from or to score")
    return _scored(model, found, since, until, days, seed)


def _scored(
    model: Model, found: Sequence[Judged], since: dt.date, until: dt.date, days: Sequence[dt.date], seed: int
) -> Backtest:
    said = [model.probability(each.traits.levels) for each in found]
    came = [each.kept for each in found]
    references: dict[str, Sequence[float]] = {ALL_KEPT: [1.0] * len(found), BASE_RATE: [model.rate] * len(found)}
    means, against, skills = scored(Scored(said, references, came, [each.group for each in found]), seed)
    at_least = min((skill.value.value for skill in skills if skill.against == BASE_RATE), default=0.0)
    better = all(skill.better for skill in skills if skill.against == BASE_RATE)
    unheard = sum(each.unheard for each in found)
    verdict = "Better than the base rate" if better else "No better than the base rate, as far as so few can tell"
    if at_least <= 0:
        verdict = "No better than the base rate"
    note = (
        f"{verdict}: {len(found)} forecasts of announced things, {sum(came)} kept, {unheard} not heard of (counted as "
        f"not kept); learned from {model.cases:.0f} that were settled before."
    )
    return Backtest(
        what="announced", kinds=(), since=since, until=until, horizon=0, least=1, origins=tuple(days),
        cases=len(found), happened=sum(came), pairs=len({each.group for each in found}), brier=means["brier"],
        log=means["log"], references=against, skills=skills, first_auc=None, first_precision=None, first_cases=0,
        first_happened=0, reliability=reliability(said, came), by_kind=_by_kind(model, found, said), note=note,
        seed=seed,
    )  # fmt: skip


def _by_kind(model: Model, found: Sequence[Judged], said: Sequence[float]) -> dict[str, tuple[int, int, float, float]]:
    rows = {}
    for kind in sorted({each.traits.level("kind") for each in found}):
        inside = [(p, each.kept) for p, each in zip(said, found, strict=True) if each.traits.level("kind") == kind]
        own = sum((p - came) ** 2 for p, came in inside) / len(inside)
        base = sum((model.rate - came) ** 2 for _, came in inside) / len(inside)
        rows[kind] = (len(inside), sum(came for _, came in inside), own, 1 - own / base)
    return rows


def _nothing(since: dt.date, until: dt.date, days: Sequence[dt.date], cases: int, seed: int, note: str) -> Backtest:
    none = Estimate(0.0, 0.0, 0.0)
    return Backtest(
        what="announced", kinds=(), since=since, until=until, horizon=0, least=1, origins=tuple(days), cases=cases,
        happened=0, pairs=0, brier=none, log=none, references={}, skills=(), first_auc=None, first_precision=None,
        first_cases=0, first_happened=0, reliability=(), by_kind={}, note=note, seed=seed,
    )  # fmt: skip
