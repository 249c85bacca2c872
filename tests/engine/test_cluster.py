"""The Ray engine, with Ray itself: one of its own for most tests, one that was started before for one of them."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from entente import bookkeeping
from entente.desk import Desk
from entente.engine import Cluster, Recipe, sessions
from entente.engine.handing import Handing
from entente.errors import EntenteError, UsageError
from entente.records import Document, Refusal
from tests.engine.made import items, now, rows

if importlib.util.find_spec("ray") is None:  # importing it here would be too early: see Session
    pytest.skip("Ray is not installed", allow_module_level=True)

from entente.engine.actors import Actors
from entente.engine.sessions import Session

PROGRAM = (sys.executable, "-c", "from entente.cli import main; main()")


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    with Session("", 2) as session:
        yield session


def ingest(cluster: Cluster, sources: list[Path], root: Path) -> list[Refusal]:
    refusals: list[Refusal] = []
    bookkeeping.ingest(
        cluster.documents(sources), root, cluster.read, lambda: cluster.version, sources=map(str, sources),
        refused=refusals.append, now=now,
    )  # fmt: skip
    return refusals


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("sources")
    page = folder / "page.txt"
    page.write_text("Japan and the Philippines signed a pact on Monday. Officials in Manila said so.\n" * 3)
    return [items(folder / "a.jsonl", 50), page, folder / "absent.html", items(folder / "b.jsonl", 30, start=40)]


def test_the_rows_are_those_of_the_local_engine(session: Session, sources: list[Path], tmp_path: Path) -> None:
    refusals: list[Refusal] = []
    Desk().ingest(sources, tmp_path / "local", refused=refusals.append, now=now)
    expected = rows(tmp_path / "local")
    assert min(map(len, (expected["claims"], expected["refusals"], expected["events"]))) >= 3
    assert max(row[2] for row in expected["documents"]) > 1  # a second version
    for number, (block, documents) in enumerate([(1 << 20, 64), (200, 1), (4000, 7)]):
        root = tmp_path / str(number)
        cluster = Cluster(Recipe(), workers=1 + (number == 0), block=block, documents=documents)
        assert ingest(cluster, sources, root) == refusals
        assert rows(root) == expected


def test_one_killed_while_it_makes_its_reader_is_started_anew(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ray

    killed, plain = [], ray.get

    def get(reference):
        found = plain(reference)
        if isinstance(found, tuple) and len(killed) < 2:
            killed.append(found)
            raise ray.exceptions.ActorDiedError()
        return found

    monkeypatch.setattr(ray, "get", get)
    workers = Actors(Recipe(), 2)
    workers.close()
    assert len(killed) == 2
    assert workers.version

    def never(reference):
        raise ray.exceptions.ActorDiedError()

    monkeypatch.setattr(ray, "get", never)
    with pytest.raises(EntenteError, match="cannot make a reader"):
        Actors(Recipe(), 1)


def test_a_worker_killed_mid_run_changes_nothing(session: Session, sources: list[Path]) -> None:
    documents = documents_of(sources)
    expected = [(document.id, claims) for document, claims in Desk().claims(documents)]
    workers, read = Actors(Recipe(), 2), []
    try:
        for number, item in enumerate(Handing(workers, ordered=False, documents=4).read(documents)):
            assert not isinstance(item, Refusal)
            read.append((item[0].id, item[1]))
            if number in (5, 30):
                os.kill(workers.processes[0], signal.SIGKILL)
    finally:
        workers.close()
    assert sorted(read, key=repr) == sorted(expected, key=repr)


def test_one_that_is_slow_does_not_hold_the_others(session: Session, sources: list[Path]) -> None:
    documents = documents_of(sources)
    workers, stopped = Actors(Recipe(), 2), 0
    try:
        while len(workers.processes) < 2:
            workers.wait(1.0)
        stopped = workers.processes[0]
        os.kill(stopped, signal.SIGSTOP)
        read = Handing(workers, ordered=False, documents=2).read(documents)
        came = [next(read) for _ in range(len(documents) - 6)]  # all but what it has before it
        os.kill(stopped, signal.SIGCONT)
        assert len(came) + len(list(read)) == len(documents)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(stopped, signal.SIGCONT)
        workers.close()


def documents_of(sources: list[Path]) -> list[Document]:
    from entente.documents import read_many

    found = {item.id: item for item in read_many(sources) if isinstance(item, Document)}
    return list(found.values())


def test_a_cluster_that_runs_is_joined(sources: list[Path], tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [
        "start", "--head", "--block", "--node-ip-address=127.0.0.1", f"--port={port}", "--num-cpus=2",
        "--include-dashboard=false", "--disable-usage-stats", "--object-store-memory=100000000",
    ]  # fmt: skip
    folder = tempfile.mkdtemp(prefix="ray-")  # its name is short, as the names of sockets must be
    with open(tmp_path / "log", "wb") as log:
        with_token = {**os.environ, "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": "0123456789abcdef" * 4}
        head = subprocess.Popen(
            [Path(sys.executable).with_name("ray"), *words], stdout=log, stderr=log, start_new_session=True,
            env={**with_token, "RAY_TMPDIR": folder, "RAY_USAGE_STATS_ENABLED": "0", "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
    try:
        until = time.monotonic() + 90
        while time.monotonic() < until and b"runtime started" not in (tmp_path / "log").read_bytes():
            time.sleep(0.2)
        told = subprocess.run(
            [*PROGRAM, "ingest", *map(str, sources[1:]), "--ledger", str(tmp_path / "ledger"), "--engine", "ray",
             "--address", f"127.0.0.1:{port}"], capture_output=True, text=True, check=False, env=with_token,
        )  # fmt: skip
    finally:
        head.terminate()
        try:
            head.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(head.pid, signal.SIGKILL)
            head.wait()
        shutil.rmtree(folder, ignore_errors=True)
    assert told.returncode == 6, told.stderr
    assert all(line.startswith(("entente: ", "/")) for line in told.stderr.splitlines()), told.stderr
    Desk().ingest(sources[1:], tmp_path / "local", now=now)
    clockless = ("documents", "claims")
    ours, theirs = rows(tmp_path / "ledger"), rows(tmp_path / "local")
    assert {name: len(ours[name]) for name in clockless} == {name: len(theirs[name]) for name in clockless}


@pytest.mark.parametrize(
    ("address", "told"),
    [("nowhere", "no address"), ("127.0.0.1:x", "no address"), ("127.0.0.1:1", "no Ray cluster answers")],
)
def test_an_address_without_a_cluster_is_told(address: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        list(Cluster(Recipe(), address=address).read([Document("a", "", "text")]))


def test_without_ray_the_mend_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"entente\[ray\]"):
        Cluster(Recipe())


def test_its_folder_has_a_name_short_enough_for_sockets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "a-batch-system-gives-every-job-a-folder-of-its-own"))
    assert len(sessions._short_folder()) <= sessions.SHORT
    monkeypatch.setattr(tempfile, "tempdir", "/var/tmp")
    assert sessions._short_folder() == "/var/tmp"


def test_a_ray_that_cannot_be_started_is_told_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    import ray

    made: list[Path] = []

    def fails(*, _temp_dir: str, **_: object) -> None:
        made.append(Path(_temp_dir))
        raise OSError("no sockets here")

    monkeypatch.setattr(ray, "is_initialized", lambda: False)
    monkeypatch.setattr(ray, "init", fails)
    with pytest.raises(EntenteError, match="Ray cannot be started: no sockets here"), Session("", 1):
        pass
    assert [folder.parent.exists() for folder in made] == [False]


def test_no_other_user_looks_into_its_folder(session: Session) -> None:
    assert Path(session._folder).stat().st_mode & 0o077 == 0
    assert list(Path(session._folder).rglob("sockets/*"))
