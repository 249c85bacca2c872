"""JSON Lines: to the letter, line by line."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.documents import read, read_many
from entente.documents.finishing import document_id
from entente.documents.items import read_items
from entente.records import Document, Refusal
from tests.documents.builders import TEXT, TITLE, only, packed, refusal


def line(**fields: object) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def test_an_item() -> None:
    raw = line(
        id="n-1", title=TITLE, text=TEXT, published="2024-06-18T23:30:00-05:00", outlet="Post", url="https://a.test"
    )
    document = only(read(raw, name="items.jsonl"))
    assert (document.id, document.title, document.text) == ("n-1", TITLE, TEXT)
    assert (document.published, document.published_from) == (dt.date(2024, 6, 19), "given")
    assert (document.outlet, document.url, document.source) == ("Post", "https://a.test", "items.jsonl:1")


@given(st.text(min_size=1).filter(str.strip), st.text())
def test_texts_are_kept_to_the_letter(text: str, title: str) -> None:
    for result in read(line(id="a", text=text, title=title), name="x.jsonl"):
        if isinstance(result, Document):
            # Halves of surrogate pairs and NULs are no text: each is one U+FFFD, so that offsets stay.
            assert (result.text, result.title) == (text.replace("\0", "\ufffd"), title.replace("\0", "\ufffd"))
        else:
            assert result.reason == "not-english"


def test_hostile_and_wild_texts_are_left_alone() -> None:
    text = "Also read\r\n\tStorm \u202e closes\x1b[31m  ports <script>"
    assert only(read(line(id=1, text=text), name="x.jsonl")).text == text


def test_what_nothing_can_write_down_is_replaced_sign_by_sign() -> None:
    made = line(id="\ud800", text="a\0b \udfff c", title="\ud83d\ude00", outlet="\0", url="\ud800")
    document = only(read(made, name="x.jsonl"))
    assert (document.id, document.text, document.title) == ("\ufffd", "a\ufffdb \ufffd c", "\U0001f600")
    assert (document.outlet, document.url) == ("\ufffd", "\ufffd")


def test_bad_lines_name_their_place_and_the_rest_goes_on() -> None:
    raw = line(id="a", text="One.") + b'{bad\n\n[1]\n"x"\n\xff\xfe\n' + line(id="b") + line(id="c", text=5)
    raw += line(id="d", text=" ") + line(id={}, text="x") + line(id="e", text="x", title=[]) + line(id="f", text="Two.")
    results = read(raw, name="items.jsonl")
    found = [(result.source, result.id if isinstance(result, Document) else result.reason) for result in results]
    assert found == [
        ("items.jsonl:1", "a"),
        *((f"items.jsonl:{number}", "not-json") for number in (2, 4, 5, 6)),
        ("items.jsonl:7", "no-text"),
        ("items.jsonl:8", "no-text"),
        ("items.jsonl:9", "empty"),
        ("items.jsonl:10", "not-json"),
        ("items.jsonl:11", "not-json"),
        ("items.jsonl:12", "f"),
    ]
    assert "column 2" in results[1].detail  # type: ignore[union-attr]


def test_ids() -> None:
    first, second, third = read(
        line(text=TEXT, title=TITLE) + line(id=7, text="x") + line(id=7, text="y"), name="x.jsonl"
    )
    assert isinstance(first, Document)
    assert first.id == document_id(TITLE, TEXT)
    assert len(first.id) == 16
    assert isinstance(second, Document)
    assert (second.id, second.notes) == ("7", ())
    assert isinstance(third, Document)
    assert third.notes == ("the id '7' came before in this file",)


def test_days() -> None:
    given_day = dt.date(2020, 1, 1)
    raw = line(text="x", published="2024-06-18") + line(text="y") + line(text="z", published="soon")
    documents = [result for result in read(raw, published=given_day, name="x.jsonl") if isinstance(result, Document)]
    assert [document.published for document in documents] == [dt.date(2024, 6, 18), given_day, given_day]
    assert documents[2].notes == ("published 'soon' is no date that can be read",)
    undated = only(read(line(text="y"), name="x.jsonl"))
    assert (undated.published, undated.published_from) == (None, None)


def test_not_english_and_too_large() -> None:
    russian = "Министр обороны прибыл во вторник на переговоры о снарядах"
    assert refusal(read(line(text=russian), name="x.jsonl")).reason == "not-english"
    assert refusal(read(line(text="the man " * 700_000), name="x.jsonl")).reason == "too-large"


def test_a_packed_file_cut_off_gives_what_came_before() -> None:
    whole = packed(b"".join(line(id=number, text=f"Item {number}. {number * 7919 % 10007}") for number in range(3000)))
    results = read(whole[: len(whole) // 2], name="items.jsonl.gz")
    assert isinstance(results[-1], Refusal)
    assert results[-1].reason == "broken"
    assert results[-1].source == f"items.jsonl.gz:{len(results)}"
    assert all(isinstance(result, Document) for result in results[:-1])
    assert len(results) > 100


def test_lines_are_read_as_they_come() -> None:
    asked = []

    class Slow(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            asked.append(1)
            data = line(id=len(asked), text="One.")
            buffer[: len(data)] = data
            return len(data)

    results: Iterator[Document | Refusal] = read_items(io.BufferedReader(Slow()), "endless")
    assert next(results).source == "endless:1"
    assert next(results).source == "endless:2"
    assert len(asked) < 10


def test_deep_nesting_is_a_refusal() -> None:
    assert refusal(read(b'{"text": ' + b"[" * 200_000 + b"\n", name="x.jsonl")).reason == "not-json"


@pytest.mark.parametrize("name", ["items.jsonl", "items.ndjson", "items.txt", "items"])
def test_items_are_told_by_content(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(line(id="a", text="One."))
    (document,) = read_many([path])
    assert (document.id, document.source) == ("a", f"{path}:1")  # type: ignore[union-attr]
