from hypothesis import given
from hypothesis import strategies as st

from entente.reader.words import MAX_PIECES_PER_WORD, Pieces, _shape, shape, word_spans

VOCABULARY = {"[UNK]": 0, "mos": 1, "##cow": 2, "us": 3, "-": 4, "led": 5, "elysee": 6, "a": 7, "##a": 8}


def test_word_keeps_inner_hyphen_and_apostrophe():
    text = "US-led talks: Moscow hasn’t, U.S. agreed."
    assert [text[a:b] for a, b in word_spans(text)] == [
        "US-led", "talks", ":", "Moscow", "hasn’t", ",", "U.S", ".", "agreed", ".",
    ]  # fmt: skip


def test_pieces_take_the_longest_match_without_case_or_accent():
    pieces = Pieces(VOCABULARY)
    assert pieces("Moscow") == (1, 2)
    assert pieces("US-led") == (3, 4, 5)
    assert pieces("Élysée") == (6,)


def test_word_outside_the_vocabulary_is_unknown():
    assert Pieces(VOCABULARY)("zzz") == (0,)


def test_long_words_are_not_kept():
    pieces, word = Pieces(VOCABULARY), "a" * 101
    before = _shape.cache_info().currsize
    assert (pieces(word), shape(word)) == (pieces(word[:100]), shape("aa"))
    assert shape("A" * 5000 + "1") == shape("A1")
    assert word not in pieces._seen
    assert _shape.cache_info().currsize <= before + 2


def test_long_word_is_cut():
    assert len(Pieces(VOCABULARY)("a" * 5000)) == MAX_PIECES_PER_WORD


def test_shapes_tell_how_a_word_is_written():
    assert [shape(w) for w in ("talks", "Moscow", "NATO", "McCain", "1,000", "F-16", "—", "X")] == [
        1, 2, 3, 4, 5, 6, 7, 8,
    ]  # fmt: skip


@given(st.text())
def test_words_cover_everything_but_space(text):
    spans = word_spans(text)
    covered = {i for a, b in spans for i in range(a, b)}
    assert all(a < b for a, b in spans)
    assert all(text[i].isspace() or i in covered for i in range(len(text)))


@given(st.text(max_size=60))
def test_every_word_has_a_piece(word):
    pieces = Pieces(VOCABULARY)
    assert 1 <= len(pieces(word)) <= MAX_PIECES_PER_WORD
    assert pieces(word) == Pieces(VOCABULARY)(word)
