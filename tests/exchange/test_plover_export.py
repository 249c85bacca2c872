"""PLOVER records: out, and back again whole."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.exchange import Written, read
from entente.exchange.plover import NO_TYPE, QUAD_CODES, SCORES
from entente.records import Claim, Document, Figure, Holder, KeptClaim, Place, Refusal
from entente.records.document import REFUSAL_REASONS
from entente.records.vocabulary import CERTAINTIES, EVENTS, MODALITIES, MODES, POLARITIES, STANCES
from tests.cli.fakes import claim
from tests.exchange.builders import DAY, HOSTILE, hostile, kept, rich, written

TEXTS = st.text(st.characters(), max_size=12) | st.just(HOSTILE)
CODES = st.sampled_from(("PRK", "RUS", "UN", "HAMAS", "M23", "WEST", "XYZ"))
DAYS = st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


def lists(of: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(of, min_size=least, max_size=3).map(tuple)


PLACES = st.tuples(st.sampled_from(("title", "text")), st.integers(0, 999), st.integers(0, 999), TEXTS).map(
    lambda told: Place(told[0], told[1], told[1] + told[2], told[3])
)
CLAIMS = st.builds(
    Claim,
    id=TEXTS, document=TEXTS.filter(bool), event=st.sampled_from(EVENTS), mode=st.none() | st.sampled_from(MODES),
    actor=lists(CODES), recipient=lists(CODES), matter=lists(TEXTS),
    holders=lists(st.builds(Holder, st.none() | CODES, st.none() | TEXTS, st.sampled_from(STANCES))),
    polarity=st.sampled_from(POLARITIES), certainty=st.sampled_from(CERTAINTIES), modality=st.sampled_from(MODALITIES),
    start=DAYS, end=DAYS, place=PLACES, places=lists(PLACES, 1), confidence=st.floats(0, 1), inferred=lists(TEXTS),
    figures=lists(st.builds(Figure, st.none() | NUMBERS, st.none() | NUMBERS, TEXTS, TEXTS)), reader=TEXTS,
)  # fmt: skip


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


@settings(max_examples=150, deadline=None)
@given(made=CLAIMS, title=TEXTS, url=TEXTS, outlet=TEXTS, published=DAYS)
def test_our_own_records_come_back_whole(
    tmp_path_factory: Any, made: Claim, title: str, url: str, outlet: str, published: dt.date | None
) -> None:
    out = tmp_path_factory.mktemp("plover") / "out.jsonl"
    done = written("plover", [kept(made, title=title, url=url, outlet=outlet, published=published)], out)
    if made.event in ("TRAVEL", "HAVE"):
        assert done == Written(0, {NO_TYPE: 1})
        return
    (found,) = read("plover", out)
    assert not isinstance(found, Refusal)
    document, back = found
    assert back == dataclasses.replace(made, reader=f"import plover out.jsonl, {made.reader}")
    assert (document.id, document.title, document.url, document.outlet) == (made.document, title, url, outlet)
    assert (document.published, document.text) == (published, "")


def test_records_hold_what_plover_requires(tmp_path: Path) -> None:
    done = written("plover", [kept(), rich(), hostile()], tmp_path / "out")
    assert done == Written(3, {})
    for made in lines(tmp_path / "out"):
        assert {"id", "date", "actor", "event"} <= set(made)
        assert all(isinstance(made[name], list) for name in ("actor", "recipient", "event", "mode", "context"))
        assert set(made["event"]) <= set(QUAD_CODES)
    first = lines(tmp_path / "out")[1]
    assert first["attribution"]["holders"] == rich().claim.as_dict()["holders"]
    assert (first["mode"], first["entente"]["status"]) == (["hypothetical", "negation"], "corrected")
    assert set(SCORES) == set(QUAD_CODES)


def test_no_unsafe_sign_stands_bare(tmp_path: Path) -> None:
    written("plover", [hostile()], tmp_path / "out")
    text = (tmp_path / "out").read_text(encoding="utf-8")
    assert not {"\x00", "\x1b", "\u202e", "\u2028"} & set(text)
    assert lines(tmp_path / "out")[0]["text"] == HOSTILE


FOREIGN: dict[str, Any] = {
    "id": "gsr-1",
    "date": "2017-04-02",
    "actor": [{"code": "USA", "sector": ["GOV"]}],
    "recipient": [{"code": "WSB", "sector": "MIL"}],
    "event": ["ASSAULT"],
    "mode": ["aerial", "negation", "future"],
    "text": "words that are not kept",
    "cite_info": {"url": "https://a.test/1", "publication": "AFP"},
}


def imported(tmp_path: Path, *records: Any) -> list[tuple[Document, Claim] | Refusal]:
    file = tmp_path / "others.jsonl"
    file.write_text("".join(json.dumps(made) + "\n" for made in records), encoding="utf-8")
    return list(read("plover", file))


def test_records_of_others_come_without_words(tmp_path: Path) -> None:
    (found,) = imported(tmp_path, FOREIGN)
    assert not isinstance(found, Refusal)
    document, made = found
    assert (made.actor, made.recipient, made.event, made.mode) == (("USA",), ("PSE",), "ASSAULT", "aerial")
    assert (made.polarity, made.modality, made.certainty, made.confidence) == ("negative", "future", "unknown", 0.0)
    assert (made.quote, made.place, made.holders) == ("", Place("", 0, 0, ""), ())
    assert (made.reader, made.start) == ("import plover others.jsonl", dt.date(2017, 4, 2))
    assert (document.text, document.title, document.url, document.outlet) == ("", "", "https://a.test/1", "AFP")
    assert document.published == dt.date(2017, 4, 2)
    assert imported(tmp_path, FOREIGN) == [found]


@pytest.mark.parametrize(
    ("change", "reason", "detail"),
    [
        ({"event": ["DEMAND"]}, "unsupported", "event 'DEMAND'"),
        ({"event": ["AID", "AGREE"]}, "unsupported", "2 event types"),
        ({"event": "AID"}, "broken", "event is no list"),
        ({"date": "April"}, "broken", "date is no day"),
        ({"actor": [{"code": "QQQ"}]}, "unsupported", "'QQQ'"),
        ({"actor": [{"code": "USA", "sector": ["BUS"]}]}, "unsupported", "does not stand for its state"),
        ({"actor": [7]}, "broken", "actor is no object"),
        ({"actor": [{"code": None}]}, "broken", "code of actor is no text"),
        ({"actor": [], "recipient": []}, "unsupported", "no actor on either side"),
        ({"mode": [7]}, "broken", "mode is no text"),
        ({"cite_info": [1]}, "broken", "cite_info is no object"),
        ({"cite_info": {"url": 7}}, "broken", "url is no text"),
    ],
)
def test_what_cannot_come_in_is_refused_with_its_place(
    change: dict[str, Any], reason: str, detail: str, tmp_path: Path
) -> None:
    good, refused = imported(tmp_path, FOREIGN, FOREIGN | change)
    assert not isinstance(good, Refusal)
    assert isinstance(refused, Refusal)
    assert (refused.reason, refused.source) == (reason, f"{tmp_path / 'others.jsonl'}:2")
    assert detail in refused.detail


def test_lines_that_are_no_records(tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_bytes(b'{bad\n[1]\n\xff\n{"id": 1}\n' + b"[" * 100_000 + b"\n")
    found = list(read("plover", file))
    assert [made.reason for made in found if isinstance(made, Refusal)] == ["not-json"] * 3 + ["broken", "not-json"]


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_any_change_of_our_own_record_is_a_claim_or_a_refusal(data: st.DataObject, tmp_path_factory: Any) -> None:
    folder = tmp_path_factory.mktemp("plover")
    written("plover", [rich()], folder / "out")
    (record,) = lines(folder / "out")
    held = data.draw(st.sampled_from([record, record["attribution"], record["entente"], record["cite_info"]]))
    name = data.draw(st.sampled_from(sorted(held)))
    odd = st.none() | st.integers() | st.text(max_size=3) | st.lists(st.integers() | st.text(), max_size=2)
    held[name] = data.draw(odd | st.dictionaries(st.sampled_from(("actor", "start_char", "low")), odd, max_size=2))
    (found,) = imported(folder, record)
    assert isinstance(found, tuple) or found.reason in REFUSAL_REASONS


def test_what_a_kept_report_says_is_taken_from_it(tmp_path: Path) -> None:
    report = Document(
        "d", "Title", "Norway visits Chile", DAY, "given", language="fr", outlet="Paper", url="https://x.test"
    )
    made: KeptClaim = kept(claim())
    written("plover", [made], tmp_path / "out", document=lambda name: report)
    (record,) = lines(tmp_path / "out")
    assert (record["cite_info"]["language"], record["cite_info"]["title"]) == ("fr", "Title")
