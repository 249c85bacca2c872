"""Why an announced thing is likely or not to be kept, in plain sentences with the claims behind them."""

from __future__ import annotations

from collections.abc import Sequence

from entente.futures.announced.levels import TRAITS
from entente.futures.announced.model import Case, Model
from entente.futures.announced.things import Thing
from entente.futures.announced.traits import Traits
from entente.records import ForecastReason

#: Effects smaller than this, in log-odds, are not told.
SMALL = 0.1
_SAID = {
    ("due", "today"): "its last day is here or past",
    ("due", "later"): "its last day is still to come",
    ("begun", "no"): "its time has not begun",
    ("begun", "yes"): "its time has begun and no report tells it as done",
    ("talked", "by one"): "told of by a single origin",
    ("talked", "by some"): "told of by two to four origins",
    ("talked", "by many"): "told of by five origins or more",
    ("reading", "unsure"): "the reader is not sure of the words",
    ("reading", "fair"): "the reader is fairly sure of the words",
    ("reading", "sure"): "the reader is sure of the words",
    ("lately", "no"): "nothing of the kind was told of the parties in the last months",
    ("lately", "some"): "some of the kind was told of the parties in the last months",
    ("lately", "often"): "much of the kind was told of the parties in the last months",
    ("hedge", "plain"): "said without a hedge",
    ("hedge", "hedged"): "said as likely or possible only",
    ("hedge", "wished"): "only wished for",
    ("kind", "meeting"): "a visit or meeting",
    ("kind", "agreement"): "an agreement, support or joint undertaking",
    ("kind", "help"): "help or a delivery",
    ("kind", "withdrawal"): "a withdrawal, release or truce",
    ("kind", "pressure"): "a measure, threat or use of force",
    ("voice", "report"): "told by reports in their own voice",
    ("voice", "party"): "said by one of the parties",
    ("voice", "other"): "said by somebody who is no party",
}


def reasons(thing: Thing, found: Traits, model: Model, cases: Sequence[Case]) -> tuple[ForecastReason, ...]:
    """What moves the probability of a thing from the usual case, most important first.

    Args:
        thing: the announced thing.
        found: its traits.
        model: what was learned.
        cases: what it was learned from; each sentence tells how many such there were and how many of them were kept.
    """
    by = tuple(kept.claim.id for kept in reversed(thing.claims))[:10]
    told = []
    for trait, level in zip(TRAITS, found.levels, strict=True):
        effect = model.against(trait, level)
        if abs(effect) < SMALL:
            continue
        such = [case for case in cases if (trait, level) in zip(TRAITS, case.levels, strict=True)]
        kept, number = sum(case.kept for case in such), sum(case.all for case in such)
        text = f"{_SAID[trait, level]}: {kept:.0f} of {number:.0f} such were kept"
        told.append(ForecastReason(text, effect, found.lately if trait == "lately" else by))
    return tuple(sorted(told, key=lambda reason: (-abs(reason.effect), reason.text)))
