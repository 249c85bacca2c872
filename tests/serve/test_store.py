from __future__ import annotations

import contextlib
import sqlite3
import threading
from pathlib import Path

import pytest

from entente.errors import LedgerError
from entente.serve.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "deep" / "desk.sqlite")
    made.make("""CREATE TABLE IF NOT EXISTS seen (name TEXT PRIMARY KEY, times INTEGER);
        CREATE INDEX IF NOT EXISTS t ON seen (times)""")
    return made


def test_making_it_twice_changes_nothing(store: Store) -> None:
    with store.writing() as connection:
        connection.execute("INSERT INTO seen VALUES ('a', 1)")
    store.make("CREATE TABLE IF NOT EXISTS seen (name TEXT)")
    assert [tuple(row) for row in store.ask("SELECT * FROM seen")] == [("a", 1)]


def test_what_raises_is_taken_back(store: Store) -> None:
    def twice() -> None:
        with store.writing() as connection:
            connection.executemany("INSERT INTO seen VALUES ('a', ?)", [(1,), (2,)])

    with pytest.raises(sqlite3.IntegrityError):
        twice()
    assert store.ask("SELECT count(*) AS n FROM seen")[0]["n"] == 0


def test_threads_write_in_turn(store: Store) -> None:
    def count() -> None:
        for _ in range(20):
            with store.writing() as connection:
                connection.execute("INSERT INTO seen VALUES ('n', 1) ON CONFLICT DO UPDATE SET times = times + 1")

    threads = [threading.Thread(target=count) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.ask("SELECT times FROM seen")[0]["times"] == 100


def test_another_process_sees_it_at_once(store: Store) -> None:
    other = Store(store.path)
    with store.writing() as connection:
        connection.execute("INSERT INTO seen VALUES ('a', 1)")
    assert other.ask("SELECT name FROM seen")[0]["name"] == "a"
    other.close()


def test_a_place_that_cannot_be_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(LedgerError, match="--state"):
        Store(tmp_path / "file" / "desk.sqlite")
    (tmp_path / "broken.sqlite").write_bytes(b"no database" * 200)
    with pytest.raises(LedgerError, match="cannot be used"):
        Store(tmp_path / "broken.sqlite")


def test_what_need_not_last_waits_for_no_disk_and_the_next_does_again(store: Store) -> None:
    def kept() -> int:
        return int(store.connection.execute("PRAGMA synchronous").fetchone()[0])

    with store.writing(lasting=False) as connection:
        connection.execute("INSERT INTO seen VALUES ('a', 1)")
        assert kept() == 1
    assert kept() == 2
    with contextlib.suppress(sqlite3.OperationalError), store.writing(lasting=False) as connection:
        connection.execute("INSERT INTO seen VALUES ('b', 1)")
        connection.execute("nothing that SQLite knows")
    assert kept() == 2
    assert [row["name"] for row in store.ask("SELECT name FROM seen")] == ["a"]


def test_a_thread_that_has_ended_holds_nothing_open(store: Store) -> None:
    held: list[sqlite3.Connection] = []
    for _ in range(3):
        thread = threading.Thread(target=lambda: held.append(store.connection))
        thread.start()
        thread.join()
    assert store.ask("SELECT count(*) AS n FROM seen")[0]["n"] == 0
    for connection in held[:2]:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("SELECT 1")
    held[2].execute("SELECT 1").close()


def test_a_full_disk_is_told_and_changes_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "desk.sqlite")
    store.make("CREATE TABLE IF NOT EXISTS t (a BLOB)")
    store.connection.execute("PRAGMA max_page_count = 4").close()
    with pytest.raises(LedgerError, match="full"), store.writing() as connection:
        connection.execute("INSERT INTO t VALUES (zeroblob(100000))")
    store.connection.execute("PRAGMA max_page_count = 4000").close()
    with store.writing() as connection:
        connection.execute("INSERT INTO t VALUES (zeroblob(100000))")
    assert len(store.ask("SELECT 1 FROM t")) == 1
    store.close()
