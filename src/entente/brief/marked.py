"""The report's text with the quotes marked in place, as HTML. Quotes may overlap and run over paragraphs."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

from entente.brief import safe
from entente.records import BriefQuote


def marked(text: str, quotes: Sequence[BriefQuote], back: Mapping[int, str]) -> str:
    """Escaped HTML of a field: pieces under quotes in `mark`, an anchor where each begins, a link back where it ends.

    Args:
        text: one field of a report; newlines separate paragraphs.
        quotes: those that stand in this field.
        back: mark -> id of the sentence that the link leads to; a quote without one gets its number alone.
    """
    starts: dict[int, list[BriefQuote]] = {}
    ends: dict[int, list[BriefQuote]] = {}
    for quote in quotes:
        starts.setdefault(quote.place.start_char, []).append(quote)
        ends.setdefault(quote.place.end_char, []).append(quote)
    breaks = {i for i, char in enumerate(text) if char == "\n"}
    edges = sorted({0, len(text), *starts, *ends, *breaks, *(i + 1 for i in breaks)})
    out, open_quotes = ["<p>"], list[BriefQuote]()
    for index, edge in enumerate(edges):
        for quote in ends.get(edge, ()):
            open_quotes = [other for other in open_quotes if other is not quote]
            out.append(_back(quote, back))
        for quote in starts.get(edge, ()):
            out.append(f'<span class="anchor" id="q{quote.number}"></span>')
            open_quotes.append(quote)
        after = edges[index + 1] if index + 1 < len(edges) else edge
        piece = text[edge:after]
        if piece == "\n":
            out.append("</p>\n<p>")
        elif piece:
            out.append(_piece(piece, open_quotes))
    out.append("</p>")
    return "".join(out).replace("<p></p>\n", "").replace("<p></p>", "")


def _piece(piece: str, quotes: Sequence[BriefQuote]) -> str:
    said = html.escape(safe.shown(piece))
    if not quotes:
        return said
    names = " ".join(f"q{quote.number}" for quote in quotes)
    return f'<mark class="{"deep " if len(quotes) > 1 else ""}{names}">{said}</mark>'


def _back(quote: BriefQuote, back: Mapping[int, str]) -> str:
    number = quote.number
    if number not in back:
        return f"<sup>{number}</sup>"
    return f'<sup><a href="#{back[number]}" aria-label="Quote {number}: back to the brief">{number}</a></sup>'


def lights(quotes: Sequence[BriefQuote]) -> str:
    """CSS that lights up all pieces of the quote that was followed to."""
    return "\n".join(
        f":root:has(#q{quote.number}:target) .q{quote.number}{{background:var(--lit);outline:2px solid var(--accent)}}"
        for quote in quotes
    )
