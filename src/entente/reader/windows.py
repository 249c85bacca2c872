"""A document cut into windows that the network reads, one run each.

A window is: title, cast, context, focus. Claims are taken only from words in focus (and, in the first window, from
the title), so each is found once; the title, the sentences before and the cast (states told of most so far that the
window does not name) let the network settle "they" and "the two leaders".
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import NamedTuple, Protocol

from entente.reader.words import Pieces, shape, word_spans
from entente.records import Document, Mention, Span, TimeMention
from entente.records.mention import MENTION_KINDS

MAX_PIECES = 250
#: Pieces in focus for a text longer than one window; about four sentences of news.
FOCUS_PIECES = 130
CONTEXT_PIECES = 70
TITLE_PIECES = 48
CAST_SIZE = 4

TITLE, CAST, CONTEXT, FOCUS = range(4)
KIND_NONE, KIND_TIME, KIND_FORMER = 0, len(MENTION_KINDS) + 1, len(MENTION_KINDS) + 2
KIND_IDS = {kind: index + 1 for index, kind in enumerate(MENTION_KINDS)}


class Lexicon(Protocol):
    """What the reader asks of the lexicon."""

    version: str

    def mentions(self, text: str, on: dt.date | None) -> list[Mention]:
        """Actors named in `text`."""

    def name(self, code: str) -> str:
        """Plain English name of a code."""

    def matters(self, text: str) -> tuple[str, ...]:
        """Matter codes of the words of `text`."""

    def certainty(self, before: str) -> str | None:
        """How sure the words just before an event word make it, or None."""

    def stance(self, before: str) -> str | None:
        """The stance that the words before an event word tell, or None."""


class Word(NamedTuple):
    """One word. `field`: "title", "text" or "" (cast); offsets in that field; `sentence`: number in the document."""

    field: str
    start: int
    end: int
    part: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words of a window that may be a party, a holder (`code`) or a time (`time`); `kind`: id as the network has it."""

    first: int
    last: int
    kind: int
    code: str = ""
    time: TimeMention | None = None


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence (or a part of a very long one) with what was found in it.

    `ids` and `shapes` one a piece, `ends`: pieces up to each word's end, `kinds`: number of a word -> kind of mention,
    `found`: candidates, their words counted within the sentence.
    """

    number: int
    field: str
    words: Sequence[tuple[int, int]]
    texts: Sequence[str]
    ids: Sequence[int]
    shapes: Sequence[int]
    ends: Sequence[int]
    kinds: Mapping[int, int]
    found: Sequence[Candidate]
    mentions: Sequence[Mention]

    @property
    def size(self) -> int:
        return len(self.ids)


class Window:
    """What the network reads in one run.

    Attributes, one entry a piece: ids, shapes, kinds, parts. One entry a word: words, texts, first and last (pieces
    of the word), takes (may a claim start here?). `candidates`: parties, holders and times in order.
    """

    def __init__(self, begin: list[int]) -> None:
        self.words: list[Word] = []
        self.texts: list[str] = []
        self.ids, self.shapes, self.kinds, self.parts = list(begin), [0], [KIND_NONE], [TITLE]
        self.first: list[int] = []
        self.last: list[int] = []
        self.takes: list[bool] = []
        self.candidates: list[Candidate] = []

    @property
    def codes(self) -> list[str]:
        """Codes of all candidates, in order of first mention."""
        return list(dict.fromkeys(c.code for c in self.candidates if c.code))

    def add_word(self, word: Word, text: str, pieces: Sequence[int], kind: int, takes: bool) -> None:
        """One word more, with its pieces."""
        size = len(pieces)
        self.first.append(len(self.ids))
        self.ids.extend(pieces)
        self.shapes.extend([shape(text)] * size)
        self.kinds.extend([kind] * size)
        self.parts.extend([word.part] * size)
        self.last.append(len(self.ids) - 1)
        self.words.append(word)
        self.texts.append(text)
        self.takes.append(takes)

    def add(self, sentence: _Sentence, part: int, takes: bool) -> None:
        """One sentence more, with the actors and times in it."""
        offset, base = len(self.words), len(self.ids)
        field, number, size = sentence.field, sentence.number, sentence.size
        self.words.extend([Word(field, a, b, part, number) for a, b in sentence.words])
        self.texts.extend(sentence.texts)
        self.takes.extend([takes] * len(sentence.words))
        self.first.extend([base, *(base + end for end in sentence.ends[:-1])])
        self.last.extend([base + end - 1 for end in sentence.ends])
        self.ids.extend(sentence.ids)
        self.shapes.extend(sentence.shapes)
        self.kinds.extend([KIND_NONE] * size)
        self.parts.extend([part] * size)
        for word, kind in sentence.kinds.items():
            for piece in range(self.first[offset + word], self.last[offset + word] + 1):
                self.kinds[piece] = kind
        self.candidates.extend(
            [Candidate(c.first + offset, c.last + offset, c.kind, c.code, c.time) for c in sentence.found]
        )

    def end(self, piece: int) -> None:
        """The piece that ends a window."""
        for column, value in ((self.ids, piece), (self.shapes, 0), (self.kinds, KIND_NONE), (self.parts, FOCUS)):
            column.append(value)


def _found(
    words: Sequence[tuple[int, int]], mentions: Sequence[Mention], times: Sequence[TimeMention]
) -> tuple[dict[int, int], list[Candidate]]:
    """Kind by number of word, and the candidates of a sentence."""
    kinds: dict[int, int] = {}
    found: list[Candidate] = []
    for time in times:
        ends = _covered(words, time.start, time.end)
        kinds.update(dict.fromkeys(ends, KIND_TIME))
        if ends and time.interval:
            found.append(Candidate(ends[0], ends[-1], KIND_TIME, time=time))
    for mention in mentions:  # after the times: an actor's kind outranks a time's
        ends, kind = _covered(words, mention.start, mention.end), candidate_kind(mention)
        kinds.update(dict.fromkeys(ends, kind))
        if ends:
            found.extend(Candidate(ends[0], ends[-1], kind, code) for code in mention.codes)
    return kinds, found


def _covered(words: Sequence[tuple[int, int]], start: int, end: int) -> range:
    """Numbers of the words that share a character with start:end."""
    first = bisect_right(words, start, key=_end)
    return range(first, bisect_left(words, end, lo=first, key=_start))


def _start(word: tuple[int, int]) -> int:
    return word[0]


def _end(word: tuple[int, int]) -> int:
    return word[1]


def candidate_kind(mention: Mention) -> int:
    """The network's number for a mention's kind."""
    return KIND_FORMER if mention.former else KIND_IDS[mention.kind]


class Windower:
    """Cuts documents into windows."""

    def __init__(
        self,
        lexicon: Lexicon,
        pieces: Pieces,
        sentence_spans: Callable[[str], list[Span]],
        find_times: Callable[[str, dt.date | None], list[TimeMention]],
        *,
        begin: int,
        end: int,
    ) -> None:
        """Args: begin, end: ids of the encoder's first and last piece."""
        self._lexicon, self._pieces = lexicon, pieces
        self._sentence_spans, self._find_times = sentence_spans, find_times
        self._begin, self._end = begin, end

    def windows(self, document: Document, *, all_windows: bool = False) -> list[Window]:
        """The windows of `document`; those without any candidate party are left out unless `all_windows`."""
        title_mentions, text_mentions = self._mentions(document)
        if not (title_mentions or text_mentions or all_windows):
            return []  # nobody is told of: no words need be looked at
        title = self._sentences("title", document.title, document.published, title_mentions, 0)
        text = self._sentences("text", document.text, document.published, text_mentions, len(title))
        title = _up_to(title, TITLE_PIECES)
        told = Counter(code for s in title for m in s.mentions for code in m.codes)
        ranges = _focus_ranges(text, MAX_PIECES - sum(s.size for s in title))
        made = []
        for begin, end in ranges or ([(0, 0)] if title else []):
            focus, context = text[begin:end], _before(text, begin)
            cast = _cast(told, (*title, *context, *focus))
            told.update(code for s in focus for m in s.mentions for code in m.codes)
            if all_windows or told:
                made.append(self._window(title, cast, context, focus, takes_title=begin == 0))
        return made

    def _mentions(self, document: Document) -> tuple[list[Mention], list[Mention]]:
        """Mentions of title and text, found in one go: a full name in the title settles a surname in the text."""
        offset = len(document.title) + 1
        found = self._lexicon.mentions(f"{document.title}\n{document.text}", document.published)
        title = [m for m in found if m.end <= len(document.title)]
        text = [replace(m, start=m.start - offset, end=m.end - offset) for m in found if m.start >= offset]
        return title, text

    def _sentences(
        self, name: str, text: str, on: dt.date | None, mentions: Sequence[Mention], number: int
    ) -> list[_Sentence]:
        times = self._find_times(text, on)
        made: list[_Sentence] = []
        m = t = 0
        for span in self._sentence_spans(text):
            for words, texts, pieces in self._chunks(text, span):
                high = words[-1][1]
                m0, t0 = m, t
                while m < len(mentions) and mentions[m].start < high:
                    m += 1
                while t < len(times) and times[t].start < high:
                    t += 1
                kinds, found = _found(words, mentions[m0:m], times[t0:t])
                ends = list(accumulate(map(len, pieces)))
                forms = [form for word, ids in zip(texts, pieces, strict=True) for form in [shape(word)] * len(ids)]
                ids = [piece for word in pieces for piece in word]
                number_here = number + len(made)
                made.append(_Sentence(number_here, name, words, texts, ids, forms, ends, kinds, found, mentions[m0:m]))
        return made

    def _chunks(self, text: str, span: Span) -> list[tuple[list[tuple[int, int]], list[str], list[tuple[int, ...]]]]:
        """A sentence in one piece, or, where no window could hold it, in several."""
        words = word_spans(text, span.start, span.end)
        texts = [text[a:b] for a, b in words]
        pieces = list(map(self._pieces, texts))
        if sum(map(len, pieces)) <= FOCUS_PIECES:
            return [(words, texts, pieces)] if words else []
        chunks, begin, size = [], 0, 0
        for number, ids in enumerate(pieces):
            if size and size + len(ids) > FOCUS_PIECES:
                chunks.append((begin, number))
                begin, size = number, 0
            size += len(ids)
        chunks.append((begin, len(words)))
        return [(words[a:b], texts[a:b], pieces[a:b]) for a, b in chunks]

    def _window(
        self,
        title: Sequence[_Sentence],
        cast: Sequence[str],
        context: Sequence[_Sentence],
        focus: Sequence[_Sentence],
        *,
        takes_title: bool,
    ) -> Window:
        window = Window([self._begin])
        for sentence in title:
            window.add(sentence, TITLE, takes_title)
        if title:
            self._sign(window, TITLE)
        for code in cast:
            self._add_name(window, code)
        for part, sentences in ((CONTEXT, context), (FOCUS, focus)):
            for sentence in sentences:
                window.add(sentence, part, part == FOCUS)
        window.end(self._end)
        return window

    def _add_name(self, window: Window, code: str) -> None:
        name = self._lexicon.name(code).removeprefix("the ")
        first = len(window.words)
        for a, b in word_spans(name):
            window.add_word(Word("", a, b, CAST, -1), name[a:b], self._pieces(name[a:b]), 0, False)
        window.candidates.append(Candidate(first, len(window.words) - 1, KIND_IDS["country"], code))
        self._sign(window, CAST)

    def _sign(self, window: Window, part: int) -> None:
        """A full stop between parts, belonging to no field."""
        window.add_word(Word("", 0, 0, part, -1), ".", self._pieces("."), 0, False)


def _up_to(sentences: list[_Sentence], pieces: int) -> list[_Sentence]:
    kept: list[_Sentence] = []
    size = 0
    for sentence in sentences:
        size += sentence.size
        if size > pieces and kept:
            break
        kept.append(sentence)
    return kept


def _focus_ranges(text: Sequence[_Sentence], room: int) -> list[tuple[int, int]]:
    """Ranges of sentences read together: all of a short text, else runs of at most FOCUS_PIECES."""
    if sum(s.size for s in text) <= room:
        return [(0, len(text))] if text else []
    ranges, begin, size = [], 0, 0
    for number, sentence in enumerate(text):
        if size and size + sentence.size > FOCUS_PIECES:
            ranges.append((begin, number))
            begin, size = number, 0
        size += sentence.size
    return [*ranges, (begin, len(text))]


def _before(text: Sequence[_Sentence], begin: int) -> list[_Sentence]:
    kept: list[_Sentence] = []
    size = 0
    for sentence in text[max(0, begin - 12) : begin][::-1]:
        size += sentence.size
        if size > CONTEXT_PIECES:
            break
        kept.insert(0, sentence)
    return kept


def _cast(told: Counter[str], sentences: Sequence[_Sentence]) -> list[str]:
    """The states told of most so far that these sentences do not name."""
    named = {code for s in sentences for m in s.mentions for code in m.codes}
    return [code for code, _ in told.most_common() if code not in named][:CAST_SIZE]
