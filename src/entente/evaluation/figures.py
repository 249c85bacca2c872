"""Precision, recall and F1 over many documents, with intervals, by kind of claim, and how honest the confidence is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from entente.evaluation.matching import LEVELS, Row, full, holders, matter_overlap, pair, same_time, strict

#: Resamples of the documents for an interval, and the seed of the draw.
RESAMPLES = 1000
SEED = 20240618
#: Width of the interval: 2.5th to 97.5th percentile.
OUTER = (2.5, 97.5)
#: Bins of equal width in the reliability table.
BINS = 10


@dataclass(frozen=True, slots=True)
class Count:
    """Right, read and labelled claims; optional gold claims that were found count in none of the three."""

    right: int
    read: int
    gold: int


@dataclass(frozen=True, slots=True)
class Scored:
    """One document: its claims, counts by level, and which claims go together by level."""

    id: str
    golds: Sequence[Row]
    reads: Sequence[Row]
    counts: Mapping[str, Count]
    pairs: Mapping[str, Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Scores:
    """Everything measured over a set.

    Attributes:
        documents: the scored documents, in the order of the gold.
        levels: level -> precision, recall, f1 (4 decimals), gold, predicted, and f1_low, f1_high (95 % bootstrap
            interval over documents).
        attributes: share of pairs (matched at the relaxed level) in which a field is right.
        events: event -> hit, missed, spurious at the strict level.
        slices: kind of slice -> value -> figures.
        calibration: figures of the confidence, or None where no claim carries one.
    """

    documents: tuple[Scored, ...]
    levels: dict[str, dict[str, float]]
    attributes: dict[str, float]
    events: dict[str, dict[str, int]]
    slices: dict[str, dict[str, dict[str, float]]]
    calibration: dict[str, Any] | None

    def as_dict(self) -> dict[str, Any]:
        """The figures as plain JSON values, documents left out."""
        return {
            **self.levels,
            "attributes": self.attributes,
            "events": self.events,
            "slices": self.slices,
            "calibration": self.calibration,
            "documents": len(self.documents),
        }


def score(gold: Iterable[Mapping[str, Any]], read: Iterable[Row]) -> Scores:
    """Scores claims that were read against labelled documents.

    Args:
        gold: documents, each `{"id", "claims"}`; a claim with `"optional": true` may be found or left out at no cost.
        read: claims with `document`; those of documents that are not in the gold are not counted.
    """
    by_document: defaultdict[str, list[Row]] = defaultdict(list)
    for claim in read:
        by_document[str(claim["document"])].append(claim)
    documents = tuple(_scored(str(g["id"]), g["claims"], by_document[str(g["id"])]) for g in gold)
    return Scores(
        documents=documents,
        levels={level: _level(documents, level) for level in LEVELS},
        attributes=_attributes(documents),
        events=_events(documents),
        slices={kind: _slice(documents, of) for kind, of in SLICES.items()},
        calibration=_calibration(documents),
    )


def _scored(name: str, golds: Sequence[Row], reads: Sequence[Row]) -> Scored:
    pairs = {level: pair(golds, reads, match) for level, match in LEVELS.items()}
    counts = {}
    for level, found in pairs.items():
        optional = sum(bool(golds[i].get("optional")) for i, _ in found)
        wanted = sum(not g.get("optional") for g in golds)
        counts[level] = Count(len(found) - optional, len(reads) - optional, wanted)
    return Scored(name, golds, reads, counts, pairs)


def _level(documents: Sequence[Scored], level: str) -> dict[str, float]:
    counts = [d.counts[level] for d in documents]
    right, read, gold = sum(c.right for c in counts), sum(c.read for c in counts), sum(c.gold for c in counts)
    low, high = interval(counts)
    return {**_prf(right, read, gold), "gold": gold, "predicted": read, "f1_low": low, "f1_high": high}


def _prf(right: int, read: int, gold: int) -> dict[str, float]:
    precision = right / read if read else 0.0
    recall = right / gold if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def interval(counts: Sequence[Count], *, resamples: int = RESAMPLES, seed: int = SEED) -> tuple[float, float]:
    """95 % percentile bootstrap interval of F1, drawing whole documents (Efron and Tibshirani 1993, chapter 13)."""
    if not counts:
        return 0.0, 0.0
    import numpy as np

    table = np.array([(c.right, c.read, c.gold) for c in counts], np.float64)
    draws = np.random.default_rng(seed).integers(0, len(counts), (resamples, len(counts)))
    right, read, gold = table[draws].sum(axis=1).T
    values = 2 * right / np.maximum(read + gold, 1)
    low, high = np.percentile(values, OUTER)
    return round(float(low), 4), round(float(high), 4)


def _attributes(documents: Sequence[Scored]) -> dict[str, float]:
    pairs = [(d.golds[i], d.reads[j]) for d in documents for i, j in d.pairs["relaxed"]]
    checks: dict[str, Callable[[Row, Row], float]] = {
        "holder": lambda g, r: holders(g) == holders(r),
        "polarity": lambda g, r: g.get("polarity") == r.get("polarity"),
        "certainty": lambda g, r: g.get("certainty") == r.get("certainty"),
        "modality": lambda g, r: g.get("modality") == r.get("modality"),
        "mode": lambda g, r: g.get("mode") == r.get("mode"),
        "matter": matter_overlap,
        "time": same_time,
    }
    values = {name: _mean(pairs, check) for name, check in checks.items()}
    attributed = [at for at in pairs if at[0].get("holders")]
    timed = [at for at in pairs if at[0].get("start")]
    values["holder_when_attributed"] = _mean(attributed, checks["holder"])
    values["time_when_given"] = _mean(timed, checks["time"])
    values["pairs"] = len(pairs)
    return values


def _mean(pairs: Sequence[tuple[Row, Row]], check: Callable[[Row, Row], float]) -> float:
    return round(sum(check(g, r) for g, r in pairs) / max(1, len(pairs)), 4)


def _events(documents: Sequence[Scored]) -> dict[str, dict[str, int]]:
    table: defaultdict[str, dict[str, int]] = defaultdict(dict)

    def add(event: str, what: str) -> None:
        table[event][what] = table[event].get(what, 0) + 1

    for d in documents:
        for i, _ in d.pairs["strict"]:
            add(d.golds[i]["event"], "hit")
        for i, _ in unmatched(d)[0]:
            add(d.golds[i]["event"], "missed")
        for j, _ in unmatched(d)[1]:
            add(d.reads[j]["event"], "spurious")
    return dict(sorted(table.items()))


def unmatched(document: Scored) -> tuple[list[tuple[int, Row]], list[tuple[int, Row]]]:
    """Gold claims that were not found strictly (optional ones left out) and claims read without a gold claim."""
    found, used = ({at[side] for at in document.pairs["strict"]} for side in (0, 1))
    missed = [(i, g) for i, g in enumerate(document.golds) if i not in found and not g.get("optional")]
    return missed, [(j, r) for j, r in enumerate(document.reads) if j not in used]


def holder_kind(claim: Row) -> str:
    """Who speaks: report, state, named, anonymous, rumour, or nested where holders stand within holders."""
    chain = claim.get("holders") or ()
    if len(chain) > 1:
        return "nested"
    if not chain:
        return "report"
    if chain[0].get("actor") is not None:
        return "state"
    if chain[0].get("stance") == "rumour":
        return "rumour"
    return "named" if chain[0].get("name") else "anonymous"


SLICES: dict[str, Callable[[Row], str]] = {
    "event": lambda claim: str(claim["event"]),
    "holder": holder_kind,
    "modality": lambda claim: str(claim.get("modality")),
    "polarity": lambda claim: str(claim.get("polarity")),
    "certainty": lambda claim: str(claim.get("certainty")),
}


def _slice(documents: Sequence[Scored], of: Callable[[Row], str]) -> dict[str, dict[str, float]]:
    """For each value: labelled claims, how many were found strictly and fully; read claims, how many are right."""
    rows: defaultdict[str, dict[str, int]] = defaultdict(
        lambda: {"gold": 0, "found": 0, "found_fully": 0, "read": 0, "right": 0}
    )
    for d in documents:
        for gold in d.golds:
            rows[of(gold)]["gold"] += not gold.get("optional")
        for claim in d.reads:
            rows[of(claim)]["read"] += 1
        for i, j in d.pairs["strict"]:
            wanted = not d.golds[i].get("optional")
            rows[of(d.golds[i])]["found"] += wanted
            rows[of(d.golds[i])]["found_fully"] += wanted and full(d.golds[i], d.reads[j])
            rows[of(d.reads[j])]["right"] += 1
    return {value: _with_shares(row) for value, row in sorted(rows.items(), key=lambda at: (-at[1]["gold"], at[0]))}


def _with_shares(row: dict[str, int]) -> dict[str, float]:
    recall = round(row["found"] / row["gold"], 4) if row["gold"] else 0.0
    precision = round(row["right"] / row["read"], 4) if row["read"] else 0.0
    return {**row, "recall": recall, "precision": precision}


def judged(documents: Iterable[Scored]) -> Iterator[tuple[float, bool]]:
    """Confidence of each claim that carries one, and whether event and parties are right."""
    for d in documents:
        right = {j for i, j in d.pairs["strict"] if strict(d.golds[i], d.reads[j])}
        for j, claim in enumerate(d.reads):
            if claim.get("confidence") is not None:
                yield float(claim["confidence"]), j in right


def _calibration(documents: Sequence[Scored]) -> dict[str, Any] | None:
    """Expected calibration error over bins of equal width (Naeini, Cooper and Hauskrecht 2015), and the table."""
    rows = list(judged(documents))
    if not rows:
        return None
    table = []
    for number in range(BINS):
        inside = [(c, ok) for c, ok in rows if min(int(c * BINS), BINS - 1) == number]
        if inside:
            mean = sum(c for c, _ in inside) / len(inside)
            share = sum(ok for _, ok in inside) / len(inside)
            low, high = number / BINS, (number + 1) / BINS
            table.append(
                {"from": low, "to": high, "claims": len(inside), "confidence": round(mean, 4), "right": round(share, 4)}
            )
    error = sum(row["claims"] * abs(row["confidence"] - row["right"]) for row in table) / len(rows)
    return {"expected_calibration_error": round(error, 4), "claims": len(rows), "table": table}
