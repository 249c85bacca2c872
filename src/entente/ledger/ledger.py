"""The ledger: asked on any day for claims, events, documents and refusals, and for any one of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

from entente.errors import UsageError
from entente.ledger import reviewing
from entente.ledger.asking import known_by
from entente.ledger.claims import RECORD, Claims
from entente.ledger.days import closed
from entente.ledger.documents import Documents, documents_sql
from entente.ledger.glances import Glances
from entente.ledger.happenings import position
from entente.ledger.rows import kept_claim, kept_document, moment
from entente.records import Event, KeptClaim, KeptDocument, Question, Review

#: Digits of ids that are hashes; shorter ones may be the beginning of one.
WHOLE = 16


class Ledger(Claims, Glances, Documents):
    """One ledger, open for questions, each answered from one consistent moment, whoever writes meanwhile."""

    @property
    def closed(self) -> dt.date | None:
        """The day up to which the past is closed: what is answered as of it, once it is over, stays; None: no day."""
        return closed(self)

    @property
    def began(self) -> dt.date | None:
        """The day of the oldest report; None where no report has a day."""
        row = next(self._ask("SELECT min(published) AS day FROM documents", {}))
        day: dt.date | None = row["day"]
        return day

    def late(self, question: Question) -> int:
        """How many claims the question leaves out because their reports reached the ledger after the day asked."""
        if question.as_of is None or question.late:
            return 0
        counted = [self.count(dataclasses.replace(question, late=late, limit=None))["claims"] for late in (True, False)]
        return counted[0] - counted[1]

    # One thing

    def find(self, prefix: str) -> list[tuple[str, str]]:
        """What has an id that begins so: ("claim" | "event" | "document", id), each once, sorted."""
        sql = """WITH found AS (
                SELECT DISTINCT 'claim' AS kind, id FROM claims WHERE starts_with(id, $prefix)
                UNION ALL SELECT DISTINCT 'event', event FROM events WHERE starts_with(event, $prefix)
                UNION ALL SELECT DISTINCT 'document', id FROM documents WHERE starts_with(id, $prefix))
            SELECT kind, id FROM found
            QUALIFY row_number() OVER (PARTITION BY kind ORDER BY id) <= 300 ORDER BY kind, id"""
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
        with self.moment():
            for row in self._rows([name], question):
                return kept_claim({**row, **self._members([name], question).get(name, {})})
        raise UsageError(f"no claim {name}" + (f" as of {as_of}" if as_of else ""))

    def versions(self, name: str) -> list[KeptClaim]:
        """Every version of a claim, the reader's and the reviewers', oldest first."""
        sql = f"""
            SELECT {RECORD}, '' AS "by", '' AS why, 0 AS number FROM claims WHERE id = $id
            UNION ALL SELECT {RECORD}, "by", why, number FROM reviews WHERE id = $id
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
        with self.moment():
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
        for row in self._ask(f"WITH {documents_sql(asked.condition, known)} SELECT * FROM newest", asked.values):
            return kept_document({**row, "text": row["whole"]})
        raise UsageError(f"no document {name}" + (f" as of {as_of}" if as_of else ""))

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
        with self.moment():
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
