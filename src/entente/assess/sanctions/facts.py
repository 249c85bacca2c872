"""What the given facts of a dealing settle: gates, cases in which a rule does not apply, caps."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from entente.records.rule import Dealing, Rule

_YES = frozenset({"yes", "true", "y", "1"})
_DOUBT = frozenset({"unknown", "not known", "unclear", "pending", "not yet", "maybe", "perhaps", "open", "?"})
_NO = frozenset({"no", "none", "false", "n", "0"})
#: Facts whose value says of what kind the thing is: another value than the one asked for is an answer, too.
_KINDS = ("kind", "goods", "item", "product")
_BOUNDS = {
    "under": lambda value, limit: value < limit, "below": lambda value, limit: value < limit,
    "over": lambda value, limit: value > limit, "above": lambda value, limit: value > limit,
    "at least": lambda value, limit: value >= limit, "at most": lambda value, limit: value <= limit,
}  # fmt: skip
_MEASURE = re.compile(r"([\d][\d,_ ]*(?:\.\d+)?)\s*([^\d\s].*)")
_LIMIT = re.compile(rf"(?:^|.*\s)({'|'.join(_BOUNDS)})\s+([\d].*)")
#: Only plain names go to pint, which would reckon out an expression such as 9**9**9.
_NAME = re.compile(r"[a-zµ]+(?: [a-zµ]+)?")
_UNIT_WORDS = {"t": "tonne", "metric ton": "tonne", "ton": "tonne", "bbl": "barrel"}


class Settled(NamedTuple):
    """How the needs of a rule stand.

    `shut`: the first need of a gate that is not known to be open, "" where all are; `opens`: the needs that would open
    it, none where the facts shut it; `lifted`: the need whose case holds, so that the rule does not apply; `exempts`:
    whether that case is an exemption; `unknown`: the other needs that are not settled.
    """

    shut: str = ""
    opens: tuple[str, ...] = ()
    lifted: str = ""
    exempts: bool = False
    unknown: tuple[str, ...] = ()


def settle(rule: Rule, facts: Mapping[str, str], but: str = "") -> Settled:
    """What the facts say of the needs of a rule. Case and blanks around the words of facts do not count.

    Args:
        but: a need that is left aside.
    """
    given = {_plain(key): _plain(value) for key, value in facts.items()}
    unknown, gates = list[str](), dict[str, dict[str, bool | None]]()
    for key in rule.needs:
        word = _plain(key)
        if word == _plain(but):
            continue
        if is_gate(word):
            # One of several kinds is enough: "only aviation fuel" or "only jet fuel".
            gates.setdefault(word.partition(" ")[0], {})[key] = _gate(word, given)
        elif (answer := _case(word, given)) is None:
            unknown.append(key)
        elif answer:
            exempts = word in _plain(rule.exempted) or given.get("purpose") == word
            return Settled("", (), key, exempts and rule.exemption != "none", tuple(unknown))
    shut = [gate for gate in gates.values() if True not in gate.values()]
    opens = [key for gate in shut for key, answer in gate.items() if answer is None]
    if any(all(answer is False for answer in gate.values()) for gate in shut):
        opens = []
    return Settled(next(iter(shut[0])) if shut else "", tuple(opens), "", False, tuple(unknown))


#: Facts that no need names and that are heeded all the same.
_KNOWN = frozenset(
    {*_KINDS, "purpose", "route", "listed", "approved", "approval", "notified", "us origin", "crude or refined"}
)


#: Of these, those that take yes or no.
_YES_OR_NO = frozenset({"listed", "approved", "approval", "notified", "us origin"})


def fault(name: str, value: str, rules: Iterable[Rule]) -> tuple[str, str] | None:
    """What is wrong with a fact and how to mend it, None where some rule can turn on it.

    A need that is a case or a gate takes yes or no; one with a limit takes a number with its unit.
    """
    key, given = _plain(name), _plain(value)
    needs = {_plain(bare(need)) for rule in rules for need in rule.needs}
    if key in needs | _YES_OR_NO and given not in _YES | _NO and not given[:1].isdigit():
        return f"{value!r} is no answer", "yes or no"
    limits = [match for need in needs if (match := _LIMIT.fullmatch(need)) and need.startswith(f"{key} ")]
    if limits:
        told = measure(value.strip())
        if told is None or all(factor(told[1], (measure(limit[2]) or (0.0, ""))[1]) is None for limit in limits):
            return f"{value!r} is no measure", f"a number with its unit, as '{limits[0][2]}'"
        return None
    named = any(f"{need} ".startswith(f"{word} ") for need in needs for word in (key, given))
    return None if key in _KNOWN or named else (f"no rule turns on {name}", "see `needs` of the rules")


def known_unit(unit: str, rules: Iterable[Rule]) -> bool:
    """Whether amounts in a unit can be held against the cap of any rule."""
    caps = {rule.cap.unit for rule in rules if rule.cap}
    return any(factor(unit, cap) is not None for cap in sorted(caps))


def is_gate(word: str) -> bool:
    """True for a need that must be given for its rule to bite: "listed person", "only aviation fuel"."""
    return word.casefold().startswith(("listed", "only "))


def bare(word: str) -> str:
    """A need's key as a fact is given: "only aviation fuel" is "aviation fuel"."""
    return word.removeprefix("only ")


def said(facts: Mapping[str, str], *names: str) -> bool | None:
    """True or false where one of the facts is given as yes or no, None where none is."""
    given = {_plain(key): _plain(value) for key, value in facts.items()}
    for name in map(_plain, names):
        if name in given:
            return _answer(given[name])
    return None


def _answer(value: str) -> bool | None:
    """True for yes, false for no, None for what is neither ("pending")."""
    return True if value in _YES else False if value in _NO else None


def _named(value: str) -> bool | None:
    """The same where a name is a yes ("listed person=General X"), but no word of doubt is."""
    return None if value in _DOUBT else value not in _NO


def kind_of(facts: Mapping[str, str]) -> str:
    """What kind of thing is given as a fact, without regard to case; "" where none is."""
    given = {_plain(key): _plain(value) for key, value in facts.items()}
    return next((given[name] for name in _KINDS if name in given), "")


def kinds_of(rule: Rule) -> frozenset[str]:
    """The kinds of thing that a rule is only on."""
    return frozenset(_plain(bare(need)) for need in rule.needs if need.startswith("only "))


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())


def _gate(word: str, given: Mapping[str, str]) -> bool | None:
    if word.startswith("listed"):
        value = given.get(word, given.get("listed"))
        return None if value is None else _named(value)
    asked = word.removeprefix("only ")
    for key, value in given.items():
        if key in (word, asked):
            return _named(value)
        if value == asked:
            return True
    return False if any(kind in given for kind in _KINDS) else None


def _case(word: str, given: Mapping[str, str]) -> bool | None:
    """Whether the case that a need names holds; None where the facts do not say."""
    limit = _LIMIT.fullmatch(word)
    for key, value in given.items():
        named = f"{key} ".startswith(f"{word} ")
        if f"{value} ".startswith(f"{word} ") or (named and value in _YES):
            return True
        if named and value in _NO:
            return False
        # A limit is of what the need names: a length of 50 mm is no calibre.
        about = word[: limit.start(1)].strip() if limit else ""
        if limit and about in ("", key) and (held := _within(value, limit[1], limit[2])) is not None:
            return held
    return None


def _within(value: str, bound: str, limit: str) -> bool | None:
    one, other = measure(value), measure(limit)
    if one is None or other is None:
        return None
    times = factor(one[1], other[1])
    return None if times is None else _BOUNDS[bound](one[0] * times, other[0])


def measure(text: str) -> tuple[float, str] | None:
    """The number and the unit of "152 mm" or "4,000,000 barrels"; None where it is no measure."""
    found = _MEASURE.fullmatch(text.strip())
    return (float(re.sub(r"[,_ ]", "", found[1])), found[2].strip()) if found else None


def factor(unit: str, other: str) -> float | None:
    """By what an amount in `unit` is multiplied to be in `other`; None where they do not measure the same."""
    one, two = _unit(unit), _unit(other)
    return 1.0 if one == two else _converted(one, two)


def _unit(unit: str) -> str:
    word = _plain(unit).rstrip(".")
    word = word[:-1] if len(word) > 3 and word.endswith("s") else word
    return _UNIT_WORDS.get(word, word)


@functools.lru_cache(256)
def _converted(unit: str, other: str) -> float | None:
    import pint

    if not (_NAME.fullmatch(unit) and _NAME.fullmatch(other)):
        return None
    try:
        # By a barrel is meant one of petroleum: 42 US gallons.
        one, two = (registry().Quantity(1, word.replace("barrel", "oil_barrel")) for word in (unit, other))
        return float(one.to(two.units).magnitude)
    except (pint.PintError, ValueError, TypeError, AttributeError, AssertionError):
        return None


@functools.cache
def registry() -> Any:
    """pint's units, read once."""
    import pint

    return pint.UnitRegistry()


class Capped(NamedTuple):
    """How a dealing stands to a cap: `over`, and which facts are not known ("amount", "used", "unit")."""

    over: bool
    unknown: tuple[str, ...]


def capped(rule: Rule, dealing: Dealing) -> Capped:
    """Whether what was used and what is supplied go over the cap of the rule; "over" only where that is known."""
    if rule.cap is None:
        raise ValueError(f"{rule.id} has no cap")
    if dealing.amount is None and dealing.used is None:
        return Capped(False, ("amount", "used"))
    times = factor(dealing.unit or rule.cap.unit, rule.cap.unit)
    if times is None:
        return Capped(False, ("unit",))
    # Decimal amounts that add up to the cap exactly must not go over it by the last binary digit.
    total = ((dealing.amount or 0.0) + (dealing.used or 0.0)) * times
    if total > rule.cap.amount * (1 + 1e-12):
        return Capped(True, ())
    unknown = [name for name in ("amount", "used") if getattr(dealing, name) is None]
    return Capped(False, tuple(unknown))
