"""Names of places where a ledger may lie: folders of this machine under whatever name, and addresses of objects."""

from __future__ import annotations

import re
from pathlib import Path

from entente.errors import LedgerError
from entente.ledger.schema import MONTH

#: "s3://bucket/prefix" and the like; pathlib leaves one slash of them. A drive's letter is none.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")
_ELSEWHERE = "a ledger lies in a folder or on object storage"
_NAME_ONE = "name a folder, or s3://, gs:// or az://, a bucket and a prefix"
#: An address, as the Delta library reads it: a kind of store, a bucket (on Azure a container), a prefix.
_ADDRESS = re.compile(r"(s3|gs|az)://([a-z0-9][a-z0-9._-]{1,62})((?:/[A-Za-z0-9][A-Za-z0-9._+-]*)*)/?")
#: What the Delta library reads as something else than what it is, or stops at (deltalake 1.6).
_UNUSABLE = re.compile(r"[\x00-\x1f\x7f\\\[\]]|%[0-9A-Fa-f]{2}")
#: Signs by which DuckDB takes a name for a pattern.
_PATTERN = re.compile(r"[*?\[]")


def folder(path: Path | str) -> Path:
    """The folder's whole path. Raises LedgerError for a name under which no ledger can lie."""
    name = str(path)
    if _SCHEME.match(name):
        raise LedgerError(_ELSEWHERE, place=shown(name), mend=_NAME_ONE)
    try:
        name.encode("utf-8")
        found = Path(path).expanduser().resolve()
        found.exists()
    except (UnicodeEncodeError, OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "its name is no text"
        raise LedgerError(f"cannot be used, {reason}", place=name, mend="name another folder") from error
    if _UNUSABLE.search(str(found)):
        raise LedgerError(
            "cannot be used, its path holds one of [ ] \\ or %20 and the like", place=name, mend="name another folder"
        )
    if any(part.startswith(f"{MONTH}=") for part in found.parts):
        # Readers of Delta tables take such a name for a month.
        raise LedgerError(f"no folder above it may be called {MONTH}=...", place=name, mend="name another folder")
    return found


def is_address(name: str) -> bool:
    """Whether it is an address, and no folder's name."""
    return "://" in name and bool(_SCHEME.match(name))


def address_of(name: str) -> str:
    """An address without a slash at its end. Raises LedgerError for one under which no ledger can lie.

    What may hold a name, a password or a token is refused, and not told again.
    """
    if found := _ADDRESS.fullmatch(name):
        return f"{found[1]}://{found[2]}{found[3]}"
    kind = name.partition(":")[0]
    if "@" in name or "?" in name or "#" in name:
        mend = "credentials are taken from the environment alone"
        raise LedgerError("an address holds no name, password or query", place=f"{kind}://...", mend=mend)
    if kind not in ("s3", "gs", "az"):
        raise LedgerError(_ELSEWHERE, place=f"{kind}://...", mend=_NAME_ONE)
    mend = (
        "a bucket of 2 to 63 small letters, digits and . _ -, and a prefix of letters, digits and . _ - +, "
        "as s3://bucket/reports/2024"
    )
    raise LedgerError("cannot be used as an address", place=f"{kind}://...", mend=mend)


def shown(name: str) -> str:
    """A name as it may be shown: of what looks like an address with a password or a query, the kind alone."""
    return f"{name.partition(':')[0]}:/..." if any(sign in name for sign in "@?#") else name


def literal(file: str) -> str:
    """A file's path in SQL, as a name and never as a pattern."""
    escaped = _PATTERN.sub(lambda found: f"[{found[0]}]", file)
    return "'" + escaped.replace("'", "''") + "'"
