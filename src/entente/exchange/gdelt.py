"""Events of GDELT 2.0 as claims without words.

Source: GDELT Event Database, data format codebook 2.0 (The GDELT Project, 19 February 2015): 61 columns separated by
tabs, no header. cameo.toml turns the codes into those of the claim record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Set
from pathlib import Path

from entente.exchange import codes
from entente.exchange.rows import NO_CONFIDENCE, NOWHERE, Fault, cells, day, lines, name_of
from entente.records import Claim, Document, Refusal

#: Number of columns, and of GDELT 1.0's.
COLUMNS = 61
_OLD = (57, 58)
#: Columns, counted from 0.
_ID, _DAY, _ACTOR, _RECIPIENT, _CODE, _ADDED, _URL = 0, 1, 5, 15, 26, 59, 60
#: Columns of one actor, counted from its first: country, known group, the first of three kinds.
_COUNTRY, _GROUP, _KINDS = 2, 3, 7


def rows(source: Path, known: Set[str]) -> Iterator[tuple[Document, Claim] | Refusal]:
    """One claim or Refusal for each row.

    Args:
        source: an export file, plain, zip or gzip.
        known: codes that a party may have.
    """
    reader = f"import gdelt 2.0 {source.name}"
    is_first = True
    for found in lines(source):
        if isinstance(found, Refusal):
            yield found
            continue
        place, line = found
        row = cells(line)
        if is_first and len(row) in _OLD:
            yield Refusal(place, "unsupported", f"{len(row)} columns: this is GDELT 1.0", "take the 2.0 event export")
            return
        is_first = False
        try:
            yield _row(row, reader, known, place)
        except Fault as fault:
            yield Refusal(place, fault.reason, fault.detail)


def _row(row: list[str], reader: str, known: Set[str], place: str) -> tuple[Document, Claim]:
    if len(row) != COLUMNS:
        raise Fault("broken", f"{len(row)} columns, GDELT 2.0 has {COLUMNS}")
    happened, published = day(row[_DAY], "SQLDATE"), day(row[_ADDED][:8], "DATEADDED")
    meaning = codes.cameo(row[_CODE])
    sides = _party(row, _ACTOR, known), _party(row, _RECIPIENT, known)
    if not any(sides):
        raise Fault("unsupported", "no actor on either side")
    if sides[0] == sides[1]:
        raise Fault("unsupported", f"both sides are {sides[0][0]}: what happens within a state is no claim")
    actor, recipient = sides[::-1] if meaning.swapped else sides
    document = _report(row, published, place)
    # The day of happening is the day of the report wherever the text tells none: then nothing is told.
    told = happened if happened != published else None
    claim = Claim(
        id=name_of("import gdelt 2.0", row[_ID]), document=document.id, event=meaning.event, mode=meaning.mode,
        actor=actor, recipient=recipient, matter=meaning.matter, holders=(), polarity="positive", certainty="unknown",
        modality="actual", start=told, end=told, place=NOWHERE, places=(NOWHERE,), confidence=NO_CONFIDENCE,
        inferred=(), figures=(), reader=reader,
    )  # fmt: skip
    return document, claim


def _party(row: list[str], first: int, known: Set[str]) -> tuple[str, ...]:
    """The code of one side, none where the row leaves it open. Raises Fault for actors that are no party."""
    if not any(row[first : first + 10]):
        return ()
    group, state = row[first + _GROUP], row[first + _COUNTRY]
    # The dictionaries give Palestinian actors the group code PSE beside the country code PSE.
    if group and group != state:
        return (codes.organisation(group, known),)
    if not state:
        raise Fault("unsupported", f"actor {row[first][:20]!r} is no state, body or armed group")
    kinds = row[first + _KINDS : first + _KINDS + 3]
    if not codes.stands_for_its_state(kinds):
        raise Fault(
            "unsupported", f"actor {row[first][:20]!r} does not stand for its state ({' '.join(kinds).strip()})"
        )
    return (codes.country(state, known),)


def _report(row: list[str], published: dt.date, place: str) -> Document:
    """The report that the row was read from, which GDELT names by its address only."""
    told = row[_URL] or f"event {row[_ID]}"
    return Document(
        id=name_of("import gdelt 2.0 report", told, published),
        title="",
        text="",
        published=published,
        published_from="given",
        published_quote=row[_ADDED],
        url=row[_URL],
        language="",
        source=place,
        notes=("imported from GDELT, without words",),
    )
