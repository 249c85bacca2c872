from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from entente.engine import Local, Recipe, handing, processes
from entente.engine.handing import Handing
from entente.engine.processes import Processes
from entente.errors import EntenteError
from entente.records import Document, Refusal
from tests.ledger.builders import claims_of, reading, report

STUB = (sys.executable, "-P", str(Path(__file__).with_name("stub.py")))


class Here:
    version = "here 1"

    def read_many(self, documents):
        return reading(documents)


def engine(tmp_path: Path, **how) -> Local:
    return Local(Recipe(lexicon=str(tmp_path)), Here, **{"workers": 2, "few": 0, "program": STUB, **how})


def reports(count: int, **odd: str) -> list[Document]:
    return [report(f"RUS CONSULT PRK {odd.get(f'at{n}', n)}", id=str(n), source=f"a:{n}") for n in range(count)]


def is_gone(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split(") ")[1].startswith("Z")
    except (FileNotFoundError, ProcessLookupError):
        return True


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("workers", [1, 3])
def test_claims_come_in_the_order_of_the_documents(tmp_path: Path, workers: int, shared: bool) -> None:
    documents = reports(300)
    local = engine(tmp_path, workers=workers, shared=shared)
    assert list(local.read(documents)) == [(d, claims_of(d)) for d in documents]
    assert local.version == "stub 1"


def test_few_documents_start_no_process(tmp_path: Path) -> None:
    local = engine(tmp_path, few=20, program=("/nonexistent",))
    assert len(list(local.read(reports(19)))) == 19
    assert local.version == "here 1"
    with pytest.raises(FileNotFoundError):
        list(local.read(reports(20)))


def test_without_documents_no_reader_is_made() -> None:
    def none():
        raise AssertionError

    assert list(Local(Recipe(), none).read([])) == []
    assert list(Local(None, none).read([])) == []


def test_one_worker_dies_and_nothing_is_lost(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    documents = reports(200, at70="DIES ONCE")
    assert list(engine(tmp_path).read(documents)) == [(d, claims_of(d)) for d in documents]
    assert (tmp_path / "once").exists()


def test_what_kills_its_worker_twice_is_refused(tmp_path: Path) -> None:
    documents = reports(200, at7="ALWAYS DIES", at130="ALWAYS DIES")
    read = list(engine(tmp_path).read(documents))
    refused = [item for item in read if isinstance(item, Refusal)]
    assert [(r.source, r.reason) for r in refused] == [("a:7", "broken"), ("a:130", "broken")]
    assert [item[0] for item in read if not isinstance(item, Refusal)] == [d for d in documents if "DIES" not in d.text]


def test_what_hangs_twice_is_refused(tmp_path: Path) -> None:
    documents = reports(70, at7="HANGS")
    read = list(engine(tmp_path, patience=0.3).read(documents))
    (refusal,) = [item for item in read if isinstance(item, Refusal)]
    assert "took too long" in refusal.detail
    assert len(read) == 70


@pytest.mark.parametrize("shared", [True, False])
def test_processes_are_killed_at_random_and_nothing_is_lost(tmp_path: Path, shared: bool) -> None:
    documents = reports(150, **{f"at{n}": "SLOW" for n in range(0, 150, 3)})
    workers = Processes(Recipe(lexicon=str(tmp_path)), 2, program=STUB, shared=shared)
    try:
        read = []
        for number, item in enumerate(Handing(workers, documents=8).read(documents)):
            read.append(item)
            if number in (10, 60):
                os.kill(workers.processes[0], signal.SIGKILL)
            if number == 40 and workers.server:
                os.kill(workers.server, signal.SIGKILL)
    finally:
        workers.close()
    assert read == [(d, claims_of(d)) for d in documents]


@pytest.mark.parametrize("shared", [True, False])
def test_one_killed_while_it_makes_its_reader_is_started_anew(tmp_path: Path, shared: bool) -> None:
    (tmp_path / "starts").write_text("2")
    documents = reports(12)
    found = list(engine(tmp_path, shared=shared).read(documents))
    assert [document for document, _ in found] == documents
    (tmp_path / "starts").write_text("99")
    with pytest.raises(EntenteError, match="cannot be kept alive"):
        Processes(Recipe(lexicon=str(tmp_path)), 2, program=STUB, shared=shared)
    assert (tmp_path / "starts").read_text() == "96"


@pytest.mark.parametrize("shared", [True, False])
def test_one_that_hangs_while_it_makes_its_reader_is_ended(tmp_path: Path, shared: bool) -> None:
    (tmp_path / "hangs").write_text("1")
    workers = Processes(Recipe(lexicon=str(tmp_path)), 2, program=STUB, shared=shared, begun=2.0)
    try:
        assert len(workers.processes) == 2
    finally:
        workers.close()


def test_one_that_forks_and_hangs_is_replaced_with_the_worker(tmp_path: Path) -> None:
    workers = Processes(Recipe(lexicon=str(tmp_path)), 1, program=STUB, shared=True, patience=1.0, begun=2.0)
    try:
        server, worker = workers.server, workers.processes[0]
        assert server is not None
        for process in (server, worker):
            os.kill(process, signal.SIGSTOP)
        documents = reports(3)
        found = list(Handing(workers).read(documents))
        assert [item[0] for item in found if not isinstance(item, Refusal)] == documents
        assert workers.server != server
        assert is_gone(worker)
    finally:
        workers.close()


def test_nothing_is_left_running(tmp_path: Path) -> None:
    workers = Processes(Recipe(lexicon=str(tmp_path)), 2, program=STUB, shared=True)
    processes = [*workers.processes, workers.server]
    workers.close()
    until = time.monotonic() + 10
    while not all(map(is_gone, processes)) and time.monotonic() < until:
        time.sleep(0.02)
    assert all(map(is_gone, processes))


def test_a_reader_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    local = Local(Recipe(model="broken"), Here, few=0, program=STUB)
    with pytest.raises(EntenteError, match="no such model"):
        list(local.read(reports(1)))


def test_documents_larger_than_any_buffer_pass(tmp_path: Path) -> None:
    documents = [report(f"RUS CONSULT PRK {n} " + "y" * 3_000_000, id=str(n)) for n in range(8)]
    assert list(engine(tmp_path).read(documents)) == [(d, claims_of(d)) for d in documents]


def test_a_slow_source_is_not_held_against_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "AWAY", 0.2)
    monkeypatch.setattr(handing, "PACE", 1e12)
    documents = [report(f"RUS CONSULT PRK {n} " + "y" * 2_000_000, id=str(n)) for n in range(6)]

    def slow():
        for document in documents:
            yield document
            time.sleep(0.8)  # while most of it waits for its way to the worker

    assert list(engine(tmp_path, patience=0.6).read(slow())) == [(d, claims_of(d)) for d in documents]
