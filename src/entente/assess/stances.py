"""The algebra of stances: what each voice holds of a happening, and what the happening is by all of them together.

What is known is a join: per line of a voice and origin the earliest day. Joining is commutative, associative and
idempotent, so neither order nor copies matter (a join-semilattice; Shapiro et al., Conflict-free replicated data types,
2011, section 2). Everything else is a function of the join. Tables and examples: docs/reference/status.md.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from entente.assess.speakers import own_name, says_no, speaks_for
from entente.assess.status_tables import limit, tables
from entente.records import Claim, KeptClaim

#: The reports' own voice: the origin is the speaker.
OWN = ""
#: A speaker of whom the text gives neither state nor name.
NOBODY = "somebody"
#: Which way a position points.
DIRECTIONS = {
    "asserts": "for", "confirms": "for", "rumours": "for", "denies": "against", "not-confirmed": "open",
    "questions": "open",
}  # fmt: skip
#: Stances that the words of a holder's own denial can be read as.
_PLAIN = frozenset({"says", "reports"})
_FAILURE = re.compile(r"\b(?:fail(?:s|ed|ing|ures?)?|unable|inability)\b", re.IGNORECASE)
_DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ials?)|reject\w*|dismiss\w*|refut\w*|disput\w*|disavow\w*)\b", re.IGNORECASE
)
_SUREST = ("certain", "probable", "possible", "unknown")


@dataclass(frozen=True, slots=True, order=True)
class Stand:
    """What a claim makes of its voice. `position`: see DIRECTIONS; `how`: the stance, "" in the report's own voice."""

    voice: str
    position: str
    modality: str
    how: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Join:
    """All that is known of a happening: (stand, origin) -> earliest day, `date.max` for a day unknown."""

    told: Mapping[tuple[Stand, str], dt.date] = field(default_factory=dict)

    @classmethod
    def of(cls, claims: Iterable[KeptClaim], *, lack: bool = False) -> Join:
        """The join of claims of one happening, each on the day of its report. `lack`: see `stand`."""
        told: dict[tuple[Stand, str], dt.date] = {}
        for kept in claims:
            key = stand(kept.claim, kept.published, lack=lack), kept.counted_by
            told[key] = min(told.get(key, dt.date.max), kept.published or dt.date.max)
        return cls(told)

    def join(self, other: Join) -> Join:
        """What both know together."""
        told = dict(self.told)
        for key, day in other.told.items():
            told[key] = min(told.get(key, dt.date.max), day)
        return Join(told)


@dataclass(frozen=True, slots=True)
class Line:
    """A position of a voice in one modality, with all its origins. `first`, `last`: None where no day is known."""

    voice: str
    position: str
    modality: str
    how: str
    certainty: str
    standing: str
    origins: frozenset[str]
    first: dt.date | None
    last: dt.date | None

    @property
    def direction(self) -> str:
        """ "for", "against" or "open"."""
        return DIRECTIONS[self.position]

    @property
    def contrary(self) -> bool:
        """Whether it speaks for the happening by denying its contrary."""
        return self.position == "asserts" and self.how == "denies"


def voice(claim: Claim, on: dt.date | None = None) -> str:
    """Whose line a claim gives: the innermost holder's code where it speaks for a state, body or group on the day `on`.

    Else its name in small letters, else NOBODY; OWN without a holder.
    """
    if not claim.holders:
        return OWN
    inner = claim.holders[-1]
    return speaks_for(inner, on) or folded(own_name(inner)) or NOBODY


def folded(name: str) -> str:
    """A name by which speakers without a code are told apart: small letters, no article."""
    return " ".join(name.casefold().removeprefix("the ").split())


def stand(claim: Claim, on: dt.date | None = None, *, lack: bool = False) -> Stand:
    """What a claim makes of its voice.

    The proposition is the happening's positive form. A denial's polarity is what the denier holds true (claim record,
    Conventions), so "denies" with polarity positive denies the contrary and asserts the proposition. That is so where
    the words hold an end or a lack ("denied that talks were suspended"); a denial without denies the thing itself.

    Where half a sentence stands as the holder's name ("Oslo has refuted Bonn's"), its verb tells that it denies.

    That a thing failed is an outcome told and no denial of it, unless the words deny: "its failure to launch".

    Args:
        on: day of the report.
        lack: the happening is a shortage, a HAVE of which the negative is what is told: then that is the proposition.
    """
    how = claim.holders[-1].stance if claim.holders else ""
    if how == "denies" and claim.polarity == "negative" and _fails(claim.quote):
        how = "says"
    elif how and how in _PLAIN and says_no(claim.holders[-1]):
        how = "denies"
    modality = "desired" if how == "wants" else claim.modality
    return Stand(voice(claim, on), _position(claim, how, lack=lack), modality, how, claim.certainty)


def _position(claim: Claim, how: str, *, lack: bool) -> str:
    if how in ("not-confirmed", "questions"):
        return how
    if claim.certainty == "unknown":
        return "not-confirmed"
    # Of a shortage the end or lack that the words tell is the very thing that is denied.
    negative = claim.polarity == "negative" or (how == "denies" and not lack and not _undoes(claim.quote))
    if negative != lack:
        # That it may not be so is doubt, no denial.
        doubt = claim.certainty == "possible" and how != "denies"
        return "questions" if doubt else "not-confirmed" if _leaves_open(claim.quote) else "denies"
    return {"confirms": "confirms", "rumour": "rumours"}.get(how, "asserts")


def _fails(quote: str) -> bool:
    """Whether words tell a failure and deny nothing."""
    return bool(_FAILURE.search(quote)) and not _DENIAL.search(quote)


def _leaves_open(quote: str) -> bool:
    """Whether negative words deny nothing: "has not publicly agreed", "no evidence that"."""
    return _open_phrases().search(quote.casefold().replace("’", "'")) is not None


def _undoes(quote: str) -> bool:
    """Whether the words tell of an end, a lack or a not."""
    words = re.findall(r"[a-z]+(?:'[a-z]+)?", quote.casefold().replace("’", "'"))
    return any(word in tables().words["undoing"] or word.endswith("n't") for word in words)


@functools.cache
def _open_phrases() -> re.Pattern[str]:
    phrases = sorted(tables().words["open"], key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases))})(?!\w)")


def line_key(made: Stand) -> tuple[str, str, str, bool]:
    """What makes stands one line: voice, modality, position, and whether it denies the contrary."""
    return made.voice, made.modality, made.position, made.position == "asserts" and made.how == "denies"


def lines(join: Join) -> tuple[Line, ...]:
    """Every line of every voice, with its standing, sorted.

    Dates decide between directions of one voice within a modality: what it says for or against the happening makes
    all that it said otherwise on days before a former line; mixed in time, or of no known day, both are present. To
    confirm nothing takes back nothing. What one or two origins tell of a voice against three times as many is a stray,
    and so is plain speech amid denials or confirmations in so many words: likelier a slip than a change of line.
    """
    groups: defaultdict[tuple[str, str, str, bool], dict[tuple[Stand, str], dt.date]] = defaultdict(dict)
    for (made, origin), day in _own_latest(join).items():
        groups[line_key(made)][made, origin] = day
    drafts = [_line(key[0], key[1], key[2], told) for key, told in groups.items()]
    beside: defaultdict[tuple[str, str], list[Line]] = defaultdict(list)
    for draft in drafts:
        if not draft.contrary:
            beside[draft.voice, draft.modality].append(draft)
    standing = [draft if draft.contrary else _stood(draft, beside[draft.voice, draft.modality]) for draft in drafts]
    return tuple(sorted(standing, key=lambda line: (line.voice, line.modality, line.position, line.contrary)))


def _own_latest(join: Join) -> dict[tuple[Stand, str], dt.date]:
    """The join, where in the reports' own voice each origin counts for the latest direction that it tells.

    What one origin tells both ways on one day is two parts of one story and no denial.
    """
    latest: dict[tuple[str, str], tuple[dt.date, bool]] = {}
    for (made, origin), day in join.told.items():
        if made.voice == OWN and day != dt.date.max:
            key, this = (origin, made.modality), (day, DIRECTIONS[made.position] == "for")
            latest[key] = max(latest.get(key, this), this)
    return {
        (made, origin): day
        for (made, origin), day in join.told.items()
        if made.voice != OWN
        or (day, DIRECTIONS[made.position] == "for") >= latest.get((origin, made.modality), (dt.date.min, False))
    }


def _line(speaker: str, modality: str, position: str, told: Mapping[tuple[Stand, str], dt.date]) -> Line:
    days: dict[str, dt.date] = {}
    hows: defaultdict[str, set[str]] = defaultdict(set)
    certainties: defaultdict[str, set[str]] = defaultdict(set)
    for (made, origin), day in told.items():
        days[origin] = min(days.get(origin, dt.date.max), day)
        hows[made.how].add(origin)
        certainties[made.certainty].add(origin)
    known = [day for day in days.values() if day != dt.date.max]
    how = min(hows, key=lambda word: (-len(hows[word]), word))
    sure = min(certainties, key=lambda word: (-len(certainties[word]), _SUREST.index(word)))
    first, last = (min(known), max(known)) if known else (None, None)
    return Line(speaker, position, modality, how, sure, "present", frozenset(days), first, last)


def _stood(line: Line, beside: Sequence[Line]) -> Line:
    """The line with its standing among the lines of its voice."""
    if all(other.direction == line.direction for other in beside):
        return line
    ways = {way: _Way.of([other for other in beside if other.direction == way]) for way in set(DIRECTIONS.values())}
    own = ways[line.direction]
    rivals = [way for name, way in ways.items() if name != line.direction and way.origins]
    if any(own.slips_beside(way) for way in rivals):
        return dataclasses.replace(line, standing="stray")
    steady = [ways[name] for name in ("for", "against") if name != line.direction and ways[name].origins]
    if line.voice == OWN:  # Many speakers: only "not (yet) so" before all that tell it as so passes.
        steady = [ways["for"]] if line.direction != "for" and ways["for"].origins else []
    if any(way.first > own.last for way in steady if not any(way.slips_beside(other) for other in ways.values())):
        return dataclasses.replace(line, standing="former")
    return line


@dataclass(frozen=True, slots=True)
class _Way:
    """All that a voice tells in one direction. `outright`: origins in which it denies or confirms in so many words."""

    origins: int
    outright: int
    first: dt.date
    last: dt.date

    @classmethod
    def of(cls, told: Sequence[Line]) -> _Way:
        outright = [line.origins for line in told if line.how in ("denies", "confirms")]
        firsts = [line.first for line in told if line.first]
        lasts = [line.last for line in told if line.last]
        return cls(
            len(frozenset().union(*(line.origins for line in told))), len(frozenset().union(*outright)),
            min(firsts, default=dt.date.min), max(lasts, default=dt.date.max),
        )  # fmt: skip

    def slips_beside(self, other: _Way) -> bool:
        """Whether so few tell this, or so much less outright at the same time, that it is likelier a slip."""
        many = limit("outright") if self.outright else limit("many")
        if 0 < self.origins <= limit("few") and other.origins >= many * self.origins:
            return True
        mixed = self.first <= other.last and other.first <= self.last
        return (
            mixed and not self.outright and other.outright >= limit("many") and 2 * other.outright >= self.origins > 0
        )
