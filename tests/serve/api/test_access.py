"""Who may do what by program: tokens, roles, what belongs to others, cookies that need their proof."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from entente.serve import guard
from tests.serve.api.rig import BASE, Api, served


@pytest.fixture(scope="module")
def closed(small_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Api, dict[str, str]]]:
    folder = tmp_path_factory.mktemp("closed")
    users = folder / "users"
    tokens = {}
    for name, role in (("rita", "reader"), ("rob", "reader"), ("vera", "reviewer"), ("ada", "admin")):
        guard.add_user(users, name, role, "seven bridges over cold water")
        tokens[name] = guard.new_token(users, name)
    with served(small_ledger, folder / "desk", users_file=users) as made:
        yield made, tokens


def asked(closed: tuple[Api, dict[str, str]], who: str, method: str, path: str, **given: Any) -> httpx.Response:
    api, tokens = closed
    return api.client.request(method, BASE + path, headers={"Authorization": f"Bearer {tokens[who]}"}, **given)


def test_without_a_token_nothing_is_told(closed: tuple[Api, dict[str, str]]) -> None:
    api, _ = closed
    for method, path in (("GET", "/claims"), ("GET", "/openapi.json"), ("GET", "/"), ("POST", "/check"), ("GET", "/x")):
        fault = api.refused(path, 401, method=method)
        assert fault["code"] == "login"
    for value in ("Bearer wrong", "Basic cml0YTp4", "Bearer"):
        assert api.client.get(f"{BASE}/claims", headers={"Authorization": value}).status_code == 401
    assert api.client.get(f"{BASE}/claims").headers["www-authenticate"] == "Bearer"


def test_roles_are_those_of_the_pages(closed: tuple[Api, dict[str, str]]) -> None:
    row = asked(closed, "rita", "GET", "/claims").json()["data"][0]
    path = f"/claims/{row['id']}/accept"
    denied = asked(closed, "rita", "POST", path, json={})
    assert (denied.status_code, denied.json()["error"]["code"]) == (403, "role")
    done = asked(closed, "vera", "POST", path, json={})
    assert done.status_code == 200, "a token needs no proof of its own"
    assert done.json()["reviews"][0]["by"] == "vera"
    assert asked(closed, "rita", "GET", "/reviews").json()["data"][0]["by"] == "vera"


def test_watches_are_their_owners(closed: tuple[Api, dict[str, str]]) -> None:
    made = asked(closed, "rita", "POST", "/watches", json={"name": "Mine"}).json()
    path = f"/watches/{made['id']}"
    for method in ("GET", "DELETE"):
        assert asked(closed, "rob", method, path).status_code == 404, "that it is there is not told"
    assert asked(closed, "rob", "PATCH", path, json={"paused": True}).status_code == 404
    assert asked(closed, "rob", "GET", f"{path}/alerts").status_code == 404
    assert asked(closed, "rob", "GET", "/watches").json()["data"] == []
    assert asked(closed, "rob", "GET", "/watches?everyone=true").json()["data"] == []
    assert asked(closed, "ada", "GET", "/watches?everyone=true").json()["data"][0]["owner"] == "rita"
    assert asked(closed, "ada", "GET", path).status_code == 200


def test_jobs_are_their_owners(closed: tuple[Api, dict[str, str]]) -> None:
    job = asked(closed, "rita", "POST", "/read?wait=0", json={"text": "France sent tanks to Poland."})
    if job.status_code == 202:
        assert asked(closed, "rob", "GET", f"/jobs/{job.json()['id']}").status_code == 404
        assert asked(closed, "rita", "GET", f"/jobs/{job.json()['id']}").status_code in (200, 202)


def test_a_cookie_needs_its_proof(closed: tuple[Api, dict[str, str]]) -> None:
    api, _ = closed
    with httpx.Client(base_url=api.client.base_url) as browser:
        import re

        page = browser.get("/login", headers={"Accept": "text/html"}).text
        proof = re.search(r'name="csrf" value="([^"]+)"', page)
        assert proof is not None
        form = {"csrf": proof[1], "name": "vera", "password": "seven bridges over cold water"}
        assert browser.post("/login", data=form, headers={"Accept": "text/html"}).status_code == 303
        row = browser.get(f"{BASE}/claims").json()["data"][0]
        path = f"{BASE}/claims/{row['id']}/accept"
        assert browser.post(path, json={}).json()["error"]["code"] == "csrf"
        found = re.search(
            r"X-CSRF-Token&#34;: &#34;([^&]+)|X-CSRF-Token\": \"([^\"]+)",
            browser.get("/claims", headers={"Accept": "text/html"}).text,
        )
        assert found is not None
        token = found[1] or found[2]
        assert browser.post(path, json={}, headers={"X-CSRF-Token": token}).status_code in (200, 409)
