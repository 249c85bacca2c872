from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.futures.simulation.graph import RUNS, STEPS, Graph
from entente.futures.simulation.tape import Pick, Workspace
from entente.records.scenario import Call, Name, Number
from tests.futures.simulation.builders import call, term

LEAVES = {"p": np.array([0.5, 2.0, 3.0]), "s": np.array([1.0, -1.0, 4.0]), "r": np.array([0.0, 7.0, -2.0])}
TIME = 3.0


def leaves(graph: Graph):
    return {
        "p": graph.parameter("p", positive=True), "s": graph.state("s"), "r": graph.state("r"), "time": graph.time(),
    }.__getitem__  # fmt: skip


def reckon(tree, run: int):
    """A formula for one run, the plain way."""
    if isinstance(tree, Number):
        return tree.value
    if isinstance(tree, Name):
        return TIME if tree.name == "time" else LEAVES[tree.name][run]
    a = [reckon(argument, run) for argument in tree.arguments]
    with np.errstate(all="ignore"):
        match tree.function:
            case "if":
                return a[1] if a[0] else a[2]
            case "min" | "max":
                found = a[0]
                for other in a[1:]:
                    found = {"min": np.minimum, "max": np.maximum}[tree.function](found, other)
                return found
            case "clip":
                return np.minimum(np.maximum(a[0], a[1]), a[2])
    functions = {
        "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "neg": np.negative, "abs": np.abs,
        "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "and": np.logical_and,
        "or": np.logical_or, "not": np.logical_not, "**": np.power, "sqrt": np.sqrt,
    }  # fmt: skip
    with np.errstate(all="ignore"):
        return functions[tree.function](*a)


numbers = st.builds(Number, st.sampled_from([0.0, 1.0, 2.0, -1.0, 0.5, 10.0]))
names = st.builds(Name, st.sampled_from(["p", "s", "r", "time"]))


def quantities(inner):
    conditions = st.deferred(lambda: compared | joined)
    compared = st.builds(lambda f, a, b: Call(f, (a, b)), st.sampled_from(["<", "<=", ">", ">="]), inner, inner)
    joined = st.builds(lambda f, a, b: Call(f, (a, b)), st.sampled_from(["and", "or"]), compared, compared)
    return (
        st.builds(lambda f, a, b: Call(f, (a, b)), st.sampled_from(["+", "-", "*", "/", "min", "max"]), inner, inner)
        | st.builds(lambda f, a: Call(f, (a,)), st.sampled_from(["neg", "abs", "sqrt"]), inner)
        | st.builds(lambda a, b, c: Call("clip", (a, b, c)), inner, inner, inner)
        | st.builds(lambda a, n: Call("**", (a, Number(n))), inner, st.sampled_from([1.0, 2.0, 0.5, 3.0, -1.0]))
        | st.builds(lambda c, a, b: Call("if", (c, a, b)), conditions, inner, inner)
        | st.builds(lambda c, a, b: Call("if", (Call("not", (c,)), a, b)), conditions, inner, inner)
    )


trees = st.recursive(numbers | names, quantities, max_leaves=14)


@settings(max_examples=150, deadline=None)
@given(st.lists(trees, min_size=1, max_size=5), st.data())
def test_a_tape_reckons_what_the_formulas_say(formulas, data) -> None:
    graph = Graph()
    nodes = [graph.grow(tree, leaves(graph)) for tree in formulas]
    kept = [node for node in nodes if data.draw(st.booleans())]
    caught: dict[int, np.ndarray] = {node: np.zeros(3) for node in nodes}
    space = Workspace(graph, 3)
    acts = space.steady(nodes)
    acts += space.tape(kept, {n: [lambda a, n=n: [partial(np.copyto, caught[n], a)]] for n in caught})
    space.clock[()] = TIME
    for name in ("p", "s", "r"):
        space.array(leaves(graph)(name))[...] = LEAVES[name]
    with np.errstate(all="ignore"):
        for act in acts:
            act()
        for act in acts:
            act()
        for tree, node in zip(formulas, nodes, strict=True):
            expected = np.array([reckon(tree, run) for run in range(3)], dtype=float)
            np.testing.assert_allclose(caught[node], expected, rtol=1e-12)
            some = np.array([2, 0])
            np.testing.assert_allclose(np.broadcast_to(Pick(space, node)(some), (2,)), expected[some], rtol=1e-12)
            if node in kept:
                np.testing.assert_allclose(np.broadcast_to(space.kept(node), (3,)), expected, rtol=1e-12)
            if graph.operations[node].positive:
                assert not (expected < 0).any()


def test_equal_terms_are_one_node() -> None:
    graph = Graph()
    named = leaves(graph)
    assert graph.grow((term("p") * "s").node, named) == graph.grow((term("p") * "s").node, named)


def test_numbers_are_reckoned_at_once() -> None:
    graph = Graph()
    node = graph.grow((term(2) * 3 + call("exp", 0) - call("max", 1, 5, 2)).node, leaves(graph))
    assert (graph.operations[node].function, graph.operations[node].value) == ("number", 2.0)


def test_a_division_by_zero_of_numbers_is_no_error_yet() -> None:
    graph = Graph()
    assert graph.operations[graph.grow((term(1) / 0).node, leaves(graph))].value == math.inf


@pytest.mark.parametrize(
    ("formula", "varies"),
    [(term("p") * 2, RUNS), (term("time") * 2, STEPS), (term("p") * "time", RUNS | STEPS), (term("s"), RUNS | STEPS)],
)
def test_what_a_node_varies_with(formula, varies) -> None:
    graph = Graph()
    assert graph.operations[graph.grow(formula.node, leaves(graph))].varies == varies


def test_what_is_the_same_at_every_step_is_not_on_the_tape() -> None:
    graph = Graph()
    node = graph.grow((term("s") * (term("p") * term("p") + 1)).node, leaves(graph))
    space = Workspace(graph, 3)
    assert (len(space.steady([node])), len(space.tape([node], {}))) == (2, 1)


def test_arrays_are_used_again() -> None:
    graph = Graph()
    formula = term("s")
    for n in range(30):
        formula = (formula + "r") * (n + 2)
    space = Workspace(graph, 3)
    space.tape([], {graph.grow(formula.node, leaves(graph)): [lambda array: []]})
    assert space.lent <= 2
