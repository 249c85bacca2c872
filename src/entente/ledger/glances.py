"""Claims at a glance: many at once, without their words, to count by."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from entente.ledger.asking import GLANCE, NARROW, known_by, memberships, standing
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

    def glances(self, question: Question = _EVERYTHING) -> Iterator[Glance]:
        """The claims asked for, oldest report first."""
        text, values = standing(question, GLANCE)
        sql = f"""WITH {text}, {memberships(question)}
            SELECT {_COLUMNS} FROM standing LEFT JOIN member ON member.claim = standing.id ORDER BY {_ORDER}"""
        return self._glanced(sql, values)

    def back_to(self, question: Question, most: int) -> dt.date | None:
        """The day of publication from which on there are about `most` claims; None where there are no more in all."""
        text, values = standing(question, NARROW)
        order = "published DESC NULLS LAST, id"
        sql = f"WITH {text} SELECT published FROM standing ORDER BY {order} OFFSET {int(most)} LIMIT 1"
        row = next(self._ask(sql, values), None)
        day: dt.date | None = row["published"] if row else None
        return day

    def beside(
        self, one: str, two: str, question: Question = _EVERYTHING, *, thirds: int = 12, most: int = 400,
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
        names = [*self._thirds(one, two, asked, thirds), *filter(None, [third])]
        pairs = self._keys(one, two, asked, names)
        if not pairs:
            return []
        text, values = standing(asked, GLANCE, pairs=pairs)
        # Claims of several parties have many keys; they count as one pair.
        sql = f"""WITH {text}, {memberships(asked)}, newest AS (
                FROM standing QUALIFY row_number() OVER (
                    PARTITION BY CASE WHEN starts_with("pair", '{MANY}') THEN '{MANY}' ELSE "pair" END
                    ORDER BY published DESC NULLS LAST, document, id) <= {int(most)})
            SELECT {_COLUMNS} FROM newest LEFT JOIN member ON member.claim = newest.id ORDER BY {_ORDER}"""
        return list(self._glanced(sql, values))

    def _thirds(self, one: str, two: str, question: Question, most: int) -> list[str]:
        """Thirds of whom claims with both tell, by the number on the rarer side."""
        known = known_by(question)
        sql = f"""WITH told AS (SELECT string_split(pair, '-') AS sides, count(*) AS n FROM claims
                WHERE {known.condition} AND version = 1 AND NOT starts_with(pair, '{MANY}') AND contains(pair, '-')
                    AND (contains(pair, $one) OR contains(pair, $two)) GROUP BY pair),
            ends AS (
                SELECT sides[2] AS third, sides[1] AS side, n FROM told
                UNION ALL SELECT sides[1], sides[2], n FROM told),
            counted AS (
                SELECT third, sum(n) FILTER (side = $one) AS first, sum(n) FILTER (side = $two) AS other FROM ends
                WHERE third NOT IN ($one, $two) GROUP BY third)
            SELECT third FROM counted WHERE first > 0 AND other > 0
            ORDER BY least(first, other) DESC, first + other DESC, third LIMIT {int(most)}"""
        return [row["third"] for row in self._ask(sql, {**known.values, "one": one, "two": two})]

    def _keys(self, one: str, two: str, question: Question, names: Sequence[str]) -> list[str]:
        """Keys of the claims of either with these thirds, those of several parties among them."""
        if not names:
            return []
        plain = {pair_key([code], [name]) for name in names for code in (one, two) if name != code}
        known = known_by(question)
        sql = f"""SELECT DISTINCT pair FROM claims WHERE {known.condition} AND starts_with(pair, '{MANY}')
            AND list_has_any(string_split(pair[2:], '-'), [$one, $two])
            AND list_has_any(string_split(pair[2:], '-'), $names)"""
        several = {
            row["pair"] for row in self._ask(sql, {**known.values, "one": one, "two": two, "names": list(names)})
        }
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
        with told(self.path):
            connection.execute(sql, values)
            while rows := connection.fetchmany(_ROWS):
                yield rows
