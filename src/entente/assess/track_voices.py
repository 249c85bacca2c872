"""Who tells what of an event and when, and which claims are of the same thing."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from entente.assess.days import plus
from entente.errors import LexiconError
from entente.lexicon.tables import TableFile
from entente.records import Claim, Holder, KeptClaim
from entente.records.vocabulary import MUTUAL_EVENTS

#: Stances that state something. Wishes, questions and refusals to confirm state nothing that could be settled.
STATING = frozenset({"says", "confirms", "believes", "suspects", "reports", "warns", "accuses", "denies"})
#: Told days count as the same if no further apart.
SLACK = dt.timedelta(days=3)
#: Undated tellings are of the same thing if their reports lie no further apart.
NEAR = dt.timedelta(days=30)
#: An undated announcement may come true for so long.
COMING = dt.timedelta(days=90)
#: Longer stretches are windows, not days of a thing.
WINDOW = dt.timedelta(days=60)
#: Kinds that are words themselves: that they were said is no fact to settle.
VERBAL = frozenset({"ACCUSE", "REQUEST", "REJECT", "THREATEN", "SUPPORT", "CONCEDE", "PROTEST"})
#: Kinds that need no second party.
ALONE = frozenset({"TRAVEL", "HAVE"})
FILE = Path(__file__).parent / "data" / "track.toml"
_LISTS = {"hedges": "list of words!", "undone": "list of words!", "media": "list of words!"}


@dataclass(frozen=True, slots=True)
class Voice:
    """A claim as somebody tells it. `side`: code or name, "" for the report itself; `day`: of its origin's first."""

    kept: KeptClaim
    side: str
    names: frozenset[str]
    stance: str
    day: dt.date

    @property
    def claim(self) -> Claim:
        return self.kept.claim

    @property
    def affirms(self) -> bool:
        return self.claim.polarity == "positive"


@functools.cache
def words() -> Mapping[str, re.Pattern[str]]:
    """The packaged lists. Raises LexiconError with every fault, `FILE:LINE: what (mend)`."""
    return read_words(FILE)


def read_words(path: Path) -> Mapping[str, re.Pattern[str]]:
    """Name of a list -> what finds its words, of a file as `data/track.toml`. Raises LexiconError with every fault."""
    file = TableFile(path, {}, single={"words": _LISTS})
    if file.faults:
        raise LexiconError(file.faults)
    joined = {name: "|".join(map(re.escape, listed)) for name, listed in file.single("words").items()}
    return {name: re.compile(rf"\b(?:{any_of})\b", re.IGNORECASE) for name, any_of in joined.items()}


def has(name: str, text: str) -> bool:
    return bool(words()[name].search(text))


def voices_of(claims: Iterable[KeptClaim], until: dt.date) -> list[Voice]:
    """Claims with their voices, oldest first. Of copies only the first counts; what an origin tells is as old as it."""
    known = [kept for kept in claims if kept.published is not None and kept.published <= until]
    first: dict[tuple[object, ...], dt.date] = {}
    for kept in known:
        key = _telling(kept)
        assert kept.published is not None
        first[key] = min(first.get(key, kept.published), kept.published)
    once: dict[tuple[object, ...], KeptClaim] = {}
    for kept in sorted(known, key=lambda kept: (kept.published, kept.claim.id)):
        once.setdefault((*_telling(kept), kept.claim.quote.casefold()), kept)
    found = [_voice(kept, first[_telling(kept)]) for kept in once.values()]
    return sorted(found, key=lambda voice: (voice.day, voice.kept.published, voice.claim.id))


def _telling(kept: KeptClaim) -> tuple[object, ...]:
    return kept.counted_by, statement_key(kept.claim), kept.claim.holders[-1:]


def _voice(kept: KeptClaim, day: dt.date) -> Voice:
    holder = kept.claim.holders[-1] if kept.claim.holders else Holder(None, kept.outlet or None, "")
    names = frozenset(word.casefold() for word in (holder.actor, holder.name) if word)
    return Voice(
        kept, (holder.actor or holder.name or "").casefold() if holder.stance else "", names, holder.stance, day
    )


def statement_key(claim: Claim) -> tuple[object, ...]:
    """What makes it the same statement within an event."""
    return (
        claim.event, claim.mode, frozenset(claim.actor), frozenset(claim.recipient), claim.polarity, claim.modality,
    )  # fmt: skip


def unfit(voice: Voice, wanted: str) -> str | None:
    """Why a telling is no statement that could be followed, or None."""
    claim = voice.claim
    if claim.modality not in ("actual", "future"):
        return "wished, conditional or former"
    if claim.event in VERBAL:
        return "words, not facts"
    if claim.event not in ALONE and (len(claim.parties) < 2 or not claim.actor):
        return "a side is left open"
    inner = claim.holders[-1] if claim.holders else None
    if inner is not None and inner.name and wanted != inner.name.casefold() and has("media", inner.name):
        return "told by media or others of that state"
    if claim.modality == "future" and (claim.certainty in ("possible", "unknown") or has("hedges", claim.quote)):
        return "hedged"
    return None


def same_thing(one: Voice, other: Voice) -> bool:
    """True if two claims of an event tell the same act of the same parties at about the same time."""
    return same_act(one, other) and _same_time(one, other)


def same_act(one: Voice, other: Voice) -> bool:
    """True for the same kind, mode, parties and, where both tell it, matter."""
    a, b = one.claim, other.claim
    if a.event != b.event or ((a.event == "CONSULT" or (a.mode and b.mode)) and a.mode != b.mode):
        return False
    if a.matter and b.matter and not set(a.matter) & set(b.matter):
        return False
    return _same_parties(a, b)


def both_dated(one: Voice, other: Voice) -> bool:
    """True if both tell their days: what is undated may be told of another day, or have changed since."""
    return _days(one.claim) is not None and _days(other.claim) is not None


def _same_parties(a: Claim, b: Claim) -> bool:
    if a.event in MUTUAL_EVENTS and a.mode != "visit":
        return set(a.parties) == set(b.parties)
    return set(a.actor) == set(b.actor) and set(a.recipient) == set(b.recipient)


def _same_time(one: Voice, other: Voice) -> bool:
    left, right = _days(one.claim), _days(other.claim)
    if one.claim.event == "ASSAULT" and not (left and right):
        return False  # in a war there is another strike every day
    if left and right:
        return left[0] <= plus(right[1], SLACK) and right[0] <= plus(left[1], SLACK)
    if left or right:
        start, end = left or right  # type: ignore[misc]
        undated = other if left else one
        return plus(start, -NEAR) <= undated.day <= plus(end, NEAR)
    ahead = "future" in (one.claim.modality, other.claim.modality)
    return abs(one.day - other.day) <= (COMING if ahead else NEAR)


def _days(claim: Claim) -> tuple[dt.date, dt.date] | None:
    start = claim.start or claim.end
    if start is None:
        return None
    end = claim.end or start
    return (start, end) if start <= end and end - start <= WINDOW else None
