"""What a time expression is resolved against: the day of publication, days told before, and the verbs around it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from entente.reader.times.stretches import Stretch
from entente.reader.times.tokens import Tokens
from entente.reader.times.words import Words

_STOPS = frozenset('.;:!?"“”—–()')
#: Words after which "as" begins no clause.
_AS_NO_CLAUSE = frozenset(["known", "such", "well", "described", "seen", "so", "far", "soon", "long", "much", "many"])
_REACH_BACK, _REACH_ON = 25, 12
#: Years from the day of publication beyond which a told year makes a text a history rather than news.
FAR = 2


@dataclass(frozen=True, slots=True)
class Found:
    """A time expression over tokens `first` to `last` (last not included); `stretch` where it names days."""

    first: int
    last: int
    value: str
    kind: str
    start: dt.date | None = None
    end: dt.date | None = None
    stretch: Stretch | None = None
    basis: str = "published"  # what settles it: "calendar" (names its year), "told" (the text before), "published"


class Context:
    """State of one pass over a text.

    Attributes:
        published: day of publication or None.
        history: True if the text tells mostly of years far from its publication.
        told: the last stretch that was named, or None.
        told_at: token index of the last one that names its year.
    """

    def __init__(self, tokens: Tokens, words: Words, published: dt.date | None) -> None:
        self.tokens, self.words, self.published = tokens, words, published
        self.told: Stretch | None = None
        self.year_told: Stretch | None = None
        self.told_at = -1
        self.history = self._is_history()

    def _is_history(self) -> bool:
        """A text of many years, most of them far from publication, that hardly names days of the week."""
        words = self.tokens.words
        years = [int(w) for w in words if len(w) == 4 and w.isdecimal() and 1000 <= int(w) <= 2100]
        if not years:
            return False
        if self.published is None:
            return True
        near = sum(w in self.words.weekdays or w in ("today", "yesterday", "tomorrow") for w in words)
        far = sum(abs(year - self.published.year) > FAR for year in years)
        return far >= 5 and far >= 0.4 * len(years) and near < 0.25 * len(years)

    def note(self, found: Found) -> None:
        """Keep what was just found, for later expressions that lean on it."""
        if found.stretch is None or found.kind not in ("DATE", "TIME"):
            return
        self.told = found.stretch
        if found.basis == "calendar" and (not self.history or self._leads(found)):
            self.year_told, self.told_at = found.stretch, found.last
        elif found.basis == "told" and self.history and found.stretch.grain in ("day", "month", "season"):
            self.year_told = found.stretch

    def _leads(self, found: Found) -> bool:
        """True if a date that names its year moves a history on: no year in passing, far from the one told before."""
        if self.year_told is None or found.stretch is None or found.stretch.grain in ("day", "month", "season"):
            return True
        head = found.first < 3 or any(self._ends_sentence(k) for k in range(found.first - 3, found.first))
        return head or self.tokens.breaks(found.first)

    def heads_sentence(self, i: int) -> bool:
        """True if token `i` is the first or second word of its sentence."""
        return i < 2 or any(self._ends_sentence(k) for k in range(i - 2, i))

    def _ends_sentence(self, k: int) -> bool:
        tokens = self.tokens
        return (tokens.words[k] in ".!?;" and not tokens.glued(k + 1)) or tokens.breaks(k + 1)

    def same_sentence(self, i: int) -> bool:
        """True if no sentence ends between the last full date and token `i`."""
        if self.told_at < 0 or i - self.told_at > 12:
            return False
        return not any(self._ends_sentence(k) for k in range(self.told_at, i))

    def base_year(self, i: int) -> Stretch | None:
        """The stretch told before whose year a bare month, day or season at token `i` takes, if it does so."""
        if self.year_told is None:
            return None
        if self.history:
            return self.year_told
        if self.published and abs(self.year_told.start.year - self.published.year) <= 0:
            return None
        return self.year_told if self.same_sentence(i) else None

    def tense(self, first: int, last: int) -> str:
        """ "past", "future" or "" for the clause around tokens `first` to `last`."""
        weak = False
        for k in range(first - 1, max(first - 1 - _REACH_BACK, -1), -1):
            word = self.tokens.words[k]
            if self._ends_clause(k):
                break
            if word == "to" and self._infinitive(k):
                weak = True
            cue = self._cue(k)
            if cue:
                return cue
        if weak:
            return "future"
        return self._tense_after(last)

    def _tense_after(self, last: int) -> str:
        weak = False
        for k in range(last, min(last + _REACH_ON, self.tokens.size)):
            if self._ends_clause(k) or (self.tokens.words[k] == "," and k > last) or self.tokens.breaks(k):
                break
            if self.tokens.words[k] == "to" and self._infinitive(k):
                weak = True
            cue = self._cue(k)
            if cue:
                return cue
        return "future" if weak else ""

    def _ends_clause(self, k: int) -> bool:
        word = self.tokens.words[k]
        if word == ".":
            before = self.tokens.word(k - 1)
            return not self.tokens.glued(k + 1) and len(before) > 1 and before not in self.words.months_short
        if word == "as" and self.tokens.word(k - 1) in _AS_NO_CLAUSE:
            return False
        return word in _STOPS or word in self.words.boundary or self.tokens.breaks(k + 1)

    def _infinitive(self, k: int) -> bool:
        """True if "to" at `k` seems to begin what someone will do, as in headlines: "Leaders to meet"."""
        before, after = self.tokens.word(k - 1), self.tokens.word(k + 1)
        if not after.isalpha() or self.tokens.capital(k + 1) or after in ("the", "a", "an", "this", "that"):
            return False
        if after.endswith(("ion", "ment", "ing", "ed", "ness", "ity", "ies", "ence", "ance")):
            return False
        return self.tokens.capital(k - 1) or before.endswith(("s", "y", "nt", "l", "er")) or k == 0

    def _cue(self, k: int) -> str:
        """What the token says about tense by itself."""
        words, word, after = self.words, self.tokens.words[k], self.tokens.word(k + 1)
        if word in words.future_to and after in ("to", "for"):
            return "future" if after == "to" or word not in ("is", "are") else ""
        if word in words.future:
            if word in ("may", "might", "could", "can", "should", "must", "would") and after == "have":
                return "past"
            return "" if word == "may" and self.tokens.capital(k) else "future"
        past = word in words.past or (
            len(word) > 4 and word.endswith("ed") and word not in words.not_past and not self.tokens.capital(k)
        )
        if past and (self.tokens.word(k - 1) == "be" or self.tokens.dash(k - 1)):
            return ""
        return "past" if past else ""

    def negated(self, first: int) -> bool:
        """True if the clause before token `first` denies, or tells of the first or most of its kind."""
        for k in range(first - 1, max(first - 1 - _REACH_BACK, -1), -1):
            word = self.tokens.words[k]
            if self._ends_clause(k):
                return False
            if word in self.words.negative or word in self.words.superlative or self.tokens.match(k - 2, "n", "'", "t"):
                return True
            if word == "t" and self.tokens.word(k - 1) == "'":
                return True
        return False
