from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from entente.reader.windows import CAST, CONTEXT, FOCUS, MAX_PIECES, TITLE
from tests.reader.fakes import document, windower

LONG = "Freedonia met Sylvania. " + "A dull line follows here once more. " * 40 + "Grand Fenwick left."


def test_short_item_is_one_window_with_title_in_focus():
    (window,) = windower().windows(document("Sylvania agreed.", "Freedonia asks Sylvania"))
    assert [t for t, takes in zip(window.texts, window.takes, strict=True) if takes] == [
        "Freedonia", "asks", "Sylvania", "Sylvania", "agreed", ".",
    ]  # fmt: skip
    assert window.codes == ["FRD", "SYL"]


def test_text_without_an_actor_has_no_window():
    assert windower().windows(document("Nothing to see here.")) == []
    assert len(windower().windows(document("Nothing to see here."), all_windows=True)) == 1


def test_each_word_of_a_long_text_is_in_focus_once():
    doc = document(LONG, "A title")
    taken = Counter(
        (w.field, w.start)
        for window in windower().windows(doc, all_windows=True)
        for w, takes in zip(window.words, window.takes, strict=True)
        if takes
    )
    assert set(taken.values()) == {1}
    assert sum(len(doc.text[a:].split()[0]) > 0 for (_, a) in taken) == len(taken)


def test_later_window_has_title_and_cast_but_takes_nothing_from_them():
    last = windower().windows(document(LONG, "A title"))[-1]
    parts = {w.part for w in last.words}
    assert parts == {TITLE, CAST, CONTEXT, FOCUS}
    assert [last.takes[i] for i, w in enumerate(last.words) if w.part != FOCUS] == [False] * sum(
        w.part != FOCUS for w in last.words
    )
    cast = [c.code for c in last.candidates if last.words[c.first].part == CAST]
    assert cast == ["FRD", "SYL"]


def test_sentence_longer_than_a_window_is_cut():
    windows = windower().windows(document("Freedonia " + "word " * 3000))
    assert all(len(w.ids) <= 2 * MAX_PIECES for w in windows)


def test_times_are_candidates():
    (window,) = windower().windows(document("Freedonia attacked Sylvania in 1930."))
    assert [c.time.value for c in window.candidates if c.time] == ["1930"]


@given(
    st.lists(
        st.sampled_from(["Freedonia", "hit", "Sylvania", ".", "\n", "in 1930", "ééé", "Grand Fenwick"]), max_size=400
    )
)
def test_words_stand_where_they_say(words):
    doc = document(" ".join(words), "Sylvania waits")
    for window in windower().windows(doc, all_windows=True):
        for word, text in zip(window.words, window.texts, strict=True):
            if word.field:
                assert (doc.title if word.field == "title" else doc.text)[word.start : word.end] == text
        assert len(window.ids) == len(window.kinds) == len(window.parts) == len(window.shapes)
        assert all(a <= b < len(window.ids) for a, b in zip(window.first, window.last, strict=True))
