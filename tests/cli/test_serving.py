from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from entente.cli.serving import _absent, _server, serve
from entente.errors import UsageError
from entente.serve.settings import Settings

ENTENTE = [sys.executable, "-c", "from entente.cli import main; main()"]
WORDS = "a long enough pass phrase"


def run(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([*ENTENTE, *words], input=given, capture_output=True, text=True, timeout=60, check=False)


def test_a_folder_that_is_no_ledger_is_one_line(tmp_path: Path) -> None:
    done = run("serve", "--ledger", str(tmp_path))
    assert done.returncode == 8
    assert done.stderr.count("\n") == 1
    assert "no ledger here" in done.stderr


def test_it_opens_nothing_to_the_world_without_a_door(tmp_path: Path) -> None:
    done = run("serve", "--ledger", str(tmp_path), "--host", "0.0.0.0")
    assert done.returncode == 2
    assert "--users-file" in done.stderr


@pytest.mark.parametrize("terminal", [True, False])
def test_log_lines_are_plain_at_a_terminal_and_json_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    given: list[Settings] = []
    monkeypatch.setattr("entente.serve.running.run", lambda settings, told: given.append(settings))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    serve(tmp_path)
    assert [settings.log_json for settings in given] == [not terminal]


@pytest.mark.parametrize(("text", "found"), [("mail", ("mail", 25)), ("mail:587", ("mail", 587)), ("::1", ("::1", 25))])
def test_where_the_mail_server_is(text: str, found: tuple[str, int]) -> None:
    assert _server(text) == found


@pytest.mark.parametrize("text", ["", ":25", "mail:", "mail:smtp", "mail:0", "mail:70000", "mail:²"])
def test_what_is_no_mail_server(text: str) -> None:
    with pytest.raises(UsageError, match="no mail server"):
        _server(text)


def test_it_tells_its_address_serves_and_ends_when_it_is_interrupted(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("France sent aid to Ukraine on 3 May 2024.", encoding="utf-8")
    assert run("ingest", str(report), "--ledger", str(tmp_path / "ledger")).returncode == 0
    command = [*ENTENTE, "serve", "--ledger", str(tmp_path / "ledger"), "--port", "0"]
    desk = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        assert desk.stderr is not None
        found = re.search(r"http://127\.0\.0\.1:\d+/", desk.stderr.readline())
        assert found is not None
        with urllib.request.urlopen(found[0] + "api/v1/summary", timeout=30) as answer:
            assert json.load(answer)["package"]
    finally:
        os.kill(desk.pid, signal.SIGINT)
        _, told = desk.communicate(timeout=30)
    assert "Traceback" not in told


def test_a_service_that_is_ended_ends_well_and_leaves_nothing(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("France sent aid to Ukraine on 3 May 2024.", encoding="utf-8")
    assert run("ingest", str(report), "--ledger", str(tmp_path / "ledger")).returncode == 0
    (temporary := tmp_path / "tmp").mkdir()
    command = [*ENTENTE, "serve", "--ledger", str(tmp_path / "ledger"), "--port", "0"]
    environment = os.environ | {"TMPDIR": str(temporary)}
    desk = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True, env=environment)
    try:
        assert desk.stderr is not None
        found = re.search(r"http://127\.0\.0\.1:\d+/", desk.stderr.readline())
        assert found is not None
        with urllib.request.urlopen(found[0] + "api/v1/claims", timeout=30) as answer:
            assert json.load(answer)
    finally:
        os.kill(desk.pid, signal.SIGTERM)
        _, told = desk.communicate(timeout=30)
    assert desk.returncode == 0, told
    assert "Traceback" not in told
    assert [path.name for path in temporary.iterdir()] == []


def test_users_come_change_and_go(tmp_path: Path) -> None:
    file = str(tmp_path / "users.jsonl")
    assert run("users", "add", "ana", "--role", "reviewer", "--users-file", file, given=WORDS).returncode == 0
    assert run("users", "change", "ana", "--role", "admin", "--users-file", file).returncode == 0
    token = run("users", "token", "ana", "--users-file", file)
    assert token.stdout.strip() not in Path(file).read_text(encoding="utf-8")
    listed = run("users", "list", "--users-file", file, "--format", "json")
    assert json.loads(listed.stdout) == {"name": "ana", "role": "admin", "token": True}
    assert run("users", "remove", "ana", "--users-file", file).returncode == 0
    assert run("users", "list", "--users-file", file).returncode == 1


@pytest.mark.parametrize(
    "words",
    [("add", "ana", "--role", "king"), ("add", "A na"), ("change", "ana"), ("remove", "bo"), ("token", "bo")],
)
def test_what_is_no_user_is_one_line(tmp_path: Path, words: tuple[str, ...]) -> None:
    file = str(tmp_path / "users.jsonl")
    run("users", "add", "ana", "--users-file", file, given=WORDS)
    done = run("users", *words, "--users-file", file, given=WORDS)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def test_what_is_not_installed_is_told_and_our_own_mistakes_raise() -> None:
    told = _absent(ModuleNotFoundError("x", name="uvicorn"), "the web desk", "serve")
    assert isinstance(told, UsageError)
    assert "entente[serve]" in str(told)
    own = ModuleNotFoundError("x", name="entente.serve.x")
    assert _absent(own, "the web desk", "serve") is own
