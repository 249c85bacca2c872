"""Thresholds and calibration, fitted on the dev sets."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
from scipy.optimize import isotonic_regression, minimize

from entente.evaluation import score
from entente.reader.assembly import Assembler, Calibration, is_long, same_parties
from entente.reader.decoding import Settings, decode
from entente.reader.scores import WindowScores
from entente.records import Claim
from training.gold import Label, Lesson

#: First-screen claims should be right this often on dev.
FIRST_SCREEN_PRECISION = 0.75
BINS = 10
KNOTS = 7
STEP = 0.004


@dataclass(frozen=True, slots=True)
class DevSet:
    """A labelled set with the network's scores: name, lessons, scores, gold documents, outlet by document."""

    name: str
    lessons: Sequence[Lesson]
    scores: Sequence[WindowScores]
    gold: Sequence[dict[str, Any]]
    outlets: Mapping[str, str] = field(default_factory=dict)


def claims(dev: DevSet, assembler: Assembler) -> list[Claim]:
    """The claims that the assembler's settings give on a dev set."""
    documents: dict[str, tuple[Any, list[Any]]] = {}
    for lesson, scores in zip(dev.lessons, dev.scores, strict=True):
        read = documents.setdefault(lesson.document.id, (lesson.document, []))[1]
        read.append((lesson.window, decode(scores, assembler.settings)))
    return [claim for doc, read in documents.values() for claim in assembler.claims(doc, read)]


def figures(dev: DevSet, assembler: Assembler) -> dict[str, Any]:
    """score.py's figures of a dev set."""
    return score(dev.gold, [c.as_dict() for c in claims(dev, assembler)]).as_dict()


def best_settings(sets: Sequence[DevSet], assembler: Assembler) -> Settings:
    """Coordinate search for the settings with the best sum of strict and full F1 over the sets."""
    settings = assembler.settings

    def value(trial: Settings) -> float:
        made = [figures(dev, replace(assembler, settings=trial)) for dev in sets]
        return sum(float(m["strict"]["f1"]) + float(m["full"]["f1"]) for m in made)

    grid: dict[str, tuple[float, ...]] = {
        "event": (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5),
        "party": (-2.0, -1.5, -1.0, -0.5, 0.0, 0.3),
        "more": (-0.3, 0.0, 0.3, 0.7, 1.2),
        "holder": (0.3, 0.4, 0.5, 0.6),
        "inner": (0.3, 0.5, 0.7),
    }
    best = max(
        (replace(settings, event=e, party=p) for e, p in itertools.product(grid["event"][1::2], grid["party"][::2])),
        key=value,
    )
    for name in ("more", "holder", "inner", "event", "party", "more"):
        best = max((replace(best, **{name: v}) for v in grid[name]), key=value)
    return best


def judged(dev: DevSet, assembler: Assembler) -> Iterable[tuple[Claim, bool]]:
    """Each claim with whether event and parties are right; a gold claim settles one claim, optional ones none."""
    gold: dict[str, list[Label]] = {row["id"]: list(row["claims"]) for row in dev.gold}
    for claim in sorted(claims(dev, assembler), key=lambda c: -c.confidence):
        match = next((g for g in gold[claim.document] if same_parties(claim, _as_claim(claim, g))), None)
        if match is not None:
            gold[claim.document].remove(match)
            if match.get("optional"):
                continue
        yield claim, match is not None


def _as_claim(claim: Claim, label: Label) -> Claim:
    return replace(claim, event=label["event"], actor=tuple(label["actor"]), recipient=tuple(label["recipient"]))


def calibrate(sets: Sequence[DevSet], assembler: Assembler) -> Calibration:
    """Platt scaling with a light ridge, on the claims of the dev sets."""
    rows: list[tuple[float, ...]] = []  # four of evidence, and 1 for a long document
    right: list[bool] = []
    for dev in sets:
        for evidence, correct in _evidence(dev, assembler):
            rows.append(evidence)
            right.append(correct)
    x, y = np.array(rows), np.array(right, float)

    def loss(w: np.ndarray) -> float:
        z = x @ w[:5] + w[5]
        return float(np.logaddexp(0, z).sum() - (y * z).sum() + 0.5 * ((w[:4] - 1) ** 2).sum() + 0.5 * w[4] ** 2)

    *weights, long, bias = (round(float(v), 4) for v in minimize(loss, np.array([1.0, 1, 1, 1, 0, 0])).x)
    return Calibration(tuple(weights), bias, long=long)  # type: ignore[arg-type]


def bend(sets: Sequence[DevSet], assembler: Assembler) -> Calibration:
    """The calibration with knots: claims in KNOTS groups of like confidence, their shares right made to rise."""
    pairs = sorted(confidences(sets, replace(assembler, calibration=replace(assembler.calibration, knots=()))))
    groups = [g for g in np.array_split(np.array(pairs, float), KNOTS) if len(g)]
    rising = isotonic_regression([g[:, 1].mean() for g in groups], weights=[len(g) for g in groups]).x
    rising = np.minimum(rising + np.arange(len(rising)) * STEP, 0.99)  # flat stretches would tie unlike claims
    knots = tuple(
        (round(float(g[:, 0].mean()), 4), round(float(share), 4)) for g, share in zip(groups, rising, strict=True)
    )
    return replace(assembler.calibration, knots=knots)


def _evidence(dev: DevSet, assembler: Assembler) -> Iterable[tuple[tuple[float, ...], bool]]:
    """Evidence of each kept claim. The claim carries only its confidence, so the evidence rides in its place."""
    drafts: dict[str, tuple[float, ...]] = {}
    for lesson, scores in zip(dev.lessons, dev.scores, strict=True):
        for draft in decode(scores, assembler.settings):
            drafts[assembler.claim(lesson.document, lesson.window, draft).id] = (
                *draft.evidence,
                float(is_long(lesson.document)),
            )
    for claim, right in judged(dev, assembler):
        yield drafts[claim.id], right


def reliability(pairs: Sequence[tuple[float, bool]]) -> tuple[float, list[tuple[float, float, int]]]:
    """Expected calibration error (Guo et al. 2017, arXiv 1706.04599, eq. 3); rows of confidence, right, n."""
    rows, error = [], 0.0
    for low in range(BINS):
        inside = [(c, r) for c, r in pairs if low / BINS <= c < (low + 1) / BINS or (low == BINS - 1 and c == 1)]
        if inside:
            mean, share = sum(c for c, _ in inside) / len(inside), sum(r for _, r in inside) / len(inside)
            rows.append((round(mean, 3), round(share, 3), len(inside)))
            error += abs(mean - share) * len(inside) / len(pairs)
    return round(error, 4), rows


def first_screen(pairs: Sequence[tuple[float, bool]]) -> float:
    """The least confidence from which the claims above are right FIRST_SCREEN_PRECISION of the time."""
    for confidence in sorted({c for c, _ in pairs}):
        above = [right for c, right in pairs if c >= confidence]
        if len(above) >= 20 and sum(above) / len(above) >= FIRST_SCREEN_PRECISION:
            return confidence
    return 1.0


def confidences(sets: Sequence[DevSet], assembler: Assembler) -> list[tuple[float, bool]]:
    """(confidence, right) of every claim of the sets."""
    return [(claim.confidence, right) for dev in sets for claim, right in judged(dev, assembler)]


def fitted(sets: Sequence[DevSet], assembler: Assembler) -> Assembler:
    """The assembler with settings and calibration fitted to the sets, the least confidence last."""
    assembler = replace(assembler, settings=best_settings(sets, assembler))
    loose = replace(assembler, settings=replace(assembler.settings, event=0.1))
    assembler = replace(assembler, calibration=calibrate(sets, loose))

    def value(confidence: float, event: float) -> float:
        trial = replace(assembler, settings=replace(assembler.settings, confidence=confidence, event=event))
        made = [figures(dev, trial) for dev in sets]
        return sum(float(m["strict"]["f1"]) + float(m["full"]["f1"]) for m in made)

    grid = [
        (c, e) for c in (0.0, 0.12, 0.16, 0.2, 0.24, 0.28, 0.32, 0.36, 0.4) for e in (0.1, assembler.settings.event)
    ]
    confidence, event = max(grid, key=lambda pair: value(*pair))
    # The least confidence is held against the bent confidence: the claims kept must stay the same.
    kept = replace(assembler, settings=replace(assembler.settings, confidence=confidence, event=event))
    bent = bend(sets, kept)
    floor = bent.bent(confidence)
    return replace(kept, calibration=bent, settings=replace(kept.settings, confidence=round(floor - 5e-5, 4)))


def as_settings(settings: Settings) -> dict[str, float]:
    """Settings as model.json keeps them."""
    return asdict(settings)
