"""The claims that others are compared with when they are put into events, as a ledger has them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from entente.ledger.claims import Claims
from entente.ledger.grouping import FOLLOWS, SPAN
from entente.ledger.grouping_words import WordWeights
from entente.ledger.likeness import WINDOW, Member, near_kinds
from entente.ledger.rows import claim_of, month_of
from entente.ledger.schema import CLAIM, MONTH, UNDATED
from entente.ledger.tables import told
from entente.records import KeptClaim

#: Claims whose words tell, for one claim that is grouped anew, how rare a word is; of more, about so many are taken.
SAMPLED = 2000
_COLUMNS = ", ".join(f'"{name}"' for name in (MONTH, *CLAIM))
#: Claims as they first came, by a reader or by a reviewer, with the origins of their reports.
CLAIMS = f"""SELECT c.* EXCLUDE (recorded), epoch_us(c.recorded) AS recorded, o.origin AS origin
    FROM (SELECT {_COLUMNS} FROM claims WHERE version = 1
        UNION ALL SELECT {_COLUMNS} FROM reviews WHERE version = 1) c
    LEFT JOIN (FROM origins WHERE version = 1) o ON o.document = c.document"""
#: Of these, what is needed to compare others with them.
_NEEDED = ", ".join(f'"{name}"' for name in CLAIM if name not in ("places", "figures", "inferred", "recorded"))
_MONTHS = f"month >= $from_month AND (month <= $to_month OR month = '{UNDATED}')"
_TOLD = "coalesce(published, known)"
_IN_TIME = f'{_TOLD} BETWEEN $window AND $until OR ({_TOLD} <= $day AND coalesce("end", start) >= $window)'
_LIKE = "list_contains($kinds, event) AND list_has_any(list_concat(actor, recipient), $parties)"
_WORDED = f"{_TOLD} >= $before AND {_TOLD} < $day"


def ask(ledger: Claims, sql: str, values: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """The rows of an answer, all of them."""
    with told(ledger.tables.storage):
        cursor = ledger.connection.execute(sql, values or {})
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def members(ledger: Claims, first: dt.date, last: dt.date) -> list[Member]:
    """The claims that those published on some days can join, with their events, in the order in which they came.

    Claims of near-copies that follow their origin's are none of them.
    """
    window = dt.timedelta(days=SPAN)
    sql = f"""WITH c AS MATERIALIZED ({CLAIMS} WHERE coalesce(c.published, c.known) BETWEEN $first AND $last)
        SELECT c.*, e.event AS event_id FROM c
        JOIN (FROM events WHERE claim IN (SELECT id FROM c)
            QUALIFY row_number() OVER (PARTITION BY claim ORDER BY version DESC) = 1) e
            ON e.claim = c.id AND e.reason IS DISTINCT FROM $follows
        ORDER BY c.known, coalesce(c.published, c.known), c.document, field DESC, start_char, id"""
    rows = ask(ledger, sql, {"first": first - window, "last": last + window, "follows": FOLLOWS})
    return list(map(_member, rows))


def _member(row: dict[str, Any]) -> Member:
    day, origin = row["published"] or row["known"], row["origin"] or row["document"]
    return Member.of(claim_of(row), row["event_id"], day, row["title"] or "", origin)


def near(ledger: Claims, kept: KeptClaim, day: dt.date, origin: str) -> list[Member]:
    """The claims that one claim is compared with, and those whose words tell how rare words are on its day.

    They are fewer than `members` gives, so that a reviewer need not wait, with the same outcome: of kinds as which its
    happening can be told, of one of its parties, and told in time (`likeness.in_time`). Only where there are more than
    SAMPLED of those that tell of words, about so many stand for them.
    """
    new = Member.of(kept.claim, "", day, kept.title, origin)
    first, last = _shifted(day, -SPAN), _shifted(day, SPAN)
    values: dict[str, Any] = {
        "day": day, "before": _shifted(day, -WordWeights.WINDOW), "first": first, "last": last,
        "window": _shifted(day, -WINDOW), "until": _shifted(day, (new.until or 0) - day.toordinal()),
        "from_month": month_of(first), "to_month": month_of(last), "origin": origin,
        "kinds": list(near_kinds(kept.claim.event)), "parties": list(kept.claim.parties),
    }  # fmt: skip
    counted = f"SELECT count(*) AS n FROM claims WHERE version = 1 AND {_MONTHS} AND {_WORDED}"
    (row,) = ask(ledger, counted, {name: values[name] for name in ("from_month", "to_month", "before", "day")})
    # Ids are hashes: those that begin low are as good as drawn by lot, and the same every time.
    some = f"AND id < '{0x10000 * SAMPLED // row['n']:04x}'" if row["n"] > SAMPLED else ""
    within = f"""version = 1 AND {_MONTHS} AND {_TOLD} BETWEEN $first AND $last AND (
        ({_LIKE} AND ({_IN_TIME} OR id IN (SELECT claim FROM events WHERE origin = $origin AND {_MONTHS})))
        OR ({_WORDED} {some}))"""
    sql = f"""WITH c AS MATERIALIZED (
            SELECT {_NEEDED} FROM claims WHERE {within} UNION ALL SELECT {_NEEDED} FROM reviews WHERE {within})
        SELECT c.*, [] AS places, [] AS figures, [] AS inferred, e.event AS event_id, e.origin FROM c
        JOIN (SELECT claim, event, origin, reason FROM events
            WHERE (version > 1 OR {_MONTHS}) AND claim IN (SELECT id FROM c)
            QUALIFY row_number() OVER (PARTITION BY claim ORDER BY version DESC) = 1) e
            ON e.claim = c.id AND e.reason IS DISTINCT FROM $follows
        ORDER BY id"""
    return list(map(_member, ask(ledger, sql, {**values, "follows": FOLLOWS})))


def _shifted(day: dt.date, days: int) -> dt.date:
    """The day so many days off, the first or last there is where that is beyond it."""
    return dt.date.fromordinal(min(max(day.toordinal() + days, 1), dt.date.max.toordinal()))
