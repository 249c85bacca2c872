from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from entente.serve.guard import audits
from tests.serve.pages.review_rig import Rig, claim_in, desk, hidden

FORM = {
    "event": "CONSULT", "mode": "", "actor": ["Russia (RUS)", ""], "recipient": ["PRK", ""], "matter": [""],
    "holder_name": [""], "holder_actor": [""], "holder_stance": [""], "polarity": "positive", "certainty": "possible",
    "modality": "actual", "start": "", "end": "", "why": "",
}  # fmt: skip


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    with desk(tmp_path) as made:
        yield made


def lines(rig: Rig) -> list[Any]:
    return audits(rig.deps.store)


def test_the_queue_leads_to_the_least_sure_claim_and_on(rig: Rig) -> None:
    ana = rig.person("ana")
    first = claim_in(ana.get("/review"))
    assert rig.ledger.claim(first).claim.confidence == 0.4
    page = ana.get(f"/review?claim={first}")
    assert page.status_code == 200
    assert "<strong>5</strong> claims" in page.text
    answer = ana.post("/review/decide", claim=first, version="1", do="accept", queue=hidden(page.text, "queue"))
    second = claim_in(answer)
    assert second != first
    kept = rig.ledger.claim(first)
    assert (kept.by, kept.status, kept.version) == ("ana", "read", 2)
    assert rig.deps.index.claim(first).version == 2
    assert [(line.who, line.action, line.what) for line in lines(rig)] == [("ana", "accept", first)]
    assert "<strong>4</strong> claims" in ana.get(f"/review?claim={second}").text


def test_the_ledger_has_the_word_before_the_index_does(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    from entente.errors import LedgerError

    def busy(*given: Any, **more: Any) -> None:
        raise LedgerError("the index is busy")

    monkeypatch.setattr(type(rig.deps.desk), "take_up", busy)
    ana = rig.person("ana")
    name = claim_in(ana.get("/review"))
    assert ana.post("/review/decide", claim=name, version="1", do="reject", why="No").status_code == 303
    assert rig.ledger.claim(name).status == "rejected"
    assert lines(rig)[0].detail == {"why": "No"}


def test_every_field_is_corrected(rig: Rig) -> None:
    ana, name = rig.person("ana"), rig.one("RUS CONSULT PRK maybe").claim.id
    told = FORM | {
        "event": "AID", "mode": "military", "actor": ["Iran", "China (CHN)"], "recipient": ["north korea"],
        "matter": ["arms.drones", "money"], "polarity": "negative", "certainty": "probable", "modality": "future",
        "start": "2023-02-01", "end": "2023-03-01", "why": "as it says",
        "holder_name": ["Reuters", "a general"], "holder_actor": ["", "USA"], "holder_stance": ["reports", "believes"],
    }  # fmt: skip
    answer = ana.post("/review/decide", claim=name, version="1", do="correct", **told)
    assert answer.status_code == 303, answer.text
    claim = rig.ledger.claim(name).claim
    assert (claim.event, claim.mode, claim.actor, claim.recipient) == ("AID", "military", ("IRN", "CHN"), ("PRK",))
    assert claim.matter == ("arms.drones", "money")
    assert [(h.name, h.actor, h.stance) for h in claim.holders] == [
        ("Reuters", None, "reports"), ("a general", "USA", "believes")]  # fmt: skip
    assert (claim.polarity, claim.certainty, claim.modality) == ("negative", "probable", "future")
    assert (str(claim.start), str(claim.end)) == ("2023-02-01", "2023-03-01")
    detail = lines(rig)[0].detail
    assert detail["before"]["event"] == "CONSULT"
    assert detail["after"]["event"] == "AID"
    page = ana.get(f"/review?claim={name}").text
    assert "corrected</span> by <bdi>ana</bdi>" in page
    assert "Is it so: <del>is so</del> → <ins>is not so</ins>" in page


def test_what_was_typed_stays_where_it_is_wrong(rig: Rig) -> None:
    ana, name = rig.person("ana"), rig.one("RUS CONSULT PRK maybe").claim.id
    told = FORM | {"actor": ["Narnia"], "modality": "future", "why": "because"}
    answer = ana.post("/review/decide", claim=name, version="1", do="correct", **told)
    assert answer.status_code == 422
    assert "names no actor" in answer.text
    assert 'value="Narnia"' in answer.text
    assert 'value="because"' in answer.text
    assert '<option value="future" selected>' in answer.text
    assert rig.ledger.claim(name).version == 1


def test_rows_of_holders_move_without_javascript(rig: Rig) -> None:
    ana, name = rig.person("ana"), rig.one("RUS CONSULT PRK maybe").claim.id
    told = FORM | {"holder_name": ["A", "B"], "holder_actor": ["", ""], "holder_stance": ["says", "denies"]}
    page = ana.post("/review/decide", claim=name, version="1", do="holder-up-1", **told).text
    assert page.index('value="B"') < page.index('value="A"')
    page = ana.post("/review/decide", claim=name, version="1", do="holder-drop-0", **told).text
    assert 'value="A"' not in page
    assert 'value="B"' in page
    assert rig.ledger.claim(name).version == 1


def test_two_at_once_are_offered_different_claims(rig: Rig) -> None:
    assert claim_in(rig.person("ana").get("/review")) != claim_in(rig.person("ben").get("/review"))


def test_who_only_reads_holds_nothing(rig: Rig) -> None:
    name = claim_in(rig.person("rita").get("/review"))
    rig.person("rita").get(f"/review?claim={name}")
    assert claim_in(rig.person("ana").get("/review")) == name


def test_nobody_overwrites_another_silently(rig: Rig) -> None:
    ana, ben, name = rig.person("ana"), rig.person("ben"), rig.one("RUS CONSULT PRK maybe").claim.id
    ana.get(f"/review?claim={name}")
    ben.get(f"/review?claim={name}")
    theirs = FORM | {"polarity": "negative", "certainty": "probable"}
    assert ben.post("/review/decide", claim=name, version="1", do="correct", **theirs).status_code == 303
    mine = FORM | {"modality": "future", "certainty": "certain", "why": "as I read it"}
    answer = ana.post("/review/decide", claim=name, version="1", do="correct", **mine)
    assert answer.status_code == 409
    kept = rig.ledger.claim(name)
    assert (kept.version, kept.by, kept.claim.polarity, kept.claim.modality) == (2, "ben", "negative", "actual")
    # Both are told, what both changed is marked, and the form holds theirs with mine in it.
    assert "by ben since" in answer.text
    assert "both changed it" in answer.text
    assert '<option value="negative" selected>' in answer.text
    assert '<option value="future" selected>' in answer.text
    assert '<option value="certain" selected>' in answer.text
    assert 'value="as I read it"' in answer.text
    assert hidden(answer.text, "version") == "2"
    merged = mine | {"polarity": "negative"}
    assert ana.post("/review/decide", claim=name, version="2", do="correct", **merged).status_code == 303
    claim = rig.ledger.claim(name).claim
    assert (claim.polarity, claim.modality, claim.certainty) == ("negative", "future", "certain")


@pytest.mark.parametrize("do", ["accept", "reject"])
def test_a_verdict_on_what_has_changed_asks_again(rig: Rig, do: str) -> None:
    ana, ben, name = rig.person("ana"), rig.person("ben"), rig.one("RUS CONSULT PRK maybe").claim.id
    ben.post("/review/decide", claim=name, version="1", do="correct", **FORM | {"polarity": "negative"})
    answer = ana.post("/review/decide", claim=name, version="1", do=do, why="The wrong parties")
    assert answer.status_code == 409
    assert "Somebody was faster" in answer.text
    assert "<ins>is not so</ins>" in answer.text
    assert rig.ledger.claim(name).version == 2
    assert ana.post("/review/decide", claim=name, version="2", do=do).status_code == 303
    assert rig.ledger.claim(name).version == 3


def test_undo_takes_back_only_what_one_did_oneself(rig: Rig) -> None:
    ana, ben = rig.person("ana"), rig.person("ben")
    one, two = rig.one("RUS CONSULT PRK maybe").claim.id, rig.one("CHN ACCUSE USA").claim.id
    ana.post("/review/decide", claim=one, version="1", do="reject")
    ben.post("/review/decide", claim=two, version="1", do="reject")
    assert claim_in(ana.post("/review/undo")) == one
    assert (rig.ledger.claim(one).status, rig.ledger.claim(two).status) == ("read", "rejected")
    # Nothing of hers is left: she goes on.
    assert ana.post("/review/undo", claim=one).status_code == 303
    assert rig.ledger.claim(two).status == "rejected"
    ana.post("/review/decide", claim=one, version="3", do="accept")
    ben.post("/review/decide", claim=one, version="4", do="reject")
    answer = ana.post("/review/undo")
    assert answer.status_code == 409
    assert "cannot be taken back" in answer.text
    assert rig.ledger.claim(one).status == "rejected"


def test_the_walk_goes_back_and_on_and_begins_anew(rig: Rig) -> None:
    ana = rig.person("ana")
    first = claim_in(ana.get("/review"))
    seen = [first]
    for _ in range(4):
        seen.append(claim_in(ana.get(f"/review/next?claim={seen[-1]}")))
    assert len(set(seen)) == 5
    assert claim_in(ana.get(f"/review/previous?claim={seen[-1]}")) == seen[-2]
    assert claim_in(ana.get(f"/review/next?claim={seen[-2]}")) == seen[-1]
    end = ana.get(f"/review/next?claim={seen[-1]}")
    assert end.headers["location"] == "/review?end=1"
    assert "passed over 5" in ana.get("/review?end=1").text
    assert claim_in(ana.post("/review/again")) == first


def test_an_empty_desk_says_what_to_do(tmp_path: Path) -> None:
    with desk(tmp_path, []) as made:
        assert "There are no claims yet" in made.person("ana").get("/review").text


def test_an_index_that_is_still_made_is_not_an_empty_queue(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    import dataclasses

    summary = dataclasses.replace(rig.deps.index.summary(), moment=None)
    monkeypatch.setattr(type(rig.deps.index), "summary", lambda self: summary)
    page = rig.person("ana").get("/review?queue=1").text
    assert "The index is still being made" in page
    assert "Nothing is left" not in page


def test_another_order_is_another_queue(rig: Rig) -> None:
    ana = rig.person("ana")
    name = claim_in(ana.get("/review?party=USA&sort=published"))
    assert rig.ledger.claim(name).claim.document == "r2/with/slash" or "USA" in rig.ledger.claim(name).claim.parties
    page = ana.get(f"/review?party=USA&sort=published&claim={name}").text
    assert "about the United States" in page
    answer = ana.post("/review/decide", claim=name, version="1", do="accept", queue=hidden(page, "queue"))
    assert answer.headers["location"] == "/review?party=USA&sort=published&end=1"


@pytest.mark.parametrize(
    ("query", "place"),
    [("which=mine", "which"), ("sort=age", "sort"), ("party=Narnia", "party"), ("as_of=2023-01-01", "as_of")],
)
def test_a_queue_that_means_nothing_says_so_beside_its_form(rig: Rig, query: str, place: str) -> None:
    answer = rig.person("ana").get(f"/review?{query}")
    assert answer.status_code == 422
    assert f"<strong>{place}</strong>" in answer.text
    assert 'action="/review"' in answer.text


def test_who_only_reads_changes_nothing(rig: Rig) -> None:
    rita, name = rig.person("rita"), rig.one("RUS CONSULT PRK maybe").claim.id
    page = rita.get(f"/review?claim={name}")
    assert page.status_code == 200
    assert "needs the role reviewer" in page.text
    assert 'value="accept"' not in page.text
    for path in ("decide", "undo", "add", "split", "training", "again"):
        assert rita.post(f"/review/{path}", claim=name, version="1", do="accept").status_code == 403
    assert rig.ledger.claim(name).version == 1


def test_hostile_words_are_words(rig: Rig) -> None:
    name = rig.one("RUS CONSULT PRK maybe").claim.id
    page = rig.person("ana").get(f"/review?claim={name}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<b>Daily" not in page
    assert "\u202e" not in page
    assert '<span class="odd" data-char="8238">\\u202e</span>' in page


def test_only_the_passage_is_shown_until_one_asks(rig: Rig) -> None:
    name = rig.one("CHN CONSULT RUS maybe").claim.id
    page = rig.person("ana").get(f"/review?claim={name}").text
    assert page.count('class="far"') == 4
    assert 'data-whole="no"' in page
    assert 'data-whole="yes"' in rig.person("ana").get(f"/review?claim={name}&whole=1").text


def test_reviewed_claims_become_training_items(rig: Rig) -> None:
    import io
    import zipfile

    ana, name = rig.person("ana"), rig.one("RUS CONSULT PRK maybe").claim.id
    answer = ana.post("/review/training")
    assert "review some of these claims first" in ana.get(answer.headers["location"]).text
    ana.post("/review/decide", claim=name, version="1", do="accept")
    job = ana.post("/review/training").headers["location"].removeprefix("/jobs/")
    assert f'href="/review/training/{job}.zip"' in ana.get(f"/jobs/{job}").text
    file = ana.get(f"/review/training/{job}.zip")
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        gold = [json.loads(line) for line in archive.read("training/gold.jsonl").decode().splitlines()]
    assert [item["id"] for item in gold] == ["r1"]
    assert rig.person("ben").get(f"/review/training/{job}.zip").status_code == 404


def test_what_breaks_after_a_review_leaves_its_audit_line(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: Any, **more: Any) -> None:
        raise RuntimeError("killed here")

    monkeypatch.setattr(type(rig.deps.desk), "take_up", broken)
    ana = rig.person("ana")
    name = claim_in(ana.get("/review"))
    assert ana.post("/review/decide", claim=name, version="1", do="reject", why="No").status_code == 500
    assert (lines(rig)[0].action, lines(rig)[0].what) == ("reject", name)
