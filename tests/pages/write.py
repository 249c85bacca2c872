"""Writes what commands print into the pages that tell it: `python -m tests.pages.write PAGE...`.

Lines of "…" stay: what stands between them is taken from the top, the bottom, or by its first line.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.pages.consoles import ANY, ROOT, Console, consoles
from tests.pages.site import made, run
from tests.pages.test_pages import elsewhere


def anew(told: Sequence[str], printed: Sequence[str]) -> list[str]:
    """What a page should say: as many lines of each part as it has now. Raises LookupError where a part is lost."""
    if ANY not in [line.strip() for line in told]:
        return list(printed)
    parts: list[list[str]] = [[]]
    for line in told:
        if line.strip() == ANY:
            parts.append([])
        else:
            parts[-1].append(line)
    lines = list(printed[: len(parts[0])])
    for number, part in enumerate(parts[1:], 1):
        lines.append(ANY)
        if number == len(parts) - 1:
            lines += printed[len(printed) - len(part) :] if part else []
        else:
            at = next(i for i, line in enumerate(printed) if line.startswith(part[0][:24]))
            lines += printed[at : at + len(part)]
    return lines


def write(page: str) -> None:
    """Writes one page anew."""
    with tempfile.TemporaryDirectory() as folder:
        site = made(Path(folder))
        changes: list[tuple[Console, list[str]]] = []
        for console in consoles(page):
            if elsewhere(console) or console.ledger not in ("none", *site.ledgers):
                print(f"{console}: as it was", file=sys.stderr)
                continue
            code, printed = run(console.command, site.folder(page, console.ledger))
            print(f"{console}: {code}", file=sys.stderr)
            if console.told is not None:
                changes.append((console, anew(console.told, printed.rstrip().split("\n"))))
    lines = (ROOT / page).read_text(encoding="utf-8").split("\n")
    for console, told in reversed(changes):
        indent = "" if lines[console.first - 1].startswith("```") else "    "
        lines[console.first : console.last] = [f"{indent}{line}".rstrip() for line in told]
    (ROOT / page).write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        write(name)
