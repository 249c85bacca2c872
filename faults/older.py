"""A ledger of the layout before this one, made from one of today."""

from __future__ import annotations

from pathlib import Path

from entente.ledger import Ledger
from entente.ledger.schema import TABLES, partitioned
from entente.ledger.tables import HEAD
from faults.scenes import Scene

OLDER = "entente-ledger 0"
#: Columns that it did not have.
LACKING = {"told", "lineage"}


def made(scene: Scene, of: Path) -> Path:
    """The same rows in the older layout, with a half batch of a writer that died: claims whose documents never came."""
    from deltalake import CommitProperties, DeltaTable, write_deltalake

    root = scene.folder()
    with Ledger(of) as ledger:
        for name in [*(name for name in TABLES if name != "documents"), "documents"]:
            lacking = LACKING | ({"claims"} if name == "documents" else set())
            columns = ", ".join(f'"{column}"' for column in TABLES[name] if column not in lacking)
            rows = ledger.connection.sql(f"SELECT {columns} FROM {name}").to_arrow_table()
            marks = {HEAD: str(DeltaTable(root / "claims").version())} if name == "documents" else {}
            write_deltalake(
                root / name, rows, name=name, description=OLDER, partition_by=partitioned(name) or None,
                commit_properties=CommitProperties(custom_metadata=marks),
            )  # fmt: skip
        torn = ledger.connection.sql(
            f"""SELECT * REPLACE (id || '-torn' AS id) FROM
            (SELECT {", ".join(f'"{c}"' for c in TABLES["claims"] if c not in LACKING)} FROM claims LIMIT 5)"""
        ).to_arrow_table()
        write_deltalake(root / "claims", torn, mode="append")
    return root
