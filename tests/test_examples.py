"""The page of examples is true."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from entente.errors import ModelError
from entente.reader.network import facts

ROOT = Path(__file__).parents[1]


def test_the_examples_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        facts()
    except ModelError as error:
        pytest.skip(f"no model is shipped yet: {error}")
    monkeypatch.chdir(ROOT)
    page = ROOT / "docs" / "examples.md"
    failed, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert tried > 25
    assert failed == 0


@pytest.mark.parametrize("name", ["exercise.html", "water.txt", "sahel.md"])
def test_example_reports_are_read_whole(name: str) -> None:
    import entente

    (report,) = entente.read(ROOT / "examples" / name)
    assert isinstance(report, entente.Document)
    assert report.published is not None
    assert 300 < len(report.text.split()) < 450
    assert "Published" not in report.text


def test_the_headlines_of_other_reports_are_no_part_of_the_page() -> None:
    import entente

    (report,) = entente.read(ROOT / "examples" / "exercise.html")
    assert isinstance(report, entente.Document)
    for word in ("wheat", "Bornholm", "Peru", "Subscribe", "Privacy", "Also Read"):
        assert word not in report.text
