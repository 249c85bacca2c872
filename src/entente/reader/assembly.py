"""Drafts of all windows -> the claims of a document: words, days, figures, what was inferred, told-twice merged."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from entente.reader.dating import claim_days
from entente.reader.decoding import Draft, DraftHolder, Settings
from entente.reader.windows import Lexicon, Window
from entente.records import Claim, Document, Figure, Holder, Place, Span, claim_id
from entente.records.vocabulary import MATTERS, MUTUAL_EVENTS

#: How many words before an event word may tell how sure it is.
DOUBT_REACH = 4
#: How many may tell that it is denied or not confirmed, and where a clause ends that they belong to.
TOLD_REACH = 10
CLAUSE = re.compile(r"[,;:]\s|\s(?:but|while|and)\s")
#: Characters from which a text is a whole article.
LONG = 1000
#: What a word of denial multiplies the network's odds of a denial by.
DENIAL_WEIGHT = 4.0
#: Stances that words settle where the network has heard a plain statement.
THOUGHT = ("believes", "suspects")

#: "12:" before a word: words are split at colons, quotes must not be ("40 GMT: ..." for "12:40 GMT: ...").
CLOCK_HOUR = re.compile(r"(?<!\d)\d{1,2}:\Z")

FindFigures = Callable[[str], list[tuple[Span, Figure]]]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Platt scaling of a draft's evidence, logistic(bias + weights · evidence), bent by a few knots.

    Platt 1999, "Probabilistic outputs for support vector machines"; the knots (scaled value, share right) are an
    isotonic fit, straight between them (Zadrozny and Elkan 2002, "Transforming classifier scores into accurate
    multiclass probability estimates"). Whole articles have a bias of their own, `long`: like evidence is right more
    often there than in a feed item. Fitted on the dev sets by the training.
    """

    weights: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)
    bias: float = 0.0
    knots: tuple[tuple[float, float], ...] = ()
    long: float = 0.0

    def __call__(self, evidence: tuple[float, float, float, float], long: bool = False) -> float:
        """Probability, 0 to 1, that event and parties are right; `long`: in a whole article, not a title and a lead."""
        value = self.bias + self.long * long + sum(w * e for w, e in zip(self.weights, evidence, strict=True))
        scaled = 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
        return self.bent(scaled) if self.knots else scaled

    def bent(self, scaled: float) -> float:
        """A scaled value, read off the line through the knots."""
        low = (0.0, 0.0)
        for high in (*self.knots, (1.0, 1.0)):
            if scaled <= high[0]:
                return low[1] + (high[1] - low[1]) * (scaled - low[0]) / max(1e-9, high[0] - low[0])
            low = high
        return 1.0


@dataclass(frozen=True, slots=True)
class Assembler:
    """Builds the claims of documents."""

    lexicon: Lexicon
    find_figures: FindFigures
    settings: Settings
    calibration: Calibration
    reader: str

    def claims(self, document: Document, read: Sequence[tuple[Window, Sequence[Draft]]]) -> list[Claim]:
        """Claims in order of their places (title first), each told once."""
        made = [self.claim(document, window, draft) for window, drafts in read for draft in drafts]
        kept = merge([c for c in made if c.confidence >= self.settings.confidence])
        return sorted(kept, key=lambda c: (c.place.field != "title", c.place.start_char, c.place.end_char, c.id))

    def claim(self, document: Document, window: Window, draft: Draft) -> Claim:
        """One draft as a claim."""
        draft = self._weighed(document, window, draft)
        place = _place(document, window, *draft.quote)
        holders = tuple(_holder(document, window, h) for h in draft.holders)
        start, end = _days(document, window, draft)
        actor, recipient = tuple(draft.actor), tuple(draft.recipient)
        return Claim(
            id=claim_id(
                document.id, place, draft.event, actor, recipient, holders, draft.polarity, draft.modality
            ),
            document=document.id, event=draft.event, mode=draft.mode, actor=actor, recipient=recipient,
            matter=self._matter(draft, place.quote), holders=holders, polarity=draft.polarity,
            certainty=draft.certainty, modality=draft.modality, start=start, end=end, place=place, places=(place,),
            confidence=round(self.calibration(draft.evidence, is_long(document)), 4),
            inferred=_inferred(window, draft, start is not None),
            figures=tuple(f for _, f in self.find_figures(place.quote)), reader=self.reader,
        )  # fmt: skip

    def _weighed(self, document: Document, window: Window, draft: Draft) -> Draft:
        """The draft after a look at the words before its event word (`doubt.toml`).

        A refusal to confirm settles it; a word of denial multiplies the network's odds, as it is also said of what is
        refused ("denied entry"); words of belief and suspicion settle what would be a plain statement; words of doubt
        settle the certainty.
        """
        told = self.lexicon.stance(CLAUSE.split(_before(document, window, draft.word, TOLD_REACH))[-1])
        others, last = draft.holders[:-1], draft.holders[-1:]
        if told == "not-confirmed":
            return replace(
                draft,
                certainty="unknown",
                polarity="positive",
                holders=[*others, *(replace(h, stance=told) for h in last)],
            )
        denied = told == "denies" and last and draft.negative * DENIAL_WEIGHT >= 1 - draft.negative
        if denied and last[0].denial * DENIAL_WEIGHT >= 1:
            return replace(draft, polarity="negative", holders=[*others, replace(last[0], stance="denies")])
        if told in THOUGHT and last and last[0].stance == "says":
            draft = replace(draft, holders=[*others, replace(last[0], stance=told)])
        certainty = self.lexicon.certainty(_before(document, window, draft.word, DOUBT_REACH))
        return replace(draft, certainty=certainty) if certainty else draft

    def _matter(self, draft: Draft, quote: str) -> tuple[str, ...]:
        told = set(self.lexicon.matters(quote))
        s = self.settings
        return tuple(m for m in MATTERS if draft.matter[m] >= (s.matter_word if m in told else s.matter))


def is_long(document: Document) -> bool:
    """True for a whole article, False for a title and a lead."""
    return len(document.text) > LONG


def _before(document: Document, window: Window, word: int, reach: int) -> str:
    """Up to `reach` words before a word, in its sentence."""
    first, sentence = word, window.words[word].sentence
    while first > max(0, word - reach) and window.words[first - 1].sentence == sentence:
        first -= 1
    return _place(document, window, first, word - 1).quote if first < word else ""


def _place(document: Document, window: Window, first: int, last: int) -> Place:
    a, b = window.words[first], window.words[last]
    text = document.title if a.field == "title" else document.text
    start = a.start
    clock = CLOCK_HOUR.search(text, max(0, start - 3), start)
    if clock and text[start].isdigit():
        start = clock.start()
    return Place(a.field, start, b.end, text[start : b.end])


def _holder(document: Document, window: Window, holder: DraftHolder) -> Holder:
    if holder.first is None or holder.last is None:
        return Holder(holder.code, None, holder.stance)
    return Holder(holder.code, _place(document, window, holder.first, holder.last).quote, holder.stance)


def _days(document: Document, window: Window, draft: Draft) -> tuple[dt.date | None, dt.date | None]:
    candidate = window.candidates[draft.time] if draft.time is not None else None
    if candidate is None or candidate.time is None:
        return None, None
    return claim_days(candidate.time, _place(document, window, candidate.first, candidate.last).quote)


def _inferred(window: Window, draft: Draft, timed: bool) -> tuple[str, ...]:
    """Fields whose words stand in another sentence than the quote's."""
    sentence = window.words[draft.word].sentence
    here = {c.code for c in window.candidates if c.code and window.words[c.first].sentence == sentence}
    found = [
        name for name, codes in (("actor", draft.actor), ("recipient", draft.recipient)) if not here.issuperset(codes)
    ]
    if any(h.code and h.first is None and h.code not in here for h in draft.holders):
        found.append("holders")
    if timed and draft.time is not None:
        candidate = window.candidates[draft.time]
        if window.words[candidate.first].sentence != sentence:
            found.extend(("start", "end"))
    return tuple(found)


def same_parties(a: Claim, b: Claim) -> bool:
    """True if event and parties agree; the sides of mutual events do not matter."""
    if a.event != b.event:
        return False
    if a.event in MUTUAL_EVENTS:
        return set(a.parties) == set(b.parties)
    return set(a.actor) == set(b.actor) and set(a.recipient) == set(b.recipient)


def told_twice(a: Claim, b: Claim) -> bool:
    """True if two claims of one document tell the same thing, or could not be told apart by their ids.

    A title sums the text up, so between title and text only the denial must agree; within the text holder, modality,
    polarity and days must not differ.
    """
    if a.id == b.id:  # the same words twice, with other days: an id holds none
        return True
    if not same_parties(a, b) or a.polarity != b.polarity:
        return False
    if a.place.field != b.place.field:
        return True
    if a.modality != b.modality or [h.actor for h in a.holders] != [h.actor for h in b.holders]:
        return False
    return a.start == b.start or a.start is None or b.start is None


def merge(claims: Sequence[Claim]) -> list[Claim]:
    """Claims told twice become one with several places; the text is preferred to the title, then the surer one."""
    kept: list[Claim] = []
    for claim in sorted(claims, key=lambda c: (c.place.field == "title", -c.confidence)):
        for number, other in enumerate(kept):
            if told_twice(claim, other):
                kept[number] = _joined(other, claim)
                break
        else:
            kept.append(claim)
    return kept


def _joined(kept: Claim, more: Claim) -> Claim:
    places = tuple(dict.fromkeys((*kept.places, *more.places)))
    if kept.start is None and more.start is not None:
        return replace(kept, places=places, start=more.start, end=more.end)
    return replace(kept, places=places)
