"""Claims at a glance: many at once, without their words, to count by."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from entente.ledger.asking import GLANCE, known_by, memberships, standing
from entente.ledger.opened import Opened
from entente.ledger.rows import MANY, pair_key
from entente.ledger.tables import told
from entente.records import Glance, Question

_EVERYTHING = Question()
#: Rows fetched at once.
_ROWS = 20_000
#: Lists come as text, which is several times faster than DuckDB's own; codes and matters hold no comma.
_COLUMNS = """id, event_id, coalesce(origin, document), event, mode, array_to_string(actor, ','),
    array_to_string(recipient, ','), array_to_string(matter, ','), polarity, certainty, modality, start, "end",
    coalesce(holders[-1].actor, holders[-1].name, ''), coalesce(holders[-1].stance, ''), published,
    CASE WHEN "by" <> '' THEN 1.0 ELSE confidence END"""
_LISTS = (5, 6, 7)
_ORDER = "published NULLS LAST, document, field DESC, start_char, id"


class Glances(Opened):
    """Questions for claims of which only the fields that are counted are wanted."""

    def glances(self, question: Question = _EVERYTHING, *, ids: Sequence[str] | None = None) -> Iterator[Glance]:
        """The claims asked for, oldest report first; `limit` takes the first ones. `ids`: none but these."""
        text, values = standing(question, GLANCE, ids=ids)
        where, limit = "", f"LIMIT {int(question.limit)}" if question.limit is not None else ""
        if question.event_id is not None:
            where, values["event_id"] = "WHERE event_id = $event_id", question.event_id
        sql = f"""WITH {text}, {memberships(question)}
            SELECT {_COLUMNS} FROM standing LEFT JOIN member ON member.claim = standing.id {where}
            ORDER BY {_ORDER} {limit}"""
        return self._glanced(sql, values)

    def came(self, until: dt.date) -> dict[str, tuple[dt.date, dt.date]]:
        """Claim -> the first and the last day, up to one, from which something of it counts.

        That is a version of it, a review, or its event. From the last of these days on it is the same as of every day.
        """
        rows = " UNION ALL ".join(
            f"SELECT {name}, known FROM {table} WHERE known <= $until"
            for table, name in (("claims", "id"), ("reviews", "id"), ("events", "claim AS id"))
        )
        sql = f"SELECT id, min(known), max(known) FROM ({rows}) GROUP BY id"
        return {name: (first, last) for found in self._rows_of(sql, {"until": until}) for name, first, last in found}

    def beside(
        self, one: str, two: str, question: Question = _EVERYTHING, *, thirds: int = 10, most: int = 250,
        third: str | None = None,
    ) -> list[Glance]:  # fmt: skip
        """Claims of either of two actors with thirds that both have to do with.

        Args:
            one, two: codes.
            question: whose days and other filters count; its pair does not.
            thirds: so many of them, those with most claims on the rarer side.
            most: claims of each of the two with each third, the newest ones; as many of all that name several parties.
            third: also this one, whatever there is.
        """
        asked = dataclasses.replace(question, pair=None, party=None, limit=None)
        pairs = self._keys(one, two, asked, thirds, third)
        if not pairs:
            return []
        text, values = standing(asked, GLANCE, pairs=pairs)
        counts = known_by(asked).condition
        # Claims of several parties have many keys; they count as one pair.
        sql = f"""WITH {text}, newest AS MATERIALIZED (
                FROM standing QUALIFY row_number() OVER (
                    PARTITION BY CASE WHEN starts_with("pair", '{MANY}') THEN '{MANY}' ELSE "pair" END
                    ORDER BY published DESC NULLS LAST, document, id) <= {int(most)}),
            member AS (
                SELECT claim, event AS event_id, origin FROM events
                WHERE {counts} AND "pair" IN (SELECT unnest($pairs)) AND claim IN (SELECT id FROM newest)
                QUALIFY row_number() OVER (PARTITION BY claim ORDER BY version DESC) = 1)
            SELECT {_COLUMNS} FROM newest LEFT JOIN member ON member.claim = newest.id ORDER BY {_ORDER}"""
        return list(self._glanced(sql, values))

    def _keys(self, one: str, two: str, question: Question, most: int, third: str | None) -> list[str]:
        """Keys of the claims of either with thirds of whom claims with both tell, those of several parties among them.

        Args:
            most: so many thirds, by the number of claims on the rarer side.
        """
        known = known_by(question)
        of = f"{known.condition} AND version = 1 AND (contains(pair, $one) OR contains(pair, $two))"
        sql = f"""SELECT pair, count(*) AS n FROM (
            SELECT pair FROM claims WHERE {of} UNION ALL SELECT pair FROM reviews WHERE {of}) GROUP BY pair"""
        told = {row["pair"]: row["n"] for row in self._ask(sql, {**known.values, "one": one, "two": two})}
        counts: dict[str, dict[str, int]] = {one: {}, two: {}}
        for key, number in told.items():
            sides = key.split("-")
            for side in (one, two) if len(sides) == 2 else ():
                other = sides[1 - sides.index(side)] if side in sides else ""
                if other not in ("", one, two):
                    counts[side][other] = number
        both = counts[one].keys() & counts[two].keys()
        rarest = sorted(
            both,
            key=lambda name: (-min(c[name] for c in counts.values()), -sum(c[name] for c in counts.values()), name),
        )
        names = {*rarest[:most], *filter(None, [third])}
        plain = {pair_key([code], [name]) for name in names for code in (one, two) if name != code}
        several = {
            key for key in told
            if key.startswith(MANY) and names & (parties := set(key[1:].split("-"))) and parties & {one, two}
        }  # fmt: skip
        return sorted(plain | several)

    def _glanced(self, sql: str, values: dict[str, Any]) -> Iterator[Glance]:
        lists: dict[str, tuple[str, ...]] = {"": ()}
        for rows in self._rows_of(sql, values):
            for row in rows:
                cells = list(row)
                for at in _LISTS:
                    joined = cells[at] or ""
                    if joined not in lists:
                        lists[joined] = tuple(joined.split(","))
                    cells[at] = lists[joined]
                yield Glance(*cells)

    def _rows_of(self, sql: str, values: dict[str, Any]) -> Iterator[Sequence[tuple[Any, ...]]]:
        with self._lock:
            connection = self.connection.cursor()
        with told(self.tables.storage):
            connection.execute(sql, values)
            while rows := connection.fetchmany(_ROWS):
                yield rows
