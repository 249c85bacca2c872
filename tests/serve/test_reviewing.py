from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from entente.errors import UsageError
from entente.serve import reviewing
from entente.serve.guard import Reader
from entente.serve.questions import typed
from tests.ledger.builders import report
from tests.serve.pages.review_rig import Rig, desk


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    texts = [f"RUS CONSULT {code} maybe." for code in ("PRK", "CHN", "IRN")] + ["USA AID UKR.", "USA AID POL."]
    with desk(tmp_path, [report(text, f"2023-01-{10 + n}", id=f"d{n}") for n, text in enumerate(texts)]) as made:
        made.deps.store.make(reviewing.SCHEMA)
        yield made


def order(rig: Rig, query: str = "", which: str = "open") -> reviewing.Order:
    return reviewing.order_of(rig.deps, typed(query), which)


def words(rig: Rig, name: str | None) -> str:
    return rig.ledger.claim(name).claim.quote if name else "the end"


def walked(rig: Rig, walker: str, asked: reviewing.Order) -> list[str]:
    name, seen = reviewing.current(rig.deps, walker, asked), list[str]()
    while name is not None:
        seen.append(name)
        name = reviewing.following(rig.deps, walker, asked, name)
    return seen


def reviewed(rig: Rig, name: str, action: str = "accept", **given: Any) -> None:
    kept = getattr(rig.ledger, action)(name, by="ana", **given)
    rig.deps.desk.take_up(rig.deps.index, rig.ledger, [name])
    reviewing.reviewed(rig.deps, [kept.claim.id])


def test_the_least_sure_come_first_each_once(rig: Rig) -> None:
    found = walked(rig, "ana", order(rig))
    sure = [rig.ledger.claim(name).claim.confidence for name in found]
    assert len(set(found)) == 5
    assert sure == sorted(sure)
    assert walked(rig, "cleo", order(rig, "sort=confidence&dir=desc"))[0] in found[3:]
    assert [words(rig, name) for name in walked(rig, "dan", order(rig, "party=USA&sort=published"))] == [
        "USA AID POL",
        "USA AID UKR",
    ]


def test_a_walk_goes_on_where_it_was(rig: Rig) -> None:
    asked = order(rig)
    first = reviewing.current(rig.deps, "ana", asked)
    assert first is not None
    second = reviewing.following(rig.deps, "ana", asked, first)
    assert second is not None
    assert reviewing.current(rig.deps, "ana", asked) == second
    assert reviewing.before(rig.deps, "ana", asked, second) == first
    assert reviewing.before(rig.deps, "ana", asked, first) is None
    reviewed(rig, second)
    assert reviewing.current(rig.deps, "ana", asked) not in (first, second, None)


def test_who_is_shown_a_claim_has_it_for_two_minutes(rig: Rig) -> None:
    asked = order(rig)
    first = reviewing.current(rig.deps, "ana", asked)
    assert first is not None
    reviewing.shown(rig.deps, "ana", asked, first)
    assert reviewing.held_by_other(rig.deps, "ben", first)
    assert not reviewing.held_by_other(rig.deps, "ana", first)
    assert reviewing.current(rig.deps, "ben", asked) != first
    # Who comes later does not take it away.
    reviewing.shown(rig.deps, "ben", asked, first)
    assert reviewing.held_by_other(rig.deps, "ben", first)
    rig.now.moment += dt.timedelta(seconds=reviewing.HELD + 1)
    assert not reviewing.held_by_other(rig.deps, "ben", first)
    assert reviewing.current(rig.deps, "cleo", asked) == first


def test_where_nothing_else_is_left_two_see_the_same(rig: Rig) -> None:
    asked = order(rig, "party=UKR")
    first = reviewing.current(rig.deps, "ana", asked)
    assert words(rig, first) == "USA AID UKR"
    assert reviewing.current(rig.deps, "ben", asked) == first


def test_what_was_accepted_is_not_left(rig: Rig) -> None:
    asked = order(rig)
    assert reviewing.left(rig.deps, asked) == reviewing.Left(5, False)
    names = walked(rig, "ana", asked)
    reviewed(rig, names[0])
    assert reviewing.left(rig.deps, asked).claims == 4
    reviewed(rig, names[1], "reject")
    assert reviewing.left(rig.deps, asked).claims == 3
    reviewed(rig, names[2], "correct", changes={"polarity": "negative"})
    assert reviewing.left(rig.deps, asked).claims == 2
    # Taken back, it waits again; and somebody at the command line is counted as well.
    rig.ledger.undo(names[0], by="ana")
    rig.ledger.accept(names[3], by="ben")
    rig.deps.desk.take_up(rig.deps.index, rig.ledger, [names[0], names[3]])
    assert reviewing.left(rig.deps, asked).claims == 2
    assert {words(rig, name) for name in walked(rig, "eve", order(rig, which="reviewed"))} == {
        words(rig, name) for name in (names[1], names[2], names[3])}  # fmt: skip


def test_new_claims_come_before_the_end(rig: Rig) -> None:
    from tests.ledger.builders import ingest

    asked = order(rig)
    names = walked(rig, "ana", asked)
    assert reviewing.following(rig.deps, "ana", asked, names[-1]) is None
    assert reviewing.passed(rig.deps, "ana", asked) == 5
    ingest(rig.deps.settings.ledger, [report("FRA CONSULT DEU maybe.", id="new")], now=rig.now)
    rig.deps.desk.follow(rig.deps.index, rig.ledger)
    assert words(rig, reviewing.following(rig.deps, "ana", asked, names[-1])) == "FRA CONSULT DEU maybe"
    reviewing.again(rig.deps, "ana", asked)
    assert reviewing.passed(rig.deps, "ana", asked) == 0
    assert len(walked(rig, "ana", asked)) == 6


def test_what_can_be_taken_back_is_ones_own(rig: Rig) -> None:
    kept = next(iter(rig.ledger.claims()))
    reviewing.done(rig.deps, "ana", "accept", [kept])
    reviewing.done(rig.deps, "ana", "split", [kept, dataclasses.replace(kept, version=9)])
    assert reviewing.last_done(rig.deps.store, "ben") is None
    last = reviewing.last_done(rig.deps.store, "ana")
    assert last is not None
    assert (last.action, last.claims) == ("split", (kept.claim.id, kept.claim.id))
    reviewing.taken_back(rig.deps.store, last.number)
    again = reviewing.last_done(rig.deps.store, "ana")
    assert again is not None
    assert again.action == "accept"


def test_what_was_done_long_ago_is_not_taken_back(rig: Rig) -> None:
    one, two = (rig.ledger.accept(name, by="ana") for name in walked(rig, "ana", order(rig))[:2])
    reviewing.done(rig.deps, "ana", "accept", [one])
    rig.now.moment += dt.timedelta(seconds=reviewing.REMEMBERED + 60)
    reviewing.done(rig.deps, "bo", "accept", [two])
    assert reviewing.last_done(rig.deps.store, "ana") is None
    assert reviewing.last_done(rig.deps.store, "bo") is not None


def test_a_user_walks_by_name_and_a_browser_without_one_by_itself() -> None:
    assert reviewing.walker_of(Reader("ana", "reviewer", "a" * 64)) == "ana"
    one, two = (reviewing.walker_of(Reader("local", "admin", letter * 64)) for letter in "ab")
    assert one != two
    assert reviewing.walker_of(Reader("token", "admin", None)) == "token"


@pytest.mark.parametrize(
    ("query", "which", "place"),
    [
        ("", "none", "which"),
        ("sort=title", "open", "sort"),
        ("dir=up", "open", "dir"),
        ("as_of=2023-01-01", "open", "as_of"),
    ],
)
def test_an_order_that_there_is_not(rig: Rig, query: str, which: str, place: str) -> None:
    with pytest.raises(UsageError) as caught:
        order(rig, query, which)
    assert caught.value.place == place


def test_a_cursor_of_an_index_made_anew_begins_at_the_beginning(rig: Rig) -> None:
    asked = order(rig)
    first = reviewing.current(rig.deps, "ana", asked)
    with rig.deps.store.writing() as connection:
        connection.execute("UPDATE review_walk SET cursor = 'no cursor'")
    second = reviewing.following(rig.deps, "ana", asked, first)
    assert second not in (first, None)
