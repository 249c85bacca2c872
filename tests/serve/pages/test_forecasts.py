from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from entente.errors import InputError, UsageError
from entente.records.outlook import ForecastReason
from entente.rows import as_plain
from entente.serve.pages import ahead_drawn, ahead_kept
from entente.serve.pages.forecasts import Wanted, common, own, select
from tests.ledger.builders import report
from tests.serve.pages.ahead_rig import Rig, announcement, backtest, desk, forecast
from tests.serve.pages.lists_rig import acts, links_of, tags_of, words_of


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    with desk(tmp_path) as made:
        made.says.forecasts = [
            forecast(), forecast("ARMS", probability=0.18, base_rate=0.02, first=True, before=None),
            forecast("SANCTION", "CHN", "USA", probability=0.04, base_rate=0.12, skilled=False),
        ]  # fmt: skip
        yield made


def test_the_page_is_there_before_the_forecasts(rig: Rig) -> None:
    html = rig.client.get("/forecasts").text
    assert "Learning from the past" not in words_of(html), "the job has not begun"
    box = next(attrs for _, attrs in tags_of(html) if "data-job" in attrs)
    assert box["data-job"] == "job0"
    assert box["data-then"] == "/forecasts?job=job0"
    rig.client.get("/forecasts")
    assert [job.kind for job in rig.jobs.jobs] == ["ahead"], "looking twice begins one job"
    assert rig.says.calls == [], "nothing is worked out where pages are answered"


def test_forecasts_with_base_rate_reasons_and_how_such_did(rig: Rig) -> None:
    ids = [kept.claim.id for kept in rig.app.state.deps.index.claims(limit=2).rows]
    rig.says.forecasts[0] = forecast(
        reasons=(ForecastReason("they met <b>twice</b>, the last time on 2023-06-03", 0.8, tuple(ids)),), had=4
    )
    html = rig.worked("/forecasts")
    words = words_of(html)
    assert "North Korea and Russia meet or talk by 10 September 2023" in words
    assert "62 %" in words
    assert "Base rate 31 %, 4 of 5 past windows" in words
    assert "such forecasts, of all pairs and kinds: 14 of 20 came true" in words
    assert "would be the first" in words
    assert "no better than the base rate" in words
    assert "They met <b>twice</b>, the last time on 3 June 2023" in words, "it is text, not markup"
    assert {f"/claims/{name}" for name in ids} <= set(links_of(html))
    bars = [attrs for tag, attrs in tags_of(html) if tag == "rect" and attrs.get("class") == "said"]
    assert [bar["width"] for bar in bars] == ["62.0", "18.0", "4.0"]
    assert acts(html) == []


def test_the_past_is_tested_only_where_somebody_asks(rig: Rig) -> None:
    words = words_of(rig.worked("/forecasts"))
    assert "Forecasts for 90 days have not been tested yet" in words
    assert "half a minute" in words
    assert "Not tested yet for 90 days ahead" in words_of(rig.worked("/forecasts/record"))
    assert [job.kind for job in rig.jobs.jobs] == ["ahead"]
    assert "/forecasts/record?horizon=90&amp;anew=1" in rig.client.get("/forecasts").text
    rig.client.get("/forecasts/record?horizon=90&anew=1")
    assert [job.kind for job in rig.jobs.jobs] == ["ahead", "record"]
    assert "are being tested" in words_of(rig.client.get("/forecasts").text)
    rig.jobs.do()
    words = words_of(rig.client.get("/forecasts").text)
    assert "Track record of forecasts for 90 days" in words
    assert "19 % skill" in words
    assert "240 forecasts of the past of this ledger, of which 31 came true" in words
    asked = dict(rig.says.calls)["record"]
    assert asked["horizon"] == 90
    assert asked["since"] < asked["until"] <= dt.date(2023, 6, 12)


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("", ["MEET", "ARMS", "SANCTION"]), ("?sort=difference", ["MEET", "ARMS", "SANCTION"]), ("?first=1", ["ARMS"]),
        ("?kind=SANCTION", ["SANCTION"]), ("?kind=arms&kind=MEET&sort=kind", ["MEET", "ARMS"]),
        ("?skip=2", ["SANCTION"]),
    ],
)  # fmt: skip
def test_filters_and_order_need_no_new_work(rig: Rig, query: str, kinds: list[str]) -> None:
    rig.worked("/forecasts")
    before = len(rig.jobs.jobs)
    words = words_of(rig.client.get("/forecasts" + query).text)
    told = {"MEET": "meet or talk by", "ARMS": "Arms pass between", "SANCTION": "a cutting of ties between"}
    places = [words.find(told[kind]) for kind in kinds]
    assert all(place > 0 for place in places)
    assert places == sorted(places)
    assert all(told[kind] not in words for kind in set(told) - set(kinds))
    assert len(rig.jobs.jobs) == before


def test_who_and_when_are_asked_of_the_desk(rig: Rig) -> None:
    rig.worked("/forecasts?a=north+korea&b=RUS&horizon=30&as_of=2023-05-01")
    rig.worked("/forecasts?a=Russia")
    asked = [given for what, given in rig.says.calls if what == "forecasts"]
    assert (asked[0]["pair"], asked[0]["horizon"], asked[0]["as_of"]) == (("PRK", "RUS"), 30, dt.date(2023, 5, 1))
    assert (asked[1]["pair"], asked[1]["actor"], asked[1]["as_of"]) == (None, "RUS", None)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("a=Atlantis", "a"), ("a=RUS&b=Russia", "b"), ("horizon=45", "horizon"), ("kind=TEA", "kind"),
        ("as_of=soon", "as_of"), ("sort=luck", "sort"),
    ],
)  # fmt: skip
def test_a_fault_stands_beside_its_field(rig: Rig, query: str, field: str) -> None:
    answer = rig.client.get(f"/forecasts?{query}")
    assert answer.status_code == 422
    assert any(attrs.get("id") == f"wrong-{field}" for _, attrs in tags_of(answer.text))
    assert rig.jobs.jobs == []
    assert rig.client.get("/forecasts?skip=x").status_code == 422


def test_empty_fields_leave_the_address(rig: Rig) -> None:
    answer = rig.client.get("/forecasts?a=&b=&kind=MEET&as_of=")
    assert (answer.status_code, answer.headers["location"]) == (303, "/forecasts?kind=MEET")


def test_what_is_kept_is_shown_while_newer_is_worked_out(rig: Rig) -> None:
    rig.worked("/forecasts")
    rig.more(report("USA ACCUSE CHN on 2023-06-13", "2023-06-13", id="new"))
    words = words_of(rig.client.get("/forecasts").text)
    assert "claims came in since" in words
    assert len([job for job in rig.jobs.jobs if job.args["what"] == "forecasts"]) == 1, "it rests a while"
    rig.moment += dt.timedelta(hours=2)
    words = words_of(rig.client.get("/forecasts").text)
    assert "being worked out anew" in words
    assert "62 %" in words
    rig.says.forecasts = [forecast(probability=0.5)]
    rig.jobs.do()
    words = words_of(rig.client.get("/forecasts").text)
    assert "50 %" in words
    assert "being worked out anew" not in words


def test_a_missing_extra_is_told_once_and_not_tried_again(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead_kept, "can_forecast", lambda: False)
    monkeypatch.setattr("entente.serve.pages.forecasts.can_forecast", lambda: False)
    rig.says.raises = UsageError("forecasts need scikit-learn", mend="pip install 'entente[futures]'")
    words = words_of(rig.worked("/forecasts"))
    assert "There are no forecasts: forecasts need scikit-learn" in words
    assert "pip install 'entente[futures]'" in words
    assert len([job for job in rig.jobs.jobs if job.args["what"] == "forecasts"]) == 1


def test_a_ledger_that_is_too_short_says_so(rig: Rig) -> None:
    rig.says.raises = InputError("the ledger is too short")
    words = words_of(rig.worked("/forecasts"))
    assert "the ledger is too short" in words
    assert "Try again" in words


def test_a_desk_with_too_much_to_do_says_so(rig: Rig) -> None:
    rig.jobs.full = True
    assert "So much work waits" in words_of(rig.client.get("/forecasts").text)


def test_nothing_to_forecast_says_what_to_do(rig: Rig) -> None:
    rig.says.forecasts = []
    assert "No forecast fits" in words_of(rig.worked("/forecasts"))


def test_a_record_rests_until_somebody_asks_anew(rig: Rig) -> None:
    rig.worked("/forecasts/record?anew=1")
    rig.more(report("USA ACCUSE CHN on 2023-06-13", "2023-06-13", id="new"))
    rig.moment += dt.timedelta(days=30)
    words = words_of(rig.worked("/forecasts/record"))
    assert "claims came in since. Test it anew (it took 1 second the last time)" in words
    assert len(rig.jobs.jobs) == 1
    rig.worked("/forecasts/record?anew=1")
    assert len(rig.jobs.jobs) == 2


def test_the_report_of_a_record_is_a_file(rig: Rig) -> None:
    asked = "?horizon=30&since=2023-04-01&until=2023-06-01"
    assert rig.client.get(f"/forecasts/record.html{asked}").status_code == 404
    html = rig.worked(f"/forecasts/record{asked}&anew=1")
    assert f"/forecasts/record.html{asked}" in links_of(html)
    answer = rig.client.get(f"/forecasts/record.html{asked}")
    assert answer.headers["content-disposition"].startswith('attachment; filename="track-record-forecasts-2023-04-01')
    assert "<!doctype html" in answer.text[:20].lower()
    assert rig.client.get("/announced/record.html").status_code == 404
    assert rig.client.get("/forecasts/record.html?horizon=x").status_code == 422


def test_what_all_notes_say_is_said_once(rig: Rig) -> None:
    shared, alone = "Reports are too few for windows of 90 days.", "For arms, no better than the base rate."
    rig.says.forecasts = [forecast(note=shared), forecast("ARMS", note=f"{shared} {alone}", skilled=False)]
    words = words_of(rig.worked("/forecasts"))
    assert words.count(shared) == 1
    assert words.count(alone) == 1
    assert own({"note": "One. Two."}, "") == "One. Two."
    assert common([{"note": "One."}]) == ""


def test_the_whole_record(rig: Rig) -> None:
    html = rig.worked("/forecasts/record?horizon=30&since=2023-04-01&until=2023-06-01&anew=1")
    words = words_of(html)
    assert "+19 % skill (+8 to +30), better beyond chance" in words
    assert "−10 to +12), no better beyond chance" in words
    assert "AUC 0.71" in words
    assert "Meetings and talks" in words
    asked = dict(rig.says.calls)["record"]
    assert (asked["since"], asked["until"], asked["horizon"]) == (dt.date(2023, 4, 1), dt.date(2023, 6, 1), 30)
    points = [attrs for tag, attrs in tags_of(html) if tag == "circle"]
    assert len(points) == 2
    assert acts(html) == []


def test_days_of_a_record_that_cannot_be(rig: Rig) -> None:
    answer = rig.client.get("/forecasts/record?since=2023-05-01&until=2023-04-01")
    assert answer.status_code == 422
    assert any(attrs.get("id") == "wrong-until" for _, attrs in tags_of(answer.text))


def test_a_record_without_firsts_and_without_kinds(rig: Rig) -> None:
    rig.says.record = backtest(first_auc=None, first_precision=None, by_kind={}, reliability=())
    assert "Firsts between two" not in words_of(rig.worked("/forecasts/record?anew=1"))


def test_a_job_that_died_is_not_begun_again_by_itself(rig: Rig) -> None:
    rig.client.get("/forecasts/record?anew=1")
    rig.says.raises = RuntimeError("killed")
    with pytest.raises(RuntimeError):
        rig.jobs.do()
    rig.jobs.jobs[0].state = "failed"
    words = words_of(rig.client.get("/forecasts/record").text)
    assert "did not come to its end" in words
    assert len(rig.jobs.jobs) == 1
    rig.client.get("/forecasts/record?anew=1")
    assert len(rig.jobs.jobs) == 2


def test_forecasts_far_from_the_base_rate_come_first() -> None:
    rows = as_plain([forecast(probability=0.5, base_rate=0.5), forecast("ARMS", probability=0.1, base_rate=0.7)])
    assert [row["kind"] for row in select(rows, Wanted(sort="difference"))] == ["ARMS", "MEET"]


@pytest.mark.parametrize(
    ("share", "words"), [(0.0, "0 %"), (0.004, "< 1 %"), (0.62, "62 %"), (0.997, "> 99 %"), (1.0, "100 %")]
)
def test_a_probability_is_never_rounded_to_certainty(share: float, words: str) -> None:
    assert ahead_drawn.percent(share) == words


def test_the_page_of_two_shows_what_is_kept_and_works_nothing_out(rig: Rig) -> None:
    from entente.serve.pages import pair_ahead

    deps = rig.app.state.deps
    assert pair_ahead.of_pair(deps, ("PRK", "RUS")).made is None
    rig.says.announced = [announcement(), announcement("1" * 16, "kept")]
    rig.worked("/forecasts")
    rig.worked("/announced")
    before = len(rig.jobs.jobs)
    found = pair_ahead.of_pair(deps, ("PRK", "RUS"))
    assert [row["kind"] for row in found.forecasts] == ["MEET", "ARMS"]
    assert [row["became"] for row in found.announced] == ["open"]
    assert len(rig.jobs.jobs) == before


def test_who_looks_while_it_is_worked_out_sees_what_comes_of_it(rig: Rig) -> None:
    store, asked = rig.app.state.deps.store, ahead_kept.Asked("forecasts", horizon=90)
    mark = ahead_kept.mark_of(rig.app.state.deps)
    ahead_kept.keep(store, asked.key, mark, rig.moment, {"fault": "it was begun", "mend": ""})
    assert ahead_kept.found(store, asked.key) is not None
    ahead_kept.keep(store, asked.key, mark, rig.moment, {"rows": [], "most": 1})
    kept = ahead_kept.found(store, asked.key)
    assert kept is not None
    assert kept.fault == ""


def test_a_test_that_took_too_long_says_so_and_is_not_begun_again_by_looking(rig: Rig) -> None:
    rig.client.get("/forecasts/record?anew=1")
    rig.jobs.jobs[0].state, rig.jobs.jobs[0].fault = "failed", "it took more than 900 seconds and was stopped"
    for address in ("/forecasts/record?job=job0", "/forecasts/record?anew=1&job=job0"):
        words = words_of(rig.client.get(address).text)
        assert "It could not be worked out: it took more than 900 seconds and was stopped Try again" in words
    assert len(rig.jobs.jobs) == 1
    rig.client.get("/forecasts/record?anew=1")
    assert len(rig.jobs.jobs) == 2


def test_what_a_missing_extra_has_no_part_in_is_not_laid_on_it(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("entente.serve.pages.forecasts_record.can_forecast", lambda: False)
    rig.says.raises = InputError("the ledger is too short", mend="ingest older reports too")
    words = words_of(rig.worked("/forecasts/record?anew=1"))
    assert "the ledger is too short (ingest older reports too)" in words
    assert "Install" not in words
