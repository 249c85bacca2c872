from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
from deltalake import DeltaTable, Field, Schema, write_deltalake

from entente.errors import LedgerError
from entente.ledger import SCHEMA, Ledger
from entente.ledger.columns import table_of
from entente.ledger.locking import locked
from entente.ledger.schema import TABLES, partitioned
from entente.ledger.tables import HEAD
from entente.ledger.upkeep import migrate, optimize
from entente.records import Question
from tests.ledger.builders import Clock, files_of, ingest, report, told

REPORTS = [report(f"RUS CONSULT PRK. CHN AID LAO number {n}", f"2023-0{1 + n % 2}-10") for n in range(6)]


def filled(root: Path) -> Ledger:
    for n, each in enumerate(REPORTS):
        ingest(root, [each], now=Clock().move(n))
    return Ledger(root)


def test_files_are_joined_and_the_answers_stay(tmp_path: Path) -> None:
    ledger = filled(tmp_path)
    before = [list(ledger.claims()), ledger.events(), list(ledger.documents())]
    counts = optimize(tmp_path)
    assert counts["after"] < counts["before"]
    fresh = Ledger(tmp_path)
    assert [list(fresh.claims()), fresh.events(), list(fresh.documents())] == before
    assert [list(ledger.claims()), ledger.events(), list(ledger.documents())] == before
    assert len(DeltaTable(tmp_path / "claims").file_uris()) == 2


def test_nothing_to_join_changes_nothing(tmp_path: Path) -> None:
    filled(tmp_path)
    optimize(tmp_path)
    before = files_of(tmp_path)
    counts = optimize(tmp_path)
    assert counts["before"] == counts["after"]
    assert files_of(tmp_path) == before


def test_an_ingest_after_it_goes_on(tmp_path: Path) -> None:
    filled(tmp_path)
    optimize(tmp_path)
    assert ingest(tmp_path, REPORTS).seen == len(REPORTS)
    assert ingest(tmp_path, [report("IRN AID SYR")]).new == 1
    assert "IRN AID SYR" in told(Ledger(tmp_path))


def test_it_does_not_wait_for_an_ingest(tmp_path: Path) -> None:
    filled(tmp_path)
    with locked(tmp_path, "run", shared=True), pytest.raises(LedgerError, match="an ingest is going on"):
        optimize(tmp_path)


def older(root: Path) -> None:
    """Makes the ledger at `root` one of the layout "entente-ledger 0"."""
    lost = {"documents": {"told", "lineage", "claims"}}
    for name in TABLES:
        table = DeltaTable(root / name)
        rows = _rows(table, name)
        shutil.rmtree(root / name)
        if name in ("runs", "feeds"):
            continue
        columns = {c: kind for c, kind in TABLES[name].items() if c not in lost.get(name, {"told"})}
        fields = {field.name: field for field in table.schema().fields}
        DeltaTable.create(
            root / name, schema=Schema([Field(c, fields[c].type, nullable=True) for c in columns]), name=name,
            partition_by=partitioned(name), description="entente-ledger 0",
        )  # fmt: skip
        from deltalake import CommitProperties

        marks = CommitProperties(custom_metadata={HEAD: "1"} if name == "documents" else {})
        write_deltalake(root / name, table_of(rows, columns), mode="append", commit_properties=marks)


def _rows(table: DeltaTable, name: str) -> list[dict[str, Any]]:
    import pyarrow as pa

    rows = pa.table(table.to_pyarrow_table()).to_pylist() if table.file_uris() else []
    return [{column: row[column] for column in TABLES[name]} for row in rows]


def test_an_older_ledger_is_refused_and_migrated_by_one_command(tmp_path: Path) -> None:
    ledger = filled(tmp_path)
    before = [(k.claim, k.event, k.origin, k.known) for k in ledger.claims()]
    ledger.close()
    older(tmp_path)
    with pytest.raises(LedgerError, match=r"entente-ledger 0, older than entente-ledger 1 \(entente migrate"):
        Ledger(tmp_path)
    assert migrate(tmp_path) == ("entente-ledger 0", SCHEMA)
    assert [(k.claim, k.event, k.origin, k.known) for k in Ledger(tmp_path).claims()] == before
    assert {d.document.id for d in Ledger(tmp_path).documents()} == {r.id for r in REPORTS}
    unchanged = files_of(tmp_path)
    assert migrate(tmp_path) == (SCHEMA, SCHEMA)
    assert files_of(tmp_path) == unchanged
    assert ingest(tmp_path, [*REPORTS, report("IRN AID SYR")]).new == 1
    assert list(Ledger(tmp_path).claims(Question(as_of=dt.date(2022, 1, 1)))) == []


def test_a_newer_ledger_is_refused(tmp_path: Path) -> None:
    filled(tmp_path).close()
    DeltaTable(tmp_path / "documents").alter.set_table_description("entente-ledger 7")
    for call in (Ledger, migrate):
        with pytest.raises(LedgerError, match="entente-ledger 7") as caught:
            call(tmp_path)
        assert caught.value.exit_code == 8
    with pytest.raises(LedgerError, match="use a newer Entente"):
        ingest(tmp_path, REPORTS)


def test_a_folder_that_is_no_ledger(tmp_path: Path) -> None:
    for call in (Ledger, migrate, optimize):
        with pytest.raises(LedgerError, match="no ledger here"):
            call(tmp_path / "none")
    assert not (tmp_path / "none").exists()
