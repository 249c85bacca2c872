from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from entente.serve.pages import events
from tests.assess.builders import told
from tests.ledger.builders import report
from tests.serve.pages.lists_rig import acts, desk, links_of, tags_of, words_of

LONG = (
    "The convoy left at dawn and reached the border by noon, officials in both capitals told reporters later that day."
)
REPORTS = [
    report(f"USA says PRK AID RUS about arms.drones on 2023-01-09. {LONG}", "2023-01-10", id="r1", title="Drones sent"),
    report(f"USA says PRK AID RUS about arms.drones on 2023-01-09. {LONG}", "2023-01-11", id="r2", outlet="Copyist"),
    report("USA says PRK AID RUS about arms.drones on 2023-01-09", "2023-01-11", id="r4", outlet="Evening Post"),
    report("PRK denies PRK AID RUS about arms.drones on 2023-01-09", "2023-01-12", id="r3", outlet="Third Paper"),
    report("CHN AGREE IRN in future", "2023-02-13", id="r5"),
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("events")
    with desk(folder, REPORTS) as made:
        yield made


def happenings(client: TestClient, query: str = "") -> list[dict[str, object]]:
    """The events of a list as their file has them."""
    return [json.loads(row) for row in client.get(f"/events.jsonl?{query}").text.splitlines()]


def test_the_list_counts_origins_and_positions(client: TestClient) -> None:
    words = words_of(client.get("/events").text)
    assert "told by 5 claims of 5 reports" in words
    assert "tell it" in words
    assert "China and Iran:" in words


def test_files_hold_what_is_listed_in_its_order(client: TestClient) -> None:
    for query in ("", "sort=first&dir=asc", "party=IRN"):
        names = [str(row["id"]) for row in happenings(client, query)]
        shown = [
            link.removeprefix("/events/")
            for link in links_of(client.get(f"/events?{query}").text)
            if link.startswith("/events/")
        ]
        assert shown == names
        rows = csv.DictReader(io.StringIO(client.get(f"/events.csv?{query}").text))
        assert [row["id"] for row in rows] == names


def test_a_field_that_means_nothing_is_told_beside_the_form(client: TestClient) -> None:
    answer = client.get("/events?party=Nowhereland")
    assert answer.status_code == 422
    assert "Nowhereland" in words_of(answer.text)


def test_a_happening_tells_voices_origins_and_what_clashes(client: TestClient) -> None:
    aid = next(row for row in happenings(client, "event=AID"))
    answer = client.get(f"/events/{aid['id']}")
    words = words_of(answer.text)
    assert "the United States" in words
    assert "Why they belong" in words or "why they belong together" in words
    assert "Where it comes from" in words
    assert "/documents/r1" in links_of(answer.text)
    assert "/pair/PRK/RUS" in links_of(answer.text)
    assert not acts(answer.text)


def test_copies_of_one_text_are_one_origin(client: TestClient) -> None:
    aid = next(row for row in happenings(client, "event=AID"))
    words = words_of(client.get(f"/events/{aid['id']}").text)
    assert "2 reports of one text" in words
    assert "copy: Copyist, 11 January 2023" in words


def test_json_has_the_status_beside_the_event(client: TestClient) -> None:
    aid = next(row for row in happenings(client, "event=AID"))
    found = client.get(f"/events/{aid['id']}.json").json()
    assert found["id"] == aid["id"]
    assert "status" in found


def test_as_of_a_day_only_what_was_known_counts(client: TestClient) -> None:
    words = words_of(client.get("/events?as_of=2023-01-11").text)
    assert "as known on 11 January 2023" in words


def test_first_digits_lead_to_the_whole_id(client: TestClient) -> None:
    name = str(happenings(client)[0]["id"])
    answer = client.get(f"/events/{name[:10]}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/events/{name}")


def test_a_happening_that_is_not_there_says_where_to_look(client: TestClient) -> None:
    answer = client.get("/events/ffffffffffffffff")
    assert answer.status_code == 404
    assert "search for words" in words_of(answer.text)


def test_a_happening_of_many_claims_is_weighed_by_its_newest(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "_WEIGHED", 1)
    aid = next(row for row in happenings(client, "event=AID") if len(row["claims"]) > 1)  # type: ignore[arg-type]
    words = words_of(client.get(f"/events/{aid['id']}").text)
    assert "the newest 1 of them are weighed on this page" in words


def test_bars_stand_by_day_and_fill_the_picture() -> None:
    claims = [told("RUS", "AID", "PRK", day) for day in ("2023-01-01", "2023-01-01", "2023-01-11")]
    claims[1] = told("RUS", "AID", "PRK", "2023-01-01", polarity="negative", document="x")
    where = {kept.claim.id: "denied" if kept.claim.polarity == "negative" else "told" for kept in claims}
    found = events.bars(claims, where)
    assert [bar.day for bar in found] == [dt.date(2023, 1, 1), dt.date(2023, 1, 11)]
    assert (found[0].x, found[1].x) == (20, 780)
    assert [(sort, low, high) for sort, low, high, _ in found[0].heights] == [("told", 30, 30), ("denied", 0, 30)]


def test_one_day_alone_needs_no_picture() -> None:
    one = told("RUS", "AID", "PRK", "2023-01-01")
    assert events.bars([one], {one.claim.id: "told"}) == []


def test_the_picture_is_described_for_those_who_do_not_see_it(client: TestClient) -> None:
    aid = next(row for row in happenings(client, "event=AID"))
    tags = tags_of(client.get(f"/events/{aid['id']}").text)
    picture = next((attrs for tag, attrs in tags if tag == "svg"), None)
    assert picture is None or "Claims by day" in (picture["aria-label"] or "")
