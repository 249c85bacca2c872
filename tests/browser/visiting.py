"""Pages in a real browser that fail their test on whatever a reader would not see: errors, refusals, foreign hosts."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Dialog, Page, Request

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--enable-unsafe-swiftshader",
)  # fmt: skip
#: The Content-Security-Policy refuses without a word to the page: here it says so. `__pwned` is what hostile words set.
_WATCHFUL = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


def chromium() -> str | None:
    """Where the browser lies: CHROMIUM, else Debian's."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium")


@dataclass
class Visit:
    """One browser context of a test, with all that went wrong in it.

    Attributes:
        context, home: of the browser; the desk's address.
        faults: what went wrong, in words.
        allowed: patterns of faults that the test brings about on purpose.
        dialogs: what dialogs said; `answers`: whether the next ones are accepted.
    """

    context: BrowserContext
    home: str
    faults: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    answers: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.add_init_script(_WATCHFUL)
        self.context.on("page", self._watch)
        self.context.on("request", self._asked)
        self.context.on("requestfailed", self._failed)

    def page(self, path: str = "") -> Page:
        """A new page, on `path` where one is given."""
        page = self.context.new_page()
        page.set_default_timeout(20_000)
        if path:
            self.go(page, path)
        return page

    def go(self, page: Page, path: str, status: int = 200) -> Page:
        """Opens a path of the desk, which must answer with `status`."""
        if status >= 400:
            self.allowed.append(rf"status of {status}")
        answer = page.goto(self.home + path)
        assert answer is not None
        assert answer.status == status, f"{path} answers {answer.status}"
        return page

    def check(self) -> None:
        """Fails on every fault that was not brought about on purpose."""
        found = [each for each in self.faults if not any(re.search(pattern, each) for pattern in self.allowed)]
        assert not found, "\n".join(found)

    def _watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.faults.append(f"script: {error} ({page.url})"))
        page.on("console", lambda said: self._said(said, page))
        page.on("dialog", self._dialog)
        page.on("crash", lambda _: self.faults.append(f"crashed: {page.url}"))

    def _said(self, said: Any, page: Page) -> None:
        if said.type in ("error", "warning") and "GPU stall due to ReadPixels" not in said.text:
            self.faults.append(f"console: {said.text} ({said.location.get('url', '')} on {page.url})")

    def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        if not self.answers:
            self.faults.append(f"dialog: {dialog.message}")
            dialog.dismiss()
        elif self.answers.pop(0):
            dialog.accept()
        else:
            dialog.dismiss()

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and f"{address.scheme}://{address.netloc}" != self.home:
            self.faults.append(f"asked elsewhere: {request.url}")

    def _failed(self, request: Request) -> None:
        # A page that is left, and a download, end what is under way.
        if request.failure != "net::ERR_ABORTED" or request.resource_type in ("stylesheet", "script", "image", "font"):
            self.faults.append(f"failed: {request.url} ({request.failure})")
