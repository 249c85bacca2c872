"""Measures reading on every labelled set that is there, and writes the run down.

    python -m evals [SHARED] [--model MODEL]

SHARED (default: the folder `shared` beside this checkout) holds `gold/`, `seed/`, `data/` and `corpora/`; what is
absent is left out and said so. Writes `evals/results/DATE-COMMIT.json` and `evals/LATEST.md`; for another model than
the small one, `DATE-COMMIT-MODEL.json` and `LATEST-MODEL.md`, claims only.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from entente.desk import figures_as_json
from entente.errors import EntenteError
from evals import claims, documents, ledger, machine, times
from evals.page import page


def measured(shared: Path, model: str) -> dict[str, Any]:
    """Everything that can be measured, as plain JSON values."""
    run: dict[str, Any] = {"run": machine.stamp(), "machine": machine.facts(), "sets": {}, "left_out": {}}
    desk = claims.CheckingDesk(model=model)
    run["reader"] = desk.reader.version
    for labelled in claims.sets(shared):
        if not labelled.there():
            run["left_out"][labelled.name] = "its files are not beside this checkout"
            continue
        result = claims.measure(labelled, desk)
        figures = figures_as_json(result.scores)
        figures |= {"goals": labelled.goals, "in_place": result.in_place, "refused": len(result.refused)}
        run["sets"][labelled.name] = figures
        strict, full = figures["strict"]["f1"], figures["full"]["f1"]
        print(f"{labelled.name:14} strict {strict:.3f}  full {full:.3f}", file=sys.stderr)
    others: dict[str, Callable[[Path], Any]] = {
        "documents": documents.evaluate,
        "times": times.evaluate,
        "ledger": ledger.evaluate,
    }
    if model != "small":
        others = {}  # nothing there depends on the model
    for name, evaluate in others.items():
        try:
            run[name] = evaluate(shared)
        except FileNotFoundError as error:
            run["left_out"][name] = f"no {Path(error.filename or 'files').name} beside this checkout"
    return run


def main(words: list[str]) -> int:
    """Measures, writes and prints."""
    parser = argparse.ArgumentParser(prog="python -m evals")
    parser.add_argument("shared", nargs="?", type=Path, default=machine.ROOT.parent / "shared")
    parser.add_argument("--model", default="small", help="small, large or a folder")
    asked = parser.parse_args(words)
    suffix = "" if asked.model == "small" else f"-{Path(asked.model).name}"
    try:
        run = measured(asked.shared, asked.model)
    except EntenteError as error:
        print(f"evals: {error}", file=sys.stderr)
        return error.exit_code
    folder = Path(__file__).parent
    (folder / "results").mkdir(exist_ok=True)
    text = json.dumps(run, ensure_ascii=False, indent=1)
    (folder / "results" / f"{run['run']}{suffix}.json").write_text(text + "\n", encoding="utf-8")
    (folder / f"LATEST{suffix}.md").write_text(page(run), encoding="utf-8")
    print(page(run))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
