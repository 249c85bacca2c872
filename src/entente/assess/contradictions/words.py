"""The words of a claim, worked out once: tokens, actors and places named, stems of what happened."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from entente.assess.contradictions.tables import word_tables
from entente.assess.speakers import speaks_for
from entente.lexicon import load
from entente.records import Claim, KeptClaim, Mention

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_IN = re.compile(
    r"\b(?:in|at|near|outside|inside|around|over|of|into|on)\s+"
    r"(?:the\s+)?(?:[a-z]+\s+)?(?:city of\s+|town of\s+)?([A-Z][a-z]\w+)"
)
#: What stands for a holder before "used to".
_SUBJECTS = frozenset("it they he she we who which once government country leaders officials".split())


@dataclass(frozen=True, slots=True)
class Token:
    """A word in small letters, without "'s", and its half-open span."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Words:
    """Tokens and named actors of one text."""

    text: str
    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...]

    def between(self, at: int) -> str:
        """What stands between a token and the next one, or after the last."""
        return self.text[self.tokens[at].end : self.tokens[at + 1].start if at + 1 < len(self.tokens) else None]

    def content(self, first: int = 0, last: int | None = None) -> dict[str, str]:
        """Word -> stem for those of `tokens[first:last]` that tell what happened: no grammar, no number, no actor."""
        tables = word_tables()
        empty, alike = tables.lists["empty"], tables.alike
        actors = [(m.start, m.end) for m in self.mentions if m.kind != "city"]
        return {
            token.word: alike.get(token.word) or stem(token.word)
            for token in self.tokens[first:last]
            if token.word not in empty
            and not token.word[0].isdigit()
            and len(token.word) > 2
            and not any(start <= token.start < end for start, end in actors)
        }

    def stems(self, first: int = 0, last: int | None = None) -> frozenset[str]:
        """The stems of `content`."""
        return frozenset(self.content(first, last).values())

    def places(self) -> frozenset[str]:
        """Names of places in which something is told to be: "in Soledar", "near the eastern city of Izium"."""
        actors = [(m.start, m.end) for m in self.mentions if m.kind != "city"]
        return frozenset(
            match.group(1).lower()
            for match in _IN.finditer(self.text)
            if match.group(1).lower() not in word_tables().lists["dated"]
            and not any(start <= match.start(1) < end for start, end in actors)
        )


def found(text: str, table: str) -> list[tuple[int, int]]:
    """Where phrases of a table stand in a text."""
    return [match.span() for match in _pattern(table).finditer(text.lower())]


@functools.cache
def _pattern(table: str) -> re.Pattern[str]:
    phrases = sorted(word_tables().lists[table], key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases))})(?!\w)")


def stem(word: str) -> str:
    """A word without the endings of number and tense (step 1 of Porter's stemmer, Porter 1980, cut short)."""
    for ending, new in (("ies", "i"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", ""), ("ly", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: len(word) - len(ending)] + new
            break
    return word[:-1] if len(word) > 3 and word[-1] in "eyi" else word


def words_of(text: str) -> Words:
    """The text's words."""
    tokens = tuple(Token(_bare(m.group()), m.start(), m.end()) for m in _TOKEN.finditer(text))
    return Words(text, tokens, tuple(load().mentions(text, None)))


def _bare(word: str) -> str:
    word = word.lower().replace("’", "'")
    return word[:-2] if word.endswith("'s") else word


@dataclass(slots=True)
class Reading:
    """Words of claims as they are asked for; each text is worked out once.

    `sentence` gives the report's sentence around a claim's quote and its offset; None: quotes and titles alone.
    """

    sentence: Callable[[Claim], tuple[str, int]] | None = None
    _texts: dict[str, Words] = field(default_factory=dict)
    _stems: dict[str, frozenset[str]] = field(default_factory=dict)

    def of(self, text: str) -> Words:
        """The words of a text."""
        if text not in self._texts:
            self._texts[text] = words_of(text)
        return self._texts[text]

    def stems(self, text: str) -> frozenset[str]:
        """Stems of all of a text."""
        if text not in self._stems:
            self._stems[text] = self.of(text).stems()
        return self._stems[text]

    def all_stems(self, kept: KeptClaim) -> frozenset[str]:
        """Stems of a claim's quote and of its report's title."""
        return self.stems(kept.claim.quote) | self.stems(kept.title)

    def around(self, claim: Claim) -> Words:
        """The words of the sentence that the quote stands in, those of the quote where that is not to be had."""
        return self.of(self.sentence(claim)[0] if self.sentence else claim.quote)

    def voices(self, claim: Claim) -> frozenset[str]:
        """Codes or names of those who speak: a joint statement ("X and Y say") has more than one.

        Who speaks for itself alone (analysts, inspectors, media) speaks by name, see `speaks_for`.
        """
        if not claim.holders:
            return frozenset()
        inner = claim.holders[-1]
        spoken = speaks_for(inner)
        if inner.actor and not spoken:
            return frozenset(filter(None, (inner.name,)))
        found = {spoken} if spoken else set()
        if inner.name:
            found |= {code for mention in self.of(inner.name).mentions for code in mention.codes}
        return frozenset(found) or frozenset(filter(None, (inner.name,)))


def of_the_past(quote: str, reading: Reading) -> bool:
    """True if the words tell of a line of the past: "Russia used to support", "it once backed"."""
    for start, end in found(quote, "former"):
        text = reading.of(quote)
        before = text.text[:start].rstrip()
        last = text.tokens[: sum(t.end <= start for t in text.tokens)][-1:]
        named = any(m.end == len(before) for m in text.mentions)
        if text.text[start:end].lower() != "used to" or named or (last and last[0].word in _SUBJECTS):
            return True
    return False
