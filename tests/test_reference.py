"""The reference says what is true."""

from __future__ import annotations

from pathlib import Path

import pytest

from entente import errors
from entente.ledger.schema import SCHEMA, TABLES
from entente.records import STATUSES, Claim, Place
from entente.records.vocabulary import EVENTS, MODALITIES, MODES, STANCES

PAGE = (Path(__file__).parents[1] / "docs" / "reference" / "claims.md").read_text(encoding="utf-8")


def test_every_field_of_a_claim_is_in_the_reference():
    place = Place("text", 0, 1, "x")
    claim = Claim(
        "i",
        "d",
        "HAVE",
        None,
        (),
        (),
        (),
        (),
        "positive",
        "certain",
        "actual",
        None,
        None,
        place,
        (place,),
        1,
        (),
        (),
        "r",
    )
    assert [name for name in claim.as_dict() if f"`{name}`" not in PAGE] == []


@pytest.mark.parametrize("values", [EVENTS, MODALITIES, MODES, STANCES])
def test_every_value_is_in_the_reference(values):
    assert [v for v in values if f"| {v} " not in PAGE and f"`{v}`" not in PAGE] == []


def test_every_exit_code_is_in_the_reference():
    codes = {c.exit_code for c in vars(errors).values() if isinstance(c, type) and issubclass(c, errors.EntenteError)}
    codes |= {errors.EXIT_SOME_REFUSED, errors.EXIT_ALL_REFUSED}
    assert [c for c in codes - {1} if f"| {c} |" not in PAGE] == []


LEDGER = (Path(__file__).parents[1] / "docs" / "reference" / "ledger.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_table_and_column_of_a_ledger_is_in_the_reference(table):
    assert f"| `{table}` |" in LEDGER
    told = "\n".join(part for part in LEDGER.split("\n\n") if part.startswith(f"`{table}`:") or "columns" in part)
    told += LEDGER.split("`claims`:")[1].split("\n\n")[0] if table == "reviews" else ""
    assert [column for column in TABLES[table] if f"`{column}`" not in told] == []


def test_the_layout_s_name_and_the_statuses_are_in_the_reference():
    assert f"`{SCHEMA}`" in LEDGER
    assert [status for status in STATUSES if f"`{status}`" not in LEDGER] == []
