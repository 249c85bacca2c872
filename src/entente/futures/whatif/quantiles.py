"""Exact quantiles of very many runs in little memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

#: Quantiles of courses and of amounts.
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
#: Half the width of what is kept around a quantile, in standard errors of its rank; a normal deviate lies outside with
#: a probability of 1e-15.
WIDE = 8.0
#: Bytes of values that one variant may hold.
BUDGET = 200_000_000

Floats: TypeAlias = npt.NDArray[np.float64]
Counts: TypeAlias = npt.NDArray[np.int64]


class Missed(ArithmeticError):
    """A quantile lies where values were let go: the runs did not come in an order of chance."""


def quantiles(values: Floats, levels: Sequence[float] = LEVELS) -> list[Floats]:
    """Quantiles along the last axis, one array for each level, nan where there are no values.

    Between the neighbours of rank level * (n - 1) in proportion: definition 7 of R. J. Hyndman and Y. Fan, "Sample
    Quantiles in Statistical Packages", The American Statistician 50 (1996) 361-365, as numpy has it.
    """
    number = values.shape[-1]
    if not number:
        return [np.full(values.shape[:-1], np.nan) for _ in levels]
    ranks = [_rank(level, number) for level in levels]
    places = sorted({place for low, high, _ in ranks for place in (low, high)})
    parted = np.partition(values, places, axis=-1)
    return [_between(parted[..., low], parted[..., high], share) for low, high, share in ranks]


def _rank(level: float, number: int) -> tuple[int, int, float]:
    rank = level * (number - 1)
    low = int(rank)
    return low, min(low + 1, number - 1), rank - low


def _between(low: Any, high: Any, share: float) -> Any:
    return low + (high - low) * share + 0.0


@dataclass(slots=True)
class Cell:
    """The values of one output at one time, run by run, of which only those around the quantiles are kept.

    All are kept until `narrow` is called. From then on values between the kept stretches are only counted. A quantile
    is a rank among all; as long as it falls into a stretch, it is exact. Where the stretches lie is told from the ranks
    among the values so far: the rank of a quantile among n values that come in an order of chance has the standard
    error sqrt(n p (1 - p)) (H. A. David, H. N. Nagaraja, Order Statistics, 3rd ed., section 2.1).
    """

    seen: int = 0
    _parts: list[Floats] = field(default_factory=list)
    _values: Floats = field(default_factory=lambda: np.empty(0))
    _times: Counts = field(default_factory=lambda: np.empty(0, np.int64))
    # One stretch from -inf to inf holds everything; `_between` counts what lies before each, and after all.
    _lows: Floats = field(default_factory=lambda: np.array([-np.inf]))
    _highs: Floats = field(default_factory=lambda: np.array([-np.inf, np.inf]))
    _between: Counts = field(default_factory=lambda: np.zeros(2, np.int64))

    @property
    def held(self) -> int:
        """Number of numbers held."""
        return 2 * len(self._values) + sum(len(part) for part in self._parts)

    def add(self, values: Floats) -> None:
        """Takes further runs, shape (runs,)."""
        self.seen += len(values)
        at = np.searchsorted(self._lows, values, side="right")
        kept = values <= self._highs[at]
        self._between += np.bincount(at[~kept], minlength=len(self._between))
        self._parts.append(values[kept])

    def narrow(self) -> None:
        """Lets go of what lies far from every quantile, and keeps equal values once."""
        self._sort()
        if not self.seen:
            return
        ranks, stretches = self._ranks(), self._stretches()
        keep, between, before = np.zeros(len(self._values), bool), [], 0
        for first, last, _, _ in stretches:
            keep[first : last + 1] = True
            between.append(int(ranks[first] - self._times[first]) - before)
            before = int(ranks[last])
        self._lows = np.array([low for _, _, low, _ in stretches])
        self._highs = np.array([-np.inf, *(high for _, _, _, high in stretches)])
        self._between = np.array([*between, self.seen - before], np.int64)
        self._values, self._times = self._values[keep], self._times[keep]

    def quantile(self, level: float) -> float:
        """The quantile, as `quantiles` has it; nan of no values. Raises Missed."""
        if not self.seen:
            return float("nan")
        self._sort()
        ranks = self._ranks()
        low, high, share = _rank(level, self.seen)
        return float(_between(self._at(ranks, low), self._at(ranks, high), share))

    def _sort(self) -> None:
        if self._parts:
            new, times = np.unique(np.concatenate(self._parts), return_counts=True)
            self._parts = []
            self._values, where = np.unique(np.concatenate((self._values, new)), return_inverse=True)
            counts = np.concatenate((self._times, times))
            self._times = np.bincount(where.reshape(-1), counts, len(self._values)).astype(np.int64)

    def _stretch_of_each(self) -> Counts:
        return np.searchsorted(self._lows, self._values, side="right") - 1

    def _ranks(self) -> Counts:
        """How many of all values lie at or below each that is held."""
        below: Counts = np.cumsum(self._between)
        return np.asarray(np.cumsum(self._times) + below[self._stretch_of_each()], np.int64)

    def _at(self, ranks: Counts, rank: int) -> float:
        at = int(np.searchsorted(ranks, rank, side="right"))
        if at >= len(ranks) or rank < ranks[at] - self._times[at]:
            raise Missed
        return float(self._values[at])

    def _stretches(self) -> list[tuple[int, int, float, float]]:
        """What to keep, in order and apart: first and last place among the values held, lowest and highest value."""
        ranks, of = self._ranks(), self._stretch_of_each()
        apart: list[tuple[int, int, float, float]] = []
        for level in LEVELS:
            middle, room = level * (self.seen - 1), WIDE * np.sqrt(self.seen * level * (1 - level)) + 2
            first, at, last = (
                min(int(np.searchsorted(ranks, rank, side="right")), len(ranks) - 1)
                for rank in (middle - room, middle, middle + room)
            )
            # What was let go once is gone: no stretch may reach over it.
            first = max(first, int(np.searchsorted(of, of[at], side="left")))
            last = min(last, int(np.searchsorted(of, of[at], side="right")) - 1)
            # A rank before the first, or after the last, takes in whatever comes beyond.
            low = self._lows[of[first]] if middle < room else self._values[first]
            high = self._highs[of[last] + 1] if middle + room > self.seen - 1 else self._values[last]
            if apart and first <= apart[-1][1]:
                begun, ended, lowest, highest = apart.pop()
                first, last, low, high = begun, max(last, ended), lowest, max(high, highest)
            apart.append((first, last, float(low), float(high)))
        return apart


class Spread:
    """Quantiles over runs of each output at each time, within a budget of memory."""

    def __init__(self, budget: int = BUDGET) -> None:
        """Args: budget: bytes that are held at most, about; beyond it only what lies around the quantiles is kept."""
        self._most, self._held = budget // 8, 0
        self._whole: dict[str, list[Floats]] = {}
        self._cells: dict[str, list[Cell]] = {}

    def add(self, outputs: Mapping[str, Floats]) -> None:
        """Takes further runs: name -> values, shape (times, runs), all finite."""
        for name, values in outputs.items():
            self._whole.setdefault(name, []).append(values)
            self._held += values.size
        if self._held > self._most:
            self._narrow()

    def _narrow(self) -> None:
        for name, parts in self._whole.items():
            cells = self._cells.setdefault(name, [Cell() for _ in parts[0]])
            for part in parts:
                for cell, row in zip(cells, part, strict=True):
                    cell.add(np.array(row))
            parts.clear()
            for cell in cells:
                cell.narrow()
        self._held = sum(cell.held for cells in self._cells.values() for cell in cells)
        # Where even the narrow stretches fill the budget, they are not to be narrowed at each chunk.
        self._most = max(self._most, 2 * self._held)

    def quantiles(self, name: str) -> dict[float, tuple[float, ...]]:
        """Level -> value at each time. Raises Missed."""
        parts = self._whole.get(name, [])
        if name not in self._cells:
            found = quantiles(np.concatenate(parts, axis=1)) if parts else [np.empty(0) for _ in LEVELS]
            return {level: tuple(map(float, values)) for level, values in zip(LEVELS, found, strict=True)}
        if parts:
            self._narrow()
        return {level: tuple(cell.quantile(level) for cell in self._cells[name]) for level in LEVELS}
