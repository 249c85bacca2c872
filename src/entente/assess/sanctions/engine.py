"""The check of a dealing against the rules: every rule alone, and the strictest that bears decides."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections.abc import Iterable, Sequence

from entente.assess.sanctions.bearing import Bearing, bearing, strictness
from entente.assess.sanctions.changes import need, would_change
from entente.assess.sanctions.facts import kind_of, kinds_of
from entente.assess.sanctions.wording import answer, finding_text, why
from entente.assess.saying import Says
from entente.lexicon.membership import Memberships
from entente.records.rule import Dealing, Rule
from entente.records.ruling import RuleFinding, Ruling

Side = tuple[str, ...]
_USUAL = {"training": "train", "exercises": "exercise", "money": "finance", "labour": "labour", "diplomacy": "travel"}
#: What an activity is about where no matter is told. An exercise with missiles is an exercise, too; with medicine, not.
_ABOUT = {activity: matter for matter, activity in _USUAL.items()} | {"teach": "technology", "launch": "arms.missiles"}
_ALSO = ("train", "exercise")
_MILITARY = ("arms", "troops", "exercises", "training", "nuclear")
#: Near misses as a reader would look for them.
_NEAR = {
    "gate": 0, "kind": 0, "excluded": 1, "lifted": 1, "lapsed": 2, "before": 2, "shut": 3, "direction": 4, "bound": 4,
}  # fmt: skip
#: Most near misses that are told.
MOST_NEAR = 8


def usual_activity(matter: str) -> str:
    """What is usually done with a matter: "supply" of arms, goods and technology, "exercise" of exercises."""
    return _USUAL.get(matter, "supply")


class Sanctions:
    """Rules by the states that they are on, ready to hold dealings against them."""

    def __init__(self, rules: Iterable[Rule], memberships: Memberships, says: Says) -> None:
        """Args: rules: in any order; says: how things are named."""
        self._memberships, self._says = memberships, says
        self._rules = {rule.id: rule for rule in sorted(rules, key=lambda rule: rule.id)}
        self._by_state: dict[str, list[Rule]] = {}
        for rule in self._rules.values():
            for state in dict.fromkeys(rule.state):
                self._by_state.setdefault(state, []).append(rule)
        self._kinds = frozenset(kind for rule in self._rules.values() for kind in kinds_of(rule))
        self._plain = functools.lru_cache(200_000)(self._ruled)

    def touches(self, codes: Iterable[str]) -> bool:
        """True if any rule is on one of these states."""
        return any(code in self._by_state for code in codes)

    def check(self, dealing: Dealing) -> Ruling:
        """What the rules say of a dealing; an empty activity is the usual one of its matter."""
        if not dealing.facts and dealing.amount is None and dealing.used is None:
            return self._plain(dealing.source, dealing.target, dealing.matter, dealing.activity, dealing.on)
        return self._of(dealing)

    def _ruled(self, source: Side, target: Side, matter: str, activity: str, on: dt.date) -> Ruling:
        return self._of(Dealing(source, target, matter, activity, on))

    def _of(self, dealing: Dealing) -> Ruling:
        dealing = _filled(dealing)
        bearings = _open_caps(self._bearings(dealing))
        applied = [found for found in bearings if found.applies]
        verdict = min((found.verdict for found in applied), key=strictness, default="not-covered")
        changes = would_change(bearings, verdict)
        findings = tuple(self._finding(found, dealing) for found in bearings[: len(applied) + MOST_NEAR])
        by_id = {found.rule.id: found for found in bearings}
        text = answer(dealing, verdict, findings, by_id, changes, self._says)
        return Ruling(dealing, verdict, text, findings, changes)

    def _bearings(self, dealing: Dealing) -> list[Bearing]:
        """Rules that bear, strictest first and surest before others, then the nearest of those that do not."""
        parties = dict.fromkeys((*dealing.source, *dealing.target))
        rules = {rule.id: rule for party in parties for rule in self._by_state.get(party, ())}
        found = [self._of_kind(self._bearing(rule, dealing), dealing) for rule in rules.values()]
        bears = sorted((one for one in found if one and one.applies), key=_first)
        near = sorted((one for one in found if one and not one.applies), key=lambda one: _near(one, dealing))
        return bears + _nearest(near)

    def _bearing(self, rule: Rule, dealing: Dealing) -> Bearing | None:
        found = bearing(rule, dealing, self._memberships)
        about, root = _ABOUT.get(dealing.activity), dealing.matter.partition(".")[0]
        if dealing.activity not in _ALSO or about == dealing.matter or root not in _MILITARY:
            return found
        if about is None or (found and found.applies):
            return found
        return bearing(rule, dataclasses.replace(dealing, matter=about), self._memberships) or found

    def _of_kind(self, found: Bearing | None, dealing: Dealing) -> Bearing | None:
        """A rule that asks which goods it is does not bear on goods that are named and that other entries are on."""
        kind = kind_of(dealing.facts)
        if found is None or not found.applies or kind not in self._kinds or "goods" not in found.rule.needs:
            return found
        own = self._rules.get(f"{found.rule.id}-named")
        if own is None or kind in kinds_of(own):
            return found
        return found._replace(verdict="not-covered", miss="shut", word="goods", unknown=())

    def _finding(self, found: Bearing, dealing: Dealing) -> RuleFinding:
        rule = found.rule
        reason = why(found, dealing, self._says, self._rules)
        parties = dict.fromkeys((*dealing.source, *dealing.target))
        return RuleFinding(
            text=finding_text(found, dealing, self._says, reason), reason=reason, rules=(rule,), applies=found.applies,
            verdict=found.verdict, binds=tuple(party for party, _ in found.by),
            contests=tuple(party for party in parties if party in rule.contested_by),
            needs=tuple(need((one,), (rule,)) for one in found.unknown),
        )  # fmt: skip


def check(dealing: Dealing, rules: Sequence[Rule], memberships: Memberships, says: Says) -> Ruling:
    """What the rules say of a dealing.

    The verdict is that of the strictest rule that bears on the parties on the day; every rule is weighed alone, so
    their order does not matter and another rule can only make the verdict stricter (a general exemption stands within
    the rule that it is an exemption from).
    """
    return Sanctions(rules, memberships, says).check(dealing)


def _open_caps(bearings: list[Bearing]) -> list[Bearing]:
    """Where an amount can be held against no cap that bears, whether it is over one is open."""
    applied = [found for found in bearings if found.applies]
    capped = [found for found in applied if found.verdict == "within-cap"]
    if not capped or len(capped) < len(applied) or not all(_unit_unknown(found) for found in capped):
        return bearings
    return [found._replace(verdict="arguable") if found in capped else found for found in bearings]


def _unit_unknown(found: Bearing) -> bool:
    return any(one.fact == "unit" for one in found.unknown)


def _filled(dealing: Dealing) -> Dealing:
    """The dealing with the usual activity of its matter where none is given, and the other way round."""
    activity = dealing.activity or usual_activity(dealing.matter)
    matter = dealing.matter or _ABOUT.get(activity, "")
    if (activity, matter) == (dealing.activity, dealing.matter):
        return dealing
    return dataclasses.replace(dealing, matter=matter, activity=activity)


def _first(found: Bearing) -> tuple[int, bool, int, bool, int, str]:
    """Strictest first; then what bears in full, the UN's measures before a state's own, one way's before both's, the
    newest."""
    rule = found.rule
    law = 0 if "UN" in rule.bound else 1
    both = rule.direction == "both"
    return (strictness(found.verdict), found.partial, law, both, -rule.valid_from.toordinal(), rule.id)


def _near(found: Bearing, dealing: Dealing) -> tuple[int, int, bool, int, str]:
    """Nearest first: what hangs on a fact, then on the day, the nearest first, on direction and on who is bound."""
    rule = found.rule
    edge = rule.valid_until if found.miss == "lapsed" and rule.valid_until else rule.valid_from
    days = abs((dealing.on - edge).days) if found.miss in ("lapsed", "before") else 0
    own = kind_of(dealing.facts) in kinds_of(rule)
    return (_NEAR[found.miss], days, not own, 0 if "UN" in rule.bound else 1, rule.id)


def _nearest(near: list[Bearing]) -> list[Bearing]:
    """Near misses with the nearest of each kind among the first MOST_NEAR; otherwise their order stays."""
    firsts = {found.miss: place for place, found in reversed(list(enumerate(near)))}.values()
    others = [place for place in range(len(near)) if place not in firsts]
    told = sorted([*firsts, *others[: max(0, MOST_NEAR - len(firsts))]])
    return [near[place] for place in (*told, *(each for each in others if each not in told))]
