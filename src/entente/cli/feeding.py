"""`entente feeds`: the feeds that a ledger follows."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated

import typer

from entente.cli.escaping import visible
from entente.cli.options import AllowPrivate, LedgerFolder, LexiconFile, Model, Plain, PlainFormat
from entente.cli.output import tell, write
from entente.cli.signals import ends_softly
from entente.cli.status import EPILOG, Batch
from entente.errors import EntenteError

feeds = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The feeds that a ledger follows.",
    epilog=EPILOG,
)

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}

Addresses = Annotated[list[str], typer.Argument(metavar="ADDRESS", help="Addresses of feeds, http or https.")]


def duration(value: str) -> dt.timedelta:
    """A duration such as 30s, 15m, 2h or 1d. Raises BadParameter."""
    found = re.fullmatch(r"(\d{1,6})([smhd])", value.strip().lower())
    if found is None or int(found[1]) == 0:
        raise typer.BadParameter(f"{value!r} is no duration; write it as 30s, 15m, 2h or 1d")
    return dt.timedelta(**{_UNITS[found[2]]: int(found[1])})


@feeds.command(epilog=EPILOG)
def add(addresses: Addresses, ledger: LedgerFolder) -> None:
    """Follows feeds. Nothing is fetched yet; the ledger is made where there is none."""
    from entente.desk import Desk

    kept = Desk().feeds(ledger)
    for address in addresses:
        write(visible(f"{'follows' if kept.add(address) else 'follows already'} {address}") + "\n")


@feeds.command("list", epilog=EPILOG)
def listed(ledger: LedgerFolder, format: Plain = PlainFormat.text) -> None:
    """Lists the feeds, when each was fetched last and what came of it."""
    from entente.desk import Desk

    rows = Desk().feeds(ledger).list()
    if not rows:
        tell("entente: no feeds yet (entente feeds add ADDRESS)")
        raise typer.Exit(1)
    if format is PlainFormat.json:
        from entente.cli.escaping import json_line
        from entente.rows import feed_row

        write("".join(json_line(feed_row(row)) + "\n" for row in rows))
        return
    from entente.cli.ledger_tables import feeds_table
    from entente.cli.tables import console

    console().print(feeds_table(rows))


@feeds.command(epilog=EPILOG)
def remove(addresses: Addresses, ledger: LedgerFolder) -> None:
    """Follows feeds no longer. What came from them stays."""
    from entente.desk import Desk

    kept = Desk().feeds(ledger)
    for address in addresses:
        kept.remove(address)
        write(visible(f"no longer follows {address}") + "\n")


@feeds.command(epilog=EPILOG)
def poll(
    ledger: LedgerFolder,
    every: Annotated[
        dt.timedelta | None,
        typer.Option(
            "--every",
            parser=duration,
            metavar="TIME",
            help="Go on, a round every 30s, 15m, 2h or 1d, until Ctrl-C or SIGTERM, which end it with a summary and "
            "status 0. A round that fails is told, and tried again at the next.",
        ),
    ] = None,
    allow_private: AllowPrivate = False,
    format: Plain = PlainFormat.text,
    lexicon: LexiconFile = None,
    model: Model = "small",
) -> None:
    """Fetches what is new in the feeds and reads it. One round, or with --every one after the other."""
    from entente.cli.keeping import give_way, summary
    from entente.desk import Desk

    give_way()
    batch, desk, news = Batch(), Desk(lexicon=lexicon, model=model), News()
    try:
        with ends_softly(every is not None) as ended:

            def failed(error: EntenteError) -> None:
                if ended():
                    raise KeyboardInterrupt from error
                news.failed(error)

            done = desk.poll(
                ledger, every=every, allow_private=allow_private, refused=batch.refused, told=news.told, failed=failed
            )
    except KeyboardInterrupt:
        if every is None:
            raise
        tell(f"entente: stopped; {news.reports:,} new reports since it began, all kept")
        return
    summary(done, format)
    if every is None:
        batch.read = done.new + done.changed + done.seen
        batch.finish()


class News:
    """Tells a line for each feed that has something new, on standard error."""

    def __init__(self) -> None:
        self.reports = 0

    def told(self, address: str, outcome: str, new: int) -> None:
        """A feed was fetched. `outcome`: in a word; failures are told as refusals and need no second line."""
        self.reports += new
        if new:
            now = dt.datetime.now(dt.UTC)
            tell(visible(f"{now:%Y-%m-%d %H:%M} UTC  {address}: {new:,} new report{'' if new == 1 else 's'}"))

    def failed(self, error: EntenteError) -> None:
        """A round could not be done."""
        now = dt.datetime.now(dt.UTC)
        tell(visible(f"{now:%Y-%m-%d %H:%M} UTC  this round failed, the next one tries again: {error}"))
