"""Analysts and reviewers at a desk: ever other pages, and reviews, at a steady rate: a process of its own.

    python -m bench.soak_asker PLAN OUT

PLAN is JSON: {"base": address, "seconds": N, "pages": a second, "reviews": a second, "reader": token, "reviewer":
token}. What is asked for is drawn from what the desk itself told before: claims, events, reports, pairs, cursors. Each
answer is a line of JSON in OUT, with milliseconds from the moment at which the request was due.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import json
import random
import sys
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote, urlencode

from entente.records.vocabulary import EVENTS

SEED = 20
#: Seconds after which an answer counts as an error; ids that are remembered to be asked for.
LIMIT, KNOWN = 30.0, 4000
_WORDS = (
    "ceasefire", "grain", "missile", "prisoners", "sanctions", "drones", "summit", "pipeline", "election", "border",
    "refugees", "troops", "minister", "protest", "nuclear", "talks", "court", "aid", "ship", "parliament",
)  # fmt: skip
#: Page -> how often it is asked for.
WEIGHTS = {
    "Today": 3, "Today, next": 1, "Claims": 1, "Claims, pair": 2, "Claims, words": 2, "Claims, days": 2,
    "Claims, next page": 2, "Claim": 3, "Events": 1, "Events, pair": 1, "Events, words": 1, "Events, days": 1,
    "Event": 3, "Document": 4, "Documents": 1, "Documents, words": 1, "Refusals": 1, "Pair": 3, "Network": 1,
    "Check": 1, "Review": 2, "Watches": 1, "Find": 2, "API claims": 3, "API events": 2, "API count": 1,
    "API document": 1, "API pair": 0.2, "API read": 0.4,
}  # fmt: skip


class Known:
    """What the desk has told so far, newest last."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.claims: deque[str] = deque(maxlen=KNOWN)
        self.events: deque[str] = deque(maxlen=KNOWN)
        self.documents: deque[str] = deque(maxlen=KNOWN)
        self.cursors: deque[str] = deque(maxlen=KNOWN)
        self.pairs: deque[tuple[str, str]] = deque(maxlen=KNOWN)
        self.quotes: deque[str] = deque(maxlen=KNOWN)

    def take(self, answer: dict[str, Any]) -> None:
        """Takes up what a list of claims or events of the API tells."""
        if answer.get("next") and answer.get("data") and "document" in answer["data"][0]:
            self.cursors.append(answer["next"])
        for row in answer.get("data", ()):
            claim = row.get("lead") or row
            if "document" not in claim:
                continue
            self.claims.append(claim["id"])
            self.documents.append(claim["document"])
            self.quotes.append(claim["title"] or claim["quote"])
            if claim["event_id"]:
                self.events.append(claim["event_id"])
            self.pairs.extend((a, b) for a in claim["actor"] for b in claim["recipient"] if a != b)

    def one(self, of: deque[Any]) -> Any:
        """One of them; those told last, which people look at most, as often as all others."""
        place = len(of) - 1 - int(self.rng.expovariate(1 / 40)) if self.rng.random() < 0.5 else -1
        return of[place] if 0 <= place < len(of) else self.rng.choice(of)


def pages(known: Known) -> dict[str, Callable[[], tuple[str, dict[str, Any] | None]]]:
    """Page -> what draws an address of it, and what is sent there."""
    rng = known.rng

    def get(path: str, **filters: Any) -> tuple[str, None]:
        return (f"{path}?{urlencode(filters)}" if filters else path), None

    def pair() -> str:
        return ",".join(known.one(known.pairs))

    def word() -> str:
        return rng.choice(rng.choice(known.quotes).split() if rng.random() < 0.5 else _WORDS).strip("'\",.:;?!") or "a"

    def days(length: int) -> dict[str, str]:
        first = dt.date(2023, 1, 1) + dt.timedelta(days=rng.randrange(180))
        until = first + dt.timedelta(days=rng.randrange(1, length))
        return {"since": first.isoformat(), "until": until.isoformat()}

    def between(path: str) -> tuple[str, None]:
        one, two = known.one(known.pairs)
        return f"{path}/{one}/{two}", None

    return {
        "Today": lambda: get("/"), "Today, next": lambda: get("/", since="all", after=rng.randrange(10, 300)),
        "Claims": lambda: get("/claims"), "Claims, pair": lambda: get("/claims", pair=pair()),
        "Claims, words": lambda: get("/claims", text=word()),
        "Claims, days": lambda: get("/claims", event=rng.choice(EVENTS), **days(30)),
        "Claims, next page": lambda: get("/claims", after=known.one(known.cursors)),
        "Claim": lambda: get(f"/claims/{known.one(known.claims)}"),
        "Events": lambda: get("/events"), "Events, pair": lambda: get("/events", pair=pair()),
        "Events, words": lambda: get("/events", text=word()), "Events, days": lambda: get("/events", **days(10)),
        "Event": lambda: get(f"/events/{known.one(known.events)}"),
        "Document": lambda: get(f"/documents/{quote(known.one(known.documents), safe='')}"),
        "Documents": lambda: get("/documents"), "Documents, words": lambda: get("/documents", text=word()),
        "Refusals": lambda: get("/refusals"), "Pair": lambda: between("/pair"),
        "Network": lambda: get("/network", **days(90)),
        "Check": lambda: get(
            "/check", matter="arms.artillery", **dict(zip(("from", "to"), known.one(known.pairs), strict=True))
        ),
        "Review": lambda: get("/review", claim=known.one(known.claims)), "Watches": lambda: get("/watches"),
        "Find": lambda: get("/find", q=f"{word()} {word()}"),
        "API claims": lambda: get("/api/v1/claims", limit=50, **({} if rng.random() < 0.4 else days(20))),
        "API events": lambda: get("/api/v1/events", limit=20, **days(20)),
        "API count": lambda: get("/api/v1/claims/count", pair=pair()),
        "API document": lambda: get("/api/v1/document", id=known.one(known.documents)),
        "API pair": lambda: get("/api/v1/pair", **dict(zip("ab", known.one(known.pairs), strict=True))),
        "API read": lambda: (
            "/api/v1/read?wait=20",
            {"title": rng.choice(known.quotes), "text": " ".join(f"{rng.choice(known.quotes)}." for _ in range(12))},
        ),
    }  # fmt: skip


def review(known: Known) -> tuple[str, str, dict[str, Any]]:
    """A review: its page, address and body."""
    rng = known.rng
    action = rng.choices(("accept", "reject", "correct", "undo"), (5, 2, 3, 1))[0]
    body: dict[str, Any] = {"why": f"soak {rng.randrange(10**9)}"}
    if action == "correct":
        one, two = known.one(known.pairs)
        body["fields"] = {"actor": [one], "recipient": [two]}
    return f"Review, {action}", f"/api/v1/claims/{known.one(known.claims)}/{action}", body


async def _run(plan: dict[str, Any], out: TextIO) -> None:
    import httpx

    rng = random.Random(SEED)
    known = Known(rng)
    limits = httpx.Limits(max_connections=32, max_keepalive_connections=32)
    async with httpx.AsyncClient(base_url=plan["base"], limits=limits, timeout=LIMIT) as client:
        begun = time.perf_counter() + 1.0

        async def one(due: float, name: str, path: str, body: dict[str, Any] | None, token: str) -> None:
            fault, status, later = "", 0, False
            accept = "application/json" if path.startswith("/api") else "text/html"
            headers = {"Authorization": f"Bearer {token}", "Accept": accept}
            try:
                answer = await client.request("POST" if body else "GET", path, headers=headers, json=body)
                status, later = answer.status_code, "retry-after" in answer.headers
                if name in ("API claims", "API events") and status == 200:
                    known.take(answer.json())
            except httpx.HTTPError as error:
                fault = type(error).__name__
            took = round((time.perf_counter() - due) * 1000, 1)
            row = {"page": name, "path": path, "due": round(due - begun, 2), "ms": took, "status": status}
            out.write(json.dumps({**row, "fault": fault, "later": later}) + "\n")
            out.flush()

        for path in ("/api/v1/claims?limit=500", "/api/v1/events?limit=200"):
            headers = {"Authorization": f"Bearer {plan['reader']}"}
            known.take((await client.get(path, headers=headers)).json())
        draw = pages(known)
        names, weights = list(WEIGHTS), list(WEIGHTS.values())
        begun = time.perf_counter()
        dues = [(n / plan["pages"], "page") for n in range(int(plan["seconds"] * plan["pages"]))]
        dues += [((n + 0.5) / plan["reviews"], "review") for n in range(int(plan["seconds"] * plan["reviews"]))]
        async with asyncio.TaskGroup() as group:
            for due, what in sorted(dues):
                await asyncio.sleep(max(0.0, begun + due - time.perf_counter()))
                if what == "page":
                    name = rng.choices(names, weights)[0]
                    group.create_task(one(begun + due, name, *draw[name](), plan["reader"]))
                else:
                    group.create_task(one(begun + due, *review(known), plan["reviewer"]))


def main(plan: str, out: str) -> None:
    """Reads the plan, asks, writes."""
    gc.disable()  # its pauses would count as the desk's
    with Path(out).open("w", encoding="utf-8") as lines:
        asyncio.run(_run(json.loads(Path(plan).read_text(encoding="utf-8")), lines))


if __name__ == "__main__":
    main(*sys.argv[1:3])
