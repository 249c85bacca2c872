"""Reports in our own words for an ingest that runs beside the desk: as many as are asked for, always the same ones."""

from __future__ import annotations

import datetime as dt
import json
import random
from pathlib import Path

SEED = 41
#: Day of the first report, the one after the made-up ledger ends; and reports of a day.
FIRST, A_DAY = dt.date(2024, 1, 1), 700
_STATES = (
    "Russia", "Ukraine", "China", "Israel", "Iran", "North Korea", "Britain", "Germany", "France", "Turkey", "India",
    "Japan", "South Korea", "Syria", "Saudi Arabia", "Poland", "Pakistan", "Italy", "Belarus", "Canada", "Egypt",
    "Iraq", "Lebanon", "Jordan", "Qatar", "Venezuela", "Brazil", "Mexico", "South Africa", "Nigeria", "Ethiopia",
    "Sudan", "Kenya", "Libya", "Morocco", "Armenia", "Azerbaijan", "Georgia", "Moldova", "Serbia", "Kazakhstan",
    "Vietnam",
)  # fmt: skip
_TOLD = (
    "{a} and {b} signed an agreement on {thing} in {place} on {day}.",
    "{a} accused {b} of breaking the agreement on {thing}.",
    "{a} rejected an offer of {b} on {thing}, its foreign ministry said on {day}.",
    "{a} will send {thing} to {b} by the end of the month, officials said.",
    "{a} imposed new sanctions on {b} over {thing}.",
    "The foreign minister of {a} travelled to {b} for talks on {thing}.",
    "{a} denied on {day} that it had delivered {thing} to {b}.",
    "{a} called on {b} to return to the talks on {thing}.",
    "{a} shelled positions of {b} near {place}, an army spokesman said.",
    "{a} received a first shipment of {thing} from {b}.",
    "{a} summoned the ambassador of {b} over {thing}.",
    "{a} promised {b} further help with {thing}.",
)
_THINGS = (
    "grain", "drones", "artillery shells", "fuel", "fishing rights", "prisoners", "air defence systems", "a pipeline",
    "border crossings", "medical aid", "nuclear inspections", "a naval exercise", "steel tariffs", "satellite parts",
    "refugees", "the ceasefire", "a railway", "cyber attacks", "water from the river", "missile parts",
)  # fmt: skip
_PLACES = ("Geneva", "Ankara", "Doha", "Vienna", "Cairo", "Astana", "Nairobi", "Hanoi", "Belgrade", "Muscat")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_REST = (
    "Neither side named a date for the next round.", "Observers expect an answer within the week.",
    "The harbour stayed closed for a second night.", "Prices at the market rose by a tenth.",
    "Heavy rain slowed traffic along the coast.", "The mayor asked for patience.",
)  # fmt: skip


def write(path: Path, number: int) -> Path:
    """Writes so many reports as JSON Lines, oldest first."""
    rng = random.Random(SEED)
    with path.open("w", encoding="utf-8") as lines:
        for n in range(number):
            lines.write(json.dumps(_item(rng, n)) + "\n")
    return path


def _item(rng: random.Random, number: int) -> dict[str, str]:
    told = [_sentence(rng) for _ in range(rng.choice((1, 2, 2, 3)))]
    moment = dt.datetime.combine(FIRST, dt.time(), dt.UTC) + dt.timedelta(days=number / A_DAY)
    return {
        "id": f"bench-{number:07d}",
        "outlet": f"Harbour Wire {number % 17}",
        "published": moment.isoformat(sep=" ", timespec="seconds"),
        "title": told[0].rstrip("."),
        "text": " ".join([*told, *rng.sample(_REST, 2)]),
        "url": f"https://example.org/bench/{number:07d}",
    }


def _sentence(rng: random.Random) -> str:
    a, b = rng.sample(_STATES, 2)
    return rng.choice(_TOLD).format(
        a=a, b=b, thing=rng.choice(_THINGS), place=rng.choice(_PLACES), day=rng.choice(_DAYS)
    )
