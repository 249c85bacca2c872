"""What every page and every answer of the API works with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from fastapi import Request

from entente.serve.settings import Settings
from entente.serve.store import Store

if TYPE_CHECKING:
    from entente.desk import Desk, Index, Ledger
    from entente.serve.jobs import Jobs

Clock = Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True)
class Deps:
    """What a running desk has in hand.

    Attributes:
        settings: as started.
        desk: journeys, lexicon, rules.
        ledger: the ledger itself, for what the index does not answer ("as of", reviews).
        index: the read model that pages are answered from.
        store: the desk's own memory.
        jobs: long work, in another process.
        now: the clock, UTC.
    """

    settings: Settings
    desk: Desk
    ledger: Ledger
    index: Index
    store: Store
    jobs: Jobs
    now: Clock


def of(request: Request) -> Deps:
    """The hands of the desk that serves a request."""
    return cast(Deps, request.app.state.deps)


def clock() -> dt.datetime:
    """Now, UTC."""
    return dt.datetime.now(dt.UTC)
