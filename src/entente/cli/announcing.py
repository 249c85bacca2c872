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
    from entente.desk import Desk

#: Entries of a list where no limit is given.
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
    _print(shown, rows, on or dt.datetime.now(dt.UTC).date(), desk)


def _pair(desk: Desk, pair: tuple[str, str] | None, on: dt.date | None) -> tuple[str, str] | None:
    if pair is None:
        return None
    one, two = (code(desk, name, "--pair", on) for name in pair)
    if one == two:
        raise UsageError(f"both are {one}", place="--pair", mend="name two")
    return one, two


def _print(shown: Sequence[Announced], rows: Sequence[Announced], today: dt.date, desk: Desk) -> None:
    from rich.text import Text

    from entente.cli.tables import console

    out = console()
    for text, style in _list(shown, today, desk):
        # What belongs to a line stands under it and further in, so that the days can be run through by eye.
        indent = "" if style.startswith("bold") or not text else "  "
        for line in Text(text, style).wrap(out, out.width - len(indent)):
            line.rstrip()
            out.print(Text(indent) + line)
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


def _list(rows: Sequence[Announced], today: dt.date, desk: Desk) -> Iterator[tuple[str, str]]:
    """Lines with their style: a heading for what is to come, what has just been due and what is over, then each."""
    from entente.cli.escaping import visible
    from entente.cli.tables import ID_DIGITS, between

    heading = ""
    for row in rows:
        if heading != (new := _heading(row, today)):
            yield "", ""
            yield new, "bold underline"
            heading = new
        said = " ".join(filter(None, (_named(row.holder, desk), row.stance))) or "reports"
        yield "", ""
        yield visible(" · ".join((between(row.start, row.end), _state(row, today), _what(row, desk)))), "bold"
        yield visible(f"“{row.quote}”"), ""
        yield visible(f"{said} · {row.told} · claim {row.claim[:ID_DIGITS]}"), "dim"
        for reason in row.reasons[:REASONS]:
            yield visible(f"- {reason.text}"), "dim"
    yield "", ""


def _heading(row: Announced, today: dt.date) -> str:
    if row.became != "open":
        return "No longer open"
    return "Due, not yet heard of" if row.is_past(today) else "To come"


def _named(holder: str, desk: Desk) -> str:
    return desk.name(holder) if holder in desk.lexicon.codes() else holder


def _what(row: Announced, desk: Desk) -> str:
    others = tuple(each for each in row.recipient if each not in row.actor)
    sides = (", ".join(desk.name(each) for each in side) for side in (row.actor, others) if side)
    return ": ".join(filter(None, (" → ".join(sides), row.label)))


def _state(row: Announced, today: dt.date) -> str:
    if row.became != "open":
        return f"{_WORDS[row.became]} {row.on or ''}".rstrip()
    chance = "" if row.probability is None else f"{100 * row.probability:.0f} %{' (prior)' if row.prior else ''}"
    return ", ".join(filter(None, ("due" if row.is_past(today) else "open", chance)))
