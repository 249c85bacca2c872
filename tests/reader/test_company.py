"""Whatever is read beside a document, in whatever order and on however many threads, its claims are the same."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente import lexicon
from entente.reader import Reader
from entente.records import Document

SENTENCES = (
    "France and Germany signed a treaty in Paris.",
    "Tehran denied that it had sent drones to Moscow.",
    "The bakery on the corner opens at seven.",
    "“We will answer,” the Turkish foreign minister said on Tuesday.",
    "The United States imposed sanctions on 12 Chinese firms over the sale of $2.5bn of chips.",
    "Ukraine said Russia had launched more than 30 missiles at Odesa overnight.",
    "Rain is expected in the north of the island.",
    "North Korea may hold talks with Japan, a source close to the government said.",
)
TEXTS = st.lists(st.sampled_from(SENTENCES), max_size=12).map(" ".join)
DOCUMENTS = st.lists(st.tuples(st.sampled_from(("", *SENTENCES)), TEXTS), min_size=1, max_size=5)


@pytest.fixture(scope="module")
def alone() -> Reader:
    return Reader(lexicon.load(), threads=1)


@pytest.fixture(scope="module")
def whole() -> Reader:
    return Reader(lexicon.load(), threads=1, first_look=False)


@pytest.fixture(scope="module")
def several() -> Reader:
    return Reader(lexicon.load(), threads=3)


def made(pairs: list[tuple[str, str]]) -> list[Document]:
    return [Document(f"d{n}", title, text, dt.date(2023, 5, 3), "given") for n, (title, text) in enumerate(pairs)]


@settings(max_examples=20, deadline=None)
@given(DOCUMENTS, st.randoms(use_true_random=False))
def test_company_order_and_threads_change_nothing(alone, several, pairs, random):
    documents = made(pairs)
    want = {d.id: alone.read(d) for d in documents}
    random.shuffle(documents)
    for reader in (alone, several):
        assert {d.id: c for d, c in reader.read_many(documents)} == want
    cut = len(documents) // 2
    for part in (documents[:cut], documents[cut:]):
        assert all(want[d.id] == claims for d, claims in several.read_many(part))


@settings(max_examples=20, deadline=None)
@given(DOCUMENTS)
def test_the_first_look_leaves_windows_out_and_changes_none(alone, whole, pairs):
    for document in made(pairs):
        looked = list(alone.looked(document))
        assert [window.ids for window, _ in looked] == [window.ids for window, read in whole.looked(document) if read]
        rest = [(window, whole._window(window)[1] if read else []) for window, read in looked]
        assert alone.read(document) == whole._assembler.claims(document, rest)


def test_one_thread_is_the_callers_own(alone, monkeypatch):
    seen = set()
    network = alone._network

    def watched(window):
        seen.add(threading.get_ident())
        return network(window)

    monkeypatch.setattr(alone, "_network", watched)
    assert alone.read(Document("d", "", " ".join(SENTENCES), dt.date(2023, 5, 3), "given"))
    assert seen == {threading.get_ident()}


def test_one_thread_takes_documents_as_they_are_asked_for(alone):
    taken = []

    def documents():
        for number in range(5):
            taken.append(number)
            yield Document(f"d{number}", "", SENTENCES[0], dt.date(2023, 5, 3), "given")

    reading = alone.read_many(documents())
    next(reading)
    assert taken == [0]
