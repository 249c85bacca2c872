from __future__ import annotations

import dataclasses
import datetime as dt

from entente.assess.questions import questions
from entente.assess.status import status
from entente.records import Finding, KeptClaim
from entente.records.status import Status
from tests.assess.builders import Plain, happening, holder, told
from tests.assess.test_stances import talks

SAYS = Plain()
LABEL = "Russia → North Korea: consult"


def of(*claims: KeptClaim, name: str = "e0") -> Status:
    return dataclasses.replace(status(happening(*claims), SAYS), event=name)


def asked(*statuses: Status, checked: tuple[Finding, ...] = (), on: str | None = None) -> list[str]:
    day = dt.date.fromisoformat(on) if on else None
    return [finding.text for finding in questions(statuses, SAYS, checked, on=day)]


def believed() -> Status:
    return of(talks(5, ("USA", "believes")), talks(5, ("RUS", "not-confirmed"), certainty="unknown", outlet="A"))


def test_not_confirmed_is_settled_by_the_parties_or_another_origin() -> None:
    assert asked(believed()) == [
        f"{LABEL}: is it so? Asserted by the United States (believes); not confirmed by Russia; no statement by North "
        "Korea found; no denial found. A statement by Russia or North Korea or a second independent origin would "
        "settle it."
    ]


def test_a_question_leans_on_its_claims() -> None:
    finding = questions([believed()], SAYS)[0]
    assert [kept.claim.quote for kept in finding.claims] == ["RUS CONSULT PRK", "RUS CONSULT PRK"]
    assert finding.reason == "It is not confirmed by the stances of those who tell it."


def test_contested_is_not_settled_by_what_the_sides_say() -> None:
    strike = of(
        told("UKR", "ASSAULT", "RUS", by=[holder("RUS", "accuses")]),
        told("UKR", "ASSAULT", "RUS", "2023-03-02", by=[holder("UKR", "denies")], polarity="negative"),
    )
    (text,) = asked(strike)
    assert text.endswith("Evidence of another kind than what the sides say would settle it.")


def test_what_only_a_third_says_is_a_question() -> None:
    (text,) = asked(of(talks(1, ("USA", "believes"))))
    assert text.startswith(f"{LABEL}: is it so? Asserted by the United States (believes); no statement by Russia or")
    assert text.endswith("A statement by Russia or North Korea or a second independent origin would settle it.")
    assert asked(of(talks(1, ("USA", "believes")), talks(2))) == []
    assert asked(of(talks(1, ("PRK", "says")))) == []


def test_possible_is_a_question() -> None:
    (text,) = asked(of(talks(1, certainty="possible", modality="future")))
    assert text.startswith(f"{LABEL}: will it come about? Told as to come by 1 origin in its own voice (as possible)")
    assert text.endswith("A statement by Russia or North Korea or a report that it came about would settle it.")


def test_what_is_plainly_told_is_no_question() -> None:
    assert asked(of(talks(1)), of(talks(1), talks(2, ("RUS", "says")))) == []


def test_announced_with_its_day_still_to_come_or_passed() -> None:
    plan = of(talks(1, ("RUS", "says"), modality="future", start="2023-07-01", end="2023-07-31"))
    assert asked(plan, on="2023-07-31") == [f"{LABEL}: will it come about? It is announced in 1 origin for July 2023."]
    assert asked(plan, on="2023-08-01") == [
        f"{LABEL}: did it come about? It is announced in 1 origin for July 2023; no report that it did found."
    ]
    assert asked(plan) == asked(plan, on="2023-03-01")  # by default the day of the newest report


def test_announced_without_a_day() -> None:
    plan = of(talks(1, ("RUS", "says"), modality="future"))
    assert asked(plan) == [f"{LABEL}: when? It is announced in 1 origin and no day is told."]


def test_a_report_that_it_came_about_answers() -> None:
    plan = of(talks(1, ("RUS", "says"), modality="future", start="2023-03-20", end="2023-03-20"), name="e1")
    done, before = of(talks(21), name="e2"), of(talks(2), name="e3")
    assert asked(plan, done, on="2023-04-01") == []
    assert len(asked(plan, before, on="2023-04-01")) == 1
    other = of(told("RUS", "CONSULT", "CHN", "2023-03-21"), name="e4")
    assert len(asked(plan, other, on="2023-04-01")) == 1


def test_conditional() -> None:
    (text,) = asked(of(talks(1, ("USA", "warns"), modality="conditional")))
    assert text == (
        f"{LABEL}: is the condition met? Told under a condition by the United States (warns). A report that it is, or "
        "that it came about, would settle it."
    )


def test_a_rule_that_hangs_on_the_answer_is_said() -> None:
    found = believed()
    rule = Finding(text="Would be prohibited.", reason="A rule.", claims=found.claims[:1])
    assert asked(found, checked=(rule,))[0].endswith("A sanctions rule hangs on the answer.")
