"""One message to an address, by the same rules as reading one: no private networks, no redirects, bounded time."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

from entente.documents.addresses import is_address
from entente.documents.fetching import ALLOW_PRIVATE, _in_words, _seconds
from entente.errors import InputError, UsageError

#: Bytes of an answer's body that are read, so that the server sees its answer taken.
_TAKEN = 4096


def post(
    address: str, body: bytes, headers: Mapping[str, str], *, allow_private: bool = False, timeout: float = 10.0
) -> tuple[int, float | None]:
    """Sends `body` by POST to an address, once.

    A redirect is an answer and is not followed. The address that is connected to is the one that was checked (see
    `entente.documents.hosts`).

    Args:
        address: http or https.
        body: the bytes; `headers`: beside Host and Content-Length.
        allow_private: may lead into private networks.
        timeout: seconds that the whole may take.

    Returns:
        The status, and the seconds that Retry-After asks to wait (RFC 9110, 10.2.3) or None.

    Raises:
        UsageError: if it is no such address, or leads into a private network that is not allowed.
        InputError: if no server answers, or not in time; what was sent may have arrived all the same.
    """
    import urllib3

    from entente.documents.hosts import Guard, PrivateHost, pool_for

    if not is_address(address):
        raise UsageError("is no http or https address", place="address")
    with Guard(timeout, allow_private) as guard:
        try:
            url = urllib3.util.parse_url(address)
            with (
                pool_for(url, urllib3.Timeout(connect=timeout, read=timeout), guard) as pool,
                pool.urlopen(
                    "POST", url.request_uri, body=body, headers={"User-Agent": "entente (sends alerts)", **headers},
                    retries=False, redirect=False, preload_content=False,
                ) as answer,
            ):  # fmt: skip
                # The status has come: a body that breaks off or never ends changes nothing.
                with contextlib.suppress(urllib3.exceptions.HTTPError, OSError):
                    answer.read(_TAKEN, decode_content=False)
                return answer.status, _seconds(answer.headers.get("Retry-After", ""), answer.headers.get("Date", ""))
        except PrivateHost as fault:
            raise UsageError(str(fault), mend=ALLOW_PRIVATE) from fault
        except urllib3.exceptions.LocationValueError as fault:
            raise UsageError("is no http or https address", place="address") from fault
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as fault:
            raise InputError("no answer in time" if guard.left <= 0 else _in_words(fault)) from fault
