"""Addresses, against a server on this machine."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Iterator

import pytest

from entente.documents import read
from entente.documents.addresses import host_of, is_address, suffixes_of
from entente.documents.fetching import Declined, Fetched, Limits, NotModified, Redirected, fetch, request
from entente.records import Refusal
from tests.documents.builders import PARAGRAPHS, TEXT, TITLE, html_page, only, packed, refusal
from tests.documents.servers import Site, serving

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


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


def _fetched(site: Site, path: str, **options: str) -> Fetched:
    found = fetch(site.at(path), etag=options.get("etag", ""), modified=options.get("modified", ""))
    assert isinstance(found, Fetched), found
    return found


@pytest.mark.parametrize("validator", [{"etag": 'W/"a, \\b"'}, {"modified": "Tue, 18 Jun 2024 10:00:00 GMT"}])
def test_conditional_requests(site: Site, validator: dict[str, str]) -> None:
    site.tagged("/", b"one", **validator)
    first = _fetched(site, "/")
    assert {"etag": first.etag, "modified": first.modified} == {"etag": "", "modified": "", **validator}
    again = fetch(site.at("/"), etag=first.etag, modified=first.modified)
    assert again == NotModified(site.at("/"), first.etag, first.modified)
    assert _fetched(site, "/", etag='"other"').data == b"one"
    site.moved("/old", "/", 308)
    moved = fetch(site.at("/old"), etag=first.etag, modified=first.modified)
    assert moved == NotModified(site.at("/"), first.etag, first.modified, site.at("/"))


def test_unchanged_without_having_asked(site: Site) -> None:
    site.pages["/"] = (304, {}, b"")
    found = fetch(site.at("/"))
    assert isinstance(found, Declined)
    assert (found.status, found.detail) == (304, "the server answers 304")


@pytest.mark.parametrize("etag", ["x" * 2000, "\x01", "é"])
def test_validators_that_cannot_be_sent_back_are_left_out(site: Site, etag: str) -> None:
    site.pages["/"] = (200, {"ETag": etag}, b"one")
    assert _fetched(site, "/").etag == ""


@pytest.mark.parametrize(
    ("statuses", "moved_to"),
    [([301], "/1"), ([308, 301], "/2"), ([302], ""), ([307, 301], ""), ([301, 302], "/1"), ([301, 303, 308], "/1")],
)
def test_where_it_moved_for_good(site: Site, statuses: list[int], moved_to: str) -> None:
    for number, status in enumerate(statuses):
        site.moved(f"/{number}", f"/{number + 1}", status)
    site.pages[f"/{len(statuses)}"] = (200, {}, b"here")
    found = _fetched(site, "/0")
    assert (found.data, found.url) == (b"here", site.at(f"/{len(statuses)}"))
    assert found.moved_to == (site.at(moved_to) if moved_to else "")


def test_redirects_one_at_a_time(site: Site) -> None:
    site.moved("/old", "new?x=1", 302)
    found = request(site.at("/old"), Limits(), allow_private=True)
    assert found == Redirected(site.at("/new?x=1"), for_good=False)
    assert site.asked == ["/old"]


def test_redirects_that_lead_nowhere(site: Site) -> None:
    site.moved("/loop", "/loop")
    site.moved("/file", "file:///etc/passwd")
    site.moved("/odd", "http://[x")
    site.pages["/none"] = (301, {}, b"")
    found = [refusal(read(site.at(path))).detail for path in ("/loop", "/file", "/none")]
    assert found[0] == "too many redirects"
    assert site.asked.count("/loop") == Limits().redirects + 1
    assert found[1:] == ["the server sends on to an address that is not http or https", "the server answers 301"]
    assert refusal(read(site.at("/odd"))).reason == "unreachable"


@pytest.mark.parametrize(
    ("field", "date", "seconds"),
    [
        ("120", None, 120),
        ("0", None, 0),
        ("Tue, 18 Jun 2024 10:02:00 GMT", "Tue, 18 Jun 2024 10:00:00 GMT", 120),
        ("Tue, 18 Jun 2024 09:00:00 GMT", "Tue, 18 Jun 2024 10:00:00 GMT", 0),
        ("soon", None, None),
        ("-5", None, None),
        ("9" * 400, None, None),
        ("", None, None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after(site: Site, status: int, field: str, date: str | None, seconds: float | None) -> None:
    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response_only(status)
        handler.send_header("Retry-After", field)
        if date:
            handler.send_header("Date", date)
        handler.end_headers()

    site.pages["/"] = answer
    found = fetch(site.at("/"))
    assert isinstance(found, Declined)
    assert (found.status, found.retry_after) == (status, seconds)
    assert ("asks to wait" in found.detail) == (seconds is not None)
    assert refusal(read(site.at("/"))) == found.plain()


@pytest.mark.parametrize("part", ["status", "header", "body", "chunks"])
def test_a_server_that_drips(site: Site, part: str) -> None:
    begin = {
        "status": b"HTTP/1.1 200 ",
        "header": b"HTTP/1.1 200 OK\r\nX: ",
        "body": b"HTTP/1.1 200 OK\r\n\r\n",
        "chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    }[part]

    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.wfile.write(begin)
        for _ in range(100):
            handler.wfile.write(b"1\r\nx\r\n" if part == "chunks" else b"x")
            handler.wfile.flush()
            time.sleep(0.05)

    site.pages["/"] = answer
    started = time.monotonic()
    found = fetch(site.at("/"), Limits(whole=0.4))
    assert isinstance(found, Refusal)
    assert found.detail == "no whole answer in time"
    assert time.monotonic() - started < 2


def test_time_counts_over_all_redirects(site: Site) -> None:
    def answer(handler: http.server.BaseHTTPRequestHandler) -> tuple[int, dict[str, str], bytes]:
        time.sleep(0.2)
        return 302, {"Location": "/"}, b""

    site.pages["/"] = answer
    found = fetch(site.at("/"), Limits(whole=0.5, redirects=20))
    assert isinstance(found, Refusal)
    assert found.detail == "no whole answer in time"


def test_an_answer_cut_off_where_wished(site: Site) -> None:
    site.pages["/"] = (200, {}, b"x" * 300_000)
    found = fetch(site.at("/"), Limits(size=100_000, cut=True))
    assert isinstance(found, Fetched)
    assert found.data == b"x" * 100_000
