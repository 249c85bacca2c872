from __future__ import annotations

import errno
import fcntl
from pathlib import Path

import pytest

from entente.errors import LedgerError
from entente.ledger import Ledger
from entente.ledger.lasting import BOOT
from entente.ledger.places import folder
from entente.ledger.upkeep import optimize
from entente.records import Question
from tests.ledger.builders import ingest, report, told

NAMES = [
    "sp ace", "ha#sh", "q?m", "pc%", 'd"q', "it's", "ünï😀", "star*", "a+b=c", "-dash", "x:y", "~tilde", "$HOME",
    "{a,b}",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_ledger_can_lie_under_any_name(tmp_path: Path, name: str) -> None:
    root = tmp_path / name
    ingest(root, [report("RUS CONSULT PRK")])
    ingest(root, [report("CHN AID LAO")])
    optimize(root)
    ledger = Ledger(root)
    assert told(ledger) == ["CHN AID LAO", "RUS CONSULT PRK"]
    assert len(ledger.events(Question(limit=5))) == 2
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("s3:/bucket/prefix", "in a folder or on object storage"),
        ("file:///tmp/ledger", "in a folder or on object storage"),
        ("bad\udcff", "its name is no text"),
        ("x" * 300, "File name too long"),
        ("nul\0l", "cannot be used"),
        ("new\nline", "cannot be used, its path holds"),
        ("back\\slash", "cannot be used, its path holds"),
        ("br[a]ck", "cannot be used, its path holds"),
        ("pc%20t", "cannot be used, its path holds"),
        ("month=2020-01/ledger", "may be called month="),
    ],
)
def test_names_under_which_none_can_lie(tmp_path: Path, name: str, reason: str) -> None:
    path = name if ":" in name else str(tmp_path / name)
    for call in (
        folder,
        Ledger,
        lambda path: ingest(path if "://" in path else Path(path), [report("RUS CONSULT PRK")]),
    ):
        with pytest.raises(LedgerError, match=reason):
            call(path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_system_without_locks_is_told_and_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest(tmp_path / "ledger", [report("RUS CONSULT PRK")])
    (tmp_path / "ledger" / BOOT).unlink(missing_ok=True)

    def none(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", none)
    assert told(Ledger(tmp_path / "ledger")) == ["RUS CONSULT PRK"]
    with pytest.raises(LedgerError, match="cannot be locked, No locks available"):
        ingest(tmp_path / "ledger", [report("CHN AID LAO")])
