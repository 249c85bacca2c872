"""What a cut connection is, and that it is asked again; through a proxy that cuts, the ledger is as if nothing were."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import deltalake
import obstore
import pytest

from entente.errors import LedgerError
from entente.ledger import Ledger, bucket, cuts, gathering
from entente.ledger.bucket import Bucket
from entente.ledger.tables import Tables
from entente.ledger.upkeep import optimize
from faults.objects import Objects, environment
from faults.proxy import before
from tests.ledger.builders import ingest
from tests.ledger.test_objects import pile

#: As obstore and deltalake tell them.
CUT = (
    "Generic S3 error: Error getting list response body: HTTP error: request or response body error",
    "Error performing POST http://h/b?delete in 1ms - HTTP error: error sending request (SendRequest)",
    "source: RetryError( retries: 0, inner: Http( HttpError { kind: Interrupted, source: reqwest::Error",
)
OTHER = (
    "Generic S3 error: Error performing GET http://h/b/k in 30s, after 5 retries - HTTP error: error sending request: "
    "client error (Connect): tcp connect error: Connection refused",
    "Server returned non-2xx status code: 503 Service Unavailable",
    "Server returned non-2xx status code: 403 Forbidden: <Code>AccessDenied</Code>",
)


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cuts, "PAUSES", (0.001,) * 10)


@pytest.mark.parametrize("words", CUT)
def test_a_cut_is_asked_again(words: str) -> None:
    left = [OSError(words), OSError(words)]

    def do() -> str:
        if left:
            raise left.pop()
        return "done"

    assert cuts.again(do, (OSError,)) == "done"
    assert not left


def tries(error: Exception) -> int:
    """How often something is tried that always fails so."""
    asked = []

    def do() -> None:
        asked.append(1)
        raise error

    with pytest.raises(type(error)) as told:
        cuts.again(do, (OSError, LedgerError))
    assert told.value is error
    return len(asked)


@pytest.mark.parametrize("words", OTHER)
def test_anything_else_is_not(words: str) -> None:
    assert tries(OSError(words)) == 1


def test_what_is_cut_for_ever_is_told() -> None:
    assert tries(OSError(CUT[0])) == 11


def test_what_was_told_in_a_line_already_is_not_asked_again() -> None:
    assert tries(LedgerError("Connection reset", place="s3://b")) == 1


def test_a_store_that_stalls_in_each_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cuts, "LONGEST", 0.0)
    assert tries(OSError(CUT[0])) == 1


def after(monkeypatch: pytest.MonkeyPatch, of: object, name: str) -> list[int]:
    """What is called takes effect, and once its answer is cut. Gives what is filled when that happens."""
    plain: Any = getattr(of, name)
    happened: list[int] = []

    def call(*words: Any, **values: Any) -> Any:
        done = plain(*words, **values)
        if not happened:
            happened.append(1)
            raise OSError(CUT[0])
        return done

    monkeypatch.setattr(of, name, call)
    return happened


@pytest.fixture
def where(objects: Objects, request: pytest.FixtureRequest) -> str:
    return objects.ledger(f"cuts/{abs(hash(request.node.nodeid))}")


def test_a_commit_whose_answer_is_cut_is_known_again(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    happened = after(monkeypatch, deltalake, "write_deltalake")
    ingest(where, pile(0, 4))
    assert happened
    with Ledger(where) as ledger:
        assert len(list(ledger.documents())) == 4
        assert len(list(ledger.claims())) == 8


def test_joined_files_whose_commit_is_cut_are_known_again(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        ingest(where, pile(number * 3, number * 3 + 3))
    before = len(list(Ledger(where).claims()))
    happened = after(monkeypatch, deltalake, "write_deltalake")
    told = optimize(where)
    assert happened
    assert told["after"] < told["before"]
    assert len(list(Ledger(where).claims())) == before


def test_claims_taken_back_by_a_commit_that_is_cut_are_known_again(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest(where, pile(0, 3))
    tables = Tables(where)
    tables.mend()
    tables.append("claims", [])  # whose documents never came
    happened = after(monkeypatch, deltalake.DeltaTable, "restore")
    assert Tables(where).mend()
    assert happened
    assert not Tables(where).mend()
    assert len(list(Ledger(where).claims())) == 6


def test_a_commit_that_others_cannot_be_told_of_is_made_all_the_same(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(where, pile(0, 2))
    plain = Bucket.put

    def put(self: Bucket, name: str, body: bytes) -> None:
        if name.startswith(bucket.CHANGES):
            raise LedgerError("the store fails (status 503)", place=where)
        plain(self, name, body)

    monkeypatch.setattr(Bucket, "put", put)
    with Ledger(where) as ledger:
        first, second, *_ = [kept.claim.id for kept in ledger.claims()]
        ledger.accept(first, by="ann")
        ledger.accept(second, by="ann")
    with Ledger(where) as other:
        assert len(list(other.rows("SELECT id FROM reviews"))) == 2


def test_what_could_not_be_taken_up_is_looked_at_again(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest(where, pile(0, 2))
    monkeypatch.setattr(bucket, "FRESH", 0.0)
    late = Ledger(where)
    assert len(list(late.documents())) == 2
    ingest(where, pile(2, 4))
    plain, down = deltalake.DeltaTable.update_incremental, [1]

    def update(table: deltalake.DeltaTable) -> None:
        if down:
            raise OSError("Server returned non-2xx status code: 503")
        plain(table)

    monkeypatch.setattr(deltalake.DeltaTable, "update_incremental", update)
    with pytest.raises(LedgerError, match="status 503"):
        list(late.documents())
    down.clear()
    assert len(list(late.documents())) == 4


def test_what_the_delta_library_tells_as_a_tree_is_understood(where: str) -> None:
    for status, expected in (("503 Service Unavailable", "fails (status 503)"), ("403 Forbidden", "refuses access")):
        words = (
            f"Generic S3 error\n \x1b[31m↳\x1b[0m Server returned non-2xx status code\n  \x1b[31m↳\x1b[0m {status}\n"
        )
        assert expected in str(Bucket(where).fault(OSError(words)))


@pytest.mark.parametrize("kind", ["s3", "gs", "az"])
def test_what_is_gone_is_passed_over_when_it_is_deleted(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def delete(_: object, names: list[str]) -> None:
        asked.append(names)
        if kind != "s3":
            raise FileNotFoundError(f"Object at location {names[0]} not found")

    monkeypatch.setattr(obstore, "delete", delete)
    there = Bucket(f"{kind}://b/l")
    vars(there)["_store"] = None
    there.delete("a", "b")
    assert asked == ([["a", "b"]] if kind == "s3" else [["a"], ["b"]])
    there.delete()
    assert len(asked) < 3


def test_a_run_whose_files_cannot_be_joined_ends_well(
    where: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def tend(_: object) -> None:
        raise LedgerError("the store cannot be reached", place="s3://b")

    monkeypatch.setattr(gathering, "tend", tend)
    assert ingest(where, pile(0, 2)).new == 2
    assert "not tended this time: s3://b: the store cannot be reached" in caplog.text


@pytest.mark.parametrize("fault", ["cut", "unheard", "unanswered"])
def test_a_ledger_is_written_and_read_while_every_twentieth_connection_is_cut(
    objects: Objects, fault: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ENTENTE_CACHE", str(tmp_path))
    with before(objects.url, fault, 0.05, (fault,)) as proxy:
        for name, value in environment(proxy.url).items():
            monkeypatch.setenv(name, value)
        where = objects.ledger(f"cuts/{fault}")
        ingest(where, pile(0, 8))
        with Ledger(where) as ledger:
            assert {kept.document.id for kept in ledger.documents()} == {d.id for d in pile(0, 8)}
            assert len(list(ledger.claims())) == 16
        assert proxy.befell[fault] > 0
