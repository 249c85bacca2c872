"""Why two draw closer: common adversaries, shared memberships, exchanges; and the triads with thirds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from entente.assess.alignment.tellings import Told
from entente.assess.alignment.ties import tie
from entente.assess.alignment.triads import _share, sentence
from entente.records import KeptClaim
from tests.assess.builders import told
from tests.assess.test_alignment import UNTIL, stand


class Bodies:
    """Memberships by hand; `asked` is the day that was asked for."""

    def __init__(self, **of: str) -> None:
        self._of = {code: tuple(bodies.split()) for code, bodies in of.items()}
        self.asked: set[dt.date] = set()

    def bodies(self, code: str, on: dt.date) -> tuple[str, ...]:
        self.asked.add(on)
        return self._of.get(code, ())

    def members(self, body: str, on: dt.date) -> tuple[str, ...]:
        return tuple(code for code, bodies in self._of.items() if body in bodies)


def several(actor: str, event: str, recipient: str, origins: int, **more: str) -> list[KeptClaim]:
    """One thing told by some origins."""
    return [
        told(
            actor, event, recipient, "2023-03-01", document=f"{actor} {event} {recipient} {number}",
            of=f"{actor} {event} {recipient}", **more,
        )
        for number in range(origins)
    ]  # fmt: skip


def texts(claims: Sequence[KeptClaim]) -> list[str]:
    """What is told of why."""
    return [finding.text for finding in stand(claims).why]


FRIENDS = told("RUS", "AGREE", "PRK", "2023-03-01", document="friends")


def test_a_common_adversary_from_both_sides() -> None:
    claims = [
        FRIENDS,
        *several("RUS", "ACCUSE", "USA", 3),
        *several("PRK", "THREATEN", "USA", 2),
        *several("USA", "SANCTION", "RUS,PRK", 4),
    ]
    (finding,) = stand(claims).why
    assert finding.text == (
        "The United States is an adversary of both: it sanctioned Russia (4 origins) and North Korea (4 origins); "
        "Russia accused it (3 origins) and North Korea threatened it (2 origins)."
    )
    kinds = {kept.claim.event for kept in finding.claims}
    assert kinds == {"SANCTION", "ACCUSE", "THREATEN"}, "claims of both sides"


@pytest.mark.parametrize(
    "claims",
    [
        several("RUS", "ACCUSE", "USA", 3),
        [*several("RUS", "ACCUSE", "USA", 3), *several("USA", "ACCUSE", "PRK", 3)],
        [*several("RUS", "ACCUSE", "USA", 3), *several("PRK", "ACCUSE", "USA", 1), *several("PRK", "AGREE", "USA", 4)],
        [*several("RUS", "ACCUSE", "USA", 3), *several("PRK", "ACCUSE", "USA", 3, polarity="negative")],
        [*several("RUS", "ACCUSE", "USA", 3), *several("PRK", "SANCTION", "USA", 3, modality="future")],
    ],
    ids=["one only", "other direction", "on good terms", "did not happen", "only announced"],
)
def test_no_common_adversary(claims: list[KeptClaim]) -> None:
    assert texts([FRIENDS, *claims]) == []


def test_two_at_odds_have_no_common_adversary() -> None:
    common = [*several("RUS", "ACCUSE", "USA", 3), *several("PRK", "ACCUSE", "USA", 3)]
    assert texts([*several("RUS", "ACCUSE", "PRK", 3), *common]) == []
    assert len(texts([FRIENDS, *common])) == 1


def test_where_much_is_told_one_report_makes_no_adversary() -> None:
    common = [*several("RUS", "ACCUSE", "USA", 60), *several("PRK", "ACCUSE", "USA", 1)]
    friends = several("RUS", "AGREE", "PRK", 10)
    assert texts([*friends, *common]) == []
    assert len(texts([*friends, *common, *several("PRK", "THREATEN", "USA", 6)])) == 1


def test_shared_memberships_but_for_universal_ones() -> None:
    bodies = Bodies(RUS="BRICS SCO UN", CHN="BRICS SCO UN", PRK="UN")
    claim = told("RUS", "AGREE", "CHN", "2023-03-01")
    (finding,) = stand([claim], "RUS", "CHN", memberships=bodies).why
    assert finding.text == "Russia and China are both members of BRICS and SCO."
    assert "as of 2023-06-30, not from reports" in finding.reason
    assert bodies.asked == {UNTIL}
    assert finding.claims == (claim,)
    assert stand([FRIENDS], memberships=bodies).why == ()
    assert stand([], "RUS", "CHN", memberships=bodies).why == (), "nothing to lean on"
    at_odds = told("RUS", "ASSAULT", "CHN", "2023-03-01")
    assert stand([at_odds], "RUS", "CHN", memberships=bodies).why == ()


def test_a_body_of_very_many_is_not_told() -> None:
    many = {f"X{number:02}": "OSCE" for number in range(40)}
    claim = told("RUS", "AGREE", "CHN", "2023-03-01")
    assert stand([claim], "RUS", "CHN", memberships=Bodies(RUS="OSCE", CHN="OSCE", **many)).why == ()
    assert len(stand([claim], "RUS", "CHN", memberships=Bodies(RUS="OSCE", CHN="OSCE")).why) == 1


def test_a_member_and_its_body() -> None:
    found = stand([told("FRA", "CONSULT", "EU", "2023-03-01")], "EU", "FRA", memberships=Bodies(FRA="EU UN"))
    assert [finding.text for finding in found.why] == ["FRA is a member of EU."]


def test_who_gives_whom_what() -> None:
    claims = [
        *several("PRK", "TRANSFER", "RUS", 3, matter="arms.ammunition"),
        *several("RUS", "AID", "PRK", 2, matter="food,oil"),
        *several("RUS", "TRANSFER", "PRK", 1, matter="technology.satellite", modality="future"),
        *several("RUS", "COOPERATE", "PRK", 1, matter="exercises", modality="future"),
    ]
    assert texts(claims) == [
        "North Korea supplies or helps Russia (3 origins: ammunition 3).",
        "Russia supplies or helps North Korea (2 origins: food 2, oil 2); more is to come "
        "(1 origin: satellite technology 1).",
        "Russia and North Korea are to act together (1 origin: exercises 1).",
    ]


def test_a_rare_exchange_among_many_reports_is_left_out() -> None:
    war = several("RUS", "ASSAULT", "PRK", 120)
    assert texts([*war, *several("RUS", "AID", "PRK", 2, matter="food")]) == []
    assert len(texts([*war, *several("RUS", "AID", "PRK", 3, matter="food")])) == 1


NAMES = ("Russia", "North Korea", "the United States")


@pytest.mark.parametrize(
    ("signs", "text"),
    [
        ((1, 1, 1), "Russia, North Korea and the United States are all on good terms: balanced."),
        (
            (1, -1, -1),
            "Russia and North Korea are on good terms, and both are at odds with the United States: balanced.",
        ),
        (
            (-1, 1, -1),
            "Russia and North Korea are at odds, and the United States is on good terms with Russia and at odds with "
            "North Korea: balanced.",
        ),
        (
            (-1, -1, 1),
            "Russia and North Korea are at odds, and the United States is on good terms with North Korea and at odds "
            "with Russia: balanced.",
        ),
        ((-1, -1, -1), "Russia, North Korea and the United States are all at odds with each other: not balanced."),
        (
            (-1, 1, 1),
            "Russia and North Korea are at odds, but both are on good terms with the United States: not balanced.",
        ),
        (
            (1, 1, -1),
            "Russia and North Korea are on good terms, but the United States is on good terms with Russia and at odds "
            "with North Korea: not balanced.",
        ),
        (
            (1, -1, 1),
            "Russia and North Korea are on good terms, but the United States is on good terms with North Korea and at "
            "odds with Russia: not balanced.",
        ),
    ],
)
def test_every_triad_in_words(signs: tuple[int, int, int], text: str) -> None:
    empty = tie(Told((), {}, {}))
    assert sentence(NAMES, signs, (empty, empty, empty)) == text


def test_triads_most_origins_first_and_their_share() -> None:
    found = stand(
        [
            *several("RUS", "AGREE", "PRK", 4),
            *several("RUS", "ACCUSE", "USA", 4),
            *several("PRK", "ACCUSE", "USA", 3),
            *several("RUS", "AGREE", "CHN", 9),
            *several("PRK", "AGREE", "CHN", 8),
            *several("RUS", "ASSAULT", "UKR", 9),
            *several("PRK", "AGREE", "UKR", 1),
            *several("RUS", "CONSULT", "VNM", 5),
        ]
    )
    assert [(triad.third, triad.signs, triad.balanced) for triad in found.triads] == [
        ("CHN", (1, 1, 1), True), ("USA", (1, -1, -1), True), ("UKR", (1, -1, 1), False),
    ]  # fmt: skip
    assert "2 of 3 triads of Russia and North Korea" in found.summary[-1].text
    assert _share(2, 2) == "Both"
    assert (_share(2, 0), _share(3, 3), _share(3, 0)) == ("Neither of 2", "All 3", "None of 3")
    reason = found.triads[1].reason
    assert "Russia and North Korea +4.0 in 4 origins; Russia and the United States -3.5 in 4 origins" in reason


def test_the_third_asked_for_comes_first_and_is_always_told() -> None:
    claims = [
        *several("RUS", "AGREE", "PRK", 4),
        *several("RUS", "AGREE", "CHN", 2),
        *several("PRK", "AGREE", "CHN", 2),
    ]
    found = stand([*claims, *several("RUS", "CONSULT", "USA", 1)], with_="USA")
    assert [triad.third for triad in found.triads] == ["USA", "CHN"]
    asked = found.triads[0]
    assert (asked.signs, asked.balanced) == ((1, 1, 0), False)
    assert asked.text == (
        "Whether Russia, North Korea and the United States are in balance cannot be told: North Korea and the "
        "United States are told of in too few reports."
    )
    assert [kept.claim.event for kept in asked.claims] == ["CONSULT", "AGREE"]
    assert [triad.third for triad in stand(claims, with_="CHN").triads] == ["CHN"], "only once"
    assert [triad.third for triad in stand(claims, with_="UKR").triads] == ["UKR", "CHN"], "nothing told of it"
    assert [triad.third for triad in stand(claims, with_="RUS").triads] == ["CHN"], "no third"


def test_without_a_sign_between_the_two_there_are_no_triads() -> None:
    both = [*several("RUS", "AGREE", "PRK", 3), *several("PRK", "ACCUSE", "RUS", 3)]
    found = stand([*both, *several("RUS", "AGREE", "CHN", 3), *several("PRK", "AGREE", "CHN", 3)])
    assert found.triads == ()
    assert all("triad" not in finding.text for finding in found.summary)
