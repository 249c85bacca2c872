"""CSV and Parquet, read by the programs that people read them with."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.exchange import flat, tables
from entente.exchange.characters import as_cell, as_plain, as_unicode, as_xml, json_text, on_one_line
from entente.exchange.lookups import fields
from tests.exchange.builders import HOSTILE, MOMENT, hostile, kept, rich, written


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_columns_hold_every_field() -> None:
    names = set(fields(rich()))
    assert set(flat.COLUMNS) == names
    assert set(tables.COLUMNS) == names
    missing = {field.name for field in dataclasses.fields(rich())} - names - {"claim"}
    assert missing == set()  # `event` is the claim's kind, the ledger's stands as event_id


def test_csv(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert written("csv", [rich(), kept()], out).rows == 2
    first, second = rows_of(out)
    assert first["actor"] == "NOR;UN"
    assert json.loads(first["holders"])[0] == {"actor": "GHA", "name": "the minister", "stance": "says"}
    assert (first["polarity"], first["certainty"], first["modality"]) == ("negative", "probable", "desired")
    assert (first["start"], first["confidence"], first["event_id"]) == ("2024-06-01", "0.8125", "0123456789abcdef")
    assert (second["mode"], second["start"], second["holders"]) == ("visit", "", "")
    assert out.read_bytes().count(b"\r\n") == 3


def test_csv_of_hostile_text_is_inert_and_whole(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    written("csv", [hostile(), kept()], out)
    first, second = rows_of(out)
    assert first["title"] == "'" + HOSTILE.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
    assert second["title"] == "A visit"
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in first.values())
    assert b"\x00" not in out.read_bytes()


@pytest.mark.parametrize("start", ["=1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    assert as_cell(start) == f"'{start}"
    assert as_cell(f"a{start}") == f"a{start}"


def test_parquet_in_duckdb(tmp_path: Path) -> None:
    import duckdb

    out = tmp_path / "it's.parquet"
    assert written("parquet", [rich(), hostile(), kept()], out).rows == 3
    with duckdb.connect() as database:
        database.execute("SET TimeZone = 'UTC'")
        relation = database.from_parquet(str(out))
        assert relation.columns == list(tables.COLUMNS)
        made = [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]
    first, second, third = made
    claim = rich().claim
    assert first["holders"] == claim.as_dict()["holders"]
    assert first["places"] == claim.as_dict()["places"]
    assert first["figures"] == claim.as_dict()["figures"]
    assert (first["actor"], first["start"], first["published"]) == (["NOR", "UN"], claim.start, dt.date(2024, 6, 18))
    assert (first["confidence"], first["version"], first["why"]) == (0.8125, 2, "the text says no")
    assert first["recorded"].astimezone(dt.UTC) == MOMENT
    assert second["quote"] == HOSTILE.replace("\ud800", "\ufffd")
    assert (third["event_id"], third["holders"]) == (None, [])


def test_parquet_in_pandas(tmp_path: Path) -> None:
    import pandas

    written("parquet", [rich(), kept()], tmp_path / "out.parquet")
    frame = pandas.read_parquet(tmp_path / "out.parquet")
    assert list(frame["polarity"]) == ["negative", "positive"]
    assert frame["holders"][0][0]["name"] == "the minister"
    assert list(frame["matter"][0]) == ["arms.drones", "money"]


def test_parquet_needs_no_pyarrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pandas", None)
    assert written("parquet", [rich()], tmp_path / "out.parquet").rows == 1


def test_parquet_of_many_batches_keeps_the_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb

    monkeypatch.setattr(tables, "BATCH", 7)
    claims = [kept(version=number) for number in range(100)]
    written("parquet", claims, tmp_path / "out.parquet")
    with duckdb.connect() as asked:
        found = asked.from_parquet(str(tmp_path / "out.parquet")).select("version").fetchall()
    assert found == [(number,) for number in range(100)]


@given(st.text(st.characters()))
def test_characters(text: str) -> None:
    as_unicode(text).encode()
    assert json.loads(json_text([text])) == [text]
    assert len(as_xml(text)) == len(as_plain(text)) == len(text)
    assert len(on_one_line(text).splitlines()) <= 1
    assert "\t" not in on_one_line(text)
    assert not {"\x00", "\ufffe", "\ud800"} & {*as_xml(text), *as_plain(text)}
