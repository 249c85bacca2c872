import pytest

from entente.reader.decoding import Settings, decode
from entente.reader.features import POINTERS
from tests.reader.fakes import add, blank, document, windower


def scores(text: str = "Freedonia attacked Sylvania near Grand Fenwick in 1930 .", title: str = ""):
    (window,) = windower().windows(document(text, title))
    return blank(window)


def test_best_pair_is_taken():
    s = scores()
    add(s, "attacked", "ASSAULT", {"actor": {"FRD": 3, "SYL": 1}, "recipient": {"SYL": 2, "FRD": 2.5}})
    (draft,) = decode(s, Settings())
    assert (draft.event, draft.actor, draft.recipient) == ("ASSAULT", ["FRD"], ["SYL"])


def test_nobody_is_a_party_too():
    s = scores()
    add(s, "attacked", "ASSAULT", {"actor": {"FRD": -3}, "recipient": {"SYL": 2}})
    (draft,) = decode(s, Settings())
    assert (draft.actor, draft.recipient) == ([], ["SYL"])


def test_claim_without_any_party_is_dropped():
    s = scores()
    add(s, "attacked", "ASSAULT", {})
    assert [d for d in decode(s, Settings()) if not d.actor and not d.recipient] == []


def test_more_parties_on_a_side():
    s = scores()
    add(s, "attacked", "ASSAULT", {"actor": {"FRD": 3, "FEN": 2}, "recipient": {"SYL": 2}})
    (draft,) = decode(s, Settings())
    assert draft.actor == ["FRD", "FEN"]


def test_mutual_event_has_first_party_and_others_in_text_order():
    s = scores()
    add(s, "attacked", "CONSULT", {"party": {"FEN": 3, "SYL": 1, "FRD": 2}})
    (draft,) = decode(s, Settings())
    assert (draft.actor, draft.recipient) == (["FRD"], ["SYL", "FEN"])


def test_one_sided_event_has_no_recipient():
    s = scores()
    add(s, "attacked", "HAVE", {"actor": {"FRD": 1}, "recipient": {"SYL": 9}})
    (draft,) = decode(s, Settings())
    assert (draft.actor, draft.recipient) == (["FRD"], [])


def test_weak_event_word_is_left():
    s = scores()
    add(s, "attacked", "ASSAULT", {"actor": {"FRD": 3}})
    assert decode(s, Settings(event=0.95)) == []


def test_two_words_of_one_event_give_one_claim():
    s = scores("Freedonia air strike on Sylvania .")
    for word in ("air", "strike"):
        add(s, word, "ASSAULT", {"actor": {"FRD": 3}, "recipient": {"SYL": 3}})
    assert len(decode(s, Settings())) == 1


def test_holder_by_code_by_name_and_nested():
    s = scores("Grand Fenwick says Freedonia attacked Sylvania .")
    add(
        s, "attacked", "ASSAULT", {"actor": {"FRD": 3}, "recipient": {"SYL": 3}, "outer": {"FEN": 4}},
        outer_kind="code", outer_stance="believes", inner_kind="unnamed", inner_stance="rumour",
    )  # fmt: skip
    s.pointers[0, POINTERS.index("outer_start"), 0] = -0.1
    s.pointers[0, POINTERS.index("outer_end"), 1] = -0.1
    (draft,) = decode(s, Settings())
    outer, inner = draft.holders
    assert (outer.code, outer.first, outer.last, outer.stance) == ("FEN", 0, 1, "believes")
    assert (inner.code, inner.first, inner.stance) == (None, None, "rumour")


def test_time_above_the_threshold_belongs_to_the_claim():
    s = scores()
    add(s, "attacked", "ASSAULT", {"actor": {"FRD": 3}, "recipient": {"SYL": 3}})
    assert decode(s, Settings())[0].time is None
    s.times[:] = 3
    number = decode(s, Settings())[0].time
    assert number is not None
    assert s.window.candidates[number].time is not None


@pytest.mark.parametrize("at", [0, 1])
def test_quote_lies_around_the_event_word_in_its_sentence(at):
    s = scores("Grand Fenwick slept. Freedonia attacked Sylvania . It rained .")
    add(s, "attacked", "ASSAULT", {"actor": {"FRD": 3}, "recipient": {"SYL": 3}})
    s.pointers[0, at] = 0  # the pointer has no opinion: the sentence must still hold the quote
    first, last = decode(s, Settings())[0].quote
    word = s.window.texts.index("attacked")
    assert first <= word <= last
    assert {s.window.words[i].sentence for i in range(first, last + 1)} == {s.window.words[word].sentence}
