"""Claims as a table that fits the terminal, each with its words."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from entente.cli.escaping import visible
from entente.cli.output import color, width
from entente.records import Claim, Document, Holder

#: From so many columns on, time, matter and confidence have columns of their own.
WIDE = 110
#: Digits of an id that are shown; `explain` takes them.
ID_DIGITS = 8


class _Output(Console):
    """Lets a broken pipe through to where every command's end is decided, instead of ending the process with 1."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def console() -> Console:
    """Standard output for tables: no markup, no links, no guesses at words to paint."""
    return _Output(
        file=sys.stdout, width=width(), force_terminal=color(), no_color=not color(), markup=False, highlight=False,
        emoji=False, soft_wrap=False,
    )  # fmt: skip


def print_document(document: Document, claims: Sequence[Claim]) -> None:
    """One report: a heading, and its claims as a table."""
    out = console()
    out.print(Text(visible(document.title or document.source or document.id), style="bold"))
    out.print(Text(_facts(document, len(claims)), style="dim"))
    if claims:
        out.print(_table(claims, out.width >= WIDE))
    else:
        out.print()


def _facts(document: Document, number: int) -> str:
    day = f"published {document.published} ({document.published_from})" if document.published else "no date found"
    claims = f"{number} claim{'' if number == 1 else 's'}"
    facts = [document.outlet, day, claims, document.id, *document.notes]
    return visible(" · ".join(fact for fact in facts if fact))


def _table(claims: Sequence[Claim], wide: bool) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_lines=False, expand=False)
    table.add_column("id", no_wrap=True, style="dim")
    if wide:
        table.add_column("what", ratio=4, min_width=16)
        table.add_column("told as", ratio=4, min_width=12)
        table.add_column("when", min_width=10)
        table.add_column("about", ratio=2, min_width=8)
        table.add_column("conf.", justify="right", no_wrap=True)
    else:
        table.add_column("what, told as, when", ratio=4, min_width=14)
    table.add_column("words", ratio=6, min_width=14)
    for claim in claims:
        how = "; ".join(told(claim))
        if wide:
            cells = [what(claim), how, when(claim), ", ".join(claim.matter), f"{claim.confidence:.2f}"]
        else:
            cells = ["\n".join(visible(part) for part in (what(claim), how, when(claim)) if part)]
        row = [Text(claim.id[:ID_DIGITS]), *(Text(cell if not wide else visible(cell)) for cell in cells)]
        table.add_row(*row, Text(visible(f"“{claim.quote}”")))
    return table


def what(claim: Claim) -> str:
    """Type, mode and parties: "CONSULT visit: RUS → PRK"; a side that the text leaves open is "?"."""
    name = claim.event if claim.mode is None else f"{claim.event} {claim.mode}"
    actor = "+".join(claim.actor) or "?"
    one_sided = claim.event in ("TRAVEL", "HAVE") and not claim.recipient
    return f"{name}: {actor}" if one_sided else f"{name}: {actor} → {'+'.join(claim.recipient) or '?'}"


def told(claim: Claim) -> Iterable[str]:
    """Who says so, and what is not plainly so: "USA believes", "not", "probable", "desired"."""
    if claim.holders:
        yield ": ".join(holder(h) for h in claim.holders)
    if claim.polarity == "negative":
        yield "not"
    if claim.certainty != "certain":
        yield claim.certainty
    if claim.modality != "actual":
        yield claim.modality
    if claim.inferred:
        yield f"{', '.join(claim.inferred)} from context"


def holder(whose: Holder) -> str:
    """A holder in short: "USA believes", "Andrei Kozyrev believes", "rumour"."""
    if whose.stance == "rumour":
        return "rumour"
    if whose.name and whose.actor:
        return f"{whose.name} ({whose.actor}) {whose.stance}"
    return f"{whose.name or whose.actor or 'unnamed'} {whose.stance}"


def when(claim: Claim) -> str:
    """The interval of a claim in short, or nothing."""
    return between(claim.start, claim.end)


def between(start: dt.date | None, end: dt.date | None) -> str:
    """An interval in short: "2023-07", "2023-07-03", "since 2014-01-01", "2024-01-01 to 2024-06-18", or nothing."""
    if start is None:
        return f"until {end}" if end else ""
    if end is None:
        return f"since {start}"
    if start == end:
        return start.isoformat()
    if start.day == 1 and end == _month_end(start):
        return f"{start:%Y-%m}"
    if (start.month, start.day, end.month, end.day, start.year) == (1, 1, 12, 31, end.year):
        return f"{start.year:04}"
    return f"{start} to {end}"


def _month_end(day: dt.date) -> dt.date:
    following = (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return following - dt.timedelta(days=1)
