"""Who asks: the reader of a request, and what a role may do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import cast

from fastapi import Request

from entente.serve.guard.refusals import Refused

#: Roles, each with all that the ones before it may do.
ROLES = ("reader", "reviewer", "admin")
_RANK = {"nobody": 0} | {role: rank for rank, role in enumerate(ROLES, 1)}
#: Where the visit stands in the ASGI scope.
VISIT = "entente.visit"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks.

    Attributes:
        name: of the users file; "local" for everybody on this machine, "token" for the token file, "" for nobody.
        role: reader, reviewer or admin; "nobody" for one who is not signed in.
        session: digest that stands for the session, None where a program came with a token.
    """

    name: str
    role: str
    session: str | None = None

    def may(self, role: str) -> bool:
        """Whether this reader may do what `role` may."""
        return _RANK[self.role] >= _RANK[role]


NOBODY = Reader("", "nobody")


@dataclass(slots=True)
class Visit:
    """What the guard knows of one request.

    Attributes:
        id: of the request, in the log and in `X-Request-Id`.
        address: of the client.
        reader: who asks.
        csrf: proof that a change was meant, bound to the session; "" without a session.
        bearer: whether the request came with a token, not a cookie.
        set_cookie: the Set-Cookie header of the answer, "" for none.
        headers: of the request, all values of a name in order.
    """

    id: str
    address: str
    reader: Reader = NOBODY
    csrf: str = ""
    bearer: bool = False
    set_cookie: str = ""
    headers: Mapping[str, list[str]] = field(default_factory=dict)

    def header(self, name: str) -> str:
        """A header's first value, "" where there is none."""
        found = self.headers.get(name)
        return found[0] if found else ""


def visit_of(request: Request) -> Visit:
    """What the guard knows of a request. Raises KeyError where no guard stands before the app."""
    return cast(Visit, request.scope[VISIT])


def reader_of(request: Request) -> Reader:
    """Who asks. On pages that are open to all it may be `NOBODY`; everywhere else it is somebody."""
    return visit_of(request).reader


def needs(role: str) -> Callable[[Request], Reader]:
    """A FastAPI dependency: the reader, who must have at least that role, else the answer is 403.

    Args:
        role: "reader", "reviewer" or "admin". Raises KeyError for another.
    """
    if role not in ROLES:
        raise KeyError(role)

    def allowed(request: Request) -> Reader:
        reader = reader_of(request)
        if not reader.may(role):
            raise Refused(
                403, "role", f"This needs the role {role}; yours is {reader.role}.", place=request.url.path,
                mend="ask an admin of this desk",
            )  # fmt: skip
        return reader

    allowed.__dict__["role"] = role
    return allowed
