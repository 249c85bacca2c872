"""A reading depends on the document alone: not on its company, portions, threads, workers or engine."""

from __future__ import annotations

import functools
import json
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.engine import Local, Recipe, load
from entente.engine.handing import Handing
from entente.engine.processes import Processes
from entente.records import Claim, Document, Refusal
from tests.engine.made import items

SENTENCES = (
    "Russia accused the United States of arming Ukraine on Monday.",
    "Kim Jong Un met Vladimir Putin in Pyongyang, and the two leaders signed a pact.",
    "China may send a delegation to Vietnam, officials in Beijing said.",
    "Iran denied that it had supplied 300 drones to Russia.",
    "The United Kingdom imposed sanctions on Belarus last week; London wants more.",
    "The weather was fine, and the people of the town went out to see the river.",
    "He did not say when.",
    "“We shall never recognise it,” President Zelensky told reporters in Kyiv.",
)
documents = st.lists(st.sampled_from(SENTENCES), max_size=14).map(lambda told: _document(" ".join(told)))


def _document(text: str) -> Document:
    return Document(f"{zlib.crc32(text.encode()):x}", SENTENCES[len(text) % 3], text)


@functools.cache
def reader(threads: int):
    return load(Recipe(), threads=threads)


@pytest.fixture(scope="module")
def pool() -> Iterator[dict[int, Processes]]:
    pools = {workers: Processes(Recipe(), workers) for workers in (1, 3)}
    yield pools
    for each in pools.values():
        each.close()


def alone(document: Document) -> list[Claim]:
    """The claims of a document that is read by itself."""
    return next(iter(reader(1).read_many([document])))[1]


@given(st.lists(documents, max_size=8), st.integers(1, 9), st.sampled_from([1, 2, 4]), st.sampled_from([1, 3]))
@settings(max_examples=12)
def test_any_company_threads_and_workers(
    pool: dict[int, Processes], told: Sequence[Document], size: int, threads: int, workers: int
) -> None:
    expected = [(document, alone(document)) for document in told]
    for at in range(0, len(told), size):
        batch = told[at : at + size]
        assert list(reader(threads).read_many([*batch, *batch])) == [*expected[at : at + size]] * 2
    assert list(Handing(pool[workers], documents=size).read(told)) == expected


def test_a_whole_file_by_threads_and_by_processes(tmp_path: Path) -> None:
    from entente.documents import read_many

    found = [d for d in read_many([items(tmp_path / "a.jsonl", 60)]) if not isinstance(d, Refusal)]
    few, many = (list(Local(Recipe(), lambda: reader(2), few=few).read(found)) for few in (1000, 0))
    assert few == many
    assert json.dumps([[c.as_dict() for c in item[1]] for item in few]) == json.dumps(
        [[c.as_dict() for c in item[1]] for item in many]
    )
