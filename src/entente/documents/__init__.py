"""Files, feeds, addresses and archives in; Documents and Refusals out."""

from entente.documents.addresses import is_address
from entente.documents.cleaning import paragraph_spans
from entente.documents.fetching import Limits
from entente.documents.polling import poll
from entente.documents.reading import read, read_many
from entente.documents.source_paths import expand, size_of
from entente.documents.subscriptions import Polled, Subscription

__all__ = [
    "Limits",
    "Polled",
    "Subscription",
    "expand",
    "is_address",
    "paragraph_spans",
    "poll",
    "read",
    "read_many",
    "size_of",
]
