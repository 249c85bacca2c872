"""A small model of shells, an ally's stock and investment: as a scenario, as plain Python, and as NumPy by hand.

The final values are those of other programs: Vensim equations run by PySD, BPTK-Py, plain Python.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from entente.records.scenario import Flow, Output, Scenario, Stock, Variable
from tests.futures.simulation.builders import call, formula, parameter, scenario, term

STEP, MONTHS = 0.125, 60.0
WANT, PRODUCTION, LOSS = 300_000.0, 80_000.0, 0.02
START = {"stock": 3e6, "capacity": 2.5e5, "partner": 5e6}
#: At 60 months with k = 0.05 and ship_frac = 0.03, to four decimals.
FINAL = {"stock": 5108774.9590, "capacity": 214811.4629, "partner": 3051061.2855}


def shells(spread: bool = False, **parts: Any) -> Scenario:
    """The scenario. spread: k and ship_frac are drawn, uniformly from .02 to .1 and from .01 to .06."""
    k = parameter("k", "uniform", 0.02, 0.1) if spread else parameter("k", "value", 0.05)
    share = parameter("ship_frac", "uniform", 0.01, 0.06) if spread else parameter("ship_frac", "value", 0.03)
    flows = (
        ("made", "", "stock", "capacity"),
        ("imports", "partner", "stock", term("partner") * "ship_frac"),
        ("use", "stock", "", call("min", "want", "stock")),
        ("invest", "", "capacity", call("max", 0, term("want") - "capacity") * "k"),
        ("wear", "capacity", "", term("loss") * "capacity"),
        ("partner_made", "", "partner", "partner_prod"),
    )
    plain: dict[str, Any] = {
        "name": "shells",
        "step": STEP,
        "horizon": MONTHS,
        "parameters": (
            k, share, parameter("want", "value", WANT), parameter("partner_prod", "value", PRODUCTION),
            parameter("loss", "value", LOSS),
        ),
        "stocks": tuple(Stock(n, n, "round", 1.0, formula(value)) for n, value in START.items()),
        "flows": tuple(Flow(n, n, "round/month", 1.0, a, b, formula(rate)) for n, a, b, rate in flows),
        "variables": (Variable("cover", "months of use", "month", 1.0, formula(term("stock") / "want")),),
        "outputs": (Output("stock", "usable shells", "round", 1.0, formula("stock")),),
        "order": (*(flow[0] for flow in flows), "cover"),
    }  # fmt: skip
    return scenario(**(plain | parts))


def plainly(k: float, ship_frac: float, months: float = MONTHS) -> dict[str, float]:
    """Final values, by a plain loop."""
    stock, capacity, partner = START.values()
    for _ in range(round(months / STEP)):
        imports, use = partner * ship_frac, min(WANT, stock)
        invest = max(0.0, WANT - capacity) * k
        stock += (capacity + imports - use) * STEP
        capacity, partner = capacity + (invest - LOSS * capacity) * STEP, partner + (PRODUCTION - imports) * STEP
    return {"stock": stock, "capacity": capacity, "partner": partner}


def by_hand(k: np.ndarray[Any, Any], ship_frac: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The stock at the end of each run, by a loop over arrays as one would write it."""
    stock = np.full(k.shape, START["stock"])
    capacity = np.full(k.shape, START["capacity"])
    partner = np.full(k.shape, START["partner"])
    for _ in range(round(MONTHS / STEP)):
        imports = partner * ship_frac
        use = np.minimum(WANT, stock)
        invest = np.maximum(0, WANT - capacity) * k
        stock = stock + (capacity + imports - use) * STEP
        capacity = capacity + (invest - LOSS * capacity) * STEP
        partner = partner + (PRODUCTION - imports) * STEP
    return stock
