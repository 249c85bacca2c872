"""News: one thing that a ledger holds now and did not hold before, in words that can be checked."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from entente.errors import InputError

#: Kinds of news: a new happening; a change of how it stands; a contradiction; a first; a hit of a rule; a turn in how
#: two actors stand to each other.
NEWS = ("event", "status", "contradiction", "first", "rule", "alignment")
_TUPLES = frozenset({"claims", "holders", "actors", "matter", "rules"})
_NUMBERS = frozenset({"origins", "start_char", "end_char"})


def news_key(kind: str, *what: str) -> str:
    """The key of a piece of news: 24 hex digits, the same for the same kind and parts.

    Args:
        kind: one of NEWS.
        what: what makes it the same thing: the event's id and its new state, the two claims that contradict, ...
            Their order counts.
    """
    # Lengths stand before the parts, so that ("a", "bc") and ("ab", "c") differ.
    return hashlib.sha256("".join(f"{len(part)}:{part}" for part in (kind, *what)).encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing that is new.

    Attributes:
        kind: one of NEWS.
        key: the same thing never has two, two things never have the same; see `news_key`.
        headline: one plain sentence, with names and not codes.
        reason: why it counts as news, one plain sentence.
        event: id of the event that it is about, None where it is about none or several.
        claims: ids of the claims that it rests on, best first; never empty.
        holders: names of those who say so, "" for reports in their own voice left out.
        actors: codes of those it is about.
        matter: as in the claim record.
        published: day of the newest report behind it, None where no report has one.
        found: moment in which it was found, UTC.
        origins: number of independent origins behind it.
        before, after: for a change, how it stood and how it stands, in words; else "".
        quote, document, field, start_char, end_char: words of the best claim and where they stand, half-open in code
            points; document "" where there are no words (imported claims).
        mark: for a hit of a rule, "prohibited", "needs approval" ...; else "".
        rules: for a hit of a rule, the ids of the rules.
    """

    kind: str
    key: str
    headline: str
    reason: str
    claims: tuple[str, ...]
    found: dt.datetime
    event: str | None = None
    holders: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    matter: tuple[str, ...] = ()
    published: dt.date | None = None
    origins: int = 0
    before: str = ""
    after: str = ""
    quote: str = ""
    document: str = ""
    field: str = "text"
    start_char: int = 0
    end_char: int = 0
    mark: str = ""
    rules: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raises ValueError for a kind that is none, no key, no claims, or a moment without a zone."""
        if self.kind not in NEWS:
            raise ValueError(f"no kind of news: {self.kind!r}")
        if not self.key or not self.claims:
            raise ValueError("news has a key and rests on a claim")
        if self.found.tzinfo is None:
            raise ValueError("the moment of finding has a zone, UTC")

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it: tuples are lists, days and moments ISO texts."""
        return {part.name: _plain(getattr(self, part.name)) for part in fields(self)}

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> News:
        """The news that `as_dict` wrote; unknown fields are left. Raises InputError where one does not fit."""
        taken: dict[str, Any] = {}
        for part in fields(cls):
            if part.name in given:
                taken[part.name] = _taken(part.name, given[part.name])
        try:
            return cls(**taken)
        except (TypeError, ValueError) as error:
            raise InputError(f"no piece of news: {error}") from error


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return value.isoformat() if isinstance(value, dt.date) else value


def _taken(name: str, value: object) -> object:
    if name in _TUPLES:
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise _wrong(name, value)
        return tuple(value)
    if name in _NUMBERS:
        if not isinstance(value, int) or isinstance(value, bool):
            raise _wrong(name, value)
        return value
    if value is None and name in ("event", "published"):
        return None
    if not isinstance(value, str):
        raise _wrong(name, value)
    try:
        if name == "published":
            return dt.date.fromisoformat(value)
        return dt.datetime.fromisoformat(value) if name == "found" else value
    except ValueError as error:
        raise _wrong(name, value) from error


def _wrong(name: str, value: object) -> InputError:
    return InputError(f"{value!r} does not fit", place=name)
