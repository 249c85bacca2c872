"""Reports made by hand, and a reader that takes their words literally: "RUS CONSULT PRK" is a claim."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from deltalake import DeltaTable

from entente import bookkeeping
from entente.ledger import Ledger
from entente.records import Claim, Document, Holder, Ingested, Place, Refusal, claim_id
from faults.objects import Objects

#: "[USA says] RUS [not] CONSULT PRK,CHN [about arms.drones] [in future] [maybe] [on 2023-01-05]"
_CLAIM = re.compile(
    r"(?:(?P<holder>[A-Z]+) (?P<stance>says|denies|believes|wants) )?"
    r"(?P<actor>[A-Z]+(?:,[A-Z]+)*)(?P<no> not)? (?P<event>[A-Z]{3,}) (?P<recipient>[A-Z]+(?:,[A-Z]+)*)"
    r"(?: about (?P<matter>[a-z]+(?:\.[a-z]+)?))?(?: in (?P<modality>future|desired|conditional))?(?P<maybe> maybe)?"
    r"(?: on (?P<day>\d{4}-\d\d-\d\d))?"
)
READER = "stub 1"
START = dt.datetime(2023, 6, 1, 12, tzinfo=dt.UTC)


def report(
    text: str,
    published: str | None = "2023-01-10",
    *,
    id: str = "",
    title: str = "",
    outlet: str = "The Daily",
    url: str = "",
    source: str = "pile.jsonl:1",
) -> Document:
    """A report; its id is its text unless another is given."""
    day = dt.date.fromisoformat(published) if published else None
    return Document(
        id=id or f"{title} {text}".strip(), title=title, text=text, published=day,
        published_from="given" if day else None, outlet=outlet, url=url, source=source,
    )  # fmt: skip


def claims_of(document: Document, reader: str = READER) -> list[Claim]:
    """The claims that stand in a report's words."""
    return [_claim(document, found, reader) for found in _CLAIM.finditer(document.text)]


def _claim(document: Document, found: re.Match[str], reader: str) -> Claim:
    place = Place("text", found.start(), found.end(), found[0])
    actor, recipient = (tuple(found[side].split(",")) for side in ("actor", "recipient"))
    holders = (Holder(found["holder"], None, found["stance"]),) if found["holder"] else ()
    denied = found["stance"] == "denies" or found["no"]
    polarity, modality = "negative" if denied else "positive", found["modality"] or "actual"
    day = dt.date.fromisoformat(found["day"]) if found["day"] else None
    return Claim(
        id=claim_id(document.id, place, found["event"], actor, recipient, holders, polarity, modality),
        document=document.id, event=found["event"], mode=None, actor=actor, recipient=recipient,
        matter=(found["matter"],) if found["matter"] else (), holders=holders, polarity=polarity,
        certainty="possible" if found["maybe"] else "certain", modality=modality, start=day, end=day, place=place,
        places=(place,), confidence=0.4 if found["maybe"] else 0.8, inferred=(), figures=(), reader=reader,
    )  # fmt: skip


def reading(
    documents: Iterable[Document], reader: str = READER, read: list[str] | None = None
) -> Iterator[tuple[Document, list[Claim]]]:
    """Documents with their claims; `read` collects the ids of what was read."""
    for document in documents:
        if read is not None:
            read.append(document.id)
        yield document, claims_of(document, reader)


class Clock:
    """A clock that tests move; each look at it is a second later."""

    def __init__(self, moment: dt.datetime = START) -> None:
        self.moment = moment

    def __call__(self) -> dt.datetime:
        self.moment += dt.timedelta(seconds=1)
        return self.moment

    def move(self, days: int) -> Clock:
        self.moment += dt.timedelta(days=days)
        return self


def ingest(
    root: Where,
    items: Iterable[Document | Refusal],
    *,
    now: Callable[[], dt.datetime] | None = None,
    read: list[str] | None = None,
    reader: str = READER,
) -> Ingested:
    """Brings reports into the ledger at `root`, as the stub reads them."""
    return bookkeeping.ingest(
        items, root, lambda documents: reading(documents, reader, read), lambda: reader, now=now or Clock()
    )


def told(ledger: Ledger) -> list[str]:
    """The words of every claim that stands."""
    return sorted(kept.claim.quote for kept in ledger.claims())


class Address(str):
    """A ledger's address on a server of the tests, which keeps its objects as files."""

    files: Path
    objects: Objects

    def __new__(cls, objects: Objects, name: str) -> Address:
        made = super().__new__(cls, objects.ledger(name))
        made.files, made.objects = objects.files(name), objects
        return made

    def __truediv__(self, name: str) -> Address:
        return Address(self.objects, f"{self.removeprefix(self.objects.ledger(''))}/{name}")


#: Where a ledger of a test lies.
Where = Path | Address


def folder_of(root: Where) -> Path:
    """The folder in which the files of a ledger lie."""
    return root.files if isinstance(root, Address) else root


def address(root: Where, name: str) -> str:
    """A table's address for the Delta library."""
    return f"{root}/{name}"


def table(root: Where, name: str) -> DeltaTable:
    """A table of a ledger, as any reader of Delta tables opens it."""
    return DeltaTable(address(root, name))


def files_of(root: Where) -> list[tuple[str, int]]:
    """Every file of a ledger's tables and when it was last changed."""
    held = [path for path in folder_of(root).glob("[!.]*/**/*") if path.is_file()]
    return sorted((str(path), path.stat().st_mtime_ns) for path in held)
