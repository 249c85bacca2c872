"""Review in a real browser and against a real process: by keyboard alone, marks in code points, killed at once."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from entente.desk import Desk
from entente.ledger import Ledger
from tests.ledger.builders import ingest, report
from tests.serve.pages.review_rig import REPORTS
from tests.serve.pages.review_server import running

CHROMIUM = Path("/usr/bin/chromium")
browsers = pytest.mark.skipif(not CHROMIUM.exists(), reason="make browser installs it")
TEXT = REPORTS[0].text
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
MORE = report(
    f"{FAMILY} \u0928\u092e\u0938\u094d\u0924\u0947 RUS AID IRN maybe.\nZ\u0335\u0321a\u0301 end.", id="r4", title="T"
)


def prepared(folder: Path) -> tuple[Path, Path]:
    ledger, state = folder / "ledger", folder / "state"
    ingest(ledger, [*REPORTS, MORE])
    state.mkdir()
    desk = Desk()
    with desk.ledger(ledger) as kept, desk.index(state / "index.sqlite") as index:
        desk.follow(index, kept)
    return ledger, state


def test_killed_right_after_the_answer_nothing_is_lost(tmp_path: Path) -> None:
    ledger, state = prepared(tmp_path)
    with running(ledger, state) as (address, process), httpx.Client(base_url=address) as client:
        client.headers["Accept"] = "text/html"
        page = client.get("/review", follow_redirects=True)
        found = re.search(r'name="csrf" value="([^"]+)"', page.text)
        name = page.url.params["claim"]
        assert found is not None
        sent = {"csrf": found[1], "claim": name, "version": "1", "do": "reject", "why": "The wrong parties"}
        answer = client.post("/review/decide", data=sent)
        os.kill(process.pid, signal.SIGKILL)
        assert answer.status_code == 303
        process.wait(10)
    with Ledger(ledger) as kept:
        claim = kept.claim(name)
    assert (claim.status, claim.by, claim.why) == ("rejected", "local", "The wrong parties")
    with running(ledger, state) as (address, _):
        assert "rejected</span> by <bdi>local</bdi>" in httpx.get(f"{address}/review?claim={name}").text


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    ledger, state = prepared(tmp_path_factory.mktemp("desk"))
    with running(ledger, state) as (address, _):
        yield address, ledger


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        yield made
        made.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


def name_of(ledger: Path, words: str) -> str:
    with Ledger(ledger) as kept:
        return next(each.claim.id for each in kept.claims() if each.claim.quote == words)


@browsers
def test_a_walk_by_keyboard_alone(desk: tuple[str, Path], page: Any) -> None:
    address, ledger = desk
    page.goto(f"{address}/review?party=PRK")
    first = page.url[-16:]
    with page.expect_navigation():
        page.keyboard.press("a")
    second = page.url[-16:]
    page.keyboard.press("r")
    assert page.locator("#reasons[open]").count() == 1
    with page.expect_navigation():
        page.keyboard.press("2")
    assert "Nothing is left to review" in page.locator("main").inner_text()
    with page.expect_navigation():
        page.keyboard.press("u")
    assert page.url[-16:] == second
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.id") == "event"
    page.keyboard.type("Agr")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    with Ledger(ledger) as kept:
        one, two = kept.claim(first), kept.claim(second)
    assert (one.by, one.status) == ("local", "read")
    assert (two.claim.event, two.status) == ("AGREE", "corrected")


MARK = """([id, from, to]) => {
  const each = document.querySelector(id);
  const found = [];
  const walk = document.createTreeWalker(each, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) found.push(walk.currentNode);
  const all = found.map((node) => node.data).join("");
  const at = (place) => {
    for (const node of found) { if (place <= node.data.length) return [node, place]; place -= node.data.length; } };
  const range = document.createRange();
  range.setStart(...at(all.indexOf(from)));
  range.setEnd(...at(all.indexOf(to) + to.length));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@browsers
@pytest.mark.parametrize(
    ("claim", "paragraph", "first", "last", "words"),
    [
        ("RUS CONSULT PRK maybe", "#words p:nth-of-type(2)", "Later", "SYR", "Later IRN AID SYR"),
        (
            "RUS CONSULT PRK maybe",
            "#words p:nth-of-type(2)",
            "\U0001f600",
            "RUS",
            "\U0001f600 e\u0301te\u0301 \u202etxt RUS",
        ),
        ("RUS CONSULT PRK maybe", "#words", "SYR", "second", "SYR.\nA second"),
        ("RUS CONSULT PRK maybe", "#words p:nth-of-type(1)", "\U0001f680", "Moscow", "\U0001f680 in Moscow"),
        (
            "RUS AID IRN maybe",
            "#words p:nth-of-type(2)",
            "\u0928",
            "IRN",
            "\u0928\u092e\u0938\u094d\u0924\u0947 RUS AID IRN",
        ),
        ("RUS AID IRN maybe", "#words p:nth-of-type(3)", "a\u0301", "end", "a\u0301 end"),
    ],
)
def test_what_is_marked_is_what_stands_there(
    desk: tuple[str, Path], page: Any, claim: str, paragraph: str, first: str, last: str, words: str
) -> None:
    address, ledger = desk
    page.goto(f"{address}/review?which=all&claim={name_of(ledger, claim)}")
    page.evaluate(MARK, [paragraph, first, last])
    found = page.evaluate("marked()")
    report = REPORTS[0] if "CONSULT" in claim else MORE
    text = report.title if found["field"] == "title" else report.text
    assert found["words"] == words
    assert text[found["start"] : found["end"]] == words
    with page.expect_navigation():
        page.keyboard.press("n")
    assert page.locator("h1").inner_text() == "A claim that was missed"
    assert page.locator(".fault").count() == 0


@browsers
def test_words_are_marked_by_arrows_and_cannot_be_changed(desk: tuple[str, Path], page: Any) -> None:
    address, ledger = desk
    page.goto(f"{address}/review?which=all&claim={name_of(ledger, 'RUS AID IRN maybe')}")
    before = page.locator("#words").inner_text()
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.id") == "words"
    page.keyboard.type("xyz")
    page.keyboard.press("Delete")
    assert page.locator("#words").inner_text() == before
    for _ in range(7):
        page.keyboard.press("Shift+ArrowRight")
    found = page.evaluate("marked()")
    assert MORE.text[found["start"] : found["end"]] == found["words"] == "RUS AID"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.select_option("#event", "AID")
    page.fill("#actor", "russia")
    page.focus("#note")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    with Ledger(ledger) as kept:
        (added,) = [each for each in kept.claims() if each.status == "added"]
    assert (added.claim.quote, added.claim.actor) == ("RUS AID", ("RUS",))


@browsers
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 390])
def test_nothing_stands_in_anybodys_way(desk: tuple[str, Path], browser: Any, scheme: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    address, ledger = desk
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    name = name_of(ledger, "RUS CONSULT PRK maybe")
    paths = ["/review?queue=1", f"/review?which=all&claim={name}", f"/review/split?claim={name}",
             "/review/add?report=r1&words=Later", "/read", "/account", "/audit"]  # fmt: skip
    for path in paths:
        page.goto(f"{address}{path}")
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


@browsers
def test_single_keys_can_be_turned_off(desk: tuple[str, Path], page: Any) -> None:
    address, ledger = desk
    name = name_of(ledger, "RUS CONSULT PRK maybe")
    page.goto(f"{address}/review?which=all&claim={name}")
    page.keyboard.press("?")
    page.uncheck("#keyson")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.keyboard.press("j")
    assert page.locator("#reasons[open]").count() == 0
    assert page.url.endswith(name)
