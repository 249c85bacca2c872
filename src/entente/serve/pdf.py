"""A brief as PDF: its Markdown set on A4 pages with a font of its own, the same bytes for the same brief."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from importlib import resources
from typing import TYPE_CHECKING, Any

from entente.serve.pdf_lines import (
    BODY,
    FAMILY,
    HEADS,
    INDENT,
    INK,
    LACKING,
    LINE,
    MARGIN,
    SMALL,
    SOFT,
    Run,
    Setting,
    set_runs,
)  # fmt: skip

if TYPE_CHECKING:
    from fpdf import FPDF
    from markdown_it.token import Token

_ANCHOR = re.compile(r'<a id="([\w-]+)">')
_WEB = re.compile(r"https?://[^\s\"'<>`\\]+")
#: A cell of more characters could be higher than a page.
_CELL = 400


def as_pdf(markdown: str, *, title: str, on: dt.date) -> bytes:
    """Markdown as a PDF of A4 pages, in English, with bookmarks, page numbers and links.

    Args:
        markdown: CommonMark with tables, as briefs have it; of HTML only `<a id>` counts, as the aim of a link.
        title: for the head of the pages and the metadata.
        on: the day that stands as that of its making, so that the bytes depend on nothing else.

    Characters that the font lacks stand as a white square and are told at the end. Raises nothing for any text.
    """
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    setting = _begin(title, on, markdown)
    _set_all(setting, tokens)
    if setting.lacking:
        _told(setting)
    return bytes(setting.pdf.output())


def _begin(title: str, on: dt.date, markdown: str) -> Setting:
    from fpdf import FPDF

    class Pages(FPDF):
        """A page ends with the title, the day and its number."""

        def footer(self) -> None:
            """Sets the foot of a page."""
            self.set_y(-14)
            self.set_font(FAMILY, "", SMALL)
            self.set_text_color(*SOFT)
            self.cell(0, 5, f"{head} · {on.isoformat()}")
            self.set_x(MARGIN)
            self.cell(0, 5, f"{self.page_no()} / {{nb}}", align="R")

    pdf = Pages(format="A4", unit="mm")
    fonts = resources.files("entente.serve").joinpath("static/vendor/fonts")
    for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
        with resources.as_file(fonts.joinpath(name)) as path:
            pdf.add_font(FAMILY, style, path)
    known = frozenset.intersection(*(frozenset(_cmap(font)) for font in pdf.fonts.values()))
    setting = Setting(pdf, {}, known)
    head = setting.text(_one_line(title))[:90]
    _describe(pdf, head, on)
    setting.links.update((name, pdf.add_link()) for name in dict.fromkeys(_ANCHOR.findall(markdown)))
    return setting


def _cmap(font: Any) -> dict[int, Any]:
    found: dict[int, Any] = font.ttfont.getBestCmap()
    return found


def _describe(pdf: FPDF, title: str, on: dt.date) -> None:
    pdf.set_title(title)
    pdf.set_subject("Brief")
    pdf.set_creator("Entente")
    pdf.set_producer("Entente, fpdf2")
    pdf.set_lang("en")
    pdf.set_creation_date(dt.datetime(on.year, on.month, on.day, tzinfo=dt.UTC))
    pdf.set_margins(MARGIN, 18, MARGIN)
    pdf.set_auto_page_break(True, 20)
    pdf.alias_nb_pages()
    pdf.add_page()


def _one_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _set_all(setting: Setting, tokens: Sequence[Token]) -> None:
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type == "table_open":
            end = next(place for place in range(at, len(tokens)) if tokens[place].type == "table_close")
            _table(setting, tokens[at:end])
            at = end
        elif token.type == "heading_open":
            _heading(setting, int(token.tag[1:]), tokens[at + 1])
            at += 2
        else:
            _block(setting, token)
        at += 1


def _block(setting: Setting, token: Token) -> None:
    pdf = setting.pdf
    match token.type:
        case "bullet_list_open":
            setting.counters.append(None)
        case "ordered_list_open":
            setting.counters.append(int(token.attrs.get("start", 1) or 1))
        case "bullet_list_close" | "ordered_list_close":
            setting.counters.pop()
            pdf.ln(1)
        case "list_item_open":
            _marker(setting)
        case "inline":
            _paragraph(setting, token)
        case "hr":
            _rule(setting)
        case "html_block":
            _aims(setting, token.content)
        case "fence" | "code_block":
            set_runs(setting, [(token.content, "", None)], SMALL)
            pdf.ln(SMALL * LINE + 1)


def _marker(setting: Setting) -> None:
    pdf, number = setting.pdf, setting.counters[-1]
    if pdf.will_page_break(2 * BODY * LINE):
        pdf.add_page()
    pdf.set_font(FAMILY, "", BODY)
    pdf.set_text_color(*SOFT)
    pdf.set_x(setting.margin - INDENT)
    pdf.cell(INDENT, BODY * LINE, "•" if number is None else f"{number}.")
    if number is not None:
        setting.counters[-1] = number + 1


def _heading(setting: Setting, level: int, inline: Token) -> None:
    pdf, size = setting.pdf, HEADS.get(level, 11.0)
    words = setting.text(_one_line("".join(run for run, _, _ in _inline(setting, inline))))
    if not words:
        return
    pdf.ln(0 if level == 1 else 3)
    if pdf.will_page_break(size * LINE + 3 * BODY * LINE):  # a heading does not stand alone at a page's foot
        pdf.add_page()
    pdf.start_section(words, level=max(0, level - 1), strict=False)
    pdf.set_font(FAMILY, "B", size)
    pdf.set_text_color(*INK)
    pdf.set_x(MARGIN)
    pdf.multi_cell(0, size * LINE, words, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(1.5)


def _paragraph(setting: Setting, token: Token) -> None:
    pdf = setting.pdf
    set_runs(setting, list(_inline(setting, token)), BODY)
    pdf.ln(BODY * LINE + (0.8 if setting.counters else 2.0))


def _inline(setting: Setting, token: Token) -> Iterator[Run]:
    """Words with their style ("" or "B") and where they lead; the aims of links among them are set."""
    style, lead = "", None
    for child in token.children or ():
        match child.type:
            case "text" | "code_inline":
                yield child.content, style, lead
            case "softbreak" | "hardbreak":
                yield " ", style, lead
            case "strong_open":
                style = "B"
            case "strong_close":
                style = ""
            case "link_open":
                lead = _lead(setting, str(child.attrs.get("href", "")))
            case "link_close":
                lead = None
            case "html_inline":
                _aims(setting, child.content)


def _lead(setting: Setting, href: str) -> str | int | None:
    if href.startswith("#"):
        return setting.links.get(href[1:])
    return href if _WEB.fullmatch(href) else None


def _aims(setting: Setting, html: str) -> None:
    for name in _ANCHOR.findall(html):
        setting.pdf.set_link(setting.links[name], y=setting.pdf.get_y(), page=setting.pdf.page_no())


def _rule(setting: Setting) -> None:
    pdf = setting.pdf
    pdf.ln(2)
    pdf.set_draw_color(*SOFT)
    pdf.line(MARGIN, pdf.get_y(), pdf.w - MARGIN, pdf.get_y())
    pdf.ln(2)


def _table(setting: Setting, tokens: Sequence[Token]) -> None:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(setting.text("".join(words for words, _, _ in _inline(setting, token))))
    pdf = setting.pdf
    pdf.set_text_color(*INK)
    pdf.set_draw_color(*SOFT)
    if any(len(cell) > _CELL for row in rows for cell in row):
        for row in rows[1:]:
            told = [f"{head}: {cell}" for head, cell in zip(rows[0], row, strict=False) if cell]
            set_runs(setting, [(" · ".join(told), "", None)], BODY)
            pdf.ln(BODY * LINE + 1)
        return
    pdf.set_font(FAMILY, "", SMALL)
    # Short columns stay narrow: by the longest cell of each, between 6 and 60 characters.
    wide = [max(6, min(60, max(len(row[at]) for row in rows))) for at in range(len(rows[0]))]
    with pdf.table(
        rows, col_widths=wide, line_height=SMALL * LINE, borders_layout="HORIZONTAL_LINES", text_align="LEFT",
        first_row_as_headings=True,
    ):  # fmt: skip
        pass
    pdf.ln(2)


def _told(setting: Setting) -> None:
    codes = ", ".join(f"U+{code:04X}" for code in sorted(setting.lacking)[:60])
    more = f" and {len(setting.lacking) - 60} more" if len(setting.lacking) > 60 else ""
    pdf = setting.pdf
    pdf.ln(2)
    words = f"The font of this PDF has no sign for {codes}{more}; {LACKING} stands for each. Other formats hold them."
    set_runs(setting, [(words, "", None)], SMALL)
    pdf.ln(SMALL * LINE)
