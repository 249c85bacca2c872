"""One message to an address."""

from __future__ import annotations

import time

import pytest

from entente.documents.posting import post
from entente.errors import InputError, UsageError
from tests.serve.watching.receivers import closes, drips, hangs, hooked


def test_the_body_arrives_as_it_is_and_the_answer_comes_back() -> None:
    with hooked((201, {})) as hook:
        assert post(hook.address, b'{"delivery": "x"}', {"X-One": "1"}, allow_private=True) == (201, None)
    assert hook.bodies == [{"delivery": "x"}]
    assert hook.headers[0]["X-One"] == "1"


def test_private_networks_are_refused_unless_allowed() -> None:
    with hooked() as hook:
        for address in (hook.address, f"http://localhost:{hook.port}/", f"http://[::ffff:127.0.0.1]:{hook.port}/"):
            with pytest.raises(UsageError, match="private network"):
                post(address, b"{}", {})
    assert hook.bodies == []


@pytest.mark.parametrize("address", ["ftp://example.org/", "javascript:alert(1)", "", "http://", "http://[x/"])
def test_what_is_no_address_is_told(address: str) -> None:
    with pytest.raises(UsageError, match="no http or https address"):
        post(address, b"{}", {})


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    with hooked() as there, hooked((307, {"Location": there.address})) as hook:
        assert post(hook.address, b'{"delivery": "x"}', {}, allow_private=True) == (307, None)
        assert (there.bodies, there.gotten) == ([], [])


def test_retry_after_comes_back_in_seconds() -> None:
    moment = {"Retry-After": "Wed, 21 Oct 2099 07:28:00 GMT"}
    with hooked((503, {"Retry-After": "120"}), (429, moment), (503, {"Retry-After": "soon"})) as hook:
        assert post(hook.address, b"{}", {}, allow_private=True) == (503, 120.0)
        status, wait = post(hook.address, b'{"delivery": ""}', {}, allow_private=True)
        assert status == 429
        assert wait is not None
        assert wait > 1e9
        assert post(hook.address, b"{}", {}, allow_private=True) == (503, None)


@pytest.mark.parametrize("answer", [hangs(3), drips, closes])
def test_who_does_not_answer_in_time_or_breaks_off_is_left(answer: object) -> None:
    with hooked(answer) as hook:  # type: ignore[arg-type]
        start = time.monotonic()
        if answer is drips:  # an answer has come, its body does not count
            assert post(hook.address, b"{}", {}, allow_private=True, timeout=0.4)[0] == 200
        else:
            with pytest.raises(InputError):
                post(hook.address, b"{}", {}, allow_private=True, timeout=0.4)
        assert time.monotonic() - start < 2


def test_nobody_there() -> None:
    with hooked() as hook:
        address = hook.address
    with pytest.raises(InputError, match="no server answers there"):
        post(address, b"{}", {}, allow_private=True)
