"""The desk's journeys through scenarios: what there is, what follows if, filled from a ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from entente.assess_desk import AssessDesk

if TYPE_CHECKING:
    from entente.ledger import Ledger
    from entente.records import Scenario, WhatIf

Progress = Callable[[int, "int | None"], None]


class WhatIfDesk(AssessDesk):
    """What a desk does with scenarios."""

    def scenarios(self) -> list[Scenario]:
        """The packaged scenarios, by name. Raises LexiconError."""
        raise NotImplementedError

    def scenario(self, name: str | Path) -> Scenario:
        """A packaged scenario by its name, or one's own from a file (`*.toml`). Raises UsageError, LexiconError."""
        raise NotImplementedError

    def whatif(
        self, scenario: Scenario, *, sets: Mapping[str, str] | None = None, compare: Sequence[str] = (),
        runs: int = 10_000, seed: int = 0, horizon: float | None = None, ledger: Ledger | None = None,
        as_of: dt.date | None = None, influence: bool = False, progress: Progress = lambda done, total: None,
    ) -> WhatIf:  # fmt: skip
        """What a scenario answers.

        Args:
            scenario: as `scenario` gives it.
            sets: parameter -> number or distribution, choice -> option, event -> "on" or "off".
            compare: names of cases that are run side by side.
            runs: of each variant.
            seed: of all draws.
            horizon: in the scenario's unit of time; None: its own.
            ledger: fills parameters that declare it; as_of: what the ledger knew by that day.
            influence: also which parameters matter (Sobol indices).

        Raises UsageError for what the scenario does not have.
        """
        raise NotImplementedError

    def whatif_plot(self, found: WhatIf, out: Path) -> None:
        """Draws the courses as PNG or SVG. Raises UsageError without matplotlib, InputError where it cannot write."""
        raise NotImplementedError

    def scenario_picture(self, scenario: Scenario) -> str:
        """Stocks and flows as a self-contained SVG."""
        raise NotImplementedError
