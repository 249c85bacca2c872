"""Interests from hand-made claims: whose wish it is, what is offered, and where the two meet."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.assess.interests import interests
from entente.records import KeptClaim
from entente.records.interest import WHATS, Interest, Interests
from tests.assess.builders import Plain, holder, told


def of(*claims: KeptClaim) -> Interests:
    return interests("RUS", "PRK", claims, Plain())


def rows(*claims: KeptClaim) -> list[str]:
    return [row.text for row in of(*claims).rows]


def wants_shells(**more: object) -> KeptClaim:
    more = {"by": [holder("RUS", "wants")], "matter": "arms.ammunition,arms.artillery", **more}
    return told("PRK", "TRANSFER", "RUS", modality="desired", **more)  # type: ignore[arg-type]


def has_arms(**more: object) -> KeptClaim:
    return told("PRK", "HAVE", matter="arms", **more)  # type: ignore[arg-type]


# ---------------------------------------------------------------------- whose wish it is


def test_the_innermost_holder_that_wants() -> None:
    assert rows(wants_shells()) == ["Russia wants ammunition and artillery from North Korea."]


def test_another_believes_that_it_wants() -> None:
    (row,) = of(wants_shells(by=[holder("USA", "believes")], certainty="probable")).rows
    assert row.text == (
        "Russia wants ammunition and artillery from North Korea (likely), according to the United States (believes)."
    )
    assert row.holders == ("the United States (believes)",)
    assert (row.party, row.what, row.toward, row.gets) == ("RUS", "wants", "PRK", True)


def test_a_rumoured_wish_is_possible_at_best() -> None:
    (row,) = of(wants_shells(by=[holder(None, "rumour"), holder("RUS", "wants")])).rows
    assert (row.certainty, row.holders) == ("possible", ("rumour",))
    assert row.text.endswith("(possible), so it is rumoured.")


def test_the_receiver_wants_where_the_words_name_nobody() -> None:
    aid = told("RUS", "AID", "PRK", mode="humanitarian", matter="food", modality="desired")
    assert rows(aid) == ["North Korea wants food from Russia."]


def test_a_giver_that_wants_to_give() -> None:
    aid = told("RUS", "AID", "PRK", matter="food", modality="desired", by=[holder("RUS", "wants")])
    (row,) = of(aid).rows
    assert (row.text, row.gets) == ("Russia wants to give food to North Korea.", False)


def test_wishes_of_others_and_for_attacks_are_left_out_and_counted() -> None:
    found = of(
        wants_shells(by=[holder("CHN", "wants")]),
        told("RUS", "ASSAULT", "PRK", modality="desired", by=[holder("RUS", "wants")]),
        wants_shells(polarity="negative"),
        wants_shells(by=[holder("RUS", "denies")]),
        told("RUS", "RETREAT", "PRK", modality="desired"),
    )
    assert found.rows == ()
    assert dict(found.left_out) == {
        "a wish for an act against another, or for words": 1,
        "denied, questioned or not confirmed": 1,
        "wanted that it not be": 1,
        "whose wish it is stays open": 1,
        "wished by others": 1,
    }


def test_talks_and_withdrawals_are_said_with_their_side() -> None:
    talks = told("PRK", "CONSULT", "RUS", modality="desired", mode="talks", by=[holder("PRK", "wants")])
    leave = told("RUS", "RETREAT", "PRK", modality="desired", mode="withdrawal", by=[holder("PRK", "wants")])
    assert rows(talks, leave) == [
        "North Korea wants talks with Russia.",
        "North Korea wants withdrawal from Russia.",
    ]


def test_having_it_is_wanted_too() -> None:
    claim = told(
        "PRK", "HAVE", "RUS", matter="technology.submarine,nuclear", modality="desired", by=[holder("PRK", "wants")]
    )
    assert rows(claim) == ["North Korea wants submarine technology from Russia."]


# ---------------------------------------------------------------------- asks, offers, gives, has, lacks


def test_a_request_for_goods_and_one_to_stop() -> None:
    ask = told("RUS", "REQUEST", "PRK", matter="arms.ammunition", quote="Moscow asked for ammunition")
    stop = told("PRK", "REQUEST", "RUS", matter="arms", mode="demand", quote="Pyongyang urged it to stop selling arms")
    found = of(ask, stop, has_arms())
    assert [(row.text, row.gets) for row in found.rows if row.what == "asks"] == [
        ("Russia asks North Korea for ammunition.", True),
        ("North Korea makes a demand about arms to Russia.", False),
    ]
    assert len(found.meets) == 1


@pytest.mark.parametrize(
    ("by", "offered"), [([], True), ([holder("PRK", "says")], True), ([holder("USA", "says")], False)]
)
def test_only_ones_own_announcement_is_an_offer(by: list, offered: bool) -> None:
    claim = told("PRK", "TRANSFER", "RUS", matter="arms", modality="future", by=by)
    assert rows(claim) == (["North Korea offers or announces weapons to Russia."] if offered else [])


def test_who_does_not_speak_for_a_state_announces_nothing_for_it() -> None:
    analysts = [holder("PRK", "says", "independent North Korean analysts")]
    claim = told("PRK", "TRANSFER", "RUS", matter="arms", modality="future", by=analysts)
    assert of(claim).left_out == (("announced by others only", 1),)
    promise = told("PRK", "AGREE", "RUS", mode="promise", quote="North Korea offers Russia its help", by=analysts)
    assert rows(promise) == []


def test_who_does_not_speak_for_a_state_is_told_by_name() -> None:
    (row,) = of(told("PRK", "HAVE", matter="arms", by=[holder("RUS", "says", "a Russian journalist")])).rows
    assert row.holders == ("a Russian journalist",)
    (row,) = of(told("PRK", "HAVE", matter="arms", by=[holder("RUS", "says", "Moscow")])).rows
    assert row.holders == ("Russia",)


def test_what_is_only_considered_is_no_offer() -> None:
    claim = told("PRK", "AID", "RUS", matter="arms", modality="future", certainty="possible", quote="may send arms")
    assert of(claim).left_out == (("only considered", 1),)


def test_a_means_told_beside_its_use_is_had() -> None:
    quote = "North Korea has a large arms industry that might serve Russia"
    claim = told("PRK", "AID", "RUS", matter="arms", modality="future", certainty="possible", quote=quote)
    (row,) = of(claim).rows
    assert (row.what, row.text, row.certainty) == ("has", "North Korea has weapons or an arms industry.", "certain")


def test_a_promise_belongs_to_whom_its_words_name_first() -> None:
    own = told("PRK", "AGREE", "RUS", mode="promise", quote="North Korea offers Russia its help")
    both = told("PRK", "AGREE", "RUS", mode="promise", quote="North Korea and Russia pledge friendship")
    assert rows(own) == ["North Korea makes a promise to Russia."]
    assert rows(both) == []


def test_what_is_given_had_and_lacked() -> None:
    given = told(
        "PRK", "TRANSFER", "RUS", matter="arms.missiles", by=[holder("USA", "accuses")],
        quote="North Korea sent missiles to Russia",
    )  # fmt: skip
    short = told("PRK", "HAVE", matter="food", polarity="negative")
    assert rows(given, short, has_arms()) == [
        "North Korea lacks food.",
        "North Korea gives or sells missiles to Russia (possible), according to the United States (accuses).",
        "North Korea has weapons or an arms industry.",
    ]


# ---------------------------------------------------------------------- rows


def test_one_row_for_one_interest_however_often_it_is_told() -> None:
    claims = [wants_shells(outlet=name, matter="arms.artillery") for name in "ABC"]
    (row,) = of(*claims, wants_shells(outlet="A2", origin=claims[0].counted_by, matter="arms.artillery")).rows
    assert row.origins == 3
    assert "told by 3 origins" in row.reason


def test_a_rare_matter_does_not_name_the_row() -> None:
    claims = [wants_shells(outlet=f"P{n}", matter="arms.artillery") for n in range(9)]
    (row,) = of(*claims, wants_shells(outlet="Q", matter="arms.drones")).rows
    assert row.label == "artillery"


def test_mostly_weapons_with_a_sort_beside_them() -> None:
    claims = [wants_shells(outlet=f"P{n}", matter="arms") for n in range(6)]
    more = [wants_shells(outlet=f"Q{n}", matter="arms,arms.drones") for n in range(2)]
    (row,) = of(*claims, *more).rows
    assert row.label == "weapons (among them drones)"


def test_a_row_does_not_hang_on_reports_of_other_things() -> None:
    weak = wants_shells(confidence=0.4, outlet="A", quote="Russia seeks shells from North Korea")
    trips = [told("RUS", "TRAVEL", "PRK", outlet=outlet) for outlet in "BCD"]
    assert of(weak).rows == of(weak, *trips).rows != ()
    (row,) = of(weak).rows
    assert row.text.endswith("from North Korea (read unsurely).")


def test_what_is_read_too_unsurely_makes_no_row() -> None:
    weak = wants_shells(confidence=0.3)
    assert of(weak).rows == ()
    assert of(weak).left_out == (("read too unsurely", 1),)
    assert len(of(dataclasses.replace(weak, by="somebody")).rows) == 1
    vague = wants_shells(confidence=0.4, quote="more shells for a long war")
    assert of(vague).rows == ()


@pytest.mark.parametrize("name", ["some", "some analysts", "an Olympic committee", "Oslo"])
def test_who_does_not_speak_for_a_state_has_no_wish_of_the_state(name: str) -> None:
    claim = wants_shells(by=[holder("RUS", "wants", name)], quote=f"{name} want shells")
    assert of(claim).rows == ()
    assert dict(of(claim).left_out) == {"wished by others": 1}


def test_a_wish_told_within_what_another_says_is_of_whom_the_words_name() -> None:
    claim = wants_shells(by=[holder("RUS", "wants", "Ivan Petrov")], quote="Russia is after shells")
    (row,) = of(claim).rows
    assert (row.party, row.what, row.holders) == ("RUS", "wants", ("reports",))


@pytest.mark.parametrize("giver", ["Russian militias", "volunteers from Russia", "donors"])
def test_what_people_give_is_no_gift_of_the_state(giver: str) -> None:
    def gift(words: str) -> KeptClaim:
        return told("RUS", "AID", "PRK", matter="food", quote=f"{words} sent food to the north")

    assert of(gift(giver)).rows == ()
    assert dict(of(gift(giver)).left_out) == {"given by others than the state, or by somebody not named": 1}
    assert [row.what for row in of(gift("Russian officials")).rows] == ["gives"]


def test_claims_about_others_are_passed_over() -> None:
    assert of(told("USA", "AID", "UKR", matter="arms"), told("CHN", "HAVE", matter="arms")) == Interests("RUS", "PRK")


# ---------------------------------------------------------------------- where want meets have


def test_want_meets_have_with_both_claims() -> None:
    want, have = wants_shells(), has_arms(outlet="Other")
    (met,) = of(want, have).meets
    assert met.text == "Russia wants ammunition and artillery; North Korea has weapons or an arms industry."
    assert set(met.claims) == {want, have}
    assert "one is a sort of the other" in met.reason


def test_sorts_of_one_family_that_differ_do_not_meet() -> None:
    drones = told("PRK", "TRANSFER", "RUS", matter="arms.drones", modality="future", outlet="B")
    assert of(wants_shells(), drones).meets == ()


def test_what_is_wanted_of_others_or_given_by_chance_does_not_meet() -> None:
    lacks = told("RUS", "HAVE", matter="arms.ammunition", polarity="negative")
    assert of(lacks, has_arms(outlet="B")).meets == ()
    offer = told("PRK", "TRANSFER", "RUS", matter="arms.ammunition", modality="future", outlet="B")
    assert [met.text for met in of(lacks, offer).meets] == ["Russia lacks ammunition; North Korea offers ammunition."]


# ---------------------------------------------------------------------- algebra


@st.composite
def tables(draw: st.DrawFn) -> list[KeptClaim]:
    claims = []
    for number in range(draw(st.integers(1, 8))):
        actor, other = draw(st.sampled_from([("RUS", "PRK"), ("PRK", "RUS")]))
        event = draw(st.sampled_from(["TRANSFER", "AID", "HAVE", "REQUEST", "CONSULT", "RETREAT"]))
        wisher = draw(
            st.sampled_from([[], [holder("RUS", "wants")], [holder("PRK", "wants")], [holder("USA", "says")]])
        )
        claim = told(
            actor, event, "" if event == "HAVE" else other, "2023-03-01", outlet=f"Paper {number}", by=wisher,
            matter=draw(st.sampled_from(["", "arms", "arms.drones", "food", "arms.drones,food"])),
            modality=draw(st.sampled_from(["desired", "actual", "future"])),
            polarity=draw(st.sampled_from(["positive", "positive", "negative"])),
            confidence=draw(st.sampled_from([0.4, 0.6, 0.9])),
        )  # fmt: skip
        claims.append(claim)
    return claims


def counts(row: Interest) -> tuple[object, ...]:
    return (row.party, row.what, row.event, row.label, row.matter, row.toward, row.certainty, row.gets, row.origins)


@settings(max_examples=80, deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_order_never_changes_an_answer(claims: list[KeptClaim], random: object) -> None:
    shuffled = list(claims)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert of(*shuffled) == of(*claims)


@settings(max_examples=80, deadline=None)
@given(tables(), st.data())
def test_copies_never_change_a_count(claims: list[KeptClaim], data: st.DataObject) -> None:
    copies = [copy_of(kept, n) for n, kept in enumerate(claims) if data.draw(st.booleans())]
    plain, more = of(*claims), of(*claims, *copies)
    assert [counts(row) for row in more.rows] == [counts(row) for row in plain.rows]
    assert [met.text for met in more.meets] == [met.text for met in plain.meets]
    assert more.left_out == plain.left_out


def copy_of(kept: KeptClaim, number: int) -> KeptClaim:
    """The same words in another paper a day later, counted by the first one's origin."""
    claim = kept.claim
    later = (kept.published or dt.date(2023, 3, 1)) + dt.timedelta(1)
    return told(
        ",".join(claim.actor), claim.event, ",".join(claim.recipient), later.isoformat(), outlet=f"Copy {number}",
        origin=kept.counted_by, by=claim.holders, matter=",".join(claim.matter), modality=claim.modality,
        polarity=claim.polarity, quote=claim.quote, confidence=claim.confidence,
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(tables())
def test_rows_stand_in_the_order_of_the_table(claims: list[KeptClaim]) -> None:
    found: Sequence[Interest] = of(*claims).rows
    order = [(row.party != "RUS", WHATS.index(row.what), -row.origins) for row in found]
    assert order == sorted(order)
    assert all(row.claims and row.holders for row in found)
