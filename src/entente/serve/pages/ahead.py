"""What the pages about the time ahead share: who and when is asked, what is kept of it, the job that does it anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import Request

from entente.asked import code, day
from entente.errors import UsageError
from entente.serve import guard
from entente.serve.context import Deps
from entente.serve.jobs import Busy, Job
from entente.serve.pages import ahead_kept
from entente.serve.pages.ahead_kept import Asked, Found

if TYPE_CHECKING:
    from entente.records import KeptClaim

#: An answer that is not older is shown though claims came in since; it is worked out anew when somebody asks.
RESTS = dt.timedelta(hours=1)
#: Rows of a page of a list; claims whose words are shown behind a reason.
ROWS, BEHIND = 20, 2


@dataclass(frozen=True, slots=True)
class State:
    """What there is of an answer.

    Attributes:
        found: as kept, None where nothing is.
        mark: of the ledger now.
        job: that works it out anew, None where none does.
        fault: why the last job failed, "" where it did not.
        busy: so much waits that none was begun.
    """

    found: Found | None
    mark: str
    job: Job | None = None
    fault: str = ""
    busy: bool = False

    @property
    def current(self) -> bool:
        """Whether it is of the ledger as it is now."""
        return self.found is not None and self.found.mark == self.mark

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Rows of the answer; none where there is no answer."""
        return list(self.found.body.get("rows", [])) if self.found else []


@dataclass(frozen=True, slots=True)
class Parties:
    """Who is asked about: a pair, one actor with anybody, or everybody; and as of which day."""

    pair: tuple[str, str] | None = None
    actor: str = ""
    as_of: dt.date | None = None

    @property
    def query(self) -> list[tuple[str, str]]:
        """As fields of an address."""
        named = [("a", self.pair[0]), ("b", self.pair[1])] if self.pair else [("a", self.actor)] if self.actor else []
        return named + ([("as_of", self.as_of.isoformat())] if self.as_of else [])


def parties(deps: Deps, typed: Mapping[str, str]) -> Parties:
    """Who is asked about, of the fields `a`, `b` (one alone is an actor with anybody) and `as_of`.

    Raises UsageError that names the field.
    """
    as_of = day(typed["as_of"], "as_of") if typed.get("as_of") else None
    named = [code(deps.desk, typed[name], name, as_of) for name in ("a", "b") if typed.get(name)]
    if len(named) == 2:
        if named[0] == named[1]:
            raise UsageError(f"both are {named[0]}", place="b", mend="name two, or one alone")
        one, two = sorted(named)
        return Parties((one, two), "", as_of)
    return Parties(None, named[0] if named else "", as_of)


def typed_of(request: Request) -> dict[str, str]:
    """Fields of the address without blanks around them; empty ones are left out."""
    return {name: value.strip() for name, value in request.query_params.items() if value.strip()}


def whole(text: str, place: str, known: Iterable[int]) -> int:
    """A number that is among those offered. Raises UsageError."""
    offered = tuple(known)
    if text not in {str(each) for each in offered}:
        mend = f"one of {', '.join(str(each) for each in sorted(offered))}"
        raise UsageError(f"{text!r} is not offered", place=place, mend=mend)
    return int(text)


def skipped(text: str) -> int:
    """How many rows are passed over. Raises UsageError."""
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise UsageError(f"{text!r} is no number of rows", place="skip", mend="0, 20, 40 ...")
    return int(text)


def state(
    request: Request, deps: Deps, asked: Asked, *, then: str = "", rests: dt.timedelta = RESTS, begin: bool = True,
    anew: bool | None = None, see: str = "",
) -> State:  # fmt: skip
    """What is kept, and a job where that is not of the ledger as it is now and has rested long enough.

    Args:
        request: whose `job` and `anew` count.
        deps: of the desk.
        asked: what is asked.
        then: where a page that waits goes when the job is done.
        rests: how old an answer may be before it is worked out anew by itself.
        begin: whether a job is begun by itself where one is needed; else only where somebody asks.
        anew: whether somebody asked for it anew; None: as the address says.
        see: where a program finds the answer.
    """
    mark = ahead_kept.mark_of(deps)
    found = ahead_kept.found(deps.store, asked.key)
    anew = request.query_params.get("anew") == "1" if anew is None else anew
    stale = found is None or (found.mark != mark and (anew or deps.now() - found.made > rests))
    before = deps.jobs.found(job_key(asked, mark))
    running = before is not None and (not before.over or bool(found and found.fault))
    again = anew and (stale or bool(found and found.fault))
    if not (again or running or (begin and stale)):
        return State(found, mark, None, _failed_before(request, deps))
    job, fault, busy = begun(request, deps, asked, mark, {"then": then, "see": see})
    if job is not None and job.over:  # it ended between the two looks
        return State(ahead_kept.found(deps.store, asked.key) or found, mark, None, fault, busy)
    return State(found, mark, job, fault, busy)


def job_key(asked: Asked, mark: str) -> str:
    """The same work on the same ledger has the same key."""
    return f"ahead {asked.key} {mark}"


def begun(
    request: Request, deps: Deps, asked: Asked, mark: str, places: Mapping[str, str]
) -> tuple[Job | None, str, bool]:
    """The job that works, why the one that the address names failed, whether too much waits already."""
    fault = _failed_before(request, deps)
    if fault:
        return None, fault, False
    args = {**asked.as_args(), "mark": mark, **places}
    try:
        owner = guard.reader_of(request).name
        return deps.jobs.start(asked.kind, args, owner=owner, key=job_key(asked, mark)), "", False
    except Busy:
        return None, "", True


def _failed_before(request: Request, deps: Deps) -> str:
    """Why the job that the address names failed, "" where it did not."""
    before = deps.jobs.get(request.query_params.get("job", ""))
    return before.fault if before is not None and before.kind in ("ahead", "record") else ""


def cited(deps: Deps, rows: Iterable[Mapping[str, Any]]) -> dict[str, KeptClaim]:
    """The claims that stand behind rows: the first of each reason, and those that announce a thing."""
    ids: dict[str, None] = {}
    for row in rows:
        for reason in row["reasons"]:
            ids |= dict.fromkeys(reason["claims"][:BEHIND])
        ids |= dict.fromkeys([row["claim"], *row["by"][:BEHIND]] if "claim" in row else [])
    return {kept.claim.id: kept for kept in deps.index.these(ids)}
