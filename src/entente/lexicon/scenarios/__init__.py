"""Scenarios as data: TOML files of stocks, flows, rules and events, each number with its unit and its source.

    from entente.lexicon.scenarios import load
    scenario = load("russia_dprk_munitions")       # or load("mine.toml")

`docs/reference/scenarios.md` tells the format.
"""

from __future__ import annotations

from entente.lexicon.scenarios.distributions import distribution, middle, support
from entente.lexicon.scenarios.formulas import told
from entente.lexicon.scenarios.loading import load, names, read
from entente.lexicon.scenarios.settings import condition, formula, moment, period, quantity
from entente.lexicon.scenarios.template import template

__all__ = [
    "condition", "distribution", "formula", "load", "middle", "moment", "names", "period", "quantity", "read",
    "support", "template", "told",
]  # fmt: skip
