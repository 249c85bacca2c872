"""Receivers of alerts on this machine: an HTTP server that checks signatures, and an SMTP server."""

from __future__ import annotations

import hashlib
import hmac
import http.server
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

#: Status and headers; or what the receiver does by itself.
Answer = tuple[int, Mapping[str, str]] | Callable[[http.server.BaseHTTPRequestHandler], None]


def genuine(secret: str, header: str, body: bytes) -> bool:
    """As the documentation of `entente.serve.watching.signature` tells receivers to check, but for the age."""
    parts = dict(part.split("=", 1) for part in header.split(","))
    signed = parts["t"].encode() + b"." + body
    right = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(right, parts["v1"])


@dataclass
class Hook:
    """An HTTP receiver. `answers`: one for each posting in turn, the last one for ever."""

    port: int = 0
    secret: str = ""
    answers: list[Answer] = field(default_factory=lambda: [(200, {})])
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    gotten: list[str] = field(default_factory=list)
    forged: int = 0

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def deliveries(self) -> list[str]:
        """The ids of what came, in order."""
        return [body["delivery"] for body in self.bodies]


def _handler(hook: Hook) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Nothing is logged."""

        def do_GET(self) -> None:
            hook.gotten.append(self.path)
            self.send_response(200)
            self.end_headers()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.forged += hook.secret != "" and not genuine(hook.secret, self.headers["Entente-Signature"], body)
            answer = hook.answers.pop(0) if len(hook.answers) > 1 else hook.answers[0]
            hook.headers.append(dict(self.headers.items()))
            hook.bodies.append(json.loads(body))
            if callable(answer):
                answer(self)
                return
            self.send_response(answer[0])
            for name, value in answer[1].items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

    return Handler


@contextmanager
def hooked(*answers: Answer) -> Iterator[Hook]:
    """A receiver while the block runs."""
    hook = Hook()
    hook.answers = list(answers) or hook.answers
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler(hook))
    server.daemon_threads = True
    hook.port = int(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def hangs(seconds: float) -> Answer:
    """Takes the message and answers after that time, or never."""

    def answer(request: http.server.BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)

    return answer


def drips(request: http.server.BaseHTTPRequestHandler) -> None:
    """Sends a byte now and then, so that no time-out from byte to byte ends it."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(200):
        try:
            request.wfile.write(b".")
            request.wfile.flush()
        except OSError:
            return
        time.sleep(0.05)


def closes(request: http.server.BaseHTTPRequestHandler) -> None:
    """Breaks off without an answer."""
    request.close_connection = True


@dataclass
class Postbox:
    """An SMTP server's handler. `says`: the answer at each step, "" for the usual one."""

    at_sender: list[str] = field(default_factory=list)
    at_recipient: list[str] = field(default_factory=list)
    at_text: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    port: int = 0

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.at_sender.pop(0) if self.at_sender else ""
        if not answer:
            envelope.mail_from = address
        return answer or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.at_recipient.pop(0) if self.at_recipient else ""
        if not answer:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.at_text.pop(0) if self.at_text else ""
        if not answer.startswith(("4", "5")):
            assert isinstance(envelope.content, bytes)
            self.mails.append(envelope.content)
            self.recipients.append(list(envelope.rcpt_tos))
        if answer == "dies":
            assert server.transport is not None
            server.transport.abort()
        return answer or "250 OK"


class _AnyPort(Controller):
    def _trigger_server(self) -> None:
        # The port that the system has chosen, which the controller's own first connection needs.
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def posted(postbox: Postbox, **options: Any) -> Iterator[Postbox]:
    """An SMTP server while the block runs."""
    controller = _AnyPort(postbox, hostname="127.0.0.1", port=0, **options)
    controller.start()
    postbox.port = controller.port
    try:
        yield postbox
    finally:
        controller.stop()
