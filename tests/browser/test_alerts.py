"""What comes while the desk is open: new claims on the pages, news on Today, and alerts of a watch on every way out."""

from __future__ import annotations

import email
import email.policy
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
from playwright.sync_api import expect

from tests.browser.desks import Desk, ingest, until
from tests.browser.visiting import Visit
from tests.serve.watching.receivers import Postbox, genuine, hooked

Visiting = Callable[..., Visit]
SECRET = "forty-two characters that nobody else has"


def line(name: str, day: str, title: str, text: str) -> bytes:
    item = {"id": name, "title": title, "text": text, "published": day, "outlet": "Overland News"}
    return json.dumps(item).encode() + b"\n"


def test_a_watch_tells_what_comes_on_today_by_feed_by_webhook_and_by_mail(
    desk: Desk, visit: Visiting, postbox: Postbox, tmp_path: Path
) -> None:
    one = visit()
    page = one.page("/claims?pair=EGY,SDN")
    page.get_by_role("link", name="Watch this").click()
    expect(page.locator("#question")).to_have_value(re.compile("pair=EGY"))
    page.get_by_label("Name", exact=True).fill("Nile")
    with hooked() as hook:
        page.get_by_label("By mail to").fill("reader@entente.example")
        page.get_by_label("By webhook to").fill(hook.address)
        page.get_by_label("Secret that it is signed with").fill(SECRET)
        page.get_by_role("button", name="Watch", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Nile")
        watch = page.url
        (tmp_path / "nile.jsonl").write_bytes(
            line("nile-1", "2024-07-25", "Egypt and Sudan sign a pact on water",
                 "Egypt and Sudan signed an agreement on the waters of the Nile in Cairo on Wednesday. Ethiopia "
                 "criticised Egypt for the agreement.")
        )  # fmt: skip
        ingest(desk.ledger, tmp_path / "nile.jsonl")
        until(lambda: hook.bodies and postbox.mails, "a webhook and a mail")
    body = hook.bodies[0]
    assert body["watch"]["name"] == "Nile"
    assert {"EGY", "SDN"} <= set(body["news"]["actors"])
    sent = json.dumps(hook.headers[0])
    assert "Entente-Signature" in sent
    assert len(set(hook.deliveries)) == len(hook.deliveries), "one thing was told twice"
    mail = email.message_from_bytes(postbox.mails[0], policy=email.policy.default)
    assert mail["To"] == "reader@entente.example"
    assert "Egypt" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    page.goto(watch)
    news = page.locator(".newslist li").first
    expect(news).to_contain_text("waters of the Nile")
    expect(news.locator(".tag.good").first).to_have_text("sent")
    atom = page.get_by_role("link", name="Atom").get_attribute("href") or ""
    feed = httpx.get(atom)
    assert feed.headers["content-type"].startswith("application/atom+xml")
    assert "waters of the Nile" in feed.text
    page.goto(f"{desk.address}/?since=all")
    page.get_by_label("For", exact=True).select_option(label="Nile")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("article.news").first).to_contain_text("Egypt")
    one.answers.append(True)
    page.goto(watch)
    page.get_by_role("button", name="Delete the watch").click()
    expect(page).to_have_url(f"{desk.address}/watches")
    assert httpx.get(atom).status_code == 404


def test_a_webhook_is_signed_with_the_watchs_secret(desk: Desk, visit: Visiting, tmp_path: Path) -> None:
    page = visit().page("/watches?question=pair%3DKEN%2CUGA")
    page.get_by_label("Name", exact=True).fill("Lake")
    with hooked() as hook:
        hook.secret = SECRET
        page.get_by_label("By webhook to").fill(hook.address)
        page.get_by_label("Secret that it is signed with").fill(SECRET)
        page.get_by_role("button", name="Watch", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Lake")
        (tmp_path / "lake.jsonl").write_bytes(
            line("lake-1", "2024-07-25", "Kenya and Uganda hold talks on the lake",
                 "Kenya and Uganda signed an agreement on fishing in Nairobi on Thursday. Tanzania thanked Kenya.")
        )  # fmt: skip
        ingest(desk.ledger, tmp_path / "lake.jsonl")
        until(lambda: hook.bodies, "a webhook")
    assert hook.forged == 0
    assert not genuine("another secret", {k.lower(): v for k, v in hook.headers[0].items()}["entente-signature"], b"{}")


def test_what_another_process_ingests_comes_onto_open_pages(desk: Desk, visit: Visiting, tmp_path: Path) -> None:
    page = visit().page("/claims?pair=MEX,CUB")
    expect(page.locator("table.claims")).to_have_count(0)
    expect(page.locator(".empty")).to_be_visible()
    report = tmp_path / "later.jsonl"
    report.write_bytes(
        line("later-1", "2024-07-24", "Mexico sends fuel to Cuba",
             "Mexico sent two tankers with fuel to Cuba on Tuesday. Cuba thanked Mexico for its help. The United "
             "States criticised Mexico.")
    )  # fmt: skip
    program = Path(sys.executable).with_name("entente")
    subprocess.run([program, "ingest", report, "--ledger", desk.ledger], check=True, capture_output=True)

    def there() -> bool:
        page.reload()
        return page.locator("table.claims tbody tr").count() > 0

    until(there, "the new claims")
    expect(page.locator("table.claims")).to_contain_text("tankers with fuel to Cuba")
    page.goto(f"{desk.address}/documents/later-1")
    assert page.locator("aside.told li").count() > 0
