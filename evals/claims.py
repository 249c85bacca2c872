"""How well reports are read into claims: the shipped model on each labelled set that is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from entente.desk import Desk
from entente.evaluation import Scores
from entente.records import Claim, Document, Refusal

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Reports and their labels. `goals`: level -> F1 asked for, empty where none is."""

    name: str
    items: Path
    gold: Path
    goals: dict[str, float]

    def there(self) -> bool:
        """True where both files exist."""
        return self.items.is_file() and self.gold.is_file()


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures of one set. `in_place`: share of quotes that stand where the claim says, 0 to 1."""

    scores: Scores
    in_place: float
    refused: tuple[Refusal, ...]


def sets(shared: Path) -> list[LabelledSet]:
    """All sets, whether they are there or not."""
    gold = shared / "gold"
    return [
        LabelledSet(
            "dev items", gold / "dev_items.jsonl", gold / "dev.jsonl",
            {"strict": 0.58, "relaxed": 0.63, "full": 0.45},
        ),
        LabelledSet(
            "dev articles", gold / "articles_dev_items.jsonl", gold / "articles_dev.jsonl",
            {"strict": 0.50, "full": 0.38},
        ),
        LabelledSet("seed", shared / "seed" / "putin_kim.txt", gold / "seed.jsonl", {"strict": 0.75, "full": 0.60}),
        LabelledSet("frozen", HERE / "frozen" / "items.jsonl", HERE / "frozen" / "gold.jsonl", {}),
    ]  # fmt: skip


class CheckingDesk(Desk):
    """A desk that looks whether every quote stands in its place."""

    quotes = wrong = 0

    def claims(self, documents: Iterable[Document]) -> Iterator[tuple[Document, list[Claim]]]:
        """As `Desk.claims`."""
        for document, claims in super().claims(documents):
            for place in (place for claim in claims for place in claim.places):
                field = document.title if place.field == "title" else document.text
                self.quotes += 1
                self.wrong += field[place.start_char : place.end_char] != place.quote
            yield document, claims


def measure(labelled: LabelledSet, desk: CheckingDesk | None = None) -> Measured:
    """Reads and scores one set."""
    desk = desk or CheckingDesk()
    desk.quotes = desk.wrong = 0
    refused: list[Refusal] = []
    scores = desk.evaluate([labelled.items], labelled.gold, refused=refused.append)
    return Measured(scores, 1 - desk.wrong / max(1, desk.quotes), tuple(refused))
