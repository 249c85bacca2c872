"""Every known input of every door, twice: seeds, and what once went wrong."""

from __future__ import annotations

import pytest

from fuzz.breeding import Breeder
from fuzz.doors import HARNESSES
from fuzz.harness import CORPUS, Harness

#: Bred inputs that are tried besides.
BRED = 40


@pytest.mark.parametrize("harness", HARNESSES, ids=lambda harness: harness.name)
def test_known_and_a_few_bred_inputs_keep_every_promise(harness: Harness) -> None:
    trial, breeder = harness.make(), Breeder(harness, harness.corpus())
    for data in harness.corpus():
        trial(breeder.wrapped(data), True)
    for number in range(BRED // (4 if harness.slow > 1 else 1)):
        trial(breeder.bred(7, number), False)


def test_the_corpus_is_small_and_of_known_doors() -> None:
    names = {harness.name for harness in HARNESSES}
    files = [path for path in CORPUS.rglob("*") if path.is_file()]
    assert {path.parent.name for path in files} <= names
    assert sum(path.stat().st_size for path in files) < 1_000_000
