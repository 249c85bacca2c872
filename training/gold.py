"""Labelled items -> windows with the labels at their words."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from entente.reader.windows import Window, Windower
from entente.records import Document

Label = dict[str, Any]


@dataclass(slots=True)
class Lesson:
    """A window and the claims whose event word stands in it: (number of the word, label)."""

    document: Document
    window: Window
    claims: list[tuple[int, Label]] = field(default_factory=list)
    #: Stems of event words labelled anywhere in the document: told twice, labelled once.
    stems: frozenset[str] = frozenset()
    #: Sets of soft targets, where a teacher made them.
    soft: Any = None


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Objects of a JSON Lines file, plain or gzip."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def document(item: dict[str, Any]) -> Document:
    """A Document of one labelled item."""
    published = dt.date.fromisoformat(item["published"][:10]) if item.get("published") else None
    return Document(item["id"], item.get("title") or "", item["text"], published, "given" if published else None)


def find(doc: Document, quote: str) -> tuple[str, int] | None:
    """Field and offset of a quote; the text is looked through first, as the labels prefer it."""
    for name, text in (("text", doc.text), ("title", doc.title)):
        if (at := text.find(quote)) >= 0:
            return name, at
    return None


def trigger_offset(quote: str, trigger: str) -> int:
    """Offset of the event word in its quote."""
    match = re.search(r"(?<!\w)" + re.escape(trigger) + r"(?!\w)", quote)
    return match.start() if match else max(0, quote.find(trigger))


def lessons(items: Path, labels: Path, windower: Windower) -> list[Lesson]:
    """Every window of every labelled item. A label whose event word is in no window's focus is dropped."""
    by_id = {row["id"]: row["claims"] for row in lines(labels)}
    made: list[Lesson] = []
    for item in lines(items):
        if item["id"] in by_id:
            made.extend(of_document(document(item), by_id[item["id"]], windower))
    return made


def of_document(doc: Document, claims: list[Label], windower: Windower) -> list[Lesson]:
    """The windows of one labelled document."""
    made = [Lesson(doc, window) for window in windower.windows(doc, all_windows=True)]
    stems = set()
    for claim in claims:
        at = find(doc, claim["quote"])
        if at is None or not claim.get("trigger"):
            continue
        stems.add(claim["trigger"].lower()[:5])
        offset = at[1] + trigger_offset(claim["quote"], claim["trigger"])
        for lesson in made:
            for number, word in enumerate(lesson.window.words):
                if lesson.window.takes[number] and word.field == at[0] and word.start <= offset < word.end:
                    lesson.claims.append((number, {**claim, "_at": at}))
    for lesson in made:
        lesson.stems = frozenset(stems)
    return made
