from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.serve.guard import Bounds, Refused, Visit, audits, unguarded
from entente.serve.guard.csrf import check_proof, comes_from_here, origin_of
from entente.serve.guard.keys import same, sign
from tests.serve.guard.rig import HERE, HTML, Client, Rig, settings, sign_in, token_of


def proof(client: Client) -> str:
    return token_of(client.get("/", headers=HTML).text)


def test_field_and_header(local: Rig) -> None:
    client = local.client()
    token = proof(client)
    assert client.post("/change", data={"csrf": token, "text": "a"}).json()["text"] == "a"
    assert client.post("/change", headers={"X-CSRF-Token": token}, data={"text": "b"}).json()["text"] == "b"
    assert client.post("/api/v1/things", headers={"X-CSRF-Token": token}).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("token", ["", "x", "é", None, "\u0430" * 43])
def test_no_change_without_proof(local: Rig, method: str, token: str | None) -> None:
    client = local.client()
    proof(client)
    headers = {} if token is None else {"X-CSRF-Token": token.encode()}
    answer = client.request(method, "/api/v1/things", headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "csrf")


def test_proof_of_another_session_is_none(signed: Rig) -> None:
    one, two = signed.client(), signed.client()
    sign_in(one, "vera")
    sign_in(two, "vera")
    assert two.post("/change", data={"csrf": proof(one)}).status_code == 403
    assert two.post("/change", data={"csrf": proof(two)}).status_code == 200


def test_proof_from_before_signing_in_is_none(signed: Rig) -> None:
    client = signed.client()
    early = token_of(client.get("/login", headers=HTML).text)
    sign_in(client, "vera")
    assert client.post("/change", data={"csrf": early}).status_code == 403


def test_signing_in_itself_needs_proof(signed: Rig) -> None:
    given = {"name": "vera", "password": "seven bridges over cold water"}
    client = signed.client()
    assert client.post("/login", data=given).status_code == 403
    client.get("/login", headers=HTML)
    assert client.post("/login", data=given).status_code == 403
    assert client.post("/logout").status_code in (303, 401)


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": ""}, {"Origin": "http://localhost:3000"},
     {"Origin": "https://localhost:8700.evil.example"}, {"Referer": "http://evil.example/http://localhost:8700/"},
     {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"},
     {"Sec-Fetch-Site": "cross-site", "Origin": HERE}, {"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example"}],
)  # fmt: skip
def test_changes_from_elsewhere_are_refused_even_with_proof(local: Rig, headers: dict[str, str]) -> None:
    client = local.client()
    token = proof(client)
    answer = client.post("/change", data={"csrf": token}, headers=headers)
    if headers == {"Origin": ""}:
        assert answer.status_code == 200  # an empty header says nothing; the proof decides
    else:
        assert answer.json()["error"]["code"] == "origin"


@pytest.mark.parametrize(
    "headers", [{"Origin": HERE}, {"Referer": f"{HERE}/claims"}, {"Sec-Fetch-Site": "same-origin"}]
)
def test_changes_from_here(local: Rig, headers: dict[str, str]) -> None:
    client = local.client()
    assert client.post("/change", data={"csrf": proof(client)}, headers=headers).status_code == 200


def test_programs_on_this_machine_need_no_proof_but_browsers_do(local: Rig) -> None:
    assert local.client().post("/api/v1/things").status_code == 200
    assert local.client().post("/change").status_code == 403
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": HERE}):
        assert local.client().post("/api/v1/things", headers=headers).status_code == 403


def test_behind_a_proxy_the_base_address_counts(tmp_path: Any) -> None:
    behind = settings(tmp_path, https=True, base_url="https://desk.example")
    for host in ("desk.example", "127.0.0.1:8700"):
        visit = Visit("", "", headers={"host": [host], "origin": ["https://desk.example"]})
        assert comes_from_here(visit, behind) is True
    assert (
        comes_from_here(Visit("", "", headers={"host": ["desk.example"], "origin": ["http://desk.example"]}), behind)
        is False
    )


@given(st.text())
def test_any_origin_is_read_without_a_mistake(text: str) -> None:
    found = origin_of(text)
    assert found is None or all(isinstance(part, str) for part in found)


@given(st.text(), st.text())
def test_same_is_equality_of_what_can_be_sent(left: str, right: str) -> None:
    assert same(left, left)
    if left.encode("utf-8", "replace") != right.encode("utf-8", "replace"):
        assert not same(left, right)


@given(st.lists(st.text(st.characters(codec="utf-8"))), st.lists(st.text(st.characters(codec="utf-8"))))
def test_other_parts_other_signature(left: list[str], right: list[str]) -> None:
    assert (sign(b"k", *left) == sign(b"k", *right)) == (left == right)


# Multipart forms


def upload(client: Client, **given: Any) -> Any:
    return client.post("/read", files={"file": ("a.txt", b"x" * 300_000)}, **given)


def test_a_form_with_a_file(local: Rig) -> None:
    client = local.client()
    assert upload(client, data={"csrf": proof(client)}).json() == {"size": 300_000}
    assert upload(client, headers={"X-CSRF-Token": proof(client)}).json() == {"size": 300_000}


def test_an_upload_without_proof_is_refused_before_it_is_read(local: Rig) -> None:
    client = local.client()
    token = proof(client)
    assert upload(client).status_code == 403
    assert upload(client, data={"csrf": token[:-1]}).status_code == 403
    assert local.seen == []


def boundary(parts: bytes, kind: str = "multipart/form-data; boundary=b", step: int = 7) -> tuple[str, int, bytes]:
    """Field found (or fault), messages read before it was known, and the body that the app would get."""
    chunks = [parts[at : at + step] for at in range(0, len(parts), step)] or [b""]
    asked = [0]

    async def receive() -> Any:
        asked[0] += 1
        return {"type": "http.request", "body": chunks[asked[0] - 1], "more_body": asked[0] < len(chunks)}

    async def look() -> tuple[str, int, bytes]:
        visit = Visit("", "", csrf="right", headers={"content-type": [kind]})
        try:
            again = await check_proof(visit, receive, Bounds(peek=2000))
        except Refused as error:
            return error.code, asked[0], b""
        needed, body = asked[0], b""
        while True:
            message = await again()
            body += message["body"]
            if not message["more_body"]:
                return "found", needed, body

    return asyncio.run(look())


FIELD = b'--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\nright\r\n'
FILE = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + b"y" * 5000 + b"\r\n"


@pytest.mark.parametrize("step", [1, 7, 100, 10_000])
def test_only_the_beginning_is_looked_at_and_the_whole_is_given_on(step: int) -> None:
    whole = FIELD + FILE + b"--b--\r\n"
    found, needed, body = boundary(whole, step=step)
    assert (found, body) == ("found", whole)
    assert needed <= len(FIELD) // step + 2 + len(b"--b\r\n")


@pytest.mark.parametrize(
    ("body", "code"),
    [(FILE + FIELD + b"--b--\r\n", "csrf"), (b"--b--\r\n", "csrf"), (b"", "csrf"), (b"nonsense" * 20, "form"),
     (FIELD.replace(b"right", b"wrong") + FIELD + b"--b--\r\n", "csrf"),
     (FIELD.replace(b'"csrf"', b'"csrf"; filename="x"') + b"--b--\r\n", "found")],
)  # fmt: skip
def test_forms_without_proof_at_the_beginning(body: bytes, code: str) -> None:
    assert boundary(body)[0] == code


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "b" * 80]
)
def test_forms_without_boundary(kind: str) -> None:
    assert boundary(FIELD, kind)[0] == "form"


@given(st.binary(max_size=300), st.integers(1, 50))
def test_any_body_is_refused_or_given_on_whole(body: bytes, step: int) -> None:
    assert boundary(body, step=step)[0] in ("csrf", "form")
    whole = FIELD + body
    found, _, given_on = boundary(whole, step=step)
    assert found in ("found", "csrf", "form")
    assert given_on in (whole, b"")


def test_too_many_fields(local: Rig) -> None:
    client = local.client()
    token = proof(client)
    body = f"csrf={token}" + "&a=b" * 1000
    answer = client.post("/change", content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 413


def test_changes_without_a_role_are_found(local: Rig) -> None:
    assert unguarded(local.app) == ["POST /login", "POST /logout", "POST /open-change", "POST /read"]


def test_a_change_stands_in_the_audit(local: Rig) -> None:
    client = local.client(address="127.0.0.1")
    client.post("/change", data={"csrf": proof(client), "text": "c-1\n\u202ex"})
    line = audits(local.store)[0]
    assert (line.who, line.action, line.what, line.address) == ("local", "change", "c-1 \\u202ex", "127.0.0.1")
    assert line.detail == {"before": 1, "after": 2}
    assert line.at == local.now()
