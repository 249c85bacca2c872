"""Known faults of the packages at hand, asked of the advisory service (pip-audit) and held against a list kept here.

    python -m release.audit

Ends with 1 where a package has a known fault that `advisories.toml` does not allow, or is older than a fix that is
listed there. Where the service cannot be reached it says so in one line and goes on: what was not looked at is counted,
and not called sound.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import Version

from release.dependencies import ROOT, made, requirements

LISTED = ROOT / "release" / "advisories.toml"
#: Services of advisories that pip-audit knows, in the order in which they are asked.
SERVICES = ("pypi", "osv")
#: Seconds that one of them may take.
PATIENCE = 300


@dataclass(frozen=True, slots=True)
class Fault:
    """A known fault of a package that is here. `ids`: its names; `fixed`: versions without it."""

    package: str
    version: str
    ids: tuple[str, ...]
    fixed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service said: `faults`, how many packages it `looked` at, and why the others were `passed` over."""

    faults: tuple[Fault, ...]
    looked: int
    passed: tuple[str, ...]


def listed() -> dict[str, Any]:
    """The tables of advisories.toml."""
    return tomllib.loads(LISTED.read_text(encoding="utf-8"))


def too_old(versions: Mapping[str, str], fixed: Iterable[Mapping[str, Any]]) -> list[str]:
    """Packages here that are older than a fix, one line each. `versions`: by name."""
    return [
        f"{each['package']} {versions[each['package']]} is older than {each['version']}: {', '.join(each['ids'])}"
        for each in fixed
        if each["package"] in versions and Version(versions[each["package"]]) < Version(each["version"])
    ]


def asked_too_low(fixed: Iterable[Mapping[str, Any]]) -> list[str]:
    """Requirements of pyproject.toml that let a version from before a fix in, one line each."""
    fixes = {each["package"]: Version(each["version"]) for each in fixed}
    found = set()
    for install, asked in requirements().items():
        for each in asked:
            name = canonicalize_name(each.name)
            lows = [Version(part.version) for part in each.specifier if part.operator in (">=", "==", "~=")]
            if name in fixes and (not lows or max(lows) < fixes[name]):
                found.add(f"{install} asks for {each}, which lets versions before {fixes[name]} in")
    return sorted(found)


def allowed(fault: Fault, entries: Iterable[Mapping[str, Any]], today: dt.date) -> bool:
    """Whether a fault stands in the list of those that do no harm here, and still does."""
    return any(
        each["id"] in fault.ids and canonicalize_name(each["package"]) == fault.package and today <= each["until"]
        for each in entries
    )


def answer(told: Mapping[str, Any]) -> Answer:
    """pip-audit's JSON, read."""
    faults, passed, looked = [], [], 0
    for each in told["dependencies"]:
        if "skip_reason" in each:
            passed.append(str(each["name"]))
            continue
        looked += 1
        for found in each["vulns"]:
            ids = (str(found["id"]), *map(str, found.get("aliases", ())))
            fault = Fault(
                canonicalize_name(each["name"]), str(each["version"]), ids, tuple(map(str, found["fix_versions"]))
            )
            faults.append(fault)
    return Answer(tuple(faults), looked, tuple(passed))


def ask(versions: Mapping[str, str], service: str) -> Answer | None:
    """What a service says of some packages; None where it cannot be reached."""
    with tempfile.TemporaryDirectory(prefix="entente-") as folder:
        asked = Path(folder) / "packages.txt"
        asked.write_text("".join(f"{name}=={version}\n" for name, version in versions.items()), encoding="utf-8")
        command = [
            sys.executable, "-m", "pip_audit", "--requirement", str(asked), "--no-deps", "--disable-pip", "--format",
            "json", "--progress-spinner", "off", "--timeout", "15", "--vulnerability-service", service,
        ]  # fmt: skip
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
        except subprocess.TimeoutExpired:
            return None
    try:
        found = answer(json.loads(done.stdout))
    except (ValueError, KeyError):
        return None
    # A registry that keeps no advisories answers that it knows no package at all.
    return found if found.looked else None


def main() -> int:
    """Asks and tells. Returns the exit status."""
    table, everything = listed(), made(requirements())
    versions = {package.name: package.version for package in everything.packages.values()}
    faults = [*too_old(versions, table.get("fixed", ())), *asked_too_low(table.get("fixed", ()))]
    found = next((each for each in (ask(versions, service) for service in SERVICES) if each is not None), None)
    if found is None:
        print(f"audit: no advisory service can be reached; {len(versions)} packages were held against the list alone")
    else:
        unsaid = f", {len(found.passed)} it does not know ({', '.join(found.passed)})" if found.passed else ""
        print(f"audit: {found.looked} packages looked at{unsaid}")
        today = dt.datetime.now(dt.UTC).date()
        faults += [
            f"{each.package} {each.version}: {', '.join(each.ids)} (fixed in {', '.join(each.fixed) or 'no version'})"
            for each in found.faults
            if not allowed(each, table.get("allowed", ()), today)
        ]
    for line in faults:
        print(f"audit: {line}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
