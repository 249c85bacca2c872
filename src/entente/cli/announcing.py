"""`entente announced`: what was announced with a time for it, what became of it, and how likely the rest is."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from entente.cli.assessing import nothing_if
from entente.cli.filters import code
from entente.cli.options import LedgerFolder, LexiconFile, Limit
from entente.cli.output import tell, write
from entente.cli.parsing import day
from entente.errors import UsageError
from entente.records import BECAME, Announced

if TYPE_CHECKING:
    from rich.table import Table

    from entente.desk import Desk

#: Rows of a table where no limit is given.
USUAL_LIMIT = 50
#: Reasons below the words of what is open.
REASONS = 2


class ListFormat(StrEnum):
    """How announced things are written."""

    table = "table"
    json = "json"


def announced(
    ledger: LedgerFolder,
    pair: Annotated[
        tuple[str, str] | None,
        typer.Option("--pair", metavar="A B", help="Between the two: RUS PRK, or Russia 'North Korea'."),
    ] = None,
    actor: Annotated[str | None, typer.Option("--actor", metavar="ACTOR", help="Of this one: code or name.")] = None,
    as_of: Annotated[
        dt.date | None,
        typer.Option("--as-of", parser=day, metavar="DATE", help="What the ledger knew by the end of that day."),
    ] = None,
    became: Annotated[
        str | None, typer.Option("--became", metavar="WORDS", help=f"Only these, with commas: {', '.join(BECAME)}.")
    ] = None,
    limit: Limit = None,
    format: Annotated[ListFormat, typer.Option("--format", help="For people or programs.")] = ListFormat.table,
    lexicon: LexiconFile = None,
) -> None:
    """Announced things with a time: kept, late, dropped, denied, not heard of, or open with how likely they are."""
    from entente.desk import Desk

    desk, asked = Desk(lexicon=lexicon), tuple(filter(None, (became or "").split(",")))
    with desk.ledger(ledger) as kept:
        on = as_of or kept.closed
        if pair is not None and actor is not None:
            raise UsageError("a pair and an actor at once", place="--actor", mend="give either")
        rows = desk.announced(
            kept, pair=_pair(desk, pair, on), actor=code(desk, actor, "--actor", on) if actor else None, as_of=as_of,
            became=tuple(word.strip() for word in asked),
        )  # fmt: skip
    nothing_if(not rows)
    most = USUAL_LIMIT if limit is None and format is ListFormat.table else limit
    shown = rows[: most or None]
    if format is ListFormat.json:
        from entente.cli.findings import write_json

        return write_json(shown)
    _print(shown, rows, desk)


def _pair(desk: Desk, pair: tuple[str, str] | None, on: dt.date | None) -> tuple[str, str] | None:
    if pair is None:
        return None
    one, two = (code(desk, name, "--pair", on) for name in pair)
    if one == two:
        raise UsageError(f"both are {one}", place="--pair", mend="name two")
    return one, two


def _print(shown: Sequence[Announced], rows: Sequence[Announced], desk: Desk) -> None:
    from entente.cli.tables import console

    out = console()
    out.print(_table(shown, desk))
    counts = Counter(row.became for row in rows)
    told = ", ".join(f"{counts[word]:,} {_WORDS[word]}" for word in BECAME if counts[word])
    write(f"{len(rows):,} announced: {told}\n")
    rate = next((row.base_rate for row in rows if row.base_rate is not None), None)
    if counts["open"] and rate is not None:
        write(f"open: how likely reports tell it as kept in its time; of all that were over {100 * rate:.0f} % were\n")
    if counts["unheard"]:
        write("not heard of: its time is over and no report here tells that it was kept or dropped\n")
    if any(row.prior for row in shown):
        write("(prior): this ledger has too few of its own; from the packaged counts\n")
    if counts["open"] and rate is None:
        write("no probability: too few announced things are settled to learn from\n")
    if len(shown) < len(rows):
        tell(f"entente: {len(rows) - len(shown):,} more; --limit 0 shows all")


_WORDS = {
    "kept": "kept", "late": "late", "dropped": "dropped", "denied": "denied", "open": "open", "unheard": "not heard of",
}  # fmt: skip


def _table(rows: Sequence[Announced], desk: Desk) -> Table:
    from entente.cli.ledger_tables import plain_table, stack
    from entente.cli.tables import ID_DIGITS, between

    table = plain_table()
    table.add_column("due", min_width=10)
    table.add_column("what", ratio=4, min_width=14)
    table.add_column("became", min_width=10)
    table.add_column("words", ratio=6, min_width=14)
    for row in rows:
        said = " ".join(filter(None, (_named(row.holder, desk), row.stance)))
        source = f"{said or 'reports'} · {row.told} · claim {row.claim[:ID_DIGITS]}"
        why = "; ".join(reason.text for reason in row.reasons[:REASONS])
        words = stack(f"“{row.quote}”", source, why)
        table.add_row(
            stack(between(row.start, row.end)), stack(_parties(row, desk), row.label), stack(*_state(row)), words
        )
    return table


def _named(holder: str, desk: Desk) -> str:
    return desk.name(holder) if holder in desk.lexicon.codes() else holder


def _parties(row: Announced, desk: Desk) -> str:
    others = tuple(each for each in row.recipient if each not in row.actor)
    sides = (", ".join(desk.name(each) for each in side) for side in (row.actor, others) if side)
    return " → ".join(sides)


def _state(row: Announced) -> Iterator[str]:
    if row.became != "open":
        yield _WORDS[row.became]
        yield str(row.on or "")
    elif row.probability is None:
        yield "open"
    else:
        yield f"open, {100 * row.probability:.0f} %"
        yield "(prior)" if row.prior else ""
