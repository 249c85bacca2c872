"""What an installation weighs."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path


def folder_mib(folder: Path) -> float:
    """MiB of all files under a folder, compiled ones left out."""
    files = [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return sum(path.stat().st_size for path in files) / 2**20


def needed(name: str = "entente") -> set[str]:
    """Names of the distributions that one needs at run time, itself left out."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        try:
            wanted = distribution(waiting.pop()).requires or []
        except PackageNotFoundError:
            continue  # needed only on another system
        for line in wanted:
            if "extra ==" in line:
                continue
            other = re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0].lower()
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def needed_mib() -> float:
    """MiB of everything that is installed along."""
    total = 0
    for name in needed():
        try:
            files = distribution(name).files or []
        except PackageNotFoundError:
            continue  # needed only on another system
        paths = (Path(str(file.locate())) for file in files if not str(file).endswith(".pyc"))
        total += sum(path.stat().st_size for path in paths if path.is_file())
    return total / 2**20
