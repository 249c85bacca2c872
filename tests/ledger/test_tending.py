from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from entente.ledger import Ledger, tending
from entente.ledger.changes import changes, marks
from entente.ledger.following import asked, follow, followed
from entente.ledger.schema import TABLES
from entente.ledger.tables import Tables
from tests.ledger.builders import Address, Clock, ingest, report, told

Where = Path | Address
ROUNDS = 7
_PAIRS = ("RUS CONSULT PRK", "CHN AID LAO", "IRN ACCUSE USA", "UN AID SYR")


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tending, "MANY", 3)


def rounds(root: Where, number: int = ROUNDS, first: int = 0) -> Ledger:
    for n in range(first, first + number):
        text = f"{_PAIRS[n % 4]}. {_PAIRS[(n + 1) % 4]} number {n}"
        ingest(root, [report(text, f"2023-01-{10 + n}")], now=Clock().move(n))
    return Ledger(root)


def named(root: Where, table: str) -> int:
    return len(Tables(root).newest(table).file_uris())


def folder(root: Where, table: str) -> Path:
    return (root if isinstance(root, Path) else root.files) / table


def on_disk(root: Where, table: str) -> int:
    return len([path for path in folder(root, table).rglob("*.parquet") if "_delta_log" not in path.parts])


def entries(root: Where, table: str) -> list[str]:
    return sorted(path.name for path in (folder(root, table) / "_delta_log").glob("*.json"))


def sizes(root: Where) -> list[int]:
    return Tables(root).newest("claims").get_add_actions(flatten=True)["size_bytes"].to_pylist()


def answers(ledger: Ledger) -> list[object]:
    return [list(ledger.claims()), ledger.events(), list(ledger.documents()), ledger.count()]


def test_rounds_leave_few_files_and_the_answers_stay(where: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    tended = answers(rounds(where / "tended"))
    counts = {name: named(where / "tended", name) for name in ("documents", "claims", "origins", "events")}
    assert max(counts.values()) <= 4, counts
    monkeypatch.setattr(tending, "MANY", 10**6)
    assert answers(rounds(where / "left")) == tended
    assert named(where / "left", "claims") == ROUNDS


def test_who_reads_an_older_moment_goes_on(where: Where) -> None:
    ledger = rounds(where, 3)
    before = answers(ledger)
    with ledger.moment():
        rounds(where, 4, first=3)
        assert named(where, "claims") < 4
        assert answers(ledger) == before
    assert len(told(ledger)) == 14


def test_a_joining_is_no_change(where: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    for times in (1000.0, 2.5):  # sorted whole, and joined among themselves
        root = where / f"{times:g}"
        monkeypatch.setattr(tending, "MANY", 10**6)
        with rounds(root, 3) as ledger:
            monkeypatch.setattr(tending, "MANY", 2)
            monkeypatch.setattr(tending, "SMALL", int(times * max(sizes(root))))
            before, found = marks(ledger), answers(ledger)
            assert tending.tend(Tables(root)).joined["claims"] == 3
            news = changes(ledger, before)
            assert (news.claims, news.documents, news.whole) == ((), (), False)
            assert news.marks != before
            assert answers(ledger) == found


def test_in_a_large_month_only_small_files_are_joined(where: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tending, "MANY", 10**6)
    ledger = rounds(where)
    before = answers(ledger)
    tables = Tables(where)
    monkeypatch.setattr(tending, "MANY", 3)
    monkeypatch.setattr(tending, "SMALL", 4 * max(sizes(where)))
    done = tending.tend(tables)
    assert done.joined["claims"] == ROUNDS
    assert 1 < named(where, "claims") < ROUNDS
    assert answers(ledger) == before == answers(Ledger(where))
    held = tending.crowded(tables.newest("claims"), "claims")
    assert tending.tend(tables).joined.get("claims") is None or held


def test_what_is_unused_goes_when_its_time_is_over(where: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds(where, 4)
    assert on_disk(where, "claims") > named(where, "claims")  # who reads them goes on
    stray = folder(where, "claims") / "month=2023-01" / "stray.parquet"
    stray.write_bytes(b"left by a writer that died")
    monkeypatch.setattr(tending, "KEPT", dt.timedelta(0))
    ledger = rounds(where, 3, first=4)
    assert on_disk(where, "claims") <= named(where, "claims") + 3  # those of the last joining alone
    assert not stray.exists()
    assert len(told(ledger)) == 14


def test_a_log_is_shortened_after_its_checkpoint(where: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tending, "LOGGED", dt.timedelta(0))
    before = answers(rounds(where))
    for name in ("documents", "claims", "origins", "events"):
        assert len(entries(where, name)) < ROUNDS, name
    assert answers(Ledger(where)) == before
    assert ingest(where, [report("KOR AID JPN", "2023-02-01")], now=Clock().move(30)).new == 1
    assert "KOR AID JPN" in told(Ledger(where))


def test_one_that_dies_between_claims_and_head_loses_nothing(where: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tending, "MANY", 10**6)
    ledger = rounds(where, 5)
    before = answers(ledger)
    monkeypatch.setattr(tending, "MANY", 3)

    def dies(*_: object) -> int:
        raise KeyboardInterrupt

    tables = Tables(where)
    with monkeypatch.context() as patch:
        patch.setattr(Tables, "append", dies)
        with pytest.raises(KeyboardInterrupt):
            tending.tend(tables)
    assert answers(Ledger(where)) == answers(ledger) == before
    assert len(told(rounds(where, 1, first=5))) == 12
    assert named(where, "claims") == 1


def test_months_with_a_file_or_two_are_joined_when_they_are_many(where: Where) -> None:
    for n in range(2):
        for month in range(1, 4):
            ingest(where, [report(f"RUS AID PRK {n} {month}", f"2023-0{month}-1{n}")], now=Clock().move(n))
    assert named(where, "claims") == 3


def test_states_of_feeds_are_few_and_the_newest_stay(where: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tending, "STATES", 2)
    ledger, clock = rounds(where, 1), Clock()
    for address in ("https://a.example/rss", "https://b.example/rss"):
        follow(ledger, address, clock())
    for n in range(9):
        states = [{**row, "etag": f'"{n}"', "polled": clock()} for row in followed(ledger)]
        asked(ledger, states, clock())
    before = followed(ledger)
    assert tending.tend(ledger.tables).joined == {"feeds": 11}
    assert followed(ledger) == followed(Ledger(where)) == before
    assert [row["etag"] for row in before] == ['"8"', '"8"']
    (rows,) = ledger.connection.execute("SELECT count(*) FROM feeds").fetchone() or (0,)
    assert rows == 4


def test_nothing_to_do_writes_nothing(where: Where) -> None:
    rounds(where, 2)
    before = {name: entries(where, name) for name in TABLES}
    done = tending.tend(Tables(where))
    assert not done.joined
    assert not done.deleted
    assert {name: entries(where, name) for name in TABLES} == before
