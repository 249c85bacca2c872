"""PLOVER records as claims: our own come back whole, others as what they tell, without words."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any

from entente.exchange import codes
from entente.exchange.plover import MODES, QUAD_CODES
from entente.exchange.rows import (
    NO_CONFIDENCE,
    NOWHERE,
    Fault,
    day_or_none,
    entries,
    lines,
    name_of,
    number,
    one_of,
    own_code,
    part,
    text,
)
from entente.records import Claim, Document, Figure, Holder, Place, Refusal
from entente.records.vocabulary import CERTAINTIES, EVENTS, MODALITIES, POLARITIES, STANCES

#: What an auxiliary mode says of an event that PLOVER keeps no other word for.
MODALITY = {"future": "future", "hypothetical": "conditional"}


def rows(source: Path, known: Set[str]) -> Iterator[tuple[Document, Claim] | Refusal]:
    """One claim or Refusal for each record of a JSON Lines file.

    Args:
        source: the file, plain, gzip or zip.
        known: codes that a party of a record of others may have.
    """
    for found in lines(source):
        if isinstance(found, Refusal):
            yield found
            continue
        place, line = found
        try:
            value = _object(line)
            is_own = isinstance(value.get("attribution"), dict) and isinstance(value.get("entente"), dict)
            yield _own(value, source.name, place) if is_own else _other(value, source.name, place, known)
        except Fault as fault:
            yield Refusal(place, fault.reason, fault.detail)


def _object(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Fault("not-json", f"the line is not JSON: {str(error)[:80]}") from error
    if not isinstance(value, dict):
        raise Fault("not-json", "the line holds no object")
    missing = [name for name in ("id", "date", "actor", "event") if name not in value]
    if missing:
        raise Fault("broken", f"PLOVER wants {', '.join(missing)}")
    return value


def _own(value: dict[str, Any], file: str, place: str) -> tuple[Document, Claim]:
    told, more = value["attribution"], value["entente"]
    document = _document(value, place, day_or_none(more.get("published"), "published"))
    happened = day_or_none(value["date"], "date") if value.get("date_from") == "text" else None
    where = part(value.get("text_info"), "text_info")
    places = tuple(_place(entry) for entry in entries(more.get("places"), "places"))
    claim = Claim(
        id=text(value["id"], "id"),
        document=document.id,
        event=one_of(told.get("entente_event"), EVENTS, "event"),
        mode=None if more.get("mode") is None else text(more["mode"], "mode"),
        actor=_own_side(value, "actor"),
        recipient=_own_side(value, "recipient"),
        matter=tuple(text(entry, "matter") for entry in entries(more.get("matter"), "matter")),
        holders=holders(told.get("holders")),
        polarity=one_of(told.get("polarity"), POLARITIES, "polarity"),
        certainty=one_of(told.get("certainty"), CERTAINTIES, "certainty"),
        modality=one_of(told.get("modality"), MODALITIES, "modality"),
        start=happened,
        end=day_or_none(value.get("enddate"), "enddate"),
        place=_place(
            {
                "field": where.get("part"),
                "start_char": where.get("start"),
                "end_char": where.get("end"),
                "quote": value.get("text"),
            }
        ),
        places=places,
        confidence=number(told.get("confidence"), "confidence"),
        inferred=tuple(text(entry, "inferred") for entry in entries(more.get("inferred"), "inferred")),
        figures=tuple(_figure(entry) for entry in entries(more.get("figures"), "figures")),
        reader=f"import plover {file}, {text(value.get('coder'), 'coder')}",
    )
    return document, claim


def _other(value: dict[str, Any], file: str, place: str, known: Set[str]) -> tuple[Document, Claim]:
    happened = day_or_none(value["date"], "date")
    events = entries(value["event"], "event")
    if len(events) != 1:
        raise Fault("unsupported", f"{len(events)} event types in one record")
    event = one_of(events[0], tuple(QUAD_CODES), "event")
    modes = [text(mode, "mode") for mode in entries(value.get("mode"), "mode")]
    actor, recipient = _side(value, "actor", known), _side(value, "recipient", known)
    if not actor and not recipient:
        raise Fault("unsupported", "no actor on either side")
    document = _document(value, place, happened)
    claim = Claim(
        id=name_of("import plover", value["id"], document.id), document=document.id, event=event,
        mode=mode_of(event, modes), actor=actor, recipient=recipient, matter=(), holders=(),
        polarity=polarity_of(modes), certainty="unknown", modality=modality_of(modes), start=happened,
        end=day_or_none(value.get("enddate"), "enddate"), place=NOWHERE, places=(NOWHERE,), confidence=NO_CONFIDENCE,
        inferred=(), figures=(), reader=f"import plover {file}",
    )  # fmt: skip
    return document, claim


def mode_of(event: str, modes: list[str]) -> str | None:
    """The first PLOVER mode that is a mode of the claim record too."""
    return next((mode for mode in modes if mode in MODES.get(event, ())), None)


def polarity_of(modes: list[str]) -> str:
    """Negative where the auxiliary mode "negation" stands."""
    return "negative" if "negation" in modes else "positive"


def modality_of(modes: list[str]) -> str:
    """By the auxiliary modes; "historical" is an event of old, which did happen."""
    return next((MODALITY[mode] for mode in modes if mode in MODALITY), "actual")


def holders(value: Any) -> tuple[Holder, ...]:
    """Holders as the claim record has them. Raises Fault."""
    made = []
    for entry in entries(value, "holders"):
        held = part(entry, "a holder")
        actor, name = held.get("actor"), held.get("name")
        made.append(
            Holder(
                None if actor is None else own_code(actor),
                None if name is None else text(name, "name of a holder"),
                one_of(held.get("stance"), STANCES, "stance"),
            )
        )
    return tuple(made)


def _own_side(value: dict[str, Any], side: str) -> tuple[str, ...]:
    return tuple(own_code(part(entry, side).get("code")) for entry in entries(value.get(side), side))


def _side(value: dict[str, Any], side: str, known: Set[str]) -> tuple[str, ...]:
    """Codes of one side; entities may be objects with `code` and `sector`, or plain codes."""
    found = []
    for entry in entries(value.get(side), side):
        entity = {"code": entry} if isinstance(entry, str) else part(entry, side)
        sector = entity.get("sector") or []
        sectors = sector if isinstance(sector, list) else [sector]
        if not codes.stands_for_its_state([text(name, "sector") for name in sectors]):
            raise Fault("unsupported", f"{side} does not stand for its state ({' '.join(sectors)})")
        found.append(codes.country(text(entity.get("code"), f"code of {side}"), known))
    return tuple(dict.fromkeys(found))


def _document(value: dict[str, Any], place: str, published: dt.date | None) -> Document:
    cited = part(value.get("cite_info") or {}, "cite_info")
    told = {name: text(cited.get(name) or "", name) for name in ("citation", "title", "publication", "url", "language")}
    own = isinstance(value.get("entente"), dict) and told["citation"]
    return Document(
        id=told["citation"] if own else name_of("import plover report", *told.values(), value["id"]),
        title=told["title"],
        text="",
        published=published,
        published_from="given" if published else None,
        outlet=told["publication"],
        url=told["url"],
        language=told["language"],
        source=place,
        notes=("imported from PLOVER, without the text",),
    )


def _place(value: Any) -> Place:
    told = part(value, "a place")
    start, end = told.get("start_char"), told.get("end_char")
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start <= end:
        raise Fault("broken", "offsets of a place are not 0 <= start <= end")
    return Place(text(told.get("field"), "field"), start, end, text(told.get("quote"), "quote"))


def _figure(value: Any) -> Figure:
    told = part(value, "a figure")
    ends = [told.get("low"), told.get("high")]
    if not all(end is None or (isinstance(end, int | float) and not isinstance(end, bool)) for end in ends):
        raise Fault("broken", "an end of a figure is no number")
    low, high = ends
    return Figure(low, high, text(told.get("unit"), "unit"), text(told.get("quote"), "quote of a figure"))
