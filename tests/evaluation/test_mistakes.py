from __future__ import annotations

import pytest

from entente.evaluation import as_text, mistakes, score
from entente.evaluation.mistakes import by_kind, commonest
from tests.evaluation.claims import row, said


@pytest.mark.parametrize(
    ("read", "kind"),
    [
        (row("TRANSFER", holders=[said("USA")]), "holder wrong"),
        (row("TRANSFER", modality="desired"), "modality wrong"),
        (row("TRANSFER", polarity="negative"), "polarity wrong"),
        (row("TRANSFER", "PRK", "RUS"), "direction wrong"),
        (row("AID", quote="RUS TRANSFER PRK"), "type wrong"),
        (row("TRANSFER", "RUS", ""), "party missing"),
        (row("TRANSFER", "RUS", "PRK CHN"), "party too many"),
        (row("TRANSFER", "RUS", "CHN"), "party wrong"),
    ],
)
def test_kinds_of_fault(read: dict, kind: str) -> None:
    scores = score([{"id": "d", "claims": [row("TRANSFER")]}], [read])
    assert [m.kind for m in mistakes(scores.documents)] == [kind]


def test_what_is_far_is_missing_and_spurious() -> None:
    scores = score([{"id": "d", "claims": [row("TRANSFER")]}], [row("ASSAULT", "USA", "IRN")])
    assert by_kind(mistakes(scores.documents)) == {"missing": 1, "spurious": 1}


def test_nothing_is_told_of_what_is_right_or_optional() -> None:
    gold = [{"id": "d", "claims": [row(), row("AID", "USA", "UKR", optional=True)]}]
    assert mistakes(score(gold, [row()]).documents) == []


def test_commonest_faults_name_the_confusion() -> None:
    gold = [{"id": str(n), "claims": [row("AGREE", quote="signed a new deal")]} for n in range(3)]
    reads = [row("COOPERATE", quote="signed a new deal", document=str(n)) for n in range(3)]
    assert commonest(mistakes(score(gold, reads).documents)) == [("type wrong: AGREE read as COOPERATE", 3)]


def test_text_tells_levels_and_faults() -> None:
    scores = score([{"id": "d", "claims": [row("TRANSFER")]}], [row("TRANSFER", "PRK", "RUS", confidence=0.5)])
    text = as_text(scores, errors=5)
    assert "strict" in text
    assert "direction wrong, document d" in text
    assert "labelled  TRANSFER RUS -> PRK" in text
    assert "expected calibration error 0.500" in text
    assert "Faults\n" not in as_text(scores)
