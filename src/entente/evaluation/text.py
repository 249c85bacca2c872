"""The figures as plain lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from entente.evaluation.figures import Scores
from entente.evaluation.matching import Row
from entente.evaluation.mistakes import Mistake, by_kind, commonest, mistakes

FIELDS = ("holder", "holder_when_attributed", "polarity", "certainty", "modality", "mode", "matter", "time",
          "time_when_given")  # fmt: skip


def as_text(scores: Scores, *, errors: int = 0) -> str:
    """Lines to read: levels with intervals, fields, slices, calibration, kinds of fault, the first `errors` faults."""
    found = mistakes(scores.documents)
    blocks = [
        _levels(scores),
        _fields(scores),
        *(_slice(kind, rows) for kind, rows in scores.slices.items()),
        _calibration(scores),
        _kinds(found),
        _shown(found, errors),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _levels(scores: Scores) -> str:
    lines = [f"{len(scores.documents)} documents", "", f"{'':9}    P      R     F1   95 % interval   labelled   read"]
    for level, v in scores.levels.items():
        figures = "  ".join(f"{v[name]:.3f}" for name in ("precision", "recall", "f1"))
        bounds = f"{v['f1_low']:.3f} to {v['f1_high']:.3f}"
        lines.append(f"{level:9} {figures}   {bounds}  {v['gold']:9}  {v['predicted']:5}")
    return "\n".join(lines)


def _fields(scores: Scores) -> str:
    pairs = int(scores.attributes["pairs"])
    lines = [f"Fields right, over {pairs} pairs that match relaxed"]
    lines += [f"  {name.replace('_', ' '):24} {scores.attributes[name]:.3f}" for name in FIELDS]
    return "\n".join(lines)


def _slice(kind: str, rows: dict[str, dict[str, float]]) -> str:
    lines = [f"{'By ' + kind:14} labelled  found  fully   read  right  recall  precision"]
    for value, row in rows.items():
        lines.append(
            f"  {value:12} {row['gold']:8}  {row['found']:5}  {row['found_fully']:5}  {row['read']:5}  {row['right']:5}"
            f"  {row['recall']:6.3f}  {row['precision']:9.3f}"
        )
    return "\n".join(lines)


def _calibration(scores: Scores) -> str:
    if scores.calibration is None:
        return ""
    error, table = scores.calibration["expected_calibration_error"], scores.calibration["table"]
    lines = [f"Confidence: expected calibration error {error:.3f}", "   from   to  claims  told  right"]
    lines += [
        f"   {row['from']:.1f}   {row['to']:.1f}  {row['claims']:6}  {row['confidence']:.2f}   {row['right']:.2f}"
        for row in table
    ]
    return "\n".join(lines)


def _kinds(found: Sequence[Mistake]) -> str:
    if not found:
        return ""
    counts = [f"  {kind:16} {number:5}" for kind, number in by_kind(found).items()]
    most = [f"  {number:4}  {what}" for what, number in commonest(found)]
    return "\n".join(["Faults by kind", *counts, "", "Commonest faults", *most])


def _shown(found: Sequence[Mistake], most: int) -> str:
    return "\n".join(["Faults", *(line for mistake in found[:most] for line in _fault(mistake))]) if most else ""


def _fault(mistake: Mistake) -> Iterable[str]:
    yield f"  {mistake.kind}, document {mistake.document}"
    if mistake.gold is not None:
        yield f"      labelled  {_one_line(mistake.gold)}"
    if mistake.read is not None:
        yield f"      read      {_one_line(mistake.read)}"


def _one_line(claim: Row) -> str:
    sides = " -> ".join("+".join(claim.get(side) or ()) or "?" for side in ("actor", "recipient"))
    said = " < ".join(
        f"{h.get('actor') or h.get('name') or 'unnamed'} {h.get('stance')}" for h in claim.get("holders") or ()
    )
    values = [claim["event"], sides, claim.get("modality"), claim.get("polarity"), claim.get("certainty")]
    quote = " ".join((claim.get("quote") or "").split())
    return f"{' '.join(str(v) for v in values)}{' [' + said + ']' if said else ''} “{quote}”"
