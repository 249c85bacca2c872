"""What is kept of the time ahead of two actors, for their page: nothing is worked out for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from entente.serve.context import Deps
from entente.serve.pages import ahead_kept
from entente.serve.pages.ahead_kept import HORIZONS, Asked, Found

#: Forecasts and announced things on the page of two.
MOST = 5


@dataclass(frozen=True, slots=True)
class Ahead:
    """What lies ahead of two.

    Attributes:
        forecasts: as kept, the most probable first; announced: those still open.
        made: when the forecasts were worked out, None where none are kept.
    """

    forecasts: list[dict[str, Any]]
    announced: list[dict[str, Any]]
    made: dt.datetime | None


def of_pair(deps: Deps, pair: tuple[str, str]) -> Ahead:
    """What is kept of two: of themselves, else of everybody."""
    forecasts = _kept(deps, Asked("forecasts", pair, horizon=HORIZONS[0]), Asked("forecasts", horizon=HORIZONS[0]))
    announced = _kept(deps, Asked("announced", pair), Asked("announced"))
    return Ahead(
        [row for row in _rows(forecasts) if (row["one"], row["two"]) == pair][:MOST],
        [
            row for row in _rows(announced)
            if row["became"] == "open" and set(pair) <= {*row["actor"], *row["recipient"]}
        ][:MOST],
        forecasts.made if forecasts else None,
    )  # fmt: skip


def _kept(deps: Deps, *asked: Asked) -> Found | None:
    every = (ahead_kept.found(deps.store, each.key) for each in asked)
    return next((found for found in every if found is not None and not found.fault), None)


def _rows(found: Found | None) -> list[dict[str, Any]]:
    return list(found.body["rows"]) if found else []
