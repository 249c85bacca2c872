from __future__ import annotations

import datetime as dt
import shutil
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
from tests.ledger.builders import Clock, Where, address, files_of, folder_of, ingest, report, table, told

REPORTS = [report(f"RUS CONSULT PRK. CHN AID LAO number {n}", f"2023-0{1 + n % 2}-10") for n in range(6)]


def filled(root: Where) -> Ledger:
    for n, each in enumerate(REPORTS):
        ingest(root, [each], now=Clock().move(n))
    return Ledger(root)


def test_files_are_joined_and_the_answers_stay(where: Where) -> None:
    ledger = filled(where)
    before = [list(ledger.claims()), ledger.events(), list(ledger.documents())]
    counts = optimize(where)
    assert counts["after"] < counts["before"]
    fresh = Ledger(where)
    assert [list(fresh.claims()), fresh.events(), list(fresh.documents())] == before
    assert [list(ledger.claims()), ledger.events(), list(ledger.documents())] == before
    assert len(table(where, "claims").file_uris()) == 2


def test_nothing_to_join_changes_nothing(where: Where) -> None:
    filled(where)
    optimize(where)
    before = files_of(where)
    counts = optimize(where)
    assert counts["before"] == counts["after"]
    assert files_of(where) == before


def test_an_ingest_after_it_goes_on(where: Where) -> None:
    filled(where)
    optimize(where)
    assert ingest(where, REPORTS).seen == len(REPORTS)
    assert ingest(where, [report("IRN AID SYR")]).new == 1
    assert "IRN AID SYR" in told(Ledger(where))


def test_it_does_not_wait_for_an_ingest(where: Where) -> None:
    filled(where)
    with locked(where, "run", shared=True), pytest.raises(LedgerError, match="an ingest is going on"):
        optimize(where)


def older(root: Where) -> None:
    """Makes the ledger at `root` one of the layout "entente-ledger 0"."""
    lost = {"documents": {"told", "lineage", "claims"}}
    for name in TABLES:
        before = table(root, name)
        rows = _rows(before, name)
        shutil.rmtree(folder_of(root) / name)
        if name in ("runs", "feeds"):
            continue
        columns = {c: kind for c, kind in TABLES[name].items() if c not in lost.get(name, {"told"})}
        fields = {field.name: field for field in before.schema().fields}
        DeltaTable.create(
            address(root, name), schema=Schema([Field(c, fields[c].type, nullable=True) for c in columns]), name=name,
            partition_by=partitioned(name), description="entente-ledger 0",
        )  # fmt: skip
        from deltalake import CommitProperties

        marks = CommitProperties(custom_metadata={HEAD: "1"} if name == "documents" else {})
        write_deltalake(address(root, name), table_of(rows, columns), mode="append", commit_properties=marks)


def _rows(table: DeltaTable, name: str) -> list[dict[str, Any]]:
    import pyarrow as pa

    rows = pa.table(table.to_pyarrow_table()).to_pylist() if table.file_uris() else []
    return [{column: row[column] for column in TABLES[name]} for row in rows]


def test_an_older_ledger_is_refused_and_migrated_by_one_command(where: Where) -> None:
    ledger = filled(where)
    before = [(k.claim, k.event, k.origin, k.known) for k in ledger.claims()]
    ledger.close()
    older(where)
    with pytest.raises(LedgerError, match=r"entente-ledger 0, older than entente-ledger 1 \(entente migrate"):
        Ledger(where)
    assert migrate(where) == ("entente-ledger 0", SCHEMA)
    assert [(k.claim, k.event, k.origin, k.known) for k in Ledger(where).claims()] == before
    assert {d.document.id for d in Ledger(where).documents()} == {r.id for r in REPORTS}
    unchanged = files_of(where)
    assert migrate(where) == (SCHEMA, SCHEMA)
    assert files_of(where) == unchanged
    assert ingest(where, [*REPORTS, report("IRN AID SYR")]).new == 1
    assert list(Ledger(where).claims(Question(as_of=dt.date(2022, 1, 1)))) == []


def test_a_newer_ledger_is_refused(where: Where) -> None:
    filled(where).close()
    table(where, "documents").alter.set_table_description("entente-ledger 7")
    for call in (Ledger, migrate):
        with pytest.raises(LedgerError, match="entente-ledger 7") as caught:
            call(where)
        assert caught.value.exit_code == 8
    with pytest.raises(LedgerError, match="use a newer Entente"):
        ingest(where, REPORTS)


def test_a_folder_that_is_no_ledger(where: Where) -> None:
    for call in (Ledger, migrate, optimize):
        with pytest.raises(LedgerError, match="no ledger here"):
            call(where / "none")
    assert not folder_of(where / "none").exists()
