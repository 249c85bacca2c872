from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from entente.records import Claim, Document, Holder, Place, Refusal, claim_id
from entente.records.document import Cut
from tests.ledger.builders import report
from tests.serve.pages.lists_rig import acts, desk, links_of, tags_of, words_of

#: Words that try to run, to turn the line round, to break out of an attribute, or to break the page.
HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)",
    "</title><script>1</script>",
    "{{ 7*7 }}{% raw %}", "javascript:alert(1)", "\u202egnihtemos\u202c", "\u2066x\u2069",
    "W" * 4000, "\x00\x07\x1b[31m",
    "]]><!--", "&lt;b&gt;", "\ufeff\u200b", "\U000e0041", "\u0430\u0440\u0440le",
]  # fmt: skip

#: The guard refuses addresses with these.
CONTROLS = "[\x00-\x1f]"


def whole(document: Document) -> list[Claim]:
    """One claim whose quote is all of a text, one of its second half, one of the title."""
    found = []
    middle = len(document.text) // 2
    for place in (
        Place("text", 0, len(document.text), document.text),
        Place("text", middle, len(document.text), document.text[middle:]),
        Place("title", 0, len(document.title), document.title),
    ):
        holders = (Holder("USA", document.title or None, "says"),)
        if place.quote:
            name = claim_id(document.id, place, "AID", ("RUS",), ("PRK",), holders, "positive", "actual")
            found.append(
                Claim(
                    name, document.id, "AID", None, ("RUS",), ("PRK",), (), holders, "positive", "certain", "actual",
                    None, None, place, (place,), 0.7, (), (), "stub 1",
                )
            )  # fmt: skip
    return found


REPORTS: list[Document | Refusal] = [
    report("First RUS CONSULT PRK about arms, then\nCHN AGREE IRN, then no more.", id="r1", title="A title",
           url="https://example.org/a"),
    report("Nothing is told here.", "2023-01-12", id="r2", outlet="Evening Post"),
    report("Words that were cut off", "2023-01-13", id="notes/with spaces?and#marks"),
    report("x RUS AID CHN", "2023-01-14", id=".."),
    Refusal("https://example.org/video", "video-page", "the page holds a film and no text", "give a page with text"),
]  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("documents")
    with desk(folder, REPORTS) as made:
        yield made


def shown_text(html: str) -> str:
    """The text of a report as its page has it, paragraph by paragraph."""
    body = html[html.index('<div class="text">') : html.index("</article>")]
    body = body[: body.index("</div>")]
    paragraphs = re.findall(r"<p><bdi>(.*?)</bdi></p>", body, re.DOTALL)
    return "\n".join(unescape(re.sub(r"<[^>]+>", "", part)) for part in paragraphs)


def test_the_text_is_the_reports_and_every_quote_is_marked(client: TestClient) -> None:
    answer = client.get("/documents/r1")
    assert shown_text(answer.text) == "First RUS CONSULT PRK about arms, then\nCHN AGREE IRN, then no more."
    marks = re.findall(
        r'<mark class="m d1" data-n="(\d)" id="at-[0-9a-f]+"><a href="#claim-([0-9a-f]+)">([^<]+)', answer.text
    )
    assert [(number, words) for number, _, words in marks] == [
        ("1", "RUS CONSULT PRK about arms"),
        ("2", "CHN AGREE IRN"),
    ]
    ids = {attrs.get("id") for _, attrs in tags_of(answer.text)}
    assert {f"claim-{name}" for _, name, _ in marks} <= ids


def test_every_mark_and_note_lead_to_each_other(client: TestClient) -> None:
    answer = client.get("/documents/r1")
    ids = {attrs.get("id") for _, attrs in tags_of(answer.text)}
    inner = [link[1:] for link in links_of(answer.text) if link.startswith("#")]
    assert len(inner) >= 5
    assert set(inner) <= ids


def test_a_report_without_claims_says_so(client: TestClient) -> None:
    assert "No claim was read in this report" in words_of(client.get("/documents/r2").text)


@pytest.mark.parametrize("name", ["notes/with spaces?and#marks", ".."])
def test_odd_ids_have_an_address(client: TestClient, name: str) -> None:
    links = [link for link in links_of(client.get("/documents").text) if link.startswith("/documents/")]
    found = [client.get(link) for link in dict.fromkeys(links)]
    assert all(answer.status_code == 200 for answer in found)
    assert any(f"{name} · JSON" in words_of(answer.text) for answer in found)


def test_a_refused_source_says_why_and_what_helps(client: TestClient) -> None:
    answer = client.get("/documents/https:%2F%2Fexample.org%2Fvideo")
    assert answer.status_code == 404
    words = words_of(answer.text)
    assert "the page holds a film and no text" in words
    assert "give a page with text" in words


def test_refusals_are_listed_and_searched(client: TestClient) -> None:
    assert "video-page" in words_of(client.get("/refusals").text)
    assert "video-page" in words_of(client.get("/refusals?text=film").text)
    assert "No refused source" in words_of(client.get("/refusals?text=banana").text)
    assert client.get("/refusals?after=nonsense").status_code == 422


def test_the_list_is_searched_by_words_outlet_and_days(client: TestClient) -> None:
    def found(query: str) -> set[str]:
        links = links_of(client.get(f"/documents?{query}").text)
        return {link for link in links if link.startswith("/documents/r")}

    assert found("text=nothing") == {"/documents/r2"}
    assert found("outlet=evening") == {"/documents/r2"}
    assert found("published_until=2023-01-10") == {"/documents/r1"}
    assert found("party=Iran") == {"/documents/r1"}
    assert client.get("/documents?since=never").status_code == 422


def test_only_safe_addresses_are_links(client: TestClient) -> None:
    links = [attrs for tag, attrs in tags_of(client.get("/documents/r1").text) if tag == "a"]
    out = [attrs for attrs in links if attrs["href"] == "https://example.org/a"]
    assert out
    assert all("noopener" in (attrs.get("rel") or "") for attrs in out)


def test_a_report_that_is_not_there_says_where_to_look(client: TestClient) -> None:
    answer = client.get("/documents/nosuch")
    assert answer.status_code == 404
    assert "search for words" in words_of(answer.text)


def test_what_was_left_out_is_told(tmp_path: Path) -> None:
    cut = (Cut("also-read", "More news"), Cut("caption", "A ship"))
    made = Document("r1", "T", "RUS AID CHN", cut=cut, notes=("only the lead could be read",))
    with desk(tmp_path, [made]) as client:
        words = words_of(client.get("/documents/r1").text)
    assert "Links to other reports (1 piece)" in words
    assert "More news" in words
    assert "only the lead could be read" in words


def test_where_its_day_comes_from_may_be_any_word(tmp_path: Path) -> None:
    made = Document("r1", "T", "RUS AID CHN", dt.date(2023, 1, 2), "item", "<b>")
    with desk(tmp_path, [made]) as client:
        assert "2 January 2023 (item: <b>)" in words_of(client.get("/documents/r1").text)


def test_nothing_hostile_runs_on_any_page(tmp_path: Path) -> None:
    reports = [
        Document(
            f"{number}-{re.sub(CONTROLS, '', words[:40])}", words, f"{words} and {words}\nlast {words}", outlet=words,
            url=words if number % 2 else f"https://example.org/{words}",
        )
        for number, words in enumerate(HOSTILE)
    ]  # fmt: skip
    refused = [Refusal(words, "broken", words, words) for words in HOSTILE]
    with desk(tmp_path, [*reports, *refused], whole) as client:
        seen: dict[str, str] = {}
        for address in ("/claims?limit=100", "/events", "/documents", "/refusals"):
            seen[address] = client.get(address).text
        inner = [
            link
            for text in list(seen.values())
            for link in links_of(text)
            if link.startswith(("/claims/", "/events/", "/documents/"))
        ]
        for link in dict.fromkeys(link.split("#")[0] for link in inner):
            answer = client.get(link)
            assert answer.status_code == 200, link
            seen[link] = answer.text
    assert len(seen) > 4 + 2 * len(HOSTILE)
    for address, text in seen.items():
        assert acts(text) == [], address
        assert not re.search(
            "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", words_of(text)
        ), address
        assert all(tag != "script" or attrs.get("src") for tag, attrs in tags_of(text)), address


def test_a_long_report_with_many_claims_is_quick(tmp_path: Path) -> None:
    sentence = "RUS CONSULT PRK about arms while everybody else looked on, and nothing more was said that day at all. "
    text = "\n".join([sentence * 4] * 125) + "z" * 150_000
    with desk(tmp_path, [report(text, id="r1")]) as client:
        client.get("/documents/r1")
        began = time.process_time()
        answer = client.get("/documents/r1")
        spent = time.process_time() - began
    assert "500 claims in this report" in words_of(answer.text)
    # 0.1 s of work on an idle machine; the limit leaves room for slower ones.
    assert spent < 0.5


def test_json_of_a_report_has_its_text(client: TestClient) -> None:
    assert client.get("/documents/r1?as=json").json()["text"].startswith("First RUS")


def lacks(document: Document) -> list[Claim]:
    """That Russia is short of something, told by the report and denied by somebody."""
    found = []
    for holders in ((), (Holder("RUS", None, "denies"),)):
        place = Place("text", 0, len(document.text), document.text)
        name = claim_id(document.id, place, "HAVE", ("RUS",), (), holders, "negative", "actual")
        found.append(
            Claim(
                name, document.id, "HAVE", None, ("RUS",), (), ("food",), holders, "negative", "certain", "actual",
                None, None, place, (place,), 0.7, (), (), "stub 1",
            )
        )  # fmt: skip
    return found


def test_what_is_lacking_is_not_told_as_not_so(tmp_path: Path) -> None:
    with desk(tmp_path, [report("Russia is short of grain.", id="r1")], lacks) as client:
        page = words_of(client.get("/documents/r1").text)
    assert "not so" not in page
    assert "lacking" in page
    assert "denied" in page
