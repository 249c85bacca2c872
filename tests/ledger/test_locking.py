"""Who groups what was brought in, where several come to their end."""

from __future__ import annotations

import threading
import time

import pytest

from entente.ledger import Ledger, gathering, locking
from entente.ledger.locking import alone, bringing, locked
from tests.ledger.builders import Clock, Where, ingest, report


def test_who_comes_to_the_end_while_others_bring_documents_leaves_the_grouping_to_them(where: Where) -> None:
    ingest(where, [])
    with bringing(where):
        assert not ingest(where, [report("RUS CONSULT PRK")]).grouped
    assert ingest(where, []).grouped


def test_who_has_a_ledger_alone_for_a_moment_is_waited_for(where: Where) -> None:
    ingest(where, [])
    taken, over = threading.Event(), threading.Event()

    def look() -> None:  # as an opening after a power cut does, or a joining of files
        with locked(where, "run"):
            taken.set()
            time.sleep(0.5)
            over.set()

    looking = threading.Thread(target=look)
    with bringing(where):
        pass
    looking.start()
    taken.wait()
    gathered = gathering.gather(Ledger(where), Clock())
    assert over.is_set()
    assert gathered is not None
    looking.join()


def test_it_is_not_waited_for_ever(where: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest(where, [])
    monkeypatch.setattr(locking, "LONGEST", 0.2)
    with locked(where, "run"):
        told = []

        def end() -> None:
            with alone(where) as held:
                told.append(held)

        thread = threading.Thread(target=end)
        thread.start()
        thread.join()
    assert told == [False]


def test_of_many_that_end_at_once_one_groups_everything(where: Where) -> None:
    ingest(where, [])
    ready, grouped, over = threading.Barrier(5), [], threading.Event()

    def look() -> None:
        while not over.wait(0.05):
            with locked(where, "run", wait=False):
                pass

    def bring(number: int) -> None:
        ready.wait()
        grouped.append(ingest(where, [report(f"RUS CONSULT PRK number {number}", id=str(number))]).grouped)

    looking = threading.Thread(target=look)
    looking.start()
    threads = [threading.Thread(target=bring, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    over.set()
    looking.join()
    assert any(grouped)
    with Ledger(where) as ledger:
        assert len(list(ledger.documents())) == 5
        assert all(kept.event for kept in ledger.claims())
