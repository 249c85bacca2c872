"""A finding's sentence in the words of a brief: days and signs as the brief spells them, without what goes unsaid."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence

from entente.brief import days
from entente.brief.arranging import View
from entente.brief.grammar import capital, listed
from entente.records import CheckedClaim, Contradiction, Estimate, Finding, Precedent
from entente.records.status import Status

_DAY = r"(\d{4}-\d\d-\d\d)"
_STRETCH = re.compile(rf"\bbetween {_DAY} and {_DAY}(?![\w/-])")
_ONE_DAY = re.compile(rf"(?<![\w/.-]){_DAY}(?![\w/-]|\.\d)")
_MINUS = re.compile(r"(?<![^\s(])-(?=\d)")
#: How a verdict ends where nobody else says anything: what a brief leaves unsaid.
_SILENCE = re.compile(r"; no (?:other statement|denial|statement by (?:(?!; ).)+?) found(?=[;.]|$)")
_OWN_VOICE = re.compile(r"\bby 1 origin in its own voice\b")


def spelled(text: str) -> str:
    """The text with ISO days and minus signs as a brief spells them, quotes left as they are.

    "between 2023-07-01 and 2023-07-31" becomes "in July 2023", "-2.5" becomes "−2.5". A quote that nothing closes is
    taken to go on to the end.
    """
    return "".join(piece if quoted else _spelled(piece) for quoted, piece in _pieces(text))


def _pieces(text: str) -> list[tuple[bool, str]]:
    """The text in pieces, each with whether it stands in quotation marks; curly ones may stand in each other."""
    found, start, depth, straight = list[tuple[bool, str]](), 0, 0, False
    for at, char in enumerate(text):
        before = depth > 0 or straight
        if char == "“":
            depth += 1
        elif char == "”":
            depth = max(0, depth - 1)
        elif char == '"' and not depth:
            straight = not straight
        after = depth > 0 or straight
        if before != after:
            edge = at + 1 if before else at
            found.append((before, text[start:edge]))
            start = edge
    return [*found, (depth > 0 or straight, text[start:])]


def _spelled(text: str) -> str:
    text = _STRETCH.sub(_stretch, text)
    text = _ONE_DAY.sub(lambda match: days.day(day) if (day := _day(match[1])) else match[0], text)
    return _MINUS.sub("−", text)


def _stretch(match: re.Match[str]) -> str:
    start, end = _day(match[1]), _day(match[2])
    return days.when(start, end, None) if start and end and start <= end else match[0]


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


# ---------------------------------------------------------------------- by kind


def told(finding: Finding, view: View) -> str:
    """What a section says of a finding, still without marks."""
    text = finding.text
    if isinstance(finding, CheckedClaim):
        text += _missing(finding)
    if isinstance(finding, Precedent):
        text = _checkable(finding, view)[0]
    if isinstance(finding, Contradiction):
        text = _with_days(finding) if view.reports > 1 or view.ledger else text
    if isinstance(finding, Status):
        text = _of_one(_SILENCE.sub("", text) if _is_told_in_passing(finding) else text, view)
    return spelled(text)


def _with_days(finding: Contradiction) -> str:
    """A contradiction with the days of its two reports, where it does not tell days itself."""
    told_on = sorted({kept.published for kept in (finding.one, finding.two) if kept.published})
    if not told_on or _ONE_DAY.search(finding.text):
        return finding.text
    last = days.day(told_on[-1])
    if len(told_on) > 1:
        one, two = told_on
        same = (one.year, one.month) == (two.year, two.month)
        last = f"{one.day if same else days.day(one)} and {last}"
    return f"{finding.text.rstrip('.')} (reports of {last})."


def asked(finding: Finding, status: Status | None, shown: bool, view: View) -> str:
    """What a section says of an open question.

    Args:
        finding: the question.
        status: how the happening stands that it is about, None where that is not known.
        shown: whether the brief tells that status; then the question does not say it again.
        view: by what findings are arranged.
    """
    text = finding.text
    if status is not None and shown:
        text = text.replace(f"? {capital(status.text.removeprefix(f'{capital(status.label)}: '))} ", "? ", 1)
    return spelled(_of_one(_SILENCE.sub("", text), view))


def why(finding: Finding, view: View) -> str:
    """How it was found, as a brief says it."""
    more = _checkable(finding, view)[1] if isinstance(finding, Precedent) else ""
    return spelled(f"{more} {finding.reason}".strip())


def gist(text: str, score: Estimate | None) -> str:
    """The summary of an alignment with what its score comes to, where its interval lies on one side of 0."""
    if score is None:
        return text
    terms = "are on good terms" if score.low > 0 else "are at odds" if score.high < 0 else ""
    return text.replace(": cooperation in ", f" {terms}: cooperation in ", 1) if terms else text


def _of_one(text: str, view: View) -> str:
    return _OWN_VOICE.sub("by the report", text) if view.reports == 1 and not view.ledger else text


def _is_told_in_passing(status: Status) -> bool:
    """Told by one origin in its own voice alone: that no party speaks of it there says nothing."""
    return status.origins == 1 and all(not voice.name for voice in status.voices)


def _missing(finding: CheckedClaim) -> str:
    facts = [need.fact for need in finding.ruling.would_change[:3]]
    return f" Not told, and it would change the answer: {listed(facts, 'or')}." if facts else ""


def _checkable(finding: Precedent, view: View) -> tuple[str, str]:
    """A report's own words of a first that nothing can be held against, and why not."""
    at = finding.text.find(": not checkable", max(0, finding.text.find(finding.phrase)) + len(finding.phrase))
    if finding.verdict != "not checkable" or at < 0:
        return finding.text, ""
    if view.ledger:
        return f"{finding.text[:at]}; not checkable in this ledger.", capital(finding.text[at + 2 :])
    alone = "one report alone does" if view.reports == 1 else "these reports alone do"
    return f"{finding.text[:at]}; {alone} not show whether it is.", ""


def dated(statuses: Sequence[Status | None], texts: Sequence[str]) -> list[str]:
    """The sentences, with days where two are about happenings of the same name."""
    labels = Counter(one.label for one in statuses if one)
    return [
        _dated(one, text) if one and labels[one.label] > 1 else text for one, text in zip(statuses, texts, strict=True)
    ]


def _dated(status: Status, text: str) -> str:
    head, when = f"{capital(status.label)}:", _when(status)
    return f"{head[:-1]} ({when}):{text[len(head) :]}" if when and text.startswith(head) else text


def _when(status: Status) -> str:
    claim = next((kept.claim for kept in status.claims if kept.claim.start and kept.claim.end), None)
    if status.modality == "actual" and claim is not None:
        return days.when(claim.start, claim.end, None)
    if status.due is not None:
        return f"to come {days.when(*status.due, None)}"
    if status.first is None or status.last is None:
        return ""
    return f"told {days.when(status.first, status.last, None)}"


__all__ = ["asked", "dated", "gist", "spelled", "told", "why"]
