"""The brief as one HTML page: no script, nothing fetched, light and dark, printable."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources

from entente.brief import chapters, course, pictures, safe, words
from entente.brief.course_picture import course_picture
from entente.brief.findings import SECTIONS
from entente.brief.marked import lights, marked
from entente.records import Brief, BriefQuote, BriefSentence, Document
from entente.records.assessment import BriefFinding, BriefProspect, BriefTurn

_Marked = BriefSentence | BriefFinding | BriefTurn | BriefProspect
#: A report of at most so many characters is shown whole even where only the words of reports stand beside the brief.
_WHOLE = 700


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
        chapters=chapters,
        link=safe.link,
        ids=_Ids(),
        parts=chapters.parts(brief),
        sections=SECTIONS,
        counts=chapters.counts(brief),
        turns=chapters.turns(brief),
        rule_names={rule.number: chapters.rule_name(rule) for rule in brief.rulebook},
        css=data.joinpath("page.css").read_text(encoding="utf-8"),
        lights=lights(brief.quotes),
        timeline=pictures.timeline(brief.dates, max(published, default=None)),
        picture=pictures.who_to_whom(brief.links),
        course_picture=course_picture(brief.course),
        course_rows=course.rows(brief.course) if brief.course else [],
        status_ids=_status_ids(brief),
        beside=[] if brief.short else list(enumerate(brief.documents, 1)),
        quoted=chapters.leaned_on(brief) if brief.short else brief.sources,
        whole=_whole(brief),
        back=back,
        title_of=title_of,
        text_of=lambda document: marked(document.text, _quotes(brief, document, "text"), back),
        quotes_of=lambda name: [quote for quote in brief.quotes if quote.document == name],
    )


def _whole(brief: Brief) -> dict[str, Document]:
    """Reports, by id, that are short enough to stand whole where only the words of reports stand beside the brief."""
    return {h.document.id: h.document for h in brief.documents if brief.short and len(h.document.text) <= _WHOLE}


def _quotes(brief: Brief, document: Document, field: str) -> list[BriefQuote]:
    return [quote for quote in brief.quotes if quote.document == document.id and quote.place.field == field]


class _Ids:
    """Gives sentences their ids in the order in which the page shows them."""

    def __init__(self) -> None:
        self._last = 0

    def next(self, sentence: _Marked) -> str:
        self._last += 1
        return f"s{self._last}"


def _back(brief: Brief) -> dict[int, str]:
    """Mark -> id of the first sentence on the page that leans on it."""
    ids, found = _Ids(), dict[int, str]()
    for sentence in _shown(brief):
        name = ids.next(sentence)
        for number in sentence.quotes:
            found.setdefault(number, name)
    for index, link in enumerate(brief.links, 1):
        for number in link.quotes:
            found.setdefault(number, f"k{index}")
    return found


def _status_ids(brief: Brief) -> dict[int, str]:
    """Place in `main` -> id of the finding on the page that tells how the same thing stands."""
    ids = _Ids()
    names = {id(sentence): ids.next(sentence) for sentence in _shown(brief)}
    found: dict[int, str] = {}
    for number, sentence in enumerate(brief.main):
        own = set(sentence.claims)
        fitting = [one for one in brief.statuses if own & set(one.claims) and one.state in ("", sentence.status)]
        if fitting:
            found[number] = names[id(max(fitting, key=lambda one: len(own & set(one.claims))))]
    return found


def _shown(brief: Brief) -> list[_Marked]:
    """Every sentence with an id, in the order of the page."""
    sections: dict[str, Sequence[_Marked]] = {
        "main": [*([brief.lead] if brief.lead else []), *brief.main],
        "sides": [s for side in brief.sides for s in side.wants + side.has],
        "standings": [row.what for row in brief.standings],
        "dates": [row.sentence for row in brief.dates],
        "open": brief.open,
        "outlook": [line for _, lines in chapters.prospects(brief) for line in lines],
        "voices": [s for voice in brief.voices for s in voice.says],
        "links": [],
        "passages": [s for passage in brief.passages for s in passage.sentences],
        "less_sure": brief.less_sure,
        **{key: getattr(brief, key) for key in SECTIONS},
        "alignment": [*(turn for turn, _ in chapters.turns(brief)), *brief.alignment],
    }
    return [sentence for key, _ in chapters.parts(brief) for sentence in sections[key]]
