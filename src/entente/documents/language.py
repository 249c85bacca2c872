"""Is it English? A small check by script and by the share of English function words."""

from __future__ import annotations

import re
import unicodedata

#: Words that English sentences cannot do without (closed classes: articles, prepositions, pronouns, auxiliaries,
#: conjunctions). Own list. Words that other languages write alike and use often ("me", "no", "die") are left out.
FUNCTION_WORDS = frozenset(
    """the of and to in for on with at by from as that this these those it its is are was were be been being
    has have had will would could should may might must can not he she they we you i his her their our your my
    him them us who which what when where why how than then there here if because while after before during
    between against into over under about through without within across since until but or nor so
    an a all any some more most other such only also just still even now new said says say""".split()  # noqa: SIM905
)
#: Fewer words than this tell nothing: they count as English.
_TOO_SHORT = 24
#: English news runs at .35 to .50, English headlines at .15 and more; other languages in Latin script below .12.
_LOWEST_SHARE = 0.13
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
#: Enough of a text to tell its language, in characters.
_SAMPLE = 20_000


def latin_share(text: str) -> float:
    """Share of letters in Latin script, 1.0 where there are no letters at all."""
    letters = [char for char in text if char.isalpha()]
    if not letters:
        return 1.0
    latin = sum(char.isascii() or unicodedata.name(char, "").startswith("LATIN") for char in letters)
    return latin / len(letters)


def function_word_share(text: str) -> float:
    """Share of words that are English function words, 1.0 where there are too few words to tell."""
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < _TOO_SHORT:
        return 1.0
    return sum(word in FUNCTION_WORDS for word in words) / len(words)


def is_english(text: str) -> bool:
    """True if `text` is English, or too short to tell."""
    sample = text[:_SAMPLE]
    if latin_share(sample) < 0.5 and sum(char.isalpha() for char in sample) >= 20:
        return False
    return function_word_share(sample) >= _LOWEST_SHARE
