"""English verbs, numbers and lists: the few rules that the sentences of a brief need."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Verb:
    """The five forms of an English verb: `base`, third person, past, past participle and -ing."""

    base: str
    third: str
    past: str
    participle: str
    ing: str


def regular(base: str) -> Verb:
    """A verb inflected by rule; it does not double consonants (such verbs stand in the word list)."""
    if base.endswith("e"):
        return Verb(base, base + "s", base + "d", base + "d", base[:-1] + "ing")
    if base.endswith("y") and base[-2:-1] not in VOWELS:
        return Verb(base, base[:-1] + "ies", base[:-1] + "ied", base[:-1] + "ied", base + "ing")
    third = base + ("es" if base.endswith(("s", "sh", "ch", "x", "z")) else "s")
    return Verb(base, third, base + "ed", base + "ed", base + "ing")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A verb phrase: `words` alternates plain text and verbs to inflect ("", supply, " Russia with arms")."""

    words: tuple[str | Verb, ...]

    def say(self, form: str, auxiliary: str = "") -> str:
        """The phrase with every verb in one form and an auxiliary before the first verb."""
        out, first = [], True
        for word in self.words:
            if isinstance(word, str):
                out.append(word)
                continue
            out.append((f"{auxiliary} " if first and auxiliary else "") + getattr(word, form))
            first = False
        return "".join(out)

    @property
    def is_be(self) -> bool:
        """True if the first verb is "be", which needs no "do" to be negated."""
        return self.first == "be"

    @property
    def first(self) -> str:
        """Base of the first verb, or empty."""
        return next((word.base for word in self.words if isinstance(word, Verb)), "")


def finite(phrase: Phrase, tense: str, *, plural: bool, negative: bool = False, adverb: str = "") -> str:
    """A verb phrase as the predicate of a subject.

    Args:
        tense: present, past, perfect, progressive, perfect-progressive, future, is-to, likely, used, infinitive,
            gerund, or a modal ("may", "could", "would", "might"), also "may-perfect" and "may-progressive".
        plural: number of the subject.
        negative: the thing does not happen.
        adverb: stands after the first auxiliary ("probably").
    """
    no = "not" if negative else ""
    if tense in ("infinitive", "gerund"):
        return _join(no, "to", phrase.say("base")) if tense == "infinitive" else _join(no, phrase.say("ing"))
    if tense in ("present", "past"):
        return _simple(phrase, tense, plural, no, adverb)
    have, be = ("have", "are") if plural else ("has", "is")
    if tense in _FIXED:
        pattern, form = _FIXED[tense]
        first, _, rest = pattern.format(have=have, be=be).partition(" ")
        return phrase.say(form, _join(first, adverb, no, rest))
    if tense == "used":
        return _join("formerly did not", phrase.say("base")) if negative else _join("used to", phrase.say("base"))
    modal, _, aspect = tense.partition("-")
    extra, form = {"perfect": ("have", "participle"), "progressive": ("be", "ing")}.get(aspect, ("", "base"))
    return phrase.say(form, _join(modal, adverb, no, extra))


_FIXED = {
    "perfect": ("{have}", "participle"),
    "progressive": ("{be}", "ing"),
    "perfect-progressive": ("{have} been", "ing"),
    "future": ("will", "base"),
    "is-to": ("{be} to", "base"),
    "likely": ("{be} likely to", "base"),
}


def _simple(phrase: Phrase, tense: str, plural: bool, no: str, adverb: str) -> str:
    if phrase.is_be:
        be = {"present": "are" if plural else "is", "past": "were" if plural else "was"}[tense]
        return _be(phrase, _join(be, adverb, no))
    if no:
        do = "did" if tense == "past" else "do" if plural else "does"
        return phrase.say("base", _join(adverb, do, no))
    form = "past" if tense == "past" else "base" if plural else "third"
    return phrase.say(form, adverb)


def _be(phrase: Phrase, said: str) -> str:
    index = next(i for i, word in enumerate(phrase.words) if isinstance(word, Verb))
    words = (*phrase.words[:index], said, *phrase.words[index + 1 :])
    return "".join(word if isinstance(word, str) else word.base for word in words)


def _join(*words: str) -> str:
    return " ".join(word for word in words if word)


def listed(names: Sequence[str], conjunction: str = "and") -> str:
    """Names as an English list: "A", "A and B", "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {conjunction} {names[-1]}"


def capital(text: str) -> str:
    """The text with its first letter a capital; opening quotation marks are passed over."""
    match = re.search(r"\w", text)
    return text if match is None else text[: match.start()] + match[0].upper() + text[match.end() :]


def tidy(text: str) -> str:
    """Single spaces, none before a comma or stop."""
    return re.sub(r"\s+([,.;])", r"\1", " ".join(text.split()))
