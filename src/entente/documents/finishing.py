"""From a draft to a Document or a Refusal: cleaned, trimmed, dated, told to be English, named."""

from __future__ import annotations

import datetime as dt
import hashlib
import re

from entente.documents import marks
from entente.documents.cleaning import clean_line, clean_paragraphs, without_dot
from entente.documents.dates import dateline, make_day
from entente.documents.draft import Draft, FoundDate
from entente.documents.language import is_english
from entente.documents.trimming import Trimmed, trim
from entente.records import Cut, Document, Refusal

#: Longest text of one document, in characters: a shelf of books, not a report.
LONGEST_TEXT = 5_000_000
#: Most paragraphs of one document, and most lines of a text before they are joined to paragraphs.
MOST_PARAGRAPHS, MOST_LINES = 20_000, 200_000
#: A page with fewer words than this beside the words of a login wall has not shown its report.
_WALLED_WORDS = 60
#: A page around a video with fewer words than this has no report to read.
_VIDEO_WORDS = 60
_LONGEST_TITLE = 300
#: Paragraphs at the start among which the title may be told again.
_OPENING = 4
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def document_id(title: str, text: str) -> str:
    """16 hex digits of SHA-256 over title, newline, text."""
    return hashlib.sha256(f"{title}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def too_large(source: str, size: int) -> Refusal:
    """The refusal of a text of `size` characters."""
    return Refusal(
        source, "too-large", f"the text has {size:,} characters, more than {LONGEST_TEXT:,}", "split it into reports"
    )


def too_long(source: str, number: int, most: int, what: str) -> Refusal:
    """The refusal of a text of `number` lines or paragraphs (`what`)."""
    detail = f"the text has {number:,} {what}, more than {most:,}"
    return Refusal(source, "too-large", detail, "split it into reports")


def finish(draft: Draft, published: dt.date | None = None) -> Document | Refusal:
    """The Document that a draft comes to, or why it comes to none.

    Args:
        draft: what the format's reader found.
        published: the day that the caller gives; it outranks whatever the source says.
    """
    size = sum(map(len, draft.paragraphs))
    if size > LONGEST_TEXT:
        return too_large(draft.source, size)
    if (
        sum(1 + paragraph.count("\n") for paragraph in draft.paragraphs) > MOST_PARAGRAPHS
        and (number := len(clean_paragraphs(draft.paragraphs))) > MOST_PARAGRAPHS
    ):
        return too_long(draft.source, number, MOST_PARAGRAPHS, "paragraphs")
    title = clean_line(draft.title)[:_LONGEST_TITLE]
    trimmed = own_paragraphs(draft)
    text = "\n".join(trimmed.kept)
    if refusal := _refuse(draft, trimmed, title, text):
        return refusal
    found, doubts = publication(draft, trimmed, published)
    return Document(
        id=draft.id or document_id(title, text),
        title=title,
        text=text,
        published=found.day if found else None,
        published_from=found.where if found else None,
        published_quote=clean_line(found.quote)[:200] if found else "",
        outlet=clean_line(draft.outlet),
        url=clean_line(draft.url),
        source=draft.source,
        cut=tuple(_cuts(draft, trimmed)),
        notes=tuple(dict.fromkeys([*draft.notes, *_wall_note(trimmed, text), *doubts])),
    )


def own_paragraphs(draft: Draft) -> Trimmed:
    """The report's own paragraphs, clean, and what was cut from around them; the title is not told again."""
    title = clean_line(draft.title)[:_LONGEST_TITLE]
    paragraphs = clean_paragraphs(draft.paragraphs)
    opening = [paragraph for paragraph in paragraphs[:_OPENING] if not (title and _same(paragraph, title))]
    trimmed = trim([*opening, *paragraphs[_OPENING:]], linked=draft.linked)
    trimmed.kept = [without_dot(paragraph) for paragraph in trimmed.kept]
    return trimmed


def _same(paragraph: str, title: str) -> bool:
    """True if a paragraph says the title again, with the outlet's name after it or without."""
    said, known = (re.sub(r"\W+", " ", words).strip().casefold() for words in (paragraph, title))
    rest = paragraph[len(title) :]
    return said == known or (
        said.startswith(f"{known} ") and re.match(r"\s*[|•·»–—-]\s*[^.!?]{2,60}$", rest) is not None
    )


def _cuts(draft: Draft, trimmed: Trimmed) -> list[Cut]:
    early = [Cut(cut.kind, text) for cut in draft.cut if (text := clean_line(cut.text))]
    return list(dict.fromkeys([*early, *trimmed.cut]))


def _refuse(draft: Draft, trimmed: Trimmed, title: str, text: str) -> Refusal | None:
    words = len(text.split())
    wall = _wall_words(trimmed, draft)
    if (wall or draft.walled) and words - len(wall.split()) < _WALLED_WORDS:
        detail = f"the page shows {wall[:80]!r} instead of the report" if wall else "the page is for subscribers only"
        return Refusal(draft.source, "login-wall", detail, "save the page while signed in, and read the saved file")
    if draft.video and words < _VIDEO_WORDS:
        return Refusal(draft.source, "video-page", f"a page around a video, with {words} words beside it", "")
    if not text and not (draft.title_is_enough and title):
        detail = "nothing but page furniture is left" if trimmed.cut else "there is no text in it"
        return Refusal(draft.source, "empty", detail, "")
    if not is_english(f"{title}\n{text}"):
        told = f", the page says {draft.language!r}" if draft.language else ""
        return Refusal(draft.source, "not-english", f"the text is not English{told}", "translate it first")
    return None


def _wall_words(trimmed: Trimmed, draft: Draft) -> str:
    """The paragraphs of a short document that ask for a login, a payment or a consent."""
    if sum(len(paragraph) for paragraph in trimmed.kept) > 3000:
        return ""
    lines = [*trimmed.kept, *(cut.text for cut in trimmed.cut), *(cut.text for cut in draft.cut if cut.kind == "other")]
    return " ".join(line for line in lines if len(line) < 600 and marks.WALL.search(line))


def _wall_note(trimmed: Trimmed, text: str) -> list[str]:
    walled = len(text) < 3000 and any(
        marks.WALL.search(line) for line in (*trimmed.kept[-3:], *[c.text for c in trimmed.cut])
    )
    return ["the page asks the reader to sign in or pay: only its opening may have been read"] if walled else []


def publication(draft: Draft, trimmed: Trimmed, given: dt.date | None) -> tuple[FoundDate | None, list[str]]:
    """The day of publication by the surest source that tells one, and doubts about it.

    Order: given by the caller, the page's own fields, a "Published:" line, the page's markup, the dateline, an
    "Updated:" line, a guess.
    """
    doubts = [f"the date {words!r} can be read two ways" for words in trimmed.unsure_days]
    if given:
        return FoundDate(given, "given", ""), []
    if draft.dates:
        return draft.dates[0], []
    if trimmed.first_days:
        day, quote = trimmed.first_days[0]
        return FoundDate(day, "page", quote), []
    if draft.marked:
        return draft.marked[0], []
    line, doubt = _from_dateline(draft, trimmed)
    if line and line.where == "dateline":
        return line, doubt
    if trimmed.later_days:
        day, quote = trimmed.later_days[0]
        return FoundDate(day, "page", quote), ["only the day of a later change is known"]
    if line:
        return line, doubt
    if draft.guesses:
        return draft.guesses[0], [*doubts, "the day of publication is a guess"]
    return None, [*doubts, *doubt]


def _from_dateline(draft: Draft, trimmed: Trimmed) -> tuple[FoundDate | None, list[str]]:
    found = dateline(trimmed.kept)
    if not found:
        return None, []
    if found.year:
        day = make_day(found.year, found.month, found.day)
        return (FoundDate(day, "dateline", found.quote) if day else None), []
    year, sure = _year_around(draft, trimmed)
    day = make_day(year, found.month, found.day) if year else None
    if not day:
        return None, [f"the dateline {found.quote!r} names no year"]
    if sure:
        return FoundDate(day, "dateline", found.quote), []
    return FoundDate(day, "guess", found.quote), [
        "the dateline names no year: the latest year told in the text is taken"
    ]


def _year_around(draft: Draft, trimmed: Trimmed) -> tuple[int | None, bool]:
    """The year that the address, a change line or a copyright line gives (sure), or the latest the text tells."""
    for guess in [*trimmed.later_days, *[(found.day, found.quote) for found in draft.guesses]]:
        return guess[0].year, True
    for words in [draft.url, *(cut.text for cut in trimmed.cut if marks.COPYRIGHT.match(cut.text))]:
        if years := _YEAR.findall(words):
            return int(years[-1]), True
    years = [int(year) for paragraph in trimmed.kept for year in _YEAR.findall(paragraph)]
    return (max(years), False) if years else (None, False)
