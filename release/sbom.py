"""What stands in a release: a bill of materials, CycloneDX 1.6 in JSON (ECMA-424).

    python -m release.sbom [--out FILE] [--install default --install serve ...]

It lists the packages of the default install and of the extras, as this environment has them; what the desk's pages
borrow; the model's weights; the data files. Each has its licence and, where it lies in this repository, its SHA-256.
The same tree and the same environment give the same bytes: nothing in it is random, and it has a time only where
SOURCE_DATE_EPOCH gives one (reproducible-builds.org).
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import os
import sys
import tomllib
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from release.dependencies import ROOT, Made, Package, made, project

#: The specification's version, and the serial number's name space: the address of the specification.
SPECIFICATION = "1.6"
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://cyclonedx.org/specification/overview/")
SOURCE = ROOT / "src" / "entente"
VENDOR = SOURCE / "serve" / "static" / "vendor"
#: Models by name: where their files lie.
MODELS = {"entente-small": SOURCE / "reader" / "model", "entente-large": ROOT / "models/large/src/entente_large/model"}
_MODEL_LICENCE = "Apache-2.0"


def bill(found: Made) -> dict[str, Any]:
    """The whole document, as JSON values. `found`: the packages."""
    version = str(project()["version"])
    name = f"entente@{version}"
    parts = [*_packages(found), *_borrowed(), *_models(), *_data()]
    parts.sort(key=lambda part: (part["type"], part["bom-ref"]))
    document: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": SPECIFICATION,
        "version": 1,
        "metadata": {
            "component": {
                "type": "application", "bom-ref": name, "name": "entente", "version": version,
                "description": str(project()["description"]), "licenses": _licences(str(project()["license"])),
                "purl": f"pkg:pypi/entente@{version}",
            },
            **_time(),
        },
        "components": parts,
        "dependencies": _graph(name, found),
    }  # fmt: skip
    if found.missing:
        document["metadata"]["properties"] = [
            {"name": f"entente:not-in-this-environment:{install}", "value": asked}
            for install, missing in sorted(found.missing.items())
            for asked in missing
        ]
    # By what it says: the same bill has the same number, another bill another one.
    said = json.dumps(document, sort_keys=True)
    return {**document, "serialNumber": f"urn:uuid:{uuid.uuid5(_SPACE, said)}"}


def text(document: dict[str, Any]) -> str:
    """The document as it is written: keys sorted, so that two of them can be laid side by side."""
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _time() -> dict[str, Any]:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return {"timestamp": dt.datetime.fromtimestamp(int(epoch), dt.UTC).isoformat()} if epoch.isdigit() else {}


def _licences(expression: str) -> list[dict[str, Any]]:
    return [{"expression": expression}] if expression else []


def _packages(found: Made) -> Iterator[dict[str, Any]]:
    for package in found.packages.values():
        yield {
            "type": "library", "bom-ref": _reference(package), "name": package.name, "version": package.version,
            "scope": "required" if "default" in package.installs else "optional",
            "licenses": _licences(package.licence), "purl": _reference(package),
            "properties": [{"name": "entente:install", "value": each} for each in sorted(package.installs)],
        }  # fmt: skip


def _reference(package: Package) -> str:
    return f"pkg:pypi/{package.name}@{package.version}"


def _borrowed() -> Iterator[dict[str, Any]]:
    """Scripts, styles and fonts of others that lie in the package."""
    for entry in tomllib.loads((VENDOR / "VENDORED.toml").read_text(encoding="utf-8"))["file"]:
        npm = not str(entry["name"]).startswith("fonts/")
        kind = "npm" if npm else "generic"
        yield {
            "type": "library" if npm else "file", "bom-ref": f"vendored:{entry['name']}", "name": entry["package"],
            "version": entry["version"], "description": f"{entry['name']}: {entry['use']}", "scope": "optional",
            "licenses": _licences(entry["licence"]), "hashes": [_hash(VENDOR / entry["name"])],
            "purl": f"pkg:{kind}/{entry['package']}@{entry['version']}",
            "properties": [
                {"name": "entente:origin", "value": entry["origin"]},
                {"name": "entente:taken", "value": str(entry["taken"])},
            ],
        }  # fmt: skip


def _models() -> Iterator[dict[str, Any]]:
    for name, folder in MODELS.items():
        if not (folder / "model.json").is_file():
            continue
        facts = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
        yield {
            "type": "machine-learning-model", "bom-ref": f"model:{name}", "name": name,
            "version": str(facts["version"]), "licenses": _licences(_MODEL_LICENCE),
            "scope": "required" if folder.is_relative_to(SOURCE) else "optional",
            "components": [
                {"type": "file", "bom-ref": f"model:{name}/{path.name}", "name": path.name, "hashes": [_hash(path)],
                 "licenses": _licences(_MODEL_LICENCE)}
                for path in files
            ],
        }  # fmt: skip


def _data() -> Iterator[dict[str, Any]]:
    """The data files, each with the licence that it names itself."""
    for path in sorted(SOURCE.rglob("*.toml")):
        if path.is_relative_to(VENDOR):
            continue
        head = _head(path)
        name = path.relative_to(SOURCE).as_posix()
        yield {
            "type": "data", "bom-ref": f"data:{name}", "name": name, "version": str(head["date"]), "scope": "required",
            "description": str(head["title"]), "licenses": _licences(str(head["licence"])), "hashes": [_hash(path)],
        }  # fmt: skip


def _head(path: Path) -> dict[str, Any]:
    """What a data file tells of itself. Raises KeyError where it does not."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return next(each for each in table.values() if isinstance(each, dict) and "licence" in each)


def _hash(path: Path) -> dict[str, str]:
    return {"alg": "SHA-256", "content": hashlib.sha256(path.read_bytes()).hexdigest()}


def _graph(name: str, found: Made) -> list[dict[str, Any]]:
    """Who asks for whom; `name`: of the program."""
    references = {package.name: _reference(package) for package in found.packages.values()}
    rows = [{"ref": name, "dependsOn": sorted(references[each] for each in found.own)}]
    for package in found.packages.values():
        rows.append({"ref": references[package.name], "dependsOn": sorted(references[each] for each in package.needs)})
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the bill. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="release.sbom", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--out", type=Path, default=ROOT / "dist" / f"entente-{project()['version']}.cdx.json")
    parser.add_argument(
        "--install", action="append", help="default or an extra; all but dev, fuzz and train where left out"
    )
    asked = parser.parse_args(arguments)
    found = made(asked.install)
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(text(bill(found)), encoding="utf-8")
    for install, missing in sorted(found.missing.items()):
        print(f"not in this environment, of {install}: {', '.join(missing)}", file=sys.stderr)
    print(f"{len(found.packages)} packages, and what lies in the package itself: {asked.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
