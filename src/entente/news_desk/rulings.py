"""What sanctions rules say of dealings that are newly told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from entente.assess.sanctions import check_claims
from entente.briefing import Known as Held
from entente.news_desk.lines import Line, line, loudness
from entente.records import CheckedClaim, Event
from entente.records.news import news_key
from entente.records.noticed import Known
from entente.records.rule import cited

#: Verdicts that are news, as they are marked, and what they weigh.
MARKS = {
    "prohibited": ("prohibited", 3.0), "over-cap": ("over a cap", 3.0),
    "prohibited-by-chain": ("prohibited by a chain", 2.5), "needs-approval": ("needs approval", 2.0),
    "arguable": ("arguable", 1.5),
}  # fmt: skip
#: How firmly a dealing is told, by what makes a new line of it: a plan that is carried out is news again.
_FIRM = {"done": "done", "agreed": "agreed", "planned": "planned", "talked of": "planned", "denied": "denied"}
#: A dealing without a day of its own, told of in so many days before, goes on and is no news.
GOES_ON = 14


def rulings(
    events: Sequence[Event], held: Held, known: Known, since: dt.date, found: dt.datetime
) -> tuple[list[Line], dict[str, dt.date]]:
    """Hits of rules among happenings, and what is known from now on.

    Args:
        events: the happenings, whole.
        since: first day of publication that makes news.
    """
    recent = [event for event in events if event.last is not None and event.last >= since]
    days = {event.id: event.last for event in recent}
    claims = [kept for event in recent for kept in event.claims]
    lines, seen = list[Line](), dict[str, dt.date]()
    for one in check_claims(claims, held.rules, held.memberships, held.says):
        # The day of a rumour's newest report; what the words date to long before is told again, and no news.
        day = max((kept.published for kept in one.claims if kept.published), default=days.get(one.event))
        if one.ruling.verdict not in MARKS or one.told not in _FIRM or day is None or day < since:
            continue
        dealing, dated = one.ruling.dealing, _dated(one)
        topic = news_key(
            "rule", ",".join(sorted(dealing.source)), ",".join(sorted(dealing.target)), dealing.activity,
            dealing.matter.partition(".")[0], one.ruling.verdict, _FIRM[one.told],
            dealing.on.isoformat() if dated else "",
        )  # fmt: skip
        name = news_key("rule", "event", one.event or one.claims[0].claim.id, topic)
        heard = seen.get(topic) or known.seen.get(topic)
        told = known.seen.get(name) is not None or name in seen
        seen[topic] = max(day, heard or day)
        seen[name] = day
        old = dealing.on < since
        if told or old or (heard is not None and (dated or abs((day - heard).days) <= GOES_ON)):
            continue
        lines.append(_line(one, name, day, found))
    return lines, seen


def _dated(one: CheckedClaim) -> bool:
    return any(kept.claim.start == one.ruling.on for kept in one.claims)


def _line(one: CheckedClaim, name: str, day: dt.date, found: dt.datetime) -> Line:
    mark, weight = MARKS[one.ruling.verdict]
    rules = [finding.rule for finding in one.ruling.deciding]
    under = "; ".join(f"{cited(rule.instrument, rule.paragraph)} [{rule.mark}]: {rule.title}" for rule in rules[:2])
    holders = [name.partition(" (")[0] for name in one.asserted] + list(one.denied) + list(one.unconfirmed)
    dealing = one.ruling.dealing
    return line(
        "rule", name, one.text, f"A rule bears on it, told as {one.told}: {under}." if under else one.reason,
        one.claims, found, weight=weight * (1.0 if one.told == "done" else 0.7) + loudness(one.origins),
        actors=(*dealing.source, *dealing.target), holders=holders, event=one.event or None,
        matter=(dealing.matter,) if dealing.matter else (), origins=one.origins, published=day, mark=mark,
        rules=[rule.id for rule in rules], after=one.told,
    )  # fmt: skip
