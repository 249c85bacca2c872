"""The feeds that a ledger follows, and how each stood when it was last asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from entente.ledger.ledger import Ledger
from entente.ledger.locking import locked
from entente.ledger.members import ask
from entente.ledger.rows import moment

#: What is kept of a feed, beside its address.
_STATE = ("etag", "modified", "moved_to", "polled", "next_poll", "failures", "note")
_NEW: dict[str, Any] = {
    "etag": "", "modified": "", "moved_to": "", "polled": None, "next_poll": None, "failures": 0, "note": "",
}  # fmt: skip


def followed(ledger: Ledger) -> list[dict[str, Any]]:
    """The feeds that are followed, by address: `address` and the fields of its last state."""
    sql = """SELECT * EXCLUDE (polled, next_poll, recorded, state, number),
            epoch_us(polled) AS polled, epoch_us(next_poll) AS next_poll
        FROM (FROM feeds QUALIFY row_number() OVER (PARTITION BY address ORDER BY number DESC) = 1)
        WHERE state = 'followed' ORDER BY address"""
    rows = ask(ledger, sql)
    for row in rows:
        for name in ("polled", "next_poll"):
            row[name] = moment(row[name]) if row[name] is not None else None
    return rows


def follow(ledger: Ledger, address: str, now: dt.datetime) -> bool:
    """Follows a feed from now on; False where it is followed already."""
    with locked(ledger.path, "write"):
        if any(row["address"] == address for row in followed(ledger)):
            return False
        _write(ledger, [{"address": address, "state": "followed", **_NEW}], now)
        return True


def unfollow(ledger: Ledger, address: str, now: dt.datetime) -> bool:
    """Follows a feed no longer; False where it is not followed."""
    with locked(ledger.path, "write"):
        if all(row["address"] != address for row in followed(ledger)):
            return False
        _write(ledger, [{"address": address, "state": "left", **_NEW}], now)
        return True


def asked(ledger: Ledger, states: Sequence[Mapping[str, Any]], now: dt.datetime) -> None:
    """Keeps how feeds stood after they were asked; those that are followed no longer are left out."""
    with locked(ledger.path, "write"):
        still = {row["address"] for row in followed(ledger)}
        rows = [
            {
                "address": state["address"],
                "state": "followed",
                "recorded": now,
                **{name: state[name] for name in _STATE},
            }
            for state in states
            if state["address"] in still
        ]
        if rows:
            _write(ledger, rows, now)


def _write(ledger: Ledger, rows: Sequence[dict[str, Any]], now: dt.datetime) -> None:
    # Numbered, for clocks can be set back.
    ((last,),) = ledger.rows("SELECT coalesce(max(number), 0) FROM feeds")
    ledger.tables.append("feeds", [{**row, "number": last + 1, "recorded": now} for row in rows])
