"""`entente announced`: what was announced with a time for it, what became of it, and how likely the rest is."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from entente.cli.filters import code
from entente.cli.options import LedgerFolder, LexiconFile, Limit
from entente.cli.output import tell
from entente.cli.parsing import day
from entente.errors import UsageError
from entente.records import BECAME, Announced
from entente.records.vocabulary import BODIES

if TYPE_CHECKING:
    from entente.desk import Desk

#: Entries of a list where no limit is given.
USUAL_LIMIT = 50
#: Reasons below the words of what is open.
REASONS = 2
#: Confidence of the reader under which a thing is marked.
LESS_SURE = 0.5
#: Days of the longest window by which a body's announced meetings are known as one.
ONE_MEETING = 45


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
    every: Annotated[
        bool, typer.Option("--all", help="Also what was told as done on the day it was announced; JSON has it always.")
    ] = False,
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
        codes, one = _pair(desk, pair, on), code(desk, actor, "--actor", on) if actor else None
        rows = desk.announced(
            kept, pair=codes, actor=one, as_of=as_of, became=tuple(word.strip() for word in asked)
        )  # fmt: skip
        if not rows:
            _nothing(0 if asked else desk.undated(kept, pair=codes, actor=one, as_of=as_of), codes, one, as_of)
    if format is ListFormat.json:
        from entente.cli.findings import write_json

        return write_json(rows[: limit or None])
    listed = rows if every else [row for row in rows if not row.at_once]
    _print(listed, len(rows) - len(listed), limit, on or dt.datetime.now(dt.UTC).date(), desk)


def _nothing(undated: int, pair: tuple[str, str] | None, actor: str | None, as_of: dt.date | None) -> None:
    """Ends the command with the status for nothing found; `undated`: claims that announce or wish without a day."""
    if not undated:
        tell("entente: nothing found")
        raise typer.Exit(1)
    who = f" --pair {pair[0]} {pair[1]}" if pair else f" --party {actor}" if actor else ""
    day = f" --as-of {as_of}" if as_of else ""
    claims = "claim announces or wishes" if undated == 1 else "claims announce or wish"
    tell(
        f"entente: nothing with a day; {undated:,} {claims} something without one: "
        f"entente claims{who}{day} --modality future (or desired)"
    )
    raise typer.Exit(1)


def _pair(desk: Desk, pair: tuple[str, str] | None, on: dt.date | None) -> tuple[str, str] | None:
    if pair is None:
        return None
    one, two = (code(desk, name, "--pair", on) for name in pair)
    if one == two:
        raise UsageError(f"both are {one}", place="--pair", mend="name two")
    return one, two


def _print(rows: Sequence[Announced], at_once: int, limit: int | None, today: dt.date, desk: Desk) -> None:
    """Writes the list: of what day it speaks, the things, and what to know of them."""
    from rich.text import Text

    from entente.cli.tables import console

    out, (left_out, worth) = console(), desk.announced_notes()
    together = _together(rows)
    shown = together[: USUAL_LIMIT if limit is None else limit or None]
    out.print(Text(f"As known on {today}; {left_out}.", "dim"))
    for text, style in _list(shown, today, desk):
        # What belongs to a line stands under it and further in, so that the days can be run through by eye.
        indent = "" if style.startswith("bold") or not text else "  "
        for line in Text(text, style).wrap(out, out.width - len(indent)):
            line.rstrip()
            out.print(Text(indent) + line)
    for text in _footer(rows, [row for group in shown for row in group], at_once, worth):
        for line in Text(text).wrap(out, out.width):
            line.rstrip()
            out.print(line)
    if len(shown) < len(together):
        tell(f"entente: {len(together) - len(shown):,} more; --limit 0 shows all")


def _footer(rows: Sequence[Announced], shown: Sequence[Announced], at_once: int, worth: str) -> Iterator[str]:
    """What the words of the list mean, and what its probabilities are worth."""
    counts = Counter(row.became for row in rows)
    told = ", ".join(f"{counts[word]:,} {_WORDS[word]}" for word in BECAME if counts[word])
    yield f"{len(rows):,} announced: {told}" if rows else "0 announced"
    if at_once:
        yield f"left out: {at_once:,} told as done on the day of the announcement; --all shows them"
    if counts["kept"]:
        yield "kept: told as done in its time or a few days after, 1 to 10 by how exactly its time was announced"
    rate = next((row.base_rate for row in rows if row.base_rate is not None), None)
    if counts["open"] and rate is not None:
        usual = f"of all whose time is over, {100 * rate:.0f} % were kept"
        yield f"open: how likely reports tell it as kept in its time; {usual}"
    if any(row.probability is not None for row in rows):
        yield f"what such probabilities were worth: {worth}"
    if counts["unheard"]:
        yield "not heard of: its time is over and no report here tells that it was kept or dropped"
    if any(row.confidence < LESS_SURE for row in shown):
        yield f"less sure: the reader gives its reading of the words less than {100 * LESS_SURE:.0f} %"
    if any(row.prior for row in shown):
        yield "(prior): this ledger has too few of its own; from the packaged counts"
    if counts["open"] and rate is None:
        yield "no probability: too few announced things are settled to learn from"


def _together(rows: Sequence[Announced]) -> list[list[Announced]]:
    """Announced things in their order, those of one meeting of a body in one entry, the body's own first.

    A body of states that is to meet, nobody else named, is often announced again with its host or guest: the same label
    and fate, the body among the parties, in a time that overlaps.
    """
    alone = [row for row in rows if len(body := _parties(row)) == 1 and body <= {*BODIES} and _is_short(row)]
    groups: dict[str, list[Announced]] = {}
    for row in rows:
        lead = row if row in alone else next((each for each in alone if _is_of(row, each)), row)
        groups.setdefault(lead.claim, []).append(row)
    return [sorted(group, key=lambda row: len(_parties(row))) for group in groups.values()]


def _is_of(row: Announced, lead: Announced) -> bool:
    if (row.kind, row.label, row.became) != (lead.kind, lead.label, lead.became) or not _is_short(row):
        return False
    return _parties(lead) < _parties(row) and _first(row) <= _last(lead) and _first(lead) <= _last(row)


def _is_short(row: Announced) -> bool:
    return row.kind == "CONSULT" and (_last(row) - _first(row)).days < ONE_MEETING


def _parties(row: Announced) -> frozenset[str]:
    return frozenset((*row.actor, *row.recipient))


def _first(row: Announced) -> dt.date:
    return row.start or row.end or row.told


def _last(row: Announced) -> dt.date:
    return row.end or row.start or row.told


_WORDS = {
    "kept": "kept", "late": "late", "dropped": "dropped", "denied": "denied", "open": "open", "unheard": "not heard of",
}  # fmt: skip


def _list(groups: Sequence[Sequence[Announced]], today: dt.date, desk: Desk) -> Iterator[tuple[str, str]]:
    """Lines with their style: a heading for what is to come, what has just been due and what is over, then each."""
    from entente.cli.escaping import visible
    from entente.cli.tables import ID_DIGITS

    heading = ""
    for row, *others in groups:
        if heading != (new := _heading(row, today)):
            yield "", ""
            yield new, "bold underline"
            heading = new
        said = " ".join(filter(None, (_named(row.holder, desk), row.stance))) or "reports"
        sure = f" · less sure ({row.confidence:.2f})" if row.confidence < LESS_SURE else ""
        yield "", ""
        yield _title(row, today, desk), "bold"
        yield visible(f"“{row.quote}”"), ""
        yield visible(f"{said} · {row.told} · claim {row.claim[:ID_DIGITS]}{sure}"), "dim"
        if row.by:
            words = f": “{row.shown}”" if row.shown else ""
            yield visible(f"{_WORDS[row.became]} {row.on} by claim {row.by[0][:ID_DIGITS]}{words}"), ""
        for reason in row.reasons[:REASONS]:
            yield visible(f"- {reason.text}"), "dim"
        for other in others:
            yield f"also announced as: {_title(other, today, desk)} · claim {other.claim[:ID_DIGITS]}", "dim"
    yield "", ""


def _title(row: Announced, today: dt.date, desk: Desk) -> str:
    from entente.cli.escaping import visible
    from entente.cli.tables import between

    return visible(" · ".join((between(row.start, row.end), _state(row, today), _what(row, desk))))


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
