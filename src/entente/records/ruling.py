"""What a check against the sanctions rules answers: the ruling, and what each rule has to do with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from entente.records.finding import Finding
from entente.records.rule import VERDICTS, Dealing, Rule

DISCLAIMER = (
    "This is no legal advice: it holds a dealing against rules in our own words, some of them not verified against the"
    " text."
)
#: Begins the part of a ruling's text that tells what would change it.
CHANGE = "Not given, and it would change the answer:"


@dataclass(frozen=True, slots=True)
class Need:
    """A fact that was not given and would change the answer.

    Attributes:
        fact: what is not known, as "calibre"; how: what it would change, in words.
        verdict: one of VERDICTS, what its rules would then say.
        rules: ids of the rules that turn on it.
    """

    fact: str
    how: str
    verdict: str
    rules: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {"fact": self.fact, "how": self.how, "verdict": self.verdict, "rules": list(self.rules)}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFinding(Finding):
    """What one rule has to do with a dealing; `reason` says why it bears on it or why it does not.

    Attributes:
        applies: true if it bears on the dealing.
        verdict: one of VERDICTS, what it alone would say: "not-covered" where it does not apply.
        binds: codes of the parties whom it binds.
        contests: codes of the parties that contest it.
        needs: facts that were not given and would change what it says.
    """

    applies: bool
    verdict: str
    binds: tuple[str, ...] = ()
    contests: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()

    def __post_init__(self) -> None:
        """Raises ValueError without its one rule, or for a verdict that does not exist or does not fit `applies`."""
        Finding.__post_init__(self)
        if len(self.rules) != 1:
            raise ValueError("a finding of one rule")
        if self.verdict not in VERDICTS or self.applies == (self.verdict == "not-covered"):
            raise ValueError(f"no such finding: {self.verdict}, applies {self.applies}")

    @property
    def rule(self) -> Rule:
        """The rule."""
        return self.rules[0]

    @property
    def why(self) -> str:
        """Why it bears on the dealing, or why not."""
        return self.reason

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        rule = self.rule
        cap = rule.cap
        return {
            "rule": rule.id,
            "regime": rule.regime,
            "instrument": rule.instrument,
            "paragraph": rule.paragraph,
            "title": rule.title,
            "text": rule.text,
            "applies": self.applies,
            "verdict": self.verdict,
            "why": self.why,
            "reading": rule.reading,
            "force": rule.force,
            "bound": list(rule.bound),
            "binds": list(self.binds),
            "recognised_by": list(rule.recognised_by),
            "contested_by": list(rule.contested_by),
            "exemption": rule.exemption,
            "exempted": rule.exempted,
            "approval": rule.approval,
            "cap": {"amount": cap.amount, "unit": cap.unit, "period": cap.period} if cap else None,
            "adopted": rule.adopted.isoformat(),
            "valid_from": rule.valid_from.isoformat(),
            "valid_until": rule.valid_until.isoformat() if rule.valid_until else None,
            "superseded_by": rule.superseded_by,
            "needs": [need.as_dict() for need in self.needs],
            "source": rule.source,
            "mark": rule.mark,
            "note": rule.note,
        }


@dataclass(frozen=True, slots=True)
class Ruling:
    """A dealing held against the rules.

    Attributes:
        dealing: what was held against them.
        verdict: one of VERDICTS: that of the strictest rule that bears on the parties on the day.
        text: the answer in plain sentences.
        findings: the rules that bear on it, strictest first, and then those that nearly do.
        would_change: facts that were not given and would change the verdict.
        disclaimer: that it is no legal advice.
    """

    dealing: Dealing
    verdict: str
    text: str
    findings: tuple[RuleFinding, ...]
    would_change: tuple[Need, ...]
    disclaimer: str = DISCLAIMER

    def __post_init__(self) -> None:
        """Raises ValueError for a verdict that does not exist."""
        if self.verdict not in VERDICTS:
            raise ValueError(f"no such verdict: {self.verdict}")

    @property
    def on(self) -> dt.date:
        """The day of the dealing."""
        return self.dealing.on

    @property
    def answer(self) -> str:
        """The text without what would change it."""
        return self.text.partition(f" {CHANGE}")[0]

    @property
    def deciding(self) -> tuple[RuleFinding, ...]:
        """The findings whose verdict is the ruling's."""
        return tuple(finding for finding in self.findings if finding.applies and finding.verdict == self.verdict)

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        dealing = self.dealing
        return {
            "verdict": self.verdict,
            "on": self.on.isoformat(),
            "from": list(dealing.source),
            "to": list(dealing.target),
            "matter": dealing.matter,
            "activity": dealing.activity,
            "amount": dealing.amount,
            "unit": dealing.unit,
            "used": dealing.used,
            "facts": dict(sorted(dealing.facts.items())),
            "text": self.text,
            "findings": [finding.as_dict() for finding in self.findings],
            "would_change": [need.as_dict() for need in self.would_change],
            "disclaimer": self.disclaimer,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedClaim(Finding):
    """A dealing that claims tell of, against the rules, as what it is told as.

    Attributes:
        ruling: the answer for the dealing as if it were so.
        event: id of the event, or "" where the claims are not grouped.
        told: "done", "planned", "wanted", "conditional", "talked of", "agreed", "former" or "denied": the firmest way
            in which it is told.
        asserted, denied, unconfirmed: who says that it is so, denies it, does not confirm or questions it, by name,
            sorted; the report's own voice is not among them.
        origins: number of independent origins of all claims; `count`: number of claims.
    """

    ruling: Ruling
    event: str
    told: str
    asserted: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    origins: int = 1
    count: int = 1
