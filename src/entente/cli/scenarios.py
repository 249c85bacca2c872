"""`entente scenarios` and `entente scenario`: what scenarios there are, what is in one, and how a new one begins."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from entente.cli.escaping import json_line, visible
from entente.cli.options import LexiconFile
from entente.cli.output import tell, write
from entente.cli.status import EPILOG, Commands
from entente.cli.whatif import AsTable, Name, TableFormat
from entente.errors import InputError, UsageError

scenario = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    help="Shows a scenario, begins a new one, checks one of your own.",
    epilog=EPILOG,
    rich_markup_mode=None,
)


def scenarios(format: AsTable = TableFormat.table) -> None:
    """Lists the packaged scenarios: what each asks, and how many of its numbers are weakly sourced."""
    from entente.desk import Desk

    desk = Desk()
    found = desk.scenarios()
    if format is TableFormat.json:
        rows = [
            {"name": each.name, "title": each.title, "question": each.question, "date": each.date.isoformat(),
             "parameters": len(each.parameters), "weak": len(desk.weakly_sourced(each)),
             "cases": [case.name for case in each.cases]}
            for each in found
        ]  # fmt: skip
        write("".join(json_line(row) + "\n" for row in rows))
        return
    from entente.cli.scenario_tables import print_scenarios

    print_scenarios(found, desk.weakly_sourced)


@scenario.command(epilog=EPILOG)
def show(
    name: Name,
    svg: Annotated[
        Path | None, typer.Option("--svg", metavar="FILE", help="Write stocks and flows as a picture (SVG).")
    ] = None,
    sources: Annotated[bool, typer.Option("--sources", help="Also the sources of every number.")] = False,
    format: AsTable = TableFormat.table,
    lexicon: LexiconFile = None,
) -> None:
    """Shows stocks and flows, what actors do, events, cases, questions, numbers, known faults; sources where asked."""
    from entente.desk import Desk

    desk = Desk(lexicon=lexicon)
    read = desk.scenario(name)
    if svg is not None:
        try:
            svg.write_text(desk.scenario_picture(read) + "\n", encoding="utf-8")
        except OSError as error:
            raise InputError(
                f"cannot be written: {error.strerror}", place=str(svg), mend="give another place"
            ) from error
        tell(f"entente: wrote {svg}")
    if format is TableFormat.json:
        from entente.rows import as_plain

        write(json_line(as_plain(read)) + "\n")
        return
    from entente.cli.scenario_tables import print_scenario

    print_scenario(read, desk, sources=sources)


@scenario.command(epilog=EPILOG)
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="In small letters, digits and _.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to; NAME.toml here, unless given.")
    ] = None,
) -> None:
    """Writes the beginning of a scenario of your own, which runs as it is. Never writes over a file."""
    from entente.desk import Desk

    text, place = Desk().scenario_template(name), out or Path(f"{name}.toml")
    try:
        with place.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError("is there already", place=str(place), mend="--out another file") from error
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", place=str(place), mend="give another place") from error
    tell(f"entente: wrote {place}; run it: entente whatif {place}")


@scenario.command(epilog=EPILOG)
def check(file: Annotated[Path, typer.Argument(metavar="FILE", help="A scenario file (TOML).")]) -> None:
    """Checks a scenario file: every fault is told with its line.

    A few runs with every number at its middle tell stocks that fall below 0, and what runs away.
    """
    from entente.desk import Desk

    desk = Desk()
    read = desk.scenario(file)
    for note in (*read.notes, *desk.scenario_tried(read)):
        tell(f"entente: {visible(note)}")
    weak = len(desk.weakly_sourced(read))
    parts = [_counted(len(rows), noun) for rows, noun in (
        (read.stocks, "stock"), (read.flows, "flow"), (read.parameters, "number"))]  # fmt: skip
    write(visible(f"{file}: no faults; {', '.join(parts)}, {weak:,} of them with only weak sources") + "\n")


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
