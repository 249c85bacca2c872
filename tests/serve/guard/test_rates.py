from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from entente.serve.guard.rates import COUNTED, FREE, HEAVY, LOGINS, SHARED, Bounded, Rates, Waits
from tests.serve.guard.rig import HTML, PASSWORD, Rig, Time, people, sign_in, token_of


def test_a_reader_may_ask_so_often(make: Any) -> None:
    rig = make(per_minute=5)
    client = rig.client()
    assert [client.get("/api/v1/me").status_code for _ in range(6)] == [200] * 5 + [429]
    told = client.get("/api/v1/me")
    assert 1 <= int(told.headers["retry-after"]) <= 60
    assert told.json()["error"]["mend"] == f"wait {told.headers['retry-after']} s"
    rig.now.go(seconds=int(told.headers["retry-after"]))
    assert client.get("/api/v1/me").status_code == 200


def test_static_files_and_health_are_not_counted(make: Any) -> None:
    client = make(per_minute=2).client()
    for path in ("/static/a.css", "/healthz"):
        assert {client.get(path).status_code for _ in range(8)} == {200}
    assert client.get("/api/v1/me").status_code == 200


def test_readers_and_addresses_are_counted_apart(make: Any, tmp_path: Any) -> None:
    rig = make(users_file=people(tmp_path), per_minute=20)
    one, two, stranger = rig.client("10.0.0.1"), rig.client("10.0.0.2"), rig.client("10.0.0.3")
    sign_in(one, "vera")
    sign_in(two, "ada")
    assert {one.get("/api/v1/me").status_code for _ in range(20)} == {200}
    assert one.get("/api/v1/me").status_code == 429
    assert two.get("/api/v1/me").status_code == 200
    found = [stranger.get("/api/v1/me").status_code for _ in range(22)]
    assert found == [401] * 20 + [429] * 2
    assert two.get("/api/v1/me").status_code == 200


def test_all_of_one_address_together(make: Any, tmp_path: Any) -> None:
    rig = make(users_file=people(tmp_path), per_minute=8)
    clients = [rig.client("10.0.0.1") for _ in range(3)]
    for client, name in zip(clients, ("rita", "vera", "ada"), strict=True):
        sign_in(client, name)
    count = 0
    for _ in range(8):
        count += sum(client.get("/api/v1/me").status_code == 200 for client in clients)
    assert count == 24 <= 8 * SHARED


def test_forwarded_addresses_do_not_make_new_clients(make: Any, tmp_path: Any) -> None:
    client = make(users_file=people(tmp_path), per_minute=3).client("10.0.0.1")
    found = [client.get("/api/v1/me", headers={"X-Forwarded-For": f"10.9.9.{n}"}).status_code for n in range(5)]
    assert found == [401] * 3 + [429] * 2


def test_logins_are_counted_more_strictly(make: Any, tmp_path: Any) -> None:
    rig = make(users_file=people(tmp_path))
    client = rig.client()
    proof = token_of(client.get("/login", headers=HTML).text)
    found = [client.post("/login", data={"csrf": "wrong"}).status_code for _ in range(LOGINS + 1)]
    assert found == [403] * LOGINS + [429]
    rig.now.go(seconds=61)
    assert client.post("/login", data={"csrf": proof, "name": "ada", "password": PASSWORD}).status_code == 303


def test_uploads_are_counted_more_strictly(make: Any) -> None:
    client = make(per_minute=30 * HEAVY).client()
    proof = {"X-CSRF-Token": token_of(client.get("/", headers=HTML).text)}
    found = [client.post("/read", files={"file": b"x"}, headers=proof).status_code for _ in range(32)]
    assert found == [200] * 30 + [429] * 2
    assert client.get("/api/v1/me").status_code == 200


def test_wrong_passwords_make_one_wait_longer_and_longer(signed: Rig) -> None:
    client, waits = signed.client("10.0.0.1"), []
    for _ in range(FREE + 4):
        answer = sign_in(client, "vera", "wrong")
        if answer.status_code == 429:
            waits.append(int(answer.headers["retry-after"]))
            signed.now.go(seconds=waits[-1])
            answer = sign_in(client, "vera", "wrong")
        assert answer.status_code == 401
    assert waits == [1, 2, 4, 8]
    assert sign_in(client, "vera").status_code == 429
    assert sign_in(signed.client("10.0.0.2"), "ada").status_code == 303


def test_names_that_nobody_has_wait_alike() -> None:
    now = Time()
    waits = Waits(now)
    for name, address in (("vera", "a"), ("nobody", "b")):
        for _ in range(FREE + 2):
            waits.wrong(name, address)
    assert waits.left("vera", "a") == waits.left("nobody", "b") == 4


def test_strangers_cannot_keep_a_reader_out() -> None:
    now = Time()
    waits = Waits(now)
    waits.right("vera", "her address")
    for number in range(200):
        waits.wrong("vera", f"other {number}")
    assert waits.left("vera", "her address") == 0
    assert waits.left("vera", "new address") == 30
    now.go(seconds=31)
    assert waits.left("vera", "new address") == 0


def test_one_address_trying_many_names_waits() -> None:
    now = Time()
    waits = Waits(now)
    for number in range(30):
        waits.wrong(f"name {number}", "a")
    assert waits.left("another", "a") == 900
    now.go(hours=2)
    waits.wrong("another", "a")
    assert waits.left("another", "a") == 0


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 40)), max_size=80), st.integers(1, 9))
def test_counts_are_right_and_never_more_than_may_be_held(asked: list[tuple[int, int]], size: int) -> None:
    now = Time()
    bounded, plain = Bounded(now, size), {}
    for who, seconds in asked:
        now.go(seconds=seconds)
        moment = now().timestamp()
        count, until = plain.get(who, (0, 0.0))
        plain[who] = (1, moment + 60) if until <= moment else (count + 1, until)
        told = bounded.incr(str(who), 60)
        if size > 6:
            assert told == plain[who][0] == bounded.get(str(who))
            assert bounded.get_expiry(str(who)) == plain[who][1]
        assert len(bounded._counts) <= size


def test_memory_is_bounded() -> None:
    now = Time()
    rates, waits = Rates(100, now), Waits(now)
    for number in range(COUNTED + 500):
        rates.wait("stranger", str(number))
        waits.wrong(str(number), str(number))
    assert len(rates._storage._counts) == COUNTED
    assert len(waits._wrong) <= COUNTED
