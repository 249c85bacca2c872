from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from entente.engine.forms import (
    claims_from,
    claims_values,
    document_from,
    document_values,
    packed,
    reading_values,
    refusal_values,
    unpacked,
)
from entente.records import Claim, Cut, Document, Figure, Holder, Place, Refusal

#: Lone surrogates included: what a source holds goes through as it is.
words = st.text(st.characters(codec=None), max_size=20)
days = st.none() | st.dates()
codes = st.lists(st.sampled_from(["RUS", "PRK", "USA"]), max_size=3).map(tuple)
places = st.builds(Place, words, st.integers(0), st.integers(0), words)
numbers = st.none() | st.floats(allow_nan=False)
claims = st.builds(
    Claim, id=words, document=words, event=words, mode=st.none() | words, actor=codes, recipient=codes, matter=codes,
    holders=st.lists(st.builds(Holder, st.none() | words, st.none() | words, words), max_size=2).map(tuple),
    polarity=words, certainty=words, modality=words, start=days, end=days, place=places,
    places=st.lists(places, max_size=2).map(tuple), confidence=st.floats(0, 1), inferred=codes,
    figures=st.lists(st.builds(Figure, numbers, numbers, words, words), max_size=2).map(tuple), reader=words,
)  # fmt: skip
documents = st.builds(
    Document, id=words, title=words, text=words, published=days, published_from=st.none() | words,
    published_quote=words, outlet=words, url=words, language=words, source=words,
    cut=st.lists(st.builds(Cut, words, words), max_size=2).map(tuple), notes=st.lists(words, max_size=2).map(tuple),
)  # fmt: skip


@given(st.lists(claims, max_size=3))
def test_claims_come_back_as_they_were(told: list[Claim]) -> None:
    assert claims_from(unpacked(packed(claims_values(told)))) == told


@given(documents)
def test_documents_come_back_as_they_were(document: Document) -> None:
    assert document_from(unpacked(packed(document_values(document)))) == document


@given(documents)
def test_a_reader_gets_all_that_it_looks_at(document: Document) -> None:
    seen = document_from(unpacked(packed(reading_values(document))))
    for name in ("id", "title", "text", "published", "outlet", "url", "source"):
        assert getattr(seen, name) == getattr(document, name)


def test_refusals_come_back() -> None:
    refusal = Refusal("a.html", "empty", "nothing", "mend")
    assert Refusal(**unpacked(packed(refusal_values(refusal)))) == refusal


def test_days_are_days() -> None:
    document = Document("a", "", "x", published=dt.date(2024, 2, 29))
    assert unpacked(packed(reading_values(document)))["published"] == "2024-02-29"
