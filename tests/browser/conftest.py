"""One ledger, one desk and one browser for all tests here. The reports are made up, every word of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.desks import HERE, Desk, ingest, serving, until
from tests.browser.visiting import FLAGS, Visit, chromium
from tests.serve.watching.receivers import Postbox, posted

REPORTS = HERE / "reports.jsonl"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: opens pages in Debian's Chromium")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = pytest.mark.skip(reason="no Chromium here: make browser")
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if chromium() is None:
                item.add_marker(missing)


# Scoped to this package: while Playwright runs, nothing else in the thread may run an event loop of its own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    """Debian's Chromium."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield made
        made.close()


@pytest.fixture(scope="package")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports, read."""
    folder = tmp_path_factory.mktemp("browser") / "ledger"
    ingest(folder, REPORTS)
    return folder


@pytest.fixture(scope="package")
def postbox() -> Iterator[Postbox]:
    """A mail server of this machine."""
    with posted(Postbox()) as box:
        yield box


@pytest.fixture(scope="package")
def desk(ledger: Path, postbox: Postbox) -> Iterator[Desk]:
    """A desk that has taken up all of the ledger and looked for its news."""
    mail = ("--smtp", f"127.0.0.1:{postbox.port}", "--smtp-from", "desk@entente.example")
    with serving(ledger, ledger.parent / "state", "--allow-private", *mail) as running:
        until(running.claims, "claims on the pages")
        until(lambda: running.news() > 0, "news on Today")
        yield running


@pytest.fixture
def visit(browser: Any, desk: Desk) -> Iterator[Callable[..., Visit]]:
    """Makes browser contexts on the desk; keywords are those of `Browser.new_context`. Their faults fail the test."""
    made: list[Visit] = []

    def visiting(at: Desk | None = None, **options: Any) -> Visit:
        options = {"viewport": {"width": 1280, "height": 900}, "accept_downloads": True, **options}
        made.append(Visit(browser.new_context(**options), (at or desk).address))
        return made[-1]

    yield visiting
    for each in made:
        each.context.close()
    for each in made:
        each.check()


@pytest.fixture
def page(visit: Callable[..., Visit]) -> Any:
    """One page at desktop width."""
    return visit().page()
