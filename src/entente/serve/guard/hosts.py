"""Who may listen where, and by which names the desk may be called."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from entente.errors import UsageError
from entente.serve.guard.files import read_token
from entente.serve.guard.users_file import users
from entente.serve.settings import LOOPBACK, Settings

#: A host with its port as a Host header has them (RFC 9110 section 7.2; RFC 3986 section 3.2.2).
_HOST = re.compile(r"(?P<name>\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,252}))(?::(?P<port>\d{1,5}))?")


def outside(settings: Settings) -> bool:
    """Whether others than this machine's own users reach the desk: by its host, https, or the name it is known by."""
    known = (urlsplit(settings.base_url).hostname or "") if settings.base_url else ""
    return not settings.loopback or settings.https or (bool(known) and known not in LOOPBACK)


def signs_in(settings: Settings) -> bool:
    """Whether readers must sign in."""
    return settings.token_file is not None or settings.users_file is not None


def check_host(settings: Settings) -> None:
    """Refuses to listen where strangers would be admins, and with secrets that others may read.

    Raises:
        UsageError: another host than loopback, https, or an outside name without token or users file; a file that
            others may read; a token that is too short; a fault in the users file.
    """
    if outside(settings) and not signs_in(settings):
        if not settings.loopback:
            what, place = f"anybody who reaches {settings.host} could do everything here", f"--host {settings.host}"
        else:
            what, place = "anybody who comes through the proxy could do everything here", "https or base address"
        raise UsageError(what, place=place, mend="give --token-file or --users-file, or listen on 127.0.0.1")
    if settings.base_url and urlsplit(settings.base_url).scheme not in ("http", "https"):
        raise UsageError("the base address is no http(s) address", place=settings.base_url, mend="https://desk.example")
    if settings.token_file is not None:
        read_token(settings.token_file)
    if settings.users_file is not None and not users(settings.users_file):
        mend = f"entente users add NAME --role admin --users-file {settings.users_file}"
        raise UsageError("nobody is in the users file", place=str(settings.users_file), mend=mend)


def split_host(text: str) -> tuple[str, str] | None:
    """Name and port of a Host header, port "" where none is given; None where it is no host."""
    found = _HOST.fullmatch(text)
    return (found["name"].strip("[]").lower().rstrip("."), found["port"] or "") if found else None


class Names:
    """By which host names the desk may be called: against DNS rebinding and forged Host headers.

    Listening on loopback alone, only loopback's names and that of the base address count: a page of a stranger whose
    name suddenly means 127.0.0.1 is turned away (Jackson and others, "Protecting Browsers from DNS Rebinding
    Attacks", CCS 2007). Elsewhere readers sign in and cookies belong to one name; with a base address only that
    name, loopback and plain IP addresses count (a probe asks by address), without one every well-formed name does.
    """

    def __init__(self, settings: Settings) -> None:
        """Names of a desk with these settings."""
        known = urlsplit(settings.base_url).hostname if settings.base_url else None
        self._names = frozenset(name.lower() for name in (*LOOPBACK, known or ""))
        self._addresses = not settings.loopback
        self._any = not settings.loopback and known is None

    def allow(self, name: str) -> bool:
        """Whether the desk may be called by this name."""
        return self._any or name in self._names or (self._addresses and _is_address(name))


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def client_address(peer: str, forwarded: str, settings: Settings) -> str:
    """Where a request comes from.

    X-Forwarded-For is believed only behind https on loopback, that is from the proxy on this machine that the desk
    was told of, and of it only the last entry, which that proxy itself wrote (RFC 7239 section 8.1 on forging).

    Args:
        peer: address of the other end of the connection.
        forwarded: the X-Forwarded-For header, "" where there is none.
        settings: of the desk.
    """
    if forwarded and settings.https and settings.loopback and peer in LOOPBACK:
        last = forwarded.rpartition(",")[2].strip()
        if _is_address(last):
            return last
    return peer


def network(address: str) -> str:
    """What is counted as one client: an IPv4 address, or the /64 of an IPv6 address (RFC 6177: one site's share)."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 6 and found.ipv4_mapped is None:
        return str(ipaddress.ip_network(f"{address.partition('%')[0]}/64", strict=False))
    return str(found.ipv4_mapped if found.version == 6 and found.ipv4_mapped else found)
