"""Whether a rule bears on a dealing, and what it alone says of it."""

from __future__ import annotations

import functools
from typing import NamedTuple

from entente.assess.sanctions.facts import capped, said, settle
from entente.lexicon.membership import Memberships
from entente.records.rule import VERDICTS, Cap, Dealing, Rule
from entente.records.vocabulary import MATTERS

#: Both sides do these together; a state under measures may stand on either.
MUTUAL = frozenset({"joint-venture", "exercise", "cooperate"})
#: One flow under two names: what one supplies, the other procures.
_FLOW = frozenset({"supply", "procure"})
#: Matters that are more general in plain speech than others whose codes do not show it.
_WIDER = {"energy": ("oil", "gas")}
_MATTER_WORDS = {
    "": "something not told", "arms.airdefence": "air defence", "arms.armour": "armoured vehicles",
    "arms.aircraft": "military aircraft", "nuclear": "nuclear items", "technology.satellite": "satellite technology",
    "technology.submarine": "submarine technology", "labour": "workers", "humanitarian": "humanitarian goods",
    "trade": "goods", "*": "anything",
}  # fmt: skip
#: What a gate turns on is told as it is; this one hangs on goods' origin (US 15 CFR 734.3: items subject to the EAR).
ORIGIN = "US-origin"
#: Parties that are bound, each with the word of `bound` by which it is.
By = tuple[tuple[str, str], ...]
_STRICT = {verdict: rank for rank, verdict in enumerate(VERDICTS)}


class Open(NamedTuple):
    """A fact that is not known: its name, what it changes in words, and what the rule would then say.

    `among`: the kinds or limits that the answer turns on, where the words are made of them.
    """

    fact: str
    how: str
    verdict: str
    among: tuple[str, ...] = ()


class Bearing(NamedTuple):
    """What a rule has to do with a dealing.

    `verdict`: what it alone says. `miss`: why it does not bear: "before", "lapsed", "direction", "bound", "excluded",
    "kind", "gate", "shut", "lifted", or "" where it does. `word`: the need, matter or the like that decided. `by`:
    (party, how) for those bound, "how" a word of `bound`. `under`: parties that are under the measure.
    """

    rule: Rule
    verdict: str
    miss: str = ""
    word: str = ""
    by: By = ()
    under: tuple[str, ...] = ()
    partial: bool = False
    unknown: tuple[Open, ...] = ()

    @property
    def applies(self) -> bool:
        """True if it bears."""
        return not self.miss


def strictness(verdict: str) -> int:
    """Rank of a verdict, 0 for the strictest."""
    return _STRICT[verdict]


def bearing(rule: Rule, dealing: Dealing, memberships: Memberships) -> Bearing | None:
    """What the rule has to do with the dealing; None where it is not even a near miss.

    A near miss fits but for one thing: the day, the direction, who is bound, or a matter or case left out.
    """
    cover = covers(rule, dealing.matter)
    if not cover or not does(rule, dealing.activity):
        return None
    under, right_way = standing(rule, dealing)
    by = bound(rule, dealing, under, memberships)
    misses: list[tuple[str, str]] = []
    if dealing.on < rule.valid_from:
        misses.append(("before", ""))
    elif rule.valid_until is not None and dealing.on > rule.valid_until:
        misses.append(("lapsed", ""))
    if not under or not right_way:
        misses.append(("direction", ""))
    if not by:
        misses.append(("bound", ""))
    exempt = cover == "excluded" and rule.exemption == "general"
    if cover == "excluded" and not exempt:
        misses.append(("excluded", dealing.matter))
    if misses:
        days = misses[0][0] in ("before", "lapsed")
        near = len(misses) == 1 and (cover in ("full", "excluded") or (days and dealing.matter != ""))
        return Bearing(rule, "not-covered", *misses[0], by, under) if near else None
    doubtful = not dealing.matter and cover == "partial" and all(word == "anyone" for _, word in by)
    if cover == "some" or doubtful:
        kinds = tuple(words(each) for each in rule.matters if not dealing.matter or _within(each, dealing.matter))
        kind = Open(_kind(dealing), "", full_verdict(rule), kinds)
        return Bearing(rule, "not-covered", "kind", " or ".join(kinds), by, under, unknown=(kind,))
    return _bites(rule, dealing, by, under, partial=cover == "partial", exempt=exempt)


def covers(rule: Rule, matter: str) -> str:
    """How a rule covers a matter.

    "full"; "partial" where the matter is more general and the rule covers most of what it means, or where it is not
    told; "some" where it covers a lesser part of it; "excluded"; "" for not at all.
    """
    if any(_within(matter, each) for each in rule.excluded):
        near = "*" in rule.matters or any(_within(matter, each) or _within(each, matter) for each in rule.matters)
        return "excluded" if near else ""
    if "*" in rule.matters or (matter and any(_within(matter, each) for each in rule.matters)):
        return "full"
    if not matter:
        return "partial" if any("." not in each for each in rule.matters) else "some"
    if any(each in rule.matters for each in _WIDER.get(matter, ())):
        return "partial"
    kinds = _kinds(matter)
    covered = [kind for kind in kinds if any(_within(kind, each) for each in rule.matters)]
    return ("partial" if 2 * len(covered) > len(kinds) else "some") if covered else ""


@functools.cache
def _kinds(matter: str) -> tuple[str, ...]:
    """The special kinds of a matter, as the vocabulary has them."""
    return tuple(each for each in MATTERS if each.startswith(matter + "."))


def _within(matter: str, wider: str) -> bool:
    return matter == wider or matter.startswith(wider + ".")


def words(matter: str) -> str:
    """A matter in words: "artillery", "satellite technology"."""
    return _MATTER_WORDS.get(matter, matter.rpartition(".")[2])


def does(rule: Rule, activity: str) -> bool:
    """True if the rule covers the activity."""
    return activity in rule.activities or (activity in _FLOW and not _FLOW.isdisjoint(rule.activities))


def standing(rule: Rule, dealing: Dealing) -> tuple[tuple[str, ...], bool]:
    """Which parties are under the measure, and whether they stand on the side that it is on."""
    source = tuple(code for code in dealing.source if code in rule.state)
    target = tuple(code for code in dealing.target if code in rule.state)
    either = tuple(dict.fromkeys((*source, *target)))
    if rule.direction == "both" or dealing.activity in MUTUAL or dealing.activity == "launch":
        return either, bool(either)
    side = target if rule.direction == "to" else source
    return (side, True) if side else (either, False)


def bound(rule: Rule, dealing: Dealing, under: tuple[str, ...], memberships: Memberships) -> By:
    """The parties that the rule binds, each with the word of `bound` by which it does; others than `under` first."""
    parties = tuple(dict.fromkeys((*dealing.source, *dealing.target)))
    found: list[tuple[str, str]] = []
    for party in (*(p for p in parties if p not in under), *under):
        for word in rule.bound:
            named = word in (party, "anyone") or (word == "target" and party in under)
            if named or memberships.bound(word, party, dealing.on):
                found.append((party, word))
                break
    return tuple(found)


def full_verdict(rule: Rule) -> str:
    """What a rule says where it bears in full, caps, exemptions and open facts left aside."""
    if rule.force == "calls-upon" or rule.reading == "arguable":
        return "arguable"
    if rule.cap is not None:
        return "over-cap"
    if rule.approval:
        return "needs-approval"
    return "prohibited-by-chain" if rule.reading == "by-chain" else "prohibited"


def _bites(rule: Rule, dealing: Dealing, by: By, under: tuple[str, ...], *, partial: bool, exempt: bool) -> Bearing:
    """The bearing of a rule that fits by matter, activity, day, direction and party."""
    settled, full = settle(rule, dealing.facts, but=ORIGIN if "anyone" in rule.bound else ""), full_verdict(rule)
    if settled.shut:
        gates = tuple(Open(key, rule.needs[key], full) for key in settled.opens)
        return Bearing(rule, "not-covered", "gate" if gates else "shut", settled.shut, by, under, unknown=gates)
    open_ = [Open(key, rule.needs[key], "not-covered") for key in settled.unknown]
    if settled.lifted and not settled.exempts:
        return Bearing(rule, "not-covered", "lifted", settled.lifted, by, under)
    if exempt or settled.lifted:
        return Bearing(rule, _exempted(rule, dealing, exempt=exempt), "", settled.lifted or dealing.matter, by, under)
    if (rule.exemption == "case-by-case" or rule.approval) and said(dealing.facts, "approved", "licence", "license"):
        return Bearing(rule, "exempt", "", "approved", by, under)
    if rule.exemption == "notify" and rule.exempted and said(dealing.facts, "notified"):
        return Bearing(rule, "exempt", "", "notified", by, under)
    verdict, more = full, list[Open]()
    if all(word == "anyone" for _, word in by):
        origin = said(dealing.facts, ORIGIN, "origin US")
        if origin is False:
            return Bearing(rule, "not-covered", "lifted", ORIGIN, by, under)
        if origin is None:
            verdict = weaker(verdict, "arguable")
            more.append(Open(ORIGIN, "those not bound by name are reached only with goods of US origin", full))
    if partial:
        verdict = weaker(verdict, "arguable")
        more.append(Open(_kind(dealing), "", full))
    elif verdict == "over-cap":
        verdict, caps = _against_cap(rule, dealing)
        more += caps
    return Bearing(rule, verdict, "", "", by, under, partial, (*more, *open_))


def _exempted(rule: Rule, dealing: Dealing, *, exempt: bool) -> str:
    if exempt or rule.exemption in ("general", "notify") or said(dealing.facts, "approved"):
        return "exempt"
    return "needs-approval"


def weaker(one: str, other: str) -> str:
    """The less strict of two verdicts."""
    return max(one, other, key=strictness)


def _kind(dealing: Dealing) -> str:
    if dealing.matter:
        return f"kind of {dealing.matter.partition('.')[0]}"
    return "what is supplied" if dealing.activity in _FLOW else "what it is about"


def cap_words(cap: Cap) -> str:
    """A cap in words: "500,000 barrels per calendar year"."""
    joint = "from" if " to " in cap.period else "per"
    return f"{cap.amount:,.10g} {cap.unit}s {joint} {cap.period}"


def _against_cap(rule: Rule, dealing: Dealing) -> tuple[str, list[Open]]:
    stands = capped(rule, dealing)
    if stands.over or rule.cap is None:
        return "over-cap", []
    told = {
        "amount": Open("amount", "", "over-cap", (cap_words(rule.cap),)),
        "used": Open("used so far", "what of the cap was used before", "over-cap"),
        "unit": Open("unit", f"{dealing.unit} cannot be turned into the cap's {rule.cap.unit}", "over-cap"),
    }
    return "within-cap", [told[name] for name in stands.unknown]
