"""Measures what becomes of announced things against verdicts by hand, and how their probabilities fared.

    python -m evals.announced LEDGER [--since DATE --until DATE] [--count]

LEDGER is one of world-news feeds of January to June 2023. `evals/sets/announced.csv` holds, for things of it, the id of
the claim that announces each and what became of it by somebody who read the words of every report that was taken for
it: the first 62 while the rules were mended on them, 45 afterwards. Prints the share that agrees, with its 90 %
interval; with two days also the backtest. `--count` writes the packaged counts anew, from which a ledger without a past
of its own begins: to be done whenever the traits or the rules of what was kept have changed.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import sys
from collections import Counter
from pathlib import Path

from entente import futures
from entente.desk import Desk
from entente.futures.announced.levels import TRAITS
from entente.futures.announced.tables import tables
from entente.futures.announced.watching import settled
from entente.futures.shares import wilson
from entente.ledger import Ledger

SET = Path(__file__).parent / "sets" / "announced.csv"
COUNTED = Path(futures.__file__).parent / "data" / "announced.toml"


def agreement(became: dict[str, str]) -> list[tuple[str, int, int, list[str]]]:
    """How many of each part of the set agree: (part, right, all, what differs). `became`: claim id -> what became."""
    right, every, wrong = Counter[str](), Counter[str](), dict[str, list[str]]()
    with SET.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["claim"] not in became:
                continue
            every[row["read"]] += 1
            right[row["read"]] += became[row["claim"]] == row["became"]
            if became[row["claim"]] != row["became"]:
                wrong.setdefault(row["read"], []).append(f"{row['claim'][:8]} {became[row['claim']]}, {row['became']}")
    return [(part, right[part], every[part], wrong.get(part, [])) for part in sorted(every)]


def count(desk: Desk, ledger: Ledger) -> str:
    """The `[counted]` part of the packaged file: every set of traits with how many of such things were kept."""
    every, kept = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    view = desk._view(ledger, None)
    for looks in settled(view, tables()):
        levels = looks[0].traits.levels
        every[levels] += 1
        kept[levels] += looks[0].kept

    def place(levels: tuple[str, ...]) -> list[int]:
        return [TRAITS[trait].index(level) for trait, level in zip(TRAITS, levels, strict=True)]

    rows = [
        f'  [{", ".join(f"{chr(34)}{level}{chr(34)}" for level in levels)}, "{kept[levels]} of {every[levels]}"],'
        for levels in sorted(every, key=place)
    ]
    return "\n".join(["[counted]", f"until = {view.as_of}", "rows = [", *rows, "]", ""])


def main(words: list[str]) -> int:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--since", type=dt.date.fromisoformat)
    parser.add_argument("--until", type=dt.date.fromisoformat)
    parser.add_argument("--count", action="store_true")
    given, desk = parser.parse_args(words), Desk()
    with desk.ledger(given.ledger) as ledger:
        if given.count:
            text = COUNTED.read_text(encoding="utf-8")
            COUNTED.write_text(text[: text.index("[counted]")] + count(desk, ledger), encoding="utf-8")
            return 0
        became = {each.thing.first.id: each.fate.became for each in desk._view(ledger, None).watched}
        for part, right, every, wrong in agreement(became):
            share = wilson(right, every)
            print(f"{part}: {right} of {every} agree, {share.value:.2f} ({share.low:.2f} to {share.high:.2f})")
            print("".join(f"  {each}\n" for each in wrong), end="")
        print(f"of {len(became)}: {dict(sorted(Counter(became.values()).items()))}")
        if given.since and given.until:
            found = desk.backtest_announced(ledger, since=given.since, until=given.until)
            print(found.note)
            print(f"Brier {found.brier.value:.3f}, log {found.log.value:.3f}; {dict(found.references)}")
            for skill in found.skills:
                value, against = skill.value, f"{skill.against}, {skill.score}"
                print(f"skill over {against}: {value.value:.3f} ({value.low:.3f} to {value.high:.3f})")
            for band in found.reliability:
                print(f"  said {band.mean:.2f}: {band.happened.value:.2f} of {band.forecasts} were kept")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
