"""The record of a holder: how its statements fared, by what others told later. Silence leaves a statement open."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from entente.assess.days import spelled
from entente.assess.saying import Says, capital, counted, holder_name, thing
from entente.assess.sure import sureness
from entente.assess.track_outcomes import SETTLERS, Followed
from entente.assess.track_voices import STATING, Voice, same_thing, statement_key, unfit, voices_of
from entente.records import Estimate, Event
from entente.records.track import OUTCOMES, SETTLED, Case, Track

#: From so many settled cases on a rate is told.
ENOUGH = 20
#: 95 % quantile of the normal distribution: two-sided 90 %.
_Z = 1.6448536269514722
#: Settling claims shown with a case.
SHOWN = 6


def record(holder: str, events: Sequence[Event], says: Says, *, until: dt.date) -> Track:
    """How a holder's statements fared. Neither order nor copies of reports change the answer.

    A statement is one thing told of one event, however often it is repeated. It is

    - confirmed, if later a voice of another side confirms it, or a party to it that first denied it or would not
      confirm it asserts it, or, where it was told of the future and of nothing that went on already, two independent
      origins tell it as done;
    - refuted, if later two independent origins tell the opposite of the same days, in their own voice or by somebody
      who is no party;
    - retracted, if the same voice later holds the opposite of the same days;
    - not kept, if it was the holder's own announcement, two origins or the holder tell it as called off or not done,
      not half as many as done, and its day has passed by 30 days;
    - contested, if a party to it denies it: that does not settle it;
    - open otherwise. That nobody says anything is neither.

    Args:
        holder: code of a state or body, or name of a person, body or outlet.
        events: events in which it has a say, with all their claims.
        says: names codes and things.
        until: last day that is looked at; reports published later do not count.
    """
    left: Counter[str] = Counter()
    cases: list[Case] = []
    for event in sorted({event.id: event for event in events}.values(), key=lambda event: event.id):
        voices = voices_of(event.claims, until)
        for group in _statements(holder, voices, left):
            cases.append(_case(holder, group, voices, says, until))
    cases.sort(key=lambda case: (OUTCOMES.index(case.outcome), -case.stated.toordinal(), case.statement.claim.id))
    numbers = Counter(case.outcome for case in cases)
    counts = {outcome: numbers[outcome] for outcome in OUTCOMES}
    settled = sum(counts[outcome] for outcome in SETTLED)
    rate = wilson(counts["confirmed"], settled) if settled >= ENOUGH else None
    return Track(
        holder=holder, until=until, text=_text(holder, counts, settled, rate, says), cases=tuple(cases),
        counts=counts, settled=settled, rate=rate, left_out=dict(sorted(left.items())),
    )  # fmt: skip


def wilson(hits: int, number: int) -> Estimate:
    """A share with its 90 % score interval (E. B. Wilson, Probable inference, the law of succession, and statistical
    inference, Journal of the American Statistical Association 22, 1927, 209-212). Raises ValueError for no cases."""
    if not 0 <= hits <= number or not number:
        raise ValueError(f"{hits} of {number} is no share")
    share, square = hits / number, _Z * _Z
    middle = (share + square / (2 * number)) / (1 + square / number)
    half = _Z / (1 + square / number) * math.sqrt(share * (1 - share) / number + square / (4 * number * number))
    return Estimate(share, max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half)))


def _text(holder: str, counts: dict[str, int], settled: int, rate: Estimate | None, says: Says) -> str:
    name = capital(says.name(holder))
    rest = f"{counts['contested']} contested and {counts['open']} open"
    parts = ", ".join(f"{counts[outcome]} {outcome}" for outcome in SETTLED)
    if rate is None:
        return f"{name}: too few settled cases ({settled}) for a rate; {parts}; {rest}."
    low, high = round(100 * rate.low), round(100 * rate.high)
    return (
        f"{name}: of {settled} settled statements {round(100 * rate.value)} % were confirmed (90 % interval {low} to "
        f"{high} %); {parts}; {rest}."
    )


def _statements(holder: str, voices: Sequence[Voice], left: Counter[str]) -> list[list[Voice]]:
    """The holder's own tellings, those of one statement together."""
    wanted = holder.casefold()
    groups: dict[tuple[object, ...], list[Voice]] = defaultdict(list)
    for voice in voices:
        if wanted not in voice.names:
            continue
        if voice.stance and voice.stance not in STATING:
            left["no statement of fact"] += 1
        elif (why := unfit(voice, wanted)) is not None:
            left[why] += 1
        else:
            groups[statement_key(voice.claim)].append(voice)
    return list(groups.values())


def _case(holder: str, group: Sequence[Voice], voices: Sequence[Voice], says: Says, until: dt.date) -> Case:
    first = group[0]
    own = {voice.kept.counted_by for voice in group}
    later = [
        voice for voice in voices
        if voice.day > first.day and voice.kept.counted_by not in own and same_thing(first, voice)
    ]  # fmt: skip
    followed = Followed(holder.casefold(), first, later, voices, until)
    for outcome, find in SETTLERS.items():
        settling = find(followed)
        if settling:
            return _made(outcome, group, settling, says)
    return _made("open", group, [], says)


def _made(outcome: str, group: Sequence[Voice], settling: Sequence[Voice], says: Says) -> Case:
    first = group[0]
    who = holder_name(first.claim.holders[-1], says) if first.claim.holders else first.kept.outlet
    shown = sorted(settling, key=lambda voice: (voice.day, -sureness(voice.kept), voice.claim.id))
    number = len({voice.kept.counted_by for voice in settling})
    day = min((voice.day for voice in settling), default=None)
    held = "denied" if not first.affirms else _STATED.get(first.stance, "said")
    coming = ", of what was to come" if first.claim.modality == "future" else ""
    text = f"{capital(who)} {held} on {spelled(first.day)}{coming}: {thing(first.claim, says)}. {capital(outcome)}"
    text += f" on {spelled(day)} by {counted(number, 'origin')}." if day else "."
    told = tuple({voice.claim.id: voice.kept for voice in shown}.values())[:SHOWN]
    return Case(
        text=text, reason=_REASONS[outcome], claims=(first.kept, *told), outcome=outcome, statement=first.kept,
        settling=told, stated=first.day, settled=day if outcome in SETTLED else None,
        origins=len({voice.kept.counted_by for voice in group}),
    )  # fmt: skip


_STATED = {
    "": "told", "says": "said", "confirms": "confirmed", "believes": "believed", "suspects": "suspected",
    "reports": "reported", "warns": "warned", "accuses": "alleged", "denies": "held",
}  # fmt: skip
_REASONS = {
    "confirmed": "A later voice of another side confirms it, a party that had not does, or two origins tell it done.",
    "refuted": "Two or more later origins that are no party to it tell the opposite of the same days.",
    "retracted": "The same voice later holds the opposite of the same days.",
    "not kept": "It was announced, is told as called off or not done, and its day has passed by 30 days.",
    "contested": "A party to it denies it, which settles nothing.",
    "open": "No statement was found that settles it.",
}
