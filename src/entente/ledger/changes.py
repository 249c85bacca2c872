"""What has changed in a ledger since it was last looked at, told by the logs of its tables, and the newest of it.

Each table's log holds one file of actions a commit (Delta transaction protocol, "Delta Log Entries"); its `add` actions
name the files that came, whose keys are read. Rows are only ever added: a commit that writes a month's rows anew
(`upkeep.optimize`) and one that takes back what a dead writer left (`Tables.mend`) change nothing that was seen.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from entente.ledger.asking import COLUMNS
from entente.ledger.documents import documents_sql
from entente.ledger.histories import REVIEW, review_of
from entente.ledger.ledger import Ledger
from entente.ledger.rows import kept_claim, kept_document, moment
from entente.ledger.schema import MONTH
from entente.ledger.storage import Storage
from entente.ledger.tables import month_of_file, scan, told
from entente.records import KeptClaim, KeptDocument, KeptRefusal, Refusal, Review

#: Table -> the column by which its rows are known, and of what it is the id.
FOLLOWED = {
    "claims": ("id", "claims"), "reviews": ("id", "claims"), "events": ("claim", "claims"),
    "origins": ("document", "documents"), "documents": ("id", "documents"), "refusals": ("", "refusals"),
}  # fmt: skip
#: Claims that have more than one version or event, or reviews.
_CHANGED = """SELECT DISTINCT id FROM (SELECT id FROM claims WHERE version > 1 AND id {of}
    UNION ALL SELECT id FROM reviews WHERE id {of}
    UNION ALL SELECT claim FROM events WHERE version > 1 AND claim {of})"""
_REFUSAL = "source, reason, detail, mend, epoch_us(recorded) AS recorded"
#: Claims and documents asked for at once.
CHUNK = 4000
#: Claims of more months than these are looked up one by one.
_MONTHS = 6


@dataclass(frozen=True, slots=True)
class Changes:
    """What has come since some marks.

    Attributes:
        marks: up to where was looked, to be given the next time.
        claims: ids of claims of which there is something new; documents: likewise; sorted, each once.
        refusals: those that came.
        whole: the log does not tell it: everything must be looked at.
        more: `most` was reached; ask again with these marks.
    """

    marks: dict[str, Any]
    claims: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    refusals: tuple[KeptRefusal, ...] = ()
    whole: bool = False
    more: bool = False


def marks(ledger: Ledger) -> dict[str, Any]:
    """Where the ledger's tables stand: the version of each, and the id of `documents`, another in another ledger."""
    with ledger.moment():
        versions: dict[str, Any] = {name: ledger.tables.table(name).version() for name in FOLLOWED}
        return {**versions, "id": str(ledger.tables.table("documents").metadata().id)}


def changes(ledger: Ledger, since: Mapping[str, Any], *, most: int | None = None) -> Changes:
    """What has come since marks that `marks` or an earlier answer gave.

    Args:
        ledger: where.
        since: the marks.
        most: stop after the commit by which so many claims and documents are reached.

    Raises LedgerError where a table cannot be read.
    """
    with ledger.moment():
        now = marks(ledger)
        if since.get("id") != now["id"] or any(since.get(name, now[name] + 1) > now[name] for name in FOLLOWED):
            return Changes(now, whole=True)
        found = _Found(ledger, dict(since))
        for name in FOLLOWED:
            for version in range(since[name] + 1, now[name] + 1):
                if most is not None and found.size >= most:
                    return found.changes(more=True)
                if not found.commit(name, version):
                    return Changes(now, whole=True)
        return found.changes(more=False)


@dataclass(slots=True)
class _Found:
    """Keys gathered so far, up to `marks`."""

    ledger: Ledger
    marks: dict[str, Any]
    ids: dict[str, set[str]] = field(default_factory=lambda: {"claims": set(), "documents": set()})
    refusals: list[KeptRefusal] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.ids["claims"]) + len(self.ids["documents"]) + len(self.refusals)

    def changes(self, *, more: bool) -> Changes:
        claims, documents = (tuple(sorted(self.ids[kind])) for kind in ("claims", "documents"))
        return Changes(self.marks, claims, documents, tuple(self.refusals), more=more)

    def commit(self, name: str, version: int) -> bool:
        """Takes up one commit; False where it cannot be told what it changed."""
        paths = added(self.ledger.tables.storage, name, version)
        if paths is None:
            return False
        if paths:
            column, kind = FOLLOWED[name]
            rows = self.ledger.connection.cursor()
            with told(self.ledger.tables.storage):
                if kind == "refusals":
                    rows.execute(f"SELECT {_REFUSAL} FROM ({scan(name, paths)})")
                    self.refusals += [_refusal(*row) for row in rows.fetchall()]
                else:
                    rows.execute(f'SELECT DISTINCT "{column}" FROM ({scan(name, paths)})')
                    self.ids[kind].update(row[0] for row in rows.fetchall())
        self.marks[name] = version
        return True


def added(storage: Storage, table: str, version: int) -> list[str] | None:
    """The files whose rows a commit brought; None where the log or a file is gone, or rows were changed otherwise."""
    try:
        lines = storage.commit(table, version).split("\n")
        actions = [json.loads(line) for line in lines if line]
    except (FileNotFoundError, ValueError):
        return None
    info: dict[str, Any] = next((action["commitInfo"] for action in actions if "commitInfo" in action), {})
    if any(action["remove"].get("dataChange", True) for action in actions if "remove" in action):
        predicate = str(info.get("operationParameters", {}).get("predicate") or "")
        sorts = predicate.startswith(f"{MONTH} = ") and str(info["operationParameters"].get("mode")) == "Overwrite"
        return [] if sorts or info.get("operation") == "RESTORE" else None
    found = [a["add"] for a in actions if "add" in a and a["add"].get("dataChange", True)]
    paths = [storage.file_of(table, unquote(action["path"])) for action in found]
    return paths if all(storage.exists(path) for path in paths) else None


def newest_claims(ledger: Ledger, ids: Sequence[str]) -> Iterator[tuple[KeptClaim, str]]:
    """Claims by their whole ids in their newest version, whatever its status, each with why it is in its event.

    What the ledger does not have is left out. Asked for at most CHUNK at once.
    """
    for at in range(0, len(ids), CHUNK):
        chunk = list(ids[at : at + CHUNK])
        with ledger.moment():
            sql = _CHANGED.format(of="IN (SELECT unnest($ids))")
            changed = {row["id"] for row in ledger._ask(sql, {"ids": chunk})}
            plain = [name for name in chunk if name not in changed]
            sql = "SELECT DISTINCT month FROM claims WHERE id IN (SELECT unnest($ids))"
            months = [row["month"] for row in ledger._ask(sql, {"ids": plain})] if plain else []
            if len(months) > _MONTHS:  # few of many: looked up by their pairs
                changed, months = {*chunk}, []
            for month in sorted(months):
                yield from _plain(ledger, month, "id IN (SELECT unnest($ids))", plain)
            yield from _looked_up(ledger, sorted(changed))


def _looked_up(ledger: Ledger, ids: list[str]) -> Iterator[tuple[KeptClaim, str]]:
    if not ids:
        return
    sql = """SELECT claim, reason FROM events WHERE claim IN (SELECT unnest($ids))
        QUALIFY row_number() OVER (PARTITION BY claim ORDER BY version DESC) = 1"""
    reasons = {row["claim"]: row["reason"] or "" for row in ledger._ask(sql, {"ids": ids})}
    for kept in ledger.these(ids):
        yield kept, reasons.get(kept.claim.id, "")


def newest_documents(ledger: Ledger, ids: Sequence[str]) -> Iterator[KeptDocument]:
    """Documents by their whole ids in their newest version; what the ledger does not have is left out."""
    for at in range(0, len(ids), CHUNK):
        sql = f"""WITH {documents_sql("id IN (SELECT unnest($ids))", "document IN (SELECT unnest($ids))")}
            SELECT * FROM newest ORDER BY id"""
        for row in ledger._ask(sql, {"ids": list(ids[at : at + CHUNK])}):
            yield kept_document({**row, "text": row["whole"]})


def reviews_of(ledger: Ledger, ids: Sequence[str] | None = None) -> Iterator[Review]:
    """What reviewers said of some claims, or of all, oldest first."""
    where = "WHERE id IN (SELECT unnest($ids))" if ids is not None else ""
    values = {"ids": list(ids)} if ids is not None else {}
    for row in ledger._ask(f"SELECT {REVIEW} FROM reviews {where} ORDER BY recorded, id, number", values):
        yield review_of(row)


# Everything, month by month, newest first: what stands in one version needs no look at other months.


def all_months(ledger: Ledger, table: str) -> list[str]:
    """The months of which a table has rows, newest first; what has no day comes last."""
    with ledger.moment():
        paths = ledger.tables.storage.files(ledger.tables.table(table))
    months = sorted({month_of_file(path) for path in paths}, reverse=True)
    dated = [month for month in months if month[:1].isdigit()]
    return [*dated, *(month for month in months if month not in dated)]


def changed_claims(ledger: Ledger) -> list[str]:
    """Ids of claims that have more than one version or event, or reviews, sorted: `plain_claims` leaves them out."""
    return [row["id"] for row in ledger._ask(_CHANGED.format(of="IS NOT NULL") + " ORDER BY id", {})]


def plain_claims(ledger: Ledger, month: str, changed: Sequence[str]) -> Iterator[tuple[KeptClaim, str]]:
    """The claims of a month that have one version, newest report first, with why each is in its event.

    `changed`: as of `changed_claims`, from the same moment.
    """
    return _plain(ledger, month, "id NOT IN (SELECT unnest($ids))", changed)


def _plain(ledger: Ledger, month: str, which: str, ids: Sequence[str]) -> Iterator[tuple[KeptClaim, str]]:
    columns = ", ".join(f"c.{name.strip()}" for name in COLUMNS.split(",") if name.strip() != "recorded")
    sql = f"""
        SELECT {columns}, epoch_us(c.recorded) AS recorded, '' AS "by", '' AS why, e.event AS event_id, e.origin,
            e.reason
        FROM (FROM claims WHERE month = $month AND version = 1 AND {which}) c
        LEFT JOIN (SELECT claim, event, origin, reason FROM events WHERE month = $month AND version = 1) e
            ON e.claim = c.id
        ORDER BY c.published DESC NULLS LAST, c.document, c.field DESC, c.start_char, c.id"""
    for row in ledger._ask(sql, {"month": month, "ids": list(ids)}):
        yield kept_claim(row), row["reason"] or ""


def changed_documents(ledger: Ledger) -> list[str]:
    """Ids of documents that have more than one version, reading or origin, sorted."""
    sql = """SELECT DISTINCT id FROM (SELECT id FROM documents WHERE version > 1 OR reading > 1
        UNION ALL SELECT document FROM origins WHERE version > 1) ORDER BY id"""
    return [row["id"] for row in ledger._ask(sql, {})]


def plain_documents(ledger: Ledger, month: str, changed: Sequence[str]) -> Iterator[KeptDocument]:
    """The documents of a month that have one version, newest first. `changed`: as of `changed_documents`."""
    sql = """
        SELECT d.* EXCLUDE (recorded, month), epoch_us(d.recorded) AS recorded, o.origin
        FROM (FROM documents WHERE month = $month AND version = 1 AND reading = 1
            AND id NOT IN (SELECT unnest($changed))) d
        LEFT JOIN (SELECT document, origin FROM origins WHERE month = $month AND version = 1) o ON o.document = d.id
        ORDER BY d.published DESC NULLS LAST, d.id"""
    for row in ledger._ask(sql, {"month": month, "changed": list(changed)}):
        yield kept_document(row)


def all_refusals(ledger: Ledger) -> Iterator[KeptRefusal]:
    """Every source that could not be read, in no order."""
    for row in ledger._ask(f"SELECT {_REFUSAL} FROM refusals", {}):
        yield _refusal(**row)


def _refusal(source: str, reason: str, detail: str, mend: str | None, recorded: int) -> KeptRefusal:
    return KeptRefusal(Refusal(source, reason, detail, mend or ""), moment(recorded))
