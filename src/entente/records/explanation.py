"""Why the reader read a claim: the words, the parties and the alternatives, each with its probability."""

from __future__ import annotations

from dataclasses import dataclass

from entente.records.claim import Claim


@dataclass(frozen=True, slots=True)
class Alternative:
    """One value that the network weighed, with its probability (0 to 1)."""

    value: str
    probability: float


@dataclass(frozen=True, slots=True)
class PartyEvidence:
    """A code in a role ("actor", "recipient", "party", "holder"), and the words that stand for it."""

    code: str
    role: str
    probability: float
    words: tuple[str, ...]
    chosen: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that decided one claim.

    Attributes:
        claim: the claim explained.
        sentence: the sentence in which the event word stands.
        trigger: the event word.
        events: event types weighed for that word, likeliest first ("none" among them).
        parties: codes weighed in each role, likeliest first.
        holders: kinds of holder and stances weighed.
        attributes: name of field -> values weighed, likeliest first.
        notes: what was carried over from elsewhere, told twice, or merged, in plain words.
    """

    claim: Claim
    sentence: str
    trigger: str
    events: tuple[Alternative, ...]
    parties: tuple[PartyEvidence, ...]
    holders: tuple[Alternative, ...]
    attributes: tuple[tuple[str, tuple[Alternative, ...]], ...]
    notes: tuple[str, ...]
