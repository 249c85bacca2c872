"""From a claim to its clause: subject, verb phrase, tense, number, time. Holders stand outside (`sentence.py`)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from entente.brief import days
from entente.brief.grammar import Phrase, Verb, finite, listed, tidy
from entente.brief.naming import Namer, Noun
from entente.brief.wording import Frame, Wording
from entente.records import Claim

#: Words in a quote that say that the thing goes on.
_ONGOING = re.compile(
    r"\bongoing\b|\bcontinu(?:es|ing)\b|(?:\b(?:is|are|keeps?|still|already|been)\b|\b(?:he|she|it|they|we)[’'](?:re|s)\b)(?:\s+\w+){0,2}\s+"
    r"(?!being\b|going\b|during\b|planning\b|willing\b|considering\b|questioning\b|saying\b|warning\b|accusing\b|claiming\b|"
    r"denying\b|reporting\b|seeking\b|hoping\b|trying\b|mulling\b|weighing\b|preparing\b|including\b|according\b)\w{2,}ing\b",
    re.IGNORECASE,
)
#: Events that can go on; words are said once.
_DURING = ("CONSULT", "COOPERATE", "AID", "RETREAT", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "TRANSFER", "TRAVEL")
#: Verbs that tell a state.
_STATES = ("face", "have", "lack")


@dataclass(frozen=True, slots=True)
class Clause:
    """A claim without its holders.

    Attributes:
        subject: who, or None where the report names no party: then the thing itself is told to be there.
        phrase: what they do.
        noun: the thing as a noun phrase.
        noun_plural: number of that noun.
        time: the days in words, or empty.
        negative: it does not happen.
        tense: for `finite`, before any doubt.
        lasting: a state, or something that goes on.
        state: a state.
    """

    subject: Noun | None
    phrase: Phrase
    noun: str
    noun_plural: bool
    time: str
    negative: bool
    tense: str
    lasting: bool
    state: bool

    def say(self, tense: str = "", *, adverb: str = "", subject: str = "", negative: bool | None = None) -> str:
        """The clause with a finite verb.

        Args:
            tense: as `finite`; the clause's own if empty.
            adverb: "probably".
            subject: put for the subject ("it").
            negative: overrides the clause's own.
        """
        no = self.negative if negative is None else negative
        tense = tense or self.tense
        if self.subject is None:
            be = Phrase((Verb("be", "is", "was", "been", "being"), " " + self.noun))
            tense = tense.replace("perfect-progressive", "perfect").replace("progressive", "present")
            tense = "may" if tense == "may-present" else tense
            return tidy(f"there {finite(be, tense, plural=self.noun_plural, negative=no, adverb=adverb)} {self.time}")
        said = finite(self.phrase, tense, plural=self.subject.plural, negative=no, adverb=adverb)
        return tidy(f"{subject or self.subject.text} {said} {self.time}")

    def infinitive(self) -> str:
        """The predicate as "to supply Russia with arms"."""
        return tidy(f"{finite(self.phrase, 'infinitive', plural=False)} {self.time}")

    def gerund(self, first: str = "") -> str:
        """The predicate as "supplying Russia with arms", with a verb before it ("planning to")."""
        if first:
            return tidy(f"{'not ' if self.negative else ''}{first} {self.phrase.say('base')} {self.time}")
        return tidy(f"{finite(self.phrase, 'gerund', plural=False, negative=self.negative)} {self.time}")


class Clauses:
    """Makes clauses of claims."""

    def __init__(self, namer: Namer, wording: Wording) -> None:
        self._namer, self._wording = namer, wording

    def clause(
        self,
        claim: Claim,
        published: dt.date | None,
        *,
        near: str = "",
        wisher: str | None = None,
        speaker: str | None = None,
    ) -> Clause:
        """The clause of a claim.

        Args:
            claim: any claim.
            published: day of its report.
            near: the words of the report around the quote, for the names of matters.
            wisher: the party that wants it: becomes the subject where English can say it so.
            speaker: the party that stands before the clause by its own name, so that "it" stands for it inside.
        """
        frame = self._wording.frame(claim)
        matters = self._wording.matter(claim.matter, frame.drop, f"{near} {claim.quote}", goods=frame.goods)
        subject, template, other, doer = self._sides(claim, frame, wisher)
        slots = self._slots(claim, frame, matters, subject, other, doer, speaker)
        if not matters and frame.empty:
            slots["m"] = frame.empty
        phrase = self._wording.phrase(template, slots)
        if subject is not None and frame.subject:
            wrap = frame.subject[1 if subject.plural else 0]
            subject = Noun(wrap.format(s=subject.text), subject.plural, subject.codes)
        state = frame.state or phrase.first in _STATES
        lasting = state or (claim.event in _DURING and bool(_ONGOING.search(claim.quote)))
        negative = (claim.polarity == "negative") != frame.negated
        return Clause(
            subject, phrase, self._wording.noun(frame.noun, slots), frame.plural,
            _time(claim, published), negative, tense(claim, published, state, lasting, negative), lasting, state,
        )  # fmt: skip

    def _sides(
        self, claim: Claim, frame: Frame, wisher: str | None
    ) -> tuple[Noun | None, str, tuple[str, ...], tuple[str, ...]]:
        """Subject, template, the other side, and the doer where he is not the subject."""
        actor = claim.actor
        others = tuple(code for code in claim.recipient if code not in actor)
        if frame.mutual:
            parties = (*actor, *others)
            if wisher is not None and wisher in actor and len(parties) > 1:
                rest = tuple(code for code in parties if code != wisher)
                return self._noun((wisher,), claim), frame.active, rest, ()
            if len(parties) > 1 and (len(actor) != 1 or not others):
                return self._noun(parties, claim), frame.mutual, (), ()
        if wisher is not None and frame.get and others == (wisher,):
            return self._noun((wisher,), claim), frame.get, (), actor
        if actor:
            template = frame.active if others or not frame.alone else frame.alone
            return self._noun(actor, claim), template, others, ()
        if others:
            return self._noun(others, claim), frame.passive or frame.active, (), ()
        return None, frame.alone or frame.passive or frame.active, (), ()

    def _noun(self, codes: tuple[str, ...], claim: Claim) -> Noun:
        return self._namer.parties(codes, claim.document)

    def _slots(
        self, claim: Claim, frame: Frame, matters: tuple[str, ...], subject: Noun | None, other: tuple[str, ...],
        doer: tuple[str, ...], speaker: str | None,
    ) -> dict[str, str]:  # fmt: skip
        def named(codes: tuple[str, ...]) -> str:
            if speaker is not None and codes == (speaker,) and subject is not None and speaker not in subject.codes:
                return self._noun(codes, claim).pronoun
            return self._noun(codes, claim).text

        counted = len(matters) > 1 or any(m.endswith("s") for m in matters)
        return {
            "m": listed(matters),
            "o": named(other) if other else "",
            "a": named(doer) if doer else "",
            "them": "them" if counted else "it",
        }

    def label(self, claim: Claim) -> str:
        """The thing as a short noun, for pictures: "talks about arms"."""
        frame = self._wording.frame(claim)
        matters = self._wording.matter(claim.matter, frame.drop, claim.quote, goods=frame.goods)
        slots = {"m": listed(matters) or frame.empty}
        return re.sub(r"^an? ", "", tidy(self._wording.noun(frame.noun, slots)))


def _time(claim: Claim, published: dt.date | None) -> str:
    coming = claim.modality in ("future", "desired", "conditional")
    return days.when(claim.start, claim.end, published, coming=coming)


def tense(claim: Claim, published: dt.date | None, state: bool, lasting: bool, negative: bool) -> str:
    """The tense of something actual, by its days against the report's; other modalities set their own."""
    start, end = claim.start, claim.end
    if start and published and start > published:
        return "is-to"
    if start is None and end is None:
        if state:
            return "present"
        return "progressive" if lasting and not negative else "perfect"
    if end is None:
        plain = state or negative or claim.event not in _DURING
        return "perfect" if plain else "perfect-progressive"
    if start is not None and days.window(start, end, published):
        return "perfect"
    return "past"


__all__ = ["Clause", "Clauses", "tense"]
