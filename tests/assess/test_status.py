from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from entente.assess.status import left_out, status, statuses
from entente.records import KeptClaim
from entente.records.status import STATES, Status
from tests.assess.builders import Plain, happening, holder, told
from tests.assess.test_stances import CLAIMS, talks

SAYS = Plain()
LABEL = "Russia → North Korea: consult"


def of(*claims: KeptClaim) -> Status:
    return status(happening(*claims), SAYS)


def seed() -> list[KeptClaim]:
    """Believed by one state, told by reports, and not confirmed by a party."""
    about = {"matter": "arms.ammunition"}
    return [
        talks(5, ("USA", "believes"), certainty="probable", **about),
        talks(6, **about), talks(7, **about), talks(8, **about),
        talks(8, ("RUS", "not-confirmed"), certainty="unknown", outlet="B", **about),
    ]  # fmt: skip


def test_the_verdict_on_talks_that_one_believes_and_a_party_does_not_confirm() -> None:
    found = of(*seed())
    assert found.text == (
        "Russia → North Korea: consult about arms.ammunition: asserted by the United States (believes) and 3 origins "
        "in their own voice; not confirmed by Russia; no denial found."
    )
    assert found.state == "not confirmed"
    assert found.origins == 5
    assert found.silent == ("PRK",)
    assert (found.first, found.last) == (dt.date(2023, 3, 5), dt.date(2023, 3, 8))
    assert found.reason == "5 origins; copies of one text count once"


# ---------------------------------------------------------------------- lists


def test_disputed_ones_come_first_then_what_many_tell_then_what_is_recent() -> None:
    def event(name: str, *claims: KeptClaim) -> object:
        return dataclasses.replace(happening(*claims), id=name)

    denial = talks(2, ("RUS", "denies"), polarity="negative")
    events = [
        event("old", talks(1)), event("recent", talks(28)), event("many", *(talks(day) for day in range(1, 6))),
        event("disputed", talks(1, ("USA", "says")), talks(3), denial),
    ]  # fmt: skip
    found = statuses(events, SAYS)  # type: ignore[arg-type]
    assert [each.event for each in found] == ["disputed", "many", "recent", "old"]
    assert statuses(reversed(events), SAYS, limit=2) == found[:2]  # type: ignore[arg-type]
    assert statuses([], SAYS) == []


# ---------------------------------------------------------------------- whatever the order, whatever the copies


@given(CLAIMS, st.randoms(use_true_random=False))
def test_order_never_changes_a_status(claims: Sequence[KeptClaim], chance: random.Random) -> None:
    shuffled = list(claims)
    chance.shuffle(shuffled)
    assert of(*shuffled) == of(*claims)


@given(CLAIMS, st.data())
def test_a_copy_never_changes_a_status(claims: Sequence[KeptClaim], data: st.DataObject) -> None:
    first = data.draw(st.sampled_from(list(claims)))
    body = dataclasses.replace(first.claim, document="copy", id="f" * 16)
    copy = dataclasses.replace(first, claim=body, outlet="Copyist", published=dt.date(2023, 3, 30))
    assert of(*claims, copy) == of(*claims)


@given(CLAIMS)
def test_every_status_can_be_told(claims: Sequence[KeptClaim]) -> None:
    found = of(*claims)
    assert found.state in STATES
    assert found.text.startswith(f"{LABEL}: ")
    assert found.text.endswith(".")
    assert ": ;" not in found.text
    assert not found.text.removeprefix(f"{LABEL}: ").startswith(("no denial", "."))
    assert len(found.text) < 700
    assert all(voice.claims for voice in found.voices)
    stances = {kept.claim.holders[-1].stance for kept in claims if kept.claim.holders}
    if "denies" not in stances and all(kept.claim.polarity == "positive" for kept in claims):
        assert "denied" not in found.text.replace("denies", "")


# ---------------------------------------------------------------------- what is shown, and in which order


def test_only_claims_are_shown_of_voices_that_the_sentence_tells() -> None:
    wish = talks(2, ("CHN", "wants"), modality="desired", quote="China hopes for talks")
    found = of(talks(1, quote="they talked"), wish)
    assert [kept.claim.quote for kept in found.claims] == ["they talked"]
    assert [voice.modality for voice in found.voices] == ["actual", "desired"]


def test_of_a_voice_that_claim_is_shown_which_says_what_the_others_say() -> None:
    said = [
        talks(1, quote="the minister spoke with the generals about shells", confidence=0.6),
        talks(2, quote="something else altogether", confidence=0.9),
        talks(2, ("RUS", "says"), quote="generals spoke about shells", outlet="B"),
        talks(1, quote="a doubtful word about shells and generals", confidence=0.45, outlet="C"),
    ]
    assert [kept.claim.quote for kept in of(*said).claims] == [said[2].claim.quote, said[0].claim.quote]


def test_a_claim_of_the_happenings_own_kind_is_shown_first() -> None:
    same = [told("RUS", "COERCE", "UKR", f"2023-05-0{day}", quote="children taken") for day in (1, 2)]
    other = told("RUS", "ASSAULT", "UKR", "2023-05-01", quote="an attack", confidence=0.99, outlet="B")
    assert [kept.claim.quote for kept in of(*same, other).claims] == ["children taken"]


def test_in_one_report_stances_come_first_and_what_is_named_in_passing_last() -> None:
    paper = {"document": "d1", "origin": "d1"}
    told_of = [
        told("RUS", "ASSAULT", "UKR", quote="the war", at=10, confidence=0.95, **paper),  # type: ignore[arg-type]
        told("RUS", "CONSULT", "PRK", quote="a visit", at=20, start="2023-02-01", **paper),  # type: ignore[arg-type]
        talks(1, ("PRK", "wants"), modality="desired", quote="a wish", at=30, confidence=0.35, **paper),
        talks(1, ("USA", "believes"), quote="a belief", at=40, confidence=0.45, **paper),
        told("RUS", "SUPPORT", "PRK", quote="a guess", at=50, confidence=0.35, **paper),  # type: ignore[arg-type]
    ]
    events = [dataclasses.replace(happening(kept), id=f"e{at}") for at, kept in enumerate(told_of)]
    found = statuses(events, SAYS)
    assert [each.claims[0].claim.quote for each in found] == ["a wish", "a belief", "a visit", "the war"]
    assert found == statuses(reversed(events), SAYS)


def test_in_a_list_over_many_reports_doubtful_readings_are_left_out() -> None:
    events = [
        dataclasses.replace(happening(talks(day, confidence=sure)), id=f"e{day}")
        for day, sure in ((1, 0.9), (2, 0.55), (3, 0.65))
    ]
    assert [each.event for each in statuses(events, SAYS)] == ["e3", "e1"]
    assert left_out(events) == (("read too unsurely", 1),)
    assert status(events[1], SAYS).state == "asserted"


def test_a_plan_is_told_as_announced_and_a_failure_not_as_denied() -> None:
    north = [holder("PRK", "says", "North Korea")]
    plan = told("PRK", "MOBILIZE", "", "2023-05-29", by=north, modality="future", quote="it plans to launch")
    gone = [
        told(
            "PRK", "MOBILIZE", "", "2023-06-01", outlet=outlet, by=[holder("PRK", "denies", "North Korea")],
            modality="future", polarity="negative", quote="its failure to launch",
        )
        for outlet in "AB"
    ]  # fmt: skip
    text = of(plan, *gone).text
    assert "denied by" not in text
    assert "first asserted" not in text
    assert "North Korea first announced it (29 May 2023)" in text


def test_who_mediates_confirms_nothing_as_a_party_would() -> None:
    def mediation(outlet: str, by: str, name: str) -> KeptClaim:
        return told(
            "IRN", "CONSULT", "SAU,CHN", outlet=outlet, by=[holder(by, "says", name)],
            quote="China is mediating between Iran and Saudi Arabia",
        )  # fmt: skip

    found = of(mediation("A", "CHN", "Beijing"), mediation("B", "IRN", "Tehran"))
    assert found.state == "asserted"
    assert "confirmed" not in found.text


def test_what_a_reviewer_accepted_is_no_doubtful_reading() -> None:
    doubtful = talks(2, confidence=0.2, of="d")  # type: ignore[arg-type]
    sure = talks(1, of="s")
    assert len(statuses([happening(sure, name="s"), happening(doubtful, name="d")], Plain())) == 1
    accepted = dataclasses.replace(doubtful, by="somebody")
    assert len(statuses([happening(sure, name="s"), happening(accepted, name="d")], Plain())) == 2


def test_a_shortage_told_and_denied_is_contested() -> None:
    lacks = {"matter": "food", "polarity": "negative", "quote": "North Korea faces food shortages"}
    short = [told("PRK", "HAVE", "", f"2023-03-0{day}", outlet=str(day), **lacks) for day in (1, 2)]
    denied = told(
        "PRK", "HAVE", "", "2023-03-04", matter="food", by=[holder("PRK", "denies")],
        quote="North Korea denied food shortages",
    )  # fmt: skip
    found = of(*short, denied)
    assert found.state == "contested"
    assert "denied by North Korea" in found.text
