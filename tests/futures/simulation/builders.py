"""Scenarios built by hand: formulas from a few operators of Python instead of text."""

from __future__ import annotations

import datetime as dt
from typing import Any

from entente.records.scenario import Call, Distribution, Formula, Name, Node, Number, Parameter, Scenario


class Term:
    """A formula in the making."""

    def __init__(self, node: Node) -> None:
        self.node = node

    def _with(self, sign: str, other: Any, turned: bool = False) -> Term:
        pair = (term(other).node, self.node) if turned else (self.node, term(other).node)
        return Term(Call(sign, pair))

    def __add__(self, other: Any) -> Term:
        return self._with("+", other)

    def __radd__(self, other: Any) -> Term:
        return self._with("+", other, True)

    def __sub__(self, other: Any) -> Term:
        return self._with("-", other)

    def __rsub__(self, other: Any) -> Term:
        return self._with("-", other, True)

    def __mul__(self, other: Any) -> Term:
        return self._with("*", other)

    def __rmul__(self, other: Any) -> Term:
        return self._with("*", other, True)

    def __truediv__(self, other: Any) -> Term:
        return self._with("/", other)

    def __rtruediv__(self, other: Any) -> Term:
        return self._with("/", other, True)

    def __pow__(self, other: Any) -> Term:
        return self._with("**", other)

    def __neg__(self) -> Term:
        return Term(Call("neg", (self.node,)))

    def __lt__(self, other: Any) -> Term:
        return self._with("<", other)

    def __le__(self, other: Any) -> Term:
        return self._with("<=", other)

    def __gt__(self, other: Any) -> Term:
        return self._with(">", other)

    def __ge__(self, other: Any) -> Term:
        return self._with(">=", other)


def term(value: Any) -> Term:
    """A name, a number or a term as a term."""
    if isinstance(value, Term):
        return value
    return Term(Name(value) if isinstance(value, str) else Number(float(value)))


def call(function: str, *arguments: Any) -> Term:
    """A function of the scenarios' language."""
    return Term(Call(function, tuple(term(argument).node for argument in arguments)))


def formula(value: Any) -> Formula:
    """A name, a number or a term as a formula."""
    return Formula("", term(value).node)


def parameter(name: str, kind: str, *numbers: float, factor: float = 1.0) -> Parameter:
    """A parameter with its distribution."""
    return Parameter(name, name, "", factor, Distribution(kind, numbers), ("source",), None)


def scenario(**parts: Any) -> Scenario:
    """A scenario of these parts; a tenth of a month a step, two years, where nothing else is said."""
    day = dt.date(2024, 1, 1)
    plain: dict[str, Any] = {"time": "month", "step": 0.125, "horizon": 24.0, "start": day, "date": day}
    heads = dict.fromkeys(("name", "title", "about", "question", "origin", "licence"), "made up")
    return Scenario(**(heads | plain | {"faults": ()} | parts))
