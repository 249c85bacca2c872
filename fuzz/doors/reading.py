"""The reader: any text comes to sentences, times, amounts, actors and windows whose offsets lie within it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from entente.records import Document
from fuzz import promises
from fuzz.doors import texts
from fuzz.harness import Harness

_WORDS = (
    b"yesterday", b"next ", b"last ", b"since ", b"until ", b"between ", b" and ", b"from ", b" to ", b"May",
    b"3 May", b"May 3, 2024", b"2024", b"2024-06-18", b"June", b"Tuesday", b"the 1990s", b"'90s", b"two weeks ago",
    b"every ", b"in three days", b"10:30", b"noon", b"Q3 2024", b"million", b"billion", b"$", b"\xe2\x82\xac",
    b"3,000", b"1.5", b"2-3", b"per cent", b"%", b"tonnes", b"barrels a day", b"dozens of ", b"half a ",
    b"one hundred and twenty", b"Russia", b"North Korea", b"the two Koreas", b"Mr. Putin", b"U.S.", b"UN", b"Georgia",
    b"Washington", b"the West", b"said", b"denied", b"will supply", b". ", b"! ", b"? ", b"... ", b"; ",
    b" \xe2\x80\x94 ", b"\xe2\x80\x9c", b"\xe2\x80\x9d", b"No. 5", b"Gen. ", b"e.g. ", b"J. R. ", b"\n", b"1" * 40,
    b"a" * 60, b"," * 20, b"0" * 400, b"9" * 400 + b" tonnes", b"first ", b"twenty-first ", b"-", b"/",
)  # fmt: skip
_DAYS = (
    None,
    dt.date(2024, 6, 18),
    dt.date(1, 1, 1),
    dt.date(9999, 12, 31),
    dt.date(1000, 1, 1),
    dt.date(2999, 12, 31),
    dt.date(2024, 2, 29),
)


def _spans(found: Iterable[tuple[int, int]], size: int, what: str) -> None:
    """Checks half-open offsets: in order, within the text, none empty, none overlapping."""
    at = 0
    for start, end in found:
        promises.keep(at <= start < end <= size, f"{what} at {start}:{end} of {size}, after {at}")
        at = end


def _text() -> Callable[[bytes, bool], None]:
    from entente.lexicon import load
    from entente.reader.figures import find_figures
    from entente.reader.reading import Reader
    from entente.reader.sentences import sentence_spans
    from entente.reader.times import find_times

    lexicon = load()
    windower = Reader(lexicon, threads=1)._windower

    def once(data: bytes) -> object:
        text = data.decode("utf-8", "surrogateescape")
        day = _DAYS[len(data) % len(_DAYS)]
        sentences, times = sentence_spans(text), find_times(text, day)
        amounts, mentions = find_figures(text), lexicon.mentions(text, day)
        _spans(((each.start, each.end) for each in sentences), len(text), "a sentence")
        inside = sum(sum(not sign.isspace() for sign in each.of(text)) for each in sentences)
        promises.keep(inside == sum(not sign.isspace() for sign in text), "signs that stand in no sentence")
        _spans(((each.start, each.end) for each in times), len(text), "a time")
        _spans(((each.start, each.end) for each, _ in amounts), len(text), "an amount")
        _spans(((each.start, each.end) for each in mentions), len(text), "an actor")
        for time in times:
            low, high = time.interval.start, time.interval.end
            promises.keep(low is None or high is None or low <= high, f"a time that ends before it begins, {time}")
        for span, figure in amounts:
            promises.keep(figure.quote == span.of(text), "an amount whose quote is not its words")
            promises.keep(
                figure.low is None or figure.high is None or figure.low <= figure.high, f"turned round: {figure}"
            )
        return sentences, times, amounts, mentions, _windows(windower, text, day)

    return promises.twice(once)


def _windows(windower: object, text: str, day: dt.date | None) -> object:
    title, _, body = text.partition("\n")
    made = windower.windows(Document("x", title, body, day), all_windows=True)  # type: ignore[attr-defined]
    seen: set[tuple[str, int]] = set()
    for window in made:
        promises.keep(len(window.ids) <= 512, f"a window of {len(window.ids)} pieces")
        for word, takes in zip(window.words, window.takes, strict=True):
            if word.field:
                size = len(title if word.field == "title" else body)
                promises.keep(0 <= word.start < word.end <= size, "a word out of its text")
            if takes:
                promises.keep((word.field, word.start) not in seen, "a word in focus twice")
                seen.add((word.field, word.start))
        for candidate in window.candidates:
            promises.keep(0 <= candidate.first <= candidate.last < len(window.words), "a candidate of no words")
    return [(window.ids, window.kinds) for window in made]


def _claims() -> Callable[[bytes, bool], None]:
    from entente.lexicon import load
    from entente.reader import Reader
    from entente.records.vocabulary import CERTAINTIES, EVENTS, MODALITIES, POLARITIES

    reader = Reader(load(), threads=1)

    def once(data: bytes) -> object:
        title, _, body = data.decode("utf-8", "replace").partition("\n")
        document = Document("x", title, body, _DAYS[len(data) % 2])
        claims = reader.read(document)
        for claim in claims:
            for place in (claim.place, *claim.places):
                field = title if place.field == "title" else body
                promises.keep(field[place.start_char : place.end_char] == place.quote, "a quote that is not there")
            promises.keep(claim.event in EVENTS and claim.polarity in POLARITIES, "an unknown word")
            promises.keep(claim.certainty in CERTAINTIES and claim.modality in MODALITIES, "an unknown word")
            promises.keep(0 <= claim.confidence <= 1, "a confidence that is none")
            promises.keep(bool(claim.actor or claim.recipient), "a claim of nobody")
        return claims

    return promises.twice(once)


_MODULES = (
    "reader.figures",
    "reader.sentences",
    "reader.times",
    "reader.windows",
    "reader.words",
    "lexicon.matching",
    "lexicon.lexicon",
)
HARNESSES = (
    Harness("text", "sentences, times, amounts, actors, windows of any text", _text, texts.reports, _WORDS,
            rb"\w+|\s+|.", longest=1500, modules=tuple(f"entente.{each}" for each in _MODULES)),
    Harness("claims", "claims of any text, with the network", _claims, texts.reports, _WORDS, rb"\w+|\s+|.",
            longest=1500, slow=50),
)  # fmt: skip
