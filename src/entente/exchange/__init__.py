"""Claims out to the formats of other programs, and other data sets' events in.

    written = write("stix", claims, Path("out.json"), document=ledger.document, names=lexicon.name)
    for found in read("gdelt", Path("20240618000000.export.CSV.zip")): ...

docs/reference/exports.md says for every field where it stands in each format and what each format loses.
"""

from entente.exchange.lookups import Written, kind_of
from entente.exchange.reading import SOURCES, read
from entente.exchange.writing import KINDS, write

__all__ = ["KINDS", "SOURCES", "Written", "kind_of", "read", "write"]
