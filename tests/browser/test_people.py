"""Several people at one desk: signing in and out, roles, two reviewers at one claim, a page of somebody else's."""

from __future__ import annotations

import http.server
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from entente.ledger import Ledger
from tests.browser.desks import Desk, ingest, serving, until
from tests.browser.visiting import Visit

Visiting = Callable[..., Visit]
PASSWORD = "seven bridges over cold water"
PEOPLE = {"anna": "reviewer", "ben": "reviewer", "rita": "reader", "ada": "admin"}
REPORT = b"""Norway and Finland sign a pact
Norway and Finland signed an agreement on fishing in Oslo on Monday. Russia criticised Norway for it. Norway \
thanked Finland for its help.
"""


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk where people sign in."""
    folder = tmp_path_factory.mktemp("people")
    ingest(folder / "ledger", REPORT)
    program, users = Path(sys.executable).with_name("entente"), folder / "users"
    for name, role in PEOPLE.items():
        command = [program, "users", "add", name, "--role", role, "--users-file", users]
        subprocess.run(command, input=PASSWORD, text=True, check=True, stdout=subprocess.DEVNULL)
    with serving(folder / "ledger", folder / "state", "--users-file", str(users)) as desk:
        yield desk
    shutil.rmtree(folder)


def sign_in(page: Page, home: str, name: str, to: str = "/") -> Page:
    page.goto(home + to)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("header .who")).to_have_text(name)
    return page


def claims_there(visit: Visit, page: Page) -> None:
    """Waits until the pages know the claims."""

    def there() -> bool:
        page.goto(visit.home + "/claims")
        return page.locator("table.claims tbody tr").count() > 0

    until(there, "claims on the pages")


def test_nobody_sees_anything_before_signing_in(guarded: Desk, visit: Visiting) -> None:
    one = visit(guarded)
    page = one.page()
    for path in ("/", "/claims", "/documents", "/review", "/watches", "/network", "/read"):
        page.goto(guarded.address + path)
        assert "/login" in page.url
        assert "Norway" not in page.content()


def test_signing_in_leads_on_and_signing_out_ends_it(guarded: Desk, visit: Visiting) -> None:
    one = visit(guarded)
    one.allowed.append("status of 401")
    page = one.page("/claims?party=NOR")
    page.get_by_label("Name").fill("anna")
    page.get_by_label("Password").fill("a wrong password, long enough")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    expect(page.get_by_label("Name")).to_have_value("anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{guarded.address}/claims?party=NOR")
    (cookie,) = one.context.cookies()
    assert cookie["httpOnly"]
    assert cookie["sameSite"] in ("Lax", "Strict")
    page.goto(guarded.address + "/account")
    expect(page.locator("dl.facts")).to_contain_text("reviewer")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    one.context.add_cookies([cookie])
    page.goto(guarded.address + "/claims")
    assert "/login" in page.url, "the old session still opens the desk"


def test_a_reader_reads_and_decides_nothing(guarded: Desk, visit: Visiting) -> None:
    one = visit(guarded)
    page = sign_in(one.page(), guarded.address, "rita")
    claims_there(one, page)
    page.goto(guarded.address + "/review")
    expect(page.get_by_text("needs the role reviewer")).to_be_visible()
    assert page.locator("#verdict, #edit, #missed").count() == 0
    name = page.url.rsplit("claim=", 1)[-1][:16]
    answer = one.context.request.post(
        guarded.address + "/review/decide",
        form={"csrf": csrf(page), "claim": name, "version": "1", "do": "reject"},
        headers={"Origin": guarded.address}, max_redirects=0,
    )  # fmt: skip
    assert answer.status == 403
    assert one.context.request.get(guarded.address + "/audit").status == 403
    with Ledger(guarded.ledger) as ledger:
        assert ledger.claim(name).status == "read"


def csrf(page: Page) -> str:
    return str(page.evaluate("JSON.parse(document.body.getAttribute('hx-headers'))['X-CSRF-Token']"))


def test_two_reviewers_never_overwrite_each_other(guarded: Desk, visit: Visiting) -> None:
    first, second = visit(guarded), visit(guarded)
    second.allowed.append("status of 409")
    anna = sign_in(first.page(), guarded.address, "anna")
    claims_there(first, anna)
    anna.goto(guarded.address + "/review")
    path = anna.url.removeprefix(guarded.address)
    name = path.rsplit("claim=", 1)[-1][:16]
    ben = sign_in(second.page(), guarded.address, "ben", path)
    for page, about in ((anna, "Ireland"), (ben, "Iceland")):
        page.keyboard.press("e")
        page.locator("#actor").fill(about)
    ben.locator("#recipient").fill("Sweden")
    with anna.expect_navigation():
        anna.locator("#actor").press("Enter")
    with ben.expect_navigation():
        ben.locator("#actor").press("Enter")
    conflict = ben.locator(".conflict")
    expect(conflict).to_contain_text("Somebody was faster")
    row = conflict.locator("tbody tr").filter(has_text="both changed it")
    expect(row.locator("[data-label=Theirs]")).to_contain_text("Ireland")
    expect(row.locator("[data-label=Yours]")).to_contain_text("Iceland")
    expect(ben.locator("#actor")).to_have_value("Iceland")
    with Ledger(guarded.ledger) as ledger:
        assert (ledger.claim(name).claim.actor, ledger.claim(name).by) == (("IRL",), "anna")
    with ben.expect_navigation():
        ben.get_by_role("button", name="Save it with my changes").click()
    with Ledger(guarded.ledger) as ledger:
        versions = [(each.by, each.claim.actor) for each in ledger.versions(name)]
    assert versions[-2:] == [("anna", ("IRL",)), ("ben", ("ISL",))], "both are kept, in order"
    third = visit(guarded)
    page = sign_in(third.page(), guarded.address, "ada", f"/claims/{name}")
    told = page.locator("#reviews ~ ol").first.inner_text()
    assert "anna" in told
    assert "ben" in told
    page.goto(guarded.address + "/audit")
    lines = page.locator("table").first.inner_text()
    assert lines.count("correct") >= 2


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[bytes]]]:
    """A page of somebody else's, at another origin of this machine: its address, and what it serves."""
    body: list[bytes] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"".join(body))

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is logged."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_address[1]}/", body
    server.shutdown()
    server.server_close()
    thread.join()


def test_another_origin_changes_nothing(desk: Desk, visit: Visiting, elsewhere: tuple[str, list[bytes]]) -> None:
    """On a desk without sign-in the browser's own cookie is all that stands between a foreign page and the ledger."""
    one = visit()
    one.allowed += [
        "asked elsewhere: http://localhost",
        "status of 403",
        "blocked by CORS",
        "favicon",
        "failed: .*review",
    ]
    page = one.page("/review?document=xi-1")
    name = page.locator("#verdict input[name=claim]").get_attribute("value") or ""
    address, body = elsewhere
    action = f"{desk.address}/review/decide".encode()
    body.append(
        b"<!doctype html><form method=post action='" + action + b"'><input name=csrf value=x><input name=claim value='"
        + name.encode() + b"'><input name=version value=1><button name=do value=reject>go</button></form>"
        + b"<iframe src='" + desk.address.encode() + b"/review'></iframe>"
    )  # fmt: skip
    foreign = one.context.new_page()
    one.allowed += ["frame-ancestors", "failed: .*127.0.0.1", "Refused to frame|Framing"]
    foreign.goto(address)
    frame = foreign.frames[1]
    assert "verdict" not in frame.content(), "the desk stands in a frame of somebody else's"
    with foreign.expect_response("**/review/decide") as waiting:
        foreign.get_by_role("button", name="go").click()
    assert waiting.value.status == 403
    done = foreign.request.get(f"{desk.address}/claims/{name}.json").json()
    assert done.get("status", "read") == "read"
    with Ledger(desk.ledger) as ledger:
        assert ledger.claim(name).status == "read"
