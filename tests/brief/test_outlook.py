"""The part of a brief about the time ahead: every number with its source, in all four forms."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import jsonschema
import pytest
from lxml import html

from entente.brief import as_html, as_json, as_markdown, as_text, schema
from entente.records import (
    FORECAST,
    Announced,
    Answer,
    Assessment,
    Brief,
    BriefProspect,
    Difference,
    Distribution,
    Estimate,
    Forecast,
    ForecastReason,
    Outlook,
    Reliability,
    ScenarioSource,
    UsedParameter,
    WhatIf,
)
from tests.brief.builders import claim, kept
from tests.brief.test_assessed import assessed, many

DAY = dt.date(2024, 6, 18)
HOSTILE = "<script>alert(1)</script> \u202e \x1b[31m [x](javascript:1)"


def forecast(kind: str = "MEET", probability: float = 0.62, *claims: str, **more: object) -> Forecast:
    given = {
        "base_rate": 0.41, "windows": 5, "had": 2, "least": 2, "first": False, "note": "",
        "reasons": (ForecastReason("they met twice in June", 0.8, claims),),
        "before": Reliability(0.6, 0.7, 0.65, 20, Estimate(0.7, 0.5, 0.85)), **more,
    }  # fmt: skip
    return Forecast(kind, "PRK", "RUS", DAY, dt.date(2024, 9, 16), probability, **given)  # type: ignore[arg-type]


def announced(name: str = "a1", **more: object) -> Announced:
    given = {
        "became": "open", "on": None, "by": (), "probability": 0.8, "base_rate": 0.7,
        "reasons": (ForecastReason("both sides say so", 0.3, (name,)),), **more,
    }  # fmt: skip
    return Announced(
        name, (name,), "CONSULT", ("RUS",), ("PRK",), "a visit of Russia to North Korea", "RUS", "says", "future",
        "certain", DAY, "will visit", dt.date(2024, 7, 1), dt.date(2024, 7, 3), 15, **given,
    )  # type: ignore[arg-type]  # fmt: skip


def whatif(*answers: str) -> WhatIf:
    one = ScenarioSource("s-1", "A study of shells", "Institute", dt.date(2024, 1, 15), "https://example.org/s")
    two = ScenarioSource("assumption-2", "Barrels are replaced", "", None, "", weak=True, note=HOSTILE)
    used = UsedParameter("use", "rounds fired", "round/day", "", Distribution("value", (1.0,)), (one, two), False, "")
    return WhatIf(
        "shells", "Shells", "", "How long?", DAY, "month", 2000, 0, 36.0, (0.0,), (), (),
        tuple(Answer(str(n), "", text, "any", "", 0.4, 0.3, 0.5) for n, text in enumerate(answers)), (), (), (),
        (used,), ("Every number on barrels is weak.",),
    )  # fmt: skip


def ahead(outlook: Outlook) -> Brief:
    documents, told = many()
    away = kept(claim("CONSULT", "RUS", "PRK", quote="They met again", document="far"))
    cited = {"x1": away, "a1": kept(told[0]), **{k.claim.id: k for k in (away,)}}
    return assessed(Assessment(), told, *documents, pair=("RUS", "IRN"), outlook=outlook, cited=cited)


FULL = Outlook((forecast("MEET", 0.62, "x1"), forecast("ARMS", 0.05, first=True)), (announced(),),
               (whatif("In 41 % of runs.", "In no run."),), ("A note.",))  # fmt: skip


def test_every_form_tells_every_line_its_reason_and_its_sources() -> None:
    made = ahead(FULL)
    text, page, markdown = as_text(made, width=100, color=False), html.fromstring(as_html(made)), as_markdown(made)
    flat, shown = " ".join(text.split()), " ".join(page.text_content().split())
    assert [line.kind for line in made.outlook] == ["forecast", "forecast", "announced", "scenario", "scenario"]
    for line in made.outlook:
        assert line.text in flat
        assert line.text in shown
        assert line.reason in flat
        assert line.reason in shown
    for note in made.outlook_notes:
        assert note in flat
        assert note in shown
    assert "[S1–S2]" in flat.replace("[S1, S2]", "[S1–S2]")
    assert "A study of shells" in flat
    assert "What if: Shells" in flat
    assert "What if: Shells" in shown
    assert "#s1" in markdown
    assert 'id="s1"' in markdown
    assert page.xpath("//li[@id='source1']")
    assert page.xpath("//a[@href='#source1']")


def test_json_fits_the_schema_and_keeps_the_numbers() -> None:
    data = json.loads(as_json(ahead(FULL)))
    jsonschema.validate(data, schema())
    assert [line["probability"] for line in data["outlook"]] == [0.62, 0.05, 0.8, None, None]
    assert data["outlook"][0]["until"] == "2024-09-16"
    assert {r["weak"] for r in data["references"]} == {True, False}


def test_marks_lead_to_the_words_also_where_the_brief_was_cut_and_numbered_anew() -> None:
    made = ahead(FULL)
    words = {quote.number: quote.place.quote for quote in made.quotes}
    assert [words[mark] for mark in made.outlook[0].quotes] == ["They met again"]
    assert made.short


def test_a_forecast_says_rate_track_record_and_what_counts() -> None:
    line = ahead(FULL).outlook[0]
    assert line.text.startswith("North Korea and Russia meet or talk by 16 September 2024: 62 %")
    assert line.text.endswith("(base rate 41 %, 2 of 5 past windows).")
    assert "Of 20 earlier forecasts of 60 % to 70 %, of all pairs and kinds, 70 % came true." in line.reason
    told = "Forecasts are of happenings that 2 independent origins or more assert; copies of one report are one origin."
    assert told in ahead(FULL).outlook_notes


def test_the_first_time_is_said() -> None:
    assert "for the first time as far as the ledger reaches" in ahead(FULL).outlook[1].text


def test_what_hardly_comes_and_what_is_settled_is_left_out() -> None:
    made = ahead(Outlook((forecast("MEET", 0.01),), (announced(became="kept"), announced(probability=None))))
    assert made.outlook == ()


@pytest.mark.parametrize("kind", FORECAST)
def test_every_kind_has_a_phrase(kind: str) -> None:
    line = ahead(Outlook((forecast(kind, 0.5),))).outlook[0]
    assert "North Korea and Russia" in line.text
    assert "{" not in line.text


def test_many_publications_are_counted_and_named_once() -> None:
    many = tuple(ScenarioSource(f"s-{n:02}", f"Study {n}", "Institute", DAY, "") for n in range(12))
    found = whatif("In 41 % of runs.", "In no run.")
    used = dataclasses.replace(found.parameters[0], sources=many)
    text = as_text(ahead(Outlook(whatifs=(dataclasses.replace(found, parameters=(used,)),))), width=120, color=False)
    assert text.count("[12 sources, S1 …]") == 2
    assert text.count("Its numbers are from [S1–S12].") == 1


def test_an_announced_thing_names_its_sides_and_its_day() -> None:
    line = ahead(FULL).outlook[2]
    assert line.text == "Russia → North Korea: a visit of Russia to North Korea, due by 3 July 2024: kept with 80 %."


def test_a_comparison_takes_the_place_of_the_answers_that_it_tells() -> None:
    found = whatif("In 4 %.", "In 5 %.")
    both = Difference(
        "0", "with", "without", "In 4 % with, 9 % without: 5 points more.", "", Estimate(0.05, 0.03, 0.07)
    )
    lines = ahead(Outlook(whatifs=(dataclasses.replace(found, differences=(both,)),))).outlook
    assert [line.text for line in lines] == ["In 5 %.", "In 4 % with, 9 % without: 5 points more."]


def test_nearly_nothing_is_not_called_nothing() -> None:
    line = ahead(Outlook((forecast("MEET", 0.999, base_rate=0.001),))).outlook[0]
    assert "over 99 %" in line.text
    assert "under 1 %" in line.text


def test_a_note_alone_has_its_section() -> None:
    made = ahead(Outlook(notes=("No forecasts: needs scikit-learn",)))
    assert "No forecasts: needs scikit-learn." in " ".join(as_text(made, width=100, color=False).split())


def test_without_an_outlook_nothing_stands_there() -> None:
    made = assessed(Assessment())
    assert made.outlook == ()
    assert "may come" not in as_text(made, width=80, color=False)


def test_a_line_whose_numbers_come_from_nowhere_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="without a source"):
        BriefProspect("scenario", "In 41 % of runs.", "Runs.", None, None, None)
    with pytest.raises(ValueError, match="without a reason"):
        BriefProspect("forecast", "They meet: 4 %.", " ", 0.04, 0.03, DAY, windows=3)


def test_hostile_words_stay_words() -> None:
    page = as_html(ahead(FULL))
    assert "<script" not in page
    assert HOSTILE not in page


def test_what_two_answers_begin_with_is_told_once() -> None:
    found = dataclasses.replace(
        whatif("The stock is empty before month 24 in 41 % of runs (made).", ""),
        answers=tuple(
            dataclasses.replace(whatif("", "").answers[0], text=text)
            for text in (
                "The stock is empty before month 24 in 41 % of runs (made).",
                "The stock is empty before month 24 in no run (made or refurbished).",
                "Another begins in 3 % of runs.",
            )
        ),
    )
    (line,) = ahead(Outlook(whatifs=(found,))).outlook
    assert line.text == (
        "The stock is empty before month 24 in 41 % of runs (made); in no run (made or refurbished). "
        "Another begins in 3 % of runs."
    )


def test_known_faults_of_a_scenario_stand_in_one_line() -> None:
    faults = ("Known fault of this scenario: One.", "A note.", "Known fault of this scenario: two")
    notes = ahead(Outlook(whatifs=(dataclasses.replace(whatif("In 4 %."), notes=faults),))).outlook_notes
    assert [note for note in notes if note.startswith("Shells")] == [
        "Shells: A note.",
        "Shells: known faults: One. Two.",
    ]
