"""The ledger: asked on any day for claims, events, documents and refusals, and for any one of them."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from entente.errors import UsageError
from entente.ledger import reviewing
from entente.ledger.asking import SAID_BY, known_by
from entente.ledger.claims import RECORD, Claims
from entente.ledger.days import closed
from entente.ledger.documents import Documents, documents_sql
from entente.ledger.glances import Glances
from entente.ledger.happenings import position
from entente.ledger.histories import REVIEW, review_of
from entente.ledger.rows import kept_claim, kept_document
from entente.ledger.storage import Where
from entente.records import Event, KeptClaim, KeptDocument, Question, Review

#: Digits of ids that are hashes; shorter ones may be the beginning of one.
WHOLE = 16


class Ledger(Claims, Glances, Documents):
    """One ledger, open for questions, each answered from one consistent moment, whoever writes meanwhile.

    `settles`: whether a review that adds or moves a claim finds its event before it is answered. In a ledger of a
    million claims that takes a second, which a reviewer need not wait for: set to False, `settle` does it.
    """

    settles: bool = True

    def __init__(self, path: Where) -> None:
        """Opens a ledger.

        Args:
            path: its folder, or its address on object storage.

        Raises LedgerError where there is none, or one of another layout.
        """
        super().__init__(path)
        self._own: Ledger | None = None
        self._turn = threading.Lock()

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
                UNION SELECT 'claim', id FROM reviews WHERE version = 1 AND starts_with(id, $prefix)
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
            UNION ALL SELECT {RECORD}, {SAID_BY}, number FROM reviews WHERE id = $id
            ORDER BY recorded, number, version"""
        return [kept_claim(row) for row in self._ask(sql, {"id": name})]

    def reviews(self, name: str | None = None) -> list[Review]:
        """What reviewers said of a claim, or of all, oldest first."""
        where, values = ("WHERE id = $id", {"id": name}) if name is not None else ("", {})
        sql = f"SELECT {REVIEW} FROM reviews {where} ORDER BY recorded, id, number"
        return [review_of(row) for row in self._ask(sql, values)]

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
        self, name: str, changes: dict[str, Any], *, by: str, why: str = "", version: int | None = None,
        now: dt.datetime | None = None,
    ) -> KeptClaim:  # fmt: skip
        """A newer version of a claim with some fields changed; the reader's own reading stays.

        Args:
            name: the claim's id or its first digits.
            changes: field (one of `editing.FIELDS`) -> value as in the claim record's JSON.
            by: the reviewer's name.
            why: the reason, may be empty.
            version: the version that the reviewer looked at (`KeptClaim.version`); None: whatever it is now.
            now: moment of writing, UTC; the clock's where None.

        Raises UsageError where there is no such claim, a value does not fit, nothing would change, or no name is given;
        ConflictError where the claim is at another version.
        """
        with self._review(by, why, now) as review:
            reviewing.correct(review, review.ledger._whole(name, "claim"), changes, version)
        return review.made[0]

    def reject(
        self, name: str, *, by: str, why: str = "", version: int | None = None, now: dt.datetime | None = None
    ) -> KeptClaim:
        """A newer version of a claim that no longer stands: it is not shown and not counted. As for `correct`."""
        with self._review(by, why, now) as review:
            reviewing.reject(review, review.ledger._whole(name, "claim"), version)
        return review.made[0]

    def accept(
        self, name: str, *, by: str, why: str = "", version: int | None = None, now: dt.datetime | None = None
    ) -> KeptClaim:
        """A newer version of a claim that a reviewer found right; one that fell stands again. As for `correct`."""
        with self._review(by, why, now) as review:
            reviewing.accept(review, review.ledger._whole(name, "claim"), version)
        return review.made[0]

    def undo(
        self, name: str, *, by: str, why: str = "", version: int | None = None, now: dt.datetime | None = None
    ) -> KeptClaim:
        """Takes back the last review of a claim that is not yet taken back: a newer version with the former value.

        A split is taken back with all of its claims; a claim that was added is rejected. As for `correct`; raises
        UsageError also where there is nothing to take back, or another part of a split was reviewed since.
        """
        with self._review(by, why, now) as review:
            reviewing.undo(review, review.ledger._whole(name, "claim"), version)
        return review.made[0]

    def add(
        self, document: str, fields: dict[str, Any], *, by: str, start_char: int, end_char: int, field: str = "text",
        why: str = "", now: dt.datetime | None = None,
    ) -> KeptClaim:  # fmt: skip
        """A claim that the reader missed, by its words in a report; status "added".

        Args:
            document: the report's id or its first digits.
            fields: field -> value as in the claim record's JSON: `event` and a party at least, `figures` if there are.
            by, why, now: as for `correct`.
            start_char, end_char: half-open code points of its words in the report's newest text.
            field: where they stand, "text" or "title".

        Raises UsageError where values or words cannot be, ConflictError where the ledger has that claim.
        """
        with self._review(by, why, now) as review:
            reviewing.add(review, document, fields, field, start_char, end_char)
        return review.made[0]

    def split(
        self, name: str, parts: Sequence[dict[str, Any]], *, by: str, why: str = "", version: int | None = None,
        now: dt.datetime | None = None,
    ) -> list[KeptClaim]:  # fmt: skip
        """A claim that says two things or more becomes as many, all at once. The claim itself comes first.

        A part over the claim's own words corrects it; where no part is, the claim is rejected. The other parts are
        added. As for `correct`.

        Args:
            parts: each the fields in which it differs from the claim, with `start_char` and `end_char` (and `field`)
                where its words are others.
        """
        with self._review(by, why, now) as review:
            reviewing.split(review, review.ledger._whole(name, "claim"), parts, version)
        return review.made

    def settle(self, now: dt.datetime | None = None) -> int:
        """Finds the events of reviewed claims that could not yet, because a grouping went on; how many it found."""
        from entente.ledger.settling import settle

        with self.apart() as ledger:
            return len(settle(ledger, now or dt.datetime.now(dt.UTC)))

    @contextlib.contextmanager
    def apart(self) -> Iterator[Ledger]:
        """The same ledger by a connection of its own, which no question of another thread keeps at an older moment."""
        with self._turn:
            if self._own is None:
                self._own = Ledger(self.path)
            self._own.settles = self.settles
            yield self._own

    @contextlib.contextmanager
    def _review(self, by: str, why: str, now: dt.datetime | None) -> Iterator[reviewing.Review]:
        with self.apart() as ledger, reviewing.reviewing(ledger, by, why, now) as review:
            yield review

    def close(self) -> None:
        """Lets go of the files."""
        super().close()
        with self._turn:
            if self._own is not None:
                self._own.close()
                self._own = None
