"""How often one may ask, and how long one waits after a wrong password. Memory is bounded."""

from __future__ import annotations

import datetime as dt
import math
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from limits import RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

Clock = Callable[[], dt.datetime]
#: Clients, readers and names that are counted at once; the one unseen for the longest is forgotten.
COUNTED = 20_000
#: Logins a minute of one address, wrong or right; and of what one reader may ask for, the part that may be uploads and
#: fetches, one in so many.
LOGINS, HEAVY = 20, 40
#: All that comes from one address may be that many times what one reader may: an office shares an address.
SHARED = 4
#: Wrong passwords before one waits; the longest wait in seconds, of one address at one name, and of the name at all
#: (short, since otherwise anybody could lock anybody out).
FREE, LONGEST_WAIT, LONGEST_WAIT_OF_NAME = 4, 900.0, 30.0


class Bounded(Storage):
    """Counts for the `limits` library, by the desk's own clock, at most `size` of them and without a thread."""

    STORAGE_SCHEME = None

    def __init__(self, now: Clock, size: int = COUNTED) -> None:
        """Args: now: the clock; size: counts that are held at once."""
        super().__init__()
        self._now, self._size = now, size
        self._lock = threading.Lock()
        self._counts: OrderedDict[str, tuple[int, float]] = OrderedDict()

    @property
    def base_exceptions(self) -> type[Exception]:
        """None of its own."""
        return KeyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Counts up; a count whose time is over begins anew."""
        moment = self._now().timestamp()
        with self._lock:
            count, until = self._counts.pop(key, (0, 0.0))
            if until <= moment:
                count, until = 0, moment + expiry
            self._counts[key] = (count + amount, until)
            if len(self._counts) > self._size:
                self._counts.popitem(last=False)
            return count + amount

    def get(self, key: str) -> int:
        """The count now."""
        with self._lock:
            count, until = self._counts.get(key, (0, 0.0))
        return count if until > self._now().timestamp() else 0

    def get_expiry(self, key: str) -> float:
        """When the count begins anew, seconds since 1970."""
        with self._lock:
            return self._counts.get(key, (0, self._now().timestamp()))[1]

    def check(self) -> bool:
        """It always works."""
        return True

    def reset(self) -> int | None:
        """Forgets all."""
        with self._lock:
            held = len(self._counts)
            self._counts.clear()
        return held

    def clear(self, key: str) -> None:
        """Forgets one."""
        with self._lock:
            self._counts.pop(key, None)


class Rates:
    """How often readers and addresses may ask."""

    def __init__(self, per_minute: int, now: Clock) -> None:
        """Args: per_minute: requests of one reader; now: the clock."""
        self._now = now
        self._storage = Bounded(now)
        self._limiter = FixedWindowRateLimiter(self._storage)
        self._items = {
            "reader": RateLimitItemPerMinute(per_minute),
            "address": RateLimitItemPerMinute(per_minute * SHARED),
            "stranger": RateLimitItemPerMinute(per_minute),
            "login": RateLimitItemPerMinute(LOGINS),
            "heavy": RateLimitItemPerMinute(max(1, per_minute // HEAVY)),
        }

    def wait(self, bucket: str, who: str) -> int:
        """Counts one request; 0 where it may go on, else the seconds until it may.

        Args:
            bucket: "reader", "address", "stranger" (an address that is not signed in), "login" or "heavy".
            who: is counted.
        """
        item = self._items[bucket]
        if self._limiter.hit(item, bucket, who):
            return 0
        left = self._limiter.get_window_stats(item, bucket, who).reset_time - self._now().timestamp()
        return max(1, math.ceil(left))


@dataclass(slots=True)
class _Wrong:
    count: int
    until: float
    last: float


class Waits:
    """Growing waits after wrong passwords: 1, 2, 4 ... seconds after the first few, each for address and name.

    OWASP Authentication Cheat Sheet, "Account Lockout": exponential waits instead of a lock. Names that nobody has
    are counted as others are, so that a wait does not tell who is here. An address from which a name has signed in
    before waits only for its own wrong passwords (the idea of OWASP's device cookies): strangers cannot keep a reader
    out by trying that reader's name all day.
    """

    def __init__(self, now: Clock, size: int = COUNTED) -> None:
        """Args: now: the clock; size: names and addresses held at once."""
        self._now, self._size = now, size
        self._wrong: OrderedDict[tuple[str, str], _Wrong] = OrderedDict()
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()

    def left(self, name: str, address: str) -> int:
        """Seconds that this address must wait before it tries this name again, 0 for none."""
        moment = self._now().timestamp()
        until = max((self._wrong[key].until for key in self._keys(name, address) if key in self._wrong), default=0.0)
        return max(0, math.ceil(until - moment))

    def wrong(self, name: str, address: str) -> None:
        """Counts a wrong password."""
        moment = self._now().timestamp()
        for key in self._keys(name, address):
            entry = self._wrong.pop(key, None) or _Wrong(0, 0.0, moment)
            # Quiet for an hour: counting begins anew.
            entry.count = 1 if moment - entry.last > 3600 else entry.count + 1
            longest = LONGEST_WAIT if key[1] else LONGEST_WAIT_OF_NAME
            over = entry.count - (FREE if key[0] else 2 * FREE)
            entry.until = moment + min(longest, 2.0 ** min(over, 20)) if over >= 0 else 0.0
            entry.last = moment
            self._wrong[key] = entry
        while len(self._wrong) > self._size:
            self._wrong.popitem(last=False)

    def right(self, name: str, address: str) -> None:
        """Forgets this name's wrong passwords from this address; those of the address at other names stay."""
        self._wrong.pop((name, address), None)
        self._known.pop((name, address), None)
        self._known[name, address] = None
        while len(self._known) > self._size:
            self._known.popitem(last=False)

    def _keys(self, name: str, address: str) -> tuple[tuple[str, str], ...]:
        own = ((name, address), ("", address))
        return own if (name, address) in self._known else (*own, (name, ""))
