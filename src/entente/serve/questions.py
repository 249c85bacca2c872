"""The address bar holds the question: from a query string to a Question and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import QueryParams

from entente.asked import DAYS, FILTERS, day, question
from entente.errors import UsageError

if TYPE_CHECKING:
    from entente.records import Question
    from entente.serve.context import Deps

#: Beside the filters: order, place in the list, how many rows.
SHOWING = ("sort", "dir", "after", "limit")
#: Rows of a page of a list, unless it is said; and at most.
ROWS, MOST_ROWS = 50, 500


@dataclass(frozen=True, slots=True)
class Typed:
    """A query string, field by field, as typed; empty fields are left out, and what is no filter.

    Attributes:
        values: filter -> text; `pair` as "RUS,PRK", several kinds of `event` as a tuple.
        showing: of SHOWING, what was given.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    showing: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> Any:
        """What a filter's field of the form holds, "" where nothing was given."""
        return self.values.get(name, "")

    @property
    def given(self) -> bool:
        """Whether any filter was given."""
        return bool(self.values)

    @property
    def limit(self) -> int:
        """Rows of a page. Raises UsageError."""
        text = self.showing.get("limit", str(ROWS))
        if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= MOST_ROWS):
            raise UsageError(f"{text!r} is no number of rows", place="limit", mend=f"1 to {MOST_ROWS}")
        return int(text)


def typed(query: QueryParams | str) -> Typed:
    """What a query string says."""
    pairs = parse_qsl(query.lstrip("?"), keep_blank_values=True) if isinstance(query, str) else query.multi_items()
    values: dict[str, Any] = {}
    showing: dict[str, str] = {}
    for name, value in pairs:
        text = value.strip()
        if not text:
            continue
        if name in SHOWING:
            showing[name] = text
        elif name == "event":
            # As "AID,AGREE" or given more than once.
            kinds = [part.strip().upper() for part in text.split(",") if part.strip()]
            values["event"] = tuple(dict.fromkeys((*values.get("event", ()), *kinds)))
        elif name == "pair":
            values["pair"] = f"{values['pair']},{text}" if "pair" in values else text
        elif name in ("a", "b") or name in FILTERS:  # the two fields of the form
            values[name] = text
    one, two = values.pop("a", ""), values.pop("b", "")
    if one and two:
        values["pair"] = f"{one},{two}"
    elif one or two:
        values["party"] = one or two
    return Typed(values, showing)


def asked(deps: Deps, what: Typed, *, limit: int | None = None) -> Question:
    """The question that was typed. Raises UsageError that names the field."""
    values: dict[str, Any] = dict(what.values)
    for name in DAYS:
        if name in values:
            values[name] = day(values[name], name)
    if "pair" in values:
        values["pair"] = [part.strip() for part in str(values["pair"]).split(",") if part.strip()]
    if "late" in values:
        values["late"] = _flag(values["late"])
    if "min_confidence" in values:
        values["min_confidence"] = _share(values["min_confidence"])
    return question(deps.desk, deps.index, values, limit=limit)


def _flag(text: str) -> bool:
    if text.lower() in ("1", "true", "yes", "on"):
        return True
    if text.lower() in ("0", "false", "no", "off"):
        return False
    raise UsageError(f"{text!r} is neither yes nor no", place="late", mend="1 or 0")


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise UsageError(f"{text!r} is no share", place="min_confidence", mend="a number from 0 to 1")
    return value


def canonical(what: Typed) -> str:
    """The query string of the filters alone, in one order: the same question is always the same text."""
    rows: list[tuple[str, str]] = []
    for name in FILTERS:
        value = what.values.get(name)
        if isinstance(value, tuple):
            rows += [(name, item) for item in value]
        elif value:
            rows.append((name, str(value)))
    return urlencode(rows)


def address(path: str, what: Typed, **changes: str | tuple[str, ...] | None) -> str:
    """A path with a question, some fields of it changed (None takes one out)."""
    values, showing = dict(what.values), dict(what.showing)
    for name, value in changes.items():
        place: dict[str, Any] = showing if name in SHOWING else values
        if value is None or value == "":
            place.pop(name, None)
        else:
            place[name] = value
    changed = replace(what, values=values, showing=showing)
    rest = urlencode([(name, changed.showing[name]) for name in SHOWING if name in changed.showing])
    query = "&".join(part for part in (canonical(changed), rest) if part)
    return f"{path}?{query}" if query else path
