"""Origins: near-copies are one origin, however many papers print them.

MinHash over runs of words names the candidates, `likeness` compares them word by word. A report that is a copy joins
the origin of the report it is most like; the first of a group gives its id. What was said once stays: reports that
arrive later never change the origin of earlier ones.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from entente.ledger.origin_likeness import Report, likeness, prepared
from entente.ledger.origin_signatures import SIGNATURE_BYTES, band_keys, signatures

#: Days between reports that are still compared, and between the first and last report of an origin. In a half-year of
#: feeds 829 of 844 copies came by the next day and one after more than a week; a window of 60 days found no more.
#: Weekly papers print a story in the week after; twice that is left for them.
WINDOW = 14
#: Reports that share most band keys are compared, at most so many.
COMPARED = 12
#: Reports that one band key remembers, the newest ones.
REMEMBERED = 40
#: Reports whose words are held ready; the words of others are asked for again.
READY = 5_000
_BATCH = 512
FIRST = "first of its kind"
#: Titles and texts of reports by their ids.
Texts = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A report to be grouped. `published`: its day; for a report without one, the day on which it was taken in."""

    id: str
    title: str
    text: str
    published: dt.date | None
    outlet: str


@dataclass(frozen=True, slots=True)
class OriginRow:
    """Where a report comes from, and what must be kept so that the grouping can go on after a restart.

    Attributes:
        document: id of the report.
        origin: id of the first report of its group, its own where it is the first.
        reason: in plain words.
        similarity: share of the shorter report's runs of words that stand in the longer, 0 to 1; 1 for the first.
        signature: MinHash values, SIGNATURE_BYTES bytes.
        published, outlet: as given.
    """

    document: str
    origin: str
    reason: str
    similarity: float
    signature: bytes
    published: dt.date | None
    outlet: str


class Origins:
    """Groups reports as they arrive. Memory is bounded by `forget`."""

    def __init__(
        self, known: Iterable[OriginRow] = (), texts_of: Callable[[Sequence[str]], Texts] | None = None
    ) -> None:
        """Takes up an earlier grouping.

        Args:
            known: rows of earlier calls, in any order; those published in the last WINDOW days are enough.
            texts_of: titles and texts of reports by their ids, those that there are; asked only for candidates whose
                words are no longer held.

        Raises:
            ValueError: rows without `texts_of`, or a signature of another length.
        """
        self._rows: dict[str, OriginRow] = {}
        self._buckets: dict[int, list[str]] = {}
        self._ready: dict[str, Report] = {}
        self._texts_of = texts_of
        self._near: Texts = {}
        rows = sorted(known, key=_order)
        if rows and texts_of is None:
            raise ValueError("known rows need texts_of, as rows hold no words")
        for at in range(0, len(rows), _BATCH):
            self._take_up(rows[at : at + _BATCH])

    def _take_up(self, rows: Sequence[OriginRow]) -> None:
        import numpy as np

        if any(len(row.signature) != SIGNATURE_BYTES for row in rows):
            raise ValueError(f"a signature is not {SIGNATURE_BYTES} bytes long")
        joined = np.frombuffer(b"".join(row.signature for row in rows), dtype="<u2").reshape(len(rows), -1)
        for row, keys in zip(rows, band_keys(joined), strict=True):
            self._rows[row.document] = row
            self._remember(row.document, keys)

    def __len__(self) -> int:
        """Number of reports that are held."""
        return len(self._rows)

    def add(self, id: str, title: str, text: str, published: dt.date | None, outlet: str) -> OriginRow:
        """One report; `add_many` is much faster for many."""
        return self.add_many([Arrival(id, title, text, published, outlet)])[0]

    def add_many(self, arrivals: Iterable[Arrival]) -> list[OriginRow]:
        """The rows of reports, in the order given, which should be that of (published, id).

        A report whose id is held already keeps its row, whatever its text is now.
        """
        rows: list[OriginRow] = []
        waiting = list(arrivals)
        for at in range(0, len(waiting), _BATCH):
            rows += self._add_batch(waiting[at : at + _BATCH])
        return rows

    def _add_batch(self, arrivals: Sequence[Arrival]) -> list[OriginRow]:
        reports = [prepared(a.id, a.title, a.text, a.published, a.outlet) for a in arrivals]
        found = signatures([report.whole for report in reports])
        bands = band_keys(found)
        self._bring(reports, bands)
        rows = []
        for report, keys, signature in zip(reports, bands, found, strict=True):
            row = self._rows.get(report.id)
            if row is None:
                row = self._place(report, keys, signature.tobytes())
            rows.append(row)
        return rows

    def _place(self, report: Report, keys: list[int], signature: bytes) -> OriginRow:
        origin, reason, share = report.id, FIRST, 1.0
        best: tuple[float, str, OriginRow] | None = None
        told: set[str] = set()
        for row in self._candidates(report, keys) if report.whole else ():
            if row.origin in told:
                continue  # one copy of an origin is enough
            alike, why = likeness(report, self._report(row))
            if why:
                told.add(row.origin)
            if why and (best is None or alike > best[0]):
                best = (alike, why, row)
        if best is not None:
            share, why, row = best
            origin = row.origin
            reason = f"same words as {row.document} ({share:.2f} {why})"
        kept = OriginRow(report.id, origin, reason, share, signature, report.published, report.outlet)
        self._rows[report.id] = kept
        if report.whole:
            self._hold(report)
            self._remember(report.id, keys)
        return kept

    def _bring(self, reports: Sequence[Report], bands: Iterable[list[int]]) -> None:
        """Asks once for the words of those that reports of a batch will be compared with, likely ones first."""
        if self._texts_of is None:
            return
        ranks = [
            self._candidates(report, keys)
            for report, keys in zip(reports, bands, strict=True)
            if report.whole and report.id not in self._rows
        ]
        of_rank = (row.document for rank in itertools.zip_longest(*ranks) for row in rank if row is not None)
        wanted = dict.fromkeys(name for name in of_rank if name not in self._ready)
        self._near = self._texts_of(list(itertools.islice(wanted, READY))) if wanted else {}

    def _candidates(self, report: Report, keys: list[int]) -> list[OriginRow]:
        """Held reports that share band keys, most keys first, of an origin whose first report lies in the window."""
        shared: Counter[str] = Counter()
        for key in keys:
            bucket = self._buckets.get(key)
            if bucket:
                shared.update(bucket)
        near = [self._rows[id] for id in shared]
        near = [row for row in near if self._in_window(row, report.published)]
        return sorted(near, key=lambda row: (-shared[row.document], _order(row)))[:COMPARED]

    def _in_window(self, row: OriginRow, published: dt.date | None) -> bool:
        first = self._rows.get(row.origin)
        return first is not None and all(
            day is None or published is None or abs((day - published).days) <= WINDOW
            for day in (row.published, first.published)
        )

    def _report(self, row: OriginRow) -> Report:
        report = self._ready.get(row.document)
        if report is None:
            assert self._texts_of is not None  # without it nothing is ever let go
            words = self._near.get(row.document) or self._texts_of([row.document]).get(row.document, ("", ""))
            report = prepared(row.document, *words, row.published, row.outlet)
            self._hold(report)
        return report

    def _hold(self, report: Report) -> None:
        self._ready[report.id] = report
        if self._texts_of is not None and len(self._ready) > READY:
            del self._ready[next(iter(self._ready))]

    def _remember(self, id: str, keys: list[int]) -> None:
        for key in keys:
            bucket = self._buckets.setdefault(key, [])
            bucket.append(id)
            if len(bucket) > REMEMBERED:
                bucket.remove(min(bucket, key=lambda held: _order(self._rows[held])))

    def forget(self, before: dt.date) -> None:
        """Lets go of reports published before a day; give one more than WINDOW days before anything still to come.

        Reports without a day are held on.
        """
        gone = [row for row in self._rows.values() if row.published is not None and row.published < before]
        for row in gone:
            del self._rows[row.document]
            self._ready.pop(row.document, None)
        dropped = {row.document for row in gone}
        for key, bucket in list(self._buckets.items()) if gone else ():
            left = [id for id in bucket if id not in dropped]
            if left:
                self._buckets[key] = left
            else:
                del self._buckets[key]


def _order(row: OriginRow) -> tuple[dt.date, str]:
    return (row.published or dt.date.min, row.document)
