"""Claims as the index answers them."""

from __future__ import annotations

import datetime as dt
import functools
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import Any, NamedTuple

from entente.errors import UsageError
from entente.index import cursors, neighbours, placing
from entente.index.asking import GATHERED, Asked, ask
from entente.index.keys import apart
from entente.index.opened import Opened, checked, records
from entente.index.packing import day_of, moment_number, moment_of
from entente.records import STANDING, Glance, KeptClaim, Question, Review
from entente.records.shown import Counted, Facets, Page

#: Where counting stops: a page says "5,000+"; and where each claim must be read for it.
COUNTED = 5_000
SLOW = 500
#: Claims whose values are counted for a form's choices.
LOOKED_AT = 3000
EVERYTHING = Question()
#: Orders in which claims are answered, beside that of the ledger.
_SORTS = ("confidence", "recorded")
_GLANCE = """c.n, c.id, v.id, o.id, c.kind, c.mode, c.actor, c.recipient, c.matter, c.polarity, c.certainty, c.modality,
    c.starts, c.stops, c.holder, c.stance, c.confidence, c.reviewed, i.id, c.field, c.at"""


class Claims(Opened):
    """Questions for claims."""

    def claims(
        self, question: Question = EVERYTHING, *, sort: str = "published", descending: bool = True,
        after: str | None = None, limit: int = 50, statuses: Sequence[str] = STANDING,
    ) -> Page[KeptClaim]:  # fmt: skip
        """A page of the claims asked for; `question.limit` does not count.

        Args:
            question: what is asked.
            sort: "published" (then in the order of `Ledger.claims`), "confidence" or "recorded"; among equals in that
                order too.
            descending: newest, surest first; ascending is the same order turned round.
            after: the cursor of the page before (`Page.next`); pages stay apart while rows come in.
            limit: rows of a page, 1 to 10,000.
            statuses: of the claims.

        Raises UsageError for a question as of a day, another sort, a cursor that is none.
        """
        checked(limit)
        if sort != "published" and sort not in _SORTS:
            raise UsageError(f"no sort {sort!r}", place="sort", mend=f"one of published, {', '.join(_SORTS)}")
        with self.file.reading() as connection:
            asked = ask(connection, question, statuses)
            if asked.nothing:
                return Page((), None)
            start = _start(connection, sort, after) if after is not None else None
            if sort == "published":
                places = _by_place(connection, asked, descending, start, limit + 1)
            else:
                places = _by_value(connection, asked, sort, descending, start, limit + 1)
            rows = tuple(kept for kept, _ in records(connection, places[:limit]))
        return Page(rows, _cursor(sort, rows[-1]) if len(places) > limit else None)

    def count(
        self, question: Question = EVERYTHING, *, statuses: Sequence[str] = STANDING, most: int | None = COUNTED
    ) -> Counted:
        """How much a question finds, as `Ledger.count`; counting stops after `most` claims, None for never.

        A question that restricts nothing is counted whole, for that is known. Where each claim must be read, for words
        of one or two letters and for words that stand in very many claims beside another filter, it stops after SLOW.
        """
        if question == EVERYTHING and tuple(statuses) == STANDING:
            return self._remember(("everything",), _everything)

        def counted(connection: sqlite3.Connection) -> Counted:
            asked = ask(connection, question, statuses)
            if asked.nothing:
                return Counted(0, 0, 0, 0)
            walked, _ = asked.best(most + 1 if most is not None else float("inf"))
            stop = min(most, SLOW) if most is not None and asked.reads(walked) else most
            limit = stop + 1 if stop is not None else None
            sql, values = asked.source("c.n, c.document, c.origin, c.event", walked, "ASC", limit)
            # One by one: of a question without a bound there may be millions.
            rows = connection.execute(sql, values)
            claims, told = 0, (set[int](), set[int](), set[int]())
            for _, document, origin, event in islice(rows, stop):
                claims += 1
                for found, number in zip(told, (document, origin, event), strict=True):
                    found.add(number)
            more = next(rows, None) is not None
            rows.close()
            documents, origins, events = (len(found - {None}) for found in told)
            return Counted(claims, documents, origins, events, more)

        return self._remember(("count", question, tuple(statuses), most), counted)

    def facets(self, question: Question = EVERYTHING, *, most: int = LOOKED_AT) -> Facets:
        """Which values the claims of a question have, for a form's choices; of its newest `most` claims."""

        def counted(connection: sqlite3.Connection) -> Facets:
            asked = ask(connection, question)
            if asked.nothing:
                return Facets((), (), (), (), ())
            stop = min(most, SLOW) if asked.slow else most
            columns = "c.n, c.kind, c.matter, c.holder, c.outlet, c.actor, c.recipient"
            sql, values = asked.source(columns, asked.best(stop + 1)[0], "ASC", stop + 1)
            rows = connection.execute(sql, values).fetchall()
            found: list[Counter[str]] = [Counter() for _ in range(5)]
            names = dict(connection.execute("SELECT o, outlet FROM outlets"))
            for _, kind, matter, holder, outlet, actor, recipient in rows[:stop]:
                parties = {code for code in (*actor.split(","), *recipient.split(",")) if code}
                values_of = ((kind,), filter(None, matter.split(",")), filter(None, (holder,)),
                             filter(None, (names[outlet],)), parties)  # fmt: skip
                for counter, of in zip(found, values_of, strict=True):
                    counter.update(of)
            ranked = [tuple(sorted(c.items(), key=lambda item: (-item[1], item[0]))) for c in found]
            return Facets(ranked[0], ranked[1], ranked[2], ranked[3], ranked[4], more=len(rows) > stop)

        return self._remember(("facets", question, most), counted)

    def matching(self, question: Question, ids: Iterable[str], *, statuses: Sequence[str] = STANDING) -> set[str]:
        """Which of these claims the question finds."""
        found: set[str] = set()
        wanted = sorted(set(ids))
        with self.file.reading() as connection:
            asked = ask(connection, question, statuses)
            if asked.nothing:
                return found
            where, values = asked.where()
            for at in range(0, len(wanted), 500):
                part = wanted[at : at + 500]
                sql = f"""SELECT c.id FROM claims c INDEXED BY claims_id WHERE c.id IN ({", ".join("?" * len(part))})
                    AND c.n BETWEEN ? AND ? AND {where}"""
                found.update(row[0] for row in connection.execute(sql, [*part, asked.low, asked.high, *values]))
        return found

    def claim(self, name: str) -> KeptClaim | None:
        """A claim by its whole id, whatever its status."""
        return next(iter(self.these([name])), None)

    def these(self, ids: Iterable[str]) -> list[KeptClaim]:
        """Claims by their whole ids, whatever their status, newest report first; what there is not is left out."""
        wanted = sorted(set(ids))
        with self.file.reading() as connection:
            places = []
            for at in range(0, len(wanted), 500):
                part = wanted[at : at + 500]
                sql = f"SELECT n FROM claims WHERE id IN ({', '.join('?' * len(part))})"
                places += [row[0] for row in connection.execute(sql, part)]
            return [kept for kept, _ in records(connection, sorted(places))]

    def reviews(self, claim: str) -> list[Review]:
        """What reviewers said of a claim, oldest first, as `Ledger.reviews`."""
        sql = "SELECT claim, number, recorded, review FROM reviews WHERE claim = ? ORDER BY recorded, number"
        with self.file.reading() as connection:
            return [_review(*row) for row in connection.execute(sql, (claim,))]

    def glances(self, question: Question = EVERYTHING) -> Iterator[Glance]:
        """The claims asked for at a glance, oldest report first; `limit` takes the first ones, as `Ledger.glances`."""
        with self.file.reading() as connection:
            asked = ask(connection, question)
            if asked.nothing:
                return iter(())
            sql, values = asked.source("c.n", asked.best(float("inf"))[0], "ASC")
            rows = connection.execute(
                f"""SELECT {_GLANCE} FROM ({sql}) f CROSS JOIN claims c ON c.n = f.n
                JOIN ids i ON i.k = c.document JOIN ids o ON o.k = c.origin LEFT JOIN event_ids v ON v.e = c.event""",
                values,
            ).fetchall()
        days = groupby(sorted(rows, key=lambda row: row[0]), key=lambda row: placing.day_at(row[0]))
        turned = [list(found) for _, found in days]
        # What has no day comes last in both orders.
        undated = [turned.pop()] if turned and not placing.day_at(turned[-1][0][0]) else []
        found = [_glance(row) for of_day in (*reversed(turned), *undated) for row in of_day]
        return iter(found if question.limit is None else found[: question.limit])


def _everything(connection: sqlite3.Connection) -> Counted:
    told = dict(connection.execute(
        "SELECT what, claims FROM tally WHERE what IN ('all', 'documents told', 'origins told') AND key = ''"
    ))  # fmt: skip
    (events,) = connection.execute("SELECT count(*) FROM events").fetchone()
    claims, documents, origins = (told.get(what, 0) for what in ("all", "documents told", "origins told"))
    return Counted(claims, documents, origins, events)


def _glance(row: Sequence[Any]) -> Glance:
    (n, name, event, origin, kind, mode, actor, recipient, matter, polarity, certainty, modality, starts, stops, holder,
     stance, confidence, reviewed, *_) = row  # fmt: skip
    return Glance(
        name, event, origin, kind, mode, apart(actor), apart(recipient), apart(matter), polarity, certainty, modality,
        day_of(starts), day_of(stops), holder or "", stance or "", day_of(placing.day_at(n)),
        1.0 if reviewed else confidence,
    )  # fmt: skip


def _review(claim: str, number: int, recorded: int, packed: str) -> Review:
    action, changed, by, why, beside, undoes = json.loads(packed)
    values = {field: (pair[0], pair[1]) for field, pair in changed.items()}
    return Review(claim, number, action, values, by, why, moment_of(recorded), tuple(beside), undoes)


# Pages


def _cursor(sort: str, kept: KeptClaim) -> str:
    claim = kept.claim
    value: Any = {"published": "", "confidence": claim.confidence, "recorded": kept.recorded.isoformat()}[sort]
    return cursors.written(
        sort, value, kept.published.toordinal() if kept.published else 0, claim.document, claim.place.field,
        claim.place.start_char, claim.id,
    )  # fmt: skip


class _Start(NamedTuple):
    """Where a page goes on: the value sorted by, the first place after the claim, and the claim's own or former one."""

    value: Any
    after: int
    at: int


def _start(connection: sqlite3.Connection, sort: str, after: str) -> _Start:
    """The claim at which the page before ended, which may be gone."""
    of, value, day, document, field, start, name = cursors.read(after, str, (str, float, int), int, str, str, int, str)
    if of != sort or not 0 <= day <= placing.LAST or isinstance(value, str) != (sort != "confidence"):
        raise cursors.bad()
    if sort == "recorded":
        try:
            value = moment_number(dt.datetime.fromisoformat(value))
        except (ValueError, TypeError) as error:
            raise cursors.bad() from error

    following = functools.partial(neighbours.claim, connection)
    key = placing.claim_key(document, field, start, name)
    place = placing.position(day, key, following)
    own = connection.execute("SELECT n FROM claims WHERE n < ? ORDER BY n DESC LIMIT 1", (place,)).fetchone()
    still = own is not None and following(own[0], place) == (own[0], key)
    return _Start(value, place, own[0] if still else place)


def _by_place(
    connection: sqlite3.Connection, asked: Asked, descending: bool, start: _Start | None, limit: int
) -> list[int]:
    if start is not None and descending:
        asked.low = max(asked.low, start.after)
    elif start is not None:
        asked.high = min(asked.high, start.at - 1)
    sql, values = asked.source("c.n", asked.best(limit)[0], "ASC" if descending else "DESC", limit)
    return [row[0] for row in connection.execute(sql, values)]


def _by_value(
    connection: sqlite3.Connection, asked: Asked, sort: str, descending: bool, start: _Start | None,
    limit: int,
) -> list[int]:  # fmt: skip
    order = f"{sort} DESC, n" if descending else f"{sort}, n DESC"
    beyond, bound = "true", []
    if start is not None:
        if descending:
            beyond = f"$c{sort} <= ? AND ($c{sort} < ? OR $cn >= ?)"
        else:
            beyond = f"$c{sort} >= ? AND ($c{sort} > ? OR $cn < ?)"
        bound = [start.value, start.value, start.after if descending else start.at]
    walked = asked.least()
    if walked is not None and walked.walk is not None and walked.walk.rows <= GATHERED:
        inner, values = asked.source(f"c.n, c.{sort}", walked, "")
        sql = f"SELECT n FROM ({inner}) WHERE {beyond.replace('$c', '')} ORDER BY {order} LIMIT ?"
        return [row[0] for row in connection.execute(sql, [*values, *bound, limit])]
    where, values = asked.where()
    sql = f"""SELECT c.n FROM claims c INDEXED BY claims_{sort}
        WHERE {beyond.replace("$c", "c.")} AND +c.n BETWEEN ? AND ? AND {where}
        ORDER BY {", ".join("c." + part for part in order.split(", "))} LIMIT ?"""
    return [row[0] for row in connection.execute(sql, [*bound, asked.low, asked.high, *values, limit])]
