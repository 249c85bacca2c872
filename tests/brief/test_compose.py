"""What a brief is built of: what goes where, what is merged, what comes first, and that nothing is lost."""

from __future__ import annotations

import dataclasses
import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from entente.brief import compose
from entente.brief.happenings import gather
from entente.brief.sentence import Realiser
from entente.records import Brief, BriefSentence, Claim, Cut, Document, Place, Refusal
from tests.brief.builders import HOSTILE, FakeNames, claim, claims, document, first, placed

TEXT = (
    "The US believes Russia is already talking to North Korea about shells. Russian officials haven’t confirmed this.\n"
    "In July, Russia’s minister visited North Korea, the first time since the Soviet Union’s collapse.\n"
    "North Korea likely hopes to get aid from Russia to help with its food shortages. If an arms deal happens, it "
    "would be a big shift. There is talk of joint exercises."
)


def seed() -> list[Claim]:
    """Claims of TEXT."""
    return [
        placed(TEXT, "The US believes Russia is already talking to North Korea", "CONSULT", "RUS", "PRK",
               matter="arms.artillery", holders=[("USA", None, "believes")], certainty="probable"),
        placed(TEXT, "Russian officials haven’t confirmed this", "CONSULT", "RUS", "PRK", matter="arms.artillery",
               holders=[("RUS", "Russian officials", "not-confirmed")], certainty="unknown"),
        placed(TEXT, "Russia’s minister visited North Korea", "CONSULT", "RUS", "PRK", mode="visit",
               start="2023-07-01", end="2023-07-31"),
        placed(TEXT, "North Korea likely hopes to get aid", "AID", "RUS", "PRK", modality="desired",
               certainty="probable", holders=[("PRK", None, "wants")], confidence=0.4),
        placed(TEXT, "its food shortages", "HAVE", "PRK", matter="food", polarity="negative"),
        placed(TEXT, "If an arms deal happens", "AGREE", "RUS", "PRK", matter="arms", modality="conditional"),
        placed(TEXT, "talk of joint exercises", "COOPERATE", "RUS", "PRK", matter="exercises",
               holders=[(None, None, "rumour")]),
    ]  # fmt: skip


def brief(told: list[Claim] | None = None, *documents: Document, threshold: float = 0.5) -> Brief:
    """A brief of TEXT, or of other documents."""
    told = seed() if told is None else told
    shown = documents or (document(TEXT, title="Two leaders"),)
    by_document = {d.id: [c for c in told if c.document == d.id] for d in shown}
    return compose(shown, by_document, [], FakeNames(), threshold=threshold, generated="test 1", first=first)


def sentences(made: Brief) -> list[BriefSentence]:
    """Every sentence of a brief."""
    return [
        *made.main, *made.open, *made.less_sure,
        *(s for side in made.sides for s in side.wants + side.has),
        *(row.what for row in made.standings), *(row.sentence for row in made.dates),
        *(s for voice in made.voices for s in voice.says), *(s for p in made.passages for s in p.sentences),
    ]  # fmt: skip


def test_belief_and_refusal_to_confirm_are_one_sentence() -> None:
    told = [s.text for s in brief().main]
    assert (
        "The US believes Russia is talking to North Korea about shells; Russian officials have not confirmed it."
        in told
    )


def test_denial_follows_what_it_denies() -> None:
    text = "Iran sold drones to Russia. Iran denied it."
    told = [
        placed(text, "Iran sold drones to Russia", "TRANSFER", "IRN", "RUS", matter="arms.drones"),
        placed(
            text, "Iran denied it", "TRANSFER", "IRN", "RUS", holders=[("IRN", None, "denies")], polarity="negative"
        ),
    ]
    made = brief(told, document(text))
    assert [s.text for s in made.main] == ["Iran has sold drones to Russia; Iran denies it."]
    assert made.main[0].quotes == (1, 2)
    row = made.standings[0]
    assert (row.standing, row.what.text, row.who) == ("denied", "Iran has sold drones to Russia.", ("Iran",))


def test_first_screen_keeps_to_sure_claims() -> None:
    made = brief(threshold=0.5)
    low = {c.id for c in seed() if c.confidence < 0.5}
    assert low
    assert not low & {key for s in made.main for key in s.claims}
    assert low == {key for s in made.less_sure for key in s.claims}


def test_a_sure_lead_is_not_built_of_an_unsure_answer() -> None:
    told = seed()[:2]
    weak = [told[0], _with_confidence(told[1], 0.1)]
    assert brief(weak).main[0].text == "The US believes Russia is talking to North Korea about shells."


def test_nothing_above_the_threshold_leaves_the_first_screen_empty() -> None:
    made = brief(threshold=1.0)
    assert made.main == ()
    assert len(made.less_sure) == len(seed())


def test_no_claims_and_no_documents() -> None:
    assert brief([]).quotes == ()
    refusal = Refusal("a.html", "empty", "Nothing was in it.")
    made = compose([], {}, [refusal], FakeNames(), threshold=0.5, generated="")
    assert (made.documents, made.refusals) == ((), (refusal,))


def test_sections_hold_what_they_say() -> None:
    made = brief()
    side = made.sides[0]
    assert side.name == "North Korea"
    assert [s.text for s in side.wants] == ["North Korea probably wants to receive help from Russia."]
    assert [s.text for s in side.has] == ["North Korea has a shortage of food."]
    assert {row.standing for row in made.standings} == {"not confirmed", "rumoured"}
    assert [s.text for s in made.open] == [
        "The report weighs the case that Russia makes a deal with North Korea on arms (“If an arms deal happens”)."
    ]
    assert [voice.name for voice in made.voices] == ["Russian officials", "The US"]


def test_what_was_due_before_the_newest_report_is_expected_no_more() -> None:
    def met(start: str) -> Claim:
        return claim(
            "CONSULT", "RUS", "PRK", mode="visit", modality="future", start=start, end=start, quote="some words"
        )

    assert len(brief([met("2024-06-17")], document()).open) == 0  # the report is of 18 June
    assert len(brief([met("2024-06-18")], document()).open) == 1
    later = document(key="e", published=dt.date(2024, 7, 1))
    assert len(brief([met("2024-06-20")], document(), later).open) == 0


def test_firsts_are_looked_for_only_where_somebody_looks() -> None:
    made = compose([document(TEXT)], {"d": seed()}, [], FakeNames(), threshold=0.5, generated="test 1")
    assert {row.first for row in made.dates} == {""}


def test_nobody_says_so_too_under_a_shorter_name() -> None:
    told = [
        claim("CONSULT", "RUS", "PRK", mode="visit", quote=f"words {n}", at=n, holders=[holder])
        for n, holder in enumerate([
            ("USA", "Antony J. Blinken", "says"), ("USA", "Blinken", "says"), ("USA", "Antony Blinken", "says"),
            ("USA", None, "says"), ("USA", "Anna Blinken", "says"), ("UKR", None, "says"),
        ])
    ]  # fmt: skip
    made = brief(told, document("words words words"))
    assert made.main[0].text.count("Blinken") == 2
    assert "Anna Blinken says so too; Ukraine says so too" in made.main[0].text
    assert "the United States says" not in made.main[0].text


def test_a_first_is_told_in_the_words_of_the_report() -> None:
    row = brief().dates[0]
    assert (row.when, row.first) == ("in July 2023", "the first time since the Soviet Union’s collapse")
    made = brief()
    quoted = {q.number: q.place.quote for q in made.quotes}
    assert row.first in [quoted[number] for number in row.sentence.quotes]


def test_title_and_text_of_the_same_thing_are_one() -> None:
    text = "Russia attacked Ukraine."
    told = [
        claim("ASSAULT", "RUS", "UKR", quote="Russia attacks Ukraine", field="title"),
        placed(text, "Russia attacked Ukraine", "ASSAULT", "RUS", "UKR"),
    ]
    made = brief(told, document(text, title="Russia attacks Ukraine"))
    assert len(made.main) == 1
    assert made.main[0].quotes == (1, 2)


def test_wide_categories_told_in_other_words_stay_apart() -> None:
    text = "Russia seized a ship. Russia blocked a port."
    told = [
        placed(text, "seized a ship", "COERCE", "RUS", "UKR"),
        placed(text, "blocked a port", "COERCE", "RUS", "UKR"),
    ]
    assert len(gather(told, Realiser(FakeNames(), [document(text)]).is_broad)) == 2


def test_one_brief_over_all_reports() -> None:
    one, two = document("Russia met Iran.", key="a"), document("Iran met Russia.", key="b")
    told = [
        claim("CONSULT", "RUS", "IRN", mode="meet", quote="Russia met Iran", document="a"),
        claim("CONSULT", "IRN", "RUS", mode="meet", quote="Iran met Russia", document="b"),
    ]
    made = brief(told, one, two)
    assert len(made.main) == 1
    assert [q.document for q in made.quotes] == ["a", "b"]
    assert len(made.passages) == 2


def test_doubts_about_the_report_are_told() -> None:
    cut = (Cut("also-read", "x"), Cut("also-read", "y"), Cut("published", "z"))
    made = brief([], document("Words.", published=None, published_from=None, cut=cut, notes=("only the lead",)))
    assert made.documents[0].dated == "no date found"
    assert made.documents[0].doubts == (
        "The report has no date, so words such as “this week” could not be turned into days.",
        "Only the lead.",
        "Left out as no part of the text: 2 headlines of other stories, 1 line with the date of publication.",
    )


def test_the_main_things_are_of_several_kinds() -> None:
    text = " ".join(f"Russia struck Ukraine at {hour}." for hour in range(12)) + " Iran sold drones to Russia."
    told = [
        placed(text, f"struck Ukraine at {hour}.", "ASSAULT", "RUS", "UKR", start=f"2024-06-{hour + 1:02}",
               end=f"2024-06-{hour + 1:02}", confidence=0.95)
        for hour in range(12)
    ]  # fmt: skip
    told.append(placed(text, "Iran sold drones", "TRANSFER", "IRN", "RUS", matter="arms.drones", confidence=0.8))
    made = brief(told, document(text))
    assert 3 <= len(made.main) <= 7
    assert told[-1].id in {key for s in made.main for key in s.claims}


def test_places_of_one_claim_are_all_marked() -> None:
    text = "Russia met Iran. Later Russia met Iran."
    second = text.rindex("Russia met Iran")
    more = (Place("text", second, second + 15, "Russia met Iran"),)
    made = brief([claim("CONSULT", "RUS", "IRN", mode="meet", quote="Russia met Iran", more=more)], document(text))
    assert made.main[0].quotes == (1, 2)


@settings(max_examples=40, deadline=None)
@given(st.data(), HOSTILE, HOSTILE, st.floats(0, 1))
def test_every_sentence_has_its_words_and_every_claim_its_sentence(
    data: st.DataObject, one: str, two: str, threshold: float
) -> None:
    documents = [document(one, key="a", title=two), document(two, key="b")]
    told = [
        c for d in documents for c in data.draw(st.lists(claims(d.text, d.id), max_size=5, unique_by=lambda c: c.id))
    ]
    made = brief(told, *documents, threshold=threshold)
    texts = {d.id: d for d in documents}
    numbers = {q.number: q for q in made.quotes}
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    for quote in made.quotes:
        field = texts[quote.document].title if quote.place.field == "title" else texts[quote.document].text
        assert field[quote.place.start_char : quote.place.end_char] == quote.place.quote
    for sentence in sentences(made):
        assert sentence.quotes
        assert set(sentence.quotes) <= set(numbers)
        assert set(sentence.claims) <= {key for n in sentence.quotes for key in numbers[n].claims} | set(
            sentence.claims
        )
    assert {key for p in made.passages for s in p.sentences for key in s.claims} == {c.id for c in told}
    assert all(s.confidence >= threshold for s in made.main)
    assert len(made.main) <= 7
    assert made == brief(list(reversed(told)), *documents, threshold=threshold)


def _with_confidence(made: Claim, confidence: float) -> Claim:
    return dataclasses.replace(made, confidence=confidence)
