"""The words of a claim by which it is told apart from others: those of its quote and of its report's title."""

from __future__ import annotations

import functools
import math
import re
import sys
from collections import Counter
from collections.abc import Sequence

from entente.lexicon import load

_WORD = re.compile(r"[^\W_]+")
#: Words of grammar and of reporting, which say nothing about what happened. Stems, see `stem`.
_EMPTY = frozenset(
    "a about after again against ahead all also although amid among an and any are as at away back be because been "
    "before begin behind being between both but by call came can close come could day did do doe during each even "
    "ever expect face first follow for former from further get give go had has have he her here him his how if in "
    "into is it its just keep know last later latest like live look made make many may mean might month more most "
    "move much must near need new news next no nor not now of off official on one only or other our out over own "
    "part plan put report said same say says says second see seek set she should show side since so some spoke state "
    "still such take tell than that the their them then there these they thing third this those though three through "
    "time to told too toward try turn two under until up update us use very video want warn was watch way week well "
    "were what when where which while who why will with within without would year yet you your monday tuesday "
    "wednesday thursday friday saturday sunday january february march april june july august september october "
    "november december leader leading president minister prime country government nation national key".split()
)  # fmt: skip
#: Words that name a war.
_WAR = frozenset("war invasion invade invaded conflict fighting hostilities operation".split())
#: Words that stand beside those without telling of anything in the war.
_BESIDE_WAR = frozenset(
    "fight fought battle clash violence full scale fullscale ongoing wage bloody brutal bitter fierce heavy intense "
    "civil began start launch erupt end enter anniversary grind rage drag continue goes long wider grow escalate "
    "intensify spread spill effort army paramilitary force rival military troop general faction power powerful "
    "struggle side russo led special armed group putin vladimir kremlin neighbor neighbour country ago almost nearly "
    "since past decade shape justify illegal unprovoked twenty ten five fifth fourth sixth".split()
)
_SIDES = frozenset({"country", "demonym", "body", "group", "region"})


@functools.cache
def stem(word: str) -> str:
    """A word, lower case, without the endings of number and tense: "fires", "fired", "firing" are one word.

    Rules of step 1 of Porter's stemmer (Porter 1980), cut short: what remains has three letters or more.
    """
    for ending, new in (("ies", "i"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", ""), ("ly", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: len(word) - len(ending)] + new
            break
    if len(word) > 3 and word[-1] in "eyi":
        word = word[:-1]
    return sys.intern(word)


_EMPTY_STEMS = frozenset(map(stem, _EMPTY)) | _EMPTY
_WAR_STEMS = frozenset(map(stem, _WAR))
_BESIDE_WAR_STEMS = frozenset(map(stem, _BESIDE_WAR))


@functools.cache
def party_words(code: str) -> frozenset[str]:
    """Stems of the words in the names of a state, body or group: country, people, capital. Empty for other codes."""
    return _party_words().get(code, frozenset())


@functools.cache
def _party_words() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    capitals: set[str] = set()
    for entry in load().entries():
        if len(entry.codes) != 1:
            continue
        code = entry.codes[0]
        if entry.kind == "city" and code not in capitals:
            capitals.add(code)  # the first city of a state in the lexicon is its capital
        elif entry.kind not in _SIDES:
            continue
        for form in (entry.name, *entry.forms):
            # Offices of a body ("World Food Programme") are no names of it: only single words count there.
            if entry.kind not in ("body", "region") or " " not in form:
                found.setdefault(code, set()).update(map(stem, _WORD.findall(form.lower())))
    return {code: frozenset(words) for code, words in found.items()}


@functools.cache
def cities() -> frozenset[str]:
    """Stems of the one-word names of the lexicon's cities of four letters or more."""
    found: set[str] = set()
    for entry in load().entries():
        if entry.kind == "city" and entry.codes:
            names = [_WORD.findall(form.lower()) for form in (entry.name, *entry.forms)]
            found.update(stem(name[0]) for name in names if len(name) == 1 and len(name[0]) > 3)
    return frozenset(found)


def words_of(text: str, parties: frozenset[str]) -> frozenset[str]:
    """Stems of the words of a text that are neither empty nor the name of one of the parties (codes)."""
    stems = {stem(word) for word in _WORD.findall(text.lower()) if len(word) > 1}
    stems -= _EMPTY_STEMS
    for code in parties:
        stems -= party_words(code)
    return frozenset(stems)


def spelled(text: str, stems: Sequence[str]) -> list[str]:
    """The words of a text that have these stems, as first spelled there, in the order of the stems."""
    first: dict[str, str] = {}
    for word in _WORD.findall(text):
        first.setdefault(stem(word.lower()), word)
    return [first[one] for one in stems if one in first]


def whole_war(words: frozenset[str]) -> bool:
    """True where the words of a quote name a war as a whole and nothing in it ("Russia's invasion of Ukraine")."""
    rest = words - _WAR_STEMS
    return len(rest) < len(words) and all(word in _BESIDE_WAR_STEMS or word.isdecimal() for word in rest)


class DayWeights(dict[str, float]):
    """Weights of the words on one day, each worked out when it is first asked for."""

    def __init__(self, counts: list[Counter[str]], claims: int) -> None:
        """`counts`: claims that hold a word, by day; `claims`: all of them, with the prior."""
        super().__init__()
        self._counts, self._claims = counts, claims
        self._totals: dict[frozenset[str], float] = {}

    def __missing__(self, word: str) -> float:
        having = sum([count[word] for count in self._counts])
        weight = self[word] = math.log(self._claims / (having + 1)) / math.log(self._claims)
        return weight

    def total(self, words: frozenset[str]) -> float:
        """Sum of the weights, exact, so that the order of a set does not show."""
        found = self._totals.get(words)
        if found is None:
            found = self._totals[words] = math.fsum([self[word] for word in words])
        return found


class WordWeights:
    """How telling a word is on a day: the rarer in the claims of the days before, the more, 0 to 1.

    Inverse document frequency (Spärck Jones 1972) over the claims published in the WINDOW days before, smoothed by
    PRIOR claims that hold none of the words. The day itself does not count, so that the weights of a day stay while
    its claims come in.
    """

    WINDOW = 10
    PRIOR = 200

    def __init__(self) -> None:
        self._words: dict[int, Counter[str]] = {}
        self._claims: Counter[int] = Counter()
        self._known: dict[int, DayWeights] = {}

    def count(self, day: int, words: frozenset[str]) -> None:
        """Counts one claim's words. `day`: of publication, as an ordinal."""
        self._words.setdefault(day, Counter()).update(words)
        self._claims[day] += 1
        for late in [known for known in self._known if day < known <= day + self.WINDOW]:
            del self._known[late]

    def forget(self, before: int) -> None:
        """Drops the counts of days before."""
        for day in [day for day in self._words if day < before]:
            del self._words[day], self._claims[day]
        for day in [day for day in self._known if day < before]:
            del self._known[day]

    def on(self, day: int) -> DayWeights:
        """The weights of a day: word -> weight."""
        known = self._known.get(day)
        if known is None:
            days = [d for d in range(day - self.WINDOW, day) if d in self._words]
            known = DayWeights([self._words[d] for d in days], sum(self._claims[d] for d in days) + self.PRIOR)
            self._known[day] = known
        return known
