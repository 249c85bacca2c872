"""How uvicorn is started: it believes no header, tells no name, and waits for headers only so long."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

#: Seconds within which the headers of a request must be there, and bytes that they may have together.
HEADERS_WITHIN, HEADERS_AT_MOST = 30.0, 65_536


class Patience(H11Protocol):
    """uvicorn's own protocol, but no connection is held open by headers that never end, or by a body nobody wants.

    uvicorn bounds how long a connection may be idle, not how slowly headers come (the "slow loris" of 2009), nor how
    long it takes in the rest of a body that has been answered already. That rest must be taken in for a while, since a
    client that is still sending would otherwise see a broken connection instead of the answer (RFC 9112 section 9.6).
    """

    headers_within = HEADERS_WITHIN
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begins to wait."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Waits on while headers are not whole, or what comes is not wanted."""
        super().data_received(data)
        if not self._useless():
            self._rest()
        elif self._timer is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits no more."""
        self._rest()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._timer = self.loop.call_later(self.headers_within, self._close)

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _close(self) -> None:
        self._timer = None
        if self._useless() and not self.transport.is_closing():
            self.transport.close()

    def _useless(self) -> bool:
        theirs, ours = self.conn.their_state, self.conn.our_state
        return theirs is h11.IDLE or (theirs is h11.SEND_BODY and ours is h11.DONE)


def uvicorn_options(headers_within: float = HEADERS_WITHIN) -> dict[str, Any]:
    """Keyword arguments of `uvicorn.Config` that the guard relies on.

    Its own reading of X-Forwarded-For is off: the guard believes that header only from the proxy it was told of.
    """
    return {
        "http": type("Protocol", (Patience,), {"headers_within": headers_within}), "ws": "none", "access_log": False,
        "proxy_headers": False, "server_header": False, "timeout_keep_alive": 30, "limit_concurrency": 400,
        "h11_max_incomplete_event_size": HEADERS_AT_MOST,
    }  # fmt: skip
