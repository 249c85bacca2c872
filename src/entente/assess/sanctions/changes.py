"""What would change a ruling: facts that were not given, each asked for once, the most telling first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from entente.assess.sanctions.bearing import Bearing, Open, strictness
from entente.assess.sanctions.facts import bare, is_gate
from entente.assess.saying import listed
from entente.records.rule import Rule
from entente.records.ruling import Need

#: Most facts that are asked for.
MOST = 5
#: Most kinds that are named in one of them.
_MOST_KINDS = 6
_WOULD = {
    "prohibited": "would be prohibited", "over-cap": "would be over the cap",
    "prohibited-by-chain": "would be prohibited by a chain of rules", "needs-approval": "would need approval",
    "arguable": "would be arguable",
}  # fmt: skip


class _Asked(NamedTuple):
    """A fact that is asked for, and the rule that turns on it."""

    one: Open
    rule: Rule


def would_change(bearings: Sequence[Bearing], verdict: str) -> tuple[Need, ...]:
    """Facts that were not given and would change the verdict, at most MOST.

    A fact that makes a rule say something stricter than the verdict changes it. One that lifts a rule changes it only
    where every rule that decides turns on some such fact. What the rules that bear turn on stands before what would
    bring in another rule. Kinds of goods make one question, and so do facts of one effect.
    """
    stricter, lifting, further, free = list[_Asked](), list[_Asked](), list[_Asked](), True
    for found in bearings:
        decides = found.applies and found.verdict == verdict
        open_ = [one for one in found.unknown if one.fact != "unit" or not _capped_elsewhere(found, bearings)]
        own = [one for one in open_ if strictness(one.verdict) > strictness(verdict)] if decides else []
        lifting += [_Asked(one, found.rule) for one in own]
        free = free and (bool(own) or not decides)
        more = [_Asked(one, found.rule) for one in open_ if strictness(one.verdict) < strictness(verdict)]
        (stricter if found.applies else further).extend(more)
    lifting = lifting if free else []
    # Which of several caps it falls under is one question: each fact alone lifts one cap and leaves the other.
    which = [lifting] if lifting and verdict == "within-cap" else _by_fact(lifting)
    groups = _joined([*_by_fact(stricter), *which, *_by_fact(further)])
    return _once([need([each.one for each in group], [each.rule for each in group]) for group in groups])[:MOST]


def _once(needs: Sequence[Need]) -> tuple[Need, ...]:
    """Which goods and what kind they are is one question."""
    goods = next((each for each in needs if each.fact == "goods"), None)
    kind = next((each for each in needs if each.fact == "kind"), None)
    if goods is None or kind is None:
        return tuple(needs)
    ids = tuple(sorted({*goods.rules, *kind.rules}))
    both = Need("goods", f"{kind.how}; others may be free", min(goods.verdict, kind.verdict, key=strictness), ids)
    return tuple(both if each is goods else each for each in needs if each is not kind)


def _by_fact(asked: Sequence[_Asked]) -> list[list[_Asked]]:
    """The same fact once, and what kind it is once for each verdict."""
    groups: dict[tuple[str, str], list[_Asked]] = {}
    for each in asked:
        only = each.one.fact.startswith("only ")
        groups.setdefault(("only", each.one.verdict) if only else (bare(each.one.fact), ""), []).append(each)
    return list(groups.values())


def _joined(groups: Sequence[list[_Asked]]) -> list[list[_Asked]]:
    """Facts of one effect together: small arms or light weapons."""
    joined: dict[tuple[str, ...], list[_Asked]] = {}
    for group in groups:
        one = group[0].one
        same = bool(one.how) and not is_gate(one.fact)
        joined.setdefault((one.how, one.verdict) if same else (bare(one.fact),), []).extend(group)
    return list(joined.values())


def need(asked: Sequence[Open], rules: Sequence[Rule]) -> Need:
    """What is asked for, by one or several rules, as one question with one answer in words."""
    verdict = min((one.verdict for one in asked), key=strictness)
    ids = tuple(sorted({rule.id for rule in rules}))
    facts = list(dict.fromkeys(bare(one.fact) for one in asked))
    among = list(dict.fromkeys(each for one in asked for each in one.among))
    how = next((one.how.rstrip(".") for one in asked if one.how), "")
    if asked[0].fact == "amount":
        how = f"in all more than {listed(among, 'or')} is over the cap"
    elif among:
        how = f"{_some(among)} {_WOULD.get(verdict, 'would be covered')}"
    elif len(facts) > 1 and all(one.fact.startswith("only ") for one in asked):
        return Need("kind", f"{_some(facts)} {_WOULD.get(verdict, 'would be covered')}", verdict, ids)
    elif len(facts) > 1:
        first = {bare(one.fact): one.how.rstrip(".") for one in reversed(asked)}
        how = "; ".join(dict.fromkeys(first[fact] for fact in facts if first[fact]))
    return Need(listed(facts, "or"), how, verdict, ids)


def _some(names: Sequence[str]) -> str:
    if len(names) <= _MOST_KINDS:
        return listed(names, "or")
    return f"{', '.join(names[:_MOST_KINDS])} or {len(names) - _MOST_KINDS} more"


def _capped_elsewhere(found: Bearing, bearings: Sequence[Bearing]) -> bool:
    """True if the same paragraph's cap in another unit could be reckoned: barrels of oil, or else tonnes."""
    place = (found.rule.instrument, found.rule.paragraph)
    return any(
        other.applies and other.rule.cap is not None and (other.rule.instrument, other.rule.paragraph) == place
        and all(one.fact != "unit" for one in other.unknown)
        for other in bearings
    )  # fmt: skip
