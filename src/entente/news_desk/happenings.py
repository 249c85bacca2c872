"""New happenings, changes of how one stands, and what rules say of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from entente.assess.contradictions.sorting import source
from entente.assess.saying import Says, capital, listed
from entente.assess.status_tables import limit, tables
from entente.brief import Realiser
from entente.brief.rewording import spelled
from entente.ledger.happenings import event_of
from entente.news_desk.lines import Line, line, loudness, rarity, sentence, voices
from entente.news_desk.looking import (
    IN_PASSING,
    Looked,
    age_of,
    beside,
    best_of,
    clauses_of,
    deciding,
    fits,
    is_alone,
    names_of,
    worded,
)
from entente.records import Event, KeptClaim
from entente.records.news import news_key
from entente.records.noticed import EventState, Known, Past
from entente.records.status import Status

#: A claim whose words are dated further than this before its report tells of something older.
FRESH = 14
#: A claim in the title or so near to the beginning of a text is what the report is about.
LEDE = 400
#: Where a thing of this kind between the same actors was told in so many days before, another one needs more origins.
ROUTINE = 7
#: Days in which that it stands so again is no news.
FRO = 14
#: How a happening stands that one report alone is no news for.
_WEAK = frozenset({"wanted", "not wanted", "conditional"})
#: How a happening stands, by what it comes to for a reader.
_SORTS = {
    "asserted": "so", "confirmed": "confirmed", "contested": "contested", "not confirmed": "open",
    "questioned": "open", "rumoured": "maybe", "possible": "maybe", "denied": "no", "not so": "no",
    "called off": "off", "announced": "to come", "expected": "to come", "conditional": "if", "wanted": "wish",
    "not wanted": "wish", "former": "past",
}  # fmt: skip
#: From what to what a change is news. What is not here is one more report told in another way, and no change.
_CHANGES = {
    "so": {"confirmed", "contested", "open", "no", "off"},
    "confirmed": {"contested", "no", "off"},
    "contested": {"confirmed", "no", "off"},
    "open": {"so", "confirmed", "contested", "no", "off"},
    "maybe": {"so", "confirmed", "contested", "open", "no", "off"},
    "no": {"so", "confirmed", "contested"},
    "off": {"so", "confirmed", "to come"},
    "to come": {"so", "confirmed", "contested", "no", "off"},
    "if": {"to come", "so", "confirmed", "off"},
    "wish": {"to come", "so", "confirmed", "off"},
    "past": set[str](),
}
#: What a change to a sort weighs beside the origins.
_WEIGHTS = {"contested": 2.5, "no": 2.5, "off": 2.5, "confirmed": 2.0, "so": 1.5, "open": 1.5, "to come": 1.0}


class Happenings:
    """Looks at happenings."""

    def __init__(
        self, says: Says, realiser: Realiser, known: Known, past: Past, since: dt.date, found: dt.datetime
    ) -> None:
        """Args: since: first day of publication that makes news; found: the moment, UTC."""
        self._says, self._realiser, self._known, self._past = says, realiser, known, past
        self._since, self._found = since, found
        self.seen: dict[str, dt.date] = {}
        self.states: list[EventState] = []

    def look(self, event: Event) -> list[Line]:
        """News of one happening; keeps how it stands in `states` and what was told in `seen`."""
        now, before = Looked.at(event, self._says), self._known.states.get(event.id)
        if now.told is None:
            # What is no longer worth a line may come back: it is then held against how it stood before.
            self.states.append(before or now.state(told=False))
            return []
        recent = event.last is not None and event.last >= self._since
        if before is None and event.first is not None and event.first < self._since:
            return self._of_old(event, now) if recent else self._silent(now)
        if before is not None and before.told:
            fresh = [kept for kept in event.claims if kept.recorded > before.recorded]
            changed = self._changed(now, now.told, before, fresh)
            self.states.append(now.state(told=True))
            return changed
        if not recent or event.first is None or event.first < self._since:
            return self._silent(now)
        if before is not None and before.origins >= now.settled.origins and before.state == now.told.state:
            self.states.append(before)  # it was not worth a line, and nobody has told more of it since
            return []
        new = self._new(now, now.told)
        self.states.append(now.state(told=bool(new)))
        return new

    def _silent(self, now: Looked) -> list[Line]:
        self.states.append(now.state(told=True))
        return []

    def _of_old(self, event: Event, now: Looked) -> list[Line]:
        """News of a happening that was told before anybody looked: only how it changed in the days of news."""
        self.states.append(now.state(told=True))
        earlier = [kept for kept in event.claims if kept.published and kept.published < self._since]
        was = Looked.at(event_of(event.id, earlier, {}), self._says)
        if was.told is None or now.told is None:
            return []
        fresh = [kept for kept in event.claims if kept.published and kept.published >= self._since]
        return self._changed(now, now.told, was.state(told=True), fresh)

    # ------------------------------------------------------------------ new

    def _new(self, now: Looked, told: Status) -> list[Line]:
        name = news_key("event", now.event.id)
        if self._known.seen.get(name) is not None or not self._is_line(now, told) or self._is_routine(now, told):
            return []
        best = best_of(told, now)
        self._saw(name, now.event.last)
        found = line(
            "event", name, self._headline(best, told), self._reason(told), (best, *beside(told, best)), self._found,
            weight=_weight(now) + self._rarity(now), actors=now.settled.head.parties, holders=names_of(told.voices),
            event=now.event.id, matter=best.claim.matter, origins=told.origins, published=told.last,
            after=worded(told.state),
        )  # fmt: skip
        return [found]

    def _is_line(self, now: Looked, told: Status) -> bool:
        """Whether a happening is worth a line of its own: something that happened between two, and not in passing."""
        few = now.settled.origins < limit("several")
        if now.settled.is_background or told.state == "former":
            return False
        if is_alone(now):
            return False
        if told.state in _WEAK and now.settled.origins < 2:
            return False
        bearing = now.settled.bearing
        ages = [age for kept in bearing if (age := age_of(kept)) is not None]
        if ages and min(ages) > FRESH and 2 * len(ages) >= len(bearing):
            return False  # all that tell a day tell of one long before
        about = [kept for kept in bearing if not IN_PASSING.search(kept.claim.quote)]
        if any(age <= FRESH for age in ages) or any(kept.claim.place.field == "title" for kept in about):
            return True
        return (now.settled.is_voiced or not few) and any(kept.claim.place.start_char < LEDE for kept in about)

    def _is_routine(self, now: Looked, told: Status) -> bool:
        """Whether few tell another thing of a kind that was told of the same actors in the days before."""
        topic = news_key("event", "kind", now.sides)
        day = told.first or dt.date.min
        heard = self.seen.get(topic) or self._known.seen.get(topic)
        self._saw(topic, told.last)
        if heard is None or told.origins >= limit("several"):
            return False
        return abs((day - heard).days) <= ROUTINE

    def _rarity(self, now: Looked) -> float:
        one, two = (now.settled.head.actor[:1], now.settled.head.recipient[:1])
        return rarity(self._past.told((one[0], two[0]))) if one and two and one != two else 0.0

    def _saw(self, name: str, day: dt.date | None) -> None:
        self.seen[name] = max(self.seen.get(name, dt.date.min), day or self._since)

    def _headline(self, best: KeptClaim, told: Status) -> str:
        """The best claim as a sentence, and who holds against it."""
        said = sentence(best, self._realiser)
        against = _against(told, best)
        return f"{said}; {against}." if against else f"{said}."

    def _reason(self, told: Status) -> str:
        return f"First told{f' on {spelled(told.first.isoformat())}' if told.first else ''}; {clauses_of(told)}."

    # ------------------------------------------------------------------ changed

    def _changed(
        self, now: Looked, told: Status, before: EventState, fresh: Sequence[KeptClaim]
    ) -> list[Line]:  # fmt: skip
        """A change of how it stands. `fresh`: the claims that came since."""
        was, sort = _SORTS.get(before.state, ""), _SORTS[told.state]
        if before.sides != now.sides or sort not in _CHANGES.get(was, ()) or is_alone(now):
            return []
        cause, reviewed = _cause(now, told, fresh)
        if cause is None or (not reviewed and not self._carries(cause, sort, now, told)):
            return []
        name = news_key("status", now.event.id, before.state, told.state, cause.claim.id)
        if self._known.seen.get(name) is not None:
            return []
        # What several reports tell in turn goes to and fro: that it stands so again some days later is no news.
        topic = news_key("status", "to", now.event.id, sort)
        last = self.seen.get(topic) or self._known.seen.get(topic)
        self._saw(name, cause.published)
        self._saw(topic, cause.published)
        if not reviewed and last and cause.published and abs((cause.published - last).days) <= FRO:
            return []
        first, then = worded(before.state), worded(told.state)
        done = was in ("to come", "wish", "if") and sort == "so" and any(not voice.name for voice in deciding(told))
        said = capital(self._realiser.bare(best_of(told, now).claim).text).rstrip(".")
        found = line(
            "status", name, f"{said}: {first} before, now {'told as done' if done else then}.",
            f"{_by(cause, reviewed, self._says)} Now {clauses_of(told)}.", (cause, *beside(told, cause)), self._found,
            weight=_WEIGHTS.get(sort, 1.0) + loudness(told.origins) + 0.5, actors=now.settled.head.parties,
            holders=names_of(deciding(told)), event=now.event.id, matter=cause.claim.matter, origins=told.origins,
            published=cause.published or told.last, before=first, after=then,
        )  # fmt: skip
        return [found]

    def _carries(self, cause: KeptClaim, sort: str, now: Looked, told: Status) -> bool:
        """Whether a claim is enough to tell that something stands otherwise now."""
        if cause.published is None or cause.published < self._since or not fits(cause, now):
            return False
        # That something wished or rumoured is so, one report may say in passing of another thing.
        alone = sum(voice.origins for voice in deciding(told)) < 2
        age = age_of(cause)
        return sort not in ("so", "to come") or not alone or (age is not None and age <= FRESH)


def _against(told: Status, best: KeptClaim) -> str:
    """Who denies it or leaves it open, where that decides how it stands and the sentence does not say so."""
    words = {
        "contested": ("denies", "denied"), "denied": ("denies", "denied"),
        "not confirmed": ("not-confirmed", "not confirmed"), "questioned": ("questions", "questioned"),
    }.get(told.state)  # fmt: skip
    if words is None or (best.claim.holders and best.claim.holders[-1].stance in ("denies", *words[:1])):
        return ""
    names = names_of(voice for voice in told.voices if voice.position == words[0])[:3]
    return f"{words[1]} by {listed(names)}" if names else words[1]


def _weight(now: Looked) -> float:
    """Origins, and how it stands as in a list of happenings."""
    settled, count = now.settled, now.settled.origins
    said = tables().weights.get(settled.found.state, 0.0)
    said += limit("voiced") if settled.found.state == "asserted" and settled.is_voiced else 0.0
    return said * count / (count + 2) + loudness(count)


def _cause(now: Looked, told: Status, fresh: Sequence[KeptClaim]) -> tuple[KeptClaim | None, bool]:
    """The claim by which it stands otherwise, the newest of the fresh ones; and whether a reviewer did it."""
    ids = {kept.claim.id for voice in deciding(told) for kept in voice.claims}
    reviewed = [kept for kept in fresh if kept.by]
    if not fresh or reviewed:  # what a reviewer rejects is no longer among the claims
        shown = reviewed or [kept for kept in told.claims if kept.claim.id in ids] or list(told.claims)
        return max(shown, key=_newest), True
    # Of those that decide, the voice that most tell; its claim is the one that shows it best.
    shown = [kept for voice in sorted(deciding(told), key=lambda one: -one.origins) for kept in voice.claims]
    came = {kept.claim.id for kept in fresh}
    best = next((kept for kept in shown if kept.claim.id in came and fits(kept, now)), None)
    rest = [kept for kept in fresh if kept in now.settled.bearing and kept.claim.id in ids]
    return best or max(rest or [kept for kept in fresh if fits(kept, now)], key=_newest, default=None), False


def _newest(kept: KeptClaim) -> tuple[dt.date, dt.datetime, str]:
    return kept.published or dt.date.min, kept.recorded, kept.claim.id


def _by(cause: KeptClaim, reviewed: bool, says: Says) -> str:
    """Who changed it."""
    if reviewed:
        return f"Changed by a review by {cause.by}." if cause.by else "A claim that made it so no longer stands."
    names = voices([cause], says)
    who = names[0] if names else source(cause)
    return f"Changed by {who}{f', reported on {spelled(cause.published.isoformat())}' if cause.published else ''}."
