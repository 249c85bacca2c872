"""The probability that an announced thing is kept."""

from __future__ import annotations

import numpy as np
import pytest

from entente.futures.announced.levels import STEPS, TRAITS
from entente.futures.announced.model import SPREAD, Case, fit

USUAL = tuple(levels[0] for levels in TRAITS.values())


def other(**levels: str) -> tuple[str, ...]:
    return tuple(levels.get(trait.replace(" ", "_"), usual) for trait, usual in zip(TRAITS, USUAL, strict=True))


def test_nothing_to_learn_from() -> None:
    assert fit([]) is None


def test_one_kind_of_case_gives_its_rate() -> None:
    model = fit([Case(USUAL, 30, 40)])
    assert model is not None
    assert model.probability(USUAL) == pytest.approx(0.75, abs=0.02)
    assert model.rate == pytest.approx(30.5 / 41)


def test_what_was_seen_seldom_counts_little() -> None:
    wished = other(hedge="wished")
    few = fit([Case(USUAL, 20, 40), Case(wished, 0, 2)])
    many = fit([Case(USUAL, 20, 40), Case(wished, 0, 40)])
    assert few is not None
    assert many is not None
    assert 0.3 < few.probability(wished) < few.probability(USUAL)
    assert many.probability(wished) < 0.15


def test_weights_are_what_scikit_learn_finds() -> None:
    linear = pytest.importorskip("sklearn.linear_model")
    random, cases = np.random.default_rng(3), []
    for _ in range(60):
        levels = tuple(str(random.choice(each)) for each in TRAITS.values())
        cases.append(Case(levels, float(random.random() < 0.6), 1.0))
    model = fit(cases)
    assert model is not None
    columns = [(t, level) for t in TRAITS for level in ((None,) if t in STEPS else TRAITS[t][1:])]
    rows = []
    for case in cases:
        own = dict(zip(TRAITS, case.levels, strict=True))
        # A penalty of one for all columns is one for each where the columns are stretched by its spread.
        rows.append([
            SPREAD * TRAITS[t].index(own[t]) if level is None else SPREAD * (own[t] == level) for t, level in columns
        ])  # fmt: skip
    theirs = linear.LogisticRegression(C=1.0, tol=1e-10, max_iter=10_000).fit(rows, [case.kept for case in cases])
    said = theirs.predict_proba(rows)[:, 1]
    # Ours also holds the usual case near the base rate, by a wide prior: that moves it a little.
    assert [model.probability(case.levels) for case in cases] == pytest.approx(list(said), abs=0.02)


def test_order_of_cases_means_nothing() -> None:
    cases = [Case(USUAL, 3, 5), Case(other(kind="help"), 1, 4), Case(other(due="later"), 4, 4)]
    one, two = fit(cases), fit(cases[::-1])
    assert one is not None
    assert two is not None
    assert one.probability(USUAL) == pytest.approx(two.probability(USUAL), abs=1e-12)
