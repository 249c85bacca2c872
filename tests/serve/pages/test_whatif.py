from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.datastructures import QueryParams

from entente.errors import UsageError
from entente.records.outlook import Variant
from entente.records.scenario import Distribution, ScenarioQuestion
from entente.serve.jobs import Busy
from entente.serve.pages import whatif_asked, whatif_drawn, whatif_work
from entente.serve.pages.whatif import plain
from entente.serve.pages.whatif_asked import Answers, bound, setting_of
from tests.serve.pages.ahead_rig import Rig, desk
from tests.serve.pages.lists_rig import acts, links_of, tags_of, words_of
from tests.serve.pages.scenario_rig import RULE, formula, scenario
from tests.serve.pages.scenario_rig import whatif as whatif_of

PAGE = "/whatif/shells"


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    with desk(tmp_path) as made:
        yield made


def fields(html: str) -> dict[str, dict[str, str | None]]:
    return {attrs["name"]: attrs for tag, attrs in tags_of(html) if tag == "input" and attrs.get("name")}  # type: ignore[misc]


def test_the_question_its_setting_and_its_answer(rig: Rig) -> None:
    html = rig.client.get(PAGE).text
    words = words_of(html)
    assert "How long do the shells last without the partner?" in words
    assert "30 points more without the partner" in words
    assert "as sourced: 7,000 to 12,000, most likely 10,000" in words
    assert "1 number rests on a weak source." in words
    assert "median of 2,000 runs" in words
    assert "How shells are fired" in words, "numbers stand with their sources"
    ranges = [attrs for tag, attrs in tags_of(html) if attrs.get("type") == "range"]
    assert [(each["data-for"], each["min"], each["max"]) for each in ranges] == [
        ("set-use", "5000", "20000"), ("set-duds", "0", "0.6"),
    ]  # fmt: skip
    assert all("hidden" in each and "name" not in each for each in ranges), "without a script the fields do it"
    assert "set.hidden" not in fields(html), "only what is declared as a slider"
    assert f"/rules/{RULE}" not in links_of(html), "what the compared cases tell is no field"
    paths = [attrs for tag, attrs in tags_of(html) if tag == "path"]
    assert len(paths) == 6
    assert all("nan" not in (path["d"] or "") for path in paths)
    assert acts(html) == []


def test_the_setting_is_asked_of_the_desk(rig: Rig) -> None:
    address = f"{PAGE}?set.made=new&set.use=12000&compare=with&compare=half&ledger=1"
    answer = rig.client.get(address)
    assert answer.status_code == 200
    given = rig.says.calls[-1][1]
    assert given["sets"] == {"made": "new", "use": "12000"}
    assert given["compare"] == ("with", "half")
    assert given["runs"] == 2000
    assert given["seed"] == 0
    assert given["ledger"] is not None
    json = next(link for link in links_of(answer.text) if link.startswith("/api/"))
    assert sorted(parse_qsl(urlsplit(json).query)) == [
        ("compare", "half"), ("compare", "with"), ("ledger", "true"), ("set", "made=new"), ("set", "use=12000"),
    ]  # fmt: skip


def test_the_address_holds_the_setting_and_no_more(rig: Rig) -> None:
    typed = "compare=none&compare=with&compare=without&set.made=&set.use=12000&set.duds=&set.winter=off&set.winter=on"
    answer = rig.client.get(f"{PAGE}?{typed}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?set.use=12000")
    answer = rig.client.get(f"{PAGE}?compare=none&set.stops=off&set.stops=on&set.winter=off")
    assert answer.headers["location"] == f"{PAGE}?set.stops=on&set.winter=off&compare=none"
    html = rig.client.get(answer.headers["location"]).text
    ticked = {
        (attrs["name"], attrs["value"]) for tag, attrs in tags_of(html)
        if attrs.get("type") == "checkbox" and "checked" in attrs
    }  # fmt: skip
    assert ticked == {("set.stops", "on")}
    assert f"/rules/{RULE}" in links_of(html)


def test_the_answer_alone_for_a_page_that_is_open(rig: Rig) -> None:
    answer = rig.client.get(f"{PAGE}?compare=none&compare=with&set.use=15000&set.duds=", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert answer.headers["HX-Replace-Url"] == f"{PAGE}?set.use=15000&compare=with"
    places = {attrs["id"]: attrs for _, attrs in tags_of(answer.text) if "hx-swap-oob" in attrs}
    assert {"wrong-use", "wrong-duds", "wrong-made", "wrong-compare"} <= set(places)


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("set.use=lots", "use", "'lots' is no number"), ("set.use=99999", "use", "5,000 to 20,000 round/day"),
        ("set.use=nan", "use", "not offered"), ("compare=never", "compare", "no case 'never'"),
    ],
)  # fmt: skip
def test_a_fault_stands_beside_its_field(rig: Rig, query: str, field: str, words: str) -> None:
    whole = rig.client.get(f"{PAGE}?{query}")
    assert whole.status_code == 422
    assert words in words_of(whole.text)
    assert any(attrs.get("id") == f"wrong-{field}" for _, attrs in tags_of(whole.text))
    if field == "use":
        assert fields(whole.text)["set.use"]["aria-invalid"] == "true"
        assert fields(whole.text)["set.use"]["value"] == query.partition("=")[2], "what was typed stays"
    part = rig.client.get(f"{PAGE}?{query}", headers={"HX-Request": "true"})
    assert part.status_code == 422
    assert words in words_of(part.text)


def test_what_the_scenario_does_not_have(rig: Rig) -> None:
    answer = rig.client.get(f"{PAGE}?set.colour=red")
    assert answer.status_code == 422
    assert "did you mean use?" in words_of(answer.text)
    for path in ("/whatif/none", "/whatif/shells.toml", "/scenarios/none", "/scenarios/none.svg"):
        assert rig.client.get(path).status_code == 404


def test_more_than_two_variants_get_a_chart_each_on_one_scale() -> None:
    of = scenario()
    drawn = whatif_drawn.drawn(whatif_of(of, {}, ["with", "without", "half"], 100))
    assert [chart.title for chart in drawn[0].charts] == [case.title for case in of.cases]
    assert len({chart.up for chart in drawn[0].charts}) == 1
    assert drawn[0].unit == "million rounds"
    assert [label for _, label in drawn[0].charts[0].across] == ["0", "6", "12", "18", "24", "30", "36"]
    assert drawn[0].rows[-1][0] == "36"
    assert len(whatif_drawn.drawn(whatif_of(of, {}, ["with", "without"], 100))[0].charts) == 1


def test_what_is_compared_lies_on_each_other_for_each_option_of_a_choice() -> None:
    found = whatif_of(scenario(), {}, ["with", "without"], 100)
    variants = [
        Variant(f"{option}, {each.name}", f"{each.title}; {option}", {"made": option})
        for option in ("new", "all") for each in found.variants
    ]  # fmt: skip
    courses = [
        dataclasses.replace(course, variant=f"{option}, {course.variant}")
        for option in ("new", "all") for course in found.courses
    ]  # fmt: skip
    found = dataclasses.replace(found, variants=tuple(variants), courses=tuple(courses))
    one = whatif_drawn.drawn(found, {"made"})[0].charts
    assert [chart.alike for chart in one] == [("with the partner; all", "without the partner; all")], "drawn once"
    moved = {level: tuple(value + 1e5 for value in values) for level, values in courses[-1].quantiles.items()}
    courses[-1] = dataclasses.replace(courses[-1], quantiles=moved)
    found = dataclasses.replace(found, courses=tuple(courses))
    charts = whatif_drawn.drawn(found, {"made"}, lambda unit: f"{unit} a day")
    assert [[fan.title for fan in chart.fans] for chart in charts[0].charts] == [
        ["with the partner; new", "without the partner; new"], ["with the partner; all", "without the partner; all"],
    ]  # fmt: skip
    assert len({chart.up for chart in charts[0].charts}) == 1, "on one scale"
    assert [fan.turn for chart in charts[0].charts for fan in chart.fans] == [0, 1, 2, 3]
    assert charts[0].unit == "million rounds a day"
    assert [len(chart.fans) for chart in whatif_drawn.drawn(found)[0].charts] == [1, 1, 1], "one is drawn once"


def test_what_is_beyond_the_first_answers_and_courses_is_folded(rig: Rig) -> None:
    questions = tuple(ScenarioQuestion(f"q{n}", f"question {n}", "any", formula("stock < 1")) for n in range(6))
    of = scenario(questions=questions)

    def answered(_: Any, **given: Any) -> Any:
        found = whatif_of(scenario(), **given)
        answers = tuple(
            dataclasses.replace(each, question=question.name, text=f"{question.text}: {each.text}")
            for question in questions for each in found.answers
        )  # fmt: skip
        courses = tuple(
            dataclasses.replace(each, output=f"o{n}", title=f"course {n}") for n in range(5) for each in found.courses
        )
        return dataclasses.replace(found, answers=answers, differences=(), courses=courses)

    rig.says.scenarios = [of]
    rig.desk.whatif = answered  # type: ignore[method-assign, assignment]
    html = rig.client.get(PAGE).text
    answers, courses = html.index('id="further-answers"'), html.index('id="further-courses"')
    assert "2 further answers" in words_of(html)
    assert "2 further courses" in words_of(html)
    assert html.index('id="fan-o2"') < courses < html.index('id="fan-o3"')
    assert html.index("Question 3") < answers < html.index("Question 4")


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (3.0, 3.0), (-2.5, 7.1), (0.0, 4.2e6), (0.001, 0.0012)])
def test_ticks_are_round_and_span_what_is_drawn(low: float, high: float) -> None:
    ticks = whatif_drawn.nice(low, high)
    assert ticks[0] <= low + 1e-9
    assert ticks[-1] >= high - 1e-9
    assert 2 <= len(ticks) <= 8


@pytest.mark.parametrize(
    ("kind", "numbers", "words", "centre"),
    [
        ("value", (12000.0,), "12,000", 12000), ("uniform", (0.25, 0.5), "0.25 to 0.5", 0.375),
        ("triangular", (1.0, 2.0, 4.0), "1 to 4, most likely 2", 2), ("choice", (1.0, 3.0, 9.0), "one of 1, 3, 9", 3),
        ("normal", (5.0, 1.0, 0.0, 9.0), "5 give or take 1, within 0 to 9", 5),
        ("lognormal", (5.0, 2.0), "5, mostly within a factor of 2", 5), ("loguniform", (1.0, 100.0), "1 to 100", 10),
    ],
)  # fmt: skip
def test_distributions_in_words(kind: str, numbers: tuple[float, ...], words: str, centre: float) -> None:
    assert whatif_drawn.spoken(Distribution(kind, numbers)) == words
    assert whatif_drawn.centre(Distribution(kind, numbers)) == pytest.approx(centre)


@pytest.mark.parametrize(("value", "text"), [(12000.0, "12000"), (0.6, "0.6"), (0.0, "0"), (1e-7, "0.0000001")])
def test_numbers_of_a_form_are_written_out(value: float, text: str) -> None:
    assert plain(value) == text


def test_an_answer_is_kept_and_one_is_worked_out_at_a_time(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    answers, of = Answers(), scenario()
    first = answers.ask(rig.desk, of, {"use": "12,000"}, ["with"])
    assert answers.ask(rig.desk, of, {"use": "12000"}, ["with"]) is first
    assert answers.ask(rig.desk, of, {"use": "12000"}, ["with"], seed=1) is not first
    assert len(rig.says.calls) == 2
    monkeypatch.setattr(whatif_asked, "PATIENCE", 0.01)
    with answers.turn, pytest.raises(Busy):
        answers.ask(rig.desk, of, {"use": "13000"}, ["with"])
    for number in range(whatif_asked.KEPT + 5):
        answers.ask(rig.desk, of, {}, [], seed=number)
    assert len(answers.kept) == whatif_asked.KEPT


def test_so_many_wait_and_no_more(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    answers, of, tried = Answers(room=threading.Semaphore(2)), scenario(), list[str]()

    def ask(seed: int) -> None:
        try:
            answers.ask(rig.desk, of, {}, [], seed=seed)
            tried.append("answered")
        except Busy:
            tried.append("busy")

    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(6)]
    with answers.turn:
        for each in threads:
            each.start()
        for _ in range(500):
            if len(tried) == 4:
                break
            time.sleep(0.01)
        assert tried == ["busy"] * 4, "they are told at once"
    for each in threads:
        each.join()
    assert sorted(tried) == ["answered"] * 2 + ["busy"] * 4


def test_who_waits_for_the_same_answer_gets_the_same(rig: Rig) -> None:
    answers, of, got = Answers(), scenario(), list[Any]()
    threads = [threading.Thread(target=lambda: got.append(answers.ask(rig.desk, of, {}, ["with"]))) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len({id(each) for each in got}) == 1


def test_more_than_can_be_waited_for_is_refused(rig: Rig) -> None:
    with pytest.raises(UsageError, match="too much at once"):
        Answers().ask(rig.desk, scenario(step=0.0001), {}, ["with", "without"])


def test_numbers_outside_of_the_sliders_are_no_setting_of_the_page() -> None:
    of = scenario()
    bound(of, setting_of(of, QueryParams("set.use=7,500&set.duds=uniform(0, 1)")))
    with pytest.raises(UsageError) as caught:
        bound(of, setting_of(of, QueryParams("set.duds=0.61")))
    assert caught.value.place == "duds"


def test_which_numbers_matter_is_work_for_the_worker(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    from entente.records.finding import Estimate
    from entente.records.outlook import Influence
    from entente.serve.pages import ahead_work

    def influenced(of: Any, **given: Any) -> Any:
        import dataclasses

        assert given.pop("influence")
        given.pop("progress")
        found = whatif_of(of, **given)
        rows = (
            Influence("low", "with", "duds", Estimate(0.1, 0.05, 0.15, 0.95), Estimate(0.2, 0.1, 0.3, 0.95)),
            Influence("low", "with", "use", Estimate(0.7, 0.6, 0.8, 0.95), Estimate(0.8, 0.7, 0.9, 0.95)),
        )
        return dataclasses.replace(found, influences=rows)

    monkeypatch.setattr(rig.desk, "whatif", influenced)
    monkeypatch.setattr(ahead_work, "KINDS", {**ahead_work.KINDS, **whatif_work.KINDS})
    waiting = rig.client.get(f"{PAGE}/influence?set.use=12000")
    assert any("data-job" in attrs for _, attrs in tags_of(waiting.text))
    rig.jobs.do()
    words = words_of(rig.client.get(f"{PAGE}/influence?set.use=12000").text)
    assert "The stock falls under 30 days of use (with the partner)" in words
    assert words.index("Use of shells") < words.index("Duds of shells"), "the strongest first"
    assert "0.80 (0.70 to 0.90)" in words
