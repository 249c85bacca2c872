from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from entente.serve.guard import Reader, audits, change_user, new_token, remove_user, standing
from entente.serve.guard import sessions as kept
from tests.serve.guard.rig import HTML, PASSWORD, TOKEN, Rig, secret, sign_in, token_of


def test_on_loopback_everybody_is_admin(local: Rig) -> None:
    client = local.client()
    page = client.get("/", headers=HTML)
    assert "local admin" in page.text
    cookie = page.headers["set-cookie"]
    assert cookie.startswith("entente=a.")
    assert cookie.endswith("; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax")
    again = client.get("/", headers=HTML)
    assert "set-cookie" not in again.headers
    assert token_of(page.text) == token_of(again.text)
    assert client.get("/api/v1/me").json()["session"]


def test_programs_on_loopback_get_no_cookie(local: Rig) -> None:
    answer = local.client().get("/api/v1/me")
    assert answer.json() == {"name": "local", "role": "admin", "session": None}
    assert "set-cookie" not in answer.headers


def test_login_is_no_page_where_nobody_signs_in(local: Rig) -> None:
    assert local.client().get("/login", headers=HTML).headers["location"] == "/"


def test_without_signing_in_people_go_to_the_login_and_programs_get_401(signed: Rig) -> None:
    client = signed.client()
    page = client.get("/claims?from=PRK", headers=HTML)
    assert (page.status_code, page.headers["location"]) == (303, "/login?next=/claims%3Ffrom%3DPRK")
    api = client.get("/api/v1/me")
    assert api.status_code == 401
    assert api.headers["www-authenticate"] == "Bearer"
    assert set(api.json()["error"]) == {"code", "message", "place", "mend"}
    assert client.post("/api/v1/things").status_code == 401
    part = client.get("/claims", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["hx-redirect"]) == (401, "/login")


def test_signing_in_begins_a_session_of_a_new_number(signed: Rig) -> None:
    client = signed.client()
    client.get("/login", headers=HTML)
    before = client.cookies["entente"]
    answer = sign_in(client, "vera")
    after = client.cookies["entente"]
    assert answer.status_code == 303
    assert before.startswith("a.")
    assert after.startswith("s.")
    assert after not in json.dumps([tuple(row) for row in signed.store.ask("SELECT * FROM sessions")])
    assert client.get("/api/v1/me").json()["name"] == "vera"
    again = signed.client()
    sign_in(again, "vera")
    assert again.cookies["entente"] != after


def test_signing_in_again_ends_the_session_before(signed: Rig) -> None:
    client = signed.client()
    sign_in(client, "vera")
    old = client.cookies["entente"]
    proof = token_of(client.get("/", headers=HTML).text)
    client.post("/login", data={"csrf": proof, "name": "ada", "password": PASSWORD})
    assert client.get("/api/v1/me").json()["name"] == "ada"
    assert signed.client(cookie=f"entente={old}").get("/api/v1/me").status_code == 401


def test_names_are_taken_in_any_case(signed: Rig) -> None:
    client = signed.client()
    assert sign_in(client, " Vera ").status_code == 303


@pytest.mark.parametrize(("name", "password"), [("vera", "wrong"), ("nobody", PASSWORD), ("", PASSWORD), ("vera", "")])
def test_wrong_ones_are_all_answered_alike(signed: Rig, name: str, password: str) -> None:
    client = signed.client()
    answer = sign_in(client, name, password)
    assert answer.status_code == 401
    assert "Name and password do not belong together." in answer.text
    assert client.cookies["entente"].startswith("a.")
    assert client.get("/api/v1/me").status_code == 401


def test_roles(signed: Rig) -> None:
    found = {}
    for name in ("rita", "vera", "ada"):
        client = signed.client()
        sign_in(client, name)
        proof = {"X-CSRF-Token": token_of(client.get("/", headers=HTML).text)}
        found[name] = [client.post(path, headers=proof).status_code for path in ("/change", "/api/v1/things")]
    assert found == {"rita": [403, 403], "vera": [200, 403], "ada": [200, 200]}


def test_403_is_a_page_for_people_and_json_for_programs(signed: Rig) -> None:
    client = signed.client()
    sign_in(client, "rita")
    proof = {"X-CSRF-Token": token_of(client.get("/", headers=HTML).text)}
    page = client.post("/change", headers={**HTML, **proof})
    assert page.headers["content-type"].startswith("text/html")
    assert "needs the role reviewer" in page.text
    assert client.post("/api/v1/things", headers=proof).json()["error"]["code"] == "role"


def test_a_removed_or_changed_user_loses_access_at_once(signed: Rig) -> None:
    path = signed.settings.users_file
    assert path is not None
    clients = {name: signed.client() for name in ("rita", "vera", "ada")}
    for name, client in clients.items():
        sign_in(client, name)
        assert client.get("/api/v1/me").json()["name"] == name
    remove_user(path, "rita")
    change_user(path, "vera", password="quite another set of words")
    change_user(path, "ada", role="reader")
    assert clients["rita"].get("/api/v1/me").status_code == 401
    assert clients["vera"].get("/api/v1/me").status_code == 401
    assert clients["ada"].get("/api/v1/me").json()["role"] == "reader"
    assert standing(signed.app, "rita") is None
    assert standing(signed.app, "ada").role == "reader"  # type: ignore[union-attr]


def test_a_faulty_users_file_lets_nobody_in(signed: Rig) -> None:
    client = signed.client()
    sign_in(client, "ada")
    assert signed.settings.users_file is not None
    text = signed.settings.users_file.read_text()
    secret(signed.settings.users_file, "{")
    answer = client.get("/api/v1/me")
    assert answer.status_code == 503
    assert str(signed.settings.users_file) not in answer.text
    assert client.get("/healthz").status_code == 200
    secret(signed.settings.users_file, text)
    assert client.get("/api/v1/me").status_code == 200


def test_sessions_end_when_idle_and_after_a_week(signed: Rig) -> None:
    client = signed.client()
    sign_in(client, "vera")
    for _ in range(16):
        signed.now.go(hours=10)
        assert client.get("/api/v1/me").status_code == 200
    signed.now.go(hours=9)
    assert client.get("/api/v1/me").status_code == 401
    client = signed.client()
    sign_in(client, "vera")
    signed.now.go(hours=12, seconds=1)
    assert client.get("/api/v1/me").status_code == 401


def test_reading_writes_only_now_and_then(signed: Rig) -> None:
    client = signed.client()
    sign_in(client, "vera")

    def seen() -> float:
        return float(signed.store.ask("SELECT seen FROM sessions")[0]["seen"])

    first = seen()
    signed.now.go(minutes=4)
    client.get("/api/v1/me")
    assert seen() == first
    signed.now.go(minutes=2)
    client.get("/api/v1/me")
    assert seen() == first + 360


def test_logout_ends_the_session_here_and_there(signed: Rig) -> None:
    client = signed.client()
    sign_in(client, "vera")
    cookie = client.cookies["entente"]
    assert client.get("/logout", headers=HTML).status_code in (404, 405)
    proof = token_of(client.get("/", headers=HTML).text)
    answer = client.post("/logout", data={"csrf": proof})
    assert answer.headers["location"] == "/login"
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert signed.store.ask("SELECT * FROM sessions") == []
    assert signed.client(cookie=f"entente={cookie}").get("/api/v1/me").status_code == 401
    assert [line.action for line in audits(signed.store)] == ["logout", "login"]


def test_ended_sessions_are_cleared_away_and_a_restart_keeps_the_others(signed: Rig) -> None:
    for _ in range(3):
        sign_in(signed.client(), "vera")
    signed.now.go(hours=13)
    cookie = kept.begin(signed.store, signed.now(), "vera", "x")
    assert len(signed.store.ask("SELECT * FROM sessions")) == 1
    assert kept.find(signed.store, signed.now(), cookie) is not None
    kept.end_others(signed.store, Reader("vera", "reader"))
    assert kept.find(signed.store, signed.now(), cookie) is None


def test_behind_https_cookies_are_secure_and_of_this_host_alone(make: Any, tmp_path: Path) -> None:
    rig = make(https=True, base_url="https://desk.example", token_file=secret(tmp_path / "t", TOKEN))
    answer = rig.client(base="https://desk.example").get("/login", headers=HTML)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-entente=a.")
    assert cookie.endswith("; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax; Secure")
    assert "Domain" not in cookie


def test_a_token_file_signs_programs_and_a_person_in(make: Any, tmp_path: Path) -> None:
    rig = make(host="0.0.0.0", token_file=secret(tmp_path / "t", f"{TOKEN}\n"))
    program = rig.client(authorization=f"Bearer {TOKEN}")
    assert program.get("/api/v1/me").json() == {"name": "token", "role": "admin", "session": None}
    assert program.post("/api/v1/things", headers={"Origin": "http://elsewhere.example"}).status_code == 200
    person = rig.client()
    assert "Token of this desk" in person.get("/login", headers=HTML).text
    assert sign_in(person, "token", "wrong" * 9).status_code == 401
    assert sign_in(person, "token", TOKEN).status_code == 303
    assert person.get("/api/v1/me").json()["name"] == "token"
    secret(tmp_path / "t", "another-token-that-is-long-enough-to-be-one")
    assert person.get("/api/v1/me").status_code == 401
    assert program.get("/api/v1/me").status_code == 401


def test_a_users_own_token(signed: Rig) -> None:
    assert signed.settings.users_file is not None
    token = new_token(signed.settings.users_file, "vera")
    program = signed.client(authorization=f"bearer {token}")
    assert program.get("/api/v1/me").json() == {"name": "vera", "role": "reviewer", "session": None}
    assert program.post("/change").json()["by"] == "vera"
    new_token(signed.settings.users_file, "vera")
    assert program.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize("sent", ["Bearer", "Bearer ", "Bearer x", "Basic dmVyYTp4", "Token x", "bearer " + "x" * 5000])
def test_authorizations_that_are_none(signed: Rig, sent: str) -> None:
    client = signed.client()
    sign_in(client, "ada")
    assert client.get("/api/v1/me", headers={"Authorization": sent}).status_code == 401


def test_failed_logins_stand_in_audit_and_counts_without_what_was_typed(signed: Rig) -> None:
    sign_in(signed.client(address="10.1.1.1"), "vera", "wrong")
    sign_in(signed.client(), "my secret words", "wrong")
    lines = audits(signed.store)
    assert [(line.action, line.what, line.address) for line in lines] == [
        ("login failed", "a name that nobody has", "127.0.0.1"),
        ("login failed", "vera", "10.1.1.1"),
    ]
    assert "entente_logins_failed_total 2.0" in signed.client().get("/metrics").text
