"""`entente alignment`: how two actors stand to each other over time, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from entente.cli.assessing import First, Second, as_json, nothing_if, pair_of
from entente.cli.filters import Filters, code, filtered
from entente.cli.opening import Looking
from entente.cli.output import tell
from entente.errors import UsageError


def alignment(
    filters: Filters,
    looking: Looking,
    one: First,
    two: Second,
    third: Annotated[
        str | None, typer.Option("--with", metavar="C", help="Also tell the triad with this one, whatever it is.")
    ] = None,
    plot: Annotated[Path | None, typer.Option("--plot", metavar="FILE", help="Write a picture: .png or .svg.")] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the shuffles.")] = 0,
    shuffles: Annotated[
        int, typer.Option("--shuffles", min=99, max=100_000, help="How often dates are shuffled to tell chance.")
    ] = 999,
) -> None:
    """Cooperation and conflict of two actors over time, words and deeds apart; ruptures; why they draw closer."""
    if plot is not None and plot.suffix.lower() not in (".png", ".svg"):
        raise UsageError(f"no picture of the kind {plot.suffix!r}", place="--plot", mend="FILE.png or FILE.svg")
    desk = looking.desk()
    with looking.opened(desk) as kept:
        question = pair_of(filters, desk, kept, one, two)
        with_ = third and code(desk, third, "--with", question.as_of or kept.closed)
        if question.pair and with_ in question.pair:
            raise UsageError(f"{with_} is one of the two", place="--with", mend="name a third")
        found = desk.alignment(kept, question, third=with_, seed=seed, shuffles=shuffles)
        nothing_if(not found.origins)
        if plot is not None:
            desk.plot(found, plot)
            tell(f"entente: wrote {plot}")
        if looking.json:
            return as_json(found, looking.most)
        from entente.cli.assessed import print_alignment

        print_alignment(found, desk.name, looking.most, looking.quotes)


ALIGNMENT = filtered(alignment, without=("pair",))
