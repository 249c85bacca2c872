"""Breeding guided by the branches that inputs reach, with atheris (libFuzzer for Python); finds odd seeds and faults.

    python -m fuzz.guided NAME [--runs N] [--seed N]

New inputs that reach new branches are kept in `runs/fuzz/corpus/NAME`, faults in `runs/fuzz/faults/NAME`; what is worth
keeping for good is put into `fuzz/corpus/NAME` by hand. The same seed and corpus give the same run.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from fuzz.breeding import Breeder
from fuzz.doors import named
from fuzz.harness import MOST_SECONDS, Harness
from fuzz.running import KEPT


def main(words: list[str]) -> int:
    """Breeds and tries; ends with 1 where a fault was found."""
    import atheris

    parser = argparse.ArgumentParser(prog="python -m fuzz.guided")
    parser.add_argument("name", help="of a harness")
    parser.add_argument("--runs", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=20230101)
    asked = parser.parse_args(words)
    harness = next(each for each in named(asked.name) if each.name == asked.name)
    with atheris.instrument_imports(include=list(harness.modules)):
        trial = harness.make()
        trial(Breeder(harness, harness.corpus()).wrapped(harness.seeds()[0]), True)
    corpus, faults = KEPT / "corpus" / harness.name, KEPT / "faults" / harness.name
    for folder in (corpus, faults):
        folder.mkdir(parents=True, exist_ok=True)
    _seed(harness, corpus)
    breeder = Breeder(harness, harness.corpus())
    options = [
        sys.argv[0], f"-runs={asked.runs}", f"-seed={asked.seed}", f"-max_len={harness.longest}",
        "-print_final_stats=1",
        f"-timeout={2 * MOST_SECONDS:.0f}", "-rss_limit_mb=2500", f"-artifact_prefix={faults}/",
        "-verbosity=1", str(corpus),
    ]  # fmt: skip
    atheris.Setup(options, _told(harness, trial, breeder, faults), custom_mutator=_mutator(breeder))
    atheris.Fuzz()
    return 0


def _seed(harness: Harness, corpus: Path) -> None:
    for data in harness.corpus():
        (corpus / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)


def _told(
    harness: Harness, trial: Callable[[bytes, bool], None], breeder: Breeder, faults: Path
) -> Callable[[bytes], None]:
    """A trial after which the run goes on: each kind of fault is kept and told once."""
    seen: set[str] = set()

    def one(data: bytes) -> None:
        try:
            trial(breeder.wrapped(data), False)
        except Exception as fault:  # noqa: BLE001  # whatever comes out of a door that is no named error is a fault
            kind = f"{type(fault).__name__} {traceback.extract_tb(fault.__traceback__)[-1]}"
            if kind not in seen:
                seen.add(kind)
                name = hashlib.sha256(data).hexdigest()[:12]
                (faults / name).write_bytes(breeder.wrapped(data))
                print(f"{harness.name}: {type(fault).__name__}: {fault}; its input is {faults / name}", file=sys.stderr)

    return one


def _mutator(breeder: Breeder) -> Callable[[bytes, int, int], bytes]:
    """Our own breeding in place of libFuzzer's, which knows no formats."""

    def change(data: bytes, size: int, seed: int) -> bytes:
        return breeder.changed(data, seed)[:size]

    return change


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
