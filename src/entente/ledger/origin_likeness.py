"""Whether two reports are copies of one another: the comparison behind the candidates that MinHash finds.

The measure is containment (Broder 1997): the share of the shorter report's runs of words that stand in the longer, so
that cuts and added paragraphs do not count against a copy. Short reports (feed items) are compared by title and text
in runs of two words, longer ones by text alone in runs of three. Thresholds were set on labelled pairs; see
`evals/origins.py`.

What is not a copy, however many words it shares:
    another number of a series: "day 335" and "day 337", "Your Monday Briefing" and "Your Tuesday Briefing";
    the same form about someone else: names that stand in for names (two football previews, two sanctions notices);
    a short item that its own outlet prints again days later, or under another headline: a column;
    a longer page that opens with something else: a newsletter, live updates.
An update of a story ("12 killed", then "15 killed") is a copy where its other words are the same and it was published
at most a day later: it adds no second witness. Figures that change after more than a day are another report.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from entente.ledger.origin_signatures import body, words

#: Reports of fewer words of text than this are short: title and text count together.
SHORT = 60
#: Least share of the shorter report's runs that must stand in the longer, for short and for longer reports.
SHORT_SHARE, LONG_SHARE = 0.57, 0.5
#: Shared runs that such a share must rest on in short reports, unless it is at least PLAIN_SHARE.
SHARED, PLAIN_SHARE = 14, 0.8
#: As SHORT_SHARE where so many words stand in one row in both texts: nobody writes them twice by chance.
IN_A_ROW, UNDER_ROW = 12, 0.44
#: As SHORT_SHARE where at least HEADLINE_SHARE of the shorter headline stands in the other: an agency's headline.
HEADLINE_SHARE, UNDER_HEADLINE = 0.9, 0.48
#: As SHORT_SHARE and LONG_SHARE where one outlet published both, on one day, on the next and later: an outlet repeats
#: its own background paragraphs.
OWN_SHARE, OWN_NEXT_DAY, OWN_LATER = 0.57, 0.7, 0.75
#: A longer report of this many times the words of the shorter may be a round-up of several stories.
ROUND_UP = 1.5
#: Words of an opening, and the least share of its runs that stands in the other report if it is no round-up.
OPENING, OPENING_SHARE = 60, 0.25
#: Items with fewer words than this in title and text are copies only where all their words are the same.
TINY = 8
#: A short item that its own outlet prints again after more days is a column, unless so much of it is the same.
COLUMN_DAYS, COLUMN_SHARE, COLUMN_WORDS = 1, 0.95, 20
#: Days after which other figures make another report.
UPDATE_DAYS = 1
#: Words of the longest stretch that can stand in for another.
SLOT = 6
#: Words from the start in which stretches are looked for.
LOOKED_AT = 2_000

_NUMBER = re.compile(r"\d")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_COUNTED = frozenset(
    "day week month round part episode chapter edition issue no number game stage leg matchday vol volume".split()
)
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september "
    "october november december".split()
)
_NUMBER_WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve dozen dozens hundreds thousands first second third "
    "fourth fifth sixth seventh eighth ninth tenth".split()
)
_CAPITAL = re.compile(r"(?<![.!?:“\"\n]\s)(?<!^)(?<![“\"\n])\b[A-Z][\w’'-]*\w")


@dataclass(frozen=True, slots=True)
class Report:
    """What is compared of a report: words of title and text in lower case, and its text as it was."""

    id: str
    published: dt.date | None
    outlet: str
    title: tuple[str, ...]
    text: tuple[str, ...]
    raw: str = field(repr=False)

    @property
    def whole(self) -> tuple[str, ...]:
        """Words of title and text."""
        return self.title + self.text

    def names(self) -> frozenset[str]:
        """Words that its text writes with a capital inside a sentence, in lower case."""
        return frozenset(words(" ".join(_CAPITAL.findall(self.raw))))


def prepared(id: str, title: str, text: str, published: dt.date | None, outlet: str) -> Report:
    """A report made ready to be compared."""
    raw = body(text)
    return Report(id, published, outlet, tuple(words(title)), tuple(words(raw)), raw)


def runs(found: Sequence[str], size: int) -> set[tuple[str, ...]]:
    """Runs of `size` words; one run of all words where there are fewer."""
    return set(zip(*(found[at:] for at in range(size)), strict=False)) or {tuple(found)}


def containment(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> float:
    """Share of the smaller set that stands in the larger, 0 to 1."""
    return len(one & other) / min(len(one), len(other))


def likeness(one: Report, other: Report) -> tuple[float, str]:
    """How much of the shorter report stands in the longer, 0 to 1, and of what; "" where they are no copies."""
    if min(len(one.whole), len(other.whole)) < TINY:
        same = bool(one.whole) and one.whole == other.whole and not _is_column(one, other, 1.0)
        return (1.0, "all words") if same else (0.0, "")
    short = min(len(one.text), len(other.text)) < SHORT
    size, ours, theirs = (2, one.whole, other.whole) if short else (3, one.text, other.text)
    left, right = runs(ours, size), runs(theirs, size)
    share = containment(left, right)
    if one.outlet != other.outlet and short:
        enough = _enough_elsewhere(one, other, share, len(left & right))
    else:
        enough = share >= _needed(one, other, short) and not (short and _is_column(one, other, share))
    if not enough or _is_round_up(one, other) or _parted(one, other):
        return share, ""
    return share, "of the shorter title and text" if short else "of the shorter text"


def _enough_elsewhere(one: Report, other: Report, share: float, shared: int) -> bool:
    """True where short reports of two outlets have enough words in common."""
    if share >= SHORT_SHARE:
        return share >= PLAIN_SHARE or shared >= SHARED
    titles = runs(one.title, 2), runs(other.title, 2)
    if share >= UNDER_HEADLINE and min(map(len, titles)) > 3 and containment(*titles) >= HEADLINE_SHARE:
        return shared >= SHARED - 1
    return share >= UNDER_ROW and _in_a_row(one.text, other.text) >= IN_A_ROW


def _in_a_row(one: Sequence[str], other: Sequence[str]) -> int:
    return SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size


def _needed(one: Report, other: Report, short: bool) -> float:
    """The least share for reports of one outlet, and for longer ones."""
    if not short and (one.outlet != other.outlet or not one.outlet):
        return LONG_SHARE
    days = _days(one, other)
    return OWN_SHARE if days == 0 else OWN_NEXT_DAY if days == 1 else OWN_LATER


def _days(one: Report, other: Report) -> int:
    if one.published is None or other.published is None:
        return 0
    return abs((one.published - other.published).days)


def _is_column(one: Report, other: Report, share: float) -> bool:
    """True for what an outlet prints again and again under the same words ("Your pictures of the week")."""
    if one.outlet != other.outlet or _days(one, other) <= COLUMN_DAYS:
        return False
    return share < COLUMN_SHARE or min(len(one.whole), len(other.whole)) < COLUMN_WORDS


def _is_round_up(one: Report, other: Report) -> bool:
    """True where the much longer report opens with something else: a newsletter, a page of live updates."""
    shorter, longer = sorted((one, other), key=lambda report: len(report.whole))
    if len(longer.whole) < max(2 * OPENING, ROUND_UP * len(shorter.whole)):
        return False
    opening, within = runs(longer.whole[:OPENING], 2), runs(shorter.whole, 2)
    return len(opening & within) < OPENING_SHARE * min(len(opening), len(within))


def _parted(one: Report, other: Report) -> bool:
    """True where words that stand in for one another make it another report."""
    slots = _slots(one.text, other.text)
    if containment(runs(one.title, 1), runs(other.title, 1)) >= 0.5:
        slots += _slots(one.title, other.title)
    if not slots:
        return False
    names, others = one.names(), other.names()
    swapped: list[str] = []
    for left, right, before in slots:
        ours, theirs = set(left) - set(right), set(right) - set(left)
        if _series(ours, theirs, before):
            return True
        if _days(one, other) > UPDATE_DAYS and any(map(_is_number, ours)) and any(map(_is_number, theirs)):
            return True
        swapped += sorted(ours & names)[: len(theirs & others)]
    shorter = min(len(one.text), len(other.text))
    return len(swapped if shorter < SHORT else set(swapped)) >= max(2, shorter // 150)


def _is_number(word: str) -> bool:
    return word in _NUMBER_WORDS or _NUMBER.search(word) is not None


def _series(ours: set[str], theirs: set[str], before: str) -> bool:
    """True where the words say which one of a series it is."""
    if ours & _CALENDAR and theirs & _CALENDAR:
        return True
    if any(map(_ORDINAL.fullmatch, ours)) and any(map(_ORDINAL.fullmatch, theirs)):
        return True
    return before in _COUNTED and any(map(_is_number, ours)) and any(map(_is_number, theirs))


def _slots(one: Sequence[str], other: Sequence[str]) -> list[tuple[Sequence[str], Sequence[str], str]]:
    """Short stretches that stand in for one another between words that are the same, and the word before them."""
    found = []
    for kind, start, end, begin, stop in SequenceMatcher(None, one[:LOOKED_AT], other[:LOOKED_AT]).get_opcodes():
        if kind == "replace" and end - start <= SLOT and stop - begin <= SLOT:
            found.append((one[start:end], other[begin:stop], one[start - 1] if start else ""))
    return found
