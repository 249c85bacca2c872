"""What the answers to one question have in common is told once."""

from __future__ import annotations

from entente.futures.whatif.beside import beside
from tests.futures.whatif.builders import asked, store


def test_options_stand_below_what_they_share() -> None:
    scenario = store()
    found = asked(scenario, runs=400)
    row = beside(scenario, found)[0]
    texts = [each.text for each in found.answers if each.question == row.question]
    assert len(row.lines) == len(texts) == 2
    assert [f"{row.lead} {line}" for line in row.lines] == texts
    assert row.more == ()


def test_one_answer_is_a_whole_sentence() -> None:
    scenario = store()
    found = asked(scenario, {"means": "narrow"}, runs=400)
    for row in beside(scenario, found):
        assert row.lines == ()
        assert row.lead in [each.text for each in found.answers]


def test_compared_variants_are_told_by_their_differences_alone() -> None:
    scenario = store()
    found = asked(scenario, compare=["with", "without"], runs=400)
    rows = beside(scenario, found)
    told = [f"{row.lead} {line}" for row in rows for line in row.lines] + [text for row in rows for text in row.more]
    assert set(told) == {each.text for each in found.differences}
    assert any(row.more for row in rows)  # how much earlier it comes begins in another way


def test_answers_that_differ_in_nothing_but_the_option_are_one() -> None:
    scenario = store()
    found = asked(scenario, {"use": "0"}, runs=50)
    row = beside(scenario, found)[0]
    assert row.lead.endswith("in no run (new rounds; or old rounds too).")
    assert row.lines == ()
