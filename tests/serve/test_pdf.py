from __future__ import annotations

import datetime as dt
import hashlib
import io
import tomllib
from pathlib import Path

import pypdf
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.serve import pdf

ON = dt.date(2023, 6, 30)
VENDOR = Path(pdf.__file__).parent / "static" / "vendor"
BRIEF = """# Russia and North Korea

As of 30 June 2023

## In short

1. Russia supports North Korea (“a visit”). [\\[1\\]](#q1)[\\[2\\]](#q2) · **contested**
2. Second.

| When | Score |
| --- | --- |
| Jan 2023 | +2.1 |

<a id="later"></a>

## Sources

- Outlet <https://example.org/a?b=1>
  - <a id="q1"></a>\\[1\\] “first words”
  - <a id="q2"></a>\\[2\\] “второе слово, δεύτερο”

---

Read by machine.
"""


def made(text: str, title: str = "Russia and North Korea") -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf.as_pdf(text, title=title, on=ON)))


def words(reader: pypdf.PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def test_the_text_is_read_back() -> None:
    found = words(made(BRIEF))
    for part in ("Russia and North Korea", "In short", "1.", "Russia supports North Korea (“a visit”). [1][2]",
                 "Jan 2023", "+2.1", "второе слово, δεύτερο", "1 / 1", "2023-06-30"):  # fmt: skip
        assert part in found


def test_metadata_language_and_bookmarks() -> None:
    reader = made(BRIEF)
    assert reader.metadata is not None
    assert reader.metadata.title == "Russia and North Korea"
    assert reader.metadata.creation_date == dt.datetime(2023, 6, 30, tzinfo=dt.UTC)
    assert reader.root_object["/Lang"] == "en"
    assert [str(reader.outline[0].title)] == ["Russia and North Korea"]  # type: ignore[union-attr]
    box = reader.pages[0].mediabox
    assert (round(box.width / 72 * 25.4), round(box.height / 72 * 25.4)) == (210, 297)


def test_marks_lead_to_quotes_and_only_web_addresses_out() -> None:
    text = (
        BRIEF + "\n[bad](javascript:alert(1)) [file](file:///etc/passwd) [none](#nowhere) [ok](http://example.org/)\n"
    )
    links = [note.get_object() for note in made(text).pages[0].get("/Annots", [])]
    out = [link["/A"]["/URI"] for link in links if "/A" in link and "/URI" in link["/A"]]
    assert out == ["https://example.org/a?b=1", "http://example.org/"]
    assert len(links) - len(out) == 2


def test_the_same_brief_is_the_same_bytes() -> None:
    assert pdf.as_pdf(BRIEF, title="A", on=ON) == pdf.as_pdf(BRIEF, title="A", on=ON)
    assert pdf.as_pdf(BRIEF, title="A", on=ON) != pdf.as_pdf(BRIEF, title="A", on=ON + dt.timedelta(1))


def test_characters_that_the_font_lacks_are_told() -> None:
    found = words(made("# 朝鲜 and Kim\n\nHe said 好.\n"))
    assert "□□ and Kim" in found
    assert "has no sign for U+597D, U+671D, U+9C9C" in found


def test_lines_break_between_words_and_at_marks() -> None:
    long = "word " * 30 + "".join(f"[\\[{number}\\]](#q{number})" for number in range(100, 140))
    lines = words(made(long + "\n")).split("\n")
    assert all(line.count("[") == line.count("]") for line in lines)
    assert all(part in ("word", "") or part.startswith("[") for line in lines[:2] for part in line.split(" "))


def test_words_wider_than_a_line_and_cells_higher_than_a_page() -> None:
    found = words(made("A" * 3000 + "\n\n| a | b |\n| --- | --- |\n| x | " + "long cell " * 900 + "|\n"))
    assert found.count("A") >= 3000
    assert found.count("long") == 900


@settings(max_examples=25)
@given(st.text(max_size=400), st.text(max_size=60))
def test_no_text_breaks_it(text: str, title: str) -> None:
    reader = made(text, title)
    assert len(reader.pages) >= 1


def test_the_fonts_are_the_ones_that_are_told_and_small() -> None:
    told = {item["name"]: item["sha256"] for item in tomllib.loads((VENDOR / "VENDORED.toml").read_text())["file"]}
    files = sorted((VENDOR / "fonts").iterdir())
    assert sum(file.stat().st_size for file in files) < 1_500_000
    for file in files:
        assert hashlib.sha256(file.read_bytes()).hexdigest() == told[f"fonts/{file.name}"]
