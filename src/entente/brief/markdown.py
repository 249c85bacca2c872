"""The brief as Markdown (CommonMark with the tables of GitHub)."""

from __future__ import annotations

from collections.abc import Sequence

from entente.brief import safe, words
from entente.records import Brief, BriefSentence

#: Reports whose headers stand on the first screen; more are listed below it.
FEW = 3


def as_markdown(brief: Brief) -> str:
    """The brief as Markdown. Marks lead to the list of quotes at the end, quotes carry their offsets."""
    lines = [f"# {safe.markdown(brief.title)}", ""]
    many = len(brief.documents) > 1
    lines += [safe.markdown(words.summary(brief)), ""] if many else []
    lines += _reports(brief) if len(brief.documents) <= FEW else []
    lines += _part(words.MAIN, [f"{n}. {_marked(s)}" for n, s in enumerate(brief.main, 1)] or [words.nothing(brief)])
    if len(brief.documents) > FEW:
        lines += [f"## {words.REPORTS}", "", *_reports(brief)]
    for index, side in enumerate(brief.sides):
        lines += [f"## {words.SIDES}", ""] if not index else []
        lines += [f"**{safe.markdown(side.name[:1].upper() + side.name[1:])}**", ""]
        lines += [*(_item(s) for s in side.wants + side.has), ""]
    lines += _standings(brief)
    lines += _part(words.DATES, [f"- {_dated}" for _dated in _dates(brief)])
    lines += _part(words.OPEN, [_item(s) for s in brief.open])
    for index, voice in enumerate(brief.voices):
        lines += [f"## {words.VOICES}", ""] if not index else []
        of = f" ({safe.markdown(voice.of)})" if voice.of else ""
        lines += [f"**{safe.markdown(voice.name)}**{of}", "", *(_item(s) for s in voice.says), ""]
    lines += _links(brief)
    for index, passage in enumerate(brief.passages):
        lines += [f"## {words.PASSAGES}", ""] if not index else []
        lines += [f"**{words.passage(brief, passage)}**", "", *(_item(s) for s in passage.sentences), ""]
    lines += _part(words.LESS_SURE, [f"- {safe.markdown(s.text)} {_marks(s.quotes)} ({words.percent(s)})"
                                     for s in brief.less_sure])  # fmt: skip
    lines += _quotes(brief)
    lines += _part(words.REFUSALS, [f"- {safe.markdown(words.refusal(item))}" for item in brief.refusals])
    lines += ["---", "", safe.markdown(words.closing(brief)), ""]
    return "\n".join(lines)


def _reports(brief: Brief) -> list[str]:
    lines: list[str] = []
    many = len(brief.documents) > 1
    for number, header in enumerate(brief.documents, 1):
        lead = f"Report {number}: **{safe.markdown(words.title(header))}** · " if many else ""
        lines += [lead + safe.markdown(words.facts(header)), ""]
        url = safe.link(header.document.url)
        lines += [f"<{url}>", ""] if url else []
        lines += [f"> {safe.markdown(doubt)}  " for doubt in header.doubts]
        lines += [""] if header.doubts else []
    return lines


def _part(heading: str, rows: Sequence[str]) -> list[str]:
    return [f"## {heading}", "", *rows, ""] if rows else []


def _marks(numbers: Sequence[int]) -> str:
    return "".join(f"[\\[{number}\\]](#q{number})" for number in numbers)


def _marked(sentence: BriefSentence, text: str = "") -> str:
    less = "" if sentence.sure else " *(less sure)*"
    return f"{safe.markdown(text or sentence.text)} {_marks(sentence.quotes)}{less}"


def _item(sentence: BriefSentence) -> str:
    return f"- {_marked(sentence)}"


def _dates(brief: Brief) -> list[str]:
    return [_marked(row.sentence, words.date_text(row)) for row in brief.dates]


def _standings(brief: Brief) -> list[str]:
    rows = [
        f"| {row.standing} | {_marked(row.what)} | {safe.markdown(', '.join(row.who)) or 'not named'} |"
        for row in brief.standings
    ]
    return _part(words.STANDINGS, ["| Standing | What | By whom |", "| --- | --- | --- |", *rows] if rows else [])


def _links(brief: Brief) -> list[str]:
    rows = []
    for link in brief.links:
        sides = f"{link.source_name or 'somebody not named'} → {link.target_name or 'nobody named'}"
        what = safe.markdown(", ".join(link.what))
        rows.append(f"- {safe.markdown(sides)}, {link.kind}: {what} {_marks(link.quotes)}")
    return _part(words.LINKS, rows)


def _quotes(brief: Brief) -> list[str]:
    reports = {header.document.id: index for index, header in enumerate(brief.documents, 1)}
    rows = []
    for quote in brief.quotes:
        place = quote.place
        which = f"report {reports[quote.document]}, " if len(reports) > 1 else ""
        where = f"{which}{place.field} {place.start_char}–{place.end_char}"
        rows.append(f'- <a id="q{quote.number}"></a>\\[{quote.number}\\] “{safe.markdown(place.quote)}” ({where})')
    return _part(words.QUOTES, rows)
