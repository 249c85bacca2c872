"""Figures in claims fill a number: who says what, never averaged."""

from __future__ import annotations

import dataclasses

import pytest

from entente.futures.whatif.filling import Naming, asserts, fill
from entente.records import Distribution, Figure, KeptClaim
from tests.assess.builders import holder, told
from tests.futures.whatif.builders import asked, store

NAMING = Naming(lambda code: {"USA": "the United States"}.get(code, code), lambda parameter: 1.0)


def _claim(low: float | None, high: float | None, unit: str = "shell", **more: object) -> KeptClaim:
    fields = {"matter": "arms", "published": "2024-03-01", **more}
    words = f"{low} {unit}s"
    return told("PRK", "TRANSFER", "RUS", figures=(Figure(low, high, unit, words),), **fields)  # type: ignore[arg-type]


def _filled(*claims: KeptClaim) -> tuple[Distribution | None, list[str], object]:
    parameters, rows, notes = fill(store(), {"gift": claims}, NAMING)
    return (rows[0].distribution if rows else None), notes, (parameters, rows)


def test_one_number_that_all_tell_is_that_number() -> None:
    made, notes, (parameters, rows) = _filled(  # type: ignore[misc]
        _claim(12, 12),
        _claim(12, 12, outlet="The Post"),
        _claim(12, 12, outlet="The Copy", origin="The Daily 2024-03-01"),
    )
    assert made == Distribution("value", (1.0,))  # 12 a year are 1 a month
    assert rows[0].origins == 2
    assert [voice for voice, *_ in rows[0].by] == ["The Copy", "The Daily", "The Post"]
    assert rows[0].was == Distribution("value", (0.5,))
    assert parameters["gift"].weak is False
    assert "2 independent origins, each taken as of 12 months: 1 round a month." in notes[0]


def test_what_a_figure_leaves_open_ends_where_the_file_ends() -> None:
    scenario, file = store(), Distribution("triangular", (0.25, 1.0, 2.0))
    wide = tuple(dataclasses.replace(each, distribution=file) for each in scenario.parameters)
    scenario = dataclasses.replace(scenario, parameters=wide)

    def filled(claim: KeptClaim) -> Distribution:
        return fill(scenario, {"gift": [claim]}, NAMING)[1][0].distribution

    assert filled(_claim(12, None)) == Distribution("uniform", (1.0, 2.0))
    assert filled(_claim(None, 12)) == Distribution("uniform", (0.25, 1.0))
    assert filled(_claim(48, None)) == Distribution("value", (4.0,))
    endless = tuple(
        dataclasses.replace(each, distribution=Distribution("normal", (1.0, 1.0))) for each in scenario.parameters
    )
    scenario = dataclasses.replace(scenario, parameters=endless)
    assert filled(_claim(12, None)) == Distribution("value", (1.0,))


def test_voices_that_do_not_agree_stay_a_range() -> None:
    made, notes, (_, rows) = _filled(  # type: ignore[misc]
        _claim(3e6, 3e6, "shell", by=(holder("KOR", "says"),)),
        _claim(5e5, 5e5, "round", by=(holder("USA", "believes"),)),
    )
    assert made == Distribution("uniform", (5e5 / 12, 3e6 / 12))
    assert {voice for voice, *_ in rows[0].by} == {"KOR", "the United States"}
    assert "They do not agree; it is kept as a range" in notes[0]
    assert "not averaged" in notes[0]


def test_words_are_turned_into_the_unit() -> None:
    assert _filled(_claim(6, 6, "container"))[0] == Distribution("value", (5.0,))
    assert _filled(_claim(6, 6, "artillery shell"))[0] == Distribution("value", (0.5,))
    assert _filled(_claim(12, 24, "shell"))[0] == Distribution("uniform", (1.0, 2.0))
    assert _filled(_claim(6, 6, "eggshell"))[0] is None


@pytest.mark.parametrize("more", [
    {"polarity": "negative"}, {"modality": "future"}, {"modality": "desired"}, {"by": (holder("PRK", "denies"),)},
    {"by": (holder("", "rumour"),)}, {"by": (holder("RUS", "not-confirmed"),)}, {"certainty": "unknown"},
])  # fmt: skip
def test_what_is_not_asserted_fills_nothing(more: dict[str, object]) -> None:
    assert not asserts(_claim(12, 12, **more))
    made, notes, _ = _filled(_claim(12, 12, **more))
    assert made is None
    assert notes == ["No figure in the ledger for rounds given; the number of the file stays."]


def test_one_origin_alone_is_weak() -> None:
    _, _, (parameters, rows) = _filled(_claim(12, 12))  # type: ignore[misc]
    assert parameters["gift"].weak
    assert rows[0].by[0][3] == _claim(12, 12).claim.id
    assert rows[0].words == ("12 shells",)


def test_answers_are_reckoned_with_what_was_filled() -> None:
    scenario = store(lambda text: text[: text.index("[[choice]]")] + text[text.index("[[stock]]") :])
    filled = fill(scenario, {"gift": [_claim(24, 24), _claim(24, 24, outlet="The Post")]}, NAMING)
    found = asked(scenario, filled=filled)
    assert next(each for each in found.parameters if each.name == "gift").distribution.numbers == (2.0,)
    assert next(each for each in found.parameters if each.name == "gift").sources[0].claims
    assert "in no run" in found.answers[0].text
    assert found.filled == tuple(filled[1])
    assert found.notes[0].startswith("Filled from the ledger, rounds given: “24 shells” (The Daily, The Post)")
