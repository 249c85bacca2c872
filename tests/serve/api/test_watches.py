"""Watches and news by programs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import httpx
import pytest

from entente.records.news import News
from entente.serve import watching
from tests.serve.api.rig import BASE, NOW, Api

GIVEN = {
    "name": "Helicopters", "question": {"pair": "CHL,PER", "event": ["AID", "TRANSFER"], "min_confidence": 0.25},
    "conditions": ["status", "event"], "channels": {"webhook": "https://hook.example/in", "mail": ["a@b.example"]},
}  # fmt: skip


def make(own: Api, **changes: Any) -> dict[str, Any]:
    return dict(own.ask("make_watch", "POST", "/watches", 201, json={**GIVEN, **changes}))


def test_a_watch_is_made_shown_changed_and_deleted(own: Api) -> None:
    made = make(own)
    path = f"/watches/{made['id']}"
    assert made["question"] == {**GIVEN["question"]}  # type: ignore[dict-item]
    assert made["conditions"] == ["event", "status"]
    assert made["channels"]["signed"] is True
    assert own.get("get_watch", path) == made
    assert made in own.get("list_watches", "/watches")["data"]
    assert (
        httpx.get(made["feeds"]["atom"].replace("http://127.0.0.1:8700", str(own.client.base_url))).status_code == 200
    )

    done = own.ask("change_watch", "PATCH", path, json={"paused": True, "version": 1})
    assert done == {**made, "paused": True, "version": 2}
    assert own.refused(path, 409, method="PATCH", json={"paused": False, "version": 1})
    asks = own.ask("change_watch", "PATCH", path, json={"question": {"party": "Bolivia"}})
    assert asks["query"] == "party=Bolivia"
    assert own.ask("resume_webhook", "POST", f"{path}/webhook/resume")["webhook_off"] == ""
    renewed = own.ask("renew_feed_key", "POST", f"{path}/feed-key")
    assert renewed["feeds"] != made["feeds"]
    own.ask("delete_watch", "DELETE", path, 204)
    own.refused(path, 404, place="watch_id")
    own.refused(path, 404, method="DELETE", place="watch_id")


def test_secrets_never_come_out(own: Api) -> None:
    made = make(own, channels={"webhook": "https://hook.example/in", "secret": "a-secret-of-ours"})
    for answer in (own.client.get(f"{BASE}/watches"), own.client.get(f"{BASE}/watches/{made['id']}")):
        assert "a-secret-of-ours" not in answer.text


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"name": " "}, 422), ({"name": "x" * 121}, 422), ({"name": "left\u202eright"}, 422),
        ({"conditions": []}, 422), ({"conditions": ["rain"]}, 422), ({"question": {"colour": "red"}}, 422),
        ({"question": {"as_of": "2024-01-01"}}, 422), ({"question": {"party": "Nowhereland"}}, 404),
        ({"question": {"pair": "PER,PER"}}, 409), ({"question": {"min_confidence": "0.5"}}, 422),
        ({"channels": {"webhook": "ftp://x.example"}}, 422), ({"channels": {"webhook": "https://a:b@x.example"}}, 422),
        ({"channels": {"mail": ["nobody"]}}, 422), ({"paused": "true"}, 422), ({"paused": 1}, 422),
    ],
)  # fmt: skip
def test_what_cannot_be_watched(own: Api, changes: dict[str, Any], status: int) -> None:
    own.refused("/watches", status, method="POST", json={**GIVEN, **changes})


def a_piece(number: int, kind: str = "event") -> News:
    return News(
        kind=kind, key=f"{number:024x}", headline=f"Happening {number}", reason="it is told for the first time",
        claims=("c" * 16,), found=NOW + dt.timedelta(hours=number), published=dt.date(2024, 3, 7), origins=2,
        quote="it happened", document="river-1", end_char=11,
    )  # fmt: skip


def test_news_newest_first_by_kind_by_watch_and_unseen(own: Api) -> None:
    store = own.app.state.deps.store
    watching.keep(store, [a_piece(n, "event" if n % 2 else "rule") for n in range(1, 8)])
    found = own.get("list_news", "/news")["data"]
    assert [row["headline"] for row in found] == [f"Happening {n}" for n in range(7, 0, -1)]
    rows, after = [], ""
    while True:
        page = own.get("list_news", f"/news?limit=3{after}")
        rows += page["data"]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert rows == found
    assert {row["kind"] for row in own.get("list_news", "/news?kind=rule")["data"]} == {"rule"}
    late = (NOW + dt.timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert len(own.get("list_news", f"/news?found_since={late}")["data"]) == 2
    own.refused("/news?found_since=2024-03-08", 422, place="found_since")
    assert own.get("count_news", "/news/count")["event"] == 4

    assert len(own.get("list_news", "/news?unseen=true")["data"]) == 7
    seen = own.ask("mark_news_seen", "POST", "/news/seen")
    assert seen["number"] == found[0]["number"]
    assert own.get("list_news", "/news?unseen=true")["data"] == []
    watching.keep(store, [a_piece(9)])
    assert [row["headline"] for row in own.get("list_news", "/news?unseen=true")["data"]] == ["Happening 9"]
    assert sum(own.get("count_news", "/news/count?unseen=true").values()) == 1


def test_what_a_watch_was_alerted_to(own: Api) -> None:
    from entente.records import Question

    deps, made = own.app.state.deps, make(own, conditions=["event"], channels={"mail": ["a@b.example"]})
    watching.keep(deps.store, [a_piece(20)])
    watching.evaluate(deps.store, lambda question, ids: set(ids), lambda watch: Question(), NOW)
    alerts = own.get("list_alerts", f"/watches/{made['id']}/alerts")["data"]
    assert alerts[0]["news"]["headline"] == "Happening 20"
    assert {each["news"]["kind"] for each in alerts} == {"event"}
    assert alerts[0]["deliveries"][0]["target"] == "a@b.example"
    told = own.get("list_news", f"/news?watch={made['id']}")["data"]
    assert [row["headline"] for row in told] == [each["news"]["headline"] for each in alerts]
