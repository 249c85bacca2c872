"""No change may read the frozen set worse than the floor."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from entente.errors import ModelError
from entente.evaluation import gold_from_lines
from entente.records.vocabulary import (
    BODIES,
    CERTAINTIES,
    GROUPS,
    MATTERS,
    MODALITIES,
    MODES,
    POLARITIES,
    REGIONS,
    STANCES,
)
from evals.claims import CheckingDesk, Measured, measure, sets

EVALS = Path(__file__).parents[1] / "evals"
FLOOR = tomllib.loads((EVALS / "floor.toml").read_text(encoding="utf-8"))
FROZEN = next(labelled for labelled in sets(EVALS) if labelled.name == "frozen")


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def measured() -> Measured:
    desk = CheckingDesk()
    try:
        desk.reader  # noqa: B018
    except ModelError as error:
        pytest.skip(f"no model is shipped yet: {error}")
    return measure(FROZEN, desk)


@pytest.mark.parametrize("level", ["strict", "full"])
def test_reading_is_not_worse_than_the_floor(measured: Measured, level: str) -> None:
    assert measured.scores.levels[level]["f1"] >= FLOOR[level]


def test_every_quote_stands_in_its_place(measured: Measured) -> None:
    assert measured.in_place >= FLOOR["in_place"]


def test_nothing_of_the_frozen_set_is_refused(measured: Measured) -> None:
    assert measured.refused == ()


def gold_claims() -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    items = {item["id"]: item for item in map(json.loads, lines(FROZEN.items))}
    gold = gold_from_lines(lines(FROZEN.gold), "gold.jsonl")
    assert list(items) == [document["id"] for document in gold]
    return [(g["id"], items[g["id"]], claim) for g in gold for claim in g["claims"]]


def test_the_frozen_labels_follow_the_claim_record() -> None:
    for name, item, claim in gold_claims():
        assert claim["quote"] in item["text"] or claim["quote"] in item["title"], name
        assert claim["mode"] is None or claim["mode"] in MODES, name
        assert claim["polarity"] in POLARITIES
        assert claim["certainty"] in CERTAINTIES
        assert claim["modality"] in MODALITIES
        assert set(claim["matter"]) <= set(MATTERS), name
        assert {h["stance"] for h in claim["holders"]} <= set(STANCES), name
        for code in claim["actor"] + claim["recipient"]:
            assert code in (*BODIES, *GROUPS, *REGIONS) or (len(code) == 3 and code.isupper()), name
