"""What the first look loses and what it saves: `python -m evals.first_look [SHARED] [--model MODEL] [--items N]`.

Over the labelled sets that the first look was not made from (dev items, dev articles, seed, frozen), and N feed items
without labels, drawn by a fixed seed: claims whose window is left unread (labelled claims and the network's own),
windows left unread, and F1 with and without the look. Intervals are Wilson's (1927), at 95 %. Writes
`evals/LATEST-first-look.md` and `evals/results/DATE-COMMIT-first-look.json`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from entente import lexicon
from entente.evaluation import score
from entente.reader import Reader, model_folder
from entente.records import Claim, Document
from evals import machine
from training.gold import document, lines

SEED = 20230630
Z = 1.959964


@dataclass(slots=True)
class Told:
    """Counts of one set: windows and those left unread; labelled claims and the network's own, all and kept."""

    name: str
    documents: int = 0
    windows: int = 0
    unread: int = 0
    gold: int = 0
    gold_kept: int = 0
    own: int = 0
    own_kept: int = 0
    f1: tuple[float, float] | None = None
    full: tuple[float, float] | None = None


def wilson(kept: int, total: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927, "Probable inference")."""
    if not total:
        return 0.0, 1.0
    p, n = kept / total, total
    middle, spread = p + Z * Z / (2 * n), Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return max(0.0, (middle - spread) / (1 + Z * Z / n)), min(1.0, (middle + spread) / (1 + Z * Z / n))


class Pair:
    """The same reader with and without its first look."""

    def __init__(self, model: str) -> None:
        words, folder = lexicon.load(), model_folder(model)
        self.looking = Reader(words, model=folder)
        self.reading = Reader(words, model=folder, first_look=False)

    def look(self, told: Told, documents: Iterable[Document], labels: dict[str, list[dict[str, Any]]]) -> list[Claim]:
        """Counts, and gives the claims read with the look."""
        documents = list(documents)
        found: list[Claim] = []
        fully: list[Claim] = []
        pairs = zip(self.looking.read_many(documents), self.reading.read_many(documents), strict=True)
        for (doc, some), (_, every) in pairs:
            told.documents += 1
            read = list(self.looking.looked(doc))
            told.windows += len(read)
            told.unread += sum(not kept for _, kept in read)
            kept_ids = {claim.id for claim in some}
            told.own += len(every)
            told.own_kept += sum(claim.id in kept_ids for claim in every)
            for label in labels.get(doc.id, ()):
                at = _place(doc, label)
                told.gold += 1
                told.gold_kept += not any(not kept and _holds(window, *at) for window, kept in read)
            found += some
            fully += every
        if labels:
            gold = [{"id": name, "claims": claims} for name, claims in labels.items()]
            both = [score(gold, [c.as_dict() for c in claims]).as_dict() for claims in (fully, found)]
            told.f1, told.full = ((both[0][k]["f1"], both[1][k]["f1"]) for k in ("strict", "full"))
        return found


def _place(doc: Document, label: dict[str, Any]) -> tuple[str, int]:
    """Field and offset of a labelled claim's event word, or of its quote where none is labelled."""
    quote, trigger = label["quote"], label.get("trigger") or ""
    name, text = ("text", doc.text) if quote in doc.text else ("title", doc.title)
    inside = re.search(rf"(?<!\w){re.escape(trigger)}(?!\w)", quote) if trigger else None
    return name, text.find(quote) + (inside.start() if inside else 0)


def _holds(window: Any, field: str, offset: int) -> bool:
    return any(
        takes and word.field == field and word.start <= offset < word.end
        for word, takes in zip(window.words, window.takes, strict=True)
    )


def sets(shared: Path) -> Iterator[tuple[str, list[Document], dict[str, list[dict[str, Any]]]]]:
    """Labelled sets that are there: name, documents, labels by document."""
    here, gold = Path(__file__).parent, shared / "gold"
    for name, items, labels in (
        ("dev items", gold / "dev_items.jsonl", gold / "dev.jsonl"),
        ("dev articles", gold / "articles_dev_items.jsonl", gold / "articles_dev.jsonl"),
        ("frozen", here / "frozen" / "items.jsonl", here / "frozen" / "gold.jsonl"),
    ):
        if items.is_file() and labels.is_file():
            rows = {row["id"]: row["claims"] for row in lines(labels)}
            yield name, [document(row) for row in lines(items) if row["id"] in rows], rows


def feed(shared: Path, count: int) -> list[Document]:
    """Feed items without labels; none of the dev sets."""
    path = shared / "corpora" / "world_feeds_2023h1.jsonl.gz"
    if not path.is_file():
        return []
    with gzip.open(path, "rt", encoding="utf-8") as source:
        rows = source.readlines()
    return [document(json.loads(row)) for row in random.Random(SEED).sample(rows, min(count, len(rows)))]


def measured(shared: Path, model: str, items: int) -> list[Told]:
    """All sets that are there."""
    pair, made = Pair(model), []
    for name, documents, labels in sets(shared):
        made.append(Told(name))
        pair.look(made[-1], documents, labels)
        print(f"{name}: {made[-1]}", file=sys.stderr)
    if documents := feed(shared, items):
        made.append(Told(f"{len(documents)} feed items, no labels"))
        pair.look(made[-1], documents, {})
    return made


def page(run: str, reader: str, told: list[Told]) -> str:
    """The figures as Markdown."""

    def share(kept: int, total: int) -> str:
        if not total:
            return ""
        low, high = wilson(kept, total)
        return f"{kept} of {total}: {kept / total:.4f} ({low:.4f} to {high:.4f})"

    rows = [
        f"| {t.name} | {t.documents} | {t.unread} of {t.windows} ({t.unread / max(1, t.windows):.3f}) "
        f"| {share(t.gold_kept, t.gold)} | {share(t.own_kept, t.own)} "
        f"| {_pair(t.f1)} | {_pair(t.full)} |"
        for t in told
    ]
    return "\n".join([
        "# What the first look loses and saves", "",
        f"Run {run}, {reader}. `python -m evals.first_look`. Claims kept, with Wilson's 95 % intervals: labelled "
        "claims whose window is read, and the network's own claims that are still told; F1 without and with it.", "",
        "| set | documents | windows left unread | labelled claims kept | network's own kept | strict F1 | full F1 |",
        "| --- | --- | --- | --- | --- | --- | --- |", *rows, "",
    ])  # fmt: skip


def _pair(figures: tuple[float, float] | None) -> str:
    return "" if figures is None else f"{figures[0]:.3f}, {figures[1]:.3f}"


def main(words: list[str]) -> int:
    """Measures, writes and prints."""
    parser = argparse.ArgumentParser(prog="python -m evals.first_look")
    parser.add_argument("shared", nargs="?", type=Path, default=machine.ROOT.parent / "shared")
    parser.add_argument("--model", default="small", help="small, large or a folder")
    parser.add_argument("--items", type=int, default=3000, help="feed items without labels")
    asked = parser.parse_args(words)
    told, run = measured(asked.shared, asked.model, asked.items), machine.stamp()
    suffix = "" if asked.model == "small" else f"-{Path(asked.model).name}"
    folder = Path(__file__).parent
    reader = Reader(lexicon.load(), threads=1, model=model_folder(asked.model)).version
    result = {"run": run, "machine": machine.facts(), "reader": reader, "sets": [asdict(t) for t in told]}
    text = json.dumps(result, indent=1) + "\n"
    (folder / "results" / f"{run}-first-look{suffix}.json").write_text(text, encoding="utf-8")
    made = page(run, reader, told)
    (folder / f"LATEST-first-look{suffix}.md").write_text(made, encoding="utf-8")
    print(made)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
