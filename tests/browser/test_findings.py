"""Two actors, the network, and a dealing held against the rules, as a reader goes through them."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.desks import Desk
from tests.browser.visiting import Visit

Visiting = Callable[..., Visit]
PAIR = "/pair/PRK/RUS"


@pytest.fixture(scope="module")
def found(desk: Desk, browser: Any) -> None:
    """The findings of the pair, worked out once while its page is open: they come in by themselves."""
    visit = Visit(browser.new_context(viewport={"width": 1280, "height": 900}), desk.address)
    # Of days that no other test asks for, so that nobody has had them worked out before.
    page = visit.page(f"{PAIR}?since=2024-01-02")
    begun = page.locator("#findings[data-pair-job]")
    assert begun.count() == 1, "the work was done before anybody asked"
    page.evaluate("window.here = true")
    expect(page.get_by_role("heading", name="How they stand to each other")).to_be_visible(timeout=60_000)
    assert page.evaluate("window.here"), "the page was loaded again"
    page = visit.page(PAIR)
    expect(page.get_by_role("heading", name="How they stand to each other")).to_be_visible(timeout=60_000)
    visit.context.close()
    visit.check()


def test_the_course_is_drawn_and_a_stretch_shows_what_happened(found: None, visit: Visiting) -> None:
    page = visit().page(PAIR)
    chart = page.locator("#chart .u-over").first
    expect(chart).to_be_visible()
    course = page.evaluate("ententeCourse.course")
    at = next(i for i, step in enumerate(course["steps"]) if step["score"] is not None)
    box = page.locator("#chart .u-over").first.bounding_box()
    assert box is not None
    x = page.evaluate(f"ententeCourse.plots[0].valToPos(ententeCourse.xs[{at}], 'x')")
    page.mouse.move(box["x"] + x, box["y"] + box["height"] / 2)
    expect(page.locator(".readout")).to_contain_text("score")
    page.mouse.click(box["x"] + x, box["y"] + box["height"] / 2)
    week = page.locator("#week")
    expect(week.locator("#week-h")).to_be_visible()
    shown = week.locator("#week-h time").evaluate_all("all => all.map(time => time.dateTime)")
    step = course["steps"][at]
    assert (shown[0], shown[-1]) == (step["start"], step["end"])
    expect(week.locator("a[href^='/events/']").first).to_be_visible()


def test_the_course_is_reached_by_keys(found: None, visit: Visiting) -> None:
    page = visit().page(PAIR)
    expect(page.locator("#chart .u-over").first).to_be_visible()
    page.locator("#chart").focus()
    page.keyboard.press("End")
    expect(page.locator(".readout")).to_contain_text("2024")
    page.keyboard.press("Enter")
    expect(page.locator("#week-h")).to_be_visible()


def test_every_part_says_something_of_the_two(found: None, visit: Visiting) -> None:
    page = visit().page(PAIR)
    expect(page.locator("#interests h3").first).to_be_visible()
    expect(page.locator("#visits table").first).to_contain_text("Vladimir Putin")
    expect(page.locator("#rules .rulelinks a").first).to_have_attribute("href", re.compile("^/rules/"))
    expect(page.locator("#news li").first).to_be_visible()
    expect(page.locator("#contradictions")).to_contain_text(re.compile("shell|weapon|arms", re.I))
    texts = page.locator("main .quote").all_inner_texts()
    assert len(texts) > 10, "findings stand with their words"


def test_the_brief_is_downloaded_in_every_form(found: None, visit: Visiting) -> None:
    page = visit().page(PAIR)
    got: dict[str, bytes] = {}
    for form in ("HTML", "Markdown", "PDF", "JSON"):
        with page.expect_download(timeout=60_000) as waiting:
            page.locator(".briefs").get_by_role("link", name=form, exact=True).click()
        got[form] = waiting.value.path().read_bytes()
        suffix = {"HTML": ".html", "Markdown": ".md", "PDF": ".pdf", "JSON": ".json"}[form]
        assert waiting.value.suggested_filename.endswith(suffix)
        if page.url != page.evaluate("location.origin") + PAIR:
            page.goto(page.evaluate("location.origin") + PAIR)
    import pypdf

    pdf = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(got["PDF"])).pages)
    assert "North Korea" in pdf
    assert "mutual defence" in " ".join(pdf.split())
    assert b"mutual defence" in got["Markdown"]
    assert b"<script" not in got["HTML"]
    assert b"mutual defence" in got["HTML"]
    assert json.loads(got["JSON"])["documents"]


def test_the_network_is_drawn_and_says_the_same_as_its_table(desk: Desk, visit: Visiting) -> None:
    page = visit().page("/network?since=2024-01-01&until=2024-12-31&ties=all")
    page.wait_for_function("window.ententeNetwork || !document.querySelector('#still').hidden")
    drawn = page.evaluate("""() => window.ententeNetwork
      ? ententeNetwork.getGraph().mapEdges((e, a, one, two) => [one, two].sort().join())
      : null""")
    table = page.locator("table.ties tbody tr")
    rows = table.evaluate_all(
        "all => all.map(row => [...row.querySelectorAll('a[title]')].map(a => a.title).sort().join())"
    )
    if drawn is None:  # no WebGL: the still picture stands there
        assert page.locator("#still svg .dot").count() > 10
    else:
        assert set(rows) <= set(drawn)
        expect(page.locator("#graph canvas").first).to_be_visible()
        page.get_by_label("Find an actor in the picture").fill("North Korea")
        page.keyboard.press("Enter")
        expect(page.locator("#actor h2")).to_have_text("North Korea")
    assert "PRK,RUS" in rows
    counts = [int(each) for each in table.locator("td:nth-child(3)").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)
    page.locator("table.ties th").get_by_role("link", name="One", exact=True).click()
    names = page.locator("table.ties tbody td:first-child").all_inner_texts()
    assert names == sorted(names, key=str.casefold)


def test_the_network_is_filtered(desk: Desk, visit: Visiting) -> None:
    page = visit().page("/network")
    page.get_by_label("Only around").fill("Iran")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("h1")).to_contain_text("Iran")
    page.get_by_text("Kinds: all").click()
    page.get_by_label("Meets or talks").or_(page.locator("input[name=kinds][value=CONSULT]")).first.check()
    page.get_by_role("button", name="Show").click()
    rows = page.locator("table.ties tbody tr")
    expect(rows.first).to_be_visible()
    pairs = rows.evaluate_all("all => all.map(row => [...row.querySelectorAll('a[title]')].map(a => a.title))")
    assert ["IAEA", "IRN"] in [sorted(each) for each in pairs]
    assert not any({"USA", "PAK"} == set(each) for each in pairs)


def test_a_dealing_is_checked_and_leads_to_its_rules(desk: Desk, visit: Visiting) -> None:
    page = visit().page("/check")
    page.get_by_label("From").fill("North Korea")
    page.get_by_label("To", exact=True).fill("Russia")
    page.get_by_label("What", exact=True).select_option("arms.artillery")
    page.get_by_label("On", exact=True).fill("2024-03-04")
    page.get_by_role("button", name="Check").click()
    answer = page.get_by_role("region", name="Answer")
    expect(answer.locator(".verdict")).to_have_text("Prohibited")
    expect(answer).to_contain_text("no legal advice", ignore_case=True)
    page.locator("ul.list .what a").first.click()
    expect(page).to_have_url(re.compile("/rules/"))
    expect(page.locator("dl.facts")).to_contain_text("In force")
    page.get_by_role("link", name="Rules", exact=True).click()
    page.get_by_label("Words", exact=True).fill("oil")
    page.get_by_label("On", exact=True).select_option("PRK")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("table.rules tbody tr").first).to_contain_text(re.compile("oil|petroleum", re.I))


def test_a_fault_in_a_dealing_is_told_beside_its_field(desk: Desk, visit: Visiting) -> None:
    one = visit()
    page = one.page("/check")
    one.allowed.append("status of 422")
    page.get_by_label("From").fill("Narnia")
    page.get_by_label("To", exact=True).fill("Russia")
    page.get_by_role("button", name="Check").click()
    field = page.get_by_label("From")
    expect(field).to_have_value("Narnia")
    expect(field).to_have_attribute("aria-invalid", "true")
    told = page.locator(f"#{field.get_attribute('aria-describedby')}")
    expect(told).to_contain_text("Narnia")
