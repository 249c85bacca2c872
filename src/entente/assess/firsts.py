"""Finds where a report says that something is a first or a record, in its own words, and since when.

Rules of thumb of English, written for this project after reading such sentences; the words stand in `data/firsts.toml`
and `data/epochs.toml`.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass

from entente.assess.firsts_dates import ENDS, since_when
from entente.assess.precedents_words import first_words
from entente.records import Claim, Place

#: Most characters between a claim's words and the words of the first.
REACH = 60
_WORD = r"[\w’'&-]+(?:\.(?=\w))?"
#: What follows, up to the end of the clause. A full stop within "U.S." and after a month's name ends nothing.
_REST = (
    r"(?:[^.,;:!?\n“”\"()—–]|(?<=\b[A-Z])\.|(?<=\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec))\."
    r"|(?<=\b(?:Mrs|Gen|Sen|Rep|Gov|Col))\."
    r"|(?<=\b(?:Mr|Ms|Dr|St|Lt))\.|(?<=\bSept)\."
    r"|(?<=\d),(?=\d)){0,120}"
)
_ADVERB = (
    r"\b(?:for the first time|the first time|first time|for first time|first and only time|never before)"
    r"(?: ever\b| in history\b)?"
)
_SIZES = (
    r"\b(?:largest|biggest|highest|deadliest|bloodiest|heaviest|longest|fiercest|worst|largest-ever|biggest-ever"
    r"|most (?:serious|intense|significant|extensive|severe|violent))"
)
_NEGATED = re.compile(
    r"(?:\bnot|n[’']t|\bhardly|\bnever|\bno longer)(?:\s+(?:be|been|even|just|necessarily|the))*\s*$", re.IGNORECASE
)
_LOOSE_END = re.compile(r"(?:\s+(?:in|to|of|the|a|an|with|from|at|on|by|during|and|its|his|her))+$", re.IGNORECASE)
_ONE_OF = re.compile(
    r"\bone of(?:\s+\w+)?\s*$|\b(?:site|scene|anniversary|memory) of(?:\s+the)?(?:\s+[\w’'-]+)?\s*$", re.IGNORECASE
)
#: After "the first time": a clause of its own, which says what was done for the first time.
_CLAUSE = re.compile(
    r"\s+(?!(?:since|in|for|to|during|as|after|on|at|under|and|with|by|ever|while|amid|from)\b)\w", re.IGNORECASE
)
_WAR_NAME = re.compile(r"(?:[Tt]he )?First (?:[A-Z]\w+ )+War\b")
_JOINT = re.compile(r"\b(?:after|since|as|when|while|amid|following|because)\b", re.IGNORECASE)
_ROLE = re.compile(r"[^,;]{0,60}?\b(as (?!part\b)[\w’'-]+(?: [\w’'-]+)?)", re.IGNORECASE)
_OWN = re.compile(r"^(?:his|her)\b|\b(?:himself|herself)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ToldFirst:
    """A report's own first or record.

    Attributes:
        place: its words.
        kind: "first", "first-since" or "most" (of size: "the largest since").
        since: the day from which the report counts, None where it gives none or one that cannot be dated. For a year or
            a month its last day, for what came before may stand anywhere in it.
        phrase: the words that say since when, or "".
        narrow: words that make it narrower than its kind of event ("official", "as president"), or "".
        personal: True where it is the first of a person ("his first visit").
    """

    place: Place
    kind: str
    since: dt.date | None
    phrase: str
    narrow: str
    personal: bool


def first(claim: Claim, around: str, offset: int) -> Place | None:
    """The words near a claim that say that it is a first, or None; arguments as for `told_first`."""
    found = told_first(claim, around, offset, None)
    return found.place if found else None


def told_first(claim: Claim, around: str, offset: int, published: dt.date | None) -> ToldFirst | None:
    """The nearest first or record that a report tells of a claim, or None.

    Args:
        claim: the claim.
        around: the report's sentence around its quote.
        offset: where `around` begins in the field of the claim's place.
        published: day of the report, by which "in three years" and "since May" are dated.
    """
    if not _may_tell(around.casefold()):
        return None
    best: tuple[int, int, ToldFirst] | None = None
    for way, match in _matches(claim.event, around):
        told = _told(claim, around, offset, published, way, match)
        if told is None:
            continue
        away = max(claim.place.start_char - told.place.end_char, told.place.start_char - claim.place.end_char, 0)
        if best is None or (away, told.place.start_char) < best[:2]:
            best = (away, told.place.start_char, told)
    return best[2] if best else None


def _may_tell(lowered: str) -> bool:
    """False where no word of a first or a record stands: most sentences, told at little cost."""
    if "first" in lowered or "never before" in lowered:
        return True
    if "est " not in lowered and "est-ever " not in lowered and "most " not in lowered:
        return False
    return any(
        word in lowered for word in (" since ", " ever", " in ", " for ", " over ", " this ", " during ", " after ")
    )


def _matches(event: str, around: str) -> list[tuple[str, re.Match[str]]]:
    return [(way, match) for way, pattern in _patterns(event) for match in pattern.finditer(around)]


@functools.cache
def _patterns(event: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """How a first of this kind of event is said: before its noun, with its verb, as an adverb, as a record of size."""
    words = first_words().events[event]
    adjectives = rf"(?P<adj>(?:\s+{_WORD}){{0,5}}?)"
    lead = r"\b(?:(?:the|its|his|her|their|a|an)\s+)?(?:very\s+)?first(?:-ever|\s+ever)?\b"
    someone = rf"\b(?:the|its|his|her|their)?\s*first(?:-ever)?\b(?P<adj>(?:\s+{_WORD}){{1,6}}?)\s+(?:to|who|that)"
    verb = rf"{someone}\s+(?:ever\s+)?(?P<head>{words})"
    ways = {
        "noun": rf"{lead}{adjectives}[\s-]+(?P<head>{words}){_REST}",
        "verb": verb + _REST,
        "adverb": _ADVERB + _REST,
        "size": rf"(?:\b(?:the|its|his|her|their)\s+)?{_SIZES}{adjectives}\s+(?P<head>{words}){_REST}",
    }
    return tuple((way, re.compile(pattern, re.IGNORECASE)) for way, pattern in ways.items())


def _told(
    claim: Claim, around: str, offset: int, published: dt.date | None, way: str, match: re.Match[str]
) -> ToldFirst | None:
    """What one match tells, None where it is of something else."""
    begin = match.start() + len(match[0]) - len(match[0].lstrip())
    adjectives = (match["adj"] or "").split() if way != "adverb" else []
    if _spoilt(around[max(0, begin - 40) : begin], match[0].lower(), adjectives, way):
        return None
    core_end = _core_end(way, match)
    seek_from = match.start("adj") if way == "verb" else core_end
    since, phrase, at, stop = since_when(around, seek_from, match.end(), published)
    if way == "size" and not phrase:
        return None
    end = max(stop, core_end) if phrase else core_end + _whither(around[core_end : match.end()])
    place = Place(claim.place.field, offset + begin, offset + end, around[begin:end])
    since_at = at if phrase and at >= core_end else end
    if not _near(claim, place, offset + core_end, way, around, offset) or claim.place.start_char >= offset + since_at:
        return None
    if way == "adverb" and not _has_event(claim, around, begin, since_at):
        return None
    if _of_others(claim, around[begin:since_at]) or _WAR_NAME.match(around[begin:end]):
        return None
    narrow = [*adjectives, *([] if way == "verb" else _narrowing(around, core_end, since_at))]
    if role := _ROLE.match(around[core_end : match.end()]):
        narrow.append(role[1])
    if way == "adverb" and _CLAUSE.match(around[core_end : match.end()]):
        narrow.append(around[core_end:end].strip())
    kind = "most" if way == "size" else "first-since" if phrase else "first"
    personal = bool(_OWN.search(around[begin:core_end])) or way == "verb"
    return ToldFirst(place, kind, since, phrase, " ".join(narrow), personal)


def _spoilt(before: str, words: str, adjectives: list[str], way: str) -> bool:
    """True if words before it or in it make it no first: "not the first time", "one of the largest", "first lady"."""
    if _NEGATED.search(before) and not words.startswith("never"):
        return True
    if _ONE_OF.search(before):
        return True
    folded = [word.casefold() for word in adjectives]
    if way == "verb":
        return folded[0] in first_words().blocked or folded[0].endswith("ed")
    return bool(set(folded) & first_words().blocked)


def _core_end(way: str, match: re.Match[str]) -> int:
    """Where the words of the first end, without what follows them."""
    if way in ("noun", "size", "verb"):
        return match.end("head")
    found = re.match(_ADVERB, match[0], re.IGNORECASE)
    return match.start() + (found.end() if found else len(match[0]))


def _near(claim: Claim, place: Place, core_end: int, way: str, around: str, offset: int) -> bool:
    """True if the claim is what the words are about, and not what they count from or what comes next."""
    begin, end = claim.place.start_char, claim.place.end_char
    if claim.place.field != place.field or max(begin - place.end_char, place.start_char - end) > REACH:
        return False
    if begin >= place.start_char and _JOINT.search(around[place.start_char - offset : begin - offset]):
        return False
    if way == "adverb" and begin >= core_end:
        return len(around[: place.start_char - offset].split()) <= 2
    if end <= place.start_char:
        return not re.search(
            r"[.;]\s|\b(?:and|but|after|since|when|while|amid|following|because)\b",
            around[end - offset : place.start_char - offset],
        )
    return True


def _has_event(claim: Claim, around: str, begin: int, end: int) -> bool:
    """True if a word of the claim's kind of event stands near an adverb of first, outside of what is counted from."""
    return bool(_event_word(claim.event).search(around[max(0, begin - 120) : end]))


def _of_others(claim: Claim, words: str) -> bool:
    """True if the words name actors, and none of them is a party to the claim."""
    from entente.lexicon import load

    named = {code for found in load().mentions(words, None) if found.kind != "region" for code in found.codes}
    return bool(named) and not named & set(claim.parties)


@functools.cache
def _event_word(event: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{first_words().events[event]})", re.IGNORECASE)


def _whither(rest: str) -> int:
    """How much of what follows belongs to the words of the first: up to a joint, 60 characters at most."""
    cut = ENDS.search(rest)
    kept = rest[: cut.start()] if cut else rest
    if len(kept) > 60:
        kept = kept[:60].rpartition(" ")[0]
    return len(_LOOSE_END.sub("", kept.rstrip()))


def _narrowing(around: str, begin: int, end: int) -> list[str]:
    """Words between a first and its "since" that say more than between whom and whither."""
    from entente.lexicon import load

    between = around[begin:end]
    named = [(found.start, found.end) for found in load().mentions(between, None)]
    words = [w for w in re.finditer(r"[\w’'-]+", between) if not any(a <= w.start() < b for a, b in named)]
    told = [word[0].strip("’'") for word in words]
    return [word for word in told if word and word.casefold() not in first_words().scope and word not in ("s", "S")]
