"""`entente check`: a dealing, or the dealings that reports tell of, against the sanctions rules."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from entente import asked
from entente.cli.assessing import as_json, show
from entente.cli.escaping import visible
from entente.cli.filters import Filters, filtered, in_words
from entente.cli.opening import Looking
from entente.cli.output import tell
from entente.cli.parsing import day
from entente.errors import InputError, UsageError
from entente.records import ACTIVITIES, Dealing

if TYPE_CHECKING:
    from entente.desk import Desk


def _option(name: str, metavar: str, words: str, **more: Any) -> Any:
    return typer.Option(name, metavar=metavar, help=words, **more)


@dataclass(frozen=True)
class Dealt:
    """What the options say of one dealing, as typed. Its matter is that of the filters."""

    source: Annotated[str | None, _option("--from", "A", "Who supplies, sends, trains, visits: code or name.")] = None
    target: Annotated[str | None, _option("--to", "B", "Who gets it, hosts: code or name.")] = None
    activity: Annotated[
        str | None, _option("--activity", "WORD", f"What is done: {', '.join(ACTIVITIES)}; else what is usual.")
    ] = None
    on: Annotated[dt.date | None, _option("--on", "DATE", "The day of the dealing; else today.", parser=day)] = None
    amount: Annotated[str | None, _option("--amount", "AMOUNT", "How much, with its unit: '100000 barrel'.")] = None
    used: Annotated[str | None, _option("--used", "AMOUNT", "What of a cap was used before, with its unit.")] = None
    fact: Annotated[
        list[str] | None, _option("--fact", "NAME=VALUE", "A fact that decides, as calibre='82 mm'; more than once.")
    ] = None

    @property
    def given(self) -> bool:
        """Whether it is one dealing that is asked about."""
        return self.source is not None or self.target is not None

    def dealing(self, desk: Desk, filters: Filters) -> Dealing:
        """The dealing. Raises UsageError for whatever is missing or means nothing."""
        typed = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        options = {"source": "--from", "target": "--to"}
        return asked.dealing(
            desk, {**typed, "matter": filters.matter}, place=lambda name: options.get(name, f"--{name}"),
            told=lambda line: tell(visible(f"entente: {line}")),
        )  # fmt: skip

    def alone(self) -> str:
        """The first option given that makes sense for one dealing only, "" where none is."""
        names = {"--activity": self.activity, "--on": self.on, "--amount": self.amount, "--used": self.used,
                 "--fact": self.fact}  # fmt: skip
        return next((name for name, value in names.items() if value), "")


def check(
    filters: Filters,
    looking: Looking,
    dealt: Dealt,
    reports: Annotated[
        list[str] | None, typer.Argument(metavar="[REPORT]...", help="Check the dealings that these reports tell of.")
    ] = None,
    rules: Annotated[
        list[Path] | None,
        typer.Option("--rules", metavar="FILE", help="Rules of your own (TOML file or folder), on top of ours."),
    ] = None,
) -> None:
    """Checks a dealing, a ledger or reports against the sanctions rules, paragraph by paragraph. No legal advice."""
    desk = looking.desk().with_rules(_there(rules or ()))
    if dealt.given:
        others = in_words(dataclasses.replace(filters, matter=None))
        given = "--ledger" if looking.ledger_named else "--published" if looking.published else others
        if reports or looking.report or given:
            raise UsageError("one dealing, and reports or filters", place="--from", mend=f"leave out {given or 'one'}")
        return _show_ruling(desk, dealt.dealing(desk, filters), looking)
    if dealt.alone():
        raise UsageError("goes with --from and --to", place=dealt.alone())
    if reports:
        looking = dataclasses.replace(looking, report=[*(looking.report or []), *reports])
    with looking.opened(desk) as kept:
        question = filters.question(desk, kept)
        found = desk.check_claims(kept, question)
        if not found and (dealings := len(desk.check_claims(kept, question, also_not_covered=True))):
            told = "1 dealing is" if dealings == 1 else f"{dealings:,} dealings are"
            tell(f"entente: {told} told of, on which no rule bears")
        show(found, looking)
        tell("entente: no legal advice; marks tell which texts were not verified")


def _there(files: Iterable[Path]) -> list[Path]:
    """The files. Raises InputError for one that is not there."""
    for file in files:
        if not (file.is_file() or (file.is_dir() and any(file.glob("*.toml")))):
            raise InputError(
                "is not there", place=str(file), mend="a TOML file with [[rule]] entries, or a folder of them"
            )
    return list(files)


def _show_ruling(desk: Desk, dealing: Dealing, looking: Looking) -> None:
    ruling = desk.check(dealing)
    if looking.json:
        return as_json(ruling.as_dict())
    from entente.cli.assessed import print_ruling

    print_ruling(ruling)


CHECK = filtered(check)
