"""A small scenario whose answers can be reckoned by hand, and what is asked of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from entente.futures.whatif.asking import Wanted, whatif
from entente.futures.whatif.simulated import Simulated
from entente.lexicon.scenarios import read
from entente.records import Scenario, WhatIf

#: A store is used up by 1 a month; a partner adds `gift` a month until it stops in month 6 (if it does). A gift of 0.5
#: lasts: 12 + 0.5 t - t = 0 in month 24. Without: month 12.
TEXT = """
[file]
title = "a store" ; origin = "made up" ; date = 2026-01-01 ; licence = "CC0-1.0" ; faults = ["made up <b>"]
[scenario]
name = "store" ; title = "a store & a partner" ; question = "How long does it last?" ; about = "A store."
start = 2024-01-01 ; time = "month" ; step = "0.25 month" ; horizon = "36 month"
[[unit]]
define = "round = [ammunition]"
[[source]]
id = "paper" ; title = "A paper" ; publisher = "Press" ; date = 2024-01-15 ; url = "https://example.org/1"
[[source]]
id = "assumption-a" ; title = "assumed"
[[parameter]]
name = "at_start" ; title = "rounds at the start" ; unit = "round" ; distribution = "uniform(8, 16)"
source = ["paper"]
[[parameter]]
name = "use" ; title = "rounds used" ; unit = "round/month" ; value = 1 ; source = ["assumption-a"]
slider = [0.5, 2]
[[parameter]]
name = "gift" ; title = "rounds given" ; unit = "round/month" ; source = ["paper"] ; value = 0.5
[parameter.ledger]
event = ["TRANSFER"] ; matter = "arms" ; actor = "PRK" ; recipient = "RUS"
units = {round = 1, shell = 1, container = 10} ; per = "12 month"
[[parameter]]
name = "idle" ; title = "what nothing leans on" ; unit = "" ; distribution = "uniform(0, 1)" ; source = ["assumption-a"]
[[choice]]
name = "means" ; title = "what counts as a gift"
[[choice.option]]
name = "narrow" ; title = "new rounds"
[[choice.option.set]]
parameter = "gift" ; value = 0.5 ; source = ["paper"]
[[choice.option]]
name = "wide" ; title = "old rounds too"
[[choice.option.set]]
parameter = "gift" ; value = 1.0 ; source = ["assumption-a"]
[[stock]]
name = "stock" ; title = "rounds in <store>" ; unit = "round" ; initial = "at_start" ; floor = 0
[[lever]]
name = "giving" ; title = "whether gifts come" ; unit = "" ; initial = "1"
[[flow]]
name = "gifts" ; title = "gifts" ; unit = "round/month" ; to = "stock" ; rate = "gift * giving"
[[flow]]
name = "used" ; title = "use" ; unit = "round/month" ; from = "stock" ; rate = "use"
[[event]]
name = "stops" ; title = "the partner stops" ; at = "0 [month]" ; set = {giving = "0"} ; default = "off"
rule = "unsc-1874-9-from" ; source = ["paper"]
[[event]]
name = "empties" ; title = "gifts end once it is empty" ; when = "stock <= 0" ; set = {giving = "0"}
source = ["paper"]
[[case]]
name = "with" ; title = "with the partner" ; set = {stops = "off"}
[[case]]
name = "without" ; title = "without the partner" ; set = {stops = "on"}
[[output]]
name = "stock" ; title = "rounds in store" ; unit = "round" ; formula = "stock"
[[question]]
name = "empty" ; text = "the store is empty" ; asked = "any" ; formula = "stock <= 0" ; by = "24 month"
[[question]]
name = "when" ; text = "the store is empty" ; asked = "first" ; formula = "stock <= 0"
[[question]]
name = "left" ; text = "rounds left" ; asked = "amount" ; unit = "round" ; formula = "stock" ; by = "6 month"
"""


def split_lines(text: str) -> str:
    """TOML has one key a line: " ; " stands for a new line here."""
    return text.replace(" ; ", "\n")


def store(change: Callable[[str], str] = lambda text: text) -> Scenario:
    """The scenario. `change`: of its text."""
    return read(change(split_lines(TEXT)), "store.toml")


def asked(
    scenario: Scenario, sets: Mapping[str, str] | None = None, compare: Sequence[str] = (), runs: int = 400, **more: Any
) -> WhatIf:
    """The answers."""
    wanted = Wanted(sets or {}, compare, runs, **more)
    return whatif(scenario, wanted, Simulated(scenario), lambda name: f"rule {name}")
