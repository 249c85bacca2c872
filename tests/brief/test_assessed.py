"""What an assessment brings to a brief: nothing without a source, nothing twice, nothing too long."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from entente.brief import compose
from entente.brief.chapters import counts, parts
from entente.brief.happenings import Happening, gather
from entente.brief.sentence import Realiser
from entente.brief.shortening import MANY
from entente.records import Assessment, Brief, BriefSentence, Claim, Document
from entente.records.assessment import BriefFinding, BriefTurn
from tests.brief.builders import (
    FakeNames,
    claim,
    document,
    finding,
    first,
    kept,
    picture,
    placed,
    rule,
    status,
    steps,
    whole,
)
from tests.brief.test_compose import TEXT, brief, seed

PAIR = ("RUS", "IRN")


def assessed(assessment: Assessment, told: list[Claim] | None = None, *documents: Document, **more: object) -> Brief:
    """A brief of TEXT, or of other documents, with an assessment."""
    told = seed() if told is None else told
    shown = documents or (document(TEXT, title="Two leaders"),)
    by_document = {d.id: [c for c in told if c.document == d.id] for d in shown}
    return compose(
        shown, by_document, [], FakeNames(), threshold=0.5, generated="test 1", first=first,
        assessment=assessment,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def many(number: int = MANY) -> tuple[list[Document], list[Claim]]:
    """Reports of one meeting each, one of them denied."""
    documents = [document(f"Russia met Iran in town {n}.", key=f"d{n:02}", title=f"Title {n}") for n in range(number)]
    told = [
        claim("CONSULT", "RUS", "IRN", mode="meet", quote=f"Russia met Iran in town {n}", document=f"d{n:02}")
        for n in range(number - 1)
    ]
    last = f"d{number - 1:02}"
    told.append(
        claim("CONSULT", "RUS", "IRN", mode="meet", quote="Russia met Iran", document=last, polarity="negative",
              holders=[("IRN", None, "denies")])
    )  # fmt: skip
    return documents, told


# ---------------------------------------------------------------------- nothing without a source


def test_a_sentence_without_a_mark_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="without a source"):
        BriefSentence("Russia met Iran.", (), ("c",), 0.9, True)
    with pytest.raises(ValueError, match="words"):
        BriefSentence(" ", (1,), ("c",), 0.9, True)


def test_a_finding_without_a_mark_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="without a source"):
        BriefFinding("They draw closer.", "By hand.", (), (), ("c",))
    with pytest.raises(ValueError, match="without a source"):
        BriefTurn(dt.date(2024, 1, 1), 0.0, 1.0, 0.1, ())
    assert BriefFinding("It would be prohibited.", "By hand.", (), (1,), ()).rules == (1,)


# ---------------------------------------------------------------------- what is there


def test_without_an_assessment_the_brief_is_as_it_was() -> None:
    made = brief()
    assert (made.assessed, made.lead, made.course, made.more, made.sources, made.rulebook) == (
        False, None, None, {}, (), (),
    )  # fmt: skip
    assert [key for key, _ in parts(made)] == [
        "main", "sides", "standings", "dates", "open", "voices", "links", "passages", "less_sure",
    ]  # fmt: skip
    assert parts(made)[0][1] == "What matters"
    assert counts(made) == []
    assert {s.status for s in made.main} == {""}


def test_sections_come_in_their_order() -> None:
    made = assessed(whole(*seed()[:2]))
    assert [key for key, _ in parts(made)][:8] == [
        "main", "statuses", "contradictions", "news", "interests", "rules", "alignment", "questions",
    ]  # fmt: skip
    assert parts(made)[0][1] == "In short"
    assert made.statuses[0].text == "Talks are asserted by one side; no denial found."
    assert made.lead is not None
    assert made.lead.text == "The two draw closer."
    assert counts(made) == [
        ("contradictions", "1 contradiction"), ("rules", "1 dealing touches sanctions rules"),
        ("news", "1 thing is new"), ("questions", "1 open question"),
    ]  # fmt: skip


def test_an_assessment_that_found_nothing_says_so() -> None:
    made = assessed(Assessment())
    assert made.assessed
    assert counts(made) == [
        ("contradictions", "no contradiction found"), ("rules", "no sanctions rule found that bears on it"),
    ]  # fmt: skip
    assert made.lead is None


def test_title_and_subject_are_taken() -> None:
    made = assessed(Assessment(), title="Russia and North Korea", subject="As of today")
    assert (made.title, made.subject) == ("Russia and North Korea", "As of today")


def test_findings_lean_on_the_marks_of_the_same_words() -> None:
    made = assessed(Assessment(statuses=(finding("It is asserted", seed()[0], seed()[1]),)))
    words = {quote.number: quote.place.quote for quote in made.quotes}
    assert [words[mark] for mark in made.statuses[0].quotes] == [seed()[0].quote, seed()[1].quote]
    assert made.sources == ()


def test_words_of_a_report_that_is_not_shown_get_a_source() -> None:
    other = claim("CONSULT", "RUS", "PRK", quote="They met again", document="far", at=40)
    made = assessed(Assessment(statuses=(finding("It is asserted", kept(other, title="A far report")),)))
    mark = made.statuses[0].quotes[0]
    quote = next(q for q in made.quotes if q.number == mark)
    assert (quote.document, quote.place.quote) == ("far", "They met again")
    assert [(s.document, s.title, s.outlet) for s in made.sources] == [("far", "A far report", "The Other")]
    assert mark == len(made.quotes)


def test_words_that_stand_otherwise_in_the_report_shown_are_not_marked_in_it() -> None:
    moved = dataclasses.replace(seed()[0], place=dataclasses.replace(seed()[0].place, start_char=3, end_char=60))
    made = assessed(Assessment(statuses=(finding("It is asserted", moved),)))
    assert made.sources[0].document == "d (another version)"
    for quote in made.quotes:
        if quote.document == "d":
            assert TEXT[quote.place.start_char : quote.place.end_char] == quote.place.quote


def test_rules_are_listed_once_and_cited_by_number() -> None:
    one, two = rule("b", regime="B"), rule("a", regime="A")
    found = (finding("First", seed()[0], rules=(one, two)), finding("Second", rules=(one,)))
    made = assessed(Assessment(rules=found))
    assert [(r.number, r.id) for r in made.rulebook] == [(1, "a"), (2, "b")]
    assert [f.rules for f in made.rules] == [(1, 2), (2,)]
    assert made.rules[1].quotes == ()


# ---------------------------------------------------------------------- nothing twice


def test_interests_take_the_place_of_sides() -> None:
    assert assessed(Assessment()).sides
    made = assessed(Assessment(interests=(finding("It wants aid", seed()[3]),)))
    assert (made.sides, len(made.interests)) == ((), 1)


def test_open_and_standings_leave_out_what_findings_tell() -> None:
    told = seed()
    plain = assessed(Assessment())
    assert plain.open
    assert {row.standing for row in plain.standings} == {"not confirmed", "rumoured"}
    made = assessed(Assessment(statuses=(finding("Not confirmed", told[1]),), questions=(finding("If?", told[5]),)))
    assert made.open == ()
    assert {row.standing for row in made.standings} == {"rumoured"}


def test_the_same_finding_is_told_once() -> None:
    twice = (finding("They clash", seed()[0]), finding("They clash", seed()[1]))
    assert len(assessed(Assessment(contradictions=twice)).contradictions) == 1


# ---------------------------------------------------------------------- status


def test_main_sentences_carry_their_status() -> None:
    made = assessed(Assessment())
    talks = next(s for s in made.main if "shells" in s.text)
    assert talks.status == "not confirmed"


def test_a_main_sentence_has_the_state_of_its_own_happening() -> None:
    told = seed()
    visit = status("Visit", "called off", state="called off", told=(kept(told[2]),))
    other = status("Talks", "announced", state="announced", told=(kept(told[0]), kept(told[1])))
    made = assessed(Assessment(statuses=(other, visit)))
    assert next(s for s in made.main if "visited" in s.text).status == "called off"
    assert next(s for s in made.main if "shells" in s.text).status == "announced"


def test_a_confirmation_elsewhere_does_not_hide_what_the_sentence_tells() -> None:
    told = seed()
    talks = status("Talks", "confirmed", state="confirmed", told=(kept(told[0]), kept(told[1])))
    made = assessed(Assessment(statuses=(talks,)))
    assert next(s for s in made.main if "shells" in s.text).status == "not confirmed"


def test_a_status_hears_of_a_denial_elsewhere() -> None:
    text = "Iran sold drones to Russia."
    told = placed(text, "Iran sold drones to Russia", "TRANSFER", "IRN", "RUS", matter="arms.drones")
    away = claim("TRANSFER", "IRN", "RUS", quote="no such sale", document="far", polarity="negative",
                 holders=[("IRN", None, "denies")])  # fmt: skip
    alone = assessed(Assessment(), [told], document(text))
    assert alone.main[0].status == "asserted"
    both = Assessment(statuses=(finding("Asserted and denied", told, away),))
    assert assessed(both, [told], document(text)).main[0].status == "contested"


# ---------------------------------------------------------------------- nothing too long


def test_one_day_of_reports_has_no_course_to_sum_up() -> None:
    total, why = finding("Cooperation in 1 origin", seed()[0]), finding("They share an adversary", seed()[1])
    day = dataclasses.replace(picture(steps((1, 0, 0, 0))), summary=(total,), why=(why,))
    made = assessed(Assessment(alignment=(total, why), picture=day))
    assert [f.text for f in made.alignment] == ["They share an adversary."]
    assert made.lead is None
    alone = assessed(Assessment(alignment=(total,), picture=day))
    assert [f.text for f in alone.alignment] == ["Cooperation in 1 origin."]


def test_seven_findings_are_shown_and_the_rest_counted() -> None:
    found = tuple(finding(f"Clash number {n}", seed()[0]) for n in range(19))
    made = assessed(Assessment(contradictions=found))
    assert [f.text for f in made.contradictions] == [f"Clash number {n}." for n in range(7)]
    assert made.more == {"contradictions": 12}
    assert counts(made)[0] == ("contradictions", "19 contradictions")


def test_a_brief_over_many_reports_is_short_and_numbered_anew() -> None:
    documents, told = many()
    away = claim("CONSULT", "RUS", "IRN", quote="They met", document="far")
    made = assessed(Assessment(statuses=(finding("Asserted", told[0], away),)), told, *documents, pair=PAIR)
    assert made.short
    assert (made.passages, made.less_sure) == ((), ())
    used = {mark for s in [*made.main, *made.statuses] for mark in s.quotes}
    used |= {mark for voice in made.voices for s in voice.says for mark in s.quotes}
    used |= {mark for link in made.links for mark in link.quotes}
    assert [q.number for q in made.quotes] == list(range(1, len(made.quotes) + 1))
    assert used == {q.number for q in made.quotes}
    assert len(made.documents) == MANY
    assert all(len(s.quotes) <= 5 for s in made.main)


def test_one_report_less_keeps_everything() -> None:
    documents, told = many(MANY - 1)
    made = assessed(Assessment(), told, *documents, pair=PAIR)
    assert (made.short, len(made.passages)) == (False, MANY - 1)


def test_reports_of_a_short_brief_stand_by_their_days() -> None:
    documents, told = many()
    days = [dt.date(2024, 6, 18) - dt.timedelta(n) for n in range(len(documents))]
    dated = [dataclasses.replace(d, published=day) for d, day in zip(documents, days, strict=True)]
    made = assessed(Assessment(), told, *dated, pair=PAIR)
    assert [h.document.published for h in made.documents] == sorted(days)
    assert made == assessed(Assessment(), told, *reversed(dated), pair=PAIR)
    assert [h.document.published for h in assessed(Assessment(), told, *dated).documents] == days


def test_only_a_pairs_brief_is_shortened() -> None:
    documents, told = many()
    assert not brief(told, *documents).short
    made = assessed(Assessment(), told, *documents)
    assert (made.short, len(made.passages)) == (False, MANY)


def test_a_denial_keeps_its_mark_among_many() -> None:
    documents, told = many()
    made = assessed(Assessment(), told, *documents, pair=PAIR)
    sentence = next(s for s in made.main if "denies" in s.text)
    words = {q.number: q.document for q in made.quotes}
    assert told[-1].document in [words[mark] for mark in sentence.quotes]
    assert sentence.status == "contested"


def test_wide_wordings_of_one_ledger_event_are_one_thing() -> None:
    told = [
        claim("COERCE", "RUS", "UKR", quote="seized a ship", document="a"),
        claim("COERCE", "RUS", "UKR", quote="took a vessel", document="b"),
    ]
    broad = Realiser(FakeNames(), []).is_broad
    assert len(gather(told, broad)) == 2
    assert len(gather(told, broad, {told[0].id: "e", told[1].id: "e"})) == 1
    assert len(gather(told, broad, {told[0].id: "e", told[1].id: "f"})) == 2


def test_visits_that_the_ledger_tells_apart_are_not_one_thing() -> None:
    told = [
        claim("CONSULT", "RUS", "IRN", mode="visit", quote=f"visited {key}", document=key, holders=holders)
        for key, holders in (("a", None), ("b", None), ("c", [("IRN", None, "denies")]))
    ]
    broad = Realiser(FakeNames(), []).is_broad
    told[2] = dataclasses.replace(told[2], polarity="negative")
    assert len(gather(told[:2], broad)) == 1
    assert len(gather(told[:2], broad, {told[0].id: "e", told[1].id: "f"})) == 2
    answered = gather([told[0], told[2]], broad, {told[0].id: "e", told[2].id: "f"})
    assert len(answered) == 1  # who denies it speaks of it, wherever the ledger put the denial


def test_a_day_leads_before_a_stretch_of_years() -> None:
    wide = claim(
        "CONSULT", "RUS", "IRN", mode="visit", quote="first in five years", start="2019-06-18", end="2024-06-18"
    )
    plain = claim("CONSULT", "RUS", "IRN", mode="visit", quote="visited", at=40, start="2024-06-17", end="2024-06-17")
    assert Happening([dataclasses.replace(wide, confidence=0.99), plain]).lead is plain


def test_a_pairs_brief_leaves_thirds_to_the_findings() -> None:
    documents, told = many()
    text = "China struck Ukraine."
    documents.append(document(text, key="z", title=text))
    told.append(claim("ASSAULT", "CHN", "UKR", quote=text, field="title", document="z"))
    made = assessed(Assessment(statuses=(finding("China struck", told[-1]),)), told, *documents, pair=PAIR)
    assert {link.source for link in made.links} <= {"RUS", "IRN"}
    assert not [s for s in made.main if "China" in s.text]
    assert made.statuses[0].quotes
    alone = assessed(Assessment(), told, *documents, pair=("USA", "UKR"))
    assert [s for s in alone.main if "China" in s.text]
