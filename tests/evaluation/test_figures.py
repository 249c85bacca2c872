from __future__ import annotations

import importlib.util
import json
import random
from pathlib import Path
from typing import Any

import pytest

from entente.evaluation import score
from entente.evaluation.figures import Count, holder_kind, interval
from entente.records.vocabulary import EVENTS, MODALITIES
from tests.evaluation.claims import row, said

SHARED = Path(__file__).parents[2].parent / "shared"


def test_optional_claims_cost_nothing_either_way() -> None:
    golds = [{"id": "d", "claims": [row(), row("ASSAULT", "RUS", "UKR", optional=True)]}]
    without = score(golds, [row()]).levels["strict"]
    found = score(golds, [row(), row("ASSAULT", "RUS", "UKR")]).levels["strict"]
    assert (without["f1"], found["f1"]) == (1.0, 1.0)
    assert found["gold"] == found["predicted"] == 1


def test_nothing_read_and_nothing_labelled() -> None:
    assert score([{"id": "d", "claims": []}], []).levels["strict"]["f1"] == 0.0
    assert score([{"id": "d", "claims": [row()]}], []).levels["full"]["recall"] == 0.0
    assert score([], []).levels["strict"]["f1"] == 0.0


def test_interval_holds_the_value_and_does_not_move() -> None:
    counts = [Count(3, 5, 6), Count(0, 2, 1), Count(4, 4, 4), Count(1, 3, 2)]
    low, high = interval(counts)
    assert low < 2 * 8 / (14 + 13) < high
    assert (low, high) == interval(counts)


def test_interval_of_equal_documents_is_a_point() -> None:
    assert interval([Count(1, 2, 2)] * 5) == (0.5, 0.5)


@pytest.mark.parametrize(
    ("chain", "kind"),
    [
        ([], "report"),
        ([said("USA")], "state"),
        ([said(None, "Jane Doe")], "named"),
        ([said(None)], "anonymous"),
        ([said(None, None, "rumour")], "rumour"),
        ([said(None, None, "rumour"), said("PRK", None, "wants")], "nested"),
    ],
)
def test_holder_kinds(chain: list[dict[str, Any]], kind: str) -> None:
    assert holder_kind(row(holders=chain)) == kind


def test_slices_count_both_sides() -> None:
    golds = [{"id": "d", "claims": [row(modality="future"), row("ASSAULT", "RUS", "UKR")]}]
    rows = score(golds, [row(), row("ASSAULT", "RUS", "UKR"), row("AID", "USA", "UKR")]).slices["modality"]
    assert rows["future"] == {
        "gold": 1, "found": 1, "found_fully": 0, "read": 0, "right": 0, "recall": 1.0, "precision": 0.0
    }  # fmt: skip
    assert rows["actual"]["read"] == 3
    assert rows["actual"]["right"] == 2


def test_calibration() -> None:
    golds = [{"id": "d", "claims": [row()]}]
    measured = score(golds, [row(confidence=0.85), row("AID", "USA", "UKR", confidence=0.25)]).calibration
    assert measured is not None
    assert measured["expected_calibration_error"] == pytest.approx((0.15 + 0.25) / 2)
    assert [r["from"] for r in measured["table"]] == [0.2, 0.8]
    assert score(golds, [row()]).calibration is None
    certain = score(golds, [row(confidence=1.0)]).calibration
    assert certain is not None
    assert certain["table"][0]["to"] == 1.0


def perturbed(gold: list[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    """What a careless reader might give: claims dropped, doubled, turned, retyped, with fields changed."""
    chance = random.Random(seed)
    made = []
    for document in gold:
        for claim in document["claims"]:
            if chance.random() < 0.2:
                continue
            for _ in range(chance.choice((1, 1, 1, 2))):
                changed = {**claim, "document": document["id"]}
                changed.pop("optional", None)
                if chance.random() < 0.2:
                    changed["event"] = chance.choice(EVENTS)
                if chance.random() < 0.2:
                    changed["actor"], changed["recipient"] = changed["recipient"], changed["actor"]
                if chance.random() < 0.2:
                    changed["holders"] = [said(chance.choice(("USA", None)), chance.choice(("Jane", None)))]
                if chance.random() < 0.2:
                    changed["modality"] = chance.choice(MODALITIES)
                if chance.random() < 0.2:
                    changed["start"], changed["end"] = "2023-02-01", chance.choice(("2023-02-03", None))
                if chance.random() < 0.3:
                    changed["matter"] = ["arms"]
                made.append(changed)
    return made


@pytest.mark.parametrize("name", ["dev", "articles_dev", "seed"])
def test_figures_are_those_of_the_reference_scorer(name: str) -> None:
    path, gold_file = SHARED / "score" / "score.py", SHARED / "gold" / f"{name}.jsonl"
    if not (path.is_file() and gold_file.is_file()):
        pytest.skip("the reference scorer and the labelled sets are not beside this checkout")
    spec = importlib.util.spec_from_file_location("reference_score", path)
    assert spec is not None
    assert spec.loader is not None
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    gold = [json.loads(line) for line in gold_file.read_text(encoding="utf-8").splitlines() if line]
    for seed in range(3):
        predicted = perturbed(gold, seed)
        wanted, _ = reference.score(gold, predicted)
        ours = score(gold, predicted)
        for level in ("strict", "relaxed", "full"):
            assert {k: ours.levels[level][k] for k in wanted[level]} == wanted[level]
        assert ours.attributes == wanted["attributes"]
        assert ours.events == wanted["events"]
