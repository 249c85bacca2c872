"""Who speaks, what a denial grants, and one denial told in two events."""

from __future__ import annotations

import dataclasses

from entente.assess.contradictions import contradictions
from tests.assess.builders import Plain, happening, holder, told
from tests.assess.test_contradictions import denies, found, left, says


def test_analysts_speak_by_name_and_not_for_the_state_they_are_placed_with() -> None:
    quote = "Ukrainian drones had struck the oil depot at Kletnya, military analysts said"
    (finding,) = found(says(quote, by="RUS", name="military analysts"), denies()).findings
    assert finding.text == "Ukraine denies what military analysts say: Ukraine → Russia: assault."


def test_what_somebody_who_speaks_for_no_state_thinks_possible_is_no_clash() -> None:
    guess = says("Ukrainian drones could have struck the oil depot", name="military analysts", certainty="possible")
    result = found(guess, denies())
    assert not result.findings
    assert "thinks possible" in left(result)


def test_a_voice_that_is_half_a_sentence_is_left_alone() -> None:
    result = found(says(name="a man who was working at the oil depot when it burned"), denies())
    assert not result.findings
    assert "do not name" in left(result)


def test_a_reading_that_a_reviewer_accepted_is_set_against_others() -> None:
    unsure = says(confidence=0.1)
    assert not found(unsure, denies()).findings
    assert found(dataclasses.replace(unsure, by="somebody"), denies()).findings


def test_to_grant_a_thing_and_deny_its_name_is_no_denial() -> None:
    rising = told("WAGNER", "ASSAULT", "RUS", by=[holder("USA", "says")], quote="the attempted rebellion", of="e")
    only_named = told(
        "WAGNER", "ASSAULT", "RUS", by=[holder("WAGNER", "denies")], polarity="negative", of="e", outlet="The Post",
        quote="the mutiny was not a coup attempt",
    )  # fmt: skip
    denied = told(
        "WAGNER", "ASSAULT", "RUS", by=[holder("WAGNER", "denies")], polarity="negative", of="e", outlet="The Post",
        quote="there was no attempted rebellion",
    )  # fmt: skip
    assert not found(rising, only_named).findings
    assert found(rising, denied).findings


def test_a_promise_not_to_is_no_denial() -> None:
    promised = told("RUS", "AGREE", "UKR", by=[holder("ISR", "says")], quote="he drew a promise not to attack", of="e")
    same = told(
        "RUS", "AGREE", "UKR", by=[holder("TUR", "says")], polarity="negative", of="e", outlet="The Post",
        quote="they promised not to attack",
    )  # fmt: skip
    assert not found(promised, same).findings


def test_who_only_tells_of_anothers_allegation_does_not_make_it() -> None:
    worried = says(by="FRA", title="Alleged drone strike worries Paris")
    result = found(worried, denies())
    assert not result.findings
    assert "another's accusation" in left(result)
    assert found(says(by="FRA", stance="accuses", title="Alleged drone strike worries Paris"), denies()).findings


def test_only_parties_of_both_claims_are_told() -> None:
    wide = told(
        "UKR,USA", "ASSAULT", "RUS,WAGNER", by=[holder("RUS", "says")], of="e",
        quote="Moscow said Ukrainian drones had struck the oil depot at Kletnya",
    )  # fmt: skip
    (finding,) = found(wide, denies()).findings
    assert finding.text == "Ukraine denies what Russia says: Ukraine → Russia: assault."


def test_one_denial_that_is_told_in_two_events_is_told_once() -> None:
    first = happening(says(), denies(), says(outlet="B"), name="e0e0e0e0e0e0e0e0")
    again = happening(
        says(outlet="C", published="2023-03-02"), denies(outlet="D", published="2023-03-02"), name="e1" * 8
    )
    later = happening(
        says(outlet="E", published="2023-05-02"), denies(outlet="F", published="2023-05-02"), name="e2" * 8
    )
    result = contradictions([again, first, later], Plain())
    assert [finding.one.outlet for finding in result.findings] == ["B", "E"]
    assert "in another event" in left(result)


def test_a_line_is_changed_only_by_those_who_speak_for_the_side() -> None:
    no = denies("Kyiv denied its drones had struck the oil depot", by="UKR", name="Kyiv")
    yes = says(
        "Ukrainian drones had struck the oil depot", "UKR", published="2023-03-09", name="international inspectors"
    )
    assert not any(finding.kind == "line" for finding in found(no, yes).findings)
