from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from entente.index.packing import pack_claim, pack_document, unpack_claim, unpack_document
from entente.records import Claim, Cut, Document, Figure, Holder, KeptClaim, KeptDocument, Lineage, Place

#: Lone surrogates too: they cannot come from a ledger, but must not break a page.
words = st.text(alphabet=st.characters(codec=None), max_size=12)
days = st.none() | st.dates()
moments = st.datetimes(timezones=st.just(dt.UTC))
codes = st.lists(st.sampled_from(["RUS", "PRK", "UN", "CHN"]), max_size=3).map(tuple)
places = st.builds(Place, st.sampled_from(["title", "text"]), st.integers(0, 99), st.integers(0, 99), words)
figures = st.builds(
    Figure, st.none() | st.floats(allow_nan=False), st.none() | st.floats(allow_nan=False), words, words
)


@st.composite
def claims(draw: st.DrawFn) -> KeptClaim:
    first = draw(places)
    claim = Claim(
        draw(words), draw(words), draw(words), draw(st.none() | words), draw(codes), draw(codes), draw(codes),
        tuple(draw(st.lists(st.builds(Holder, st.none() | words, st.none() | words, words), max_size=2))), draw(words),
        draw(words), draw(words), draw(days), draw(days), first,
        draw(st.sampled_from([(), (first,)]) | st.lists(places, max_size=3).map(tuple)), draw(st.floats(0, 1)),
        draw(codes), tuple(draw(st.lists(figures, max_size=2))), draw(words),
    )  # fmt: skip
    return KeptClaim(
        claim, draw(st.integers(1, 9)), draw(words), draw(st.none() | words), draw(st.none() | words), draw(words),
        draw(days), draw(words), draw(words), draw(st.dates()), draw(moments), draw(words), draw(words),
    )  # fmt: skip


@given(claims(), words)
def test_a_claim_comes_back_as_it_was(kept: KeptClaim, reason: str) -> None:
    packed = pack_claim(kept, reason)
    assert unpack_claim(packed) == (kept, reason)
    assert pack_claim(kept, reason) == packed


documents = st.builds(
    Document, words, words, words, days, st.none() | words, words, words, words, words, words,
    st.lists(st.builds(Cut, words, words), max_size=2).map(tuple), st.lists(words, max_size=2).map(tuple),
)  # fmt: skip
lines = st.builds(Lineage, words, words, words, st.integers(0, 9), st.integers(0, 9))


@given(
    st.builds(
        KeptDocument, documents, st.integers(1, 9), st.integers(1, 9), st.none() | words,
        st.lists(lines, max_size=2).map(tuple), words, st.integers(0, 9), st.dates(), moments,
    )
)  # fmt: skip
def test_a_document_comes_back_as_it_was(kept: KeptDocument) -> None:
    assert unpack_document(pack_document(kept)) == kept
