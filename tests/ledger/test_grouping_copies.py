"""A copy of a report changes neither where the claims of others go nor how many origins an event has."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.ledger.grouping import FOLLOWS, Grouping, event_id
from entente.ledger.happenings import event_of
from entente.ledger.likeness import Member
from entente.records import Claim, Event, Holder, KeptClaim, Membership, Place, claim_id
from tests.ledger.test_grouping import PARTIES, QUOTES, SHELLS, Pile, day, fed, origin_of, told


def copied(claim: Claim, number: int = 1) -> Claim:
    """The claim as a copy of its report has it."""
    document = f"{claim.document}+{number}"
    key = claim_id(document, claim.place, claim.event, claim.actor, claim.recipient, claim.holders, claim.polarity,
                   claim.modality)  # fmt: skip
    return dataclasses.replace(claim, id=key, document=document)


def test_a_claim_of_a_copy_follows_and_is_no_member() -> None:
    grouping = Grouping()
    first, copy = fed(SHELLS[0], (copied(SHELLS[0][0]), 1, "Another headline"), grouping=grouping)
    assert copy == Membership(first.event, copied(SHELLS[0][0]).id, "as told by its origin", copy.score)
    assert 0 < copy.score < 1.0
    assert [member.claim for member in grouping.members()] == [SHELLS[0][0].id]


@pytest.mark.parametrize(
    "other",
    [
        {"polarity": "negative"}, {"modality": "actual"}, {"holders": (Holder("USA", None, "says"),)},
        {"event": "AID"}, {"recipient": ("SYR",)},
        {"place": Place("text", 0, 40, "North Korea plans to ship rockets to Russia")},
    ],
)  # fmt: skip
def test_what_a_copy_tells_otherwise_does_not_follow(other: dict[str, object]) -> None:
    copy = dataclasses.replace(copied(SHELLS[0][0]), **other)  # type: ignore[arg-type]
    assert fed(SHELLS[0], (copy, 0, SHELLS[0][2]))[1].reason != FOLLOWS


def test_case_and_signs_between_the_words_do_not_keep_a_copy_from_following() -> None:
    copy = copied(told("TRANSFER", "PRK", "RUS", "North Korea plans to ship \u201cartillery\u201d shells, to RUSSIA",
                       matter="arms.ammunition", modality="future"))  # fmt: skip
    assert fed(SHELLS[0], (copy, 0, ""))[1].reason == FOLLOWS


def test_the_same_words_of_another_origin_do_not_follow() -> None:
    again = dataclasses.replace(SHELLS[0][0], id="x", document="d9")
    assert fed(SHELLS[0], (again, 0, SHELLS[0][2]))[1].reason != FOLLOWS


def test_what_one_report_says_twice_does_not_follow() -> None:
    twice = told("TRANSFER", "PRK", "RUS", SHELLS[0][0].quote, matter="arms.ammunition", modality="future", at=300)
    grouping = Grouping()
    assert fed(SHELLS[0], (twice, 0, SHELLS[0][2]), grouping=grouping)[1].reason != FOLLOWS
    assert len(grouping.members()) == 2


def test_a_copy_of_what_only_a_copy_tells_follows_that() -> None:
    more = told("AID", "IRN", "SYR", "Iran sends flour to Syria", document="d1+1")
    again = dataclasses.replace(more, id="x", document="d1+2")
    found = fed(SHELLS[0], (more, 0, "Flour"), (again, 1, "Flour"))
    assert [one.event for one in found] == [event_id(SHELLS[0][0].id), event_id(more.id), event_id(more.id)]
    assert found[2].reason == FOLLOWS


def test_a_copy_that_comes_after_all_others_still_follows() -> None:
    grouping = Grouping()
    first = fed(SHELLS[0], grouping=grouping)[0]
    grouping.forget(day(14))
    assert grouping.members() == ()
    copy = fed((copied(SHELLS[0][0]), 14, SHELLS[0][2]), grouping=grouping)[0]
    assert (copy.event, copy.reason) == (first.event, FOLLOWS)
    # No copy can come so late: it is what a state that never knew the claim would say, too.
    grouping.forget(day(29))
    assert fed((copied(SHELLS[0][0], 2), 29, ""), grouping=grouping)[0].score == 1.0


@st.composite
def piles(draw: st.DrawFn) -> Pile:
    """Claims of reports with one to three each, some saying a thing twice, in canonical order."""
    rows = []
    for number in range(draw(st.integers(1, 12))):
        told_on, title = draw(st.integers(0, 35)), draw(st.sampled_from(QUOTES))
        for at in range(draw(st.integers(1, 3))):
            claim = told(
                draw(st.sampled_from(("TRANSFER", "AID", "ASSAULT"))), draw(st.sampled_from(PARTIES)),
                draw(st.sampled_from(PARTIES)), draw(st.sampled_from(QUOTES)), document=f"d{number:02}", at=100 * at,
                polarity=draw(st.sampled_from(("positive", "negative"))),
                start=draw(st.none() | st.integers(-10, 60).map(day)),
            )  # fmt: skip
            rows.append((claim, told_on, title))
    return sorted(rows, key=canonical)


def canonical(row: tuple[Claim, int, str]) -> tuple[int, str, int, str]:
    claim, number, _ = row
    return number, claim.document, claim.place.start_char, claim.id


@st.composite
def copied_piles(draw: st.DrawFn) -> tuple[Pile, Pile]:
    """A pile, and the same with up to three copies of some reports, published up to two weeks later."""
    rows = draw(piles())
    documents = sorted({claim.document for claim, _, _ in rows})
    more = list(rows)
    for document in draw(st.lists(st.sampled_from(documents), min_size=1, unique=True)):
        for number in range(1, draw(st.integers(1, 3)) + 1):
            late = draw(st.just(0) | st.integers(0, 14))
            more += [(copied(c, number), n + late, title) for c, n, title in rows if c.document == document]
    return rows, sorted(more, key=canonical)


def events_of(rows: Pile, found: list[Membership]) -> dict[str, Event]:
    kept: dict[str, list[KeptClaim]] = {}
    for (claim, number, title), membership in zip(rows, found, strict=True):
        kept.setdefault(membership.event, []).append(
            KeptClaim(claim, 1, "read", membership.event, origin_of(claim), title, day(number), "", "", day(number),
                      dt.datetime(2024, 6, 1, tzinfo=dt.UTC))
        )  # fmt: skip
    return {name: event_of(name, claims, {}) for name, claims in kept.items()}


@settings(deadline=None, max_examples=100)
@given(both=copied_piles())
def test_copies_change_neither_events_of_others_nor_origins(
    both: tuple[Pile, Pile],
) -> None:
    rows, more = both
    alone, beside = fed(*rows), fed(*more)
    ours = {claim.id for claim, _, _ in rows}
    # Event, reason and score.
    assert [membership for membership in beside if membership.claim in ours] == alone
    one, two = events_of(rows, alone), events_of(more, beside)
    assert {name: counted(event) for name, event in one.items()} == {name: counted(two[name]) for name in two}


def counted(event: Event) -> tuple[object, ...]:
    """What an answer shows of an event, but for its claims."""
    said = sorted(
        (one.holder, one.stance, one.polarity, one.certainty, one.modality, one.origins) for one in event.said
    )
    return event.origins, event.kind, event.actor, event.recipient, event.matter, sorted(map(str, event.times)), said


@settings(deadline=None, max_examples=60)
@given(both=copied_piles(), at=st.integers(0, 40), shuffled=st.randoms(use_true_random=False))
def test_a_restart_among_copies_changes_nothing(both: tuple[Pile, Pile], at: int, shuffled: object) -> None:
    rows = both[1]
    whole, before = fed(*rows), fed(*rows[:at])
    members = [
        Member.of(claim, membership.event, day(number), title, origin_of(claim))
        for (claim, number, title), membership in zip(rows, before, strict=False)
        if membership.reason != FOLLOWS
    ]
    shuffled.shuffle(members)  # type: ignore[attr-defined]
    assert before + fed(*rows[at:], grouping=Grouping(members)) == whole


@settings(deadline=None, max_examples=60)
@given(both=copied_piles())
def test_forgetting_among_copies_changes_nothing(
    both: tuple[Pile, Pile],
) -> None:
    grouping, found = Grouping(), []
    for claim, number, title in both[1]:
        grouping.forget(day(number))
        found.append(grouping.add(claim, day(number), title, origin_of(claim)))
    assert found == fed(*both[1])
