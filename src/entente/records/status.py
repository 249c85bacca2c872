"""How a happening stands: who asserts it, who confirms, denies or leaves it open, since when, in how many origins."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from entente.records.finding import Finding
from entente.records.kept import KeptClaim

#: What a voice can do to a happening.
POSITIONS = ("asserts", "confirms", "denies", "not-confirmed", "questions", "rumours")
#: Whether a line of a voice is its present one; an earlier one; or told by one origin alone against three or more.
STANDINGS = ("present", "former", "stray")
#: What a happening can be, in words (docs/reference/status.md).
STATES = (
    "contested", "not confirmed", "confirmed", "questioned", "asserted", "denied", "not so", "rumoured", "possible",
    "called off", "announced", "expected", "conditional", "wanted", "not wanted", "former",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Voice:
    """One line of one voice towards a happening.

    Attributes:
        name: in plain words; "" for the reports' own voice.
        code: of the state, body or group that speaks, None where there is none.
        position: one of POSITIONS.
        how: stance of the claim record, as most origins have it; "" in the reports' own voice.
        certainty, modality: as in the claim record, as most origins have them.
        standing: one of STANDINGS.
        first, last: days on which the first and the last of its origins told it.
        origins: number of origins that tell it.
        claims: the claim that shows it best.
    """

    name: str
    code: str | None
    position: str
    how: str
    certainty: str
    modality: str
    standing: str
    first: dt.date | None
    last: dt.date | None
    origins: int
    claims: tuple[KeptClaim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Status(Finding):
    """How one happening stands. `text` is the verdict in one line.

    Attributes:
        event: id of the happening; `kind` PLOVER event type or extension.
        actor, recipient: codes of the sides as most origins have them together.
        label: the happening in a few words, with its parties.
        state: one of STATES.
        modality: of what is told, as in the claim record: "future" where it is still to come.
        voices: who takes which position; those that decide the state first.
        silent: codes of parties of which no statement was found.
        due: first and last day of the time for which it is announced, None where none is told or it is not to come.
        origins: number of origins that tell of it, counted as independent; `aside`: claims grouped with it that tell of
            other parties, another deed or an older time, or are too doubtfully read, and were left out.
        first, last: days on which the first and the last of its origins told it.
    """

    event: str
    kind: str
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    label: str
    state: str
    modality: str
    voices: tuple[Voice, ...]
    silent: tuple[str, ...]
    due: tuple[dt.date, dt.date] | None
    origins: int
    aside: int
    first: dt.date | None
    last: dt.date | None
