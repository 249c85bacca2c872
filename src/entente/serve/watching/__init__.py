"""Watches and alerts: what is new, for whom, and how it goes out."""

from entente.serve.watching.alerts import (
    Alert,
    Delivery,
    alerts,
    delivery_counts,
    evaluate,
    preview,
)
from entente.serve.watching.delivering import Round, deliver
from entente.serve.watching.feeding import FORMS, feed, feed_address
from entente.serve.watching.mailing import password_of
from entente.serve.watching.news_kept import (
    Look,
    Numbered,
    counts,
    keep,
    keys,
    last_looked,
    looked,
    since,
    these,
)
from entente.serve.watching.outbox import again
from entente.serve.watching.schema import prepare
from entente.serve.watching.watches import (
    MOST_WATCHES,
    Channels,
    Watch,
    change,
    delete,
    feed_watch,
    make,
    renew_feed_key,
    watch_of,
    watches_of,
)
from entente.serve.watching.webhook import signature

__all__ = [
    "FORMS",
    "MOST_WATCHES",
    "Alert",
    "Channels",
    "Delivery",
    "Look",
    "Numbered",
    "Round",
    "Watch",
    "again",
    "alerts",
    "change",
    "counts",
    "delete",
    "deliver",
    "delivery_counts",
    "evaluate",
    "feed",
    "feed_address",
    "feed_watch",
    "keep",
    "keys",
    "last_looked",
    "looked",
    "make",
    "password_of",
    "prepare",
    "preview",
    "renew_feed_key",
    "signature",
    "since",
    "these",
    "watch_of",
    "watches_of",
]
