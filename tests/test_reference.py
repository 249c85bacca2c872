"""The reference says what is true."""

from __future__ import annotations

from pathlib import Path

import pytest

from entente import errors
from entente.records import Claim, Place
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
