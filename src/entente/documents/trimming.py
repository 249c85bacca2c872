"""What is printed around a report is cut from it: also-read lists, captions, "Published:" lines, share buttons.

One pass for every format. What is cut is kept in order as `Cut`s, so that nothing disappears unseen.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from entente.documents import marks
from entente.documents.cleaning import without_bullet
from entente.documents.dates import day_in_words, two_ways
from entente.records import Cut

#: Longer paragraphs are the report itself, whatever words they open with.
_LONGEST_MARK = 320
_LONGEST_CAPTION = 420
_LONGEST_HEADLINE = 160
#: A headline that nothing announces has at least this many words, and stands after this many paragraphs of prose.
_HEADLINE_WORDS, _MUCH_PROSE, _LONGEST_TAIL = 5, 4, 8
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")
_INTRODUCES = re.compile(
    r"\b(?:following|below|as follows|lists?|listed|include[sd]?|these are|those are)\b", re.IGNORECASE
)
_PROSE_END = re.compile(r"[.!…;,:][\"'”’)\]]*$")
_SENTENCE_BREAK = re.compile(r"[.!?][\"'”’)]*\s+[\"'“‘(]?[A-Z]")


@dataclass(slots=True)
class Trimmed:
    """The report's own paragraphs, what was cut, and the days that "Published:" lines told.

    Attributes:
        first_days: days of first publication with the line that tells them.
        later_days: days of changes ("Updated: …"), used only where there is no other.
        unsure_days: days in numbers that can be read two ways.
    """

    kept: list[str] = field(default_factory=list)
    cut: list[Cut] = field(default_factory=list)
    first_days: list[tuple[dt.date, str]] = field(default_factory=list)
    later_days: list[tuple[dt.date, str]] = field(default_factory=list)
    unsure_days: list[str] = field(default_factory=list)


def trim(paragraphs: Sequence[str], *, linked: bool = False) -> Trimmed:
    """Parts a report from what is printed around it.

    Args:
        paragraphs: clean ones (see `cleaning.clean_paragraphs`).
        linked: True for web pages, where headlines of other reports trail even without a line that announces them.
    """
    result = Trimmed()
    at = 0
    while at < len(paragraphs):
        paragraph = paragraphs[at]
        if is_also_read_head(paragraph):
            end = _end_of_list(paragraphs, at + 1)
            result.cut.extend(Cut("also-read", line) for line in paragraphs[at:end])
            at = end
            continue
        kind = mark_kind(paragraph, opening=len(result.kept) < 2)
        if kind:
            result.cut.append(Cut(kind, paragraph))
            if kind == "published":
                _note_day(result, paragraph)
        else:
            result.kept.append(paragraph)
        at += 1
    if linked:
        _cut_tail(result)
    return result


def _cut_tail(result: Trimmed) -> None:
    """Two or more headlines after the report's last sentence are other reports', though no line says so."""
    end = len(result.kept)
    while end and is_headline(result.kept[end - 1]) and len(result.kept[end - 1].split()) >= _HEADLINE_WORDS:
        end -= 1
    tail = result.kept[end:]
    prose = [paragraph for paragraph in result.kept[:end] if _SENTENCE_END.search(paragraph)]
    before = result.kept[end - 1] if end else ""
    introduced = not _SENTENCE_END.search(before) or _INTRODUCES.search(before)
    if 2 <= len(tail) <= _LONGEST_TAIL and len(prose) >= _MUCH_PROSE and not introduced:
        result.kept = result.kept[:end]
        result.cut.extend(Cut("also-read", line) for line in tail)


def is_also_read_head(paragraph: str) -> bool:
    """True for a line such as "Also Read:", "More from the BBC" or "Recommended" that stands alone."""
    return len(paragraph) <= 70 and marks.ALSO_HEAD.fullmatch(paragraph) is not None


def is_headline(paragraph: str) -> bool:
    """True for a line that could be another report's headline: short, one sentence, no full stop."""
    line = without_bullet(paragraph)
    if len(line) > _LONGEST_HEADLINE or _PROSE_END.search(line):
        return False
    return len(line.split()) <= 25 and not _SENTENCE_BREAK.search(line)


def mark_kind(paragraph: str, *, opening: bool = False) -> str:
    """The `Cut` kind of a line that is no part of a report, or an empty string.

    Args:
        paragraph: one clean paragraph.
        opening: True where nothing or little of the report itself has come yet (a bare date or a byline counts there).
    """
    if len(paragraph) > _LONGEST_CAPTION:
        return ""
    if is_caption(paragraph):
        return "caption"
    if len(paragraph) > _LONGEST_MARK:
        return ""
    line = without_bullet(paragraph)
    if not any(map(str.isalnum, line)):
        return "other"
    if is_published_line(line) or (opening and is_bare_day(line)):
        return "published"
    if marks.ALSO_LINE.match(line) and not _runs_on(line):
        return "also-read"
    if marks.NAVIGATION.match(line) or (len(line) <= 160 and marks.CRUMBS.fullmatch(line)):
        return "navigation"
    if any(form.match(line) for form in (marks.SOCIAL, marks.SUBSCRIBE, marks.ADVERT, marks.COPYRIGHT)):
        return "other"
    if marks.WATCH.match(line) and not _runs_on(line):
        return "other"
    if marks.DESK_TAIL.match(line) or is_byline(line):
        if day_in_words(line):
            return "published"
        return "other"
    return ""


def _runs_on(line: str) -> bool:
    """True if a line holds more than one sentence: a report's own words then, not a pointer."""
    return _SENTENCE_BREAK.search(line) is not None


def is_published_line(line: str) -> bool:
    """True for "Published: 18th June 2024", "Last updated on 3 May 2021 at 10:30 GMT" and their like."""
    match = marks.PUBLISHED.match(line)
    if not match or len(line) > 140:
        return False
    return has_only_time(line[match.end() :])


def is_bare_day(line: str) -> bool:
    """True for a line that holds a day and nothing else but a clock time and a name after "by" or "in"."""
    return len(line) <= 80 and has_only_time(line) and (day_in_words(line) is not None or two_ways(line) != "")


def has_only_time(words: str) -> bool:
    """True if `words` tell a day or a clock time and hold nothing else but a name after "by" or "in"."""
    rest = marks.PUBLISHED_BY.sub("", words)
    parts = re.findall(r"[^\W_]+", rest)
    return marks.CLOCK_OR_DAY.search(rest) is not None and all(map(marks.TIME_WORD.fullmatch, parts))


def is_byline(line: str) -> bool:
    """True for "By Anna Berg, Norland Post" and "Reporting by Anna Berg; editing by Olaf Holm"."""
    match = marks.BYLINE.match(line)
    if not match or len(line) > 160:
        return False
    rest, _, after = line[match.end() :].partition(" | ")
    rest = rest if has_only_time(after) else line[match.end() :]
    parts = [part for part in re.split(r"[\s,;:|/&–—-]+", rest.strip(" .()")) if part]
    return 0 < len(parts) <= 20 and all(map(marks.BYLINE_PART.fullmatch, parts))


def is_caption(paragraph: str) -> bool:
    """True for a line under a picture, or its credit."""
    return marks.CAPTION.match(paragraph) is not None or marks.CREDIT_END.search(paragraph) is not None


def _end_of_list(paragraphs: Sequence[str], start: int) -> int:
    """Where the headlines that follow an also-read head end; teasers between headlines belong to them."""
    at, teasers = start, 0
    while at < len(paragraphs):
        line = paragraphs[at]
        follows = at + 1 < len(paragraphs) and is_headline(paragraphs[at + 1])
        if is_headline(line):
            at += 1
        elif (
            at > start
            and len(line) <= 220
            and not _runs_on(line)
            and (follows or (teasers and at + 1 == len(paragraphs)))
        ):
            teasers += 1
            at += 1
        else:
            break
    return at


def _note_day(result: Trimmed, line: str) -> None:
    found = day_in_words(line)
    if found:
        days = result.later_days if marks.CHANGED.search(line) else result.first_days
        days.append((found[0], line))
    elif unsure := two_ways(line):
        result.unsure_days.append(unsure)
