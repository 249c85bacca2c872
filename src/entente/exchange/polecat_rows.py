"""Rows of POLECAT's weekly files as claims without words; columns of our own bring back what they hold."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence, Set
from pathlib import Path

from entente.exchange import codes
from entente.exchange.plover import QUAD_CODES
from entente.exchange.plover_rows import holders, modality_of, mode_of, polarity_of
from entente.exchange.polecat import COLUMNS, NONE
from entente.exchange.rows import (
    NO_CONFIDENCE,
    NOWHERE,
    Fault,
    cells,
    day_or_none,
    lines,
    name_of,
    number,
    one_of,
    own_code,
)
from entente.records import Claim, Document, Refusal
from entente.records.vocabulary import CERTAINTIES, EVENTS, MODALITIES, POLARITIES

_NEEDED = {"Event ID", "Event Date", "Event Type", "Actor Country", "Recipient Country"}
_SEVERAL = re.compile(r"\s*[;|]\s*")


def rows(source: Path, known: Set[str]) -> Iterator[tuple[Document, Claim] | Refusal]:
    """One claim or Refusal for each row.

    Args:
        source: a weekly file, plain, gzip or zip; its first line names the columns.
        known: codes that a party of a row of others may have.
    """
    header: list[str] = []
    for found in lines(source):
        if isinstance(found, Refusal):
            yield found
            continue
        place, line = found
        row = cells(line)
        if not header or row[0] == COLUMNS[0]:
            header = [name.strip() for name in row]
            if missing := _NEEDED - set(header):
                yield Refusal(place, "unsupported", f"no column {', '.join(sorted(missing))}", "take a weekly file")
                return
            continue
        try:
            values = _values(row, header)
            yield (
                _own(values, source.name, place)
                if values.get("Entente Claim")
                else _other(values, source.name, place, known)
            )
        except Fault as fault:
            yield Refusal(place, fault.reason, fault.detail)


def _values(row: list[str], header: Sequence[str]) -> dict[str, str]:
    """Cells by their columns; "None" is nothing.

    Some weekly files name more columns than their rows have, or end rows with empty cells (A. Beger, "POLECAT event
    data", 2024): rows of the usual width then have the usual columns.
    """
    if len(row) > len(header) and not any(row[len(header) :]):
        row = row[: len(header)]
    if len(row) != len(header) and len(row) != len(COLUMNS):
        raise Fault("broken", f"{len(row)} cells, the header has {len(header)}")
    names = header if len(row) == len(header) else COLUMNS
    return {name: "" if cell == NONE else cell for name, cell in zip(names, row, strict=True)}


def _other(values: dict[str, str], file: str, place: str, known: Set[str]) -> tuple[Document, Claim]:
    event = one_of(values["Event Type"], tuple(QUAD_CODES), "Event Type")
    modes = _several(values.get("Event Mode", ""))
    actor, recipient = (_side(values, side, known) for side in ("Actor", "Recipient"))
    if not actor and not recipient:
        raise Fault("unsupported", "no state on either side")
    if actor == recipient:
        raise Fault("unsupported", f"both sides are {' '.join(actor)}: what happens within a state is no claim")
    happened = day_or_none(values["Event Date"], "Event Date")
    published = day_or_none(values.get("Publication Date", "")[:10], "Publication Date") or happened
    document = _document(values, name_of("import polecat report", values["Event ID"]), published, place)
    # The day of happening is the day of the report wherever the text tells none: then nothing is told.
    told = happened if happened != published else None
    claim = Claim(
        id=name_of("import polecat", values["Event ID"]), document=document.id, event=event,
        mode=mode_of(event, modes), actor=actor, recipient=recipient, matter=(), holders=(),
        polarity=polarity_of(modes), certainty="unknown", modality=modality_of(modes), start=told, end=told,
        place=NOWHERE, places=(NOWHERE,), confidence=NO_CONFIDENCE, inferred=(), figures=(),
        reader=f"import polecat {file}",
    )  # fmt: skip
    return document, claim


def _own(values: dict[str, str], file: str, place: str) -> tuple[Document, Claim]:
    published = day_or_none(values.get("Publication Date", ""), "Publication Date")
    document = _document(values, values.get("Document", ""), published, place)
    if not document.id:
        raise Fault("broken", "no Document")
    claim = Claim(
        id=values["Entente Claim"], document=document.id,
        event=one_of(values.get("Entente Event"), EVENTS, "Entente Event"), mode=values.get("Entente Mode") or None,
        actor=_own_side(values, "Actor Codes"), recipient=_own_side(values, "Recipient Codes"),
        matter=tuple(_several(values.get("Matter", ""))), holders=holders(_json(values.get("Holders", ""), "Holders")),
        polarity=one_of(values.get("Polarity"), POLARITIES, "Polarity"),
        certainty=one_of(values.get("Certainty"), CERTAINTIES, "Certainty"),
        modality=one_of(values.get("Modality"), MODALITIES, "Modality"),
        start=day_or_none(values.get("Start"), "Start"), end=day_or_none(values.get("End"), "End"),
        place=NOWHERE, places=(NOWHERE,), confidence=_confidence(values),
        inferred=(), figures=(), reader=f"import polecat {file}, {values.get('Version', '')}",
    )  # fmt: skip
    return document, claim


def _document(values: dict[str, str], name: str, published: dt.date | None, place: str) -> Document:
    language = values.get("Language", "")
    return Document(
        id=name,
        title=values.get("Title", ""),
        text="",
        published=published,
        published_from="given" if published else None,
        outlet=values.get("Source", ""),
        url=values.get("URL", ""),
        language=language if len(language) == 2 else "",
        source=place,
        notes=("imported from POLECAT, without words",),
    )


def _side(values: dict[str, str], side: str, known: Set[str]) -> tuple[str, ...]:
    told = _several(values[f"{side} Country"])
    if not told and values.get(f"{side} Name"):
        raise Fault("unsupported", f"{side} {values[f'{side} Name'][:40]!r} has no country: no code is known for it")
    sectors = _several(values.get(f"Primary {side} Sector", ""))
    if not codes.stands_for_its_state(sectors):
        raise Fault("unsupported", f"{side} does not stand for its state ({' '.join(sectors)})")
    return tuple(dict.fromkeys(codes.country(code, known) for code in told))


def _own_side(values: dict[str, str], column: str) -> tuple[str, ...]:
    return tuple(own_code(code) for code in _several(values.get(column, "")))


def _confidence(values: dict[str, str]) -> float:
    return number(_json(values.get("Confidence", ""), "Confidence"), "Confidence")


def _several(cell: str) -> list[str]:
    return [entry for entry in _SEVERAL.split(cell.strip()) if entry and entry != NONE]


def _json(cell: str, what: str) -> object:
    try:
        return json.loads(cell)
    except (ValueError, RecursionError) as error:
        raise Fault("not-json", f"{what} is not JSON: {str(error)[:80]}") from error
