"""Pictures of probabilities as plain numbers for SVG: a bar with a mark, and how forecasts of each level did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: Sides of the reliability picture in its own units: what is drawn, and the room for words left and below.
SIDE, LEFT, BELOW, ABOVE, RIGHT = 260.0, 52.0, 46.0, 10.0, 14.0


@dataclass(frozen=True, slots=True)
class Level:
    """A level of forecasts in the picture: where its point and its interval stand, how large the point is."""

    x: float
    y: float
    low: float
    high: float
    size: float


def across(share: float) -> float:
    """Where a share from 0 to 1 stands from left to right."""
    return round(LEFT + SIDE * min(1.0, max(0.0, share)), 1)


def up(share: float) -> float:
    """Where a share from 0 to 1 stands from top to bottom."""
    return round(ABOVE + SIDE * (1 - min(1.0, max(0.0, share))), 1)


def levels(reliability: Sequence[Mapping[str, Any]]) -> list[Level]:
    """Points of a reliability picture: what was said (across) against how often it came true (up), with intervals.

    The reliability diagram of D. S. Wilks, Statistical Methods in the Atmospheric Sciences, 3rd ed. (2011), 8.4.4:
    points on the diagonal are forecasts that mean what they say. A point's area grows with its number of forecasts.
    """
    most = max((row["forecasts"] for row in reliability), default=1) or 1
    return [
        Level(
            across(row["mean"]), up(row["happened"]["value"]), up(row["happened"]["low"]),
            up(row["happened"]["high"]), round(3 + 6 * float(row["forecasts"] / most) ** 0.5, 1),
        )
        for row in reliability
    ]  # fmt: skip


def bar(share: float) -> float:
    """Width of a bar of 100 units."""
    return round(100 * min(1.0, max(0.0, share)), 1)


def percent(share: float) -> str:
    """A probability as people read it: "62 %", and never 0 or 100 for what is neither."""
    if share >= 0.995:
        return "> 99 %" if share < 1 else "100 %"
    if share < 0.005:
        return "< 1 %" if share > 0 else "0 %"
    return f"{share * 100:.0f} %"
