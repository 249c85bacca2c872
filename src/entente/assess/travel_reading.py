"""What one claim tells of a trip abroad: who, where to, when, and whether it was made, announced or called off."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from entente.assess.travel_grammar import Stop, Tagged
from entente.assess.travel_people import People, Roster
from entente.assess.travel_words import TravelWords
from entente.records import Claim, KeptClaim
from entente.records.travel import Traveller
from entente.records.vocabulary import REGIONS

#: Stretches of days up to this length are days of a trip; longer ones are windows ("the first in five years").
LONGEST = dt.timedelta(days=31)
#: Stances whose holder does not say that it happens.
DOUBTING = frozenset({"rumour", "suspects", "questions", "not-confirmed", "denies", "wants"})
#: Words that tell a trip as news.
FRESH = re.compile(
    r"\b(?:visits|arriv\w+|lands|landed|heads|headed|heading|travels|traveling|travelling|flies|flew|hosts|welcomes"
    r"|visited|toured|tours|meets|met|traveled|travelled|kicks|begins|began|started|starts|hosted|welcomed|received"
    r"|visiting|is in|in)\b",
    re.IGNORECASE,
)
_WINDOW = re.compile(r"\bfirst\b|\bin (?:\w+ )?(?:years|months|decades)\b|\bsince\b|\brare\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Telling:
    """A claim as told of one trip.

    Attributes:
        kept: the claim. traveller, host, place: as in Trip. state: one of TRIP_STATES, or "denied".
        start, end: days of the trip, or the day of the report where `about`.
        about: no day is told.
        fresh: the words tell it as news, so the day of the report is near.
    """

    kept: KeptClaim
    traveller: Traveller
    host: str
    place: str
    state: str
    start: dt.date
    end: dt.date
    about: bool
    fresh: bool


class TripReader:
    """Reads claims of visits, meetings and travel.

    Args:
        people: knows persons and offices.
        words: of travel.
    """

    def __init__(self, people: People, words: TravelWords) -> None:
        self._people, self._words, self.roster = people, words, Roster(people, words)
        self._tagged: dict[tuple[str, dt.date | None, tuple[str, ...]], Tagged] = {}

    def tagged(self, text: str, kept: KeptClaim, on: dt.date | None = None) -> Tagged:
        """Words with their mentions, people as on the day of the trip or of the report."""
        start, end = kept.claim.start, kept.claim.end
        near = start if start and end and end - start <= LONGEST else None
        key = (text, on or near or kept.published, kept.claim.parties)
        if key not in self._tagged:
            self._tagged[key] = Tagged(*key, self._people, self.roster, self._words)
        return self._tagged[key]

    def read(self, kept: KeptClaim) -> list[Telling] | str:
        """Tellings of a claim, or why it tells of no trip."""
        state = self._state(kept)
        if state not in ("made", "announced", "cancelled", "postponed", "denied"):
            return state
        days = self._days(kept, state)
        if days is None:
            return "no day"
        found = self._routes(kept)
        if isinstance(found, str):
            return found
        start, end, about = days
        fresh = not about or bool(FRESH.search(kept.claim.quote))
        found = [(who, stop) for who, stop in found if who.code not in REGIONS]
        states = [self._beside(kept, stop, state) for _, stop in found]
        return [
            Telling(kept, who, stop.code, stop.place, told, start, end, about, fresh)
            for (who, stop), told in zip(found, states, strict=True)
        ] or "no traveller"

    def _beside(self, kept: KeptClaim, stop: Stop, state: str) -> str:
        """The state of one stop among others ("has arrived in Oslo and will travel to Bonn")."""
        text = self.tagged(kept.claim.quote, kept).text
        if state in ("cancelled", "postponed"):
            arrival = self._words.pattern("there").search(text)
            off = self._words.pattern(state).search(text)
            # "Arrives in Oslo after her trip to Bonn was cancelled": whoever is there did not call that off.
            there = arrival and off and arrival.start() < off.start() and kept.claim.polarity == "positive"
            return "made" if there and arrival and stop.at <= arrival.end() else state
        before = text[: max(0, stop.at)]
        ahead = re.search(r"\b(?:will|would|to)\s(?:also\s|then\s)?$", before)
        return "announced" if state == "made" and ahead and not self._words.tells("reached", before) else state

    def _state(self, kept: KeptClaim) -> str:
        claim, quote = kept.claim, kept.claim.quote
        # Titles of live pages tell of several things; only the quote's own words bear on it.
        if self._words.tells("apart", quote) or self._words.tells("apart", kept.title):
            return "no trip of a state's people"
        if self._words.tells("disputed", quote) or (claim.mode != "meet" and self._words.tells("disputed", kept.title)):
            return "territory in dispute"
        if claim.modality in ("desired", "conditional", "former"):
            return "wished, conditional or former"
        for name in ("postponed", "cancelled"):
            if self._words.tells(name, quote):
                return name
        if claim.polarity == "negative":
            return "denied" if any(holder.stance == "denies" for holder in claim.holders) else "negated"
        if claim.certainty in ("possible", "unknown") or any(h.stance in DOUBTING for h in claim.holders):
            return "doubted"
        if self._words.tells("never", quote):
            return "negated"
        if claim.start is None and self._words.tells("past", quote):
            return "no day"
        return "announced" if self._ahead(claim) else "made"

    def _ahead(self, claim: Claim) -> bool:
        """True if the trip lies ahead by the words; those of arrival outweigh "to meet" and the reader's modality."""
        ahead = self._words.pattern("ahead").search(claim.quote)
        before = claim.quote[: ahead.start()] if ahead else claim.quote
        if ahead and re.search(rf"\b{self._words.any('reached')}\b", before, re.IGNORECASE):
            return False
        there = self._words.tells("there", before)
        return not there and (ahead is not None or claim.modality == "future")

    def _days(self, kept: KeptClaim, state: str) -> tuple[dt.date, dt.date, bool] | None:
        claim, published = kept.claim, kept.published
        start, end = claim.start, claim.end or claim.start
        if state in ("cancelled", "postponed", "denied"):
            return (published, published, True) if published else None
        if start is None or end is None:
            return (published, published, True) if published else None
        if claim.end is None and published is not None and published - start > LONGEST:
            end = published  # "for the first time since 2019"
        if end - start > LONGEST:
            return self._window(kept, end)
        if state == "announced":
            gone = published is not None and end < published
            return None if gone else (start, end, False)
        if published is not None and start > published:
            # Told as made, with days ahead: the reader's day is that of something else.
            return (published, published, True) if start - published < dt.timedelta(days=8) else None
        return start, min(end, published or end), False

    def _window(self, kept: KeptClaim, end: dt.date) -> tuple[dt.date, dt.date, bool] | None:
        published = kept.published
        if published is None or end != published or not _WINDOW.search(kept.claim.quote):
            return None
        return published, published, True

    def _routes(self, kept: KeptClaim) -> list[tuple[Traveller, Stop]] | str:
        claim = kept.claim
        # "Visited Oslo and met the king there" is read as a meeting, and tells where it was.
        meeting = claim.mode == "meet" and not self._words.tells("visits", claim.quote)
        if meeting and " in " not in claim.quote and " to " not in claim.quote:
            return "a meeting without a place abroad"
        quote = self.tagged(claim.quote, kept)
        if meeting:
            return _meeting(quote, claim.parties)
        guests = quote.hosted()
        if guests is not None and guests[0].code in claim.parties:
            return [(who, guests[0]) for who in guests[1] if who.code in claim.parties] or "no traveller"
        title = self.tagged(kept.title, kept) if claim.place.field != "title" else quote
        stops = _within(quote.stops(), claim.parties) or _of_title(quote, title, claim.parties, self._words)
        if not stops:
            return "no place"
        found = [(who, stop) for stop in stops for who in self._who(kept, quote, title, stop)]
        if len(stops) > 1 and len({who for who, _ in found}) > 1:
            return "several go to several places"
        return found or "no traveller"

    def _who(self, kept: KeptClaim, quote: Tagged, title: Tagged, stop: Stop) -> list[Traveller]:
        parties = kept.claim.parties
        if stop.at >= 0:
            found = [who for who in quote.travellers(stop) if who.code in parties]
            state = quote.state_before(stop.at)
            if found or (state and state != stop.code):
                return found or ([Traveller(state)] if state in parties else [])
        inside = [who for who in quote.everybody() if who.code in parties and who.code != stop.code]
        if stop.at < 0 and len(set(inside)) == 1:
            return inside[:1]
        if self._words.tells("ahead", kept.title) or self._words.tells("never", kept.title):
            return []  # the title tells of a plan, the quote of something else
        heard = title.hosted()
        if heard is not None and heard[0].code == stop.code:
            return [who for who in heard[1] if who.code in parties]
        for other in title.stops():
            if other.code == stop.code:
                return [who for who in title.travellers(other) if who.code in parties]
        return []


def _within(stops: Sequence[Stop], parties: Sequence[str]) -> list[Stop]:
    """Places whose state is a party of the claim."""
    return [stop for stop in stops if stop.code in parties]


def _of_title(quote: Tagged, title: Tagged, parties: Sequence[str], words: TravelWords) -> list[Stop]:
    """Places of the title, where the quote names a visit without its place."""
    if not (words.tells("trips", quote.text) or words.tells("visits", quote.text)):
        return []
    stops = _within(title.stops(), parties)
    if stops:
        return [Stop(stop.code, stop.place, -1) for stop in stops]
    return []


def _meeting(quote: Tagged, parties: Sequence[str]) -> list[tuple[Traveller, Stop]] | str:
    """Who came to a meeting whose place the quote names: all who are named and not at home there."""
    stops = quote.stops()
    if len(stops) != 1:
        return "a meeting without a place abroad"
    (stop,) = stops
    guests = [who for who in quote.everybody() if who.code in parties and who.code != stop.code and who.known]
    return [(who, stop) for who in dict.fromkeys(guests)] or "a meeting without a place abroad"
