"""News, watches and a store for the tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from entente.records.kept import Question
from entente.records.news import News, news_key
from entente.serve.settings import MailSettings, Settings
from entente.serve.store import Store
from entente.serve.watching import Channels, Watch, evaluate, keep, make, prepare

NOW = dt.datetime(2023, 9, 13, 8, 30, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Person:
    """A signed-in reader."""

    name: str = "ada"
    role: str = "reader"


ADA, BEN, ROOT = Person("ada"), Person("ben"), Person("root", "admin")


@dataclass
class Hands:
    """A clock that is set by hand."""

    moment: dt.datetime = NOW

    def __call__(self) -> dt.datetime:
        return self.moment

    def on(self, **step: float) -> None:
        """Sets it on."""
        self.moment += dt.timedelta(**step)


def news(number: int, kind: str = "event", **changes: object) -> News:
    """A piece of news that rests on the claim `c<number>`."""
    values: dict[str, object] = {
        "kind": kind, "key": news_key(kind, str(number)), "headline": f"Iran sold drones to Russia, part {number}.",
        "reason": "No report told of it before.", "claims": (f"c{number}",), "found": NOW, "event": f"e{number}",
        "holders": ("the United States",), "actors": ("IRN", "RUS"), "matter": ("arms.drones",),
        "published": dt.date(2023, 9, 12), "origins": 2, "quote": "Tehran sold drones to Moscow", "document": "d1",
        "end_char": 28,
    }  # fmt: skip
    return News(**(values | changes))  # type: ignore[arg-type]


def opened(folder: Path) -> Store:
    """A store with the tables."""
    store = Store(folder / "desk.sqlite")
    prepare(store)
    return store


def watch(store: Store, name: str = "Drones", **values: object) -> Watch:
    """A kept watch of ada's."""
    return make(store, **({"owner": "ada", "name": name, "question": "pair=IRN&pair=RUS", "now": NOW} | values))  # type: ignore[arg-type]


def everything(question: Question, claims: Sequence[str]) -> set[str]:
    """A matching that fits all."""
    return set(claims)


def question_of(watch: Watch) -> Question:
    """A question that every watch has."""
    return Question()


def told(store: Store, *numbers: int, matching: Callable[[Question, Sequence[str]], set[str]] = everything) -> int:
    """Keeps and weighs news; how many alerts were new."""
    keep(store, [news(number) for number in numbers])
    return evaluate(store, matching, question_of, NOW)


def settings(folder: Path, port: int | None = None, **mail: object) -> Settings:
    """Settings; with `port`, mail goes to an SMTP server there."""
    way = MailSettings(host="127.0.0.1", port=port, sender="desk@example.org", **mail) if port else None  # type: ignore[arg-type]
    return Settings(ledger=folder, state=folder, base_url="https://desk.example.org", allow_private=True, mail=way)


def to(*mail: str, webhook: str = "", secret: str = "") -> Channels:
    """Channels."""
    return Channels(webhook=webhook, secret=secret, mail=mail)


def states(store: Store) -> list[tuple[str, str, int]]:
    """Channel, state and attempts of every delivery, oldest first."""
    rows = store.ask("SELECT channel, state, attempts FROM deliveries ORDER BY alert, channel, target")
    return [(row["channel"], row["state"], row["attempts"]) for row in rows]
