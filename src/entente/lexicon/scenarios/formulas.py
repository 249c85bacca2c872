"""Formulas of scenarios: read into trees, and printed from them. Nothing is evaluated.

Signs bind as in Python (https://docs.python.org/3/reference/expressions.html#operator-precedence): `or`, `and`, `not`,
comparisons, `+ -`, `* /`, the minus before one, `**` (from the right). A number may have a unit after it, `30 [day]`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from entente.errors import UsageError
from entente.records.scenario import FUNCTIONS, Call, Name, Node, Number

#: Longest text, most parts and deepest nesting of a formula; what is larger is taken apart into variables.
LONGEST, MOST, DEEPEST = 4000, 1000, 60
#: Functions that are written with their name and parentheses.
CALLED = ("if", "min", "max", "abs", "exp", "ln", "sqrt", "clip")
#: Words that cannot be names.
RESERVED = frozenset({"time", "and", "or", "not", *CALLED})
#: A name in a formula.
NAME = re.compile(r"[a-z][a-z0-9_]*")
#: A number as texts of a scenario have it.
NUMBER = re.compile(r"(?:\d+(?:_\d+)*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_TOKEN = re.compile(
    rf"\s*(?:(?P<number>{NUMBER.pattern})(?:\s*\[(?P<unit>[^\[\]]*)\])?(?![\w.])|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<sign>\*\*|<=|>=|[-+*/<>(),])|(?P<end>$)|(?P<other>\S))"
)
_SIGNS = {"or": 1, "and": 2, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "/": 6, "**": 8}
_NOT, _NEG, _ALONE = 3, 7, 9
_SPOKEN = {
    "==": "use < or >, amounts are hardly ever alike",
    "=": "write < or >",
    "^": "write **",
    "&": "write and",
    "[": "a unit stands after a number, 30 [day]",
}


class _Token(NamedTuple):
    kind: str
    text: str
    unit: str
    at: int


def parse(text: str, factor: Callable[[str], float]) -> Node:
    """The tree of a formula.

    Args:
        text: of the formula.
        factor: unit as written in brackets -> what one of it is in the scenario's own units; raises UsageError.

    Raises:
        UsageError: no formula, with what stands where it goes wrong, or one that is too long or too deep.
    """
    if len(text) > LONGEST:
        raise UsageError(f"a formula of {len(text)} characters", mend="take it apart into variables")
    return _Parser(text, factor).whole()


class _Parser:
    """A formula on its way in."""

    def __init__(self, text: str, factor: Callable[[str], float]) -> None:
        self._text, self._factor, self._depth = text, factor, 0
        self._tokens = list(_tokens(text))
        self._at = 0
        if len(self._tokens) > MOST:
            raise UsageError(f"a formula of {len(self._tokens)} parts", mend="take it apart into variables")

    def whole(self) -> Node:
        tree = self._expression(0)
        if self._next.kind != "end":
            raise self._fault("should end", _SPOKEN.get(self._next.text, "leave the rest out, or put a sign before it"))
        if depth(tree) > DEEPEST:
            raise UsageError("a formula nested too deep", mend="take it apart into variables")
        return tree

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _taken(self, text: str) -> bool:
        if self._next.text == text and self._next.kind != "number":
            self._at += 1
            return True
        return False

    def _expression(self, least: int) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise UsageError("a formula nested too deep", mend="take it apart into variables")
        tree, compared = self._first(), False
        while (binds := _SIGNS.get(self._next.text, -1)) >= max(least, 1):
            sign = self._next.text
            if binds == _SIGNS["<"] and compared:
                raise self._fault("compares twice", "write a < b and b < c")
            compared = binds == _SIGNS["<"]
            self._at += 1
            tree = Call(sign, (tree, self._expression(_NEG if sign == "**" else binds + 1)))
        self._depth -= 1
        return tree

    def _first(self) -> Node:
        token = self._next
        if self._taken("not"):
            return Call("not", (self._expression(_NOT),))
        if self._taken("-"):
            return Call("neg", (self._expression(_NEG),))
        if self._taken("("):
            tree = self._expression(0)
            if not self._taken(")"):
                raise self._fault("has no ) for a (", "close it")
            return tree
        if token.kind == "number":
            self._at += 1
            return Number(_number(token.text) * self._factor(token.unit), token.unit)
        if token.kind == "name" and token.text not in ("and", "or"):
            self._at += 1
            return self._named(token.text)
        raise self._fault("goes wrong", _SPOKEN.get(token.text, "write a number, a name or a function there"))

    def _named(self, name: str) -> Node:
        if self._next.text != "(":
            if name in CALLED:
                raise self._fault(f"has {name} without its arguments", f"write {name}(...)")
            if not NAME.fullmatch(name):
                raise UsageError(f"{name!r} is no name", mend="use small letters, digits and _")
            return Name(name)
        if name not in CALLED:
            near = difflib.get_close_matches(name, CALLED, 1)
            mend = f"did you mean {near[0]}?" if near else f"use one of {', '.join(CALLED)}"
            raise UsageError(f"unknown function {name!r}", mend=mend)
        self._at += 1
        arguments = [self._expression(0)]
        while self._taken(","):
            arguments.append(self._expression(0))
        if not self._taken(")"):
            raise self._fault(f"does not close {name}(", "write ) or a comma")
        needed = FUNCTIONS[name]
        if len(arguments) != needed and (needed is not None or len(arguments) < 2):
            raise UsageError(f"{name} has {len(arguments)} arguments", mend=f"give it {needed or 'two or more'}")
        return Call(name, tuple(arguments))

    def _fault(self, what: str, mend: str) -> UsageError:
        token = self._next
        where = f"at {token.text[:20]!r}, character {token.at + 1}" if token.kind != "end" else "at its end"
        return UsageError(f"the formula {shortened(self._text)!r} {what} {where}", mend=mend)


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while True:
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:  # pragma: no cover - `other` takes what nothing else does
            raise AssertionError(text)
        kind = "number" if found["number"] is not None else found.lastgroup
        yield _Token(kind, found[kind], (found["unit"] or "").strip(), found.start(kind))
        if kind == "end":
            return
        at = found.end()


def _number(text: str) -> float:
    """The value of a number's text. Raises UsageError for one that is not finite."""
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise UsageError(f"{text[:20]} is too large a number", mend="write a smaller one, or a larger unit")
    return value


def shortened(text: str) -> str:
    """A text's first 60 characters on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:57]}..."


def depth(tree: Node) -> int:
    """How deep a tree is; a number or a name is 1."""
    deepest, left = 0, [(tree, 1)]
    while left:
        node, level = left.pop()
        deepest = max(deepest, level)
        left += [(item, level + 1) for item in node.arguments] if isinstance(node, Call) else []
    return deepest


def names_in(tree: Node) -> tuple[str, ...]:
    """Names in a tree, each once, as they come."""
    return tuple(dict.fromkeys(node.name for node in parts(tree) if isinstance(node, Name)))


def parts(tree: Node) -> Iterator[Node]:
    """A tree and everything in it, from the left."""
    left = [tree]
    while left:
        node = left.pop()
        yield node
        if isinstance(node, Call):
            left += reversed(node.arguments)


def told(tree: Node, factor: Callable[[str], float] | None = None) -> str:
    """A tree as a formula's text: `parse(told(tree, factor), factor) == tree` where `factor` is 1 for every unit.

    Args:
        tree: of a formula.
        factor: unit as written -> what one of it is in the scenario's own units; None: 1.
    """
    return _told(tree, factor or (lambda unit: 1.0))[0]


def _told(tree: Node, factor: Callable[[str], float]) -> tuple[str, int]:
    """The text, and how strong its last sign binds."""
    if isinstance(tree, Name):
        return tree.name, _ALONE
    if isinstance(tree, Number):
        return _told_number(tree, factor)
    if tree.function in CALLED:
        return f"{tree.function}({', '.join(_told(item, factor)[0] for item in tree.arguments)})", _ALONE
    if tree.function in ("neg", "not"):
        binds = _NEG if tree.function == "neg" else _NOT
        return ("-" if binds == _NEG else "not ") + _wrapped(tree.arguments[0], binds, factor), binds
    binds = _SIGNS[tree.function]
    left, right = (binds + 1, _NEG) if tree.function == "**" else (binds, binds + 1)
    if binds == _SIGNS["<"]:
        left = binds + 1
    one, two = (_wrapped(item, need, factor) for item, need in zip(tree.arguments, (left, right), strict=True))
    return f"{one} {tree.function} {two}", binds


def _wrapped(tree: Node, least: int, factor: Callable[[str], float]) -> str:
    text, binds = _told(tree, factor)
    return text if binds >= least else f"({text})"


def _told_number(number: Number, factor: Callable[[str], float]) -> tuple[str, int]:
    times = factor(number.unit)
    value = number.value if times == 1 else number.value / times
    text = repr(value) if times == 1 else f"{value:.12g}"
    text = text[:-2] if text.endswith(".0") else text
    unit = f" [{number.unit}]" if number.unit else ""
    return (f"-{text[1:]}{unit}", _NEG) if text.startswith("-") else (f"{text}{unit}", _ALONE)
