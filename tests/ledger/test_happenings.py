from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from entente.ledger.happenings import event_of, position
from entente.records import KeptClaim
from tests.ledger.builders import claims_of, report


def kept(text: str, day: int = 10, origin: str | None = None, outlet: str = "") -> KeptClaim:
    published = dt.date(2023, 1, day)
    moment = dt.datetime(2023, 1, day, tzinfo=dt.UTC)
    (claim,) = claims_of(report(text, str(published)))
    return KeptClaim(claim, 1, "read", "e", origin, "", published, outlet, "", published, moment)


TOLD = kept("PRK TRANSFER RUS about arms on 2023-01-05", 10, "o1", "Post")
COPY = kept("PRK TRANSFER RUS about arms on 2023-01-05 ", 11, "o1", "Times")
OTHER = kept("USA believes PRK TRANSFER RUS about arms.ammunition maybe on 2023-01-07", 12, "o2", "Post")
DENIED = kept("RUS denies PRK TRANSFER RUS", 13, "o3")


def test_copies_count_once_and_outlets_stand_beside() -> None:
    event = event_of("e", [OTHER, DENIED, COPY, TOLD], {TOLD.claim.id: "first report of it"})
    assert (event.origins, event.outlets) == (3, ("Post", "Times"))
    assert [k.published.day for k in event.claims if k.published] == [10, 11, 12, 13]
    assert (event.first, event.last) == (dt.date(2023, 1, 10), dt.date(2023, 1, 13))
    assert event.reasons[TOLD.claim.id] == "first report of it"
    assert event.matter == ("arms", "arms.ammunition")


def test_values_that_disagree_stand_side_by_side() -> None:
    event = event_of("e", [TOLD, COPY, OTHER], {})
    fifth, seventh = dt.date(2023, 1, 5), dt.date(2023, 1, 7)
    assert sorted(event.times) == [(fifth, fifth, 1), (seventh, seventh, 1)]


def test_who_says_what_most_origins_first() -> None:
    event = event_of("e", [TOLD, COPY, OTHER, DENIED], {})
    assert [(s.holder, s.stance, s.polarity, s.certainty, s.origins, s.claims) for s in event.said] == [
        ("", "", "positive", "certain", 1, 2),
        ("RUS", "denies", "negative", "certain", 1, 1),
        ("USA", "believes", "positive", "possible", 1, 1),
    ]


def test_kind_and_parties_are_those_of_most_origins() -> None:
    odd = dataclasses.replace(OTHER, claim=dataclasses.replace(OTHER.claim, event="AID"), origin="o9")
    assert event_of("e", [odd, TOLD, DENIED], {}).kind == "TRANSFER"


def test_an_event_needs_claims() -> None:
    with pytest.raises(ValueError, match="no claims"):
        event_of("e", [], {})


@pytest.mark.parametrize(
    ("text", "expected"),
    [("PRK AID RUS", "told"), ("PRK not AID RUS", "denied"), ("RUS denies PRK AID RUS", "denied"),
     ("USA believes PRK AID RUS maybe", "told")],
)  # fmt: skip
def test_positions(text: str, expected: str) -> None:
    assert position(kept(text)) == expected


def test_what_is_unknown_is_open() -> None:
    unknown = dataclasses.replace(TOLD, claim=dataclasses.replace(TOLD.claim, certainty="unknown"))
    assert position(unknown) == "open"
