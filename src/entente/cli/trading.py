"""`entente export` and `import`: a ledger's claims as other programs' files, and other programs' rows in a ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from entente.cli.escaping import visible
from entente.cli.filters import Filters, filtered, in_words
from entente.cli.keeping import summary
from entente.cli.options import LedgerFolder, LexiconFile, Model, Most, Plain, PlainFormat, Rejected
from entente.cli.output import tell, write
from entente.cli.status import Batch
from entente.errors import UsageError
from entente.records import Refusal

#: Refusals of an import that are told one by one.
SHOWN = 10
#: What a ledger can be written as, and what can be brought in.
EXPORTS = ("plover", "polecat", "parquet", "csv", "graphml", "ftm", "stix", "training")
IMPORTS = ("plover", "polecat", "gdelt")


@filtered
def export(
    to: Annotated[str, typer.Option("--to", metavar="KIND", help=f"{', '.join(EXPORTS[:-1])} or {EXPORTS[-1]}.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write; for training a folder.")],
    ledger: LedgerFolder,
    filters: Filters,
    rejected: Rejected = False,
    limit: Most = None,
    lexicon: LexiconFile = None,
    model: Model = "small",
) -> None:
    """Writes claims of a ledger as a file for other programs; a file of that name is replaced.

    The manual (docs/reference/exports.md) says what each kind has no place for.
    """
    from entente.cli.filters import one_of
    from entente.desk import Desk

    if out == Path("-"):
        raise UsageError("an export is a file, not standard output", place="-", mend="name one")
    desk = Desk(lexicon=lexicon, model=model)
    kind = one_of(to.lower(), EXPORTS, "--to")
    question = filters.question(desk, desk.ledger(ledger), limit or None)
    done = desk.export(ledger, question, kind, out, rejected=rejected)
    for what, number in sorted(done.left_out.items()):
        tell(visible(f"entente: {number:,} left out: {what}"))
    if not done.rows:
        given = in_words(filters)
        only = " (only claims that somebody reviewed are training items)" if kind == "training" else ""
        tell(visible(f"entente: nothing found{f' for {given}' if given else ''}; {out} holds no row{only}"))
        raise typer.Exit(1)
    write(visible(f"{done.rows:,} rows in {out}") + "\n")


def import_(
    kind: Annotated[str, typer.Option("--from", metavar="KIND", help=f"{', '.join(IMPORTS[:-1])} or {IMPORTS[-1]}.")],
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Files of that kind.")],
    ledger: LedgerFolder,
    format: Plain = PlainFormat.text,
) -> None:
    """Brings rows of another data set into a ledger. They hold no words and never count as words."""
    from entente.cli.filters import one_of
    from entente.desk import Desk

    batch = FewLines()
    done = Desk().import_rows(ledger, one_of(kind.lower(), IMPORTS, "--from"), files, batch.refused)
    summary(done, format)
    if batch.refused_count > SHOWN:
        tell(f"entente: {batch.refused_count - SHOWN:,} more rows refused; entente refusals lists them all")
    if done.claims:
        tell("entente: imported claims hold no words and belong to no event; entente claims shows them")
    batch.read = done.new + done.changed + done.seen
    batch.finish()


class FewLines(Batch):
    """Tells the first refusals only: of other data sets' rows many are of kinds that are not taken."""

    def refused(self, refusal: Refusal) -> None:
        """One more row could not come in."""
        if self.refused_count < SHOWN:
            super().refused(refusal)
        else:
            self.refused_count += 1
