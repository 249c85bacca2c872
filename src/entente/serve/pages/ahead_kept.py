"""What was worked out about the time ahead, kept in the store: shown at once with its day, until it is done anew."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import threading
import weakref
import zlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from entente.records import Announced, Backtest, Forecast
from entente.serve.store import Store

if TYPE_CHECKING:
    from entente.serve.context import Deps

#: Answers kept at most; the oldest go first.
MOST = 200
#: What can be worked out: forecasts, announced things, and how each fared on the past of the ledger.
WHAT = ("forecasts", "announced", "forecasts-record", "announced-record")
#: Days ahead that can be asked for; the first is shown where nothing is asked.
HORIZONS = (90, 30, 60, 180)

#: Changes with the fields of what is kept: what another version of the program kept is not taken for today's.
FORM = f"{zlib.crc32(','.join(f.name for kind in (Forecast, Announced, Backtest) for f in fields(kind)).encode()):08x}"

SCHEMA = """
CREATE TABLE IF NOT EXISTS ahead_found (
    key TEXT PRIMARY KEY, mark TEXT NOT NULL, made TEXT NOT NULL, body BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ahead_found_made ON ahead_found (made)
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be worked out.

    Attributes:
        what: of WHAT.
        pair: two codes, the first before the second; actor: one code; neither: everybody.
        horizon: days ahead; 0 where it does not matter.
        as_of: only what the ledger knew by then; None: all.
        since, until: of a record: first and last day that what was forecast lies in; None: as the ledger allows.
    """

    what: str
    pair: tuple[str, str] | None = None
    actor: str = ""
    horizon: int = 0
    as_of: dt.date | None = None
    since: dt.date | None = None
    until: dt.date | None = None

    @property
    def kind(self) -> str:
        """Kind of the job that works it out: going through the past takes minutes, beside what somebody waits for."""
        return "record" if self.what.endswith("-record") else "ahead"

    @property
    def key(self) -> str:
        """The same question has the same key."""
        days = [each.isoformat() if each else "" for each in (self.as_of, self.since, self.until)]
        return "|".join((FORM, self.what, ",".join(self.pair or ()), self.actor, str(self.horizon), *days))

    def as_args(self) -> dict[str, Any]:
        """Arguments of a job."""
        args: dict[str, Any] = {"what": self.what, "horizon": self.horizon}
        if self.pair:
            args["pair"] = ",".join(self.pair)
        if self.actor:
            args["actor"] = self.actor
        for name in ("as_of", "since", "until"):
            value = getattr(self, name)
            if value:
                args[name] = value.isoformat()
        return args

    @classmethod
    def of_args(cls, args: Mapping[str, Any]) -> Asked:
        """Back from the arguments of a job."""
        one, _, two = str(args.get("pair", "")).partition(",")
        days = (dt.date.fromisoformat(args[name]) if args.get(name) else None for name in ("as_of", "since", "until"))
        return cls(args["what"], (one, two) if two else None, args.get("actor", ""), args["horizon"], *days)


@dataclass(frozen=True, slots=True)
class Found:
    """An answer as it was kept.

    Attributes:
        mark: of the ledger then; made: when, UTC.
        body: see `ahead_work`; {"fault", "mend"} where it could not be worked out.
    """

    mark: str
    made: dt.datetime
    body: dict[str, Any]

    @property
    def fault(self) -> str:
        """Why there is no answer, "" where there is one."""
        return str(self.body.get("fault", ""))


_READY: weakref.WeakSet[Store] = weakref.WeakSet()


def ready(store: Store) -> Store:
    """The store with the table that is needed here; it is made once in a process."""
    if store not in _READY:
        store.make(SCHEMA)
        _READY.add(store)
    return store


def can_forecast() -> bool:
    """Whether what forecasts need is installed (the extra `futures`)."""
    return importlib.util.find_spec("sklearn") is not None


def mark_of(deps: Deps) -> str:
    """Changes whenever the ledger changes, or what reads and weighs it."""
    versions = deps.desk.versions()
    return f"{deps.index.version} {versions.package} {versions.lexicon} {'with' if can_forecast() else 'without'}"


def keep(store: Store, key: str, mark: str, made: dt.datetime, body: Mapping[str, Any]) -> None:
    """Keeps an answer in the place of an older one of the same key."""
    packed = zlib.compress(json.dumps(body, ensure_ascii=True, separators=(",", ":")).encode())
    with ready(store).writing() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO ahead_found VALUES (?, ?, ?, ?)", (key, mark, made.isoformat(), packed)
        )
        connection.execute(
            "DELETE FROM ahead_found WHERE key IN (SELECT key FROM ahead_found ORDER BY made DESC, key "
            "LIMIT -1 OFFSET ?)", (MOST,),
        )  # fmt: skip


#: Answers that were taken apart last, by file, key, mark and moment: a large one takes some 20 ms.
_APART: OrderedDict[tuple[str, ...], Found] = OrderedDict()
_LOCK = threading.Lock()
_MOST_APART = 12


def found(store: Store, key: str) -> Found | None:
    """A kept answer; None where there is none. Nobody changes what it holds: others are given the same."""
    for row in ready(store).ask("SELECT mark, made FROM ahead_found WHERE key = ?", (key,)):
        name = (str(store.path), key, row["mark"], row["made"])
        with _LOCK:
            before = _APART.get(name)
        return before if before is not None else _apart(store, name)
    return None


def _apart(store: Store, name: tuple[str, ...]) -> Found | None:
    for row in store.ask("SELECT mark, made, body FROM ahead_found WHERE key = ?", (name[1],)):
        body = json.loads(zlib.decompress(row["body"]))
        kept = Found(row["mark"], dt.datetime.fromisoformat(row["made"]), body)
        if kept.fault:  # what is said before the work is done has the moment of what comes of it
            return kept
        with _LOCK:
            _APART[(*name[:2], row["mark"], row["made"])] = kept
            while len(_APART) > _MOST_APART:
                _APART.popitem(last=False)
        return kept
    return None
