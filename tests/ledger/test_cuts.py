"""What a cut connection is, and that it is asked again; through a proxy that cuts, the ledger is as if nothing were."""

from __future__ import annotations

from pathlib import Path

import pytest

from entente.errors import LedgerError
from entente.ledger import Ledger, cuts
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


@pytest.mark.parametrize("words", OTHER)
def test_anything_else_is_not(words: str) -> None:
    asked = []

    def do() -> None:
        asked.append(1)
        raise OSError(words)

    with pytest.raises(OSError, match=r"performing|status"):
        cuts.again(do, (OSError,))
    assert len(asked) == 1


def test_what_is_cut_for_ever_is_told() -> None:
    asked = []

    def do() -> None:
        asked.append(1)
        raise OSError(CUT[0])

    with pytest.raises(OSError, match="response body"):
        cuts.again(do, (OSError,))
    assert len(asked) == 11


def test_what_was_told_in_a_line_already_is_not_asked_again() -> None:
    asked = []

    def do() -> None:
        asked.append(1)
        raise LedgerError("Connection reset", place="s3://b")

    with pytest.raises(LedgerError):
        cuts.again(do, (LedgerError,))
    assert len(asked) == 1


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
