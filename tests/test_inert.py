from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.inert import json_text, without_formula


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "＝", "　＋"])
def test_what_a_spreadsheet_would_run_is_made_text(start: str) -> None:
    assert without_formula(f"{start}1+1") == f"'{start}1+1"


def test_other_text_stays() -> None:
    for text in ("", "plain", " plain", "a=b", "'quoted", "1-2"):
        assert without_formula(text) == text


@given(st.text())
def test_json_reads_back_and_is_one_safe_line(text: str) -> None:
    written = json_text([text, "\u200f\u202e\u2028\ud800\U000e0041"])
    assert json.loads(written)[0] == text
    assert not set(written) & set("\n\r\x85\u200f\u202e\u2028\U000e0041")
