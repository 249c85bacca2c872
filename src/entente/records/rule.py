"""A rule of a sanctions regime, one paragraph at a time, and a dealing that is held against it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

#: What a rule can cover beside the matter: what is done with it.
ACTIVITIES = (
    "supply", "procure", "train", "host", "finance", "transport", "joint-venture", "labour", "travel", "teach",
    "exercise", "cooperate", "launch",
)  # fmt: skip
#: Of the thing or service, seen from the state under sanctions.
DIRECTIONS = ("to", "from", "both")
EXEMPTIONS = ("none", "case-by-case", "notify", "general")
#: "decides" binds (Chapter VII, Art. 41 of the UN Charter, or a statute), "calls-upon" does not.
FORCES = ("decides", "calls-upon")
READINGS = ("express", "by-chain", "arguable")
#: How sure we are of text and paragraph: read in a public copy; content read and paragraph from memory; from memory.
MARKS = ("sourced", "paragraph-unverified", "unverified")
#: Strictest first.
VERDICTS = (
    "prohibited", "over-cap", "prohibited-by-chain", "needs-approval", "arguable", "within-cap", "exempt",
    "not-covered",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cap:
    """A limit. `amount` per `period` ("calendar year", "12 months") in `unit` (singular, "barrel")."""

    amount: float
    unit: str
    period: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One measure of one paragraph, as a file of `lexicon/regimes/` has it (docs/reference/rules.md).

    Attributes:
        id: as "unsc-1874-9-export".
        regime: as "UN DPRK"; instrument: as "UNSC resolution 1874 (2009)"; paragraph: as "9", "annex B, 5".
        title: a few words; text: what it forbids or asks, one or two plain sentences of our own.
        adopted: day of adoption of the instrument.
        state: codes of the states or groups that the measure is on.
        direction: one of DIRECTIONS: "to" the state, "from" it, or both.
        matters: codes, each with its special ones ("arms" covers "arms.drones"); "*" for any.
        excluded: matters that are not covered although a more general one is.
        activities: of ACTIVITIES.
        bound: who must obey: "UN" and "EU" stand for all their members on the day, codes for that state's persons;
            "target" for the state under the measure itself; "anyone" where the law reaches whoever holds its goods.
        valid_from, valid_until: first and last day, `valid_until` None while in force.
        superseded_by: id of the rule that took its place, or "".
        exemption: one of EXEMPTIONS; exempted: what is exempt, in words; cap: a limit or None.
        approval: true where the measure itself is that the dealing needs approval beforehand ("only with the prior
            approval of the Council", a licence): the answer is then "needs-approval", not "prohibited".
        force: one of FORCES; reading: one of READINGS.
        recognised_by, contested_by: codes; empty `recognised_by`: by all.
        needs: fact -> how it would change the answer ("calibre": "under 100 mm is not covered").
        source: where it was read; mark: one of MARKS.
        note: what a reader should know, or "".
        file, line: where the entry stands.
    """

    id: str
    regime: str
    instrument: str
    paragraph: str
    title: str
    text: str
    adopted: dt.date
    state: tuple[str, ...]
    direction: str
    matters: tuple[str, ...]
    activities: tuple[str, ...]
    bound: tuple[str, ...]
    valid_from: dt.date
    source: str
    mark: str
    excluded: tuple[str, ...] = ()
    valid_until: dt.date | None = None
    superseded_by: str = ""
    exemption: str = "none"
    exempted: str = ""
    cap: Cap | None = None
    approval: bool = False
    force: str = "decides"
    reading: str = "express"
    recognised_by: tuple[str, ...] = ()
    contested_by: tuple[str, ...] = ()
    needs: dict[str, str] = field(default_factory=dict)
    note: str = ""
    file: str = ""
    line: int = 0


_MANY = re.compile(r"(?: and | to |, )\d")


def cited(instrument: str, paragraph: str) -> str:
    """As a rule is cited: "UNSC resolution 1874 (2009), paragraph 9", "..., annex B, 4", "A decree (whole)"."""
    if not instrument or not paragraph or paragraph.startswith("("):
        return f"{instrument} {paragraph}".strip()
    if not paragraph[0].isdigit():
        return f"{instrument}, {paragraph}"
    return f"{instrument}, {'paragraphs' if _MANY.search(paragraph) else 'paragraph'} {paragraph}"


@dataclass(frozen=True, slots=True)
class Dealing:
    """What is held against the rules.

    Attributes:
        source: codes of who supplies, sends, trains, hosts; target: codes of who gets it.
        matter: as in the claim record, "" where it is not known.
        activity: of ACTIVITIES.
        on: the day.
        amount, unit: how much of it, None where unknown; used: what of a cap was used before, in the same unit.
        facts: further facts that are given, as {"calibre": "152 mm"}.
    """

    source: tuple[str, ...]
    target: tuple[str, ...]
    matter: str
    activity: str
    on: dt.date
    amount: float | None = None
    unit: str = ""
    used: float | None = None
    facts: dict[str, str] = field(default_factory=dict)
