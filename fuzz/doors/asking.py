"""What people type: the address bar of the desk, parameters of the API, days and amounts of the command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from entente.errors import EntenteError
from fuzz import promises
from fuzz.doors import texts
from fuzz.harness import Harness

_QUERY = (
    b"&", b"=", b"?", b"%00", b"%ff", b"%ed%a0%80", b"%E2%80%AE", b"+", b"pair=", b"pair=RUS,RUS", b"a=", b"b=",
    b"party=", b"actor=", b"event=", b"event=AID&event=AGREE", b"since=", b"until=", b"as_of=", b"late=", b"late=2",
    b"min_confidence=", b"min_confidence=nan", b"limit=", b"limit=0", b"limit=999999999999999999", b"sort=", b"dir=",
    b"after=", b"status=read", b"text=", b"text='OR 1=1--", b"holder=", b"document=", b"event_id=", b"matter=arms..",
    b"published_since=2024-02-30", b"2024-06-18", b"20240618", b"RUS", b"North Korea", b"north korea", b"1e-400",
    b"%F0%9F%87%BA", b"mode=", b"stance=", b"outlet=", b"\xd9\xa1", b"100,000 barrel", b"2.5 million tonnes",
    b"30.000", b"calibre=82 mm", b"ZZ", b"kept:", b",,,", b";",
)  # fmt: skip
_DAY = dt.date(2024, 6, 18)


class _Nothing:
    """A ledger of nothing, in which ids beginning with "ab" are two."""

    def find(self, prefix: str) -> list[tuple[str, str]]:
        return [("event", "ab1"), ("event", "ab2"), ("document", "river-1")] if prefix[:1] in ("a", "r") else []


class _Deps:
    """What pages are made from, without a ledger."""

    def __init__(self) -> None:
        from entente.desk import Desk

        self.desk, self.index = Desk(), _Nothing()


def _pages() -> Callable[[bytes, bool], None]:
    from entente.serve.questions import address, asked, canonical, typed

    deps: Any = _Deps()

    def once(data: bytes) -> object:
        query = data.decode("latin-1").partition("?")[2]  # as Starlette decodes it
        said = typed(query)
        try:
            question = asked(deps, said, limit=said.limit)
        except EntenteError as error:
            promises.plain(error)
            return str(error)
        promises.texts(question)
        where, again = address("/claims", said), typed(canonical(said))
        promises.keep(where.isascii() and where.isprintable(), "an address that is none")
        promises.keep(canonical(again) == canonical(said), "a question that is another when it is asked again")
        return question, where

    return promises.twice(once)


def _api() -> Callable[[bytes, bool], None]:
    from pydantic import ValidationError

    from entente.serve.api import filters
    from entente.serve.api.pairs import PairFilters
    from entente.serve.faults import Missing

    deps: Any = _Deps()
    shapes = (filters.ClaimFilters, filters.EventFilters, filters.DocumentFilters, filters.FindingFilters, PairFilters)

    def once(data: bytes) -> object:
        query = data.decode("latin-1").partition("?")[2]  # as Starlette decodes it
        given: dict[str, Any] = {}
        for name, value in parse_qsl(query, keep_blank_values=True):
            if name in ("event", "status"):
                given.setdefault(name, []).append(value)
            else:
                given[name] = value
        found: list[object] = []
        for shape in shapes:
            try:
                made = shape.model_validate(given)
                question = made.question(deps) if isinstance(made, filters.Lasting) else made
                promises.texts(question)
                found.append(repr(question))
            except ValidationError as error:
                found.append(error.error_count())
            except (Missing, EntenteError) as error:
                promises.keep(bool(str(error)), "an error without a word")
                found.append(str(error))
        return found

    return promises.twice(once)


def _words() -> Callable[[bytes, bool], None]:
    import typer

    from entente import asked
    from entente.cli import parsing
    from entente.desk import Desk

    desk = Desk()
    asks: tuple[Callable[[str], object], ...] = (
        lambda text: parsing.day(text), lambda text: asked.day(text, "since"),
        lambda text: asked.code(desk, text, "a", _DAY),
        lambda text: asked.holder(desk, text, _DAY), lambda text: asked.matter(text, "matter"),
        lambda text: asked.dealing(desk, {"source": "RUS", "target": "PRK", "amount": text, "on": _DAY}),
        lambda text: asked.dealing(desk, {"source": "RUS", "target": text, "fact": [text], "on": _DAY}),
        lambda text: desk.actor(text, _DAY), lambda text: asked.the_one(_Nothing(), text, "event"),
    )  # fmt: skip

    def once(data: bytes) -> object:
        text, found = data.decode("utf-8", "surrogateescape"), list[object]()
        for ask in asks:
            try:
                found.append(ask(text))
            except typer.BadParameter as error:
                promises.keep(bool(error.message), "an error without a word")
            except EntenteError as error:
                promises.plain(error)
        return found

    return promises.twice(once)


def _typed() -> list[bytes]:
    return [
        b"2024-06-18",
        b"100,000 barrel",
        b"2.5 million tonnes",
        b"North Korea",
        b"RUS",
        b"arms.drones",
        b"calibre=82 mm",
        b"river-1",
        b"Kim Jong Un",
    ]


HARNESSES = (
    Harness("pages", "the address bar of the desk", _pages, texts.questions, _QUERY, rb"[?&=,]|\w+|%..|.", longest=1200,
            modules=("entente.asked", "entente.serve.questions")),
    Harness("api", "parameters of the API", _api, texts.questions, _QUERY, rb"[?&=,]|\w+|%..|.", longest=1200,
            modules=("entente.asked", "entente.serve.api")),
    Harness("words", "days, names, amounts of the command line", _words, _typed, _QUERY, rb"\w+|.", longest=300,
            modules=("entente.asked", "entente.cli.parsing")),
)  # fmt: skip
