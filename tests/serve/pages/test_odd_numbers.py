"""Numbers that no page of the desk writes: they are told as faults, none of them breaks a page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from entente.records import Question
from entente.serve import watching
from entente.serve.pages import watches
from tests.serve.pages.review_rig import Rig, desk

#: Python's int() refuses a superscript two, which is a digit, and more than 4,300 digits; SQLite holds 64 bits.
ODD = ("²", "٣", "9" * 5000, "9" * 25, "-1")


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    with desk(tmp_path) as made:
        watching.prepare(made.deps.store)
        made.app.include_router(watches.router)
        yield made


@pytest.mark.parametrize("number", ODD)
def test_a_watch_is_shown_and_changed(rig: Rig, number: str) -> None:
    ana = rig.person("ana")
    given = {"name": "Aid", "question": "event=AID", "conditions": "event"}
    place = ana.post("/watches", **given).headers["location"]
    assert ana.get(f"{place}?after={number}").status_code in (200, 422)
    assert ana.post(place, **given, version=number).status_code in (303, 422)


@pytest.mark.parametrize("number", ODD)
def test_a_split_and_a_missed_claim_go_on(rig: Rig, number: str) -> None:
    ana = rig.person("ana")
    kept = rig.deps.index.claims(Question(), limit=1).rows[0]
    fields = {"claim": kept.claim.id, "version": str(kept.version), "parts": "3"}
    for do in (f"part-drop-{number}", f"p0-holder-drop-{number}"):
        assert ana.post("/review/split", **fields, do=do).status_code < 500
    report = {"report": kept.claim.document, "words": kept.claim.quote, "near": number}
    assert ana.post("/review/add", **report).status_code < 500
