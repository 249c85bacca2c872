"""Feeds asked for news, politely: conditional requests, robots.txt, a delay per host, longer pauses after failures."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from entente.documents.addresses import host_of
from entente.documents.fetching import (
    TOO_MANY_REDIRECTS,
    Declined,
    Fetched,
    Limits,
    NotModified,
    Redirected,
    request,
    unreachable,
)
from entente.documents.robots import Robots, fetch_robots, origin_of
from entente.documents.subscriptions import Polled, Subscription, put_off, settle
from entente.records import Refusal

#: Seconds between two requests to one host, and the longest that a robots.txt may ask for.
HOST_DELAY = 2.0
LONGEST_DELAY = 60.0


def poll(
    subscriptions: Sequence[Subscription],
    *,
    now: Callable[[], dt.datetime],
    sleep: Callable[[float], None],
    every: dt.timedelta,
    limits: Limits | None = None,
    allow_private: bool = False,
) -> Iterator[Polled]:
    """Ask once each feed that is due, and give each as soon as it is had.

    Hosts take turns, so that the delay of one passes while others are asked. Robots.txt of every host is read once,
    before its first feed, and holds for addresses that a feed redirects to as well.

    Args:
        subscriptions: the feeds; those whose `next_poll` is still to come are left out.
        now: the clock, UTC with zone.
        sleep: waits for so many seconds.
        every: time between two polls of a feed that goes well.
        limits: of each single request.
        allow_private: True to ask hosts in private networks too.
    """
    start = now()
    due = [each for each in subscriptions if _is_due(each, start)]
    return _Round(now, sleep, every, limits or Limits(), allow_private).run(due)


def _is_due(known: Subscription, moment: dt.datetime) -> bool:
    """Whether a feed may be asked. One that was asked in the future is: the clock was set back since, and it would wait
    for as long as that."""
    return known.next_poll is None or known.next_poll <= moment or (known.polled is not None and known.polled > moment)


@dataclass(slots=True)
class _Errand:
    """A feed on its way: where it has got to by redirects."""

    subscription: Subscription
    target: str
    hops: int = 0
    moved_to: str = ""
    for_good: bool = True


@dataclass(slots=True)
class _Host:
    """What waits for one host, from when on it may be asked again, and the number of its last turn."""

    waiting: deque[_Errand] = field(default_factory=deque)
    ready: dt.datetime | None = None
    turn: int = -1

    def wait(self, moment: dt.datetime) -> float:
        """Seconds until it may be asked; bounded, for a clock that is set back."""
        return min(max(0.0, (self.ready - moment).total_seconds()), LONGEST_DELAY) if self.ready else 0.0


@dataclass(slots=True)
class _Round:
    _now: Callable[[], dt.datetime]
    _sleep: Callable[[float], None]
    _every: dt.timedelta
    _limits: Limits
    _allow_private: bool
    _hosts: dict[str, _Host] = field(default_factory=dict)
    _robots: dict[str, Robots] = field(default_factory=dict)

    def _host(self, address: str) -> _Host:
        return self._hosts.setdefault(host_of(address), _Host())

    def run(self, due: Sequence[Subscription]) -> Iterator[Polled]:
        for each in due:
            target = each.moved_to or each.address
            self._host(target).waiting.append(_Errand(each, target, moved_to=each.moved_to))
        for turn in itertools.count():
            waiting = [host for host in self._hosts.values() if host.waiting]
            if not waiting:
                return
            moment = self._now()
            wait, _, host = min(((host.wait(moment), host.turn, host) for host in waiting), key=lambda each: each[:2])
            if wait:
                self._sleep(wait)
            host.turn = turn
            yield from self._take_turn(host)

    def _take_turn(self, host: _Host) -> Iterator[Polled]:
        """One request to a host: for its robots.txt, or for the feed that waits first."""
        errand = host.waiting[0]
        origin = origin_of(errand.target)
        if origin and origin not in self._robots:
            self._robots[origin] = fetch_robots(origin, self._limits, allow_private=self._allow_private)
            self._used(host, origin)
            yield from self._turn_away(host)
            return
        host.waiting.popleft()
        if not self._may(errand):  # sent here by a redirect
            yield self._settle(errand, self._forbidden(errand))
            return
        answer = self._ask(errand)
        self._used(host, origin)
        if isinstance(answer, Redirected):
            yield from self._send_on(errand, answer)
            return
        yield self._settle(errand, answer)
        if isinstance(answer, Declined) and answer.retry_after is not None:
            yield from self._leave_alone(host, answer, answer.retry_after)

    def _may(self, errand: _Errand) -> bool:
        robots = self._robots.get(origin_of(errand.target))
        return robots is None or robots.allows(errand.target)

    def _turn_away(self, host: _Host) -> Iterator[Polled]:
        """Feeds that may not be asked need not wait for their turn."""
        forbidden = [errand for errand in host.waiting if not self._may(errand)]
        host.waiting = deque(errand for errand in host.waiting if self._may(errand))
        for errand in forbidden:
            yield self._settle(errand, self._forbidden(errand))

    def _forbidden(self, errand: _Errand) -> Refusal:
        address, refusal = errand.subscription.address, self._robots[origin_of(errand.target)].refusal
        if refusal:
            return replace(refusal, source=address)
        detail = f"robots.txt of {host_of(errand.target)} does not let it be fetched"
        return Refusal(address, "unreachable", detail, "ask the publisher, or save the feed and read the file")

    def _ask(self, errand: _Errand) -> Fetched | NotModified | Redirected | Refusal:
        known = errand.subscription
        return request(
            errand.target,
            self._limits,
            allow_private=self._allow_private,
            etag=known.etag,
            modified=known.modified,
            source=known.address,
        )

    def _used(self, host: _Host, origin: str) -> None:
        if origin:
            robots = self._robots.get(origin, Robots())
            delay = min(max(robots.delay or 0.0, HOST_DELAY), LONGEST_DELAY)
            host.ready = self._now() + dt.timedelta(seconds=delay)

    def _send_on(self, errand: _Errand, answer: Redirected) -> Iterator[Polled]:
        errand.target, errand.hops = answer.address, errand.hops + 1
        errand.for_good = errand.for_good and answer.for_good
        errand.moved_to = answer.address if errand.for_good else errand.moved_to
        if errand.hops > self._limits.redirects:
            yield self._settle(errand, unreachable(errand.subscription.address, TOO_MANY_REDIRECTS))
        else:
            self._host(errand.target).waiting.appendleft(errand)

    def _leave_alone(self, host: _Host, answer: Declined, seconds: float) -> Iterator[Polled]:
        """The wish to wait is the host's, not the feed's (RFC 6585, 4): its other feeds wait as well."""
        if seconds <= LONGEST_DELAY:
            wished = self._now() + dt.timedelta(seconds=seconds)
            host.ready = max(host.ready or wished, wished)
            return
        while host.waiting:
            yield put_off(host.waiting.popleft().subscription, answer, self._now())

    def _settle(self, errand: _Errand, answer: Fetched | NotModified | Refusal) -> Polled:
        return settle(errand.subscription, answer, moment=self._now(), every=self._every, moved_to=errand.moved_to)
