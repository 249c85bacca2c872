"""Where a ledger lies: folders of this machine, under whatever name, as each library wants them named."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from entente.errors import LedgerError
from entente.inert import visible
from entente.ledger.schema import MONTH

if TYPE_CHECKING:
    from deltalake import DeltaTable

#: "s3://bucket/prefix" and the like; pathlib leaves one slash of them. A drive's letter is none.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")
#: What the Delta library reads as something else than what it is, or stops at (deltalake 1.6).
_UNUSABLE = re.compile(r"[\x00-\x1f\x7f\\\[\]]|%[0-9A-Fa-f]{2}")
#: Signs by which DuckDB takes a name for a pattern.
_PATTERN = re.compile(r"[*?\[]")


def folder(path: Path | str) -> Path:
    """The folder's whole path. Raises LedgerError for a name under which no ledger can lie."""
    name = str(path)
    if _SCHEME.match(name):
        raise LedgerError("a ledger lies in a folder of this machine", place=name, mend="name a folder")
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


def uri(root: Path, table: str) -> str:
    """A table's address for Delta Lake, which takes a bare path with % or # in it for another one."""
    return (root / table).as_uri()


def files(table: DeltaTable) -> list[str]:
    """The paths of a table's files, sorted. Raises LedgerError for a table that names a file outside of its folder."""
    found = sorted(unquote(urlsplit(file).path) for file in table.file_uris())
    if climbing := next((file for file in found if ".." in file.split("/")), None):
        raise LedgerError(
            "a table names a file outside of its own folder", place=visible(climbing), mend="whoever made it meant harm"
        )
    return found


def literal(file: str) -> str:
    """A file's path in SQL, as a name and never as a pattern."""
    escaped = _PATTERN.sub(lambda found: f"[{found[0]}]", file)
    return "'" + escaped.replace("'", "''") + "'"
