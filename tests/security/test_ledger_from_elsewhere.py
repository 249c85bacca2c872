"""A ledger's folder that somebody else made: what it names, links to and holds of others' files."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from entente import bookkeeping
from entente.errors import LedgerError
from entente.ledger import Ledger
from entente.ledger.locking import locked
from entente.ledger.tables import settings
from entente.ledger.upkeep import optimize
from entente.serve.store import Store
from tests.ledger.builders import READER, Clock, reading, report


def made(root: Path, *texts: str) -> Path:
    for text in texts or ("RUS CONSULT PRK",):
        bookkeeping.ingest([report(text, id=text)], root, reading, lambda: READER, now=Clock())
    return root


def rewritten(root: Path, change: Callable[[dict[str, object]], None]) -> None:
    """Changes the actions of the newest commit of `claims`."""
    newest = max((root / "claims" / "_delta_log").glob("*.json"))
    actions = [json.loads(line) for line in newest.read_text(encoding="utf-8").splitlines() if line]
    for action in actions:
        change(action)
    newest.write_text("".join(f"{json.dumps(action)}\n" for action in actions), encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    [
        "../../theirs.parquet", "month=2023-01/../../../theirs.parquet", "month=2023-01/%2e%2e/../../theirs.parquet",
        "{there}", "file://{there}", "http://127.0.0.1:9/theirs.parquet", "s3://theirs/theirs.parquet",
    ],
)  # fmt: skip
def test_a_table_that_names_files_outside_is_refused(name: str, tmp_path: Path) -> None:
    """Or taken back as torn, where a name of another form stands for no file of the ledger: read it is never."""
    root = made(tmp_path / "ledger")
    theirs = tmp_path / "theirs.parquet"
    shutil.copy(next((root / "claims").rglob("*.parquet")), theirs)

    def outside(action: dict[str, object]) -> None:
        if isinstance(add := action.get("add"), dict):
            add["path"] = name.replace("{there}", str(theirs))

    rewritten(root, outside)

    if ":" in name:
        with Ledger(root) as ledger:
            assert ledger.connection.execute("SELECT * FROM claims").fetchall() == []
        return
    with pytest.raises(LedgerError), Ledger(root) as ledger:
        ledger.connection.execute("SELECT * FROM claims").fetchall()


@pytest.mark.parametrize("name", ["../../kept.txt", "{there}", "file://{there}", "month=2023-01/../../../kept.txt"])
def test_clearing_up_deletes_nothing_outside(name: str, tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("kept", encoding="utf-8")
    root = made(tmp_path / "ledger", "RUS CONSULT PRK", "USA CONSULT CHN")
    newest = max((root / "claims" / "_delta_log").glob("*.json"))
    path = name.replace("{there}", str(kept))
    told = {"remove": {"path": path, "deletionTimestamp": 1000, "dataChange": True, "size": 1}}
    newest.write_text(newest.read_text(encoding="utf-8").rstrip("\n") + f"\n{json.dumps(told)}\n", encoding="utf-8")

    with contextlib.suppress(LedgerError):  # refused is as good
        optimize(root)

    assert kept.read_text(encoding="utf-8") == "kept"


def test_a_lock_that_is_a_link_makes_no_file_elsewhere(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    for name in ("bring", "run", "write"):
        (tmp_path / f".{name}.lock").symlink_to(elsewhere)
        with pytest.raises(LedgerError), locked(tmp_path, name):
            pass
    assert not elsewhere.exists()


def test_a_desk_file_that_is_a_link_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite"
    sqlite3.connect(other).execute("CREATE TABLE theirs (x)").connection.close()
    before = other.read_bytes()
    (tmp_path / "desk.sqlite").symlink_to(other)

    with pytest.raises(LedgerError, match="link"):
        Store(tmp_path / "desk.sqlite")

    assert other.read_bytes() == before


def test_a_desk_file_from_elsewhere_runs_nothing_of_its_own(tmp_path: Path) -> None:
    store = Store(tmp_path / "desk.sqlite")
    assert store.ask("PRAGMA trusted_schema")[0][0] == 0
    with pytest.raises(sqlite3.OperationalError):
        store.ask("SELECT load_extension('x')")
    store.close()


def test_what_is_spilled_lies_where_no_other_user_can_look_or_was_first(tmp_path: Path) -> None:
    first, second = (Path(str(settings()["temp_directory"])) for _ in range(2))

    assert first != second
    assert first.parent == second.parent
    assert stat.S_IMODE(first.parent.stat().st_mode) == 0o700
    assert first.parent.stat().st_uid == os.geteuid()
    assert str(os.getpid()) not in first.parent.name.split("-")


def test_the_folder_of_what_is_spilled_goes_with_its_process(tmp_path: Path) -> None:
    code = "from entente.ledger.tables import settings; print(settings()['temp_directory'])"
    place = {**os.environ, "TMPDIR": str(tmp_path)}
    told = subprocess.run([sys.executable, "-c", code], env=place, capture_output=True, text=True, check=True)
    folder = Path(told.stdout.strip()).parent
    assert folder.parent == tmp_path
    assert not folder.exists()
    assert tempfile.gettempdir() != str(tmp_path)
