"""`entente correct`, `reject`, `accept` and `undo`: a reviewer's word on a claim; the reader's stays beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from entente.cli.escaping import visible
from entente.cli.filters import code, matter, one_of, the_one
from entente.cli.options import By, LedgerFolder, LexiconFile, Why
from entente.cli.output import write
from entente.errors import UsageError
from entente.records import KeptClaim
from entente.records.vocabulary import CERTAINTIES, EVENTS, MODALITIES, MODES, POLARITIES, STANCES
from entente.rows import in_words

if TYPE_CHECKING:
    from entente.desk import Desk, Ledger

FIELDS = (
    "event", "mode", "actor", "recipient", "matter", "polarity", "certainty", "modality", "start", "end", "holders",
)  # fmt: skip
#: What may be left empty, and what stands there then.
EMPTY: dict[str, Any] = {
    "mode": None, "actor": [], "recipient": [], "matter": [], "start": None, "end": None, "holders": [],
}  # fmt: skip
WORDS = {"event": EVENTS, "mode": MODES, "polarity": POLARITIES, "certainty": CERTAINTIES, "modality": MODALITIES}

ClaimId = Annotated[str, typer.Argument(metavar="CLAIM", help="The claim's id, or its first digits.")]


def correct(
    claim: ClaimId,
    ledger: LedgerFolder,
    by: By,
    sets: Annotated[
        list[str],
        typer.Option(
            "--set",
            metavar="FIELD=VALUE",
            help="May be given again. event, mode, polarity, certainty, modality: a word; actor, recipient, matter: "
            "words joined by commas; start, end: a date; holders: JSON as in the claim record. Nothing empties it.",
        ),
    ],
    why: Why = "",
    lexicon: LexiconFile = None,
) -> None:
    """Corrects a claim; the reader's own reading stays. A later reading leaves it so."""
    from entente.desk import Desk

    desk = Desk(lexicon=lexicon)
    values = _values(desk, sets)
    kept, name = _claim(desk, ledger, claim)
    former = kept.claim(name)
    newer = kept.correct(name, values, by=_reviewer(by), why=why)
    old, new = former.claim.as_dict(), newer.claim.as_dict()
    changed = (
        f"{field}: {in_words(old[field])} → {in_words(new[field])}" for field in values if old[field] != new[field]
    )
    _told(newer, "corrected", "; ".join(changed))


def reject(claim: ClaimId, ledger: LedgerFolder, by: By, why: Why = "") -> None:
    """Rejects a claim. It is shown and counted no more, and a later reading does not bring it back."""
    from entente.desk import Desk

    kept, name = _claim(Desk(), ledger, claim)
    _told(kept.reject(name, by=_reviewer(by), why=why), "rejected")


def accept(claim: ClaimId, ledger: LedgerFolder, by: By, why: Why = "") -> None:
    """Accepts a claim as it stands, or brings a rejected one back."""
    from entente.desk import Desk

    kept, name = _claim(Desk(), ledger, claim)
    _told(kept.accept(name, by=_reviewer(by), why=why), "accepted")


def undo(claim: ClaimId, ledger: LedgerFolder, by: By, why: Why = "") -> None:
    """Takes back the last review of a claim that is not taken back. A split goes back whole, an added claim falls."""
    from entente.desk import Desk

    kept, name = _claim(Desk(), ledger, claim)
    who = _reviewer(by)
    newer = kept.undo(name, by=who, why=why)
    write(visible(f"claim {newer.claim.id}, version {newer.version}, review taken back by {who}: {_now(newer)}") + "\n")


def _now(kept: KeptClaim) -> str:
    """How a claim stands."""
    status = "accepted" if kept.status == "read" and kept.by else kept.status
    return status + (f" by {kept.by}" if kept.by else "")


def _claim(desk: Desk, ledger: Path | str, prefix: str) -> tuple[Ledger, str]:
    kept = desk.ledger(ledger)
    return kept, the_one(kept, prefix, "claim")[1]


def _reviewer(name: str) -> str:
    if not name.strip():
        raise UsageError("needs a name", place="--by")
    return name.strip()


def _told(kept: KeptClaim, done: str, changed: str = "") -> None:
    what = f": {changed}" if changed else ""
    write(visible(f"claim {kept.claim.id}, version {kept.version}, {done} by {kept.by}{what}") + "\n")


def _values(desk: Desk, sets: list[str]) -> dict[str, Any]:
    """Field -> new value, as in the claim record's JSON. Raises UsageError."""
    values: dict[str, Any] = {}
    for given in sets:
        name, sign, value = (part.strip() for part in given.partition("="))
        if not sign or name not in FIELDS:
            raise UsageError(f"{given!r} sets no field", place="--set", mend=f"FIELD=VALUE, one of {', '.join(FIELDS)}")
        if name in values:
            raise UsageError(f"{name} is set twice", place="--set")
        values[name] = _value(desk, name, value)
    return values


def _value(desk: Desk, name: str, value: str) -> Any:
    place = f"--set {name}"
    if value in ("", "null"):
        if name not in EMPTY:
            raise UsageError("cannot be empty", place=place, mend=f"one of {', '.join(WORDS[name])}")
        return EMPTY[name]
    if name in WORDS:
        return one_of(value.upper() if name == "event" else value.lower(), WORDS[name], place)
    if name in ("start", "end"):
        return _date(value, place)
    if name == "holders":
        return _holders(desk, value, place)
    words = [word for word in (part.strip() for part in value.split(",")) if word]
    if name == "matter":
        return [matter(word.lower(), place) for word in words]
    return [code(desk, word, place, None) for word in words]


def _date(value: str, place: str) -> str:
    from entente.cli.parsing import day

    try:
        return day(value).isoformat()
    except typer.BadParameter as error:
        raise UsageError(error.message, place=place) from error


def _holders(desk: Desk, value: str, place: str) -> list[dict[str, Any]]:
    mend = """as '[{"actor": "USA", "name": "Antony Blinken", "stance": "says"}]', outermost first"""
    try:
        holders = json.loads(value)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"no JSON, {error}", place=place, mend=mend) from error
    fits = isinstance(holders, list) and all(
        isinstance(holder, dict)
        and set(holder) <= {"actor", "name", "stance"}
        and all(isinstance(holder.get(key), str | None) for key in ("actor", "name"))
        and isinstance(holder.get("stance"), str)
        for holder in holders
    )
    if not fits:
        raise UsageError("no list of holders", place=place, mend=mend)
    return [
        {
            "actor": code(desk, holder["actor"], place, None) if holder.get("actor") else None,
            "name": holder.get("name") or None,
            "stance": one_of(holder["stance"], STANCES, place),
        }
        for holder in holders
    ]


__all__ = ["accept", "correct", "reject", "undo"]
