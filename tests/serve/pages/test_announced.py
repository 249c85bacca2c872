from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from entente.serve.pages.ahead_kept import FORM, MOST, Asked, keep
from tests.serve.pages.ahead_rig import NOW, Rig, announcement, desk
from tests.serve.pages.lists_rig import acts, links_of, tags_of, words_of


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    with desk(tmp_path) as made:
        ids = [kept.claim.id for kept in made.app.state.deps.index.claims(limit=3).rows]
        made.says.announced = [
            announcement(ids[0]), announcement(ids[1], "kept", on=dt.date(2023, 6, 14), by=(ids[2],), probability=None),
            announcement("f" * 16, "denied", label="<i>tea</i>", quote="no \u202e tea", probability=None, start=None),
        ]  # fmt: skip
        yield made


def test_open_things_come_with_their_probability_the_others_with_what_became_of_them(rig: Rig) -> None:
    html = rig.worked("/announced")
    words = words_of(html)
    assert "Due 1 September 2023 to 30 September 2023" in words
    assert "70 % that it is kept" in words
    assert "base rate 55 %" in words
    assert "told as done on 14 June 2023" in words
    assert "Was due until 30 September 2023" in words
    assert "PRK TRAVEL RUS" in words, "the words of the claim"
    assert "<i>tea</i>" in words, "text, not markup"
    assert "\u202e" not in html
    assert f"/claims/{rig.says.announced[0].claim}" in links_of(html)
    assert acts(html) == []


def test_what_became_of_it_is_a_filter_with_counts(rig: Rig) -> None:
    rig.worked("/announced")
    before = len(rig.jobs.jobs)
    html = rig.client.get("/announced?became=kept").text
    assert "1 open" in words_of(html)
    assert "Was due" in words_of(html)
    assert "70 %" not in words_of(html)
    assert "/announced?became=denied" in links_of(html)
    assert len(rig.jobs.jobs) == before


def test_what_shows_it_and_what_the_probabilities_were_worth(rig: Rig) -> None:
    rig.says.announced = [dataclasses.replace(row, at_once=row.became == "kept") for row in rig.says.announced]
    html = rig.worked("/announced")
    words = words_of(html)
    assert f"/claims/{rig.says.announced[1].by[0]}" in links_of(html)
    assert "Kept by this claim" in words
    assert "announced and done on one day" in words
    assert "over for more than two years are left out" in words
    assert "What such probabilities were worth: on two months of world news" in words
    assert "were worth" not in words_of(rig.client.get("/announced/record").text)


def test_who_is_asked_of_the_desk(rig: Rig) -> None:
    rig.worked("/announced?a=RUS&b=PRK&as_of=2023-06-01")
    asked = next(given for what, given in rig.says.calls if what == "announced")
    assert (asked["pair"], asked["as_of"]) == (("PRK", "RUS"), dt.date(2023, 6, 1))


@pytest.mark.parametrize(("query", "field"), [("became=gone", "became"), ("a=Atlantis", "a"), ("as_of=1", "as_of")])
def test_a_fault_stands_beside_its_field(rig: Rig, query: str, field: str) -> None:
    answer = rig.client.get(f"/announced?{query}")
    assert answer.status_code == 422
    assert any(attrs.get("id") == f"wrong-{field}" for _, attrs in tags_of(answer.text))


def test_nothing_announced_says_what_to_do(rig: Rig) -> None:
    rig.says.announced = []
    html = rig.worked("/announced")
    assert "Nothing announced fits" in words_of(html)
    assert "/claims?modality=future" in links_of(html)


def test_the_record_of_announced_things(rig: Rig) -> None:
    words = words_of(rig.worked("/announced/record?anew=1"))
    assert "Track record of probabilities of announced things" in words
    assert "240 of 60 pairs" in words


def test_the_oldest_answers_go_first(rig: Rig) -> None:
    store = rig.app.state.deps.store
    for number in range(MOST + 3):
        keep(store, f"key {number}", "mark", NOW + dt.timedelta(seconds=number), {})
    kept = {row["key"] for row in store.ask("SELECT key FROM ahead_found")}
    assert len(kept) == MOST
    assert "key 0" not in kept
    assert f"key {MOST + 2}" in kept


def test_what_another_version_kept_is_not_taken_for_todays() -> None:
    assert Asked("announced").key.startswith(f"{FORM}|announced|")
    assert len(FORM) == 8
