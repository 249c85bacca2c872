"""Claims at a glance and by id are the claims that stand."""

from __future__ import annotations

import datetime as dt

import pytest

from entente.ledger import Ledger
from entente.records import Glance, Question
from tests.ledger.builders import Clock, Where, ingest, report
from tests.ledger.conftest import Places

TEXTS = (
    ("USA believes PRK TRANSFER RUS about arms.ammunition maybe on 2023-01-05", "2023-01-10"),
    ("PRK denies PRK TRANSFER RUS about arms.ammunition. RUS,CHN CONSULT PRK in future on 2023-03-01", "2023-01-20"),
    ("CHN ACCUSE USA", "2023-02-01"),
    ("ISR ASSAULT SYR", None),
)


@pytest.fixture(scope="module")
def ledger(places: Places) -> Ledger:
    root = places()
    ingest(root, [report(text, day) for text, day in TEXTS])
    return Ledger(root)


@pytest.mark.parametrize(
    "question",
    [
        Question(),
        Question(pair=("RUS", "PRK")),
        Question(party="CHN"),
        Question(party="USA", as_of=dt.date(2023, 1, 15)),
        Question(event=("TRANSFER",)),
        Question(pair=("RUS", "PRK"), as_of=dt.date(2023, 1, 15), late=True),
    ],
)
def test_glances_are_the_claims_without_their_words(ledger: Ledger, question: Question) -> None:
    whole = [Glance.of(kept) for kept in ledger.claims(question)]
    found = list(ledger.glances(question))
    assert sorted(found, key=lambda g: g.id) == sorted(whole, key=lambda g: g.id)
    days = [glance.published or dt.date.max for glance in found]
    assert days == sorted(days)


def test_a_party_stands_on_either_side(ledger: Ledger) -> None:
    assert {kept.claim.quote for kept in ledger.claims(Question(party="USA"))} == {"CHN ACCUSE USA"}
    assert len(list(ledger.claims(Question(party="PRK")))) == 3


def test_claims_come_by_their_ids_with_event_and_origin(ledger: Ledger) -> None:
    wanted = list(ledger.claims(Question(pair=("RUS", "PRK"))))
    found = ledger.these([kept.claim.id for kept in wanted] + ["no such claim"])
    assert found == wanted
    assert all(kept.event and kept.origin for kept in found)


def test_a_ledger_begins_with_its_oldest_report(ledger: Ledger, where: Where) -> None:
    assert ledger.began == dt.date(2023, 1, 10)
    ingest(where, [report("ISR ASSAULT SYR", None)])
    assert Ledger(where).began is None


def test_beside_two_stand_their_claims_with_thirds_that_both_have_to_do_with(where: Where) -> None:
    texts = ["RUS ACCUSE USA", "PRK ACCUSE USA", "PRK CONSULT CHN", "RUS CONSULT PRK", "RUS ASSAULT UKR", "USA AID UKR"]
    texts.append("RUS,PRK THREATEN USA")
    ingest(where, [report(text, f"2023-01-{10 + n}") for n, text in enumerate(texts)])
    with Ledger(where) as ledger:
        found = ledger.beside("RUS", "PRK")
        assert [g.actor for g in found] == [("RUS",), ("PRK",), ("RUS", "PRK")]
        assert {g.recipient for g in found} == {("USA",)}
        named = ledger.beside("RUS", "PRK", third="CHN")
        assert {g.recipient for g in named} == {("USA",), ("CHN",)}
        assert len(ledger.beside("RUS", "PRK", Question(as_of=dt.date(2023, 1, 10)))) == 0
        assert ledger.beside("PRK", "RUS", thirds=0) == []


def test_beside_two_only_the_newest_of_many_claims_count(where: Where) -> None:
    days = range(10, 20)
    ingest(
        where,
        [report(f"{who} ACCUSE USA", f"2023-01-{day}", id=f"{who} {day}") for day in days for who in ("RUS", "PRK")],
    )
    with Ledger(where) as ledger:
        found = ledger.beside("RUS", "PRK", most=3)
    assert len(found) == 6
    assert min(g.published for g in found if g.published) == dt.date(2023, 1, 17)


def test_claims_that_name_one_actor_alone(where: Where) -> None:
    ingest(where, [report(f"RUS CONSULT RUS about arms.{n}", f"2023-01-{10 + n}", id=str(n)) for n in range(3)])
    with Ledger(where) as ledger:
        assert [k.claim.document for k in ledger.alone(["RUS", "PRK"], most=2)] == ["2", "1"]
        assert ledger.alone(["RUS"], Question(as_of=dt.date(2023, 1, 10))) == ledger.these(
            [k.claim.id for k in ledger.claims(Question(document="0"))]
        )
        assert ledger.alone(["PRK"]) == []


def test_glances_of_one_event_and_the_first_few(ledger: Ledger) -> None:
    name = next(g.event_id for g in ledger.glances() if g.event_id)
    whole = {kept.claim.id for kept in ledger.claims(Question(event_id=name))}
    assert {g.id for g in ledger.glances(Question(event_id=name))} == whole
    assert list(ledger.glances(Question(limit=2))) == list(ledger.glances())[:2]


def test_late_claims_are_fetched_where_they_are_asked_for(where: Where) -> None:
    clock = Clock()
    ingest(where, [report("ISR ASSAULT SYR", "2023-05-01")], now=clock)
    ingest(where, [report("RUS CONSULT PRK", "2023-02-01")], now=clock.move(1))
    with Ledger(where) as kept:
        late = Question(as_of=dt.date(2023, 3, 1), late=True)
        ids = [glance.id for glance in kept.glances(late)]
        assert [each.claim.id for each in kept.these(ids, late)] == ids != []
        assert kept.these(ids, Question(as_of=dt.date(2023, 3, 1))) == []


def test_glances_and_words_of_some_claims(ledger: Ledger) -> None:
    every = list(ledger.claims())
    wanted = sorted(kept.claim.id for kept in every[:2])
    assert sorted(glance.id for glance in ledger.glances(ids=wanted)) == wanted
    assert list(ledger.glances(ids=[])) == []
    assert ledger.words([*wanted, "no such claim"]) == {
        kept.claim.id: (kept.claim.quote, kept.title) for kept in every[:2]
    }
    assert ledger.words(wanted, Question(as_of=dt.date(2020, 1, 1))) == {}


def test_the_days_from_which_claims_count(ledger: Ledger) -> None:
    day = dt.date(2023, 1, 31)
    came = ledger.came(day)
    assert came == {glance.id: (glance.published, glance.published) for glance in ledger.glances(Question(as_of=day))}
    assert came
