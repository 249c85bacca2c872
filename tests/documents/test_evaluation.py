"""The measures of page reading, on hand-made pages."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from evals.documents import BODIES, DATES, MARKS, body_scores, date_scores, evaluate, mark_scores, shingles
from tests.documents.builders import PARAGRAPHS, TEXT, html_page


def test_shingles() -> None:
    assert shingles("a b c d e") == {("a", "b", "c", "d"): 1, ("b", "c", "d", "e"): 1}
    assert shingles("a, b") == {("a", "b"): 1}
    assert shingles("") == {}


def test_scores() -> None:
    assert body_scores([("a b c d e", "a b c d")]) == pytest.approx({"precision": 1.0, "recall": 0.5, "f1": 2 / 3})
    assert body_scores([("a b c d", "")])["f1"] == pytest.approx(0)
    row = {"must_contain": ["x", "y"], "must_not_contain": ["z"]}
    assert mark_scores([(row, "x z")]) == pytest.approx({"accuracy": 1 / 3, "precision": 0.5, "recall": 0.5})
    scores = date_scores([("a", "a"), ("a", "b"), ("a", None)])
    assert scores == pytest.approx({"accuracy": 1 / 3, "precision": 0.5, "recall": 0.5, "f1": 0.5})


def test_the_whole_evaluation(tmp_path: Path) -> None:
    page = html_page(head='<meta property="article:published_time" content="2024-06-18">')
    rows = {
        BODIES: {"article_body": TEXT},
        MARKS: {"must_contain": [PARAGRAPHS[0]], "must_not_contain": ["All rights reserved"]},
        DATES: {"doc_date": "2024-06-18"},
    }
    for name, row in rows.items():
        folder = tmp_path / "data" / name
        folder.mkdir(parents=True)
        (folder / "page.html.gz").write_bytes(gzip.compress(page))
        (folder / "dev.jsonl").write_text(json.dumps({**row, "html_file": "page.html.gz"}), "utf-8")
    figures = evaluate(tmp_path)
    assert figures[BODIES]["entente"]["f1"] == pytest.approx(1)
    assert figures[MARKS]["entente"]["accuracy"] == 1
    assert figures[DATES]["entente"]["accuracy"] == 1
    assert figures["refused"] == {}
    assert set(figures[BODIES]) == {"entente", "trafilatura", "trafilatura, precision"}
