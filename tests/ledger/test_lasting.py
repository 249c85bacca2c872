"""Commits are on the disk before anybody is told; what a power cut tore is taken back, and nothing else."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from deltalake import DeltaTable

from entente.ledger import Ledger, lasting
from entente.ledger.lasting import BOOT, TORN
from tests.ledger.builders import Clock, ingest, report

FIRST, SECOND = report("RUS CONSULT PRK", id="one"), report("RUS AID PRK", "2023-06-02", id="two")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A ledger of two commits, last written before the machine was started anew."""
    folder = tmp_path / "ledger"
    for told in (FIRST, SECOND):
        ingest(folder, [told], now=Clock())
    (folder / BOOT).write_text("another start")
    return folder


def newest(root: Path, table: str) -> Path:
    return max((root / table / "_delta_log").glob("*.json"))


def added(log: Path) -> list[Path]:
    actions = [json.loads(line) for line in log.read_text().splitlines()]
    return [log.parents[1] / action["add"]["path"] for action in actions if "add" in action]


def names(root: Path) -> list[str]:
    with Ledger(root) as ledger:
        return sorted(kept.document.id for kept in ledger.documents())


def test_every_file_of_a_commit_is_synced_before_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: set[str] = set()
    really = os.fsync

    def noted(handle: int) -> None:
        synced.add(os.readlink(f"/proc/self/fd/{handle}"))
        really(handle)

    monkeypatch.setattr(os, "fsync", noted)
    root = tmp_path / "ledger"
    ingest(root, [FIRST])
    held = {str(path) for path in root.rglob("*") if "_delta_log" in path.parts or path.suffix == ".parquet"}
    assert held - synced == set()
    assert {str(root), str(root / "claims"), str(root / "claims" / "month=2023-01")} <= synced


def test_a_whole_ledger_stays_as_it_is_and_is_looked_over_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert names(root) == ["one", "two"]
    assert not (root / TORN).exists()
    monkeypatch.setattr(lasting, "_mend", lambda *_: pytest.fail("looked over again"))
    assert names(root) == ["one", "two"]


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _emptied(path: Path) -> None:
    path.write_bytes(b"")


def _zeroed(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


@pytest.mark.parametrize("tear", [_cut, _emptied, _zeroed, Path.unlink])
@pytest.mark.parametrize("what", ["log", "file"])
def test_a_torn_commit_is_taken_back_and_comes_again(root: Path, tear, what: str) -> None:
    log = newest(root, "documents")
    tear(log if what == "log" else added(log)[0])
    assert names(root) == ["one"]
    done = ingest(root, [FIRST, SECOND], now=Clock())
    assert (done.new, done.seen) == (1, 1)
    assert names(root) == ["one", "two"]


def test_documents_go_with_the_claims_that_they_name(root: Path) -> None:
    _emptied(newest(root, "claims"))
    assert names(root) == ["one"]
    assert sorted(path.name[:9] for path in (root / TORN).iterdir()) == ["claims-_d", "documents"]


def test_commits_after_a_gap_are_taken_back(root: Path) -> None:
    logs = sorted((root / "origins" / "_delta_log").glob("*.json"))
    logs[-2].unlink()
    with Ledger(root):
        pass
    assert DeltaTable(root / "origins").version() == len(logs) - 3


def test_files_that_a_later_commit_joined_need_not_be_there(root: Path) -> None:
    from entente.ledger.upkeep import optimize

    (root / BOOT).unlink()
    olds = [file for log in (root / "claims" / "_delta_log").glob("*.json") for file in added(log)]
    third = report("RUS AID PRK and more of it", "2023-06-03", id="three")
    ingest(root, [third], now=Clock())
    optimize(root)
    for old in olds:  # as after some days
        if old.parent.name == "month=2023-06":  # the others were alone in their months
            old.unlink()
    (root / BOOT).write_text("another start")
    assert names(root) == ["one", "three", "two"]
    assert not (root / TORN).exists()


def test_a_torn_checkpoint_is_moved_and_its_pointer(root: Path) -> None:
    table = DeltaTable(root / "documents")
    table.create_checkpoint()
    (checkpoint,) = (root / "documents" / "_delta_log").glob("*.parquet")
    _zeroed(checkpoint)
    assert names(root) == ["one", "two"]
    assert not (root / "documents" / "_delta_log" / "_last_checkpoint").exists()


def test_logs_are_deleted_by_no_commit(root: Path) -> None:
    assert lasting.hooks().cleanup_expired_logs is False


def test_a_ledger_that_cannot_be_written_is_read_as_it_is(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert names(root) == ["one", "two"]
    assert (root / BOOT).read_text() == "another start"


def test_each_of_several_machines_looks_once_after_its_start(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = []
    really = lasting._mend
    monkeypatch.setattr(lasting, "_mend", lambda *given: looked.append(given[1]) or really(*given))
    for start in ("first", "second", "first", "second", "first"):
        monkeypatch.setattr(lasting, "_boot", lambda start=start: start)
        names(root)
    assert looked.count("documents") == 2
    assert (root / BOOT).read_text().split() == ["another", "start", "first", "second"]


@pytest.mark.parametrize("name", ["run", "group"])
def test_nothing_is_moved_while_another_machine_writes(root: Path, name: str) -> None:
    from entente.ledger.locking import locked

    log = newest(root, "origins")
    _emptied(log)  # as a listing of another machine's folder may show what is being written
    with locked(root, name, shared=True):
        assert lasting.recover(root) == []
    assert log.exists()
    assert lasting.recover(root)[0].startswith("origins")


def test_documents_that_come_while_it_is_looked_keep_their_claims(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    really = lasting._logs
    (root / BOOT).write_text(lasting._boot())

    def listed(folder: Path) -> dict[int, Path]:
        found = really(folder)
        if folder.name == "claims":
            monkeypatch.setattr(lasting, "_logs", really)
            ingest(root, [report("RUS AID PRK and more of it", "2023-06-03", id="three")], now=Clock())
        return found

    monkeypatch.setattr(lasting, "_logs", listed)
    assert list(lasting._mend_head(root)) == []
    assert names(root) == ["one", "three", "two"]


def test_an_old_list_of_a_shared_folder_takes_no_documents_back(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    really = lasting._logs

    def listed(folder: Path) -> dict[int, Path]:
        found = really(folder)
        return {number: found[number] for number in sorted(found)[:-1]} if folder.name == "claims" else found

    monkeypatch.setattr(lasting, "_logs", listed)
    assert list(lasting._mend_head(root)) == []


def test_who_may_read_but_not_lock_reads(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from entente.errors import LedgerError
    from entente.ledger.storage import Folder

    def refused(*_: object, **__: object) -> None:
        raise LedgerError("cannot be written, Permission denied")

    monkeypatch.setattr(Folder, "locked", refused)
    assert names(root) == ["one", "two"]


def test_a_full_disk_after_a_start_can_be_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(lasting, "_write_boots", full)
    assert names(root) == ["one", "two"]


def test_a_folder_that_is_no_ledger_is_left_alone(tmp_path: Path) -> None:
    assert lasting.recover(tmp_path) == []
    assert list(tmp_path.iterdir()) == []
