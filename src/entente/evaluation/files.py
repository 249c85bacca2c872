"""Labelled claims and claims that were read, as JSON Lines; a fault is told with its line."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import Any

from entente.errors import InputError
from entente.records.vocabulary import EVENTS


def gold_from_lines(lines: Iterable[str], name: str) -> list[dict[str, Any]]:
    """Documents `{"id", "claims"}`. Raises InputError with file and line."""
    documents: dict[str, dict[str, Any]] = {}
    for place, value in _objects(lines, name):
        if "id" not in value or not isinstance(value.get("claims"), list):
            raise InputError('no "id" and list "claims"', place=place, mend="one labelled document a line")
        for number, claim in enumerate(value["claims"], 1):
            _check(claim, f"{place}: claim {number}", ("event", "polarity", "modality"))
        if str(value["id"]) in documents:
            raise InputError(f"document {value['id']} is labelled twice", place=place)
        documents[str(value["id"])] = value
    return list(documents.values())


def predictions_from_lines(lines: Iterable[str], name: str) -> list[dict[str, Any]]:
    """Claims with `document`. Raises InputError with file and line."""
    claims = []
    for place, value in _objects(lines, name):
        _check(value, place, ("document", "event"))
        claims.append(value)
    return claims


def _objects(lines: Iterable[str], name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        place = f"{name}:{number}"
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f"not JSON, {error}", place=place) from error
        if not isinstance(value, dict):
            raise InputError("not a JSON object", place=place)
        yield place, value


def _check(claim: Any, place: str, needed: tuple[str, ...]) -> None:
    if not isinstance(claim, dict):
        raise InputError("a claim is not a JSON object", place=place)
    missing = [field for field in needed if field not in claim]
    if missing:
        raise InputError(f"no {', '.join(missing)}", place=place)
    if claim["event"] not in EVENTS:
        raise InputError(f"unknown event {claim['event']!r}", place=place, mend=f"one of {', '.join(EVENTS)}")
    for side in ("actor", "recipient"):
        codes = claim.get(side, [])
        if not isinstance(codes, list | tuple) or not all(isinstance(code, str) for code in codes):
            raise InputError(f"{side} is no list of codes", place=place)
    for end in ("start", "end"):
        _check_day(claim.get(end), f"{end} of a claim", place)


def _check_day(value: Any, what: str, place: str) -> None:
    if value is None:
        return
    try:
        dt.date.fromisoformat(value)
    except (ValueError, TypeError) as error:
        raise InputError(f"{what} is no day, {value!r}", place=place, mend="write it as 2024-06-18") from error
