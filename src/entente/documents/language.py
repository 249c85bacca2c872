"""Is it English? A small check by script and by function words, English and other."""

from __future__ import annotations

import re
import unicodedata


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Words that English sentences cannot do without (closed classes: articles, prepositions, pronouns, auxiliaries,
#: conjunctions). Own list.
FUNCTION_WORDS = _words(
    """
    the of and to in for on with at by from as that this these those it its is are was were be been being has
    have had will would could should may might must can not he she they we you i his her their our your my him
    them us who which what when where why how than then there here if because while after before during
    between against into over under about through without within across since until but or nor so an a all any
    some more most other such only also just still even now new said says say amid near ahead among despite
    toward both each every first second one two three
    """
)
#: The same classes in German, Dutch, French, Spanish, Portuguese, Italian, Swedish, Danish, Polish, Turkish, Romanian,
#: Indonesian and Vietnamese. Own list; words that English writes too ("die", "on", "come") and words of names
#: ("de", "la", "van", "von", "al") are left out.
FOREIGN_WORDS = _words(
    """
    und der das nicht ist mit für auf ein eine einen dem den des sich auch nach bei aus wird sind wurde zum
    zur über het een niet zijn voor ook maar naar deze wordt les une est dans pour qui pas sur au aux avec par
    plus cette sont ont mais nous vous elle los las una con por para que del su sus como más pero esta este
    fue lo um uma não com os dos na em ao foi são il che di della per gli sono nel anche alla delle och att
    som det är för inte på av till ikke og til fra nie jest się przez oraz jak od dla ve bir bu için ile daha
    olarak și care din pentru nu yang dan untuk dengan dari tidak và của là không được các
    """
)
#: Fewer words than this tell little: they count as English unless words of another language outnumber English ones.
_TOO_SHORT = 24
#: From this many words on, the shares are steady.
_STEADY = 80
#: Least share of English function words in a text of that length. Measured: English news .25 to .50, lists and
#: headlines down to .12; other languages in Latin script up to .06.
_LEAST = 0.08
#: Fewer words of another language than this may come from names.
_FEW_FOREIGN = 3
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
#: Enough of a text to tell its language, in characters.
_SAMPLE = 20_000
_LEAST_LETTERS = 20


def latin_share(text: str) -> float:
    """Share of letters in Latin script, 1.0 where there are fewer than twenty letters."""
    # Most English text holds no letter beyond ASCII, and then nothing has to be counted.
    others = [] if text.isascii() else [char for char in text if char > "\x7f" and char.isalpha()]
    foreign = sum(not unicodedata.name(char, "").startswith("LATIN") for char in others)
    letters = sum(map(str.isalpha, text)) if foreign else 0
    return 1 - foreign / letters if letters >= _LEAST_LETTERS else 1.0


def is_english(text: str) -> bool:
    """True if `text` is English, or too short to tell. The first 20,000 characters are looked at."""
    sample = text[:_SAMPLE]
    if latin_share(sample) < 0.5:
        return False
    words = [word.lower() for word in _WORD.findall(sample)]
    english = sum(word in FUNCTION_WORDS for word in words)
    foreign = sum(word in FOREIGN_WORDS for word in words)
    if len(words) < _TOO_SHORT:
        return foreign < max(english + 1, _FEW_FOREIGN)
    if foreign >= max(english, _FEW_FOREIGN):
        return False
    return len(words) < _STEADY or english >= _LEAST * len(words)
