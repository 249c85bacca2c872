"""How well two readers agree: `python -m training.agreement [SHARED]`, over the files of labels/second."""

from __future__ import annotations

import sys
from pathlib import Path

from entente.evaluation import as_text, score
from training.labels import unpacked

LABELS = Path(__file__).with_name("labels")


def main(shared: Path) -> None:
    """Scores the second reader's claims against the first's and prints the figures."""
    sources = [shared / "corpora" / "world_feeds_2023h1.jsonl.gz"]
    again = sorted((LABELS / "second").glob("*.jsonl"))
    first = {item["id"]: claims for item, claims in unpacked([LABELS / path.name for path in again], sources)}
    second = {item["id"]: claims for item, claims in unpacked(again, sources)}
    gold = [{"id": name, "claims": first[name]} for name in second]
    read = [{**claim, "document": name} for name, claims in second.items() for claim in claims]
    print(as_text(score(gold, read)))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("../shared"))
