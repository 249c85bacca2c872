from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.ledger.columns import table_of
from entente.ledger.rows import moment

COLUMNS: dict[str, Any] = {
    "id": "string", "words": ["string"], "places": [{"field": "string", "at": "integer"}], "day": "date",
    "recorded": "timestamp", "share": "double", "number": "integer", "big": "long", "yes": "boolean",
    "signature": "binary",
}  # fmt: skip
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SMALL = st.integers(-(2**31), 2**31 - 1)
BOUNDS = (dt.datetime(1800, 1, 1), dt.datetime(2200, 1, 1))  # noqa: DTZ001  # naive, as Hypothesis asks
ROW = st.fixed_dictionaries(
    {
        "id": st.none() | TEXT,
        "words": st.lists(TEXT, max_size=3),
        "places": st.lists(st.fixed_dictionaries({"field": TEXT, "at": st.none() | SMALL}), max_size=3),
        "day": st.none() | st.dates(),
        "recorded": st.none() | st.datetimes(*BOUNDS, timezones=st.just(dt.UTC)),
        "share": st.none() | st.floats(allow_nan=False),
        "number": st.none() | SMALL,
        "big": st.none() | st.integers(-(2**63), 2**63 - 1),
        "yes": st.none() | st.booleans(),
        "signature": st.none() | st.binary(max_size=8),
    }
)


@settings(deadline=None)
@given(st.lists(ROW, max_size=8))
def test_rows_come_back_as_they_went_in(rows: list[dict[str, Any]]) -> None:
    table = table_of(rows, COLUMNS)
    connection = duckdb.connect()
    connection.register("t", table)
    cursor = connection.execute("SELECT * REPLACE (epoch_us(recorded) AS recorded) FROM t")
    names = [column[0] for column in cursor.description]
    back = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for row in back:
        row["recorded"] = moment(row["recorded"]) if row["recorded"] is not None else None
    assert back == rows
    connection.close()
