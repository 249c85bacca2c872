"""E-mail messages (RFC 5322, MIME): subject, day, sender and the text or HTML part."""

from __future__ import annotations

import email
import email.policy
import email.utils
import re
from email.message import EmailMessage
from typing import cast

from entente.documents.cleaning import clean_line, split_lines
from entente.documents.dates import day_of_stamp
from entente.documents.draft import PARSER_FAULTS, Draft, FoundDate
from entente.documents.finishing import LONGEST_TEXT, MOST_LINES, too_large, too_long
from entente.documents.lines import join_wrapped
from entente.documents.markup import html_paragraphs
from entente.documents.sniffing import decode
from entente.records import Cut, Refusal

#: Most parts of a message, most lines that look like headers, most bytes of its own headers, of one header that says
#: what a part is, and of one that names its sender: the standard library takes them apart one by one and word by word.
_MOST_PARTS, _MOST_HEADERS, _LONGEST_HEAD, _LONGEST_HEADER, _LONGEST_NAME = 5000, 50_000, 200_000, 20_000, 5000
_HEADER = re.compile(rb"^[!-9;-~]{1,76}:", re.MULTILINE)
_LONG = re.compile(rb"^content-[\w-]{1,40}:(?:[^\n]|\n[ \t]){%d}" % _LONGEST_HEADER, re.MULTILINE | re.IGNORECASE)
_LONG_NAME = re.compile(rb"^from[ \t]*:(?:[^\n]|\n[ \t]){%d}" % _LONGEST_NAME, re.MULTILINE | re.IGNORECASE)
_HEAD = re.compile(rb"\r?\n\r?\n")
_PREFIX = re.compile(r"^(?:(?:re|fwd?|aw|wg)\s*(?:\[\d+\])?:\s*)+", re.IGNORECASE)
_ENCRYPTED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
_SIGNATURE = re.compile(r"^-- ?$")


def read_mail(data: bytes, source: str) -> Draft | Refusal:
    """A message as draft: its subject is the title, its Date the day, its sender the outlet."""
    if refusal := _too_much(data, source):
        return refusal
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        if message.get_content_type() in _ENCRYPTED:
            return Refusal(source, "encrypted", "the message is encrypted", "save its text after opening it")
        draft = Draft(source=source, paragraphs=[])
        _use_headers(draft, message)
        part = message.get_body(preferencelist=("plain", "html"))
        if part is None:
            return Refusal(source, "no-text", "the message has no text part", "")
        words = _words(cast(EmailMessage, part))
        if len(words) > LONGEST_TEXT:
            return too_large(source, len(words))
        if (lines := words.count("\n")) > MOST_LINES:
            return too_long(source, lines, MOST_LINES, "lines")
        _use_body(draft, words, html=part.get_content_type() == "text/html")
        draft.cut.extend(Cut("other", f"attachment {item.get_filename() or ''}") for item in message.iter_attachments())
    except PARSER_FAULTS as fault:
        return Refusal(source, "broken", f"the message cannot be read: {clean_line(str(fault))[:120]}", "")
    return draft


def _too_much(data: bytes, source: str) -> Refusal | None:
    """Why a message is too much to be taken apart in a few seconds, None where it is not."""
    end = _HEAD.search(data)
    for number, most, what in (
        (end.start() if end else len(data), _LONGEST_HEAD, "bytes of headers"),
        (data.count(b"\n--"), _MOST_PARTS, "parts"),
        (sum(1 for _ in _HEADER.finditer(data)), _MOST_HEADERS, "lines of headers"),
    ):
        if number > most:
            return Refusal(source, "too-large", f"the message has {number:,} {what}, more than {most:,}", "")
    if _LONG.search(data):
        return Refusal(source, "too-large", f"a header has more than {_LONGEST_HEADER:,} bytes", "")
    if _LONG_NAME.search(data, 0, end.start() if end else len(data)):
        return Refusal(source, "too-large", f"its sender is told in more than {_LONGEST_NAME:,} bytes", "")
    return None


def _use_headers(draft: Draft, message: EmailMessage) -> None:
    draft.title = _PREFIX.sub("", clean_line(str(message.get("Subject", ""))))
    name, address = email.utils.parseaddr(str(message.get("From", "")))
    draft.outlet = name or address
    stamp = str(message.get("Date", ""))
    if day := day_of_stamp(stamp):
        draft.dates.append(FoundDate(day, "page", f"Date: {stamp}"))


def _words(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    return decode(payload if isinstance(payload, bytes) else b"", part.get_content_charset() or "")


def _use_body(draft: Draft, text: str, *, html: bool) -> None:
    if html:
        draft.paragraphs = html_paragraphs(text)
        return
    lines = split_lines(text)
    end = next((number for number, line in enumerate(lines) if _SIGNATURE.match(line)), len(lines))
    draft.cut.extend(Cut("other", line) for line in lines[end + 1 :] if line.strip())
    draft.paragraphs = join_wrapped([re.sub(r"^(?:>\s?)+", "", line) for line in lines[:end]])
