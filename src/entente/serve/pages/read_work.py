"""What the worker does for Read and Review: briefs of what was handed in, and training items."""

from __future__ import annotations

import datetime as dt
import itertools
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from entente.errors import InputError
from entente.records import Brief, Claim, Document, Explanation, Ingested, Refusal
from entente.serve.brief_page import outward, style_of
from entente.serve.uploads import TRAINING

if TYPE_CHECKING:
    from entente.desk import Desk
    from entente.serve.work import Bench, Progress, Work

#: Reports that are read at once, at most.
REPORTS = 50
#: Files of a folder in which a reading was done.
FORMATS = {"html": "brief.html", "css": "brief.css", "md": "brief.md", "json": "brief.json"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading came to.

    Attributes:
        brief: of all reports.
        claims: of each report, in the order of their places.
        kept: what the ledger took, None where nothing was to be kept.
    """

    brief: Brief
    claims: tuple[tuple[str, tuple[Claim, ...]], ...]
    kept: Ingested | None


class Remembering:
    """A reader that reads each text of one job once: for the brief, the list of claims, and the ledger."""

    def __init__(self, reader: Any) -> None:
        """Args: reader: that does the work."""
        self._reader = reader
        self._read: dict[tuple[str, str, str], list[Claim]] = {}
        self.version: str = reader.version

    @property
    def first_screen_confidence(self) -> float:
        """As the reader's own."""
        found: float = self._reader.first_screen_confidence
        return found

    def forget(self) -> None:
        """A new job begins."""
        self._read.clear()

    def read_many(self, documents: Iterable[Document]) -> Iterator[tuple[Document, list[Claim]]]:
        """As the reader's own, in the order given."""
        listed = list(documents)
        new = [each for each in listed if _key(each) not in self._read]
        for document, claims in self._reader.read_many(new):
            self._read[_key(document)] = claims
        for document in listed:
            yield document, self._read[_key(document)]

    def explain(self, document: Document, claim_id: str) -> Explanation:
        """As the reader's own."""
        found: Explanation = self._reader.explain(document, claim_id)
        return found


def _key(document: Document) -> tuple[str, str, str]:
    return document.id, document.title, document.text


_DESKS: WeakKeyDictionary[Bench, tuple[Desk, Remembering]] = WeakKeyDictionary()


def _desk(bench: Bench) -> tuple[Desk, Remembering]:
    from entente.desk import Desk

    if bench not in _DESKS:
        reader = Remembering(bench.desk.reader)
        _DESKS[bench] = Desk(lexicon=bench.settings.lexicon, reader=reader), reader
    return _DESKS[bench]


def read(bench: Bench, args: Mapping[str, Any], progress: Progress) -> Reading:
    """Reads what was handed in and writes the brief in every form beside it; what was handed in is taken away.

    Args:
        bench: the worker's own.
        args: `folder`, `sources` as `uploads.put` gives them, `published` (ISO day or ""), `keep`.
        progress: told as it goes.

    Raises InputError where nothing could be read.
    """
    folder, published = Path(args["folder"]), args["published"]
    on = dt.date.fromisoformat(published) if published else None
    progress("Opening what was handed in", 0, len(args["sources"]))
    found: list[Document | Refusal] = []
    for number, source in enumerate(args["sources"], 1):
        told = "Fetching the page" if "address" in source else "Opening the reports"
        progress(told, number - 1, len(args["sources"]))
        found += _documents(bench, folder, source, on, REPORTS - len(found))
    progress("Loading the model", 0, None)
    desk, reader = _desk(bench)
    reader.forget()
    progress("Reading", 0, None)
    reading = _reading(desk, found, bench, bool(args["keep"]), progress)
    progress("Writing the brief", 0, None)
    _write(folder, reading)
    reader.forget()
    return reading


def _documents(
    bench: Bench, folder: Path, source: Mapping[str, str], published: dt.date | None, most: int
) -> list[Document | Refusal]:
    if "address" in source:
        given: str | bytes = source["address"]
    else:
        path = folder / source["file"]
        given = path.read_bytes()
        path.unlink()
    answers = bench.desk.documents(
        [given], published=published, name=source.get("name", ""), allow_private=bench.settings.allow_private
    )
    found = list(itertools.islice(answers, most + 1))
    if len(found) > most:
        raise InputError(f"more than {REPORTS} reports", mend="`entente ingest` reads them into a ledger")
    return found


def _reading(desk: Desk, found: list[Document | Refusal], bench: Bench, keep: bool, progress: Progress) -> Reading:
    refusals = [each for each in found if isinstance(each, Refusal)]
    if len(refusals) == len(found):
        first = refusals[0] if refusals else None
        raise InputError(
            first.detail if first else "nothing to read", place=first.source if first else "",
            mend=(first.mend if first else "") or "give another report",
        )  # fmt: skip
    brief = desk.brief(found)
    documents = [told.document for told in brief.documents]
    claims = tuple((document.id, tuple(told)) for document, told in desk.claims(documents))
    kept = None
    if keep:
        progress("Keeping it in the ledger", 0, None)
        kept = desk.keep(documents, bench.settings.ledger)
    return Reading(brief, claims, kept)


def _write(folder: Path, reading: Reading) -> None:
    from entente.desk import render

    page = render(reading.brief, "html")
    (folder / FORMATS["html"]).write_text(outward(page, FORMATS["css"]), encoding="utf-8")
    (folder / FORMATS["css"]).write_text(style_of(page), encoding="utf-8")
    for form in ("md", "json"):
        (folder / FORMATS[form]).write_text(render(reading.brief, form), encoding="utf-8")


def keep(bench: Bench, args: Mapping[str, Any], progress: Progress) -> Ingested:
    """Keeps reports that were read before in the ledger. `documents`: the reports."""
    progress("Keeping it in the ledger", 0, None)
    desk, reader = _desk(bench)
    kept = desk.keep(args["documents"], bench.settings.ledger)
    reader.forget()
    return kept


def training(bench: Bench, args: Mapping[str, Any], progress: Progress) -> int:
    """Writes training items to a ZIP file in `folder`; the number of claims in them. `question`: which claims."""
    progress("Collecting what was reviewed", 0, None)
    # Not where the file will lie: the state may be inside the ledger, where nothing is written to.
    with tempfile.TemporaryDirectory(prefix="entente-") as name:
        out = Path(name) / "training"
        written = bench.desk.export(bench.settings.ledger, args["question"], "training", out)
        if not written.rows:
            raise InputError("nothing to export", mend="review some of these claims first")
        packed = Path(name) / TRAINING
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(out.iterdir()):
                archive.write(path, f"training/{path.name}")
        shutil.move(packed, Path(args["folder"]) / TRAINING)
    return written.rows


def warm(bench: Bench, args: Mapping[str, Any], progress: Progress) -> None:
    """Loads the model, so that the first report need not wait for it. `args`: nothing."""
    progress("Loading the model", 0, None)
    _desk(bench)


#: Kind of job -> what is done for it.
KINDS: dict[str, Work] = {"read": read, "keep": keep, "training": training, "warm": warm}
