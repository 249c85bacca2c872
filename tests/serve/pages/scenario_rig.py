"""A scenario and an answer made by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from entente.errors import UsageError
from entente.records.finding import Estimate
from entente.records.outlook import Answer, Course, Difference, UsedParameter, Variant, WhatIf
from entente.records.scenario import (
    ActorRule,
    Case,
    Choice,
    Distribution,
    Flow,
    Formula,
    LedgerFill,
    Lever,
    Number,
    Option,
    Output,
    Parameter,
    Scenario,
    ScenarioEvent,
    ScenarioQuestion,
    ScenarioSource,
    Stock,
)


def formula(text: str) -> Formula:
    """A formula of which only the words count."""
    return Formula(text, Number(0.0))


def parameter(name: str, **more: Any) -> Parameter:
    """A number; `more`: fields."""
    values: dict[str, Any] = {
        "title": f"{name} of shells", "unit": "round/day", "factor": 1.0, "sources": ("paper",),
        "distribution": Distribution("triangular", (7000.0, 10000.0, 12000.0)), "date": None,
    }  # fmt: skip
    return Parameter(name, **{**values, **more})


SOURCES = (
    ScenarioSource("paper", "How shells are fired", "A Journal", dt.date(2024, 1, 15), "https://paper.example/1"),
    ScenarioSource("guess", "What is assumed", "", None, "", weak=True, note="nobody has counted"),
)
RULE = "unsc-1718-2-launch"


def scenario(**more: Any) -> Scenario:
    """Shells of one side, with and without the other; `more`: fields."""
    values: dict[str, Any] = {
        "name": "shells", "title": "shells with and without the partner", "about": "Rounds, not barrels.",
        "question": "How long do the shells last without the partner?", "origin": "made for a test",
        "licence": "CC0-1.0", "faults": ("Barrels are left out.",), "date": dt.date(2026, 11, 26),
        "start": dt.date(2024, 1, 1), "time": "month", "step": 0.125, "horizon": 36.0, "sources": SOURCES,
        "parameters": (
            parameter("use", slider=(5000.0, 20000.0),
                      ledger=LedgerFill((), "arms", "", "", ("round",), {"round": 1.0})),
            parameter("duds", unit="", distribution=Distribution("value", (0.3,)), sources=("guess",), weak=True,
                      slider=(0.0, 0.6)),
            parameter("hidden"),
        ),
        "choices": (Choice("made", "what counts as made", (
            Option("new", "newly made alone", {"hidden": parameter("hidden")}),
            Option("all", "refurbished ones too", {"hidden": parameter("hidden", sources=("guess",), weak=True)}),
        )),),
        "stocks": (Stock("stock", "usable shells", "round", 1.0, formula("1e6"), 0.0),),
        "flows": (Flow("fired", "shells fired", "round/day", 1.0, "stock", "", formula("use")),),
        "levers": (Lever("shipping", "whether the partner ships", "", 1.0, formula("1")),),
        "rules": (ActorRule("RUS", "ration", "rations fire when little is left", formula("stock < 30 [day]"),
                            {"shipping": formula("0.7")}, sources=("paper",)),),
        "events": (ScenarioEvent("stops", "the partner stops", {"shipping": formula("0")}, at=formula("18 [month]"),
                                 on=False, rule=RULE),
                   ScenarioEvent("winter", "winter comes", {"shipping": formula("1")}, at=formula("6 [month]"))),
        "cases": (Case("with", "with the partner", {}), Case("without", "without the partner", {"stops": "on"}),
                  Case("half", "with half of it", {})),
        "outputs": (Output("stock", "usable shells", "round", 1.0, formula("stock")),),
        "questions": (ScenarioQuestion("low", "the stock falls under 30 days of use", "any", formula("stock < 1")),),
        "path": "shells.toml", "actors": {"RUS": "Russia"},
    }  # fmt: skip
    return Scenario(**{**values, **more})


def whatif(of: Scenario, sets: Mapping[str, str], compare: Sequence[str], runs: int, **more: Any) -> WhatIf:
    """An answer in which the stock falls faster the more is fired. Raises UsageError as the desk does."""
    known = {each.name for group in (of.parameters, of.choices, of.events) for each in group}
    for name, value in sets.items():
        if name not in known:
            raise UsageError(f"no parameter, choice or event {name!r}", place="--set", mend="did you mean use?")
        if name == "use" and not value.replace(".", "").isdigit() and "(" not in value:
            raise UsageError(f"{value!r} is no number", place="--set use", mend="a number of round/day")
    cases = {case.name: case.title for case in of.cases}
    for name in compare:
        if name not in cases:
            raise UsageError(f"no case {name!r}", place="--compare", mend=f"one of {', '.join(cases)}")
    variants = [Variant(name, cases[name], {}) for name in compare] or [Variant("as it is", "as the file has it", {})]
    use = float(sets["use"]) if sets.get("use", "").replace(".", "").isdigit() else 10000.0
    times = tuple(float(month) for month in range(37))
    courses, answers = [], []
    for turn, variant in enumerate(variants):
        middle = [4e6 - 30 * use * month * (1 + turn) / 10 for month in times]
        spread = {0.05: -0.5e6, 0.25: -0.2e6, 0.5: 0.0, 0.75: 0.2e6, 0.95: 0.6e6}
        levels = {level: tuple(value + more * (1 + month / 36) for month, value in enumerate(middle))
                  for level, more in spread.items()}  # fmt: skip
        courses.append(Course("stock", "usable shells", "rounds", variant.name, levels))
        share = min(1.0, 0.1 + 0.3 * turn + use / 1e5)
        text = f"the stock falls under 30 days of use in {share:.0%} of runs {variant.title}"
        answers.append(Answer("low", variant.name, text, "any", "", share, share - 0.02, share + 0.02, share))
    differences = [
        Difference("low", variants[0].name, other.name, f"30 points more {other.title}", "", Estimate(0.3, 0.28, 0.32))
        for other in variants[1:]
    ]  # fmt: skip
    used = [
        UsedParameter(each.name, each.title, each.unit, variant.name, each.distribution,
                      tuple(source for source in of.sources if source.id in each.sources), each.weak, each.note)
        for variant in variants for each in of.parameters
    ]  # fmt: skip
    return WhatIf(
        of.name, of.title, of.about, of.question, of.start, of.time, runs, 0, of.horizon, times, tuple(variants),
        tuple(courses), tuple(answers), tuple(differences), (), (), tuple(used), ("1 number rests on a weak source.",),
    )  # fmt: skip
