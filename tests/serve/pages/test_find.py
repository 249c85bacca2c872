from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.ledger.builders import report
from tests.serve.pages.lists_rig import desk, words_of


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("find")
    reports = [report("RUS CONSULT PRK", id="5e5e5e01"), report("CHN AID PRK", id="5e5e5e02"), report("x", id="a b/c")]
    with desk(folder, reports) as made:
        yield made


@pytest.mark.parametrize(
    ("typed", "leads"),
    [
        ("Russia, North Korea", "/pair/RUS/PRK"), ("RUS PRK", "/pair/RUS/PRK"), ("rus prk", "/pair/RUS/PRK"),
        ("south korea north korea", "/pair/KOR/PRK"), ("China and Japan", "/pair/CHN/JPN"),
        ("Iran", "/claims?party=IRN"), ("grain ships", "/claims?text=grain+ships"), ("RUS RUS", "/claims?text=RUS+RUS"),
        ("5e5e5e01", "/documents/5e5e5e01"), ("a b/c", "/claims?text=a+b%2Fc"),
    ],
)  # fmt: skip
def test_what_is_typed_leads_to_its_place(client: TestClient, typed: str, leads: str) -> None:
    answer = client.get("/find", params={"q": typed})
    assert (answer.status_code, answer.headers["location"]) == (303, leads)


def test_the_beginning_of_several_ids_lists_them(client: TestClient) -> None:
    answer = client.get("/find", params={"q": "5e5e5e"})
    assert "document 5e5e5e01" in words_of(answer.text)
    assert "document 5e5e5e02" in words_of(answer.text)


def test_nothing_typed_says_what_can_be(client: TestClient) -> None:
    answer = client.get("/find")
    assert answer.status_code == 200
    assert "Type what you look for" in words_of(answer.text)


def test_suggestions_are_names_that_mean_their_code(client: TestClient) -> None:
    found = dict(client.get("/find/actors.json").json())
    assert found["North Korea"] == "PRK"
    assert set(found.values()) == {"RUS", "PRK", "CHN"}


@pytest.mark.parametrize("odd", ["\x00", "%", "'; DROP TABLE claims; --", "\u202egnp", "x" * 3000, "https://a/b?c#d"])
def test_odd_words_never_break_it(client: TestClient, odd: str) -> None:
    answer = client.get("/find", params={"q": odd})
    assert answer.status_code in (200, 303, 400)
    assert client.get(answer.headers.get("location", "/find")).status_code < 500
