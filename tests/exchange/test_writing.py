"""Every format: whole or not at all, the same bytes each time, and no more in memory than it needs."""

from __future__ import annotations

import resource
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from entente.errors import InputError, UsageError
from entente.exchange import KINDS, Written, kind_of, lookups, tables, write
from entente.records import KeptClaim
from tests.cli.fakes import claim
from tests.exchange.builders import FILES, NAMES, hostile, kept, report, rich, written


def test_an_unknown_format_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="one of plover, polecat"):
        written("xlsx", [], tmp_path / "out")
    assert set(KINDS) == {*FILES, "training"}


@pytest.mark.parametrize("kind", FILES)
def test_the_same_claims_give_the_same_bytes(kind: str, tmp_path: Path) -> None:
    claims = [kept(), rich(), hostile(), kept(claim(event="HAVE", mode=None, recipient=()))]
    first, second = tmp_path / "a", tmp_path / "b"
    assert written(kind, claims, first) == written(kind, iter(claims), second)
    assert first.read_bytes() == second.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


@pytest.mark.parametrize("kind", FILES)
def test_no_claims_make_a_file_all_the_same(kind: str, tmp_path: Path) -> None:
    assert written(kind, [], tmp_path / "out") == Written(0, {})
    assert (tmp_path / "out").is_file()


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_half_written_stays(kind: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    written(kind, [kept()], out)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def breaking() -> Iterator[KeptClaim]:
        yield kept()
        raise InputError("the ledger is damaged")

    with pytest.raises(InputError, match="the ledger is damaged"):
        written(kind, breaking(), out)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("kind", FILES)
def test_a_disk_without_room_is_one_clear_line(kind: str, tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, hard))
    try:
        with pytest.raises(InputError, match="cannot be written"):
            written(kind, [rich()] * 400, tmp_path / "out")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="make the folder first"):
        written("csv", [], tmp_path / "none" / "out.csv")
    with pytest.raises(InputError, match="is no file"):
        written("csv", [], tmp_path)
    with pytest.raises(InputError, match="is no file"):
        written("csv", [], Path("/dev/null"))
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="is no folder"):
        written("training", [], tmp_path / "file")
    with pytest.raises(InputError, match="make the folder first"):
        written("training", [], tmp_path / "none" / "out")


def test_a_link_is_followed(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old")
    link.symlink_to(real)
    written("csv", [kept()], link)
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8").startswith("id,document")


class Watched(KeptClaim):
    __slots__ = ("__weakref__",)


@pytest.mark.parametrize("kind", ["plover", "polecat", "csv", "parquet"])
def test_tables_and_lines_are_streamed(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "BATCH", 32)
    alive: weakref.WeakSet[Watched] = weakref.WeakSet()
    most = 0

    def many() -> Iterator[KeptClaim]:
        nonlocal most
        for _ in range(3000):
            one = kept()
            watched = Watched(*(getattr(one, name) for name in KeptClaim.__slots__))
            alive.add(watched)
            most = max(most, len(alive))
            yield watched

    assert written(kind, many(), tmp_path / "out").rows == 3000
    assert most <= 100


def test_reports_are_asked_for_once_while_at_hand(tmp_path: Path) -> None:
    asked: list[str] = []
    look = lookups.Lookups(lambda name: asked.append(name) or report(name), NAMES.get)  # type: ignore[arg-type]
    for name in ("d", "d", "e", "e", "d"):
        look.found(name)
    assert asked == ["d", "e"]
    for number in range(1000):
        look.found(str(number))
    assert len(look._at_hand) <= 256


def test_kinds_of_actors() -> None:
    assert [kind_of(code) for code in ("PRK", "UN", "HAMAS", "WEST")] == ["state", "body", "group", "region"]


@pytest.mark.parametrize("kind", ["plover", "polecat", "graphml", "ftm"])
def test_claims_that_fell_are_left_out_and_counted(kind: str, tmp_path: Path) -> None:
    claims = [kept(), kept(status="rejected"), kept(status="withdrawn"), kept(status="rejected")]
    done = written(kind, claims, tmp_path / "out")
    assert done == Written(1, {"no longer read in the report": 1, "rejected by a reviewer": 2})


def test_arguments_have_defaults(tmp_path: Path) -> None:
    assert write("csv", [kept()], tmp_path / "out", document=report, names=str).rows == 1
