"""A claim, an event, a document as a page for the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from entente.cli import ledger_tables as tables
from entente.cli.escaping import visible
from entente.cli.ledger_tables import claims_table, counted, parties, short_id, short_outlet, told_of, words
from entente.cli.output import color
from entente.cli.passages import around, marked
from entente.cli.tables import ID_DIGITS, between, console, when
from entente.records import Claim, Event, Figure, KeptClaim, KeptDocument, Place, Review
from entente.rows import in_words

if TYPE_CHECKING:
    from entente.cli.showing import ClaimSeen, DocumentSeen
    from entente.desk import Desk

#: Most rows of a list that stands by the way; the commands for lists show the rest.
BY_THE_WAY = 12
LABEL = 10


def print_claim(desk: Desk, seen: ClaimSeen) -> None:
    """A claim: what it says, its words, how it came to be so, who else says so."""
    out, kept, claim = console(), seen.kept, seen.kept.claim
    _head(out, f"claim {claim.id}", _state(kept, len(seen.versions)))
    rows: list[tuple[str, str | Text]] = [
        ("what", _named(desk, claim)),
        ("told as", "; ".join(told_of(kept)) or "the report says so in its own voice"),
        ("when", when(claim) or "no time given"),
        ("about", ", ".join(claim.matter)),
        ("amounts", "; ".join(map(_amount, claim.figures))),
        ("sure", f"{claim.confidence:.2f} that kind and parties are right"),
        ("words", _passage(kept, seen.document)),
        ("report", _report(seen.document)),
        ("read by", claim.reader),
    ]
    _facts(out, rows)
    if len(seen.versions) > 1 or seen.reviews:
        _section(out, "Versions", [(str(v.version), _version(v)) for v in seen.versions])
        _section(out, "Reviews", [(str(r.number), _review(r)) for r in seen.reviews])
    _copies(out, seen.copies)
    if seen.event is not None:
        _title(out, f"Event {seen.event.id[:ID_DIGITS]}")
        _facts(out, [("what", parties(seen.event, desk.name)), ("counts", _counts(seen.event))])
    _claims(out, "Who says the same", seen.same)
    _claims(out, "Who says the opposite", seen.opposite)


def print_event(desk: Desk, event: Event) -> None:
    """An event: what, when, who tells it how, and every claim with the reason why it belongs here."""
    out = console()
    _head(out, f"event {event.id}", _counts(event))
    times = [
        f"{between(start, end) or 'no time given'} ({counted(count, 'origin')})" for start, end, count in event.times
    ]
    outlets = ", ".join(dict.fromkeys(map(short_outlet, event.outlets)))
    rows: list[tuple[str, str | Text]] = [
        ("what", parties(event, desk.name)),
        ("about", ", ".join(event.matter)),
        ("when", "; ".join(times)),
        ("reported", f"{event.first or 'no date'} to {event.last or 'no date'}"),
        ("outlets", outlets),
    ]
    _facts(out, rows)
    _title(out, "Who says what")
    said = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_edge=False)
    for name in ("told as", "origins", "claims", "first"):
        said.add_column(name, justify="right" if name in ("origins", "claims") else "left", header_style="dim")
    for each in event.said:
        told = visible(tables.way(each, desk.name))
        said.add_row(Text(told), str(each.origins), str(each.claims), str(each.first or ""))
    out.print(said)
    _members(out, event)


def print_document(desk: Desk, seen: DocumentSeen) -> None:
    """A document: where it comes from, its text with every quote marked, its claims."""
    out, kept, document = console(), seen.kept, seen.kept.document
    _head(out, f"document {document.id}", _edition_of(seen))
    found = f" ({document.published_from}: {document.published_quote})" if document.published_from else ""
    rows: list[tuple[str, str | Text]] = [
        ("title", _marked(kept, seen.claims, "title")),
        ("published", f"{document.published or 'no date found'}{found}"),
        ("outlet", document.outlet),
        ("address", document.url),
        ("source", document.source),
        ("origin", "its own" if kept.origin in (None, document.id) else f"near-copy of {kept.origin}"),
        ("lineage", "; ".join(f"{line.name} (“{line.quote}”)" for line in kept.lineage)),
        ("notes", "; ".join(document.notes)),
        ("left out", ", ".join(f"{kind} {n}" for kind, n in sorted(Counter(c.kind for c in document.cut).items()))),
        ("known", f"from {kept.known} on, written {kept.recorded:%Y-%m-%d %H:%M} UTC"),
        ("read by", kept.reader),
    ]
    _facts(out, rows)
    if len(seen.versions) > 1:
        _section(out, "Versions", [(f"{v.version}.{v.reading}", _edition(v)) for v in seen.versions])
    _copies(out, seen.copies)
    _title(out, "Text")
    out.print(_marked(kept, seen.claims, "text"))
    if seen.claims:
        _title(out, "Claims")
        out.print(claims_table(seen.claims, out.width))


def _head(out: Console, name: str, state: str) -> None:
    out.print(Text(visible(name), style="bold"), Text(visible(state), style="dim"))


def _title(out: Console, words: str) -> None:
    out.print()
    out.print(Text(words, style="bold"))


def _facts(out: Console, rows: Iterable[tuple[str, str | Text]]) -> None:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=LABEL, style="dim", no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    for label, value in rows:
        if value:
            grid.add_row(label, value if isinstance(value, Text) else Text(visible(value)))
    out.print(grid)


def _section(out: Console, title: str, rows: Sequence[tuple[str, str | Text]]) -> None:
    if rows:
        _title(out, title)
        _facts(out, rows)


def _claims(out: Console, title: str, claims: Sequence[KeptClaim]) -> None:
    if not claims:
        return
    _title(out, f"{title}: {counted(len(claims), 'claim')}")
    out.print(claims_table(claims[:BY_THE_WAY], out.width))
    _more(out, len(claims))


def _copies(out: Console, copies: Sequence[KeptDocument]) -> None:
    if not copies:
        return
    _title(out, f"Near-copies of the report, counted with it as one: {len(copies)}")
    _facts(out, [(str(number), _report(kept)) for number, kept in enumerate(copies[:BY_THE_WAY], 1)])
    _more(out, len(copies))


def _more(out: Console, number: int) -> None:
    if number > BY_THE_WAY:
        out.print(Text(f"and {number - BY_THE_WAY:,} more", style="dim"))


def _members(out: Console, event: Event) -> None:
    """Claims under the numbers of their origins, so that copies are seen to count once."""
    by_origin: dict[str, list[KeptClaim]] = {}
    for kept in event.claims:
        by_origin.setdefault(kept.origin or kept.claim.document, []).append(kept)
    _title(out, "Claims, by origin")
    table = tables.plain_table()
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("id", no_wrap=True, style="dim")
    table.add_column("reported", min_width=10, max_width=18)
    table.add_column("told as, words", ratio=6, min_width=14)
    table.add_column("why here", ratio=4, min_width=10)
    for number, claims in enumerate(by_origin.values(), 1):
        for kept in claims:
            table.add_row(
                str(number) if kept is claims[0] else "",
                kept.claim.id[:ID_DIGITS],
                tables.reported(kept),
                tables.stack("; ".join(told_of(kept)), words(kept)),
                tables.stack(event.reasons.get(kept.claim.id, "")),
            )
    out.print(table)


def _passage(kept: KeptClaim, seen: KeptDocument) -> Text | str:
    place, document = kept.claim.place, seen.document
    text = document.title if place.field == "title" else document.text
    if not _stands(place, text):
        return words(kept)
    first, last = around(text, place.start_char, place.end_char)
    shown = marked(text, [(place.start_char, place.end_char)], bold=color(), first=first, last=last)
    shown.append(" (in the title)" if place.field == "title" else "", style="dim")
    return shown


def _marked(kept: KeptDocument, claims: Iterable[KeptClaim], field: str) -> Text:
    text = kept.document.title if field == "title" else kept.document.text
    places = [place for found in claims for place in found.claim.places if place.field == field]
    return marked(text, [(p.start_char, p.end_char) for p in places if _stands(p, text)], bold=color())


def _stands(place: Place, text: str) -> bool:
    """False for imported rows, and for claims of a text that has changed since."""
    return bool(place.quote) and text[place.start_char : place.end_char] == place.quote


def _named(desk: Desk, claim: Claim) -> str:
    event = f"{claim.event} {claim.mode}" if claim.mode else claim.event
    actor, recipient = (_sides(desk, codes) for codes in (claim.actor, claim.recipient))
    if claim.event in ("TRAVEL", "HAVE") and not claim.recipient:
        return f"{event}: {actor}"
    return f"{event}: {actor} → {recipient}"


def _sides(desk: Desk, codes: Iterable[str]) -> str:
    named = [f"{desk.name(code)} ({code})" if desk.name(code) != code else code for code in codes]
    return ", ".join(named) or "?"


def _amount(figure: Figure) -> str:
    low, high = (f"{value:g}" if value is not None else "" for value in (figure.low, figure.high))
    span = low if low == high else f"{low or '...'} to {high or '...'}"
    return f"{span} {figure.unit} (“{figure.quote}”)"


def _state(kept: KeptClaim, versions: int) -> str:
    if versions == 1 and kept.status == "read":
        return "as the reader read it"
    status = "accepted" if kept.status == "read" and kept.by else kept.status
    return f"version {kept.version} of {versions}, {status}" + (f" by {kept.by}" if kept.by else "")


def _counts(event: Event) -> str:
    return ", ".join(
        (counted(event.origins, "origin"), counted(len(event.outlets), "outlet"), counted(len(event.claims), "claim"))
    )


def _report(kept: KeptDocument) -> Text:
    document = kept.document
    facts = [short_outlet(document.outlet), str(document.published or "no date"), f"document {short_id(document.id)}"]
    lines = [document.title, " · ".join(fact for fact in facts if fact), document.url]
    return Text("\n".join(visible(line) for line in lines if line))


def _version(kept: KeptClaim) -> str:
    by = f" by {kept.by}" if kept.by else ""
    why = f": {kept.why}" if kept.why else ""
    return f"{kept.status}{by}{why}; counts from {kept.known} on; {kept.claim.reader}"


def _review(review: Review) -> str:
    changed = ", ".join(
        f"{name}: {in_words(old)} → {in_words(new)}" for name, (old, new) in sorted(review.changed.items())
    )
    said = f"{review.recorded:%Y-%m-%d} {review.by}: {review.action}"
    return said + (f", {changed}" if changed else "") + (f" ({review.why})" if review.why else "")


def _edition(kept: KeptDocument) -> str:
    return (
        f"counts from {kept.known} on; {counted(kept.claims, 'claim')}; {', '.join(tables.notes(kept)) or kept.reader}"
    )


def _edition_of(seen: DocumentSeen) -> str:
    number = len({kept.version for kept in seen.versions})
    return f"version {seen.kept.version} of {number}" if number > 1 else ""
