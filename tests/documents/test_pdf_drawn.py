"""What pages draw is told before they are read."""

from __future__ import annotations

import io

from pypdf import PdfReader

from entente.documents import read
from entente.documents.pdf_drawn import Drawn
from tests.documents.builders import only
from tests.fuzz.monsters import P, pages

MOST = 2_500_000
FORM = b"BT /F1 11 Tf 14 TL 60 700 Td (A spokesman of Sudmark denied it.) Tj T* ET\n"


def costs(data: bytes) -> list[int]:
    drawn = Drawn(MOST)
    return [drawn.page(page) for page in PdfReader(io.BytesIO(data)).pages]


def test_what_a_form_says_is_read() -> None:
    text = only(read(pages(1, operators=b"/X Do ", form=FORM), name="x.pdf")).text
    assert P.decode().strip() in text.replace("\n", " ")
    assert "A spokesman of Sudmark denied it." in text


def test_a_form_counts_as_often_as_it_is_drawn() -> None:
    none, once, ten = (costs(pages(1, operators=b"/X Do " * times, form=FORM))[0] for times in (0, 1, 10))
    of_form = once - none - len(b"/X Do ")
    assert of_form > len(FORM)
    assert ten - none == 10 * (of_form + len(b"/X Do "))


def test_each_page_counts_and_fonts_on_each() -> None:
    first, second = costs(pages(2))
    assert first == second
    assert costs(pages(1, fonts=11))[0] == first + 10 * 40
    assert costs(pages(1, table=b"<0000> <0041>\n" * 5000))[0] > first + 10_000


def test_words_that_look_like_an_operator_cost_nothing_where_no_form_is() -> None:
    plain = pages(1, operators=b"(Do not) Tj (they Do so) Tj")
    assert costs(plain.replace(b"/XObject << /X 6 0 R >>", b"/YObject << /X 6 0 R >>"))[0] < 1500


def test_more_than_can_be_is_told_without_being_unpacked() -> None:
    assert costs(pages(1, operators=b"/X Do", form=b"q Q " * 5_000_000))[0] > MOST
    deep = pages(1, operators=b"/X Do", form=b"/X Do " * 10)
    assert 0 < costs(deep)[0] < 5000
