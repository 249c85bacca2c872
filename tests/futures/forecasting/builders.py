"""Glances made by hand, and a small world of them over half a year."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from entente.records import Glance

BEGAN = dt.date(2023, 1, 1)
NAMES = {"AAA": "Alland", "BBB": "Bealand", "CCC": "Ceeland"}


def on(number: int) -> dt.date:
    """The day so many days after the first."""
    return BEGAN + dt.timedelta(days=number)


def glance(
    actor: str, event: str, recipient: str, published: int | None, *, id: str = "", of: str | None = None,
    origin: str = "", **fields: Any,
) -> Glance:  # fmt: skip
    """A claim at a glance. `published`: days after the first; several codes stand with commas; `of`: its event."""
    sides = [tuple(filter(None, side.split(","))) for side in (actor, recipient)]
    name = id or f"{actor} {event} {recipient} {published} {origin} {of} {sorted(fields.items())}"
    values: dict[str, Any] = {
        "mode": None, "matter": (), "polarity": "positive", "certainty": "certain", "modality": "actual",
        "start": None, "end": None, "holder": "", "stance": "", "confidence": 0.8,
    } | fields  # fmt: skip
    day = on(published) if published is not None else None
    return Glance(
        id=name, event_id=of or name, origin=origin or name, event=event, actor=sides[0], recipient=sides[1],
        published=day, **values,
    )  # fmt: skip


def met(one: str, two: str, day: int, origins: int = 2, **fields: Any) -> list[Glance]:
    """A meeting that so many origins tell on one day."""
    return [
        glance(one, "CONSULT", two, day, of=f"{one} {two} {day}", origin=f"{one} {two} {day} {number}", **fields)
        for number in range(origins)
    ]


def world(days: int = 150, seed: int = 1) -> list[Glance]:
    """Twelve actors, of whom some pairs meet, quarrel or plan often, others seldom; noise of single reports."""
    draw = random.Random(seed)
    codes = [letter * 3 for letter in "ABCDEFGHIJKL"]
    pairs = [(one, two) for one in codes for two in codes if one < two]
    pace = {pair: draw.choice((0.0, 0.0, 0.02, 0.05, 0.15)) for pair in pairs}
    found: list[Glance] = []
    for day in range(days):
        for one, two in pairs:
            if draw.random() < pace[one, two]:
                found += met(one, two, day, draw.choice((1, 2, 2, 3)))
            if draw.random() < pace[one, two] / 2:
                found += [glance(one, "ACCUSE", two, day, of=f"blame {one} {two} {day}", origin=f"{day} {n}")
                          for n in range(draw.choice((1, 2)))]  # fmt: skip
            if draw.random() < pace[one, two] / 3:
                start = on(day + draw.randrange(1, 25))
                found.append(glance(one, "CONSULT", two, day, modality="future", start=start, end=start))
            if draw.random() < 0.002:
                found.append(glance(one, "THREATEN", two, day))
    return found


def name(code: str) -> str:
    """The name of a code."""
    return NAMES.get(code, code)
