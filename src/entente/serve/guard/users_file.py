"""The users file: JSON Lines, one user a line, so that a fault has a line and a change touches no other user.

    {"name": "anna", "role": "reviewer", "password": "$argon2id$v=19$...", "token": "9f86d0..."}

`password` is an argon2id hash (RFC 9106), `token` the SHA-256 of the reader's API token, "" for none. Empty lines and
lines that begin with `#` are passed over and kept.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import secrets
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from entente.errors import UsageError
from entente.inert import visible
from entente.serve.guard.files import secret_text
from entente.serve.guard.keys import digest
from entente.serve.guard.passwords import check_password, hash_fault, hash_password
from entente.serve.guard.readers import ROLES

_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")
_TOKEN = re.compile(r"(?:[0-9a-f]{64})?")
#: Names that stand for somebody already.
RESERVED = ("local", "token")
_FIELDS = ("name", "role", "password", "token")


@dataclass(frozen=True, slots=True)
class User:
    """One user of the file.

    Attributes:
        name: lower-case letters, digits and . _ @ + -, up to 64.
        role: reader, reviewer or admin.
        password: argon2id hash.
        token: SHA-256 of the API token in hex, "" where there is none.
    """

    name: str
    role: str
    password: str
    token: str = ""

    @property
    def stamp(self) -> str:
        """Changes when the password does: what a session holds, so that a new password ends the old sessions."""
        return digest(self.password)[:32]


def users(path: Path) -> dict[str, User]:
    """All users by name, in the order of the file.

    Raises:
        UsageError: the file cannot be read, others may read it, or a line is at fault; the place is FILE:LINE.
    """
    found: dict[str, User] = {}
    tokens: set[str] = set()
    for number, line in enumerate(secret_text(path, "users file").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        user = _user(line, f"{path}:{number}")
        if user.name in found:
            raise UsageError(f"{user.name} stands twice", place=f"{path}:{number}", mend="leave one of the lines")
        if user.token and user.token in tokens:
            raise UsageError("two users have one token", place=f"{path}:{number}", mend="make a new token for one")
        found[user.name] = user
        tokens.add(user.token)
    return found


def _user(line: str, place: str) -> User:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        mend = '{"name": "anna", "role": "reader", "password": "$argon2id$..."}'
        raise UsageError("is no JSON object", place=place, mend=mend) from error
    if not isinstance(entry, dict) or not all(isinstance(entry.get(key, ""), str) for key in _FIELDS):
        raise UsageError("is no JSON object of texts", place=place, mend="fields: " + ", ".join(_FIELDS))
    if unknown := sorted(set(entry) - set(_FIELDS)):
        raise UsageError(f"unknown field {visible(unknown[0])}", place=place, mend="fields: " + ", ".join(_FIELDS))
    user = User(**{key: entry.get(key, "") for key in _FIELDS})
    _check_name(user.name, place)
    _check_role(user.role, place)
    if fault := hash_fault(user.password):
        mend = "entente users change NAME --password"
        raise UsageError(f"the password of {user.name} {fault}", place=place, mend=mend)
    if not _TOKEN.fullmatch(user.token):
        raise UsageError(f"the token of {user.name} is no SHA-256 in hex", place=place, mend="make a new token")
    return user


def _check_name(name: str, place: str) -> None:
    if not _NAME.fullmatch(name):
        mend = "lower-case letters, digits and . _ @ + -, up to 64"
        raise UsageError(f"{visible(name)!r} is no name", place=place, mend=mend)
    if name in RESERVED:
        raise UsageError(f"the name {name} is taken by the desk itself", place=place, mend="take another name")


def _check_role(role: str, place: str) -> None:
    if role not in ROLES:
        raise UsageError(f"{visible(role)!r} is no role", place=place, mend="one of " + ", ".join(ROLES))


def add_user(path: Path, name: str, role: str, password: str) -> User:
    """Adds a user; the file is made, readable by its owner alone, where there is none.

    Raises:
        UsageError: the name is taken or no name, the role is none, the password too short, a fault in the file.
    """
    _check_name(name, "NAME")
    _check_role(role, "--role")
    check_password(password)
    user = User(name, role, hash_password(password))
    with _alone(path):
        if path.exists() and name in users(path):
            raise UsageError(f"{name} is in the file already", place=str(path), mend="change it, or take another name")
        _put(path, [*_lines(path), _line(user)])
    return user


def change_user(path: Path, name: str, *, role: str | None = None, password: str | None = None) -> User:
    """Gives a user another role or password; a new password ends all of the user's sessions. Raises UsageError."""
    fresh: dict[str, str] = {}
    if role is not None:
        _check_role(role, "--role")
        fresh["role"] = role
    if password is not None:
        check_password(password)
        fresh["password"] = hash_password(password)
    return _change(path, name, lambda user: replace(user, **fresh))


def new_token(path: Path, name: str) -> str:
    """A new API token of a user, 256 random bits, told this once; the one before is void. Raises UsageError."""
    token = f"entente_{secrets.token_urlsafe(32)}"
    _change(path, name, lambda user: replace(user, token=digest(token)))
    return token


def drop_token(path: Path, name: str) -> None:
    """Makes a user's API token void. Raises UsageError where there is no such user."""
    _change(path, name, lambda user: replace(user, token=""))


def remove_user(path: Path, name: str) -> None:
    """Takes a user out; open sessions and tokens end at once. Raises UsageError where there is no such user."""
    _change(path, name, lambda user: None)


def _change(path: Path, name: str, change: Callable[[User], User | None]) -> User:
    """Puts what `change` makes of a user in the place of its line; None takes the line out."""
    with _alone(path):
        found = users(path)
        if name not in found:
            raise UsageError(f"there is no user {visible(name)}", place=str(path), mend="see the list of users")
        fresh = change(found[name])
        kept = [_line(fresh)] if fresh is not None else []
        out: list[str] = []
        for line in _lines(path):
            out += kept if _name_of(line) == name else [line]
        _put(path, out)
    return fresh or found[name]


def _line(user: User) -> str:
    return json.dumps(asdict(user))


def _lines(path: Path) -> list[str]:
    return secret_text(path, "users file").splitlines() if path.exists() else []


def _name_of(line: str) -> str:
    return "" if not line.strip() or line.startswith("#") else str(json.loads(line)["name"])


def _put(path: Path, lines: list[str]) -> None:
    """The file as a whole or not at all; made by mkstemp, so only its owner can read it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "w", encoding="utf-8") as file:
            file.write("".join(f"{line}\n" for line in lines))
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
    above = os.open(path.parent, os.O_RDONLY)  # else the old file, and an old password, may come back with the power
    try:
        os.fsync(above)
    finally:
        os.close(above)


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Two who change the file wait for each other (flock(2))."""
    try:
        lock = os.open(path.with_name(f".{path.name}.lock"), os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise UsageError(f"cannot be written, {error.strerror}", place=str(path), mend="name another place") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
