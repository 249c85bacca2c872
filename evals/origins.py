"""How well near-copies are told from other reports, on hand-labelled pairs of feed items.

    python -m evals.origins [ITEMS]

`evals/sets/origins.jsonl` holds pairs of ids, drawn in strata over the share of words that they have in common, and
whether both go back to one text ("same"): one was made from the other or both from one wire story, so that the second
adds no witness. Pairs of the part "tune" were seen while thresholds were set; those of the part "check" were drawn and
labelled afterwards, half of them from joined pairs, half from pairs just below. Pairs that are hard to tell are far
more frequent in both parts than in the feeds, where most copies share nearly all words.

ITEMS (default: `shared/corpora/world_feeds_2023h1.jsonl.gz` beside this checkout) holds their words.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from entente.desk import Desk
from entente.ledger.origin_likeness import Report, likeness, prepared
from entente.ledger.origins import Arrival, Origins
from entente.records import Document

LABELS = Path(__file__).parent / "sets" / "origins.jsonl"
ITEMS = Path(__file__).parents[2] / "shared" / "corpora" / "world_feeds_2023h1.jsonl.gz"


def labels(path: Path = LABELS) -> list[dict[str, Any]]:
    """The labelled pairs: `a`, `b`, `same`, `part`."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def arrivals(items: Path) -> list[Arrival]:
    """The items as reports, in the order in which a ledger takes them in."""
    documents = (d for d in Desk().documents(items) if isinstance(d, Document))
    found = [Arrival(d.id, d.title, d.text, d.published, d.outlet) for d in documents]
    return sorted(found, key=lambda a: (a.published is not None, a.published, a.id))


def scores(pairs: list[tuple[bool, bool]]) -> dict[str, float]:
    """Precision, recall and F1 of (true, found) pairs, each 0 to 1, and their number."""
    right = sum(true and found for true, found in pairs)
    precision = right / max(1, sum(found for _, found in pairs))
    recall = right / max(1, sum(true for true, _ in pairs))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {"precision": precision, "recall": recall, "f1": f1, "pairs": len(pairs)}


def measure(items: Path = ITEMS, pairs: Path = LABELS) -> dict[str, Any]:
    """Figures of each part: of the comparison alone, and of the grouping of all items ("grouped").

    Raises FileNotFoundError where `items` is absent.
    """
    if not items.is_file():
        raise FileNotFoundError(2, "no such file", str(items))
    taken = arrivals(items)
    reports = {a.id: a for a in taken}
    origin = {row.document: row.origin for row in Origins().add_many(taken)}
    rows = [row for row in labels(pairs) if row["a"] in reports and row["b"] in reports]
    result: dict[str, Any] = {}
    for part in sorted({row["part"] for row in rows}):
        chosen = [row for row in rows if row["part"] == part]
        compared = [(row["same"], _copies(reports[row["a"]], reports[row["b"]])) for row in chosen]
        grouped = [(row["same"], origin[row["a"]] == origin[row["b"]]) for row in chosen]
        result[part] = scores(compared) | {"grouped": scores(grouped)}
    return result | {"items": len(taken), "origins": len(set(origin.values()))}


def _copies(one: Arrival, other: Arrival) -> bool:
    return bool(likeness(_report(one), _report(other))[1])


def _report(arrival: Arrival) -> Report:
    return prepared(arrival.id, arrival.title, arrival.text, arrival.published, arrival.outlet)


def main(arguments: list[str]) -> int:
    """Prints the figures; one argument, the file of items."""
    items = Path(arguments[0]) if arguments else ITEMS
    try:
        figures = measure(items)
    except FileNotFoundError as error:
        print(f"origins: left out, no {Path(error.filename).name} beside this checkout")
        return 0
    print(json.dumps(figures, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
