from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from entente.index import Index
from tests.ledger.builders import report
from tests.serve.pages.lists_rig import acts, desk, links_of, tags_of, words_of

REPORTS = [
    report("On Monday RUS CONSULT PRK about arms, they say. Nothing else came.", "2023-01-10", id="r1", title="Talks"),
    report("USA says PRK AID RUS about arms.drones", "2023-01-11", id="r2", outlet="Evening Post"),
    report("PRK denies PRK AID RUS about arms.drones", "2023-01-12", id="r3"),
    report("CHN AGREE IRN in future maybe", "2023-01-13", id="r4"),
    report("CHN AGREE IRN in future", "2023-02-13", id="r5", title="A second deal"),
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("claims")
    with desk(folder, REPORTS) as made:
        yield made


def ids(client: TestClient, query: str = "") -> list[str]:
    """Ids of the claims of a list, in its order."""
    rows = client.get(f"/claims.jsonl?{query}").text.splitlines()
    return [json.loads(row)["id"] for row in rows]


def test_the_list_shows_who_what_how_and_the_words(client: TestClient) -> None:
    words = words_of(client.get("/claims").text)
    assert "5 claims of 5 reports, 5 origins" in words
    assert "North Korea → toward Russia" in words
    assert "PRK denies PRK AID RUS" in words
    assert "13 February 2023" in words


def test_the_address_bar_holds_the_question(client: TestClient) -> None:
    answer = client.get("/claims?pair=RUS,PRK&event=AID")
    words = words_of(answer.text)
    assert "Claims: between Russia and North Korea, aid or supply" in words
    assert "2 claims of 2 reports" in words
    assert ("option", {"value": "AID", "selected": None}) in tags_of(answer.text)
    fields = {attrs.get("name"): attrs.get("value") for tag, attrs in tags_of(answer.text) if tag == "input"}
    assert (fields["a"], fields["b"]) == ("Russia", "North Korea")


def test_empty_fields_are_taken_out_of_the_address(client: TestClient) -> None:
    answer = client.get("/claims?a=Russia&b=North+Korea&event=&text=&since=2023-01-01")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/claims?pair=Russia%2CNorth+Korea&since=2023-01-01"


def test_a_filter_can_be_taken_out_alone(client: TestClient) -> None:
    links = links_of(client.get("/claims?party=PRK&event=AID").text)
    assert "/claims?party=PRK" in links
    assert "/claims?event=AID" in links


@pytest.mark.parametrize(
    ("query", "label"),
    [("party=Nowhereland", "About"), ("since=yesterday", "From"), ("event=DANCE", "Kind"), ("limit=0", "Rows"),
     ("sort=beauty", "Order"), ("after=nonsense", "Page"), ("event_id=ffffffff", "Happening"), ("late=1", "late")],
)  # fmt: skip
def test_a_field_that_means_nothing_is_told_beside_the_form(client: TestClient, query: str, label: str) -> None:
    answer = client.get(f"/claims?{query}")
    assert answer.status_code == 422
    assert "text/html" in answer.headers["content-type"]
    assert label in words_of(answer.text)
    assert any(tag == "form" and attrs.get("action") == "/claims" for tag, attrs in tags_of(answer.text))


def test_a_faulty_field_keeps_what_was_typed(client: TestClient) -> None:
    tags = tags_of(client.get("/claims?party=Nowhereland").text)
    field = next(attrs for tag, attrs in tags if tag == "input" and attrs.get("name") == "party")
    assert field["value"] == "Nowhereland"
    assert field["aria-invalid"] == "true"
    assert any(attrs.get("id") == field["aria-describedby"] for _, attrs in tags)


def test_files_hold_exactly_what_is_listed_in_its_order(client: TestClient) -> None:
    query = "party=PRK&sort=confidence&dir=asc"
    rows = list(csv.DictReader(io.StringIO(client.get(f"/claims.csv?{query}").text)))
    assert [row["id"] for row in rows] == ids(client, query)
    shown = [link.rsplit("/", 1)[1] for link in links_of(client.get(f"/claims?{query}").text) if link[:8] == "/claims/"]
    assert list(dict.fromkeys(shown)) == ids(client, query)
    assert f"/claims.csv?{query}" in links_of(client.get(f"/claims?{query}").text)


def test_a_file_of_a_faulty_question_is_refused_before_it_begins(client: TestClient) -> None:
    assert client.get("/claims.csv?party=Nowhereland").status_code == 422


def test_pages_follow_each_other_and_hold_every_claim_once(client: TestClient) -> None:
    address, seen = "/claims?limit=2", []
    for _ in range(9):
        text = client.get(address).text
        links = links_of(text)
        seen += list(dict.fromkeys(link for link in links if link.startswith("/claims/")))
        following = [attrs["href"] for tag, attrs in tags_of(text) if tag == "a" and attrs.get("rel") == "next"]
        if not following:
            break
        address = following[0] or ""
    assert [link.removeprefix("/claims/") for link in seen] == ids(client)


def test_the_head_of_a_column_turns_its_order_round(client: TestClient) -> None:
    text = client.get("/claims?sort=confidence").text
    assert "/claims?sort=confidence&dir=asc" in links_of(text)
    assert any(attrs.get("aria-sort") == "descending" for tag, attrs in tags_of(text) if tag == "th")
    assert ids(client, "sort=confidence&dir=asc")[0] == ids(client, "certainty=possible")[0]


def test_htmx_gets_the_answer_alone_and_the_short_address(client: TestClient) -> None:
    answer = client.get("/claims?a=Russia&b=&text=", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.headers["hx-push-url"] == "/claims?party=Russia"
    assert "HX-Request" in answer.headers["vary"]
    assert "<html" not in answer.text
    assert "<title>Claims about Russia" in answer.text
    back = client.get("/claims", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in back.text


def test_no_match_names_the_filter_to_leave_out(client: TestClient) -> None:
    words = words_of(client.get("/claims?party=PRK&event=AGREE&matter=arms").text)
    assert "No claims about North Korea, agreement, on arms." in words
    assert "without “agreement”: 3 claims" in words
    assert "without “about North Korea”" not in words


def test_as_of_a_day_the_ledger_answers(client: TestClient) -> None:
    words = words_of(client.get("/claims?as_of=2023-01-11").text)
    assert "as known on 11 January 2023" in words


def test_one_claim_stands_with_its_passage(client: TestClient) -> None:
    name = ids(client, "event=CONSULT")[0]
    answer = client.get(f"/claims/{name}")
    words = words_of(answer.text)
    assert "On Monday RUS CONSULT PRK about arms, they say." in words
    assert "Nothing else came" not in words
    assert f"/documents/r1#claim-{name}" in links_of(answer.text)
    assert f"/review?claim={name}" in links_of(answer.text)
    assert client.get(f"/claims/{name}.json").json()["quote"] == "RUS CONSULT PRK about arms"


def test_the_opposite_stands_under_a_claim(client: TestClient) -> None:
    told, denied = ids(client, "event=AID&polarity=positive")[0], ids(client, "event=AID&polarity=negative")[0]
    words = words_of(client.get(f"/claims/{told}").text)
    if client.get(f"/claims/{told}.json").json()["event_id"] == client.get(f"/claims/{denied}.json").json()["event_id"]:
        assert words.index("PRK denies PRK AID RUS") > words.index("Who says the opposite")


def test_first_digits_lead_to_the_whole_id(client: TestClient) -> None:
    name = ids(client)[0]
    answer = client.get(f"/claims/{name[:9]}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/claims/{name}")


def test_a_claim_that_is_not_there_says_where_to_look(client: TestClient) -> None:
    answer = client.get("/claims/ffffffffffffffff")
    assert answer.status_code == 404
    assert "search for words" in words_of(answer.text)


def test_an_empty_ledger_says_what_to_do(tmp_path: Path) -> None:
    with desk(tmp_path, []) as client:
        answer = client.get("/claims")
    words = words_of(answer.text)
    assert "entente ingest SOURCE --ledger" in words
    assert "/read" in links_of(answer.text)
    assert not acts(answer.text)


@pytest.mark.parametrize("path", ["/claims", "/events", "/documents"])
def test_an_index_that_is_still_made_is_no_empty_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    with desk(tmp_path, []) as client:
        monkeypatch.setattr(Index, "moment", property(lambda index: None))
        words = words_of(client.get(path).text)
    assert "The index is still being made" in words
    assert "holds no" not in words
