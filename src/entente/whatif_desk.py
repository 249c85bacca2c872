"""The desk's journeys through scenarios: what there is, what follows if, filled from a ledger."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from entente.assess_desk import AssessDesk
from entente.errors import UsageError
from entente.records import Question

if TYPE_CHECKING:
    from entente.futures.whatif.asking import Fills
    from entente.futures.whatif.beside import Beside
    from entente.ledger import Ledger
    from entente.records import Distribution, KeptClaim, Parameter, Rule, Scenario, WhatIf
    from entente.records.scenario import LedgerFill

Progress = Callable[[int, "int | None"], None]


class WhatIfDesk(AssessDesk):
    """What a desk does with scenarios."""

    def scenarios(self) -> list[Scenario]:
        """The packaged scenarios, by name. Raises LexiconError."""
        from entente.lexicon import scenarios

        return [scenarios.load(name) for name in scenarios.names()]

    def scenario(self, name: str | Path) -> Scenario:
        """A packaged scenario by its name, or one's own from a file (`*.toml`). Raises UsageError, LexiconError."""
        from entente.lexicon import scenarios

        return scenarios.load(name)

    def scenario_template(self, name: str) -> str:
        """The text of a new scenario file. Raises UsageError where the name is none."""
        from entente.lexicon import scenarios

        return scenarios.template(name)

    def scenario_period(self, text: str, scenario: Scenario) -> float:
        """How long "36m" or "2 years" is in the scenario's unit of time. Raises UsageError."""
        from entente.lexicon import scenarios

        return scenarios.period(text, scenario.time)

    def scenario_rules(self, scenario: Scenario) -> dict[str, Rule]:
        """The sanctions rules that events of a scenario stand for, by id; those that the rulebook has."""
        wanted = {event.rule for event in scenario.events if event.rule}
        return {rule.id: rule for rule in self.rules if rule.id in wanted} if wanted else {}

    def weakly_sourced(self, scenario: Scenario) -> list[Parameter]:
        """The numbers of a scenario that rest on weak sources alone, as they are or in an option of a choice."""
        from entente.futures.whatif.leaning import weakly_sourced

        return weakly_sourced(scenario)

    def scenario_tried(self, scenario: Scenario) -> list[str]:
        """What goes wrong in a few runs with every number at its middle: `FILE:LINE: what`, none where all is well."""
        from entente.futures.whatif.trying import tried

        return tried(scenario)

    def whatif(
        self, scenario: Scenario, *, sets: Mapping[str, str] | None = None, compare: Sequence[str] = (),
        runs: int = 10_000, seed: int = 0, horizon: float | None = None, ledger: Ledger | None = None,
        as_of: dt.date | None = None, influence: bool = False, progress: Progress = lambda done, total: None,
    ) -> WhatIf:  # fmt: skip
        """What a scenario answers.

        Args:
            scenario: as `scenario` gives it.
            sets: parameter -> number or distribution, choice -> option, event -> "on", "off", or when.
            compare: names of cases that are run side by side.
            runs: of each variant.
            seed: of all draws.
            horizon: in the scenario's unit of time; None: its own.
            ledger: fills parameters that declare it; as_of: what the ledger knew by that day.
            influence: also which parameters matter (Sobol indices).
            progress: called with the number of runs done, and of all.

        Raises UsageError for what the scenario does not have, and where SALib is wanted and missing; LexiconError where
        every run of a variant runs away.
        """
        from entente.futures.whatif.asking import Wanted, whatif
        from entente.futures.whatif.simulated import Simulated

        wanted = Wanted(dict(sets or {}), tuple(compare), runs, seed, horizon, influence)
        if ledger is not None:
            wanted = dataclasses.replace(wanted, filled=self._filled(scenario, ledger, as_of))
        return whatif(scenario, wanted, Simulated(scenario), self._rule_told(scenario), progress)

    def _rule_told(self, scenario: Scenario) -> Callable[[str], str]:
        from entente.records.rule import cited

        def told(name: str) -> str:
            rule = self.scenario_rules(scenario).get(name)
            return f"{cited(rule.instrument, rule.paragraph)}: {rule.title}" if rule else ""

        return told

    def _filled(self, scenario: Scenario, ledger: Ledger, as_of: dt.date | None) -> Fills:
        """What the figures in a ledger's claims make of the parameters that declare it."""
        from entente.futures.whatif import filling

        claims = {p.name: _claims(ledger, by, as_of) for p, by in filling.declared(scenario)}
        if not claims:
            return {}, (), ("No number of this scenario can be filled from a ledger.",)
        return filling.fill(scenario, claims, filling.Naming(self.name, lambda p: _periods(p, scenario)))

    def whatif_beside(self, scenario: Scenario, found: WhatIf) -> list[Beside]:
        """The answers to each question beside each other, what they have in common told once."""
        from entente.futures.whatif.beside import beside

        return beside(scenario, found)

    def whatif_published(self, found: WhatIf) -> dict[str, Any]:
        """Answers as plain JSON values, in the published form (docs/reference/whatif.md)."""
        from entente.futures.whatif.published import published

        return published(found)

    def whatif_plot(self, found: WhatIf, out: Path) -> None:
        """Draws the courses as PNG or SVG. Raises UsageError without matplotlib, InputError where it cannot write."""
        from entente.futures.whatif.plotting import plot

        plot(found, out)

    def amount(self, value: float, unit: str) -> str:
        """A number with its unit in words: "1.2 million rounds"."""
        from entente.futures.whatif import saying

        return saying.amount(value, unit)

    def units(self, unit: str) -> str:
        """The unit of several in words: "rounds a month", "" for none."""
        from entente.futures.whatif import saying

        return saying.units(unit)

    def spread(self, made: Distribution, unit: str) -> str:
        """What a number may be, in words: "7,000 to 12,000 rounds a day, most likely 10,000"."""
        from entente.futures.whatif import saying

        return saying.spread(made, unit)

    def scenario_picture(self, scenario: Scenario) -> str:
        """Stocks and flows as a self-contained SVG."""
        from entente.futures.whatif.picture import picture

        return picture(scenario)


def _claims(ledger: Ledger, by: LedgerFill, as_of: dt.date | None) -> list[KeptClaim]:
    """The claims with figures that fit a parameter's event, matter and sides."""
    question = Question(
        event=by.event, matter=by.matter or None, actor=by.actor or None, recipient=by.recipient or None,
        polarity="positive", modality="actual", as_of=as_of,
    )  # fmt: skip
    return [kept for kept in ledger.claims(question) if kept.claim.figures]


def _periods(parameter: Parameter, scenario: Scenario) -> float:
    """What the period of a declared rate ("round/day") is in the scenario's unit of time; 1 for what is no rate."""
    from entente.lexicon import scenarios

    _, _, per = parameter.unit.rpartition("/")
    if not per or per == parameter.unit:
        return 1.0
    try:
        return scenarios.period(f"1 {per.strip()}", scenario.time)
    except UsageError:
        return 1.0
