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
from entente.documents.lines import join_wrapped
from entente.documents.markup import html_paragraphs
from entente.documents.sniffing import decode
from entente.records import Cut, Refusal

_PREFIX = re.compile(r"^(?:(?:re|fwd?|aw|wg)\s*(?:\[\d+\])?:\s*)+", re.IGNORECASE)
_ENCRYPTED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
_SIGNATURE = re.compile(r"^-- ?$")


def read_mail(data: bytes, source: str) -> Draft | Refusal:
    """A message as draft: its subject is the title, its Date the day, its sender the outlet."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        if message.get_content_type() in _ENCRYPTED:
            return Refusal(source, "encrypted", "the message is encrypted", "save its text after opening it")
        draft = Draft(source=source, paragraphs=[])
        _use_headers(draft, message)
        part = message.get_body(preferencelist=("plain", "html"))
        if part is None:
            return Refusal(source, "no-text", "the message has no text part", "")
        _use_body(draft, cast(EmailMessage, part))
        draft.cut.extend(Cut("other", f"attachment {item.get_filename() or ''}") for item in message.iter_attachments())
    except PARSER_FAULTS as fault:
        return Refusal(source, "broken", f"the message cannot be read: {clean_line(str(fault))[:120]}", "")
    return draft


def _use_headers(draft: Draft, message: EmailMessage) -> None:
    draft.title = _PREFIX.sub("", clean_line(str(message.get("Subject", ""))))
    name, address = email.utils.parseaddr(str(message.get("From", "")))
    draft.outlet = name or address
    stamp = str(message.get("Date", ""))
    if day := day_of_stamp(stamp):
        draft.dates.append(FoundDate(day, "page", f"Date: {stamp}"))


def _use_body(draft: Draft, part: EmailMessage) -> None:
    payload = part.get_payload(decode=True)
    text = decode(payload if isinstance(payload, bytes) else b"", part.get_content_charset() or "")
    if part.get_content_type() == "text/html":
        draft.paragraphs = html_paragraphs(text)
        return
    lines = split_lines(text)
    end = next((number for number, line in enumerate(lines) if _SIGNATURE.match(line)), len(lines))
    draft.cut.extend(Cut("other", line) for line in lines[end + 1 :] if line.strip())
    draft.paragraphs = join_wrapped([re.sub(r"^(?:>\s?)+", "", line) for line in lines[:end]])
