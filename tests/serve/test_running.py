"""Starting the desk where it cannot be started."""

from __future__ import annotations

from pathlib import Path

import pytest

from entente.errors import LedgerError
from entente.serve.running import run
from entente.serve.settings import Settings


def test_a_slip_in_the_ledgers_name_leaves_no_folder_behind(tmp_path: Path) -> None:
    ledger = tmp_path / "ledgr"
    with pytest.raises(LedgerError, match="no ledger here"):
        run(Settings(ledger=ledger, state=ledger / ".desk", port=0))
    assert list(tmp_path.iterdir()) == []
