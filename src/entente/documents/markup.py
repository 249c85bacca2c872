"""Small pieces of HTML (feed leads, mail bodies) as plain paragraphs."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from entente.documents.cleaning import clean_paragraphs

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "center", "dd", "div", "dl", "dt", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol",
    "p", "pre", "section", "table", "td", "th", "tr", "ul",
})  # fmt: skip
_SILENT = frozenset({"script", "style", "head", "title", "noscript", "template", "svg", "iframe", "object"})
_TAG = re.compile(r"<(?:/?[A-Za-z]|!--)")
_COMMENT_END = re.compile(r"--\s*>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,31});")


class _Paragraphs(HTMLParser):
    """Collects text; block elements part paragraphs, scripts and styles are silent."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            # Line ends in HTML source are white space, no paragraphs.
            self.parts.append(re.sub(r"\s+", " ", data))


def html_paragraphs(markup: str) -> list[str]:
    """The paragraphs of a piece of HTML, clean; plain text passes through with its own lines."""
    if not _TAG.search(markup):
        if _ENTITY.search(markup):
            import html

            markup = html.unescape(markup)
            if _TAG.search(markup):  # HTML written as text, twice escaped
                return html_paragraphs(markup)
        return clean_paragraphs([markup])
    parser = _Paragraphs()
    parser.feed(_closed(markup))
    parser.close()
    return clean_paragraphs(["".join(parser.parts)])


def _closed(markup: str) -> str:
    """`markup` in which every tag and comment that begins also ends.

    The standard library looks for the end of each from its beginning to the end of the text, which takes minutes where
    thousands have none (CVE-2025-6069). HTML gives sections in brackets no meaning (WHATWG HTML, 13.2.5.42).
    """
    markup = markup.replace("<![", "<?[")
    if "<!--" in markup:
        closed = max((end.end() for end in _COMMENT_END.finditer(markup)), default=0)
        markup = markup[:closed] + markup[closed:].replace("<!--", "<?--")
    end = markup.rfind(">") + 1
    return markup[:end] + markup[end:].replace("<", "&lt;")


def html_line(markup: str) -> str:
    """A piece of HTML as one clean line."""
    return " ".join(html_paragraphs(markup))
