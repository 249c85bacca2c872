"""WARC archives: packed or not, whole or cut off."""

from __future__ import annotations

import pytest

from entente.documents import read
from entente.records import Document, Refusal
from tests.documents.builders import (
    TEXT,
    TITLE,
    html_page,
    only,
    packed,
    refusal,
    warc_by_fastwarc,
    warc_record,
)

PAGE = html_page()
FIRST = warc_record("https://post.test/2024/06/18/shells", PAGE)
OTHERS = (
    warc_record("https://post.test/api", b"{}", kind="application/json")
    + warc_record("https://post.test/gone", PAGE, status="404 Not Found")
    + warc_record("https://post.test/packed", packed(PAGE), extra="Content-Encoding: gzip\r\n")
)


@pytest.mark.parametrize(
    "wrap", [bytes, packed, lambda data: packed(FIRST) + packed(OTHERS)], ids=["plain", "gz", "members"]
)
def test_html_responses_with_status_200_are_read(wrap: object) -> None:
    results = read(wrap(FIRST + OTHERS), name="crawl.warc.gz")  # type: ignore[operator]
    assert [result.source for result in results] == [
        "crawl.warc.gz#https://post.test/2024/06/18/shells",
        "crawl.warc.gz#https://post.test/packed",
    ]
    for result in results:
        assert isinstance(result, Document)
        assert (result.title, result.text) == (TITLE, TEXT)
    assert isinstance(results[0], Document)
    assert (str(results[0].published), results[0].url) == ("2024-06-18", "https://post.test/2024/06/18/shells")


def test_an_archive_by_fastwarc() -> None:
    document = only(read(warc_by_fastwarc("https://post.test/a", PAGE), name="a.warc.gz"))
    assert (document.text, document.url) == (TEXT, "https://post.test/a")


def test_a_page_s_own_charset_comes_from_its_header() -> None:
    page = html_page([f"Müller: {TEXT}"]).decode().replace('<meta charset="utf-8">', "").encode("cp1252")
    record = warc_record("https://post.test/a", page, kind="text/html; charset=windows-1252")
    assert only(read(record)).text.startswith("Müller: The")


def test_an_archive_without_pages() -> None:
    assert refusal(read(warc_record("https://a.test/x", b"{}", kind="application/json"))).reason == "empty"


@pytest.mark.parametrize("size", [60, 200, 330, 400, 900, len(FIRST) - 1, len(FIRST) + 100])
@pytest.mark.parametrize("wrap", [bytes, packed], ids=["plain", "gz"])
def test_cut_off(size: int, wrap: object) -> None:
    results = read(wrap((FIRST + OTHERS)[:size]), name="crawl.warc")  # type: ignore[operator]
    assert isinstance(results[-1], Refusal)
    assert results[-1].reason in {"broken", "empty"}
    assert size < 200 or results[-1].reason == "broken"
    assert len([result for result in results if isinstance(result, Document)]) == (1 if size >= len(FIRST) - 4 else 0)


def test_a_packed_archive_cut_off() -> None:
    whole = packed(FIRST + OTHERS)
    assert refusal(read(whole[: len(whole) // 4], name="crawl.warc.gz")).reason == "broken"


def test_garbage_after_the_mark() -> None:
    for junk in (
        b"\r\n\r\n",
        b"\r\nContent-Length: -5\r\n\r\nx",
        b"\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"\xff" * 500,
    ):
        results = read(b"WARC/1.1" + junk, name="x.warc")
        assert all(isinstance(result, Refusal) for result in results)
        assert results
