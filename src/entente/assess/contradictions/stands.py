"""Where a claim stands to its event: held true or held false by a named voice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from entente.assess.contradictions.denials import Denial, denial, named_denier
from entente.assess.contradictions.sorting import Tally, singly
from entente.assess.contradictions.tables import word_tables
from entente.assess.contradictions.words import Reading, found
from entente.assess.speakers import own_name, speaks_for
from entente.assess.sure import sureness
from entente.records import Event, KeptClaim
from entente.records.vocabulary import ONE_SIDED_EVENTS

#: Claims of which event and parties are less probably read right are left alone.
LEAST = 0.3
#: Stances that leave a thing open, or wish it.
_NO_STAND = frozenset({"questions", "not-confirmed", "wants", "rumour"})
_PRONOUNS = frozenset({"he", "she", "it", "they", "we", "i", "both", "both sides"})
_COMPARED = ("actual", "future")


@dataclass(frozen=True, slots=True)
class Stand:
    """A claim by which a voice holds a thing true or false. `codes`: of those who speak; `denial`: None if true."""

    kept: KeptClaim
    codes: frozenset[str]
    denial: Denial | None

    @property
    def true(self) -> bool:
        """True if the voice holds that it is so."""
        return self.denial is None


def held(events: Sequence[Event], reading: Reading, tally: Tally) -> list[list[Stand]]:
    """Of each event that somebody denies: every claim by which a named voice holds it true or false.

    Copies of a text count once. What holds nothing (wishes, questions, refusals to confirm, rumours) is left out.
    """
    return [told for event in events if any(map(_may_deny, event.claims)) and (told := _stands(event, reading, tally))]


def _may_deny(kept: KeptClaim) -> bool:
    return bool(kept.claim.holders) and (kept.claim.polarity == "negative" or kept.claim.holders[-1].stance == "denies")


def _stands(event: Event, reading: Reading, tally: Tally) -> list[Stand]:
    claims = [kept for kept in singly(event.claims) if _heard(kept, reading, tally)]
    false = [stand for kept in claims if kept.claim.polarity == "negative" and (stand := _false(kept, reading, tally))]
    if not false:
        return []
    return [*false, *(s for kept in claims if kept.claim.polarity != "negative" and (s := _true(kept, reading, tally)))]


def _heard(kept: KeptClaim, reading: Reading, tally: Tally) -> bool:
    """True if a named voice takes a stand in it."""
    claim = kept.claim
    if not claim.holders or claim.modality not in _COMPARED or claim.certainty == "unknown":
        return False
    inner = claim.holders[-1]
    if inner.stance in _NO_STAND or not reading.voices(claim):
        return False
    if sureness(kept) < LEAST:
        tally.add("a reading too unsure to set against others")
        return False
    if (inner.name or "").lower() in _PRONOUNS or (inner.name and not own_name(inner)):
        tally.add("a voice that the words do not name")
        return False
    return True


def _false(kept: KeptClaim, reading: Reading, tally: Tally) -> Stand | None:
    words = denial(kept, reading)
    if words is None:
        tally.add("a denial that its own words do not show")
        return None
    return Stand(kept, reading.voices(kept.claim), words)


def _true(kept: KeptClaim, reading: Reading, tally: Tally) -> Stand | None:
    # A denial holds something true only where it denies an end or a lack: "denied that talks were suspended".
    if kept.claim.holders[-1].stance == "denies" and not _undone(kept, reading):
        tally.add("a denial of what did not happen, unclear which way it goes")
        return None
    if named_denier(kept, reading):
        tally.add("said by one whom the words show denying")
        return None
    if kept.claim.certainty == "possible" and speaks_for(kept.claim.holders[-1]) is None:
        tally.add("what somebody who speaks for no state thinks possible")
        return None
    if _anothers(kept):
        tally.add("another's accusation, which its voice only tells of")
        return None
    return Stand(kept, reading.voices(kept.claim), None)


def _anothers(kept: KeptClaim) -> bool:
    """True if the report's title calls it an allegation that its voice does not make itself.

    "Alleged enrichment worries Germany": Germany is worried, others allege. Who accuses makes the allegation.
    """
    if kept.claim.holders[-1].stance == "accuses":
        return False
    return kept.title.lower().startswith("alleged ") or bool(found(kept.title, "alleging"))


def _undone(kept: KeptClaim, reading: Reading) -> bool:
    undoing = word_tables().lists["undoing"]
    return any(token.word in undoing for token in reading.of(kept.claim.quote).tokens)


def sides(kept: KeptClaim) -> frozenset[tuple[str, str]]:
    """Every pair of actor and recipient, "" for a side left open."""
    claim = kept.claim
    return frozenset((one, two) for one in claim.actor or ("",) for two in claim.recipient or ("",))


def same_sides(one: KeptClaim, two: KeptClaim) -> bool:
    """Both sides share a party; a side left open in both is the same only where the kind of event needs no second."""
    return any(all(pair) or one.claim.event in ONE_SIDED_EVENTS for pair in sides(one) & sides(two))


def same_thing(yes: Stand, no: Stand, reading: Reading) -> bool:
    """True if what one denies is what the other holds, by their words."""
    words = no.denial
    if words is None or (words.whose and not words.whose & yes.codes):
        return False
    same_text = yes.kept.claim.document == no.kept.claim.document
    shared = reading.all_stems(yes.kept) & reading.all_stems(no.kept)
    said = reading.stems(yes.kept.claim.quote)
    if words.plain:
        return bool(words.stems & said) and (same_text or len(shared) >= 2)
    if words.vague:
        return same_text or len(shared) >= (2 if words.whose else 3)
    return bool(words.stems & (said if same_text else reading.all_stems(yes.kept))) and (same_text or len(shared) >= 2)
