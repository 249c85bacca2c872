"""Every fault of a scenario file is told in one line with the file, the line of the key and a mend."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from entente.errors import LexiconError
from entente.lexicon.scenarios import read

SMALL = (Path(__file__).parent / "small.toml").read_text(encoding="utf-8")


def faults(text: str) -> list[str]:
    """What is told of a text."""
    with pytest.raises(LexiconError) as raised:
        read(text, "mine.toml")
    return raised.value.faults


def changed(old: str, new: str) -> tuple[str, int]:
    """The small scenario with one change, and the line on which it begins."""
    assert SMALL.count(old) == 1, old
    return SMALL.replace(old, new), SMALL[: SMALL.index(old)].count("\n") + 1


#: What is changed to what; what the fault tells; how many lines after the change's first it stands.
CASES = {
    "stock + rate": ('formula = "stock / use"', 'formula = "stock + use"', "stock is in round, use is in round/day", 0),
    "unit of a variable": (
        'formula = "stock / use"',
        'formula = "stock"',
        "stock is in round, the variable cover is in day",
        0,
    ),
    "comparison": (
        'when = "cover < 30 [day]"',
        'when = "cover < 30"',
        "cover is in day, 30 has no unit",
        0,
    ),
    "condition for an amount": ('when = "cover < 30 [day]"', 'when = "cover"', "cover is no condition", 0),
    "amount for a condition": (
        'rate = "use * fire"',
        'rate = "use * (fire < 1)"',
        "fire < 1 is a condition where an amount is needed",
        0,
    ),
    "rate against stock": (
        'unit = "round/month"\nfrom = "stock"\nrate = "use * fire"',
        'unit = "round"\nfrom = "stock"\nrate = "stock"',
        "the flow fired is in round, the stock stock in round",
        0,
    ),
    "exponential of a unit": (
        'formula = "stock / use"',
        'formula = "exp(stock) * 1 [day]"',
        "stock is in round, in exp",
        0,
    ),
    "exponent": ('formula = "stock / use"', 'formula = "stock ** fire"', "its exponent is no plain number", 0),
    "unknown name": (
        'formula = "stock / use"',
        'formula = "stok / use"',
        "unknown name 'stok' (did you mean stock?)",
        0,
    ),
    "unknown unit": ('unit = "round/day"', 'unit = "rouns/day"', "unknown unit 'rouns' (did you mean round?)", 0),
    "unknown unit in a formula": ('"stock / use"', '"1 [dya]"', "unknown unit 'dya' (did you mean day?)", 0),
    "own unit known": ('"round = [ammunition]"', '"day = [ammunition]"', "the unit 'day' is known already", 0),
    "own unit by a number": ('"round = [ammunition]"', '"round = 3 kilogram"', "cannot define a unit", 0),
    "name twice": (
        'name = "cover"\ntitle = "days of use in stock"\nunit = "day"\nformula = "stock / use"',
        'name = "use"\ntitle = "x"\nunit = "day"\nformula = "stock / use"',
        "the name use is taken by the parameter in line 42",
        0,
    ),
    "choice named as a parameter": ('name = "means"', 'name = "use"', "the name use is taken by the parameter", 0),
    "reserved name": (
        'name = "cover"\ntitle = "days of use in stock"\nunit = "day"\nformula = "stock / use"',
        'name = "time"\ntitle = "x"\nunit = "day"\nformula = "stock / use"',
        "name is no name",
        0,
    ),
    "circle": (
        'formula = "stock / use"',
        'formula = "stock / use"\n[[variable]]\nname = "a"\ntitle = "a"\n'
        'unit = ""\nformula = "b"\n[[variable]]\nname = "b"\ntitle = "b"\nunit = ""\nformula = "a"',
        "a circle without a stock: a -> b -> a (put a stock",
        1,
    ),
    "circle at the start": (
        'input = "sent"\ntime = "transit"\ninitial = "0 [round/month]"',
        'input = "received"\ntime = "transit"',
        "a circle without a stock: received -> arriving -> received (give the delay an initial value)",
        -20,
    ),
    "no source": ('value = 0.5\nsource = ["assumption-pace"]', "value = 0.5", "the number share has no source", -4),
    "unknown source": (
        'value = 6\nsource = ["paper"]',
        'value = 6\nsource = ["papre"]',
        "unknown source 'papre' (did you mean paper?)",
        1,
    ),
    "no date": (
        'value = 4.5e6\nsource = ["blog"]\ndate = 2024-05-01',
        'value = 4.5e6\nsource = ["blog"]',
        "the number production has no date",
        -2,
    ),
    "source without url": ('url = "example.org/rounds"', "", "the source 'paper' has no url", -5),
    "source twice": ('id = "blog"', 'id = "paper"', "the source 'paper' is there twice", 0),
    "sure assumption": ('id = "assumption-pace"', 'id = "assumption-pace"\nweak = false', "an assumption is weak", 1),
    "no mass": ('"triangular(7000, 10000, 12000)"', '"uniform(5, 5)"', "use: uniform(5, 5) has no mass", 0),
    "mode outside": ('"triangular(7000, 10000, 12000)"', '"triangular(7000, 1, 12000)"', "has its mode outside", 0),
    "no distribution": ('"triangular(7000, 10000, 12000)"', '"gauss(1, 2)"', "unknown distribution 'gauss'", 0),
    "value and distribution": ("value = 0.5", 'value = 0.5\ndistribution = "uniform(0, 1)"', "has both", -4),
    "neither": ("value = 0.5\n", "", "share has neither value nor distribution", -4),
    "not a number": ("value = 0.5", "value = nan", "value is no finite number", 0),
    "endless": ("value = 0.5", "value = inf", "value is no finite number", 0),
    "slider outside": ("slider = [5000, 20000]", "slider = [11000, 20000]", "leaves out its usual value, 10000", 0),
    "slider turned": ("slider = [5000, 20000]", "slider = [20000, 5000]", "has no length", 0),
    "ledger event": (
        'event = ["TRANSFER"]',
        'event = ["TRANSFR"]',
        "unknown event 'TRANSFR' (did you mean TRANSFER?)",
        0,
    ),
    "ledger matter": ('matter = "arms"', 'matter = "shells"', "unknown matter 'shells'", 0),
    "ledger code": ('actor = "PRK"', 'actor = "PKR"', "unknown code 'PKR'", 0),
    "ledger period": ('per = "1 year"', "", "production is a rate: for which period", -6),
    "options differ": (
        'parameter = "production"\nvalue = 4.5e6',
        'parameter = "share"\nvalue = 1',
        "the options of means set different parameters: production, share",
        -4,
    ),
    "option of nothing": (
        'parameter = "production"\nvalue = 4.5e6',
        'parameter = "prodction"\nvalue = 1',
        "unknown parameter 'prodction' (did you mean production?)",
        0,
    ),
    "start of a stock below its floor": (
        '"uniform(500, 1500)"',
        '"normal(500, 300)"',
        "the stock stock may begin without a lower end, below its floor of 0",
        38,
    ),
    "negative stock": (
        'initial = "stock_at_start"\nfloor = 0',
        'initial = "-1 [round]"\nfloor = 0',
        "the stock stock may begin at -1, below its floor of 0",
        0,
    ),
    "start from a flow": ('initial = "2 * stock_at_start"', 'initial = "2 [month] * sent"', "'sent' is a flow", 0),
    "flow to nothing": (
        'from = "under_way"\nto = "stock"',
        'from = "under_way"\nto = "stck"',
        "unknown stock 'stck' (did you mean stock?)",
        1,
    ),
    "flow without ends": ('from = "stock"\nrate', "rate", "the flow fired has neither from nor to", -4),
    "flow to itself": ('from = "under_way"\nto = "stock"', 'from = "stock"\nto = "stock"', "from stock to itself", 1),
    "delay's kind": ('kind = "fixed"', 'kind = "fix"', "unknown kind 'fix'", 0),
    "delay of nothing": (
        'unit = "week"\nvalue = 6',
        'unit = "week"\nvalue = 0',
        "can be 0 month, less than a step",
        81,
    ),
    "delay shorter than a step": (
        'unit = "week"\nvalue = 6',
        'unit = "day"\nvalue = 3',
        "less than a step (0.25 month)",
        81,
    ),
    "delay's time no time": ('time = "transit"', 'time = "stock_at_start"', "stock_at_start is in kiloround", 0),
    "unknown lever": ('set = {fire = "0.7"}', 'set = {fir = "0.7"}', "unknown lever 'fir' (did you mean fire?)", 0),
    "no lever": ('set = {fire = "0.7"}', 'set = {cover = "0.7"}', "'cover' is no lever", 0),
    "lever's unit": (
        'set = {fire = "0.7"}',
        'set = {fire = "1 [day]"}',
        "1 [day] is in day, the lever fire is without",
        0,
    ),
    "rule's chance": (
        'chance = "0.5 [1/month]"',
        'chance = "0.5"',
        "0.5 has no unit, the chance of a rule is in 1/month",
        0,
    ),
    "negative chance": (
        'chance = "0.5 [1/month]"',
        'chance = "-1 [1/month]"',
        "chance is -1 (it must be of 0 or more)",
        0,
    ),
    "reaction no time": ('reaction = "1 [month]"', 'reaction = "1"', "1 has no unit, reaction is in month", 0),
    "lasts no time": ('lasts = "6 [month]"', 'lasts = "6 [round]"', "6 [round] is in round, lasts is in month", 0),
    "unknown actor": ('code = "RUS"', 'code = "RUZ"', "unknown code 'RUZ'", 0),
    "rule without a source": (
        'set = {fire = "0.7"}\nsource = ["paper"]',
        'set = {fire = "0.7"}',
        "source is missing",
        -8,
    ),
    "event without a time": ('at = "18 [month]"\n', "", "neither at, on nor when", -3),
    "event with two": ('at = "18 [month]"', 'at = "18 [month]"\nwhen = "cover < 1 [day]"', "has at and when", -3),
    "event's chance": ("chance = 0.3", "chance = 1.3", "chance is 1.3 (it must be from 0 to 1)", 0),
    "event before the start": ("on = 2025-01-01", "on = 2023-01-01", "2023-01-01 is outside of the scenario", 0),
    "event after the horizon": ('at = "18 [month]"', 'at = "3 [year]"', "at is 36 (it must be from 0 to 24)", 0),
    "event's default": ('default = "off"', 'default = "no"', "the default is 'no' (write on or off)", 0),
    "sanctions rule": ('"unsc-1874-9-from"', '"unsc-1874-9"', "unknown sanctions rule 'unsc-1874-9'", 0),
    "case of nothing": (
        "use = 12000",
        "usee = 12000",
        "'usee' is no parameter, choice or event (did you mean use?)",
        0,
    ),
    "case in another unit": ("use = 12000", 'use = "12 [day]"', "12 [day] is in day, use in round/day", 0),
    "case's option": ('means = "made"', 'means = "mad"', "means has no option 'mad' (did you mean made?)", 0),
    "case's event": (
        'partner_stops = "on"',
        'partner_stops = "yes"',
        "'yes' is not when an event happens (write on, off",
        0,
    ),
    "output's unit": ('formula = "cover"', 'formula = "stock"', "stock is in round, the output cover is in day", 0),
    "asked": ('asked = "any"', 'asked = "anny"', "unknown word 'anny' in asked", 0),
    "question after the horizon": ('by = "1 year"', 'by = "3 year"', "by 36 month is after the horizon of 24", 0),
    "question's amount": ('asked = "any"', 'asked = "most"', "unit is missing in [[question]]", -3),
    "total of a stock": ('formula = "fired"', 'formula = "stock"', "by time is in round/month", 0),
    "conserved": ('["depot", "under_way", "stock"]', '["depot", "under_way", "cover"]', "'cover' is no stock", 0),
    "time": ('time = "month"', 'time = "moon"', "unknown unit of time 'moon'", 0),
    "step no period": ('step = "0.25 month"', 'step = "often"', "'often' is no period", 0),
    "step of nothing": ('step = "0.25 month"', 'step = "0 month"', "a period of 0 month", 0),
    "step and horizon": ('step = "0.25 month"', 'step = "7 month"', "the step does not divide the horizon", 0),
    "horizon": ('horizon = "24 month"', 'horizon = "9000 year"', "the horizon is after the year 9999", 0),
    "option's kind": ("value = 4.5e6", 'value = "much"', "value is no finite number", 0),
    "first option's kind": (
        'distribution = "uniform(2.0e6, 2.7e6)"',
        'value = "much"',
        "value is no finite number",
        0,
    ),
    "steps": ('step = "0.25 month"', 'step = "0.00001 month"', "2,400,000 steps are more than 1,000,000", 0),
    "unknown key": (
        'initial = "stock_at_start"',
        'intial = "stock_at_start"',
        "unknown key 'intial' in [[stock]] (did you mean initial?)",
        0,
    ),
    "missing key": ('initial = "stock_at_start"\n', "", "initial is missing in [[stock]]", -4),
    "wrong type": ('title = "usable rounds"', "title = 3", "title is no filled text", 0),
    "unknown table": (
        '[[lever]]\nname = "fire"',
        '[[leverr]]\nname = "fire"',
        "unknown table [leverr] (did you mean lever?)",
        0,
    ),
    "bomb": ('formula = "stock / use"', 'formula = "9**9**9**9 * stock / use"', "9 ** 9 ** 9 comes to no finite", 0),
    "by nought": ('formula = "stock / use"', 'formula = "1 / 0 * stock / use"', "1 / 0 comes to no finite number", 0),
    "nested": ('"stock / use"', '"' + "(" * 1900 + "stock" + ")" * 1900 + '"', "a formula", 0),
}


#: Faults after which a name or unit is missing that others use.
SPREADING = ("own unit known", "name twice", "reserved name")


@pytest.mark.parametrize("case", CASES)
def test_a_fault_is_told_with_its_line(case: str) -> None:
    old, new, told, after = CASES[case]
    text, line = changed(old, new)
    found = faults(text)
    assert any(told in fault for fault in found), found
    first = next(fault for fault in found if told in fault)
    assert first.startswith(f"mine.toml:{line + after}: "), (first, line + after)
    assert first.endswith(")")


@pytest.mark.parametrize("case", CASES)
def test_one_fault_brings_few_others(case: str) -> None:
    old, new, _, _ = CASES[case]
    assert len(faults(changed(old, new)[0])) <= (4 if case not in SPREADING else 16)


def test_all_faults_are_told_at_once_in_the_order_of_lines() -> None:
    text = SMALL
    for case in ("unknown lever", "no mass", "sanctions rule", "total of a stock", "comparison", "step of nothing"):
        old, new, _, _ = CASES[case]
        text = text.replace(old, new)
    found = faults(text)
    lines = [int(fault.split(":")[1]) for fault in found]
    assert len(found) == 6
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "mine.toml:1: an empty file"),
        ("# nothing\n", "mine.toml:1: an empty file"),
        ("[file]\ntitle = \n", "mine.toml:2: no TOML"),
        ("a = 1\nb = [1,\n", "mine.toml:3: no TOML"),
        ("x = 1\nx = 2\n", "mine.toml:2: no TOML: Cannot overwrite a value"),
        ("a = 'one'\nb\n", "mine.toml:2: no TOML"),
        ("file = 3\n", "[file] is no table"),
        ("[[scenario]]\nname = 'a'\n", "[scenario] is no table"),
        ("stock = 3\n", "[stock] is no list of entries"),
        ("stock = [3]\n", "[[stock]] is no table"),
        ("[stock]\nname = 'a'\n", "[stock] is no list of entries"),
        ("[file]\ntitle = 'a'\n", "no [[stock]] in it"),
        ("[file]\ntitle = 'a'\n", "no [scenario] table"),
        ("[[stock]]\nname = 'a'\n", "no [file] table"),
        ("[[stock]]\nname = 'a'\n", "no [[output]] in it"),
        ("a = " + "[" * 5000, "brackets nested too deep"),
        ("a = " + "9" * 5000, "no TOML"),
        ("a = '" + "x" * 9000 + "'", "a line of 9,006 characters"),
        ("a." * 500 + "b = 1", "a name with twenty dots"),
        ("# " + "x" * 7000 + "\n" + "#\n" * 300_000, "a file of more than 500,000 bytes"),
        ("[[stock]]\n" * 2500, "2,500 entries"),
        ("[[case]]\nname = 'a'\n" * 1500, "more faults"),
    ],
)
def test_what_is_no_scenario_at_all(text: str, told: str) -> None:
    found = faults(text)
    assert any(told in fault for fault in found), found[:5]
    assert all(re.match(r"mine\.toml(:\d+)?: .+ \(.+\)$", fault) for fault in found)


def test_a_fault_is_one_line_whatever_the_file_has() -> None:
    text, _ = changed('title = "usable rounds"', 'title = "usable rounds"\n"a\\nb\\u001b[31m" = 1')
    [fault] = faults(text)
    assert "\n" not in fault
    assert "\x1b" not in fault
