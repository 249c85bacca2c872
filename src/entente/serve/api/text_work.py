"""What the worker does for the API: the claims of a text, or its brief."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from entente.records import Document

if TYPE_CHECKING:
    from entente.serve.work import Bench, Progress


def read_text(bench: Bench, args: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Reads a text. `args`: the fields of a report, and `want`, "claims" or "brief"."""
    from entente.desk import render

    progress("Reading", 0, None)
    name = hashlib.sha256(f"{args['title']}\0{args['text']}".encode("utf-8", "surrogatepass")).hexdigest()[:12]
    document = Document(
        id=name, text=args["text"], title=args["title"], published=args["published"], outlet=args["outlet"],
        url=args["url"], source="given to the API",
    )  # fmt: skip
    if args["want"] == "brief":
        brief: dict[str, Any] = json.loads(render(bench.desk.brief([document]), "json"))
        return brief
    ((read, claims),) = bench.desk.claims([document])
    return {
        "document": read.id, "title": read.title, "text": read.text, "claims": [claim.as_dict() for claim in claims],
    }  # fmt: skip


KINDS = {"read-text": read_text}
