"""Who goes where in a quote: places gone to and travellers, found by the words around a verb of travel."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from entente.assess.travel_people import People, Roster
from entente.assess.travel_words import TravelWords
from entente.records.travel import Traveller

# Mentions stand as one private character each, so that patterns can speak of "a person" or "a place".
_BASE = {"P": 0xE000, "O": 0xE400, "S": 0xE800, "D": 0xEC00, "B": 0xF000}
_SIZE = 0x400
_ANY = {kind: f"[{chr(base)}-{chr(base + _SIZE - 1)}]" for kind, base in _BASE.items()}
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_P, _O, _S, _D, _B = (_ANY[kind] for kind in "POSDB")
_WHO = f"[{_P[1:-1]}{_O[1:-1]}]"
_STATE = f"[{_S[1:-1]}{_D[1:-1]}{_B[1:-1]}]"
_HOUSES = ("White House", "Kremlin", "Pentagon", "Capitol")
_KINDS = {"country": "S", "city": "S", "region": "S", "demonym": "D", "leader": "P", "body": "B", "group": "B"}
_W = r"[\w'’.&/-]+"
#: What stands between two travellers who go together.
_JOINED = re.compile(rf"\s*(?:,|and|&|, and)\s*(?:{_W}\s|{_STATE}\s?(?:['’]s\s)?){{0,3}}{_WHO}.*")
_SUBJECT = re.compile(
    rf"(?<!to )(?<!in )(?<!of )(?<!from )(?<!the )({_S})"
    r"(?:\s(?:is|was|will|has|have|to|be|been|are|were|on|a|an|its))*\s$"
)
#: Longer words are cut: a quote is a sentence or less.
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Item:
    """A mention in tagged words. `codes`: of the lexicon; `name`: of the lexicon; `former`: no longer in office."""

    codes: tuple[str, ...]
    name: str
    former: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """A place gone to. `code`: of state or region; `place`: as named; `at`: where the word of travel stands."""

    code: str
    place: str
    at: int


class Tagged:
    """Words with every mention as one character.

    Args:
        text: words. on: day by which people are in office. codes: parties of the claim, whose people may stand by
            surname alone.
    """

    def __init__(
        self, text: str, on: dt.date | None, codes: Sequence[str], people: People, roster: Roster, words: TravelWords
    ) -> None:
        self.on, self.roster, self.words = on, roster, words
        self.codes = tuple(codes)
        self.items: dict[str, Item] = {}
        self.text = self._tag(_PRIVATE.sub(" ", text[:_LONGEST]), people)

    def _tag(self, text: str, people: People) -> str:
        pieces, at = [], 0
        for mention in people.mentions(text, self.on):
            pieces.append(self._gap(text[at : mention.start]))
            at = mention.end
            said = text[mention.start : mention.end]
            item = Item(mention.codes, mention.name, mention.former)
            if said.lower() in self.words.offices:
                pieces.append(self._mark("O", replace(item, name=self.words.offices[said.lower()])))
            elif mention.kind == "institution":
                pieces.append(self._mark("S" if mention.name in _HOUSES else "B", replace(item, name="")))
            else:
                kind = _KINDS.get(mention.kind, "B")
                # A city is worth naming beside its state, another form of the state is not.
                name = mention.name if kind == "P" else said if mention.kind == "city" else ""
                pieces.append(self._mark(kind, replace(item, name=name)))
        pieces.append(self._gap(text[at:]))
        return "".join(pieces)

    def _gap(self, text: str) -> str:
        text = re.sub(r"\b[A-Z][a-z]{2,}(?:-[a-z]+)?\b", self._surname, text)
        return _offices(tuple(self.words.offices)).sub(self._office, text)

    def _surname(self, match: re.Match[str]) -> str:
        found = self.roster.surname(match[0], self.codes, self.on)
        return self._mark("P", Item((found[1],), found[0])) if found else match[0]

    def _office(self, match: re.Match[str]) -> str:
        office = self.words.offices[match[2].lower()]
        before = (match[1] or "").strip(" -").lower()
        if before in ("former", "ex"):
            return match[0]
        if before == "deputy":
            office = f"deputy {office}"
        return self._mark("O", Item((), office))

    def _mark(self, kind: str, item: Item) -> str:
        count = sum(_BASE[kind] <= ord(sign) < _BASE[kind] + _SIZE for sign in self.items)
        if count >= _SIZE:
            return " "
        sign = chr(_BASE[kind] + count)
        self.items[sign] = item
        return sign

    def stops(self) -> list[Stop]:
        """Every place that somebody is told to go to, in order, each code once."""
        found: dict[str, Stop] = {}
        for pattern in _to_place(self.words):
            for match in pattern.finditer(self.text):
                for sign in re.findall(_S, match["to"]):
                    item = self.items[sign]
                    found.setdefault(item.codes[0], Stop(item.codes[0], item.name, match.start("by")))
        return sorted(found.values(), key=lambda stop: (stop.at, stop.code))

    def hosted(self) -> tuple[Stop, list[Traveller]] | None:
        """Who receives whom ("Putin welcomes Xi"): place and guests, or None."""
        match = _hosting(self.words).search(self.text)
        if match is None:
            return None
        host = self.items[match["host"]]
        code = host.codes[0] if host.codes else self._state_of(match.start("host"))
        guests = [self.who(match.start("guest"))]
        named = [guest for guest in guests if guest and guest.code != code]
        return (Stop(code, "", match.start("by")), named) if code and named else None

    def travellers(self, stop: Stop) -> list[Traveller]:
        """Who goes to the place: those named behind "visit by", else nearest before the word of travel."""
        behind = re.compile(
            rf"\b{self.words.any('trips')}\s(?:[^.;]{{0,30}}\s)?(?:by|from)\s"
            rf"(?:{_W}\s|{_STATE}\s?(?:['’]s\s)?){{0,4}}({_WHO})(?!['’]s)"
        ).match(self.text, max(0, stop.at))
        if behind:
            who = self.who(behind.start(1))
            return [who] if who is not None and who.code != stop.code else []
        return self._before(stop.at, stop.code)

    def _before(self, at: int, host: str) -> list[Traveller]:
        found: list[Traveller] = []
        for match in reversed(list(re.finditer(_WHO, self.text[:at]))):
            between = self.text[match.end() : at]
            if len(between) > 70 or re.search(r"[.;:?!|]\s", between):
                break
            if not found and re.match(r"['’]s?\s", between) and not _owned(self.words).fullmatch(between):
                continue  # "a member of her cabinet visited" is no visit of hers
            if found and not _JOINED.fullmatch(between):
                break
            who = self.who(match.start())
            if who is None or who.code == host:
                if found:
                    break
                continue
            if not found and not who.person and (named := self._subject(match.start(), who.code)):
                return [named]
            found.append(who)
            at = match.start() + 1
        return found

    def _subject(self, at: int, code: str) -> Traveller | None:
        """Who is meant by an office that is told of them ("Ali is the first minister to visit")."""
        told = re.search(rf"({_P})\s(?:\S+\s){{0,2}}?(?:is|was|becomes|became|as)\s[^.;]{{0,40}}$", self.text[:at])
        who = self.who(told.start(1)) if told else None
        return who if who is not None and who.code == code else None

    def everybody(self) -> list[Traveller]:
        """All travellers that are named, in order."""
        return [who for match in re.finditer(_WHO, self.text) if (who := self.who(match.start())) is not None]

    def named_before(self, at: int) -> Traveller | None:
        """The last person or office named before a place of the tagged words."""
        for match in reversed(list(re.finditer(_WHO, self.text[:at]))):
            who = self.who(match.start())
            if who is not None:
                return who
        return None

    def state_named_before(self, at: int) -> str | None:
        """Code of the last state named before a place of the tagged words."""
        signs = re.findall(_S, self.text[:at])
        return self.items[signs[-1]].codes[0] if signs else None

    def state_before(self, at: int) -> str | None:
        """Code of a state that is itself the subject of the word of travel ("Moscow heads to")."""
        match = _SUBJECT.search(self.text[:at])
        return self.items[match[1]].codes[0] if match else None

    def who(self, at: int) -> Traveller | None:
        """The person or office that stands at a place of the tagged words; None where its state is not told."""
        item = self.items[self.text[at]]
        if re.match(_P, self.text[at]):
            if item.former:
                return Traveller(item.codes[0], item.name)
            return self.roster.person(item.name, item.codes[0], self.on)
        follows = re.match(rf"\s?,?\s?({_P})", self.text[at + 1 :])
        if follows and (not item.codes or item.codes == self.items[follows[1]].codes):
            return self.who(at + 1 + follows.start(1))
        code = item.codes[0] if item.codes else self._state_of(at)
        return self.roster.office(item.name, code, self.on) if code else None

    def _state_of(self, at: int) -> str | None:
        before = re.search(rf"({_STATE})(?:['’]s?|\.)?[ -](?:(?:{_W})\s){{0,2}}(?:{_O},?\s)?$", self.text[:at])
        if before:
            gone = re.search(r"\b(?:ex-|former\s)$", self.text[: before.start()], re.IGNORECASE)
            return None if gone else self.items[before[1]].codes[0]
        owner = re.search(rf"({_P})['’]s?\s(?:{_W}\s){{0,2}}$", self.text[:at])
        if owner:
            return self.items[owner[1]].codes[0]
        after = re.match(rf"(?:\s\S+){{0,3}}?\sof\s(?:the\s)?({_S})", self.text[at + 1 :])
        return self.items[after[1]].codes[0] if after else None


@functools.cache
def _offices(names: tuple[str, ...]) -> re.Pattern[str]:
    ordered = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
    return re.compile(rf"\b((?:former|deputy|ex)\s|ex-)?({ordered})\b(?!-)", re.IGNORECASE)


@functools.cache
def _owned(words: TravelWords) -> re.Pattern[str]:
    """What may stand between a name and the word of its bearer's travel: "'s long-awaited China"."""
    return re.compile(rf"['’]s?\s(?:{_W}\s|{_STATE}\s?){{0,5}}(?:{words.any('trips')}\s(?:to\s)?)?")


@functools.cache
def _to_place(words: TravelWords) -> tuple[re.Pattern[str], ...]:
    """Patterns with a group `by` (the word of travel) and a group `to` (places)."""
    more = rf"(?:{_S}(?:(?:,\s|\sand\s|,\sand\s){_S})*)"
    own = rf"(?:(?!of\b|for\b|and\b|with\b|by\b|from\b){_W}\s){{0,3}}"
    free = rf"(?:(?!\b(?:by|from|after|war|conflict|invasion|over)\b)[^.;:?!{_S[1:-1]}]){{0,60}}?"
    company = rf"(?:{words.any('company')}|{_WHO})"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"\b(?P<by>{words.any('visits')})\s(?:to\s)?(?:the\s)?{own}(?P<to>{more})(?!['’]s?\s|\sborder)",
            rf"\b(?P<by>{words.any('goes')}|{words.any('trips')})\s{free}\b(?:to|into|for)\s(?:the\s)?{own}"
            rf"(?P<to>{more})",
            rf"(?P<to>{_S})\s(?:{_W}\s){{0,2}}(?P<by>{words.any('trips')})\b",
            rf"\b(?P<by>{words.any('goes')}|{words.any('trips')}|{words.any('visits')}|{words.any('meets')}"
            rf"|{words.any('hosts')})\b{free}{company},?\sin\s(?:the\s)?(?:(?:capital|city)\s(?:of\s)?)?(?P<to>{_S})",
            rf"\b(?P<by>{words.any('goes')})\sin\s(?P<to>{_S})",
            rf"\b(?P<by>{words.any('meets')})\s(?:up\s)?in\s(?P<to>{_S})",
            rf"\b(?P<by>{words.any('hosts')})\s{free}\bto\s(?P<to>{_S})",
            rf"^{_WHO}(?P<by>,?\s(?:(?:is|was|now|back)\s)?)in\s(?P<to>{_S})",
            rf"{_WHO}(?P<by>\s(?:is|was)\s)in\s(?P<to>{_S})",
        )
    )  # fmt: skip


@functools.cache
def _hosting(words: TravelWords) -> re.Pattern[str]:
    aux = r"(?:\s(?:is|was|will|has|have|had|to|set|be|also|warmly|,))*"
    near = rf"(?:{_W}\s|{_STATE}\s?(?:['’]s\s)?|{_STATE},\s){{0,5}}"
    return re.compile(
        rf"(?P<host>[{_S[1:-1]}{_P[1:-1]}{_O[1:-1]}]){aux}\s(?P<by>{words.any('hosts')})\s{near}(?P<guest>{_WHO})",
        re.IGNORECASE,
    )
