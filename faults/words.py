"""Reports made up from a seed: short items about states, over some months, with everything that a ledger must bear."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

#: Names and codes of the parties that are told of.
STATES = {
    "Russia": "RUS", "North Korea": "PRK", "Iran": "IRN", "China": "CHN", "Turkey": "TUR", "Egypt": "EGY",
    "Japan": "JPN", "India": "IND", "Brazil": "BRA", "Poland": "POL", "Kenya": "KEN", "Vietnam": "VNM",
}  # fmt: skip
#: What one does to another: words -> PLOVER event.
DEEDS = {
    "signed an agreement with": "AGREE", "imposed new sanctions on": "SANCTION", "threatened to attack": "THREATEN",
    "delivered artillery shells to": "TRANSFER", "held talks with": "CONSULT", "accused spies of": "ACCUSE",
    "sent food aid to": "AID", "withdrew its troops from": "RETREAT", "carried out air strikes on": "ASSAULT",
    "rejected a proposal from": "REJECT",
}  # fmt: skip
_HEADS = (
    "{one} and {two}: what is known",
    "{one} moves, {two} answers",
    "Dispatch: {one}, {two}",
    "{two} waits for {one}",
)
_SPEAKERS = ("the foreign minister", "a spokesman for the army", "two officials", "the state radio", "an envoy")
_PLACES = ("in the capital", "at the border post", "in the harbour town", "near the old airfield", "at the summit hall")
_AFTER = (
    "Lorries stood {place} for most of the {part}, and {speaker} asked for patience.",
    "{speaker} said {place} that the matter had been prepared for {number} weeks.",
    "Shops {place} closed early; {number} people were seen carrying boxes through the {part}.",
    "No further meeting is planned, {speaker} told reporters {place} after {number} hours.",
    "Rain kept the crowd small {place}, {number} by one count, fewer than in the {part} before.",
)
_PARTS = ("morning", "evening", "night", "week", "winter")
_OUTLETS = ("Harbour Post", "Northern Wire", "The Plain Courier", "Delta Evening", "Hill Gazette")
FIRST_DAY = dt.date(2023, 1, 1)
#: One item in so many is a near-copy of an earlier one, a newer text of one, another report under a taken id, cannot
#: be read, or has no day.
COPIED, RENEWED, CLASHING, BROKEN, UNDATED = 6, 25, 60, 20, 40
#: Days over which the reports are spread.
DAYS = 100


def item(number: int, chance: random.Random, days: int = DAYS) -> dict[str, Any]:
    """One report of three or four sentences."""
    one, two = chance.sample(sorted(STATES), 2)
    told = [f"{one} {chance.choice(sorted(DEEDS))} {two} on {chance.choice(('Monday', 'Tuesday', 'Friday'))}."]
    if chance.random() < 0.4:
        told.append(f"{two} {chance.choice(sorted(DEEDS))} {chance.choice([s for s in sorted(STATES) if s != two])}.")
    told += [_after(chance) for _ in range(2)]
    day = FIRST_DAY + dt.timedelta(days=chance.randrange(days))
    return {
        "id": f"item-{number:05}", "title": chance.choice(_HEADS).format(one=one, two=two), "text": " ".join(told),
        "published": day.isoformat(), "outlet": chance.choice(_OUTLETS), "url": f"https://news.example/{number}",
    }  # fmt: skip


def _after(chance: random.Random) -> str:
    words = {"place": chance.choice(_PLACES), "part": chance.choice(_PARTS), "speaker": chance.choice(_SPEAKERS)}
    text = chance.choice(_AFTER).format(number=chance.randint(12, 9000), **words)
    return text[0].upper() + text[1:]


def copy(of: dict[str, Any], number: int, chance: random.Random) -> dict[str, Any]:
    """The same story in another paper: another headline, a dateline, a sentence cut, a day later at times."""
    sentences = of["text"].split(". ")
    day = dt.date.fromisoformat(of["published"]) + dt.timedelta(days=chance.randrange(3))
    return {
        **of, "id": f"item-{number:05}", "url": f"https://other.example/{number}", "published": day.isoformat(),
        "title": f"Abroad: {of['title']}", "outlet": chance.choice(_OUTLETS),
        "text": "AHAVEN (NW) - " + ". ".join(sentences[: max(3, len(sentences) - 1)]).rstrip(".") + ".",
    }  # fmt: skip


def lines(count: int, seed: int, *, days: int = DAYS, undated: bool = True, renewed: bool = True) -> Iterator[str]:
    """Lines of a JSON Lines file; the same for the same seed.

    Args:
        count: of lines; seed: of everything in them.
        days: over which they are spread.
        undated: some items have no day.
        renewed: some ids come again, with a newer text of the report or with another report.
    """
    chance = random.Random(seed)
    told: list[dict[str, Any]] = []
    for number in range(count):
        if number % BROKEN == BROKEN - 1:
            yield chance.choice((f'{{"id": "item-{number:05}", "text": ', f'{{"id": "item-{number:05}", "text": ""}}'))
            continue
        made = item(number, chance, days)
        if told and number % COPIED == 0:
            made = copy(chance.choice(told[-200:]), number, chance)
        elif renewed and told and number % RENEWED == 1:
            before = chance.choice(told)
            made = {**before, "text": f"{before['text']} {_after(chance)}"}
        elif renewed and told and number % CLASHING == 3:
            made |= {"id": chance.choice(told)["id"], "url": ""}
        elif undated and number % UNDATED == 7:
            made |= {"published": ""}
        if made["published"] and made["id"] == f"item-{number:05}":
            told.append(made)
        yield json.dumps(made, ensure_ascii=False)


def write(path: Path, made: Sequence[str]) -> Path:
    """The lines as a file."""
    path.write_text("".join(line + "\n" for line in made), encoding="utf-8")
    return path
