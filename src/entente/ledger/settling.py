"""Claims that reviewers added, or whose kind, parties, matter or time they changed, find their events."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from entente.ledger.days import today_of
from entente.ledger.editing import GROUPING
from entente.ledger.grouping import Grouping
from entente.ledger.locking import locked
from entente.ledger.members import ask, near
from entente.ledger.rows import kept_claim, month_of, pair_key
from entente.records import KeptClaim

if TYPE_CHECKING:
    from entente.ledger.ledger import Ledger

#: Seconds for which a reviewer waits for others that group.
PATIENCE = 0.5


def settle(ledger: Ledger, now: dt.datetime, names: Sequence[str] | None = None) -> dict[str, KeptClaim]:
    """Finds the events of claims that reviewers added, or whose kind, parties, matter or time they changed.

    Args:
        ledger: where.
        now: UTC.
        names: of the claims that may need it, all where None.

    Returns:
        Those that found theirs, as they are now. Where others group for longer than PATIENCE none does: whoever groups
        looks again at the end.
    """
    done: dict[str, KeptClaim] = {}
    # Looked at again without the lock: who waited in vain was written before it was let go of.
    while names is not None or _unsettled(ledger):
        with _grouping_alone(ledger) as alone:
            for name, version in _unsettled(ledger, names).items() if alone else ():
                done[name] = _assign_anew(ledger, name, version, now)
        if names is not None or not alone:
            break
    return done


@contextlib.contextmanager
def _grouping_alone(ledger: Ledger) -> Iterator[bool]:
    """Holds the lock of those that group; gives False where others hold it for longer than PATIENCE."""
    until = time.monotonic() + PATIENCE
    while True:
        with locked(ledger.path, "group", wait=False) as alone:
            if alone or time.monotonic() > until:
                yield alone
                return
        time.sleep(0.02)


def _unsettled(ledger: Ledger, names: Sequence[str] | None = None) -> dict[str, int]:
    """Claims that reviewers added, or changed since they were grouped, with the version of their next place."""
    # `changed` is JSON that this house wrote: {"field": [before, after], ...}
    told = " OR ".join(f"contains(changed, '\"{field}\": [')" for field in GROUPING)
    some = "" if names is None else "WHERE id IN (SELECT unnest($names))"
    sql = f"""WITH said AS MATERIALIZED (
            SELECT id, count(*) FILTER ({told}) AS changes, min(version) = 1 AS added FROM reviews {some} GROUP BY id),
        placed AS (
            SELECT claim, max(version) AS version FROM events WHERE claim IN (SELECT id FROM said) GROUP BY claim)
        SELECT id, changes + 1 AS next FROM said LEFT JOIN placed ON claim = id
        WHERE CASE WHEN version IS NULL THEN added ELSE version <= changes END ORDER BY id"""
    rows = ask(ledger, sql, {} if names is None else {"names": list(names)})
    return {row["id"]: row["next"] for row in rows}


def _assign_anew(ledger: Ledger, name: str, version: int, now: dt.datetime) -> KeptClaim:
    sql = """SELECT * EXCLUDE (recorded), epoch_us(recorded) AS recorded,
            (SELECT any_value(origin) FROM events WHERE claim = $id) AS origin
        FROM reviews WHERE id = $id ORDER BY number DESC LIMIT 1"""
    (kept,) = map(kept_claim, ask(ledger, sql, {"id": name}))
    day, origin = kept.published or kept.known, kept.origin or _origin(ledger, kept.claim.document)
    members = [member for member in near(ledger, kept, day, origin) if member.claim != name]
    found = Grouping(members).add(kept.claim, day, kept.title, origin)
    today = today_of(ledger, now)
    row = {
        "month": month_of(kept.published), "event": found.event, "claim": name, "version": version,
        "pair": pair_key(kept.claim.actor, kept.claim.recipient), "origin": origin,
        "reason": found.reason, "score": found.score, "told": today, "known": today, "recorded": now,
    }  # fmt: skip
    with locked(ledger.path, "write"):  # no joining of files meanwhile
        ledger.tables.append("events", [row])
    return dataclasses.replace(kept, event=found.event, origin=origin)


def _origin(ledger: Ledger, document: str) -> str:
    sql = "SELECT any_value(origin) AS origin FROM origins WHERE version = 1 AND document = $document"
    (row,) = ask(ledger, sql, {"document": document})
    return row["origin"] or document
