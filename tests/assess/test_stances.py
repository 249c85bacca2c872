from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.assess.stances import NOBODY, OWN, Join, lines, stand, voice
from entente.assess.verdict import Roles, verdict
from entente.lexicon import load
from entente.records import KeptClaim
from tests.assess.builders import holder, told

load()  # once, before any test is timed
PARTIES = Roles(parties=("RUS", "PRK"), doers=("RUS", "PRK"))
HOSTILE = Roles(parties=("UKR", "RUS"), doers=("UKR",), undergoing=("RUS",))


def talks(day: int, by: tuple[str | None, str] | None = None, **more: str) -> KeptClaim:
    """The talks, as told on a day of March by a code with a stance; each day another origin."""
    holders = [holder(by[0], by[1])] if by else []
    return told("RUS", "CONSULT", "PRK", f"2023-03-{day:02}", by=holders, outlet=more.pop("outlet", "A"), **more)


def state(claims: Sequence[KeptClaim], roles: Roles = PARTIES) -> str:
    return verdict(lines(Join.of(claims)), roles).state


# ---------------------------------------------------------------------- what one claim makes of its voice


@pytest.mark.parametrize(
    ("stance", "polarity", "certainty", "position"),
    [
        (None, "positive", "certain", "asserts"),
        (None, "negative", "certain", "denies"),
        (None, "positive", "unknown", "not-confirmed"),
        ("says", "negative", "certain", "denies"),
        ("believes", "positive", "probable", "asserts"),
        ("confirms", "positive", "certain", "confirms"),
        ("confirms", "negative", "certain", "denies"),
        ("denies", "negative", "certain", "denies"),
        ("denies", "positive", "certain", "asserts"),
        ("not-confirmed", "positive", "unknown", "not-confirmed"),
        ("not-confirmed", "negative", "unknown", "not-confirmed"),
        ("questions", "positive", "unknown", "questions"),
        ("rumour", "positive", "possible", "rumours"),
    ],
)
def test_position(stance: str | None, polarity: str, certainty: str, position: str) -> None:
    by = ("USA", stance) if stance else None
    assert stand(talks(1, by, polarity=polarity, certainty=certainty).claim).position == position


def test_wanting_is_a_wish_whatever_the_modality() -> None:
    assert stand(talks(1, ("PRK", "wants")).claim).modality == "desired"


def test_the_innermost_holder_speaks() -> None:
    nested = told("RUS", "CONSULT", "PRK", by=[holder("USA", "says"), holder(None, "believes", "The  Analysts")])
    assert voice(nested.claim) == "analysts"
    assert voice(talks(1, (None, "rumour")).claim) == NOBODY
    assert voice(talks(1).claim) == OWN


# ---------------------------------------------------------------------- the states


def test_states_of_what_is_told_as_actual() -> None:
    own, usa = talks(1), talks(2, ("USA", "believes"), certainty="probable")
    denial = talks(3, ("RUS", "denies"), polarity="negative")
    assert state([own]) == "asserted"
    assert state([usa]) == "asserted"
    assert state([usa, denial]) == "contested"
    assert state([denial]) == "denied"
    assert state([talks(1, polarity="negative")]) == "not so"
    assert state([talks(1, ("USA", "suspects"), certainty="possible")]) == "rumoured"
    assert state([talks(1, (None, "rumour"), certainty="possible")]) == "rumoured"
    assert state([talks(1, certainty="possible")]) == "possible"
    assert state([own, talks(2, ("CHN", "questions"), certainty="unknown")]) == "questioned"
    assert state([own, talks(2, ("USA", "confirms"))]) == "confirmed"


def test_a_rumour_that_is_denied_is_denied_and_not_contested() -> None:
    rumour, denial = talks(1, (None, "rumour")), talks(2, ("RUS", "denies"), polarity="negative")
    assert state([rumour, denial]) == "denied"


def test_a_party_that_does_not_confirm() -> None:
    usa, open_ = talks(1, ("USA", "believes")), talks(2, ("RUS", "not-confirmed"), certainty="unknown")
    assert state([usa, open_]) == "not confirmed"
    assert state([usa, talks(2, ("FRA", "not-confirmed"), certainty="unknown")]) == "asserted"
    assert state([open_]) == "not confirmed"


def test_reports_that_could_not_verify_leave_it_open_unless_one_tells_it_itself() -> None:
    usa, open_ = talks(1, ("USA", "says")), talks(2, (None, "not-confirmed"), certainty="unknown")
    assert state([usa, open_]) == "not confirmed"
    assert state([usa, open_, talks(3)]) == "asserted"


def test_a_partys_own_word_confirms_only_beside_another_voice() -> None:
    word = talks(1, ("RUS", "says"))
    assert state([word]) == "asserted"
    assert state([word, talks(2)]) == "confirmed"
    assert state([talks(1, ("USA", "says")), talks(2)]) == "asserted"
    assert state([word, talks(2, ("USA", "suspects"))]) == "asserted"


@pytest.mark.parametrize(
    ("modality", "by", "certainty", "expected"),
    [
        ("future", ("RUS", "says"), "certain", "announced"),
        ("future", None, "certain", "announced"),
        ("future", ("USA", "says"), "certain", "expected"),
        ("future", ("RUS", "says"), "possible", "possible"),
        ("desired", ("PRK", "wants"), "certain", "wanted"),
        ("conditional", None, "possible", "conditional"),
        ("former", None, "certain", "former"),
    ],
)
def test_states_of_what_is_not_actual(
    modality: str, by: tuple[str, str] | None, certainty: str, expected: str
) -> None:  # fmt: skip
    assert state([talks(1, by, modality=modality, certainty=certainty)]) == expected


def test_what_is_told_as_done_comes_before_what_was_planned() -> None:
    assert state([talks(1, modality="future"), talks(9)]) == "asserted"


def test_one_origin_does_not_make_a_plan_done_against_three() -> None:
    assert state([talks(5), *(talks(day, modality="future") for day in (6, 7, 8))]) == "announced"


def test_a_plan_taken_back_is_called_off_and_a_plan_denied_is_contested() -> None:
    plan = talks(1, ("RUS", "says"), modality="future")
    assert state([plan, talks(2, modality="future", polarity="negative")]) == "called off"
    assert state([plan, talks(2, polarity="negative")]) == "called off"
    assert state([plan, talks(2, ("PRK", "denies"), modality="future", polarity="negative")]) == "contested"
    assert state([plan, talks(2, ("USA", "says"), modality="future", polarity="negative")]) == "announced"


def test_a_wish_is_not_contested_by_who_does_not_share_it() -> None:
    wish = talks(1, ("PRK", "wants"), modality="desired")
    assert state([wish, talks(2, ("RUS", "wants"), modality="desired", polarity="negative")]) == "wanted"


def test_a_denial_of_the_contrary() -> None:
    contrary = talks(3, ("RUS", "denies"))  # "denied that talks were suspended"
    off = talks(1, polarity="negative")
    found = verdict(lines(Join.of([contrary, off])), PARTIES)
    assert found.state == "contested"
    assert [line.voice for line in found.asserting] == ["RUS"]
    # Where nobody tells the contrary, what is denied is not clear, and it counts on neither side.
    found = verdict(lines(Join.of([contrary, talks(1)])), PARTIES)
    assert (found.state, [line.voice for line in found.unclear]) == ("asserted", ["RUS"])


# ---------------------------------------------------------------------- one voice over time


def standing(claims: Sequence[KeptClaim], speaker: str) -> dict[str, str]:
    return {line.position: line.standing for line in lines(Join.of(claims)) if line.voice == speaker}


def test_the_latest_line_of_a_voice_is_its_present_one() -> None:
    first = [talks(1, ("RUS", "denies"), polarity="negative"), talks(9, ("RUS", "says"))]
    assert standing(first, "RUS") == {"denies": "former", "asserts": "present"}
    assert standing(first[::-1], "RUS") == {"denies": "former", "asserts": "present"}
    turned = [talks(9, ("RUS", "denies"), polarity="negative"), talks(1, ("RUS", "says"))]
    assert standing(turned, "RUS") == {"denies": "present", "asserts": "former"}


def test_on_the_same_day_both_lines_are_present() -> None:
    claims = [talks(1, ("RUS", "denies"), polarity="negative"), talks(1, ("RUS", "says"), outlet="B")]
    assert standing(claims, "RUS") == {"denies": "present", "asserts": "present"}
    assert state(claims) == "contested"


def test_what_one_voice_alone_tells_both_ways_without_a_denial_is_what_more_origins_tell() -> None:
    yes, no = talks(1, ("USA", "says")), talks(1, ("USA", "says"), polarity="negative", outlet="B")
    assert state([yes, no]) == "asserted"
    assert state([yes, no, talks(1, ("USA", "says"), polarity="negative", outlet="C")]) == "not so"


def test_not_to_confirm_takes_back_nothing() -> None:
    claims = [talks(1, ("RUS", "says")), talks(2, ("RUS", "not-confirmed"), certainty="unknown")]
    assert standing(claims, "RUS") == {"asserts": "present", "not-confirmed": "present"}
    assert standing([talks(1, ("RUS", "not-confirmed"), certainty="unknown"), talks(2, ("RUS", "says"))], "RUS") == {
        "not-confirmed": "former", "asserts": "present",
    }  # fmt: skip


def test_one_origin_alone_does_not_turn_a_voice_that_three_have_otherwise() -> None:
    claims = [*(talks(day, ("USA", "says")) for day in (1, 2, 3)), talks(4, ("USA", "says"), polarity="negative")]
    assert standing(claims, "USA") == {"asserts": "present", "denies": "stray"}
    assert state(claims) == "asserted"
    # Copies are no origins.
    copies = [talks(1, ("USA", "says"), outlet=name, origin="wire") for name in ("A", "B", "C")]
    assert standing([*copies, claims[-1]], "USA") == {"asserts": "former", "denies": "present"}


def test_reports_that_tell_not_yet_before_all_that_tell_it_are_past() -> None:
    assert standing([talks(1, polarity="negative"), talks(5)], OWN) == {"denies": "former", "asserts": "present"}
    assert standing([talks(9, polarity="negative"), talks(5)], OWN) == {"denies": "present", "asserts": "present"}


def test_who_is_accused_and_denies_is_not_made_to_confess_by_plain_speech() -> None:
    def strike(day: int, by: tuple[str, str], **more: str) -> KeptClaim:
        return told("UKR", "ASSAULT", "RUS", f"2023-05-{day:02}", by=[holder(*by)], **more)

    claims = [
        strike(3, ("RUS", "accuses")), strike(3, ("UKR", "denies"), polarity="negative", outlet="B"),
        strike(3, ("UKR", "says"), outlet="C"), strike(4, ("RUS", "says")),
    ]  # fmt: skip
    found = verdict(lines(Join.of(claims)), HOSTILE)
    assert found.state == "contested"
    assert [line.voice for line in found.denying] == ["UKR"]
    assert not found.confirming
    assert [(line.voice, line.position) for line in found.mixed] == [("UKR", "asserts")]


def test_who_underwent_it_disputes_a_part_of_what_reports_tell_themselves() -> None:
    own = [told("RUS", "ASSAULT", "UKR", f"2023-05-{day:02}") for day in range(1, 8)]
    denial = told("RUS", "ASSAULT", "UKR", "2023-05-09", by=[holder("UKR", "denies")], polarity="negative")
    roles = Roles(parties=("RUS", "UKR"), doers=("RUS",), undergoing=("UKR",))
    assert state([*own, denial], roles) == "asserted"
    claimed = told("RUS", "ASSAULT", "UKR", "2023-05-08", by=[holder("RUS", "says")])
    assert state([own[0], denial], roles) == "asserted"
    assert state([own[0], claimed, denial], roles) == "contested"


def test_what_the_other_side_claims_and_who_underwent_it_denies_is_contested() -> None:
    roles = Roles(parties=("RUS", "UKR"), doers=("RUS",), undergoing=("UKR",))

    def taken(day: int, by: tuple[str, str] | None = None, **more: str) -> KeptClaim:
        return told("RUS", "ASSAULT", "UKR", f"2023-01-{day:02}", by=[holder(*by)] if by else [], **more)

    claims = [
        *(taken(day) for day in range(1, 9)), taken(9, ("RUS", "says")), taken(10, ("UKR", "says")),
        taken(10, ("UKR", "denies"), polarity="negative", outlet="B"),
    ]  # fmt: skip
    found = verdict(lines(Join.of(claims)), roles)
    assert (found.state, found.confirming) == ("contested", ())
    assert [(line.voice, line.position) for line in found.mixed] == [("UKR", "asserts")]


def test_who_did_something_hostile_admits_it_in_two_origins_where_the_other_side_tells_it_too() -> None:
    accused = told("UKR", "ASSAULT", "RUS", by=[holder("RUS", "accuses")])
    words = [
        told("UKR", "ASSAULT", "RUS", f"2023-03-{day:02}", by=[holder("UKR", "says")], outlet="B") for day in (2, 3)
    ]
    assert state([accused, words[0]], HOSTILE) == "asserted"
    assert state([accused, *words], HOSTILE) == "confirmed"
    assert state([told("UKR", "ASSAULT", "RUS"), words[0]], HOSTILE) == "confirmed"


def test_to_reject_an_accusation_does_not_unmake_it() -> None:
    made = told("USA", "ACCUSE", "RUS")
    rejected = told("USA", "ACCUSE", "RUS", "2023-03-02", by=[holder("RUS", "denies")], polarity="negative")
    assert state([made, rejected], Roles(parties=("USA", "RUS"), doers=("USA",), addressed=("RUS",))) == "asserted"


# ---------------------------------------------------------------------- the algebra

_STANCES = ("says", "confirms", "denies", "believes", "suspects", "accuses", "wants", "questions", "not-confirmed",
            "rumour")  # fmt: skip


@st.composite
def claim(draw: st.DrawFn) -> KeptClaim:
    by = draw(st.none() | st.tuples(st.sampled_from(["RUS", "PRK", "USA", None]), st.sampled_from(_STANCES)))
    return talks(
        draw(st.integers(1, 9)), by, outlet=draw(st.sampled_from("ABCDEF")),
        polarity=draw(st.sampled_from(["positive", "negative"])),
        certainty=draw(st.sampled_from(["certain", "probable", "possible", "unknown"])),
        modality=draw(st.sampled_from(["actual", "actual", "future", "desired", "conditional", "former"])),
    )  # fmt: skip


CLAIMS = st.lists(claim(), min_size=1, max_size=14)


@given(CLAIMS, CLAIMS, CLAIMS)
def test_joining_is_commutative_associative_and_idempotent(
    one: list[KeptClaim], two: list[KeptClaim], three: list[KeptClaim]
) -> None:  # fmt: skip
    a, b, c = Join.of(one), Join.of(two), Join.of(three)
    assert a.join(b) == b.join(a)
    assert a.join(b).join(c) == a.join(b.join(c))
    assert a.join(a) == a
    assert a.join(b) == Join.of([*one, *two])


@given(CLAIMS, st.randoms(use_true_random=False))
def test_order_never_matters(claims: list[KeptClaim], chance: random.Random) -> None:
    shuffled = claims[:]
    chance.shuffle(shuffled)
    assert lines(Join.of(shuffled)) == lines(Join.of(claims))


@given(CLAIMS, st.data())
def test_copies_never_matter(claims: list[KeptClaim], data: st.DataObject) -> None:
    first = data.draw(st.sampled_from(claims))
    copy = dataclasses.replace(first, published=max(kept.published for kept in claims if kept.published))
    assert lines(Join.of([*claims, copy])) == lines(Join.of(claims))


@given(CLAIMS)
def test_silence_never_yields_a_denial(claims: list[KeptClaim]) -> None:
    spoken = {
        voice(kept.claim) for kept in claims
        if kept.claim.polarity == "negative" and stand(kept.claim).position == "denies"
    }  # fmt: skip
    found = verdict(lines(Join.of(claims)), PARTIES)
    assert {line.voice for line in (*found.denying, *found.minor)} <= spoken
    if not spoken:
        assert found.state not in ("denied", "contested", "not so", "called off", "not wanted")
