"""What is asked of a scenario on its page: the setting that an address holds, and answers that are kept a while."""

from __future__ import annotations

import dataclasses
import math
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from entente.errors import UsageError
from entente.serve.jobs import Busy

if TYPE_CHECKING:
    from fastapi import FastAPI

    from entente.desk import Desk, Ledger
    from entente.records import Scenario, WhatIf

#: Runs of a page's answer, and the most that can be asked for; the seed of all draws.
RUNS, MOST_RUNS, SEED = 2000, 5000, 0
#: Most steps of all runs of all variants that are worked out while somebody waits, about two seconds of one core.
BOUND = 20_000_000
#: Seconds that a question waits for its turn; answers that are kept.
PATIENCE, KEPT = 10.0, 64
#: How many questions may wait at once: each holds one of the 40 threads in which pages are answered.
WAITING = 24
#: Cases that are compared where nothing is said.
COMPARED = 2
_NONE = "none"


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting of a scenario.

    Attributes:
        scenario: its name.
        sets: what is set, by name of parameter, choice or event, in the order of the scenario.
        compare: names of cases.
        ledger: whether parameters that declare it are filled from the ledger.
        usual: the cases compared where nothing is said.
    """

    scenario: str
    sets: Mapping[str, str] = field(default_factory=dict)
    compare: tuple[str, ...] = ()
    ledger: bool = False
    usual: tuple[str, ...] = ()

    @property
    def query(self) -> list[tuple[str, str]]:
        """As fields of the page's address."""
        query = [(f"set.{name}", value) for name, value in self.sets.items()]
        if self.compare != self.usual:
            query += [("compare", name) for name in self.compare] or [("compare", _NONE)]
        return query + ([("ledger", "1")] if self.ledger else [])

    def address(self, rest: str = "", **changes: Any) -> str:
        """The address of this setting, or of one with some of it changed."""
        query = dataclasses.replace(self, **changes).query
        return f"/whatif/{self.scenario}{rest}" + (f"?{urlencode(query)}" if query else "")

    @property
    def as_json(self) -> str:
        """The address of the same answer for programs."""
        query = [("set", f"{name}={value}") for name, value in self.sets.items()]
        query += [("compare", name) for name in self.compare]
        query += [("ledger", "true")] if self.ledger else []
        return f"/api/v1/whatif/{self.scenario}" + (f"?{urlencode(query)}" if query else "")


def setting_of(scenario: Scenario, query: QueryParams) -> Setting:
    """The setting of an address; what is set as the scenario has it anyhow, and what is empty, is left out."""
    given = {name[4:]: value.strip() for name, value in query.multi_items() if name.startswith("set.")}
    usually = {event.name: "on" if event.on else "off" for event in scenario.events}
    order = [each.name for group in (scenario.choices, scenario.events, scenario.parameters) for each in group]
    known = [name for name in order if name in given] + [name for name in given if name not in order]
    sets = {name: given[name] for name in known if given[name] and given[name] != usually.get(name)}
    usual = tuple(case.name for case in scenario.cases[:COMPARED])
    named = [part.strip() for text in query.getlist("compare") for part in text.split(",") if part.strip()]
    cases = tuple(dict.fromkeys(name for name in named if name != _NONE))
    if not named or set(cases) == set(usual):
        cases = usual
    return Setting(scenario.name, sets, cases, query.get("ledger", "") in ("1", "true", "on"), usual)


def bound(scenario: Scenario, setting: Setting) -> None:
    """Holds numbers against the sliders. Raises UsageError that names the field, for one that is not offered."""
    offered = {each.name: each for each in scenario.parameters if each.slider}
    for name, text in setting.sets.items():
        parameter = offered.get(name)
        if parameter is None or parameter.slider is None:
            continue
        low, high = parameter.slider
        try:
            value = float(text.replace(",", ""))
        except ValueError:
            continue  # with a unit, or a distribution: the desk reads it
        if not math.isfinite(value) or not low <= value <= high:
            mend = f"{low:,g} to {high:,g} {parameter.unit}".strip()
            raise UsageError(f"{text} is not offered here", place=name, mend=mend)


def field_of(fault: UsageError) -> str:
    """The field at fault: its name, "compare", or "" where it is none of the form's."""
    place = fault.place.removeprefix("--set").removeprefix("--").strip()
    return place.split(" ")[0] if place else ""


@dataclass(slots=True)
class Answers:
    """Scenarios, read once, and the answers given last; one question is worked out at a time."""

    scenarios: dict[str, Scenario] = field(default_factory=dict)
    kept: OrderedDict[str, WhatIf] = field(default_factory=OrderedDict)
    turn: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(1))
    room: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(WAITING))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def all(self, desk: Desk) -> dict[str, Scenario]:
        """The packaged scenarios by name. Raises LexiconError."""
        with self.lock:
            if not self.scenarios:
                self.scenarios = {each.name: each for each in desk.scenarios()}
            return self.scenarios

    def ask(
        self, desk: Desk, scenario: Scenario, sets: Mapping[str, str], compare: Sequence[str], *, runs: int = RUNS,
        seed: int = SEED, horizon: float | None = None, ledger: Ledger | None = None, version: str = "",
    ) -> WhatIf:  # fmt: skip
        """What the scenario answers; as `desk.whatif`. `version`: of the ledger.

        Raises UsageError for what the scenario does not have, or is too much at once; Busy where others are at it.
        """
        plain = {name: _plain(value) for name, value in sets.items()}
        key = repr(
            (scenario.name, sorted(plain.items()), tuple(compare), runs, seed, horizon, version if ledger else None)
        )
        before = self._before(key)
        if before is not None:
            return before
        _affordable(scenario, plain, compare, runs, horizon)
        if not self._in_turn():
            raise Busy
        try:
            before = self._before(key)
            found = before or desk.whatif(
                scenario, sets=plain, compare=compare, runs=runs, seed=seed, horizon=horizon, ledger=ledger
            )
        finally:
            self.turn.release()
        with self.lock:
            self.kept[key] = found
            while len(self.kept) > KEPT:
                self.kept.popitem(last=False)
        return found

    def _in_turn(self) -> bool:
        if not self.room.acquire(blocking=False):
            return False
        try:
            return self.turn.acquire(timeout=PATIENCE)
        finally:
            self.room.release()

    def _before(self, key: str) -> WhatIf | None:
        with self.lock:
            found = self.kept.get(key)
            if found is not None:
                self.kept.move_to_end(key)
            return found


def _plain(text: str) -> str:
    """A number without commas between its thousands; anything else as it is."""
    bare = text.replace(",", "")
    try:
        float(bare)
    except ValueError:
        return text
    return bare


def _affordable(
    scenario: Scenario, sets: Mapping[str, str], compare: Sequence[str], runs: int, horizon: float | None
) -> None:
    """Raises UsageError for more than can be worked out while somebody waits."""
    variants = max(1, len(compare))
    for choice in scenario.choices:
        variants *= 1 if choice.name in sets else len(choice.options)
    steps = (horizon or scenario.horizon) / scenario.step
    if variants * runs * steps > BOUND:
        raise UsageError(
            f"{variants} variants of {runs:,} runs over {steps:,.0f} steps are too much at once", place="compare",
            mend="compare fewer, or use `entente whatif`",
        )  # fmt: skip


def answers_of(app: FastAPI) -> Answers:
    """The answers of a running desk."""
    if not hasattr(app.state, "whatif"):
        app.state.whatif = Answers()
    found: Answers = app.state.whatif
    return found
