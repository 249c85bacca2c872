"""What every input must keep, whatever it is."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from entente.errors import EntenteError, LexiconError
from entente.inert import visible
from entente.records import Document, Refusal
from entente.records.document import PUBLISHED_FROM, REFUSAL_REASONS
from fuzz.harness import BrokenPromise

#: What acts in a terminal or a page, or can be written nowhere: no cleaned text holds it.
_ACTS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
#: What no text at all may hold.
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_FAULT = re.compile(r"[^:]+:\d+: \S.*|[^:]+: \d+ more faults", re.DOTALL)


def keep(holds: bool, what: str) -> None:
    """Raises BrokenPromise unless `holds`."""
    if not holds:
        raise BrokenPromise(what)


def sound(results: Sequence[Document | Refusal], *, letter: bool = False) -> None:
    """Checks what a source of documents gave.

    Args:
        results: Documents and Refusals.
        letter: texts were given by a program and are kept to the letter (JSON Lines): signs that act may be in them.
    """
    for result in results:
        if isinstance(result, Refusal):
            keep(result.reason in REFUSAL_REASONS, f"refused for {result.reason!r}")
            keep(bool(result.detail), "a refusal without a word")
            texts(result)
        else:
            keep(isinstance(result, Document), f"a {type(result).__name__} came out")
            document(result, letter=letter)


def document(report: Document, *, letter: bool = False) -> None:
    """Checks one Document. `letter`: as for `sound`."""
    texts(report)
    keep(bool(report.id), "no id")
    keep(bool(report.text or report.title), "a document without a word")
    keep((report.published is None) == (report.published_from is None), "a day from nowhere, or none from somewhere")
    keep(report.published_from is None or report.published_from in PUBLISHED_FROM, "a day from an unknown place")
    if report.published is not None:
        keep(type(report.published) is dt.date, "a day of publication that is no date")
    if letter:
        return
    keep("\n" not in report.title, "a title of two lines")
    for line in (report.title, report.text, report.outlet, report.url, report.published_quote):
        found = _ACTS.search(line)
        keep(found is None, f"text holds {found[0] if found else ''!r}")
    for paragraph in report.text.split("\n") if report.text else ():
        keep(bool(paragraph.strip()), "an empty paragraph")


def texts(record: Any) -> None:
    """Checks that every text in a record can be written down."""
    for text in _texts(record):
        found = _NO_TEXT.search(text)
        keep(found is None, f"{type(record).__name__} holds {found[0] if found else ''!r}")


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from _texts(key)
            yield from _texts(entry)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for entry in value:
            yield from _texts(entry)
    elif dataclasses.is_dataclass(value):
        for each in dataclasses.fields(value):
            yield from _texts(getattr(value, each.name))


def same(first: Any, second: Any) -> None:
    """Checks that the same input gave the same twice."""
    keep(repr(first) == repr(second), "the same input came to something else the second time")


def twice(once: Callable[[bytes], Any]) -> Callable[[bytes, bool], None]:
    """A trial that calls `once` with an input, and where it is tried again compares what both came to."""

    def trial(data: bytes, again: bool) -> None:
        first = once(data)
        if again:
            same(first, once(data))

    return trial


def plain(error: EntenteError) -> None:
    """Checks a named error: one that says something, in words that can be shown."""
    keep(bool(error.message.strip()) if not isinstance(error, LexiconError) else True, "an error without a word")
    keep(visible(str(error)).encode("utf-8", "strict") is not None, "an error that cannot be shown")


def faults(lines: Sequence[str]) -> None:
    """Checks the faults of a file: each one line with file, line, what and a mend in brackets."""
    keep(bool(lines), "refused without a fault")
    for line in lines:
        keep(_FAULT.match(line) is not None, f"a fault without its place: {line[:80]!r}")
        keep(len(line) < 3000, f"a fault of {len(line)} characters")
