"""What became of a claim: the reader's newest version, and every review of it, in the order in which they were made."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from entente.ledger.asking import COLUMNS, SAID_BY
from entente.ledger.rows import kept_claim, moment, month_of
from entente.records import KeptClaim, Question, Review

if TYPE_CHECKING:
    from entente.ledger.claims import Claims

#: The columns of a claim with the moment of writing as microseconds.
_RECORD = COLUMNS.replace(", recorded", ", epoch_us(recorded) AS recorded")
#: Columns of a row of `reviews` that make a Review.
REVIEW = """id, number, action, changed, "by" AS reviewer, why AS reason, epoch_us(recorded) AS recorded"""


@dataclass(frozen=True, slots=True)
class History:
    """A claim's past.

    Attributes:
        read: the reader's newest version, None where a reviewer added the claim.
        said: reviews with the version that each made, oldest first.
        text: the version of the report's text that it belongs to.
    """

    read: KeptClaim | None
    said: tuple[tuple[Review, KeptClaim], ...]
    text: int

    @property
    def kept(self) -> KeptClaim:
        """The version that counts."""
        newest = self.said[-1][1] if self.said else self.read
        if newest is None:
            raise ValueError("a claim has a version")
        return newest

    @property
    def standing(self) -> list[Review]:
        """The reviews that are neither an undo nor taken back, oldest first."""
        gone = {review.undoes for review, _ in self.said}
        return [review for review, _ in self.said if review.action != "undo" and review.number not in gone]

    def before(self, number: int) -> KeptClaim | None:
        """The version that counted before a review: a reviewer's, else the reader's newest; None where none was."""
        earlier = [kept for review, kept in self.said if review.number < number]
        return earlier[-1] if earlier else self.read

    @property
    def unreviewed(self) -> str:
        """The status of the claim as it would be without any correction."""
        if self.read is None:
            return "added"
        return "read" if self.read.status == "withdrawn" else self.read.status


def histories(ledger: Claims, names: Iterable[str]) -> dict[str, History]:
    """Claims by their whole ids, with their pasts and their events; what the ledger does not have is left out."""
    ids = sorted(set(names))
    sql = f"""
        SELECT {_RECORD}, {SAID_BY}, number, action, changed, "by" AS reviewer, why AS reason
        FROM reviews WHERE id IN (SELECT unnest($ids))
        UNION ALL (SELECT {_RECORD}, '', '', 0, '', '', '', '' FROM claims WHERE id IN (SELECT unnest($ids))
            QUALIFY row_number() OVER (PARTITION BY id ORDER BY version DESC) = 1)
        ORDER BY id, number"""
    found: dict[str, list[dict[str, Any]]] = {}
    with ledger.moment():
        for row in ledger._ask(sql, {"ids": ids}):
            found.setdefault(row["id"], []).append(row)
        members = ledger._members(list(found), Question(), months=_months(found))
    return {name: _history(rows, members.get(name, {})) for name, rows in found.items()}


def _months(found: Mapping[str, list[dict[str, Any]]]) -> list[str]:
    """The months in which their events stand; none where a newer text may have moved one."""
    rows = [row for each in found.values() for row in each]
    moved = any((row["document_version"] or 1) > 1 for row in rows)
    return [] if moved else sorted({month_of(row["published"]) for row in rows})


def _history(rows: list[dict[str, Any]], member: Mapping[str, Any]) -> History:
    read = [kept_claim({**row, **member}) for row in rows if not row["number"]]
    said = [(review_of(row), kept_claim({**row, **member})) for row in rows if row["number"]]
    text = max(row["document_version"] or 1 for row in rows)
    return History(read[0] if read else None, tuple(said), text)


def review_of(row: Mapping[str, Any]) -> Review:
    """The review in a row of the columns REVIEW."""
    from entente.ledger.editing import FIELDS

    changed = json.loads(row["changed"])
    values = {field: (changed[field][0], changed[field][1]) for field in changed if field in FIELDS}
    return Review(
        row["id"], row["number"], row["action"], values, row["reviewer"], row["reason"], moment(row["recorded"]),
        tuple(changed.get("with", ())), changed.get("undoes"),
    )  # fmt: skip


def changed_since(history: History, version: int, now: dt.datetime) -> str:
    """Who changed a claim after a version of it, when and what, as one line."""
    kept = history.kept
    head = f"claim {kept.claim.id} is version {kept.version}"
    if not history.said:
        return f"{head} since {_time(kept.recorded, now)}: another reading ({kept.claim.reader})"
    last = history.said[-1][0]
    later = [review for review, newer in history.said if newer.version > version]
    seen = [newer for _, newer in history.said if newer.version == version]
    older = seen[0] if seen else history.before(later[0].number if later else last.number)
    done = {"accept": "accepted", "reject": "rejected", "add": "added", "undo": "a review was taken back"}
    words = [] if last.action == "correct" else [done.get(last.action, last.action)]
    if last.action == "split":
        words = ["split"]
    return f"{head} by {last.by} since {_time(last.recorded, now)}: {', '.join(words + _differences(older, kept))}"


def _differences(older: KeptClaim | None, newer: KeptClaim) -> list[str]:
    from entente.ledger.editing import FIELDS

    if older is None:
        return []
    one, two = older.claim.as_dict(), newer.claim.as_dict()
    return [f"{field} {_value(one[field])} -> {_value(two[field])}" for field in FIELDS if one[field] != two[field]]


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(_word, value)) or "nothing"
    return str(value) if value is not None else "nothing"


def _word(item: Any) -> str:
    return item if isinstance(item, str) else f"{item['actor'] or item['name'] or '?'} {item['stance']}"


def _time(moment: dt.datetime, now: dt.datetime) -> str:
    moment, now = moment.astimezone(dt.UTC), now.astimezone(dt.UTC)
    return f"{moment:%H:%M} UTC" if moment.date() == now.date() else f"{moment:%Y-%m-%d %H:%M} UTC"
