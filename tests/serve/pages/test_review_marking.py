from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serve.pages.review_rig import REPORTS, Rig, claim_in, desk
from tests.serve.pages.test_review import FORM

TEXT = REPORTS[0].text


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    with desk(tmp_path) as made:
        yield made


def test_a_claim_is_added_by_its_place_in_code_points(rig: Rig) -> None:
    ana, back = rig.person("ana"), rig.one("RUS CONSULT PRK maybe").claim.id
    start = TEXT.index("Later")
    given = {"report": "r1", "field": "text", "start_char": str(start), "end_char": str(start + 5), "words": "Later"}
    page = ana.get("/review/add", params={**given, "claim": back})
    assert page.status_code == 200
    assert '<mark class="own">Later</mark>' in page.text
    answer = ana.post("/review/add", claim=back, do="add", **given, **FORM | {"recipient": ["Japan"]})
    assert claim_in(answer) == back
    added = rig.one("Later")
    assert (added.status, added.by, added.claim.recipient) == ("added", "ana", ("JPN",))
    assert (added.claim.place.start_char, added.claim.place.end_char) == (start, start + 5)
    assert rig.deps.index.claim(added.claim.id) is not None
    assert claim_in(ana.post("/review/undo", claim=back)) == back
    assert rig.ledger.claim(added.claim.id).status == "rejected"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        # As a browser that counts UTF-16 units, or one that composes accents, would have it.
        (TEXT.index("Later") + 1, TEXT.index("Later") + 6, "Later"),
        (2, 7, "\u00e9t\u00e9"),
        (0, 9999, "Later"),
    ],
)
def test_words_that_stand_elsewhere_are_refused(rig: Rig, start: int, end: int, words: str) -> None:
    given = {"report": "r1", "field": "text", "start_char": str(start), "end_char": str(end), "words": words}
    page = rig.person("ana").get("/review/add", params=given)
    assert page.status_code == 422
    assert "other words stand there" in page.text.lower()
    assert rig.person("ana").post("/review/add", do="add", **given, **FORM).status_code == 422
    assert rig.deps.index.count(statuses=("added",)).claims == 0


def test_the_very_characters_count(rig: Rig) -> None:
    words = TEXT[:13]
    assert words == "\U0001f600 e\u0301te\u0301 \u202etxt "
    given = {"report": "r1", "field": "text", "start_char": "0", "end_char": "12", "words": words.strip()}
    assert rig.person("ana").get("/review/add", params=given).status_code == 200
    assert rig.person("ana").post("/review/add", do="add", **given, **FORM).status_code == 303
    assert rig.one(words.strip()).claim.place.end_char == 12


def test_typed_words_are_found_in_text_and_title(rig: Rig) -> None:
    ana = rig.person("ana")
    page = ana.get("/review/add", params={"report": "r1", "words": " A second paragraph "})
    assert page.status_code == 200
    assert f'name="start_char" value="{TEXT.index("A second")}"' in page.text
    page = ana.get("/review/add", params={"report": "r1", "words": "in Moscow"})
    assert 'name="field" value="title"' in page.text
    page = ana.get("/review/add", params={"report": "r1", "words": "in Minsk"})
    assert page.status_code == 422
    assert "do not stand in the report" in page.text
    page = ana.get("/review/add", params={"report": "r2/with/slash", "words": "A"})
    assert "stand 3 times" in page.text or "stand 2 times" in page.text
    assert ana.get("/review/add", params={"report": "none", "words": "A"}).status_code == 404


def test_an_added_claim_keeps_what_was_typed_where_it_is_wrong(rig: Rig) -> None:
    start = TEXT.index("Later")
    given = {"report": "r1", "field": "text", "start_char": str(start), "end_char": str(start + 5), "words": "Later"}
    answer = rig.person("ana").post("/review/add", do="add", **given, **FORM | {"event": "", "actor": ["Narnia"]})
    assert answer.status_code == 422
    assert 'value="Narnia"' in answer.text
    assert "nothing is chosen" in answer.text.lower()


def parts(*told: dict[str, object]) -> dict[str, object]:
    return {f"p{n}-{name}": value for n, one in enumerate(told) for name, value in one.items()}


def test_a_claim_is_split_and_put_together_again(rig: Rig) -> None:
    ana, name = rig.person("ana"), rig.one("RUS CONSULT PRK maybe").claim.id
    page = ana.get(f"/review/split?claim={name}").text
    assert page.count("<legend>Part ") == 2
    told = parts(FORM, FORM | {"event": "AID", "words": "RUS CONSULT"})
    answer = ana.post("/review/split", claim=name, version="1", parts="2", do="split", **told)
    assert answer.status_code == 303, answer.text
    other = rig.one("RUS CONSULT")
    assert (other.claim.event, other.by) == ("AID", "ana")
    assert rig.ledger.claim(name).status == "corrected"
    ana.post("/review/undo")
    assert rig.ledger.claim(other.claim.id).status == "rejected"
    assert (rig.ledger.claim(name).status, rig.deps.index.claim(other.claim.id).status) == ("read", "rejected")


def test_a_part_that_is_wrong_is_told_by_number(rig: Rig) -> None:
    ana, name = rig.person("ana"), rig.one("RUS CONSULT PRK maybe").claim.id
    told = parts(FORM, FORM | {"words": "nowhere"})
    answer = ana.post("/review/split", claim=name, version="1", parts="2", do="split", **told)
    assert answer.status_code == 422
    assert "<strong>Part 2, words</strong>" in answer.text
    told = parts(FORM, FORM)
    answer = ana.post("/review/split", claim=name, version="1", parts="2", do="split", **told)
    assert answer.status_code == 422
    assert "two parts are the same claim" in answer.text.lower()
    assert (
        ana.post("/review/split", claim=name, version="1", parts="2", do="part-add", **told).text.count("<legend>Part ")
        == 3
    )
    assert rig.ledger.claim(name).version == 1


def test_a_split_of_what_has_changed_keeps_the_parts(rig: Rig) -> None:
    ana, ben, name = rig.person("ana"), rig.person("ben"), rig.one("RUS CONSULT PRK maybe").claim.id
    ben.post("/review/decide", claim=name, version="1", do="accept")
    told = parts(FORM, FORM | {"event": "AID", "note": ""})
    answer = ana.post("/review/split", claim=name, version="1", parts="2", do="split", **told)
    assert answer.status_code == 409
    assert "by ben since" in answer.text
    assert '<option value="AID" selected>' in answer.text
    assert 'name="version" value="2"' in answer.text
