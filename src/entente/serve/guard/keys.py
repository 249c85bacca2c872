"""Keys that the store keeps, and what is signed with them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from typing import cast

from entente.serve.store import Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS guard_keys (name TEXT PRIMARY KEY, value BLOB NOT NULL)
"""


def prepare(store: Store) -> None:
    """Makes the table and the key, and closes the store's file to other users of the machine."""
    store.make(SCHEMA)
    with store.writing() as connection:
        connection.execute("INSERT OR IGNORE INTO guard_keys VALUES ('signing', ?)", (secrets.token_bytes(32),))
    # SQLite gives -wal and -shm the mode of the file itself (os_unix.c, findCreateFileMode).
    os.chmod(store.path, store.path.stat().st_mode & 0o700)


def signing_key(store: Store) -> bytes:
    """The key that everything here is signed with, 256 random bits, made once for a store."""
    return cast(bytes, store.ask("SELECT value FROM guard_keys WHERE name = 'signing'")[0]["value"])


def sign(key: bytes, *parts: str) -> str:
    """HMAC-SHA256 (RFC 2104) over the parts as a JSON list, so that no two lists give one text; base64url."""
    text = json.dumps(parts).encode()
    return base64.urlsafe_b64encode(hmac.digest(key, text, hashlib.sha256)).decode().rstrip("=")


def same(left: str, right: str) -> bool:
    """Whether two texts are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(left.encode("utf-8", "replace"), right.encode("utf-8", "replace"))


def digest(text: str) -> str:
    """SHA-256 in hex: how random secrets of 256 bits are kept, which need no slow hash."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
