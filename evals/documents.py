"""How well pages are read: bodies and dates on open sets, beside plain trafilatura and plain htmldate in the same run.

Sets (dev parts): Scrapinghub's article extraction benchmark (MIT), trafilatura's own evaluation pages (Apache-2.0) and
htmldate's (Apache-2.0); page text belongs to the publishers and stays outside the project.

Measures:
    body: multisets of four-word shingles of the true and the found body; precision and recall are means over pages, F1
        is theirs, as in that benchmark's own report.
    marks: share of right answers over strings that a body must hold and strings that it must not.
    dates: share of pages with the right day; precision over days given, recall over pages.
The check of language is left out of these figures (some pages are not English); `refused` counts what `read` refuses.
"""

from __future__ import annotations

import gzip
import json
import re
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import htmldate
import trafilatura

from entente.documents import read
from entente.documents.draft import Draft
from entente.documents.finishing import own_paragraphs, publication
from entente.documents.sniffing import decode
from entente.documents.web import read_html
from entente.records import Refusal

BODIES, MARKS, DATES = "article_extraction_benchmark", "boilerplate_trafilatura", "webpage_date_htmldate"
_WORD = re.compile(r"\w+")


def pages(shared: Path, name: str, part: str = "dev") -> Iterator[tuple[dict[str, Any], bytes]]:
    """Rows of a set with the bytes of their pages."""
    folder = shared / "data" / name
    for line in (folder / f"{part}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        yield row, gzip.decompress((folder / row["html_file"]).read_bytes())


def our_body(page: bytes) -> str:
    """The text that `read` would give, whatever its language."""
    draft = read_html(decode(page), "page")
    return "\n".join(own_paragraphs(draft).kept) if isinstance(draft, Draft) else ""


def our_day(page: bytes) -> str | None:
    """The day that `read` would give, whatever the page's language."""
    draft = read_html(decode(page), "page")
    if not isinstance(draft, Draft):
        return None
    found, _ = publication(draft, own_paragraphs(draft), None)
    return found.day.isoformat() if found else None


def their_body(page: bytes, **options: bool) -> str:
    """Plain trafilatura."""
    return trafilatura.extract(page, **options) or ""


def their_day(page: bytes, **options: bool) -> str | None:
    """Plain htmldate, given the characters of the page."""
    return htmldate.find_date(page.decode("utf-8", "replace"), **options)


def shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    """Multiset of runs of `size` words; the words themselves where there are fewer."""
    words = _WORD.findall(text)
    return Counter(tuple(words[at : at + size]) for at in range(max(len(words) - size + 1, min(1, len(words)))))


def body_scores(pairs: list[tuple[str, str]]) -> dict[str, float]:
    """Precision, recall and F1 of (true, found) bodies."""
    precisions, recalls = [], []
    for true, found in pairs:
        gold, ours = shingles(true), shingles(found)
        both = (gold & ours).total()
        precisions.append(both / ours.total() if ours else float(not gold))
        recalls.append(both / gold.total() if gold else 1.0)
    precision, recall = statistics.mean(precisions), statistics.mean(recalls)
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(1e-9, precision + recall)}


def mark_scores(found: list[tuple[dict[str, Any], str]]) -> dict[str, float]:
    """Accuracy over the strings that must and must not stand in a body."""
    right = [mark in text for row, text in found for mark in row["must_contain"]]
    wrong = [mark in text for row, text in found for mark in row["must_not_contain"]]
    hits, false = sum(right), sum(wrong)
    return {
        "accuracy": (hits + len(wrong) - false) / (len(right) + len(wrong)),
        "precision": hits / max(1, hits + false),
        "recall": hits / max(1, len(right)),
    }


def date_scores(pairs: list[tuple[str, str | None]]) -> dict[str, float]:
    """Accuracy over pages, precision over days given, recall over pages where no wrong day was given."""
    right = sum(true == found for true, found in pairs)
    wrong = sum(found is not None and true != found for true, found in pairs)
    missing = len(pairs) - right - wrong
    precision, recall = right / max(1, right + wrong), right / max(1, right + missing)
    return {
        "accuracy": right / max(1, len(pairs)),
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / max(1e-9, precision + recall),
    }


def evaluate(shared: Path) -> dict[str, Any]:
    """Figures of all three sets: `{set: {reader: {measure: value}}}`, and what `read` refuses, by reason.

    Raises FileNotFoundError where `shared` holds no such sets.
    """
    bodies: dict[str, Callable[[bytes], str]] = {
        "entente": our_body,
        "trafilatura": their_body,
        "trafilatura, precision": lambda page: their_body(page, favor_precision=True),
    }
    days: dict[str, Callable[[bytes], str | None]] = {
        "entente": our_day,
        "htmldate": their_day,
        "htmldate, original date": lambda page: their_day(page, original_date=True),
    }
    sets = {name: list(pages(shared, name)) for name in (BODIES, MARKS, DATES)}
    refused = Counter(
        result.reason
        for rows in sets.values()
        for _, page in rows
        for result in read(page, name="page.html")
        if isinstance(result, Refusal)
    )
    return {
        BODIES: {
            who: body_scores([(row["article_body"], of(page)) for row, page in sets[BODIES]])
            for who, of in bodies.items()
        },
        MARKS: {who: mark_scores([(row, of(page)) for row, page in sets[MARKS]]) for who, of in bodies.items()},
        DATES: {
            who: date_scores([(row["doc_date"], day(page)) for row, page in sets[DATES]]) for who, day in days.items()
        },
        "pages": {name: len(rows) for name, rows in sets.items()},
        "refused": dict(sorted(refused.items())),
    }


def main(arguments: list[str]) -> int:
    """Prints the table; the one argument is the folder that holds `data/`."""
    figures = evaluate(Path(arguments[0]) if arguments else Path(__file__).parents[2] / "shared")
    for name in (BODIES, MARKS, DATES):
        print(f"{name} (dev, {figures['pages'][name]} pages)")
        for who, scores in figures[name].items():
            print(f"  {who:26}" + "  ".join(f"{measure} {value:.4f}" for measure, value in scores.items()))
    print("refused: " + ", ".join(f"{reason} {count}" for reason, count in figures["refused"].items()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
