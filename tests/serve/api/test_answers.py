"""How answers go out: tags, HEAD, JSON Lines, cursors while rows come in, and one shape of every error."""

from __future__ import annotations

import datetime as dt
import json
import tracemalloc
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from starlette.requests import Request

from entente.records import Document
from entente.serve.api.answers import LINES, every, lines
from tests.serve.api.rig import BASE, Api, clock

TAGGED = [
    "/summary", "/claims", "/claims/count", "/events?limit=2", "/documents", "/document?id=river-1", "/refusals",
    "/actors?name=Peru", "/status", "/contradictions", "/network", "/rules?text=oil", "/news", "/news/count",
    "/watches", "/reviews", "/claims?as_of=2024-03-05",
]  # fmt: skip


@pytest.mark.parametrize("path", TAGGED)
def test_what_is_unchanged_is_not_sent_again(api: Api, path: str) -> None:
    first = api.client.get(BASE + path)
    tag = first.headers["etag"]
    assert "Accept" in first.headers["vary"]
    for asked in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = api.client.get(BASE + path, headers={"If-None-Match": asked})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    changed = api.client.get(BASE + path, headers={"If-None-Match": '"other"'})
    assert (changed.status_code, changed.json()) == (200, first.json())


@pytest.mark.parametrize("path", TAGGED)
def test_head_is_get_without_a_body(api: Api, path: str) -> None:
    got, head = api.client.get(BASE + path), api.client.head(BASE + path)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "content-length", "content-type", "vary"):
        assert head.headers[name] == got.headers[name]


def test_another_question_has_another_tag(api: Api) -> None:
    tags = {api.client.get(BASE + path).headers["etag"] for path in TAGGED if path not in ("/watches", "/reviews")}
    assert len(tags) >= len(TAGGED) - 3


def test_what_is_not_there_is_never_unchanged(api: Api) -> None:
    api.refused("/claims/ffff", 404, headers={"If-None-Match": "*"})
    api.refused("/claims?after=AAAA", 404, headers={"If-None-Match": "*"}, place="after")


# ---------------------------------------------------------------------- line by line


@pytest.mark.parametrize(
    "path", ["/claims", "/claims?sort=confidence", "/claims?as_of=2024-03-06", "/events", "/documents", "/refusals"]
)
def test_line_by_line_is_the_same_in_full(api: Api, path: str) -> None:
    whole = api.client.get(BASE + path, params={"limit": 1000} if "?" not in path else None).json()["data"]
    got = api.client.get(BASE + path, headers={"Accept": f"{LINES};q=1, application/json;q=0.5"})
    assert got.headers["content-type"].startswith(LINES)
    assert [json.loads(line) for line in got.text.splitlines()] == whole
    assert api.client.head(BASE + path, headers={"Accept": LINES}).headers["content-type"].startswith(LINES)


def test_line_by_line_begins_and_ends_where_it_is_told(api: Api) -> None:
    page = api.client.get(f"{BASE}/claims?limit=3").json()
    rest = api.client.get(f"{BASE}/claims?after={page['next']}", headers={"Accept": LINES}).text.splitlines()
    assert len(rest) == 6
    three = api.client.get(f"{BASE}/claims?limit=3", headers={"Accept": LINES}).text.splitlines()
    assert [json.loads(line) for line in three] == page["data"]


def test_a_fault_of_a_streamed_question_is_told_and_no_half_answer(api: Api) -> None:
    api.refused("/claims?after=AAAA", 404, headers={"Accept": LINES}, place="after")
    api.refused("/claims?party=Nowhereland", 404, headers={"Accept": LINES}, place="party")


def asked(method: str = "GET") -> Request:
    return Request({"type": "http", "method": method, "headers": [], "path": "/", "query_string": b""})


async def sent(response: Any, most: int) -> int:
    size = 0
    async for chunk in response.body_iterator:
        size += len(chunk)
        if size > most:
            break
    return size


async def _measured() -> tuple[int, int]:
    def endless(after: str | None, limit: int) -> Any:
        start = int(after or 0)
        rows = tuple({"number": start + at, "words": "so it is " * 50} for at in range(limit))
        return SimpleNamespace(rows=rows, next=str(start + limit))

    response = lines(asked(), every(endless))
    tracemalloc.start()
    try:
        size = await sent(response, 12_000_000)
        return size, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_an_endless_answer_begins_at_once_in_bounded_memory() -> None:
    import anyio

    size, peak = anyio.run(_measured)
    assert size > 12_000_000
    assert peak < 4_000_000


def test_a_client_that_goes_away_ends_a_stream(api: Api) -> None:
    with api.client.stream("GET", f"{BASE}/claims", headers={"Accept": LINES}) as response:
        first: Iterator[str] = response.iter_lines()
        assert json.loads(next(first))["id"]
    assert api.client.get(f"{BASE}/summary").status_code == 200


# ---------------------------------------------------------------------- while rows come in


def test_pages_stay_apart_while_rows_come_in(own: Api, tmp_path: Any) -> None:
    deps = own.app.state.deps
    first = own.get("list_claims", "/claims?limit=4")
    tag = own.client.get(f"{BASE}/claims?limit=4").headers["etag"]
    whole = [row["id"] for row in own.get("list_claims", "/claims?limit=1000")["data"]]
    newer = Document(
        id="late-1", text="Ecuador will supply Chile with oil, its president said.", title="Oil for Chile",
        published=dt.date(2024, 3, 7), outlet="Quito Hoy", source="test",
    )  # fmt: skip
    file = tmp_path / "more.jsonl"
    row = {"id": newer.id, "title": newer.title, "text": newer.text, "published": "2024-03-07", "outlet": newer.outlet}
    file.write_text(json.dumps(row) + "\n", encoding="utf-8")
    deps.desk.ingest([str(file)], deps.settings.ledger, now=clock)
    deps.desk.follow(deps.index, deps.ledger, now=clock)
    rest = own.get("list_claims", f"/claims?limit=1000&after={first['next']}")["data"]
    seen = [row["id"] for row in first["data"]] + [row["id"] for row in rest]
    assert [name for name in seen if name in whole] == whole
    assert len(seen) == len(set(seen))
    assert own.client.get(f"{BASE}/claims?limit=4", headers={"If-None-Match": tag}).status_code == 200


# ---------------------------------------------------------------------- one shape of every error


@pytest.mark.parametrize(
    ("method", "path", "status", "place"),
    [
        ("GET", "/nothing", 404, None), ("GET", "/claims/xyz", 422, "claim_id"),
        ("GET", "/claims/abc", 404, "claim_id"),
        ("GET", "/events/abc", 404, "event_id"), ("GET", "/document?id=none", 404, "id"),
        ("GET", "/document", 422, "id"),
        ("GET", "/claims?lmit=3", 422, "lmit"), ("GET", "/summary?x=1", 422, "x"),
        ("GET", "/claims?limit=0", 422, "limit"),
        ("GET", "/claims?limit=1001", 422, "limit"), ("GET", "/claims?limit=1&limit=2", 422, "limit"),
        ("GET", "/claims?since=2024-02-30", 422, "since"), ("GET", "/claims?since=1709251200", 422, "since"),
        ("GET", "/claims?late=yes", 422, "late"), ("GET", "/claims?matter=spoons", 422, "matter"),
        ("GET", "/claims?since=2024-03-05&until=2024-03-04", 409, None), ("GET", "/claims?pair=PER,Peru", 409, "pair"),
        ("GET", "/claims?party=Nowhereland", 404, "party"), ("GET", "/pair?a=CHL&b=Chile", 409, "b"),
        ("GET", "/jobs/none", 404, "job_id"), ("GET", "/watches/ab", 404, "watch_id"),
        ("GET", "/news?watch=ab", 404, "watch"),
        ("PUT", "/claims", 405, None), ("DELETE", "/claims", 405, None), ("POST", "/claims/abc/accept", 422, None),
    ],
)  # fmt: skip
def test_every_error_has_one_shape(api: Api, method: str, path: str, status: int, place: str | None) -> None:
    api.refused(path, status, method=method, place=place)


def test_what_is_mistyped_is_told_what_was_meant(api: Api) -> None:
    assert api.refused("/claims?untill=2024-03-04", 422)["mend"] == "did you mean until?"


def test_not_allowed_tells_every_method_of_the_path(api: Api) -> None:
    for path, allowed in (("/watches", "GET, HEAD, POST"), ("/watches/ab", "DELETE, GET, HEAD, PATCH"),
                          ("/claims", "GET, HEAD"), ("/check", "POST")):  # fmt: skip
        response = api.client.put(BASE + path)
        assert (response.status_code, response.headers["allow"]) == (405, allowed)


def test_bodies_that_are_none(api: Api) -> None:
    url = f"{BASE}/check"
    assert api.refused("/check", 415, method="POST", content="<x/>", headers={"Content-Type": "text/xml"})["mend"]
    api.refused("/check", 415, method="POST", content="{}")
    for text in ("{", "[]", '"x"', "[" * 100_000, '{"from": "PRK", "to": "RUS", "extra": 1}', '{"from": "\ud800"}'):
        body = text.encode("utf-8", "surrogatepass")
        response = api.client.post(url, content=body, headers={"Content-Type": "application/json"})
        assert response.status_code in (400, 422), text[:40]
        assert set(response.json()["error"]) == {"code", "message", "place", "mend"}
    big = api.client.post(
        url, content=b'{"from": "' + b"x" * 1_100_000 + b'"}', headers={"Content-Type": "application/json"}
    )
    assert (big.status_code, big.json()["error"]["code"]) == (413, "size")


def test_a_mistake_of_the_program_has_the_shape_too(own: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(own.app.state.deps.index), "summary", lambda self: 1 / 0)
    fault = own.refused("/summary", 500)
    assert fault["code"] == "fault"
    assert "division" not in json.dumps(fault)


def test_too_many_requests_are_told_when_to_come_again(small_ledger: Any, tmp_path: Any) -> None:
    from tests.serve.api.rig import make_app, serving

    app = make_app(small_ledger, tmp_path / "state")
    app.state.guard.rates.__init__(3, clock)
    with serving(app) as address:
        answers = [httpx.get(f"{address}{BASE}/summary") for _ in range(5)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429, 429]
    assert int(answers[-1].headers["retry-after"]) > 0
    assert answers[-1].json()["error"]["code"] == "rate"
