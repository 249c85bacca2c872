import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.reader.assembly import Assembler, Calibration, merge, told_twice
from entente.reader.decoding import Settings, decode
from entente.reader.features import ATTRIBUTES
from entente.reader.figures import find_figures
from entente.records import Claim, Holder, Place
from tests.reader.fakes import Lexicon, add, blank, document, windower


def claim(number: int = 0, **changes) -> Claim:
    place = changes.pop("place", Place("text", number, number + 3, "hit"))
    made = Claim(
        f"id{number}", "d", "ASSAULT", None, ("FRD",), ("SYL",), (), (), "positive", "certain", "actual",
        None, None, place, (place,), 0.5, (), (), "hand",
    )  # fmt: skip
    return replace(made, **changes)


def assembler() -> Assembler:
    return Assembler(Lexicon(), find_figures, Settings(), Calibration(), "hand")


def test_claim_of_a_draft_quotes_the_text_true():
    doc = document("In spring Freedonia fired 3 missiles at Sylvania in 1930 .")
    (window,) = windower().windows(doc)
    s = blank(window)
    add(s, "fired", "ASSAULT", {"actor": {"FRD": 3}, "recipient": {"SYL": 3}}, mode="aerial")
    s.pointers[0, 0, 2] = s.pointers[0, 1, 8] = 0
    s.times[:] = 4
    (made,) = assembler().claims(doc, [(window, decode(s, Settings()))])
    assert doc.text[made.place.start_char : made.place.end_char] == made.quote
    assert made.quote.startswith("Freedonia fired")
    assert (made.start, made.end) == (dt.date(1930, 1, 1), dt.date(1930, 12, 31))
    assert made.mode == "aerial"
    assert [(f.low, f.unit) for f in made.figures] == [(3, "missile")]
    assert made.inferred == ()


@pytest.mark.parametrize(
    ("text", "told", "stance", "polarity", "certainty"),
    [
        ("Freedonia denies that it attacked Sylvania .", "says", "denies", "negative", "certain"),
        ("Freedonia denies it , and attacked Sylvania .", "says", "says", "positive", "certain"),  # another clause
        ("Freedonia says that it attacked Sylvania .", "says", "says", "positive", "certain"),
        ("Freedonia suspects that it attacked Sylvania .", "says", "suspects", "positive", "certain"),
        ("Freedonia suspects that it attacked Sylvania .", "denies", "denies", "positive", "certain"),
        ("Freedonia is mum on whether it attacked Sylvania .", "denies", "not-confirmed", "positive", "unknown"),
    ],
)
def test_words_of_denial_weigh_and_refusals_to_confirm_settle(text, told, stance, polarity, certainty):
    doc = document(text)
    (window,) = windower().windows(doc)
    s = blank(window)
    add(s, "attacked", "ASSAULT", {"actor": {"FRD": 3}, "recipient": {"SYL": 3}, "outer": {"FRD": 3}},
        outer_kind="code", outer_stance=told)  # fmt: skip
    s.attributes["polarity"][0] = [0.6, 0.4]
    stances = ATTRIBUTES["outer_stance"]
    s.attributes["outer_stance"][0][stances.index("denies")] = 0.6 if told == "denies" else 0.3
    s.attributes["outer_stance"][0][stances.index("says")] = 0.3 if told == "denies" else 0.6
    (made,) = assembler().claims(doc, [(window, decode(s, Settings()))])
    assert (made.holders[0].stance, made.polarity, made.certainty) == (stance, polarity, certainty)


@pytest.mark.parametrize("hour", ["12", "7", ""])
def test_quote_does_not_begin_inside_a_clock_time(hour):
    clock = f"{hour}:40" if hour else "40"
    doc = document(f"Seen: {clock} GMT Freedonia attacks Sylvania .")
    (window,) = windower().windows(doc)
    s = blank(window)
    add(s, "attacks", "ASSAULT", {"actor": {"FRD": 3}, "recipient": {"SYL": 3}})
    s.pointers[0, 0, window.texts.index("40")] = 9
    (made,) = assembler().claims(doc, [(window, decode(s, Settings()))])
    assert made.quote.startswith(f"{clock} GMT Freedonia")
    assert doc.text[made.place.start_char : made.place.end_char] == made.quote


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("Freedonia may attack Sylvania .", "possible"),
        ("Freedonia may yet in any case attack Sylvania .", "certain"),  # too far before
        ("All of it may be. Attack on Sylvania by Freedonia .", "certain"),  # another sentence
        ("Freedonia will attack Sylvania in may .", "certain"),  # after it
    ],
)
def test_words_just_before_the_event_word_tell_how_sure_it_is(text, certainty):
    doc = document(text)
    (window,) = windower().windows(doc)
    s = blank(window)
    word = "Attack" if "Attack" in text else "attack"
    add(s, word, "ASSAULT", {"actor": {"FRD": 3}, "recipient": {"SYL": 3}}, certainty="certain")
    (made,) = assembler().claims(doc, [(window, decode(s, Settings()))])
    assert made.certainty == certainty


def test_party_of_another_sentence_is_marked_inferred():
    doc = document("Freedonia is near. It attacked Sylvania .")
    (window,) = windower().windows(doc)
    s = blank(window)
    add(s, "attacked", "ASSAULT", {"actor": {"FRD": 3}, "recipient": {"SYL": 3}})
    (made,) = assembler().claims(doc, [(window, decode(s, Settings()))])
    assert made.inferred == ("actor",)


def test_title_and_text_tell_one_claim_with_two_places():
    title = Place("title", 0, 5, "Title")
    (made,) = merge([claim(1, place=title, places=(title,), modality="future"), claim(2)])
    assert made.place.field == "text"
    assert len(made.places) == 2


def test_denial_is_another_claim():
    denial = claim(2, polarity="negative", holders=(Holder("FRD", None, "denies"),))
    assert len(merge([claim(1), denial])) == 2


def test_other_holder_in_the_text_is_another_claim():
    assert len(merge([claim(1), claim(2, holders=(Holder("SYL", None, "says"),))])) == 2


def test_other_day_is_another_claim():
    a, b = claim(1, start=dt.date(1930, 1, 1)), claim(2, start=dt.date(1931, 1, 1))
    assert len(merge([a, b])) == 2
    assert merge([a, claim(3)])[0].start == dt.date(1930, 1, 1)


def test_sides_of_a_mutual_event_do_not_matter():
    a = claim(1, event="CONSULT", actor=("FRD",), recipient=("SYL",))
    assert told_twice(a, claim(2, event="CONSULT", actor=("SYL",), recipient=("FRD",)))
    assert not told_twice(claim(1), claim(2, actor=("SYL",), recipient=("FRD",)))


def test_calibration_rises_with_evidence():
    calibration = Calibration((1, 1, 1, 1), 2.0)
    assert 0 < calibration((-3, 0, 0, 0)) < calibration((-1, 0, 0, 0)) < 1


claims = st.builds(
    lambda n, event, polarity, modality, confidence: claim(
        n, event=event, polarity=polarity, modality=modality, confidence=confidence
    ),
    st.integers(0, 30), st.sampled_from(["ASSAULT", "CONSULT"]), st.sampled_from(["positive", "negative"]),
    st.sampled_from(["actual", "future"]), st.floats(0, 1),
)  # fmt: skip


@given(st.lists(claims, max_size=12))
def test_merging_keeps_every_place_and_is_done_once(made):
    once = merge(made)
    assert {p for c in once for p in c.places} == {p for c in made for p in c.places}
    assert merge(once) == sorted(once, key=lambda c: (c.place.field == "title", -c.confidence))


def test_knots_bend_the_calibration_and_keep_its_order():
    long = Calibration((1, 1, 1, 1), 0.0, long=1.0)
    assert long((-1, 0, 0, 0), long=True) > long((-1, 0, 0, 0)) == Calibration()((-1, 0, 0, 0))
    bent = Calibration((1, 1, 1, 1), 0.0, ((0.3, 0.1), (0.6, 0.8)))
    assert bent.bent(0.3) == 0.1
    assert abs(bent.bent(0.45) - 0.45) < 1e-9
    assert bent.bent(1.0) == 1.0
    values = [bent.bent(x / 100) for x in range(101)]
    assert values == sorted(values)


def test_one_id_is_one_claim_whatever_its_days():
    a, b = claim(1, start=dt.date(1930, 1, 1)), claim(1, start=dt.date(1931, 1, 1), confidence=0.1)
    (made,) = merge([b, a])
    assert made.start == a.start
