"""Feeds that grow while they are asked, each on a host of its own of this machine.

Items are those of the shared half year of world news where it lies beside this checkout, else made-up ones; they are
taken in their order from its busiest weeks, and dated as they appear, so that all of them come "today".
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from bench import serve_items

#: Items that a feed shows at once, newest first, as publishers do.
SHOWN = 30
SEED = 9


def items(shared: Path, number: int) -> tuple[list[dict[str, Any]], str]:
    """So many items with title and text, and where they are from."""
    path = shared / "corpora" / "world_feeds_2023h1.jsonl.gz"
    if not path.is_file():
        rng = random.Random(SEED)
        return [serve_items._item(rng, n) for n in range(number)], "made-up items"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        found = sorted(map(json.loads, lines), key=lambda item: str(item["published"]))
    busiest = max(range(len(found) - number), key=lambda at: _closeness(found, at, number), default=0)
    return found[busiest : busiest + number], "items of the shared half year of world news, its busiest weeks"


def _closeness(found: Sequence[dict[str, Any]], at: int, number: int) -> float:
    first, last = (dt.datetime.fromisoformat(found[n]["published"]) for n in (at, at + number))
    return -(last - first).total_seconds()


def busiest(shared: Path) -> dict[str, Any] | None:
    """What the half year says of traffic: its feeds, and items of its busiest hour, day and of all days."""
    path = shared / "corpora" / "world_feeds_2023h1.jsonl.gz"
    if not path.is_file():
        return None
    hours: Counter[str] = Counter()
    days: Counter[str] = Counter()
    feeds: Counter[str] = Counter()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for item in map(json.loads, lines):
            hours[item["published"][:13]] += 1
            days[item["published"][:10]] += 1
            feeds[item["outlet"]] += 1
    regular = sum(count > len(days) for count in feeds.values())
    return {
        "feeds": regular, "items": sum(days.values()), "days": len(days), "hour": max(hours.values()),
        "busiest_hour": hours.most_common(1)[0][0], "day": max(days.values()),
    }  # fmt: skip


class Wire:
    """The feeds of one run: item `n` appears `n / rate` seconds after the start, in feed `n % feeds`."""

    def __init__(self, found: Sequence[dict[str, Any]], feeds: int, rate: float) -> None:
        """Listens on 127.0.0.2 and up; nothing has appeared yet."""
        self._items, self._feeds, self._rate = found, feeds, rate
        self._began: float | None = None
        self._first = dt.datetime.now(dt.UTC)
        self.asked = 0
        self._servers = [_server(self, number) for number in range(feeds)]
        self.addresses = [f"http://{s.server_address[0]}:{s.server_port}/feed.xml" for s in self._servers]
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=(1.0,), daemon=True).start()

    def begin(self) -> None:
        """Items appear from now on."""
        self._began, self._first = time.monotonic(), dt.datetime.now(dt.UTC)

    @property
    def told(self) -> int:
        """Items that have appeared so far."""
        if self._began is None:
            return 0
        return min(len(self._items), int((time.monotonic() - self._began) * self._rate))

    def body(self, feed: int) -> tuple[str, bytes]:
        """A feed as it stands: its ETag and its RSS 2.0."""
        numbers = range(feed, self.told, self._feeds)[-SHOWN:]
        shown = "".join(self._item(n) for n in reversed(numbers))
        head = f"<title>Feed {feed}</title><link>https://example.org/{feed}</link><description>News</description>"
        text = f"<?xml version='1.0' encoding='UTF-8'?><rss version='2.0'><channel>{head}{shown}</channel></rss>"
        return f'"{numbers[-1] if numbers else -1}"', text.encode("utf-8", "replace")

    def _item(self, number: int) -> str:
        item, day = self._items[number], self._first + dt.timedelta(seconds=number / self._rate)
        return (
            f"<item><title>{escape(item['title'])}</title><link>https://example.org/soak/{number}</link>"
            f"<guid isPermaLink='false'>soak-{number}</guid><pubDate>{format_datetime(day)}</pubDate>"
            f"<description>{escape(item['text'])}</description></item>"
        )

    def close(self) -> None:
        """Answers no more."""
        for server in self._servers:
            server.shutdown()
            server.server_close()


def _server(wire: Wire, feed: int) -> ThreadingHTTPServer:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != "/feed.xml":
                self.send_error(404)
                return
            wire.asked += 1
            mark, body = wire.body(feed)
            same = self.headers.get("If-None-Match") == mark
            self.send_response(304 if same else 200)
            self.send_header("ETag", mark)
            self.send_header("Content-Type", "application/rss+xml; charset=utf-8")
            self.send_header("Content-Length", "0" if same else str(len(body)))
            self.end_headers()
            if not same:
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return ThreadingHTTPServer((f"127.0.0.{2 + feed}", 0), Answer)
