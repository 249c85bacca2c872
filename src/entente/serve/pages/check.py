"""A dealing against the sanctions rules, and the rules themselves, paragraph by paragraph."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from entente import asked
from entente.errors import UsageError
from entente.records import ACTIVITIES, Rule
from entente.records.rule import EXEMPTIONS, MARKS, READINGS, cited
from entente.records.vocabulary import MATTERS
from entente.serve.context import Deps, of
from entente.serve.faults import Missing
from entente.serve.rendering import page

router = APIRouter()

#: Fields of the form; `fact` may be given more than once.
FIELDS = ("from", "to", "matter", "activity", "on", "amount", "used")
_NAMES = {"source": "from", "target": "to"}
#: Verdict -> the class of its tag.
TONES = {
    "prohibited": "bad", "over-cap": "bad", "prohibited-by-chain": "bad", "needs-approval": "doubt",
    "arguable": "doubt", "within-cap": "good", "exempt": "good", "not-covered": "",
}  # fmt: skip


@router.get("/check")
def check(request: Request) -> Response:
    """The form, and below it the answer for the dealing that the address holds."""
    deps, query = of(request), request.query_params
    given = {name: query.get(name, "").strip() for name in FIELDS}
    facts = [text.strip() for text in query.getlist("fact") if text.strip()]
    ruling, fault, told = None, None, list[str]()
    if any(given.values()) or facts:
        try:
            ruling = deps.desk.check(
                asked.dealing(deps.desk, _typed(given, facts), place=lambda n: _NAMES.get(n, n), told=told.append)
            )
        except UsageError as error:
            fault = error
    return page(
        request, "check.html", status=422 if fault else 200, given=given, facts=facts, ruling=ruling, fault=fault,
        notes=told, matters=MATTERS, activities=ACTIVITIES, tones=TONES, cited=cited, today=deps.now().date(),
    )  # fmt: skip


def _typed(given: Mapping[str, str], facts: list[str]) -> dict[str, Any]:
    return {
        "source": given["from"] or None, "target": given["to"] or None, "matter": given["matter"] or None,
        "activity": given["activity"] or None, "amount": given["amount"] or None, "used": given["used"] or None,
        "on": asked.day(given["on"], "on") if given["on"] else None, "fact": facts,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rules are listed. Empty fields do not restrict.

    Attributes:
        text: words in title, text, instrument, paragraph or id.
        regime, mark, reading: as of `Rule`; state: code of the state under measures; matter: that a rule covers.
        on: in force on that day.
    """

    text: str = ""
    regime: str = ""
    state: str = ""
    matter: str = ""
    mark: str = ""
    reading: str = ""
    on: dt.date | None = None

    def holds(self, rule: Rule) -> bool:
        """Whether a rule is wanted."""
        told = " ".join((rule.title, rule.text, rule.instrument, rule.paragraph, rule.id, rule.note)).lower()
        return (
            all(word in told for word in self.text.lower().split())
            and self.regime in ("", rule.regime)
            and (not self.state or self.state in rule.state)
            and (not self.matter or _covers(rule, self.matter))
            and self.mark in ("", rule.mark)
            and self.reading in ("", rule.reading)
            and (self.on is None or (rule.valid_from <= self.on and (rule.valid_until or self.on) >= self.on))
        )


def _covers(rule: Rule, matter: str) -> bool:
    return any(own in ("*", matter) or matter.startswith(f"{own}.") for own in rule.matters) and not any(
        matter == own or matter.startswith(f"{own}.") for own in rule.excluded
    )


@router.get("/rules")
def rules(request: Request) -> Response:
    """Every rule, by regime; filtered by what the address holds."""
    deps, query = of(request), request.query_params
    fields = ("text", "regime", "state", "matter", "mark", "reading", "on")
    typed = {name: query.get(name, "").strip() for name in fields}
    fault, found = None, list[Rule]()
    try:
        wanted = _wanted(deps, typed)
        found = [rule for rule in deps.desk.rules if wanted.holds(rule)]
    except UsageError as error:
        fault = error
    groups: dict[str, list[Rule]] = {}
    for rule in found:
        groups.setdefault(rule.regime, []).append(rule)
    every = deps.desk.rules
    return page(
        request, "rules.html", status=422 if fault else 200, typed=typed, fault=fault, groups=groups, count=len(found),
        regimes=sorted({rule.regime for rule in every}), states=_states(deps, every), matters=MATTERS, marks=MARKS,
        readings=READINGS, total=len(every), cited=cited, today=deps.now().date(),
    )  # fmt: skip


def _wanted(deps: Deps, typed: Mapping[str, str]) -> Wanted:
    known = deps.desk.rules
    words = {
        "regime": sorted({rule.regime for rule in known}), "mark": MARKS, "reading": READINGS, "matter": MATTERS,
    }  # fmt: skip
    for name, fitting in words.items():
        if typed[name]:
            asked.one_of(typed[name], fitting, name)
    state = asked.code(deps.desk, typed["state"], "state", deps.now().date()) if typed["state"] else ""
    on = asked.day(typed["on"], "on") if typed["on"] else None
    return Wanted(typed["text"], typed["regime"], state, typed["matter"], typed["mark"], typed["reading"], on)


def _states(deps: Deps, every: tuple[Rule, ...]) -> list[tuple[str, str]]:
    codes = {code for rule in every for code in rule.state}
    return sorted(((code, deps.desk.name(code)) for code in codes), key=lambda row: row[1].removeprefix("the ").lower())


@router.get("/rules/{name}")
def rule(request: Request, name: str) -> Response:
    """One rule: its text, dates, who is bound, source, and how sure we are of it."""
    deps = of(request)
    found = next((each for each in deps.desk.rules if each.id == name), None)
    if found is None:
        raise Missing(f"there is no rule {name}", "the list of rules has them all: /rules")
    beside = [each for each in deps.desk.rules if each.instrument == found.instrument and each.id != found.id]
    later = next((each for each in deps.desk.rules if each.id == found.superseded_by), None)
    return page(
        request, "rule.html", rule=found, beside=beside, later=later, cited=cited, exemptions=EXEMPTIONS,
        today=deps.now().date(),
    )  # fmt: skip
