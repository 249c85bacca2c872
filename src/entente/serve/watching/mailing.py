"""Alerts by mail: one mail for what is new in a watch, plain text, sent step by step so that it is known how far."""

from __future__ import annotations

import contextlib
import datetime as dt
import smtplib
import socket
import ssl
import stat
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from entente.errors import UsageError
from entente.inert import visible
from entente.serve.watching.outbox import Errand, Outcome
from entente.serve.watching.webhook import link_of
from entente.serve.watching.wording import host_of, lines_of

if TYPE_CHECKING:
    from entente.serve.settings import MailSettings

#: Seconds that a server may take for one answer, and for everything.
TIMEOUT, WHOLE = 10.0, 40.0
_LONGEST_SUBJECT = 150


def password_of(settings: MailSettings) -> str:
    """The password alone in its file. Raises UsageError where the file cannot be read or others can read it."""
    path = settings.password_file
    if path is None:
        return ""
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise UsageError("others can read it", place=str(path), mend=f"chmod 600 {path}")
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the mail password cannot be read, {error}", place=str(path)) from error


def mail_of(errand: Errand, sender: str, address: str, now: dt.datetime) -> EmailMessage:
    """The mail of an errand.

    Its Message-ID (RFC 5322, 3.6.4) comes from the batch, so that a mail that was sent twice is told as one; List-Id
    (RFC 2919) lets a mail program sort by watch; Auto-Submitted (RFC 3834, 5) keeps absence notes away.

    Args:
        errand: with at least one piece of news.
        sender: address in From.
        address: of the desk, for links.
        now: the moment, UTC.
    """
    host = host_of(address)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = errand.target
    mail["Subject"] = _subject(errand)
    mail["Date"] = format_datetime(now.astimezone(dt.UTC))
    mail["Message-ID"] = f"<{errand.batch}@{host}>"
    mail["List-Id"] = f"<{errand.watch}.watches.{host}>"
    mail["List-Unsubscribe"] = f"<{address}/watches/{errand.watch}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n".join(_body(errand, address)) + "\n", charset="utf-8", cte="quoted-printable")
    return mail


def send(errand: Errand, settings: MailSettings, address: str, now: dt.datetime) -> Outcome:
    """Sends one errand, once.

    Refused for now (4yz) is tried again, refused for good (5yz) given up (RFC 5321, 4.2.1). Until the text goes out,
    nothing was taken and a break is tried again; from then to the server's answer nobody knows (4.2.5, 6.1): uncertain.
    """
    try:
        mail = mail_of(errand, settings.sender, address, now).as_bytes()
        password = password_of(settings)
    except UsageError as error:
        return Outcome("failed", visible(str(error))[:300])
    except ValueError as error:  # a header that cannot be written is not written better the next time
        return Outcome("given up", visible(str(error))[:300])
    met = told = False
    try:
        with _session(settings, password) as server:
            met = True
            if (refused := _offer(server, settings.sender, errand.target)) is not None:
                return refused
            told = True
            server.send(_dotted(mail))
            code, said = server.getreply()
            return Outcome("sent") if code // 100 == 2 else _refused(code, said)
    except (smtplib.SMTPException, OSError) as error:
        words = visible(str(error) or type(error).__name__)[:300]
        if told:
            return Outcome("uncertain", f"no answer after the text: {words}")
        return Outcome("failed", words, channel_down=not met)


def _offer(server: smtplib.SMTP, sender: str, target: str) -> Outcome | None:
    """Everything before the text; how the server refuses it, None where it wants the text."""
    code, said = server.mail(sender)
    if code // 100 == 2:
        code, said = server.rcpt(target)
    if code // 100 == 2:
        code, said = server.docmd("DATA")
        if code == 354:
            return None
    return _refused(code, said)


@contextlib.contextmanager
def _session(settings: MailSettings, password: str) -> Iterator[smtplib.SMTP]:
    """A connection that has said hello, is encrypted and logged in as the settings ask; shut after WHOLE seconds."""
    server = smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT)
    # Time-outs of a socket count from byte to byte; this one counts the whole.
    timer = threading.Timer(WHOLE, _shut, [server])
    timer.daemon = True
    timer.start()
    try:
        if settings.starttls:
            code, said = server.starttls(context=tls_context())
            if code != 220:
                raise smtplib.SMTPResponseException(code, said)
        server.ehlo_or_helo_if_needed()
        if settings.user:
            server.login(settings.user, password)
        yield server
    finally:
        timer.cancel()
        # What was answered stands; a server that breaks off while it is bidden farewell changes nothing.
        with contextlib.suppress(smtplib.SMTPException, OSError):
            server.quit()
        server.close()


def tls_context() -> ssl.SSLContext:
    """Certificates are checked against the system's authorities and the server's name (RFC 8446; RFC 6125)."""
    return ssl.create_default_context()


def _shut(server: smtplib.SMTP) -> None:
    if isinstance(server.sock, socket.socket):
        with contextlib.suppress(OSError):
            socket.socket.shutdown(server.sock, socket.SHUT_RDWR)


def _dotted(mail: bytes) -> bytes:
    """The text with its end, lines that begin with a full stop doubled (RFC 5321, 4.5.2)."""
    lines = mail.replace(b"\r\n", b"\n").rstrip(b"\n").split(b"\n")
    return b"".join((b"." + line if line.startswith(b".") else line) + b"\r\n" for line in lines) + b".\r\n"


def _refused(code: int, said: bytes) -> Outcome:
    words = visible(said.decode("utf-8", "replace"))[:250]
    return Outcome("given up" if 500 <= code < 600 else "failed", f"the mail server answers {code} {words}")


def _subject(errand: Errand) -> str:
    first = visible(errand.news[0].headline)
    more = f" (and {len(errand.news) - 1} more)" if len(errand.news) > 1 else ""
    start = f"[{visible(errand.watch_name)}] "
    room = _LONGEST_SUBJECT - len(start) - len(more)
    return start + (first if len(first) <= room else first[: max(0, room - 1)].rstrip() + "…") + more


def _body(errand: Errand, address: str) -> Iterator[str]:
    many = len(errand.news)
    yield f"{many} {'piece' if many == 1 else 'pieces'} of news in your watch “{visible(errand.watch_name)}”"
    for one in errand.news:
        yield ""
        yield f"* {visible(one.headline)}"
        yield from (f"  {line}" for line in lines_of(one))
        yield f"  {link_of(address, errand.watch, one)}"
    yield ""
    yield "-- "  # the mark of a signature (RFC 3676, 4.3)
    yield f"Change or stop this watch: {address}/watches/{errand.watch}"
