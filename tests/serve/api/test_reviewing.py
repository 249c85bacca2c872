"""Reviews by programs: written before they are answered, never over what somebody else said, noted with who."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from entente.serve import guard
from tests.serve.api.rig import BASE, REPORTS, Api


def a_claim(own: Api, query: str) -> dict[str, Any]:
    rows = own.get("list_claims", f"/claims?{query}")["data"]
    assert rows
    return dict(rows[0])


def review(own: Api, name: str, action: str, **body: Any) -> Any:
    return own.ask(f"{action}_claim", "POST", f"/claims/{name}/{action}", json=body)


def test_a_claim_is_corrected_rejected_accepted_and_all_is_taken_back(own: Api) -> None:
    row = a_claim(own, "pair=CHL,PER&matter=arms.aircraft")
    name, ledger = row["id"], own.app.state.deps.ledger
    done = review(own, name, "correct", fields={"matter": ["arms"]}, why="no kind is told", version=row["version"])
    assert done["claim"]["matter"] == ["arms"]
    assert done["claim"]["status"] == "corrected"
    assert ledger.claim(name).claim.matter == ("arms",), "on the disk"
    assert own.get("get_claim", f"/claims/{name}") == done, "and in the index"
    assert done["reviews"][0]["changed"]["matter"] == {"from": ["arms.aircraft"], "to": ["arms"]}
    assert done["reviews"][0]["by"] == "local"

    stale = own.refused(f"/claims/{name}/accept", 409, method="POST", json={"version": row["version"]})
    assert stale["code"] == "conflict"
    assert ledger.claim(name).status == "corrected"

    assert review(own, name, "reject", why="no")["claim"]["status"] == "rejected"
    assert name not in [each["id"] for each in own.get("list_claims", "/claims?limit=1000")["data"]]
    assert [each["id"] for each in own.get("list_claims", "/claims?status=rejected")["data"]] == [name]
    assert review(own, name, "undo")["claim"]["status"] == "corrected"
    assert review(own, name, "undo")["claim"]["matter"] == ["arms.aircraft"]
    own.refused(f"/claims/{name}/undo", 409, method="POST", json={})
    assert review(own, name, "accept")["claim"]["status"] in ("read", "corrected")
    said = own.get("list_reviews", "/reviews")["data"]
    assert [each["action"] for each in said if each["claim"] == name] == ["correct", "reject", "undo", "undo", "accept"]
    page = own.get("list_reviews", "/reviews?limit=2")
    assert own.get("list_reviews", f"/reviews?after={page['next']}")["data"] == said[2:]


def test_a_claim_is_split_and_one_is_added(own: Api) -> None:
    row = a_claim(own, "pair=RUS,PRK")
    text = REPORTS[3]["text"]
    parts = [
        {"start_char": row["start_char"], "end_char": row["end_char"], "fields": {"matter": ["oil"]}},
        {"start_char": 0, "end_char": text.index(" to North"), "fields": {"matter": ["arms"]}},
    ]
    done = own.ask("split_claim", "POST", f"/claims/{row['id']}/split", json={"parts": parts})
    assert sorted(each["matter"] for each in done["data"]) == [["arms"], ["oil"]]

    start = text.index("received shells from North Korea")
    body = {
        "start_char": start, "end_char": start + len("received shells from North Korea"),
        "fields": {"event": "AID", "mode": "military", "actor": ["PRK"], "recipient": ["RUS"],
                   "matter": ["arms.artillery"], "polarity": "negative"},
    }  # fmt: skip
    added = own.ask("add_claim", "POST", "/document/claims?id=north-1", json=body)["data"][0]
    assert added["status"] == "added"
    assert added["quote"] == "received shells from North Korea"
    shown = own.get("get_document", "/document?id=north-1")
    assert added["id"] in [each["id"] for each in shown["claims"]]
    own.refused("/document/claims?id=none", 404, method="POST", json=body)
    own.refused("/document/claims?id=north-1", 409, method="POST", json={**body, "end_char": 10**6})


def test_names_become_codes_and_a_holder_needs_no_name(own: Api) -> None:
    name = a_claim(own, "outlet=La Paz Times&actor=BOL")["id"]
    fields = {"actor": ["Ecuador"], "holders": [{"stance": "says"}, {"actor": "Peru", "stance": "denies"}]}
    done = review(own, name, "correct", fields=fields)["claim"]
    assert done["actor"] == ["ECU"]
    assert [(each["actor"], each["name"]) for each in done["holders"]] == [(None, None), ("PER", None)]
    review(own, name, "undo")


@pytest.mark.parametrize(
    ("action", "body"),
    [("accept", {}), ("reject", {}), ("undo", {}), ("correct", {"fields": {"matter": ["oil"]}}),
     ("split", {"parts": [{"start_char": 0, "end_char": 5}, {"start_char": 6, "end_char": 9}]})],
)  # fmt: skip
def test_a_claim_that_is_not_there(own: Api, action: str, body: dict[str, Any]) -> None:
    assert own.refused(f"/claims/ffffffffffffffff/{action}", 404, method="POST", json=body)["code"] == "missing"


def test_values_that_cannot_be_are_refused_and_nothing_is_written(own: Api) -> None:
    row = a_claim(own, "party=BOL")
    path = f"/claims/{row['id']}/correct"
    for fields in ({"event": "DANCE"}, {"colour": "green"}, {"start": "soon"}, {"confidence": 1}):
        own.refused(path, 422, method="POST", json={"fields": fields})
    own.refused(path, 404, method="POST", json={"fields": {"actor": ["Nowhereland"]}}, place="actor")
    for fields in ({}, {"start": "2024-03-02", "end": "2024-03-01"}):
        own.refused(path, 409, method="POST", json={"fields": fields})
    for wrong in ({"version": "1"}, {"version": True}, {"version": 1.5}, {"why": "x" * 2001}):
        own.refused(f"/claims/{row['id']}/accept", 422, method="POST", json=wrong)
    assert own.get("get_claim", f"/claims/{row['id']}") == {"claim": row, "reviews": []}


def test_each_change_has_a_line_in_the_audit(own: Api) -> None:
    row = a_claim(own, "party=BOL")
    review(own, row["id"], "accept")
    line = guard.audits(own.app.state.deps.store, limit=1)[0]
    assert (line.who, line.action, line.what) == ("local", "accept", row["id"])


def test_a_form_of_another_site_cannot_review(own: Api) -> None:
    row = a_claim(own, "party=BOL")
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = own.client.post(f"{BASE}/claims/{row['id']}/reject", json={}, headers=headers)
        assert answer.status_code == 403
    assert own.get("get_claim", f"/claims/{row['id']}")["claim"]["status"] != "rejected"


def test_two_at_once_never_write_over_each_other(own: Api) -> None:
    from concurrent.futures import ThreadPoolExecutor

    row = a_claim(own, "outlet=Andean Post")

    def one(matter: str) -> int:
        body = {"fields": {"matter": [matter]}, "version": row["version"]}
        return own.client.post(f"{BASE}/claims/{row['id']}/correct", json=body).status_code

    tried: Callable[[str], int] = one
    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(tried, ["oil", "food", "gas", "labour"]))[0] == 200
    reviews = own.get("get_claim", f"/claims/{row['id']}")["reviews"]
    assert len(reviews) == 1
