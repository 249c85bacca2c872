"""The commands. Each loads what it needs when it runs, so that help and faults come at once."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from entente.cli import (
    aligning,
    announcing,
    asking,
    assessing,
    briefing,
    checking,
    feeding,
    forecasting,
    keeping,
    reviewing,
    scenarios,
    serving,
    showing,
    trading,
    whatif,
)
from entente.cli import users as accounts
from entente.cli.escaping import json_line
from entente.cli.options import LexiconFile, Model, Plain, PlainFormat, Published, Reports
from entente.cli.output import Ticker, tell, width, write
from entente.cli.parsing import day
from entente.cli.status import EPILOG, Batch, Commands
from entente.records import Claim, Document

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class ReadFormat(StrEnum):
    """How claims are written."""

    table = "table"
    jsonl = "jsonl"
    plover = "plover"


def _version(wanted: bool) -> None:
    if wanted:
        from entente.desk import Desk

        versions = Desk().versions()
        write(f"entente {versions.package}\nmodel {versions.model or 'none installed'}\nlexicon {versions.lexicon}\n")
        raise typer.Exit


@app.callback()
def entente(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show versions and leave.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Tell more on standard error.")] = False,
) -> None:
    """Reads reports about states: who does, wants or may do what to whom; who says so and how sure; when."""
    import logging
    import sys

    logging.basicConfig(stream=sys.stderr, level=logging.INFO if verbose else logging.CRITICAL, format="%(message)s")
    for stream in (sys.stdout, sys.stderr):
        # A character that the terminal's encoding lacks must not stop a batch.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")


@app.command(epilog=EPILOG)
def read(
    reports: Reports,
    format: Annotated[ReadFormat, typer.Option("--format", help="How to write the claims.")] = ReadFormat.table,
    published: Published = None,
    min_confidence: Annotated[
        float, typer.Option("--min-confidence", min=0.0, max=1.0, metavar="P", help="Leave out less sure claims.")
    ] = 0.0,
    lexicon: LexiconFile = None,
    model: Model = "small",
) -> None:
    """Reads reports into claims."""
    import sys

    from entente.desk import Desk

    batch, desk, left_out = Batch(), Desk(lexicon=lexicon, model=model), 0
    shows = format is ReadFormat.table and sys.stdout.isatty()
    with Ticker("Reading", wanted=not shows) as ticker:
        for document, found in desk.read(reports, published=published, refused=batch.refused):
            claims = [claim for claim in found if claim.confidence >= min_confidence]
            batch.read += 1
            left_out += _write_claims(format, document, claims)
            ticker.more(len(claims))
    if left_out:
        tell(f"entente: {left_out} TRAVEL and HAVE claims left out, PLOVER has no type for them")
    batch.finish()


def _write_claims(format: ReadFormat, document: Document, claims: list[Claim]) -> int:
    """Writes the claims of one document; returns how many the format has no place for."""
    if format is ReadFormat.table:
        from entente.cli.tables import print_document

        print_document(document, claims)
        return 0
    if format is ReadFormat.jsonl:
        for claim in claims:
            write(json_line(claim.as_dict()) + "\n")
        return 0
    from entente.plover import record

    records = [record(claim, document) for claim in claims]
    for made in records:
        if made is not None:
            write(json_line(made) + "\n")
    return records.count(None)


app.command(epilog=EPILOG)(briefing.brief)


@app.command(epilog=EPILOG)
def explain(
    reports: Reports,
    claim: Annotated[str, typer.Option("--claim", metavar="ID", help="The claim's id, or its first digits.")],
    format: Plain = PlainFormat.text,
    published: Published = None,
    lexicon: LexiconFile = None,
    model: Model = "small",
) -> None:
    """Tells why a claim was read: words, parties, and what else was weighed, with probabilities."""
    from entente.cli import explaining
    from entente.desk import Desk

    batch, desk = Batch(), Desk(lexicon=lexicon, model=model)
    document, why = desk.explain(reports, claim, published=published, refused=batch.refused)
    if format is PlainFormat.json:
        write(json_line(explaining.as_dict(why)) + "\n")
    else:
        write(explaining.as_text(document, why, width()))


@app.command(epilog=EPILOG)
def evaluate(
    items: Annotated[str, typer.Argument(metavar="ITEMS", help="The reports that were labelled (JSON Lines, or one).")],
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Labelled claims, one document a line.")],
    predicted: Annotated[
        Path | None, typer.Option("--predicted", metavar="FILE", help="Score these claims; read nothing.")
    ] = None,
    errors: Annotated[int, typer.Option("--errors", min=0, metavar="N", help="Also list the first N faults.")] = 0,
    format: Plain = PlainFormat.text,
    lexicon: LexiconFile = None,
    model: Model = "small",
) -> None:
    """Reads labelled reports and scores the claims."""
    from entente.desk import Desk, figures_as_json, figures_as_text

    batch = Batch()
    scores = Desk(lexicon=lexicon, model=model).evaluate([items], gold, predicted=predicted, refused=batch.refused)
    batch.read = len(scores.documents) - batch.refused_count
    if format is PlainFormat.json:
        write(json_line(figures_as_json(scores, errors)) + "\n")
    else:
        from entente.cli.escaping import visible

        write("".join(f"{visible(line)}\n" for line in figures_as_text(scores, errors).splitlines()))
    batch.finish()


@app.command(epilog=EPILOG)
def actors(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="A name, alone or with words around it.")] = None,
    on: Annotated[
        dt.date | None, typer.Option("--on", parser=day, metavar="DATE", help="On that day (default: today).")
    ] = None,
    format: Plain = PlainFormat.text,
    lexicon: LexiconFile = None,
) -> None:
    """Tells what the lexicon knows, and why a name stands for a code on a day."""
    from entente.cli import actors as room
    from entente.cli.escaping import visible
    from entente.desk import Desk

    on = on or dt.datetime.now(dt.UTC).date()
    rows = room.rows(Desk(lexicon=lexicon), name, on)
    if not rows:
        tell(f"entente: {visible(name or '')!r} names no actor that the lexicon knows")
        raise typer.Exit(1)
    if format is PlainFormat.json:
        write("".join(f"{json_line(row)}\n" for row in rows))
        return
    from entente.cli.tables import console

    console().print(room.resolved_table(rows) if name is not None else room.listed_table(rows))


for _command in (
    keeping.ingest, asking.claims, asking.events, asking.documents, asking.refusals, showing.show, reviewing.correct,
    reviewing.reject, reviewing.accept, reviewing.undo, keeping.reread, trading.export, keeping.optimize,
    keeping.migrate,
):  # fmt: skip
    app.command(epilog=EPILOG)(_command)
for _name, _command in (
    ("status", assessing.STATUS), ("contradictions", assessing.CONTRADICTIONS), ("precedents", assessing.PRECEDENTS),
    ("alignment", aligning.ALIGNMENT), ("interests", assessing.INTERESTS), ("travel", assessing.TRAVEL),
    ("record", assessing.RECORD), ("check", checking.CHECK), ("announced", announcing.announced),
):  # fmt: skip
    app.command(_name, epilog=EPILOG)(_command)
app.command("forecast", epilog=EPILOG)(forecasting.forecast)
app.command("backtest", epilog=EPILOG)(forecasting.backtest)
app.command("whatif", epilog=EPILOG)(whatif.whatif)
app.command("scenarios", epilog=EPILOG)(scenarios.scenarios)
app.command("import", epilog=EPILOG)(trading.import_)
app.command(epilog=EPILOG)(serving.serve)
app.command(epilog=EPILOG)(serving.mcp)
app.add_typer(feeding.feeds, name="feeds")
app.add_typer(accounts.users, name="users")
app.add_typer(scenarios.scenario, name="scenario")
