"""The numbers and words of status: what the file says, and how its faults are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from entente.assess.status_tables import FILE, LIMITS, limit, read, tables
from entente.errors import LexiconError
from entente.records.status import POSITIONS

TEXT = FILE.read_text(encoding="utf-8")
END = TEXT.count("\n")


def test_the_packaged_file_is_whole() -> None:
    found = tables()
    assert set(found.limits) == set(LIMITS)
    assert set(found.once) == set(found.doing) == set(POSITIONS)
    assert found.weights["contested"] > found.weights["not confirmed"] > found.weights["rumoured"] > 0
    assert limit("minded") < limit("alone") < limit("even")
    assert not found.words["office"] & found.words["bystander"]


@pytest.mark.parametrize(
    ("more", "line", "what"),
    [
        ('[[limit]]\nname = "luck"\nis = 7\nreason = "r"\n', END + 1, "unknown name 'luck'"),
        ('[[limit]]\nname = "many"\nis = "three"\nreason = "r"\n', END + 1, "is is no number"),
        ('[[limit]]\nname = "many"\nis = 3\nreason = "r"\n', END + 1, "many stands twice"),
        ('[[weight]]\nstate = "odd"\nis = 1\n', END + 1, "unknown state 'odd'"),
        ('[[hedge]]\ncertainty = "sure"\nwords = "w"\n', END + 1, "unknown certainty 'sure'"),
        ('[[stance]]\nname = "sings"\n', END + 1, "unknown name 'sings'"),
        ('[[spoken]]\nevent = "WAR"\n', END + 1, "unknown event 'WAR'"),
        ('[[words]]\nof = "colours"\nare = ["red"]\n', END + 1, "unknown of 'colours'"),
        ('[[mood]]\nname = "good"\n', END + 1, "unknown table"),
    ],
)
def test_faults_are_told_with_their_line(tmp_path: Path, more: str, line: int, what: str) -> None:
    file = tmp_path / "own.toml"
    file.write_text(TEXT + more, encoding="utf-8")
    with pytest.raises(LexiconError) as caught:
        read(file)
    assert any(fault.startswith(f"own.toml:{line}: ") and what in fault for fault in caught.value.faults)


def test_words_in_large_letters_are_a_fault(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(TEXT.replace('"no evidence"', '"No evidence"'), encoding="utf-8")
    with pytest.raises(LexiconError, match="not all in small letters"):
        read(file)


def test_what_is_missing_is_a_fault(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(TEXT.replace('name = "dwarfed"', 'name = "many"'), encoding="utf-8")
    with pytest.raises(LexiconError, match="many stands twice"):
        read(file)
    cut = TEXT.index('[[limit]]\nname = "dwarfed"')
    file.write_text(TEXT[:cut] + TEXT[TEXT.index("[[limit]]", cut + 5) :], encoding="utf-8")
    with pytest.raises(LexiconError, match="dwarfed is missing"):
        read(file)
