"""Announced things as records: what is due, who says so, what became of it or how likely it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from entente.futures.announced.model import Case, Model, fit
from entente.futures.announced.reasons import reasons
from entente.futures.announced.tables import Tables
from entente.futures.announced.things import between_states
from entente.futures.announced.traits import traits
from entente.futures.announced.watching import View, Watched, cases, settled
from entente.records import Announced, Claim, ForecastReason

#: So many cases of its own a ledger needs before its probabilities are its own.
ENOUGH = 30
#: What a packaged case weighs beside a ledger's own, where it has enough of these.
WEIGHT = 0.2


class Says(Protocol):
    """Knows how claims are named. The desk hands it in."""

    def label(self, claim: Claim) -> str:
        """The thing that a claim tells of as a short noun: "talks about arms", "visit"."""
        ...


def announced(known: View, says: Says, tables: Tables) -> list[Announced]:
    """The announced things of a view, by the day they are due.

    First those still to come, of one day those first that the reader is surest of; then those whose window has just
    passed and of which reports may still tell, latest first; then the others, newest first by the day on which what
    became of them was told, else by that on which they were due. Home affairs are learned from like others, and not
    listed.
    """
    own = cases(settled(known, tables))
    learned, prior = weighed(own, tables, known.as_of)
    model, shown = fit(learned), learned if prior else own
    listed = [each for each in known.watched if between_states(each.thing, tables)]
    rows = [_row(each, known, model, shown, prior, says, tables) for each in listed]
    still = [row for row in rows if row.became == "open" and not row.is_past(known.as_of)]
    passed = [row for row in rows if row.became == "open" and row.is_past(known.as_of)]
    over = [row for row in rows if row.became != "open"]
    return [
        *sorted(still, key=lambda row: (due(row), -row.confidence, row.claim)),
        *sorted(passed, key=lambda row: (-due(row).toordinal(), -row.confidence, row.claim)),
        *sorted(over, key=lambda row: (-(row.on or due(row)).toordinal(), row.claim)),
    ]


def weighed(own: Sequence[Case], tables: Tables, known: dt.date, *, lend: bool = True) -> tuple[list[Case], bool]:
    """The cases to learn from, and whether the ledger has too few of its own.

    The packaged counts weigh WEIGHT each where the ledger has ENOUGH of its own, and as they are where it has fewer.

    Args:
        own: of the ledger.
        tables: holds the packaged counts.
        known: the day of what is known. Counts gathered later are not used.
        lend: they are used all the same where the ledger has too few of its own.
    """
    few = sum(case.all for case in own) < ENOUGH
    if known < tables.counted_until and not (few and lend):
        return list(own), few
    weight = 1.0 if few else WEIGHT
    return [*own, *(Case(levels, kept * weight, count * weight) for levels, kept, count in tables.counts)], few


def _row(
    each: Watched, known: View, model: Model | None, shown: Sequence[Case], prior: bool, says: Says, tables: Tables
) -> Announced:
    thing, found = each.thing, each.fate
    first, kept = thing.first, thing.claims[0]
    inner = first.holders[-1] if first.holders else None
    far = (thing.end - known.as_of).days > tables.far
    now = traits(thing, known.reports, known.as_of, tables) if found.became == "open" and model and not far else None
    why = (ForecastReason(f"due in more than {tables.far} days: too little of that kind is over to learn from", 0.0),)
    return Announced(
        claim=first.id, claims=tuple(each.claim.id for each in thing.claims), kind=first.event, actor=first.actor,
        recipient=first.recipient, label=says.label(first), holder=(inner.actor or inner.name or "") if inner else "",
        stance=inner.stance if inner else "", modality=first.modality, certainty=first.certainty, told=thing.told,
        quote=first.quote, start=thing.start, end=thing.end, lead=(thing.end - thing.told).days, became=found.became,
        on=found.on, by=found.by, probability=model.probability(now.levels) if model and now else None,
        base_rate=model.rate if model else None, reasons=reasons(thing, now, model, shown)
        if model and now else why if far and found.became == "open" else (),
        event=kept.event, prior=prior and now is not None,
        confidence=max(each.claim.confidence for each in thing.claims),
        shown=known.words.text(found.by[0]) if found.by else "",
        at_once=found.became == "kept" and found.on == thing.told,
    )  # fmt: skip


def due(row: Announced) -> dt.date:
    """The last day of a thing's window."""
    return row.end or row.start or row.told
