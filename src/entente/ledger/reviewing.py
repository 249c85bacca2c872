"""What reviewers say of claims: each word a newer version beside the reader's own, with who, when and why."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from entente.errors import UsageError
from entente.ledger.days import today_of
from entente.ledger.locking import locked
from entente.ledger.rows import claim_row, sound
from entente.records import Claim, Holder, KeptClaim
from entente.records.vocabulary import (
    CERTAINTIES,
    EVENTS,
    MATTERS,
    MODALITIES,
    MODES,
    POLARITIES,
    STANCES,
)

if TYPE_CHECKING:
    from entente.ledger.ledger import Ledger

#: Fields that a reviewer may set. Words and their place are the text's own.
FIELDS = (
    "event", "mode", "actor", "recipient", "matter", "holders", "polarity", "certainty", "modality", "start", "end",
)  # fmt: skip
_CLOSED: dict[str, tuple[str, ...]] = {
    "event": EVENTS, "mode": MODES, "polarity": POLARITIES, "certainty": CERTAINTIES, "modality": MODALITIES,
    "matter": MATTERS,
}  # fmt: skip
#: Fields by which a claim finds its event: where one is changed, the claim is grouped anew.
GROUPING = ("event", "actor", "recipient", "matter", "start", "end")


def review(
    ledger: Ledger, name: str, action: str, changes: Mapping[str, Any], *, by: str, why: str, now: dt.datetime | None
) -> KeptClaim:
    """Writes a reviewer's version of a claim.

    Args:
        ledger: where it stands.
        name: the claim's whole id.
        action: "correct", "reject" or "accept".
        changes: field -> value as in the claim record's JSON, for "correct".
        by: the reviewer's name.
        why: the reason, may be empty.
        now: moment of writing, UTC; the clock's where None.

    Raises UsageError where there is no such claim, a value does not fit its field, nothing would change, or no name is
    given.
    """
    if not by.strip():
        raise UsageError("a review needs a name", mend="say who reviews: --by NAME")
    if action == "correct" and not changes:
        raise UsageError("nothing to correct", mend=f"set one of {', '.join(FIELDS)}")
    from entente.ledger.gathering import regroup

    moment = now or dt.datetime.now(dt.UTC)
    regroup(ledger, name, moment)  # what a process that died after an earlier review left undone
    with locked(ledger.path, "write"):
        kept = ledger.claim(name)
        row, claim = _row(ledger, kept, action, changes, sound(by), sound(why), moment)
        ledger.tables.append("reviews", [row])
    if any(getattr(claim, field) != getattr(kept.claim, field) for field in GROUPING):
        regroup(ledger, claim.id, moment)
    return ledger.claim(name)


def _row(
    ledger: Ledger, kept: KeptClaim, action: str, changes: Mapping[str, Any], by: str, why: str, now: dt.datetime
) -> tuple[dict[str, Any], Claim]:
    if action == "correct" and kept.status == "rejected":
        raise UsageError(f"claim {kept.claim.id} was rejected by {kept.by}", mend="accept it first, then correct it")
    claim = changed_claim(kept.claim, changes)
    before, after = kept.claim.as_dict(), claim.as_dict()
    changed = {field: [before[field], after[field]] for field in FIELDS if before[field] != after[field]}
    if action == "correct" and not changed:
        raise UsageError(f"claim {claim.id} says so already", mend="set another value, or accept it")
    status = {"correct": "corrected", "reject": "rejected", "accept": kept.status}[action]
    if action == "accept" and kept.status in ("rejected", "withdrawn"):
        status = "corrected" if any(r.action == "correct" for r in ledger.reviews(claim.id)) else "read"
    number = len(ledger.reviews(claim.id)) + 1
    today = today_of(ledger, now)
    newer = dataclasses.replace(
        kept, claim=claim, version=kept.version + 1, status=status, known=today, recorded=now, by=by, why=why
    )
    row = claim_row(newer, document_version=_document_version(ledger, claim.id), told=today)
    return {**row, "number": number, "action": action, "changed": json.dumps(changed, ensure_ascii=False),
            "by": by, "why": why}, claim  # fmt: skip


def _document_version(ledger: Ledger, name: str) -> int:
    sql = "SELECT max(document_version) FROM claims WHERE id = $id"
    found = ledger.connection.execute(sql, {"id": name}).fetchone()
    return int(found[0]) if found and found[0] else 1


def changed_claim(claim: Claim, changes: Mapping[str, Any]) -> Claim:
    """The claim with fields set, each value checked. Raises UsageError."""
    values: dict[str, Any] = {}
    for field, value in changes.items():
        if field not in FIELDS:
            raise UsageError(f"no field {field!r} can be set", mend=f"one of {', '.join(FIELDS)}")
        values[field] = _value(field, value)
    # What a reviewer has set is no longer filled from context.
    inferred = tuple(name for name in claim.inferred if name not in values)
    newer = dataclasses.replace(claim, inferred=inferred, **values)
    if newer.start and newer.end and newer.end < newer.start:
        raise UsageError(f"it would end ({newer.end}) before it starts ({newer.start})")
    if not newer.parties:
        raise UsageError("a claim needs a party", mend="set actor or recipient")
    if both := sorted(set(newer.actor) & set(newer.recipient)):
        raise UsageError(f"{both[0]} would stand on both sides", mend="set actor and recipient together")
    return newer


def _value(field: str, value: Any) -> Any:
    if field in ("start", "end"):
        return _day(field, value)
    if field == "holders":
        return _holders(value)
    if field in ("actor", "recipient", "matter"):
        if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) and item for item in value):
            raise UsageError(f"{field} must be a list of words", mend=f"{field}=RUS,PRK")
        for item in value if field == "matter" else ():
            _one_of(field, item)
        if field != "matter" and any(not item.isalnum() or not item.isupper() for item in value):
            raise UsageError(f"{field} takes codes such as RUS or UN", mend="entente actors NAME tells a name's code")
        return tuple(dict.fromkeys(value))
    if value is None and field == "mode":
        return None
    _one_of(field, value)
    return value


def _one_of(field: str, value: Any) -> None:
    if value not in _CLOSED[field]:
        raise UsageError(f"{field} cannot be {value!r}", mend=f"one of {', '.join(_CLOSED[field])}")


def _day(field: str, value: Any) -> dt.date | None:
    if value is None or isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError as error:
        raise UsageError(f"{field} is no date: {value!r}", mend="write it as 2023-09-13") from error


def _holders(value: Any) -> tuple[Holder, ...]:
    mend = 'holders=[{"actor": "USA", "name": null, "stance": "believes"}]'
    if not isinstance(value, (list, tuple)):
        raise UsageError("holders must be a list, the outermost first", mend=mend)
    found = []
    for item in value:
        if not isinstance(item, dict) or not set(item) <= {"actor", "name", "stance"}:
            raise UsageError("a holder has actor, name and stance", mend=mend)
        if item.get("stance") not in STANCES:
            raise UsageError(f"stance cannot be {item.get('stance')!r}", mend=f"one of {', '.join(STANCES)}")
        if not all(item.get(name) is None or isinstance(item.get(name), str) for name in ("actor", "name")):
            raise UsageError("a holder's actor and name are words or null", mend=mend)
        name = item.get("name")
        found.append(Holder(item.get("actor"), sound(name) if name is not None else None, item["stance"]))
    return tuple(found)
