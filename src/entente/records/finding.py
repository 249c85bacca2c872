"""A finding: a judgement over claims, why it was made, and the words or rules that it leans on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from entente.records.kept import KeptClaim
from entente.records.rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One judgement that can be checked to the word. Every kind of finding has these fields and more of its own.

    Attributes:
        text: one plain sentence.
        reason: how it was found, one plain sentence.
        claims: the claims that made it, those that show it best first; `claim.quote` holds the words.
        rules: the rules that it leans on.
    """

    text: str
    reason: str
    claims: tuple[KeptClaim, ...] = ()
    rules: tuple[Rule, ...] = ()

    def __post_init__(self) -> None:
        """Raises ValueError for a finding without words, or that leans on nothing."""
        if not self.text.strip() or not self.reason.strip():
            raise ValueError("a finding says what was found and why")
        if not self.claims and not self.rules:
            raise ValueError(f"a finding without a source: {self.text}")


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its interval, `low` <= `value` <= `high`; `level` of the interval: .9 for 90 %."""

    value: float
    low: float
    high: float
    level: float = 0.9


@dataclass(frozen=True, slots=True)
class Glance:
    """A claim at a glance, without its words: enough to count by.

    Attributes:
        id: of the claim; `event_id` of what it tells of, None until grouped; `origin` what it is counted by.
        event, mode, actor, recipient, matter, polarity, certainty, modality, start, end: as in the claim record.
        holder: code of the innermost holder, or its name, "" in the report's own voice; `stance` likewise.
        published: day of the report.
        confidence: 0 to 1; 1 where a reviewer accepted or corrected it.
    """

    id: str
    event_id: str | None
    origin: str
    event: str
    mode: str | None
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    matter: tuple[str, ...]
    polarity: str
    certainty: str
    modality: str
    start: dt.date | None
    end: dt.date | None
    holder: str
    stance: str
    published: dt.date | None
    confidence: float

    @property
    def day(self) -> dt.date | None:
        """The day by which it is counted: of happening, else of publication."""
        return self.start or self.end or self.published

    @classmethod
    def of(cls, kept: KeptClaim) -> Self:
        """The claim at a glance."""
        claim = kept.claim
        inner = claim.holders[-1] if claim.holders else None
        return cls(
            claim.id, kept.event, kept.counted_by, claim.event, claim.mode, claim.actor, claim.recipient, claim.matter,
            claim.polarity, claim.certainty, claim.modality, claim.start, claim.end,
            (inner.actor or inner.name or "") if inner else "", inner.stance if inner else "", kept.published,
            1.0 if kept.by else claim.confidence,
        )  # fmt: skip


def origins(claims: Iterable[KeptClaim]) -> int:
    """Number of independent origins of claims: copies of one text count once."""
    return len({kept.counted_by for kept in claims})
