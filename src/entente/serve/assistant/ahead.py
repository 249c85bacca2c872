"""The tools about the time ahead: forecasts, announced things, scenarios and what follows if; each with its sources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field

from entente import asked
from entente.errors import UsageError
from entente.records import Question, Scenario
from entente.records.outlook import BECAME, FORECAST, Announced, Forecast, ForecastReason, WhatIf
from entente.rows import as_plain
from entente.serve.assistant import citing
from entente.serve.assistant.bounds import fitted
from entente.serve.assistant.looking import Actor, Between, Day, Looker
from entente.serve.assistant.serving import Server, tool

#: Reasons of a forecast, and claims behind each, with their words.
_REASONS, _BEHIND = 4, 1
#: Most runs of a variant, most variants.
_RUNS, _CASES = 5000, 6
Few = Annotated[int, Field(ge=1, le=40, description="Most rows.")]


def add(made: Server, looker: Looker) -> None:
    """Adds the tools."""
    _learned(made, looker)
    _reckoned(made, looker)


def _learned(made: Server, looker: Looker) -> None:
    @tool(made, looker.lock)
    def forecast(
        between: Between = None, party: Actor = None,
        kinds: Annotated[list[str] | None, Field(description=f"Of {', '.join(FORECAST)}.", max_length=11)] = None,
        horizon: Annotated[int, Field(ge=1, le=365, description="Days ahead.")] = 90, as_of: Day = None,
        limit: Few = 10,
    ) -> dict[str, Any]:  # fmt: skip
        """What is likely next between actors: probability that reports tell of at least one such happening, the base
        rate beside it, why, with the words behind it, and how such forecasts did before. Takes some seconds."""
        question = looker.question(pair=between, party=party, as_of=as_of)
        wanted = [asked.one_of(kind.upper(), FORECAST, "kinds") for kind in kinds or ()]
        found = looker.desk.forecasts(
            looker.ledger, pair=question.pair, actor=question.party, kinds=wanted, horizon=horizon,
            as_of=question.as_of, limit=limit,
        )  # fmt: skip
        return fitted({"forecasts": [_forecast(looker, each, question) for each in found]}, "forecasts")

    @tool(made, looker.lock)
    def announced(
        between: Between = None, party: Actor = None,
        became: Annotated[list[str] | None, Field(description=f"Of {', '.join(BECAME)}.", max_length=6)] = None,
        as_of: Day = None, limit: Few = 15,
    ) -> dict[str, Any]:  # fmt: skip
        """What was announced with a time for it: what is open with the probability that it is kept, and what became of
        the others, each with its words."""
        question = looker.question(pair=between, party=party, as_of=as_of)
        wanted = [asked.one_of(name, BECAME, "became") for name in became or ()]
        found = looker.desk.announced(
            looker.ledger, pair=question.pair, actor=question.party, as_of=question.as_of, became=wanted, limit=limit
        )
        return fitted({"announced": [_announced(looker, each, question) for each in found]}, "announced")


def _forecast(looker: Looker, each: Forecast, question: Question) -> dict[str, Any]:
    name = looker.desk.name
    return {
        "kind": each.kind, "between": [{"code": code, "name": name(code)} for code in (each.one, each.two)],
        "known_up_to": each.as_of.isoformat(), "until": each.until.isoformat(),
        "probability": round(each.probability, 4), "base_rate": round(each.base_rate, 4),
        "base_rate_from_windows": each.windows, "told_by_at_least_origins": each.least,
        "would_be_the_first": each.first, "better_than_base_rate_before": each.skilled, "note": each.note,
        "such_forecasts_before": as_plain(each.before), "reasons": _reasons(looker, each.reasons, question),
    }  # fmt: skip


def _announced(looker: Looker, each: Announced, question: Question) -> dict[str, Any]:
    row = as_plain(each)
    kept = {name: row[name] for name in (
        "label", "kind", "holder", "stance", "modality", "certainty", "told", "start", "end", "became", "on",
        "probability", "base_rate", "event",
    )}  # fmt: skip
    named = looker.desk.name
    return {
        **kept, "actor": [{"code": code, "name": named(code)} for code in each.actor],
        "recipient": [{"code": code, "name": named(code)} for code in each.recipient],
        "sources": _sources(looker, each.claims[:_BEHIND], question),
        "became_sources": _sources(looker, each.by[:_BEHIND], question),
        "reasons": _reasons(looker, each.reasons, question),
    }  # fmt: skip


def _reasons(looker: Looker, reasons: Iterable[ForecastReason], question: Question) -> list[dict[str, Any]]:
    return [
        {"text": reason.text, "effect_on_log_odds": round(reason.effect, 3),
         "sources": _sources(looker, reason.claims[:_BEHIND], question)}
        for reason in tuple(reasons)[:_REASONS]
    ]  # fmt: skip


def _sources(looker: Looker, ids: Iterable[str], question: Question) -> list[dict[str, Any]]:
    known = Question(as_of=question.as_of)
    return [citing.source(kept) for kept in looker.ledger.these(list(ids), known)]


def _reckoned(made: Server, looker: Looker) -> None:
    @tool(made, looker.lock)
    def scenarios(
        name: Annotated[str | None, Field(description="Only this one, in full.", max_length=80)] = None,
    ) -> dict[str, Any]:
        """Scenarios that whatif answers: their questions and cases; of one its numbers with sources, its choices and
        events, and what it leaves out."""
        if name is None:
            return fitted({"scenarios": [_line(each) for each in looker.desk.scenarios()]}, "scenarios")
        return _whole(_named(looker, name))

    @tool(made, looker.lock)
    def whatif(
        scenario: Annotated[str, Field(description="Name, as scenarios lists them.", max_length=80)],
        set: Annotated[
            dict[str, str] | None,
            Field(description='{"use": "12000", "stops": "on"}: number, distribution, option, on or off.'),
        ] = None,
        compare: Annotated[list[str] | None, Field(description="Cases run side by side.", max_length=_CASES)] = None,
        runs: Annotated[int, Field(ge=100, le=_RUNS)] = 2000,
        seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0,
        from_ledger: Annotated[bool, Field(description="Fill numbers from figures in claims.")] = False,
    ) -> dict[str, Any]:
        """What follows if: the answer to each question of a scenario in a sentence, differences between cases with
        intervals, every number with its source, and what must be known of weak ones. A model's answer, no forecast."""
        found = looker.desk.whatif(
            _named(looker, scenario), sets=set or {}, compare=compare or (), runs=runs, seed=seed,
            ledger=looker.ledger if from_ledger else None,
        )  # fmt: skip
        return _answered(found)


def _named(looker: Looker, name: str) -> Scenario:
    """The packaged scenario of a name, never a file."""
    every = looker.desk.scenarios()
    found = next((each for each in every if each.name == name), None)
    if found is None:
        raise UsageError(f"no scenario {name!r}", mend=f"one of {', '.join(each.name for each in every)}")
    return found


def _line(each: Scenario) -> dict[str, Any]:
    return {
        "name": each.name, "title": each.title, "question": each.question, "actors": dict(each.actors),
        "cases": {case.name: case.title for case in each.cases},
        "choices": {choice.name: [option.name for option in choice.options] for choice in each.choices},
        "events": {event.name: event.title for event in each.events},
    }  # fmt: skip


def _whole(each: Scenario) -> dict[str, Any]:
    numbers = [
        {"name": one.name, "title": one.title, "unit": one.unit, "distribution": as_plain(one.distribution),
         "sources": list(one.sources), "weak": one.weak, "note": one.note}
        for one in each.parameters
    ]  # fmt: skip
    sources = [
        {"id": one.id, "cite": f"{one.publisher}, {one.title}, {one.date or 'no date'}", "url": one.url,
         "weak": one.weak}
        for one in each.sources
    ]  # fmt: skip
    body = {**_line(each), "about": each.about, "faults": list(each.faults), "numbers": numbers, "sources": sources}
    return fitted(body, "numbers", "sources")


def _answered(found: WhatIf) -> dict[str, Any]:
    cited: dict[str, Any] = {}
    numbers = []
    for used in {(one.name, repr(one.distribution)): one for one in found.parameters}.values():
        for source in used.sources:
            cited[source.id] = {
                "id": source.id, "cite": f"{source.publisher}, {source.title}, {source.date or 'no date'}",
                "url": source.url, "weak": source.weak, "claims": list(source.claims[:4]),
            }  # fmt: skip
        numbers.append({
            "name": used.name, "title": used.title, "unit": used.unit, "distribution": as_plain(used.distribution),
            "sources": [source.id for source in used.sources], "weak": used.weak,
        })  # fmt: skip
    body = {
        "scenario": found.scenario, "question": found.question, "start": found.start.isoformat(), "runs": found.runs,
        "seed": found.seed, "variants": {each.name: each.title for each in found.variants},
        "answers": [each.text for each in found.answers], "differences": [each.text for each in found.differences],
        "notes": list(found.notes), "filled": as_plain(found.filled), "numbers": numbers,
        "sources": list(cited.values()),
    }  # fmt: skip
    return fitted(body, "answers", "differences", "notes", "filled", "numbers", "sources")
