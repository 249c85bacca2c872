"""Passwords: argon2id hashes (RFC 9106), checked by few threads and in the same time for names that nobody has."""

from __future__ import annotations

import functools
import secrets
import unicodedata
from typing import TYPE_CHECKING

from entente.errors import UsageError

if TYPE_CHECKING:
    from anyio import CapacityLimiter
    from argon2 import PasswordHasher

#: Shortest and longest password, characters (NIST SP 800-63B-4 section 3.1.1.2: at least 15 where it is alone
#: the proof, 8 with a second one; no rules of composition; an upper bound of at least 64).
SHORTEST, LONGEST = 12, 1024
#: KiB of memory that a hash may ask for: a line of the users file shall not stop the machine.
_MEMORY_AT_MOST = 1 << 20
#: Logins that are checked at once, and that may wait; more are turned away.
AT_ONCE, WAITING = 2, 16


@functools.cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    # argon2-cffi's defaults are RFC 9106's second recommended set: 64 MiB, three passes, four lanes.
    return PasswordHasher()


@functools.cache
def _nobodys() -> str:
    return _hasher().hash(secrets.token_urlsafe(32))


def _normal(password: str) -> str:
    # NIST SP 800-63B-4 section 3.1.1.2: the same keys give the same text on every machine.
    return unicodedata.normalize("NFKC", password)


def check_password(password: str) -> None:
    """Raises UsageError where a new password is too short, too long, or no text."""
    if not SHORTEST <= len(_normal(password)) <= LONGEST:
        raise UsageError(
            f"a password has {SHORTEST} to {LONGEST} characters", place="password", mend="take some words together"
        )
    if not password.isprintable():
        raise UsageError("a password has no control characters", place="password", mend="take some words together")


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with a salt of its own."""
    return _hasher().hash(_normal(password))


def hash_fault(text: str) -> str:
    """What is wrong with the hash of a users file, "" for nothing."""
    from argon2 import extract_parameters
    from argon2.exceptions import InvalidHashError

    if not text.startswith("$argon2id$"):
        return "is no argon2id hash"
    try:
        parameters = extract_parameters(text)
    except (InvalidHashError, ValueError):
        return "is a damaged argon2id hash"
    return "asks for too much memory" if parameters.memory_cost > _MEMORY_AT_MOST else ""


def matches(hashed: str | None, password: str) -> bool:
    """Whether a password belongs to a hash; for None, of a name that nobody has, it takes as long and is False."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        right = _hasher().verify(hashed or _nobodys(), _normal(password)[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return right and hashed is not None


class Checker:
    """Checks passwords in at most `AT_ONCE` threads, so that logins cannot take the machine."""

    def __init__(self) -> None:
        """Nothing is checked yet."""
        self._limiter: CapacityLimiter | None = None
        self._inside = 0

    async def matches(self, hashed: str | None, password: str) -> bool | None:
        """As `matches`; None where so many are waiting that this one is turned away. Call it in one event loop."""
        from anyio import CapacityLimiter, to_thread

        if self._inside >= AT_ONCE + WAITING:
            return None
        if self._limiter is None:
            self._limiter = CapacityLimiter(AT_ONCE)
        self._inside += 1
        try:
            return await to_thread.run_sync(matches, hashed, password, limiter=self._limiter)
        finally:
            self._inside -= 1
