from __future__ import annotations

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
