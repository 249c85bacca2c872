from __future__ import annotations

from pathlib import Path

import pytest

from entente.errors import UsageError
from entente.serve.guard import check_host, outside
from entente.serve.guard.hosts import Names, client_address, network, split_host
from tests.serve.guard.rig import TOKEN, people, secret, settings


def test_loopback_needs_nothing(tmp_path: Path) -> None:
    for host in ("127.0.0.1", "::1", "localhost"):
        check_host(settings(tmp_path, host=host))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "desk.example", "127.0.0.2", ""])
def test_another_host_is_refused_without_secrets(tmp_path: Path, host: str) -> None:
    with pytest.raises(UsageError, match="could do everything here") as caught:
        check_host(settings(tmp_path, host=host))
    assert "--token-file or --users-file" in caught.value.mend


@pytest.mark.parametrize("given", [{"https": True}, {"base_url": "https://desk.example"}])
def test_a_proxy_in_front_of_loopback_is_refused_without_secrets(tmp_path: Path, given: dict[str, object]) -> None:
    with pytest.raises(UsageError, match="through the proxy"):
        check_host(settings(tmp_path, **given))


def test_another_host_with_a_token_or_users(tmp_path: Path) -> None:
    token = secret(tmp_path / "token", TOKEN)
    check_host(settings(tmp_path, host="0.0.0.0", token_file=token))
    check_host(settings(tmp_path, host="0.0.0.0", users_file=people(tmp_path)))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_files_that_others_may_read_are_refused(tmp_path: Path, mode: int) -> None:
    token, users = secret(tmp_path / "token", TOKEN), people(tmp_path)
    token.chmod(mode)
    users.chmod(mode)
    for given in ({"token_file": token}, {"users_file": users}):
        with pytest.raises(UsageError, match="others may read") as caught:
            check_host(settings(tmp_path, **given))
        assert caught.value.mend.startswith("chmod 600 ")


@pytest.mark.parametrize(
    ("text", "fault"),
    [("short", "shorter than 32"), ("", "shorter"), ("x" * 20 + " " + "y" * 20, "one word"), ("ö" * 40, "one word"),
     ("x" * 20 + "\n" + "y" * 20, "one word")],
)  # fmt: skip
def test_poor_tokens_are_refused(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(UsageError, match=fault):
        check_host(settings(tmp_path, token_file=secret(tmp_path / "token", text)))


def test_files_that_are_not_there(tmp_path: Path) -> None:
    for given in ({"token_file": tmp_path / "no"}, {"users_file": tmp_path / "no"}, {"token_file": tmp_path}):
        with pytest.raises(UsageError):
            check_host(settings(tmp_path, **given))


def test_a_users_file_without_users_says_how_to_add_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nobody") as caught:
        check_host(settings(tmp_path, users_file=secret(tmp_path / "users", "# none yet\n")))
    assert "users add NAME --role admin" in caught.value.mend


def test_base_address_must_be_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no http"):
        check_host(settings(tmp_path, users_file=people(tmp_path), base_url="javascript:alert(1)"))


@pytest.mark.parametrize(
    ("text", "found"),
    [("localhost:8700", ("localhost", "8700")), ("[::1]:80", ("::1", "80")), ("LOCALHOST.", ("localhost", "")),
     ("127.0.0.1", ("127.0.0.1", "")), ("", None), ("a b", None), ("a:b", None), ("a/b", None), ("a@localhost", None),
     ("localhost:8700,evil", None), ("localhost\x00", None), ("[::1", None), ("localhost:999999", None)],
)  # fmt: skip
def test_host_headers(text: str, found: tuple[str, str] | None) -> None:
    assert split_host(text) == found


def test_names_on_loopback_are_few(tmp_path: Path) -> None:
    names = Names(settings(tmp_path, base_url="https://desk.example"))
    assert all(map(names.allow, ("localhost", "127.0.0.1", "::1", "desk.example")))
    assert not any(map(names.allow, ("evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "192.168.1.5", "")))


def test_names_elsewhere(tmp_path: Path) -> None:
    named = Names(settings(tmp_path, host="0.0.0.0", base_url="https://desk.example"))
    assert all(map(named.allow, ("desk.example", "10.0.0.7", "localhost", "fe80::1")))
    assert not named.allow("evil.example")
    assert Names(settings(tmp_path, host="0.0.0.0")).allow("desk.lan")


def test_forwarded_addresses_are_believed_only_from_the_proxy_here(tmp_path: Path) -> None:
    plain, behind = settings(tmp_path), settings(tmp_path, https=True)
    open_to_all = settings(tmp_path, https=True, host="0.0.0.0")
    assert client_address("127.0.0.1", "6.6.6.6", plain) == "127.0.0.1"
    assert client_address("127.0.0.1", "6.6.6.6, 9.9.9.9", behind) == "9.9.9.9"
    assert client_address("127.0.0.1", "6.6.6.6, no address", behind) == "127.0.0.1"
    assert client_address("5.5.5.5", "9.9.9.9", behind) == "5.5.5.5"
    assert client_address("127.0.0.1", "9.9.9.9", open_to_all) == "127.0.0.1"


def test_one_site_of_ipv6_is_one_client() -> None:
    assert network("2001:db8:1:2:3:4:5:6") == network("2001:db8:1:2::") != network("2001:db8:1:3::")
    assert network("::ffff:1.2.3.4") == network("1.2.3.4") == "1.2.3.4"
    assert network("testclient") == "testclient"


def test_outside(tmp_path: Path) -> None:
    assert not outside(settings(tmp_path))
    assert not outside(settings(tmp_path, base_url="http://localhost:9000"))
    assert outside(settings(tmp_path, base_url="http://desk.lan"))
