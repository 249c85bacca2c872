"""Every page for everybody: axe-core finds nothing, phones need not scroll sideways, the keyboard gets everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.desks import Desk, until
from tests.browser.visiting import Visit

Visiting = Callable[..., Visit]


@pytest.fixture(scope="module")
def paths(desk: Desk) -> dict[str, str]:
    """Every page by its name, with things that are there."""

    def first(pattern: str, path: str) -> str:
        text = httpx.get(desk.address + path, headers={"Accept": "text/html"}, follow_redirects=True).text
        found = re.search(pattern, text)
        assert found is not None, path
        return found[1]

    def over(path: str) -> bool:
        text = httpx.get(desk.address + path, headers={"Accept": "text/html"}).text
        return "data-job" not in text and "are being tested" not in text

    # A page that waits for its answer goes there by itself, also from under what looks at it.
    for path in ("/forecasts", "/forecasts?a=PRK&b=RUS&horizon=30", "/forecasts/record?anew=1", "/announced"):
        until(lambda path=path: over(path), f"the answer of {path}")

    return {
        "today": "/?since=all",
        "nothing new": "/?since=1&kind=alignment",
        "claims": "/claims",
        "claims asked": "/claims?pair=RUS,PRK&matter=arms&stance=denies",
        "no claims": "/claims?pair=RUS,PRK&text=zebra",
        "claim": first(r'href="(/claims/[0-9a-f]{16})"', "/claims?pair=RUS,PRK"),
        "events": "/events",
        "event": first(r'href="(/events/[0-9a-f]{16})"', "/events?pair=RUS,PRK&sort=claims"),
        "reports": "/documents",
        "report": "/documents/shells-1",
        "refusals": "/refusals",
        "two": "/pair/PRK/RUS",
        "which two": "/pair",
        "network": "/network",
        "forecasts": "/forecasts",
        "forecast of two": "/forecasts?a=PRK&b=RUS&horizon=30",
        "track record": "/forecasts/record",
        "track record, not tested": "/announced/record",
        "announced": "/announced",
        "what if": "/whatif",
        "what follows": "/whatif/russia_dprk_munitions",
        "what follows from one": "/whatif/russia_dprk_munitions?compare=none&set.production_means=made",
        "scenarios": "/scenarios",
        "scenario": "/scenarios/russia_dprk_munitions",
        "check": "/check",
        "checked": "/check?from=PRK&to=RUS&matter=arms.artillery&on=2024-03-04",
        "rules": "/rules?state=PRK",
        "rule": first(r'href="(/rules/[^"?]+)"', "/rules"),
        "review": "/review?document=visit-3",
        "queue": "/review?queue=1",
        "watches": "/watches?question=pair%3DRUS%2CPRK",
        "read": "/read",
        "account": "/account",
        "audit": "/audit",
        "find": "/find?q=",
    }


FAULTS = {
    "missing": ("/claims/0000000000000000", 404),
    "nowhere": ("/nowhere", 404),
    "wrong filter": ("/claims?since=yesterdayish", 422),
    "wrong dealing": ("/check?from=Narnia&to=RUS", 422),
    "wrong forecast": ("/forecasts?a=Narnia&horizon=30", 422),
    "wrong setting": ("/whatif/russia_dprk_munitions?set.production=lots", 422),
}


#: Contrast is all that the scheme changes.
CONTRAST = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}, "resultTypes": ["violations"],
}  # fmt: skip
ALL = {"resultTypes": ["violations"]}
#: Boxes that reach over the edge of the page, but for those in a box that scrolls.
OVER = """() => [...document.querySelectorAll("main *")]
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
  .filter((each) => !each.closest(".scroll, .u-wrap, .chart, #graph, svg, .unseen, table.stack thead"))
  .map((each) => each.outerHTML.slice(0, 120)).slice(0, 3)"""


def violations(page: Page, scheme: str) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options=CONTRAST if scheme == "dark" else ALL).response["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"][:3]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(desk: Desk, visit: Visiting, paths: dict[str, str], width: int, scheme: str) -> None:
    one = visit(viewport={"width": width, "height": 844}, color_scheme=scheme)
    one.allowed += ["status of 404", "status of 422"]
    page = one.page()
    wrong: list[str] = []
    everything = {**{name: (path, 200) for name, path in paths.items()}, **FAULTS}
    for name, (path, status) in everything.items():
        answer = page.goto(desk.address + path)
        assert answer is not None
        assert answer.status == status, path
        wrong += [f"{name}: {each}" for each in violations(page, scheme)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{name}: scrolls sideways")
        wrong += [f"{name}: over the edge: {each}" for each in page.evaluate(OVER)]
    assert not wrong, "\n".join(wrong)


def walked(page: Page, most: int = 40) -> Iterator[dict[str, Any]]:
    """What the Tab key reaches, one after the other."""
    for _ in range(most):
        page.keyboard.press("Tab")
        found = page.evaluate("""() => {
          const at = document.activeElement;
          if (!at || at === document.body) return null;
          const box = at.getBoundingClientRect(), style = getComputedStyle(at);
          // a date has several places in one field, which the browser marks itself
          const again = at === window.lastWalked;
          window.lastWalked = at;
          return { again, tag: at.tagName, name: (at.textContent || at.value || "").trim().slice(0, 40), left: box.left,
            top: box.top + scrollY, wide: box.width, high: box.height, seen: box.bottom > 0 && box.top < innerHeight,
            outline: style.outlineStyle, outlineWidth: parseFloat(style.outlineWidth), main: !!at.closest("main"),
            header: !!at.closest("header") };
        }""")
        if found is None:
            return
        yield found


@pytest.mark.parametrize(
    "name", ["today", "claims", "report", "review", "check", "network", "forecasts", "what follows"]
)
def test_the_focus_is_seen_and_goes_down_the_page(
    desk: Desk, visit: Visiting, paths: dict[str, str], name: str
) -> None:
    page = visit().page(paths[name])
    steps = list(walked(page))
    assert len(steps) > 8
    assert steps[0]["name"] == "Skip to the content"
    for step in steps:
        assert step["seen"], f"{step['tag']} {step['name']} has the focus out of sight"
        shown = step["outline"] != "none" and step["outlineWidth"] >= 2
        assert shown or step["again"], f"{step['tag']} {step['name']} shows no focus"
    places = [step["header"] for step in steps[1:]]
    assert places == sorted(places, reverse=True), "the header comes before the content"


def test_the_skip_link_leads_past_the_header(desk: Desk, visit: Visiting) -> None:
    page = visit().page("/claims")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")


def test_slash_leads_to_the_search_field(desk: Desk, visit: Visiting) -> None:
    page = visit().page("/claims")
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("Russia, North Korea")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/pair/|PRK"))


def test_nothing_moves_for_those_who_asked_for_rest(desk: Desk, visit: Visiting, paths: dict[str, str]) -> None:
    one = visit(reduced_motion="reduce")
    page = one.page()
    for name in ("today", "claims", "report", "review"):
        page.goto(desk.address + paths[name])
        moving = page.evaluate("""() => [...document.querySelectorAll("*")].filter((each) => {
          const style = getComputedStyle(each);
          const times = `${style.transitionDuration}, ${style.animationDuration}`.split(",");
          return times.some((time) => parseFloat(time) > 0);
        }).map((each) => each.outerHTML.slice(0, 80))""")
        assert moving == [], name


def test_a_report_is_printed_without_what_is_only_for_the_screen(
    desk: Desk, visit: Visiting, paths: dict[str, str]
) -> None:
    page = visit(color_scheme="dark").page(paths["report"])
    page.emulate_media(media="print")
    expect(page.locator("header.top")).to_be_hidden()
    expect(page.locator(".report .text")).to_be_visible()
    page.goto(desk.address + paths["two"])
    page.emulate_media(media="print")
    expect(page.locator("form.filters").first).to_be_hidden()
