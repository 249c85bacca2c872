from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from entente.serve.guard import Bounds
from tests.serve.guard.rig import HTML, Rig, listening, raw, token_of

QUICK = Bounds(body=1_000, patience=0.5, slowest=100_000, answer=0.3)
HEAD = b"POST /api/v1/things HTTP/1.1\r\nHost: localhost\r\n"


def status(answer: bytes) -> int:
    assert answer.startswith(b"HTTP/1.1 "), answer
    return int(answer.split()[1])


def test_addresses_that_are_too_long(local: Rig) -> None:
    client = local.client()
    assert client.get("/api/v1/me?q=" + "x" * 8000).status_code == 200
    assert client.get("/api/v1/me?q=" + "x" * 8200).status_code == 414
    assert client.get("/" + "x" * 2100).status_code == 414


def test_headers_that_are_too_large(local: Rig) -> None:
    client = local.client()
    assert client.get("/", headers={"Cookie": "x=" + "y" * 9000}).status_code == 431
    assert client.get("/", headers={f"X-{n}": "y" * 4000 for n in range(9)}).status_code == 431


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "BREW", "PROPFIND"])
def test_methods_that_nothing_here_has(local: Rig, method: str) -> None:
    answer = local.client().request(method, "/api/v1/things")
    assert answer.status_code == 405
    assert "POST" in answer.headers["allow"]


def test_a_body_that_is_too_large_by_its_own_word(make: Any) -> None:
    rig = make(bounds=QUICK, max_upload=5_000)
    client = rig.client()
    assert client.post("/api/v1/things", content=b"x" * 1000).status_code == 200
    assert client.post("/api/v1/things", content=b"x" * 1001).status_code == 413
    token = {"X-CSRF-Token": token_of(client.get("/", headers=HTML).text)}
    assert client.post("/read", files={"file": b"x" * 4000}, headers=token).status_code == 200
    assert client.post("/read", files={"file": b"x" * 5000}, headers=token).status_code == 413
    assert client.post("/readers", content=b"x" * 1001).status_code == 413


@pytest.mark.parametrize("length", ["-1", "1e3", "x", "9" * 30])
def test_lengths_that_are_no_number(local: Rig, length: str) -> None:
    assert local.client().post("/api/v1/things", headers={"Content-Length": length}).status_code == 400


def test_a_chunked_body_that_grows_too_large(make: Any) -> None:
    rig = make(bounds=QUICK)
    with listening(rig) as port:
        chunk = b"190\r\n" + b"x" * 400 + b"\r\n"
        begin = b"POST /open-change HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
        client = rig.client()
        page = client.get("/", headers=HTML).text
        begin += f"Cookie: entente={client.cookies['entente']}\r\nX-CSRF-Token: {token_of(page)}\r\n".encode()
        begin += b"Connection: close\r\n\r\n"
        fits = raw(port, begin, chunk * 2, b"0\r\n\r\n")
        assert fits.endswith(b'{"size":800}')
        answer = raw(port, begin, *[part for _ in range(5) for part in (chunk, 0.02)])
        assert status(answer) == 413
        assert b'"code":"size"' in answer


def test_one_who_sends_far_too_much_is_told_so_and_not_cut_off(make: Any) -> None:
    rig = make(bounds=QUICK)
    with listening(rig) as port:
        for _ in range(3):
            answer = httpx.post(f"http://127.0.0.1:{port}/api/v1/things", content=b"x" * 8_000_000)
            assert answer.json()["error"]["code"] == "size"


def test_the_rest_of_a_body_that_nobody_wants_is_not_taken_in_for_ever(make: Any) -> None:
    rig = make(bounds=QUICK)
    with listening(rig, headers_within=0.4) as port:
        begun = time.monotonic()
        trickle = [part for _ in range(30) for part in (b"a", 0.1)]
        assert status(raw(port, HEAD + b"Content-Length: 5000\r\n\r\n", *trickle)) == 413
        assert time.monotonic() - begun < 2.5


def test_a_body_that_comes_too_slowly(make: Any) -> None:
    rig = make(bounds=QUICK)
    with listening(rig) as port:
        client = rig.client()
        proof = token_of(client.get("/", headers=HTML).text)
        head = b"POST /change HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n"
        form = b"Content-Type: application/x-www-form-urlencoded\r\n"
        cookie = f"Cookie: entente={client.cookies['entente']}\r\n".encode()
        trickle = [part for _ in range(8) for part in (b"a", 0.1)]
        begun = time.monotonic()
        assert status(raw(port, head + form + cookie + b"\r\n", *trickle)) == 408
        assert time.monotonic() - begun < 3
        # The same where the app itself reads the body.
        shown = f"X-CSRF-Token: {proof}\r\n".encode()
        answer = raw(port, head.replace(b"/change", b"/open-change") + cookie + shown + b"\r\n", *trickle)
        assert status(answer) == 408
        assert b'"code":"slow"' in answer


def test_one_who_never_ends_the_headers_is_cut_off(make: Any) -> None:
    rig = make(bounds=QUICK)
    with listening(rig, headers_within=0.4) as port:
        begun = time.monotonic()
        assert raw(port, b"GET / HTTP/1.1\r\nHost: local", 0.2, b"host\r\nX-A: b\r\n") == b""
        assert raw(port) == b""
        assert time.monotonic() - begun < 3
        fine = raw(port, b"GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\n", 0.1, b"Connection: close\r\n\r\n")
        assert status(fine) == 200


def test_an_answer_that_does_not_begin_in_time(make: Any) -> None:
    rig = make(bounds=QUICK)
    answer = rig.client().get("/late")
    assert answer.status_code == 504
    assert answer.json()["error"]["code"] == "late"
    assert answer.headers["x-frame-options"] == "DENY"


def test_streams_go_on_and_come_as_they_are_made(make: Any) -> None:
    rig = make(bounds=QUICK)
    with listening(rig) as port:
        import socket

        with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
            line.sendall(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            came, got = [], b""
            while b"data: 3" not in got:
                got += line.recv(65536)
                came.append(time.monotonic())
        assert came[-1] - came[0] > 0.3  # longer than an answer may take to begin, and in pieces
        assert b"content-security-policy" in got


def test_one_who_goes_away_harms_nobody(make: Any) -> None:
    rig = make(bounds=QUICK)
    with listening(rig) as port:
        import socket

        for part in (b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n", HEAD + b"Content-Length: 500\r\n\r\nabc"):
            line = socket.create_connection(("127.0.0.1", port), timeout=5)
            line.sendall(part)
            time.sleep(0.05)
            line.close()
        fine = raw(port, b"GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert status(fine) == 200
