"""The ledger as it is asked: claims, events, documents and refusals, on any day, as records, Arrow or DuckDB."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import json
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from entente.errors import UsageError
from entente.ledger import reviewing
from entente.ledger.asking import COLUMNS, NARROW, known_by, memberships, standing
from entente.ledger.days import closed
from entente.ledger.happenings import event_of, position
from entente.ledger.rows import document_of, kept_claim, kept_document, moment, month_of
from entente.ledger.tables import Tables, settings, told
from entente.records import (
    STANDING,
    Document,
    Event,
    KeptClaim,
    KeptDocument,
    KeptRefusal,
    Question,
    Refusal,
    Review,
)

if TYPE_CHECKING:
    from arro3.core import Table
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

_ORDER = "published DESC NULLS LAST, document, field DESC, start_char, id"
_RECORD = COLUMNS.replace(", recorded", ", epoch_us(recorded) AS recorded")
_EVERYTHING = Question()
#: So many claims at most are answered in two steps: which, then the rest of them.
FEW = 1000
#: From so many rows of claims on, the newest are looked for in the last months first; before, that takes longer.
MANY = 1_000_000


#: Digits of ids that are hashes; shorter ones may be the beginning of one.
WHOLE = 16


class Ledger:
    """One ledger, open for questions, each answered from one consistent moment, whoever writes meanwhile."""

    def __init__(self, path: Path | str) -> None:
        """Opens a ledger.

        Args:
            path: its folder.

        Raises LedgerError where there is none, or one of another layout.
        """
        self.tables = Tables(Path(path))
        self.path = self.tables.root
        self._open: DuckDBPyConnection | None = None
        self._lock = threading.RLock()
        self._still = False

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the files."""
        if self._open is not None:
            self._open.close()
            self._open = None
            self.tables.hide()

    @property
    def connection(self) -> DuckDBPyConnection:
        """A DuckDB connection with a view of every table (docs/reference/ledger.md), up to date at this moment."""
        import duckdb

        with self._lock:
            if self._open is None:
                self._open = duckdb.connect(config=settings())
                # Else long questions draw a bar over the terminal.
                self._open.execute("SET enable_progress_bar = false")
            if not self._still:
                self.tables.show(self._open)
            return self._open

    @contextlib.contextmanager
    def _moment(self) -> Iterator[None]:
        """What is asked inside is answered from one moment, whoever writes meanwhile."""
        before = self.connection, self._still
        self._still = True
        try:
            yield
        finally:
            self._still = before[1]

    # Questions

    def relation(self, question: Question = _EVERYTHING) -> DuckDBPyRelation:
        """The claims asked for as a DuckDB relation; columns as in `claims`, with `event_id`, `origin`, `by`, `why`."""
        text, values = self._claims_sql(question, COLUMNS)
        # A cursor of its own: what was asked before need not be fetched to its end.
        with self._lock:
            return self.connection.cursor().sql(text, params=values)

    def arrow(self, question: Question = _EVERYTHING) -> Table:
        """The claims asked for as an Arrow table (arro3; pyarrow, pandas and polars take it as it is)."""
        from arro3.core import Table

        with told(self.path):
            return Table.from_arrow(self.relation(question))

    def claims(self, question: Question = _EVERYTHING, *, statuses: Sequence[str] = STANDING) -> Iterator[KeptClaim]:
        """The claims asked for, newest report first; those that do not stand only where `statuses` names them."""
        if question.limit is not None and question.limit <= FEW:
            with self._moment():
                found = self._few(question, statuses)
            yield from found
            return
        text, values = self._claims_sql(question, _RECORD, statuses)
        for row in self._ask(text, values):
            yield kept_claim(row)

    def _few(self, question: Question, statuses: Sequence[str]) -> list[KeptClaim]:
        """The newest claims asked for: first which, from few columns, then the rest of them, from few files."""
        chosen: list[dict[str, Any]] = []
        for since in self._windows(question):
            narrowed = dataclasses.replace(question, published_since=since)
            text, values = standing(narrowed, NARROW, statuses)
            joined = ""
            if question.event_id is not None:
                text, values["event_id"] = f"{text}, {memberships(question)}", question.event_id
                joined = "JOIN member ON member.claim = standing.id WHERE member.event_id = $event_id"
            sql = f"""WITH {text} SELECT id, standing."pair", published, "by" <> '' AS reviewed,
                    version > 1 AND document_version > 1 AS moved
                FROM standing {joined} ORDER BY {_ORDER} LIMIT {int(question.limit or 0)}"""
            chosen = list(self._ask(sql, values))
            if len(chosen) == question.limit:
                break
        if not chosen:
            return []
        pairs = sorted({row["pair"] for row in chosen})
        months = sorted({month_of(row["published"]) for row in chosen})
        reviewed = [row["id"] for row in chosen if row["reviewed"]]
        moved = [row["id"] for row in chosen if row["moved"] and not row["reviewed"]]
        plain = [row["id"] for row in chosen if not row["moved"] and not row["reviewed"]]
        # A review can change a claim's parties, a newer text its month; where its event stands is then not known.
        members = self._members(plain, question, pairs, months) | self._members(moved, question, pairs)
        members |= self._members(reviewed, question)
        found = {row["id"]: row for row in self._rows([*plain, *moved], question, pairs, months, reviewed=False)}
        found |= {row["id"]: row for row in self._rows(reviewed, question, pairs, months)}
        return [kept_claim({**found[row["id"]], **members.get(row["id"], {})}) for row in chosen]

    def _windows(self, question: Question) -> Iterator[dt.date | None]:
        """Days of publication from which the newest claims are looked for: first in few months, at last in all."""
        # What is shown last counts, hence the connection first.
        last = self.connection and self.tables.last_month()
        restricted = question.published_since is not None or question.event_id is not None
        if last and not restricted and self.tables.claims() >= MANY:
            ends = [day for day in (question.as_of, question.published_until) if day is not None]
            newest = min([dt.date.fromisoformat(f"{last}-01"), *ends]).replace(day=1)
            if newest - dt.date.min > dt.timedelta(days=150):
                yield (newest - dt.timedelta(days=150)).replace(day=1)
        yield question.published_since

    def _rows(
        self, ids: Sequence[str], question: Question, pairs: Sequence[str] = (), months: Sequence[str] = (), *,
        reviewed: bool = True,
    ) -> Iterator[dict[str, Any]]:  # fmt: skip
        """The newest versions of claims on the question's day, newest report first.

        Args:
            ids: of the claims.
            question: whose day counts.
            pairs, months: where their newest versions stand; empty where that is not known.
            reviewed: look for reviews of them.
        """
        if not ids:
            return iter(())
        known = known_by(question)
        near = f"id IN (SELECT unnest($ids)) AND {known.condition}"
        values: dict[str, Any] = {**known.values, "ids": list(ids)}
        in_pairs, in_months = _among("pair", pairs, values), _among("month", months, values)
        found = [
            f"""SELECT {COLUMNS}, '' AS "by", '' AS why, 0 AS number FROM claims
                WHERE {in_months} AND {in_pairs} AND {near}"""
        ]
        if reviewed:
            found.append(f"""SELECT {COLUMNS}, "by", why, number FROM reviews WHERE {near}""")
        sql = f"""WITH found AS ({" UNION ALL ".join(found)})
            SELECT {_RECORD}, "by", why FROM found
            QUALIFY row_number() OVER (PARTITION BY id ORDER BY number DESC, version DESC) = 1 ORDER BY {_ORDER}"""
        return self._ask(sql, values)

    def _members(
        self, ids: Sequence[str], question: Question, pairs: Sequence[str] = (), months: Sequence[str] = ()
    ) -> dict[str, dict[str, Any]]:
        """Claim -> its event and origin on the question's day. `pairs`, `months`: where they stand, where known."""
        if not ids:
            return {}
        known = known_by(question)
        values: dict[str, Any] = {**known.values, "ids": list(ids)}
        sql = f"""SELECT claim, event AS event_id, origin FROM events
            WHERE {_among("month", months, values)} AND {_among("pair", pairs, values)}
                AND claim IN (SELECT unnest($ids)) AND {known.condition}
            QUALIFY row_number() OVER (PARTITION BY claim ORDER BY version DESC) = 1"""
        return {row["claim"]: row for row in self._ask(sql, values)}

    def count(self, question: Question = _EVERYTHING) -> dict[str, int]:
        """Numbers of claims, documents, origins and events that the question finds."""
        text, values = standing(question, NARROW)
        sql = f"""WITH {text}, {memberships(question, of="standing")}
            SELECT count(*) AS claims, count(DISTINCT document) AS documents,
                count(DISTINCT coalesce(origin, document)) AS origins, count(DISTINCT event_id) AS events
            FROM standing LEFT JOIN member ON member.claim = standing.id"""
        return next(self._ask(sql, values))

    def _claims_sql(
        self, question: Question, columns: str, statuses: Sequence[str] = STANDING
    ) -> tuple[str, dict[str, Any]]:
        text, values = standing(question, statuses=statuses)
        limit = f"LIMIT {int(question.limit)}" if question.limit is not None else ""
        where = ""
        if question.event_id is not None:
            where = "WHERE id IN (SELECT claim FROM member WHERE event_id = $event_id)"
            values["event_id"] = question.event_id
        inner = f"""
            SELECT {COLUMNS}, "by", why FROM standing {where} ORDER BY {_ORDER} {limit}"""
        columns = ", ".join("a." + part.strip() if "(" not in part else part for part in columns.split(", "))
        members = memberships(question)
        sql = f"""WITH {text}, {members}, answer AS MATERIALIZED ({inner})
            SELECT {columns.replace("epoch_us(recorded)", "epoch_us(a.recorded)")}, "by", why, event_id, member.origin
            FROM answer a LEFT JOIN member ON member.claim = a.id ORDER BY {_ORDER.replace("document", "a.document")}"""
        return sql, values

    def events(self, question: Question = _EVERYTHING) -> list[Event]:
        """Events with a claim that is asked for: most origins first, then newest. Each comes with all its claims."""
        text, values = standing(question, NARROW)
        limit = f"LIMIT {int(question.limit)}" if question.limit is not None else ""
        one = ""
        if question.event_id is not None:
            one, values["event_id"] = "WHERE event_id = $event_id", question.event_id
        sql = f"""WITH {text}, {memberships(question, of="standing")}
            SELECT event_id, count(DISTINCT coalesce(origin, document)) AS origins, max(published) AS newest
            FROM standing JOIN member ON member.claim = standing.id {one}
            GROUP BY event_id ORDER BY origins DESC, newest DESC NULLS LAST, event_id {limit}"""
        with self._moment():
            names = [row["event_id"] for row in self._ask(sql, values)]
            return self._events(names, Question(as_of=question.as_of, late=question.late))

    def _events(self, names: Sequence[str], question: Question) -> list[Event]:
        if not names:
            return []
        values = {**known_by(question).values, "names": list(names)}
        counts = known_by(question).condition
        within = f"event IN (SELECT unnest($names)) AND {counts}"
        # First where they stand, from two columns of the whole table, then the rest of them from few files.
        places = list(self._ask(f"SELECT DISTINCT month, pair FROM events WHERE {within}", values))
        values |= {"months": [place["month"] for place in places], "pairs": [place["pair"] for place in places]}
        sql = f"""WITH hit AS MATERIALIZED (
                SELECT claim, event AS event_id, origin, month, pair, reason, version FROM events
                WHERE list_contains($months, month) AND pair IN (SELECT unnest($pairs)) AND {within})
            SELECT * EXCLUDE (version) FROM hit WHERE NOT EXISTS (
                FROM events e WHERE e.version > 1 AND {counts} AND e.claim = hit.claim AND e.version > hit.version)"""
        members = {row["claim"]: row for row in self._ask(sql, values)}
        pairs, months = ({row[name] for row in members.values()} for name in ("pair", "month"))
        of: defaultdict[str, list[KeptClaim]] = defaultdict(list)
        within = f"id IN (SELECT unnest($ids)) AND {counts}"
        sql = f"""SELECT id, month, false AS reviewed FROM claims WHERE version > 1 AND {within}
            UNION ALL SELECT id, month, true FROM reviews WHERE {within}"""
        later = list(self._ask(sql, {**known_by(question).values, "ids": list(members)}))
        months |= {row["month"] for row in later}
        reviewed = any(row["reviewed"] for row in later)
        for row in self._rows(list(members), question, sorted(pairs), sorted(months), reviewed=reviewed):
            if row["status"] in STANDING:
                member = members[row["id"]]
                of[member["event_id"]].append(kept_claim({**row, **member}))
        reasons = {claim: row["reason"] for claim, row in members.items()}
        return [event_of(name, of[name], reasons) for name in names if of[name]]

    def documents(self, question: Question = _EVERYTHING) -> Iterator[KeptDocument]:
        """Documents, newest first: those with claims that are asked for, or where no claim is asked for, all."""
        asked = known_by(question)
        if _asks_for_claims(question):
            text, values = standing(question)
            asked.values.update(values)
            of = ""
            if question.event_id is not None:
                text, asked.values["event_id"] = f"{text}, {memberships(question)}", question.event_id
                of = "JOIN member ON member.claim = standing.id WHERE event_id = $event_id"
            head, wanted = f"WITH {text}, asked AS (SELECT DISTINCT document FROM standing {of}),", "id IN (FROM asked)"
        else:
            head, wanted = "WITH", "true"
            for name, condition in (("published_since", "published >= $x"), ("published_until", "published <= $x")):
                if (day := getattr(question, name)) is not None:
                    asked.add(condition.replace("$x", f"${name}"), **{name: day})
            if question.outlet is not None:
                asked.add("contains(lower(outlet), lower($outlet))", outlet=question.outlet)
            for number, word in enumerate((question.text or "").split()):
                told_in = f"contains(lower(title || ' ' || whole), lower($word{number}))"
                wanted, asked.values[f"word{number}"] = f"{wanted} AND {told_in}", word
        limit = f"LIMIT {int(question.limit)}" if question.limit is not None else ""
        sql = f"""{head} {_documents_sql(asked.condition, known_by(question).condition)}
            SELECT * FROM newest WHERE {wanted} ORDER BY published DESC NULLS LAST, id {limit}"""
        for row in self._ask(sql, asked.values):
            yield kept_document({**row, "text": row["whole"]})

    def refusals(self, question: Question = _EVERYTHING) -> Iterator[KeptRefusal]:
        """Sources that could not be read, newest first; `text` is looked for in source, reason and detail."""
        where: list[str] = ["true"]
        values: dict[str, Any] = {}
        if question.as_of is not None:
            where.append("recorded <= $end")
            values["end"] = dt.datetime.combine(question.as_of, dt.time.max, dt.UTC)
        for number, word in enumerate((question.text or "").split()):
            where.append(f"contains(lower(concat_ws(' ', source, reason, detail)), lower($word{number}))")
            values[f"word{number}"] = word
        limit = f"LIMIT {int(question.limit)}" if question.limit is not None else ""
        sql = f"""SELECT source, reason, detail, mend, epoch_us(recorded) AS recorded FROM refusals
            WHERE {" AND ".join(where)} ORDER BY recorded DESC, source, reason {limit}"""
        for row in self._ask(sql, values):
            refusal = Refusal(row["source"], row["reason"], row["detail"], row["mend"] or "")
            yield KeptRefusal(refusal, moment(row["recorded"]))

    @property
    def closed(self) -> dt.date | None:
        """The day up to which the past is closed: what is answered as of it, once it is over, stays; None: no day."""
        return closed(self)

    def late(self, question: Question) -> int:
        """How many claims the question leaves out because their reports reached the ledger after the day asked."""
        if question.as_of is None or question.late:
            return 0
        counted = [self.count(dataclasses.replace(question, late=late, limit=None))["claims"] for late in (True, False)]
        return counted[0] - counted[1]

    # One thing

    def find(self, prefix: str) -> list[tuple[str, str]]:
        """What has an id that begins so: ("claim" | "event" | "document", id), each once, sorted."""
        sql = """
            SELECT DISTINCT 'claim' AS kind, id FROM claims WHERE starts_with(id, $prefix)
            UNION ALL SELECT DISTINCT 'event', event FROM events WHERE starts_with(event, $prefix)
            UNION ALL SELECT DISTINCT 'document', id FROM documents WHERE starts_with(id, $prefix)
            ORDER BY kind, id LIMIT 1000"""
        found = [(row["kind"], row["id"]) for row in self._ask(sql, {"prefix": prefix})] if prefix else []
        whole = [item for item in found if item[1] == prefix]
        return whole or found

    def _whole(self, prefix: str, kind: str) -> str:
        """The whole id of what begins so; what nothing begins with stays as it is. Raises UsageError for several."""
        if len(prefix) >= WHOLE:
            return prefix
        found = [name for of, name in self.find(prefix) if of == kind]
        if len(found) > 1:
            raise UsageError(f"{len(found)} ids begin with {prefix}", mend=f"one of {', '.join(found[:8])}")
        return found[0] if found else prefix

    def claim(self, name: str, as_of: dt.date | None = None) -> KeptClaim:
        """A claim by its id or the first digits of it, whatever its status. Raises UsageError where none is meant."""
        question, name = Question(as_of=as_of), self._whole(name, "claim")
        with self._moment():
            for row in self._rows([name], question):
                return kept_claim({**row, **self._members([name], question).get(name, {})})
        raise UsageError(f"no claim {name}" + (f" as of {as_of}" if as_of else ""))

    def versions(self, name: str) -> list[KeptClaim]:
        """Every version of a claim, the reader's and the reviewers', oldest first."""
        sql = f"""
            SELECT {_RECORD}, '' AS "by", '' AS why, 0 AS number FROM claims WHERE id = $id
            UNION ALL SELECT {_RECORD}, "by", why, number FROM reviews WHERE id = $id
            ORDER BY recorded, number, version"""
        return [kept_claim(row) for row in self._ask(sql, {"id": name})]

    def reviews(self, name: str | None = None) -> list[Review]:
        """What reviewers said of a claim, or of all, oldest first."""
        where, values = ("WHERE id = $id", {"id": name}) if name is not None else ("", {})
        sql = f"""SELECT id, number, action, changed, "by", why, epoch_us(recorded) AS recorded FROM reviews {where}
            ORDER BY recorded, id, number"""
        return [
            Review(
                row["id"], row["number"], row["action"],
                {field: (pair[0], pair[1]) for field, pair in json.loads(row["changed"]).items()},
                row["by"], row["why"], moment(row["recorded"]),
            )
            for row in self._ask(sql, values)
        ]  # fmt: skip

    def event(self, name: str, as_of: dt.date | None = None) -> Event:
        """An event by its id or the first digits of it. Raises UsageError where none is meant, or none stands."""
        name = self._whole(name, "event")
        with self._moment():
            found = self._events([name], Question(as_of=as_of))
        if not found:
            raise UsageError(f"no event {name}" + (f" as of {as_of}" if as_of else ""))
        return found[0]

    def document(self, name: str, as_of: dt.date | None = None) -> KeptDocument:
        """A document by its id or the first digits of it, as it is now. Raises UsageError where none is meant."""
        name = self._whole(name, "document")
        asked = known_by(Question(as_of=as_of))
        known = asked.condition
        asked.add("id = $id", id=name)
        for row in self._ask(f"WITH {_documents_sql(asked.condition, known)} SELECT * FROM newest", asked.values):
            return kept_document({**row, "text": row["whole"]})
        raise UsageError(f"no document {name}" + (f" as of {as_of}" if as_of else ""))

    def reports(self, names: Sequence[str]) -> dict[str, Document]:
        """The reports of these ids in their newest version, by id; what the ledger does not have is left out."""
        sql = f"WITH {_documents_sql('id IN (SELECT unnest($ids))')} SELECT * FROM newest"
        rows = self._ask(sql, {"ids": sorted(set(names))})
        return {row["id"]: document_of({**row, "text": row["whole"]}) for row in rows}

    def holds(self, claims: Sequence[str], documents: Sequence[str]) -> set[str]:
        """Which of some claims and documents the ledger has, in whatever version."""
        sql = """SELECT DISTINCT id FROM claims WHERE id IN (SELECT unnest($claims))
            UNION ALL SELECT DISTINCT id FROM documents WHERE id IN (SELECT unnest($documents))"""
        return {row["id"] for row in self._ask(sql, {"claims": list(claims), "documents": list(documents)})}

    def texts(self, name: str) -> list[KeptDocument]:
        """Every version of a document's text, oldest first."""
        sql = """SELECT * EXCLUDE (recorded, month), epoch_us(recorded) AS recorded, NULL AS origin FROM documents
            WHERE id = $id AND reading = 1 ORDER BY version"""
        return [kept_document(row) for row in self._ask(sql, {"id": name})]

    def copies(self, name: str) -> list[KeptDocument]:
        """The documents of the same origin, the oldest first, itself left out."""
        sql = f"""WITH {_documents_sql("true")}
            SELECT * FROM newest WHERE id <> $id AND origin = (SELECT origin FROM newest WHERE id = $id)
            ORDER BY published NULLS LAST, id"""
        return [kept_document({**row, "text": row["whole"]}) for row in self._ask(sql, {"id": name})]

    def same(self, name: str, as_of: dt.date | None = None) -> list[KeptClaim]:
        """Other claims of the same event that hold the same: that it is so, that it is not so, or that it is open."""
        return self._beside(name, as_of, agreeing=True)

    def opposite(self, name: str, as_of: dt.date | None = None) -> list[KeptClaim]:
        """Claims of the same event that hold the opposite."""
        return self._beside(name, as_of, agreeing=False)

    def _beside(self, name: str, as_of: dt.date | None, *, agreeing: bool) -> list[KeptClaim]:
        kept = self.claim(name, as_of)
        if kept.event is None:
            return []
        mine = position(kept)
        wanted = {mine} if agreeing else {"told": {"denied"}, "denied": {"told"}, "open": set()}[mine]
        with self._moment():
            others = self._events([kept.event], Question(as_of=as_of))
        beside = [other for event in others for other in event.claims if other.claim.id != name]
        return [other for other in beside if position(other) in wanted]

    # Reviews

    def correct(
        self, name: str, changes: dict[str, Any], *, by: str, why: str = "", now: dt.datetime | None = None
    ) -> KeptClaim:
        """A newer version of a claim with some fields changed; the reader's own reading stays. See `reviewing`."""
        return reviewing.review(self, name, "correct", changes, by=by, why=why, now=now)

    def reject(self, name: str, *, by: str, why: str = "", now: dt.datetime | None = None) -> KeptClaim:
        """A newer version of a claim that no longer stands: it is not shown and not counted."""
        return reviewing.review(self, name, "reject", {}, by=by, why=why, now=now)

    def accept(self, name: str, *, by: str, why: str = "", now: dt.datetime | None = None) -> KeptClaim:
        """A newer version of a claim that a reviewer found right."""
        return reviewing.review(self, name, "accept", {}, by=by, why=why, now=now)

    def _ask(self, sql: str, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
        with self._lock:  # threads may ask at once, each by a cursor of its own
            connection = self.connection.cursor()
        with told(self.path):
            connection.execute(sql, values)
            names = [column[0] for column in connection.description or []]
            while rows := connection.fetchmany(2000):
                for row in rows:
                    yield dict(zip(names, row, strict=True))


def _among(column: str, found: Sequence[str], values: dict[str, Any]) -> str:
    """A condition by which few files and row groups are read; true where nothing is known."""
    if not found:
        return "true"
    values[f"{column}s"] = list(found)
    # A month is told by the file's name, before it is opened; a pair by the least and greatest of a row group.
    return "list_contains($months, month)" if column == "month" else f"{column} IN (SELECT unnest(${column}s))"


def _asks_for_claims(question: Question) -> bool:
    """Whether a question restricts claims, and not documents alone."""
    alone = {"published_since", "published_until", "as_of", "late", "outlet", "text", "limit"}
    return any(
        getattr(question, field.name) != field.default
        for field in dataclasses.fields(question)
        if field.name not in alone
    )


def _documents_sql(counts: str, known: str = "true") -> str:
    """SQL of common table expressions that end in `newest`: each document's newest version and reading.

    Args:
        counts: which rows of `documents` count; known: which rows of `origins` do.
    """
    return f"""
        rows AS (SELECT * FROM documents WHERE {counts}),
        texts AS (SELECT id, version, text, cut FROM rows WHERE reading = 1),
        last AS (
            SELECT * EXCLUDE (text, cut) FROM rows
            QUALIFY row_number() OVER (PARTITION BY id ORDER BY version DESC, reading DESC) = 1),
        roots AS (
            SELECT document, origin FROM origins WHERE {known}
            QUALIFY row_number() OVER (PARTITION BY document ORDER BY version DESC) = 1),
        newest AS (
            SELECT last.* EXCLUDE (recorded, month), epoch_us(last.recorded) AS recorded, texts.text AS whole,
                texts.cut, roots.origin
            FROM last JOIN texts ON texts.id = last.id AND texts.version = last.version
            LEFT JOIN roots ON roots.document = last.id)"""
