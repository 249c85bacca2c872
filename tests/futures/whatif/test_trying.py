from __future__ import annotations

import re

from entente.futures.whatif.trying import tried
from entente.lexicon.scenarios import load, names
from tests.futures.whatif.builders import asked, store


def test_a_stock_without_a_floor_that_falls_below_nothing_is_told_with_its_line() -> None:
    scenario = store(lambda text: text.replace("\nfloor = 0", ""))
    line = scenario.stocks[0].line
    (told,) = tried(scenario)
    assert told == (
        f"store.toml:{line}: the stock “rounds in <store>” falls below 0 in every run with every number at its "
        "middle; its answers mean nothing there: give it floor = 0"
    )
    found = asked(scenario, {"means": "narrow", "gift": "0"}, runs=50)
    assert [note for note in found.urgent if note.startswith(f"store.toml:{line}: the stock")]
    assert set(found.urgent) <= set(found.notes)


def test_what_runs_away_is_told_with_its_line() -> None:
    scenario = store(lambda text: text.replace('"gift * giving"', '"gift * giving * exp(1000 * stock / at_start)"'))
    (told,) = tried(scenario)
    lines = {each.name: each.line for each in (*scenario.flows, *scenario.stocks)}
    line, name = re.match(r"store\.toml:(\d+): (\w+) stops being a finite number in month 0", told).groups()  # type: ignore[union-attr]
    assert lines[name] == int(line)


def test_nothing_goes_wrong_in_a_sound_scenario() -> None:
    assert tried(store()) == []
    for name in names():
        assert tried(load(name)) == [], name
