"""The brief as one HTML page: no script, nothing fetched, light and dark, printable."""

from __future__ import annotations

from importlib import resources

from entente.brief import pictures, safe, words
from entente.brief.marked import lights, marked
from entente.records import Brief, BriefQuote, BriefSentence, Document

_PARTS = (
    ("main", words.MAIN), ("sides", words.SIDES), ("standings", words.STANDINGS), ("dates", words.DATES),
    ("open", words.OPEN), ("voices", words.VOICES), ("links", words.LINKS), ("passages", words.PASSAGES),
    ("less", words.LESS_SURE), ("refusals", words.REFUSALS),
)  # fmt: skip


def as_html(brief: Brief) -> str:
    """The brief as a self-contained page: the sentences beside the reports, with quotes marked in place.

    A mark in the brief leads to the quote in the report, and the number behind a quote leads back to the first
    sentence that leans on it. All text of the reports is escaped, and a content security policy forbids script.
    """
    import jinja2

    env = jinja2.Environment(autoescape=True, trim_blocks=False, undefined=jinja2.StrictUndefined)
    env.filters["clean"] = safe.line
    env.filters["first_up"] = lambda text: text[:1].upper() + text[1:]
    data = resources.files("entente.brief").joinpath("data")
    template = env.from_string(data.joinpath("page.html.j2").read_text(encoding="utf-8"))
    published = [h.document.published for h in brief.documents if h.document.published]
    back = _back(brief)

    def title_of(document: Document) -> str:
        inner = marked(document.title.replace("\n", " "), _quotes(brief, document, "title"), back)
        return inner.removeprefix("<p>").removesuffix("</p>")

    return template.render(
        brief=brief,
        words=words,
        link=safe.link,
        ids=_Ids(),
        parts=[(key, name) for key, name in _PARTS if key == "main" or _has(brief, key)],
        css=data.joinpath("page.css").read_text(encoding="utf-8"),
        lights=lights(brief.quotes),
        timeline=pictures.timeline(brief.dates, max(published, default=None)),
        picture=pictures.who_to_whom(brief.links),
        title_of=title_of,
        text_of=lambda document: marked(document.text, _quotes(brief, document, "text"), back),
    )


def _has(brief: Brief, key: str) -> bool:
    return bool(getattr(brief, "less_sure" if key == "less" else key))


def _quotes(brief: Brief, document: Document, field: str) -> list[BriefQuote]:
    return [quote for quote in brief.quotes if quote.document == document.id and quote.place.field == field]


class _Ids:
    """Gives sentences their ids in the order in which the page shows them."""

    def __init__(self) -> None:
        self._last = 0

    def next(self, sentence: BriefSentence) -> str:
        self._last += 1
        return f"s{self._last}"


def _back(brief: Brief) -> dict[int, str]:
    """Mark -> id of the first sentence on the page that leans on it."""
    ids, found = _Ids(), dict[int, str]()
    for sentence in _shown(brief):
        name = ids.next(sentence)
        for number in sentence.quotes:
            found.setdefault(number, name)
    return found


def _shown(brief: Brief) -> list[BriefSentence]:
    """Every sentence with an id, in the order of the page."""
    return [
        *brief.main,
        *(s for side in brief.sides for s in side.wants + side.has),
        *(row.what for row in brief.standings),
        *(row.sentence for row in brief.dates),
        *brief.open,
        *(s for voice in brief.voices for s in voice.says),
        *(s for passage in brief.passages for s in passage.sentences),
        *brief.less_sure,
    ]
