"""What an attacker would try."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.serve.guard import sessions
from entente.serve.settings import Settings
from tests.serve.guard.rig import HERE, HTML, TOKEN, Rig, listening, raw, secret, sign_in, token_of


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "evil.example:8700", "192.168.0.9", "[::2]"]
)
def test_rebound_names_are_turned_away(local: Rig, host: str) -> None:
    answer = local.client(host=host).get("/", headers=HTML)
    assert answer.status_code == 421
    assert "set-cookie" not in answer.headers
    assert "local admin" not in answer.text


@pytest.mark.parametrize(
    "host", ["", "a b", "localhost@evil.example", "localhost/evil", "<script>", "localhost:8700:1"]
)
def test_malformed_hosts(local: Rig, host: str) -> None:
    assert local.client(host=host).get("/").status_code == 400


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:9000", "[::1]:8700"])
def test_names_of_loopback(local: Rig, host: str) -> None:
    assert local.client(host=host).get("/").status_code == 200


def test_other_headers_that_claim_a_host_change_nothing(local: Rig) -> None:
    for name in ("X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-URL", "X-Rewrite-URL"):
        answer = local.client().get("/api/v1/me", headers={name: "evil.example"})
        assert answer.status_code == 200
        assert "evil" not in str(answer.headers)


def test_a_body_with_two_lengths_ends_the_connection(local: Rig) -> None:
    head = b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
    hidden = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with listening(local) as port:
        answer = raw(port, head + b"0\r\n\r\n" + hidden)
    assert answer.startswith(b"HTTP/1.1 400")
    assert answer.count(b"HTTP/1.1 ") == 1


def test_two_hosts_in_one_request(local: Rig) -> None:
    with listening(local) as port:
        answer = raw(port, b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")


def test_session_fixation(signed: Rig) -> None:
    planted = sessions.fresh_cookie("s")
    victim = signed.client()
    victim.cookies.set("entente", planted, domain="localhost.local")
    sign_in(victim, "ada")
    assert signed.client(cookie=f"entente={planted}").get("/api/v1/me").status_code == 401


def test_cookie_tossing(signed: Rig) -> None:
    attacker, victim = signed.client(), signed.client()
    sign_in(attacker, "rita")
    sign_in(victim, "ada")
    ours, theirs = victim.cookies["entente"], attacker.cookies["entente"]
    for both in (f"entente={ours}; entente={theirs}", f"entente={theirs}; entente={ours}"):
        assert signed.client(cookie=both).get("/api/v1/me").status_code == 401
    assert signed.client(cookie=f"entente={ours}; x=1; entente={ours}").get("/api/v1/me").json()["name"] == "ada"
    assert signed.client(cookie=f"x=entente={theirs}; entente={ours}").get("/api/v1/me").json()["name"] == "ada"


@pytest.mark.parametrize(
    "cookie",
    ["entente=", "entente=s.", "entente=s." + "x" * 43, "entente=s." + "x" * 42, "entente=x", "entente", "=;=;;",
     'entente="s"', "Entente=s." + "x" * 43, "entente=s." + "é" * 43, "entente=' OR 1=1 --",
     "__Host-entente=s." + "x" * 43],
)  # fmt: skip
def test_cookies_that_are_none(signed: Rig, cookie: str) -> None:
    assert signed.client().get("/api/v1/me", headers={"Cookie": cookie.encode()}).status_code == 401


@given(st.lists(st.text(st.characters(max_codepoint=255)), max_size=4), st.booleans())
def test_any_cookie_header_is_read_without_a_mistake(headers: list[str], https: bool) -> None:
    found = sessions.cookie_of(headers, Settings(Path("ledger"), Path("state"), https=https))
    assert found is None or re.fullmatch(r"[as]\.[\w-]{43}", found, re.ASCII)


@given(st.text())
def test_no_cookie_is_made_up_from_others(value: str) -> None:
    good = sessions.fresh_cookie("s")
    text = f"a={value.replace(';', '').replace('entente', '')}; entente={good}"
    assert sessions.cookie_of([text], Settings(Path("ledger"), Path("state"))) == good


def test_two_desks_of_one_host_do_not_share_a_cookie() -> None:
    one, two = (Settings(Path("ledger"), Path("state"), port=port) for port in (8700, 8701))
    ours, theirs = sessions.fresh_cookie("s"), sessions.fresh_cookie("s")
    header = "; ".join(
        sessions.set_cookie(value, desk).partition(";")[0] for value, desk in ((ours, one), (theirs, two))
    )
    assert sessions.cookie_of([header], one) == ours
    assert sessions.cookie_of([header], two) == theirs


def test_changes_by_get_and_by_overridden_methods(local: Rig) -> None:
    client = local.client()
    token = token_of(client.get("/", headers=HTML).text)
    assert client.get(f"/change?csrf={token}&text=x").status_code in (404, 405)
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        assert client.get("/change", headers={name: "POST", "X-CSRF-Token": token}).status_code in (404, 405)
    answer = client.post("/change", data={"_method": "DELETE"})
    assert answer.status_code == 403
    assert client.post(f"/change?csrf={token}").status_code == 403


def test_other_sites_may_link_here_but_not_take_parts(local: Rig) -> None:
    client = local.client()
    linked = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert client.get("/", headers={**HTML, **linked}).status_code == 200
    for mode in ("no-cors", "cors", "same-origin"):
        assert (
            client.get("/api/v1/me", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": mode}).status_code
            == 403
        )
    assert (
        client.get(
            "/watches/x/feed.atom", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}
        ).status_code
        == 200
    )
    answer = client.request("OPTIONS", "/api/v1/things", headers={"Origin": "http://evil.example"})
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "path",
    ["/static/../outside.txt", "/static/%2e%2e/outside.txt", "/static/..%2foutside.txt", "/static/..%5coutside.txt",
     "/static/%2e%2e%2foutside.txt", "/static//../outside.txt", "/static/a.css/../../outside.txt", "/static/./a.css",
     "/static/%00a.css", "/static/a.css%00.txt", "/static/\\..\\outside.txt", "/static/%252e%252e/outside.txt",
     "/static//etc/passwd", "/static/a%0ab"],
)  # fmt: skip
def test_climbing_out_of_static(local: Rig, path: str) -> None:
    with listening(local) as port:
        line = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        answer = raw(port, line.encode())
    assert answer.split()[1] in (b"400", b"404")
    assert b"outside" not in answer.rpartition(b"\r\n\r\n")[2]


@pytest.mark.parametrize("path", ["/%00", "/a%00b", "/?q=%00", "/a%0d%0aX: y", "/a%7f", "/%1b[2J", "/a\\b"])
def test_control_characters_in_addresses(local: Rig, path: str) -> None:
    assert local.client().get(path).status_code == 400


def test_openness_is_no_matter_of_spelling(signed: Rig) -> None:
    client = signed.client()
    for path in (
        "/login/../api/v1/me",
        "/static/../api/v1/me",
        "/watches/x/feed.atom/../../../api/v1/me",
        "/healthz/../api/v1/me",
    ):
        with listening(signed) as port:
            answer = raw(port, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        assert answer.split()[1] in (b"400", b"401")
    for path in (
        "//api/v1/me",
        "/api//v1/me",
        "/API/v1/me",
        "/login/",
        "/healthz/",
        "/metrics/",
        "/staticx",
        "/openapi.json",
    ):
        assert client.get(path).status_code in (401, 404)


def test_changes_to_free_addresses_are_guarded_too(signed: Rig) -> None:
    client = signed.client()
    for path in ("/healthz", "/metrics", "/static/a.css", "/favicon.ico", "/watches/x/feed.atom"):
        assert client.post(path).status_code in (401, 403)


def test_html_in_what_is_refused_is_text(signed: Rig) -> None:
    client = signed.client()
    sign_in(client, "rita")
    token = {"X-CSRF-Token": token_of(client.get("/", headers=HTML).text)}
    page = client.post("/change?<script>alert(1)</script>", headers={**HTML, **token})
    assert "<script>" not in page.text
    wrong = sign_in(signed.client(), '"><script>alert(1)</script>', "wrong")
    assert "<script>" not in wrong.text


def test_header_lines_cannot_be_sent_in(signed: Rig) -> None:
    with listening(signed) as port:
        ask = b"GET /login?next=/%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        answer = raw(port, ask)
    head = answer.partition(b"\r\n\r\n")[0].lower()
    assert b"set-cookie: a=b" not in head


def test_websockets_are_closed(local: Rig) -> None:
    import asyncio

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(local.app({"type": "websocket", "path": "/", "headers": []}, None, send))  # type: ignore[arg-type]
    assert sent == [{"type": "websocket.close", "code": 1008}]


def test_the_store_is_closed_to_others(local: Rig) -> None:
    assert stat.S_IMODE(local.store.path.stat().st_mode) == 0o600


def test_metrics_beyond_loopback_need_a_reader(make: Any, tmp_path: Path) -> None:
    rig = make(host="0.0.0.0", token_file=secret(tmp_path / "t", TOKEN))
    assert rig.client().get("/metrics").status_code == 401
    assert rig.client(authorization=f"Bearer {TOKEN}").get("/metrics").status_code == 200
    assert rig.client(base="http://10.1.2.3").get("/healthz").json() == {"status": "ok", "store": "ok"}


def test_a_cookie_is_no_good_on_another_desk(signed: Rig, make: Any) -> None:
    client = signed.client()
    sign_in(client, "ada")
    other = make(users_file=signed.settings.users_file)
    assert other.client(cookie=f"entente={client.cookies['entente']}").get("/api/v1/me").status_code == 401
    assert HERE.startswith("http://localhost")
