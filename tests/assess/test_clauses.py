"""What a verdict says of lines that do not decide."""

from __future__ import annotations

from tests.assess.builders import holder, told
from tests.assess.test_stances import talks
from tests.assess.test_status import of


def test_lone_origins_that_have_a_voice_otherwise_are_told() -> None:
    claims = [*(talks(day, ("USA", "says")) for day in (1, 2, 3)), talks(4, ("USA", "says"), polarity="negative")]
    assert "only 1 origin has the United States denying it" in of(*claims).text


def test_a_lone_origin_that_leaves_it_open_is_not() -> None:
    claims = [*(talks(day, ("USA", "says")) for day in (1, 2, 3)), talks(4, ("USA", "questions"))]
    assert "questioning" not in of(*claims).text


def test_what_is_told_as_done_already_beside_a_plan() -> None:
    plans = [talks(day, modality="future") for day in (6, 7, 8)]
    assert "told as done by 1 origin in its own voice" in of(talks(5), *plans).text


def test_who_is_accused_of_a_hostile_deed_is_not_made_to_tell_it_by_one_origin() -> None:
    accused = told("UKR", "ASSAULT", "RUS", by=[holder("RUS", "accuses")])
    word = told("UKR", "ASSAULT", "RUS", "2023-03-02", by=[holder("UKR", "says")])
    assert "only 1 origin has Ukraine asserting it" in of(accused, word).text
    # Where nobody accuses, its own word is what it is.
    said = told("UKR", "ASSAULT", "RUS", by=[holder("RUS", "says")])
    assert of(said, word).text.startswith("Ukraine → Russia: assault: confirmed by Ukraine itself; asserted by Russia")
