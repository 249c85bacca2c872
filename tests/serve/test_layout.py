from __future__ import annotations

import itertools
import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from entente.serve.layout import Tied, main_ties, positions

NAMES = [f"N{number:03}" for number in range(300)]


def crowd(actors: int, many: int) -> list[Tied]:
    """Ties between random actors, heavy ones rare."""
    dice = random.Random(4)
    pairs = dice.sample(list(itertools.combinations(NAMES[:actors], 2)), many)
    return [Tied(one, two, round(dice.paretovariate(1), 2), dice.uniform(-1, 1)) for one, two in pairs]


def test_three_hundred_actors_are_placed_within_a_second_or_two_and_always_alike() -> None:
    ties = crowd(300, 2000)
    positions(NAMES[:5], crowd(5, 4))  # what is imported at the first call is not counted
    begun = time.process_time()
    found = positions(NAMES, ties)
    assert time.process_time() - begun < 2.5
    assert found == positions(NAMES, ties)
    assert list(found) == NAMES


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40), st.data())
def test_all_are_in_the_square_and_none_on_another(actors: int, data: st.DataObject) -> None:
    every = list(itertools.combinations(NAMES[:actors], 2))
    pairs = data.draw(st.lists(st.sampled_from(every), unique=True, max_size=60)) if every else []
    tone = st.none() | st.floats(-1, 1)
    ties = [Tied(*pair, data.draw(st.floats(1, 1e6)), data.draw(tone)) for pair in pairs]
    found = positions(NAMES[:actors], ties)
    assert len(found) == actors
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in found.values())
    assert len(set(found.values())) == actors


def test_friends_stand_nearer_than_foes() -> None:
    ties = [
        Tied(one, two, 20.0, 0.9) for camp in (NAMES[:8], NAMES[8:16]) for one, two in itertools.combinations(camp, 2)
    ]
    ties += [Tied(one, two, 20.0, -0.9) for one in NAMES[:8] for two in NAMES[8:16]]
    found = positions(NAMES[:16], ties)

    def far(one: str, two: str) -> float:
        return float(((found[one][0] - found[two][0]) ** 2 + (found[one][1] - found[two][1]) ** 2) ** 0.5)

    inside = [far(*pair) for camp in (NAMES[:8], NAMES[8:16]) for pair in itertools.combinations(camp, 2)]
    between = [far(one, two) for one in NAMES[:8] for two in NAMES[8:16]]
    assert sum(inside) / len(inside) < 0.75 * sum(between) / len(between)


def test_main_ties_by_hand() -> None:
    # A has ties of 8, 1 and 1: for A, (1 - .8) ** 2 = .04 stays; (1 - .1) ** 2 = .81 goes, but is C's and D's only one.
    ties = [Tied("A", "B", 8), Tied("A", "C", 1), Tied("A", "D", 1), Tied("C", "D", 1), Tied("B", "C", 7)]
    found = {(tie.one, tie.two) for tie in main_ties(ties)}
    assert {("A", "B"), ("B", "C")} <= found
    assert ("A", "C") not in found


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 200))
def test_nobody_is_cut_off(many: int) -> None:
    ties = crowd(30, many)
    kept = main_ties(ties)
    assert {code for tie in ties for code in (tie.one, tie.two)} == {
        code for tie in kept for code in (tie.one, tie.two)
    }
    assert main_ties(ties, alpha=1.1) == ties
    assert set(main_ties(ties, alpha=0.01)) <= set(kept)
