"""What reviewers say of claims: each word a newer version beside the reader's own, with who, when and why.

A review is one commit of `reviews`, made under the write lock: whoever says which version was looked at can overwrite
no other's word unseen, and a process that dies leaves all of a review or nothing. Events are found after it; what a
dead process left undone is made good by the next review of the claim, by `settle`, or at the end of the next ingest.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from entente.errors import ConflictError, UsageError
from entente.ledger.days import today_of
from entente.ledger.editing import FIELDS, GROUPING, changed_claim, marked_claim, marked_place, part_of
from entente.ledger.histories import History, changed_since, histories
from entente.ledger.locking import locked
from entente.ledger.rows import claim_row, sound
from entente.ledger.upkeep import join_many
from entente.records import Claim, KeptClaim, KeptDocument
from entente.records import Review as Said

if TYPE_CHECKING:
    from entente.ledger.ledger import Ledger

#: From so many files of reviews on they are joined: a question opens every one of them.
FILES = 64
#: Statuses of claims that do not stand.
_FALLEN = ("rejected", "withdrawn")


@dataclass(slots=True)
class Review:
    """What one reviewer does at one moment: the rows that it comes to, and the claims as they are after it."""

    ledger: Ledger
    by: str
    why: str
    now: dt.datetime
    rows: list[dict[str, Any]] = field(default_factory=list)
    made: list[KeptClaim] = field(default_factory=list)
    moved: set[str] = field(default_factory=set)

    def history(self, name: str, version: int | None = None) -> History:
        """A claim as it is now. Raises UsageError where there is none, ConflictError where it is not at `version`."""
        found = histories(self.ledger, [name]).get(name)
        if found is None:
            raise UsageError(f"no claim {name}")
        # What a process that died after an earlier review left undone.
        if found.read is None or any(set(GROUPING) & set(said.changed) for said, _ in found.said):
            self.moved.add(name)
        if version is not None and found.kept.version != version:
            told = changed_since(found, version, self.now)
            raise ConflictError(told, kept=found.kept, mend="look at it again")
        return found

    def change(
        self, action: str, history: History, claim: Claim, status: str, *, why: str | None = None,
        marks: Mapping[str, Any] | None = None, stands: tuple[str, str] | None = None,
    ) -> None:  # fmt: skip
        """A newer version of a claim that the ledger has.

        Args:
            action: what is done.
            history: the claim's past.
            claim: what it says now.
            status: one of STATUSES.
            why: the reason, the reviewer's own where None.
            marks: what is kept beside the fields that changed.
            stands: of an undo, by whom and why the version is that counts again.
        """
        former, why = history.kept, self.why if why is None else why
        before, after = former.claim.as_dict(), claim.as_dict()
        changed: dict[str, Any] = {name: [before[name], after[name]] for name in FIELDS if before[name] != after[name]}
        if set(GROUPING) & set(changed):
            self.moved.add(claim.id)
        if stands is not None:
            changed |= {"by": [former.by, stands[0]], "why": [former.why, stands[1]]}
        by, reason = stands or (self.by, why)
        newer = dataclasses.replace(
            former, claim=claim, version=former.version + 1, status=status, known=today_of(self.ledger, self.now),
            recorded=self.now, by=by, why=reason,
        )  # fmt: skip
        number = history.said[-1][0].number + 1 if history.said else 1
        self._row(newer, history.text, number, action, {**changed, **(marks or {})}, why)

    def add(self, action: str, claims: Sequence[Claim], of: KeptClaim, text: int, marks: Mapping[str, Any]) -> None:
        """First versions of claims that the ledger does not have.

        Args:
            action: what is done.
            claims: what they say.
            of: a claim of the same report, of which title, day, outlet, address and origin are taken.
            text: the version of the report's text.
            marks: what is kept with them.

        Raises ConflictError where the ledger has one of them.
        """
        for name, history in sorted(histories(self.ledger, [claim.id for claim in claims]).items()):
            kept = history.kept
            mend = "accept it" if kept.status in _FALLEN else "correct or accept it"
            by = f" by {kept.by}" if kept.by else ""
            raise ConflictError(f"claim {name} says so already, {kept.status}{by}", kept=kept, mend=mend)
        for claim in claims:
            newer = dataclasses.replace(
                of, claim=claim, version=1, status="added", event=None, known=today_of(self.ledger, self.now),
                recorded=self.now, by=self.by, why=self.why,
            )  # fmt: skip
            self.moved.add(claim.id)
            self._row(newer, text, 1, action, marks, self.why)

    def _row(self, newer: KeptClaim, text: int, number: int, action: str, changed: Mapping[str, Any], why: str) -> None:
        row = claim_row(newer, document_version=text, told=newer.known)
        told = json.dumps(changed, ensure_ascii=False)
        self.rows.append({**row, "number": number, "action": action, "changed": told, "by": self.by, "why": why})
        self.made.append(newer)

    def settle(self) -> None:
        """Finds the events of claims that are new or tell of something else now, unless `settle` is to do it."""
        if not self.moved or not self.ledger.settles:
            return
        from entente.ledger.settling import settle

        found = settle(self.ledger, self.now, sorted(self.moved))
        for number, kept in enumerate(self.made):
            if (placed := found.get(kept.claim.id)) is not None:
                self.made[number] = dataclasses.replace(kept, event=placed.event, origin=placed.origin)


@contextlib.contextmanager
def reviewing(ledger: Ledger, by: str, why: str, now: dt.datetime | None) -> Iterator[Review]:
    """A review, committed at the end: all of its rows or none. Raises UsageError where no name is given."""
    if not by.strip():
        raise UsageError("a review needs a name", mend="say who reviews: --by NAME")
    review = Review(ledger, sound(by), sound(why), now or dt.datetime.now(dt.UTC))
    try:
        with locked(ledger.path, "write"):
            yield review
            ledger.tables.append("reviews", review.rows)
            join_many(ledger.tables, "reviews", FILES)
    finally:
        review.settle()


def correct(review: Review, name: str, changes: Mapping[str, Any], version: int | None) -> None:
    """Sets fields of a claim. Raises UsageError where a value does not fit its field, or nothing would change."""
    if not changes:
        raise UsageError("nothing to correct", mend=f"set one of {', '.join(FIELDS)}")
    history = review.history(name, version)
    kept = history.kept
    if kept.status == "rejected":
        by = f" by {kept.by}" if kept.by else ""
        raise UsageError(f"claim {name} was rejected{by}", mend="accept it first, then correct it")
    claim = changed_claim(kept.claim, changes)
    if claim.as_dict() == kept.claim.as_dict():
        raise UsageError(f"claim {name} says so already", mend="set another value, or accept it")
    review.change("correct", history, claim, "corrected")


def reject(review: Review, name: str, version: int | None) -> None:
    """A claim stands no longer."""
    history = review.history(name, version)
    review.change("reject", history, history.kept.claim, "rejected")


def accept(review: Review, name: str, version: int | None) -> None:
    """A claim is right as it is; one that does not stand comes back."""
    history = review.history(name, version)
    kept = history.kept
    status = kept.status
    if status in _FALLEN:
        status = "corrected" if any(said.changed for said in history.standing) else history.unreviewed
    review.change("accept", history, kept.claim, status)


def add(review: Review, document: str, fields: Mapping[str, Any], field: str, start_char: int, end_char: int) -> None:
    """A claim that the reader missed. Raises UsageError for values and words that cannot be, ConflictError."""
    report = _report(review.ledger, document)
    claim = marked_claim(report.document, marked_place(report.document, field, start_char, end_char), fields)
    told = report.document
    of = KeptClaim(
        claim=claim, version=1, status="added", event=None, origin=report.origin, title=told.title,
        published=told.published, outlet=told.outlet, url=told.url, known=report.known, recorded=review.now,
    )  # fmt: skip
    review.add("add", [claim], of, report.version, {})


def _report(ledger: Ledger, name: str) -> KeptDocument:
    """A report with its newest text, by its id or the first digits of it. Raises UsageError where none is meant."""
    found = ledger.texts(name) or ledger.texts(ledger._whole(name, "document"))
    if not found:
        raise UsageError(f"no document {name}")
    return found[-1]


def split(review: Review, name: str, parts: Sequence[Mapping[str, Any]], version: int | None) -> None:
    """One claim becomes several. Raises UsageError, ConflictError.

    A part over the very words of the claim corrects it, the one that would have its id before others; where there is
    none, it is rejected. All other parts are claims that are added.
    """
    if len(parts) < 2:
        raise UsageError("a claim is split into two or more", mend="give each part as a claim of its own")
    history = review.history(name, version)
    kept = history.kept
    if kept.status in _FALLEN:
        raise UsageError(f"claim {name} was {kept.status}", mend="accept it first, then split it")
    report = _report(review.ledger, kept.claim.document)
    claims = [part_of(report.document, kept.claim, part) for part in parts]
    same = [claim for claim in claims if claim.place == kept.claim.place]
    own = next((claim for claim in same if claim.id == name), same[0] if same else None)
    rest = [claim for claim in claims if claim is not own]
    names = [claim.id for claim in rest]
    if name in names or len(set(names)) < len(names):
        raise UsageError("two parts are the same claim", mend="give them other words, kind, parties or holders")
    marks = {"with": sorted([name, *names])}
    if own is not None:
        mine = changed_claim(kept.claim, {field: own.as_dict()[field] for field in FIELDS})
        review.change("split", history, mine, "corrected", marks=marks)
    else:
        why = f"split into {', '.join(names)}" + (f": {review.why}" if review.why else "")
        review.change("split", history, kept.claim, "rejected", why=why, marks=marks)
    review.add("split", rest, kept, history.text, marks)


def undo(review: Review, name: str, version: int | None) -> None:
    """Takes back the last review of a claim that is not yet, all of it. Raises UsageError where there is none."""
    history = review.history(name, version)
    if not history.standing:
        raise UsageError(f"claim {name} has no review to take back")
    last = history.standing[-1]
    past = {name: history} if not last.with_ else histories(review.ledger, last.with_)
    # The claim that was asked for comes first.
    for each in sorted(past, key=lambda other: (other != name, other)):
        _undo(review, each, past[each], last)


def _undo(review: Review, name: str, history: History, last: Said) -> None:
    mine = history.standing[-1] if history.standing else None
    if mine is None or (mine.with_, mine.recorded) != (last.with_, last.recorded):
        by = f" by {mine.by}" if mine else ""
        raise UsageError(f"claim {name} of the same split was reviewed since{by}", mend="take that back first")
    before = history.before(mine.number)
    marks = {"undoes": mine.number} | ({"with": list(mine.with_)} if mine.with_ else {})
    if before is None:  # it was added: what is left is that it does not stand
        review.change("undo", history, history.kept.claim, "rejected", marks=marks, stands=("", ""))
    else:
        review.change("undo", history, before.claim, before.status, marks=marks, stands=(before.by, before.why))
