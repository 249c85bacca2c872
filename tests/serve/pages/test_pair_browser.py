"""The course and the network in a real browser: drawn, chosen by mouse and by keyboard, and without script or WebGL."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.staticfiles import StaticFiles

from entente.serve.pages import jobs
from tests.serve.pages.pair_rig import Rig, desk, story

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="make browser installs it")
ARGS = ["--no-sandbox", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
PAGE = "/pair/PRK/RUS"


@contextlib.contextmanager
def served(rig: Rig) -> Iterator[str]:
    """The rig's pages at an address of this machine."""
    static = str(resources.files("entente.serve").joinpath("static"))
    rig.app.mount("/static", StaticFiles(directory=static), name="static")
    rig.app.include_router(jobs.router)
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(rig.app, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [line]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{line.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@contextlib.contextmanager
def browser(*more: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        made = play.chromium.launch(executable_path=str(CHROMIUM), args=[*ARGS, *more])
        yield made
        made.close()


def faults_of(page: Any) -> list[str]:
    """What the browser complains of from now on: errors of scripts, and whatever the policy forbids."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
    return found


def axe(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in Axe().run(page).response["violations"]]


def test_findings_come_in_and_the_course_leads_to_what_happened(tmp_path: Path) -> None:
    with desk(tmp_path, story()) as rig, served(rig) as address, browser() as made:
        page = made.new_page(viewport={"width": 1200, "height": 900})
        faults = faults_of(page)
        page.goto(address + PAGE)
        page.wait_for_selector(".working")
        assert axe(page) == []
        rig.jobs.do()
        page.wait_for_selector("#chart .uplot canvas")
        assert page.locator(".working").count() == 0
        assert page.locator(".coursetable").get_attribute("open") is None
        page.focus("#chart")
        page.keyboard.press("End")
        for _ in range(10):
            page.keyboard.press("ArrowLeft")
        page.wait_for_selector(".readout:has-text('a turn begins')")
        page.keyboard.press("Enter")
        page.wait_for_selector("#week .turn")
        assert "3 April 2023 to 16 April 2023" in page.inner_text("#week")
        assert axe(page) == []
        page.locator("#chart .u-over").first.click(position={"x": 5, "y": 20})
        page.wait_for_selector("#week:has-text('2 January 2023')")
        assert not faults


def test_newer_findings_do_not_take_the_page_from_its_reader(tmp_path: Path) -> None:
    with desk(tmp_path, story()) as rig, served(rig) as address, browser() as made:
        rig.worked(PAGE)
        page = made.new_page(viewport={"width": 1200, "height": 700})
        page.goto(address + PAGE)
        store = rig.app.state.deps.store
        with store.writing() as connection:
            connection.execute("UPDATE pair_findings SET mark = 'old'")
        page.goto(address + PAGE + "?anew=1")
        page.wait_for_selector("#chart .uplot")
        page.locator("#questions").scroll_into_view_if_needed()
        rig.jobs.jobs[-1].state = "waiting"  # that of the same claims is not done twice by itself
        rig.jobs.do()
        if page.locator(".anew").count():
            page.click(".anew")
        page.wait_for_selector("#findings:not([data-pair-job])")


def test_without_script_everything_can_be_read(tmp_path: Path) -> None:
    with desk(tmp_path, story()) as rig, served(rig) as address, browser() as made:
        rig.worked(PAGE)
        page = made.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800}).new_page()
        page.goto(address + PAGE)
        assert page.locator(".coursetable tbody tr").first.is_visible()
        page.locator(".coursetable tbody a").first.click()
        assert "2 January 2023" in page.inner_text("main")
        page.goto(address + "/network")
        assert page.locator("#still svg").is_visible()
        assert not page.locator("#graph").is_visible()
        assert page.locator(".ties tbody tr").count() == 2


def test_the_network_is_drawn_and_an_actor_is_chosen_by_name(tmp_path: Path) -> None:
    with desk(tmp_path, story()) as rig, served(rig) as address, browser("--enable-unsafe-swiftshader") as made:
        page = made.new_page(viewport={"width": 1200, "height": 1000})
        faults = faults_of(page)
        page.goto(address + "/network")
        page.wait_for_selector("#graph canvas")
        assert page.evaluate("ententeNetwork.getGraph().order") == 4
        programs = page.evaluate("Object.keys(ententeNetwork.getSetting('edgeProgramClasses'))")
        assert {"for", "against", "both", "open"} <= set(programs)
        assert not page.locator("#still").is_visible()
        page.fill("#net-find", "North Korea")
        page.keyboard.press("Enter")
        page.wait_for_selector("#actor h2")
        assert page.inner_text("#actor h2") == "North Korea"
        assert page.locator("#actor a[href='/pair/PRK/RUS']").count() == 1
        assert axe(page) == []
        assert not faults


def test_without_webgl_the_still_picture_stays(tmp_path: Path) -> None:
    with desk(tmp_path, story()) as rig, served(rig) as address, browser("--disable-gpu", "--disable-3d-apis") as made:
        page = made.new_page()
        page.goto(address + "/network")
        page.wait_for_timeout(500)
        assert page.locator("#still svg").is_visible()
        assert not page.locator("#graph").is_visible()
