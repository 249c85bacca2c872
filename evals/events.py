"""How well claims are grouped into events: pairs of claims of the feeds, labelled by hand as one happening or not.

    python -m evals.events [FEEDS]         figures
    python -m evals.events [FEEDS] --fit   the weights of entente.ledger.likeness, fitted anew

FEEDS: the half-year of feeds, `shared/corpora/world_feeds_2023h1.jsonl.gz` beside this checkout by default.

The pairs are `sets/events.jsonl`, ids and labels only: document and claim of either side, "same", "part" and "drawn",
and of each claim what finds it again when a newer reader gives it another id (kind, parties, field, offsets).

How they were drawn. Claims of different documents with other titles, published within ten days of one another and
sharing a party; no document in two pairs of a draw. "words": in strata of very like, mildly like and unlike words,
of the same and of other kinds, told alike and otherwise (denied, planned, done), rare parties more often. "likeness":
along the likeness that a first rule gave them, from 0.15 up, where the rule is least sure: harder than what an ingest
meets. "grouped": strikes, tests and seizures that a first rule had put into one event on different days. Part "tune"
served to fit and to choose, part "test" was drawn ("words") and labelled after all of that, over the whole half-year;
no document is in both, a happening can be. A label is one reader's, from title, lead and quotes; pairs that the texts
leave open were left out. Near half of the pairs are the same happening, by design: far more than of all that could be
drawn.

How they were labelled. Two claims are the same happening where one could be confirmed or denied by the other.
1. A plan, its denial, its postponement and its report as done are one happening, whoever says so.
2. Tuesday's strike and Wednesday's are two, likewise tests, raids and killings of different days. A battle for one
   place, a hunt for one man, a flight of one balloon over many days is one.
3. A war as a whole and a strike in it are two; two mentions of the war as a whole are one, however it is called.
4. Standing relations (an alliance, the sanctions on a state, a visit ban) are one as long as the same one is meant.
5. A verbal act and its content are two: a call for talks and the talks, an accusation and the deed, a threat and the
   blow, a refusal and what is refused. A promise of goods and the goods are one, as are a bid and an application.
6. Statements are one where they are the same occasion; repeated appeals and condemnations are several.
7. A visit and a meeting stated separately are two; the same journey told as visit and as travel is one.
8. Mediation and the deal are two; the negotiations and the deal are two; a deal and its extension are two.
9. The same help by one giver is one (German tanks, from wish to delivery); help of different givers is several, and
   so is help of another sort (tanks, jets).
10. Arrest, charge and sentence are three; the detention of one person is one, however long.
11. What the reader misread is judged by the quote.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import math
import operator
import random
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from entente.desk import Desk
from entente.ledger.grouping import THRESHOLD, Grouping
from entente.ledger.grouping_words import WordWeights
from entente.ledger.likeness import WEIGHTS, Comparison, Member, in_time, near_kinds
from entente.records import Claim, Document
from evals import machine

PAIRS = Path(__file__).parent / "sets" / "events.jsonl"
FEEDS = machine.ROOT.parent / "shared" / "corpora" / "world_feeds_2023h1.jsonl.gz"
GOAL = 0.85
#: Weights that are set by hand, see entente.ledger.likeness.
BY_HAND = {"other places": -4.0}
Read = tuple[Document, list[Claim]]


@dataclass(frozen=True, slots=True)
class Pair:
    """A labelled pair. `one`, `two`: document, claim id and what finds the claim again."""

    one: dict[str, Any]
    two: dict[str, Any]
    same: bool
    part: str
    drawn: str


def pairs(path: Path = PAIRS) -> list[Pair]:
    """The labelled pairs."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Pair(*({"document": row[s][0], "id": row[s][1], **row[f"{s}_is"]} for s in "ab"), row["same"], row["part"],
             row["drawn"])
        for row in rows
    ]  # fmt: skip


def measure(items: Path) -> dict[str, Any]:
    """Figures over a file of reports, read with the shipped reader; see `figures`."""
    return figures(Desk().read([items]), pairs())


def figures(read: Iterable[Read], labelled: Sequence[Pair]) -> dict[str, Any]:
    """Pairwise figures of the grouping as it comes out when all claims are fed in canonical order.

    Returns plain JSON values: "claims", "events", "shared" (events of more than one claim), "largest" (claims of the
    largest), "lost" (labelled pairs of which a claim is read no more; they are in no figure); "grouped": part -> draw
    -> "precision", "recall", "f1", "low" and "high" (of F1, bootstrap, 95 %), "pairs" and "same"; "alone": likewise by
    the likeness of the two claims alone, without their events.
    """
    told = Told(read)
    events = told.grouped()
    found = [(pair, told.find(pair.one), told.find(pair.two)) for pair in labelled]
    kept = [(pair, one, two) for pair, one, two in found if one is not None and two is not None]
    sizes = Counter(events.values())
    return {
        "claims": len(events),
        "events": len(sizes),
        "shared": sum(size > 1 for size in sizes.values()),
        "largest": max(sizes.values(), default=0),
        "lost": len(labelled) - len(kept),
        "grouped": _by_part([(pair, events[one.claim] == events[two.claim]) for pair, one, two in kept]),
        "alone": _by_part([(pair, told.likeness(one, two) >= THRESHOLD) for pair, one, two in kept]),
    }


class Told:
    """Claims of a run of reports in canonical order, and what the grouping knows of each."""

    def __init__(self, read: Iterable[Read]) -> None:
        """`read`: documents with their claims, in any order; each document is its own origin."""
        self.rows: list[tuple[Claim, Document]] = []
        for document, claims in read:
            self.rows.extend((claim, document) for claim in claims)
        self.rows.sort(key=lambda row: _canonical(*row))
        self.members = {c.id: Member.of(c, "", d.published, d.title, d.id) for c, d in self.rows}
        self._claims: dict[str, list[Claim]] = {}
        self._weights = WordWeights()
        for claim, document in self.rows:
            self._claims.setdefault(document.id, []).append(claim)
            member = self.members[claim.id]
            if member.day is not None:
                self._weights.count(member.day, member.words)

    def grouped(self) -> dict[str, str]:
        """Claim -> event."""
        grouping, events, day = Grouping(), {}, None
        for claim, document in self.rows:
            if document.published and document.published != day:
                day = document.published
                grouping.forget(day)
            events[claim.id] = grouping.add(claim, document.published, document.title, document.id).event
        return events

    def find(self, side: Mapping[str, Any]) -> Member | None:
        """The claim of one side of a pair: by id, else by kind, parties and overlapping words of its document."""
        if side["id"] in self.members:
            return self.members[side["id"]]
        best = max(((_shared(side, c), c.id) for c in self._claims.get(side["document"], ())), default=(0, ""))
        return self.members[best[1]] if best[0] > 0 else None

    def features(self, one: Member, two: Member) -> tuple[float, ...] | None:
        """Features of the later claim beside the earlier; None where the rule excludes that they are one."""
        old, new = sorted((one, two), key=lambda member: (member.day or 0, member.claim))
        if old.kind not in near_kinds(new.kind) or old.war != new.war or not in_time(new, old):
            return None
        return Comparison(new, self._weights.on(new.day or 0)).features(old)

    def likeness(self, one: Member, two: Member) -> float:
        """Likeness of two claims alone, 0 to 1."""
        found = self.features(one, two)
        if found is None:
            return 0.0
        return 1 / (1 + math.exp(-sum(map(operator.mul, WEIGHTS.values(), found))))


def _canonical(claim: Claim, document: Document) -> tuple[Any, ...]:
    published = document.published or dt.date.max
    return published, document.id, claim.place.field != "title", claim.place.start_char, claim.place.end_char, claim.id


def _shared(side: Mapping[str, Any], claim: Claim) -> int:
    """Code points of the labelled words that a claim of the same kind and parties covers."""
    if (claim.event, list(claim.actor), list(claim.recipient)) != (side["event"], side["actor"], side["recipient"]):
        return 0
    places = [place for place in claim.places or (claim.place,) if place.field == side["field"]]
    return max((min(p.end_char, side["end_char"]) - max(p.start_char, side["start_char"]) for p in places), default=0)


def _by_part(found: Sequence[tuple[Pair, bool]]) -> dict[str, dict[str, dict[str, float]]]:
    parts: dict[str, dict[str, dict[str, float]]] = {}
    for part in ("tune", "test"):
        here = [(pair, joined) for pair, joined in found if pair.part == part]
        parts[part] = {"all": _scored(here)}
        for draw in sorted({pair.drawn for pair, _ in here}):
            parts[part][draw] = _scored([(pair, joined) for pair, joined in here if pair.drawn == draw])
    return parts


def _scored(found: Sequence[tuple[Pair, bool]], rounds: int = 2000) -> dict[str, float]:
    marks = [(pair.same, joined) for pair, joined in found]
    chance = random.Random(5)
    drawn = sorted(_f1(chance.choices(marks, k=len(marks)))[2] for _ in range(rounds)) if marks else [0.0]
    precision, recall, f1 = _f1(marks)
    low, high = drawn[int(len(drawn) * 0.025)], drawn[int(len(drawn) * 0.975)]
    return {
        **{name: round(value, 4) for name, value in
           (("precision", precision), ("recall", recall), ("f1", f1), ("low", low), ("high", high))},
        "pairs": len(marks),
        "same": sum(same for same, _ in marks),
    }  # fmt: skip


def _f1(marks: Sequence[tuple[bool, bool]]) -> tuple[float, float, float]:
    hits = sum(same and joined for same, joined in marks)
    same, joined = sum(same for same, _ in marks), sum(joined for _, joined in marks)
    return hits / joined if joined else 0.0, hits / same if same else 0.0, 2 * hits / ((same + joined) or 1)


def fit(told: Told, labelled: Sequence[Pair], ridge: float = 0.3) -> dict[str, float]:
    """Weights for `entente.ledger.likeness`: logistic regression on the tuning pairs that the rule does not exclude.

    Newton's method; ridge on all but the constant (Hastie, Tibshirani and Friedman 2009, 4.4).
    """
    rows, same = [], []
    for pair in labelled:
        one, two = told.find(pair.one), told.find(pair.two)
        found = told.features(one, two) if pair.part == "tune" and one and two else None
        if found is not None:
            rows.append(found)
            same.append(pair.same)
    names = list(WEIGHTS)
    free = [place for place, name in enumerate(names) if name not in BY_HAND]
    table, wanted = np.array(rows, float), np.array(same, float)
    given = table @ np.array([BY_HAND.get(name, 0.0) for name in names])
    table = table[:, free]
    penalty = np.diag([0.0, *[ridge] * (len(free) - 1)])
    weights = np.zeros(len(free))
    for _ in range(50):
        likely = 1 / (1 + np.exp(-(table @ weights + given)))
        slope = table.T @ (wanted - likely) - penalty @ weights
        curve = (table * (likely * (1 - likely))[:, None]).T @ table + penalty
        weights = weights + np.linalg.solve(curve, slope)
    fitted = dict(zip([names[place] for place in free], weights.tolist(), strict=True))
    return {name: round(BY_HAND.get(name, fitted.get(name, 0.0)), 2) for name in names}


def main(words: list[str]) -> int:
    """Prints the figures or the fitted weights as JSON."""
    parser = argparse.ArgumentParser(prog="python -m evals.events")
    parser.add_argument("feeds", nargs="?", type=Path, default=FEEDS)
    parser.add_argument("--fit", action="store_true")
    asked = parser.parse_args(words)
    found = fit(Told(Desk().read([asked.feeds])), pairs()) if asked.fit else measure(asked.feeds)
    print(json.dumps(found, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
