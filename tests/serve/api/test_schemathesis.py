"""Whatever a program sends, the API answers as it is described: schemathesis against a real server, bounded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from entente.serve import guard
from tests.serve.api.rig import BASE, served

pytest.importorskip("schemathesis")


def run(address: str, folder: Path, *more: str) -> None:
    program = "from schemathesis.cli import schemathesis; schemathesis()"
    command = [
        sys.executable, "-c", program, "run", f"{address}{BASE}/openapi.json", "--max-examples", "15",
        "--generation-deterministic", "--continue-on-failure", "--suppress-health-check", "all", "--warnings", "off",
        "--request-timeout", "40", *more,
    ]  # fmt: skip
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_no_request_finds_a_fault(small_ledger: Path, tmp_path: Path) -> None:
    with served(small_ledger, tmp_path) as api:
        run(str(api.client.base_url).rstrip("/"), tmp_path, "--phases", "examples,fuzzing")


def test_no_request_with_a_token_finds_a_fault(
    small_ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Hundreds of wrong tokens a minute are 429, which is right, and not what is looked for here.
    monkeypatch.setattr("entente.serve.guard.rates.LOGINS", 10**6)
    users = tmp_path / "users"
    guard.add_user(users, "ada", "admin", "seven bridges over cold water")
    token = guard.new_token(users, "ada")
    with served(small_ledger, tmp_path / "desk", users_file=users) as api:
        run(
            str(api.client.base_url).rstrip("/"), tmp_path, "--phases", "examples,fuzzing", "-H",
            f"Authorization: Bearer {token}", "--exclude-path-regex", "/(read|brief|pair|forecasts|announced|backtest)",
            "--max-examples", "3",
        )  # fmt: skip
