from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from entente.serve.guard import audit, audits, write_audit
from entente.serve.guard.auditing import SCHEMA
from entente.serve.store import Store
from tests.serve.guard.rig import Time


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "desk.sqlite")
    made.make(SCHEMA)
    return made


def test_newest_first_page_by_page_and_of_one_reader(store: Store) -> None:
    now = Time()
    for number in range(7):
        audit(store, now, "vera" if number % 2 else "ada", "accept", f"c-{number}", {"after": number}, "10.0.0.1")
        now.go(minutes=1)
    first = audits(store, limit=3)
    assert [line.what for line in first] == ["c-6", "c-5", "c-4"]
    assert [line.what for line in audits(store, first[-1].number, 10)] == ["c-3", "c-2", "c-1", "c-0"]
    assert [line.what for line in audits(store, who="vera")] == ["c-5", "c-3", "c-1"]
    assert [line.what for line in audits(store, first[1].number, 10, "ada")] == ["c-4", "c-2", "c-0"]
    assert first[0].at > first[1].at
    assert audits(store, 1) == []


def test_the_line_is_kept_with_its_change_or_not_at_all(store: Store) -> None:
    class Killed(Exception):
        pass

    def change() -> None:
        with store.writing() as connection:
            write_audit(connection, Time(), "vera", "accept", "c-1", {})
            raise Killed

    with pytest.raises(Killed):
        change()
    assert audits(store) == []


@hypothesis(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(), st.text(), st.dictionaries(st.text(max_size=9), st.text() | st.integers() | st.none(), max_size=4))
def test_whatever_is_told_is_one_line_that_reads_back(
    store: Store, who: str, what: str, detail: dict[str, object]
) -> None:
    audit(store, Time(), who, "x", what, detail, "\x1b[2J")
    row = store.ask("SELECT * FROM audit ORDER BY number DESC LIMIT 1")[0]
    for text in tuple(row)[1:]:
        assert not set(text) & set("\n\r\t\x00\x1b\u202e\u2028\x85")
    assert audits(store, limit=1)[0].detail == detail


def test_long_details_are_shortened(store: Store) -> None:
    audit(store, Time(), "v" * 900, "x", "y" * 900, {"before": "z" * 50_000})
    line = audits(store)[0]
    assert (len(line.who), len(line.what)) == (500, 500)
    assert len(line.detail["shortened"]) == 20_000
