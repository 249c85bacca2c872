"""One round of deliveries: what is due goes out, a few at a time, and what came of it is written at once."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import datetime as dt
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from entente.serve.watching import mailing, webhook
from entente.serve.watching.outbox import LEASE, Errand, Outcome, claim, release_lost, settle
from entente.serve.watching.schema import Clock

if TYPE_CHECKING:
    from entente.serve.settings import MailSettings, Settings
    from entente.serve.store import Store

#: Errands under way at once; seconds in which a round begins new ones.
WIDE, SECONDS = 4, 20.0
#: Sends a mail: `mailing.send`.
Mail = Callable[[Errand, "MailSettings", str, dt.datetime], Outcome]


@dataclass(frozen=True, slots=True)
class Round:
    """What a round came to, in deliveries. `failed`: to be tried again; `lost`: found without their sender."""

    sent: int = 0
    failed: int = 0
    given_up: int = 0
    uncertain: int = 0
    lost: int = 0


def deliver(
    store: Store,
    settings: Settings,
    *,
    now: Clock,
    post: webhook.Post,
    mail: Mail = mailing.send,
    seconds: float = SECONDS,
) -> Round:
    """Sends what is due; several keepers may do so at once.

    One place is sent to by one errand at a time, and rests for a while after a failure. The round begins nothing new
    after `seconds`, and each sending is bounded by itself (webhook.TIMEOUT, mailing.WHOLE).

    Args:
        store: the store.
        settings: its address for links, `mail` (without it mail waits) and `allow_private`.
        now: the clock, UTC.
        post: sends a webhook, as `entente.documents.posting.post`.
        mail: sends a mail.
        seconds: see above.
    """
    done = dataclasses.asdict(Round(lost=release_lost(store, now())))
    token, end = secrets.token_hex(8), time.monotonic() + seconds
    under_way: dict[concurrent.futures.Future[Outcome], Errand] = {}
    faults: list[BaseException] = []
    with concurrent.futures.ThreadPoolExecutor(WIDE) as pool:
        while True:
            while len(under_way) < WIDE and time.monotonic() < end:
                claimed = time.monotonic()
                errand = claim(store, now(), token, mail=settings.mail is not None)
                if errand is None:
                    break
                under_way[pool.submit(_send, errand, claimed, settings, now, post, mail)] = errand
            if not under_way:
                break
            ready, _ = concurrent.futures.wait(under_way, return_when=concurrent.futures.FIRST_COMPLETED)
            for future in ready:
                errand = under_way.pop(future)
                outcome = _outcome(future, errand, faults)
                settle(store, errand, outcome, now())
                done[outcome.state.replace(" ", "_")] += len(errand.ids)
    if faults:
        raise faults[0]
    return Round(**done)


def _outcome(future: concurrent.futures.Future[Outcome], errand: Errand, faults: list[BaseException]) -> Outcome:
    """What came of it. A mistake of the program is raised when all else is settled, and counts as an attempt."""
    fault = future.exception()
    if fault is None:
        return future.result()
    faults.append(fault)
    return Outcome("uncertain" if errand.channel == "mail" else "failed", f"a fault of the desk: {fault!r}"[:300])


def _send(errand: Errand, claimed: float, settings: Settings, now: Clock, post: webhook.Post, mail: Mail) -> Outcome:
    if time.monotonic() - claimed > LEASE / 2:  # this process was held up, and another may have it by now
        return Outcome("failed", "the desk was held up")
    if errand.channel == "webhook":
        return webhook.send(errand, settings.address, now(), post, allow_private=settings.allow_private)
    if settings.mail is None:
        raise ValueError("a mail was claimed without a server for it")
    return mail(errand, settings.mail, settings.address, now())
