"""Webhooks: one piece of news, posted and signed."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Callable
from typing import Any

from entente.errors import InputError, UsageError
from entente.inert import json_text, visible
from entente.records.news import News
from entente.serve.watching.outbox import Errand, Outcome

#: Sends a body to an address: `post(address, body, headers, allow_private=..., timeout=...)` gives the status and the
#: seconds of Retry-After; see `entente.documents.posting.post`.
Post = Callable[..., tuple[int, float | None]]
#: Version of the body. It grows where a field changes its meaning or goes, not where one is added.
VERSION = 1
#: Seconds that one posting may take.
TIMEOUT = 10.0


def link_of(address: str, watch: str, news: News) -> str:
    """Where a person reads more: the event's page, else the watch's page. `address`: the desk's own."""
    if news.event:
        return f"{address}/events/{news.event}"
    return f"{address}/watches/{watch}"


def body_of(errand: Errand, address: str) -> bytes:
    """The body, JSON in UTF-8: `version`, `delivery`, `watch` (`id`, `name`), `news` (see `News`) and `link`."""
    news = errand.news[0]
    body: dict[str, Any] = {
        "version": VERSION,
        "delivery": errand.ids[0],
        "watch": {"id": errand.watch, "name": errand.watch_name},
        "news": news.as_dict(),
        "link": link_of(address, errand.watch, news),
    }
    return json_text(body).encode()


def signature(secret: str, body: bytes, moment: int) -> str:
    """The value of the header `Entente-Signature`: `t=SECONDS,v1=HEX`.

    HEX is the HMAC-SHA256 (RFC 2104) of the seconds since 1970, a full stop and the body as it came. A receiver checks
    it with the watch's secret, and refuses what is older than five minutes, so that nobody can play it again:

        import hashlib, hmac, time
        def genuine(secret: str, header: str, body: bytes) -> bool:
            parts = dict(part.split("=", 1) for part in header.split(","))
            signed = parts["t"].encode() + b"." + body
            right = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
            fresh = abs(time.time() - int(parts["t"])) < 300
            return fresh and hmac.compare_digest(right, parts["v1"])

    A repeat of a message whose answer was lost carries the same `Entente-Delivery`.
    """
    signed = str(moment).encode() + b"." + body
    return f"t={moment},v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"


def send(errand: Errand, address: str, now: dt.datetime, post: Post, *, allow_private: bool) -> Outcome:
    """Posts one errand, once.

    2xx is sent (RFC 9110, 15.3); 410 Gone pauses the webhook (15.5.11); other 4xx are given up, since asking again
    changes nothing, but for 408 Request Timeout (15.5.9) and 429 Too Many Requests (RFC 6585, 4); the rest is tried
    again. Redirects are not followed: the rest of a signed message belongs to the address that was given.
    """
    body = body_of(errand, address)
    headers = {
        "Content-Type": "application/json",
        "Entente-Delivery": errand.ids[0],
        "Entente-Signature": signature(errand.secret, body, int(now.timestamp())),
    }
    try:
        status, retry_after = post(errand.target, body, headers, allow_private=allow_private, timeout=TIMEOUT)
    except UsageError as error:
        return Outcome("given up", visible(str(error))[:300])
    except InputError as error:
        return Outcome("failed", visible(str(error))[:300])
    return outcome_of(status, retry_after)


def outcome_of(status: int, retry_after: float | None) -> Outcome:
    """What an answer's status means; see `send`."""
    if 200 <= status < 300:
        return Outcome("sent")
    said = f"the receiver answers {status}"
    if status == 410:
        return Outcome("given up", f"{said}, it wants no more", gone=True)
    if 400 <= status < 500 and status not in (408, 429):
        return Outcome("given up", said)
    if 300 <= status < 400:
        said += "; redirects are not followed"
    return Outcome("failed", said, retry_after)
