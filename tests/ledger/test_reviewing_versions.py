"""Two reviewers of one claim: neither overwrites the other unseen, and what was answered outlasts the process."""

from __future__ import annotations

import datetime as dt
import signal
import subprocess
import sys
import threading
import time
from collections import Counter

import pytest

from entente.errors import ConflictError, UsageError
from entente.ledger import Ledger
from entente.records import Question
from tests.ledger.builders import Where, ingest, report

NOON = dt.datetime(2023, 7, 1, 12, 3, tzinfo=dt.UTC)


@pytest.fixture
def ledger(where: Where) -> Ledger:
    ingest(where, [report("RUS CONSULT PRK again", id="d"), report("CHN ACCUSE USA", id="e")])
    return Ledger(where)


def one(ledger: Ledger) -> str:
    return next(ledger.claims(Question(document="d"))).claim.id


def test_who_looked_at_an_older_version_is_told_who_changed_what_and_when(ledger: Ledger) -> None:
    name = one(ledger)
    ledger.accept(name, by="Ben", version=1, now=NOON)
    ledger.correct(name, {"polarity": "negative", "mode": "visit"}, by="Ana", version=2, now=NOON)
    with pytest.raises(ConflictError) as caught:
        ledger.reject(name, by="Ben", version=1, now=NOON + dt.timedelta(minutes=5))
    assert caught.value.message == (
        f"claim {name} is version 3 by Ana since 12:03 UTC: mode nothing -> visit, polarity positive -> negative"
    )
    assert caught.value.kept == ledger.claim(name)
    assert caught.value.exit_code == 9
    assert len(ledger.reviews(name)) == 2


def test_an_older_day_is_told_with_its_date(ledger: Ledger) -> None:
    name = one(ledger)
    ledger.reject(name, by="Ana", now=NOON)
    with pytest.raises(ConflictError, match=r"by Ana since 2023-07-01 12:03 UTC: rejected \(look at it again\)"):
        ledger.accept(name, by="Ben", version=1, now=NOON + dt.timedelta(days=1))


@pytest.mark.parametrize("action", ["correct", "reject", "accept", "undo", "split"])
def test_every_review_keeps_to_the_version_that_was_looked_at(ledger: Ledger, action: str) -> None:
    name = one(ledger)
    ledger.accept(name, by="Ana")
    words = {"correct": [{"mode": "visit"}], "split": [[{"recipient": ["CHN"]}, {"mode": "visit"}]]}.get(action, [])
    with pytest.raises(ConflictError, match="by Ana"):
        getattr(ledger, action)(name, *words, by="Ben", version=1)
    getattr(ledger, action)(name, *words, by="Ben", version=2)


def test_versions_only_rise(ledger: Ledger) -> None:
    """A version that was seen before an undo is never the number of another."""
    name = one(ledger)
    seen = [ledger.accept(name, by="Ana"), ledger.undo(name, by="Ana"), ledger.reject(name, by="Ben")]
    assert [kept.version for kept in seen] == [2, 3, 4]


def test_of_many_reviewers_at_once_one_wins_each_version(ledger: Ledger) -> None:
    name, outcomes = one(ledger), Counter[str]()
    words = ["positive", "negative"]

    def hammer(who: str) -> None:
        for _ in range(4):
            kept = ledger.claim(name)
            other = words[kept.claim.polarity == "positive"]
            try:
                ledger.correct(name, {"polarity": other}, by=who, version=kept.version)
                outcomes["written"] += 1
            except ConflictError:
                outcomes["conflict"] += 1

    threads = [threading.Thread(target=hammer, args=(f"reviewer {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    reviews = ledger.reviews(name)
    assert sum(outcomes.values()) == 16
    assert len(reviews) == outcomes["written"] >= 4
    assert [review.number for review in reviews] == list(range(1, len(reviews) + 1))
    # Each turned what the one before had left: none was written over another unseen.
    turned = [review.changed["polarity"] for review in reviews]
    assert [before for before, _ in turned[1:]] == [after for _, after in turned[:-1]]


_HAMMER = """
import sys
from entente.errors import ConflictError
from entente.ledger import Ledger
root, name, who = sys.argv[1:]
written = 0
with Ledger(root) as ledger:
    for _ in range(6):
        kept = ledger.claim(name)
        other = "negative" if kept.claim.polarity == "positive" else "positive"
        try:
            ledger.correct(name, {"polarity": other}, by=who, version=kept.version)
            written += 1
        except ConflictError:
            pass
print(written)
"""


def test_of_two_processes_at_once_one_wins_each_version(ledger: Ledger, where: Where) -> None:
    name = one(ledger)
    command = [sys.executable, "-c", _HAMMER, str(where), name]
    both = [subprocess.Popen([*command, who], stdout=subprocess.PIPE, text=True) for who in ("Ana", "Ben")]
    written = [int(process.communicate(timeout=120)[0]) for process in both]
    reviews = ledger.reviews(name)
    assert sum(written) == len(reviews) > 0
    turned = [review.changed["polarity"] for review in reviews]
    assert [before for before, _ in turned[1:]] == [after for _, after in turned[:-1]]


def test_a_question_that_another_thread_still_asks_keeps_no_review_at_an_older_moment(
    ledger: Ledger, where: Where
) -> None:
    name = one(ledger)
    with ledger.moment():
        with Ledger(where) as other:
            other.reject(name, by="Ana")
        with pytest.raises(ConflictError):
            ledger.accept(name, by="Ben", version=1)


def test_moments_of_threads_that_overlap_leave_the_ledger_fresh(ledger: Ledger, where: Where) -> None:
    first, second = ledger.moment(), ledger.moment()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    second.__exit__(None, None, None)
    with Ledger(where) as other:
        other.reject(one(other), by="Ana")
    assert ledger.count()["claims"] == 1


_KILLED = """
import sys
from entente.ledger import Ledger
ledger = Ledger(sys.argv[1])
name = next(kept.claim.id for kept in ledger.claims() if kept.claim.document == "d")
parts = [{"recipient": ["CHN"]}, {"start_char": 0, "end_char": 3, "matter": ["arms"]}]
if sys.argv[2] == "correct":
    ledger.correct(name, {"matter": ["food"], "polarity": "negative"}, by="Ada")
elif sys.argv[2] == "add":
    fields = {"event": "AID", "actor": ["RUS"], "recipient": ["PRK"]}
    ledger.add("d", fields, by="Ada", start_char=0, end_char=11)
else:
    ledger.split(name, parts, by="Ada")
print("answered", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("action", ["correct", "add", "split"])
def test_what_was_answered_is_there_when_the_process_is_killed(ledger: Ledger, where: Where, action: str) -> None:
    command = [sys.executable, "-c", _KILLED, str(where), action]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "answered\n"
        process.send_signal(signal.SIGKILL)
    with Ledger(where) as after:
        found = [(kept.status, kept.by) for kept in after.claims(Question(document="d"))]
    wanted = {"correct": ["corrected"], "add": ["added", "read"], "split": ["added", "corrected"]}[action]
    assert sorted(status for status, _ in found) == wanted
    assert ("read", "") in found or {by for _, by in found} == {"Ada"}


_DIES = """
import os, signal, sys
from entente.ledger import Ledger, tables
whole = tables.Tables.append
def append(self, name, rows, marks=None):
    if sys.argv[2] == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    version = whole(self, name, rows, marks)
    os.kill(os.getpid(), signal.SIGKILL)
tables.Tables.append = append
ledger = Ledger(sys.argv[1])
name = next(kept.claim.id for kept in ledger.claims() if kept.claim.document == "d")
ledger.split(name, [{"recipient": ["CHN"]}, {"start_char": 0, "end_char": 3}, {"event": "AID"}], by="Ada")
"""


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_split_that_dies_leaves_all_or_nothing_and_its_events_are_found_later(
    ledger: Ledger, where: Where, when: str
) -> None:
    done = subprocess.run([sys.executable, "-c", _DIES, str(where), when], check=False, timeout=120)
    assert done.returncode == -signal.SIGKILL
    kept = list(ledger.claims(Question(document="d")))
    assert len(kept) == (1 if when == "before" else 3)
    assert ledger.settle() == (0 if when == "before" else 3)
    assert all(claim.event for claim in ledger.claims())
    assert ledger.settle() == 0


def test_the_end_of_an_ingest_finds_what_a_dead_reviewer_left(ledger: Ledger, where: Where) -> None:
    subprocess.run([sys.executable, "-c", _DIES, str(where), "after"], check=False, timeout=120)
    ingest(where, [report("USA ACCUSE CHN", id="f")])
    assert all(kept.event for kept in ledger.claims())
    assert ledger.settle() == 0


def test_a_reviewer_does_not_wait_for_who_groups_at_length(ledger: Ledger, where: Where) -> None:
    from entente.ledger.locking import locked
    from entente.ledger.settling import PATIENCE

    name = one(ledger)
    with locked(where, "group"), locked(where, "run"):
        began = time.monotonic()
        ledger.accept(name, by="Ana")
        quick = time.monotonic() - began
        kept = ledger.correct(name, {"recipient": ["CHN"]}, by="Ana")
    assert quick < PATIENCE
    assert kept.claim.recipient == ("CHN",)
    assert ledger.settle() == 1
    assert [found.id for found in ledger.events(Question(pair=("RUS", "CHN")))] == [ledger.claim(name).event]


def test_an_unknown_claim_or_an_empty_name(ledger: Ledger) -> None:
    with pytest.raises(UsageError, match="no claim"):
        ledger.undo("0000000000000000", by="Ada")
    with pytest.raises(UsageError, match="needs a name"):
        ledger.add("d", {}, by=" ", start_char=0, end_char=1)


def test_the_event_can_be_left_for_later(ledger: Ledger) -> None:
    ledger.settles = False
    name = one(ledger)
    before = ledger.claim(name).event
    assert ledger.correct(name, {"recipient": ["CHN"]}, by="Ana").event == before
    fields = {"event": "AID", "actor": ["RUS"], "recipient": ["PRK"]}
    added = ledger.add("d", fields, by="Ana", start_char=0, end_char=3)
    assert added.event is None
    assert added.claim.id in [kept.claim.id for kept in ledger.claims(Question(pair=("RUS", "PRK")))]
    assert ledger.settle() == 2
    assert [event.id for event in ledger.events(Question(pair=("RUS", "CHN")))] == [ledger.claim(name).event]
    assert ledger.claim(added.claim.id).event is not None
