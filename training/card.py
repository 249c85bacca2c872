"""The model card: what the model was made from, what it reaches, how to make it again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from entente.evaluation import score
from entente.reader.assembly import Assembler
from training import tune

#: Outlets with fewer labelled claims are left out of the table.
LEAST_CLAIMS = 10
#: What the figures of one version must say besides, by name and version.
HISTORY: dict[tuple[str, str], str] = {
    ("entente-small", "3"): """- Version 3 is version 2 with its graphs rewritten to run faster (`training/fused.py`):
  the same weights, thresholds and calibration; scores differ in their last digits.
- As it was made: one of its two teachers is that of version 1 (3,836 claims, an
  earlier lexicon, no second look); the other is entente-large 1. `make train` trains both teachers on all labels.
""",
    ("entente-large", "1"): """- As it was made: labels came while it trained. It began with 8,106 claims and
  saw all of the above in its last two epochs of six only; what was labelled later is not in it. `make train` gives
  it all from the start.
""",
}
UNLABELLED = """- Text without labels: {judged:,} windows of feed items of the same half-year and of open articles.
"""
#: What each model is, by name.
STORIES = {
    "entente-small": """The network that reads claims: one small encoder with heads for event word, parties, holders,
times and kind of statement. It is shipped inside the package, runs on a processor with onnxruntime and fetches nothing.

Encoder: all-MiniLM-L6-v2 (6 layers of 384, Apache-2.0), trained on labels and on the judgement of two teachers (both
all-mpnet-base-v2, Apache-2.0) over text that nobody labelled.""",
    "entente-large": """The more accurate and slower reader, for `--model large`: the same heads over a larger encoder.
It is a package of its own (`pip install ./models/large`), runs on a processor with onnxruntime and fetches nothing.

Encoder: all-mpnet-base-v2 (12 layers of 768, Apache-2.0), trained on the labels alone. It is the first of the small
model's two teachers.""",
}
TEXT = """# Model card: {name} {version}

{story}

## Made from
- Labels: {documents:,} texts with {claims:,} claims. The texts: feed items of January to June 2023, openly licensed
  articles (Wikinews CC BY 2.5; VOA and government statements, public domain) and 48 reports of our own, labelled by
  readers after the claim record. `training/labels/` holds the part that is ours, as spans; `training/reports/` our own
  reports.
{unlabelled}{history}- Lexicon {lexicon}: other lexicon data shift the figures a little.
No text of the feeds is part of the model's files. The weights are Apache-2.0 like the rest of Entente.

## Made again
`make train` (needs the labelled sets and the feeds in `../shared`): teachers, judgement, student, thresholds,
calibration, export, for both models. Seeded; bfloat16 training differs in the last digits between processors.

## Figures on the sets used for tuning
F1 with 95 % bootstrap intervals over documents.

{table}

Thresholds and calibration were fitted on these sets, so figures on other text are lower. By event and by kind of
holder: `evals/`.

By outlet (dev items and articles together, outlets with ten labelled claims or more):

{outlets}

## Confidence
Expected calibration error (10 bins): {error:.3f}. Claims of the brief's first screen have confidence of at least
{first:.2f}: from there on they are right (event and all parties) {precision:.0%} of the time on dev; they are
{share:.0%} of all claims.

| mean confidence | share right | claims |
| --- | --- | --- |
{rows}

## Known faults, with examples of our own words
- A party told only by a noun that the lexicon does not know is missed or mistaken: "The junta turned the envoys away".
- Who does what to whom turns round in headlines without a verb: "Harbour strike by Arlandia's foe".
- Of several parties one is left out: "The three neighbours and Borduria will meet in spring".
- A former official or an exile is given the state's code: "The ex-minister, now abroad, called the plan reckless".
- Nested holders are often read as one: "Arlandia says that Borduria denies the sale"; in what A
  believes that B suspects, B is lost.
- A denial or a refusal to confirm that is told after the event ("sold shells, a charge that Arlandia denies") and a
  dismissal ("called the report a lie") is often read as an assertion, with high confidence: check the quote.
- In a report without a date a weekday is reckoned from another day that the text names, and may fall after it.
- Rare kinds (PROTEST, TRAVEL, CONCEDE, HAVE) are found less than half of the time.
- Text other than news in English was not looked at.
"""


def write(
    folder: Path, facts: dict[str, Any], sets: Sequence[tune.DevSet], assembler: Assembler, counts: dict[str, int]
) -> None:
    """Writes MODEL_CARD.md beside the model; `counts`: documents, claims and judged windows that it learnt from."""
    pairs = tune.confidences(sets, assembler)
    error, rows = tune.reliability(pairs)
    first = facts["first_screen_confidence"]
    above = [right for confidence, right in pairs if confidence >= first]
    text = TEXT.format(
        name=facts["name"],
        version=facts["version"],
        story=STORIES[facts["name"]],
        history=HISTORY.get((facts["name"], facts["version"]), ""),
        outlets=_outlets(sets, assembler),
        documents=counts["documents"],
        claims=counts["claims"],
        unlabelled=UNLABELLED.format(**counts) if counts.get("judged") else "",
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
        f1 = " | ".join(
            f"{m[k]['f1']:.3f} ({m[k]['f1_low']:.2f} to {m[k]['f1_high']:.2f})" for k in ("strict", "relaxed", "full")
        )
        lines.append(
            f"| {dev.name} | {m['strict']['gold']} | {f1} | {a['holder_when_attributed']:.2f} | {a['modality']:.2f} |"
        )
    return "\n".join(lines)


def _outlets(sets: Sequence[tune.DevSet], assembler: Assembler) -> str:
    """Strict and full F1 by outlet."""
    gold: dict[str, list[dict[str, Any]]] = {}
    for dev in sets:
        for row in dev.gold:
            gold.setdefault(dev.outlets[row["id"]], []).append(row)
    read = [claim.as_dict() for dev in sets for claim in tune.claims(dev, assembler)]
    lines = ["| outlet | texts | claims | strict F1 | full F1 |", "| --- | --- | --- | --- | --- |"]
    for name, rows in sorted(gold.items(), key=lambda pair: -len(pair[1])):
        ids = {row["id"] for row in rows}
        m = score(rows, [claim for claim in read if claim["document"] in ids]).as_dict()
        if m["strict"]["gold"] >= LEAST_CLAIMS:
            f1 = " | ".join(f"{m[k]['f1']:.2f}" for k in ("strict", "full"))
            lines.append(f"| {name} | {len(rows)} | {m['strict']['gold']} | {f1} |")
    return "\n".join(lines)
