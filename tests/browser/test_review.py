"""Review as reviewers do it: by keys alone, by the mouse, and what they decide is in the ledger."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from entente.ledger import Ledger
from entente.records import KeptClaim
from tests.browser.desks import Desk
from tests.browser.visiting import Visit

Visiting = Callable[..., Visit]


def kept(desk: Desk, name: str) -> KeptClaim:
    with Ledger(desk.ledger) as ledger:
        return ledger.claim(name)


def of_report(desk: Desk, report: str) -> dict[str, KeptClaim]:
    with Ledger(desk.ledger) as ledger:
        return {each.claim.id: each for each in ledger.claims() if each.claim.document == report}


def shown(page: Page) -> str:
    """The id of the claim under review."""
    value = page.locator("#verdict input[name=claim]").get_attribute("value")
    assert value
    return value


@contextmanager
def moved(page: Page) -> Iterator[None]:
    with page.expect_navigation():
        yield


def test_claims_are_decided_by_keys_alone_and_stay_decided(desk: Desk, visit: Visiting) -> None:
    page = visit().page("/review?document=gas-2")
    first = shown(page)
    with moved(page):
        page.keyboard.press("a")
    second = shown(page)
    assert second != first
    page.keyboard.press("r")
    expect(page.locator("#reasons")).to_be_visible()
    with moved(page):
        page.keyboard.press("1")
    third = shown(page)
    page.keyboard.press("e")
    expect(page.locator("#event")).to_be_focused()
    page.keyboard.type("Protests")
    with moved(page):
        page.keyboard.press("Enter")
    accepted, rejected, corrected = (kept(desk, name) for name in (first, second, third))
    assert (accepted.status, accepted.by) == ("read", "local")
    assert rejected.status == "rejected"
    assert rejected.why
    assert (corrected.status, corrected.claim.event) == ("corrected", "PROTEST")
    with moved(page):
        page.keyboard.press("u")
    assert kept(desk, third).claim.event != "PROTEST"
    assert shown(page) == third, "what was taken back is looked at again"
    page.goto(f"{desk.address}/claims/{second}")
    expect(page.locator("#reviews ~ ol").first).to_contain_text(re.compile("reject by local", re.I))


def test_one_claim_is_split_in_two(desk: Desk, visit: Visiting) -> None:
    page = visit().page("/review?document=aid-1&sort=confidence&dir=desc")
    both = next(each for each in of_report(desk, "aid-1").values() if each.claim.actor == ("DEU", "ITA"))
    page.goto(f"{desk.address}/review?document=aid-1&claim={both.claim.id}")
    with moved(page):
        page.keyboard.press("s")
    for part, name in enumerate(("Germany", "Italy")):
        field = page.locator(f"[name=p{part}-actor]")
        field.nth(0).fill(name)
        field.nth(1).fill("")
    with moved(page):
        page.get_by_role("button", name="Split it into 2").click()
    sides = [
        each.claim.actor for each in of_report(desk, "aid-1").values() if each.status not in ("rejected", "withdrawn")
    ]
    assert ("DEU",) in sides
    assert ("ITA",) in sides
    assert kept(desk, both.claim.id).status in ("rejected", "withdrawn", "corrected")


def test_a_missed_claim_is_added_by_keys(desk: Desk, visit: Visiting) -> None:
    page = visit().page("/review?document=peace-1")
    before = set(of_report(desk, "peace-1"))
    page.keyboard.press("n")
    expect(page.locator("#words")).to_be_focused()
    page.keyboard.press("Control+Home")
    for _ in range(len("Swiss")):
        page.keyboard.press("Shift+ArrowRight")
    with moved(page):
        page.keyboard.press("Enter")
    expect(page.locator("blockquote.quote")).to_have_text("Swiss")
    expect(page.locator("#event")).to_be_focused()
    page.keyboard.type("Makes a request")
    page.locator("#actor").fill("Switzerland")
    page.locator("#recipient").fill("Russia")
    with moved(page):
        page.get_by_role("button", name="Add the claim").last.press("Enter")
    (new,) = [each for name, each in of_report(desk, "peace-1").items() if name not in before]
    assert (new.status, new.by, new.claim.quote, new.claim.actor) == ("added", "local", "Swiss", ("CHE",))


def test_a_missed_claim_is_added_by_the_mouse(desk: Desk, visit: Visiting) -> None:
    page = visit().page("/review?document=iaea-1")
    before = set(of_report(desk, "iaea-1"))
    paragraph = page.locator("#words p[data-field=text]").last
    ends = paragraph.evaluate("""p => {
      const nodes = []; const walk = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
      while (walk.nextNode()) nodes.push(walk.currentNode);
      const box = (word) => { for (const node of nodes) { const at = node.data.indexOf(word);
        if (at >= 0) { const range = document.createRange();
          range.setStart(node, at); range.setEnd(node, at + word.length);
          const r = range.getBoundingClientRect(); return [r.left, r.right, (r.top + r.bottom) / 2]; } } };
      return [box("urged"), box("cooperate")]; }""")
    page.mouse.move(ends[0][0] + 1, ends[0][2])
    page.mouse.down()
    page.mouse.move(ends[1][1] - 1, ends[1][2], steps=5)
    page.mouse.up()
    with moved(page):
        page.locator("a[data-key=n]").click()
    expect(page.locator("blockquote.quote")).to_have_text("urged Iran to cooperate")
    page.locator("#event").select_option("REQUEST")
    page.locator("#actor").fill("IAEA")
    page.locator("#recipient").fill("Iran")
    with moved(page):
        page.get_by_role("button", name="Add the claim").last.click()
    (new,) = [each for name, each in of_report(desk, "iaea-1").items() if name not in before]
    assert new.claim.quote == "urged Iran to cooperate"
    page.goto(f"{desk.address}/documents/iaea-1")
    expect(page.locator(f"[id='at-{new.claim.id}']")).to_have_count(1)


def test_the_queue_is_exported_as_training_items(desk: Desk, visit: Visiting) -> None:
    page = visit().page("/review?document=grain-1")
    with moved(page):
        page.keyboard.press("a")
    page.goto(f"{desk.address}/review?queue=1&document=grain-1")
    page.get_by_role("button", name="Export as training items").click()
    with page.expect_download(timeout=60_000) as waiting:
        page.get_by_role("link", name=re.compile("Download")).click()
    import zipfile

    with zipfile.ZipFile(waiting.value.path()) as packed:
        assert any(b"grain-1" in packed.read(name) for name in packed.namelist())
