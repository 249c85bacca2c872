"""The main ways through the desk, each as a reader goes it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.browser.desks import Desk
from tests.browser.visiting import Visit

Visiting = Callable[..., Visit]


def home(desk: Desk, page: Page, path: str) -> Page:
    answer = page.goto(desk.address + path)
    assert answer is not None
    assert answer.ok
    return page


def test_from_news_to_event_to_claim_to_its_place_in_the_report(desk: Desk, page: Page) -> None:
    home(desk, page, "/?since=all")
    piece = page.locator("article.news").filter(has=page.locator("a[href^='/events/']")).first
    headline = piece.locator(".what a")
    expect(piece.locator("blockquote")).not_to_be_empty()
    expect(piece.locator(".by")).to_contain_text("origin")
    headline.click()
    expect(page).to_have_url(re.compile(r"/events/[0-9a-f]{16}$"))
    expect(page.get_by_role("heading", level=2, name="Who says what")).to_be_visible()
    page.locator("#claims ~ ul .claimline .what a").first.click()
    expect(page).to_have_url(re.compile(r"/claims/[0-9a-f]{16}$"))
    name = page.url.rsplit("/", 1)[1]
    words = page.locator("blockquote.passage mark").first.inner_text()
    page.get_by_role("link", name="In its report").click()
    expect(page).to_have_url(re.compile(rf"/documents/[^#]+#claim-{name}$"))
    lit = page.locator("mark.m.on")
    expect(lit.first).to_be_in_viewport()
    assert "".join(lit.all_inner_texts()) == words
    expect(page.locator(f"#claim-{name}")).to_have_class(re.compile(r"\bon\b"))
    ground = "element => getComputedStyle(element).backgroundColor"
    plain = page.locator("mark.m:not(.on)").first
    assert lit.first.evaluate(ground) != plain.evaluate(ground)


def rows(page: Page) -> list[str]:
    return page.locator("#answer table.claims tbody tr .what a").evaluate_all("all => all.map(a => a.href)")


def test_a_question_is_its_address(desk: Desk, page: Page, visit: Visiting) -> None:
    home(desk, page, "/claims")
    everything = len(rows(page))
    page.get_by_label("Between").fill("russia")
    page.get_by_label("and", exact=True).fill("DPRK")
    page.get_by_label("Matter").select_option("arms")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("pair="))
    expect(page.locator("h1")).to_contain_text("North Korea")
    found = rows(page)
    assert 0 < len(found) < everything
    assert set(parse_qs(urlsplit(page.url).query)) >= {"pair", "matter"}
    other = visit().page(page.url.removeprefix(desk.address))
    assert rows(other) == found
    expect(other.get_by_label("Between")).to_have_value(page.get_by_label("Between").input_value())
    expect(other.get_by_label("and", exact=True)).to_have_value("DPRK")
    expect(other.get_by_label("Matter")).to_have_value("arms")


def test_lists_are_sorted_and_turned_page_by_page(desk: Desk, page: Page) -> None:
    home(desk, page, "/claims?sort=confidence&dir=asc&limit=20")
    seen: list[str] = []
    sure: list[float] = []
    while True:
        seen += rows(page)
        sure += [float(each.rstrip("% sure")) for each in page.locator("td .sure").all_inner_texts()]
        forward = page.get_by_role("link", name="Next page")
        if not forward.count():
            break
        forward.click()
        page.wait_for_load_state()
    assert len(seen) == len(set(seen)) == len(sure) > 100
    assert sure == sorted(sure)
    page.get_by_role("columnheader", name="Published").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Published")).to_have_attribute("aria-sort", "descending")
    days = page.locator("td.by time").evaluate_all("all => all.map(time => time.dateTime)")
    assert days == sorted(days, reverse=True)


def test_a_download_holds_exactly_what_is_shown(desk: Desk, page: Page) -> None:
    home(desk, page, "/claims?pair=RUS,PRK&matter=arms&limit=200")
    shown = [each.rsplit("/", 1)[1] for each in rows(page)]
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    table = list(csv.DictReader(io.StringIO(waiting.value.path().read_text("utf-8-sig"))))
    assert [row["id"] for row in table] == shown
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile("^JSON")).first.click()
    import json

    text = waiting.value.path().read_text("utf-8")
    lines = json.loads(text) if text.lstrip().startswith("[") else [json.loads(line) for line in text.splitlines()]
    assert [each["id"] for each in lines] == shown


def test_claims_and_their_words_light_each_other(desk: Desk, page: Page) -> None:
    home(desk, page, "/documents/shells-1")
    notes = page.locator("aside.told li")
    first = notes.first
    number = first.get_attribute("data-n")
    first.hover()
    lit = page.locator("mark.m.on")
    assert lit.count() > 0
    assert all(number in str(each).split() for each in lit.evaluate_all("all => all.map(m => m.dataset.n)"))
    page.locator("h1").hover()
    expect(lit).to_have_count(0)
    mark = page.locator("mark.m").last
    mark.get_by_role("link").focus()
    for each in (mark.get_attribute("data-n") or "").split():
        expect(page.locator(f"aside.told li[data-n='{each}']")).to_have_class(re.compile(r"\bon\b"))


def test_words_of_two_claims_belong_to_both(desk: Desk, page: Page, visit: Visiting) -> None:
    home(desk, page, "/documents/xi-2")
    both = page.locator("mark.m[data-n*=' ']")
    assert both.count() > 0
    mark = both.first
    numbers = (mark.get_attribute("data-n") or "").split()
    assert len(numbers) > 1
    mark.hover()
    for each in numbers:
        expect(page.locator(f"aside.told li[data-n='{each}']")).to_have_class(re.compile(r"\bon\b"))
    text = page.locator(".report .text").inner_text()
    assert "China denied that it supplies weapons to Russia." in text, "marks change nothing in the words"
