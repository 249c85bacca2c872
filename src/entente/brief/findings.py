"""Findings of an assessment as a brief shows them: the weightiest of each section, with the marks of their sources."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from entente.brief import safe
from entente.brief.arranging import View, arranged, by_side, confidence, denied
from entente.brief.grammar import capital
from entente.brief.quotes import QuoteBook
from entente.brief.rewording import asked, dated, gist, told, why
from entente.records import Alignment, Assessment, Change, Claim, Finding, KeptClaim, Rule, Step
from entente.records.assessment import BriefCourse, BriefFinding, BriefRule, BriefStep, BriefTurn
from entente.records.status import Status

#: The sections that an assessment brings, in the order in which they are shown.
SECTIONS = ("statuses", "contradictions", "news", "interests", "rules", "alignment", "questions")
#: Findings of a section and marks of a finding that are shown, at most.
MOST, MOST_MARKS = 7, 5
_MOST_CHARACTERS = 700


class Findings:
    """What of an assessment a brief shows."""

    def __init__(self, assessment: Assessment, view: View) -> None:
        """Args: view: by what they are arranged; without a pair of its own, by that of the picture."""
        picture = assessment.picture
        if picture is not None and not view.pair:
            view = dataclasses.replace(view, pair=frozenset((picture.one, picture.two)))
        self._view = view
        self._picture = picture
        # With one stretch, or all that is told in one, there is no course to show.
        self._has_course = picture is not None and sum(map(_told, picture.steps)) > 1
        found = {key: arranged(key, getattr(assessment, key), view) for key in SECTIONS}
        if not found["alignment"] and picture is not None:
            found["alignment"] = arranged("alignment", _of_picture(picture), view)
        if picture is not None and not self._has_course:
            course = {finding.text for finding in (*picture.summary, *picture.changes)}
            rest = [finding for finding in found["alignment"] if finding.text not in course]
            found["alignment"] = rest or found["alignment"]
        self.more = {key: len(rows) - MOST for key, rows in found.items() if len(rows) > MOST}
        self._shown = {key: rows[:MOST] for key, rows in found.items()}
        self._shown["interests"] = by_side(self._shown["interests"])
        self.denied = denied(found["statuses"])
        stands = [one for one in found["statuses"] if isinstance(one, Status)]
        self._states = {one.event: one.state for one in stands}
        self._stands = {one.claims[0].claim.id: one for one in reversed(stands)}
        self._events = {kept.claim.id: one.event for one in reversed(stands) for kept in one.claims}
        self._turns = sorted(picture.changes, key=_when) if picture and self._has_course else []
        rules = {rule.id: rule for finding in self._all() for rule in finding.rules}
        self._rules = sorted(rules.values(), key=lambda rule: (rule.regime, rule.adopted, rule.id))
        self._numbers = {rule.id: number for number, rule in enumerate(self._rules, 1)}

    def _all(self) -> list[Finding]:
        return [finding for key in SECTIONS for finding in self._shown[key]] + list(self._turns)

    def kept(self) -> list[KeptClaim]:
        """The claims whose words are marked."""
        return [kept for finding in self._all() for kept in finding.claims[:MOST_MARKS]]

    def claims(self, *keys: str) -> dict[str, Claim]:
        """Claims, by id, of the findings that are shown in these sections."""
        return {kept.claim.id: kept.claim for key in keys for finding in self._shown[key] for kept in finding.claims}

    def events(self) -> dict[str, str]:
        """Claim id -> event of the ledger, of every claim of a finding that has one."""
        return {k.claim.id: k.event for finding in self._all() for k in finding.claims if k.event}

    def state(self, claims: Iterable[str], events: Mapping[str, str]) -> str:
        """The state of the happening that most of these claims tell of, shown or not; empty where none is known.

        Args:
            claims: their ids, those that lead first.
            events: claim id -> event of a ledger, beside what is known of the findings' own claims.
        """
        found = [events.get(name) or self._events.get(name, "") for name in claims]
        votes = Counter(event for event in found if event in self._states)
        return self._states[votes.most_common(1)[0][0]] if votes else ""

    def section(self, key: str, book: QuoteBook) -> tuple[BriefFinding, ...]:
        """The findings of one section."""
        shown = self._shown[key]
        about = [self._about(finding) for finding in shown]
        if key == "questions":
            texts = [
                asked(finding, status, status in self._shown["statuses"], self._view)
                for finding, status in zip(shown, about, strict=True)
            ]
        else:
            texts = [told(finding, self._view) for finding in shown]
        if key in ("statuses", "questions"):
            texts = dated(about, texts)
        return tuple(self._finding(finding, text, book) for finding, text in zip(shown, texts, strict=True))

    def _about(self, finding: Finding) -> Status | None:
        """The status itself, or that of the happening whose best words are those of a question."""
        if isinstance(finding, Status):
            return finding
        return self._stands.get(finding.claims[0].claim.id) if finding.claims else None

    def lead(self, book: QuoteBook) -> BriefFinding | None:
        """What is said of the alignment on the first screen: its first finding, None where there is no course."""
        first = self._shown["alignment"][:1] if self._has_course else []
        score = self._picture.score if self._picture else None
        return self._finding(first[0], gist(told(first[0], self._view), score), book) if first else None

    def _finding(self, finding: Finding, text: str, book: QuoteBook) -> BriefFinding:
        return BriefFinding(
            sentence(text), sentence(why(finding, self._view)), _marks(finding, book),
            tuple(sorted({self._numbers[rule.id] for rule in finding.rules})),
            tuple(dict.fromkeys(kept.claim.id for kept in finding.claims)),
            finding.state if isinstance(finding, Status) else "", confidence(finding) >= self._view.threshold,
        )  # fmt: skip

    def rulebook(self) -> tuple[BriefRule, ...]:
        """The rules that findings lean on, by regime and day of adoption."""
        return tuple(_rule(number, rule) for number, rule in enumerate(self._rules, 1))

    def course(self, names: Sequence[str], book: QuoteBook) -> BriefCourse | None:
        """The course of the alignment, None where less than two steps tell anything. `names`: of the two."""
        picture = self._picture
        if picture is None or not self._has_course:
            return None
        steps = []
        for step in picture.steps:
            score = step.score
            steps.append(BriefStep(
                step.start, step.end, step.words_for, step.deeds_for, step.words_against, step.deeds_against,
                score.value if score else None, score.low if score else None, score.high if score else None,
            ))  # fmt: skip
        turns = tuple(
            BriefTurn(
                turn.on, turn.before, turn.after, turn.chance, _marks(turn, book),
                tuple(sorted({self._numbers[rule.id] for rule in turn.rules})),
            )
            for turn in self._turns
        )  # fmt: skip
        return BriefCourse(picture.one, picture.two, names[0], names[1], tuple(steps), turns, picture.origins)


def sentence(text: str) -> str:
    """A finding's words as a safe sentence, its first letter large, with a stop at the end."""
    said = capital(safe.cut(text, _MOST_CHARACTERS)) or "…"
    return said if said.endswith((".", "!", "?", "…")) else f"{said}."


def _marks(finding: Finding, book: QuoteBook) -> tuple[int, ...]:
    return tuple(sorted({book.of_kept(kept) for kept in finding.claims[:MOST_MARKS]}))


def _of_picture(picture: Alignment) -> list[Finding]:
    return [*picture.summary, *picture.changes, *picture.why, *picture.triads]


def _told(step: Step) -> bool:
    return any((step.words_for, step.deeds_for, step.words_against, step.deeds_against))


def _when(change: Change) -> tuple[object, str]:
    return (change.on, change.text)


def _rule(number: int, rule: Rule) -> BriefRule:
    return BriefRule(
        number, safe.line(rule.id), safe.line(rule.regime), safe.line(rule.instrument), safe.line(rule.paragraph),
        safe.line(rule.title), safe.line(rule.text), rule.adopted, rule.valid_from, rule.valid_until,
        safe.line(rule.force), safe.line(rule.reading), safe.line(rule.source), safe.line(rule.mark),
        safe.line(rule.note),
    )  # fmt: skip


__all__ = ["MOST", "SECTIONS", "Findings", "sentence"]
