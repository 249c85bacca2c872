"""Labels kept as spans: nothing is lost on the way, and those that are kept hold to the claim record."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.records.vocabulary import CERTAINTIES, EVENTS, MATTERS, MODALITIES, POLARITIES, STANCES
from training.gold import lines
from training.labels import pack, unpack

FOLDER = Path(__file__).parents[2] / "training"
FILES = sorted((FOLDER / "labels").glob("*.jsonl"))
OWN = sorted((FOLDER / "reports").glob("*.jsonl"))

words = st.text(st.characters(categories=["Ll", "Lu"]), min_size=1, max_size=8)


def label(quote: str, trigger: str, name: str | None) -> dict:
    return {
        "event": "CONSULT", "mode": None, "actor": ["FRA"], "recipient": ["DEU"], "matter": [],
        "holders": [{"actor": "FRA", "name": name, "stance": "says"}], "polarity": "positive",
        "certainty": "certain", "modality": "actual", "start": None, "end": None, "quote": quote, "trigger": trigger,
    }  # fmt: skip


@given(st.lists(words, min_size=3, max_size=12), st.data())
def test_packing_loses_nothing(text, data):
    first = data.draw(st.integers(0, len(text) - 1))
    last = data.draw(st.integers(first, len(text) - 1))
    trigger = data.draw(st.integers(first, last))
    item = {"id": "x", "title": "", "text": " ".join(text)}
    made = label(
        " ".join(text[first : last + 1]), text[trigger], data.draw(st.sampled_from([None, text[0], "elsewhere…"]))
    )
    assert unpack(item, pack(item, [made])) == [made]


def test_quote_that_is_not_in_the_text_is_a_fault():
    with pytest.raises(ValueError, match="quote not in the text"):
        pack({"id": "x", "title": "", "text": "France met Germany."}, [label("Spain met", "met", None)])


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_kept_labels_hold_to_the_record(file):
    for row in lines(file):
        for claim in row["claims"]:
            assert claim["event"] in EVENTS
            assert claim["polarity"] in POLARITIES
            assert claim["certainty"] in CERTAINTIES
            assert claim["modality"] in MODALITIES
            assert set(claim["matter"]) <= set(MATTERS)
            assert not set(claim["actor"]) & set(claim["recipient"])
            assert all(stance in STANCES for _, _, stance in claim["holders"])
            field, start, end = claim["quote"]
            assert field in ("title", "text")
            assert start <= claim["trigger"][1] < claim["trigger"][2] <= end


@pytest.mark.parametrize("file", OWN, ids=lambda f: f.stem)
def test_our_own_reports_have_their_event_words(file):
    labels = {row["id"]: row["claims"] for row in lines(FOLDER / "labels" / file.name)}
    for item in lines(file):
        for claim in unpack(item, labels[item["id"]]):
            assert claim["trigger"] in claim["quote"]
            assert claim["trigger"].strip() == claim["trigger"] != ""


def test_no_item_is_labelled_twice():
    ids = [row["id"] for file in FILES for row in lines(file)]
    assert len(ids) == len(set(ids))
