"""What readers hand in and jobs hand out: folders under the desk's state, bounded and cleared away."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import secrets
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from entente.asked import day
from entente.errors import UsageError
from entente.serve.settings import Settings

#: Most files or addresses at once; seconds and number for which what came out is kept.
MOST, KEPT_SECONDS, KEPT = 10, 86_400, 200
#: Name of the file that an export of training items is written to.
TRAINING = "training.zip"
_LONGEST_ADDRESS = 2000


@dataclass(frozen=True, slots=True)
class Handed:
    """One source that a reader handed in.

    Attributes:
        name: what to call it: the file's own name, "pasted text", or the address.
        data: its bytes, empty for an address.
    """

    name: str
    data: bytes = b""

    @property
    def is_address(self) -> bool:
        """Whether it is to be fetched."""
        return not self.data


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be read. `published`: day that the reader gives; `keep`: in the ledger."""

    handed: tuple[Handed, ...]
    published: dt.date | None = None
    keep: bool = False


def work_folder(settings: Settings) -> Path:
    """Where the folders of readings and exports lie; it may not be there yet."""
    return settings.state / "work"


def fresh_folder(settings: Settings, kind: str) -> Path:
    """A new folder that only this desk's user can enter; old ones are cleared away."""
    root = work_folder(settings)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    clear(root)
    folder = root / f"{kind}-{secrets.token_hex(12)}"
    folder.mkdir(mode=0o700)
    return folder


def clear(root: Path, now: float | None = None) -> None:
    """Takes away what is older than a day, and the oldest of more than KEPT folders."""
    moment = time.time() if now is None else now
    found = []
    for folder in root.iterdir() if root.is_dir() else ():
        with contextlib.suppress(OSError):  # taken away by another thread
            found.append((folder.stat().st_mtime, folder))
    found.sort(reverse=True)
    for number, (at, folder) in enumerate(found):
        if number >= KEPT or moment - at > KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def put(folder: Path, handed: Sequence[Handed]) -> list[dict[str, str]]:
    """Writes what was handed in to files without names of its own; what a job needs to find them again."""
    told = []
    for number, each in enumerate(handed):
        if each.is_address:
            told.append({"address": each.name})
            continue
        (folder / f"{number}.in").write_bytes(each.data)
        told.append({"file": f"{number}.in", "name": each.name})
    return told


def file_name(given: str) -> str:
    """An uploaded file's own name without path or control characters; for telling, never for opening."""
    name = re.split(r"[/\\]", given)[-1]
    kept = "".join(char for char in name if char.isprintable())[-120:]
    return kept or "upload"


async def handed_in(form: Any, settings: Settings) -> Asked:
    """What a form asks to be read.

    Args:
        form: with `text`, `address`, `published`, `keep` and any number of files.
        settings: how large it may be.

    Raises UsageError whose place is a field of the form.
    """
    found: list[Handed] = []
    text = form.get("text") or ""
    if isinstance(text, str) and text.strip():
        found.append(Handed("pasted text", text.replace("\r\n", "\n").encode("utf-8", "surrogatepass")))
    for upload in form.getlist("files"):
        if isinstance(upload, str) or not (upload.filename or upload.size):
            continue  # a field of files that was left empty
        data = await upload.read()
        if not data:
            raise UsageError("is empty", place="files", mend=f"choose {file_name(upload.filename)} anew")
        found.append(Handed(file_name(upload.filename or ""), data))
    for line in str(form.get("address") or "").split():
        found.append(Handed(address_of(line)))
    if not found:
        raise UsageError("nothing to read", place="text", mend="paste a report, choose a file or give an address")
    if len(found) > MOST:
        raise UsageError(
            f"{len(found)} reports at once", place="files", mend=f"at most {MOST}; `entente ingest` reads more"
        )
    size = sum(len(each.data) for each in found)
    if size > settings.max_upload:
        raise UsageError(f"{size:,} bytes", place="files", mend=f"at most {settings.max_upload:,} at once")
    given = str(form.get("published") or "").strip()
    return Asked(tuple(found), day(given, "published") if given else None, bool(form.get("keep")))


def address_of(text: str) -> str:
    """An http or https address. Raises UsageError."""
    mend = "an address that begins with https:// or http://"
    try:
        parts = urlsplit(text)
        fits = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        fits = False
    if not fits or len(text) > _LONGEST_ADDRESS or not text.isprintable():
        raise UsageError("is no address that can be read", place="address", mend=mend)
    if "@" in parts.netloc:
        raise UsageError(
            "holds a name or password, which would be kept in the open", place="address", mend="leave it out"
        )
    return text
