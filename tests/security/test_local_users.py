"""Other users of the same machine: what they may read of the desk's own files, and be first at."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from entente.errors import LedgerError
from entente.serve.guard import add_user
from entente.serve.settings import Settings
from entente.serve.store import Store
from entente.serve.uploads import fresh_folder, work_folder
from tests.serve.guard.rig import PASSWORD


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


def test_what_the_desk_writes_first_is_for_its_owner_alone(tmp_path: Path) -> None:
    with umask(0):
        store = Store(tmp_path / "desk.sqlite")
        store.make("CREATE TABLE IF NOT EXISTS secrets (word TEXT)")
        found = modes(tmp_path)
        store.close()
    assert set(found) == {"desk.sqlite", "desk.sqlite-wal", "desk.sqlite-shm"}
    assert all(mode & 0o077 == 0 for mode in found.values()), found


def test_what_an_older_program_left_open_is_closed(tmp_path: Path) -> None:
    with umask(0):
        for name in ("desk.sqlite", "desk.sqlite-wal"):
            (tmp_path / name).touch(0o666)
        Store(tmp_path / "desk.sqlite").close()
        assert all(mode & 0o077 == 0 for mode in modes(tmp_path).values())


def test_a_file_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "desk.sqlite").mkdir()
    with pytest.raises(LedgerError):
        Store(tmp_path / "desk.sqlite")


def test_the_users_file_and_its_lock_are_for_its_owner_alone(tmp_path: Path) -> None:
    with umask(0):
        add_user(tmp_path / "users.jsonl", "ana", "reader", PASSWORD)
    assert all(mode & 0o077 == 0 for mode in modes(tmp_path).values()), modes(tmp_path)


def test_uploads_wait_where_nobody_else_looks(tmp_path: Path) -> None:
    desk = Settings(ledger=tmp_path / "ledger", state=tmp_path / "state")
    with umask(0):
        folder = fresh_folder(desk, "read")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(work_folder(desk).stat().st_mode) == 0o700
