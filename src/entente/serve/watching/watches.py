"""Watches: a saved question and what of it is to be told, to whom and how."""

from __future__ import annotations

import datetime as dt
import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from entente.errors import InputError, UsageError
from entente.inert import visible
from entente.records.news import NEWS
from entente.serve.watching.schema import stamp

if TYPE_CHECKING:
    import sqlite3

    from entente.serve.store import Store

#: Watches of one reader, mail addresses of one watch, characters of a name, a question and a web address.
MOST_WATCHES, MOST_ADDRESSES, LONGEST_NAME, LONGEST_QUESTION, LONGEST_ADDRESS = 100, 5, 120, 4000, 2000
#: Pages whose address a watch may hold.
PAGES = ("claims", "events")
#: A mailbox without quotes, comments or other scripts (RFC 5321, 4.1.2 Dot-string), at most 254 characters (4.5.3.1.3).
_MAILBOX = re.compile(
    r"(?=.{3,254}\Z)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\Z"
)


class Who(Protocol):
    """A signed-in reader. `role`: "reader", "reviewer" or "admin"."""

    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """How alerts go out.

    Attributes:
        feed: by the watch's own feed.
        webhook: http or https address that is posted to, "" for none; `secret`: what its messages are signed with,
            made where it is left empty.
        mail: addresses that mail goes to.
    """

    feed: bool = True
    webhook: str = ""
    secret: str = ""
    mail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A saved question with its conditions.

    Attributes:
        id: 16 hex digits; `version`: 1, 2 ..., one more with each change.
        name: as its owner calls it; `owner`: the reader's name.
        page: one of PAGES; `question`: what stands behind "?" in that page's address.
        conditions: kinds of news that are told, in the order of NEWS.
        channels: how.
        paused: nothing is told.
        created: moment, UTC.
        feed_key: secret in the address of its feed.
        webhook_off: why its webhook is paused, "" where it is not.
        fault: why its question can no longer be asked, "" where it can.
    """

    id: str
    version: int
    name: str
    owner: str
    page: str
    question: str
    conditions: tuple[str, ...]
    channels: Channels
    paused: bool
    created: dt.datetime
    feed_key: str
    webhook_off: str = ""
    fault: str = ""


def make(
    store: Store,
    *,
    owner: str,
    name: str,
    question: str,
    now: dt.datetime,
    page: str = "claims",
    conditions: Sequence[str] = NEWS,
    channels: Channels | None = None,
    paused: bool = False,
) -> Watch:
    """A new watch, kept. The question's own fields are checked by the caller, who can read them.

    Raises UsageError naming the field that does not fit, or where the owner has MOST_WATCHES.
    """
    watch = _checked(
        Watch(
            id=secrets.token_hex(8), version=1, name=name, owner=owner, page=page, question=question,
            conditions=tuple(conditions), channels=channels or Channels(), paused=paused, created=now,
            feed_key=secrets.token_urlsafe(24),
        )
    )  # fmt: skip
    with store.writing() as connection:
        held = connection.execute("SELECT count(*) FROM watches WHERE owner = ?", (owner,)).fetchone()[0]
        if held >= MOST_WATCHES:
            raise UsageError(f"there are {MOST_WATCHES} watches already", place="watches", mend="delete one first")
        _write(connection, watch)
    return watch


def change(store: Store, id: str, who: Who, now: dt.datetime, *, version: int | None = None, **changes: Any) -> Watch:
    """The watch with other values, kept; what waits for a webhook or address that it no longer has is given up.

    Args:
        store: the store.
        id: of the watch.
        who: who asks.
        now: the moment, UTC.
        version: that the changes were made on; None to change whatever it is now.
        changes: name, page, question, conditions, channels or paused. A new webhook, or `webhook_off=""`, ends a
            pause of the webhook.

    Raises InputError where there is no such watch for `who`, UsageError for a value that does not fit or a watch that
    has changed since `version`.
    """
    allowed = {"name", "page", "question", "conditions", "channels", "paused", "webhook_off"}
    if wrong := sorted(set(changes) - allowed):
        raise TypeError(f"a watch's {wrong[0]} is not changed")
    with store.writing() as connection:
        old = _seen(_one(connection, id), who)
        if version is not None and version != old.version:
            raise UsageError("has been changed meanwhile", place="watch", mend="look at it again and repeat the change")
        new = replace(old, **changes, version=old.version + 1)
        if not new.channels.secret:  # a form that leaves it out keeps it
            new = replace(new, channels=replace(new.channels, secret=old.channels.secret))
        new = _checked(new)
        if new.channels.webhook != old.channels.webhook:
            new = replace(new, webhook_off="")
        if (new.page, new.question) != (old.page, old.question):
            new = replace(new, fault="")
        _write(connection, new)
        targets = [*(["webhook " + new.channels.webhook] if new.channels.webhook else [])]
        targets += [f"mail {address}" for address in new.channels.mail]
        connection.execute(
            "UPDATE deliveries SET state = 'given up', error = 'the watch no longer sends there', changed = ?"
            " WHERE watch = ? AND state IN ('waiting', 'failed')"
            " AND channel || ' ' || target NOT IN (SELECT value FROM json_each(?))",
            (stamp(now), id, json.dumps(targets)),
        )
    return new


def renew_feed_key(store: Store, id: str, who: Who) -> Watch:
    """The watch with a new secret for its feed; the old address finds nothing any more. Raises InputError."""
    with store.writing() as connection:
        old = _seen(_one(connection, id), who)
        new = replace(old, version=old.version + 1, feed_key=secrets.token_urlsafe(24))
        _write(connection, new)
    return new


def delete(store: Store, id: str, who: Who) -> None:
    """Deletes a watch, its alerts and what waits to go out. Raises InputError where there is none for `who`."""
    with store.writing() as connection:
        _seen(_one(connection, id), who)
        connection.execute("DELETE FROM watches WHERE id = ?", (id,))


def watch_of(store: Store, id: str, who: Who) -> Watch:
    """A watch that `who` may see: its owner or an admin. Raises InputError, the same for one that is not theirs."""
    rows = store.ask("SELECT * FROM watches WHERE id = ?", (id,))
    return _seen(_read(rows[0]) if rows else None, who)


def watches_of(store: Store, who: Who, *, everyone: bool = False) -> list[Watch]:
    """A reader's watches by name; `everyone`: an admin's view of all, by owner and name."""
    if everyone and who.role == "admin":
        return [_read(row) for row in store.ask("SELECT * FROM watches ORDER BY owner, name, id")]
    return [_read(row) for row in store.ask("SELECT * FROM watches WHERE owner = ? ORDER BY name, id", (who.name,))]


def feed_watch(store: Store, id: str, key: str) -> Watch | None:
    """The watch whose feed that key opens, None where the key is wrong, the feed is off or there is no such watch."""
    rows = store.ask("SELECT * FROM watches WHERE id = ?", (id,))
    # Compared also where there is none, so that time does not tell which.
    right = secrets.compare_digest((rows[0]["feed_key"] if rows else "-").encode(), key.encode())
    return _read(rows[0]) if rows and right and rows[0]["feed"] else None


def running(store: Store) -> list[Watch]:
    """Every watch that is not paused, by id."""
    return [_read(row) for row in store.ask("SELECT * FROM watches WHERE paused = 0 ORDER BY id")]


def _seen(watch: Watch | None, who: Who) -> Watch:
    if watch is None or not (who.name == watch.owner or who.role == "admin"):
        raise InputError("no such watch", mend="the list of watches shows yours")
    return watch


def _checked(watch: Watch) -> Watch:
    name = " ".join(watch.name.split())
    if not name or len(name) > LONGEST_NAME or visible(name) != name:
        raise UsageError(f"is 1 to {LONGEST_NAME} characters, all visible", place="name", mend="give it a short name")
    if watch.page not in PAGES:
        raise UsageError(f"cannot be {watch.page!r}", place="page", mend=f"one of {', '.join(PAGES)}")
    question = watch.question.removeprefix("?")
    if len(question) > LONGEST_QUESTION or not question.isascii() or not (question.isprintable() or not question):
        raise UsageError("is no question from an address bar", place="question", mend="open the page and save it there")
    for kind in watch.conditions:
        if kind not in NEWS:
            raise UsageError(f"cannot hold {kind!r}", place="conditions", mend=f"any of {', '.join(NEWS)}")
    if not watch.conditions:
        raise UsageError("are empty", place="conditions", mend=f"choose at least one of {', '.join(NEWS)}")
    conditions = tuple(kind for kind in NEWS if kind in watch.conditions)
    return replace(watch, name=name, question=question, conditions=conditions, channels=_sound(watch.channels))


def _sound(channels: Channels) -> Channels:
    webhook = channels.webhook.strip()
    if webhook:
        try:
            parts = urlsplit(webhook)
            fits = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            fits = False
        if not fits or len(webhook) > LONGEST_ADDRESS or not webhook.isascii() or visible(webhook) != webhook:
            raise UsageError("is no http or https address", place="webhook", mend="https://example.org/hook")
        if parts.username or parts.password or " " in webhook:
            raise UsageError("holds no name, password or space", place="webhook", mend="messages are signed instead")
    if len(channels.secret) > 200 or (channels.secret and not channels.secret.isascii()):
        raise UsageError("is at most 200 ASCII characters", place="secret", mend="leave it empty to have one made")
    mail = tuple(sorted({address.strip() for address in channels.mail} - {""}))
    if len(mail) > MOST_ADDRESSES:
        raise UsageError(f"is at most {MOST_ADDRESSES} addresses", place="mail", mend="use a mailing list")
    for address in mail:
        if not _MAILBOX.match(address) or len(address.partition("@")[0]) > 64:
            raise UsageError(f"{visible(address)[:80]} is no mail address", place="mail", mend="name@example.org")
    return Channels(
        feed=channels.feed, webhook=webhook, secret=channels.secret or (secrets.token_hex(32) if webhook else ""),
        mail=mail,
    )  # fmt: skip


def _one(connection: sqlite3.Connection, id: str) -> Watch | None:
    row = connection.execute("SELECT * FROM watches WHERE id = ?", (id,)).fetchone()
    return _read(row) if row else None


def _read(row: sqlite3.Row) -> Watch:
    channels = Channels(
        feed=bool(row["feed"]), webhook=row["webhook"], secret=row["secret"], mail=tuple(json.loads(row["mail"]))
    )
    return Watch(
        id=row["id"], version=int(row["version"]), name=row["name"], owner=row["owner"], page=row["page"],
        question=row["question"], conditions=tuple(json.loads(row["conditions"])), channels=channels,
        paused=bool(row["paused"]), created=dt.datetime.fromisoformat(row["created"]), feed_key=row["feed_key"],
        webhook_off=row["webhook_off"], fault=row["fault"],
    )  # fmt: skip


def _write(connection: sqlite3.Connection, watch: Watch) -> None:
    way = watch.channels
    values = {
        "id": watch.id, "version": watch.version, "owner": watch.owner, "name": watch.name, "page": watch.page,
        "question": watch.question, "conditions": json.dumps(watch.conditions), "feed": way.feed,
        "webhook": way.webhook, "secret": way.secret, "mail": json.dumps(way.mail), "paused": watch.paused,
        "created": stamp(watch.created), "feed_key": watch.feed_key, "webhook_off": watch.webhook_off,
        "fault": watch.fault,
    }  # fmt: skip
    names = list(values)
    # Not INSERT OR REPLACE, which deletes the row first and its alerts with it.
    connection.execute(
        f"INSERT INTO watches ({', '.join(names)}) VALUES ({', '.join(':' + name for name in names)})"  # noqa: S608
        f" ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in names[1:])}",
        values,
    )
