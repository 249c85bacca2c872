from __future__ import annotations

import json

import pytest

from entente.errors import InputError
from entente.evaluation import gold_from_lines, predictions_from_lines
from tests.evaluation.claims import row


def test_gold_and_predictions_are_read() -> None:
    line = json.dumps({"id": "d", "claims": [row()]})
    assert gold_from_lines([line, "", "\n"], "gold.jsonl")[0]["claims"] == [row()]
    assert predictions_from_lines([json.dumps(row())], "read.jsonl") == [row()]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "gold.jsonl:2: not JSON"),
        ("[]", "gold.jsonl:2: not a JSON object"),
        ('{"id": "x"}', 'gold.jsonl:2: no "id" and list "claims"'),
        ('{"id": "x", "claims": [3]}', "gold.jsonl:2: claim 1: a claim is not"),
        ('{"id": "x", "claims": [{"event": "AID"}]}', "gold.jsonl:2: claim 1: no polarity, modality"),
        ('{"id": "x", "claims": [{"event": "A", "polarity": "", "modality": ""}]}', "claim 1: unknown event 'A'"),
        (
            json.dumps({"id": "x", "claims": [row() | {"start": "9999-99-99"}]}),
            "claim 1: start of a claim is no day, '9999-99-99'",
        ),
        (json.dumps({"id": "x", "claims": [row() | {"actor": [["RUS"]]}]}), "claim 1: actor is no list of codes"),
        ("[" * 100_000, "gold.jsonl:2: not JSON"),
        ('{"id": "first", "claims": []}', "gold.jsonl:2: document first is labelled twice"),
    ],
)
def test_a_fault_in_the_gold_is_told_with_its_line(line: str, fault: str) -> None:
    with pytest.raises(InputError) as raised:
        gold_from_lines(['{"id": "first", "claims": []}', line], "gold.jsonl")
    assert fault in str(raised.value)


def test_a_prediction_without_document_is_told_with_its_line() -> None:
    with pytest.raises(InputError, match=r"read\.jsonl:1: no document"):
        predictions_from_lines(['{"event": "AID"}'], "read.jsonl")
