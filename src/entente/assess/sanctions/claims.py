"""Claims against the rules: the dealings of a happening as what they are told as, with who says so and who does not."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from entente.assess.sanctions.bearing import strictness
from entente.assess.sanctions.dealings import TOLD, dealings_of, either_way, sure, told
from entente.assess.sanctions.engine import Sanctions
from entente.assess.sanctions.wording import dealing_words, unverified
from entente.assess.saying import Says, capital, counted, listed
from entente.lexicon.membership import Memberships
from entente.records import Claim, Holder, KeptClaim
from entente.records.finding import origins
from entente.records.rule import Dealing, Rule, cited
from entente.records.ruling import CheckedClaim, Ruling

#: Most claims that a finding shows.
MOST_CLAIMS = 12
_NOBODY = {"accuses": "unnamed accusers", "not-confirmed": "the reports themselves"}
_UNSURE = ("not-confirmed", "questions")
_VERDICTS = {
    "prohibited": "prohibited", "over-cap": "over a cap", "prohibited-by-chain": "prohibited by a chain of rules",
    "needs-approval": "in need of approval beforehand", "arguable": "arguably prohibited",
    "within-cap": "allowed within a cap", "exempt": "exempt", "not-covered": "not covered",
}  # fmt: skip
_IFS = {
    "conditional": "if it came to it", "former": "at that time", "denied": "if it happened, which is denied",
    "done": "if it is so",
}  # fmt: skip
_SO_FAR = {
    "agreed": "so far an agreement, ", "planned": "so far a plan, ", "talked of": "so far talks, ",
    "wanted": "so far a wish, ", "conditional": "so far an if, ", "former": "", "denied": "so far ",
}  # fmt: skip
Side = tuple[str, ...]
#: Event, who gives, who gets, what is done.
_Key = tuple[str, Side, Side, str]
#: Claims of one happening with one flow between the same parties.
_Group = list[tuple[KeptClaim, Dealing]]


class Voices(NamedTuple):
    """Who says what of a dealing, each name sorted; `own`: origins that tell it in their own voice."""

    asserted: tuple[str, ...]
    denied: tuple[str, ...]
    unconfirmed: tuple[str, ...]
    rumoured: bool
    own: int


def check_claims(
    claims: Iterable[KeptClaim],
    rules: Sequence[Rule],
    memberships: Memberships,
    says: Says,
    *,
    also_not_covered: bool = False,
) -> list[CheckedClaim]:
    """The dealings that claims tell of, against the rules, strictest and firmest first.

    Claims of one event with the same parties and activity make one finding; of their matters and days the strictest
    decides. What is wanted, planned, conditional, denied or not confirmed is said to be so.

    Args:
        also_not_covered: also dealings that no rule forbids.
    """
    sanctions = Sanctions(rules, memberships, says)
    groups: dict[_Key, _Group] = {}
    for kept in claims:
        for dealing in dealings_of(kept):
            if also_not_covered or sanctions.touches((*dealing.source, *dealing.target)):
                groups.setdefault((kept.event or kept.claim.id, *_flow(dealing)), []).append((kept, dealing))
    found = [
        one
        for key, group in sorted(groups.items())
        if not _told_the_other_way(key, groups) and (one := _checked(group, sanctions, says)) is not None
    ]
    return sorted(_one_way([one for one in found if also_not_covered or _matters(one)]), key=_order)


def _flow(dealing: Dealing) -> tuple[Side, Side, str]:
    return (tuple(sorted(dealing.source)), tuple(sorted(dealing.target)), dealing.activity)


def _matters(one: CheckedClaim) -> bool:
    return one.ruling.verdict != "not-covered"


def _told_the_other_way(key: _Key, groups: Mapping[_Key, _Group]) -> bool:
    """True where these claims leave the way open, and others of the same event tell the opposite one."""
    event, source, target, activity = key
    others = groups.get((event, target, source, activity), [])
    return all(either_way(*each) for each in groups[key]) and not all(either_way(*each) for each in others)


def _one_way(found: list[CheckedClaim]) -> list[CheckedClaim]:
    """Where the way is not told, and both were checked, only the stricter."""
    best: dict[tuple[object, ...], CheckedClaim] = {}
    for one in sorted(found, key=_order):
        source, target, activity = _flow(one.ruling.dealing)
        ids = tuple(sorted(kept.claim.id for kept in one.claims))
        best.setdefault((one.event, *sorted((source, target)), activity, ids), one)
    return list(best.values())


def _order(one: CheckedClaim) -> tuple[int, int, int, str, str]:
    return (
        strictness(one.ruling.verdict), TOLD.index(one.told), -one.origins, one.ruling.on.isoformat(),
        one.text + one.event + min((kept.claim.id for kept in one.claims), default=""),
    )  # fmt: skip


def _checked(group: _Group, sanctions: Sanctions, says: Says) -> CheckedClaim | None:
    claims = list({kept.claim.id: kept for kept, _ in group}.values())
    if not (sure_ones := [kept for kept in claims if sure(kept, says)]):
        return None
    how = min((told(kept.claim) for kept in sure_ones), key=TOLD.index)
    if how == "denied" and not any(_denies(kept) for kept in claims):
        return None  # a report that says itself that nothing of the kind happened tells of no dealing
    ruling = min(
        (sanctions.check(dealing) for dealing in _most_told(group)),
        key=lambda one: (strictness(one.verdict), -len(one.dealing.matter), one.dealing.matter, one.dealing.source),
    )
    voices = _voices(claims, says)
    rules = tuple(finding.rule for finding in ruling.deciding)[:3] or tuple(f.rule for f in ruling.findings)[:1]
    return CheckedClaim(
        text=_text(ruling, how, voices, says), reason=_reason(ruling, how, claims, says),
        claims=tuple(sorted(claims, key=_best)[:MOST_CLAIMS]), rules=rules, ruling=ruling, event=claims[0].event or "",
        told=how, asserted=voices.asserted, denied=voices.denied, unconfirmed=voices.unconfirmed,
        origins=origins(claims), count=len(claims),
    )  # fmt: skip


def _most_told(group: _Group) -> list[Dealing]:
    """The dealings of the matters that most origins tell, on the day that most tell, of equals the first."""
    matters, days = dict[str, set[str]](), dict[dt.date, set[str]]()
    for kept, dealing in group:
        matters.setdefault(dealing.matter, set()).add(kept.counted_by)
        days.setdefault(dealing.on, set()).add(kept.counted_by)
    most = max(len(each) for each in matters.values())
    on = min(days, key=lambda day: (-len(days[day]), day))
    found = {
        (dealing.source, dealing.target, dealing.matter): dataclasses.replace(dealing, on=on)
        for _, dealing in group
        if len(matters[dealing.matter]) == most
    }
    return [found[key] for key in sorted(found)]


def _denies(kept: KeptClaim) -> bool:
    return bool(kept.claim.holders) and kept.claim.holders[-1].stance == "denies"


def _best(kept: KeptClaim) -> tuple[int, float, str, str]:
    day = kept.published.isoformat() if kept.published else ""
    return (TOLD.index(told(kept.claim)), -kept.claim.confidence, day, kept.claim.id)


def _voices(claims: Iterable[KeptClaim], says: Says) -> Voices:
    asserted, denied, unconfirmed, own = dict[str, set[str]](), set[str](), set[str](), set[str]()
    rumoured = False
    for kept in claims:
        claim = kept.claim
        if not claim.holders:
            if claim.polarity == "positive" and claim.certainty in ("certain", "probable"):
                own.add(kept.counted_by)
            continue
        inner = claim.holders[-1]
        name = _name(inner, claim, says)
        if inner.stance in _UNSURE or claim.certainty == "unknown":
            unconfirmed.add(name)
        elif inner.stance == "rumour":
            rumoured = True
        elif claim.polarity == "negative":
            denied.add(name)
        else:
            asserted.setdefault(name, set()).add(_stance(inner, claim))
    told_by = tuple(f"{name} ({', '.join(sorted(stances))})" for name, stances in sorted(asserted.items()))
    return Voices(told_by, tuple(sorted(denied)), tuple(sorted(unconfirmed)), rumoured, len(own))


def _stance(holder: Holder, claim: Claim) -> str:
    """The stance in a word or two; a statement that it may be so is no statement that it is."""
    plain = holder.stance in ("says", "reports", "confirms")
    return f"{holder.stance} it may be so" if plain and claim.certainty == "possible" else holder.stance


def _name(holder: Holder, claim: Claim, says: Says) -> str:
    """Whose words they are: the state before its people, so that two of them are not two voices."""
    if holder.actor and not (holder.stance == "accuses" and holder.actor in claim.actor):
        return says.name(holder.actor)
    return (not holder.actor and holder.name) or _NOBODY.get(holder.stance, "somebody")


def _text(ruling: Ruling, how: str, voices: Voices, says: Says) -> str:
    verdict, day = _VERDICTS[ruling.verdict], ruling.on
    what = capital(dealing_words(ruling.dealing, says))
    rule = ruling.deciding[0].rule if ruling.deciding else None
    under = f" ({cited(rule.instrument, rule.paragraph)}{unverified(rule)})" if rule else ""
    fact = how == "done" and bool(voices.own) and not voices.denied
    head = (
        f"{what}: {verdict} on {day}{under}"
        if fact
        else f"{what}: would be {verdict}{under} {_IFS.get(how, 'if carried out')}, on {day}"
    )
    return f"{head}; {_said(how, voices)}."


def _said(how: str, voices: Voices) -> str:
    parts, told_by = [], list[str]()
    if voices.own:
        own = "its own words" if voices.own == 1 else "their own words"
        told_by.append(f"by {counted(voices.own, 'origin')} in {own}")
    if voices.asserted:
        told_by.append(f"by {_some(voices.asserted)}")
    if told_by:
        word = "asserted" if how == "done" and not voices.own else "told as fact" if how == "done" else "told"
        parts.append(f"{word} {' and '.join(told_by)}")
    if voices.rumoured:
        parts.append("rumoured")
    if voices.denied:
        parts.append(f"denied by {_some(voices.denied)}")
    if voices.unconfirmed:
        parts.append(f"not confirmed by {_some(voices.unconfirmed)}")
    so_far = _SO_FAR.get(how, "" if voices.own else "so far ")
    return so_far + (", ".join(parts) or "told as possible only")


def _some(names: Sequence[str]) -> str:
    """Names, at most five of them."""
    return listed(names) if len(names) <= 5 else listed([*names[:4], f"{len(names) - 4} more"])


def _reason(ruling: Ruling, how: str, claims: Sequence[KeptClaim], says: Says) -> str:
    dated = any(kept.claim.start == ruling.on for kept in claims)
    day = "the day it is told to have happened or begun" if dated else "the day of a report, as no other is told"
    need = [each.fact for each in ruling.would_change[:3]]
    more = f"; not told, and it would change the answer: {listed(need, 'or')}" if need else ""
    told_in = f"{counted(len(claims), 'claim')} in {counted(origins(claims), 'origin')}"
    return f"{told_in}, told as {how}, checked as {dealing_words(ruling.dealing, says)} on {day}{more}."
