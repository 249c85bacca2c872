"""The review's memory: which claims a reviewer was shown, who looks at which, what can be taken back.

A reviewer walks through the claims of a question in one order. What was shown is kept, so that a walk goes on where it
ended, "previous" leads back, and what was passed over is not offered again before the end. Who is shown a claim holds
it for two minutes: others are offered another one where there is one. Nothing depends on that: what is written names
the version that was looked at, and the ledger refuses it where somebody else was faster.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from entente.errors import UsageError
from entente.records import STATUSES, KeptClaim, Question
from entente.serve.questions import Typed, asked, canonical
from entente.serve.store import Store

if TYPE_CHECKING:
    from entente.serve.context import Deps
    from entente.serve.guard import Reader

#: Seconds for which who is shown a claim has it; a step of a walk, and what can be taken back, is forgotten after that
#: many seconds.
HELD, REMEMBERED = 120.0, 90 * 86400.0
#: Rows that are looked at together for the next claim.
_ROWS = 100
#: Which claims are asked for -> their statuses.
WHICH = {"open": ("read",), "reviewed": STATUSES, "all": STATUSES}
SORTS = ("confidence", "published", "recorded")
SCHEMA = """
CREATE TABLE IF NOT EXISTS review_walk (
    walker TEXT NOT NULL, question TEXT NOT NULL, number INTEGER NOT NULL, claim TEXT NOT NULL, cursor TEXT,
    at REAL NOT NULL, PRIMARY KEY (walker, question, number), UNIQUE (walker, question, claim)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS review_walk_at ON review_walk (at);
CREATE TABLE IF NOT EXISTS review_held (
    claim TEXT PRIMARY KEY, walker TEXT NOT NULL, until REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS review_done (
    number INTEGER PRIMARY KEY AUTOINCREMENT, walker TEXT NOT NULL, claims TEXT NOT NULL, action TEXT NOT NULL,
    version INTEGER NOT NULL, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS review_done_by ON review_done (walker, number)
"""

_STEP = """INSERT OR IGNORE INTO review_walk SELECT ?1, ?2, coalesce(max(number), 0) + 1, ?3, ?4, ?5
    FROM review_walk WHERE walker = ?1 AND question = ?2"""


@dataclass(frozen=True, slots=True)
class Order:
    """Which claims are walked through, and in which order.

    Attributes:
        question: the filters.
        which: "open" (nobody has reviewed them yet), "reviewed" or "all".
        sort: one of SORTS; `descending`: surest, newest first.
        name: the same order is always the same text.
        holds: what is shown is held for the walker; not for one who only reads.
    """

    question: Question
    which: str
    sort: str
    descending: bool
    name: str
    holds: bool = True

    def wants(self, kept: KeptClaim) -> bool:
        """Whether a claim of the question is walked to."""
        return {"open": kept.status == "read" and not kept.by, "reviewed": bool(kept.by), "all": True}[self.which]


@dataclass(frozen=True, slots=True)
class Done:
    """A review that can be taken back. `version`: of the first claim after it; `claims`: all that it touched."""

    number: int
    claim: str
    action: str
    version: int
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """How many claims are left; `more`: at least so many."""

    claims: int
    more: bool


def walker_of(reader: Reader) -> str:
    """Who walks: a user by name, so that a walk goes on tomorrow; on a desk without users each browser."""
    if reader.name in ("local", "token") and reader.session:
        return f"{reader.name} {reader.session[:32]}"
    return reader.name


def order_of(deps: Deps, what: Typed, which: str = "open") -> Order:
    """The order that was asked for. Raises UsageError that names the field."""
    if which not in WHICH:
        raise UsageError(f"{which!r} is no choice", place="which", mend=f"one of {', '.join(WHICH)}")
    if what.get("as_of"):
        raise UsageError("reviews are of what stands today", place="as_of", mend="leave the day out")
    sort = what.showing.get("sort", "confidence")
    if sort not in SORTS:
        raise UsageError(f"no order {sort!r}", place="sort", mend=f"one of {', '.join(SORTS)}")
    usual = "asc" if sort == "confidence" else "desc"
    turned = what.showing.get("dir", usual)
    if turned not in ("asc", "desc"):
        raise UsageError(f"{turned!r} is no direction", place="dir", mend="asc or desc")
    return Order(asked(deps, what), which, sort, turned == "desc", f"{canonical(what)}|{which}|{sort}|{turned}")


# The walk


def shown(deps: Deps, walker: str, order: Order, claim: str) -> None:
    """A claim is shown: it stands in the walk, and is held."""
    moment = deps.now().timestamp()
    with deps.store.writing(lasting=False) as connection:
        connection.execute("DELETE FROM review_walk WHERE at < ?", (moment - REMEMBERED,))
        connection.execute(_STEP, (walker, order.name, claim, None, moment))
        connection.execute(
            """INSERT INTO review_held VALUES (?1, ?2, ?3) ON CONFLICT (claim) DO UPDATE
            SET walker = ?2, until = ?3 WHERE walker = ?2 OR until < ?4""",
            (claim, walker, moment + (HELD if order.holds else -1), moment),
        )
        connection.execute("DELETE FROM review_held WHERE until < ?", (moment,))


def held_by_other(deps: Deps, walker: str, claim: str) -> bool:
    """Whether somebody else was shown a claim just now."""
    sql = "SELECT 1 FROM review_held WHERE claim = ? AND walker <> ? AND until >= ?"
    return bool(deps.store.ask(sql, (claim, walker, deps.now().timestamp())))


def current(deps: Deps, walker: str, order: Order) -> str | None:
    """Where the walk goes on: at the claim shown last where it still waits, else at the next one."""
    sql = "SELECT claim FROM review_walk WHERE walker = ? AND question = ? ORDER BY number DESC LIMIT 1"
    for row in deps.store.ask(sql, (walker, order.name)):
        kept = deps.index.claim(row["claim"])
        if kept is not None and order.wants(kept):
            return kept.claim.id
    return following(deps, walker, order, None)


def following(deps: Deps, walker: str, order: Order, claim: str | None) -> str | None:
    """The claim after one of the walk: the one that was shown then, else a new one; None at the end."""
    sql = """SELECT claim FROM review_walk WHERE walker = ?1 AND question = ?2 AND number >
        (SELECT number FROM review_walk WHERE walker = ?1 AND question = ?2 AND claim = ?3) ORDER BY number LIMIT 1"""
    for row in deps.store.ask(sql, (walker, order.name, claim)) if claim is not None else ():
        found: str = row["claim"]
        return found
    return _new(deps, walker, order)


def before(deps: Deps, walker: str, order: Order, claim: str) -> str | None:
    """The claim that was shown before one of the walk; None where it was the first."""
    sql = """SELECT claim FROM review_walk WHERE walker = ?1 AND question = ?2 AND number <
        (SELECT number FROM review_walk WHERE walker = ?1 AND question = ?2 AND claim = ?3)
        ORDER BY number DESC LIMIT 1"""
    rows = deps.store.ask(sql, (walker, order.name, claim))
    return rows[0]["claim"] if rows else None


def passed(deps: Deps, walker: str, order: Order) -> int:
    """How many claims of the walk were shown and still wait."""
    sql = "SELECT claim FROM review_walk WHERE walker = ? AND question = ?"
    ids = [row["claim"] for row in deps.store.ask(sql, (walker, order.name))]
    return sum(order.wants(kept) for kept in deps.index.these(ids))


def again(deps: Deps, walker: str, order: Order) -> None:
    """The walk begins anew: what was passed over is offered again."""
    with deps.store.writing() as connection:
        connection.execute("DELETE FROM review_walk WHERE walker = ? AND question = ?", (walker, order.name))


def _new(deps: Deps, walker: str, order: Order) -> str | None:
    sql = "SELECT claim, cursor FROM review_walk WHERE walker = ? AND question = ? ORDER BY number"
    rows = deps.store.ask(sql, (walker, order.name))
    walked = {row["claim"] for row in rows}
    sql = "SELECT claim FROM review_held WHERE walker <> ? AND until >= ?"
    held = {row["claim"] for row in deps.store.ask(sql, (walker, deps.now().timestamp()))}
    cursor = next((row["cursor"] for row in reversed(rows) if row["cursor"]), None)
    # From where the walk has come to, then from the beginning (new claims, and those that others held), and where
    # nothing else is left also what others look at.
    for start, without in ((cursor, walked | held), (None, walked | held), (None, walked)):
        found = _search(deps, order, without, start)
        if found is not None:
            _walked(deps, walker, order, *found)
            return found[0]
    return None


def _search(deps: Deps, order: Order, without: set[str], cursor: str | None) -> tuple[str, str | None] | None:
    """The first claim that is wanted, and the cursor of the page on which it stands."""
    while True:
        try:
            page = deps.index.claims(
                order.question, sort=order.sort, descending=order.descending, after=cursor, limit=_ROWS,
                statuses=WHICH[order.which],
            )  # fmt: skip
        except UsageError:
            if cursor is None:
                raise
            return None  # a cursor of an index that was made anew
        for kept in page.rows:
            if kept.claim.id not in without and order.wants(kept):
                return kept.claim.id, cursor
        if page.next is None:
            return None
        cursor = page.next


def _walked(deps: Deps, walker: str, order: Order, claim: str, cursor: str | None) -> None:
    moment = deps.now().timestamp()
    with deps.store.writing(lasting=False) as connection:
        connection.execute(_STEP, (walker, order.name, claim, cursor, moment))
        if order.holds:
            connection.execute("INSERT OR IGNORE INTO review_held VALUES (?, ?, ?)", (claim, walker, moment + HELD))


# What is left


@dataclass(slots=True)
class _Accepted:
    """Claims that stand as they were read and were accepted: what the index counts and a walk no longer leads to."""

    reviews: int = -1
    ids: set[str] = field(default_factory=set)


_ACCEPTED: WeakKeyDictionary[Store, _Accepted] = WeakKeyDictionary()
_LOCK = threading.Lock()


def left(deps: Deps, order: Order) -> Left:
    """How many claims of an order nobody has reviewed yet; for others than "open", how many there are."""
    counted = deps.index.count(order.question, statuses=WHICH[order.which])
    if order.which != "open" or counted.more:
        return Left(counted.claims, counted.more)
    accepted = _accepted(deps)
    done = len(deps.index.matching(order.question, sorted(accepted), statuses=("read",))) if accepted else 0
    return Left(max(0, counted.claims - done), False)


def _accepted(deps: Deps) -> set[str]:
    number = deps.index.summary().reviews
    with _LOCK:
        known = _ACCEPTED.setdefault(deps.store, _Accepted())
        if known.reviews != number:
            known.ids = _still(deps, {review.claim for review in deps.ledger.reviews()})
            known.reviews = number
        return set(known.ids)


def reviewed(deps: Deps, claims: Iterable[str]) -> None:
    """Says that claims were reviewed here, so that counting need not look through the ledger's reviews again."""
    ids = set(claims)
    number = deps.index.summary().reviews
    with _LOCK:
        known = _ACCEPTED.get(deps.store)
        if known is not None and known.reviews + len(ids) == number:
            known.ids = (known.ids - ids) | _still(deps, ids)
            known.reviews = number


def _still(deps: Deps, ids: set[str]) -> set[str]:
    return {kept.claim.id for kept in deps.index.these(sorted(ids)) if kept.status == "read" and kept.by}


# What can be taken back


def done(deps: Deps, walker: str, action: str, claims: Sequence[KeptClaim]) -> None:
    """Keeps what was done; the first of the claims is the one that it is taken back by."""
    first = claims[0]
    with deps.store.writing() as connection:
        connection.execute(
            "INSERT INTO review_done (walker, claims, action, version, at) VALUES (?, ?, ?, ?, ?)",
            (walker, " ".join(kept.claim.id for kept in claims), action, first.version, deps.now().timestamp()),
        )
        connection.execute("DELETE FROM review_held WHERE claim = ? AND walker = ?", (first.claim.id, walker))
        connection.execute("DELETE FROM review_done WHERE at < ?", (deps.now().timestamp() - REMEMBERED,))


def last_done(store: Store, walker: str) -> Done | None:
    """What a walker did last and has not taken back."""
    sql = "SELECT number, claims, action, version FROM review_done WHERE walker = ? ORDER BY number DESC LIMIT 1"
    for row in store.ask(sql, (walker,)):
        claims = tuple(row["claims"].split())
        return Done(row["number"], claims[0], row["action"], row["version"], claims)
    return None


def taken_back(store: Store, number: int) -> None:
    """What was done is no longer there to be taken back."""
    with store.writing() as connection:
        connection.execute("DELETE FROM review_done WHERE number = ?", (number,))
