"""What runs Entente as a service is shut: no root, one folder to write, nothing that builds, no open door."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
CONTAINER = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
UNITS = sorted(DEPLOY.glob("*.service"))
SHUT = {
    "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes",
    "PrivateDevices": "yes", "DynamicUser": "yes", "StateDirectory": "entente", "CapabilityBoundingSet": "",
    "RestrictNamespaces": "yes", "MemoryDenyWriteExecute": "yes", "RestrictSUIDSGID": "yes", "UMask": "0077",
    "RestrictAddressFamilies": "AF_UNIX AF_INET AF_INET6", "SystemCallArchitectures": "native", "MemoryMax": "3G",
}  # fmt: skip


def steps() -> list[tuple[str, str]]:
    """Instructions of the container file, with their words."""
    lines = [line for line in CONTAINER.splitlines() if line.strip() and not line.startswith("#")]
    found = (line.strip().partition(" ") for line in lines if line[0].isupper())
    return [(word, rest.strip()) for word, _, rest in found]


def last_stage() -> list[tuple[str, str]]:
    """Instructions of the stage that runs."""
    all_steps = steps()
    return all_steps[max(at for at, (word, _) in enumerate(all_steps) if word == "FROM") :]


def test_the_container_runs_as_nobody_by_number() -> None:
    (user,) = [rest for word, rest in last_stage() if word == "USER"]
    assert re.fullmatch(r"[1-9]\d{4}:[1-9]\d{4}", user)


def test_the_stage_that_runs_builds_nothing() -> None:
    stages = [rest for word, rest in steps() if word == "FROM"]
    assert len(stages) >= 3
    for word, rest in last_stage():
        if word == "RUN":
            assert not re.search(r"\b(pip|python3-venv|gcc|build-essential|curl|wget)\b", rest)
        if word in {"COPY", "ADD"}:
            assert rest.startswith("--from=installed")


def test_the_base_is_named_to_its_release() -> None:
    (base,) = [rest for word, rest in steps() if word == "ARG" and rest.startswith("BASE=")]
    assert re.fullmatch(r"BASE=docker\.io/library/debian:\d+\.\d+-slim", base)


def test_the_container_has_a_volume_and_a_health_check() -> None:
    words = dict(last_stage())
    assert words["VOLUME"] == "/var/lib/entente"
    assert "/healthz" in words["HEALTHCHECK"]
    assert words["ENTRYPOINT"] == '["entente"]'


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_are_shut(unit: Path) -> None:
    lines = [line for line in unit.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    given = dict(line.split("=", 1) for line in lines if "=" in line)
    assert {key: given.get(key) for key in SHUT} == SHUT
    assert given["ExecStart"].startswith("/opt/entente/bin/entente ")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_has_nothing_to_say_against_units(unit: Path) -> None:
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, check=False
    ).stderr
    assert [line for line in told.splitlines() if "/opt/entente/bin/entente is not executable" not in line] == []
    rated = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", unit],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert rated.returncode == 0, rated.stdout[-300:]


@pytest.mark.parametrize(
    "command", re.findall(r"entente:1\.0\.0 (\w+(?: \w+)?)", (ROOT / "docs/deploying.md").read_text())
)
def test_commands_of_the_page_are_there(command: str) -> None:
    words = [word for word in command.split() if word.islower()][:2]
    words = words if words[0] == "feeds" else words[:1]
    told = subprocess.run([Path(sys.executable).parent / "entente", *words, "--help"], capture_output=True, check=False)
    assert told.returncode == 0
