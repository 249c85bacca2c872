"""The part of a brief about the time ahead: forecasts, announced things still open, answers of scenarios."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping, Sequence
from importlib import resources

from entente.brief import safe
from entente.brief.days import day
from entente.brief.grammar import capital, listed
from entente.brief.naming import Names
from entente.brief.quotes import QuoteBook
from entente.records import (
    Announced,
    BriefProspect,
    BriefReference,
    Forecast,
    KeptClaim,
    Outlook,
    ScenarioSource,
    WhatIf,
)

#: Forecasts and announced things at most, answers of a scenario, marks of a line.
MOST, MOST_ANSWERS, MOST_MARKS = 7, 3, 5
#: Forecasts under this are left out: they say that something hardly comes.
LEAST = 0.02
_MOST_CHARACTERS = 400
#: What a sentence of a scenario says before its first number: "the stock falls under 30 days of use before month 24".
_LEAD = re.compile(r".+?(?=(?<=:) [^ ]*\d| in \d[\d.,]* (?:%|of)| in no run| in every run)")
#: How a note on a fault that is known of a scenario begins.
_FAULT = "Known fault of this scenario: "


class Prospects:
    """What a brief shows of an outlook."""

    def __init__(self, outlook: Outlook, cited: Mapping[str, KeptClaim], names: Names) -> None:
        """Chooses what is shown.

        Args:
            outlook: everything that is known of the time ahead.
            cited: claims that it leans on, by id; those that are missing are not marked.
            names: what codes are called.
        """
        self._cited, self._names, self._outlook = cited, names, outlook
        self._forecasts = [f for f in outlook.forecasts if f.probability >= LEAST][:MOST]
        self._announced = [one for one in outlook.announced if one.became == "open" and one.probability is not None]
        self._announced = self._announced[:MOST]
        found = {
            source.id: source for whatif in outlook.whatifs for each in whatif.parameters for source in each.sources
        }
        self._sources = sorted(found.values(), key=_order)
        self._numbers = {source.id: number for number, source in enumerate(self._sources, 1)}

    def kept(self) -> list[KeptClaim]:
        """The claims whose words are marked."""
        ids = [name for one in self._forecasts for name in _of_forecast(one)]
        ids += [name for one in self._announced for name in one.claims[:MOST_MARKS]]
        return [self._cited[name] for name in dict.fromkeys(ids) if name in self._cited]

    def lines(self, book: QuoteBook) -> tuple[BriefProspect, ...]:
        """Forecasts, most probable first; announced things by the day they are due; scenarios' answers."""
        made = [self._forecast(one, book) for one in self._forecasts]
        made += [self._thing(one, book) for one in self._announced]
        return (*made, *(line for whatif in self._outlook.whatifs for line in self._answers(whatif)))

    def notes(self) -> tuple[str, ...]:
        """What is to be known about the lines, each once."""
        least = {one.least for one in self._forecasts}
        told = [f"Forecasts are of happenings that {_origins(number)}" for number in sorted(least)]
        told += [*(one.note for one in self._forecasts), *self._outlook.notes]
        found = dict.fromkeys(_sentence(note) for note in told if note.strip())
        for whatif in self._outlook.whatifs:
            title = capital(safe.line(whatif.title))
            found |= dict.fromkeys(f"{title}: {note}" for note in _noted(whatif.notes))
        return tuple(found)

    def references(self) -> tuple[BriefReference, ...]:
        """Where the numbers of scenarios come from."""
        return tuple(
            BriefReference(
                self._numbers[s.id], safe.line(s.title), safe.line(s.publisher), s.date, s.url, s.weak,
                safe.line(s.note),
            )
            for s in self._sources
        )  # fmt: skip

    def _marks(self, ids: Sequence[str], book: QuoteBook) -> tuple[int, ...]:
        return tuple(sorted({book.of_kept(self._cited[name]) for name in ids if name in self._cited}))

    def _forecast(self, one: Forecast, book: QuoteBook) -> BriefProspect:
        sides = listed([safe.line(self._names.name(code)) or code for code in (one.one, one.two)])
        what = _phrases()[one.kind].format(sides=sides)
        first = ", for the first time as far as the ledger reaches" if one.first else ""
        seen = f", {one.had} of {one.windows} past windows" if one.windows else ""
        usual = f" (base rate {_percent(one.base_rate)}{seen})"
        text = f"{what} by {day(one.until)}{first}: {_percent(one.probability)}{usual}"
        ids = _of_forecast(one)
        return BriefProspect(
            "forecast", _sentence(text), _why(one), one.probability, one.base_rate, one.until, self._marks(ids, book),
            (), tuple(ids), max(1, one.windows),
        )  # fmt: skip

    def _thing(self, one: Announced, book: QuoteBook) -> BriefProspect:
        due = one.end or one.start
        who = safe.line(self._names.name(one.holder)) if one.holder else "reports"
        chance = f": kept with {_percent(one.probability)}" if one.probability is not None else ""
        sides = [
            listed([safe.line(self._names.name(code)) or code for code in side]) for side in (one.actor, one.recipient)
        ]
        between = " → ".join(side for side in sides if side)
        text = f"{between}: {safe.cut(one.label, 160)}, due by {day(due or one.told)}{chance}"
        told = "; ".join(safe.cut(each.text, 120) for each in one.reasons[:3])
        usual = f", {_percent(one.base_rate)} of announced things are kept" if one.base_rate is not None else ""
        reason = f"announced by {who} on {day(one.told)}{usual}" + (f": {told}" if told else "")
        ids = one.claims[:MOST_MARKS] or (one.claim,)
        return BriefProspect(
            "announced", _sentence(text), _sentence(reason), one.probability, one.base_rate, due,
            self._marks(ids, book), (), tuple(ids), 1,
        )  # fmt: skip

    def _answers(self, whatif: WhatIf) -> list[BriefProspect]:
        """One line for each of the first questions: a sentence for each definition of what sources define in two ways.

        Where cases are compared, the sentence on their difference tells the answers of both.
        """
        texts: dict[str, list[str]] = {}
        compared = {difference.question for difference in whatif.differences}
        for answer in whatif.answers:
            if answer.question not in compared:
                texts.setdefault(answer.question, []).append(answer.text)
        for difference in whatif.differences:
            texts.setdefault(difference.question, []).append(difference.text)
        numbers = tuple(sorted({self._numbers[s.id] for each in whatif.parameters for s in each.sources}))
        reason = (
            f"{whatif.runs:,} runs of the scenario “{whatif.title}”, seed {whatif.seed}, "
            f"{whatif.time}s counted from {day(whatif.start)}: "
            "what follows if its assumptions hold, no forecast"
        )  # fmt: skip
        return [
            BriefProspect(
                "scenario", _together(list(dict.fromkeys(said))), _sentence(reason), None, None,
                None, (), numbers, (), 0, safe.line(whatif.title),
            )
            for said in list(texts.values())[:MOST_ANSWERS]
        ]  # fmt: skip


def _together(texts: Sequence[str]) -> str:
    """Sentences after each other; those that begin alike, up to their numbers, as one."""
    found: dict[str, str] = {}
    for text in map(_sentence, texts):
        led = _LEAD.match(text)
        lead = led[0] if led else text
        found[lead] = f"{found[lead].removesuffix('.')}; {text.removeprefix(lead).strip()}" if lead in found else text
    return " ".join(found.values())


def _noted(notes: Sequence[str]) -> list[str]:
    """A scenario's notes as sentences, its known faults in one line."""
    faults = [_sentence(note.removeprefix(_FAULT)) for note in notes if note.startswith(_FAULT)]
    told = [_sentence(note) for note in notes if not note.startswith(_FAULT)]
    return told + ([f"known faults: {' '.join(faults)}"] if faults else [])


def _of_forecast(one: Forecast) -> list[str]:
    """The claims behind a forecast: of each reason in turn, the weightiest reason first."""
    rows = [reason.claims for reason in one.reasons]
    turns = [row[at] for at in range(max(map(len, rows), default=0)) for row in rows if at < len(row)]
    return list(dict.fromkeys(turns))[:MOST_MARKS]


def _why(one: Forecast) -> str:
    told = [safe.cut(reason.text, 160) for reason in one.reasons[:3]]
    if one.before is not None:
        told.append(
            f"Of {one.before.forecasts:,} earlier forecasts of {_percent(one.before.low)} to "
            f"{_percent(one.before.high)}, of all pairs and kinds, {_percent(one.before.happened.value)} came true"
        )
    return " ".join(_sentence(part) for part in told) or "The rate of past windows."


def _origins(least: int) -> str:
    return (
        f"{least} independent origins or more assert; copies of one report are one origin"
        if least > 1
        else "one origin asserts"
    )


def _sentence(text: str) -> str:
    said = capital(safe.cut(text, _MOST_CHARACTERS))
    return said if said.endswith((".", "!", "?", "…")) else f"{said}."


def _percent(share: float) -> str:
    """A share as whole percents; what is neither nothing nor everything is never called so."""
    if 0 < share < 0.005:
        return "under 1 %"
    return "over 99 %" if 0.995 < share < 1 else f"{share * 100:.0f} %"


def _order(source: ScenarioSource) -> tuple[str, str]:
    return (source.date.isoformat() if source.date else "9999", source.id)


@functools.cache
def _phrases() -> dict[str, str]:
    text = resources.files("entente.brief").joinpath("data", "outlook.toml").read_text(encoding="utf-8")
    found: dict[str, str] = tomllib.loads(text)["kinds"]
    return found


__all__ = ["Prospects"]
