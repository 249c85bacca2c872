"""The word lists of the time grammar, read once from `words.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Words:
    """Word lists, all lower case; names as the tables of the file."""

    months: dict[str, int]
    months_short: dict[str, int]
    weekdays: dict[str, int]
    weekdays_short: dict[str, int]
    seasons: dict[str, str]
    dayparts: dict[str, str]
    units: dict[str, str]
    numbers: dict[str, int]
    ordinals: dict[str, int]
    decades: dict[str, int]
    parts: dict[str, str]
    vague: frozenset[str]
    event_nouns: frozenset[str]
    holidays: dict[str, dict[tuple[str, ...], str]]
    refs: dict[str, dict[tuple[str, ...], str]]
    sets: dict[str, str]
    future: frozenset[str]
    past: frozenset[str]
    future_to: frozenset[str]
    not_past: frozenset[str]
    boundary: frozenset[str]
    negative: frozenset[str]
    superlative: frozenset[str]
    not_year_before: frozenset[str]
    not_year_after: frozenset[str]
    year_before: frozenset[str]


def _by_first(table: dict[str, str]) -> dict[str, dict[tuple[str, ...], str]]:
    """Phrases by their first word, longest first; words as the tokeniser cuts them (it splits at apostrophes)."""
    found: dict[str, dict[tuple[str, ...], str]] = {}
    for phrase in sorted(table, key=lambda p: (-len(p.split()), p)):
        words = tuple(phrase.replace("'", " ' ").split())
        found.setdefault(words[0], {})[words] = table[phrase]
    return found


@lru_cache(maxsize=1)
def load_words() -> Words:
    """The lists that ship with the package."""
    data = tomllib.loads(files("entente.reader.times").joinpath("words.toml").read_text(encoding="utf-8"))
    plain = {
        name: data[name]
        for name in (
            "months", "months_short", "weekdays", "weekdays_short", "seasons", "dayparts", "units", "numbers",
            "ordinals", "decades", "parts", "sets",
        )
    }  # fmt: skip
    cues = {name: frozenset(words) for name, words in data["cues"].items()}
    years = data["not_years"]
    return Words(
        **plain,
        vague=frozenset(data["vague"]["words"]),
        event_nouns=frozenset(data["event_nouns"]["words"]),
        holidays=_by_first(data["holidays"]),
        refs=_by_first(data["refs"]),
        not_year_before=frozenset(years["before"]),
        not_year_after=frozenset(years["after"]),
        year_before=frozenset(years["plain"]),
        future=cues["future"],
        future_to=cues["future_to"],
        past=cues["past"],
        not_past=cues["not_past"],
        boundary=cues["boundary"],
        negative=cues["negative"],
        superlative=cues["superlative"],
    )
