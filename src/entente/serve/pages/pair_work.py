"""What the worker finds out about a pair: its findings as plain data, and its brief in every format."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from entente.records.rule import cited
from entente.rows import as_plain
from entente.serve.context import Clock, clock
from entente.serve.pages import pair_kept
from entente.serve.pages.pair_kept import Asked
from entente.serve.store import Store

if TYPE_CHECKING:
    from entente.records import Alignment, Finding, Rule
    from entente.serve.work import Bench, Progress, Work

#: Of a section so many findings are kept, of a finding so many claims and rules.
MOST, CLAIMS, RULES = 60, 6, 6
SECTIONS = ("statuses", "contradictions", "news", "interests", "rules", "alignment", "questions")
#: What is kept of findings of some kind beside what every finding has; the names are those of the records.
_MORE = (
    "event", "state", "kind", "sure", "standing", "verdict", "party", "what", "label", "toward", "holders",
    "certainty", "gets", "matter", "origins", "first", "last", "told", "count", "on", "before", "after", "chance",
    "third", "signs", "balanced", "host", "place", "start", "end", "about", "told_by", "denied_by",
)  # fmt: skip


def findings(bench: Bench, args: Mapping[str, Any], progress: Progress, *, now: Clock = clock) -> str:
    """Works out everything about two actors and keeps it in the store under the question's key.

    Args:
        bench: desk, ledger and settings of the worker.
        args: as of `Asked.as_args`, and `mark`: of the claims as the page saw them.
        progress: told what it is at.
        now: the clock, UTC.

    Returns the key. The kept body has "sections" (name -> findings, see `plain`), "totals" (name -> how many there
    are), "course" (see `course`), "visits", "counts" and "until".
    """
    asked, begun = Asked.of_args(args), now()
    question = asked.question
    progress("Looking at what is told of the two", 0, 3)
    found = bench.desk.assessment(bench.ledger, question)
    progress("Looking at who travelled to whom", 1, 3)
    trips: list[Finding] = []
    for actor in asked.pair:
        trips += bench.desk.travel(bench.ledger, actor, question).trips
    progress("Writing it down", 2, 3)
    body = {
        "sections": {name: _rows(getattr(found, name)) for name in SECTIONS},
        "totals": {name: len(getattr(found, name)) for name in SECTIONS},
        "course": course(found.picture) if found.picture else None,
        "visits": _rows(sorted({trip.text: trip for trip in trips}.values(), key=_newest)),
        "counts": bench.ledger.count(question),
        "until": bench.desk.until(bench.ledger, question).isoformat(),
    }
    with contextlib.closing(_store(bench)) as store:
        pair_kept.keep(store, asked.key, str(args["mark"]), begun, body)
    return asked.key


def _store(bench: Bench) -> Store:
    return pair_kept.ready(Store(bench.settings.state / "desk.sqlite"))


def _newest(trip: Any) -> tuple[int, str]:
    return (-trip.start.toordinal(), trip.text)


def _rows(found: Iterable[Finding]) -> list[dict[str, Any]]:
    return [plain(finding) for finding in itertools.islice(found, MOST)]


def plain(finding: Finding) -> dict[str, Any]:
    """A finding as plain JSON values: its sentence, ids of its claims, rules as they are cited, what its kind adds."""
    row: dict[str, Any] = {
        "text": finding.text,
        "reason": finding.reason,
        "claims": [kept.claim.id for kept in finding.claims[:CLAIMS]],
        "all_claims": len(finding.claims),
        "rules": [_rule(rule) for rule in finding.rules[:RULES]],
    }
    row |= {name: as_plain(getattr(finding, name)) for name in _MORE if hasattr(finding, name)}
    traveller = getattr(finding, "traveller", None)
    if traveller is not None:
        row["traveller"] = as_plain(traveller)
    ruling = getattr(finding, "ruling", None)
    if ruling is not None:
        bearing = [each for each in ruling.findings if each.applies]
        row |= {
            "verdict": ruling.verdict,
            "needs": [need.as_dict() for need in ruling.would_change],
            "rules": [{**_rule(each.rule), "verdict": each.verdict} for each in bearing[:RULES]],
        }
    return row


def _rule(rule: Rule) -> dict[str, str]:
    return {"id": rule.id, "cited": cited(rule.instrument, rule.paragraph), "title": rule.title, "mark": rule.mark}


def course(found: Alignment) -> dict[str, Any]:
    """The course of an alignment for a chart: steps with score and interval, changes with the days they are seen in."""
    starts = [step.start for step in found.steps]
    return {
        "one": found.one, "two": found.two, "unit": found.unit, "origins": found.origins, "shuffles": found.shuffles,
        "since": found.since.isoformat(), "until": found.until.isoformat(),
        "score": as_plain(found.score), "words": as_plain(found.words), "deeds": as_plain(found.deeds),
        "steps": [
            {
                "start": step.start.isoformat(), "end": step.end.isoformat(), "words_for": step.words_for,
                "deeds_for": step.deeds_for, "words_against": step.words_against,
                "deeds_against": step.deeds_against,
                "score": _round(step.score.value) if step.score else None,
                "low": _round(step.score.low) if step.score else None,
                "high": _round(step.score.high) if step.score else None,
            }
            for step in found.steps
        ],
        "changes": [
            {**plain(change), "until": _seen_until(starts, found, change.on).isoformat()} for change in found.changes
        ],
    }  # fmt: skip


def _seen_until(starts: Sequence[dt.date], found: Alignment, on: dt.date) -> dt.date:
    """The last day of the step in which a change begins and of the one after: where to look for what began it."""
    at = next((place for place in reversed(range(len(starts))) if starts[place] <= on), 0)
    return found.steps[min(at + 1, len(starts) - 1)].end


def _round(value: float) -> float:
    return round(value, 2) + 0.0


def brief(bench: Bench, args: Mapping[str, Any], progress: Progress, *, now: Clock = clock) -> str:
    """Writes the brief on two actors in every format and keeps them in the store. Arguments as of `findings`.

    Returns the key. Raises InputError where the ledger holds nothing on them.
    """
    from entente.desk import render
    from entente.serve.pdf import as_pdf

    asked, begun = Asked.of_args(args), now()
    progress("Gathering what is told of the two", 0, 3)
    made = bench.desk.brief_pair(bench.ledger, asked.question)
    progress("Writing the brief", 1, 3)
    files = {name: render(made, name).encode("utf-8") for name in ("html", "md", "json")}
    progress("Setting the pages of the PDF", 2, 3)
    on = bench.desk.until(bench.ledger, asked.question)
    files["pdf"] = as_pdf(files["md"].decode("utf-8"), title=made.title, on=on)
    with contextlib.closing(_store(bench)) as store:
        pair_kept.keep_brief(store, asked.key, str(args["mark"]), begun, files)
    return asked.key


KINDS: dict[str, Work] = {"pair": findings, "pair-brief": brief}
