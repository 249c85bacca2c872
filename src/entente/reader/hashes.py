"""The files of a model, checked by their hashes before anything is made of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from entente.errors import ModelError


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal digits (FIPS 180-4)."""
    return hashlib.sha256(data).hexdigest()


def checked(folder: Path, name: str, hashes: Mapping[str, str]) -> bytes:
    """The bytes of a model's file; the very bytes that were hashed, so that nothing can be put in between.

    Args:
        hashes: file -> SHA-256, as model.json has them under "files".

    Raises ModelError where the file cannot be read, has no hash or another one.
    """
    path = folder / name
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"cannot be read: {error}", place=str(path), mend="install entente again") from error
    if digest(data) != hashes.get(name):
        raise ModelError(
            "damaged or changed: its SHA-256 is not the one that model.json tells",
            place=str(path),
            mend="install entente again, or make train for a model of your own",
        )
    return data
