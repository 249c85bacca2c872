"""Draws: streams of numbers that chunks and variants share, and distributions turned inside out.

Each parameter, and each chance, has a stream of its own: Philox (Salmon et al., "Parallel random numbers: as easy as
1, 2, 3", SC 2011) keyed by the seed and the name, with the run as its counter. So the number of run 7 is the same
whatever is drawn beside it, and two variants of one scenario differ only where they were made to.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from entente.futures.simulation.normal import below, quantile_of_normal

if TYPE_CHECKING:
    from entente.futures.simulation.model import Setting
    from entente.records.scenario import Distribution, Scenario

Array: TypeAlias = npt.NDArray[np.float64]
#: Numbers that one turn of Philox gives: a stream can be entered at each multiple of it.
_TURN = 4
_LEAST, _MOST = 2.0**-54, 1.0 - 2.0**-53


def uniforms(seed: int, name: str, start: int, count: int, nth: int = 0) -> Array:
    """Numbers between 0 and 1, both left out, of runs `start` to `start + count`.

    Args:
        seed: 0 to 2**64 - 1. name: of the stream. nth: another such row of numbers of the same stream.

    Returns float64 of shape (count,). Raises ValueError for a seed out of range.
    """
    if not 0 <= seed < 2**64:
        raise ValueError(f"seed {seed} is not between 0 and 2**64 - 1")
    digest = hashlib.blake2b(name.encode("utf-8"), digest_size=8).digest()
    key = np.array([seed, int.from_bytes(digest, "little")], dtype=np.uint64)
    philox = np.random.Philox(key=key, counter=np.array([start // _TURN, nth, 0, 0], dtype=np.uint64))
    before = start % _TURN
    found: Array = np.random.Generator(philox).random(before + count)[before:]
    return np.clip(found + _LEAST, _LEAST, _MOST)


def draw(
    scenario: Scenario, setting: Setting, runs: int, seed: int, start: int = 0, count: int | None = None
) -> dict[str, Array]:
    """Values of every parameter in runs `start` to `start + count`, in the scenario's own units.

    Args:
        runs: how many there are in all. seed: 0 to 2**64 - 1. count: None for all from `start`.

    Returns parameter -> float64 of shape (count,); of one that is a plain number, a read-only view of it.
    Raises ValueError where such runs are not among `runs`.
    """
    count = runs - start if count is None else count
    if start < 0 or count < 0 or start + count > runs:
        raise ValueError(f"runs {start} to {start + count} are not among {runs}")
    found = {}
    for parameter in scenario.parameters:
        distribution = setting.parameters.get(parameter.name, parameter.distribution)
        if distribution.kind == "value":
            found[parameter.name] = _same(distribution.numbers[0] * parameter.factor, count)
        else:
            u = uniforms(seed, f"parameter:{parameter.name}", start, count)
            found[parameter.name] = quantile(distribution, u) * parameter.factor
    return found


def from_uniform(scenario: Scenario, setting: Setting, u: Array, names: Sequence[str]) -> dict[str, Array]:
    """Values of every parameter from points of the unit cube, as Sobol samples are.

    Args:
        u: shape (runs, len(names)), 0 to 1. names: the parameters that its columns are for; each other one is at its
            median.

    Returns parameter -> float64 of shape (runs,), in the scenario's own units. Raises ValueError for a name that the
    scenario does not have, or a shape that does not fit.
    """
    known = {parameter.name for parameter in scenario.parameters}
    unknown = [name for name in names if name not in known]
    if unknown or u.ndim != 2 or u.shape[1] != len(names):
        raise ValueError(f"no such parameters: {unknown}" if unknown else f"u has shape {u.shape}")
    columns = {name: n for n, name in enumerate(names)}
    found = {}
    for parameter in scenario.parameters:
        distribution = setting.parameters.get(parameter.name, parameter.distribution)
        if parameter.name in columns:
            drawn = quantile(distribution, u[:, columns[parameter.name]])
            found[parameter.name] = drawn * parameter.factor
        else:
            middle = float(quantile(distribution, np.array([0.5]))[0])
            found[parameter.name] = _same(middle * parameter.factor, u.shape[0])
    return found


def _same(value: float, count: int) -> Array:
    return np.broadcast_to(np.array(value, dtype=np.float64), (count,))


def quantile(distribution: Distribution, u: Array) -> Array:
    """Values below which a distribution has the shares `u` of its mass, in its own unit.

    Raises ValueError for a kind that there is not.
    """
    numbers = distribution.numbers
    u = np.clip(u, _LEAST, _MOST)
    match distribution.kind:
        case "value":
            return np.full(u.shape, numbers[0])
        case "uniform":
            return numbers[0] + (numbers[1] - numbers[0]) * u
        case "loguniform":
            low, high = math.log(numbers[0]), math.log(numbers[1])
            return np.exp(low + (high - low) * u)
        case "triangular":
            return _triangular(numbers, u)
        case "normal":
            return _normal(numbers, u)
        case "lognormal":
            return np.exp(math.log(numbers[0]) + math.log(numbers[1]) * quantile_of_normal(u))
        case "choice":
            return np.asarray(numbers)[(u * len(numbers)).astype(np.intp)]
    raise ValueError(f"no such distribution: {distribution.kind}")


def _triangular(numbers: tuple[float, ...], u: Array) -> Array:
    """Kotz and van Dorp, Beyond Beta (2004), section 1.1."""
    low, mode, high = numbers
    width = high - low
    rising = low + np.sqrt(u * width * (mode - low))
    falling = high - np.sqrt((1.0 - u) * width * (high - mode))
    return np.where(u * width < mode - low, rising, falling)


def _normal(numbers: tuple[float, ...], u: Array) -> Array:
    """Cut off at both ends by drawing from the mass between them, taken from the nearer tail so that none is lost."""
    mean, deviation = numbers[:2]
    if len(numbers) == 2:
        return mean + deviation * quantile_of_normal(u)
    low, high = numbers[2:]
    one, two = (low - mean) / deviation, (high - mean) / deviation
    if one > 0:
        first, last = below(-one), below(-two)
        z = -quantile_of_normal(first - u * (first - last))
    else:
        first, last = below(one), below(two)
        z = quantile_of_normal(first + u * (last - first))
    return np.clip(mean + deviation * z, low, high)
