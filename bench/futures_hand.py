"""The benchmark models as one would write them without a simulator: a plain loop, and NumPy over arrays of runs."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
STEP, MONTHS = 0.125, 60.0
STEPS = round(MONTHS / STEP)
WANT, PRODUCTION, WEAR = 300_000.0, 80_000.0, 0.02
STOCK, CAPACITY, PARTNER = 3e6, 2.5e5, 5e6
ALLIES, AID, CHANCE, LASTS, STOPS = 8, 5000.0, 0.3, 6.0, 18.0


def plain(k: float, ship_frac: float) -> float:
    """The stock at the end of one run of `shells`."""
    stock, capacity, partner = STOCK, CAPACITY, PARTNER
    for _ in range(STEPS):
        imports, use = partner * ship_frac, min(WANT, stock)
        invest = max(0.0, WANT - capacity) * k
        stock += (capacity + imports - use) * STEP
        capacity += (invest - WEAR * capacity) * STEP
        partner += (PRODUCTION - imports) * STEP
    return stock


def arrays(k: Array, ship_frac: Array) -> Array:
    """The stock at the end of many runs of `shells`."""
    stock, capacity, partner = np.full(k.shape, STOCK), np.full(k.shape, CAPACITY), np.full(k.shape, PARTNER)
    for _ in range(STEPS):
        imports = partner * ship_frac
        use = np.minimum(WANT, stock)
        invest = np.maximum(0.0, WANT - capacity) * k
        stock = stock + (capacity + imports - use) * STEP
        capacity = capacity + (invest - WEAR * capacity) * STEP
        partner = partner + (PRODUCTION - imports) * STEP
    return stock


def coupled(k: Array, ship_frac: Array, seed: int) -> Array:
    """The stock at the end of many runs of `coupled`: eight allies decide, the partner stops in month 18."""
    rng = np.random.default_rng(seed)
    stock, capacity, partner = np.full(k.shape, STOCK), np.full(k.shape, CAPACITY), np.full(k.shape, PARTNER)
    until = [np.full(k.shape, -1.0) for _ in range(ALLIES)]
    chance = 1.0 - math.exp(-CHANCE * STEP)
    for n in range(STEPS):
        time = n * STEP
        shipping = 0.0 if time > STOPS else 1.0
        aid = np.zeros(k.shape)
        for end in until:
            aid = aid + np.where(time <= end, 1.0, 0.0)
        imports = partner * ship_frac * shipping
        use = np.minimum(WANT, stock)
        invest = np.maximum(0.0, WANT - capacity) * k
        for ally in range(ALLIES):
            helps = (stock < (7.0 + ally) * WANT) & (time >= until[ally]) & (rng.random(k.shape) < chance)
            until[ally] = np.where(helps, time + LASTS, until[ally])
        stock = stock + (capacity + imports - use + AID * aid) * STEP
        capacity = capacity + (invest - WEAR * capacity) * STEP
        partner = partner + (PRODUCTION - imports) * STEP
    return stock
