"""An open ledger: what its connection remembers stays in proportion to what there is."""

from __future__ import annotations

import pytest

from entente.ledger import Ledger, tables
from tests.ledger.builders import Where, ingest, report


def test_a_connection_that_remembers_many_files_is_made_anew(where: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "REMEMBERED", 6)
    ingest(where, [report("RUS CONSULT PRK number 0")])
    with Ledger(where) as ledger:
        for number in range(1, 12):
            ingest(where, [report(f"RUS CONSULT PRK number {number}")])
            # Whole, though a question of before is still being answered.
            under_way = ledger._ask("SELECT id FROM documents", {})
            assert next(under_way)
            assert len(list(ledger.claims())) == number + 1
            assert len(list(under_way)) == number
            assert len(ledger.tables._remembered) <= 6 + 2 * sum(map(len, ledger.tables._files.values())) + 8
        assert not ledger.tables.worn


def test_a_moment_is_not_broken_by_it(where: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest(where, [report("RUS CONSULT PRK number 0")])
    with Ledger(where) as ledger, ledger.moment():
        connection = ledger.connection
        monkeypatch.setattr(tables, "REMEMBERED", -1000)
        ingest(where, [report("RUS CONSULT PRK number 1")])
        assert ledger.tables.worn
        assert ledger.connection is connection
        assert len(list(ledger.claims())) == 1
