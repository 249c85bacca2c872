"""The sections of a brief, each built of happenings."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from entente.brief import days, safe
from entente.brief.happenings import ANSWERS, Happening, voice
from entente.brief.quotes import QuoteBook
from entente.brief.sentence import Realiser
from entente.brief.voices import Speaker, Voices, same_speaker
from entente.records import (
    BriefDate,
    BriefLink,
    BriefPassage,
    BriefSentence,
    BriefSide,
    BriefStanding,
    BriefVoice,
    Claim,
    Document,
    Place,
)
from entente.records.brief import STANDINGS
from entente.records.vocabulary import QUAD_CLASSES

_STANDING = {
    "confirms": "confirmed", "denies": "denied", "not-confirmed": "not confirmed", "questions": "questioned",
    "rumour": "rumoured", "suspects": "suspected", "accuses": "alleged",
}  # fmt: skip
#: Parties shown with what they want and have, and links shown, at most.
MOST_LINKS = 24
_ANSWER_ORDER = ("says", "reports", "believes", "suspects", "accuses", "warns", "rumour", "confirms", "questions",
                 "not-confirmed", "denies")  # fmt: skip


class Sections:
    """Builds the sections; every method returns them in the order in which they are shown."""

    def __init__(
        self, realiser: Realiser, book: QuoteBook, documents: Sequence[Document], happenings: Sequence[Happening],
        novel: Mapping[str, Place], threshold: float, most_marks: int | None = None,
    ) -> None:  # fmt: skip
        """Args: most_marks: marks of a sentence at most, None for all."""
        self._say, self._book, self._happenings, self._novel = realiser, book, happenings, novel
        self._documents = {document.id: document for document in documents}
        self._threshold, self._most_marks = threshold, most_marks

    # ------------------------------------------------------------------ sentences

    def sentence(self, happening: Happening, least: float = 0.0) -> BriefSentence:
        """One sentence for all claims of a happening: the lead, then who else says, denies or does not confirm it."""
        claims = [claim for claim in happening.claims if claim.confidence >= least]
        lead = Happening(claims).lead
        after: dict[str, Claim] = {}
        told = {self._holder(lead)}
        rest = [claim for claim in claims if claim is not lead and claim.holders and voice(claim) != "wants"]
        for claim in sorted(rest, key=lambda claim: _ANSWER_ORDER.index(voice(claim))):
            who = self._holder(claim)
            if not any(same_speaker(who, other) for other in told):
                after.setdefault(self._say.echo(claim), claim)
                told.add(who)
        after = self._fewer(after)
        return self._sentence(self._say.statement(lead).sentence(*after), claims, [lead, *after.values()])

    def _fewer(self, echoes: Mapping[str, Claim]) -> dict[str, Claim]:
        """At most four echoes, two where marks are few; who denies or does not confirm outweighs who says so too."""
        most = 4 if self._most_marks is None else 2
        weighty = sorted(echoes, key=lambda echo: voice(echoes[echo]) not in ANSWERS)[:most]
        return {echo: claim for echo, claim in echoes.items() if echo in weighty}

    def _holder(self, claim: Claim) -> Speaker:
        """Who says it and in which way, for telling nobody twice."""
        if not claim.holders:
            return Speaker()
        last = claim.holders[-1]
        noun = self._say.namer.holder(last, claim.document)
        return Speaker(noun.text if noun else "", last.actor, bool(last.name), last.stance)

    def single(self, claim: Claim) -> BriefSentence:
        """One sentence for one claim."""
        return self._sentence(self._say.statement(claim).sentence(), [claim])

    def _sentence(self, text: str, claims: Sequence[Claim], told: Sequence[Claim] = ()) -> BriefSentence:
        """A sentence with its marks: those of the claims that it tells, then of the others while there is room."""
        found = dict.fromkeys(mark for claim in (*told, *claims) for mark in self._book.of_claim(claim))
        if self._most_marks is not None:
            needed = dict.fromkeys(self._book.of_claim(claim)[0] for claim in told or claims[:1])
            found = dict.fromkeys([*needed, *found][: max(len(needed), self._most_marks)])
        confidence = max(claim.confidence for claim in claims)
        ids = tuple(dict.fromkeys(claim.id for claim in claims))
        return BriefSentence(text, tuple(sorted(found)), ids, confidence, confidence >= self._threshold)

    def _sorted(self, happenings: Sequence[Happening]) -> list[Happening]:
        """Sure ones first, each part in the order of the reports."""
        return sorted(happenings, key=lambda h: h.confidence < self._threshold)

    def party_names(self, claim: Claim) -> list[str]:
        """Names of a claim's parties as its report has them."""
        return [self._say.namer.party(code, claim.document) for code in claim.parties]

    # ------------------------------------------------------------------ what each side wants and has

    def sides(self) -> tuple[BriefSide, ...]:
        """Parties by how often they are told of."""
        wants: dict[str, list[Happening]] = {}
        has: dict[str, list[Happening]] = {}
        seen: Counter[str] = Counter()
        where: dict[str, str] = {}
        for happening in self._sorted(self._happenings):
            lead = happening.lead
            for code in lead.parties:
                seen[code] += len(happening.claims)
                where.setdefault(code, lead.document)
            wisher = lead.holders[-1].actor if voice(lead) == "wants" else None
            if wisher:
                wants.setdefault(wisher, []).append(happening)
                where.setdefault(wisher, lead.document)
            elif lead.event == "HAVE" and lead.modality != "desired":
                for code in lead.actor:
                    has.setdefault(code, []).append(happening)
        codes = sorted({*wants, *has}, key=lambda code: (-seen[code], code))
        return tuple(
            BriefSide(
                code,
                self._say.namer.party(code, where[code]),
                tuple(self.sentence(h) for h in wants.get(code, ())),
                tuple(self.sentence(h) for h in has.get(code, ())),
            )
            for code in codes
        )

    # ------------------------------------------------------------------ standing

    def standings(self) -> tuple[BriefStanding, ...]:
        """Rows by standing, in the order of STANDINGS."""
        rows = [row for happening in self._sorted(self._happenings) for row in self._standing(happening)]
        return tuple(sorted(rows, key=lambda row: STANDINGS.index(row.standing)))

    def _standing(self, happening: Happening) -> list[BriefStanding]:
        found: dict[str, list[Claim]] = {}
        for claim in happening.claims:
            for holder in claim.holders:
                if holder.stance in _STANDING:
                    held = found.setdefault(_STANDING[holder.stance], [])
                    if claim not in held:
                        held.append(claim)
        lead, rows = happening.lead, []
        for standing, claims in found.items():
            told = claims[0] if voice(claims[0]) not in ANSWERS else lead
            what = self._say.bare(told).sentence()
            rows.append(BriefStanding(standing, self._sentence(what, claims), self._who(standing, claims)))
        return rows

    def _who(self, standing: str, claims: Sequence[Claim]) -> tuple[str, ...]:
        names: list[str] = []
        for claim in claims:
            for holder in claim.holders:
                if _STANDING.get(holder.stance) == standing:
                    noun = self._say.namer.holder(holder, claim.document)
                    if noun is not None and noun.text not in names:
                        names.append(noun.text)
        return tuple(names)

    # ------------------------------------------------------------------ days and firsts

    def dates(self) -> tuple[BriefDate, ...]:
        """Dated events and firsts, earliest first, those without a day at the end."""
        rows = []
        for happening in self._happenings:
            dated = next((c for c in (happening.lead, *happening.claims) if c.start or c.end), None)
            fresh = next((c for c in happening.claims if c.id in self._novel), None)
            if happening.lead.modality in ("desired", "conditional"):
                dated = None
            if dated is None and fresh is None:
                continue
            rows.append(self._date(happening, dated, fresh))
        return tuple(sorted(rows, key=_date_order))

    def _date(self, happening: Happening, dated: Claim | None, fresh: Claim | None) -> BriefDate:
        sentence, words = self.sentence(happening), ""
        if fresh is not None:
            place = self._novel[fresh.id]
            words = safe.cut(place.quote, 100)
            marks = tuple(sorted({*sentence.quotes, self._book.of_place(fresh.document, place)}))
            sentence = BriefSentence(sentence.text, marks, sentence.claims, sentence.confidence, sentence.sure)
        start, end, told = None, None, ""
        if dated is not None:
            start, end = dated.start, dated.end
            coming = dated.modality == "future"
            told = days.when(start, end, self._documents[dated.document].published, coming=coming)
        return BriefDate(start, end, told, sentence, words, self._arrow(happening.lead))

    def _arrow(self, claim: Claim) -> str:
        """A claim in a few words: "Russia → North Korea: visit"."""
        names = [
            " and ".join(self._say.namer.party(code, claim.document) for code in codes[:2])
            + (f" and {len(codes) - 2} more" if len(codes) > 2 else "")
            for codes in (claim.actor, tuple(code for code in claim.recipient if code not in claim.actor))
            if codes
        ]
        no = "no " if claim.polarity == "negative" else ""
        return f"{' → '.join(names)}: {no}{self._say.label(claim)}" if names else f"{no}{self._say.label(claim)}"

    # ------------------------------------------------------------------ lists

    def open(self) -> tuple[BriefSentence, ...]:
        """What is expected or depends on a condition; what was due before the newest report is expected no more."""
        newest = max((d.published for d in self._documents.values() if d.published), default=dt.date.min)
        found = [
            h for h in self._happenings if h.lead.modality in ("future", "conditional") and not _is_past(h.lead, newest)
        ]
        return tuple(self.sentence(h) for h in self._sorted(found))

    def voices(self) -> tuple[BriefVoice, ...]:
        """Who argues what, those with most to say first."""
        claims = [claim for happening in self._happenings for claim in happening.claims]
        return Voices(self._say.namer).group(claims, self.single)

    def less_sure(self) -> tuple[BriefSentence, ...]:
        """Every claim under the threshold, in the order of the reports."""
        claims = [c for h in self._happenings for c in h.claims if c.confidence < self._threshold]
        order = {key: index for index, key in enumerate(self._documents)}
        claims.sort(key=lambda c: (order[c.document], c.place.field != "title", c.place.start_char, c.id))
        return tuple(self.single(claim) for claim in claims)

    def passages(self, told: Mapping[str, Sequence[Claim]]) -> tuple[BriefPassage, ...]:
        """Titles and paragraphs in which something was read."""
        found = []
        for key, document in self._documents.items():
            for number, field, start, end in _paragraphs(document):
                here = [
                    claim for claim in told[key] if claim.place.field == field and start <= claim.place.start_char < end
                ]
                if here:
                    sentences = tuple(self.single(claim) for claim in here)
                    found.append(BriefPassage(key, field, number, start, end, sentences))
        return tuple(found)

    # ------------------------------------------------------------------ who to whom

    def links(self) -> tuple[BriefLink, ...]:
        """Who to whom: one for each pair and kind, those with most to tell first."""
        found: dict[tuple[str, str, str], list[Happening]] = {}
        for happening in self._happenings:
            lead = happening.lead
            kind = QUAD_CLASSES[lead.event].rsplit(" ", 1)[-1]
            if kind not in ("cooperation", "conflict"):
                continue
            others = [code for code in lead.recipient if code not in lead.actor]
            for source in lead.actor or ("",):
                for target in others or ("",):
                    if (source or target) and happening.confidence >= self._threshold:
                        found.setdefault((source, target, kind), []).append(happening)
        links = [self._link(key, happenings) for key, happenings in found.items()]
        return tuple(sorted(links, key=lambda k: (-k.count, k.source, k.target, k.kind)))

    def _link(self, key: tuple[str, str, str], happenings: Sequence[Happening]) -> BriefLink:
        source, target, kind = key
        name = self._say.namer.party
        document = happenings[0].lead.document
        labels = Counter(self._label(h.lead) for h in happenings)
        marks = {mark for h in happenings for claim in h.claims for mark in self._book.of_claim(claim)}
        return BriefLink(
            source, target, name(source, document) if source else "", name(target, document) if target else "", kind,
            any(_firm(h.lead) for h in happenings),
            tuple(label for label, _ in labels.most_common()), len(happenings), tuple(sorted(marks)),
        )  # fmt: skip

    def _label(self, claim: Claim) -> str:
        label = self._say.label(claim)
        mood = {"future": "to come", "desired": "wanted", "conditional": "under a condition", "former": "formerly"}
        told = [mood[claim.modality]] if claim.modality in mood else []
        told += ["not so"] if claim.polarity == "negative" else []
        told += ["not sure"] if claim.certainty != "certain" else []
        return f"{label} ({', '.join(told)})" if told else label


def _is_past(claim: Claim, day: dt.date) -> bool:
    due = claim.end or claim.start
    return due is not None and due < day


def _firm(claim: Claim) -> bool:
    plain = claim.polarity == "positive" and claim.modality == "actual" and claim.certainty == "certain"
    return plain and voice(claim) in ("", "confirms")


def _date_order(row: BriefDate) -> tuple[dt.date, dt.date]:
    start = row.start or row.end or dt.date.max
    return (start, row.end or dt.date.max)


def _paragraphs(document: Document) -> list[tuple[int, str, int, int]]:
    found = [(0, "title", 0, len(document.title) + 1)]
    start = 0
    for number, piece in enumerate(document.text.split("\n"), 1):
        found.append((number, "text", start, start + len(piece) + 1))
        start += len(piece) + 1
    return found
