"""The verdict in one sentence."""

from __future__ import annotations

import datetime as dt

from tests.assess.builders import holder, told
from tests.assess.test_stances import talks
from tests.assess.test_status import LABEL, of


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


def test_an_act_of_speech_is_said_and_rejected() -> None:
    made = told("USA", "ACCUSE", "RUS", by=[holder("USA", "says")])
    echo = told("USA", "ACCUSE", "RUS", "2023-03-02")
    answer = told("USA", "ACCUSE", "RUS", "2023-03-02", by=[holder("RUS", "denies")], polarity="negative", outlet="B")
    assert of(made, echo, answer).text == (
        "The United States → Russia: accuse: said by the United States itself; told by 1 origin in its own voice; "
        "rejected by Russia."
    )


def test_one_report_alone_is_told_in_short() -> None:
    assert of(talks(1)).text == f"{LABEL}: told by 1 origin in its own voice; no other statement found."
    assert of(talks(1, certainty="possible")).text == (
        f"{LABEL}: told as possible by 1 origin in its own voice; no other statement found."
    )
    # Somebody else's word is another matter: then it is told who is silent.
    assert of(talks(1, ("USA", "says"))).text == (
        f"{LABEL}: asserted by the United States; no statement by Russia or North Korea found; no denial found."
    )


def test_a_shortage_is_told_and_not_denied() -> None:
    short = told("PRK", "HAVE", matter="food", polarity="negative", quote="food shortages")
    assert (
        of(short).text == "North Korea: have about food: told by 1 origin in its own voice; no other statement found."
    )
    denial = told("PRK", "HAVE", "", "2023-03-02", matter="food", by=[holder("PRK", "denies")], quote="no hunger")
    assert of(short, denial).state == "contested"


def test_to_deny_that_one_has_a_thing_is_no_shortage() -> None:
    assert of(told("PRK", "HAVE", matter="arms", polarity="negative", by=[holder("PRK", "denies")])).state == "denied"


def test_a_side_that_is_not_named_is_somebody() -> None:
    assert of(told("", "ASSAULT", "UKR")).text.startswith("Somebody → Ukraine: assault: ")


def test_who_is_promised_something_confirms_it_and_who_promises_says_it() -> None:
    promised, word = told("RUS", "AGREE", "PRK"), told("RUS", "AGREE", "PRK", "2023-03-02", by=[holder("PRK", "says")])
    assert "confirmed by North Korea itself" in of(promised, word).text
    word = told("RUS", "AGREE", "PRK", "2023-03-02", by=[holder("RUS", "says")])
    assert "said by Russia itself" in of(promised, word).text


def test_those_who_speak_for_themselves_are_told_by_name() -> None:
    guess = talks(1, ("RUS", "says"), modality="future")
    assert "announced by Russia" in of(guess).text
    expert = told("RUS", "CONSULT", "PRK", modality="future", by=[holder("RUS", "says", "a security expert")])
    assert of(expert).state == "expected"
    assert "told as to come by a security expert" in of(expert).text
