from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.serve.guard.rig import HTML, TOKEN, Rig, secret

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; worker-src 'self'"
)
EVERYWHERE = ["/", "/api/v1/me", "/nothing", "/static/a.css", "/static/no", "/healthz", "/metrics", "/boom/x",
              "/tagged", "/%00", "/late"]  # fmt: skip


@pytest.mark.parametrize("path", EVERYWHERE)
@pytest.mark.parametrize("accept", [HTML, {"Accept": "application/json"}])
def test_on_every_answer(local: Rig, path: str, accept: dict[str, str]) -> None:
    answer = local.client().get(path, headers=accept)
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers.get_list("x-frame-options") == ["DENY"]
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in answer.headers["permissions-policy"]
    assert len(answer.headers["x-request-id"]) == 16
    assert "strict-transport-security" not in answer.headers
    assert "server" not in answer.headers


def test_refusals_have_them_too(local: Rig) -> None:
    for answer in (local.client(host="evil.example").get("/"), local.client().post("/change")):
        assert answer.headers["content-security-policy"] == POLICY
        assert answer.headers["cache-control"] == "no-store"


def test_https_alone_asks_for_https(make: Any, tmp_path: Path) -> None:
    rig = make(https=True, base_url="https://desk.example", token_file=secret(tmp_path / "t", TOKEN))
    answer = rig.client(base="https://desk.example").get("/healthz")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_caching(local: Rig) -> None:
    client = local.client()
    assert client.get("/").headers["cache-control"] == "private, no-cache"
    assert client.get("/static/a.css").headers["cache-control"] == "private, no-cache"
    assert client.get("/static/a.css?v=0123456789ab").headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get("/static/no?v=0123456789ab").headers["cache-control"] == "no-store"
    assert client.get("/nothing").headers["cache-control"] == "no-store"
    assert client.get("/tagged").headers["cache-control"] == "max-age=5"
    tagged = client.get("/static/a.css").headers["etag"]
    assert client.get("/static/a.css", headers={"If-None-Match": tagged}).status_code == 304


def test_the_desks_own_cookies_stay_beside_others(local: Rig) -> None:
    cookies = local.client().get("/down", headers=HTML).headers.get_list("set-cookie")
    assert cookies[0] == "theme=dark"
    assert cookies[1].startswith("entente=a.")


def test_a_fault_tells_nothing_but_its_number(local: Rig) -> None:
    page, api = (local.client().get("/boom/secret", headers=accept) for accept in (HTML, {}))
    for answer in (page, api):
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
        assert answer.headers["x-request-id"] in answer.text
