"""The bill of materials: it fits the standard, is the same each time, and names what may not be there."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import pytest

from release import dependencies, sbom
from release.dependencies import ROOT, Made, Package

ALLOWED = set(dependencies.licences()["allowed"])
NOT_BY_DEFAULT = set(dependencies.licences()["not_by_default"])


@pytest.fixture(scope="module")
def found() -> Made:
    return dependencies.made()


@pytest.fixture(scope="module")
def bill(found: Made) -> dict[str, Any]:
    return sbom.bill(found)


def test_it_fits_the_standard(bill: dict[str, Any]) -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    assert JsonStrictValidator(SchemaVersion.from_version(sbom.SPECIFICATION)).validate_str(sbom.text(bill)) is None


def test_the_standard_would_tell_a_fault() -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    wrong = sbom.text({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "thing"}]})
    assert JsonStrictValidator(SchemaVersion.from_version(sbom.SPECIFICATION)).validate_str(wrong) is not None


def test_it_is_the_same_each_time_and_another_for_another(
    bill: dict[str, Any], found: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sbom.text(sbom.bill(dependencies.made())) == sbom.text(bill)
    assert "timestamp" not in bill["metadata"]

    fewer = sbom.bill(dependencies.made([dependencies.DEFAULT]))
    assert fewer["serialNumber"] != bill["serialNumber"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert sbom.bill(found)["metadata"]["timestamp"] == "2023-11-14T22:13:20+00:00"


def test_every_part_has_a_name_of_its_own_and_every_arrow_leads_somewhere(bill: dict[str, Any]) -> None:
    names = [part["bom-ref"] for part in bill["components"]]
    assert len(names) == len(set(names))
    known = {*names, bill["metadata"]["component"]["bom-ref"]}
    assert {row["ref"] for row in bill["dependencies"]} <= known
    assert {each for row in bill["dependencies"] for each in row["dependsOn"]} <= known


def test_weights_data_and_what_the_pages_borrow_stand_in_it_with_their_sums(bill: dict[str, Any]) -> None:
    files = {part["bom-ref"]: part for part in bill["components"]}
    files |= {inner["bom-ref"]: inner for part in bill["components"] for inner in part.get("components", ())}
    for name, path in {
        "model:entente-small/words.onnx": "src/entente/reader/model/words.onnx",
        "data:lexicon/data/leaders.toml": "src/entente/lexicon/data/leaders.toml",
        "vendored:htmx.min.js": "src/entente/serve/static/vendor/htmx.min.js",
    }.items():
        (told,) = files[name]["hashes"]
        assert told == {"alg": "SHA-256", "content": hashlib.sha256((ROOT / path).read_bytes()).hexdigest()}
        assert files[name]["licenses"][0]["expression"]


def test_no_data_file_is_left_out(bill: dict[str, Any]) -> None:
    told = {part["name"] for part in bill["components"] if part["type"] == "data"}
    there = {path.relative_to(sbom.SOURCE).as_posix() for path in sbom.SOURCE.rglob("*.toml")}
    assert there - told == {"serve/static/vendor/VENDORED.toml"}


def test_the_default_install_and_the_extras_are_told_apart(bill: dict[str, Any]) -> None:
    scopes = {part["name"]: part["scope"] for part in bill["components"] if part["bom-ref"].startswith("pkg:pypi/")}
    assert (scopes["numpy"], scopes["onnxruntime"]) == ("required", "required")
    assert (scopes["starlette"], scopes["argon2-cffi"]) == ("optional", "optional")
    assert "pytest" not in scopes


def fits(expression: str, may: set[str]) -> bool:
    """Whether a licence can be taken: of "OR" one side, of "AND" every one."""
    bare = re.sub(r"[()]", "", expression)
    return any(all(part.strip() in may for part in side.split(" AND ")) for side in bare.split(" OR "))


@pytest.mark.parametrize(
    ("expression", "right"),
    [
        ("MIT", True), ("GPL-3.0-only", False), ("MIT OR GPL-3.0-only", True), ("MIT AND GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False), ("", False),
    ],
)  # fmt: skip
def test_licences_are_weighed(expression: str, right: bool) -> None:
    assert fits(expression, ALLOWED) is right


def test_every_licence_is_known_and_may_stand_here(found: Made) -> None:
    wrong = {each.name: each.licence for each in found.packages.values() if not fits(each.licence, ALLOWED)}
    assert wrong == {}


def test_the_default_install_asks_nothing_of_those_who_build_on_it(found: Made) -> None:
    default = [each for each in found.packages.values() if dependencies.DEFAULT in each.installs]
    assert len(default) > 20
    assert {each.name: each.licence for each in default if not fits(each.licence, ALLOWED - NOT_BY_DEFAULT)} == {}


def test_a_package_without_a_licence_has_none_made_up() -> None:
    package = Package("thing", "1", "")
    part = next(
        part for part in sbom.bill(Made({"thing": package}, ("thing",), {}))["components"] if part["name"] == "thing"
    )
    assert part["licenses"] == []


def test_what_is_not_installed_is_told(tmp_path: Any) -> None:
    told = sbom.bill(Made({}, (), {"ray": ("ray>=2",)}))["metadata"]["properties"]
    assert told == [{"name": "entente:not-in-this-environment:ray", "value": "ray>=2"}]


def test_the_command_writes_it(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "dist" / "entente.cdx.json"
    assert sbom.main(["--out", str(out), "--install", "default"]) == 0
    assert json.loads(out.read_text(encoding="utf-8"))["bomFormat"] == "CycloneDX"
    assert str(out) in capsys.readouterr().out
