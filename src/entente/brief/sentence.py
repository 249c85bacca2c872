"""From a claim to an English sentence: who says so, how sure, and what."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from entente.brief import safe
from entente.brief.clause import Clause, Clauses
from entente.brief.grammar import Phrase, capital, finite, listed, tidy
from entente.brief.naming import Namer, Names, Noun
from entente.brief.wording import wording
from entente.records import Claim, Document, Holder

#: Longest piece of a quote inside a sentence, in characters.
QUOTE_SIZE = 110
_IF_FIRST = re.compile(
    r"^\W*(?:only |even )?(?:if|unless|should|in case|provided|in the event|as long as)\b", re.IGNORECASE
)
#: Stances that carry the doubt themselves, so that "may" and "probably" are not said twice.
_DOUBTING = {"believes": ("probable",), "suspects": ("possible", "probable"), "rumour": ("possible", "probable")}
_UNDECIDED = ("denies", "not-confirmed", "questions")


@dataclass(frozen=True, slots=True)
class Realised:
    """A sentence in the making. `text` starts small and has no stop; `quote` is what it quotes, or empty."""

    text: str
    quote: str

    def sentence(self, *after: str) -> str:
        """The whole sentence, with clauses to follow it ("Russia denies it")."""
        quoted = f"{self.text} (“{self.quote}”)" if self.quote else self.text
        whole = "; ".join([quoted, *after])
        return capital(tidy(whole)).rstrip(".") + "."


class Realiser:
    """Says claims in English."""

    def __init__(self, names: Names, documents: Sequence[Document]) -> None:
        self._documents: Mapping[str, Document] = {document.id: document for document in documents}
        self._wording = wording()
        self.namer = Namer(names, self._wording, self._documents)
        self._clauses = Clauses(self.namer, self._wording)

    def statement(self, claim: Claim) -> Realised:
        """The claim with its holders, all doubts and its figures."""
        text = self._with_holders(claim, claim.holders)
        return Realised(tidy(text + self._figures(claim)), self._quote(claim))

    def bare(self, claim: Claim) -> Realised:
        """The claim as if the report said it: without holders and doubts, as a thing to confirm or deny."""
        if claim.holders and claim.holders[-1].stance == "wants":
            sure = dataclasses.replace(claim, certainty="certain")
            return Realised(self._wish(sure, claim.holders[-1], ())[0], self._quote(claim))
        clause = self._clause(claim, claim.holders)
        negative = False if claim.holders and claim.holders[-1].stance == "denies" else None
        return Realised(self._plain(claim, clause, negative=negative), self._quote(claim))

    def label(self, claim: Claim) -> str:
        """The thing in a few words, for pictures."""
        return self._clauses.label(claim)

    def is_broad(self, claim: Claim) -> bool:
        """True if the wording is as wide as the event's category, so that the report's own words must follow."""
        return self._wording.frame(claim).broad

    def echo(self, claim: Claim) -> str:
        """A claim of the same thing by another holder, to follow a sentence: "Russia denies it"."""
        holder = claim.holders[-1] if claim.holders else None
        if holder is None:
            return "the report also says so in its own voice"
        stance = holder.stance
        noun = self.namer.holder(holder, claim.document)
        if noun is None:
            return _ECHO_NOBODY[stance]
        word = finite(Phrase((self._wording.verb(_ECHO[stance][0]),)), *_echo_tense(stance), plural=noun.plural,
                      negative=stance == "not-confirmed")  # fmt: skip
        return tidy(f"{noun.text} {word} {_ECHO[stance][1]}")

    # ------------------------------------------------------------------ holders

    def _with_holders(self, claim: Claim, holders: tuple[Holder, ...]) -> str:
        wanting = bool(holders) and holders[-1].stance == "wants"
        outer = holders[:-1] if wanting else holders
        if wanting:
            text, subject = self._wish(claim, holders[-1], outer)
            return self._wrap(claim, outer, text, subject)
        if outer and outer[-1].stance == "accuses":
            text = self._accusation(claim, outer)
            if text:
                return self._wrap(claim, outer[:-1], text, None)
        if not outer:
            return self._own_voice(claim, self._clause(claim, ()))
        noun = self.namer.holder(outer[-1], claim.document)
        clause = self._clause(claim, outer, speaker=outer[-1].actor if noun and noun.own_name else None)
        it = ""
        if noun is not None and noun.own_name and clause.subject and clause.subject.codes == noun.codes:
            it = "" if clause.subject.text != noun.text else "they" if noun.plural else "it"
        return self._wrap(claim, outer, self._attributed(claim, clause, outer[-1].stance, it), clause.subject)

    def _wrap(self, claim: Claim, holders: tuple[Holder, ...], text: str, subject: Noun | None) -> str:
        for index, holder in enumerate(reversed(holders)):
            text = self._said(claim, holder, text, innermost=index == 0)
        return text

    def _said(self, claim: Claim, holder: Holder, text: str, *, innermost: bool) -> str:
        words = self._wording.stances[holder.stance]
        noun = self.namer.holder(holder, claim.document)
        if innermost and claim.modality == "conditional" and _IF_FIRST.search(claim.quote):
            if noun is None:
                return f"there is a case to weigh in which {text}"
            return f"{noun.text} {'speak' if noun.plural else 'speaks'} of the case that {text}"
        if noun is None:
            return f"{words['nobody']} {text}"
        verb = Phrase((self._wording.verb(words["verb"]),))
        that = words.get("that", "")
        if holder.stance == "not-confirmed":
            said = finite(verb, "perfect", plural=noun.plural, negative=True)
        else:
            said = finite(verb, "present", plural=noun.plural)
        if holder.stance == "denies" and innermost and claim.polarity == "positive":
            said, that = (
                finite(Phrase((self._wording.verb("say"), " in a denial")), "present", plural=noun.plural),
                "that",
            )
        if not that and not innermost:
            that = "that"
        return tidy(f"{noun.text} {said} {that} {text}")

    def _accusation(self, claim: Claim, holders: tuple[Holder, ...]) -> str:
        """ "Ukraine accuses Russia of ...", or empty where nobody is accused."""
        noun = self.namer.holder(holders[-1], claim.document)
        clause = self._clause(claim, holders, speaker=holders[-1].actor if noun and noun.own_name else None)
        if not claim.actor or clause.subject is None or (noun and noun.codes == clause.subject.codes):
            return ""
        first = {"actual": "", "future": "planning to", "desired": "wanting to"}.get(claim.modality)
        if first is None or claim.certainty in ("possible", "unknown") or "leader or official" in clause.subject.text:
            return ""
        accused = clause.subject
        of = clause.gerund(first)
        if noun is None:
            return tidy(f"{accused.text} {'are' if accused.plural else 'is'} accused of {of}")
        verb = finite(Phrase((self._wording.verb("accuse"),)), "present", plural=noun.plural)
        return tidy(f"{noun.text} {verb} {accused.text} of {of}")

    def _wish(self, claim: Claim, holder: Holder, outer: tuple[Holder, ...]) -> tuple[str, Noun | None]:
        noun = self.namer.holder(holder, claim.document)
        if noun is None:
            return self._nobodys_wish(claim), None
        code = None if noun.joint else holder.actor
        clause = self._clause(claim, claim.holders, wisher=code, speaker=code if noun.own_name else None)
        want = Phrase((self._wording.verb("want"),))
        certainty = "certain" if outer and claim.certainty in _DOUBTING.get(outer[-1].stance, ()) else claim.certainty
        tense, adverb = {
            "possible": ("may", ""), "unknown": ("may", ""), "probable": ("present", "probably"),
        }.get(certainty, ("present", ""))  # fmt: skip
        if clause.subject is None:
            said = finite(want, tense, plural=noun.plural, negative=clause.negative, adverb=adverb)
            return tidy(f"{noun.text} {said} {clause.noun} {clause.time}"), noun
        own = code is not None and clause.subject.codes == (code,) and "leader or official" not in clause.subject.text
        said = finite(want, tense, plural=noun.plural, negative=clause.negative and own, adverb=adverb)
        no = "not " if clause.negative and not own else ""
        return tidy(f"{noun.text} {said} {'' if own else clause.subject.text} {no}{clause.infinitive()}"), noun

    def _nobodys_wish(self, claim: Claim) -> str:
        clause = self._clause(claim, claim.holders)
        hedge = "there may be a wish" if claim.certainty in ("possible", "unknown") else "there is a wish"
        if clause.subject is None:
            return tidy(f"{hedge} for {'no ' if clause.negative else ''}{clause.noun} {clause.time}")
        return tidy(f"{hedge} for {clause.subject.text} {'not ' if clause.negative else ''}{clause.infinitive()}")

    # ------------------------------------------------------------------ the report's own voice, doubts, moods

    def _own_voice(self, claim: Claim, clause: Clause) -> str:
        if claim.modality == "desired":
            return self._nobodys_wish(claim)
        if claim.modality == "conditional":
            return self._conditional(claim, clause)
        if claim.certainty == "unknown":
            return f"it is not clear whether {self._plain(claim, clause)}"
        return self._doubted(claim, clause, claim.certainty)

    def _attributed(self, claim: Claim, clause: Clause, stance: str, it: str) -> str:
        if claim.modality == "desired":
            return self._nobodys_wish(claim)
        if claim.modality == "conditional":
            return self._conditional(claim, clause)
        if stance == "denies":
            return self._plain(claim, clause, negative=False if claim.polarity == "negative" else None, subject=it)
        if stance in _UNDECIDED:
            return self._plain(claim, clause, subject=it)
        if claim.certainty == "unknown":
            return f"it is not clear whether {self._plain(claim, clause, subject=it)}"
        certainty = "certain" if claim.certainty in _DOUBTING.get(stance, ()) else claim.certainty
        return self._doubted(claim, clause, certainty, will="future", subject=it)

    def _doubted(self, claim: Claim, clause: Clause, certainty: str, *, will: str = "is-to", subject: str = "") -> str:
        """The clause with its doubt as an auxiliary or adverb."""
        if certainty == "certain":
            return self._plain(claim, clause, will=will, subject=subject)
        if claim.modality == "future":
            return clause.say("likely" if certainty == "probable" else "may", subject=subject)
        if claim.modality == "former":
            adverb = "probably" if certainty == "probable" else "perhaps"
            return clause.say("past", adverb=adverb, subject=subject)
        if certainty == "probable":
            return clause.say(adverb="probably", subject=subject)
        aspect = {"perfect": "-perfect", "past": "-perfect", "progressive": "-progressive",
                  "perfect-progressive": "-perfect"}.get(clause.tense, "")  # fmt: skip
        return clause.say(f"may{aspect}", subject=subject)

    def _plain(
        self, claim: Claim, clause: Clause, *, negative: bool | None = None, will: str = "is-to", subject: str = ""
    ) -> str:
        """The clause without doubt."""
        no = clause.negative if negative is None else negative
        tense = {"future": "future" if no or clause.state else will, "conditional": "would", "former": "used"}.get(
            claim.modality, ""
        )
        if claim.modality == "desired":
            return self._nobodys_wish(claim)
        return clause.say(tense, negative=no, subject=subject)

    def _conditional(self, claim: Claim, clause: Clause) -> str:
        if _IF_FIRST.search(claim.quote):
            return f"{'' if claim.holders else 'the report weighs the case that '}{clause.say('present')}"
        doubtful = claim.certainty in ("possible", "unknown")
        modal = "could" if doubtful and not clause.negative else "would"
        adverb = "probably" if claim.certainty == "probable" else "perhaps" if doubtful and clause.negative else ""
        return f"{clause.say(modal, adverb=adverb)} under a condition"

    # ------------------------------------------------------------------ pieces

    def _clause(
        self, claim: Claim, holders: tuple[Holder, ...], *, wisher: str | None = None, speaker: str | None = None
    ) -> Clause:
        return self._clauses.clause(
            claim, self._published(claim.document), near=self._near(claim), wisher=wisher, speaker=speaker
        )

    def _published(self, document: str) -> dt.date | None:
        found = self._documents.get(document)
        return found.published if found else None

    def _near(self, claim: Claim) -> str:
        """The sentence around the quote, roughly: up to the next stop on either side."""
        return self.around(claim)[0]

    def around(self, claim: Claim) -> tuple[str, int]:
        """The report's sentence around a claim's quote, and its offset in the field."""
        document = self._documents.get(claim.document)
        if document is None:
            return claim.quote, claim.place.start_char
        text = document.title if claim.place.field == "title" else document.text
        start, end = claim.place.start_char, claim.place.end_char
        before = max(text.rfind(stop, 0, start) for stop in (". ", "? ", "! ", "\n", "” "))
        first = before + 1 if before >= 0 else 0
        after = [found for stop in (". ", "? ", "! ", "\n") if (found := text.find(stop, end)) >= 0]
        last = min(after) if after else len(text)
        last = min(last, end + 400)
        first = max(first, start - 400)
        piece = text[first:last]
        lead = len(piece) - len(piece.lstrip())
        return piece[lead:], first + lead

    def _figures(self, claim: Claim) -> str:
        told = [safe.cut(figure.quote, 60) for figure in claim.figures if figure.quote.strip()]
        quoted = self._quote(claim)
        told = [inner(words) for words in told if inner(words) not in quoted]
        return f" ({listed([f'“{words}”' for words in told])})" if told else ""

    def _quote(self, claim: Claim) -> str:
        frame = self._wording.frame(claim)
        wide = frame.broad or claim.modality == "conditional"
        lone = claim.modality == "desired" and not any(h.stance == "wants" for h in claim.holders)
        asked = bool(claim.holders) and claim.holders[-1].stance == "questions"
        if not (wide or lone or asked):
            return ""
        return inner(safe.cut(claim.quote, QUOTE_SIZE))


def inner(words: str) -> str:
    """Words to stand inside quotation marks: their own double marks become single ones, as English prints them."""
    words = words.replace("“", "‘").replace("”", "’").replace("„", "‘").replace("«", "‘").replace("»", "’")
    opening = True
    out = []
    for char in words:
        out.append(("‘" if opening else "’") if char == '"' else char)
        opening = not opening if char == '"' else opening
    return "".join(out).strip()


_ECHO = {
    "says": ("say", "so too"), "confirms": ("confirm", "it"), "denies": ("deny", "it"), "believes": ("believe", "it"),
    "suspects": ("suspect", "it"), "reports": ("report", "it"), "warns": ("warn", "of it"), "accuses": ("allege", "it"),
    "wants": ("want", "it"), "questions": ("question", "it"), "not-confirmed": ("confirm", "it"),
    "rumour": ("speak", "of talk of it"),
}  # fmt: skip
_ECHO_NOBODY = {
    "says": "others say so too", "confirms": "it is confirmed", "denies": "it is denied", "believes": "it is believed",
    "suspects": "it is suspected", "reports": "it is reported", "warns": "there is a warning of it",
    "accuses": "it is alleged", "wants": "it is wanted", "questions": "it is questioned",
    "not-confirmed": "it is not confirmed", "rumour": "there is talk of it",
}  # fmt: skip


def _echo_tense(stance: str) -> tuple[str]:
    return ("perfect",) if stance == "not-confirmed" else ("present",)


__all__ = ["QUOTE_SIZE", "Realised", "Realiser", "inner"]
