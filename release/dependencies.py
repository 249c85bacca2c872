"""What the program is made of: the packages that an install brings, as the environment at hand has them."""

from __future__ import annotations

import functools
import importlib.metadata
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
#: Extras for those who change the program and not for those who use it.
MAKERS = ("dev", "fuzz", "train")
#: The install without any extra.
DEFAULT = "default"


@dataclass(slots=True)
class Package:
    """A package of the environment.

    Attributes:
        name: as the registry writes it (PEP 503); version: the one that is installed.
        licence: SPDX expression, "" where its metadata tell none.
        needs: names of the packages that it asks for itself, of those that are installed.
        installs: the installs of Entente that bring it: "default", or an extra.
    """

    name: str
    version: str
    licence: str
    needs: set[str] = field(default_factory=set)
    installs: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Made:
    """All of it.

    Attributes:
        packages: by name; own: the names of those that Entente itself asks for.
        missing: what an install asks for that is not in this environment, by install.
    """

    packages: dict[str, Package]
    own: tuple[str, ...]
    missing: dict[str, tuple[str, ...]]


def project() -> dict[str, Any]:
    """The table [project] of pyproject.toml."""
    return dict(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"])


def requirements() -> dict[str, list[Requirement]]:
    """What each install asks for: "default" and every extra, extras of Entente itself replaced by what they hold."""
    table = project()
    listed = {name: [Requirement(each) for each in given] for name, given in table["optional-dependencies"].items()}
    own = [Requirement(each) for each in table["dependencies"]]
    return {DEFAULT: own} | {name: _opened(name, listed) for name in listed}


def _opened(extra: str, listed: dict[str, list[Requirement]]) -> list[Requirement]:
    found = []
    for each in listed[extra]:
        if canonicalize_name(each.name) == "entente":
            found += [one for inner in sorted(each.extras) for one in _opened(inner, listed)]
        else:
            found.append(each)
    return found


def made(installs: Iterable[str] | None = None) -> Made:
    """The packages of some installs, with all that they ask for in turn.

    Args:
        installs: "default" and names of extras; None for all but those of makers.
    """
    asked = requirements()
    chosen = sorted(installs if installs is not None else set(asked) - set(MAKERS))
    here = {canonicalize_name(each.metadata["Name"]): each for each in importlib.metadata.distributions()}
    packages: dict[str, Package] = {}
    missing: defaultdict[str, list[str]] = defaultdict(list)
    for install in chosen:
        for each in _closure(asked[install], here, packages, missing[install]):
            packages[each].installs.add(install)
    own = {canonicalize_name(each.name) for install in chosen for each in asked[install]} & set(packages)
    lacking = {name: tuple(sorted(set(each))) for name, each in missing.items() if each}
    return Made(dict(sorted(packages.items())), tuple(sorted(own)), lacking)


def _closure(
    asked: list[Requirement], here: dict[str, importlib.metadata.Distribution], packages: dict[str, Package],
    missing: list[str],
) -> set[str]:  # fmt: skip
    """The names of all that some requirements bring; `packages` takes up what is new, `missing` what is not here."""
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting: list[tuple[str, Requirement]] = [("", each) for each in asked]
    while waiting:
        of, requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}) and not of:
            continue
        if name not in here:
            missing.append(str(requirement))
            continue
        packages.setdefault(name, Package(name, here[name].version, licence_of(here[name])))
        if of:
            packages[of].needs.add(name)
        key = (name, frozenset(requirement.extras))
        if key not in seen:
            seen.add(key)
            waiting += [(name, each) for each in _asked_by(here[name], requirement.extras)]
    return {name for name, _ in seen}


def _asked_by(package: importlib.metadata.Distribution, extras: Iterable[str]) -> list[Requirement]:
    """What a package asks for here, with some of its extras."""
    found = []
    for text in package.requires or ():
        each = Requirement(text)
        if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            found.append(each)
    return found


@functools.cache
def licences() -> dict[str, Any]:
    """The tables of licences.toml."""
    return tomllib.loads((ROOT / "release" / "licences.toml").read_text(encoding="utf-8"))


def licence_of(package: importlib.metadata.Distribution) -> str:
    """A package's licence as an SPDX expression, "" where none can be told.

    By its own words, in this order: License-Expression (PEP 639), what `licences.toml` says that its text is, its
    classifiers, its License field.
    """
    told = package.metadata
    if expression := told.get("License-Expression"):
        return str(expression)
    table = licences()
    if looked := table["package"].get(canonicalize_name(told["Name"])):
        return str(looked)
    names: dict[str, str] = table["classifier"]
    listed = (each.rpartition(" :: ")[2] for each in told.get_all("Classifier") or () if each.startswith("License"))
    found = sorted({names[each] for each in listed if each in names})
    if found:
        return " OR ".join(found)
    words = re.sub(r"\s+", " ", told.get("License") or "").strip()
    return str(table["word"].get(words, ""))
