"""The packaged data, and faults in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from entente.errors import LexiconError
from entente.futures.announced.levels import TRAITS
from entente.futures.announced.tables import FILE, load, tables


def test_packaged() -> None:
    found = tables()
    assert found.families["CONSULT"] == found.families["TRAVEL"] == "meeting"
    assert "HAVE" not in found.families
    assert found.precision(1).name == "day"
    assert found.precision(5000).name == found.precisions[-1].name
    assert found.worth.startswith("on ")
    assert found.off.search("The visit was called off")
    assert found.pending.search("Biden to visit Poland")
    assert sum(number for _, _, number in found.counts) > 50
    for levels, kept, number in found.counts:
        assert all(level in TRAITS[trait] for trait, level in zip(TRAITS, levels, strict=True))
        assert 0 <= kept <= number


@pytest.mark.parametrize(
    ("was", "now", "fault"),
    [
        ('meeting = ["CONSULT"', 'meeting = ["CONSUL"', "no kind 'CONSUL'"),
        ('deal = ["AGREE"]', 'deal = ["AGREE", "TRAVEL"]', "TRAVEL is in meeting too"),
        ('families = ["attack"', 'families = ["storm"', "no family 'storm'"),
        ('kinds = ["TRAVEL"', 'kinds = ["TRAVELS"', "nothing is called 'TRAVELS'"),
        ('matters = [\n  "arms"', 'matters = [\n  "guns"', "nothing is called 'guns'"),
        ("late = 45", "late = 0", "late is no whole number"),
        ('rows = [\n  ["today"', 'rows = [\n  ["soon"', "no level 'soon' of due in row 1"),
        (' of 1"],', ' in 1"],', "is no row of counts"),
    ],
)
def test_faults_are_told_with_their_line(was: str, now: str, fault: str, tmp_path: Path) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert was in text
    place = tmp_path / "own.toml"
    place.write_text(text.replace(was, now, 1), encoding="utf-8")
    with pytest.raises(LexiconError) as told:
        load(place)
    assert fault in str(told.value)
    assert str(told.value).startswith("own.toml:")
