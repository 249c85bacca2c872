"""The journeys to findings, over a ledger by hand and over reports alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

import entente
from entente import bookkeeping, briefing
from entente.desk import Desk
from entente.errors import InputError
from entente.ledger import Ledger
from entente.records import Assessment, Claim, Dealing, Document, Finding, Holder, Place, Question
from tests.cli.fakes import FakeReader, claim
from tests.ledger.builders import Clock, report

PAIR = Question(pair=("RUS", "PRK"))
ARMS = {"event": "TRANSFER", "mode": None, "actor": ("PRK",), "recipient": ("RUS",), "matter": ("arms",)}
MAY = {"start": dt.date(2024, 5, 16), "end": dt.date(2024, 5, 16)}
#: Day, text, and of each claim its quote and fields.
REPORTS: tuple[tuple[str, str, dict[str, dict[str, Any]]], ...] = (
    ("2024-05-17", "Putin arrived in Beijing on Thursday for two days of talks.", {
        "Putin arrived in Beijing on Thursday": {"actor": ("RUS",), "recipient": ("CHN",), **MAY},
    }),
    ("2024-06-18", "Putin has not left Russia this year. Washington believes that Pyongyang ships arms to Moscow.", {
        "Putin has not left Russia this year": {
            "event": "TRAVEL", "mode": None, "actor": ("RUS", "PRK"), "recipient": (), "polarity": "negative"},
        "Pyongyang ships arms to Moscow": {
            **ARMS, "holders": (Holder("USA", "Washington", "believes"),), "certainty": "probable"},
    }),
    ("2024-06-19", "Moscow denied that Pyongyang ships arms to Moscow. The Kremlin accused Washington of lies, and "
     "North Korea accused Washington of lies.", {
        "Moscow denied that Pyongyang ships arms to Moscow": {
            **ARMS, "holders": (Holder("RUS", "Moscow", "denies"),), "polarity": "negative"},
        "The Kremlin accused Washington of lies": {
            "event": "ACCUSE", "mode": None, "actor": ("RUS",), "recipient": ("USA",)},
        "North Korea accused Washington of lies": {
            "event": "ACCUSE", "mode": None, "actor": ("PRK",), "recipient": ("USA",)},
    }),
)  # fmt: skip


def _claim(document: Document, quote: str, fields: dict[str, Any]) -> Claim:
    at = document.text.index(quote)
    place = Place("text", at, at + len(quote), quote)
    return claim(document.id, quote, **({"place": place, "places": (place,)} | fields))


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    root = tmp_path_factory.mktemp("ledger")
    told = {text: claims for _, text, claims in REPORTS}

    def read(documents: Iterable[Document]) -> Iterator[tuple[Document, list[Claim]]]:
        for document in documents:
            yield document, [_claim(document, quote, fields) for quote, fields in told[document.text].items()]

    bookkeeping.ingest([report(text, day) for day, text, _ in REPORTS], root, read, lambda: "hand 1", now=Clock())
    return Ledger(root)


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(reader=FakeReader())


@pytest.fixture(scope="module")
def found(desk: Desk, ledger: Ledger) -> Assessment:
    return desk.assessment(ledger, PAIR)


def test_a_trip_of_another_report_breaks_the_absence_and_tells_the_reports_age(found: Assessment) -> None:
    told = " ".join(finding.text for finding in found.contradictions)
    assert "may be older than its date" in told


def test_a_denial_stands_in_status_contradictions_and_rules(found: Assessment) -> None:
    assert any("denied by Russia" in finding.text for finding in found.statuses)
    assert any("Russia denies what the United States believes" in finding.text for finding in found.contradictions)
    assert any("would be prohibited" in finding.text and "denied by Russia" in finding.text for finding in found.rules)


def test_a_common_adversary_is_a_reason(found: Assessment) -> None:
    assert found.picture is not None
    assert any("adversary of both" in finding.text for finding in found.picture.why)


def test_every_finding_leans_on_claims_or_rules(found: Assessment) -> None:
    sections = (found.statuses, found.contradictions, found.news, found.interests, found.rules, found.alignment,
                found.questions)  # fmt: skip
    every = [finding for section in sections for finding in section]
    assert len(every) > 8
    assert all(finding.claims or finding.rules for finding in every)


def test_a_finding_without_a_source_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="without a source"):
        Finding(text="So it is.", reason="somebody said so")


def test_as_of_the_day_before_nobody_has_denied(desk: Desk, ledger: Ledger) -> None:
    early = desk.assessment(ledger, Question(pair=("RUS", "PRK"), as_of=dt.date(2024, 6, 18)))
    assert not any("denied by" in finding.text for finding in early.statuses)


def test_pairs_are_ordered_by_their_origins(ledger: Ledger) -> None:
    pairs = briefing.pairs_of(ledger.claims())
    assert pairs[0] == ("PRK", "RUS")
    assert ("PRK", "USA") in pairs


def test_one_dealing(desk: Desk) -> None:
    ruling = desk.check(Dealing(("PRK",), ("RUS",), "arms", "supply", dt.date(2024, 6, 18)))
    assert ruling.verdict == "prohibited"


def test_reports_alone_are_a_ledger_that_is_gone_afterwards(desk: Desk) -> None:
    with desk.over(
        [b"Norway visits Chile on 2024-06-17, they said, and ministers spoke of fish and of ships."]
    ) as kept:
        place = Path(kept.path)
        assert [kept.claim.event for kept in kept.claims()] == ["CONSULT"]
    assert not place.exists()
    with pytest.raises(InputError), desk.over([b""]):
        raise AssertionError("nothing could be read")


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (("prk", "RUS", "arms"), "source"),
        (("PRK", "Russia", "arms"), "target"),
        (((), "RUS", "arms"), "source"),
        (("PRK", "RUS", "weapons"), "matter"),
        (("PRK", "PRK", "arms"), "target"),
    ],
)
def test_a_slip_is_no_answer(words: tuple[Any, Any, str], place: str) -> None:
    with pytest.raises(entente.UsageError, match=place):
        entente.check(*words, on=dt.date(2023, 9, 20))
    with pytest.raises(entente.UsageError, match="activity"):
        entente.check("PRK", "RUS", "arms", on=dt.date(2023, 9, 20), activity="sell")


def test_a_report_tells_firsts_of_more_than_one_pair() -> None:
    words = (
        b"Putin visited North Korea for the first time since 2000. Iran met the United States for the first time since"
        b" 2018. The two meetings surprised observers in many capitals."
    )
    found = entente.brief(entente.read(words, published=dt.date(2024, 6, 18)))
    assert len({tuple(sorted(finding.text.split(" is told")[0].split())) for finding in found.news}) == 2
    assert not any("the ledger begins" in finding.text for finding in found.news)


def test_what_is_not_known_is_asked(desk: Desk, ledger: Ledger) -> None:
    asked = desk.open_questions(ledger, PAIR)
    assert any("denied by Russia" in finding.text.lower().replace("russia", "Russia") for finding in asked)


def test_what_a_list_of_statuses_leaves_out_is_told(desk: Desk, ledger: Ledger) -> None:
    told: list[tuple[tuple[str, int], ...]] = []
    every = desk.status(ledger, Question(), left_out=told.append)
    events = ledger.events(Question())
    assert len(every) + sum(number for _, number in told[0]) == len(events)
