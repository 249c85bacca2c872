"""Rules that keep an actor's name from a namesake: Georgia of Atlanta, Jordan the player, the Washington Post."""

from __future__ import annotations

import bisect
import functools
import re
from dataclasses import dataclass, field

from entente.lexicon.folding import fold

#: How far to the left a rule looks for the words directly before a name, in characters.
LEFT_REACH = 48
#: A "sentence" of a hostile text may be megabytes long; rules look no further than this to each side, in characters.
SENTENCE_REACH = 600
_SENTENCE_END = re.compile(r"[.!?]['\")\]]*\s+(?=[A-Z\"'(\[])|\n")
#: A full stop after one of these ends no sentence.
_ABBREVIATION = re.compile(
    r"(?:\b[A-Z]|\bU\.S|\bU\.N|\bU\.K|\bE\.U|\b(?:Gov|Sen|Rep|Mr|Mrs|Ms|Dr|St|Gen|Lt|Col|Prof|No))$"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """When a form is a namesake.

    Attributes:
        forms: forms the rule is about, folded; empty where it is about all of `kinds`.
        kinds: kinds of mention the rule is about; only one-word forms where `forms` is empty.
        left, right: words that stand directly before or after; one is enough.
        near: words anywhere in the same sentence; one is enough.
        unless: words in the same sentence that lift the rule.
        only: True turns the rule round: the form is an actor only where the words stand.
        means: the code that the form then stands for, or "" for none.
        reason: why, in plain words.
        file, line: where the rule stands.
    """

    forms: tuple[str, ...]
    kinds: tuple[str, ...]
    left: tuple[str, ...]
    right: tuple[str, ...]
    near: tuple[str, ...]
    unless: tuple[str, ...]
    only: bool
    means: str
    reason: str
    file: str
    line: int
    _cache: dict[str, re.Pattern[str]] = field(default_factory=dict, compare=False, repr=False)
    _sets: dict[str, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)

    def bites(self, folded: str, start: int, end: int, sentence: tuple[int, int]) -> bool:
        """True if the form at `start:end` is a namesake by this rule."""
        if self._told(folded, start, end, sentence) == self.only:
            return False
        return not (self.unless and self._pattern("unless", self.unless).search(folded, *sentence))

    def _told(self, folded: str, start: int, end: int, sentence: tuple[int, int]) -> bool:
        if self.left:
            before = folded[max(0, start - LEFT_REACH) : start]
            if word_before(before) in self._words("left", self.left):
                return True
            if self._phrases(self.left) and self._pattern("left", self._phrases(self.left)).search(before):
                return True
        if self.right and self._pattern("right", self.right).match(folded, end):
            return True
        return bool(self.near and self._pattern("near", self.near).search(folded, *sentence))

    def _words(self, side: str, words: tuple[str, ...]) -> frozenset[str]:
        found = self._sets.get(side)
        if found is None:
            found = self._sets[side] = frozenset(words)
        return found

    @staticmethod
    def _phrases(words: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(word for word in words if " " in word)

    def _pattern(self, side: str, words: tuple[str, ...]) -> re.Pattern[str]:
        found = self._cache.get(side)
        if found is None:
            found = self._cache[side] = _compiled(side, words)
        return found


def _compiled(side: str, words: tuple[str, ...]) -> re.Pattern[str]:
    inner = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    if side == "left":
        return re.compile(rf"(?<!\w)(?:{inner})[ ]?\Z")
    if side == "right":
        plain = "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True) if w[0].isalnum())
        tight = "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True) if not w[0].isalnum())
        either = [f"[ ](?:{plain})" if plain else "", f"(?:{tight})" if tight else ""]
        return re.compile(rf"(?:{'|'.join(part for part in either if part)})(?:(?<!\w)|(?!\w))")
    return re.compile(rf"(?<!\w)(?:{inner})(?!\w)")


def word_before(before: str) -> str:
    """The last word of a stretch that ends with one space, else ""."""
    if not before.endswith(" "):
        return ""
    return before[:-1].rpartition(" ")[2].lstrip("\"'([").rpartition("\n")[2]


def _given_name_of(word: str, name: str) -> bool:
    """True if the word is the person's own given name, or starts like it (Sergei for Sergey, Joe for Joseph)."""
    return len(word) > 2 and any(part.startswith(word[:2]) for part in fold(name).split())


class Namesakes:
    """All rules, by form and by kind."""

    def __init__(self, rules: list[Rule]) -> None:
        self.rules = rules
        self._by_form: dict[str, list[Rule]] = {}
        self._by_kind: dict[str, list[Rule]] = {}
        for rule in rules:
            for form in rule.forms:
                self._by_form.setdefault(form, []).append(rule)
            for kind in () if rule.forms else rule.kinds:
                self._by_kind.setdefault(kind, []).append(rule)

    def about(self, form: str, kind: str) -> list[Rule]:
        """Rules that may say of this form that it is a namesake."""
        mine = self._by_form.get(form, [])
        return mine + self._by_kind.get(kind, []) if " " not in form else mine

    def biting(self, folded: str, start: int, end: int, form: str, kind: str, name: str) -> Rule | None:
        """The first rule by which the form at `start:end` is a namesake of the actor `name`, or None."""
        rules = self.about(form, kind)
        if not rules:
            return None
        own_name = kind == "leader" and _given_name_of(word_before(folded[max(0, start - LEFT_REACH) : start]), name)
        sentence = sentence_around(folded, start, end)
        return next(
            (rule for rule in rules if not (own_name and rule.left) and rule.bites(folded, start, end, sentence)), None
        )


@functools.lru_cache(maxsize=2)  # rules are asked about one text at a time
def _ends(folded: str) -> tuple[int, ...]:
    return tuple(
        match.end()
        for match in _SENTENCE_END.finditer(folded)
        if match.group() == "\n" or not _ABBREVIATION.search(folded, max(0, match.start() - 6), match.start())
    )


def sentence_around(folded: str, start: int, end: int) -> tuple[int, int]:
    """Offsets of the stretch between sentence ends around a name; rough, as the rules need no more."""
    ends = _ends(folded)
    at = bisect.bisect_right(ends, start)
    low = ends[at - 1] if at else 0
    after = bisect.bisect_left(ends, end)
    high = ends[after] if after < len(ends) else len(folded)
    return max(low, start - SENTENCE_REACH), min(high, end + SENTENCE_REACH)
