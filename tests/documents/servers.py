"""Web servers on this machine, for the tests."""

from __future__ import annotations

import http.server
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message

#: Status, headers, body.
Answer = tuple[int, Mapping[str, str], bytes]
#: Makes an answer from a request, or writes by itself what is no proper HTTP.
Maker = Callable[[http.server.BaseHTTPRequestHandler], Answer | None]


@dataclass
class Site:
    """A server: what it answers, by path, and what it was asked. Paths that are not there answer 404."""

    port: int = 0
    pages: dict[str, Answer | Maker] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[Message] = field(default_factory=list)

    def at(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of a path."""
        return f"http://{host}:{self.port}{path}"

    def moved(self, path: str, location: str, status: int = 301) -> None:
        """Redirect from `path`."""
        self.pages[path] = (status, {"Location": location}, b"")

    def tagged(self, path: str, body: bytes, etag: str = "", modified: str = "") -> None:
        """A page that answers 304 to a request that names its validator."""

        def answer(request: http.server.BaseHTTPRequestHandler) -> Answer:
            validators = {name: text for name, text in (("ETag", etag), ("Last-Modified", modified)) if text}
            known = (request.headers["If-None-Match"], request.headers["If-Modified-Since"])
            same = (etag and known[0] == etag) or (modified and known[1] == modified)
            return (304, validators, b"") if same else (200, validators, body)

        self.pages[path] = answer


def _handler(site: Site) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Nothing is logged."""

        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.headers.append(self.headers)
            page = site.pages.get(self.path, (404, {}, b""))
            answer = page if isinstance(page, tuple) else page(self)
            if answer is None:
                return
            status, headers, body = answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    return Handler


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A running server."""
    site = Site()
    httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    httpd.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients that hang up are part of the tests
    if tls:
        httpd.socket = tls.wrap_socket(httpd.socket, server_side=True)
    site.port = httpd.server_port
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()
