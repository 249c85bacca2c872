"""The model card: what the model was made from, what it reaches, how to make it again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from entente.reader.assembly import Assembler
from training import tune

TEXT = """# Model card: {name} {version}

The network that reads claims: one small encoder with heads for event word, parties, holders, times and kind of
statement. It is shipped inside the package, runs on a processor with onnxruntime and reads nothing from the network.

## Made from
- Encoder: all-MiniLM-L6-v2 (6 layers of 384, Apache-2.0), trained on; the teacher is all-mpnet-base-v2 (Apache-2.0).
- Labels: 2,800 feed items of January to June 2023, 123 openly licensed articles (Wikinews CC BY 2.5; VOA and government
  statements, public domain) and 48 reports of our own, labelled by readers after the claim record, 6,800 claims in all.
  `training/labels/` holds the part that is ours, as spans; `training/reports/` our own reports.
- Unlabelled: feed items of the same half-year, 6,000 windows of them, judged by the teacher. The teacher of
  this version had learnt the first 3,836 claims only, with a slightly earlier lexicon; `make train` gives it all.
- Lexicon {lexicon}: other lexicon data shift the figures a little.
No text of the feeds is part of the model's files. The weights are Apache-2.0 like the rest of Entente.

## Made again
`make train` (needs the labelled sets and the feeds in `../shared`): teachers, judgement, student, thresholds,
calibration, export. Seeded; bfloat16 training differs in the last digits between processors.

## Figures on the sets used for tuning
{table}

Thresholds and calibration were fitted on these sets, so figures on other text are lower; `make eval` prints intervals.

## Confidence
Expected calibration error (10 bins): {error:.3f}. Claims of the brief's first screen have confidence of at least
{first:.2f}: from there on they are right (event and all parties) {precision:.0%} of the time on dev; they are
{share:.0%} of all claims.

| mean confidence | share right | claims |
| --- | --- | --- |
{rows}

## Known faults
- A party told only by a noun that the lexicon does not know ("the junta", a new minister) is missed or mistaken.
- Who does what to whom turns round in headlines without a verb ("Kyiv strike in Donetsk").
- Rare kinds (PROTEST, TRAVEL, CONCEDE, HAVE) are found less than half of the time; see `evals/` by event.
- Nested holders ("A says B denies") are often read as one holder.
- Text other than news in English was not looked at.
"""


def write(folder: Path, facts: dict[str, Any], sets: Sequence[tune.DevSet], assembler: Assembler) -> None:
    """Writes MODEL_CARD.md beside the model."""
    pairs = tune.confidences(sets, assembler)
    error, rows = tune.reliability(pairs)
    first = facts["first_screen_confidence"]
    above = [right for confidence, right in pairs if confidence >= first]
    text = TEXT.format(
        name=facts["name"],
        version=facts["version"],
        lexicon=facts["lexicon"],
        table=_table(sets, assembler),
        error=error,
        first=first,
        precision=sum(above) / max(1, len(above)),
        share=len(above) / max(1, len(pairs)),
        rows="\n".join(f"| {c:.2f} | {r:.2f} | {n} |" for c, r, n in rows),
    )
    (folder / "MODEL_CARD.md").write_text(text, encoding="utf-8")


def _table(sets: Sequence[tune.DevSet], assembler: Assembler) -> str:
    lines = ["| set | claims | strict F1 | relaxed F1 | full F1 | holder right where attributed | modality |"]
    lines.append("| --- | --- | --- | --- | --- | --- | --- |")
    for dev in sets:
        m = tune.figures(dev, assembler)
        a = m["attributes"]
        f1 = " | ".join(f"{m[k]['f1']:.3f}" for k in ("strict", "relaxed", "full"))
        lines.append(
            f"| {dev.name} | {m['strict']['gold']} | {f1} | {a['holder_when_attributed']:.2f} | {a['modality']:.2f} |"
        )
    return "\n".join(lines)
