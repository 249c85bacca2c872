"""What an installation weighs: the default install in a fresh environment, made from the wheel of this checkout.

    python -m bench.sizes [ENVIRONMENT]

Without ENVIRONMENT (a virtual environment that is there already) it builds the wheel, installs it into a new one and
measures that; `pip` brings the rest from the package registry. Writes `bench/results/DATE-COMMIT-sizes.json` and
`bench/LATEST-sizes.md`.

Counted is what stands in `site-packages` but pip and setuptools, which every environment has: files, blocks on the disk
as `du` counts them, and both again with the files that Python compiles.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from evals import machine

#: What a new environment brings by itself.
ENVIRONMENT = ("pip", "setuptools", "wheel", "pkg_resources", "_distutils_hack", "distutils-precedence.pth")
#: Aims for the default install: MiB on the disk, and packages.
GOALS = {"files_mib": 250.0, "disk_mib": 250.0, "disk_compiled_mib": 250.0, "packages": 40.0}
#: Distributions that are listed by name.
HEAVIEST = 12


def folder_mib(folder: Path) -> float:
    """MiB of all files under a folder, compiled ones left out."""
    return _mib(path.stat().st_size for path in _files(folder, compiled=False))


def installed(site: Path) -> dict[str, float]:
    """How much stands in a `site-packages`: MiB of files and on the disk, without and with compiled ones; packages."""
    own = [path for path in site.iterdir() if not _of_the_environment(path.name)]
    lean, whole = ([f for p in own for f in _files(p, compiled=compiled)] for compiled in (False, True))
    return {
        "packages": len(packages(site)),
        "files_mib": round(_mib(path.stat().st_size for path in lean), 1),
        "disk_mib": round(_mib(path.stat().st_blocks * 512 for path in lean), 1),
        "files_compiled_mib": round(_mib(path.stat().st_size for path in whole), 1),
        "disk_compiled_mib": round(_mib(path.stat().st_blocks * 512 for path in whole), 1),
    }


def packages(site: Path) -> dict[str, float]:
    """Distribution -> MiB of its files, compiled ones left out; pip and setuptools are not among them."""
    found = {}
    for one in distributions(path=[str(site)]):
        name = one.metadata["Name"]
        if name.lower() not in ENVIRONMENT:
            paths = (Path(str(one.locate_file(file))) for file in one.files or () if "__pycache__" not in str(file))
            found[name] = _mib(path.stat().st_size for path in paths if path.is_file())
    return found


def _of_the_environment(name: str) -> bool:
    return name.split("-")[0] in ENVIRONMENT or name in ENVIRONMENT


def _files(place: Path, *, compiled: bool) -> list[Path]:
    found = [place] if place.is_file() else [path for path in place.rglob("*") if path.is_file()]
    return [path for path in found if compiled or "__pycache__" not in path.parts]


def _mib(sizes: Iterable[int]) -> float:
    return sum(sizes) / 2**20


def site_of(environment: Path) -> Path:
    """The `site-packages` of a virtual environment."""
    return next(environment.glob("lib/python3*/site-packages"))


def fresh(folder: Path) -> tuple[Path, Path]:
    """The wheel, built into a folder, and a new environment with it: (wheel, environment)."""
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--outdir", folder, machine.ROOT], check=True)
    (wheel,) = folder.glob("*.whl")
    environment = folder / "environment"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    pip = [environment / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, wheel], check=True)
    return wheel, environment


def measured(environment: Path, wheel: Path | None = None) -> tuple[dict[str, float], dict[str, float]]:
    """Figures of an environment and of its wheel, and MiB of each distribution."""
    site = site_of(environment)
    figures = installed(site)
    if wheel is not None:
        figures["wheel_mib"] = round(wheel.stat().st_size / 2**20, 1)
    return figures, packages(site)


def page(result: dict[str, Any]) -> str:
    """The figures as Markdown."""
    each, facts = result["packages"], result["machine"]
    lines = [
        "# What the default install weighs", "", f"Run {result['run']}; {facts['system']}, Python {facts['python']}.",
        "`python -m bench.sizes`: the wheel of this commit in a fresh environment, pip and setuptools not counted; "
        "`files`: bytes of files, `disk`: blocks as `du` counts them, `compiled`: with the `.pyc` files of pip.",
        "", "| figure | value | aim | kept |", "| --- | --- | --- | --- |",
    ]  # fmt: skip
    for name, value in result["figures"].items():
        goal = GOALS.get(name)
        kept = "|  |" if goal is None else f"at most {goal:g} | {'yes' if value <= goal else 'no'} |"
        lines.append(f"| {name} | {value} | {kept}")
    heaviest = sorted(each.items(), key=lambda pair: (-pair[1], pair[0]))
    lines += ["", f"Heaviest of {len(each)}: " + ", ".join(f"{n} {s:.0f} MiB" for n, s in heaviest[:HEAVIEST]) + "."]
    lines += ["", "All: " + ", ".join(sorted(each, key=str.lower)) + ".", ""]
    return "\n".join(lines)


def main(words: list[str]) -> int:
    """Measures and writes."""
    with tempfile.TemporaryDirectory() as kept:
        wheel, environment = (None, Path(words[0])) if words else fresh(Path(kept))
        figures, each = measured(environment, wheel)
    result = {"run": machine.stamp(), "machine": machine.facts(), "figures": figures, "packages": each}
    folder = machine.ROOT / "bench"
    (folder / "results" / f"{result['run']}-sizes.json").write_text(
        json.dumps(result, indent=1) + "\n", encoding="utf-8"
    )
    text = page(result)
    (folder / "LATEST-sizes.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
