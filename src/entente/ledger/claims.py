"""Claims and events as they are asked."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from entente.ledger.asking import COLUMNS, NARROW, SAID_BY, known_by, memberships, standing
from entente.ledger.happenings import event_of
from entente.ledger.opened import Opened
from entente.ledger.rows import kept_claim, month_of, pair_key
from entente.ledger.tables import told
from entente.records import STANDING, Event, KeptClaim, Question

if TYPE_CHECKING:
    from arro3.core import Table
    from duckdb import DuckDBPyRelation

_ORDER = "published DESC NULLS LAST, document, field DESC, start_char, id"
#: The columns of a claim with the moment of writing as microseconds.
RECORD = COLUMNS.replace(", recorded", ", epoch_us(recorded) AS recorded")
_EVERYTHING = Question()
_OF_EVENT = "WHERE id IN (SELECT claim FROM member WHERE event_id = $event_id)"
#: What is asked first of claims that are then fetched whole.
CHOSEN = """id, "pair", published, said AS reviewed, version > 1 AND document_version > 1 AS moved"""
#: So many claims at most are answered in two steps: which, then the rest of them.
FEW = 1000
#: From so many rows of claims on, the newest are looked for in the last months first; before, that takes longer.
MANY = 1_000_000


class Claims(Opened):
    """Questions for claims and for the events that they tell of."""

    def relation(self, question: Question = _EVERYTHING) -> DuckDBPyRelation:
        """The claims asked for as a DuckDB relation; columns as in `claims`, with `event_id`, `origin`, `by`, `why`."""
        text, values = self._claims_sql(question, plain=False)
        # A cursor of its own: what was asked before need not be fetched to its end.
        with self._lock:
            return self.connection.cursor().sql(text, params=values)

    def arrow(self, question: Question = _EVERYTHING) -> Table:
        """The claims asked for as an Arrow table (arro3; pyarrow, pandas and polars take it as it is)."""
        from arro3.core import Table

        with told(self.tables.storage):
            return Table.from_arrow(self.relation(question))

    def claims(self, question: Question = _EVERYTHING, *, statuses: Sequence[str] = STANDING) -> Iterator[KeptClaim]:
        """The claims asked for, newest report first; those that do not stand only where `statuses` names them."""
        if question.limit is not None and question.limit <= FEW:
            with self.moment():
                found = self._few(question, statuses)
            yield from found
            return
        text, values = self._claims_sql(question, statuses)
        for row in self._ask(text, values):
            yield kept_claim(row)

    def _few(self, question: Question, statuses: Sequence[str]) -> list[KeptClaim]:
        """The newest claims asked for: first which, from few columns, then the rest of them, from few files."""
        chosen: list[dict[str, Any]] = []
        for since in self._windows(question):
            narrowed = dataclasses.replace(question, published_since=since)
            text, values = standing(narrowed, NARROW, statuses)
            where = ""
            if question.event_id is not None:
                text, values["event_id"] = f"{text}, {memberships(question)}", question.event_id
                where = _OF_EVENT
            sql = f"""WITH {text} SELECT {CHOSEN} FROM standing {where}
                ORDER BY {_ORDER} LIMIT {int(question.limit or 0)}"""
            chosen = list(self._ask(sql, values))
            if len(chosen) == question.limit:
                break
        return self._fetched(chosen, question)

    def _fetched(self, chosen: Sequence[dict[str, Any]], question: Question) -> list[KeptClaim]:
        """Chosen claims whole, in the same order. `chosen`: rows of CHOSEN."""
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
            found.append(f"""SELECT {COLUMNS}, {SAID_BY}, number FROM reviews WHERE {near}""")
        sql = f"""WITH found AS ({" UNION ALL ".join(found)})
            SELECT {RECORD}, "by", why FROM found
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

    def these(self, ids: Sequence[str], question: Question = _EVERYTHING) -> list[KeptClaim]:
        """Claims by their whole ids, whatever their status, newest report first; what there is not is left out.

        `question`: whose day counts.
        """
        question = Question(as_of=question.as_of, late=question.late)
        known = known_by(question)
        near = f"id IN (SELECT unnest($ids)) AND {known.condition}"
        sql = f"""WITH found AS (
                SELECT {NARROW}, false AS said, 0 AS number FROM claims WHERE {near}
                UNION ALL SELECT {NARROW}, true AS said, number FROM reviews WHERE {near})
            SELECT {CHOSEN} FROM found
            QUALIFY row_number() OVER (PARTITION BY id ORDER BY number DESC, version DESC) = 1 ORDER BY {_ORDER}"""
        with self.moment():
            return self._fetched(list(self._ask(sql, {**known.values, "ids": list(ids)})), question)

    def words(self, ids: Sequence[str], question: Question = _EVERYTHING) -> dict[str, tuple[str, str]]:
        """The words of claims by their whole ids, whatever their status: the quote, and the title of the report.

        `question`: whose day counts.
        """
        known = known_by(Question(as_of=question.as_of, late=question.late))
        near = f"id IN (SELECT unnest($ids)) AND {known.condition}"
        sql = f"""SELECT id, quote, coalesce(title, '') AS title FROM (
                SELECT id, quote, title, version, 0 AS number FROM claims WHERE {near}
                UNION ALL SELECT id, quote, title, version, number FROM reviews WHERE {near})
            QUALIFY row_number() OVER (PARTITION BY id ORDER BY number DESC, version DESC) = 1"""
        found = self._ask(sql, {**known.values, "ids": list(ids)}) if ids else ()
        return {row["id"]: (row["quote"], row["title"]) for row in found}

    def alone(self, codes: Sequence[str], question: Question = _EVERYTHING, *, most: int = FEW) -> list[KeptClaim]:
        """Claims that name no other side: what actors have, where their people travel or stay. The newest of each.

        Args:
            codes: the actors; what is told of all of them together ("neither travels much") is among it.
            question: whose days and other filters count; its pair does not.
            most: claims of each actor.
        """
        asked = dataclasses.replace(question, pair=None, party=None, limit=None)
        text, values = standing(asked, NARROW, pairs=[*codes, pair_key(codes, ())])
        newest = 'row_number() OVER (PARTITION BY "pair" ORDER BY published DESC NULLS LAST, document, id)'
        sql = f"WITH {text} SELECT {CHOSEN} FROM standing QUALIFY {newest} <= {int(most)} ORDER BY {_ORDER}"
        with self.moment():
            return self._fetched(list(self._ask(sql, values)), asked)

    def count(self, question: Question = _EVERYTHING) -> dict[str, int]:
        """Numbers of claims, documents, origins and events that the question finds."""
        text, values = standing(question, NARROW)
        sql = f"""WITH {text}, {memberships(question, of="standing")}
            SELECT count(*) AS claims, count(DISTINCT document) AS documents,
                count(DISTINCT coalesce(origin, document)) AS origins, count(DISTINCT event_id) AS events
            FROM standing LEFT JOIN member ON member.claim = standing.id"""
        return next(self._ask(sql, values))

    def _claims_sql(
        self, question: Question, statuses: Sequence[str] = STANDING, *, plain: bool = True
    ) -> tuple[str, dict[str, Any]]:
        """SQL and its values. `plain`: moments as microseconds, as records are made from them."""
        text, values = standing(question, statuses=statuses)
        limit = f"LIMIT {int(question.limit)}" if question.limit is not None else ""
        where = ""
        if question.event_id is not None:
            where = _OF_EVENT
            values["event_id"] = question.event_id
        inner = f"""
            SELECT {COLUMNS}, "by", why FROM standing {where} ORDER BY {_ORDER} {limit}"""
        members = memberships(question)
        sql = f"""WITH {text}, {members}, answer AS MATERIALIZED ({inner})
            SELECT a.*{" REPLACE (epoch_us(a.recorded) AS recorded)" if plain else ""}, event_id, member.origin
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
        with self.moment():
            names = [row["event_id"] for row in self._ask(sql, values)]
            return self._events(names, Question(as_of=question.as_of, late=question.late))

    def events_of(self, names: Sequence[str], question: Question = _EVERYTHING) -> list[Event]:
        """Events by their whole ids, in that order, each with all its claims on the question's day."""
        with self.moment():
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


def _among(column: str, found: Sequence[str], values: dict[str, Any]) -> str:
    """A condition by which few files and row groups are read; true where nothing is known."""
    if not found:
        return "true"
    values[f"{column}s"] = list(found)
    # A month is told by the file's name, before it is opened; a pair by the least and greatest of a row group.
    return "list_contains($months, month)" if column == "month" else f"{column} IN (SELECT unnest(${column}s))"
