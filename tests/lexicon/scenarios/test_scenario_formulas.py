"""Formulas: signs bind as documented, printing is undone by reading, and nothing makes the reader stumble."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.errors import UsageError
from entente.lexicon.scenarios.formulas import CALLED, LONGEST, RESERVED, depth, names_in, parse, told
from entente.lexicon.scenarios.measuring import bounds, constant
from entente.records.scenario import FUNCTIONS, Call, Name, Node, Number

A, B, C = Name("a"), Name("b"), Name("c")


def plain(text: str) -> Node:
    """The tree of a text, every unit being 1."""
    return parse(text, lambda unit: 1.0)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a + b * c", Call("+", (A, Call("*", (B, C))))),
        ("(a + b) * c", Call("*", (Call("+", (A, B)), C))),
        ("a - b - c", Call("-", (Call("-", (A, B)), C))),
        ("a / b / c", Call("/", (Call("/", (A, B)), C))),
        ("a ** b ** c", Call("**", (A, Call("**", (B, C))))),
        ("-a ** 2", Call("neg", (Call("**", (A, Number(2.0))),))),
        ("a ** -b", Call("**", (A, Call("neg", (B,))))),
        ("-a * b", Call("*", (Call("neg", (A,)), B))),
        ("a < b + c", Call("<", (A, Call("+", (B, C))))),
        ("not a < b and b < c", Call("and", (Call("not", (Call("<", (A, B)),)), Call("<", (B, C))))),
        ("a < b or c and b", Call("or", (Call("<", (A, B)), Call("and", (C, B))))),
        ("if(a >= b, min(a, b, c), clip(a, 0, 1))", Call("if", (
            Call(">=", (A, B)), Call("min", (A, B, C)), Call("clip", (A, Number(0.0), Number(1.0)))))),
        ("1_000.5e-1", Number(100.05)),
        (" 30 [ day ] ", Number(30.0, "day")),
    ],
)  # fmt: skip
def test_signs_bind_as_in_python(text: str, tree: Node) -> None:
    assert plain(text) == tree


def test_a_number_with_a_unit_is_in_own_units() -> None:
    assert parse("30 [day]", {"day": 0.5}.__getitem__) == Number(15.0, "day")


@pytest.mark.parametrize(
    ("text", "told_"),
    [
        ("", "at its end"),
        ("a b", "should end at 'b', character 3"),
        ("a +", "goes wrong at its end"),
        ("(a", "has no ) for a ("),
        ("a)", "should end at ')'"),
        ("a < b < c", "compares twice"),
        ("a == b", "should end at '='"),
        ("foo(a)", "unknown function 'foo'"),
        ("mim(a, b)", "did you mean min?"),
        ("min(a)", "min has 1 arguments"),
        ("clip(a, b)", "clip has 2 arguments (give it 3)"),
        ("max", "has max without its arguments"),
        ("A", "'A' is no name"),
        ("__import__", "'__import__' is no name"),
        ("a.b", "should end at '.'"),
        ("a[0]", "should end at '['"),
        ("2x", "goes wrong at '2'"),
        ("1e999", "too large a number"),
        ("'a'", "goes wrong"),
        ("lambda", None),
        ("(" * 100_000, "characters"),
        ("(" * 900, "nested too deep"),
        ("-" * 900 + "1", "nested too deep"),
        ("(" * 1200, "parts"),
        ("+".join("a" * 70), "nested too deep"),
        ("min(" + ",".join("a" * 900) + ")", "parts"),
    ],
)
def test_what_is_no_formula_is_told_where(text: str, told_: str | None) -> None:
    if told_ is None:
        assert plain(text) == Name(text)
        return
    with pytest.raises(UsageError) as raised:
        plain(text)
    assert told_ in str(raised.value)
    assert raised.value.mend


names = st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True).filter(lambda name: name not in RESERVED)
numbers = st.builds(Number, st.floats(0, 1e140, allow_subnormal=False), st.sampled_from(["", "day", "round/day**2"]))


def calls(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Every function and sign over some arguments."""

    def call(function: str) -> st.SearchStrategy[Node]:
        count = FUNCTIONS[function]
        arguments = st.lists(children, min_size=count or 2, max_size=count or 4)
        return arguments.map(lambda items: Call(function, tuple(items)))

    return st.sampled_from(sorted(FUNCTIONS)).flatmap(call)


trees = st.recursive(st.one_of(names.map(Name), numbers), calls, max_leaves=25)


@given(trees)
@settings(deadline=None)
def test_printing_is_undone_by_reading(tree: Node) -> None:
    text = told(tree)
    if len(text) <= LONGEST and depth(tree) < 20:
        assert plain(text) == tree


@given(st.text(alphabet="ab12 .,()[]+-*/<>=eminaxodrtfy_", max_size=80))
@settings(deadline=None)
def test_any_text_is_a_formula_or_a_fault(text: str) -> None:
    try:
        tree = plain(text)
    except UsageError:
        return
    assert plain(told(tree)) == tree


def test_names_come_once_each() -> None:
    assert names_in(plain("a + b * min(c, a)")) == ("a", "b", "c")
    assert set(CALLED) <= set(FUNCTIONS)


@pytest.mark.parametrize(
    ("text", "value"),
    [("2 + 3 * 4", 14.0), ("-2 ** 2", -4.0), ("min(3, 2, 5)", 2.0), ("clip(7, 0, 1)", 1.0), ("exp(0) + ln(1)", 1.0),
     ("sqrt(4) / abs(-8)", 0.25), ("a", None), ("1 < 2", None)],
)  # fmt: skip
def test_what_has_no_names_comes_to_a_number(text: str, value: float | None) -> None:
    assert constant(plain(text)) == value


@pytest.mark.parametrize("text", ["1 / 0", "9 ** 9 ** 9 ** 9", "ln(0)", "sqrt(-1)", "exp(1000)", "(-1) ** 0.5"])
def test_what_comes_to_no_number_is_seen(text: str) -> None:
    assert math.isnan(constant(plain(text)) or 0.0)


def amounts(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Signs and functions that give amounts."""
    one = st.tuples(st.sampled_from(["neg", "abs"]), st.tuples(children))
    two = st.tuples(st.sampled_from(["+", "-", "*", "/", "min", "max"]), st.tuples(children, children))
    return st.one_of(one, two).map(lambda it: Call(*it))


leaves = st.one_of(st.sampled_from([A, B, C]), st.floats(0, 9).map(Number))
ends = st.tuples(st.floats(-9, 9), st.floats(0, 9), st.floats(0, 1))


@given(st.recursive(leaves, amounts, max_leaves=6), st.tuples(ends, ends, ends))
@settings(deadline=None)
def test_a_formula_lies_within_its_bounds(tree: Node, ranges: tuple[tuple[float, float, float], ...]) -> None:
    known = {name: (low, low + long) for name, (low, long, _) in zip("abc", ranges, strict=True)}
    point = {name: (low + share * long,) * 2 for name, (low, long, share) in zip("abc", ranges, strict=True)}
    found, value = bounds(tree, known), bounds(tree, point)
    if found is None or value is None or any(map(math.isnan, (*found, *value))):
        return
    slack = 1e-9 * (1 + abs(value[0]))
    assert found[0] - slack <= value[0] <= found[1] + slack
