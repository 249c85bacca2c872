from __future__ import annotations

import dataclasses
import datetime as dt

from entente.ledger.renewal import renew
from entente.records import Claim, KeptClaim, Place
from tests.ledger.builders import claims_of, report

DAY = dt.date(2023, 1, 10)


def kept(claim: Claim, status: str = "read", version: int = 1) -> KeptClaim:
    moment = dt.datetime(2023, 1, 10, tzinfo=dt.UTC)
    return KeptClaim(claim, version, status, None, None, "", DAY, "", "", DAY, moment)


def claim(text: str = "RUS CONSULT PRK") -> Claim:
    return claims_of(report(text, id="d"))[0]


def moved(claim: Claim, by: int, id: str = "other") -> Claim:
    at = claim.place
    place = Place(at.field, at.start_char + by, at.end_char + by, at.quote)
    return dataclasses.replace(claim, id=id, place=place, places=(place,))


def test_the_same_reading_writes_nothing() -> None:
    (told,) = renew([kept(claim())], [], [claim()], same_text=True)
    assert (told.what, told.claim.id) == ("same", claim().id)


def test_another_reader_alone_is_no_change() -> None:
    newer = dataclasses.replace(claim(), reader="stub 2")
    assert [t.what for t in renew([kept(claim())], [], [newer], same_text=True)] == ["same"]


def test_another_certainty_is_a_newer_version_under_the_same_id() -> None:
    newer = dataclasses.replace(claim(), certainty="possible", reader="stub 2")
    (told,) = renew([kept(claim(), version=3)], [], [newer], same_text=True)
    assert (told.what, told.version, told.claim) == ("changed", 4, newer)


def test_a_quote_cut_otherwise_is_the_same_claim() -> None:
    (told,) = renew([kept(claim())], [], [moved(claim(), 3)], same_text=True)
    assert (told.what, told.claim.id, told.claim.place.start_char) == ("changed", claim().id, 3)


def test_the_same_words_elsewhere_in_the_same_text_are_another_claim() -> None:
    told = renew([kept(claim())], [], [moved(claim(), 500)], same_text=True)
    assert sorted(t.what for t in told) == ["new", "withdrawn"]


def test_in_a_changed_text_the_words_decide() -> None:
    (told,) = renew([kept(claim())], [], [moved(claim(), 500)], same_text=False)
    assert (told.what, told.claim.id) == ("changed", claim().id)


def test_another_event_over_the_same_words_is_another_claim() -> None:
    newer = dataclasses.replace(claim(), id="other", event="COOPERATE")
    told = renew([kept(claim())], [], [newer], same_text=True)
    assert [(t.what, t.claim.event, t.version) for t in told] == [("new", "COOPERATE", 1), ("withdrawn", "CONSULT", 2)]


def test_what_was_withdrawn_can_come_back() -> None:
    (told,) = renew([kept(claim(), "withdrawn", 2)], [], [claim()], same_text=True)
    assert (told.what, told.version) == ("changed", 3)
    assert renew([kept(claim(), "withdrawn", 2)], [], [], same_text=True) == []


def test_a_reviewed_claim_outlasts_a_reading_without_it() -> None:
    reviewed = kept(dataclasses.replace(claim(), polarity="negative"), "corrected", 2)
    (told,) = renew([kept(claim())], [reviewed], [], same_text=True)
    assert told.what == "reviewed"


def test_a_reading_that_says_what_the_reviewer_said_is_not_a_second_claim() -> None:
    reviewed = kept(dataclasses.replace(claim(), polarity="negative"), "corrected", 2)
    newer = dataclasses.replace(claim(), id="other", polarity="negative")
    told = renew([kept(claim())], [reviewed], [newer], same_text=True)
    assert {t.what for t in told} == {"reviewed"}
    assert {t.claim.id for t in told} == {claim().id}


def test_each_old_claim_is_taken_once_and_the_nearest_first() -> None:
    near, far = moved(claim(), 20, "near"), moved(claim(), 26, "far")
    told = renew([kept(near), kept(far)], [], [moved(claim(), 27, "new")], same_text=True)
    assert [(t.what, t.claim.id) for t in told] == [("changed", "far"), ("withdrawn", "near")]
