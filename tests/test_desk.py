from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from entente.desk import BRIEF_FORMATS, Desk, passed, render
from entente.errors import InputError, UsageError
from entente.records import Document, Refusal
from tests.cli.fakes import FakeReader

TEXT = b"Norway visits Chile on 2024-06-17, and the ministers spoke about fish and ships. Ghana visits Norway."


@pytest.fixture
def desk() -> Desk:
    return Desk(reader=FakeReader())


def test_from_source_to_claims(desk: Desk) -> None:
    ((document, claims),) = desk.read([TEXT], published=dt.date(2024, 6, 18))
    assert document.published == dt.date(2024, 6, 18)
    assert [c.parties for c in claims] == [("NOR", "CHL"), ("GHA", "NOR")]


def test_one_source_need_not_stand_in_a_list(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_bytes(TEXT)
    for source in (TEXT, path, str(path)):
        assert [len(claims) for _, claims in desk.read(source)] == [2]


def test_it_is_a_stream(desk: Desk) -> None:
    def sources():
        yield TEXT
        raise AssertionError("asked for the second source before the first was out")

    document, _ = next(desk.read(sources()))
    assert document.text.startswith("Norway")


def test_refusals_are_told_and_the_rest_goes_on(desk: Desk) -> None:
    refusals: list[Refusal] = []
    read = list(desk.read(["/no/such/file", TEXT, b""], refused=refusals.append))
    assert len(read) == 1
    assert [r.reason for r in refusals] == ["not-found", "empty"]


def test_no_document_needs_no_model() -> None:
    def never(desk: Desk) -> None:
        raise AssertionError("the model was loaded")

    class Careful(Desk):
        reader = property(never)  # type: ignore[assignment]

    assert list(Careful().read([b""])) == []


def test_passed_keeps_the_order() -> None:
    documents = [Document(str(n), "", "text") for n in range(3)]
    refusal = Refusal("x", "empty", "nothing")
    refusals: list[Refusal] = []
    assert list(passed([documents[0], refusal, documents[1], documents[2]], refusals.append)) == documents
    assert refusals == [refusal]


def test_explain_by_first_digits(desk: Desk) -> None:
    ((_, claims),) = desk.read([TEXT])
    document, why = desk.explain([TEXT], claims[1].id[:6])
    assert why.claim == claims[1]
    assert document.id == claims[1].document
    with pytest.raises(UsageError, match="no claim nothing"):
        desk.explain([TEXT], "nothing")
    with pytest.raises(UsageError, match="no claim"):
        desk.explain([TEXT], "")


def test_explain_refuses_digits_that_two_claims_share(desk: Desk) -> None:
    many = b"".join(b"Norway visits Chile on 2024-06-%02d, they said. " % day for day in range(1, 29))
    ((_, claims),) = desk.read([many])
    first = [c.id[0] for c in claims]
    shared = next(digit for digit in first if first.count(digit) > 1)
    with pytest.raises(UsageError, match=f"claims begin with {shared}"):
        desk.explain([many], shared)


def test_evaluate(desk: Desk, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    claim = {"event": "CONSULT", "actor": ["NOR"], "recipient": ["CHL"], "polarity": "positive", "modality": "actual"}
    gold.write_text(json.dumps({"id": "any", "claims": [claim]}), encoding="utf-8")
    scores = desk.evaluate([TEXT], gold)
    assert (scores.levels["strict"]["recall"], scores.levels["strict"]["precision"]) == (1.0, 0.5)
    with pytest.raises(InputError, match=r"absent\.jsonl: cannot be read"):
        desk.evaluate([TEXT], tmp_path / "absent.jsonl")


def test_a_brief_in_every_format(desk: Desk) -> None:
    documents = list(desk.documents([TEXT, b""]))
    made = desk.brief(documents)
    texts = {name: render(made, name) for name in BRIEF_FORMATS}
    assert len(set(texts.values())) == 4
    assert all("Norway" in text for text in texts.values())
    assert json.loads(texts["json"])
    assert made.refusals[0].reason == "empty"
    with pytest.raises(UsageError, match="no format 'pdf'"):
        render(made, "pdf")


def test_nothing_to_brief(desk: Desk) -> None:
    with pytest.raises(InputError, match="nothing to brief"):
        desk.brief([])
    with pytest.raises(InputError, match="nothing to brief"):
        desk.brief(desk.documents([b""]))


def test_two_texts_under_one_id_are_two_reports_and_a_copy_is_one(desk: Desk) -> None:
    one = Document("a", "", "Norway visits Chile.", source="x.jsonl:1")
    other = Document("a", "", "Ghana visits Norway.", source="x.jsonl:2")
    made = desk.brief([one, other, one])
    assert [len(read.document.text) for read in made.documents] == [len(one.text), len(other.text)]
