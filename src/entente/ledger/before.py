"""What a ledger held of some documents before a batch is written, asked for all of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from entente.ledger.ledger import Ledger
from entente.ledger.members import ask
from entente.ledger.rows import kept_claim
from entente.records import KeptClaim

_COLUMNS = "* EXCLUDE (recorded, month), epoch_us(recorded) AS recorded"


class Before:
    """Readings, the reader's claims and the reviewers' of documents, as they stand now."""

    def __init__(self, ledger: Ledger, documents: Sequence[str]) -> None:
        """Args: ledger: where they stand; documents: their ids."""
        self._ledger, self._ids = ledger, sorted(set(documents))
        self._claims = self._newest("claims", "version")
        self._reviewed = self._newest("reviews", "number")
        sql = """SELECT id, version, max(reading) FROM documents WHERE id IN (SELECT unnest($ids))
            GROUP BY id, version ORDER BY version"""
        rows = ledger.rows(sql, {"ids": self._ids})
        self._readings: dict[str, tuple[int, int]] = {name: (version, reading) for name, version, reading in rows}

    def claims(self, document: str) -> list[KeptClaim]:
        """The reader's newest version of each claim of a document, withdrawn ones too, by id."""
        return self._claims.get(document, [])

    def reviewed(self, document: str) -> list[KeptClaim]:
        """The reviewers' newest version of each claim of a document on which one has spoken, by id."""
        return self._reviewed.get(document, [])

    def reading(self, document: str) -> tuple[int, int]:
        """The newest version of a document's text, and how often that has been read."""
        return self._readings.get(document, (1, 1))

    def _newest(self, table: str, by: str) -> dict[str, list[KeptClaim]]:
        sql = f"""SELECT {_COLUMNS} FROM {table} WHERE document IN (SELECT unnest($ids))
            QUALIFY row_number() OVER (PARTITION BY id ORDER BY "{by}" DESC) = 1 ORDER BY id"""
        found: defaultdict[str, list[KeptClaim]] = defaultdict(list)
        for row in ask(self._ledger, sql, {"ids": list(self._ids)}):
            kept = kept_claim(row)
            found[kept.claim.document].append(kept)
        return dict(found)
