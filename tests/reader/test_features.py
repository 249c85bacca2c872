"""The table of pair features says of every pair what the two plain functions say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from entente.reader.features import distance, pair_features, relation
from tests.reader.fakes import document, windower

(WINDOW,) = windower().windows(
    document("Grand Fenwick and Sylvania met. Freedonia came in 1930 , and Sylvania left .", "Freedonia waits")
)


def test_buckets_of_distance():
    assert [distance(-n) for n in (0, 1, 2, 3, 4, 5, 8, 9, 16, 17)] == [0, 1, 2, 3, 3, 4, 4, 5, 5, 6]
    assert [distance(n) for n in (1, 4, 99)] == [8, 10, 13]


@given(st.lists(st.integers(0, len(WINDOW.words) - 1), min_size=1, max_size=6))
def test_every_pair_as_told_by_the_plain_functions(triggers):
    distances, relations = pair_features(WINDOW, triggers)
    assert distances.shape == relations.shape == (len(triggers), len(WINDOW.candidates))
    for row, word in enumerate(triggers):
        for column, candidate in enumerate(WINDOW.candidates):
            near = candidate.first if word < candidate.first else min(word, candidate.last)
            assert distances[row, column] == distance(near - word)
            assert relations[row, column] == relation(WINDOW, word, near)
