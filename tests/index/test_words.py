from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.index import Index
from entente.index.words import bag, fold, look, runs, stands
from entente.records import Question
from tests.assess.builders import told
from tests.index.builders import place, put


def test_case_is_folded_as_the_ledger_folds_it() -> None:
    every = [chr(number) for number in range(1, 0x110000) if not 0xD800 <= number < 0xE000]
    asked = duckdb.connect()
    rows = asked.execute("SELECT x, lower(x) FROM (SELECT unnest($every) AS x)", {"every": every}).fetchall()
    assert [x for x, lower in rows if fold(x) != lower] == []
    for word in ("ΑΣ", "ΑΣ Σ", "İSTANBUL", "STRASSE ẞ", "ǅ"):
        assert asked.execute("SELECT lower($x)", {"x": word}).fetchall() == [(fold(word),)]


@given(st.text())
def test_a_folded_text_is_as_long_and_folds_to_itself(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.text(min_size=1))
def test_a_word_without_signs_is_contained_in_one_word_of_the_bag(text: str, word: str) -> None:
    folded = fold(word)
    if runs(bag(folded)) == [folded]:
        assert any(folded in run for run in runs(bag(text))) == (folded in fold(text))


TEXTS = (
    "Talks on Grain", "the talk of the town", "„Gespräche“ über Öl", "U.S.-led drill (naval)", "co-operation",
    "ΑΘΗΝΑΣ", "O’Neil said so", "100,000 t of wheat", "naïve NAÏVE", "İstanbul deal", "x", "日本語の文",
    "a%b_c*d\"e'f",
)  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    found = Index(place(tmp_path_factory.mktemp("words")))
    put(found, [told("RUS", "AID", "PRK", quote=text, title="Daily", at=at) for at, text in enumerate(TEXTS)])
    return found


WORDS = (
    "talk", "TALKS", "Grain talks", "öl", "ÖL", "gespräche“", "u.s.", "US", "s.-led", "(naval)", "-", "o", "αθηνας",
    "ΑΘΗΝΑΣ", "o’neil", "O'Neil", "100", "100,000", "ïve", "stan", "İst", "ist", "x", "daily wheat", "nowhere", "日本",
    "本", "%", "_", "*", '"', "'", "d\"e", "a%b", "", "  ", "daily", "OR", "NOT x", "\x00",
)  # fmt: skip


@pytest.mark.parametrize("words", WORDS)
def test_words_are_found_as_the_ledger_finds_them(index: Index, words: str) -> None:
    found = {kept.claim.quote for kept in index.claims(Question(text=words)).rows}
    wanted = {text for text in TEXTS if all(fold(word) in fold(f"{text} Daily") for word in words.split())}
    assert found == wanted


@given(st.sampled_from(TEXTS), st.integers(0, 12), st.integers(1, 6))
def test_any_part_of_a_text_finds_it(index: Index, text: str, start: int, length: int) -> None:
    part = text[start : start + length]
    found = {kept.claim.quote for kept in index.claims(Question(text=part)).rows}
    assert {t for t in TEXTS if all(fold(word) in fold(f"{t} Daily") for word in part.split())} == found


def test_words_that_no_text_holds_are_known_at_once(index: Index) -> None:
    with index.file.reading() as connection:
        assert look(connection, "xylophone").nothing
        assert look(connection, "talk").exact
        assert not look(connection, "talk,").exact
        assert look(connection, "ta").match is None


def test_all_words_must_stand() -> None:
    assert stands(("talk", "grain"), "Talks on Grain")
    assert not stands(("talk", "oil"), "Talks on Grain")
