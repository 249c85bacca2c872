"""Makes the model: `python -m training` (or `make train`), seeded, from gold to the files inside the package.

1. teachers: MPNet networks, one a seed, on all gold; 2. their averaged judgement on unlabelled text; 3. the student:
MiniLM, on gold and that judgement; 4. for the student (small) and the first teacher (large): export, thresholds and
calibration on dev, model card.
Every step leaves its result in runs/ and is skipped if it is there.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import torch

from entente import lexicon
from entente.reader.assembly import Assembler, Calibration
from entente.reader.decoding import Settings
from entente.reader.figures import find_figures
from entente.reader.network import FOLDER, FORMAT, Network
from entente.reader.network import facts as facts_of
from entente.reader.sentences import sentence_spans
from entente.reader.times import find_times
from entente.reader.windows import Windower
from entente.reader.words import Pieces
from training import card, distil, encoders, first_look, gold, infer, labels, targets, tune
from training.export import export
from training.fit import Plan, fit
from training.sealing import seal

log = logging.getLogger("training")
RUNS = Path("runs")
TEACHERS = (Plan(6, 5e-5, seed=2, pieces=1000), Plan(6, 5e-5, seed=3, pieces=1000))
STUDENT = Plan(5, 1.5e-4, seed=1, pieces=1000)
UNLABELLED = 11000


@dataclass(frozen=True, slots=True)
class Shipped:
    """A model that is shipped: name, version and folder of its files."""

    name: str
    version: str
    folder: Path


SMALL = Shipped("entente-small", "3", FOLDER)
LARGE = Shipped("entente-large", "1", Path("models/large/src/entente_large/model"))


def main() -> None:
    """See the module's first lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder with gold/ and corpora/")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(2)
    RUNS.mkdir(exist_ok=True)
    windower = make_windower()
    taught = labels.all_lessons(arguments.shared, windower)
    log.info("gold: %d windows, %d claims", len(taught), sum(len(x.claims) for x in taught))
    student = make_student(arguments.shared, windower, taught)
    counts = {
        "documents": len({x.document.id for x in taught}),
        "claims": sum(len(x.claims) for x in taught),
        "judged": len(judgement(arguments.shared, windower, taught)),
    }
    finish(student, SMALL, arguments.shared, windower, counts)
    log.info("first look: %s", first_look.make(arguments.shared, SMALL.folder))
    finish(make_teacher(TEACHERS[0], taught), LARGE, arguments.shared, windower, counts | {"judged": 0})


def make_windower() -> Windower:
    """The reader's own windower, with MiniLM's vocabulary."""
    vocabulary = encoders.vocabulary(encoders.minilm_folder())
    return Windower(
        lexicon.load(),
        Pieces(vocabulary),
        sentence_spans,
        find_times,
        begin=vocabulary["[CLS]"],
        end=vocabulary["[SEP]"],
    )


def make_student(shared: Path, windower: Windower, taught: Sequence[gold.Lesson]) -> Any:
    """Teachers, their judgement, the student; each kept in runs/."""
    file = RUNS / "student.pt"
    student = encoders.small(STUDENT.seed)
    if file.exists():
        student.load_state_dict(torch.load(file, weights_only=True))
        return student.eval()
    judged = judgement(shared, windower, taught)
    fit(student, [*taught, *judged], distil.soft, STUDENT)
    torch.save(student.state_dict(), file)
    return student


def judgement(shared: Path, windower: Windower, taught: Sequence[gold.Lesson]) -> list[gold.Lesson]:
    """Unlabelled windows with the teachers' scores, which are kept in runs/."""
    file = RUNS / "judgement.npz"
    held = [shared / "gold" / f"{name}_items.jsonl" for name in ("dev", "articles_dev")]
    known = {x.document.id for x in taught} | {row["id"] for path in held for row in gold.lines(path)}
    corpora = shared / "corpora"
    lessons = distil.unlabelled(
        corpora / "world_feeds_2023h1.jsonl.gz", corpora / "open_articles.jsonl", windower, UNLABELLED, known
    )
    if file.exists():
        distil.teach(lessons, lambda part: distil.kept(part, file))
        return lessons
    teachers = [make_teacher(plan, taught) for plan in TEACHERS]
    distil.teach(lessons, lambda part: infer.run(teachers, part))
    distil.keep([lesson.soft for lesson in lessons], file)
    log.info("judgement: %d windows", len(lessons))
    return lessons


def make_teacher(plan: Plan, taught: Sequence[gold.Lesson]) -> Any:
    """One teacher, from runs/ if it is there."""
    file = RUNS / f"teacher{plan.seed}.pt"
    teacher = encoders.large(plan.seed)
    if file.exists():
        teacher.load_state_dict(torch.load(file, weights_only=True))
        return teacher.eval()
    fit(teacher, taught, targets.hard, plan)
    torch.save(teacher.state_dict(), file)
    return teacher


def finish(net: Any, shipped: Shipped, shared: Path, windower: Windower, counts: dict[str, int]) -> None:
    """Exports, then fits thresholds and calibration on what the exported files say."""
    rows = (encoders.minilm_folder() / "vocab.txt").read_text(encoding="utf-8").split("\n")
    facts = {
        "format": FORMAT, "name": shipped.name, "version": shipped.version, "lexicon": lexicon.load().version,
        "settings": {},
        "calibration": {"weights": [1, 1, 1, 1], "bias": 0, "knots": []}, "first_screen_confidence": 1.0,
    }  # fmt: skip
    out = shipped.folder
    export(net, out, facts, rows)
    network = Network(out, facts_of(out).files)
    sets = [dev_set(name, shared, windower, network) for name in ("dev", "articles_dev")]
    assembler = Assembler(lexicon.load(), find_figures, Settings(), Calibration(), shipped.name)
    assembler = tune.fitted(sets, assembler)
    facts["settings"] = tune.as_settings(assembler.settings)
    facts["calibration"] = asdict(assembler.calibration)
    pairs = tune.confidences(sets, assembler)
    facts["first_screen_confidence"] = tune.first_screen(pairs)
    (out / "model.json").write_text(json.dumps(facts, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    seal(out)
    card.write(out, facts, sets, assembler, counts)
    for dev in sets:
        made = tune.figures(dev, assembler)
        log.info("%s: %s strict %.3f full %.3f", out, dev.name, made["strict"]["f1"], made["full"]["f1"])


def dev_set(name: str, shared: Path, windower: Windower, network: Network) -> tune.DevSet:
    """A dev set read by the exported network."""
    folder = shared / "gold"
    items = list(gold.lines(folder / f"{name}_items.jsonl"))
    documents = [gold.document(row) for row in items]
    lessons = [gold.Lesson(doc, window) for doc in documents for window in windower.windows(doc)]
    labelled = list(gold.lines(folder / f"{name}.jsonl"))
    outlets = {row["id"]: urlsplit(row["outlet"]).hostname or row["outlet"] for row in items}
    return tune.DevSet(name, lessons, [network(x.window) for x in lessons], labelled, outlets)


if __name__ == "__main__":
    main()
