"""How findings about a pair stand on its page: in sections, by month, by party."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from entente.serve.rendering import clean, when

#: Claims whose words stand below a finding.
QUOTES = 2
#: Interests of a party unless all are asked for.
BEST = 7
_ISO = re.compile(r"(?<![\d-])\d{4}-\d{2}-\d{2}(?![\d-])")
#: Sections in the order of the page: key, heading, how many stand there unless all are asked for.
SECTIONS = (
    ("summary", "In short", 3),
    ("changes", "Why it turned", 8),
    ("statuses", "How things stand", 6),
    ("contradictions", "Contradictions", 5),
    ("why", "What ties or divides them", 6),
    ("triads", "With thirds", 4),
    ("interests", "What each wants and has", 60),
    ("news", "Firsts", 5),
    ("visits", "Travel", 60),
    ("rules", "Sanctions touched", 5),
    ("questions", "Open questions", 4),
)


@dataclass(frozen=True, slots=True)
class Section:
    """Part of the page.

    Attributes:
        key: for its address; title: its heading.
        rows: findings that are shown.
        total: how many there are in all; kept: how many could be shown.
    """

    key: str
    title: str
    rows: tuple[dict[str, Any], ...]
    total: int
    kept: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.rows)


def sections(body: Mapping[str, Any], *, whole: str = "") -> list[Section]:
    """The sections of kept findings. `whole`: key of the one of which all are shown."""
    kept, totals = _split(body), body["totals"]
    return [
        Section(
            key, title, tuple(kept[key][: None if key == whole else most]),
            max(len(kept[key]), totals.get(key, 0)), len(kept[key]),
        )
        for key, title, most in SECTIONS
    ]  # fmt: skip


def _split(body: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The findings about alignment by what they are; the others as they were kept."""
    found: dict[str, list[dict[str, Any]]] = {key: list(rows) for key, rows in body["sections"].items()}
    course = found.pop("alignment")
    found["triads"] = [row for row in course if "third" in row]
    rest = [row for row in course if "third" not in row and "chance" not in row]
    # What is to be said first stands before the ruptures, reasons after them.
    first = next((at for at, row in enumerate(course) if "chance" in row or "third" in row), len(course))
    told = [row for row in course[:first] if row in rest]
    found["summary"] = told[:3]
    found["why"] = [row for row in rest if row not in found["summary"]]
    found["changes"] = (body["course"] or {}).get("changes", [])
    found["visits"] = list(body["visits"])
    return found


def days(text: str) -> Markup:
    """A finding's sentence: report words in it cleaned, ISO dates as people write them."""
    out, at = Markup(""), 0
    shown = clean(text)
    for match in _ISO.finditer(shown):
        try:
            day = dt.date.fromisoformat(match[0])
        except ValueError:
            continue
        out += Markup("{}{}").format(shown[at : match.start()], when(day))
        at = match.end()
    return Markup("<bdi>{}</bdi>").format(out + shown[at:])


def by_month(visits: Iterable[Mapping[str, Any]]) -> list[tuple[dt.date, list[dict[str, Any]]]]:
    """Visits by the month in which they begin, newest first; days as dates."""
    rows = [
        {**visit, "start": dt.date.fromisoformat(visit["start"]), "end": dt.date.fromisoformat(visit["end"])}
        for visit in visits
    ]
    rows.sort(key=lambda row: (-row["start"].toordinal(), row["text"]))
    return [
        (month, list(group)) for month, group in itertools.groupby(rows, key=lambda row: row["start"].replace(day=1))
    ]


def by_party(
    pair: Sequence[str], rows: Sequence[dict[str, Any]], whole: bool
) -> list[tuple[str, list[dict[str, Any]], int]]:
    """Rows of interests by party ("" for where want meets have), the order of each kept, and how many are left out.

    `whole`: all of them, else those that most origins tell of.
    """
    found = [(party, [row for row in rows if row.get("party", "") == party]) for party in ("", *pair)]
    return [
        (party, mine if whole else _best(mine), 0 if whole else max(0, len(mine) - BEST))
        for party, mine in found
        if mine
    ]


def _best(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    weighed = sorted(range(len(rows)), key=lambda at: (-rows[at].get("origins", 0), at))[:BEST]
    return [rows[at] for at in sorted(weighed)]
