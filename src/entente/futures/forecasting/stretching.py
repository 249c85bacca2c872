"""From windows that a history is long enough to learn from to longer ones."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from entente.futures.forecasting.features import population
from entente.futures.forecasting.model import WARM
from entente.futures.forecasting.panel import Panel
from entente.futures.forecasting.rates import HIGHEST, LOWEST, rates

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Real = NDArray[np.float64]

#: The shortest window that is learned from, in days; a history should hold so many windows.
SHORTEST, HOLDS = 5, 2.5


@dataclass(frozen=True, slots=True)
class Window:
    """What is learned from. `days`: its length; `power`: 1 - (1 - p) ** power is the probability over the horizon."""

    days: int
    power: float

    def over(self, probability: Real) -> Real:
        """Probability over the horizon, from that over the window."""
        import numpy as np

        return np.asarray(np.clip(1 - (1 - probability) ** self.power, LOWEST, HIGHEST))


def window(panel: Panel, on: int, horizon: int) -> Window:
    """The window to learn from on day `on`: the horizon, or as long as the history holds HOLDS windows.

    For a longer horizon, windows would be (horizon / days) independent ones if nothing clustered. How much it does is
    taken from the past: the power that takes the rates over half a window to those over the whole.
    """
    past = on - panel.began + 1
    longest = max(SHORTEST, int((past - WARM) / HOLDS))
    if horizon <= longest:
        return Window(horizon, 1.0)
    return Window(longest, (horizon / longest) ** _doubling(panel, on, longest))


def _doubling(panel: Panel, on: int, days: int) -> float:
    """The exponent by which twice the time is worth 2 ** exponent times the hazard, .3 to 1."""
    import numpy as np

    among = population(panel, on)
    half = rates(panel, on, max(1, days // 2), among).share[among]
    whole = float(rates(panel, on, days, among).share[among].sum())
    low, high = 0.3, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        longer = float((1 - (1 - np.minimum(half, HIGHEST)) ** (2**middle)).sum())
        low, high = (middle, high) if longer < whole else (low, middle)
    return math.floor((low + high) / 2 * 1e6) / 1e6
