"""The questions of `bench.ledger` put to plain DuckDB over Parquet files and to SQLite, on the rows of a ledger.

Both answer the same records as `entente.Ledger`: a claim's newest version on the day asked, a reviewer's before the
reader's, for both directions of a pair, with its event and origin.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from entente.ledger.happenings import event_of
from entente.ledger.rows import kept_claim, pair_key
from entente.ledger.schema import CLAIM, TABLES
from entente.ledger.tables import ROW_GROUP
from entente.records import STANDING, Event, KeptClaim, Question

_TABLES = ("claims", "reviews", "events")
_NESTED = tuple(name for name, kind in CLAIM.items() if not isinstance(kind, str))
_DAYS = ("start", "end", "published", "told", "known")
_ORDER = "published DESC NULLS LAST, document, field DESC, start_char, id"
_COLUMNS = ", ".join(f'"{name}"' for name in CLAIM)
_STANDING = f"status IN {STANDING}"


def _source(ledger: Path, name: str) -> str:
    """SQL over a table's files, in order of their months. There is one file a month where a ledger is optimized."""
    files = ", ".join(f"'{file}'" for file in sorted(str(path) for path in (ledger / name).glob("month=*/*.parquet")))
    return f"read_parquet([{files}], hive_partitioning = true, hive_types = {{'month': VARCHAR}})"


class PlainDuckDB:
    """DuckDB over one Parquet file a table."""

    name = "DuckDB"

    def __init__(self, folder: Path) -> None:
        """Over the files that `make` has written to `folder`."""
        import duckdb

        self._db = duckdb.connect(
            config={"autoinstall_known_extensions": "false", "parquet_metadata_cache": "true"}
        )  # fmt: skip
        self._db.execute("SET enable_progress_bar = false")
        for name in _TABLES:
            self._db.execute(f"CREATE VIEW {name} AS FROM read_parquet('{folder / name}.parquet')")

    @staticmethod
    def make(ledger: Path, folder: Path) -> None:
        """Copies a ledger's rows in their order, in row groups of the same size."""
        import duckdb

        folder.mkdir(parents=True, exist_ok=True)
        with duckdb.connect(config={"memory_limit": "3GB"}) as db:
            db.execute("SET enable_progress_bar = false")
            for name in _TABLES:
                columns = ", ".join(f'"{column}"' for column in TABLES[name])
                db.execute(
                    f"COPY (SELECT {columns} FROM {_source(ledger, name)}) TO '{folder / name}.parquet' "
                    f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})"
                )

    def claims(self, question: Question) -> list[KeptClaim]:
        """The newest claims that are asked for."""
        text, values = self._standing(question)
        near = "pair IN (SELECT pair FROM answer) AND id IN (SELECT id FROM answer)"
        sql = f"""WITH {text},
            answer AS MATERIALIZED (SELECT * FROM standing ORDER BY {_ORDER} LIMIT {question.limit}),
            placed AS (
                SELECT claim, event AS event_id, origin FROM events
                WHERE claim IN (SELECT id FROM answer) AND {self._near(question)} AND {self._known(question)}
                QUALIFY row_number() OVER (PARTITION BY claim ORDER BY version DESC) = 1),
            whole AS (
                SELECT {_COLUMNS}, '' AS "by", '' AS why FROM claims WHERE {near}
                    AND (id, version) IN (SELECT (id, version) FROM answer WHERE NOT reviewed)
                UNION ALL
                SELECT {_COLUMNS}, "by", why FROM reviews WHERE id IN (SELECT id FROM answer WHERE reviewed)
                    AND {self._known(question)}
                QUALIFY row_number() OVER (PARTITION BY id ORDER BY number DESC) = 1)
            SELECT whole.* REPLACE (epoch_us(recorded) AS recorded), event_id, origin
            FROM whole LEFT JOIN placed ON placed.claim = whole.id ORDER BY {_ORDER}"""
        return [kept_claim(row) for row in self._ask(sql, values)]

    def count(self, question: Question) -> dict[str, int]:
        """Numbers of claims, documents, origins and events."""
        text, values = self._standing(question)
        sql = f"""WITH {text}, {self._placed(question)}
            SELECT count(*) AS claims, count(DISTINCT document) AS documents,
                count(DISTINCT coalesce(origin, document)) AS origins, count(DISTINCT event_id) AS events
            FROM standing LEFT JOIN placed ON placed.claim = standing.id"""
        return next(self._ask(sql, values))

    def events(self, question: Question) -> list[Event]:
        """Events with a claim that is asked for, each with all its claims."""
        text, values = self._standing(question)
        everywhere = Question(as_of=question.as_of)
        sql = f"""WITH {text}, {self._placed(everywhere)},
            named AS MATERIALIZED (
                SELECT event_id, count(DISTINCT coalesce(origin, document)) AS origins, max(published) AS newest
                FROM standing JOIN placed ON placed.claim = standing.id
                GROUP BY event_id ORDER BY origins DESC, newest DESC NULLS LAST, event_id LIMIT {question.limit}),
            members AS MATERIALIZED (FROM placed WHERE event_id IN (SELECT event_id FROM named)),
            newest AS (
                SELECT {_COLUMNS}, "by", why FROM (
                    SELECT {_COLUMNS}, '' AS "by", '' AS why, 0 AS number FROM claims
                    WHERE {self._known(question)} AND pair IN (SELECT pair FROM members)
                    UNION ALL SELECT {_COLUMNS}, "by", why, number FROM reviews WHERE {self._known(question)})
                WHERE id IN (SELECT claim FROM members)
                QUALIFY row_number() OVER (PARTITION BY id ORDER BY number DESC, version DESC) = 1)
            SELECT newest.* REPLACE (epoch_us(recorded) AS recorded), members.event_id, origin, members.reason,
                named.origins AS n, named.newest
            FROM newest JOIN members ON members.claim = newest.id JOIN named ON named.event_id = members.event_id
            WHERE {_STANDING} ORDER BY n DESC, named.newest DESC NULLS LAST, members.event_id"""
        return _events(self._ask(sql, values))

    @staticmethod
    def _known(question: Question) -> str:
        return "true" if question.as_of is None else f"known <= DATE '{question.as_of}'"

    @staticmethod
    def _near(question: Question) -> str:
        """By which row groups are passed over."""
        return "(pair = $pair OR pair BETWEEN '*' AND '*~')" if question.pair else "true"

    def _placed(self, question: Question) -> str:
        counts = self._known(question)
        return f"""
            moved AS MATERIALIZED (
                SELECT claim, max(version) AS version FROM events WHERE version > 1 AND {counts} GROUP BY claim),
            placed AS NOT MATERIALIZED (
                SELECT e.claim, event AS event_id, origin, reason, pair FROM events e LEFT JOIN moved m USING (claim)
                WHERE {self._near(question)} AND {counts} AND e.version = coalesce(m.version, 1))"""

    def _standing(self, question: Question) -> tuple[str, dict[str, Any]]:
        values: dict[str, Any] = {}
        same, wanted = "true", [_STANDING]
        if question.pair:
            first, second = question.pair
            values |= {"pair": pair_key([first], [second]), "a": first, "b": second}
            same = """pair = $pair OR (contains(pair, $a) AND contains(pair, $b) AND (
                (list_contains(actor, $a) AND list_contains(recipient, $b)) OR
                (list_contains(actor, $b) AND list_contains(recipient, $a)) OR
                (event IN ('AGREE', 'CONSULT', 'COOPERATE')
                    AND list_has_all(list_concat(actor, recipient), [$a, $b]))))"""
        if question.published_since:
            wanted.append(f"published BETWEEN DATE '{question.published_since}' AND DATE '{question.published_until}'")
        if question.text:
            wanted.append("contains(lower(quote || ' ' || title), $word)")
            values["word"] = question.text
        if question.holder:
            wanted.append("len(list_filter(holders, lambda h: h.actor = $holder)) > 0")
            values["holder"] = question.holder
        counts, whole, near = self._known(question), " AND ".join(wanted), self._near(question)
        # A month's first versions are found by their month; newer ones may have come under another.
        month = f"month = '{question.published_since:%Y-%m}'" if question.published_since else "true"
        columns = "id, version, document, pair, published, field, start_char"
        return (
            f"""
            newer AS MATERIALIZED (
                SELECT id, max(version) AS version FROM claims WHERE version > 1 AND {counts} AND {near} GROUP BY id),
            reviewed AS MATERIALIZED (
                FROM reviews WHERE {counts} QUALIFY row_number() OVER (PARTITION BY id ORDER BY number DESC) = 1),
            standing AS (
                SELECT {columns}, false AS reviewed FROM claims c
                WHERE version = 1 AND {near} AND ({same}) AND {counts} AND {month} AND {whole}
                    AND NOT EXISTS (FROM newer n WHERE n.id = c.id)
                    AND NOT EXISTS (FROM reviewed r WHERE r.id = c.id)
                UNION ALL
                SELECT {columns}, false AS reviewed FROM claims c
                WHERE version > 1 AND {near} AND ({same}) AND {counts} AND {whole}
                    AND EXISTS (FROM newer n WHERE n.id = c.id AND n.version = c.version)
                    AND NOT EXISTS (FROM reviewed r WHERE r.id = c.id)
                UNION ALL SELECT {columns}, true FROM reviewed WHERE {near} AND ({same}) AND {whole})""",
            values,
        )

    def _ask(self, sql: str, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
        cursor = self._db.execute(sql, values)
        names = [column[0] for column in cursor.description or []]
        for row in cursor.fetchall():
            yield dict(zip(names, row, strict=True))


class SQLite:
    """SQLite with lists as JSON, and an index for every way in which is asked."""

    name = "SQLite"
    _INDEXES = (
        "claims (pair, published DESC)", "claims (month)", "claims (id, version)", "reviews (id)",
        "events (claim, version)", "events (event)",
    )  # fmt: skip

    def __init__(self, folder: Path) -> None:
        """Over the file that `make` has written to `folder`."""
        self._db = sqlite3.connect(folder / "claims.sqlite")
        self._db.execute("PRAGMA cache_size = -500000")
        self._db.execute("PRAGMA mmap_size = 17179869184")

    @staticmethod
    def make(ledger: Path, folder: Path) -> None:
        """Copies a ledger's rows in their order, then makes the indexes."""
        import duckdb

        folder.mkdir(parents=True, exist_ok=True)
        base = sqlite3.connect(folder / "claims.sqlite")
        base.execute("PRAGMA journal_mode = OFF")
        base.execute("PRAGMA synchronous = OFF")
        with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as db:
            for name in _TABLES:
                columns = ", ".join(_as_text(column) for column in TABLES[name])
                listed = ", ".join(f'"{column}"' for column in TABLES[name])
                base.execute(f"CREATE TABLE {name} ({listed})")
                cursor = db.execute(f"SELECT {columns} FROM {_source(ledger, name)}")
                while rows := cursor.fetchmany(20000):
                    base.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(TABLES[name]))})", rows)
                base.commit()
        for number, index in enumerate(SQLite._INDEXES):
            base.execute(f"CREATE INDEX i{number} ON {index}")
        base.execute("ANALYZE")
        base.commit()
        base.close()

    def claims(self, question: Question) -> list[KeptClaim]:
        """The newest claims that are asked for."""
        parts = [
            f"SELECT * FROM (SELECT {columns} FROM {source} ORDER BY {_ORDER} LIMIT {question.limit})"
            for columns, source in self._standing(question, ", ".join(f'c."{name}"' for name in CLAIM), '"by", why')
        ]
        rows = self._ask(f"{' UNION ALL '.join(parts)} ORDER BY {_ORDER} LIMIT {question.limit}", question)
        return [self._kept({**row, **self._placed(row["id"], question)}) for row in list(rows)]

    def count(self, question: Question) -> dict[str, int]:
        """Numbers of claims, documents, origins and events."""
        parts = [f"SELECT {columns} FROM {source}" for columns, source in self._standing(question, "c.id, document")]
        sql = f"""SELECT count(*) AS claims, count(DISTINCT document) AS documents,
                count(DISTINCT coalesce(origin, document)) AS origins, count(DISTINCT event) AS events
            FROM ({" UNION ALL ".join(parts)}) s LEFT JOIN {self._newest("events", "claim")}"""
        return next(self._ask(sql, question))

    def events(self, question: Question) -> list[Event]:
        """Events with a claim that is asked for, each with all its claims."""
        parts = [
            f"SELECT {columns} FROM {source}"
            for columns, source in self._standing(question, "c.id, document, published")
        ]
        sql = f"""SELECT event, count(DISTINCT coalesce(origin, document)) AS origins, max(published) AS newest
            FROM ({" UNION ALL ".join(parts)}) s JOIN {self._newest("events", "claim")}
            GROUP BY event ORDER BY origins DESC, newest DESC, event LIMIT {question.limit}"""
        found: list[dict[str, Any]] = []
        for named in list(self._ask(sql, question)):
            members = self._ask(
                f"""SELECT e.claim, e.origin, e.reason FROM events e WHERE e.event = :name AND {self._known("e")}
                    AND e.version = (
                        SELECT max(version) FROM events n WHERE n.claim = e.claim AND {self._known("n")})""",
                question, name=named["event"],
            )  # fmt: skip
            for member in list(members):
                claim = next(self._claim(member["claim"], question), None)
                if claim and claim["status"] in STANDING:
                    found.append({**claim, **member, "event_id": named["event"]})
        return _events(iter([{**row, **self._values(row)} for row in found]))

    def _claim(self, name: str, question: Question) -> Iterator[dict[str, Any]]:
        sql = f"""SELECT * FROM (
                SELECT {_COLUMNS}, '' AS "by", '' AS why, 0 AS number FROM claims c
                WHERE id = :name AND {self._known("c")}
                UNION ALL SELECT {_COLUMNS}, "by", why, number FROM reviews c WHERE id = :name AND {self._known("c")})
            ORDER BY number DESC, version DESC LIMIT 1"""
        return self._ask(sql, question, name=name)

    def _placed(self, claim: str, question: Question) -> dict[str, Any]:
        sql = f"""SELECT event AS event_id, origin FROM events c WHERE claim = :name AND {self._known("c")}
            ORDER BY version DESC LIMIT 1"""
        return next(self._ask(sql, question, name=claim), {})

    @staticmethod
    def _known(table: str) -> str:
        return f"(:as_of IS NULL OR {table}.known <= :as_of)"

    def _newest(self, table: str, key: str) -> str:
        return f"""{table} e ON e.{key} = s.id AND {self._known("e")} AND e.version = (
            SELECT max(version) FROM {table} n WHERE n.{key} = s.id AND {self._known("n")})"""

    def _standing(self, question: Question, columns: str, review: str = "") -> Iterator[tuple[str, str]]:
        """Columns and the FROM clauses that together give every claim that stands, each once."""
        wanted = [f"c.{_STANDING}", self._known("c")]
        if question.published_since:
            wanted.append("c.published BETWEEN :since AND :until")
        if question.text:
            wanted.append("instr(lower(c.quote || ' ' || c.title), :word)")
        if question.holder:
            wanted.append("""c.holders LIKE '%"actor":"' || :holder || '"%'""")
        sides = ["1"]
        if question.pair:
            a, b = """instr(c.{}, '"' || :a || '"')""", """instr(c.{}, '"' || :b || '"')"""
            roles = f"""({a.format("actor")} AND {b.format("recipient")})
                OR ({b.format("actor")} AND {a.format("recipient")})
                OR (c.event IN ('AGREE', 'CONSULT', 'COOPERATE')
                    AND {a.format("actor || c.recipient")} AND {b.format("actor || c.recipient")})"""
            several = f"c.pair BETWEEN '*' AND '*~' AND instr(c.pair, :a) AND instr(c.pair, :b) AND ({roles})"
            sides = ["c.pair = :pair", several]
        for side in sides:
            where = " AND ".join([side, *wanted])
            month = " AND c.month = :month" if question.published_since else ""
            # The row that stands is the newest of its claim, and no reviewer has spoken.
            yield (
                columns + (", '' AS \"by\", '' AS why" if review else ""),
                f"""claims c WHERE {where}{month}
                AND c.version = (SELECT max(version) FROM claims n WHERE n.id = c.id AND {self._known("n")})
                AND NOT EXISTS (SELECT 1 FROM reviews r WHERE r.id = c.id AND {self._known("r")})""",
            )
            yield (
                columns + (f", {review}" if review else ""),
                f"""reviews c WHERE {where}
                AND c.number = (SELECT max(number) FROM reviews n WHERE n.id = c.id AND {self._known("n")})""",
            )

    def _ask(self, sql: str, question: Question, **more: Any) -> Iterator[dict[str, Any]]:
        first, second = question.pair or ("", "")
        since, until = question.published_since, question.published_until
        cursor = self._db.execute(sql, {
            "as_of": _day(question.as_of), "since": _day(since), "until": _day(until), "word": question.text,
            "month": _day(since)[:7] if since else None, "holder": question.holder, "a": first, "b": second,
            "pair": pair_key([first], [second]), **more,
        })  # fmt: skip
        names = [column[0] for column in cursor.description]
        for row in cursor:
            yield dict(zip(names, row, strict=True))

    def _kept(self, row: dict[str, Any]) -> KeptClaim:
        return kept_claim({**row, **self._values(row)})

    @staticmethod
    def _values(row: dict[str, Any]) -> dict[str, Any]:
        days = {name: dt.date.fromisoformat(row[name]) if row[name] else None for name in _DAYS}
        return {**days, **{name: json.loads(row[name]) for name in _NESTED}}


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else None  # type: ignore[return-value]


def _as_text(column: str) -> str:
    if column in _NESTED:
        return f"to_json({column})::VARCHAR"
    if column in _DAYS:
        return f'"{column}"::VARCHAR'
    return "epoch_us(recorded)" if column == "recorded" else f'"{column}"'


def _events(rows: Iterator[dict[str, Any]]) -> list[Event]:
    of: defaultdict[str, list[KeptClaim]] = defaultdict(list)
    reasons: dict[str, str] = {}
    for row in rows:
        of[row["event_id"]].append(kept_claim(row))
        reasons[row["id"]] = row["reason"]
    return [event_of(name, claims, reasons) for name, claims in of.items()]


RIVALS: Sequence[type[PlainDuckDB] | type[SQLite]] = (PlainDuckDB, SQLite)
