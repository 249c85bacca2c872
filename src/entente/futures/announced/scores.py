"""How probabilities fared: Brier and log score, skill, reliability, with bootstrap intervals by group."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entente.futures.shares import wilson
from entente.records import Estimate, Reliability, Skill

#: Probabilities are held this far from 0 and 1, so that the log score of a sure one that fails is finite.
SURE = 0.01
DRAWS, LEVEL = 2000, 0.9
_BANDS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scored:
    """Probabilities with what came of them.

    Attributes:
        said: of the model; references: name -> probabilities of what is to be beaten.
        came: 1 where it came true, else 0.
        groups: of what each is; groups are drawn whole, for what is told of one pair hangs together.
    """

    said: Sequence[float]
    references: dict[str, Sequence[float]]
    came: Sequence[bool]
    groups: Sequence[str]


def brier(said: Vector, came: Vector) -> Vector:
    """Squared errors, case by case (Brier, Monthly Weather Review 78, 1950)."""
    return (said - came) ** 2


def log_score(said: Vector, came: Vector) -> Vector:
    """Minus the logarithm of the probability of what came, case by case; natural logarithm."""
    held = np.clip(said, SURE, 1 - SURE)
    return -(came * np.log(held) + (1 - came) * np.log(1 - held))


_SCORES = {"brier": brier, "log": log_score}


def scored(of: Scored, seed: int) -> tuple[dict[str, Estimate], dict[str, tuple[float, float]], tuple[Skill, ...]]:
    """Score -> its mean with interval; reference -> (Brier, log); the skill against each by both scores.

    Skill is 1 - score / score of the reference (Murphy, Monthly Weather Review 116, 1988); intervals are percentiles
    of DRAWS draws of whole groups (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, 13.3).
    """
    came = np.array(of.came, dtype=float)
    weights = _draws(of.groups, seed)
    means, references, skills = {}, dict.fromkeys(of.references, (0.0, 0.0)), []
    for name, score in _SCORES.items():
        own = score(np.array(of.said), came)
        means[name] = _interval(float(own.mean()), weights @ own / weights.sum(axis=1))
        for reference, said in of.references.items():
            theirs = score(np.array(said), came)
            first, second = references[reference]
            references[reference] = (float(theirs.mean()), second) if name == "brier" else (first, float(theirs.mean()))
            drawn = weights @ theirs
            if theirs.sum() > 0 and (drawn > 0).any():  # against a reference without a fault there is no skill
                ratios = (weights @ own)[drawn > 0] / drawn[drawn > 0]
                value = _interval(float(1 - own.sum() / theirs.sum()), 1 - ratios)
                skills.append(Skill(reference, name, value, value.low > 0))
    return means, references, tuple(skills)


def _draws(groups: Sequence[str], seed: int) -> Vector:
    """How often each case is in each draw of whole groups, (draws, cases)."""
    names = sorted(set(groups))
    at = np.array([names.index(group) for group in groups])
    counts = np.random.default_rng(seed).multinomial(len(names), [1 / len(names)] * len(names), size=DRAWS)
    drawn = counts[:, at].astype(np.float64)
    return np.asarray(drawn[drawn.sum(axis=1) > 0], dtype=np.float64)


def _interval(value: float, draws: Vector) -> Estimate:
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(value, min(float(low), value), max(float(high), value), LEVEL)


def reliability(said: Sequence[float], came: Sequence[bool]) -> tuple[Reliability, ...]:
    """Of probabilities between fifths: how many, their mean, and the share that came true with Wilson's interval."""
    bands = []
    for low, high in itertools.pairwise(_BANDS):
        inside = [
            (p, c) for p, c in zip(said, came, strict=True) if low <= p < high or (p == high and high == _BANDS[-1])
        ]
        if inside:
            true = sum(c for _, c in inside)
            mean = sum(p for p, _ in inside) / len(inside)
            bands.append(Reliability(low, high, mean, len(inside), wilson(true, len(inside))))
    return tuple(bands)
