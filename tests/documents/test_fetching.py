"""Addresses, against a server on this machine."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Iterator

import pytest

from entente.documents import read
from entente.documents.addresses import host_of, is_address, suffixes_of
from entente.documents.fetching import Fetched, Limits, fetch
from entente.records import Refusal
from tests.documents.builders import PARAGRAPHS, TEXT, TITLE, html_page, only, packed, refusal

LATIN = (
    html_page([f"Müller: {PARAGRAPHS[0]}", *PARAGRAPHS[1:]])
    .decode()
    .replace('<meta charset="utf-8">', "")
    .encode("cp1252")
)


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers by path."""

    protocol_version = "HTTP/1.0"

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged."""

    def answer(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/2024/06/18/page":
            self.answer(html_page(), Content_Type="text/html; charset=utf-8")
        elif path == "/latin":
            self.answer(LATIN, Content_Type="text/html; charset=windows-1252")
        elif path == "/packed":
            self.answer(packed(html_page()), Content_Type="text/html", Content_Encoding="gzip")
        elif path == "/text.txt":
            self.answer(f"{TITLE}\n\n{TEXT}".encode(), Content_Type="text/plain")
        elif path.startswith("/hop/"):
            left = int(path.rsplit("/", 1)[1])
            self.answer(b"", 302, Location=f"/hop/{left - 1}" if left else "/2024/06/18/page")
        elif path == "/file":
            self.answer(b"", 302, Location="file:///etc/passwd")
        elif path == "/hang":
            time.sleep(20)
        elif path == "/drip":
            self.send_response(200)
            self.end_headers()
            for _ in range(20):
                self.wfile.write(b"x" * 70_000)
                time.sleep(0.1)
        elif path == "/large":
            self.answer(b"the man " * 400_000, Content_Type="text/plain")
        elif path == "/bomb":
            self.answer(packed(b" " * 30_000_000), Content_Type="text/html", Content_Encoding="gzip")
        elif path == "/short":
            self.answer(b"half", Content_Length="1000")
        elif path == "/login":
            self.answer(b"", 401)
        else:
            self.answer(b"<html><body>no</body></html>", 404)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients that hang up are part of the tests
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    httpd.server_close()
    thread.join()


def test_a_page(server: str) -> None:
    address = f"{server}/2024/06/18/page?x=1"
    document = only(read(address))
    assert (document.title, document.text) == (TITLE, TEXT)
    assert (document.source, document.url) == (address, address)
    assert document.outlet.startswith("127.0.0.1")
    assert (str(document.published), document.published_from) == ("2024-06-18", "page")


def test_charset_packing_and_plain_text(server: str) -> None:
    assert only(read(f"{server}/latin")).text.startswith("Müller: The")
    assert only(read(f"{server}/packed")).text == TEXT
    document = only(read(f"{server}/text.txt"))
    assert (document.title, document.text, document.url) == (TITLE, TEXT, f"{server}/text.txt")


def test_redirects(server: str) -> None:
    document = only(read(f"{server}/hop/2"))
    assert (document.text, document.source) == (TEXT, f"{server}/hop/2")
    assert "redirects" in refusal(read(f"{server}/hop/9")).detail
    assert refusal(read(f"{server}/file")).reason == "unreachable"


def test_what_cannot_be_had(server: str) -> None:
    assert "404" in refusal(read(f"{server}/nowhere")).detail
    assert refusal(read(f"{server}/login")).reason == "login-wall"
    assert refusal(read(f"{server}/short")).reason == "unreachable"
    for address in ("http://127.0.0.1:1/x", "http://host.invalid/x", "http://[bad/", "http://", "https://127.0.0.1:1"):
        found = refusal(read(address))
        assert (found.reason, found.source) == ("unreachable", address)


def test_limits(server: str) -> None:
    started = time.monotonic()
    hung = fetch(f"{server}/hang", Limits(wait=0.2))
    assert isinstance(hung, Refusal)
    assert hung.detail == "no answer in time"
    slow = fetch(f"{server}/drip", Limits(whole=0.3))
    assert isinstance(slow, Refusal)
    assert slow.reason == "unreachable"
    assert time.monotonic() - started < 15
    large = fetch(f"{server}/large", Limits(size=1_000_000))
    assert isinstance(large, Refusal)
    assert large.reason == "too-large"
    assert refusal(read(f"{server}/bomb")).reason == "too-large"
    assert isinstance(fetch(f"{server}/large"), Fetched)


@pytest.mark.parametrize(
    ("address", "host", "suffixes"),
    [
        ("https://a.test/news.jsonl.gz?x=1.html", "a.test", ".jsonl.gz"),
        ("https://a.test:8080/News.PDF", "a.test", ".pdf"),
        ("https://a.test/news/", "a.test", ""),
        ("https://a.test", "a.test", ""),
        ("http://[x", "", ""),
        ("", "", ""),
    ],
)
def test_what_an_address_tells(address: str, host: str, suffixes: str) -> None:
    assert (host_of(address), suffixes_of(address)) == (host, suffixes)


def test_addresses() -> None:
    assert is_address("HTTPS://a.test/")
    for other in ("ftp://a.test", "file:///etc/passwd", "report.html", "httpx"):
        assert not is_address(other)
        assert refusal(read(other)).reason == "not-found"
