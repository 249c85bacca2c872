"""Shortens a pair's brief over many reports: the weightiest entries, only the words that these lean on."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from entente.records import Brief, BriefDate, BriefSide, BriefVoice

#: From this number of reports on, a pair's brief is shortened.
MANY = 13
#: Entries of a section, sentences of a voice or a side, and marks of a sentence, at most.
MOST, MOST_DATES, MOST_SAID, MOST_MARKS = 7, 10, 3, 5
#: Fields of a brief that hold marks, directly or further in.
_MARKED = (
    "main", "sides", "standings", "dates", "open", "voices", "less_sure", "links", "lead", "statuses",
    "contradictions", "news", "interests", "rules", "alignment", "questions", "course", "outlook",
)  # fmt: skip


def shortened(brief: Brief) -> Brief:
    """The brief without passages, with at most about seven entries a section; `more` counts what was left out."""
    more = dict(brief.more)
    dates = _weightiest_dates(brief.dates)
    kept: dict[str, Any] = {
        "sides": tuple(_side(side) for side in brief.sides[:MOST]),
        "standings": () if brief.statuses else brief.standings[:MOST],
        "dates": dates,
        "open": brief.open[:MOST],
        "voices": tuple(_voice(voice) for voice in brief.voices[:MOST]),
        "less_sure": (),
        "links": tuple(dataclasses.replace(link, quotes=link.quotes[:MOST_MARKS]) for link in brief.links[:MOST]),
    }
    for key, rows in kept.items():
        left = len(getattr(brief, key)) - len(rows)
        if rows and left:
            more[key] = left
    cut = dataclasses.replace(brief, passages=(), short=True, more=more, **kept)
    return renumbered(cut)


def _weightiest_dates(rows: tuple[BriefDate, ...]) -> tuple[BriefDate, ...]:
    """Those told most, firsts before others, in their order."""
    order = sorted(range(len(rows)), key=lambda i: (-len(rows[i].sentence.claims) - (2 if rows[i].first else 0), -i))
    chosen = set(order[:MOST_DATES])
    return tuple(row for index, row in enumerate(rows) if index in chosen)


def _side(side: BriefSide) -> BriefSide:
    return dataclasses.replace(side, wants=side.wants[:MOST_SAID], has=side.has[:MOST_SAID])


def _voice(voice: BriefVoice) -> BriefVoice:
    return dataclasses.replace(voice, says=voice.says[:MOST_SAID])


def renumbered(brief: Brief) -> Brief:
    """The brief with only the words that something in it leans on, numbered anew without gaps."""
    used: set[int] = set()

    def note(marks: tuple[int, ...]) -> tuple[int, ...]:
        used.update(marks)
        return marks

    _remarked(brief, note)
    numbers: Mapping[int, int] = {old: new for new, old in enumerate(sorted(used), 1)}
    quotes = tuple(
        dataclasses.replace(quote, number=numbers[quote.number]) for quote in brief.quotes if quote.number in used
    )
    quoted = {quote.document for quote in quotes}
    sources = tuple(source for source in brief.sources if source.document in quoted)
    again = _remarked(brief, lambda marks: tuple(numbers[mark] for mark in marks))
    return dataclasses.replace(again, quotes=quotes, sources=sources)


def _remarked(brief: Brief, change: Callable[[tuple[int, ...]], tuple[int, ...]]) -> Brief:
    """The brief with every tuple of marks put through a function."""

    def walk(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(walk(item) for item in value)
        if not dataclasses.is_dataclass(value) or isinstance(value, type):
            return value
        names = [field.name for field in dataclasses.fields(value)]
        changed = {name: walk(getattr(value, name)) for name in names if name != "quotes"}
        if "quotes" in names:
            changed["quotes"] = change(getattr(value, "quotes"))  # noqa: B009
        return dataclasses.replace(value, **changed)

    return dataclasses.replace(brief, **{key: walk(getattr(brief, key)) for key in _MARKED})


__all__ = ["MANY", "MOST_MARKS", "renumbered", "shortened"]
