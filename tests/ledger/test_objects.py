"""What is told of ledgers on object storage alone: everything else is tested there and in folders alike."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from entente import bookkeeping
from entente.errors import LedgerError
from entente.ledger import Ledger, bucket, create, leases
from entente.ledger.bucket import Bucket
from entente.ledger.locking import locked
from entente.ledger.places import address_of
from entente.ledger.rows import claim_row
from entente.ledger.storage import at
from entente.ledger.tables import HEAD
from entente.ledger.upkeep import optimize
from entente.records import Document
from faults.objects import SECRET, Objects
from tests.ledger.builders import Address, Where, files_of, folder_of, ingest, reading, report, table, told

VISIT = "RUS CONSULT PRK"


@pytest.fixture
def address(objects: Objects, request: pytest.FixtureRequest) -> Address:
    """An address at which no ledger is yet."""
    return Address(objects, f"objects/{abs(hash(request.node.nodeid))}")


def pile(first: int, last: int) -> list[Document]:
    return [report(f"RUS CONSULT PRK. CHN AID LAO number {n}", f"2023-0{1 + n % 3}-10") for n in range(first, last)]


_WRITER = """
import sys
from tests.ledger.builders import ingest
from tests.ledger.test_objects import pile, as_named
for first in range(int(sys.argv[2]), int(sys.argv[3]), 5):
    ingest(as_named(sys.argv[1]), pile(first, first + 8))
"""


def as_named(name: str) -> str | Path:
    return name if "://" in name else Path(name)


def writer(root: Where, first: int, last: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", _WRITER, str(root), str(first), str(last)])


def whole(root: Where, documents: int) -> None:
    """Every document once, every claim once, all of them grouped."""
    with Ledger(root) as ledger:
        assert Counter(kept.document.id for kept in ledger.documents()) == Counter(d.id for d in pile(0, documents))
        claims = list(ledger.claims())
        assert len({kept.claim.id for kept in claims}) == len(claims) == 2 * documents
        assert all(kept.event for kept in claims)


def test_two_processes_that_write_at_once_keep_everything_once(where: Where) -> None:
    both = [writer(where, 0, 15), writer(where, 5, 20)]
    assert [process.wait(timeout=300) for process in both] == [0, 0]
    ingest(where, [])
    whole(where, 23)


_KILLED = """
import os, signal, sys
from entente.ledger import leases, tables
leases.SECONDS, leases.COARSE = 1.5, 0.5
append = tables.Tables.append
def dies(self, name, rows, marks=None):
    if name == "documents":
        os.kill(os.getpid(), signal.SIGKILL)
    return append(self, name, rows, marks)
tables.Tables.append = dies
from tests.ledger.builders import ingest
from tests.ledger.test_objects import pile, as_named
ingest(as_named(sys.argv[1]), pile(3, 6))
"""


def test_a_writer_that_is_killed_between_two_tables_is_waited_for_and_taken_back(where: Where) -> None:
    ingest(where, pile(0, 3))
    done = subprocess.run([sys.executable, "-c", _KILLED, str(where)], check=False, timeout=120)
    assert done.returncode == -signal.SIGKILL
    assert len(told(Ledger(where))) == 6
    began = time.monotonic()
    ingest(where, pile(0, 6))
    assert time.monotonic() - began < 60
    whole(where, 6)


def test_a_process_that_was_stopped_for_longer_than_its_lease_commits_nothing(
    address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(address, pile(0, 2))
    before = files_of(address)
    with Ledger(address) as ledger, locked(address, "write"):
        ledger.tables.mend()
        monkeypatch.setattr(leases, "now", lambda: time.monotonic() + 10**9)
        with pytest.raises(LedgerError, match=r"stopped for so long .* \(nothing is lost: run the same again\)"):
            ledger.tables.append("claims", [])
    monkeypatch.undo()
    assert files_of(address) == before


@pytest.mark.parametrize("name", ["claims", "documents", "refusals"])
def test_what_was_decided_on_an_older_state_is_not_committed(address: Address, name: str) -> None:
    ingest(address, pile(0, 2))
    with Ledger(address) as late, Ledger(address) as other:
        assert len(told(late)) == 4
        late.tables.mend()
        other.tables.append(name, [])
        before = files_of(address)
        with pytest.raises(LedgerError, match=f"another process wrote {name} at the same moment"):
            late.tables.append(name, [])
        assert files_of(address) == before


def test_of_two_that_commit_to_the_same_version_one_wins(address: Address) -> None:
    ingest(address, pile(0, 2))
    with Ledger(address) as one, Ledger(address) as other:
        stale = one.tables.newest("refusals")
        other.tables.append("refusals", [])
        one.tables.newest = lambda name: stale  # type: ignore[method-assign]
        with pytest.raises(LedgerError, match="another process wrote"):
            one.tables.append("refusals", [])
    assert table(address, "refusals").version() == 1


def test_documents_that_came_late_get_back_the_claims_that_were_taken_from_them(address: Address) -> None:
    ingest(address, pile(0, 2))
    with Ledger(address) as late, Ledger(address) as other:
        row = claim_row(next(late.claims()), document_version=1, told=next(late.claims()).known)
        head = late.tables.append("claims", [{**row, "id": "f" * 16}])
        assert other.tables.mend()  # it looks as if the writer had died
        late.tables.append("documents", [], {HEAD: str(head)})  # it had not
    ingest(address, pile(2, 3))
    with Ledger(address) as ledger:
        assert "f" * 16 in {kept.claim.id for kept in ledger.claims()}
        assert len(told(ledger)) == 7


def test_a_commit_whose_answer_was_lost_counts(address: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    import deltalake
    from deltalake.exceptions import CommitFailedError

    whole_write, lost = deltalake.write_deltalake, []

    def loses(*words: object, **options: object) -> None:
        whole_write(*words, **options)  # type: ignore[arg-type]
        lost.append(1)
        raise CommitFailedError("the version is taken")

    monkeypatch.setattr(deltalake, "write_deltalake", loses)
    ingest(address, pile(0, 3))
    assert lost
    monkeypatch.undo()
    whole(address, 3)
    assert ingest(address, pile(0, 3)).seen == 3


# ---------------------------------------------------------------------- reading


def test_a_question_asks_the_store_once_at_most(address: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest(address, pile(0, 4))
    asked: Counter[str] = Counter()
    for name in ("marks", "listed", "get", "_parts", "newest"):

        def counted(self: Bucket, *words: object, _of: object = getattr(Bucket, name), _name: str = name) -> object:
            asked[_name] += 1
            return _of(self, *words)  # type: ignore[operator]

        monkeypatch.setattr(Bucket, name, counted)
    with Ledger(address) as ledger:
        assert len(told(ledger)) == 8
        asked.clear()
        for _ in range(5):
            assert len(told(ledger)) == 8
        assert sum(asked.values()) <= 1
        time.sleep(bucket.FRESH)
        told(ledger)
        assert asked["marks"] <= 2
        assert asked.keys() <= {"marks"}


def test_what_another_process_wrote_is_seen_within_a_second(address: Address) -> None:
    ingest(address, pile(0, 2))
    with Ledger(address) as ledger:
        assert len(told(ledger)) == 4
        assert writer(address, 2, 3).wait(timeout=120) == 0
        time.sleep(bucket.FRESH)
        assert len(told(ledger)) == 20


def test_what_was_committed_and_not_told_is_seen_later(address: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bucket, "FRESH", 0.0)
    ingest(address, pile(0, 2))
    with Ledger(address) as ledger:
        assert len(told(ledger)) == 4
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Bucket, "keep", lambda self, table, since, version: None)
            ingest(address, pile(2, 3))
        assert len(told(ledger)) == 4
        monkeypatch.setattr(bucket, "LOOKED", 0.0)
        assert len(told(ledger)) == 6


def test_any_reader_of_delta_tables_reads_it(address: Address) -> None:
    ingest(address, pile(0, 3))
    assert table(address, "claims").to_pyarrow_table().num_rows == 6
    assert sorted(path.name for path in folder_of(address).iterdir() if not path.name.startswith("."))[:2] == [
        "claims", "documents",
    ]  # fmt: skip


def test_joined_files_are_read_by_who_had_the_others_open(address: Address) -> None:
    for n in range(3):
        ingest(address, pile(n, n + 1))
    with Ledger(address) as ledger:
        before = list(ledger.claims())
        assert optimize(address)["after"] < optimize(address)["before"] + 3
        assert list(ledger.claims()) == before


def test_a_file_that_cannot_be_fetched_is_one_line(
    address: Address, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ingest(address, pile(0, 2))
    monkeypatch.setenv("ENTENTE_CACHE", str(tmp_path))
    for path in (folder_of(address) / "claims").rglob("*.parquet"):
        path.unlink()
    root = Bucket(address)
    with Ledger(root) as ledger, pytest.raises(LedgerError, match="a file of the ledger is gone"):  # type: ignore[arg-type]
        list(ledger.claims())


# ---------------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize(
    ("variables", "name", "line"),
    [
        ({"AWS_SECRET_ACCESS_KEY": f"not-{SECRET}"}, "reports/x", "the store refuses access"),
        ({"AWS_ACCESS_KEY_ID": "SOMEBODYELSE"}, "reports/x", "the store refuses access"),
        ({}, "no-such-bucket/x", "there is no such bucket"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, "reports/x", "the store cannot be reached"),
        ({"AWS_ENDPOINT_URL": f"http://me:{SECRET}@127.0.0.1:9"}, "reports/x", "the store cannot be reached"),
        ({"AWS_ALLOW_HTTP": "false"}, "reports/x", "the store"),
        ({}, "reports/none", "no ledger here"),
        (
            {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None, "AWS_METADATA_ENDPOINT": "http://127.0.0.1:9"},
            "reports/x", "no credentials were found",
        ),
    ],
)  # fmt: skip
def test_faults_are_one_line_that_holds_no_secret(
    objects: Objects, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str | None], name: str, line: str
) -> None:
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value) if value is not None else monkeypatch.delenv(variable)
    monkeypatch.setattr(bucket, "TRIED", 1)
    root = Bucket(f"s3://{name}")
    calls = [Ledger, create, lambda root: locked(root, "write").__enter__()]
    for call in calls[: 1 if line == "no ledger here" else 3]:
        with pytest.raises(LedgerError, match=line) as caught:
            call(root)  # type: ignore[operator]
        said = str(caught.value)
        assert said.startswith(f"s3://{name}: ")
        assert "\n" not in said
        assert SECRET not in said
        cause: BaseException | None = caught.value
        while cause is not None:  # a traceback in a log shows causes, unless they are suppressed
            assert SECRET not in str(cause)
            assert isinstance(cause, LedgerError)
            cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


@pytest.mark.parametrize("secret", ["key:hunter2@", "hunter2@", "x?token=hunter2&y=", "x#hunter2", ":hunter2/"])
@pytest.mark.parametrize("kind", ["s3", "gs", "az", "https", "ftp"])
def test_an_address_with_a_secret_in_it_is_refused_and_not_repeated(kind: str, secret: str) -> None:
    name = f"{kind}://{secret}reports/x"
    for call in (Ledger, create, address_of, at, lambda name: bookkeeping.ingest([], name, reading, lambda: "")):
        with pytest.raises(LedgerError) as caught:
            call(name)  # type: ignore[operator]
        assert "hunter2" not in str(caught.value)
        assert str(caught.value).startswith(f"{kind}://...: ")


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("s3://reports", "s3://reports"),
        ("s3://reports/a/b-c_d.e+f/", "s3://reports/a/b-c_d.e+f"),
        ("gs://reports/2024", "gs://reports/2024"),
        ("az://container/x", "az://container/x"),
    ],
)
def test_addresses_that_are_good(name: str, whole: str) -> None:
    assert address_of(name) == whole
    assert str(at(name)) == whole
    assert at(name) is at(name + "/"[: not name.endswith("/")])


@pytest.mark.parametrize(
    "name", ["s3://", "s3://A/x", "s3://r/../x", "s3://re/a//b", "s3://re/month=1/x", "s3://re/a b"]
)
def test_addresses_that_are_none(name: str) -> None:
    with pytest.raises(LedgerError, match="cannot be used as an address"):
        at(name)


def test_an_address_tells_how_long_a_bucket_may_be_called() -> None:
    with pytest.raises(LedgerError, match="a bucket of 2 to 63 small letters"):
        address_of("s3://b/ledger")


def test_the_environment_says_where_google_and_azure_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bucket, "TRIED", 0)
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_NAME", "devstoreaccount1")
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_KEY", "aHVudGVyMg==")
    monkeypatch.setenv("AZURE_STORAGE_ENDPOINT", "http://127.0.0.1:9/devstoreaccount1")
    with pytest.raises(LedgerError, match=r"^az://container/x: the store cannot be reached"):
        Ledger(Bucket("az://container/x"))  # type: ignore[arg-type]
    monkeypatch.delenv("AZURE_STORAGE_ACCOUNT_NAME")
    with pytest.raises(LedgerError, match=r"^az://container/x: no account was found"):
        Ledger(Bucket("az://container/x"))  # type: ignore[arg-type]
    monkeypatch.setenv("GOOGLE_SERVICE_ACCOUNT_KEY", '{"private_key": "hunter2"}')
    with pytest.raises(LedgerError, match=r"^gs://reports/x: the store cannot be used") as caught:
        Ledger(Bucket("gs://reports/x"))  # type: ignore[arg-type]
    assert "hunter2" not in str(caught.value)
