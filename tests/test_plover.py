from __future__ import annotations

import datetime as dt

import pytest

from entente.plover import QUAD_CODES, record
from entente.records import Document, Holder
from entente.records.vocabulary import EVENTS, QUAD_CLASSES
from tests.cli.fakes import claim

REPORT = Document("d", "A visit", "Norway visits Chile", published=dt.date(2024, 6, 18), outlet="The Paper")


def test_required_fields_stand_and_attribution_is_kept() -> None:
    made = record(claim(holders=(Holder("NOR", None, "denies"),), polarity="negative"), REPORT)
    assert made is not None
    assert {"id", "date", "actor", "event"} <= set(made)
    assert made["attribution"]["holders"] == [{"actor": "NOR", "name": None, "stance": "denies"}]
    assert made["mode"] == ["visit", "negation"]
    assert made["cite_info"]["publication"] == "The Paper"


def test_every_type_has_its_quad_code_or_no_record() -> None:
    classes = {}
    for event in EVENTS:
        made = record(claim(event=event), REPORT)
        if made is None:
            assert event in ("TRAVEL", "HAVE")
        else:
            assert made["quad_code"] == QUAD_CODES[made["event"][0]]
            classes.setdefault(QUAD_CLASSES[event], set()).add(made["quad_code"])
    assert all(len(codes) == 1 for codes in classes.values())
    assert len(classes) == 4


@pytest.mark.parametrize(("matter", "event"), [(("arms.drones",), "COOPERATE"), (("food",), "AID"), ((), "COOPERATE")])
def test_transfer(matter: tuple[str, ...], event: str) -> None:
    made = record(claim(event="TRANSFER", mode=None, matter=matter), REPORT)
    assert made is not None
    assert made["event"] == [event]


def test_the_day_is_that_of_the_words_or_of_the_report() -> None:
    told, untold = record(claim(start=dt.date(2024, 1, 2)), REPORT), record(claim(), REPORT)
    assert told is not None
    assert untold is not None
    assert (told["date"], told["date_from"]) == ("2024-01-02", "text")
    assert (untold["date"], untold["date_from"]) == ("2024-06-18", "publication")
    undated = record(claim(), Document("d", "", "Norway visits Chile"))
    assert undated is not None
    assert undated["date"] is None


@pytest.mark.parametrize(
    ("modality", "auxiliary"),
    [("former", ["historical"]), ("future", ["future"]), ("desired", ["hypothetical"]), ("actual", [])],
)
def test_auxiliary_modes(modality: str, auxiliary: list[str]) -> None:
    made = record(claim(mode=None, modality=modality), REPORT)
    assert made is not None
    assert made["mode"] == auxiliary


def test_a_meeting_of_many_is_multilateral_and_matters_are_contexts() -> None:
    made = record(claim(mode="meet", recipient=("CHL", "GHA"), matter=("arms.drones", "oil")), REPORT)
    assert made is not None
    assert made["mode"] == ["multilateral"]
    assert made["context"] == ["military", "natural_resource"]
