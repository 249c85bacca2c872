"""Labels of texts that may not be kept here: ids, spans and values, no words of the texts.

python -m training.labels pack ITEMS LABELS OUT     labels with quotes -> labels with spans
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from entente.reader.windows import Windower
from training.gold import Label, Lesson, document, find, lessons, lines, of_document, trigger_offset


def pack(item: dict[str, Any], claims: list[Label]) -> list[Label]:
    """Quotes, event words and holders' names as spans: [field, start, end]."""
    doc, packed = document(item), []
    for claim in claims:
        at = find(doc, claim["quote"])
        if at is None:
            raise ValueError(f"{item['id']}: quote not in the text: {claim['quote']}")
        field, start = at
        event = start + trigger_offset(claim["quote"], claim["trigger"])
        row = {k: v for k, v in claim.items() if k not in ("quote", "trigger", "holders")}
        row["quote"] = [field, start, start + len(claim["quote"])]
        row["trigger"] = [field, event, event + len(claim["trigger"])]
        row["holders"] = [[h["actor"], _span(doc, h["name"]), h["stance"]] for h in claim["holders"]]
        packed.append(row)
    return packed


def _span(doc: Any, name: str | None) -> Any:
    """Span of a name; a name that is not in the text as it stands is kept as words."""
    at = find(doc, name) if name else None
    return [at[0], at[1], at[1] + len(name)] if at and name else name


def unpack(item: dict[str, Any], claims: list[Label]) -> list[Label]:
    """The labels with their words again, cut from the item's text."""
    doc = document(item)

    def words(span: Any) -> Any:
        if not isinstance(span, list):
            return span
        return (doc.title if span[0] == "title" else doc.text)[span[1] : span[2]]

    return [
        {
            **claim,
            "quote": words(claim["quote"]),
            "trigger": words(claim["trigger"]),
            "holders": [{"actor": a, "name": words(n), "stance": s} for a, n, s in claim["holders"]],
        }
        for claim in claims
    ]


def unpacked(labels: list[Path], sources: list[Path]) -> Iterator[tuple[dict[str, Any], list[Label]]]:
    """(item, labels) of packed files, the items looked up by id in `sources`."""
    wanted = {row["id"]: row["claims"] for file in labels for row in lines(file)}
    for source in sources:
        for item in lines(source):
            if item["id"] in wanted:
                yield item, unpack(item, wanted.pop(item["id"]))


def all_lessons(shared: Path, windower: Windower) -> list[Lesson]:
    """All labelled windows: shared gold, and our own labels of feed items, open articles and reports of our own."""
    folder = shared / "gold"
    made = []
    for name in ("train", "articles_train"):
        made += lessons(folder / f"{name}_items.jsonl", folder / f"{name}.jsonl", windower)
    sources = [shared / "corpora" / "world_feeds_2023h1.jsonl.gz", shared / "corpora" / "open_articles.jsonl"]
    sources += sorted(Path("training/reports").glob("*.jsonl"))
    for item, claims in unpacked(sorted(Path("training/labels").glob("*.jsonl")), sources):
        made += of_document(document(item), claims, windower)
    return made


def main(arguments: list[str]) -> None:
    """See the module's first lines."""
    if len(arguments) != 4 or arguments[0] != "pack":
        sys.exit(__doc__)
    items = {row["id"]: row for row in lines(Path(arguments[1]))}
    with Path(arguments[3]).open("w", encoding="utf-8") as out:
        for row in lines(Path(arguments[2])):
            packed = {"id": row["id"], "claims": pack(items[row["id"]], row["claims"])}
            out.write(json.dumps(packed, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
