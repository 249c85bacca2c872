"""What an address tells by itself; addresses in pages and feeds are hostile input too."""

from __future__ import annotations

import re
from urllib.parse import urlsplit


def is_address(source: str) -> bool:
    """True if `source` is an http or https address."""
    return re.match(r"https?://", source, re.IGNORECASE) is not None


def without_login(address: str) -> str:
    """An address without the name and password that may stand before its host (RFC 3986, 3.2.1)."""
    return re.sub(r"^(https?://)[^/?#]*@", r"\1", address, flags=re.IGNORECASE)


def host_of(address: str) -> str:
    """The host of an address, an empty string where there is none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:  # "http://[x" and its like
        return ""


def suffixes_of(address: str) -> str:
    """The last one or two suffixes of an address's path (".jsonl.gz"), lower case, may be empty."""
    match = re.search(r"(?:\.\w{2,8}){1,2}$", re.sub(r"[?#].*$", "", address))
    return match[0].lower() if match and "/" in re.sub(r"^\w+://", "", address) else ""
