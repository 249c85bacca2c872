"""How a claim's words hold a thing false, and who does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from entente.assess.contradictions.tables import word_tables
from entente.assess.contradictions.words import Reading, Token, Words, found, stem
from entente.records import KeptClaim

#: Denials reach so many words: "denied that its forces had carried out a strike on the capital".
_REACH = 12
#: So far before a denial stands who denies, in characters.
_SUBJECT = 60
_STOP = re.compile(r"[.;:!?|](?:\s|$)")
_CLAIMS = frozenset({"claim", "claims", "accusation", "accusations", "allegation", "allegations", "charge", "charges"})
_DETERMINERS = frozenset({"no", "without", "none", "neither", "nor"})
_AUXILIARIES = frozenset("been be being yet have has had the a an to in on so ever even also fully able".split())
_PART = frozenset(
    {"involvement", "involved", "role", "responsibility", "link", "links", "having", "being", "behind", "own"}
)


@dataclass(frozen=True, slots=True)
class Denial:
    """How words hold a thing false.

    Attributes:
        stems: of what is denied.
        vague: the words name nothing but "it", "involvement" and the like.
        plain: by a plain negation ("did not").
        part: of the denier in it alone ("involvement", "its forces were behind").
        whose: codes of those whose claim it is said to be.
        verb: stem of the word that a plain negation turns round.
    """

    stems: frozenset[str]
    vague: bool = False
    plain: bool = False
    part: bool = False
    whose: frozenset[str] = frozenset()
    verb: str = ""


def denial(kept: KeptClaim, reading: Reading) -> Denial | None:
    """How the claim's own words deny, None if they do not or somebody else does.

    A denial that the words do not show is a misreading more often than not: the claim's holder must be the one who
    stands before "denies" (behind "denied by"), in the quote, its sentence or the report's title.
    """
    claim, voices = kept.claim, reading.voices(kept.claim)
    inner = claim.holders[-1]
    quote, title = reading.of(claim.quote), reading.of(kept.title)
    if found(claim.quote, "open"):
        return None
    for text in (quote, title):
        at = _denier(text, voices, inner.name or "")
        if at is not None:
            return _denied(text, at, quote)
    if inner.stance == "denies":
        around = reading.around(claim)
        at = _denier(around, voices, inner.name or "")
        if at is not None and _reaches(around, at, claim.quote):
            return _denied(around, at, quote)
    negating = word_tables().lists["negating"]
    for at, token in enumerate(quote.tokens):
        if (token.word in negating or token.word.endswith("n't")) and not _grants(quote, at):
            # "No benefit in talks" is no denial of talks: "no" turns round only the word behind it.
            reach = 2 if token.word in _DETERMINERS else 6
            return Denial(quote.stems(at + 1, at + reach), plain=True, verb=_verb(quote.tokens[at + 1 : at + 6]))
    return None


def _grants(quote: Words, at: int) -> bool:
    """True if the negation at `at` leaves the thing itself standing.

    "Promised not to attack" tells of a promise; "the mutiny was not a coup" grants before what it denies behind.
    """
    after = quote.tokens[at + 1 : at + 2]
    return bool(after and after[0].word == "to") or bool(quote.stems(0, at) & quote.stems(at + 1, at + 6))


def _reaches(text: Words, at: int, quote: str) -> bool:
    """True if the quote holds the word of denial, or begins within reach behind it: it is what is denied."""
    start, word = text.text.find(quote), text.tokens[at]
    if start < 0 or start <= word.start < start + len(quote):
        return start >= 0
    behind = [token for token in text.tokens[at + 1 :] if token.start < start]
    return start >= word.end and len(behind) <= _REACH and not _STOP.search(text.text[word.end : start])


def _denied(text: Words, at: int, quote: Words) -> Denial:
    """What the word of denial at `at` denies; where nothing follows it in a title, what the quote tells."""
    last = at + 1
    while last < len(text.tokens) and last <= at + _REACH and not _STOP.search(text.between(last - 1)):
        last += 1
    after = text.tokens[at + 1 : last]
    if after and after[0].word == "by":
        return Denial(frozenset(), vague=True)
    generic = word_tables().lists["generic"]
    stems = text.stems(at + 1, last) or (quote.stems() if text is not quote else frozenset())
    specific = stems - {stem(word) for word in generic}
    reach = next((token.end for token in after[:5] if token.word in _CLAIMS), -1)
    whose = {code for m in text.mentions if text.tokens[at].end <= m.start < reach for code in m.codes}
    near = [token.word for token in after[:4]]
    part = any(word in _PART or word.endswith("ing") for word in near)
    return Denial(specific, vague=not specific, part=part, whose=frozenset(whose))


def _denier(text: Words, voices: frozenset[str], name: str) -> int | None:
    """Index of the word of denial whose subject is one of the voices."""
    denying = word_tables().lists["denying"]
    for at, token in enumerate(text.tokens):
        if token.word not in denying:
            continue
        passive = at + 1 < len(text.tokens) and text.tokens[at + 1].word == "by"
        if passive:
            after = [m for m in text.mentions if 0 <= m.start - token.end <= _SUBJECT]
            codes = set(after[0].codes) if after else set()
        else:
            before = [m for m in text.mentions if 0 <= token.start - m.end <= _SUBJECT]
            codes = set(before[-1].codes) if before else set()
        if codes & voices or (not codes and name and name in text.text[: token.start]):
            return at
    return None


def named_denier(kept: KeptClaim, reading: Reading) -> bool:
    """True if the words show the claim's own holder denying: then the claim is no assertion of it."""
    voices, name = reading.voices(kept.claim), kept.claim.holders[-1].name or ""
    if found(name, "denying"):
        return True
    texts = [text for text in (kept.claim.quote, kept.title) if found(text, "denying")]
    return any(_denier(reading.of(text), voices, name) is not None for text in texts)


def _verb(tokens: Sequence[Token]) -> str:
    """Stem of the word that a negation turns round: the first behind it that is no auxiliary."""
    alike = word_tables().alike
    return next((alike.get(t.word) or stem(t.word) for t in tokens if t.word not in _AUXILIARIES), "")


def negated(text: Words) -> bool:
    """True if a plain negation or a word of denial stands in the text."""
    lists = word_tables().lists
    return any(t.word in lists["negating"] | lists["denying"] or t.word.endswith("n't") for t in text.tokens)
