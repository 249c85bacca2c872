"""Builds the package twice, installs it into a new environment outside of the checkout, and uses it there.

    python -m release.packaged

What must hold: both builds have the same bytes; the source archive holds what it should; the default install reads,
briefs, checks and asks what follows if; what needs an extra says so in one line and ends with 2; with the extra
`ledger` a ledger is kept and asked. `pip` is the only thing that uses the network. Ends with 1 at the first fault.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: What only the repository holds: labelled texts, training, measurements, the large model, tests.
NOT_SHIPPED = ("evals", "training", "bench", "faults", "fuzz", "models", "tests", "shared", ".ci", ".venv")
#: What a source archive cannot do without.
SHIPPED = (
    "LICENSE",
    "LICENSE.CC0-1.0",
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "pyproject.toml",
    "src",
    "docs",
)
#: Commands, with their exit status and what they say, on the default install.
DEFAULT = (
    (("--version",), 0, "model entente-small"),
    (("read", "exercise.html"), 0, "Manila"),
    (("brief", "exercise.html"), 0, "Manila"),
    (("brief", "exercise.html", "--format", "html", "--outlook"), 0, "<!DOCTYPE html>"),
    (("check", "--from", "North Korea", "--to", "Russia", "--matter", "arms.artillery", "--on", "2023-09-20"), 0, "UN"),
    (("whatif", "russia_dprk_munitions", "--runs", "200"), 0, "scenario"),
    (("actors", "Kim Jong Un"), 0, "PRK"),
)
LACKING = (
    (("ingest", "exercise.html", "--ledger", "ledger"), 2, "deltalake and duckdb (pip install 'entente[ledger]')"),
    (("claims", "--ledger", "ledger"), 2, "pip install 'entente[ledger]'"),
    (("status", "--report", "exercise.html"), 2, "pip install 'entente[ledger]'"),
    (("forecast", "--pair", "Russia", "China", "--ledger", "ledger"), 2, "pip install 'entente["),
    (("serve", "--ledger", "ledger"), 2, "pip install 'entente[serve]'"),
    (("mcp", "--ledger", "ledger"), 2, "pip install 'entente["),
    (("scenario", "show", "russia_dprk_munitions", "--svg", "picture.svg"), 2, "pip install 'entente[ledger]'"),
    (("whatif", "russia_dprk_munitions", "--runs", "200", "--plot", "picture.png"), 2, "pip install 'entente[plot]'"),
    (("read", "archive.warc"), 7, "pip install 'entente[warc]'"),
)  # fmt: skip
WITH_LEDGER = (
    (("ingest", "exercise.html", "water.txt", "--ledger", "ledger"), 0, "2"),
    (("claims", "--ledger", "ledger"), 0, "Philippines"),
    (("status", "--report", "exercise.html"), 0, ""),
    (("export", "claims.graphml", "--ledger", "ledger", "--to", "graphml"), 0, ""),
    (("scenario", "show", "russia_dprk_munitions", "--svg", "picture.svg"), 0, "picture.svg"),
    (("serve", "--ledger", "ledger"), 2, "pip install 'entente[serve]'"),
)


class Fault(Exception):
    """Something does not hold; the text says what."""


def copied(to: Path) -> Path:
    """A copy of what the source archive is made of, so that nothing changes between two builds."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    to.mkdir(parents=True)
    for name in settings["tool"]["hatch"]["build"]["targets"]["sdist"]["only-include"]:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, to / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif (ROOT / name).exists():
            shutil.copy(ROOT / name, to / name)
    return to


def moment() -> str:
    """When the commit was made, in seconds; outside of a repository a fixed day."""
    told = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False)
    return told.stdout.strip() or "1735689600"


def built(source: Path, folder: Path, since: str) -> list[Path]:
    """Wheel and source archive, built into a folder; the wheel out of the archive. `since`: the files' time in them."""
    own = {**os.environ, "SOURCE_DATE_EPOCH": since}
    told = subprocess.run(
        [sys.executable, "-m", "build", "--outdir", folder, source],
        env=own,
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode:
        raise Fault(f"the package cannot be built:\n{told.stdout[-2000:]}{told.stderr[-2000:]}")
    return sorted(folder.iterdir(), key=lambda path: path.suffix != ".whl")


def same(one: Sequence[Path], other: Sequence[Path]) -> None:
    """Raises Fault where two builds differ."""
    sums = [{path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths} for paths in (one, other)]
    if sums[0] != sums[1]:
        raise Fault(f"two builds differ: {sums[0]} and {sums[1]}")


def holds(archive: Path) -> None:
    """Raises Fault where a source archive lacks something, or holds what belongs to the repository alone."""
    with tarfile.open(archive) as opened:
        top = {name.split("/")[1] for name in opened.getnames() if "/" in name}
    lacking, strange = [name for name in SHIPPED if name not in top], [name for name in NOT_SHIPPED if name in top]
    if lacking or strange:
        raise Fault(f"{archive.name} lacks {lacking or 'nothing'} and holds {strange or 'nothing'} that it should not")


def environment(folder: Path) -> Path:
    """A new virtual environment; its `bin`."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    return folder / "bin"


def install(bin: Path, what: str) -> None:
    """Brings a wheel, perhaps with extras, into an environment."""
    pip = [bin / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", what]
    told = subprocess.run(pip, capture_output=True, text=True, check=False)
    if told.returncode:
        raise Fault(f"{what} cannot be installed:\n{told.stderr[-2000:]}")


def tried(bin: Path, folder: Path, commands: Sequence[tuple[tuple[str, ...], int, str]]) -> None:
    """Runs commands in a folder. Raises Fault where one ends otherwise, says something else or shows a traceback."""
    own = {"PATH": f"{bin}:/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8", "TMPDIR": str(folder)}
    for words, status, said in commands:
        told = subprocess.run(
            [bin / "entente", *words], cwd=folder, env=own, capture_output=True, text=True, check=False
        )
        everything = told.stdout + told.stderr
        if told.returncode != status or said not in everything or "Traceback" in everything:
            raise Fault(
                f"entente {' '.join(words)} ended with {told.returncode}, not {status}, {said!r}:\n{everything[-1500:]}"
            )
        if status == 2 and len(told.stderr.splitlines()) != 1:
            raise Fault(f"entente {' '.join(words)} says more than one line:\n{told.stderr}")
        print(f"packaged: entente {' '.join(words)}: {status}", file=sys.stderr)


def reports(folder: Path) -> Path:
    """A folder outside of the checkout with the made-up reports and an archive."""
    folder.mkdir()
    for name in ("exercise.html", "water.txt"):
        (folder / name).write_bytes((ROOT / "examples" / name).read_bytes())
    (folder / "archive.warc").write_bytes(b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 0\r\n\r\n\r\n\r\n")
    return folder


def main() -> int:
    """All of it."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    with tempfile.TemporaryDirectory() as kept:
        here = Path(kept)
        try:
            source, since = copied(here / "source"), moment()
            wheel, archive = built(source, here / "one", since)
            same((wheel, archive), built(shutil.copytree(source, here / "elsewhere" / "again"), here / "two", since))
            holds(archive)
            bin, folder = environment(here / "environment"), reports(here / "reports")
            install(bin, str(wheel))
            tried(bin, folder, ((("--version",), 0, f"entente {version}"), *DEFAULT, *LACKING))
            install(bin, f"{wheel}[ledger]")
            tried(bin, folder, WITH_LEDGER)
        except Fault as fault:
            print(f"packaged: {fault}", file=sys.stderr)
            return 1
    print(f"packaged: entente {version} builds to the same bytes, installs and runs", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
