from __future__ import annotations

from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.engine.handing import IN_A_ROW, PATIENCE, Answer, Handing, Lost, Portion, allowed
from entente.errors import EntenteError
from entente.records import Document, Refusal
from tests.ledger.builders import claims_of, report


class Crew:
    """Workers that live in the test: each has some portions, and `choose` says whose turn it is."""

    version = "crew 1"

    def __init__(self, count: int, choose, deadly: set[str] = frozenset(), frail: set[str] = frozenset()) -> None:
        self.before: list[deque[Portion]] = [deque() for _ in range(count)]
        self.choose, self.deadly, self.frail = choose, deadly, set(frail)
        self.most = 0

    def room(self) -> bool:
        return any(len(portions) < 2 for portions in self.before)

    def hand(self, portion: Portion) -> None:
        assert portion.numbers
        min(self.before, key=len).append(portion)
        self.most = max(self.most, sum(len(p.numbers) for portions in self.before for p in portions))

    def wait(self, seconds: float) -> list[Answer | Lost]:
        busy = [portions for portions in self.before if portions]
        if not busy or (seconds == 0.0 and self.choose(2)):
            return []
        portions = busy[self.choose(len(busy))]
        portion = portions.popleft()
        told: list[Answer | Lost] = []
        for number, document in zip(portion.numbers, portion.documents, strict=True):
            if document.text in self.deadly or document.text in self.frail:
                self.frail.discard(document.text)
                told.append(Lost(portion, tuple(portions), "died"))
                portions.clear()
                return told
            told.append(Answer(number, claims_of(document)))
        return told

    def close(self) -> None:
        pass


def reports(count: int, ids: int | None = None) -> list[Document]:
    return [report(f"RUS CONSULT PRK {n}", id=str(n % (ids or count))) for n in range(count)]


@given(st.data(), st.integers(1, 4), st.integers(0, 60), st.booleans(), st.integers(1, 7))
def test_every_document_comes_back_once_in_its_order_whoever_dies(data, workers, count, ordered, size) -> None:
    documents = reports(count, ids=7)
    some = st.sets(st.sampled_from([d.text for d in documents] or [""]), max_size=4)
    deadly, frail = data.draw(some), data.draw(some)
    crew = Crew(workers, lambda of: data.draw(st.integers(0, of - 1)), deadly, frail - deadly)
    read = list(Handing(crew, ordered=ordered, documents=size).read(documents))
    told = {d.text: c for d, c in (r for r in read if not isinstance(r, Refusal))}
    assert all(claims == claims_of(report(text, id=claims[0].document)) for text, claims in told.items())
    assert len(read) == count
    assert set(told) == {d.text for d in documents} - deadly
    if ordered:
        assert list(told) == [d.text for d in documents if d.text in told]
    for name in {d.id for d in documents}:
        same = [d.text for d in documents if d.id == name and d.text in told]
        assert [text for text in told if text in same] == same


def test_one_that_costs_two_workers_is_refused_and_its_neighbours_are_not() -> None:
    documents = reports(10)
    read = list(Handing(Crew(2, lambda of: 0, {documents[4].text})).read(documents))
    (refusal,) = [r for r in read if isinstance(r, Refusal)]
    assert (refusal.reason, refusal.source) == ("broken", "pile.jsonl:1")
    assert "died" in refusal.detail
    assert len(read) == 10


def test_what_is_on_its_way_is_bounded() -> None:
    crew, pulled = Crew(2, lambda of: 0), 0

    def source():
        nonlocal pulled
        for document in reports(5000):
            pulled += 1
            yield document

    for number, _ in enumerate(Handing(crew, documents=10).read(source())):
        assert pulled - number <= 60
    assert crew.most <= 40


def test_workers_that_only_die_end_the_run() -> None:
    documents = reports(IN_A_ROW + 5)
    with pytest.raises(EntenteError, match="one worker after the other"):
        list(Handing(Crew(1, lambda of: 0, {d.text for d in documents}), documents=1).read(documents))


def test_a_fault_of_the_source_is_not_swallowed() -> None:
    def source():
        yield from reports(3)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(Handing(Crew(1, lambda of: 0)).read(source()))


def test_long_documents_are_given_more_time() -> None:
    short, long = report("x"), report("x" * 5_000_000)
    assert PATIENCE <= allowed(Portion((0,), (short,))) < PATIENCE + 1
    assert allowed(Portion((0,), (long,))) > PATIENCE + 1000
    assert allowed(Portion((0,), (short,)), 1.0) < 2
