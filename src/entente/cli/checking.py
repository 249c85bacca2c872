"""`entente check`: a dealing, or the dealings that reports tell of, against the sanctions rules."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from entente.cli.assessing import as_json, show
from entente.cli.escaping import visible
from entente.cli.filters import Filters, a_word, code, filtered, in_words, matter, one_of
from entente.cli.opening import Looking
from entente.cli.output import tell
from entente.cli.parsing import day
from entente.errors import InputError, UsageError
from entente.records import ACTIVITIES, Dealing

if TYPE_CHECKING:
    from entente.desk import Desk

#: "100000", "100,000", "2.5"; a full stop before three digits may mean either, and is refused.
_NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,15}(?:\.(?:\d{1,2}|\d{4,9}))?)"
_AMOUNT = re.compile(rf"{_NUMBER}\s*(?P<times>thousand|million|billion)?\s*(?P<unit>[^\W\d_][^\d,.]*)")
_TIMES = {None: 1.0, "thousand": 1e3, "million": 1e6, "billion": 1e9}


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
        activity = one_of(self.activity.lower(), ACTIVITIES, "--activity") if self.activity else ""
        target = self.source if self.target is None and activity == "launch" else self.target
        if self.source is None or target is None:
            place = "--from" if self.source is None else "--to"
            raise UsageError("a dealing has two sides", place=place, mend=f"give {place} too")
        about = a_word(filters.matter, "--matter").lower() if filters.matter is not None else ""
        on = self.on or dt.datetime.now(dt.UTC).date()
        one, two = code(desk, self.source, "--from", on), code(desk, target, "--to", on)
        if one == two and activity != "launch":
            raise UsageError(f"both sides are {one}", place="--to", mend="name two")
        much, unit, used = self._amounts(desk)
        return Dealing(
            (one,), (two,), matter(about, "--matter") if about else "", activity or desk.usual_activity(about), on,
            amount=much, unit=unit, used=used, facts=self._facts(desk),
        )  # fmt: skip

    def _amounts(self, desk: Desk) -> tuple[float | None, str, float | None]:
        """Amount, unit, and what was used before in the same unit."""
        much, unit = _measure(self.amount, "--amount")
        used, of = _measure(self.used, "--used")
        for name, place in ((unit, "--amount"), (of, "--used")):
            if name and not desk.is_cap_unit(name):
                raise UsageError(f"no cap is in {name}", place=place, mend="barrel, or a unit of weight as tonne")
        if used is None or not unit:
            return much, unit or of, used
        times = desk.times(of, unit)
        if times is None:
            raise UsageError(f"{of} beside {unit}", place="--used", mend="the unit of --amount")
        return much, unit, used * times

    def _facts(self, desk: Desk) -> dict[str, str]:
        facts: dict[str, str] = {}
        for text in self.fact or ():
            name, equals, value = (part.strip() for part in text.partition("="))
            if not equals or not name or not value:
                raise UsageError(f"{text!r} is no fact", place="--fact", mend="NAME=VALUE, as calibre='82 mm'")
            if name in facts:
                raise UsageError(f"{name} is given twice", place="--fact", mend="once")
            facts[name] = value
            fault = desk.fact_fault(name, value)
            if fault and fault[0].startswith("no rule"):
                tell(visible(f"entente: {fault[0]}; it changes nothing"))
            elif fault:
                raise UsageError(fault[0], place=f"--fact {name}", mend=fault[1])
        return facts

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


def _measure(text: str | None, place: str) -> tuple[float | None, str]:
    """The number and its unit. Raises UsageError where it is no amount."""
    if text is None:
        return None, ""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"{text!r} is no amount", place=place, mend="a number and a unit, as '100000 barrel'")
    return float(found["number"].replace(",", "")) * _TIMES[found["times"]], found["unit"].strip()


CHECK = filtered(check)
