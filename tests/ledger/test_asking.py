from __future__ import annotations

import concurrent.futures
import datetime as dt

import pytest

from entente.errors import UsageError
from entente.ledger import Ledger
from entente.records import Question
from tests.ledger.builders import Where, ingest, report
from tests.ledger.conftest import Places

SHELLS = "USA believes PRK TRANSFER RUS about arms.ammunition maybe on 2023-01-05"
DRONES = "IRN TRANSFER RUS about arms.drones"
DENIED = "IRN denies IRN TRANSFER RUS about arms.drones"
TALKS = "RUS,CHN CONSULT PRK in future on 2023-03-01"
WISH = "RUS wants PRK AID RUS in desired"
ELSEWHERE = "CHN ACCUSE USA"
ALL = {SHELLS, DRONES, DENIED, TALKS, WISH, ELSEWHERE}


@pytest.fixture(scope="module")
def ledger(places: Places) -> Ledger:
    root = places()
    ingest(
        root,
        [
            report(f"{SHELLS}. Nothing more.", "2023-01-10", title="Shells sought"),
            report(f"{DRONES}. {DENIED}.", "2023-01-20", outlet="Evening Post"),
            report(f"{TALKS}. {WISH}.", "2023-02-05"),
            report(ELSEWHERE, None),
        ],
    )
    return Ledger(root)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (Question(), ALL),
        (Question(pair=("PRK", "RUS")), {SHELLS, TALKS, WISH}),
        (Question(pair=("RUS", "PRK")), {SHELLS, TALKS, WISH}),
        (Question(pair=("CHN", "PRK")), {TALKS}),
        (Question(pair=("CHN", "RUS")), {TALKS}),
        (Question(pair=("CHN", "IRN")), set()),
        (Question(actor="PRK"), {SHELLS, WISH}),
        (Question(recipient="RUS"), {SHELLS, DRONES, DENIED, WISH}),
        (Question(event=("CONSULT", "ACCUSE")), {TALKS, ELSEWHERE}),
        (Question(matter="arms"), {SHELLS, DRONES, DENIED}),
        (Question(matter="arms.drones"), {DRONES, DENIED}),
        (Question(holder="USA"), {SHELLS}),
        (Question(holder="author"), {DRONES, TALKS, ELSEWHERE}),
        (Question(stance="denies"), {DENIED}),
        (Question(polarity="negative"), {DENIED}),
        (Question(certainty="possible"), {SHELLS}),
        (Question(modality="future"), {TALKS}),
        (Question(min_confidence=0.5), ALL - {SHELLS}),
        (Question(text="SHELLS sought"), {SHELLS}),
        (Question(text="drones iran"), set()),
        (Question(outlet="evening"), {DRONES, DENIED}),
        (Question(since=dt.date(2023, 2, 1)), {TALKS, WISH}),
        (Question(until=dt.date(2023, 1, 6)), {SHELLS}),
        (Question(since=dt.date(2023, 1, 6), until=dt.date(2023, 1, 31)), {DRONES, DENIED}),
        (Question(published_since=dt.date(2023, 1, 20)), {DRONES, DENIED, TALKS, WISH}),
        (Question(published_until=dt.date(2023, 1, 20)), {SHELLS, DRONES, DENIED}),
        (Question(as_of=dt.date(2023, 1, 20)), {SHELLS, DRONES, DENIED}),
        (Question(as_of=dt.date(2023, 1, 9)), set()),
        (Question(pair=("IRN", "RUS"), polarity="positive", matter="arms"), {DRONES}),
    ],
)
def test_each_filter(ledger: Ledger, question: Question, expected: set[str]) -> None:
    assert {kept.claim.quote for kept in ledger.claims(question)} == expected
    assert ledger.count(question)["claims"] == len(expected)


def test_hostile_words_are_only_words(ledger: Ledger) -> None:
    for words in ("'; DROP TABLE claims; --", "%", "_", "\\", "$as_of", "a" * 5000, "\x00"):
        for question in (
            Question(text=words),
            Question(holder=words),
            Question(outlet=words),
            Question(document=words),
        ):
            assert list(ledger.claims(question)) == []
    assert len(list(ledger.claims())) == len(ALL)


def test_newest_first_and_a_limit(ledger: Ledger) -> None:
    days = [kept.published for kept in ledger.claims()]
    assert days == [*sorted((d for d in days if d), reverse=True), None]
    assert [k.claim.id for k in ledger.claims(Question(limit=2))] == [k.claim.id for k in ledger.claims()][:2]


def test_records_arrow_and_duckdb_answer_the_same(ledger: Ledger) -> None:
    question = Question(pair=("RUS", "PRK"))
    names = [kept.claim.id for kept in ledger.claims(question)]
    assert ledger.arrow(question).column("id").to_pylist() == names
    assert [row[0] for row in ledger.relation(question).project("id").fetchall()] == names
    assert ledger.relation(question).aggregate("count(DISTINCT origin)").fetchall() == [(2,)]


def test_documents_by_their_claims_and_by_their_words(ledger: Ledger) -> None:
    def found(question: Question) -> list[str]:
        return [kept.document.text for kept in ledger.documents(question)]

    assert len(found(Question())) == 4
    assert found(Question(pair=("IRN", "RUS"))) == [f"{DRONES}. {DENIED}."]
    assert found(Question(text="nothing MORE")) == [f"{SHELLS}. Nothing more."]
    assert found(Question(published_until=dt.date(2023, 1, 10))) == [f"{SHELLS}. Nothing more."]
    assert len(found(Question(as_of=dt.date(2023, 1, 31)))) == 2
    assert [k.claims for k in ledger.documents(Question(outlet="post"))] == [2]


def test_ids_are_found_by_their_beginning(ledger: Ledger) -> None:
    kept = next(ledger.claims())
    assert ("claim", kept.claim.id) in ledger.find(kept.claim.id[:8])
    assert ledger.find(kept.claim.id) == [("claim", kept.claim.id)] or len(ledger.find(kept.claim.id)) == 2
    assert ledger.find("") == []
    assert ledger.find("no such id") == []


def test_days_at_the_ends_of_time(ledger: Ledger) -> None:
    for day in (dt.date.min, dt.date.max):
        for name in ("as_of", "since", "until", "published_since", "published_until"):
            question = Question(limit=3, **{name: day})
            list(ledger.claims(question))
            list(ledger.refusals(question))
            ledger.events(question)


def test_documents_of_an_event(ledger: Ledger) -> None:
    event = ledger.events(Question(pair=("USA", "CHN")))[0]
    assert [k.document.text for k in ledger.documents(Question(event_id=event.id))] == [ELSEWHERE]
    assert [k.claim.quote for k in ledger.claims(Question(event_id=event.id, limit=5000))] == [ELSEWHERE]


def test_the_first_digits_of_an_id_are_enough(ledger: Ledger) -> None:
    kept = next(ledger.claims())
    assert ledger.claim(kept.claim.id[:8]) == kept
    assert kept.event is not None
    assert ledger.event(kept.event[:10]).id == kept.event


def test_many_threads_may_ask(ledger: Ledger) -> None:
    def asked(number: int) -> int:
        return len(list(ledger.claims(Question(limit=number % 7 + 1)))) + len(ledger.events(Question(limit=2)))

    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(asked, range(42)))
    assert answers == [min(n % 7 + 1, len(ALL)) + 2 for n in range(42)]


def test_a_closed_ledger_opens_again(where: Where) -> None:
    ingest(where, [report(ELSEWHERE)])
    ledger = Ledger(where)
    assert len(list(ledger.claims())) == 1
    ledger.close()
    assert len(list(ledger.claims())) == 1


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"pair": ("Russia", "PRK")}, "'Russia' is no code"),
        ({"pair": ("RUS", "RUS")}, "two different codes"),
        ({"actor": "'; DROP TABLE claims; --"}, "is no code"),
        ({"matter": "armz"}, "matter cannot be 'armz'"),
        ({"event": ("CONSULT", "DANCE")}, "event cannot be 'DANCE'"),
        ({"stance": "mutters"}, "stance cannot be"),
        ({"as_of": "2023-01-31"}, "as_of: is no date"),
        ({"limit": -1}, "limit"),
        ({"min_confidence": float("nan")}, "from 0 to 1"),
        ({"event": "AGREE"}, "a tuple of kinds"),
    ],
)
def test_a_question_that_could_find_nothing_is_told(values: dict, fault: str) -> None:
    with pytest.raises(UsageError, match=fault):
        Question(**values)
