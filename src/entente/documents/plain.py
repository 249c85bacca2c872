"""Plain text and Markdown."""

from __future__ import annotations

import html
import re

from entente.documents import marks
from entente.documents.cleaning import clean_line, split_lines
from entente.documents.dates import day_in_words, day_of_stamp
from entente.documents.draft import Draft, FoundDate
from entente.documents.lines import blocks, join_wrapped
from entente.documents.trimming import is_headline, mark_kind

_LONGEST_TITLE = 200
#: Lines longer than this are left with their marks: no one writes them by hand.
_LONGEST_MARKED = 20_000
#: In a text with more signs that may be marks all of them stay: each is looked at a few hundred characters far.
_MOST_MARKS = 20_000
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^([\w-]+)[ \t]*:[ \t]*(.*)$")
_DATE_FIELDS = ("published", "date", "pubdate", "publishdate", "publish_date", "published_at", "created")
_FENCE = re.compile(r"^\s{0,3}(```|~~~)")
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+")
_UNDERLINE = re.compile(r"^\s{0,3}(=+|-{2,})\s*$")
_RULE = re.compile(r"^\s{0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$")
_TABLE_RULE = re.compile(r"\|?\s*+:?-{2,}:?\s*+(?:\|\s*+:?-{2,}:?\s*+)*+\|?")
_REFERENCE = re.compile(r"^\s{0,3}\[[^\]]{1,200}\]:\s+\S+.*$")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!>~|<-])")
_HIDE = 0xF0000
_HIDDEN = re.compile("[\U000f0000-\U000f007f]")
_SPANS = (
    (re.compile(r"<!--.{0,2000}?-->", re.DOTALL), ""),
    (re.compile(r"!\[([^\]]{0,500})\]\([^)\s]{0,500}(?:\s+\"[^\"]{0,300}\")?\)"), ""),
    (re.compile(r"\[([^\]]{1,500})\]\([^)\s]{0,500}(?:\s+\"[^\"]{0,300}\")?\)"), r"\1"),
    (re.compile(r"\[([^\]]{1,500})\]\[[^\]]{0,200}\]"), r"\1"),
    (re.compile(r"\[\^[^\]]{1,40}\]"), ""),
    (re.compile(r"<((?:https?|mailto):[^>\s]{1,500})>"), r"\1"),
    (re.compile(r"</?[A-Za-z][^<>]{0,500}>"), ""),
    (re.compile(r"(?<!\w)(\*\*\*|___)(?=\S)(.{1,500}?)(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"(\*\*)(?=\S)(.{1,500}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<!\w)(__)(?=\S)(.{1,500}?)(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"(?<![\w*])(\*)(?=\S)([^*]{1,500}?)(?<=\S)\1(?![\w*])"), r"\2"),
    (re.compile(r"(?<!\w)(_)(?=\S)([^_]{1,500}?)(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"~~(.{1,500}?)~~"), r"\1"),
    (re.compile(r"`([^`]{1,500})`"), r"\1"),
)  # fmt: skip


def read_text(text: str, source: str) -> Draft:
    """A plain-text report: its first line is a title where it is short, has no full stop and a blank line after it."""
    lines = split_lines(text)
    title, lines = _take_title(lines)
    return Draft(source=source, paragraphs=join_wrapped(lines), title=title)


def _take_title(lines: list[str]) -> tuple[str, list[str]]:
    groups = blocks(lines)
    if len(groups) < 2 or len(groups[0]) > 2:
        return "", lines
    first = clean_line(" ".join(groups[0]))
    if not first or len(first) > _LONGEST_TITLE or not is_headline(first) or _tells_more(first):
        return "", lines
    start = next(number for number, line in enumerate(lines) if line.strip())
    return first, lines[start + len(groups[0]) :]


def _tells_more(line: str) -> bool:
    """True for first lines that are no title: a byline, a date, a dateline's place, a bare label.

    A label with words after it ("Live: …", "Explainer: …") opens the title there; further down it points elsewhere.
    """
    kind = mark_kind(line, opening=True)
    return bool((kind and kind != "also-read") or marks.ALSO_HEAD.fullmatch(line) or day_in_words(line))


def read_markdown(text: str, source: str) -> Draft:
    """A Markdown report: front matter gives title, date, outlet, address; markup is taken out of the text."""
    text = "\n".join(split_lines(text))
    draft = Draft(source=source, paragraphs=[])
    if front := _FRONT.match(text):
        _use_front_matter(draft, front[1])
        text = text[front.end() :]
    lines = _plain_lines(draft, text)
    if not draft.title:
        draft.title, lines = _take_title(lines)
    draft.paragraphs = join_wrapped(lines)
    return draft


def _use_front_matter(draft: Draft, front: str) -> None:
    fields = {}
    for line in front.split("\n"):
        if match := _FIELD.match(line):
            fields[match[1].lower()] = match[2].strip().strip("\"'")
    draft.title = fields.get("title", "")
    draft.outlet = fields.get("outlet") or fields.get("source") or fields.get("publisher") or fields.get("site", "")
    draft.url = fields.get("url") or fields.get("link") or fields.get("canonical", "")
    draft.language = fields.get("lang") or fields.get("language", "")
    for name in _DATE_FIELDS:
        if fields.get(name) and (day := day_of_stamp(fields[name])):
            draft.dates.append(FoundDate(day, "page", f"{name}: {fields[name]}"))


def _plain_lines(draft: Draft, text: str) -> list[str]:
    """Lines without markup; blocks that Markdown parts are parted by blank lines. The first heading is the title."""
    plain: list[str] = []
    fenced, marked = False, sum(map(text.count, "[<*_~`")) <= _MOST_MARKS
    for line in text.split("\n"):
        if len(line) > _LONGEST_MARKED:
            plain.append(html.unescape(line))
        elif _FENCE.match(line):
            fenced = not fenced
            plain.append("")
        elif fenced:
            plain.append(line)
        elif heading := _HEADING.match(line):
            words = line[heading.end() :].rstrip().rstrip("#").rstrip()
            _add_heading(draft, plain, _without_spans(words) if marked else words, top=len(heading[1]) == 1)
        elif _UNDERLINE.match(line) and plain and plain[-1].strip() and line.strip()[0] == "=":
            _add_heading(draft, plain, plain.pop(), top=True)
        elif (
            _RULE.match(line) or _TABLE_RULE.fullmatch(line.strip()) or _REFERENCE.match(line) or _UNDERLINE.match(line)
        ):
            plain.append("")
        else:
            plain.append(_plain_line(line, marked=marked))
    return plain


def _add_heading(draft: Draft, plain: list[str], words: str, *, top: bool) -> None:
    if top and not draft.title and not any(line.strip() for line in plain):
        draft.title = words
    else:
        plain.extend(["", words, ""])


def _plain_line(line: str, *, marked: bool) -> str:
    line = re.sub(r"^\s{0,3}(?:>\s?)+", "", line)
    if line.strip().startswith("|"):
        line = " ".join(cell.strip() for cell in line.strip().strip("|").split("|"))
    line = re.sub(r"^(\s*)[*+](\s+)", r"\1-\2", line)
    return _without_spans(line) if marked else html.unescape(line)


def _without_spans(line: str) -> str:
    # Escaped marks are words: they hide in the private use area while the others are taken out.
    line = _ESCAPED.sub(lambda match: chr(_HIDE + ord(match[1])), line)
    for form, replacement in _SPANS:
        line = form.sub(replacement, line)
    return html.unescape(_HIDDEN.sub(lambda match: chr(ord(match[0]) - _HIDE), line))
