from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from entente.errors import LedgerError
from entente.ledger import cached
from entente.ledger.cached import Fetched, Files


class Far:
    """Files that lie far away, and how often each was fetched."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}
        self.fetched: Counter[str] = Counter()

    def __call__(self, key: str) -> Iterator[bytes]:
        self.fetched[key] += 1
        if key not in self.held:
            raise FileNotFoundError(key)
        yield self.held[key][:5]
        yield self.held[key][5:]


@pytest.fixture
def far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Far:
    monkeypatch.setenv("ENTENTE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("ENTENTE_CACHE_GB", raising=False)
    return Far()


def content(fetched: Fetched, key: str) -> bytes:
    with os.fdopen(fetched.open(key), "rb") as file:
        return file.read()


def test_a_file_is_fetched_once_and_for_all_processes(far: Far) -> None:
    far.held["claims/a.parquet"] = b"PAR1 and so on PAR1"
    for _ in range(3):
        assert content(Fetched("s3://reports/x", far), "claims/a.parquet") == b"PAR1 and so on PAR1"
    assert far.fetched == {"claims/a.parquet": 1}


def test_files_of_other_ledgers_and_stores_are_others(far: Far) -> None:
    far.held["a"] = b"one"
    assert content(Fetched("s3://reports/x", far), "a") == b"one"
    far.held["a"] = b"two"
    assert content(Fetched("s3://reports/y", far), "a") == b"two"


def test_nobody_else_looks_into_it(far: Far, tmp_path: Path) -> None:
    far.held["a"] = b"one"
    content(Fetched("s3://reports/x", far), "a")
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "cache").rglob("*")} == {0}


def test_a_file_that_breaks_off_leaves_nothing(far: Far, tmp_path: Path) -> None:
    def breaks(key: str) -> Iterator[bytes]:
        yield b"half"
        raise LedgerError("the store cannot be reached", place="s3://reports/x")

    with pytest.raises(LedgerError, match="cannot be reached"):
        Fetched("s3://reports/x", breaks).open("a")
    assert [path for path in (tmp_path / "cache").rglob("*") if path.is_file()] == []


def test_what_was_used_least_goes_first(far: Far, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cached, "USED", 0.0)
    monkeypatch.setenv("ENTENTE_CACHE_GB", str(35 / 1e9))
    fetched = Fetched("s3://reports/x", far)
    for number, key in enumerate("abcd"):
        far.held[key] = b"PAR1" + key.encode() * 2 + b"PAR1"
        content(fetched, key)
        os.utime(fetched.path(key), (number, number))
    content(fetched, "d")
    assert [fetched.path(key).exists() for key in "abcd"] == [False, True, True, True]


def test_what_is_in_use_stays_although_it_is_too_much(far: Far, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTENTE_CACHE_GB", str(1 / 1e9))
    fetched = Fetched("s3://reports/x", far)
    for key in "ab":
        far.held[key] = b"0123456789"
        content(fetched, key)
    assert [fetched.path(key).exists() for key in "ab"] == [True, True]


@pytest.mark.parametrize("told", ["", "ten", "-1", "0", "nan", "inf"])
def test_a_size_that_is_none_is_told(far: Far, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTENTE_CACHE_GB", told)
    far.held["a"] = b"one"
    with pytest.raises(LedgerError, match="ENTENTE_CACHE_GB: is no number of gigabytes"):
        Fetched("s3://reports/x", far).open("a")


@pytest.mark.parametrize("left", [b"", b"PAR1 and", bytes(19)])
def test_one_that_was_not_kept_whole_is_fetched_again(far: Far, left: bytes) -> None:
    far.held["a"] = b"PAR1 and so on PAR1"
    content(Fetched("s3://reports/x", far), "a")
    Fetched("s3://reports/x", far).path("a").write_bytes(left)
    for _ in range(2):
        assert content(Fetched("s3://reports/x", far), "a") == b"PAR1 and so on PAR1"
    assert far.fetched == {"a": 2}


def test_one_that_is_damaged_in_the_store_is_given_as_it_is(far: Far) -> None:
    far.held["a"] = b"no table"
    assert [content(Fetched("s3://reports/x", far), "a") for _ in range(2)] == [b"no table"] * 2


def test_a_folder_that_cannot_be_used_is_told(far: Far, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("ENTENTE_CACHE", str(tmp_path / "file"))
    far.held["a"] = b"one"
    with pytest.raises(LedgerError, match="fetched files cannot be kept, Not a directory"):
        Fetched("s3://reports/x", far).open("a")


def test_threads_that_want_one_file_fetch_it_once(far: Far) -> None:
    far.held["a"] = b"PAR1" + b"x" * 100_000 + b"PAR1"
    fetched = Fetched("s3://reports/x", far)
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(content(fetched, "a"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [far.held["a"]] * 8
    assert far.fetched["a"] == 1


def test_duckdb_reads_them_with_many_threads_and_fetches_only_what_it_opens(far: Far, tmp_path: Path) -> None:
    made = duckdb.connect()
    for month in ("2023-01", "2023-02"):
        path = tmp_path / f"{month}.parquet"
        made.sql(f"SELECT range AS n, '{month}' || range AS t FROM range(200000)").write_parquet(
            str(path), row_group_size=2048
        )
        far.held[f"claims/month={month}/a.parquet"] = path.read_bytes()
    connection = duckdb.connect(config={"threads": "4", "autoinstall_known_extensions": "false"})
    connection.register_filesystem(Files(Fetched("s3://reports/x", far)))
    listed = ", ".join(f"'entente://{key}'" for key in far.held)
    months = "hive_partitioning = true, hive_types = {'month': VARCHAR}"
    sql = f"SELECT sum(n), count(DISTINCT t) FROM read_parquet([{listed}], {months})"
    (january,) = connection.sql(f"{sql} WHERE month = '2023-01'").fetchall()
    assert january == (199999 * 100000, 200000)
    assert set(far.fetched) <= set(far.held)
    for _ in range(3):
        assert connection.sql(sql).fetchall() == [(2 * 199999 * 100000, 400000)]
    assert far.fetched == dict.fromkeys(far.held, 1)
