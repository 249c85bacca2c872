"""Claims that the ledger's grouping has joined to a happening and that tell of another: other days, another thing."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from entente.assess.speakers import speaks_for
from entente.assess.status_tables import limit
from entente.lexicon import load
from entente.records import KeptClaim
from entente.records.vocabulary import QUAD_CLASSES

#: Kinds of which one name covers things that have nothing to do with each other: a missile test, warning shots.
MANY_SORTS = frozenset({"MOBILIZE"})
#: Days of an interval at most for its days to tell one happening from another.
_SHARP = 31
_WORD = re.compile(r"[^\W\d_]{4,}")
#: So many letters tell words of one root.
_ROOT = 4
_COMMON = frozenset(
    "that this with from have been were will would could their there after about which when into over said says again "
    "also".split()
)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Claims whose days lie near each other. `start`, `end`: first and last of their days."""

    start: dt.date
    end: dt.date
    claims: tuple[KeptClaim, ...]

    @property
    def origins(self) -> int:
        return len({kept.counted_by for kept in self.claims})

    def days_to(self, day: dt.date) -> int:
        return max((self.start - day).days, (day - self.end).days, 0)

    def apart(self, start: dt.date, end: dt.date) -> int:
        """Days between it and an interval, 0 where they meet."""
        return max((self.start - end).days, (start - self.end).days, 0)


def on_its_days(claims: Sequence[KeptClaim]) -> list[KeptClaim]:
    """The claims without those whose stated days lie apart from the happening's by more than `limit("apart")` days.

    The happening's days are those that most origins tell, of equals the nearest to the first report. What was to come
    and took place later, or was put off, is one happening for `limit("older")` days. Claims without both a first and a
    last day are kept: they may be of any.
    """
    stretches = _stretches(claims)
    if not stretches:
        return list(claims)
    first = min((kept.published for kept in claims if kept.published), default=None)
    main = min(stretches, key=lambda s: (-s.origins, s.days_to(first) if first else 0, -s.end.toordinal()))
    done = any(kept.claim.modality == "actual" for kept in main.claims)
    return [kept for kept in claims if not _elsewhen(kept, main, done=done)]


def _elsewhen(kept: KeptClaim, main: _Stretch, *, done: bool) -> bool:
    start, end = kept.claim.start, kept.claim.end
    if start is None or end is None or end < start:
        return False
    slips = (kept.claim.modality == "actual") != done
    return main.apart(start, end) > limit("older" if slips else "apart")


def _stretches(claims: Sequence[KeptClaim]) -> list[_Stretch]:
    """Claims with days, chained where their days lie near."""
    dated = sorted(
        ((kept.claim.start, kept.claim.end, kept.claim.id, kept) for kept in claims if _is_sharp(kept)),
        key=lambda row: row[:3],
    )
    found: list[_Stretch] = []
    for start, end, _, kept in dated:
        if start is None or end is None:
            continue
        last = found[-1] if found else None
        if last and (start - last.end).days <= limit("apart"):
            found[-1] = _Stretch(last.start, max(last.end, end), (*last.claims, kept))
        else:
            found.append(_Stretch(start, end, (kept,)))
    return found


def _is_sharp(kept: KeptClaim) -> bool:
    start, end = kept.claim.start, kept.claim.end
    return start is not None and end is not None and 0 <= (end - start).days <= _SHARP


def of_its_sort(claims: Sequence[KeptClaim], kind: str) -> list[KeptClaim]:
    """The claims without those of another thing, for kinds that cover many.

    A claim is of the happening's sort where it has a matter that at least half of the origins with one tell, or shares
    a word, names aside, with a claim that has.
    """
    if kind not in MANY_SORTS:
        return _of_its_kind(claims, kind)
    by: defaultdict[str, set[str]] = defaultdict(set)
    for kept in claims:
        for family in _families(kept):
            by[family].add(kept.counted_by)
    every = frozenset().union(*by.values())
    main = {family for family, told in by.items() if 2 * len(told) >= len(every)}
    ours = [kept for kept in claims if _families(kept) & main]
    words = frozenset().union(*(roots(kept.claim.quote) for kept in ours))
    return [
        kept for kept in claims if not ours or _families(kept) & main or roots(kept.claim.quote) & words
    ]  # fmt: skip


def _of_its_kind(claims: Sequence[KeptClaim], kind: str) -> list[KeptClaim]:
    """The claims without hostile deeds of another kind that have neither a matter nor a word of those of this kind."""
    ours = [kept for kept in claims if kept.claim.event == kind]
    if QUAD_CLASSES[kind] != "material conflict" or not ours or len(ours) == len(claims):
        return list(claims)
    matters = set().union(*map(_families, ours))
    words = frozenset().union(*(roots(kept.claim.quote) for kept in ours))
    return [
        kept for kept in claims
        if kept.claim.event == kind or kept.claim.polarity == "negative" or _families(kept) & matters
        or roots(kept.claim.quote) & words
    ]  # fmt: skip


def of_its_words(claims: Sequence[KeptClaim], doers: Collection[str]) -> list[KeptClaim]:
    """The claims without what a doer plainly says of something else than any other voice tells.

    Its word would confirm the happening. It has to have a mode, a matter or a word, names aside, in common with a claim
    of another voice.
    """
    speakers = {kept.claim.id: _speaker(kept) for kept in claims}
    doubtful = [kept for kept in claims if speakers[kept.claim.id] in doers and _is_plain(kept)]
    for marks in (_kinds_of, _words_of):
        if not doubtful or len(set(speakers.values())) < 2:
            return list(claims)
        telling: defaultdict[str, set[str]] = defaultdict(set)
        for kept in claims:
            for mark in marks(kept):
                telling[mark].add(speakers[kept.claim.id])
        doubtful = [
            kept for kept in doubtful if all(telling[mark] == {speakers[kept.claim.id]} for mark in marks(kept))
        ]  # fmt: skip
    aside = {kept.claim.id for kept in doubtful}
    return [kept for kept in claims if kept.claim.id not in aside]


def _speaker(kept: KeptClaim) -> str:
    inner = kept.claim.holders[-1] if kept.claim.holders else None
    return (speaks_for(inner, kept.published) or inner.name or "somebody") if inner else ""


def _is_plain(kept: KeptClaim) -> bool:
    """Whether it would confirm by plain word: said, as so, for certain, of what is done."""
    claim = kept.claim
    said = claim.holders[-1].stance in ("says", "reports") and claim.polarity == "positive"
    return said and claim.certainty == "certain" and claim.modality == "actual"


def _kinds_of(kept: KeptClaim) -> set[str]:
    return _families(kept) | {kept.claim.mode or ""} - {""}


def _words_of(kept: KeptClaim) -> frozenset[str]:
    return roots(kept.claim.quote)


def _families(kept: KeptClaim) -> set[str]:
    return {matter.partition(".")[0] for matter in kept.claim.matter}


@functools.lru_cache(maxsize=4096)
def roots(quote: str) -> frozenset[str]:
    """Beginnings of the words of a text that are part of no name, without the most common words."""
    for mention in reversed(load().mentions(quote, None)):
        quote = f"{quote[: mention.start]} {quote[mention.end :]}"
    return frozenset(word[:_ROOT] for word in _WORD.findall(quote.casefold()) if word not in _COMMON)
