"""Webhooks against a real receiver."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from entente.documents.posting import post
from entente.errors import InputError
from entente.serve.settings import Settings
from entente.serve.store import Store
from entente.serve.watching import Round, again, alerts, change, deliver, delivery_counts, watch_of
from entente.serve.watching.outbox import LEASE, LONGEST_WAIT, WAITS, wait_after
from entente.serve.watching.webhook import outcome_of
from tests.serve.watching.builders import ADA, BEN, Hands, news, opened, settings, states, to, told, watch
from tests.serve.watching.receivers import Hook, closes, genuine, hangs, hooked


def sent(store: Store, folder: Path, clock: Hands) -> Round:
    return deliver(store, settings(folder), now=clock, post=post)


def watched(folder: Path, hook: Hook) -> Store:
    store = opened(folder)
    hook.secret = watch(store, channels=to(webhook=hook.address)).channels.secret
    return store


def test_what_arrives_is_whole_signed_and_once(tmp_path: Path) -> None:
    with hooked() as hook:
        store = watched(tmp_path, hook)
        told(store, 1, 2)
        assert sent(store, tmp_path, Hands()) == Round(sent=2)
        assert sent(store, tmp_path, Hands()) == Round()
    assert hook.forged == 0
    body = hook.bodies[0]
    assert body["version"] == 1
    assert body["watch"]["name"] == "Drones"
    assert body["news"] == news(1).as_dict()
    assert body["link"] == "https://desk.example.org/events/e1"
    assert body["delivery"] == hook.headers[0]["Entente-Delivery"]
    assert hook.headers[0]["Content-Type"] == "application/json"
    assert len(set(hook.deliveries)) == 2
    assert states(store) == [("webhook", "sent", 1)] * 2


def test_a_signature_is_of_secret_moment_and_body() -> None:
    from entente.serve.watching import signature

    header = signature("s", b"{}", 1694593800)
    assert header.startswith("t=1694593800,v1=")
    assert genuine("s", header, b"{}")
    assert not genuine("s", header, b"{ }")
    assert not genuine("t", header, b"{}")
    assert not genuine("s", header.replace("1694593800", "1694593801"), b"{}")


def test_failures_are_tried_again_later_under_the_same_id(tmp_path: Path) -> None:
    clock = Hands()
    with hooked((500, {}), (500, {}), (200, {})) as hook:
        store = watched(tmp_path, hook)
        told(store, 1)
        assert sent(store, tmp_path, clock) == Round(failed=1)
        assert alerts(store)[0].deliveries[0].error == "the receiver answers 500"
        clock.on(seconds=59)
        assert sent(store, tmp_path, clock) == Round()
        clock.on(seconds=14)
        assert sent(store, tmp_path, clock) == Round(failed=1)
        clock.on(seconds=299)
        assert sent(store, tmp_path, clock) == Round()
        clock.on(seconds=70)
        assert sent(store, tmp_path, clock) == Round(sent=1)
    assert len(hook.bodies) == 3
    assert len(set(hook.deliveries)) == 1
    assert states(store) == [("webhook", "sent", 3)]


def test_after_the_last_failure_it_is_given_up_shown_and_sent_again_by_hand(tmp_path: Path) -> None:
    clock = Hands()
    with hooked(closes) as hook:
        store = watched(tmp_path, hook)
        told(store, 1)
        for _ in range(len(WAITS) + 3):
            sent(store, tmp_path, clock)
            clock.on(days=1)
        assert states(store) == [("webhook", "given up", len(WAITS) + 1)]
        shown = alerts(store)[0].deliveries[0]
        assert shown.error
        hook.answers = [(200, {})]
        with pytest.raises(InputError):
            again(store, shown.id, BEN, clock())
        again(store, shown.id, ADA, clock())
        assert sent(store, tmp_path, clock) == Round(sent=1)
        with pytest.raises(InputError, match="nothing to send again"):
            again(store, shown.id, ADA, clock())
    assert len(set(hook.deliveries)) == 1


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (200, "sent"), (204, "sent"), (301, "failed"), (400, "given up"), (401, "given up"), (404, "given up"),
        (408, "failed"), (410, "given up"), (429, "failed"), (500, "failed"), (503, "failed"),
    ],
)  # fmt: skip
def test_what_each_status_means(status: int, state: str) -> None:
    assert outcome_of(status, None).state == state
    assert outcome_of(status, None).gone == (status == 410)


def test_a_redirect_is_not_followed(tmp_path: Path) -> None:
    with hooked() as there, hooked((302, {"Location": there.address})) as hook:
        store = watched(tmp_path, hook)
        told(store, 1)
        assert sent(store, tmp_path, Hands()) == Round(failed=1)
        assert (there.bodies, there.gotten) == ([], [])
    assert "redirects are not followed" in alerts(store)[0].deliveries[0].error


def test_gone_pauses_the_webhook_until_it_is_changed(tmp_path: Path) -> None:
    clock = Hands()
    with hooked((410, {})) as hook:
        store = watched(tmp_path, hook)
        told(store, 1, 2, 3)
        assert sent(store, tmp_path, clock) == Round(given_up=1)
        assert [state for _, state, _ in states(store)] == ["given up"] * 3
        one = alerts(store)[0].watch
        assert watch_of(store, one, ADA).webhook_off == "the receiver answers 410, it wants no more"
        told(store, 4)
        assert len(states(store)) == 3
        hook.answers = [(200, {})]
        change(store, one, ADA, clock(), webhook_off="")
        told(store, 5)
        assert sent(store, tmp_path, clock) == Round(sent=1)
    assert len(hook.bodies) == 2


def test_retry_after_is_heeded_within_bounds_and_holds_for_all_of_that_place(tmp_path: Path) -> None:
    clock = Hands()
    with hooked((429, {"Retry-After": "900"}), (200, {})) as hook:
        store = watched(tmp_path, hook)
        told(store, 1, 2)
        assert sent(store, tmp_path, clock) == Round(failed=1)
        clock.on(seconds=899)
        assert sent(store, tmp_path, clock) == Round()
        clock.on(seconds=1)
        assert sent(store, tmp_path, clock) == Round(sent=2)
    assert wait_after(1, "x", 1e12) == LONGEST_WAIT


def test_waits_grow_differ_by_delivery_and_end() -> None:
    waits = [wait_after(attempt, "a", None) for attempt in range(1, len(WAITS) + 1)]
    for wait, least in zip(waits, WAITS, strict=True):
        assert wait is not None
        assert least <= wait <= 1.2 * least
    assert waits == [wait_after(attempt, "a", None) for attempt in range(1, len(WAITS) + 1)]
    assert waits[0] != wait_after(1, "b", None)
    assert wait_after(len(WAITS) + 1, "a", 5.0) is None


def test_a_place_that_hangs_holds_up_no_other_and_is_not_asked_for_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("entente.serve.watching.webhook.TIMEOUT", 0.5)
    with hooked(hangs(2)) as slow, hooked() as quick:
        store = watched(tmp_path, slow)
        watch(store, "Quick", channels=to(webhook=quick.address))
        told(store, *range(10))
        begin = time.monotonic()
        assert sent(store, tmp_path, Hands()) == Round(sent=10, failed=1)
        assert time.monotonic() - begin < 3
    assert len(quick.bodies) == 10
    assert len(slow.bodies) == 1


def test_one_message_that_is_never_taken_holds_up_no_other(tmp_path: Path) -> None:
    clock = Hands()
    with hooked((500, {}), (200, {}), (200, {}), (500, {})) as hook:
        store = watched(tmp_path, hook)
        told(store, 1, 2, 3)
        sent(store, tmp_path, clock)
        clock.on(seconds=80)
        assert sent(store, tmp_path, clock) == Round(sent=2, failed=1)
    assert [body["news"]["claims"][0] for body in hook.bodies] == ["c1", "c2", "c3", "c1"]


def test_a_private_network_is_given_up_with_the_reason(tmp_path: Path) -> None:
    with hooked() as hook:
        store = watched(tmp_path, hook)
        told(store, 1)
        closed = Settings(ledger=tmp_path, state=tmp_path)
        assert deliver(store, closed, now=Hands(), post=post) == Round(given_up=1)
        assert hook.bodies == []
    assert "private network" in alerts(store)[0].deliveries[0].error


def test_hostile_words_arrive_as_data(tmp_path: Path) -> None:
    from entente.serve.watching import evaluate, keep
    from tests.serve.watching.builders import NOW, everything, question_of

    hostile = '"},{"x":"</script>\u202egnp\x00\n\ud800'
    with hooked() as hook:
        store = watched(tmp_path, hook)
        keep(store, [news(1, headline=hostile)])
        evaluate(store, everything, question_of, NOW)
        assert sent(store, tmp_path, Hands()) == Round(sent=1)
    assert hook.bodies[0]["news"]["headline"] == hostile


def test_two_keepers_at_once_send_nothing_twice(tmp_path: Path) -> None:
    with hooked() as hook, hooked() as other:
        store = watched(tmp_path, hook)
        watch(store, "Other", channels=to(webhook=other.address))
        told(store, *range(40))
        rounds: list[Round] = []
        stores = [opened(tmp_path) for _ in range(4)]
        keepers = [
            threading.Thread(target=lambda one=one: rounds.append(sent(one, tmp_path, Hands()))) for one in stores
        ]
        for keeper in keepers:
            keeper.start()
        for keeper in keepers:
            keeper.join()
        sent(store, tmp_path, Hands())
    assert len(hook.bodies) == len(set(hook.deliveries)) == 40
    assert len(other.bodies) == len(set(other.deliveries)) == 40
    assert delivery_counts(store) == {"sent": 80}


_KEEPER = """
import datetime as dt, sys
from pathlib import Path
from entente.documents.posting import post
from entente.serve.watching import deliver
from tests.serve.watching.builders import Hands, opened, settings
folder = Path(sys.argv[1])
deliver(opened(folder), settings(folder), now=Hands(), post=post)
"""


def test_a_keeper_killed_while_sending_sends_nothing_that_a_receiver_takes_twice(tmp_path: Path) -> None:
    clock = Hands()
    with hooked((200, {}), (200, {}), hangs(30)) as hook:
        store = watched(tmp_path, hook)
        told(store, *range(6))
        keeper = subprocess.Popen([sys.executable, "-c", _KEEPER, str(tmp_path)])
        while len(hook.bodies) < 3:
            assert keeper.poll() is None
            time.sleep(0.01)
        os.kill(keeper.pid, signal.SIGKILL)
        keeper.wait()
        assert sorted(state for _, state, _ in states(store)) == ["sending", "sent", "sent", *["waiting"] * 3]
        hook.answers = [(200, {})]
        assert sent(store, tmp_path, clock) == Round()  # what the dead one holds is not taken while it may live
        clock.moment += dt.timedelta(seconds=LEASE + 1)
        assert sent(store, tmp_path, clock) == Round(sent=4, lost=1)
    assert delivery_counts(store) == {"sent": 6}
    # The third came twice, its first answer never went out: the id tells that they are one.
    assert len(hook.bodies) == 7
    assert len(set(hook.deliveries)) == 6
    assert hook.deliveries.count(hook.deliveries[2]) == 2
    assert hook.forged == 0


def test_a_mistake_in_sending_is_raised_and_the_rest_is_written(tmp_path: Path) -> None:
    with hooked() as hook:
        store = watched(tmp_path, hook)
        watch(store, "Broken", channels=to(webhook="http://broken.example.org/"))
        told(store, 1)

        def broken(address: str, *rest: object, **options: object) -> tuple[int, float | None]:
            if "broken" in address:
                raise RuntimeError("a mistake")
            return post(address, *rest, **options)  # type: ignore[arg-type]

        with pytest.raises(RuntimeError, match="a mistake"):
            deliver(store, settings(tmp_path), now=Hands(), post=broken)
    assert delivery_counts(store) == {"failed": 1, "sent": 1}
