"""Files, feeds, addresses and archives in; Documents and Refusals out."""

from entente.documents.cleaning import paragraph_spans
from entente.documents.reading import read, read_many

__all__ = ["paragraph_spans", "read", "read_many"]
