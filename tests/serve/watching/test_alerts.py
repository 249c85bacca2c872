"""Alerts: which news fits which watch, once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from entente.errors import UsageError
from entente.records.kept import Question
from entente.serve.watching import Watch, alerts, change, evaluate, keep, preview, watch_of
from tests.serve.watching.builders import ADA, NOW, everything, news, opened, question_of, states, to, told, watch


def only(*wanted: str) -> Callable[[Question, Sequence[str]], set[str]]:
    return lambda question, claims: set(wanted) & set(claims)


def test_news_fits_by_kind_and_by_one_of_its_claims(tmp_path: Path) -> None:
    store = opened(tmp_path)
    watch(store, conditions=["status"])
    keep(store, [news(1, "status", claims=("c1", "c9")), news(2, "status", claims=("c2",)), news(3, claims=("c9",))])
    evaluate(store, only("c9"), lambda one: Question(), NOW)
    assert [alert.news.claims for alert in alerts(store)] == [("c1", "c9")]


def test_each_alert_is_written_once(tmp_path: Path) -> None:
    store = opened(tmp_path)
    one, other = watch(store), watch(store, "Other", conditions=["status"], channels=to("a@b.org"))
    keep(store, [news(1), news(2, "status"), news(3, "status")])
    assert evaluate(store, only("c1", "c2"), question_of, NOW) == 3
    assert evaluate(store, everything, question_of, NOW) == 0
    found = [(alert.watch, alert.news.claims[0]) for alert in alerts(store)]
    assert sorted(found) == sorted([(one.id, "c1"), (one.id, "c2"), (other.id, "c2")])
    assert states(store) == [("mail", "waiting", 0)]


def test_a_paused_watch_is_told_nothing_and_a_new_one_nothing_old(tmp_path: Path) -> None:
    store = opened(tmp_path)
    watch(store, paused=True)
    assert told(store, 1) == 0
    watch(store)
    assert told(store, 2) == 1


def test_a_question_that_can_no_longer_be_asked_is_marked_and_holds_up_no_other(tmp_path: Path) -> None:
    store = opened(tmp_path)
    broken, sound = watch(store, "Broken", question="text=x"), watch(store, "Sound")

    def strict(one: Watch) -> Question:
        if one.question == "text=x":
            raise UsageError("cannot be asked", place="text")
        return Question()

    keep(store, [news(1)])
    assert evaluate(store, everything, strict, NOW) == 1
    assert watch_of(store, broken.id, ADA).fault == "text: cannot be asked"
    assert watch_of(store, sound.id, ADA).fault == ""
    assert change(store, broken.id, ADA, NOW, question="text=y").fault == ""


def test_a_watch_that_changes_while_it_is_weighed_is_weighed_by_what_it_asks_now(tmp_path: Path) -> None:
    store = opened(tmp_path)
    one = watch(store)
    asked: list[Sequence[str]] = []

    def meddling(question: Question, claims: Sequence[str]) -> set[str]:
        asked.append(claims)
        if len(asked) == 1:
            change(store, one.id, ADA, NOW, conditions=["status"])
        return set(claims)

    keep(store, [news(1), news(2, "status")])
    assert evaluate(store, meddling, question_of, NOW) == 1
    assert [alert.news.kind for alert in alerts(store)] == ["status"]
    assert [list(claims) for claims in asked] == [["c1", "c2"], ["c2"]]


def test_what_a_watch_would_have_told(tmp_path: Path) -> None:
    store = opened(tmp_path)
    one = watch(store, conditions=["status"])
    keep(store, [news(number, "status" if number % 2 else "event") for number in range(10)])
    assert [found.news.claims[0] for found in preview(store, one, everything, Question(), limit=3)] == [
        "c9",
        "c7",
        "c5",
    ]
    assert alerts(store) == []


def test_alerts_come_in_pages_by_watch_and_by_owner(tmp_path: Path) -> None:
    store = opened(tmp_path)
    one, _ = watch(store), watch(store, owner="ben")
    told(store, 1, 2, 3)
    first = alerts(store, owner="ada", limit=2)
    assert [alert.news.claims[0] for alert in first] == ["c3", "c2"]
    assert [alert.news.claims[0] for alert in alerts(store, watch=one.id, after=first[-1].number)] == ["c1"]
    assert len(alerts(store)) == 6


_WEIGH = """
import sys, time
from pathlib import Path
from tests.serve.watching.builders import NOW, opened, question_of
from entente.serve.watching import evaluate
def slow(question, claims):
    print("asked", flush=True)
    time.sleep(0.05)
    return set(claims)
print(evaluate(opened(Path(sys.argv[1])), slow, question_of, NOW), flush=True)
"""


def test_a_kill_in_the_middle_loses_and_doubles_nothing(tmp_path: Path) -> None:
    store = opened(tmp_path)
    watches = [watch(store, f"Watch {number}", channels=to("a@b.org")) for number in range(3)]
    keep(store, [news(number) for number in range(900)])
    for wait in (1, 2, 4):  # killed while it asks for the first, the second, the fourth time
        running = subprocess.Popen([sys.executable, "-c", _WEIGH, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        assert running.stdout is not None
        for _ in range(wait):
            assert running.stdout.readline() == "asked\n"
        time.sleep(0.02)
        os.kill(running.pid, signal.SIGKILL)
        running.communicate()
    evaluate(store, everything, question_of, NOW)
    rows = store.ask("SELECT watch, news, count(*) AS many FROM alerts GROUP BY watch, news")
    assert len(rows) == 900 * len(watches)
    assert {row["many"] for row in rows} == {1}
    assert len(states(store)) == 900 * len(watches)


def test_a_mistake_of_the_program_is_not_taken_for_a_fault_of_the_watch(tmp_path: Path) -> None:
    store = opened(tmp_path)
    watch(store)
    keep(store, [news(1)])

    def broken(question: Question, claims: Sequence[str]) -> set[str]:
        raise RuntimeError("the index is broken")

    with pytest.raises(RuntimeError):
        evaluate(store, broken, question_of, NOW)
    assert evaluate(store, everything, question_of, NOW) == 1
