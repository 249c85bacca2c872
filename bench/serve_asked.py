"""What the load asks a desk for: every page, with addresses drawn from what the ledger holds."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from bench.ledger_rows import CODES, months
from entente.desk import Desk
from entente.records import Question
from entente.records.vocabulary import EVENTS, MATTERS

SEED = 20
#: Claims, events and documents that addresses are drawn from; pairs looked at that are busy, and others.
SAMPLE, BUSY, OTHERS = 400, 12, 24
_WORDS = ("ceasefire", "grain corridor", "missiles", "prisoners exchange", "sanctions", "drones", "summit", "pipeline")
#: Page -> how often it is asked for; every kind of list and of question is there.
WEIGHTS = {
    "Today": 3, "Today, next": 1, "Claims": 1, "Claims, pair": 2, "Claims, holder": 1, "Claims, matter": 1,
    "Claims, words": 2, "Claims, kind and days": 1, "Claims, surest first": 1, "Claims, next page": 2, "Claim": 2,
    "Events": 1, "Events, pair": 1, "Events, words": 1, "Events, days": 1, "Event": 2, "Document": 4, "Documents": 1,
    "Documents, words": 1, "Refusals": 1, "Pair, busy": 2, "Pair, any": 2, "Network": 1, "Network, quarter": 1,
    "Check": 1, "Rules": 1, "Rule": 1, "Review": 2, "Review, begin": 1, "Watches": 1, "Read": 1, "Find": 2,
    "Account": 1, "API claims": 2, "API events": 1, "API count": 1, "Feed": 1,
}  # fmt: skip


class Sample:
    """Ids and cursors of an index, drawn once, always the same."""

    def __init__(self, index: Path) -> None:
        """Opens the index and draws."""
        rng = random.Random(SEED)
        desk = Desk()
        self.rules = [rule.id for rule in desk.rules]
        firsts = list(months())
        with desk.index(index) as found:
            self.claims, self.documents, self.events, self.cursors = [], [], [], []
            for _ in range(SAMPLE // 20):
                first = rng.choice(firsts) + dt.timedelta(days=rng.randrange(27))
                asked = Question(published_since=first, published_until=first + dt.timedelta(days=2))
                rows = found.claims(asked, limit=20)
                self.claims += [kept.claim.id for kept in rows.rows]
                self.documents += [kept.claim.document for kept in rows.rows]
                self.events += [row.id for row in found.events(asked, limit=20).rows]
                page = found.claims(Question(published_until=first), limit=50)
                self.cursors += [page.next] if page.next else []
        weights = [1 / (n + 1) for n in range(len(CODES))]
        drawn = [_pair(rng, CODES, weights) for _ in range(BUSY * 4)]
        self.busy = list(dict.fromkeys(drawn))[:BUSY]
        self.pairs = [_pair(rng, CODES, None) for _ in range(OTHERS)]


def _pair(rng: random.Random, codes: Sequence[str], weights: Sequence[float] | None) -> tuple[str, str]:
    one, two = rng.choices(codes, weights, k=2)
    return tuple(sorted((one, two))) if one != two else _pair(rng, codes, weights)  # type: ignore[return-value]


def pages(sample: Sample, rng: random.Random, feed: str) -> dict[str, Callable[[], str]]:
    """Page -> what draws an address of it. `feed`: address of a watch's feed, "" where there is none."""

    def listed(path: str, **filters: Any) -> str:
        return f"{path}?{urlencode(filters)}" if filters else path

    def busy() -> str:
        return ",".join(rng.choice(sample.busy))

    def pair(of: Sequence[tuple[str, str]]) -> str:
        one, two = rng.choice(of)
        return f"/pair/{one}/{two}"

    def code() -> str:
        return CODES[min(len(CODES) - 1, int(rng.expovariate(0.08)))]

    def days(length: int, names: tuple[str, str] = ("since", "until")) -> dict[str, str]:
        first = dt.date(2019, 3, 1) + dt.timedelta(days=rng.randrange(1700))
        return dict(zip(names, (first.isoformat(), (first + dt.timedelta(days=length)).isoformat()), strict=True))

    def typed() -> str:
        return rng.choice([f"{sample.claims[0][:6]}", "North Korea and Russia", "Ukraine", rng.choice(_WORDS)])

    def rated() -> dict[str, str]:
        return {"text": rng.choice(_WORDS)} | ({"pair": busy()} if rng.random() < 0.3 else {})

    return {
        "Today": lambda: "/", "Today, next": lambda: listed("/", since="all", after=30),
        "Claims": lambda: "/claims", "Claims, pair": lambda: listed("/claims", pair=busy()),
        "Claims, holder": lambda: listed("/claims", holder=code()),
        "Claims, matter": lambda: listed("/claims", matter=rng.choice(MATTERS)),
        "Claims, words": lambda: listed("/claims", **rated()),
        "Claims, kind and days": lambda: listed("/claims", event=rng.choice(EVENTS), **days(30)),
        "Claims, surest first": lambda: listed("/claims", party=code(), sort="confidence"),
        "Claims, next page": lambda: listed("/claims", after=rng.choice(sample.cursors)),
        "Claim": lambda: f"/claims/{rng.choice(sample.claims)}",
        "Events": lambda: "/events", "Events, pair": lambda: listed("/events", pair=busy()),
        "Events, words": lambda: listed("/events", text=rng.choice(_WORDS)),
        "Events, days": lambda: listed("/events", **days(7)),
        "Event": lambda: f"/events/{rng.choice(sample.events)}",
        "Document": lambda: f"/documents/{quote(rng.choice(sample.documents), safe='')}",
        "Documents": lambda: "/documents",
        "Documents, words": lambda: listed("/documents", text=rng.choice(_WORDS)),
        "Refusals": lambda: "/refusals", "Pair, busy": lambda: pair(sample.busy),
        "Pair, any": lambda: pair(sample.pairs), "Network": lambda: "/network",
        "Network, quarter": lambda: listed("/network", **days(91)),
        "Check": lambda: listed("/check", **{"from": "PRK"}, to="RUS", matter="arms.artillery", on="2023-09-13"),
        "Rules": lambda: "/rules", "Rule": lambda: f"/rules/{quote(rng.choice(sample.rules), safe='')}",
        "Review": lambda: listed("/review", claim=rng.choice(sample.claims)),
        "Review, begin": lambda: listed("/review", party=code()), "Watches": lambda: "/watches",
        "Read": lambda: "/read",
        "Find": lambda: listed("/find", q=typed()), "Account": lambda: "/account",
        "API claims": lambda: listed("/api/v1/claims", pair=busy(), limit=50),
        "API events": lambda: listed("/api/v1/events", party=code(), limit=50),
        "API count": lambda: listed("/api/v1/claims/count", party=code(), matter=rng.choice(MATTERS)),
        "Feed": lambda: feed or "/watches",
    }  # fmt: skip


def plan(sample: Sample, seconds: float, rate: float, feed: str) -> Iterator[tuple[float, str, str, dict[str, str]]]:
    """Requests in the order in which they are due: (seconds, page, path, headers), `rate` a second.

    Pages come in rounds in which each stands as often as it weighs, so that each is asked for through the whole time.
    """
    rng = random.Random(SEED)
    draw = pages(sample, rng, feed)
    names: list[str] = []
    for n in range(int(seconds * rate)):
        if not names:
            names = [name for name, weight in WEIGHTS.items() for _ in range(weight)]
            rng.shuffle(names)
        name = names.pop()
        accept = "application/json" if name.startswith("API") else "text/html"
        yield n / rate, name, draw[name](), {"Accept": accept}
