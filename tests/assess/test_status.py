from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from entente.assess.status import status, statuses
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


def test_in_one_report_the_silent_party_is_told() -> None:
    paper = {"document": "d1", "origin": "d1"}
    found = of(
        talks(5, ("USA", "believes"), certainty="probable", quote="The US believes", **paper),
        talks(5, ("RUS", "not-confirmed"), certainty="unknown", quote="have not said so", **paper),
    )
    assert found.text == (
        f"{LABEL}: asserted by the United States (believes); not confirmed by Russia; no statement by North Korea "
        "found; no denial found."
    )


def test_hints_are_rumours() -> None:
    found = of(
        told("RUS", "COOPERATE", "PRK", mode="military", by=[holder(None, "rumour")], certainty="possible"),
    )  # fmt: skip
    assert found.state == "rumoured"
    assert found.text == (
        "Russia → North Korea: military: only rumoured in 1 origin; no statement by Russia or North Korea found; no "
        "denial found."
    )


def test_contested_with_the_day_from_which_it_is_denied() -> None:
    found = of(
        talks(1, ("USA", "says")), talks(2), talks(4, ("RUS", "denies"), polarity="negative", quote="there were none")
    )
    assert found.state == "contested"
    assert found.text == (
        f"{LABEL}: asserted by the United States and 1 origin in its own voice; denied by Russia (since 4 March 2023); "
        "no statement by North Korea found."
    )
    assert [(voice.name, voice.position) for voice in found.voices] == [
        ("", "asserts"), ("the United States", "asserts"), ("Russia", "denies"),
    ]  # fmt: skip
    assert [kept.claim.quote for kept in found.claims][-1] == "there were none"


def test_confirmed_by_a_partys_own_word() -> None:
    assert of(talks(1), talks(2, ("RUS", "says"))).text == (
        f"{LABEL}: confirmed by Russia itself; told by 1 origin in its own voice."
    )
    both = of(talks(1, ("PRK", "says")), talks(2, ("RUS", "says")))
    assert both.text == f"{LABEL}: confirmed by North Korea and Russia themselves."


def test_a_change_of_line_is_told() -> None:
    found = of(talks(1, ("RUS", "denies"), polarity="negative"), talks(9, ("RUS", "says")), talks(2))
    assert found.state == "asserted"  # Plain speech of one origin after a denial is not yet a confirmation.
    assert "Russia first denied it (1 March 2023)" in found.text
    assert "no denial found" not in found.text
    assert of(talks(1, ("RUS", "denies"), polarity="negative"), talks(9, ("RUS", "confirms")), talks(2)).text == (
        f"{LABEL}: confirmed by Russia; told by 1 origin in its own voice; Russia first denied it (1 March 2023)."
    )


def test_both_lines_of_a_day_are_told() -> None:
    found = of(
        talks(1, ("RUS", "denies"), polarity="negative"), talks(1, ("RUS", "says"), outlet="B"), talks(2, outlet="C")
    )
    assert f"{LABEL}: told by 1 origin in its own voice; told both ways by Russia" in found.text


def test_plans_wishes_and_conditions() -> None:
    plan = of(talks(1, ("RUS", "says"), modality="future", start="2023-07-01", end="2023-07-31"))
    assert (plan.state, plan.text) == ("announced", f"{LABEL}: announced by Russia.")
    assert plan.due == (dt.date(2023, 7, 1), dt.date(2023, 7, 31))
    off = of(talks(1, ("RUS", "says"), modality="future"), talks(3, modality="future", polarity="negative"))
    assert (off.state, off.due) == ("called off", None)
    assert off.text == (
        f"{LABEL}: announced by Russia; told as cancelled or put off by 1 origin in its own voice (since 3 March 2023)."
    )
    wish = of(talks(1, ("PRK", "wants"), modality="desired"), talks(2, modality="desired"))
    assert wish.text == f"{LABEL}: wanted by North Korea; told as wanted by 1 origin in its own voice."
    case = of(talks(1, ("USA", "warns"), modality="conditional"))
    assert case.text == f"{LABEL}: told under a condition by the United States (warns)."


def test_many_voices_make_a_short_line() -> None:
    codes = ("USA", "CHN", "UKR", "FRA", "DEU", "ITA", "ESP", "POL", "SWE", "NOR")
    crowd = [talks(day, (code, "says")) for day, code in enumerate(codes, 1)]
    names = [
        told("RUS", "CONSULT", "PRK", by=[holder(None, "says", f"Person {one}")], outlet=str(one)) for one in range(9)
    ]
    found = of(*crowd, *names, talks(20))
    assert found.text.startswith(
        f"{LABEL}: asserted by China, DEU, ESP, 1 origin in its own voice and 16 other voices; no statement by Russia"
    )
    assert len(found.claims) <= 12


def test_voices_that_reports_dwarf_are_counted() -> None:
    own = [told("RUS", "CONSULT", "PRK", f"2023-03-{day:02}", outlet=name) for day in range(1, 13) for name in "AB"]
    assert of(*own, talks(20, ("FRA", "says"))).text == (
        f"{LABEL}: told by 24 origins in their own voice and 1 other voice; no denial found."
    )


def test_what_tells_of_other_parties_another_deed_or_an_older_time_is_left_out() -> None:
    strike = told("UKR", "ASSAULT", "RUS", "2023-05-03", by=[holder("RUS", "accuses")])
    denial = told("UKR", "ASSAULT", "RUS", "2023-05-03", by=[holder("UKR", "denies")], polarity="negative", outlet="B")
    others = [
        told("RUS", "ASSAULT", "UKR", "2023-05-04", outlet="C"),  # the other way round
        told("", "ASSAULT", "RUS", "2023-05-04", by=[holder("UKR", "says")], outlet="D"),  # by nobody in particular
        told("UKR", "CONSULT", "RUS", "2023-05-04", outlet="E"),  # no hostile deed
        told("UKR", "ASSAULT", "RUS", "2023-05-05", end="2022-10-08", outlet="F"),  # long before
    ]
    found = of(strike, denial, *others)
    assert (found.state, found.origins, found.aside) == ("contested", 2, 4)
    assert found.text == "Ukraine → Russia: assault: asserted by Russia (accuses); denied by Ukraine."
    assert found.reason == (
        "2 origins; copies of one text count once; 4 claims of other parties, another deed or an older time, or "
        "doubtful, set aside"
    )


def test_an_act_of_speech_is_said_and_rejected() -> None:
    made = told("USA", "ACCUSE", "RUS", by=[holder("USA", "says")])
    echo = told("USA", "ACCUSE", "RUS", "2023-03-02")
    answer = told("USA", "ACCUSE", "RUS", "2023-03-02", by=[holder("RUS", "denies")], polarity="negative", outlet="B")
    assert of(made, echo, answer).text == (
        "The United States → Russia: accuse: said by the United States itself; told by 1 origin in its own voice; "
        "rejected by Russia."
    )


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
    if all(kept.claim.polarity == "positive" for kept in claims):
        assert "denied" not in found.text.replace("denies", "")
