"""The words of the record of statements, as their file has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from entente.assess.track_voices import FILE, has, read_words, words
from entente.errors import LexiconError


def test_words_are_found_whole_and_in_any_case() -> None:
    assert has("hedges", "Moscow MIGHT send more")
    assert not has("hedges", "mighty Moscow sends more")
    assert has("media", "The Pyongyang Times")
    assert set(words()) == {"hedges", "undone", "media"}


def test_faults_are_told_with_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    text = FILE.read_text(encoding="utf-8")
    line = text[: text.index("media = [")].count("\n") + 1
    path.write_text(text.replace("media = [", "media = 7\noutlets = ["), encoding="utf-8")
    with pytest.raises(LexiconError) as caught:
        read_words(path)
    told = [fault.partition(" (")[0] for fault in caught.value.faults]
    assert told == [
        f"own.toml:{line}: media is no list of words",
        f"own.toml:{line + 1}: unknown key 'outlets' in [words]",
    ]
    path.write_text("[words", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"own\.toml:1: no TOML"):
        read_words(path)
