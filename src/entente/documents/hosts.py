"""Where a request may go and how long it may take: private networks are refused by the address that is connected to.

A name can lead to one address when it is asked for and to another a moment later (DNS rebinding), so the name is looked
up once for each connection, every answer is checked, and the connection is made to a checked answer. TLS goes on
checking the certificate against the name.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
import time
from types import TracebackType

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

#: Global unicast (RFC 4291, 2.4; IANA, "Internet Protocol Version 6 Address Space"): nothing else is on the internet.
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
#: The well-known prefix of translators between IPv6 and IPv4 (RFC 6052, 2.1).
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
#: For protocols, not for hosts of the internet (RFC 6890, 2.2.2; IANA); Python before 3.12.4 takes most of it for
#: global. Clouds have their metadata there too.
_PROTOCOLS = ipaddress.IPv4Network("192.0.0.0/24")
#: Addresses of one name that are tried, in the resolver's order; all are checked.
_TRIED = 4


class PrivateHost(urllib3.exceptions.HTTPError):
    """A host leads into a private network. `address`: where to."""

    def __init__(self, address: str) -> None:
        super().__init__(f"the address leads into a private network ({address})")
        self.address = address


class _OutOfTime(urllib3.exceptions.HTTPError):
    """The whole time of a request is over."""


def is_private(address: str) -> bool:
    """True if an IP address is not one of the public internet.

    These are private, loopback, link-local, shared, documentation, reserved, multicast and unspecified addresses (IANA
    special-purpose address registries, RFC 6890), and IPv6 addresses that carry such an IPv4 address: mapped
    (RFC 4291, 2.5.5.2), 6to4 (RFC 3056, 2) and translated (RFC 6052, 2.1).

    Raises:
        ValueError: if it is not an IP address.
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or (ipaddress.IPv4Address(int(found) & 0xFFFFFFFF) if found in _NAT64 else None)
        if inner is None and (found not in _GLOBAL_UNICAST or not found.is_global):
            return True
        inner = inner or found.sixtofour
        return inner is not None and is_private(str(inner))
    return not found.is_global or found.is_multicast or found.is_reserved or found in _PROTOCOLS


class Guard:
    """Watches the connections of one fetch: where they lead, and that all is over after `seconds`.

    The time-outs of a socket count from byte to byte, and a server that sends one byte now and then never trips them:
    at the end of the time the sockets are shut from outside.
    """

    def __init__(self, seconds: float, allow_private: bool) -> None:
        self.allow_private = allow_private
        self._was_public = False
        self._end = time.monotonic() + seconds
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True

    def __enter__(self) -> Guard:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        self._timer.join()

    @property
    def left(self) -> float:
        """Seconds left, 0 or less when time is over."""
        return self._end - time.monotonic()

    def watch(self, connected: object) -> None:
        """Shut this socket too when time is over. Raises an urllib3 error if it is."""
        with self._lock:
            if isinstance(connected, socket.socket):
                self._sockets.append(connected)
        if self.left <= 0:
            self._shut()
            raise _OutOfTime

    def _shut(self) -> None:
        with self._lock:
            for connected in self._sockets:
                # Not the method of SSLSocket, which takes the TLS layer off under the thread that reads.
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(connected, socket.SHUT_RDWR)

    def connect(self, host: str, port: int, timeout: float) -> socket.socket:
        """A connected TCP socket.

        Raises:
            PrivateHost: if any address of the host is private and the guard does not allow it. It does not allow it
                after a public one in any case: whoever lets a private address be read has named it, and no server of
                the internet may name one in their place.
            OSError: if the host is not known, or no address answers.
        """
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        private = next((str(place[0]) for _, _, _, _, place in found if is_private(str(place[0]))), None)
        if private is not None and (not self.allow_private or self._was_public):
            raise PrivateHost(private)
        self._was_public |= private is None
        fault = OSError("the host has no address")
        for family, kind, protocol, _, place in found[:_TRIED]:
            if self.left <= 0:
                raise _OutOfTime
            connecting = socket.socket(family, kind, protocol)
            try:
                connecting.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                connecting.settimeout(max(0.001, min(timeout, self.left)))
                connecting.connect(place)
            except OSError as failed:
                connecting.close()
                fault = failed
            else:
                return connecting
        raise fault


def _connected(connection: _PlainConnection | _TlsConnection) -> socket.socket:
    """What both kinds of urllib3 connection do to get their socket, with urllib3's own errors."""
    timeout = connection.timeout if isinstance(connection.timeout, int | float) else connection.guard.left
    try:
        # The name with its last dot, as urllib3 looks it up.
        return connection.guard.connect(connection._dns_host, connection.port, timeout)
    except socket.gaierror as fault:
        raise urllib3.exceptions.NameResolutionError(connection.host, connection, fault) from fault
    except UnicodeError as fault:
        raise urllib3.exceptions.LocationParseError(f"'{connection.host}', label empty or too long") from fault
    except TimeoutError as fault:
        raise urllib3.exceptions.ConnectTimeoutError(connection, "no answer in time") from fault
    except OSError as fault:
        raise urllib3.exceptions.NewConnectionError(connection, str(fault)) from fault


class _PlainConnection(HTTPConnection):
    def __init__(self, *args: object, guard: Guard, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.guard = guard

    def _new_conn(self) -> socket.socket:
        return _connected(self)

    def connect(self) -> None:
        super().connect()
        self.guard.watch(self.sock)


class _TlsConnection(HTTPSConnection):
    def __init__(self, *args: object, guard: Guard, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.guard = guard

    def _new_conn(self) -> socket.socket:
        return _connected(self)

    def connect(self) -> None:
        super().connect()
        self.guard.watch(self.sock)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


def pool_for(url: urllib3.util.Url, timeout: urllib3.Timeout, guard: Guard) -> HTTPConnectionPool:
    """Connections to one host, watched by `guard`. Proxies named in the environment are not used.

    Raises:
        urllib3.exceptions.LocationValueError: if `url` has no host; URLSchemeUnknown, if it is not http or https.
    """
    if url.scheme not in ("http", "https"):
        raise urllib3.exceptions.URLSchemeUnknown(str(url.scheme))
    kind = _TlsPool if url.scheme == "https" else _PlainPool
    return kind(url.host or "", url.port, timeout=timeout, guard=guard)
