"""Which parameters matter: Sobol indices of the answers."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from entente.errors import UsageError
from entente.futures.whatif import saying
from entente.futures.whatif.answers import CONDITIONS, Span
from entente.futures.whatif.variants import Way
from entente.records import Estimate, Influence, Parameter, Scenario
from entente.records.scenario import ScenarioQuestion

Array: TypeAlias = npt.NDArray[Any]
#: Numbers from 0 to 1, shape (runs, parameters), by the given names -> question -> its values, shape (runs,).
Answers: TypeAlias = Callable[[Array, Sequence[str]], Mapping[str, Array]]
LEVEL = 0.95
#: Of a condition that comes true, or does not, in a smaller share of runs too few differ to tell why.
RARE = 0.01
_LEAST, _RELIABLE, _RESAMPLES, _WIDE = 512, 2_048, 100, 0.2


def varying(parameters: Mapping[str, Parameter]) -> list[str]:
    """Names of parameters that may be more than one number."""
    return [name for name, parameter in parameters.items() if len(set(parameter.distribution.numbers)) > 1]


def base(runs: int, parameters: int) -> int:
    """The size N of the sample: the power of two for which N * (parameters + 2) comes nearest to the runs.

    At least the greatest up to 2,048 with which it is no more than eight times the runs, and 512.
    """
    each = parameters + 2
    nearest, most = 1 << round(math.log2(max(runs / each, 1))), 1 << int(math.log2(max(8 * runs / each, 1)))
    return max(nearest, min(most, _RELIABLE), _LEAST)


def size(runs: int, parameters: Mapping[str, Parameter]) -> int:
    """How many runs the indices of a variant take."""
    uncertain = len(varying(parameters))
    return base(runs, uncertain) * (uncertain + 2) if uncertain > 1 else 0


def influences(
    scenario: Scenario, way: Way, answers: Answers, span: Span, *, runs: int, seed: int, by_chance: bool
) -> tuple[list[Influence], list[str]]:
    """First and total order indices of every question, and what is to be said of them.

    The sample is Saltelli's over a scrambled Sobol sequence, without second order, N * (D + 2) runs for D parameters;
    the estimators are those of A. Saltelli et al., "Variance based sensitivity analysis of model output", Computer
    Physics Communications 181 (2010) 259-270, with bootstrap intervals, as SALib has them
    (https://salib.readthedocs.io/en/latest/api.html#sobol-sensitivity-analysis). Of conditions the index is that of
    whether they come true (1 or 0); a "first" that does not come counts as the end of the time asked for.

    Args:
        answers: runs the variant.
        runs: about so many in all; seed: of scrambling and of intervals.
        by_chance: whether events or rules of the scenario come by chance. Their draws are then held alike in the
            D + 2 runs that belong together, so that they are not counted for any parameter.

    Raises:
        UsageError: SALib is not installed.
    """
    try:
        from SALib.analyze import sobol as analysing
        from SALib.sample import sobol as sampling
    except ImportError:
        raise UsageError("which parameters matter needs SALib", mend="pip install 'entente[futures]'") from None
    names = varying(way.parameters)
    if len(names) < 2:
        return [], ["Which parameters matter cannot be told: fewer than two of them are uncertain."]
    number = base(runs, len(names))
    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        drawn = sampling.sample(problem, number, calc_second_order=False, scramble=True, seed=seed)
    values = _answered(answers, np.clip(drawn, 1e-12, 1 - 1e-12), names, by_chance)
    found, notes = [], [_size(number, len(names), by_chance)]
    for question in scenario.questions:
        of = _numbers(values[question.name], question, span)
        if of is None:
            notes.append(f"Which parameters matter to “{question.text}” cannot be told: some runs give no number.")
        elif question.asked in CONDITIONS and 0 < (few := float(min(of.mean(), 1 - of.mean()))) < RARE:
            notes.append(_rare(question, way, few, bool(of.mean() < RARE)))
        elif np.ptp(of) > 1e-9 * max(1.0, float(np.abs(of).max())):
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                # SALib takes a seed of 0 for none.
                made = analysing.analyze(
                    problem, of, calc_second_order=False, num_resamples=_RESAMPLES, conf_level=LEVEL, seed=seed + 1
                )
            found += _ordered(question, way, names, made)
    if any(row.total.high - row.total.value > _WIDE for row in found):
        notes.append(
            f"So few runs say little of {len(names)} parameters: where intervals are wide, take the order of what "
            "matters with care, or ask for more runs."
        )
    return found, notes


def _rare(question: ScenarioQuestion, way: Way, share: float, comes: bool) -> str:
    where = saying.where(way.case, way.options)
    word = "true" if comes else "not true"
    return (
        f"Which parameters matter to “{question.text}”{where} cannot be told: it is {word} in {100 * share:.2g} % of "
        "these runs alone."
    )


def _answered(answers: Answers, drawn: Array, names: Sequence[str], by_chance: bool) -> Mapping[str, Array]:
    if not by_chance:
        return answers(drawn, names)
    together = len(names) + 2
    parts = [answers(drawn[place::together], names) for place in range(together)]
    return {name: np.stack([part[name] for part in parts], axis=1).reshape(-1) for name in parts[0]}


def _numbers(values: Array, question: ScenarioQuestion, span: Span) -> Array | None:
    of = np.asarray(values, np.float64)
    if question.asked == "first":
        of = np.where(np.isnan(of), span.until(question) / question.factor, of)
    elif question.asked in CONDITIONS:
        of = np.nan_to_num(of)
    return of if bool(np.isfinite(of).all()) else None


def _ordered(question: ScenarioQuestion, way: Way, names: Sequence[str], made: Mapping[str, Any]) -> list[Influence]:
    rows = [
        Influence(question.name, way.variant.name, name, _estimate(made, "S1", at), _estimate(made, "ST", at))
        for at, name in enumerate(names)
    ]
    return sorted(rows, key=lambda row: (-row.total.value, row.parameter))


def _estimate(made: Mapping[str, Any], order: str, at: int) -> Estimate:
    value, half = float(made[order][at]), float(made[f"{order}_conf"][at])
    return Estimate(value, value - half, value + half, LEVEL)


def _size(number: int, parameters: int, by_chance: bool) -> str:
    chance = ", the chance of events and rules held alike" if by_chance else ""
    return (
        f"Which parameters matter is from {number * (parameters + 2):,} further runs (Sobol indices, N = {number:,}, "
        f"{parameters} uncertain parameters{chance}); the intervals are 95 %. Totals add up to more than 100 % where "
        "parameters act together: what two do only together is in the total of both."
    )
