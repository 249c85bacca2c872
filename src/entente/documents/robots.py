"""What a host lets crawlers fetch: robots.txt as RFC 9309 has it.

The standard library's reader goes by the first rule that fits and knows no wildcards; RFC 9309 wants the longest.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote, urlsplit

from entente.documents.addresses import is_address
from entente.documents.fetching import ALLOW_PRIVATE, TOO_MANY_REDIRECTS, Declined, Fetched, Limits, fetch
from entente.records import Refusal

#: The name by which rules address this crawler (RFC 9309, 2.2.1).
AGENT = "entente"
#: Bytes of a robots.txt that are read (RFC 9309, 2.5: at least 500 KiB), and its redirects (2.3.1.2: at least five).
LARGEST_ROBOTS = 500 * 1024
_REDIRECTS = 5
#: Octets that mean the same whether escaped or not (RFC 3986, 2.3), and those that part a path and its query.
_SAFE = "/?:@!&'()+,;=-._~[]"


@dataclass(frozen=True, slots=True)
class Robots:
    """What one host allows.

    Attributes:
        rules: (pattern, allowed) of the groups that are meant for us; patterns are in the normal form of `_pattern`.
        delay: seconds between two requests that the host asks for ("Crawl-delay", no part of the RFC), or None.
        refusal: why nothing of the host may be fetched, or None.
    """

    rules: tuple[tuple[str, bool], ...] = ()
    delay: float | None = None
    refusal: Refusal | None = None

    def allows(self, address: str) -> bool:
        """True if the address may be fetched: the longest rule that fits decides, at equal length the one that allows
        (RFC 9309, 2.2.2); where no rule fits it may, and robots.txt itself always may."""
        if self.refusal:
            return False
        parts = urlsplit(address)
        path = _normal(parts.path or "/") + (f"?{_normal(parts.query)}" if parts.query else "")
        if path == "/robots.txt":
            return True
        fitting = [(len(pattern), allowed) for pattern, allowed in self.rules if _fits(pattern, path)]
        return max(fitting)[1] if fitting else True


def origin_of(address: str) -> str:
    """Scheme, host and port of an address, for which one robots.txt speaks (RFC 9309, 2.3); "" if not of http."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:  # "http://[x" and its like
        return ""
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    if not host or not is_address(address):
        return ""
    return f"{parts.scheme.lower()}://{host}" + (f":{port}" if port is not None else "")


def fetch_robots(origin: str, limits: Limits, *, allow_private: bool) -> Robots:
    """What a host allows, by the robots.txt that it gives.

    A host that has none (any answer from 400 to 499) allows all, one that fails (5xx, no answer) allows nothing
    (RFC 9309, 2.3.1.3 and 2.3.1.4). Too many redirects count as none (2.3.1.2). 429 counts as a failure here: who asks
    for fewer requests is not sent more.
    """
    bounds = replace(limits, size=LARGEST_ROBOTS, redirects=_REDIRECTS, cut=True)
    answer = fetch(f"{origin}/robots.txt", bounds, allow_private=allow_private)
    if isinstance(answer, Fetched):
        return parse_robots(answer.data)
    if isinstance(answer, Declined) and 400 <= answer.status < 500 and answer.status != 429:
        return Robots()
    if answer.detail == TOO_MANY_REDIRECTS:
        return Robots()
    if answer.mend == ALLOW_PRIVATE:
        return Robots(refusal=answer)
    return Robots(refusal=replace(answer, detail=f"robots.txt cannot be read, and so nothing may be: {answer.detail}"))


def parse_robots(data: bytes) -> Robots:
    """The rules for `AGENT`, or where it is not named those for "*".

    Groups for the same name are taken together (RFC 9309, 2.2.1). Lines that the RFC does not know are no part of a
    group and do not end its list of names (2.2.4); a crawl-delay goes with the names before it.
    """
    rules: dict[str, list[tuple[str, bool]]] = {}
    delays: dict[str, float] = {}
    names: list[str] = []
    open_list = False
    for line in re.split(r"\r\n?|\n", data[:LARGEST_ROBOTS].decode("utf-8-sig", "replace")):
        key, colon, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        key = key.lower()
        if not colon:
            continue
        if key == "user-agent":
            names = [*(names if open_list else []), _name(value)]
            rules.setdefault(names[-1], [])
            open_list = True
        elif key in ("allow", "disallow"):
            open_list = False
            for name in names if value else []:
                rules[name].append((_pattern(value), key == "allow"))
        elif key == "crawl-delay" and (seconds := _seconds(value)) is not None:
            delays |= dict.fromkeys(names, seconds)
    mine = AGENT if AGENT in rules else "*"
    return Robots(tuple(dict.fromkeys(rules.get(mine, []))), delays.get(mine))


def _name(value: str) -> str:
    """The product token at the start of a user-agent line, lower case (RFC 9309, 2.2.1)."""
    found = re.match(r"\*|[A-Za-z_-]+", value)
    return found[0].lower() if found else ""


def _seconds(value: str) -> float | None:
    try:
        seconds = float(value)
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def _normal(path: str) -> str:
    """A path in which the same octets are written in the same way (RFC 9309, 2.2.2); "*" and "$" stand escaped.

    Escapes of "/", "?" and "%" stay escapes: they are not the same as the signs.
    """
    parts = re.split(r"(%(?:2F|3F|25))", path, flags=re.IGNORECASE)
    return "".join(
        part.upper() if number % 2 else quote(unquote(part, errors="surrogateescape"), _SAFE, errors="surrogateescape")
        for number, part in enumerate(parts)
    )


def _pattern(value: str) -> str:
    """A rule's pattern in normal form: "*" anywhere and "$" at the end keep their meaning (RFC 9309, 2.2.3)."""
    body = value.removesuffix("$")
    return "*".join(_normal(piece) for piece in body.split("*")) + value[len(body) :]


def _fits(pattern: str, path: str) -> bool:
    """True if the pattern fits the beginning of the path: "*" stands for anything, "$" at the end for the end.

    Each piece between stars is looked for once, from left to right: no pattern takes long, however many stars it has.
    """
    whole = pattern.endswith("$")
    first, *pieces = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    last = pieces.pop() if whole and pieces else None
    at = len(first)
    for piece in pieces:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if last is not None:
        return path.endswith(last) and len(path) - len(last) >= at
    return not whole or at == len(path)
