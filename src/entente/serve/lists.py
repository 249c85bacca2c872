"""Lists that answer a question: the question in people's words, its parts one by one, its order, its downloads."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from entente.errors import UsageError
from entente.inert import json_text
from entente.records import Question
from entente.rows import csv_lines, flat
from entente.serve import rendering
from entente.serve.context import Deps
from entente.serve.questions import Typed, address, asked, canonical, typed

if TYPE_CHECKING:
    from entente.records.shown import Counted

_ACTORS = frozenset({"pair", "party", "actor", "recipient"})
#: Least confidence that asks for no more than that there is a claim.
ANY_CLAIM = 0.01
#: Rows that counting goes through for each filter left out, where nothing was found.
_LOOSENED = 1000
#: Rows that a download asks for at once.
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Part:
    """One filter of a question: its `name`, in `words` for people, and the list's address `without` it."""

    name: str
    words: str
    without: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address bar asks of a list.

    Attributes:
        path: of the list's page.
        typed: as typed.
        question: None where something in it means nothing.
        faults: field -> what is wrong with it and how to mend it.
        parts: its filters.
        sort: column of the order; `descending`: most first.
    """

    path: str
    typed: Typed
    question: Question | None
    faults: Mapping[str, str]
    parts: tuple[Part, ...]
    sort: str
    descending: bool

    @property
    def title(self) -> str:
        """The question in words, "" where everything is asked for."""
        return ", ".join(part.words for part in self.parts)

    @property
    def query(self) -> str:
        """The query string of its filters alone."""
        return canonical(self.typed)

    @property
    def watch(self) -> str:
        """Address of the form for a new watch of this question."""
        return f"/watches?{urlencode({'question': self.query, 'page': self.path.strip('/')})}#newwatch"

    @property
    def own_order(self) -> bool:
        """Whether it can be ordered: an answer as of a day comes from the ledger in the ledger's order."""
        return self.question is None or self.question.as_of is None

    @property
    def csv(self) -> str:
        """Address of the whole answer as CSV."""
        return address(f"{self.path}.csv", self.typed, after=None, limit=None)

    @property
    def jsonl(self) -> str:
        """Address of the whole answer as JSON Lines."""
        return address(f"{self.path}.jsonl", self.typed, after=None, limit=None)

    def link(self, **changes: str | None) -> str:
        """The list's address with some fields changed; from its first page, unless `after` is given."""
        return address(self.path, self.typed, **{"after": None, **changes})

    def ordered(self, sort: str) -> str:
        """The list's address ordered by a column; by the one that orders it now: turned round."""
        down = "asc" if sort == self.sort and self.descending else None
        return self.link(sort=sort, dir=down)


def tidy(request: Request, what: Typed, path: str) -> Response | None:
    """A redirection to the short address of the same question, where a form sent empty fields or a pair in two."""
    pairs = request.query_params.multi_items()
    untidy = any(not value.strip() or name in ("a", "b") for name, value in pairs)
    if not untidy or request.headers.get("HX-Request"):
        return None
    return RedirectResponse(address(path, what), status_code=303)


def read(deps: Deps, request: Request, path: str, sorts: Sequence[str]) -> Asked:
    """What a request asks of a list.

    Args:
        deps: whose names and ids count.
        request: with the question in its query.
        path: of the list's page.
        sorts: columns by which it may be ordered, the usual one first.
    """
    what = typed(request.query_params)
    faults: dict[str, str] = {}
    question: Question | None = None
    sort, way = what.showing.get("sort", sorts[0]), what.showing.get("dir", "desc")
    try:
        question = asked(deps, what)
        _known(sort, sorts, "sort")
        _known(way, ("desc", "asc"), "dir")
        what.limit  # noqa: B018  raises where it is none
    except UsageError as error:
        faults[error.place] = _fault(error)
    return Asked(
        path, what, None if faults else question, faults, parts(deps, what, question, path),
        sort if sort in sorts else sorts[0], way != "asc",
    )  # fmt: skip


def _fault(error: UsageError) -> str:
    """What is wrong and how to mend it, for somebody who has no terminal before them."""
    mend = "write a name or a code, as North Korea or PRK" if error.place in _ACTORS else error.mend
    return f"{error.message}{f'; {mend}' if mend and '`' not in mend else ''}"


def _known(word: str, words: Sequence[str], place: str) -> None:
    if word not in words:
        raise UsageError(f"no {word!r} here", place=place, mend=f"one of {', '.join(words)}")


def parts(deps: Deps, what: Typed, question: Question | None, path: str) -> tuple[Part, ...]:
    """The filters of a question in people's words; as typed where it is none."""
    name = deps.desk.name
    given: list[tuple[str, str]] = [
        (field, _in_words(field, what, question, name)) for field in _ORDER if what.get(field)
    ]
    return tuple(Part(field, words, address(path, what, **{field: None, "after": None})) for field, words in given)


def told(deps: Deps, what: Typed) -> str:
    """A question in people's words, "everything" where it has no filter; as typed where it means nothing."""
    question: Question | None = None
    with contextlib.suppress(UsageError):
        question = asked(deps, what)
    return ", ".join(part.words for part in parts(deps, what, question, "/claims")) or "everything"


_ORDER = (
    "pair", "party", "actor", "recipient", "event", "mode", "matter", "holder", "stance", "polarity", "certainty",
    "modality", "text", "outlet", "document", "event_id", "min_confidence", "since", "until", "published_since",
    "published_until", "as_of", "late",
)  # fmt: skip
_FRAMES = {
    "pair": "between {}", "party": "about {}", "actor": "by {}", "recipient": "toward {}", "matter": "on {}",
    "holder": "told by {}", "text": "with the words “{}”", "outlet": "in {}", "document": "of the report {}",
    "event_id": "of the happening {}", "since": "since {}", "until": "until {}",
    "published_since": "published since {}", "published_until": "published until {}",
    "as_of": "as known on {}", "stance": "where the teller {}",
    "polarity": "told that it {}", "certainty": "told as {}", "min_confidence": "at least {} sure",
}  # fmt: skip
_TABLES = {"mode": "modes", "matter": "matters", "stance": "stances", "polarity": "polarities",
           "certainty": "certainties", "modality": "modalities"}  # fmt: skip


def _in_words(field: str, what: Typed, question: Question | None, name: Any) -> str:
    value = getattr(question, field) if question is not None else what.get(field)
    frame = _FRAMES.get(field, "{}")
    if field == "late":
        return "late reports counted"
    if question is None:
        return frame.format(", ".join(value) if isinstance(value, tuple) else value)
    if field == "event":
        return " or ".join(rendering.called("kinds", kind).lower() for kind in value)
    if field == "pair":
        return frame.format(" and ".join(name(code) for code in value))
    if field == "holder" and value == "author":
        return "in the reports’ own voice"
    if field in _ACTORS or field == "holder":
        return frame.format(name(value))
    if field in _TABLES:
        return frame.format(rendering.called(_TABLES[field], value))
    if field == "min_confidence":
        # The list of reports asks so for those in which anything was read.
        return "with claims" if value <= ANY_CLAIM else frame.format(rendering.percent(value))
    return frame.format(rendering.day(value) if not isinstance(value, str) else value)


def counted_in_words(found: Counted, first: str = "claims") -> str:
    """ "1,204 claims of 391 reports, 230 origins, 610 events", or with `first` "events" these in front; "5,000+" where
    counting stopped."""
    plus = "+" if found.more else ""

    def many(value: int, one: str) -> str:
        return f"{value:,}{plus} {one if value == 1 and not plus else one + 's'}"

    claims, events = many(found.claims, "claim"), many(found.events, "event")
    rest = f"of {many(found.documents, 'report')}, {many(found.origins, 'origin')}"
    return f"{events}, told by {claims} {rest}" if first == "events" else f"{claims} {rest}, {events}"


def loosened(deps: Deps, what: Asked) -> list[tuple[Part, int]]:
    """Which filter to leave out where nothing was found: (filter, claims found without it), most first."""
    if what.question is None or what.question.as_of is not None or len(what.parts) < 2:
        return []
    found = []
    for part in what.parts:
        free: Any = {"event": (), "min_confidence": 0.0, "late": False}.get(part.name)
        without = dataclasses.replace(what.question, **{part.name: free})
        found.append((part, deps.index.count(without, most=_LOOSENED).claims))
    return sorted((each for each in found if each[1]), key=lambda each: -each[1])[:3]


def chunks(ask: Any) -> Iterator[Any]:
    """Every row of a long answer, page by page. `ask`: from a cursor and a number of rows to a Page."""
    after: str | None = None
    while True:
        page = ask(after, _CHUNK)
        yield from page.rows
        after = page.next
        if after is None:
            return


def download(rows: Iterable[Mapping[str, Any]], name: str, suffix: str) -> Response:
    """Rows as a file that is sent while it is made. `suffix`: "csv" or "jsonl"."""
    kinds = {"csv": "text/csv; charset=utf-8; header=present", "jsonl": "application/x-ndjson"}
    lines = _csv(rows) if suffix == "csv" else (json_text(row) + "\n" for row in rows)
    head = {"Content-Disposition": f'attachment; filename="{name}.{suffix}"', "X-Content-Type-Options": "nosniff"}
    return StreamingResponse(_utf8(lines), media_type=kinds[suffix], headers=head)


def _csv(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for number, row in enumerate(rows):
        yield csv_lines(flat(row), head=number == 0)


def _utf8(lines: Iterable[str]) -> Iterator[bytes]:
    # In pieces: one write for each row would cost more than the row.
    held: list[str] = []
    for line in lines:
        held.append(line)
        if len(held) >= 200:
            yield "".join(held).encode("utf-8", "replace")
            held.clear()
    yield "".join(held).encode("utf-8", "replace")


def shown(request: Request, response: Response, what: Asked) -> Response:
    """An answer whose address is the question's short one, and which a cache keeps apart from its fragment."""
    if request.headers.get("HX-Request"):
        response.headers["HX-Push-Url"] = address(what.path, what.typed)
    response.headers["Vary"] = "HX-Request, Cookie"
    return response


def json_file(row: Mapping[str, Any]) -> Response:
    """One record as JSON."""
    return Response(json_text(row), media_type="application/json", headers={"X-Content-Type-Options": "nosniff"})
