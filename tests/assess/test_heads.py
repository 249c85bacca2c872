"""What a happening is about, and which claims bear on it."""

from __future__ import annotations

import dataclasses

import pytest

from entente.assess.heads import Head, bearing, is_asked, silent
from entente.records import KeptClaim
from tests.assess.builders import happening, holder, told
from tests.assess.test_stances import talks
from tests.assess.test_status import of


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


def test_a_side_of_several_is_those_whom_the_words_name() -> None:
    both = told("RUS", "ASSAULT", "UKR,MDA", quote="the war that Moscow brought to Ukraine")
    head = Head.of(happening(both))
    assert (head.actor, head.recipient) == (("RUS",), ("UKR",))
    named = told("RUS", "ASSAULT", "UKR,MDA", quote="Russian missiles over Ukraine and Moldova")
    assert Head.of(happening(named)).recipient == ("UKR", "MDA")
    unnamed = told("RUS", "ASSAULT", "UKR,MDA", quote="the attack")
    assert Head.of(happening(unnamed)).recipient == ("UKR", "MDA")


def test_a_lack_is_what_more_origins_tell() -> None:
    def food(outlet: str, polarity: str, *by: str) -> KeptClaim:
        return told(
            "PRK", "HAVE", matter="food", polarity=polarity, outlet=outlet, by=[holder("PRK", one) for one in by]
        )

    short, more, plenty = food("A", "negative"), food("B", "negative"), food("C", "positive")
    assert Head.of(happening(short, more, plenty)).lack
    assert not Head.of(happening(short, plenty)).lack
    assert not Head.of(happening(food("A", "negative", "denies"))).lack


def test_doubtful_readings_stand_aside_where_sure_ones_are() -> None:
    sure = [talks(day) for day in (1, 2)]
    weak = talks(3, confidence=0.35)
    word = talks(4, ("RUS", "says"), confidence=0.45)
    belief = talks(5, ("USA", "believes"), confidence=0.45)
    event = happening(*sure, weak, word, belief)
    assert bearing(event, Head.of(event)) == [*sure, belief]
    alone = happening(weak, word)
    assert bearing(alone, Head.of(alone)) == [weak, word]
    one = happening(sure[0], word)
    assert bearing(one, Head.of(one)) == [sure[0], word]


@pytest.mark.parametrize(
    ("title", "quote", "asked"),
    [
        ("A debate: Is the U.S. at war with Russia?", "the U.S. at war with Russia", True),
        ("Will China sell arms to Russia?", "China sell arms to Russia", True),
        ("What now, after Russia left the treaty?", "Russia left the treaty", False),
        ("Is it over? Russia leaves the treaty", "Russia leaves the treaty", False),
        ("Russia leaves the treaty", "Russia leaves the treaty", False),
    ],
)
def test_a_question_of_yes_or_no_tells_nothing(title: str, quote: str, asked: bool) -> None:
    kept = told("USA", "ASSAULT", "RUS", title=title, quote=quote, at=title.index(quote))
    assert not is_asked(kept)
    place = dataclasses.replace(kept.claim.place, field="title")
    assert is_asked(dataclasses.replace(kept, claim=dataclasses.replace(kept.claim, place=place))) is asked


def test_whoever_is_placed_with_a_party_breaks_its_silence() -> None:
    event = happening(
        talks(1, ("USA", "believes")), told("RUS", "CONSULT", "PRK", by=[holder("RUS", "says", "an aide")])
    )
    assert silent(event, Head.of(event)) == ("PRK",)
