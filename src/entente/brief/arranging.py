"""The order of findings for a busy reader: what is disputed or open between the two first, both sides, none twice."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from entente.records import CheckedClaim, Contradiction, Finding, KeptClaim
from entente.records.interest import WHATS, Interest
from entente.records.status import Status

#: What the state of a happening weighs beside the number of its origins, once several tell of it. Set by reading the
#: briefs of busy pairs and of single reports: what is disputed or still open before what nobody doubts.
_STATES = {
    "contested": 4.0, "not confirmed": 4.0, "questioned": 3.0, "denied": 3.0, "not so": 3.0, "called off": 3.0,
    "announced": 2.0, "expected": 2.0, "possible": 2.0, "wanted": 1.5, "not wanted": 1.5, "rumoured": 1.5,
    "confirmed": 1.0, "conditional": 0.5, "former": -1.0,
}  # fmt: skip
#: That only others than the report say so; that it was read less surely; that it is a war or a ban in the background.
_HEARSAY, _LESS_SURE, _BACKGROUND = 1.5, -0.4, -1.5
#: Days after which its newest report counts half.
_HALF_LIFE = 60
#: Origins beyond which more of them weigh no more: what everybody tells is no news.
_ENOUGH = 100


@dataclass(frozen=True, slots=True)
class View:
    """By what findings are arranged.

    Attributes:
        pair: codes of the two that the brief is about; empty where no two are.
        threshold: confidence from which a claim is read surely.
        ledger: whether a ledger was asked, not only reports.
        reports: number of reports shown.
    """

    pair: frozenset[str] = frozenset()
    threshold: float = 0.0
    ledger: bool = False
    reports: int = 1


def arranged(key: str, findings: Iterable[Finding], view: View) -> list[Finding]:
    """The findings of one section, none twice, in the order in which they are shown."""
    found = list({finding.text: finding for finding in reversed(list(findings))}.values())[::-1]
    order: dict[str, Callable[[list[Finding], View], list[Finding]]] = {
        "statuses": _statuses, "contradictions": _nearest, "interests": _interests, "rules": _rules,
        "questions": _nearest,
    }  # fmt: skip
    return order[key](found, view) if key in order else found


def confidence(finding: Finding) -> float:
    """How surely its claims were read: the surest of them; of two that clash, the less sure. 1 without claims."""
    if isinstance(finding, Contradiction):
        return min(finding.one.claim.confidence, finding.two.claim.confidence)
    return max((kept.claim.confidence for kept in finding.claims), default=1.0)


def denied(findings: Iterable[Finding]) -> int:
    """How many of the happenings are denied by one of their own parties."""
    return sum(
        any(voice.position == "denies" and voice.standing == "present" and voice.code in (*one.actor, *one.recipient)
            for voice in one.voices)
        for one in findings
        if isinstance(one, Status)
    )  # fmt: skip


# ---------------------------------------------------------------------- how things stand


def _statuses(found: list[Finding], view: View) -> list[Finding]:
    newest = max((one.last for one in found if isinstance(one, Status) and one.last), default=None)
    ranked = sorted(enumerate(found), key=lambda row: (-_weight(row[1], view, newest), row[0]))
    return [finding for _, finding in ranked]


def _weight(finding: Finding, view: View, newest: dt.date | None) -> float:
    """How much it matters; what both of the pair are sides of always comes first."""
    if not isinstance(finding, Status):
        return 0.0
    told = finding.origins
    age = (newest - finding.last).days if newest and finding.last else 10 * _HALF_LIFE
    named = any(voice.name for voice in finding.voices)
    own = any(not voice.name for voice in finding.voices)
    state = _STATES.get(finding.state, 0.0) if named or finding.state != "not so" else 0.0
    state += _HEARSAY if finding.state == "asserted" and not own else 0.0
    state += _BACKGROUND if finding.state == "asserted" and _is_background(finding) else 0.0
    weight = state * told / (told + 2) + math.log2(1 + min(told, _ENOUGH)) + math.pow(0.5, age / _HALF_LIFE)
    weight += _LESS_SURE if confidence(finding) < view.threshold else 0.0
    return weight + (100.0 if view.pair and view.pair <= {*finding.actor, *finding.recipient} else 0.0)


def _is_background(status: Status) -> bool:
    """A war or a ban without a day, told in passing."""
    undated = not any(kept.claim.start or kept.claim.end for kept in status.claims)
    return status.kind in ("ASSAULT", "SANCTION") and undated and all(not voice.name for voice in status.voices)


def _nearest(found: list[Finding], view: View) -> list[Finding]:
    """What is read surely and tells of the two first; else the order stays."""
    return sorted(found, key=lambda one: (not _of_pair(one, view), confidence(one) < view.threshold))


def _of_pair(finding: Finding, view: View) -> bool:
    return any(view.pair <= set(kept.claim.parties) for kept in finding.claims)


# ---------------------------------------------------------------------- interests


def _interests(found: list[Finding], view: View) -> list[Finding]:
    """Where want meets have, then rows of both sides in turn, of each side wants, demands, means in turn.

    Rows whose best words stand in what meets come last.
    """
    meets = [one for one in found if not isinstance(one, Interest)]
    met = {kept.claim.id for one in meets for kept in one.claims}
    sides: dict[str, dict[str, list[Finding]]] = {}
    told: list[Finding] = []
    for one in found:
        if isinstance(one, Interest):
            if one.claims[0].claim.id in met:
                told.append(one)
            else:
                sides.setdefault(one.party, {}).setdefault(one.what, []).append(one)
    turns = [_in_turn([rows[what] for what in WHATS if what in rows]) for rows in sides.values()]
    return [*meets, *_in_turn(turns), *told]


def _in_turn(rows: Sequence[Sequence[Finding]]) -> list[Finding]:
    return [one for turn in itertools.zip_longest(*rows) for one in turn if one is not None]


def by_side(findings: Sequence[Finding]) -> list[Finding]:
    """Interests that were chosen, side by side: what meets, then all of one party, then all of the other."""
    order = {one.party: number for number, one in reversed(list(enumerate(findings, 1))) if isinstance(one, Interest)}
    return sorted(
        findings, key=lambda one: (order[one.party], WHATS.index(one.what)) if isinstance(one, Interest) else (0, 0)
    )


# ---------------------------------------------------------------------- rules


def _rules(found: list[Finding], view: View) -> list[Finding]:
    """The same dealing told in several ways (as a plan, as a wish) as one finding, surest first where equal."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for number, one in enumerate(found):
        head = one.text.partition("; ")[0]
        same = (head, tuple(rule.id for rule in one.rules)) if isinstance(one, CheckedClaim) else (number,)
        groups.setdefault(same, []).append(one)
    return sorted((_merged(group) for group in groups.values()), key=lambda one: not _of_pair(one, view))


def _merged(group: Sequence[Finding]) -> Finding:
    if len(group) == 1:
        return group[0]
    head = group[0].text.partition("; ")[0]
    said = [one.text.partition("; ")[2].rstrip(".") for one in group]
    rest = [f"also {each.removeprefix('so far ')}" for each in said[1:]]
    claims: dict[str, KeptClaim] = {}
    for kept in _claims_in_turn(group):
        claims.setdefault(kept.claim.id, kept)
    return dataclasses.replace(
        group[0], text="; ".join([head, said[0], *dict.fromkeys(rest)]) + ".", claims=tuple(claims.values()),
        reason=" ".join(dict.fromkeys(one.reason for one in group)),
    )  # fmt: skip


def _claims_in_turn(group: Sequence[Finding]) -> list[KeptClaim]:
    return [kept for turn in itertools.zip_longest(*(one.claims for one in group)) for kept in turn if kept is not None]


__all__ = ["View", "arranged", "by_side", "confidence", "denied"]
