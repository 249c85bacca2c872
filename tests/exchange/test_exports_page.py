"""The page on exports says what is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from entente.exchange import KINDS, SOURCES, flat, ftm, lookups, polecat, stix
from tests.exchange.builders import rich, written

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "exports.md").read_text(encoding="utf-8")
FORMATS = ("plover", "polecat", "parquet, csv", "graphml", "ftm", "stix")
TABLE = {
    cells[0].strip("`"): dict(zip(FORMATS, cells[1:], strict=True))
    for line in PAGE.splitlines()
    if len(cells := [cell.strip() for cell in line.strip("|").split("|")]) == 7 and cells[0].startswith("`")
}


def test_every_field_and_format_has_its_place() -> None:
    assert list(TABLE) == list(lookups.fields(rich()))
    assert [name for name in (*KINDS, *SOURCES) if f"`{name}`" not in PAGE and f"**{name}.**" not in PAGE] == []


@pytest.mark.parametrize("field", TABLE)
def test_the_table_is_true(field: str) -> None:
    row = TABLE[field]
    assert ("extension" in row["stix"]) == (field in stix.EXTENDED)
    assert ("`notes`" in row["ftm"]) == (field in ftm._NOTED or field == "id")
    assert row["parquet, csv"] == "column"
    assert field in flat.COLUMNS
    columns = [] if row["polecat"] == "-" else re.sub(r" \(.*?\)", "", row["polecat"]).split(", ")
    assert set(columns) <= set(polecat.COLUMNS + polecat.OWN)


def test_every_column_of_our_own_is_named() -> None:
    told = ", ".join(row["polecat"] for row in TABLE.values())
    assert [name for name in polecat.OWN if name not in told] == []


def test_what_is_said_to_stand_in_a_plover_record_stands_there(tmp_path: Path) -> None:
    import json

    written("plover", [rich()], tmp_path / "out")
    record = json.loads((tmp_path / "out").read_text(encoding="utf-8"))
    for row in TABLE.values():
        for path in re.findall(r"`([a-z_.]+)`", row["plover"]):
            held = record
            for name in path.split(".") if path != "negation" else ():
                assert name in held, path
                held = held[name]
