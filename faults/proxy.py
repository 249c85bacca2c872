"""A proxy before an object store that lets some requests fail, drawn from a seed: what clouds do on a bad day.

The errors are S3's own ("Error responses": InternalError 500, SlowDown 503), beside delays, connections that are reset
before the request was heard or after it took effect, and answers that are cut in the middle.
"""

from __future__ import annotations

import contextlib
import random
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

#: What may happen to a request. "unheard" and "500", "503": it never gets there; "unanswered" and "500 after": it
#: takes effect, and the client is not told; "cut": half of the answer's body.
FAULTS = ("500", "503", "unheard", "500 after", "unanswered", "cut", "slow")
_ERROR = "<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code><Message>{code}</Message></Error>"


@dataclass
class Proxy:
    """How often which fault falls, and what has befallen so far.

    Attributes:
        url: where it is asked.
        share: of requests that fail.
        faults: that are drawn from.
        slow: seconds of a delay.
        open: False to let no request through.
    """

    url: str
    chance: random.Random
    share: float = 0.0
    faults: tuple[str, ...] = FAULTS
    slow: float = 0.3
    open: bool = True
    befell: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def draw(self) -> str:
        """What happens to the next request; "" for nothing."""
        with self.lock:
            self.befell["requests"] += 1
            drawn = self.chance.choice(self.faults) if self.chance.random() < self.share else ""
            drawn = drawn if self.open else "503"
            if drawn:
                self.befell[drawn] += 1
            return drawn


@contextlib.contextmanager
def before(url: str, seed: object, share: float = 0.0, faults: tuple[str, ...] = FAULTS) -> Iterator[Proxy]:
    """A proxy before the server at `url`. The Host header goes through as it is, for the signature covers it."""
    place = urlsplit(url)
    listening = socket.create_server(("127.0.0.1", 0))
    proxy = Proxy(f"http://127.0.0.1:{listening.getsockname()[1]}", random.Random(f"{seed}"), share, faults)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listening.accept()
                threading.Thread(target=_serve, args=(client, place, proxy), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield proxy
    finally:
        listening.close()


def _serve(client: socket.socket, place: SplitResult, proxy: Proxy) -> None:
    """One request after the other on a connection, each over a connection of its own to the server."""
    client.settimeout(60)
    with client, contextlib.suppress(OSError, ValueError):
        kept = b""
        while True:
            request, kept = _message(client, kept)
            if not request or not _pass(client, place, proxy, request):
                return


def _pass(client: socket.socket, place: SplitResult, proxy: Proxy, request: bytes) -> bool:
    """One request; False where the connection is over."""
    fault = proxy.draw()
    if fault == "slow":
        time.sleep(proxy.slow)
    if fault == "unheard":
        return _reset(client)
    if fault in ("500", "503"):
        client.sendall(_error(fault))
        return True
    answer = _asked(place, request)
    if fault == "500 after":
        client.sendall(_error("500"))
        return True
    if fault == "unanswered":
        return _reset(client)
    if fault == "cut":
        head, _, body = answer.partition(b"\r\n\r\n")
        client.sendall(head + b"\r\n\r\n" + body[: len(body) // 2])
        return _reset(client)
    client.sendall(answer)
    return b"connection: close" not in answer[:2000].lower()


def _asked(place: SplitResult, request: bytes) -> bytes:
    """The server's answer, whole."""
    with socket.create_connection((place.hostname or "", place.port or 80), timeout=60) as server:
        server.sendall(request)
        head_only = request.startswith(b"HEAD ")
        answer, _ = _message(server, b"", bodiless=head_only)
        return answer


def _message(peer: socket.socket, kept: bytes, *, bodiless: bool = False) -> tuple[bytes, bytes]:
    """The next whole message of a connection, and what came after it; empty at its end."""
    while b"\r\n\r\n" not in kept:
        if not (part := peer.recv(65536)):
            return b"", b""
        kept += part
        if kept.startswith(b"HTTP/1.1 100") and b"\r\n\r\n" in kept:
            kept = kept.partition(b"\r\n\r\n")[2]
    head, _, rest = kept.partition(b"\r\n\r\n")
    names = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:] if b":" in line)
    status = head[9:12] if head.startswith(b"HTTP/") else b""
    if bodiless or status in (b"204", b"304"):
        return head + b"\r\n\r\n", rest
    if b"chunked" in names.get(b"transfer-encoding", b""):
        while not (rest.endswith(b"0\r\n\r\n")):
            rest += _more(peer)
        return head + b"\r\n\r\n" + rest, b""
    if b"content-length" not in names and status:
        while part := peer.recv(65536):  # to the end of the connection
            rest += part
        return head + b"\r\n\r\n" + rest, b""
    length = int(names.get(b"content-length", b"0"))
    while len(rest) < length:
        rest += _more(peer)
    return head + b"\r\n\r\n" + rest[:length], rest[length:]


def _more(peer: socket.socket) -> bytes:
    part = peer.recv(65536)
    if not part:
        raise ConnectionError("cut")
    return part


def _error(status: str) -> bytes:
    told = {"500": ("500 Internal Server Error", "InternalError"), "503": ("503 Slow Down", "SlowDown")}[status]
    body = _ERROR.format(code=told[1]).encode()
    head = f"HTTP/1.1 {told[0]}\r\nContent-Type: application/xml\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def _reset(client: socket.socket) -> bool:
    """RST in place of FIN (socket(7), SO_LINGER with a time of 0)."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()
    return False
