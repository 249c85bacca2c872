"""Hosts in private networks, whatever name, notation or redirect leads to them."""

from __future__ import annotations

import http.server
import ipaddress
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.documents import hosts, read
from entente.documents.fetching import Fetched, Limits, fetch
from entente.documents.hosts import is_private
from entente.records import Refusal
from tests.documents.builders import refusal
from tests.documents.servers import Site, serving

_REAL = socket.getaddrinfo


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        found.pages["/"] = (200, {}, b"a secret")
        yield found


def _refused(address: str) -> Refusal:
    found = fetch(address, Limits(connect=1), allow_private=False)
    assert isinstance(found, Refusal), found
    return found


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1",
        "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "::ffff:0:127.0.0.1", "2002:7f00:1::", "2002:a00:1::1", "64:ff9b::127.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1",
        "2001::1", "2001:db8::1", "100::1", "169.254.169.254", "::127.0.0.1", "192.0.0.192",
    ],
)  # fmt: skip
def test_private(address: str) -> None:
    assert is_private(address)


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "172.32.0.1",
        "100.128.0.1",
        "2606:4700::1111",
        "::ffff:8.8.8.8",
        "2002:808:808::1",
        "64:ff9b::8.8.8.8",
    ],
)
def test_public(address: str) -> None:
    assert not is_private(address)


@given(st.integers(0, 2**32 - 1))
def test_an_address_within_an_address_counts_as_itself(number: int) -> None:
    private = is_private(str(ipaddress.IPv4Address(number)))
    for outer in (0xFFFF << 32 | number, 0x0064FF9B << 96 | number, 0x2002 << 112 | number << 80 | 1):
        assert is_private(str(ipaddress.IPv6Address(outer))) == private


def test_no_address() -> None:
    with pytest.raises(ValueError, match="x"):
        is_private("x")


def test_a_private_host_is_refused_unless_allowed(site: Site) -> None:
    found = _refused(site.at("/"))
    assert found == Refusal(
        site.at("/"), "unreachable", "the address leads into a private network (127.0.0.1)",
        "allow it with --allow-private",
    )  # fmt: skip
    assert site.asked == []
    assert isinstance(fetch(site.at("/"), allow_private=True), Fetched)
    assert isinstance(fetch(site.at("/")), Fetched)
    assert refusal(read(site.at("/"), allow_private=False)) == found


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0"])
def test_every_way_to_write_it(site: Site, host: str) -> None:
    found = _refused(site.at("/", host))
    assert "private network" in found.detail or "no such host" in found.detail
    assert site.asked == []


def test_one_private_address_among_public_ones_is_enough(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(host: str, port: int, *args: int, **options: int) -> list[object]:
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, ("8.8.8.8", port)), (*kind, ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert _refused(site.at("/", "feed.test")).detail.endswith("(127.0.0.1)")
    assert site.asked == []


def test_a_name_that_changes_after_the_check(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ["8.8.8.8", "127.0.0.1", "127.0.0.1"]
    connected: list[object] = []

    def resolve(host: str, port: int, *args: int, **options: int) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers.pop(0), port))]

    def connect(self: socket.socket, place: object) -> None:
        connected.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket.socket, "connect", connect)
    assert _refused(site.at("/", "feed.test")).detail == "no server answers there"
    assert connected == [("8.8.8.8", site.port)]
    assert len(answers) == 2


@pytest.mark.parametrize("there", ["127.0.0.2", "inner.test"])
def test_every_redirect_is_checked(site: Site, monkeypatch: pytest.MonkeyPatch, there: str) -> None:
    def resolve(host: str, port: int, *args: int, **options: int) -> object:
        return _REAL("127.0.0.2" if host == "inner.test" else host, port, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    # The server has to be on this machine: its address stands for a public one.
    monkeypatch.setattr(hosts, "is_private", lambda address: address != "127.0.0.1" and is_private(address))
    site.moved("/away", site.at("/", there), 302)
    found = _refused(site.at("/away"))
    assert (found.source, found.mend) == (site.at("/away"), "allow it with --allow-private")
    assert found.detail.endswith("(127.0.0.2)")
    assert site.asked == ["/away"]


def test_the_internet_sends_nobody_into_a_private_network(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts, "is_private", lambda address: address != "127.0.0.1" and is_private(address))
    site.moved("/away", site.at("/", "127.0.0.2"), 302)
    found = fetch(site.at("/away"), Limits(connect=1), allow_private=True)
    assert isinstance(found, Refusal)
    assert found.detail.endswith("(127.0.0.2)")
    assert site.asked == ["/away"]


def test_a_private_network_may_send_one_on_within_itself(site: Site) -> None:
    site.moved("/away", site.at("/"), 302)
    assert isinstance(fetch(site.at("/away"), Limits(connect=1), allow_private=True), Fetched)


def test_proxies_of_the_environment_are_not_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert isinstance(fetch(site.at("/")), Fetched)


def test_tls_asks_for_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(host: str, port: int, *args: int, **options: int) -> object:
        return _REAL("127.0.0.1", port, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    heard = []

    def listen() -> None:
        client, _ = listener.accept()
        with client:
            heard.append(client.recv(4096))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=listen)
        thread.start()
        found = fetch(f"https://feed.test:{listener.getsockname()[1]}/", Limits(connect=2))
        thread.join()
    assert isinstance(found, Refusal)
    assert b"feed.test" in heard[0]  # RFC 6066, 3: the server name stands in the clear


@pytest.fixture
def tls(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A port that speaks TLS as feed.test; every name leads there."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("makes its certificate with the openssl command")
    key, certificate = str(tmp_path / "key.pem"), str(tmp_path / "certificate.pem")
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key,
         "-out", certificate, "-days", "2", "-subj", "/CN=feed.test", "-addext", "subjectAltName=DNS:feed.test"],
        check=True, capture_output=True,
    )  # fmt: skip
    monkeypatch.setenv("SSL_CERT_FILE", certificate)
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, port, *args, **options: _REAL("127.0.0.1", port, *args, **options)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with serving(context) as secure:
        secure.pages |= site.pages
        secure.pages["/drip"] = _drip
        yield str(secure.port)


def _drip(handler: http.server.BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    for _ in range(100):
        handler.wfile.write(b"x")
        time.sleep(0.05)


def test_tls_checks_the_name(tls: str) -> None:
    assert isinstance(fetch(f"https://feed.test:{tls}/"), Fetched)
    assert "certificate" in _found(f"https://other.test:{tls}/")
    assert "private network" in _found(f"https://feed.test:{tls}/", allow_private=False)


def test_tls_ends_in_time(tls: str) -> None:
    started = time.monotonic()
    assert _found(f"https://feed.test:{tls}/drip", Limits(whole=0.5)) == "no whole answer in time"
    assert time.monotonic() - started < 2


def _found(address: str, limits: Limits | None = None, *, allow_private: bool = True) -> str:
    found = fetch(address, limits, allow_private=allow_private)
    assert isinstance(found, Refusal), found
    return found.detail


def test_a_host_with_a_name_that_cannot_be() -> None:
    for address in (f"http://{'a' * 80}.test/", "http://a..test/", "http:///x", "ftp://a.test/", "file:///etc/passwd"):
        assert _refused(address).reason == "unreachable"
