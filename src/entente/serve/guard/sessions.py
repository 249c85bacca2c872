"""Sessions: a random number in a cookie, of which the store knows only the digest (OWASP Session Management)."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from dataclasses import dataclass

from entente.serve.guard.keys import digest
from entente.serve.guard.readers import Reader
from entente.serve.settings import PORT, Settings
from entente.serve.store import Store

#: A session ends that long after it was last used, and after its beginning in any case.
IDLE, LONGEST = dt.timedelta(hours=12), dt.timedelta(days=7)
#: Time after which a use is written down again: reading pages costs no write each.
_FRESH = dt.timedelta(minutes=5)
#: How long a browser keeps the cookie of one who is not signed in: it opens nothing and only ties forms to pages.
_ANONYMOUS = dt.timedelta(days=365)
#: 256 bits in base64url; a letter tells signed-in sessions from others.
_COOKIE = re.compile(r"[as]\.[A-Za-z0-9_-]{43}")
_PAIR = re.compile(r"\s*([^=;\s]+)=([^;]*)(?:;|$)")

SCHEMA = """
CREATE TABLE IF NOT EXISTS sessions (
    digest TEXT PRIMARY KEY, name TEXT NOT NULL, stamp TEXT NOT NULL, begun REAL NOT NULL, seen REAL NOT NULL);
CREATE INDEX IF NOT EXISTS sessions_by_name ON sessions (name)
"""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in.

    Attributes:
        digest: SHA-256 of the cookie.
        name: who signed in; stamp: of the password or token then.
        stale: whether its use should be written down.
    """

    digest: str
    name: str
    stamp: str
    stale: bool


def fresh_cookie(kind: str) -> str:
    """A new cookie's value: "a" for one who is not signed in, "s" for a session."""
    return f"{kind}.{secrets.token_urlsafe(32)}"


def begin(store: Store, now: dt.datetime, name: str, stamp: str) -> str:
    """A new session of `name`; returns the value of its cookie. Sessions that have ended are cleared away."""
    cookie, moment = fresh_cookie("s"), now.timestamp()
    with store.writing() as connection:
        connection.execute(
            "DELETE FROM sessions WHERE seen < ? OR begun < ?",
            (moment - IDLE.total_seconds(), moment - LONGEST.total_seconds()),
        )
        connection.execute("INSERT INTO sessions VALUES (?, ?, ?, ?, ?)", (digest(cookie), name, stamp, moment, moment))
    return cookie


def find(store: Store, now: dt.datetime, cookie: str) -> Session | None:
    """The session of a cookie; None where there is none or it has ended."""
    key, moment = digest(cookie), now.timestamp()
    rows = store.ask("SELECT name, stamp, begun, seen FROM sessions WHERE digest = ?", (key,))
    if not rows:
        return None
    name, stamp, begun, seen = rows[0]
    if moment - seen > IDLE.total_seconds() or moment - begun > LONGEST.total_seconds():
        return None
    return Session(key, name, stamp, moment - seen > _FRESH.total_seconds())


def touch(store: Store, now: dt.datetime, key: str) -> None:
    """Writes down that a session was used."""
    with store.writing() as connection:
        connection.execute("UPDATE sessions SET seen = ? WHERE digest = ?", (now.timestamp(), key))


def end(store: Store, key: str) -> None:
    """Ends one session."""
    with store.writing() as connection:
        connection.execute("DELETE FROM sessions WHERE digest = ?", (key,))


def sessions_of(store: Store, reader: Reader) -> list[tuple[str, float, float]]:
    """A reader's sessions, the one used last first: digest, when begun and when last used, seconds since 1970."""
    sql = "SELECT digest, begun, seen FROM sessions WHERE name = ? ORDER BY seen DESC"
    return [(row["digest"], row["begun"], row["seen"]) for row in store.ask(sql, (reader.name,))]


def end_others(store: Store, reader: Reader) -> None:
    """Ends all sessions of a reader but the one that the reader is in."""
    with store.writing() as connection:
        connection.execute("DELETE FROM sessions WHERE name = ? AND digest <> ?", (reader.name, reader.session or ""))


def cookie_name(settings: Settings) -> str:
    """`__Host-` makes browsers refuse it from other hosts, paths and without Secure (RFC 6265bis section 4.1.3.2).

    Cookies know no ports (RFC 6265 section 8.5): by its own, one desk of this machine does not sign out the other.
    """
    if settings.https:
        return "__Host-entente"
    return "entente" if settings.port == PORT else f"entente-{settings.port}"


def cookie_of(headers: list[str], settings: Settings) -> str | None:
    """The cookie's value among the Cookie headers.

    None where there is none, it is malformed, or there are two that differ: somebody tossed one in from another path
    or host, and nobody can tell which (RFC 6265 section 8.6, weak integrity).
    """
    name = cookie_name(settings)
    found = {value.strip() for text in headers for key, value in _PAIR.findall(text) if key == name}
    value = found.pop() if len(found) == 1 else ""
    return value if _COOKIE.fullmatch(value) else None


def set_cookie(value: str, settings: Settings) -> str:
    """The Set-Cookie header. SameSite is Lax, so that links in mails work; no change is ever made by GET."""
    age = LONGEST if value.startswith("s.") else _ANONYMOUS
    secure = "; Secure" if settings.https else ""
    seconds = int(age.total_seconds()) if value else 0
    return f"{cookie_name(settings)}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
