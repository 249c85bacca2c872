"""How well the ledger tells copies and happenings apart, over the half-year of feeds, against hand-labelled pairs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from evals import events, origins

FEEDS = Path("corpora") / "world_feeds_2023h1.jsonl.gz"


def evaluate(shared: Path) -> dict[str, Any]:
    """Figures of `origins.measure` and `events.measure`, under their names. Raises FileNotFoundError."""
    items = shared / FEEDS
    return {"origins": origins.measure(items), "events": events.measure(items)}
