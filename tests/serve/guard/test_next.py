from __future__ import annotations

from urllib.parse import quote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.serve.guard import safe_next
from tests.serve.guard.rig import HTML, Rig, sign_in

EVIL = [
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "https:evil.example",
    "javascript:alert(1)",
    "/%2Fevil.example", "/%2f%2fevil.example", "/%5Cevil.example", "%2F%2Fevil.example", "///evil.example",
    "/.//evil.example",
    "/\tevil", "/\n/evil.example", "\t//evil.example", " //evil.example", "/a\r\nSet-Cookie: x=y", "evil.example",
    "@evil.example",
    "?next=x", "#x", "", "http:/evil.example", "/\u2028/evil", "/login", "/login?next=/login", "/logout",
    "/" + "a" * 3000,
    "/a/../..//evil.example", "/a/%2e%2e//evil", "data:text/html,x", "//[::1", "/%0d%0aSet-Cookie:x=y",
]  # fmt: skip


@pytest.mark.parametrize("text", EVIL)
def test_only_paths_of_this_desk(text: str) -> None:
    assert safe_next(text) == "/"


@pytest.mark.parametrize(
    "text",
    [
        "/claims",
        "/claims?from=PRK&to=RUS",
        "/claims?q=a%20b#c-1",
        "/pair/PRK/RUS",
        "/documents/https://x.example/a",
        "/a?u=https://x.example/y",
    ],
)
def test_paths_go_through(text: str) -> None:
    assert safe_next(text) == text


@given(st.one_of(st.text(), st.text("/\\.:@?#%2F5Ceuvil\t\r\n ", max_size=40).map(lambda text: f"/{text}")))
def test_whatever_is_asked_stays_here(text: str) -> None:
    found = safe_next(text)
    there = urlsplit(urljoin("https://desk.example/login", found))
    assert (there.scheme, there.netloc) == ("https", "desk.example")
    assert found.startswith("/")
    assert not found.startswith("//")
    assert not set(found) & set("\\\r\n\t\0")


@pytest.mark.parametrize("text", EVIL[:12])
def test_login_goes_nowhere_else(signed: Rig, text: str) -> None:
    client = signed.client()
    page = client.get(f"/login?next={quote(text)}", headers=HTML)
    assert 'name="next" value="/"' in page.text
    assert sign_in(client, "rita", next=text).headers["location"] == "/"


def test_login_goes_where_one_was(signed: Rig) -> None:
    client = signed.client()
    asked = client.get("/?from=PRK&kind=a b", headers=HTML)
    assert asked.status_code == 303
    assert asked.headers["location"] == "/login?next=/%3Ffrom%3DPRK%26kind%3Da%2520b"
    page = client.get(asked.headers["location"], headers=HTML)
    assert 'name="next" value="/?from=PRK&amp;kind=a%20b"' in page.text
    gone = sign_in(client, "rita", next="/?from=PRK&kind=a%20b")
    assert gone.headers["location"] == "/?from=PRK&kind=a%20b"
