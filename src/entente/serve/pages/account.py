"""Account: who one is here and where one is signed in; for admins the audit and the users."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from entente.errors import UsageError
from entente.serve.context import Deps, of
from entente.serve.guard import Reader, audits, end_others, needs, note, reader_of, sessions_of, signs_in, users
from entente.serve.rendering import page

router = APIRouter()
#: Lines of a page of the audit.
LINES = 100
_MAY = {
    "reader": "read everything, have reports read, keep watches of your own",
    "reviewer": "read everything, review claims, keep reports in the ledger",
    "admin": "do everything here, and see the audit and the users",
}


@dataclass(frozen=True, slots=True)
class Open:
    """A session. `mine`: the one in which this page is shown."""

    begun: dt.datetime
    seen: dt.datetime
    mine: bool


def _sessions(deps: Deps, reader: Reader) -> list[Open]:
    return [
        Open(_moment(begun), _moment(seen), digest == reader.session)
        for digest, begun, seen in sessions_of(deps.store, reader)
    ]


def _moment(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC).replace(microsecond=0)


@router.get("/account")
def account(request: Request) -> Response:
    """Who one is here, and where one is signed in."""
    deps, reader = of(request), reader_of(request)
    return page(
        request, "account.html", may=_MAY.get(reader.role, ""), sessions=_sessions(deps, reader),
        signs=signs_in(deps.settings), ended=request.query_params.get("ended") == "1",
    )  # fmt: skip


@router.post("/account/others", dependencies=[Depends(needs("reader"))])
def others(request: Request) -> Response:
    """Ends all other sessions of the reader."""
    deps, reader = of(request), reader_of(request)
    end_others(deps.store, reader)
    note(request, "end other sessions", reader.name)
    return RedirectResponse("/account?ended=1", 303)


@router.get("/audit", dependencies=[Depends(needs("admin"))])
def audit(request: Request, who: str = "", after: str = "") -> Response:
    """Every change, newest first, and who there is."""
    deps = of(request)
    if after and not (after.isascii() and after.isdigit() and len(after) < 16):
        raise UsageError("is no line of the audit", place="after", mend="begin at the newest: /audit")
    lines = audits(deps.store, int(after) if after else None, LINES + 1, who.strip() or None)
    shown = lines[:LINES]
    more = {**({"who": who} if who else {}), "after": str(shown[-1].number)} if len(lines) > LINES else {}
    file = deps.settings.users_file
    people = list(users(file).values()) if file else []
    return page(
        request, "audit.html", lines=[(line, _told(line.detail)) for line in shown], who=who.strip(),
        next=f"/audit?{urlencode(more)}" if more else "", after=after, people=people,
        signs=signs_in(deps.settings),
    )  # fmt: skip


def _told(detail: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (str(name), value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True))
        for name, value in detail.items()
    ]
