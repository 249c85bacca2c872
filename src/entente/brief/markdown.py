"""The brief as Markdown (CommonMark with the tables of GitHub)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

from entente.brief import chapters, course, safe, words
from entente.brief.findings import SECTIONS
from entente.brief.grammar import capital
from entente.records import Brief, BriefQuote, BriefSentence
from entente.records.assessment import BriefFinding

#: Reports whose headers stand on the first screen; more are listed below it.
FEW = 3


def as_markdown(brief: Brief) -> str:
    """The brief as Markdown. Marks lead to the list of quotes at the end, quotes carry their offsets."""
    lines = [f"# {safe.markdown(brief.title)}", ""]
    lines += [safe.markdown(brief.subject), ""] if brief.subject else []
    lines += [safe.markdown(words.summary(brief)), ""] if len(brief.documents) > 1 else []
    lines += _reports(brief) if len(brief.documents) <= FEW else []
    lines += _main(brief)
    if len(brief.documents) > FEW and not brief.short:
        lines += [f"## {words.REPORTS}", "", *_reports(brief)]
    for key, heading in chapters.parts(brief)[1:]:
        lines += [f'<a id="{key}"></a>', ""] if brief.assessed else []
        lines += [f"## {heading}", "", *_SECTIONS.get(key, functools.partial(_findings, key=key))(brief), ""]
        left = chapters.more(brief, key)
        lines += [left, ""] if left else []
    lines += _rulebook(brief)
    lines += _references(brief)
    lines += _reasons(brief)
    lines += _sources(brief) if brief.short else _quotes(brief)
    lines += _part(words.REFUSALS, [f"- {safe.markdown(words.refusal(item))}" for item in brief.refusals])
    lines += ["---", "", safe.markdown(words.closing(brief)), ""]
    return "\n".join(lines)


def _main(brief: Brief) -> list[str]:
    lead = [_found(brief.lead), ""] if brief.lead else []
    told = [f"{n}. {_marked(s)}" for n, s in enumerate(brief.main, 1)] or [words.nothing(brief)]
    shown = {key for key, _ in chapters.parts(brief)}
    counts = [f"[{said}](#{key})" if key in shown else said for key, said in chapters.counts(brief)]
    counts[:1] = [capital(said) for said in counts[:1]]
    return _part(chapters.parts(brief)[0][1], [*lead, *told, *(["", " · ".join(counts)] if counts else [])])


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
    status = f" · **{sentence.status}**" if sentence.status else ""
    return f"{safe.markdown(text or sentence.text)} {_marks(sentence.quotes)}{less}{status}"


def _item(sentence: BriefSentence) -> str:
    return f"- {_marked(sentence)}"


def _items(sentences: Sequence[BriefSentence]) -> list[str]:
    return [_item(sentence) for sentence in sentences]


def _sides(brief: Brief) -> list[str]:
    lines: list[str] = []
    for side in brief.sides:
        lines += [f"**{safe.markdown(side.name[:1].upper() + side.name[1:])}**", "", *_items(side.wants + side.has), ""]
    return lines[:-1]


def _voices(brief: Brief) -> list[str]:
    lines: list[str] = []
    for voice in brief.voices:
        of = f" ({safe.markdown(voice.of)})" if voice.of else ""
        lines += [f"**{safe.markdown(voice.name)}**{of}", "", *_items(voice.says), ""]
    return lines[:-1]


def _passages(brief: Brief) -> list[str]:
    lines: list[str] = []
    for passage in brief.passages:
        lines += [f"**{words.passage(brief, passage)}**", "", *_items(passage.sentences), ""]
    return lines[:-1]


def _less_sure(brief: Brief) -> list[str]:
    return [f"- {safe.markdown(s.text)} {_marks(s.quotes)} ({words.percent(s)})" for s in brief.less_sure]


def _dates(brief: Brief) -> list[str]:
    return [f"- {_marked(row.sentence, words.date_text(row))}" for row in brief.dates]


def _standings(brief: Brief) -> list[str]:
    rows = [
        f"| {row.standing} | {_marked(row.what)} | {safe.markdown(', '.join(row.who)) or 'not named'} |"
        for row in brief.standings
    ]
    return ["| Standing | What | By whom |", "| --- | --- | --- |", *rows]


def _links(brief: Brief) -> list[str]:
    rows = []
    for link in brief.links:
        sides = f"{link.source_name or 'somebody not named'} → {link.target_name or 'nobody named'}"
        what = safe.markdown(", ".join(link.what))
        rows.append(f"- {safe.markdown(sides)}, {link.kind}: {what} {_marks(link.quotes)}")
    return rows


_SECTIONS: dict[str, Callable[[Brief], list[str]]] = {
    "sides": _sides, "standings": _standings, "dates": _dates, "open": lambda brief: _items(brief.open),
    "outlook": lambda brief: _outlook(brief), "voices": _voices, "links": _links,
    "passages": _passages, "less_sure": _less_sure,
}  # fmt: skip


# ---------------------------------------------------------------------- findings


def _found(finding: BriefFinding) -> str:
    rules = "".join(f"[\\[R{number}\\]](#r{number})" for number in finding.rules)
    less = "" if finding.sure else " *(less sure)*"
    state = f" · **{finding.state}**" if finding.state else ""
    return f"{safe.markdown(finding.text)} {_marks(finding.quotes)}{rules}{less}{state}"


def _findings(brief: Brief, key: str) -> list[str]:
    lines = [f"*{chapters.NO_ADVICE}*", ""] if key == "rules" else []
    lines += _course(brief) if key == "alignment" else []
    return [*lines, *(f"{number}. {_found(finding)}" for number, finding in enumerate(getattr(brief, key), 1))]


def _reasons(brief: Brief) -> list[str]:
    rows: list[str] = []
    for key in SECTIONS:
        told = [f"{numbers}: {reason}" if numbers else reason for numbers, reason in chapters.reasons(brief, key)]
        if told:
            rows += [f"**{chapters.HEADINGS[key]}**", "", *(f"- {safe.markdown(said)}" for said in told), ""]
    return _part(chapters.REASONS, rows[:-1]) if brief.assessed else []


def _course(brief: Brief) -> list[str]:
    if brief.course is None:
        return []
    rows = [
        f"| {row.when} | {row.words_for} | {row.deeds_for} | {row.words_against} | {row.deeds_against} "
        f"| {row.rated} | {row.changes} |"
        for row in course.rows(brief.course)
    ]
    return [
        f"Score over time: {course.spark(brief.course)}", "",
        "| When | Words for | Deeds for | Words against | Deeds against | Score | Change |",
        "| --- | --- | --- | --- | --- | --- | --- |", *rows, "", chapters.SCORE, "",
        *(f"- {said} {_marks(turn.quotes)}" for turn, said in chapters.turns(brief)),
    ]  # fmt: skip


def _outlook(brief: Brief) -> list[str]:
    rows = [f"*{chapters.AHEAD}*", ""]
    for heading, lines in chapters.prospects(brief):
        rows += [f"**{heading}**", ""]
        for number, line in enumerate(lines, 1):
            marks, below = chapters.few_marks(line), chapters.ending(lines, number - 1)
            sources = f" [\\[{marks}\\]](#s{line.references[0]})" if marks else ""
            rows.append(f"{number}. {safe.markdown(line.text)} {_marks(line.quotes)}{sources}")
            rows += [f"   *{safe.markdown(below)}*"] if below else []
        rows.append("")
    return [*rows, *(f"- {safe.markdown(note)}" for note in brief.outlook_notes)]


def _references(brief: Brief) -> list[str]:
    rows = []
    for reference in brief.references:
        url = safe.link(reference.url)
        mark = f'<a id="s{reference.number}"></a>\\[S{reference.number}\\]'
        rows.append(f"- {mark} {safe.markdown(chapters.reference_line(reference))}{f' <{url}>' if url else ''}")
    return _part(chapters.REFERENCES, rows)


def _rulebook(brief: Brief) -> list[str]:
    rows = [
        f'- <a id="r{rule.number}"></a>\\[R{rule.number}\\] **{safe.markdown(chapters.rule_name(rule))}** '
        f"{safe.markdown(chapters.rule_text(rule))} *{safe.markdown(chapters.rule_facts(rule))}*"
        for rule in brief.rulebook
    ]
    return _part(chapters.RULEBOOK, [f"*{chapters.NO_ADVICE}*", "", *rows] if rows else [])


def _quotes(brief: Brief) -> list[str]:
    rows = [f"{_quote(quote)} ({safe.markdown(chapters.where(brief, quote))})" for quote in brief.quotes]
    return _part(words.QUOTES, rows)


def _quote(quote: BriefQuote) -> str:
    return f'- <a id="q{quote.number}"></a>\\[{quote.number}\\] {safe.markdown(chapters.said(quote))}'


def _sources(brief: Brief) -> list[str]:
    rows: list[str] = []
    for source in chapters.leaned_on(brief):
        url = safe.link(source.url)
        rows.append(f"- {safe.markdown(chapters.source_line(source))}{f' <{url}>' if url else ''}")
        rows += [f"  {_quote(quote)}" for quote in brief.quotes if quote.document == source.document]
    left = chapters.unquoted(brief)
    return _part(chapters.SOURCES, [*rows, *(["", left] if left else [])])
