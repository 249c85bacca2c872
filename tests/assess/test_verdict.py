"""What a happening is by the lines of all voices."""

from __future__ import annotations

import pytest
from hypothesis import given

from entente.assess.stances import Join, lines, voice
from entente.assess.verdict import Roles, verdict
from entente.records import KeptClaim
from tests.assess.builders import holder, told
from tests.assess.test_stances import CLAIMS, PARTIES, state, talks

HOSTILE = Roles(parties=("UKR", "RUS"), doers=("UKR",), undergoing=("RUS",))


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
    contrary = talks(3, ("RUS", "denies"), quote="denied that the talks were suspended")
    off = talks(1, polarity="negative")
    found = verdict(lines(Join.of([contrary, off])), PARTIES)
    assert found.state == "contested"
    assert [line.voice for line in found.asserting] == ["RUS"]
    # Where nobody tells the contrary, what is denied is not clear, and it counts on neither side.
    found = verdict(lines(Join.of([contrary, talks(1)])), PARTIES)
    assert (found.state, [line.voice for line in found.unclear]) == ("asserted", ["RUS"])


def test_what_one_voice_alone_tells_both_ways_without_a_denial_is_what_more_origins_tell() -> None:
    yes, no = talks(1, ("USA", "says")), talks(1, ("USA", "says"), polarity="negative", outlet="B")
    assert state([yes, no]) == "asserted"
    assert state([yes, no, talks(1, ("USA", "says"), polarity="negative", outlet="C")]) == "not so"


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


@given(CLAIMS)
def test_silence_never_yields_a_denial(claims: list[KeptClaim]) -> None:
    spoken = {
        voice(kept.claim) for kept in claims
        if kept.claim.polarity == "negative" or (kept.claim.holders[-1:] and kept.claim.holders[-1].stance == "denies")
    }  # fmt: skip
    found = verdict(lines(Join.of(claims)), PARTIES)
    assert {line.voice for line in (*found.denying, *found.minor)} <= spoken
    if not spoken:
        assert found.state not in ("denied", "contested", "not so", "called off", "not wanted")
