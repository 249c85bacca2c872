"""A feed of made-up reports, served on this machine."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

from faults import words


def rss(items: int, seed: int) -> bytes:
    """An RSS 2.0 document; what cannot be read as an item is left out."""
    told = []
    for line in words.lines(items, seed, undated=False):
        try:
            item = json.loads(line)
        except ValueError:
            continue
        if item.get("published"):
            day = dt.datetime.fromisoformat(item["published"]).replace(hour=9, tzinfo=dt.UTC)
            told.append(
                f"<item><title>{escape(item['title'])}</title><link>{escape(item['url'])}</link>"
                f"<guid isPermaLink='false'>{item['id']}</guid><pubDate>{format_datetime(day)}</pubDate>"
                f"<description>{escape(item['text'])}</description></item>"
            )
    head = "<title>Made up</title><link>https://news.example/</link><description>Made up</description>"
    return f"<?xml version='1.0'?><rss version='2.0'><channel>{head}{''.join(told)}</channel></rss>".encode()


@contextmanager
def serving(items: int, seed: int) -> Iterator[str]:
    """Serves the feed for the time of the block; gives its address."""
    body = rss(items, seed)

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/feed.xml"
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "application/rss+xml")
            self.end_headers()
            self.wfile.write(body if found else b"")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/feed.xml"
    finally:
        server.shutdown()
        server.server_close()
