"""What is not known, and what would settle it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from entente.assess.days import plus, span
from entente.assess.saying import Says, capital, counted, listed
from entente.records import Finding
from entente.records.status import Status

#: States that leave a question.
_OPEN = ("contested", "not confirmed", "questioned", "rumoured", "possible")
_PLANNED = ("announced", "expected")
#: A happening reported so many days before the day for which it was announced can still be what was announced.
_EARLY = 7
#: Claims of a status that a question shows.
_SHOWN = 6


def questions(
    statuses: Sequence[Status], says: Says, checked: Sequence[Finding] = (), on: dt.date | None = None
) -> list[Finding]:  # fmt: skip
    """What is not known, and what would settle it, in the order in which the statuses come.

    Args:
        statuses: how happenings stand, most important first.
        checked: dealings held against rules; a question about the same claims says that a rule hangs on it.
        on: the day by which what was announced is measured; by default the day of the newest report.
    """
    day = on or max((each.last for each in statuses if each.last), default=None)
    touched = {kept.claim.id for finding in checked for kept in finding.claims}
    found = [(each, _question(each, statuses, says, day)) for each in statuses]
    return [
        Finding(text=text + _rule_hangs(each, touched), reason=reason, claims=each.claims[:_SHOWN])
        for each, (text, reason) in found
        if text
    ]


def _question(each: Status, statuses: Sequence[Status], says: Says, day: dt.date | None) -> tuple[str, str]:
    """Text and reason, both empty where nothing is to be asked."""
    if each.state in _OPEN and each.modality == "actual":
        return _unsettled(each, says), f"It is {each.state} by the stances of those who tell it."
    if each.state in _OPEN and each.modality == "future":
        return _unsettled(each, says, "will it come about"), f"It is still to come and {each.state}."
    if each.state == "asserted" and _is_hearsay(each):
        return _unsettled(each, says), "Only others than its parties tell it, and no report in its own voice."
    if each.state in _PLANNED:
        return _planned(each, statuses, day)
    if each.state == "conditional":
        return _conditional(each), "It is told under a condition, and no report that it came about is grouped with it."
    return "", ""


def _unsettled(each: Status, says: Says, asked: str = "is it so") -> str:
    verdict = capital(each.text.removeprefix(f"{capital(each.label)}: "))
    return f"{capital(each.label)}: {asked}? {verdict} {_settling(each, says)}"


def _is_hearsay(each: Status) -> bool:
    """Whether only others than the parties say so, and who is said to do it is silent."""
    telling = [voice for voice in each.voices if voice.position == "asserts" and voice.modality == each.modality]
    parties = {*each.actor, *each.recipient}
    third = all(voice.name and voice.code not in parties for voice in telling)
    return third and any(code in each.silent for code in each.actor)


def _settling(each: Status, says: Says) -> str:
    """What would settle it: the word of parties that have not spoken for or against it, and another origin."""
    taken = {
        voice.code for voice in each.voices
        if voice.standing == "present" and voice.position in ("asserts", "confirms", "denies")
    }  # fmt: skip
    missing = [code for code in (*each.actor, *each.recipient) if code not in taken]
    ways = []
    if missing:
        ways.append(f"A statement by {listed([says.name(code) for code in dict.fromkeys(missing)][:4], 'or')}")
    more = "a second independent origin" if each.origins == 1 else "evidence of another kind than what the sides say"
    if each.state != "contested" and each.origins > 1:
        more = "an independent origin that tells it in its own voice"
    if each.modality == "future":
        more = "a report that it came about"
    return f"{capital(listed([*ways, more], 'or'))} would settle it."


def _planned(each: Status, statuses: Sequence[Status], day: dt.date | None) -> tuple[str, str]:
    told = f"{each.state} in {counted(each.origins, 'origin')}"
    reason = "It was told as still to come, and no report that it came about is grouped with it or stands beside it."
    if any(_same(each, other) for other in statuses):
        return "", ""
    if any(voice.modality == "actual" and voice.position in ("asserts", "confirms") for voice in each.voices):
        return "", ""
    if each.due is None:
        return f"{capital(each.label)}: when? It is {told} and no day is told.", reason
    when = span(*each.due)
    if day is not None and each.due[1] < day:
        return (
            f"{capital(each.label)}: did it come about? It is {told} for {when}; no report that it did found.",
            reason,
        )
    return f"{capital(each.label)}: will it come about? It is {told} for {when}.", reason


def _same(each: Status, other: Status) -> bool:
    """Whether another happening may be the announced one: same kind and parties, told as done about then or later."""
    if other.event == each.event or other.kind != each.kind or other.state not in ("asserted", "confirmed"):
        return False
    if other.last is None or not {*each.actor, *each.recipient} <= {*other.actor, *other.recipient}:
        return False
    begin = each.first if each.due is None else plus(each.due[0], -dt.timedelta(days=_EARLY))
    return begin is None or other.last >= begin


def _conditional(each: Status) -> str:
    verdict = capital(each.text.removeprefix(f"{capital(each.label)}: "))
    settling = "A report that it is, or that it came about, would settle it."
    return f"{capital(each.label)}: is the condition met? {verdict} {settling}"


def _rule_hangs(each: Status, touched: set[str]) -> str:
    return " A sanctions rule hangs on the answer." if touched & {kept.claim.id for kept in each.claims} else ""
