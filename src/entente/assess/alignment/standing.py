"""How two actors stand to each other: steps, change points, why, and triads, in one answer."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

from entente.assess.alignment import ruptures as breaks
from entente.assess.alignment.drafts import Claims, Draft, Fetch, finding
from entente.assess.alignment.scores import FEW, Course, estimate, parts, stretches
from entente.assess.alignment.tellings import Told, between, heaviest, ids, left_out, told
from entente.assess.alignment.ties import SEVERAL, Thirds, tie
from entente.assess.alignment.triads import Triads
from entente.assess.alignment.weights import Weights, load
from entente.assess.alignment.why import Memberships, adversaries, exchanges
from entente.assess.alignment.why import memberships as shared
from entente.assess.days import plus
from entente.assess.saying import Says, capital, counted
from entente.records import Alignment, Change, Finding, Glance
from entente.records.finding import Estimate

#: Share of a pair's origins under which an exchange is too little told to say something of how the two stand.
SHARE = 0.02


def alignment(
    one: str,
    two: str,
    glances: Sequence[Glance],
    thirds: Sequence[Glance],
    says: Says,
    *,
    since: dt.date,
    until: dt.date,
    cut: bool = False,
    with_: str | None = None,
    memberships: Memberships,
    claims: Fetch,
    seed: int = 0,
    shuffles: int = 999,
    weights: Weights | None = None,
) -> Alignment:
    """How two actors stand to each other over time, and why.

    Args:
        one, two: codes.
        glances: claims of the two; others are passed over.
        thirds: claims of either with anyone; may hold those of the two as well, each counts once.
        since, until: first and last day that count; one day for a single report, of which then everything counts.
        cut: `until` is the asker's, not where reports end; then it is said.
        with_: code of a third that is told in any case.
        claims: fetches claims by id; asked once.
        seed, shuffles: of the shuffled dates behind every `chance`.
        weights: the scale, by default the packaged one.

    Raises:
        LexiconError: for faults in the weights' file.
        ValueError: where `until` is before `since`, or there are no shuffles.
    """
    if until < since or shuffles < 1:
        raise ValueError("an alignment has a first day, a last day that is not before it, and shuffles")
    scale = weights or load()
    seen = {glance.id: glance for glance in glances if between(glance, one, two)}
    pair = told(seen.values(), scale, since, until)
    known = Thirds(one, two, thirds, scale, since, until)
    unit, days = stretches(since, until)
    course = Course(pair.tellings, days)
    found = breaks.ruptures(course.means, course.origins, seed=seed, shuffles=shuffles)
    stand = tie(pair, many=known.many)
    triads = Triads(one, two, stand, known)
    story = _Story(one, two, pair, says, since, until, unit, days, cut=cut)
    summary = [*story.score(list(seen.values())), *story.course(found, shuffles), *triads.share(says)]
    changes = story.changes(found, shuffles)
    why = [
        *adversaries(one, two, stand, known, says),
        *exchanges(
            one, two, pair, says, least=1 if pair.origins < FEW else max(SEVERAL, math.ceil(pair.origins * SHARE))
        ),
        *shared(one, two, stand, memberships, says, until),
    ]
    third = triads.drafts(says, with_)
    cited = Claims(claims, [*summary, *changes, *why, *third])
    return Alignment(
        one=one, two=two, since=since, until=until, steps=course.steps, words=story.words, deeds=story.deeds,
        score=story.whole, origins=pair.origins, summary=cited.settle(summary), changes=cited.settle(changes),
        why=cited.settle(why), triads=cited.settle(third), shuffles=shuffles, unit=unit,
    )  # fmt: skip


class _Story:
    """What is said of the two over the whole time and of its changes.

    Attributes:
        words, deeds, whole: scores of words, of deeds, of both; None where nothing is told.
    """

    def __init__(
        self, one: str, two: str, pair: Told, says: Says, since: dt.date, until: dt.date, unit: str,
        days: Sequence[tuple[dt.date, dt.date]], *, cut: bool,
    ) -> None:  # fmt: skip
        self._pair, self._since, self._until, self._unit, self._days = pair, since, until, unit, days
        self._over = f"from {since.isoformat()} to {until.isoformat()}" if cut else f"since {since.isoformat()}"
        self._names = f"{says.name(one)} and {says.name(two)}"
        self.whole = estimate(list(pair.means.values()))
        self.words, self.deeds = parts(pair.tellings)

    def score(self, seen: Sequence[Glance]) -> list[Draft[Finding]]:
        """The score over the whole time, or that nothing tells it."""
        told = self._pair.tellings
        if self.whole is None:
            return self._nothing(seen)
        sides = [len({telling.origin for telling in told if telling.weight * sign > 0}) for sign in (1, -1)]
        when = self._when()
        apart = [
            f"{name} {_number(of.value)}"
            for name, of in (("deeds", self.deeds), ("words", self.words)) if of is not None
        ]  # fmt: skip
        few = "; few reports" if self._pair.origins < FEW else ""
        text = (
            f"{self._names}: cooperation in {counted(sides[0], 'origin')}, conflict in {sides[1]:,} {when} "
            f"(score {_scored(self.whole)}); {', '.join(apart)}{few}."
        )
        left = left_out(self._pair.left)
        reason = (
            f"Mean weight of what is told in {counted(self._pair.origins, 'origin')}, from -10 (war) to 10, drawn "
            f"towards 0 as by one more origin that tells 0{'; left out, in origins: ' + left if left else ''}."
        )
        toward = 1 if self.whole.value > 0 else -1
        return [finding(capital(text), reason, ids([*heaviest(told, 6, toward), *heaviest(told, 2, -toward)])[:8])]

    def _when(self) -> str:
        """The time that is told of; a report without a day that tells of none gives no day to name."""
        if self._since < self._until:
            return self._over
        if all(telling.glance.published is None for telling in self._pair.tellings):
            return "(no report has a day)"
        return f"on {self._until.isoformat()}"

    def _nothing(self, seen: Sequence[Glance]) -> list[Draft[Finding]]:
        if not seen:
            return []
        shown = sorted(seen, key=lambda glance: (-glance.confidence, glance.id))[:4]
        undated = all(glance.day is None for glance in seen) and self._since < self._until
        why = "no report has a day, so none counts" if undated else "nothing told says how they stand to each other"
        text = f"{self._names}: {why}."
        reason = f"Left out, in origins: {left_out(self._pair.left)}."
        return [finding(capital(text), reason, [glance.id for glance in shown])]

    def course(self, found: breaks.Ruptures, shuffles: int) -> list[Draft[Finding]]:
        """That there is no change beyond chance, with the largest that was found, or no course at all."""
        told = self._pair.tellings
        if not told or found.beyond:
            return []
        shown = ids(heaviest(told, 4))
        if found.candidate is None:
            days = {telling.day for telling in told}
            if all(telling.glance.published is None for telling in told) and len(days) == 1:
                text = "No report has a day: no course over time."
            elif len(days) == 1:
                text = "One day of reports: no course over time."
            else:
                text = f"Fewer than {2 * breaks.SHORTEST} {self._unit}s with reports: no change over time can be told."
            return [finding(text, "A change needs some stretch of time with reports before and after it.", shown)]
        on = self._days[found.candidate.at][0]
        text = (
            f"No change point beyond chance {self._over}; the largest, "
            f"{self._at(on)}, comes about by chance in {found.candidate.chance:.0%} of shuffles."
        )
        return [finding(text, _method(shuffles, self._unit), self._around(found.candidate.at, 0, 2) or shown)]

    def changes(self, found: breaks.Ruptures, shuffles: int) -> list[Draft[Change]]:
        """The changes, most certain first."""
        ranked = sorted(found.beyond, key=lambda rupture: (rupture.chance, -rupture.size, rupture.at))
        return [self._change(rupture, shuffles) for rupture in ranked]

    def _change(self, rupture: breaks.Rupture, shuffles: int) -> Draft[Change]:
        on, up = self._days[rupture.at][0], rupture.after > rupture.before
        text = (
            f"{capital(self._at(on))} on, {self._names} stand {'better' if up else 'worse'} than before: "
            f"score {_number(rupture.before)} before, {_number(rupture.after)} after; by chance in "
            f"{rupture.chance:.1%} of shuffles."
        )
        return Draft(
            tuple(self._around(rupture.at, 1 if up else -1)),
            lambda claims: Change(
                text=text, reason=_method(shuffles, self._unit), claims=claims, on=on, before=rupture.before,
                after=rupture.after, chance=rupture.chance,
            ),
        )  # fmt: skip

    def _at(self, on: dt.date) -> str:
        return f"from {on.isoformat()}" if self._unit == "day" else f"from the {self._unit} of {on.isoformat()}"

    def _around(self, at: int, toward: int, most: int = 5) -> list[str]:
        """Claims around the change: what weighs most after it and before it, that which shows it first."""
        on = self._days[at][0]
        width = dt.timedelta(days=breaks.around(on, self._days[at]))
        after = [telling for telling in self._pair.tellings if on <= telling.day < plus(on, width)]
        before = [telling for telling in self._pair.tellings if plus(on, -width) <= telling.day < on]
        return ids([*heaviest(after, most, toward), *heaviest(before, most, -toward)])


def _method(shuffles: int, unit: str) -> str:
    return (
        f"Largest standardised difference of mean weights before and after, {unit} by {unit} (CUSUM, binary "
        f"segmentation); chance is how often {shuffles:,} shuffles of the {unit}s bring about one as large."
    )


def _number(value: float) -> str:
    return f"{round(value, 1) + 0.0:.1f}"


def _scored(of: Estimate) -> str:
    return f"{_number(of.value)}, {of.level:.0%} interval {_number(of.low)} to {_number(of.high)}"
