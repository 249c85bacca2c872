"""Words that would end a string in SQL, in every filter that takes words: they are looked for and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from entente.errors import UsageError
from entente.ledger import Ledger
from entente.records.kept import Question
from tests.ledger.builders import report
from tests.serve.pages.lists_rig import desk

HOSTILE = (
    "' OR '1'='1", "'; DROP TABLE claims; --", '" OR ""="', "') OR (1=1", "%' OR 1=1 --", "x'; ATTACH 'x' AS y; --",
    "' UNION SELECT * FROM sessions --", "$document", "?1", "\\' OR 1=1 --", "/* */", "%", "_", "*", '"', "NEAR(a b)",
    "read_text('/etc/passwd')",
)  # fmt: skip
#: Filters that take any words; the others are refused unless they are codes or days.
WORDS = ("text", "holder", "outlet", "document", "event_id", "mode")
REPORTS = [report("RUS CONSULT PRK", id="one"), report("USA says CHN ASSAULT TWN", id="two", outlet="It's The Post")]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with desk(tmp_path_factory.mktemp("desk"), REPORTS) as client:
        yield client


@pytest.fixture(scope="module")
def ledger(client: TestClient) -> Iterator[Ledger]:
    with Ledger(Path(client.app.state.deps.settings.ledger)) as ledger:  # type: ignore[attr-defined]
        yield ledger


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("field", WORDS)
def test_a_ledger_looks_for_the_words(field: str, words: str, ledger: Ledger) -> None:
    try:
        found = list(ledger.claims(Question(**{field: words})))
    except UsageError:
        found = []  # no such word can stand there
    assert found == []
    assert len(list(ledger.claims(Question()))) == 2


def test_the_words_are_found_where_they_stand(ledger: Ledger) -> None:
    assert [each.outlet for each in ledger.claims(Question(outlet="It's"))] == ["It's The Post"]


@pytest.mark.parametrize("field", ["actor", "recipient", "party", "event", "matter", "stance", "polarity"])
def test_what_is_no_word_of_a_field_is_refused_before_it_is_asked(field: str) -> None:
    for words in HOSTILE:
        with pytest.raises(UsageError):
            Question(**{field: (words,) if field == "event" else words})


@pytest.mark.parametrize("page", ["claims", "events", "documents"])
@pytest.mark.parametrize("words", HOSTILE)
def test_pages_look_for_the_words(page: str, words: str, client: TestClient) -> None:
    for name in (*WORDS, "q", "actor", "pair", "matter", "since", "sort", "after"):
        answer = client.get(f"/{page}?{name}={quote(words)}", headers={"Accept": "text/html"})
        assert answer.status_code < 500, (name, answer.text[:300])
    assert "It’s The Post" in client.get("/documents").text.replace("&#39;", "’").replace("'", "’")


def test_nothing_was_attached_or_dropped(client: TestClient, tmp_path: Path) -> None:
    deps = client.app.state.deps  # type: ignore[attr-defined]
    assert deps.store.ask("SELECT count(*) FROM sessions")[0][0] >= 0
    assert [row["name"] for row in deps.store.ask("PRAGMA database_list")] == ["main"]
