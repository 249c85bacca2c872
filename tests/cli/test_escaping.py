from __future__ import annotations

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from entente.cli.escaping import json_line, visible

ANYTHING = st.text(alphabet=st.characters())


@given(ANYTHING)
def test_nothing_unsafe_is_left(text: str) -> None:
    shown = visible(text)
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
    assert not [
        c
        for c in shown
        if unicodedata.bidirectional(c) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    ]


@given(st.text(alphabet=st.characters(categories=("L", "N", "P", "S"))))
def test_letters_stay(text: str) -> None:
    assert visible(text) == text


@given(st.dictionaries(ANYTHING, ANYTHING | st.integers() | st.none()))
def test_json_reads_back(value: dict) -> None:
    line = json_line(value)
    assert json.loads(line) == value
    assert len(line.splitlines()) == 1
    assert not {"\x1b", "\x9b", "\u202e", "\u2066"} & set(line)


def test_escapes_can_be_read() -> None:
    assert visible("a\tb\r\nc\x1b[0m\u202e\U000e0041") == "a b c\\x1b[0m\\u202e\\U000e0041"
