"""Contradictions: holders against each other and against their own line, and what neither order nor copies change."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.assess.contradictions import contradictions
from entente.records import Event, KeptClaim
from entente.records.contradiction import Contradiction, Found
from tests.assess.builders import Plain, happening, holder, told

STRIKE = "Moscow said Ukrainian drones had struck the oil depot at Kletnya"
DENIED = "Kyiv denied that its drones had struck the oil depot at Kletnya"


NEXT = dt.date(2023, 6, 1)


def found(*claims: KeptClaim, more: Sequence[KeptClaim] = ()) -> Found:
    return contradictions([happening(*claims)], Plain(), claims=more)


def left(result: Found) -> str:
    return "; ".join(reason for reason, _ in result.left_alone)


def says(quote: str = STRIKE, by: str = "RUS", stance: str = "says", **more: object) -> KeptClaim:
    return told("UKR", "ASSAULT", "RUS", by=[holder(by, stance, more.pop("name", None))], quote=quote, of="e", **more)  # type: ignore[arg-type]


def denies(quote: str = DENIED, by: str = "UKR", stance: str = "denies", **more: object) -> KeptClaim:
    return says(quote, by, stance, **({"polarity": "negative", "outlet": "The Post"} | more))


def test_one_holds_true_what_another_denies() -> None:
    yes, no = says(), denies(published="2023-03-02")
    (finding,) = found(yes, no).findings
    assert (finding.kind, finding.sure, finding.one, finding.two) == ("holders", "clash", yes, no)
    assert finding.text == "Ukraine denies what Russia says: Ukraine → Russia: assault."
    assert finding.claims[:2] == (yes, no)
    assert "depot" in finding.reason


def test_two_of_one_voice_give_one_finding_with_the_words_of_one_report() -> None:
    apart = says(outlet="A", quote="Russia says the depot burned after Ukrainian drones struck")
    near, no = says(outlet="The Post"), denies()
    (finding,) = found(apart, near, no).findings
    assert finding.one in (near, no)
    assert finding.two in (near, no)
    assert apart in finding.claims


@pytest.mark.parametrize(
    "other",
    [
        denies(stance="not-confirmed", certainty="unknown"),
        denies(stance="questions"),
        denies(stance="wants", modality="desired"),
        denies(modality="future"),
        denies(by="RUS"),
        denies(published="2023-05-02"),
        denies(confidence=0.2),
    ],
)
def test_no_denial_no_clash(other: KeptClaim) -> None:
    assert not found(says(), other).findings


def test_a_wish_and_a_rumour_assert_nothing() -> None:
    for stance in ("wants", "rumour", "questions"):
        assert not found(says(stance=stance), denies()).findings


def test_a_report_of_its_own_is_no_holder() -> None:
    assert not found(told("UKR", "ASSAULT", "RUS", quote=STRIKE, of="e"), denies()).findings


def test_possible_against_denial_is_possible_at_most() -> None:
    assert found(says(certainty="possible"), denies()).findings[0].sure == "possible"
    assert found(says(stance="suspects"), denies()).findings[0].sure == "possible"


def test_plans_clash_with_plans_only() -> None:
    plan = told(
        "USA", "RETREAT", "SDN", by=[holder("SDN", "says")], modality="future", quote="US citizens will be evacuated"
    )
    not_planned = told(
        "USA", "RETREAT", "SDN", by=[holder("USA", "says")], modality="future", polarity="negative",
        quote="Washington says its citizens won't be evacuated", outlet="The Post",
    )  # fmt: skip
    (finding,) = found(plan, not_planned).findings
    assert (finding.sure, finding.text.split(":")[0]) == ("possible", "The United States holds false what SDN says")
    done = dataclasses.replace(plan.claim, modality="actual")
    assert not found(dataclasses.replace(plan, claim=done), not_planned).findings


def test_a_joint_statement_does_not_clash_with_one_who_made_it() -> None:
    both = says(name="Moscow and Kyiv")
    assert not found(both, denies()).findings


def test_the_words_must_show_who_denies() -> None:
    misread = denies("Ukrainian drones struck the oil depot at Kletnya", title="A day of fire")
    result = found(says(), misread)
    assert not result.findings
    assert "its own words do not show" in left(result)
    told_by_title = denies("Ukrainian drones struck the oil depot at Kletnya", title="Kyiv denies strike on depot")
    assert found(says(), told_by_title).findings
    of_another = denies("Ukrainian drones struck the depot at Kletnya", by="USA", title="Kyiv denies strike on depot")
    assert not found(says(), of_another).findings


def test_a_denial_behind_by() -> None:
    passive = denies("a strike on the depot denied by officials in Kyiv", outlet="The Daily")
    assert found(says(outlet="The Daily"), passive).findings


def test_no_evidence_is_no_denial() -> None:
    assert not found(says(), denies("Kyiv says there is no evidence that drones struck the oil depot")).findings


def test_a_plain_no_turns_round_its_own_verb_alone() -> None:
    struck = told(
        "RUS", "ASSAULT", "UKR", by=[holder("RUS", "says")], quote="our forces took the town of Pisky", of="e"
    )
    same = told(
        "RUS", "ASSAULT", "UKR", by=[holder("UKR", "says")], polarity="negative", of="e", outlet="The Post",
        quote="the town of Pisky has not fallen",
    )  # fmt: skip
    other = told(
        "RUS", "ASSAULT", "UKR", by=[holder("UKR", "says")], polarity="negative", of="e", outlet="The Post",
        quote="the missiles over Pisky were not intercepted",
    )  # fmt: skip
    assert found(struck, same).findings
    assert not found(struck, other).findings


def test_other_parties_other_places_other_days() -> None:
    turned = told("RUS", "ASSAULT", "UKR", by=[holder("RUS", "says")], quote=STRIKE, of="e")
    assert not found(turned, denies()).findings
    elsewhere = says("Russia said drones had struck an oil depot in Engels")
    result = found(elsewhere, denies("Kyiv denied that drones had struck an oil depot in Kletnya"))
    assert not result.findings
    assert "other places" in left(result)
    assert not found(says(start="2023-03-01", end="2023-03-01"), denies(start="2023-02-20", end="2023-02-20")).findings


def test_a_denial_names_whose_claim_it_denies() -> None:
    american = says("US officials say Ukrainian drones struck the oil depot at Kletnya", by="USA")
    no = denies("Kyiv rejects Russian claims that its drones struck the oil depot at Kletnya")
    assert not found(american, no).findings
    assert found(says(), no).findings


def test_a_third_denies_its_own_part_only() -> None:
    result = found(says(), denies("Washington denied involvement in the strike on the oil depot at Kletnya", by="USA"))
    assert not result.findings
    assert "of its own part" in left(result)


def test_one_voice_told_both_ways_at_once_is_a_misreading() -> None:
    own = says("Ukrainian drones struck the oil depot at Kletnya", by="UKR", outlet="C")
    result = found(says(), denies(), own)
    assert not result.findings
    assert "both ways" in left(result)
    more = [denies(outlet=name) for name in ("D", "E")]
    assert found(says(), denies(), own, *more).findings


def test_denying_that_something_ended_holds_it_true() -> None:
    stopped = told(
        "RUS", "CONSULT", "UKR", by=[holder("UKR", "says")], polarity="negative", of="e",
        quote="talks on the corridor are not going on, Kyiv says",
    )  # fmt: skip
    denied = told(
        "RUS", "CONSULT", "UKR", by=[holder("RUS", "denies")], of="e", outlet="The Post",
        quote="the negotiators on the corridor were said to have suspended talks", title="Grain corridor",
    )  # fmt: skip
    unclear = dataclasses.replace(denied, claim=dataclasses.replace(
        denied.claim, place=dataclasses.replace(denied.claim.place, quote="talks on the corridor"))
    )  # fmt: skip
    assert "which way it goes" in left(found(stopped, unclear))
    assert "which way it goes" not in left(found(stopped, denied))


# ------------------------------------------------------------------ a holder's own line


def backed(**more: object) -> KeptClaim:
    fields = {"matter": "nuclear,sanctions", "modality": "former", "of": "e", "document": "d"} | more
    return told("RUS", "SUPPORT", "UN", quote="Moscow used to back UN sanctions on Pyongyang's bombs", **fields)  # type: ignore[arg-type]


def asks(**more: object) -> KeptClaim:
    fields = {"by": [holder("RUS", "questions", "some in Moscow")], "at": 90, "document": "d"} | more
    return told("UN", "SANCTION", "PRK", matter="sanctions", quote="whether to keep to those sanctions", **fields)  # type: ignore[arg-type]


def test_one_report_shows_a_change_of_line() -> None:
    old, new = backed(), asks()
    (finding,) = found(old, more=[new]).findings
    assert (finding.kind, finding.sure, finding.one, finding.two) == ("line", "clash", old, new)
    assert finding.text == (
        "Change of line: Russia used to stand for support about nuclear, sanctions (UN) (2023-03-01); "
        "now questioned by some in Moscow (2023-03-01)."
    )


def test_a_line_of_the_past_is_known_by_its_words_too() -> None:
    old = backed(modality="actual")
    assert found(old, more=[asks()]).findings[0].sure == "possible"
    habit = told("RUS", "AID", "UN", quote="the port is used to land aid", matter="sanctions", of="e", document="d")
    assert not found(habit, more=[asks()]).findings


def test_voices_without_a_name_in_the_next_sentence() -> None:
    unnamed = told(
        "", "SANCTION", "RUS", matter="sanctions", quote="why they should heed the sanctions", document="d", at=90
    )
    (finding,) = found(backed(), more=[unnamed]).findings
    assert finding.sure == "possible"
    assert "voices of Russia" in finding.text
    far = told(
        "", "SANCTION", "RUS", matter="sanctions", quote="why they should heed the sanctions", document="d", at=9000
    )
    assert not found(backed(), more=[far]).findings


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (
            told("RUS", "REJECT", "UN", "2023-06-01", matter="sanctions", quote="Russia vetoed the sanctions"),
            "now Russia → UN",
        ),
        (told("RUS", "SUPPORT", "UN", "2023-06-01", matter="sanctions", polarity="negative"), "no longer so"),
        (
            told("UN", "SANCTION", "PRK", "2023-06-01", matter="sanctions", by=[holder("RUS", "denies")]),
            "denied by Russia",
        ),
    ],
)
def test_a_later_report_turns_from_the_line(new: KeptClaim, words: str) -> None:
    (finding,) = found(backed(), more=[new]).findings
    assert words in finding.text
    assert "2023-06-01" in finding.text


@pytest.mark.parametrize(
    "new",
    [
        asks(by=[holder("USA", "questions")]),
        asks(published="2022-01-01", document="older"),
        told("RUS", "REJECT", "UN", "2023-06-01", matter="climate"),
        told("RUS", "REJECT", "FRA", "2023-06-01", matter="sanctions"),
        told("RUS", "SUPPORT", "UN", "2023-06-01", matter="sanctions"),
        told("RUS", "REJECT", "UN", "2023-06-01", matter="sanctions", modality="conditional"),
    ],
)
def test_no_change_of_line(new: KeptClaim) -> None:
    result = found(backed(), more=[new])
    assert not result.findings
    assert "without a statement that it has changed" in left(result)


@pytest.mark.parametrize("stance", ["questions", "denies"])
def test_those_who_do_not_speak_for_the_state_are_voices_of_it(stance: str) -> None:
    (finding,) = found(backed(), more=[asks(by=[holder("RUS", stance, "independent Russian analysts")])]).findings
    assert finding.sure == "possible"
    assert "by voices of Russia" in finding.text
    spoken = asks(by=[holder("RUS", stance, "independent Russian analysts")], at=95), asks(at=120)
    assert found(backed(), more=spoken).findings[0].two == spoken[1]


def test_a_report_without_a_day_is_not_the_later_one() -> None:
    turned = told("RUS", "REJECT", "UN", None, matter="sanctions", quote="Russia vetoed the sanctions")
    assert not found(backed(), more=[turned]).findings
    assert not found(backed(published=None), more=[dataclasses.replace(turned, published=NEXT)]).findings
    assert found(backed(), more=[dataclasses.replace(turned, published=NEXT)]).findings


def test_in_one_report_the_turn_stands_behind_the_line() -> None:
    def turned(at: int) -> KeptClaim:
        return told("RUS", "REJECT", "UN", matter="sanctions", quote="Russia rejects them", document="d", at=at)

    assert not found(backed(at=900), more=[turned(0)]).findings
    assert found(backed(at=0), more=[turned(900)]).findings


def test_asserted_and_on_another_day_denied() -> None:
    no = denies("Kyiv denied its drones had struck the oil depot", by="UKR", name="Kyiv")
    yes = says("Ukrainian drones had struck the oil depot, Kyiv said", "UKR", published="2023-03-09", name="the army")
    (finding,) = found(no, yes).findings
    assert (finding.kind, finding.sure, finding.one) == ("line", "possible", no)
    assert finding.text.startswith("Change of line: Ukraine first denied and then asserted")


# ------------------------------------------------------------------ order and copies

POOL = (
    says(), says(outlet="B", published="2023-03-02"), denies(), denies(outlet="F", published="2023-03-03"),
    says("Russia said the depot burned", outlet="G"), denies(stance="not-confirmed", certainty="unknown", outlet="H"),
    backed(), asks(), says("US officials say Ukrainian drones struck the oil depot at Kletnya", by="USA", outlet="I"),
)  # fmt: skip


def bare(result: Found) -> list[tuple[str, str, str, str, str]]:
    return [(f.text, f.kind, f.sure, f.one.claim.id, f.two.claim.id) for f in result.findings]


def copied(kept: KeptClaim, name: str) -> KeptClaim:
    return dataclasses.replace(kept, claim=dataclasses.replace(kept.claim, id=name, document=name), outlet="Another")


@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(range(len(POOL))), min_size=1), st.randoms(use_true_random=False))
def test_order_of_arrival_changes_nothing(chosen: set[int], chance: random.Random) -> None:
    claims = [POOL[at] for at in sorted(chosen)]
    shuffled = claims[:]
    chance.shuffle(shuffled)
    events: list[Event] = [happening(claim, name=claim.claim.id) for claim in claims]
    assert found(*claims) == found(*shuffled)
    one = contradictions(events, Plain(), claims=claims)
    assert one == contradictions(events[::-1], Plain(), claims=shuffled)


@settings(max_examples=60, deadline=None)
@given(
    st.sets(st.sampled_from(range(len(POOL))), min_size=1),
    st.lists(st.tuples(st.sampled_from(range(len(POOL))), st.sampled_from(["00", "zz"])), max_size=4),
)
def test_a_copy_changes_nothing(chosen: set[int], copies: list[tuple[int, str]]) -> None:
    claims = [POOL[at] for at in sorted(chosen)]
    more = [copied(POOL[at], f"{name}{at}") for at, name in copies if at in chosen]
    before, after = found(*claims), found(*claims, *more)
    assert bare(before) == bare(after)
    assert before.left_alone == after.left_alone
    assert [len(f.claims) for f in before.findings] == [len(f.claims) for f in after.findings]


def test_the_record_knows_its_kinds() -> None:
    yes, no = says(), denies()
    with pytest.raises(ValueError, match="no such contradiction"):
        Contradiction(text="a", reason="b", claims=(yes,), kind="moods", sure="clash", one=yes, two=no)
    with pytest.raises(ValueError, match="itself"):
        Contradiction(text="a", reason="b", claims=(yes,), kind="holders", sure="clash", one=yes, two=yes)
    with pytest.raises(ValueError, match="without a source"):
        Contradiction(text="a", reason="b", kind="holders", sure="clash", one=yes, two=no)
