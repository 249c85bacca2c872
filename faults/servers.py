"""Servers that misbehave, each in one way, on addresses of this machine: what a feed's host may do to who asks it."""

from __future__ import annotations

import contextlib
import gzip
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator

#: Answers on a connection; `ended` tells when the trial is over. What it raises of the network is its own end.
Answer = Callable[[socket.socket, threading.Event], None]
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nConnection: close\r\n"
_RSS = b"<?xml version='1.0'?><rss version='2.0'><channel><title>A</title>"
_ITEM = b"<item><guid>g</guid><title>t</title><description>A sentence of some words.</description></item>"


def _send(*parts: bytes) -> Answer:
    return lambda peer, ended: peer.sendall(b"".join(parts))


def _for_ever(head: bytes, part: bytes, pause: float = 0.0) -> Answer:
    def answer(peer: socket.socket, ended: threading.Event) -> None:
        peer.sendall(head)
        while not ended.is_set():
            peer.sendall(part)
            if pause:
                time.sleep(pause)

    return answer


def _silent(peer: socket.socket, ended: threading.Event) -> None:
    ended.wait(120)


def _reset(peer: socket.socket, ended: threading.Event) -> None:
    peer.sendall(_OK + b"Content-Length: 5000\r\n\r\n" + _RSS)
    time.sleep(0.05)
    # RST in place of FIN (socket(7), SO_LINGER with a time of 0).
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _bomb(peer: socket.socket, ended: threading.Event) -> None:
    """Two gigabytes of spaces, packed to two megabytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    peer.sendall(_OK + b"Content-Encoding: gzip\r\n\r\n" + packer.compress(_RSS))
    for _ in range(2048):
        peer.sendall(packer.compress(b" " * (1 << 20)))
    peer.sendall(packer.flush())


def _long_line(peer: socket.socket, ended: threading.Event) -> None:
    peer.sendall(_OK + b"\r\n" + _RSS + b"<item><title>")
    for _ in range(30):
        peer.sendall(b"a" * (1 << 20))
    peer.sendall(b"</title></item></channel></rss>")


def _moved(to: bytes) -> Answer:
    return _send(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nConnection: close\r\nLocation: ", to, b"\r\n\r\n")


def _moved_on(peer: socket.socket, ended: threading.Event) -> None:
    """Always to one address more."""
    _moved(f"/feed.xml?{time.monotonic_ns()}".encode())(peer, ended)


def _entities() -> bytes:
    """XML entities of entities ("billion laughs")."""
    doubled = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 12))
    told = _RSS.replace(b"?>", b"?><!DOCTYPE rss [<!ENTITY e0 'lol'>" + doubled + b"]>", 1)
    return told + _ITEM.replace(b">t<", b">&e11;<") + b"</channel></rss>"


_PACKED = gzip.compress(_RSS + _ITEM * 2000 + b"</channel></rss>")
#: What goes wrong -> the answer to every request, or to that for the feed alone.
FAULTS: dict[str, Answer] = {
    "a byte a second": _for_ever(_OK + b"\r\n" + _RSS, b" ", 1.0),
    "a header a second": _for_ever(_OK, b"X-A: b\r\n", 1.0),
    "a body that never ends": _for_ever(_OK + b"\r\n" + _RSS, _ITEM * 500),
    "headers that never end": _for_ever(_OK, b"X-Header: " + b"a" * 1000 + b"\r\n"),
    "one header line that never ends": _for_ever(_OK + b"X-Header: ", b"a" * 65536),
    "an answer that never begins": _silent,
    "1xx answers without end": _for_ever(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
    "redirects without end": _moved_on,
    "a redirect to itself": _moved(b"/feed.xml"),
    "a redirect to another scheme": _moved(b"file:///etc/passwd"),
    "a gzip bomb of 2 GB": _bomb,
    "a gzip file cut": _send(_OK, b"Content-Encoding: gzip\r\n\r\n", _PACKED[: len(_PACKED) // 2]),
    "gzip that is none": _send(_OK, b"Content-Encoding: gzip\r\n\r\n", _RSS),
    "a body cut in the middle": _send(_OK, b"Content-Length: 9000\r\n\r\n", _RSS, _ITEM),
    "a reset in the middle": _reset,
    "a chunk of 2^60 bytes": _send(_OK, b"Transfer-Encoding: chunked\r\n\r\n", b"1000000000000000\r\n", _RSS),
    "chunks that are none": _send(_OK, b"Transfer-Encoding: chunked\r\n\r\n", b"zz\r\n", _RSS),
    "one chunk's line that never ends": _for_ever(_OK + b"Transfer-Encoding: chunked\r\n\r\n5;", b"a" * 65536),
    "no HTTP": _send(b"\x15\x03\x01\x00\x02\x02\x28" * 20),
    "nothing at all": _send(b""),
    "entities of entities": _send(_OK, b"\r\n", _entities()),
    "a line of 30 MB": _long_line,
    "nesting of a million": _send(_OK, b"\r\n", _RSS, b"<a>" * 1_000_000),
}  # fmt: skip


@contextlib.contextmanager
def misbehaving(host: str, fault: Answer, *, everywhere: bool = False) -> Iterator[tuple[int, threading.Event]]:
    """A server at `host`: gives its port, and an event that, once set, makes it answer 404 to everything.

    `everywhere`: its robots.txt is at fault as well, otherwise it has none.
    """
    ended, mended = threading.Event(), threading.Event()
    listening = socket.create_server((host, 0))

    def answer(peer: socket.socket) -> None:
        with peer, contextlib.suppress(OSError):
            peer.settimeout(60)
            asked = peer.recv(65536)
            robots = asked.startswith(b"GET /robots.txt")
            if mended.is_set() or (robots and not everywhere):
                peer.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            else:
                fault(peer, ended)
            with contextlib.suppress(OSError):
                peer.shutdown(socket.SHUT_WR)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                peer, _ = listening.accept()
                threading.Thread(target=answer, args=(peer,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listening.getsockname()[1], mended
    finally:
        ended.set()
        listening.close()
