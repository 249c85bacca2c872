"""Claims, events, reports: what is asked is what is answered, in the shapes that are described."""

from __future__ import annotations

import pytest

from entente.records import Question
from entente.rows import claim_row
from tests.serve.api.rig import REPORTS, Api

HELICOPTERS = "/claims?pair=CHL,PER&matter=arms.aircraft"


def test_claims_are_those_of_the_ledger_in_the_fields_of_the_record(api: Api) -> None:
    found = api.get("list_claims", "/claims?limit=1000")
    kept = [claim_row(each) for each in api.app.state.deps.ledger.claims(Question())]
    assert found == {"data": kept, "next": None}
    texts = {row["id"]: row for row in REPORTS}
    for row in found["data"]:
        text = texts[row["document"]][row["field"]]
        assert text[row["start_char"] : row["end_char"]] == row["quote"]


@pytest.mark.parametrize(
    ("query", "documents"),
    [
        ("pair=Peru,Bolivia", {"river/2", "river-3"}), ("party=north korea", {"north-1"}),
        ("actor=CHL&event=TRANSFER&event=AID", {"river/2", "river-3"}),
        ("matter=arms.aircraft", {"river/2", "river-3"}),
        ("outlet=Andean Post", {"river-1"}), ("document=river/2", {"river/2"}), ("since=2024-05-01", {"river/2"}),
        ("published_until=2024-03-04", {"river-1"}), ("text=helicopters", {"river/2", "river-3"}),
        ("min_confidence=1", set()), ("polarity=negative", {"river/2"}),
    ],
)  # fmt: skip
def test_filters_restrict(api: Api, query: str, documents: set[str]) -> None:
    rows = api.get("list_claims", f"/claims?{query}")["data"]
    assert {row["document"] for row in rows} == documents
    count = api.get("count_claims", f"/claims/count?{query}")
    assert (count["claims"], count["documents"]) == (len(rows), len(documents))


@pytest.mark.parametrize("sort", ["published", "confidence", "recorded"])
@pytest.mark.parametrize("way", ["asc", "desc"])
def test_pages_make_the_whole(api: Api, sort: str, way: str) -> None:
    whole = api.get("list_claims", f"/claims?sort={sort}&dir={way}")["data"]
    rows, after = [], ""
    while True:
        page = api.get("list_claims", f"/claims?sort={sort}&dir={way}&limit=2{after}")
        rows += page["data"]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert rows == whole
    assert len(whole) == 9


def test_a_claim_and_an_event_and_a_report_by_their_ids(api: Api) -> None:
    row = api.get("list_claims", HELICOPTERS)["data"][0]
    assert api.get("get_claim", f"/claims/{row['id']}") == {"claim": row, "reviews": []}
    event = api.get("get_event", f"/events/{row['event_id']}")
    assert row in event["claims"]
    assert event["all_claims"] == len(event["claims"]) == 2
    assert set(event["reasons"]) == {each["id"] for each in event["claims"]}
    judged = api.get("list_statuses", "/status")["data"][0]
    assert api.get("get_event", f"/events/{judged['event']}")["status"]["text"] == judged["text"]
    assert len(api.get("get_event", f"/events/{row['event_id']}?quotes=1")["claims"]) == 1
    report = api.get("get_document", "/document", params={"id": "river/2"})
    assert report["document"]["text"] == REPORTS[1]["text"]
    assert {each["document"] for each in report["claims"]} == {"river/2"}


def test_events_and_reports_in_lines(api: Api) -> None:
    events = api.get("list_events", "/events")["data"]
    assert len(events) == 8
    assert [each["origins"] for each in events] == sorted((each["origins"] for each in events), reverse=True)
    first = api.get("list_events", "/events?sort=first&dir=asc&limit=3")
    assert first["next"]
    reports = api.get("list_documents", "/documents")["data"]
    assert [each["id"] for each in reports] == ["north-1", "river-3", "river/2", "river-1"]
    assert [each["id"] for each in api.get("list_documents", "/documents?party=BOL")["data"]] == [
        "river-3", "river/2", "river-1",
    ]  # fmt: skip


def test_as_of_a_day_answers_what_the_ledger_knew_then(api: Api) -> None:
    then = api.get("list_claims", "/claims?as_of=2024-03-05")["data"]
    assert {row["document"] for row in then} == {"river-1", "river/2"}
    assert api.get("count_claims", "/claims/count?as_of=2024-03-05")["claims"] == len(then) == 5
    page = api.get("list_claims", "/claims?as_of=2024-03-05&limit=2")
    assert page["data"] == then[:2]
    more = api.get("list_claims", f"/claims?as_of=2024-03-05&limit=3&after={page['next']}")
    assert more == {"data": then[2:], "next": None}
    statuses = api.get("list_statuses", "/status?as_of=2024-03-05")["data"]
    assert statuses
    assert len(api.get("list_statuses", "/status")["data"]) > len(statuses)
    api.refused("/claims?as_of=2024-03-05&sort=confidence", 409, place="sort")
    api.refused("/events?as_of=2024-03-05", 422, place="as_of")
    api.refused("/claims?late=true", 409, place="late")


def test_the_rest_of_what_is_asked(api: Api) -> None:
    assert api.get("get_summary", "/summary")["claims"] == 9
    assert api.get("list_refusals", "/refusals") == {"data": [], "next": None}
    assert api.get("list_reviews", "/reviews") == {"data": [], "next": None}
    assert api.get("find_actors", "/actors?name=north korea")["data"][0]["code"] == "PRK"
    assert api.get("find_actors", "/actors?name=Nowhereland") == {"data": []}
    network = api.get("get_network", "/network?party=Peru")
    assert {node["name"] for node in network["nodes"]} == {"Peru", "Chile", "Bolivia"}
    assert api.get("get_network", "/network?until=2020-01-01")["nodes"] == []
    oil = api.get("list_rules", "/rules?state=PRK&text=oil")["data"]
    assert oil
    assert all("PRK" in rule["state"] for rule in oil)
    found = api.get("list_contradictions", "/contradictions")
    assert found["events"] == 8
    for row in api.get("list_statuses", "/status?party=PER&quotes=1")["data"]:
        assert len(row["claims"]) == 1 <= row["all_claims"]


def test_a_dealing_is_checked(api: Api) -> None:
    dealing = {"from": "North Korea", "to": "RUS", "matter": "arms.artillery", "on": "2023-09-13"}
    ruling = api.ask("check_dealing", "POST", "/check", json=dealing)
    assert ruling["verdict"] == "prohibited"
    assert ruling["findings"][0]["paragraph"]
    told = api.ask("check_dealing", "POST", "/check", json={**dealing, "facts": {"colour": "green"}})
    assert "colour" in told["notes"][0]
    api.refused("/check", 409, method="POST", json={**dealing, "to": "PRK"})
    api.refused("/check", 404, method="POST", json={**dealing, "to": "Nowhereland"}, place="to")
    api.refused("/check", 422, method="POST", json={**dealing, "on": "yesterday"}, place="on")
