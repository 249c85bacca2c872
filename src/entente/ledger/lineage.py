"""Where a text itself says its news comes from: "Reuters reported", "(AP) —", "state news agency KCNA said".

A name alone is no lineage ("a Reuters photographer was hurt"): a word of attribution must stand with it. Names that
people bear too ("Kan", "Dawn") need a word for what they are. Names are found with case, as whole words and
longest first, by one Aho-Corasick automaton (Aho and Corasick 1975, as pyahocorasick builds it).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

from entente.ledger.agencies import agencies
from entente.records import Document, Lineage

_SAID = (
    r"(?:reported|reports|reporting|said|says|quoted|quotes|cited|cites|citing|wrote|writes|announced|claimed|claims|"
    r"revealed|confirmed|carried|aired|broadcast|added|noted|described|published|ran|showed|"
    r"contributed to this (?:report|story|article))\b"
)
_BETWEEN = r"(?:has|have|had|also|first|earlier|later|then|previously|on|late|\w+day|this|last|week|separately)"
#: "... news agency reported", "..., which is state-run, said" stays out: too far to be sure.
_NOUN = r"(?:news agency|newspaper|news|television|TV|channel|radio|magazine|website|agency|broadcaster)\b"
_AFTER = re.compile(
    rf"(?: (?:state )?{_NOUN})?"
    rf"(?: \([\w .’'-]{{2,30}}\))?,?(?: {_BETWEEN}){{0,3}} {_SAID}"
)
_STATE = r"(?:[Ss]tate|[Gg]overnment)(?:[- ](?:run|owned|controlled|backed|affiliated|funded|linked))?"
_ADJECTIVES = (
    rf"(?:(?:[A-Z][\w-]+(?:['’]s)?|[Ll]ocal|[Ll]eading|[Ii]ndependent|[Oo]fficial|[Ss]emi-official|[Pp]rivate|"
    rf"[Pp]ro-\w+|{_STATE}) ){{0,3}}"
)
_DESCRIBED = (
    rf"{_ADJECTIVES}(?:(?:[Nn]ews )?(?:[Aa]gency|[Aa]gencies|outlet|site|website|service|channel|portal)|[Nn]ewspaper|"
    r"[Bb]roadcaster|[Mm]edia|[Tt]elevision|TV|[Rr]adio|daily|weekly|magazine|tabloid|network) "
)
_CUE = (
    r"(?:[Aa]ccording to|[Tt]old|[Tt]ells|[Cc]ited by|[Qq]uoted by|[Rr]eported by|[Pp]ublished (?:by|in|on)|"
    r"[Cc]arried by|[Rr]eleased by|[Cc]iting|[Cc]ites|[Cc]ited|[Qq]uoting|[Ii]nterview (?:with|to)|"
    r"[Rr]eports? (?:by|in|from|on)|[Rr]eported (?:in|on)|[Ss]tatement to|[Bb]roadcast (?:by|on)|"
    r"[Aa]ired (?:by|on)|[Cc]onfirmed to|[Ss]poke to|[Ss]peaking (?:to|on)|[Tt]alk(?:s|ed|ing) to|[Ww]riting in|"
    r"[Ww]rote in|[Cc]omments to|[Aa]s per|[Ss]een by|[Oo]btained by|[Vv]ia|[Ii]nvestigation by|[Ss]tory in)"
)
_BEFORE = re.compile(rf"(?<!\w){_CUE} (?:the |The |a |an )?(?:{_DESCRIBED}|{_ADJECTIVES})\Z")
_LEAD_IN = re.compile(
    rf"(?<!\w)(?:[Tt]he )?(?:{_DESCRIBED}|(?:[A-Z]\w+(?:['’]s)? )?(?:{_STATE}|[Oo]fficial|[Ss]emi-official) )\Z|"
    r"(?<!\w)(?:[Tt]he |[A-Z]\w+['’]s )\Z"
)
_DATELINE = re.compile(r"\) ?[-–—]{1,2}")
#: What shows that the name is only the first part of another.
_GOES_ON = re.compile(r" (?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)(?:[A-Z]|of\b)|[-/@&]\w")
_OWNS = re.compile(r"['’]")
_CREDIT = re.compile(r" ?(?:[:：]|\Z)")
_GENERIC = re.compile(
    rf"(?<![\w-])(?:(?:[A-Z][\w-]+ )?[A-Z][\w-]+(?:['’]s)? )?{_STATE} "
    r"(?:media|news agenc(?:y|ies)|press agency|television|TV|broadcaster|newspaper|radio|press|news)"
    r"(?:(?: the)? [A-Z][\w-]+(?: [A-Z][\w-]+)?)?"
)
_WHAT_IT_IS = re.compile(rf" (?:state )?{_NOUN}")
_WHAT_IT_IS_BEFORE = re.compile(rf"(?<!\w){_DESCRIBED}\Z")
#: Characters left of a name in which a word of attribution may begin.
_REACH = 110


@functools.cache
def _automaton() -> Any:
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for agency in agencies():
        for form in agency.forms:
            automaton.add_word(form, (len(form), agency.name, False, agency.unless))
        for form in agency.cued:
            automaton.add_word(form, (len(form), agency.name, True, agency.unless))
    for word in ("tate media", "tate-", "tate news", "tate TV", "tate television", "tate broadcaster", "tate press",
                 "tate radio", "tate newspaper", "tate run", "overnment-", "overnment news"):  # fmt: skip
        automaton.add_word(word, (len(word), "", False, ()))
    automaton.make_automaton()
    return automaton


def lineage(document: Document) -> tuple[Lineage, ...]:
    """Every place where title and text name the source of their news, title first, in order, none overlapping.

    `name` is the name in `agencies.toml`; for "Syrian state media" and its like, those words themselves.
    `getattr(document, field)[start_char:end_char] == quote` holds.
    """
    found: list[Lineage] = []
    for field, text in (("title", document.title), ("text", document.text)):
        reached = 0
        for start, end, name in sorted(_places(text, field == "title"), key=lambda place: (place[0], -place[1])):
            if start >= reached:
                found.append(Lineage(name, text[start:end], field, start, end))
                reached = end
    return tuple(found)


def _places(text: str, title: bool) -> Iterator[tuple[int, int, str]]:
    """Start, end and name of every attribution."""
    named: list[tuple[int, int]] = []
    hits, generic = _hits(text)
    for start, end, name, cued in hits:
        place = _attributed(text, start, end, cued, title)
        if place:
            named.append(place)
            yield (*place, name)
    if not generic:
        return
    for match in _GENERIC.finditer(text):
        start, end = match.span()
        if any(start < stop and begin < end for begin, stop in named):
            continue
        place = _attributed(text, start, end, False, title)
        if place:
            yield (*place, _generic_name(match[0]))


def _generic_name(words: str) -> str:
    """ "The State media" as "state media"."""
    name = re.sub(r"^(?:The|An?) ", "", words)
    return name[0].lower() + name[1:] if name.startswith(("State", "Government")) else name


def _hits(text: str) -> tuple[list[tuple[int, int, str, bool]], bool]:
    """Names as whole words, longest first where they overlap, and whether words of state media stand in the text."""
    found, generic, size = [], False, len(text)
    for last, (length, name, cued, unless) in _automaton().iter(text):
        end = last + 1
        start = end - length
        if not name:
            generic = True
        elif (end < size and _inside(text[end])) or (start and _inside(text[start - 1])):
            continue
        elif not any(words in text for words in unless):
            found.append((start, end, name, cued))
    if len(found) > 1:
        found.sort(key=lambda hit: (hit[0], -hit[1]))
        kept = found[:1]
        kept += [hit for before, hit in zip(_running(found), found[1:], strict=True) if hit[0] >= before]
        found = kept
    return found, generic


def _running(hits: list[tuple[int, int, str, bool]]) -> Iterator[int]:
    """The furthest end so far of hits before each but the first."""
    reached = 0
    for hit in hits[:-1]:
        reached = max(reached, hit[1])
        yield reached


def _inside(char: str) -> bool:
    return char.isalnum() or char in "_@#"


def _attributed(text: str, start: int, end: int, cued: bool, title: bool) -> tuple[int, int] | None:
    """The words of attribution and the name, None where nothing is attributed to it."""
    if start and text[start - 1] == "(":
        match = _DATELINE.match(text, end)
        return (start - 1, match.end()) if match else None
    left = text[max(0, start - _REACH) : start]
    if (
        cued
        and _is_plain_word(text[start:end])
        and not (_WHAT_IT_IS.match(text, end) or _WHAT_IT_IS_BEFORE.search(left))
    ):
        return None
    after = _AFTER.match(text, end)
    if after:
        lead = _LEAD_IN.search(left)
        return start - (len(left) - lead.start() if lead else 0), after.end()
    before = _BEFORE.search(left)
    if before and not _GOES_ON.match(text, end) and not (cued and _OWNS.match(text, end)):
        return start - (len(left) - before.start()), end
    if title and not cued:
        return _credit(text, start, end)
    return None


def _is_plain_word(name: str) -> bool:
    """True for names in small letters without an article: "Dawn", but neither "SPA" nor "the Sun"."""
    return not name.isupper() and not name.startswith(("The ", "the "))


def _credit(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A source at either end of a headline: "KCNA: ...", "... - Reuters"."""
    match = _CREDIT.match(text, end)
    if match is None:
        return None
    if match[0].strip():
        return (start, match.end()) if start == 0 else None
    return (start, end) if text[:start].endswith((" - ", " – ", " — ", ": ")) else None
