"""How a happening stands: its verdict in words, and the claims that show it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from entente.assess.asides import MANY_SORTS, roots
from entente.assess.heads import Head, silent
from entente.assess.saying import Says, counted, thing
from entente.assess.settled import Settled, is_alone, is_sure
from entente.assess.speakers import is_named, own_name, speaks_for
from entente.assess.stances import NOBODY, OWN, Line, line_key, stand
from entente.assess.status_tables import limit as bound
from entente.assess.sure import sureness
from entente.assess.wording import heard, told_in_words
from entente.records import Event, KeptClaim
from entente.records.status import Status, Voice

#: So many of the surest origins give a happening its name.
_NAMING = 9
#: Most claims that a status shows.
_SHOWN = 12
_WORD = re.compile(r"[^\W\d_]{4,}")

_Key = tuple[str, str, str, bool]


def status(event: Event, says: Says) -> Status:
    """How the happening stands by its claims. What was known on a day: give the event as of that day."""
    return _told(Settled.of(event), says)


def statuses(events: Iterable[Event], says: Says, limit: int | None = None) -> list[Status]:
    """How happenings stand: those in dispute, told by many origins, recent or held by somebody first, background last.

    What was nowhere read surely (`is_sure`) is left out. `limit`: most of them.
    """
    given = list(events)
    alone = is_alone(given)
    settled = [Settled.of(event) for event in given if is_sure(event.claims, alone=alone)]
    found = [each for each in settled if each.is_told and is_sure(each.bearing, alone=alone)]
    newest = max((each.days[-1] for each in found if each.days), default=None)
    found.sort(key=lambda each: (each.is_background, -each.weight(newest), each.place, each.event.id))
    return [_told(each, says) for each in found[:limit]]


def left_out(events: Iterable[Event]) -> tuple[tuple[str, int], ...]:
    """What `statuses` leaves out of these happenings, by reason, most first."""
    given = list(events)
    alone, counts = is_alone(given), Counter[str]()
    for event in given:
        settled = Settled.of(event)
        if not is_sure(settled.bearing, alone=alone):
            counts["read too unsurely"] += 1
        elif not settled.is_told:
            counts["only asked by titles, or not wanted and nobody named"] += 1
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _told(settled: Settled, says: Says) -> Status:
    event, head, found, days = settled.event, settled.head, settled.found, settled.days
    voices = _voices(settled, _shown(settled), says)
    quiet = silent(event, head)
    label = _label(settled, voices, says)
    aside = len(event.claims) - len(settled.bearing)
    told = heard(found, voices, head.roles) or voices
    return Status(
        text=told_in_words(label, found, voices, quiet, head, says),
        reason=_reason(settled.origins, aside),
        claims=tuple(dict.fromkeys(kept for speaker in told for kept in speaker.claims))[:_SHOWN], event=event.id,
        kind=head.kind, actor=head.actor, recipient=head.recipient, label=label, state=found.state,
        modality=found.modality, voices=voices, silent=quiet, origins=settled.origins,
        due=_due(settled.bearing) if found.modality == "future" else None,
        aside=aside, first=days[0] if days else None, last=days[-1] if days else None,
    )  # fmt: skip


# ---------------------------------------------------------------------- what shows it


def _shown(settled: Settled) -> Mapping[_Key, list[KeptClaim]]:
    """By line the claims that tell it, best first.

    Originals before copies, what has the happening's own kind and both its sides, what was read with even odds, holders
    who name whom they speak for; then the claim whose words most others share, half as much where it was not reported
    about the day on which most tell it: so what is shown of several voices is one happening. Then the surest.
    """
    peak = _peak(settled.bearing)
    words = {kept.claim.id: frozenset(_WORD.findall(kept.claim.quote.casefold())) for kept in settled.bearing}
    by_word: defaultdict[str, set[str]] = defaultdict(set)
    for kept in settled.bearing:
        for word in words[kept.claim.id]:
            by_word[word].add(kept.counted_by)

    def telling(kept: KeptClaim) -> tuple[object, ...]:
        claim = kept.claim
        shared = sum(len(by_word[word]) - 1 for word in words[claim.id]) / (2 + len(words[claim.id]))
        copied, *surest = _worth(kept)
        if kept.published and peak and abs((kept.published - peak).days) > 1:
            shared /= 2
        unnamed = bool(claim.holders) and not is_named(claim.holders[-1])
        unsure = sureness(kept) < bound("even")
        other = claim.event != settled.head.kind or not _is_full(kept, settled.head)
        return copied, other, unsure, unnamed, -shared, *surest

    groups: defaultdict[_Key, list[KeptClaim]] = defaultdict(list)
    for kept in sorted(settled.bearing, key=telling):
        groups[line_key(stand(kept.claim, kept.published, lack=settled.head.lack))].append(kept)
    return groups


def _peak(claims: Sequence[KeptClaim]) -> dt.date | None:
    """The day on which most origins first tell it, the earliest of equals."""
    first: dict[str, dt.date] = {}
    for kept in claims:
        if kept.published:
            first[kept.counted_by] = min(first.get(kept.counted_by, kept.published), kept.published)
    days = Counter(first.values())
    return min(days, key=lambda day: (-days[day], day), default=None)


def _worth(kept: KeptClaim) -> tuple[bool, float, dt.date, str, int, str, str]:
    claim = kept.claim
    return (
        claim.document != kept.counted_by, -sureness(kept), kept.published or dt.date.max, claim.document,
        claim.place.start_char, claim.id, claim.certainty,
    )  # fmt: skip


def _voices(settled: Settled, shown: Mapping[_Key, list[KeptClaim]], says: Says) -> tuple[Voice, ...]:
    """Every line as a record, those that decide first."""
    order = [line for group in settled.found.groups for line in group]
    rest = sorted(
        (line for line in settled.told if line not in order), key=lambda line: (line.standing, -len(line.origins))
    )
    return tuple(
        _voice(line, shown[line.voice, line.modality, line.position, line.contrary], says) for line in (*order, *rest)
    )


def _voice(line: Line, claims: Sequence[KeptClaim], says: Says) -> Voice:
    fitting = [kept for kept in claims if _how(kept) == line.how] or list(claims)
    best = fitting[0]
    inner = best.claim.holders[-1] if best.claim.holders else None
    code = speaks_for(inner, best.published) if inner else None
    name = says.name(code) if code else (own_name(inner) or NOBODY) if inner else OWN
    return Voice(
        name=name, code=code, position=line.position, how=line.how, certainty=line.certainty, modality=line.modality,
        standing=line.standing, first=line.first, last=line.last, origins=len(line.origins), claims=(best,),
    )  # fmt: skip


def _how(kept: KeptClaim) -> str:
    return stand(kept.claim, kept.published).how


def _label(settled: Settled, voices: Sequence[Voice], says: Says) -> str:
    """The happening in the words that most of its surest origins give it, those of what is shown first among equals."""
    head = settled.head
    polarity = "negative" if head.lack else "positive"
    ours = [
        kept for kept in settled.bearing if kept.claim.event == head.kind and kept.claim.polarity == polarity
    ] or settled.bearing
    full = [kept for kept in ours if _is_full(kept, head)] or ours
    surest: dict[str, KeptClaim] = {}
    for kept in sorted(full, key=_worth):
        surest.setdefault(kept.counted_by, kept)
    counts = Counter(_named(kept, head, says) for kept in list(surest.values())[:_NAMING])
    first = [_named(kept, head, says) for voice in voices for kept in voice.claims if kept in full]
    best = min(counts, key=lambda words: (-counts[words], words not in first[:1], len(words), words))
    if head.kind in MANY_SORTS and not any(roots(best) & roots(kept.claim.quote) for kept in settled.bearing):
        # No words tell of such a thing, only the matter does, which may be of something beside it.
        return _named(next(iter(surest.values())), head, says, matter=False)
    return best


def _is_full(kept: KeptClaim, head: Head) -> bool:
    """Whether a claim has both sides of the happening."""
    return set(kept.claim.actor) >= set(head.actor) and set(kept.claim.recipient) >= set(head.recipient)


def _named(kept: KeptClaim, head: Head, says: Says, *, matter: bool = True) -> str:
    """The claim's happening in a few words, with the sides that the happening has; `matter`: with what it is about."""
    claim = dataclasses.replace(kept.claim, actor=head.actor, recipient=head.recipient)
    said = thing(claim if matter else dataclasses.replace(claim, matter=()), says)
    # "Israel: attack" would read as Israel's.
    return f"somebody → {said}" if head.recipient and not head.actor else said


def _due(claims: Sequence[KeptClaim]) -> tuple[dt.date, dt.date] | None:
    """The time that most origins give for what is to come, the earlier of equals."""
    origins: defaultdict[tuple[dt.date, dt.date], set[str]] = defaultdict(set)
    for kept in claims:
        start, end = kept.claim.start or kept.claim.end, kept.claim.end or kept.claim.start
        if start and end and kept.claim.modality == "future" and kept.claim.polarity == "positive":
            origins[start, end].add(kept.counted_by)
    return min(origins, key=lambda time: (-len(origins[time]), time), default=None)


def _reason(origins: int, aside: int) -> str:
    parts = [counted(origins, "origin")]
    if origins > 1:
        parts.append("copies of one text count once")
    if aside:
        parts.append(
            f"{counted(aside, 'claim')} of other parties, another deed or an older time, or doubtful, set aside"
        )
    return "; ".join(parts)
