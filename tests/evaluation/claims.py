"""Claims by hand."""

from __future__ import annotations

from typing import Any


def row(event: str = "CONSULT", actor: str = "RUS", recipient: str = "PRK", **values: Any) -> dict[str, Any]:
    """One claim as JSON values; parties written as "RUS CHN"."""
    return {
        "document": "d", "event": event, "mode": None, "actor": actor.split(), "recipient": recipient.split(),
        "matter": [], "holders": [], "polarity": "positive", "certainty": "certain", "modality": "actual",
        "start": None, "end": None, "quote": f"{actor} {event} {recipient}",
    } | values  # fmt: skip


def said(actor: str | None, name: str | None = None, stance: str = "says") -> dict[str, Any]:
    """One holder."""
    return {"actor": actor, "name": name, "stance": stance}
