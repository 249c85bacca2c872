"""Documents and claims as plain JSON values and back, for the way to another process. Nothing is ever pickled."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from entente.records import Claim, Cut, Document, Figure, Holder, Place, Refusal

#: Fields of a document that are strings.
_WORDS = ("id", "title", "text", "published_quote", "outlet", "url", "language", "source")


def packed(value: object) -> bytes:
    """A JSON value as ASCII bytes; lone surrogates come back as they were."""
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def unpacked(data: bytes | bytearray | str) -> Any:
    """The value of `packed`. Raises ValueError where it is none."""
    return json.loads(data)


def document_values(document: Document) -> dict[str, Any]:
    """A document as JSON values; `document_from` is its inverse."""
    day = document.published
    return {
        **{name: getattr(document, name) for name in _WORDS},
        "published": day.isoformat() if day else None,
        "published_from": document.published_from,
        "cut": [[cut.kind, cut.text] for cut in document.cut],
        "notes": list(document.notes),
    }


def reading_values(document: Document) -> dict[str, Any]:
    """The part of a document that a reader looks at; `document_from` makes a document of it."""
    day = document.published
    values = {name: value for name in _WORDS if (value := getattr(document, name))}
    return {**values, "published": day.isoformat() if day else None}


def document_from(values: Mapping[str, Any]) -> Document:
    """The document of `document_values` or `reading_values`."""
    day = values["published"]
    return Document(
        **{name: values.get(name, "") for name in _WORDS},
        published=dt.date.fromisoformat(day) if day else None,
        published_from=values.get("published_from"),
        cut=tuple(Cut(kind, text) for kind, text in values.get("cut", ())),
        notes=tuple(values.get("notes", ())),
    )


def refusal_values(refusal: Refusal) -> dict[str, str]:
    """A refusal as JSON values; `Refusal(**values)` is its inverse."""
    return {name: getattr(refusal, name) for name in ("source", "reason", "detail", "mend")}


def claims_values(claims: Sequence[Claim]) -> list[dict[str, Any]]:
    """Claims as JSON values, fields as in the claim record; `claims_from` is its inverse."""
    return [claim.as_dict() for claim in claims]


def claims_from(given: Sequence[Mapping[str, Any]]) -> list[Claim]:
    """The claims of `claims_values`."""
    return [_claim(values) for values in given]


def _claim(values: Mapping[str, Any]) -> Claim:
    return Claim(
        id=values["id"], document=values["document"], event=values["event"], mode=values["mode"],
        actor=tuple(values["actor"]), recipient=tuple(values["recipient"]), matter=tuple(values["matter"]),
        holders=tuple(Holder(**holder) for holder in values["holders"]), polarity=values["polarity"],
        certainty=values["certainty"], modality=values["modality"], start=_day(values["start"]),
        end=_day(values["end"]),
        place=Place(values["field"], values["start_char"], values["end_char"], values["quote"]),
        places=tuple(Place(**place) for place in values["places"]), confidence=values["confidence"],
        inferred=tuple(values["inferred"]), figures=tuple(Figure(**figure) for figure in values["figures"]),
        reader=values["reader"],
    )  # fmt: skip


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None
