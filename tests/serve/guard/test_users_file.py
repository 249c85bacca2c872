from __future__ import annotations

import json
import os
import stat
import threading
from pathlib import Path

import pytest

from entente.errors import UsageError
from entente.serve.guard import add_user, change_user, drop_token, new_token, remove_user, users
from entente.serve.guard.files import Watched
from entente.serve.guard.keys import digest
from entente.serve.guard.passwords import Checker, hash_fault, hash_password, matches
from tests.serve.guard.rig import PASSWORD, people, secret


def test_add_and_read(tmp_path: Path) -> None:
    path = tmp_path / "users.jsonl"
    add_user(path, "anna", "reviewer", PASSWORD)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    found = users(path)["anna"]
    assert found.role == "reviewer"
    assert found.password.startswith("$argon2id$")
    assert PASSWORD not in path.read_text()
    assert matches(found.password, PASSWORD)
    assert not matches(found.password, PASSWORD + "x")


def test_changes_keep_comments_order_and_others(tmp_path: Path) -> None:
    path = people(tmp_path)
    lines = path.read_text().splitlines()
    secret(path, "\n".join(["# the desk's readers", "", *lines]) + "\n")
    change_user(path, "vera", role="reader")
    after = path.read_text().splitlines()
    assert after[:2] == ["# the desk's readers", ""]
    assert list(users(path)) == ["rita", "vera", "ada"]
    assert users(path)["vera"].role == "reader"
    assert users(path)["ada"].role == "admin"
    remove_user(path, "rita")
    assert list(users(path)) == ["vera", "ada"]


def test_a_new_password_changes_the_stamp_and_a_new_role_does_not(tmp_path: Path) -> None:
    path = people(tmp_path)
    before = users(path)["vera"].stamp
    assert change_user(path, "vera", role="admin").stamp == before
    assert change_user(path, "vera", password="other words for a gate").stamp != before


def test_tokens_are_told_once_and_kept_as_digests(tmp_path: Path) -> None:
    path = people(tmp_path)
    token = new_token(path, "vera")
    assert token not in path.read_text()
    assert users(path)["vera"].token == digest(token)
    assert new_token(path, "vera") != token
    drop_token(path, "vera")
    assert users(path)["vera"].token == ""


@pytest.mark.parametrize(
    "name", ["", "Anna", "a b", "a/b", "../a", "local", "token", "x" * 65, "ann\u0430", "-a", "a\n"]
)
def test_names_that_are_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        add_user(tmp_path / "users", name, "reader", PASSWORD)


def test_other_refusals(tmp_path: Path) -> None:
    path = people(tmp_path)
    with pytest.raises(UsageError, match="already"):
        add_user(path, "vera", "reader", PASSWORD)
    with pytest.raises(UsageError, match="no role"):
        add_user(path, "new", "root", PASSWORD)
    with pytest.raises(UsageError, match="12 to 1024"):
        add_user(path, "new", "reader", "short")
    with pytest.raises(UsageError, match="control"):
        add_user(path, "new", "reader", "twelve or more\x00")
    for call in (lambda: remove_user(path, "no"), lambda: change_user(path, "no"), lambda: new_token(path, "no")):
        with pytest.raises(UsageError, match="no user"):
            call()
    with pytest.raises(UsageError, match="cannot be written"):
        add_user(tmp_path / "no" / "users", "new", "reader", PASSWORD)


@pytest.mark.parametrize(
    ("line", "fault"),
    [("{", "no JSON object"), ("[]", "no JSON object"), ('"x"', "no JSON"), ('{"name": 1}', "of texts"),
     ('{"name": "x", "role": "reader", "password": "plain"}', "no argon2id hash"),
     ('{"name": "x", "role": "reader", "password": "$argon2id$v=19$m=1"}', "damaged"),
     ('{"name": "x", "role": "boss", "password": ""}', "no role"),
     ('{"name": "x", "role": "reader", "password": "", "extra": ""}', "unknown field extra"),
     ('{"role": "reader"}', "no name"), ("[" * 100_000, "no JSON")],
)  # fmt: skip
def test_faults_have_file_and_line(tmp_path: Path, line: str, fault: str) -> None:
    path = secret(tmp_path / "users", f"# one\n\n{line}\n")
    with pytest.raises(UsageError, match=fault) as caught:
        users(path)
    assert caught.value.place == f"{path}:3"


def test_names_and_tokens_stand_once(tmp_path: Path) -> None:
    path = people(tmp_path)
    first = path.read_text().splitlines()[0]
    secret(path, path.read_text() + first + "\n")
    with pytest.raises(UsageError, match="twice"):
        users(path)
    entry = json.loads(first) | {"token": "0" * 64}
    secret(path, json.dumps(entry) + "\n" + json.dumps(entry | {"name": "other"}) + "\n")
    with pytest.raises(UsageError, match="one token"):
        users(path)


def test_a_hash_may_not_ask_for_the_whole_machine() -> None:
    assert hash_fault("$argon2id$v=19$m=16777216,t=3,p=4$c29tZXNhbHRzb21l$" + "A" * 43) == "asks for too much memory"
    assert hash_fault(hash_password(PASSWORD)) == ""
    assert hash_fault(hash_password(PASSWORD).replace("argon2id", "argon2i")) == "is no argon2id hash"


def test_passwords_are_one_however_they_are_typed() -> None:
    assert matches(hash_password("caf\u00e9 au lait chaud"), "cafe\u0301 au lait chaud")
    assert not matches(None, PASSWORD)


def test_logins_that_wait_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    import anyio

    from entente.serve.guard import passwords

    running, most, gate, lock = [0], [0], threading.Event(), threading.Lock()

    def slow(hashed: str | None, password: str) -> bool:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        gate.wait(5)
        with lock:
            running[0] -= 1
        return True

    monkeypatch.setattr(passwords, "matches", slow)
    answers: list[bool | None] = []

    async def all_at_once() -> None:
        checker = Checker()

        async def one() -> None:
            answers.append(await checker.matches("x", "y"))

        async with anyio.create_task_group() as group:
            for _ in range(passwords.AT_ONCE + passwords.WAITING + 5):
                group.start_soon(one)
            await anyio.sleep(0.2)
            gate.set()

    anyio.run(all_at_once)
    assert most[0] == passwords.AT_ONCE
    assert answers.count(None) == 5


def test_a_watched_file_is_read_again_when_it_changes_and_fails_closed(tmp_path: Path) -> None:
    path = people(tmp_path)
    held = Watched(path, users)
    first = held.get()
    assert held.get() is first
    remove_user(path, "vera")
    assert "vera" not in held.get()
    secret(path, "{")
    for _ in range(2):
        with pytest.raises(UsageError):
            held.get()
    os.unlink(path)
    with pytest.raises(UsageError):
        held.get()


def test_many_who_write_at_once_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from entente.serve.guard import users_file

    hashed = hash_password(PASSWORD)
    monkeypatch.setattr(users_file, "hash_password", lambda password: hashed)
    path = tmp_path / "users"
    threads = [threading.Thread(target=add_user, args=(path, f"u{n}", "reader", PASSWORD)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(users(path)) == sorted(f"u{n}" for n in range(12))
