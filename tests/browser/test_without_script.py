"""Everything can be read with JavaScript off; forms post and links lead."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.desks import Desk, until
from tests.browser.visiting import Visit

Visiting = Callable[..., Visit]
READ = {
    "/?since=all": "article.news blockquote",
    "/claims?pair=RUS,PRK": "table.claims tbody tr .quote",
    "/events": "table.events tbody tr",
    "/documents": "table.claims tbody tr",
    "/documents/shells-1": "mark.m a",
    "/network": "table.ties tbody tr",
    "/check?from=PRK&to=RUS&matter=arms.artillery&on=2024-03-04": ".ruling .verdict",
    "/rules": "table.rules tbody tr",
    "/forecasts": "form.filters",
    "/whatif/russia_dprk_munitions": "#answer .fan svg path.median",
    "/scenarios/russia_dprk_munitions": "table.sources tbody tr",
    "/review?document=shells-4": "mark.own",
    "/watches": "form.watchform",
    "/read": "form textarea",
    "/refusals": "h1",
}


@pytest.mark.parametrize("path", READ)
def test_a_page_is_read(visit: Visiting, path: str) -> None:
    page = visit(java_script_enabled=False).page(path)
    expect(page.locator(READ[path]).first).to_be_visible()
    assert page.locator("[hidden]:visible").count() == 0


def test_a_question_is_asked_and_an_event_is_read(desk: Desk, visit: Visiting) -> None:
    page = visit(java_script_enabled=False).page("/claims")
    page.get_by_label("About", exact=True).fill("Iran")
    page.get_by_role("button", name="Show").first.click()
    expect(page.locator("h1")).to_contain_text("Iran")
    page.locator("table.claims a[href^='/events/']").first.click()
    expect(page.get_by_role("heading", name="Who says what")).to_be_visible()
    assert page.locator("ol.timeline li").count() > 0


def test_what_follows_if_is_asked_by_fields_and_a_button(visit: Visiting) -> None:
    page = visit(java_script_enabled=False).page("/whatif/russia_dprk_munitions")
    assert page.locator("input[type=range]:visible").count() == 0
    field = page.locator("#set-use_2024")
    field.fill("12000")
    before = page.locator("#answer .asked").first.inner_text()
    page.get_by_role("button", name="Answer").click()
    expect(page).to_have_url(re.compile(r"\?set\.use_2024=12000$"))
    assert page.locator("#answer .asked").first.inner_text() != before


def test_forecasts_are_read_by_looking_again(visit: Visiting) -> None:
    page = visit(java_script_enabled=False).page("/forecasts?a=CHN&b=PHL&horizon=30")

    def there() -> bool:
        again = page.get_by_role("link", name="Look again")
        if again.count():
            again.first.click()
        return page.locator(".working").count() == 0

    until(there, "the forecasts")
    expect(page.locator("ol.forecasts li, div.empty, div.note").first).to_be_visible()


def test_the_network_stands_there_as_a_picture(visit: Visiting) -> None:
    page = visit(java_script_enabled=False).page("/network")
    expect(page.locator("#still svg")).to_be_visible()
    assert page.locator("#still svg circle").count() > 5


def test_two_actors_are_read_by_looking_again(desk: Desk, visit: Visiting) -> None:
    page = visit(java_script_enabled=False).page("/pair/CHN/PHL")
    expect(page.locator("#newest .claimline").first).to_be_visible()

    def there() -> bool:
        again = page.get_by_role("link", name="Look again")
        if again.count():
            again.first.click()
        return page.locator("#statuses").count() > 0

    until(there, "the findings")
    expect(page.locator("details.coursetable tbody tr").first).to_be_visible()
    page.locator("details.coursetable tbody th a").first.click()
    expect(page.locator("#week-h")).to_be_visible()


def test_a_claim_is_accepted(desk: Desk, visit: Visiting) -> None:
    page = visit(java_script_enabled=False).page("/review?document=power-1")
    before = page.locator("h2.what").inner_text()
    page.get_by_role("button", name="Accept").click()
    assert page.locator("h2.what").inner_text() != before
    expect(page.get_by_role("button", name=re.compile("^Undo"))).to_be_visible()
