"""Findings for people and for programs: each sentence with why it was found, its words and its rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.text import Text

from entente.cli.escaping import json_line, visible
from entente.cli.ledger_tables import short_outlet
from entente.cli.output import write
from entente.cli.tables import ID_DIGITS, console, holder
from entente.records import Finding, KeptClaim, Rule, Status
from entente.records.rule import cited
from entente.rows import as_plain

if TYPE_CHECKING:
    from rich.console import Console

#: Quotes shown below a finding unless all are asked for; what a mark of a rule means.
SHOWN = 3
MARKS = {
    "sourced": "",
    "paragraph-unverified": "paragraph number not verified",
    "unverified": "from memory, not verified",
}


def write_json(value: Any, most: int | None = None) -> None:
    """Writes a record, or rows of them one a line. `most`: findings of each list of a record."""
    for row in value if isinstance(value, (list, tuple)) else [value]:
        plain = as_plain(row)
        if most is not None and isinstance(plain, dict) and not isinstance(row, Finding):
            plain = {name: cell[:most] if _are_findings(cell) else cell for name, cell in plain.items()}
        write(json_line(plain) + "\n")


def _are_findings(cell: object) -> bool:
    return isinstance(cell, list) and bool(cell) and isinstance(cell[0], dict) and "reason" in cell[0]


def print_findings(
    title: str, findings: Sequence[Finding], *, most: int | None = None, quotes: int = SHOWN, out: Console | None = None
) -> None:
    """A heading and the findings below it, each with its reason and its words; nothing where there are none."""
    if not findings:
        return
    out = out or console()
    if title:
        out.print(Text(visible(title), style="bold"))
    shown, reason = findings[:most] if most else findings, ""
    for finding in shown:
        print_finding(out, finding, quotes, why=finding.reason != reason)
        reason = finding.reason
    if len(findings) > len(shown):
        out.print(Text(f"and {len(findings) - len(shown):,} more; --limit 0 shows all", style="dim"))
    out.print()


def print_finding(out: Console, finding: Finding, quotes: int = SHOWN, *, why: bool = True) -> None:
    """One finding: the sentence, why (unless the one before said the same), the words it leans on, the rules."""
    out.print(Text("• ", style="dim") + Text(visible(finding.text)))
    event = finding.event if isinstance(finding, Status) else ""
    if why or event:
        named = f"event {event[:ID_DIGITS]}" if event else ""
        reason = " · ".join(part for part in (finding.reason if why else "", named) if part)
        out.print(_below(Text(visible(reason), style="dim")))
    for kept in finding.claims[:quotes]:
        out.print(_below(source(kept)))
    if len(finding.claims) > quotes:
        more = len(finding.claims) - quotes
        out.print(_below(Text(f"{more} more claim{'' if more == 1 else 's'}; --quotes {quotes + more}", style="dim")))
    for rule in finding.rules[:quotes]:
        out.print(_below(Text(visible(rule_line(rule)))))


def _below(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, 2), expand=False)


def source(kept: KeptClaim) -> Text:
    """The words of a claim, who says so, and where they stand."""
    claim = kept.claim
    said = ": ".join(holder(whose) for whose in claim.holders)
    where = [said, short_outlet(kept.outlet), str(kept.published or "no date"), f"claim {claim.id[:ID_DIGITS]}"]
    quote = Text(visible(f"“{claim.quote}”" if claim.quote else "(imported, no words)"))
    return quote + Text("  " + visible(" · ".join(part for part in where if part)), style="dim")


def rule_line(rule: Rule) -> str:
    """A rule as it is cited, with its title and with what is not sure about it."""
    doubt = MARKS.get(rule.mark, rule.mark)
    return f"{cited(rule.instrument, rule.paragraph)}: {rule.title}" + (f" [{doubt}]" if doubt else "")


def facts(out: Console, rows: Iterable[tuple[str, str]]) -> None:
    """Rows of a name and what is to be said of it; empty ones are left out."""
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    for name, value in rows:
        if value:
            table.add_row(name, Text(visible(value)))
    out.print(table)
