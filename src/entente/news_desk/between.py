"""News of two actors, held against their past: contradictions, firsts, and turns in how they stand."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from entente.assess.contradictions import contradictions
from entente.assess.precedents import precedents
from entente.assess.saying import holder_name
from entente.brief import Realiser
from entente.briefing import Known as Held
from entente.ledger.happenings import event_of
from entente.news_desk.lines import Line, line, loudness, rarity, voices
from entente.records import Change, Contradiction, Event, Glance, KeptClaim, Precedent
from entente.records.news import news_key
from entente.records.noticed import Known, Pair, Past

#: Claims of two actors that are looked at, the newest; from so many on a turn of how they stand is looked for.
MOST, TURNS = 1500, 40
#: Days before the newest report in which a turn, which takes weeks to show, is news.
TURNED = 56
#: Origins since a turn without which it is none to tell.
LEAST = 5
#: A turn that shuffles bring about more often than this is none to tell: of the many pairs that are looked at day by
#: day, one in twenty would be told by chance alone.
CHANCE = 0.005
#: A turn so many days from one that was told is that one.
SAME_TURN = 42
_FIRSTS = {"first": 2.0, "first-since": 1.5, "most": 1.0, "told-first": 2.0}


class Between:
    """Looks at one pair of actors after the other."""

    def __init__(
        self, past: Past, held: Held, known: Known, since: dt.date, newest: dt.date, found: dt.datetime
    ) -> None:
        """Args: since: first day of publication that makes news; newest: day of the newest report."""
        self._past, self._held, self._known = past, held, known
        self._since, self._newest, self._found = since, newest, found
        self.seen: dict[str, dt.date] = {}

    def look(self, pair: Pair, *, turns: bool = False) -> list[Line]:
        """News of two actors; what was told is kept in `seen`. `turns`: look also for turns in how they stand."""
        claims = list(self._past.between(pair, MOST))
        recent = [kept for kept in claims if kept.published and kept.published >= self._since]
        if not recent:
            return []
        # A denial and a "first" are looked for in the sentence around a quote.
        wanted = {kept.claim.document for kept in (*recent, *(k for k in claims if k.claim.polarity == "negative"))}
        realiser = Realiser(self._held.lexicon, list(self._past.reports(sorted(wanted)).values()))
        began = self._began(claims)
        found = self._contradictions(claims, realiser) + self._firsts(pair, claims, began, realiser)
        return found + (self._turns(pair, claims, began) if turns and len(claims) >= TURNS else [])

    def _began(self, claims: Sequence[KeptClaim]) -> dt.date | None:
        """The day from which all is known of the two."""
        days = [kept.published for kept in claims if kept.published]
        return min(days) if len(claims) >= MOST and days else self._past.began

    def _fresh(self, name: str, day: dt.date) -> bool:
        """True the first time that something of a key is told."""
        fresh = self._known.seen.get(name) is None and name not in self.seen
        self.seen[name] = day
        return fresh

    # ------------------------------------------------------------------ contradictions

    def _contradictions(self, claims: Sequence[KeptClaim], realiser: Realiser) -> list[Line]:
        says = self._held.says
        found = contradictions(_events(claims), says, claims=claims, sentence=realiser.around).findings
        return [told for each in found if (told := self._contradiction(each)) is not None]

    def _contradiction(self, each: Contradiction) -> Line | None:
        says, both = self._held.says, (each.one, each.two)
        day = max((kept.published for kept in both if kept.published), default=None)
        if day is None or day < self._since:
            return None
        who = sorted(holder_name(k.claim.holders[-1], says) if k.claim.holders else "" for k in both)
        about = sorted({kept.event or kept.claim.id for kept in both})
        name = news_key("contradiction", each.kind, *about, *who)
        if not self._fresh(name, day):
            return None
        newer = max(both, key=lambda kept: (kept.published or dt.date.min, kept.claim.id))
        older = each.two if newer is each.one else each.one
        rest = [kept for kept in each.claims if kept not in both]
        origins = len({kept.counted_by for kept in each.claims})
        return line(
            "contradiction", name, each.text, _sentence(each.reason), (newer, older, *rest), self._found,
            weight=(3.0 if each.sure == "clash" else 1.5) + loudness(origins),
            actors=newer.claim.parties, holders=voices((newer, older), says),
            event=newer.event if newer.event == older.event else None,
            matter={*newer.claim.matter, *older.claim.matter}, origins=origins, published=day,
        )  # fmt: skip

    # ------------------------------------------------------------------ firsts

    def _firsts(self, pair: Pair, claims: Sequence[KeptClaim], began: dt.date | None, realiser: Realiser) -> list[Line]:
        found = precedents(
            *pair, claims, self._held.says, since=self._since, until=self._newest, began=began, sentence=realiser.around
        )
        return [told for each in found if (told := self._first(pair, each, len(claims))) is not None]

    def _first(self, pair: Pair, each: Precedent, many: int) -> Line | None:
        days = [kept.published for kept in each.claims if kept.published]
        day = max(days, default=None)
        if each.verdict not in ("", "supported") or day is None or day < self._since or not each.claims:
            return None
        # A first stays one when further reports move its day; after a gap, the gap's beginning tells which it is.
        after = each.before or each.since or (each.on if each.kind == "most" else None)
        told = "told" if each.standing == "told" else "not told"
        name = news_key(
            "first", *pair, each.kind, each.event, each.mode, each.family, each.label, told,
            after.isoformat() if after else "",
        )  # fmt: skip
        if not self._fresh(name, day):
            return None
        weight = _FIRSTS[each.kind] * (1.0 if each.standing == "told" else 0.5) + loudness(each.origins)
        event = each.claims[0].event
        return line(
            "first", name, each.text, _sentence(each.reason), each.claims, self._found, weight=weight + rarity(many),
            actors=pair, holders=voices(each.claims[:3], self._held.says), event=event,
            matter=each.claims[0].claim.matter, origins=each.origins, published=min(day, self._newest),
            after="" if each.standing == "told" else each.standing,
        )  # fmt: skip

    # ------------------------------------------------------------------ turns

    def _turns(self, pair: Pair, claims: Sequence[KeptClaim], began: dt.date | None) -> list[Line]:
        from entente.assess.alignment import alignment

        by_id = {kept.claim.id: kept for kept in claims}
        days = [kept.published for kept in claims if kept.published]
        since = began or min(days, default=self._newest)
        found = alignment(
            *pair, [Glance.of(kept) for kept in claims], (), self._held.says, since=min(since, self._newest),
            until=self._newest, memberships=self._held.memberships,
            claims=lambda ids: [by_id[name] for name in ids if name in by_id],
        )  # fmt: skip
        return [told for change in found.changes if (told := self._turn(pair, change, claims)) is not None]

    def _turn(self, pair: Pair, change: Change, claims: Sequence[KeptClaim]) -> Line | None:
        topic = news_key("alignment", *pair)
        told = len({kept.counted_by for kept in claims if kept.published and kept.published >= change.on})
        last = self.seen.get(topic) or self._known.seen.get(topic)
        same = last is not None and abs((change.on - last).days) <= SAME_TURN
        if told < LEAST or change.chance > CHANCE or (self._newest - change.on).days > TURNED or same:
            return None
        self.seen[topic] = max(change.on, last or change.on)
        return line(
            "alignment", news_key("alignment", *pair, change.on.isoformat()), change.text, _sentence(change.reason),
            change.claims, self._found, weight=2.0 + min(abs(change.after - change.before) / 4, 1.5), actors=pair,
            holders=voices(change.claims[:3], self._held.says), origins=told, before=f"{change.before:.1f}",
            after=f"{change.after:.1f}",
        )  # fmt: skip


def _events(claims: Sequence[KeptClaim]) -> list[Event]:
    of: defaultdict[str, list[KeptClaim]] = defaultdict(list)
    for kept in claims:
        if kept.event:
            of[kept.event].append(kept)
    return [event_of(name, of[name], {}) for name in sorted(of)]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
