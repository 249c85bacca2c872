"""What came of the trials, as a page of Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from faults.scenes import Outcome


def page(stamp: str, machine: Mapping[str, Any], asked: Mapping[str, Any], outcomes: Sequence[Outcome]) -> str:
    """The page. `stamp`: date and commit; `asked`: kills, items and seed of the run."""
    lost = sum(len(outcome.lost) for outcome in outcomes)
    lines = [
        "# What a ledger survives",
        "",
        f"Run {stamp}; {machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB, "
        f"Python {machine['python']}, load before {machine['load']}. `make faults` makes this page: {asked['kills']} "
        f"kills of an ingest, {asked['items']} items, seed {asked['seed']}, {asked['seconds']:.0f} s in all.",
        "",
        "Survived means: run again to its end, the ledger holds exactly the rows of a run that nothing disturbed "
        "(documents, claims, origins, events, reviews, refusals; every column but the clock's `recorded`, `began`, "
        "`ended`, `polled`, `next_poll`), no row twice, no claim without its document, event and origin; and between "
        "the two it answered, with whole batches only. The quick reader is a pattern over made-up reports, so that "
        "many runs can be made; \"the program itself\" is `entente ingest` with the model that ships.",
        "",
        "| fault | tried | survived | lost | seconds | |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]  # fmt: skip
    for each in outcomes:
        note = f"{each.what}{'; ' if each.note else ''}{each.note}"
        lines.append(
            f"| {each.name} | {each.tried} | {each.survived} | {len(each.lost)} | {each.seconds:.0f} | {note} |"
        )
    tried = sum(outcome.tried for outcome in outcomes)
    lines += ["", f"In all: {tried} tried, {tried - lost} survived, {lost} lost."]
    if lost:
        lines += ["", "## Lost", ""]
        lines += [f"- {each.name}: {_plain(line)}" for each in outcomes for line in each.lost]
    return "\n".join(lines) + "\n"


def _plain(line: str) -> str:
    return " ".join(line.split()).replace("|", "\\|")
