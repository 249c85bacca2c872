"""What lies ahead, as a reader goes through it: sliders that answer, an address that holds them, what is kept."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.desks import Desk, until
from tests.browser.visiting import Visit

Visiting = Callable[..., Visit]
PAGE = "/whatif/russia_dprk_munitions"


def test_a_slider_answers_and_the_address_holds_the_setting(desk: Desk, visit: Visiting) -> None:
    one = visit()
    page = one.page(PAGE)
    first = page.locator("#answer .asked").first
    before = first.inner_text()
    slider = page.locator("input[type=range][data-for=set-use_2024]")
    expect(slider).to_be_visible()
    slider.focus()
    for _ in range(3):
        page.keyboard.press("End")
    expect(page).to_have_url(re.compile(r"\?set\.use_2024=\d+$"))
    assert page.locator("#set-use_2024").input_value() == slider.input_value()
    expect(first).not_to_have_text(before)
    expect(page.locator("#told")).not_to_be_empty()
    after, address = first.inner_text(), page.url
    other = one.page()
    other.goto(address)
    expect(other.locator("#answer .asked").first).to_contain_text(after.splitlines()[1])
    page.go_back()
    page.go_forward()
    expect(page.locator("#set-use_2024")).to_have_value(slider.input_value())


def test_a_case_and_an_option_are_chosen(desk: Desk, visit: Visiting) -> None:
    page = visit().page(PAGE)
    page.get_by_label("newly made", exact=True).check()
    expect(page).to_have_url(re.compile(r"set\.production_means=made$"))
    expect(page.locator("#answer .charts").first.locator("svg[role=img]")).to_have_count(1)
    expect(page.locator("#answer .key").first.locator("li")).to_have_count(2)
    page.locator("input[name=compare][type=checkbox]").nth(1).uncheck()
    expect(page).to_have_url(re.compile(r"compare="))
    expect(page.locator("#answer .key")).to_have_count(0)


def test_what_is_unfolded_stays_so_and_a_number_goes_back_to_its_sources(desk: Desk, visit: Visiting) -> None:
    page = visit().page(PAGE)
    page.locator("#further-answers > summary").click()
    page.locator("#set-use_2024").fill("9000")
    page.keyboard.press("Tab")
    expect(page).to_have_url(re.compile(r"set\.use_2024=9000"))
    expect(page.locator("#further-answers")).to_have_attribute("open", "")
    back = page.locator("[data-back=set-use_2024]")
    back.click()
    expect(page).to_have_url(re.compile(r"russia_dprk_munitions$"))
    expect(back).to_be_hidden()
    expect(page.locator("#set-use_2024")).to_have_value("")


def test_the_past_is_tested_when_somebody_asks_and_the_report_is_a_file(desk: Desk, visit: Visiting) -> None:
    page = visit().page("/announced")
    until(lambda: page.locator(".working").count() == 0, "what was announced")
    page.locator("#record a.button").click()
    until(lambda: page.locator(".working").count() == 0, "the record")
    link = page.locator("a[download]")
    if link.count():  # a ledger that is too short has none
        with page.expect_download() as taken:
            link.click()
        assert taken.value.suggested_filename.startswith("track-record-announced-")
    else:
        expect(page.locator("div.note")).to_be_visible()


def test_a_bad_number_is_told_beside_its_field_and_mended(desk: Desk, visit: Visiting) -> None:
    one = visit()
    one.allowed += ["status of 422", "Response Status Error Code 422"]
    page = one.page(PAGE)
    field = page.locator("#set-use_2024")
    field.fill("lots")
    page.keyboard.press("Tab")
    expect(page.locator("#wrong-use_2024")).to_contain_text("lots")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("9000")
    page.keyboard.press("Tab")
    expect(page.locator("#wrong-use_2024")).to_be_empty()
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("#answer .said").first).to_be_visible()


def test_a_scenario_shows_its_picture_and_leads_to_its_sources(desk: Desk, visit: Visiting) -> None:
    page = visit().page("/scenarios")
    page.locator("a[href='/scenarios/russia_dprk_munitions']").first.click()
    picture = page.locator(".picture img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.complete && image.naturalWidth > 100")
    page.locator("table.numbers a[href^='#source-']").first.click()
    expect(page.locator("table.sources tr:target")).to_be_visible()


def test_forecasts_come_in_by_themselves_and_are_kept(desk: Desk, visit: Visiting) -> None:
    page = visit().page("/forecasts?horizon=60")
    until(lambda: page.locator(".working").count() == 0, "the forecasts")
    expect(page.locator("ol.forecasts li, div.empty, div.note").first).to_be_visible()
    again = visit().page("/forecasts?horizon=60")
    assert again.locator(".working").count() == 0, "what is kept is shown at once"
