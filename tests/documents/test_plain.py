"""Plain text and Markdown."""

from __future__ import annotations

import datetime as dt
import textwrap
from pathlib import Path

import pytest

from entente.documents import read
from tests.documents.builders import PARAGRAPHS, TEXT, TITLE, only

SEED = Path(__file__).parents[3] / "shared" / "seed" / "putin_kim.txt"


@pytest.mark.skipif(not SEED.exists(), reason="the seed report is not at hand")
def test_the_seed_report() -> None:
    document = only(read(SEED))
    assert document.text.startswith("Vladimir Putin and Kim Jong Un have a lot in common.")
    assert document.text.endswith("but it could work for now and possibly for years to come.")
    assert document.text.count("\n") == 6
    assert document.published == dt.date(2024, 6, 18)
    assert (document.published_from, document.published_quote) == ("page", "Published: 18th June 2024")
    assert [cut.kind for cut in document.cut] == ["published", *["also-read"] * 4]


@pytest.mark.skipif(not SEED.exists(), reason="the seed report is not at hand")
def test_the_seed_report_as_a_page_gives_the_same_text() -> None:
    text = SEED.read_text("utf-8")
    body = "".join(f"<p>{block.strip()}</p>" for block in text.split("\n") if block.strip())
    page = f"<html><head><title>Report</title></head><body><article>{body}</article></body></html>"
    plain, web = only(read(SEED)), only(read(page.encode(), name="seed.html"))
    assert web.text == plain.text
    assert (web.published, web.published_from) == (plain.published, "page")


def test_a_short_first_line_is_the_title() -> None:
    document = only(read(f"{TITLE}\n\n{TEXT}".encode()))
    assert (document.title, document.text) == (TITLE, TEXT)


@pytest.mark.parametrize(
    "opening",
    ["The minister left on Monday.", "By Anna Berg", "18 June 2024", "Also read", "Photo: Anna Berg", "x" * 250],
)
def test_what_is_no_title(opening: str) -> None:
    assert only(read(f"{opening}\n\n{TEXT}".encode())).title == ""


def test_a_title_needs_a_blank_line() -> None:
    assert only(read(f"{TITLE}\n{TEXT}".encode())).title == ""


def test_wrapped_text_with_everything_around_it() -> None:
    wrapped = "\n\n".join(textwrap.fill(paragraph, 72) for paragraph in PARAGRAPHS)
    raw = f"{TITLE}\n\nBy Anna Berg\nPublished: 3 March 2022\n\n{wrapped}\n\nShare this article\n\n"
    raw += "Related\nStorm closes ports\n"
    document = only(read(raw.encode()))
    assert document.text == TEXT
    assert document.title == TITLE
    assert document.published == dt.date(2022, 3, 3)
    assert [cut.text for cut in document.cut] == [
        "By Anna Berg", "Published: 3 March 2022", "Share this article", "Related", "Storm closes ports",
    ]  # fmt: skip


MARKDOWN = f"""---
title: "{TITLE}"
date: 2022-03-03
outlet: The Norland Post
url: https://post.test/shells
---

# {TITLE}

The **defence minister** of *Norland* met [his counterpart](https://a.test "x") in `Sudmark`[^1].

> “Nothing is agreed,” he said.

## What next?

* The council meets.
* It may vote on the ban \\*soon\\*.

![The minister at the port](port.jpg)

| Year | Shells |
|------|--------|
| 2021 | 1000   |

```
left as it is
```

***

[^1]: A footnote.

Also read
[Storm closes ports](https://a.test/storm)
"""


def test_markdown() -> None:
    document = only(read(MARKDOWN.encode(), name="report.md"))
    assert document.title == TITLE
    assert document.text.split("\n") == [
        "The defence minister of Norland met his counterpart in Sudmark.",
        "“Nothing is agreed,” he said.",
        "What next?",
        "The council meets.",
        "It may vote on the ban *soon*.",
        "Year Shells",
        "2021 1000",
        "left as it is",
    ]
    assert (document.published, document.published_from) == (dt.date(2022, 3, 3), "page")
    assert document.published_quote == "date: 2022-03-03"
    assert (document.outlet, document.url) == ("The Norland Post", "https://post.test/shells")
    assert [cut.text for cut in document.cut] == ["Also read", "Storm closes ports"]


def test_markdown_without_front_matter_takes_its_first_heading() -> None:
    for raw in (f"# {TITLE}\n\n{TEXT}", f"{TITLE}\n=====\n\n{TEXT}", f"{TITLE}\n\n{TEXT}"):
        document = only(read(raw.encode(), name="report.md"))
        assert document.title == TITLE
        assert PARAGRAPHS[0] in document.text
        assert TITLE not in document.text


def test_front_matter_tells_markdown_from_text() -> None:
    assert only(read(f"---\ntitle: A deal\n---\n{TEXT}".encode())).title == "A deal"


def test_label_before_the_first_headline_belongs_to_the_title() -> None:
    found = only(read(b"Explainer: why the strait matters\n\nOman opened the strait again on Monday. Ships waited.\n"))
    assert found.title == "Explainer: why the strait matters"
    assert found.cut == ()
