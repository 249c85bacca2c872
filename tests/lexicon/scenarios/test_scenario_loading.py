"""Scenario files: what a sound one becomes, where files are found, and that any bytes give a scenario or faults."""

from __future__ import annotations

import datetime as dt
import os
import random
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.errors import LexiconError, UsageError
from entente.lexicon.scenarios import load, names, read, template
from entente.lexicon.scenarios.lines import KeyLines
from entente.records.scenario import Call, Distribution, LedgerFill, Name, Number

HERE = Path(__file__).parent
SMALL = HERE / "small.toml"
SHELLS = HERE.parents[1] / "futures" / "models" / "shells.toml"
REFERENCE = HERE.parents[2] / "docs" / "reference" / "scenarios.md"


def test_no_group_of_stocks_need_be_conserved() -> None:
    text = SMALL.read_text(encoding="utf-8")
    changed = re.sub(r"(?m)^conserved = .*$", "conserved = []", text)
    assert changed != text
    assert read(changed, "small.toml").conserved == ()


def test_what_a_file_has_becomes_a_scenario() -> None:
    found = load(SMALL)
    assert (found.name, found.start, found.time) == ("small", dt.date(2024, 1, 1), "month")
    assert (found.step, found.horizon) == (0.25, 24.0)
    assert found.conserved == (("depot", "under_way", "stock"),)
    assert found.units == ("round = [ammunition]",)
    assert found.actors == {"RUS": "Russia"}
    assert [source.weak for source in found.sources] == [False, True, True]
    assert found.sources[2].date == found.date == dt.date(2026, 11, 26)
    assert found.notes == ()
    assert found.path == str(SMALL)


def test_every_number_has_its_unit_its_source_and_its_date() -> None:
    use, share, production, stock, transit = load(SMALL).parameters
    assert use.distribution == Distribution("triangular", (7000.0, 10000.0, 12000.0))
    assert (use.factor, use.slider, use.weak) == (30.4375, (5000.0, 20000.0), False)
    assert use.date == dt.date(2024, 1, 15)
    assert (share.weak, share.sources) == (True, ("assumption-pace",))
    assert (stock.factor, stock.weak, stock.date) == (1000.0, False, dt.date(2023, 12, 31))
    assert transit.factor == pytest.approx(7 / 30.4375)
    assert production.ledger == LedgerFill(
        ("TRANSFER",), "arms", "PRK", "RUS", ("round", "container"), {"round": 1.0, "container": 300.0}, 12.0
    )
    assert SMALL.read_text(encoding="utf-8").split("\n")[use.line - 1] == "[[parameter]]"


def test_definitions_stay_beside_each_other() -> None:
    found = load(SMALL)
    [choice] = found.choices
    made, refurbished = choice.options
    assert made.values["production"].distribution.kind == "uniform"
    assert refurbished.values["production"].distribution == Distribution("value", (4.5e6,))
    assert (refurbished.values["production"].sources, refurbished.values["production"].weak) == (("blog",), True)
    production = next(item for item in found.parameters if item.name == "production")
    assert production.distribution == made.values["production"].distribution


def test_formulas_are_in_own_units() -> None:
    found = load(SMALL)
    [rule], [stops, inspection, empty] = found.rules, found.events
    assert rule.when.tree == Call("<", (Name("cover"), Number(pytest.approx(30 / 30.4375), "day")))
    assert rule.sets["fire"].text == "0.7"
    assert rule.chance is not None
    assert rule.chance.tree == Number(0.5, "1/month")
    assert stops.at is not None
    assert (stops.at.tree, stops.on, stops.rule) == (Number(18.0, "month"), False, "unsc-1874-9-from")
    assert inspection.at is not None
    assert inspection.at.tree == Number(pytest.approx(366 / 30.4375), "month")
    assert (empty.at, empty.on) == (None, True)
    assert found.cases[0].sets == {"partner_stops": "on", "use": "12000", "means": "made"}


def test_each_comes_after_what_it_is_reckoned_from() -> None:
    order = load(SMALL).order
    assert order.index("arriving") < order.index("received")
    assert set(order) == {"made", "sent", "received", "fired", "arriving", "cover"}


def test_a_delay_without_a_beginning_comes_after_its_input() -> None:
    text = SMALL.read_text(encoding="utf-8").replace('initial = "0 [round/month]"\n', "")
    order = read(text, "small.toml").order
    assert order.index("sent") < order.index("arriving") < order.index("received")


def test_questions_say_in_which_unit_and_until_when() -> None:
    low, first, total, left = load(SMALL).questions
    assert (low.unit, low.by) == ("", 12.0)
    assert (first.unit, first.by) == ("week", None)
    assert first.factor == pytest.approx(7 / 30.4375)
    assert (total.factor, left.factor) == (1.0, 1000.0)


def test_all_factors_of_the_benchmark_are_exactly_one() -> None:
    found = load(SHELLS)
    assert {item.factor for item in (*found.parameters, *found.stocks, *found.flows, *found.outputs)} == {1.0}
    assert (found.step, found.horizon) == (0.125, 60.0)


@pytest.mark.parametrize("name", names())
def test_packaged_scenarios_have_no_fault(name: str) -> None:
    found = load(name)
    assert found.name == name
    assert found is load(name)
    assert found.questions


def test_a_scenario_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    for given_ in ("no_such", tmp_path / "none.toml", tmp_path, "a\0b", "x" * 5000, os.devnull):
        with pytest.raises(UsageError) as raised:
            load(given_)
        assert raised.value.exit_code == 2
        assert raised.value.mend


def test_a_fault_names_the_file_as_it_was_given(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(SMALL.read_bytes().replace(b"a stock that", b"a \xff that"))
    with pytest.raises(LexiconError) as raised:
        load(str(path))
    assert raised.value.faults == [f"{path}:11: is not UTF-8 (save the file as UTF-8)"]
    assert raised.value.exit_code == 4
    path.write_bytes(b"#" * 600_000)
    with pytest.raises(LexiconError) as raised:
        load(path)
    assert "more than 500,000 bytes" in raised.value.faults[0]


def test_line_ends_and_byte_order_marks_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.read_bytes().replace(b"\n", b"\r\n"))
    assert load(path).parameters == load(SMALL).parameters


def test_an_unused_source_and_a_bare_number_are_noted() -> None:
    text = SMALL.read_text(encoding="utf-8").replace('source = ["assumption-pace"]', 'source = ["paper"]')
    text = text.replace('rate = "use * fire"', 'rate = "0.93 * use * fire"').replace(', fire = "0.7"', "")
    notes = read(text, "mine.toml").notes
    assert notes == (
        "mine.toml:38: nothing uses the source 'assumption-pace'",
        "mine.toml:154: the number 0.93 in fired has no source",
    )


def test_the_template_loads_without_faults_or_notes() -> None:
    found = read(template("my_model"), "my_model.toml")
    assert (found.name, found.notes) == ("my_model", ())
    assert {case.name for case in found.cases} == {"with", "without"}
    for name in ("My", "a b", "", "time", "1a", "x" * 99, "a\nb", '"'):
        with pytest.raises(UsageError):
            template(name)


def test_the_example_of_the_reference_loads() -> None:
    blocks = REFERENCE.read_text(encoding="utf-8").split("```toml\n")[1:]
    [whole] = [block.split("```")[0] for block in blocks if block.startswith("[file]")]
    assert read(whole, "example.toml").notes == ()


def test_the_reference_names_every_table_and_key() -> None:
    from entente.lexicon.scenarios.keys import TABLES
    from entente.records.scenario import ASKED, DELAYS, DISTRIBUTIONS, FUNCTIONS

    text = REFERENCE.read_text(encoding="utf-8")
    words = [key.rstrip("!") for keys in TABLES.values() for key in keys]
    for word in (*TABLES, *words, *ASKED, *DELAYS, *(set(DISTRIBUTIONS) - {"value"}), *(set(FUNCTIONS) - {"neg"})):
        assert word in text, word


def test_loading_the_module_does_not_load_pint() -> None:
    code = "import sys, entente.lexicon.scenarios; sys.exit('pint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("scenario", "time"), 15),
        (("parameter", 0), 42),
        (("parameter", 2, "ledger", "per"), 67),
        (("choice", 0, "option", 1, "set", 0, "value"), 102),
        (("actor", 0, "rule", 0, "lasts"), 193),
        (("event", 0, "set", "shipping"), 202),
        (("question", 3, "formula"), 258),
        (("question", 9), 1),
    ],
)
def test_every_key_has_its_line(path: tuple[str | int, ...], line: int) -> None:
    assert KeyLines(SMALL.read_text(encoding="utf-8")).of(path) == line


def test_lines_are_found_past_strings_and_lists_over_lines() -> None:
    text = 'a = """\n[[b]]\nc = 1 \\" ]\n"""\nd = [ # [[b]]\n  "]", \'[\',\n]\n[[b]]\n"e.f" = 1\ng.h = {i = 1}\n[[b]]\n'
    lines = KeyLines(text)
    assert tomllib.loads(text)["b"][0]["g"] == {"h": {"i": 1}}
    assert [lines.of(path) for path in (("d",), ("b", 0), ("b", 0, "e.f"), ("b", 0, "g", "h", "i"), ("b", 1))] == [
        5, 8, 9, 10, 11,
    ]  # fmt: skip


def told(data: bytes) -> None:
    """Any bytes give a scenario, or faults of one line each."""
    try:
        read(data.decode("utf-8", "surrogateescape"), "f.toml")
    except LexiconError as error:
        wrong = [fault for fault in error.faults if "\n" in fault or not fault.startswith("f.toml:")]
        if wrong or not error.faults:
            pytest.fail(f"not told: {wrong}")


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes_are_taken_or_told(data: bytes) -> None:
    told(data)


@given(st.integers(0, 2**32), st.integers(1, 8))
@settings(deadline=None, max_examples=60)
def test_a_file_with_pieces_changed_is_taken_or_told(seed: int, count: int) -> None:
    chance = random.Random(seed)
    data = SMALL.read_bytes()
    for _ in range(count):
        at, long = chance.randrange(len(data)), chance.choice((0, 1, 1, 5, 40))
        pieces = (b"", b"\n", b'"', b"[", b"]]", b"=", b"{", b"-", b"9", b"1e999", b"\xff", b"stock", b"nan")
        piece = chance.choice((*pieces, data[at - 30 : at], data[-at:][:60]))
        data = data[:at] + piece + data[at + long :]
    told(data)


values = st.one_of(
    st.text(max_size=8), st.integers(-(10**20), 10**20), st.floats(), st.booleans(), st.just("stock"), st.just([]),
    st.just({}), st.just(["paper"]), st.just([{"name": "a"}]), st.just("1e9 [yottaround**9]"), st.just("if(1, 2, 3)"),
)  # fmt: skip


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_a_file_with_values_of_other_kinds_is_taken_or_told(data: st.DataObject) -> None:
    lines = SMALL.read_text(encoding="utf-8").split("\n")
    keyed = [index for index, line in enumerate(lines) if " = " in line and line[0] != "#"]
    for index in data.draw(st.lists(st.sampled_from(keyed), min_size=1, max_size=4)):
        key = lines[index].split(" = ")[0]
        lines[index] = f"{key} = {as_toml(data.draw(values))}"
    told("\n".join(lines).encode("utf-8", "surrogatepass"))


def as_toml(value: object) -> str:
    """A value as TOML has it."""
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(sign):08x}" if not sign.isalnum() else sign for sign in value) + '"'
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {as_toml(item)}" for key, item in value.items()) + "}"
    return str(value).lower()
