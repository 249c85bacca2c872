"""Reviewed claims as items and labels of the next reader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from entente.evaluation import gold_from_lines
from entente.exchange import Written
from tests.cli.fakes import claim
from tests.exchange.builders import HOSTILE, kept, rich, written
from training.gold import document, find, trigger_offset


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_reviewed_reports_with_their_standing_claims(tmp_path: Path) -> None:
    claims = [
        kept(),
        rich(),
        kept(claim(event="AID", mode=None), status="rejected", by="Ada"),
        kept(claim(document="unreviewed")),
        kept(claim(document="gone"), status="corrected", by="Ada"),
        kept(claim(event="ACCUSE", mode=None), status="imported"),
    ]
    done = written("training", claims, tmp_path / "out", trigger=lambda made, text: "visits")
    assert done == Written(
        2,
        {
            "imported, without words": 1,
            "of a report whose text is not kept": 1,
            "of a report without a reviewed claim": 1,
            "rejected by a reviewer": 1,
        },
    )
    (item,) = lines(tmp_path / "out" / "items.jsonl")
    assert item == {
        "id": "d", "title": "A visit", "text": "Norway visits Chile", "published": "2024-06-18", "outlet": "The Paper",
        "url": "https://paper.test/visit",
    }  # fmt: skip
    (gold,) = lines(tmp_path / "out" / "gold.jsonl")
    assert [made["event"] for made in gold["claims"]] == ["CONSULT", "TRANSFER"]
    assert gold["claims"][1]["holders"] == rich().claim.as_dict()["holders"]


def test_the_trainer_and_the_evaluation_read_it(tmp_path: Path) -> None:
    written("training", [kept(by="Ada")], tmp_path, trigger=lambda made, text: "visits")
    (gold,) = gold_from_lines((tmp_path / "gold.jsonl").read_text(encoding="utf-8").splitlines(), "gold.jsonl")
    (item,) = lines(tmp_path / "items.jsonl")
    (label,) = gold["claims"]
    assert find(document(item), label["quote"]) == ("text", 0)
    assert trigger_offset(label["quote"], label["trigger"]) == 7


def test_an_event_word_that_nobody_knows_is_empty(tmp_path: Path) -> None:
    written("training", [kept(by="Ada")], tmp_path / "out")
    written("training", [kept(by="Ada")], tmp_path / "none", trigger=lambda made, text: None)
    for folder in ("out", "none"):
        (gold,) = lines(tmp_path / folder / "gold.jsonl")
        assert gold["claims"][0]["trigger"] == ""


def test_hostile_text_is_kept_to_the_letter(tmp_path: Path) -> None:
    from entente.records import Document

    text = f"Norway visits Chile {HOSTILE}"
    written("training", [kept(by="Ada")], tmp_path / "out", document=lambda name: Document(name, HOSTILE, text))
    (item,) = lines(tmp_path / "out" / "items.jsonl")
    assert (item["title"], item["text"]) == (HOSTILE, text)
