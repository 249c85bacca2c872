"""Alignment, interests, travels, track records and rulings as pages for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from entente.cli.escaping import visible
from entente.cli.findings import facts, print_findings, rule_line
from entente.cli.ledger_tables import counted, plain_table
from entente.cli.tables import between, console

if TYPE_CHECKING:
    from rich.console import Console

    from entente.records import Alignment, Estimate, Interests, RuleFinding, Ruling, Step, Track, Travels

Name = Callable[[str], str]
#: Widest bar of a step, in columns.
BAR = 16


def print_alignment(found: Alignment, name: Name, most: int | None, quotes: int) -> None:
    """Summary, course, ruptures, reasons and triads."""
    out = console()
    _head(out, f"{_capital(name(found.one))} and {name(found.two)}", f"{found.since} to {found.until}")
    facts(out, (("overall", _score(found.score)), ("words", _score(found.words)), ("deeds", _score(found.deeds)),
                ("origins", f"{found.origins:,}")))  # fmt: skip
    out.print()
    print_findings("In short", found.summary, quotes=quotes, out=out)
    told = [step for step in found.steps if step.score is not None]
    if len(told) > 1:
        out.print(_course(told))
        out.print(Text("origins that tell cooperation (+) and conflict (-); score from -10 to 10", style="dim"))
        out.print()
    print_findings("Ruptures", found.changes, most=most, quotes=quotes, out=out)
    print_findings("Why", found.why, most=most, quotes=quotes, out=out)
    print_findings("With thirds", found.triads, most=most, quotes=quotes, out=out)


def _course(steps: Sequence[Step]) -> Table:
    table = plain_table()
    table.add_column("from", no_wrap=True)
    for head in ("words +", "deeds +", "words -", "deeds -"):
        table.add_column(head, justify="right", no_wrap=True)
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for step in steps:
        counts = (step.words_for, step.deeds_for, step.words_against, step.deeds_against)
        value = step.score.value if step.score else 0.0
        bar = ("+" if value > 0 else "-") * round(abs(value) / 10 * BAR)
        table.add_row(step.start.isoformat(), *(f"{count:,}" if count else "" for count in counts), f"{value:.1f}", bar)
    return table


def _score(estimate: Estimate | None) -> str:
    if estimate is None:
        return "nothing told"
    return f"{estimate.value:.1f} ({estimate.level:.0%} interval {estimate.low:.1f} to {estimate.high:.1f})"


def print_travels(found: Travels, name: Name, most: int | None, quotes: int) -> None:
    """Days since the last trip, what clashes, trips, stated absences."""
    out = console()
    _head(out, f"Travels: {found.person or _capital(name(found.actor))}", f"up to {found.until}")
    last = f"{counted(found.days, 'day')} before, {found.last.text}" if found.last and found.days is not None else ""
    facts(out, (("last known trip abroad", last or "none known"), ("left out", _left_out(found.left_out.items()))))
    out.print()
    print_findings("Clashes", found.clashes, most=most, quotes=quotes, out=out)
    print_findings("Older than they say?", found.older, most=most, quotes=quotes, out=out)
    print_findings("Trips", found.trips, most=most, quotes=quotes, out=out)
    print_findings("Stated absences", found.absences, most=most, quotes=quotes, out=out)


def _left_out(reasons: Iterable[tuple[str, int]]) -> str:
    return "; ".join(f"{why} {number:,}" for why, number in reasons)


def print_interests(found: Interests, name: Name, most: int | None, quotes: int) -> None:
    """Where want meets have, then what each side wants, asks, offers, has and lacks."""
    out = console()
    _head(out, f"{_capital(name(found.one))} and {name(found.two)}", "what each wants, asks, offers, has, lacks")
    print_findings("Where want meets have", found.meets, most=most, quotes=quotes, out=out)
    if found.left_out:
        facts(out, (("left out", _left_out(found.left_out)),))
        out.print()
    for code in (found.one, found.two):
        rows = [row for row in found.rows if row.party == code]
        print_findings(_capital(name(code)), rows, most=most, quotes=quotes, out=out)


def print_track(found: Track, most: int | None, quotes: int) -> None:
    """How statements fared, and each settled case."""
    out = console()
    out.print(Text(visible(found.text), style="bold"))
    out.print()
    print_findings("Cases", found.cases, most=most, quotes=quotes, out=out)


def print_ruling(ruling: Ruling) -> None:
    """The answer, what would change it, the rules that bear on it and those that nearly do."""
    out = console()
    out.print(Text(ruling.verdict, style="bold"))
    out.print(Text(visible(ruling.answer)))
    out.print()
    if ruling.would_change:
        out.print(Text("Not given, and it would change the answer", style="bold"))
        for need in ruling.would_change:
            then = "" if need.verdict == "not-covered" else f" (then {need.verdict})"
            out.print(Text("• ", style="dim") + Text(visible(f"{need.fact}: {need.how}{then}")))
        out.print()
    for title, applies in (("Rules that bear on it", True), ("Rules that do not, and why", False)):
        _rules(out, title, [finding for finding in ruling.findings if finding.applies is applies])
    out.print(Text(visible(ruling.disclaimer), style="dim"))


def _rules(out: Console, title: str, rows: Sequence[RuleFinding]) -> None:
    if not rows:
        return
    out.print(Text(title, style="bold"))
    for finding in rows:
        rule = finding.rule
        force = between(rule.valid_from, rule.valid_until)
        out.print(Text("• ", style="dim") + Text(visible(f"{rule_line(rule)} ({force})")))
        told = f"{finding.verdict}: {finding.why}" if finding.applies else finding.why
        out.print(Padding(Text(visible(told)), (0, 0, 0, 2), expand=False))
        for line in (rule.note, f"Source: {rule.source}"):
            if line:
                out.print(Padding(Text(visible(line), style="dim"), (0, 0, 0, 2), expand=False))
    out.print()


def _head(out: Console, name: str, state: str) -> None:
    out.print(Text(visible(name), style="bold"), Text(visible(state), style="dim"))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
