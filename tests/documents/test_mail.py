"""E-mail messages."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage

import pytest

from entente.documents import read
from tests.documents.builders import PARAGRAPHS, TEXT, TITLE, only, refusal


def message(*, text: str = "", html: str = "", subject: str = TITLE) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Norland Ministry <press@ministry.test>"
    mail["To"] = "desk@post.test"
    mail["Subject"] = subject
    mail["Date"] = "Tue, 18 Jun 2024 23:30:00 -0500"
    if text:
        mail.set_content(text)
    if html and text:
        mail.add_alternative(html, subtype="html")
    elif html:
        mail.set_content(html, subtype="html")
    return mail


@pytest.mark.parametrize("name", ["statement.eml", ""])
def test_a_message(name: str) -> None:
    mail = message(text="\n\n".join(PARAGRAPHS) + "\n-- \nPress office\nTel. 123", html="<p>Other words</p>")
    document = only(read(mail.as_bytes(), name=name))
    assert (document.title, document.text) == (TITLE, TEXT)
    assert (document.published, document.published_from) == (dt.date(2024, 6, 19), "page")
    assert document.published_quote == "Date: Tue, 18 Jun 2024 23:30:00 -0500"
    assert document.outlet == "Norland Ministry"
    assert [cut.text for cut in document.cut] == ["Press office", "Tel. 123"]


def test_html_where_there_is_no_text() -> None:
    body = "".join(f"<tr><td>{paragraph}</td></tr>" for paragraph in PARAGRAPHS)
    mail = message(
        html=f"<html><head><style>p {{}}</style></head><body><table>{body}</table><p>Unsubscribe</p></body></html>"
    )
    assert only(read(mail.as_bytes())).text.startswith(TEXT)


def test_subjects_in_other_charsets_and_forwarded() -> None:
    mail = message(text=TEXT, subject="Fwd: Re: Müller’s café talks")
    assert only(read(mail.as_bytes())).title == "Müller’s café talks"


def test_attachments_are_named_among_the_cuts() -> None:
    mail = message(text=TEXT)
    mail.add_attachment(b"x", maintype="application", subtype="pdf", filename="treaty.pdf")
    assert [cut.text for cut in only(read(mail.as_bytes())).cut] == ["attachment treaty.pdf"]


def test_an_unknown_charset_is_read_as_it_can_be() -> None:
    raw = message(text=TEXT).as_bytes().replace(b'charset="utf-8"', b'charset="klingon"')
    assert only(read(raw)).text == TEXT


def test_encrypted_and_without_text() -> None:
    head = b"From: a@b.test\nTo: c@d.test\nSubject: x\nMIME-Version: 1.0\nContent-Type: "
    assert refusal(read(head + b"multipart/encrypted; boundary=q\n\n--q--\n")).reason == "encrypted"
    assert refusal(read(head + b"application/pkcs7-mime\n\nxx")).reason == "encrypted"
    assert refusal(read(head + b"image/png\n\nxx")).reason == "no-text"
    assert refusal(read(head + b"text/plain\n\n")).reason == "empty"


def test_a_damaged_message_does_not_raise() -> None:
    head = b"From: a@b.test\nTo: c@d.test\nSubject: =?utf-8?q?=ZZ?=\nDate: never\nContent-Type: multipart/mixed\n\n"
    assert len(read(head + b"\xff\xfe\x00", name="x.eml")) == 1
