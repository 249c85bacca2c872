"""What the guard of one app holds, and who stands where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from entente.errors import UsageError
from entente.serve.guard.files import Watched, read_token
from entente.serve.guard.keys import digest, same, sign
from entente.serve.guard.passwords import Checker
from entente.serve.guard.paths import Bounds, Paths
from entente.serve.guard.rates import Rates, Waits
from entente.serve.guard.readers import Reader, Visit
from entente.serve.guard.refusals import Refused
from entente.serve.guard.users_file import User, users
from entente.serve.logs import log_error
from entente.serve.metrics import Metrics
from entente.serve.settings import Settings
from entente.serve.store import Store

#: Everybody, where only this machine's own users reach the desk; who holds the token file's token.
LOCAL, TOKEN = "local", "token"


@dataclass(frozen=True, slots=True)
class Guard:
    """What the guard of one app holds.

    Attributes:
        settings, store, now: of the desk.
        paths, bounds: what is allowed where.
        key: that CSRF tokens are signed with.
        rates, waits, checker: counts of requests, wrong passwords and logins being checked.
        metrics: what is counted for `/metrics`.
        token_file, users_file: as they are now, None where there is none.
    """

    settings: Settings
    store: Store
    now: Callable[[], dt.datetime]
    paths: Paths
    bounds: Bounds
    key: bytes
    rates: Rates
    waits: Waits
    metrics: Metrics
    checker: Checker = field(default_factory=Checker)
    token_file: Watched[str] | None = None
    users_file: Watched[dict[str, User]] | None = None

    @property
    def signs_in(self) -> bool:
        """Whether readers must sign in."""
        return self.token_file is not None or self.users_file is not None

    def standing(self, name: str) -> tuple[str, str] | None:
        """Role and stamp of a reader as the files say now; None for one who is not there (any more).

        Raises UsageError where a file has become faulty: nobody is let in by what it said before.
        """
        if not self.signs_in:
            return ("admin", "") if name == LOCAL else None
        if name == TOKEN and self.token_file is not None:
            return "admin", digest(self.token_file.get())[:32]
        user = self.users_file.get().get(name) if self.users_file is not None else None
        return (user.role, user.stamp) if user is not None else None

    def bearer(self, token: str) -> Reader | None:
        """The reader whose token this is. Raises UsageError as `standing`."""
        given = digest(token)
        if self.token_file is not None and same(digest(self.token_file.get()), given):
            return Reader(TOKEN, "admin")
        people = self.users_file.get().values() if self.users_file is not None else ()
        for user in people:
            if user.token and same(user.token, given):
                return Reader(user.name, user.role)
        return None

    def csrf(self, session: str) -> str:
        """The token that changes of a session must show."""
        return sign(self.key, "csrf", session)


def faulty(error: UsageError, visit: Visit) -> Refused:
    """The answer while token file or users file is at fault: the place stands in the log, not on the page."""
    log_error(error, id=visit.id, place=error.place, fault=error.message)
    told, mend = "Nobody can sign in now: a file of the desk is at fault.", "the desk's log says which"
    return Refused(503, "users", told, mend=mend)


def open_files(settings: Settings) -> tuple[Watched[str] | None, Watched[dict[str, User]] | None]:
    """Token file and users file. Raises UsageError."""
    return (
        Watched(settings.token_file, read_token) if settings.token_file is not None else None,
        Watched(settings.users_file, users) if settings.users_file is not None else None,
    )
