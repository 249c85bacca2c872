from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

from entente.serve.pages import pair_kept, pair_show
from entente.serve.store import Store
from tests.ledger.builders import report
from tests.serve.pages.lists_rig import acts, links_of, tags_of, words_of
from tests.serve.pages.pair_rig import NOW, Rig, again, desk, story

PAGE = "/pair/PRK/RUS"


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    with desk(tmp_path, story()) as made:
        yield made


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    with desk(tmp_path_factory.mktemp("pair"), story()) as made:
        made.worked(PAGE)
        yield made


def test_the_page_is_there_before_the_findings(rig: Rig) -> None:
    html = rig.client.get(PAGE).text
    words = words_of(html)
    assert "North Korea and Russia" in words
    assert "76 claims in 76 reports" in words
    assert "reported from 2 January 2023 to 12 June 2023" in words
    assert "are being worked out" in words
    box = next(attrs for tag, attrs in tags_of(html) if attrs.get("id") == "findings")
    assert box["data-pair-job"] == "job0"
    assert [job.kind for job in rig.jobs.jobs] == ["pair"]
    assert rig.client.get(PAGE + "/alignment.json").status_code == 202


def test_looking_twice_begins_one_job(rig: Rig) -> None:
    rig.client.get(PAGE)
    rig.client.get(PAGE)
    assert len(rig.jobs.jobs) == 1


def test_the_findings_with_their_words(worked: Rig) -> None:
    html = worked.client.get(PAGE).text
    words = words_of(html)
    assert "Findings as of 1 July 2023, 13:05 UTC" in words
    assert "the week of 3 April 2023 on" in words
    assert "by chance in" in words
    assert "asserted by the United States" in words
    assert "denied by North Korea" in words
    assert "artillery" in words
    assert any(link.startswith("/documents/") and "#claim-" in link for link in links_of(html))
    assert any(link.startswith("/rules/") for link in links_of(html))
    assert acts(html) == []


def test_days_in_findings_are_written_out_and_report_words_are_not_markup() -> None:
    told = pair_show.days("Since 2023-09-13 <b>not</b> 2023-13-45 \u202e")
    assert '<time datetime="2023-09-13">13 September 2023</time>' in told
    assert "<b>" not in told
    assert "2023-13-45" in told
    assert "\u202e" not in told


def test_the_course_as_json_and_as_a_table_say_the_same(worked: Rig) -> None:
    told = worked.client.get(PAGE + "/alignment.json").json()
    course = told["course"]
    assert told["current"]
    assert course["unit"] == "week"
    assert [change["on"] for change in course["changes"]] == ["2023-04-03"]
    assert course["changes"][0]["before"] < 0 < course["changes"][0]["after"]
    shown = [step for step in course["steps"] if step["score"] is not None]
    assert all(step["low"] <= step["score"] <= step["high"] for step in shown)
    weeks = [link for link in links_of(worked.client.get(PAGE).text) if "/week?" in link]
    assert {f"from={step['start']}&to={step['end']}" for step in shown} <= {link.split("?")[1] for link in weeks}


def test_what_happened_behind_a_point(worked: Rig) -> None:
    address = PAGE + "/week?from=2023-05-01&to=2023-05-07"
    whole, part = worked.client.get(address), worked.client.get(address, headers={"HX-Request": "true"})
    assert "<html" in whole.text
    assert "<html" not in part.text
    words = words_of(part.text)
    assert "1 May 2023 to 7 May 2023" in words
    assert "1 denies it" in words
    assert "Of these days: 3 origins of 33" in words
    assert words.index("help with drones") < words.index("support on arms")  # of these days alone comes first
    assert all(link.startswith("/") for link in links_of(part.text))


def test_a_change_is_told_where_its_days_are_asked_for(worked: Rig) -> None:
    words = words_of(worked.client.get(PAGE + "/week?from=2023-04-03&to=2023-04-16").text)
    assert "stand better than before" in words
    assert "RUS SUPPORT PRK" in words


def test_a_stretch_without_happenings_says_so(worked: Rig) -> None:
    assert "No happening" in words_of(worked.client.get(PAGE + "/week?from=2020-01-01&to=2020-01-07").text)


@pytest.mark.parametrize("query", ["", "?from=2023-01-01", "?from=2023-01-05&to=2023-01-01", "?from=x&to=y"])
def test_a_stretch_that_is_none(worked: Rig, query: str) -> None:
    assert worked.client.get(PAGE + "/week" + query).status_code == 422


@pytest.mark.parametrize(
    ("address", "to"),
    [
        ("/pair/RUS/PRK", "/pair/PRK/RUS"),
        ("/pair/Russia/north korea?since=2023-01-05", "/pair/PRK/RUS?since=2023-01-05"),
        ("/pair/prk/rus", "/pair/PRK/RUS"),
    ],
)
def test_other_ways_to_name_the_two_lead_there(worked: Rig, address: str, to: str) -> None:
    answer = worked.client.get(address)
    assert (answer.status_code, answer.headers["location"]) == (307, to)


def test_the_form_for_two_names(worked: Rig) -> None:
    assert worked.client.get("/pair?a=Russia&b=North+Korea").headers["location"] == "/pair/PRK/RUS"
    answer = worked.client.get("/pair?a=Russia&b=Atlantis")
    assert answer.status_code == 422
    assert "Atlantis" in words_of(answer.text)
    assert worked.client.get("/pair").status_code == 200


@pytest.mark.parametrize("address", ["/pair/RUS/RUS", "/pair/RUS/Atlantis"])
def test_two_that_are_none(worked: Rig, address: str) -> None:
    assert worked.client.get(address).status_code == 422


@pytest.mark.parametrize("query", ["since=2023-99-01", "as_of=soon", "since=2023-02-01&until=2023-01-01"])
def test_days_that_are_none_are_told_beside_the_field(worked: Rig, query: str) -> None:
    answer = worked.client.get(f"{PAGE}?{query}")
    assert answer.status_code == 422
    assert [attrs for tag, attrs in tags_of(answer.text) if tag == "input" and attrs.get("aria-invalid") == "true"]


def test_nothing_is_told_of_the_two(worked: Rig) -> None:
    before = len(worked.jobs.jobs)
    words = words_of(worked.client.get("/pair/FJI/ISL").text)
    assert "tells nothing of the two" in words
    assert "Claims about Fiji" in words
    assert len(worked.jobs.jobs) == before


def test_findings_rest_and_are_worked_out_anew(rig: Rig) -> None:
    rig.worked(PAGE)
    rig.more(report("RUS PROTEST PRK on 2023-06-20", "2023-06-20", id="new"))
    words = words_of(rig.client.get(PAGE).text)
    assert "Findings as of 1 July 2023, 13:05 UTC; claims came in since" in words
    assert len(rig.jobs.jobs) == 1
    html = rig.client.get(PAGE + "?anew=1").text
    assert len(rig.jobs.jobs) == 2
    assert "being worked out anew" in words_of(html)
    assert "How things stand" in words_of(html)
    rig.jobs.jobs.pop()
    rig.moment = NOW + dt.timedelta(minutes=11)
    rig.client.get(PAGE)
    assert len(rig.jobs.jobs) == 2
    rig.jobs.do()
    words = words_of(rig.client.get(PAGE).text)
    assert "Findings as of 1 July 2023, 13:16 UTC." in words
    assert len(rig.jobs.jobs) == 2


def test_a_review_makes_findings_old(rig: Rig) -> None:
    rig.worked(PAGE)
    claim = rig.index.claims().rows[-1].claim
    rig.ledger.reject(claim.id, by="Ann", why="wrong")
    rig.desk.follow(rig.index, rig.ledger)
    assert "claims came in since" in words_of(rig.client.get(PAGE).text)


def test_findings_outlive_a_restart(rig: Rig) -> None:
    rig.worked(PAGE)
    again(rig)
    assert "How things stand" in words_of(rig.client.get(PAGE).text)
    assert len(rig.jobs.jobs) == 1


def test_the_part_that_an_open_page_asks_for(rig: Rig) -> None:
    rig.client.get(PAGE)
    rig.jobs.do()
    part = rig.client.get(PAGE + "/findings?job=job0", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert 'id="findings"' in part
    assert "data-pair-job" not in part
    assert rig.client.get(PAGE + "/findings").headers["location"] == PAGE


def test_a_job_that_failed_is_not_begun_again_by_itself(rig: Rig) -> None:
    rig.client.get(PAGE)
    rig.jobs.jobs[0].state, rig.jobs.jobs[0].fault = "failed", "it broke <b>"
    html = rig.client.get(PAGE + "?job=job0").text
    assert "could not be worked out: it broke <b>" in words_of(html)
    assert acts(html) == []
    assert len(rig.jobs.jobs) == 1
    rig.client.get(PAGE + "?anew=1")
    assert len(rig.jobs.jobs) == 2


def test_too_much_work_is_told(rig: Rig) -> None:
    rig.jobs.full = True
    answer = rig.client.get(PAGE)
    assert answer.status_code == 200
    assert "So much work waits" in words_of(answer.text)
    assert rig.client.get(PAGE + "/brief.pdf").status_code == 503


def test_as_of_a_day(rig: Rig) -> None:
    words = words_of(rig.worked(PAGE + "?as_of=2023-02-01"))
    assert "As the ledger had it at the end of 1 February 2023" in words
    assert "Happenings told of last" not in words
    assert "stand better than before" not in words


def test_only_some_days(rig: Rig) -> None:
    html = rig.client.get(PAGE + "?since=2023-05-01&until=2023-05-31").text
    assert "17 claims" in words_of(html)
    assert any("since=2023-05-01" in link and link.startswith("/claims") for link in links_of(html))


def test_the_brief_in_every_form(rig: Rig) -> None:
    first = rig.client.get(PAGE + "/brief.pdf")
    assert first.status_code == 202
    assert "being written" in words_of(first.text)
    rig.jobs.do()
    assert [job.state for job in rig.jobs.jobs] == ["done"]
    answers = {form: rig.client.get(f"{PAGE}/brief.{form}") for form in ("pdf", "md", "json", "html")}
    for form, answer in answers.items():
        assert answer.headers["content-disposition"] == f'attachment; filename="brief-PRK-RUS.{form}"'
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answers["pdf"].content)).pages)
    assert "North Korea and Russia" in text
    assert json.loads(answers["json"].text)["title"] == "North Korea and Russia"
    assert answers["md"].text.startswith("# North Korea and Russia")
    assert len(rig.jobs.jobs) == 1
    assert rig.client.get(PAGE + "/brief.exe").status_code == 404


def test_the_brief_is_read_under_the_policy_of_the_desk(rig: Rig) -> None:
    rig.worked(PAGE + "/brief.html?view=1")
    answer = rig.client.get(PAGE + "/brief.html?view=1")
    assert "content-disposition" not in answer.headers
    assert acts(answer.text) == []
    assert "Content-Security-Policy" not in answer.text
    sheet = next(attrs["href"] for tag, attrs in tags_of(answer.text) if tag == "link")
    style = rig.client.get(str(sheet))
    assert style.headers["content-type"].startswith("text/css")
    assert "{" in style.text


def test_hostile_words_do_nothing(tmp_path: Path) -> None:
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)>\u202e\u2066\x00"
    reports = [
        report(f"{bad} RUS ACCUSE PRK about arms on 2023-01-0{day} {bad}", f"2023-01-0{day}", id=f"../{bad}{day}",
               title=f"{bad} {day}", outlet=bad, url="javascript:alert(1)")
        for day in range(1, 5)
    ]  # fmt: skip
    with desk(tmp_path, reports) as rig:
        for address in (PAGE, PAGE + "/week?from=2023-01-01&to=2023-01-07", PAGE + "/brief.html?view=1"):
            html = rig.worked(address)
            assert acts(html) == [], address
            assert not {"\u202e", "\u2066"} & set(html), address
        assert "alert(1)" in words_of(rig.client.get(PAGE).text)


def test_a_claim_that_the_index_has_not_yet_is_led_to(rig: Rig) -> None:
    rig.worked(PAGE)
    store: Store = rig.app.state.deps.store
    kept = pair_kept.found(store, "PRK|RUS|||")
    assert kept is not None
    kept.body["sections"]["statuses"][0]["claims"] = ["feedfeedfeedfeed"]
    pair_kept.keep(store, "PRK|RUS|||", kept.mark, kept.made, kept.body)
    assert "/claims/feedfeedfeedfeed" in links_of(rig.client.get(PAGE).text)


def test_what_is_kept_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pair_kept, "MOST_FINDINGS", 3)
    monkeypatch.setattr(pair_kept, "MOST_BRIEFS", 4)
    store = pair_kept.ready(Store(tmp_path / "desk.sqlite"))
    for number in range(6):
        made = NOW + dt.timedelta(seconds=number)
        pair_kept.keep(store, f"k{number}", "m", made, {"n": number})
        pair_kept.keep_brief(store, f"k{number}", "m", made, {"md": b"a", "pdf": b"b"})
    assert [pair_kept.found(store, f"k{number}") is not None for number in range(6)] == [False] * 3 + [True] * 3
    assert pair_kept.brief(store, "k5", "md", "m") == b"a"
    assert pair_kept.brief(store, "k5", "md", "other") is None
    assert pair_kept.brief(store, "k5", "md") == b"a"
    assert pair_kept.brief(store, "k1", "md") is None
    store.close()
