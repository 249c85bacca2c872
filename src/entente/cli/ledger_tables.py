"""What a ledger holds as tables that fit the terminal, each row with its words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import urlsplit

from rich import box
from rich.table import Table
from rich.text import Text

from entente.cli.escaping import visible
from entente.cli.tables import ID_DIGITS, WIDE, between, told, what, when
from entente.records import Event, KeptClaim, KeptDocument, KeptRefusal, Said
from entente.rows import Follows

#: Longest name of an outlet that is shown whole, in characters.
LONGEST_OUTLET = 60
#: Narrower than this, day and outlet stand with the claim.
NARROW = 72
#: Ways of telling an event that a row of the table has room for.
WAYS = 3


def claims_table(rows: Sequence[KeptClaim], columns: int) -> Table:
    """Claims: when and where reported; what; who says so and how sure; when it happened; the words."""
    wide, narrow = columns >= WIDE, columns < NARROW
    table = plain_table()
    # Where there is no column for how sure the reader is, it stands below the id: it is never left out.
    table.add_column("id" if wide else "id, conf.", no_wrap=True, style="dim")
    if not narrow:
        table.add_column("reported", min_width=10, max_width=18)
    if wide:
        table.add_column("what, about", ratio=4, min_width=16)
        table.add_column("told as, when", ratio=4, min_width=16)
        table.add_column("conf.", justify="right", no_wrap=True)
    else:
        table.add_column("claim", ratio=4, min_width=14)
    table.add_column("words", ratio=6, min_width=14)
    for kept in rows:
        claim, how, about = kept.claim, "; ".join(told_of(kept)), ", ".join(kept.claim.matter)
        cells = [] if narrow else [reported(kept)]
        if wide:
            cells += [stack(what(claim), about), stack(how, when(claim)), stack(f"{claim.confidence:.2f}")]
        else:
            cells.append(stack(*(_day_and_outlet(kept) if narrow else ()), what(claim), about, how, when(claim)))
        name = [claim.id[:ID_DIGITS], *([] if wide else [f"{claim.confidence:.2f}"])]
        table.add_row(stack(*name), *cells, stack(words(kept)))
    return table


def events_table(rows: Sequence[Event], columns: int) -> Table:
    """Events: what; when; how it is told and by how many origins; in whose words."""
    table = plain_table()
    table.add_column("id", no_wrap=True, style="dim")
    table.add_column("event", ratio=4, min_width=16)
    table.add_column("told by", ratio=5, min_width=14)
    table.add_column("words", ratio=6, min_width=14)
    for event in rows:
        what_and_when = stack(parties(event), ", ".join(event.matter), *_times(event))
        told_by = stack(*_tellers(event, columns >= WIDE))
        table.add_row(event.id[:ID_DIGITS], what_and_when, told_by, stack(_first_words(event)))
    return table


def documents_table(rows: Sequence[KeptDocument], columns: int) -> Table:
    """Documents: id, where and when published, title, what became of it."""
    table = plain_table()
    table.add_column("id", max_width=16, overflow="fold", style="dim")
    table.add_column("reported", min_width=10, max_width=18)
    table.add_column("title", ratio=6, min_width=16)
    table.add_column("claims", justify="right", no_wrap=True)
    noted = any(any(notes(kept)) for kept in rows)
    if noted:
        table.add_column("notes", ratio=4, min_width=12)
    for kept in rows:
        document = kept.document
        day = stack(_day(document.published), short_outlet(document.outlet))
        title = document.title or (document.text[:80] + "…" if len(document.text) > 80 else document.text)
        rest = [title, str(kept.claims), *(["; ".join(notes(kept))] if noted else [])]
        table.add_row(stack(short_id(document.id)), day, *map(stack, rest))
    return table


def refusals_table(rows: Sequence[KeptRefusal], columns: int) -> Table:
    """Refusals: when, what source, why, what can be done."""
    table = plain_table()
    table.add_column("tried", no_wrap=True)
    table.add_column("source", ratio=5, min_width=16, overflow="fold")
    table.add_column("reason", no_wrap=True)
    table.add_column("what was found", ratio=6, min_width=16)
    for kept in rows:
        refusal = kept.refusal
        found = f"{refusal.detail} ({refusal.mend})" if refusal.mend else refusal.detail
        table.add_row(*map(stack, (f"{kept.recorded:%Y-%m-%d}", refusal.source, refusal.reason, found)))
    return table


def feeds_table(rows: Sequence[Follows]) -> Table:
    """Feeds: address, when it was last asked and what came of it, when it is asked again."""
    table = plain_table()
    table.add_column("address", ratio=6, min_width=20, overflow="fold")
    table.add_column("last asked", min_width=10)
    table.add_column("state", ratio=5, min_width=14)
    for feed in rows:
        again = [f"not asked before {feed.next_poll:%Y-%m-%d %H:%M}"] if feed.next_poll and feed.failures else []
        state = "not asked yet" if feed.polled is None else feed.note or "well"
        moved = f"moved to {feed.moved_to}" if feed.moved_to else ""
        asked = f"{feed.polled:%Y-%m-%d %H:%M}" if feed.polled else ""
        table.add_row(stack(feed.address), stack(asked), stack(state, moved, *again))
    return table


def reported(kept: KeptClaim) -> Text:
    """Day and outlet of the report."""
    return stack(*_day_and_outlet(kept))


def told_of(kept: KeptClaim) -> Iterable[str]:
    """As for a claim, and what became of it in the ledger."""
    yield from told(kept.claim)
    status = "accepted" if kept.status == "read" and kept.by else kept.status
    if status != "read":
        yield f"{status} by {kept.by}" if kept.by else status


def words(kept: KeptClaim) -> str:
    """The quote; an imported row has none."""
    return f"“{kept.claim.quote}”" if kept.claim.quote else "no words, imported"


def parties(event: Event, name: Callable[[str], str] = str) -> str:
    """Kind and parties: "AID: USA → UKR"; a side that the reports leave open is "?"."""
    actor = ", ".join(map(name, event.actor)) or "?"
    if event.kind in ("TRAVEL", "HAVE") and not event.recipient:
        return f"{event.kind}: {actor}"
    return f"{event.kind}: {actor} → {', '.join(map(name, event.recipient)) or '?'}"


def way(said: Said, name: Callable[[str], str] = str) -> str:
    """One way of telling: "USA denies, not, possible"; "the reports themselves" for their own voice."""
    if said.stance == "rumour":
        who = "rumour"
    elif said.holder or said.stance:
        who = f"{name(said.holder) if said.holder else 'unnamed'} {said.stance}".strip()
    else:
        who = "the report itself" if said.origins == 1 else "the reports themselves"
    hedges = [
        "not" if said.polarity == "negative" else "",
        said.certainty if said.certainty != "certain" else "",
        said.modality if said.modality != "actual" else "",
    ]
    return ", ".join(part for part in (who, *hedges) if part)


def notes(kept: KeptDocument) -> Iterable[str]:
    """What became of a document: later versions, whose copy it is, whom it names as its source, doubts."""
    if kept.version > 1:
        yield f"version {kept.version}"
    if kept.origin and kept.origin != kept.document.id:
        yield f"near-copy of {short_id(kept.origin)}"
    if kept.lineage:
        yield "from " + ", ".join(dict.fromkeys(source.name for source in kept.lineage))
    yield from kept.document.notes


def short_outlet(outlet: str) -> str:
    """An outlet's name, cut short, or the host where it is the address of a feed: "abcnews.com"."""
    if "://" not in outlet:
        return outlet if len(outlet) <= LONGEST_OUTLET else f"{outlet[:LONGEST_OUTLET]} ..."
    try:
        host = urlsplit(outlet).hostname or outlet
    except ValueError:
        return outlet
    for prefix in ("www.", "feeds.", "feed.", "rss."):
        host = host.removeprefix(prefix)
    return host


#: Digits of a given id that are shown.
GIVEN = 24


def short_id(name: str) -> str:
    """First digits of an id that is a hash; of ids that were given, what fits. `show` takes either."""
    return name[: ID_DIGITS if len(name) == 16 and set(name) <= set("0123456789abcdef") else GIVEN]


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 report", "1,204 reports"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _tellers(event: Event, wide: bool) -> list[str]:
    alone = event.origins == 1
    lines = [way(said) + ("" if alone else f" ({said.origins})") for said in event.said[:WAYS]]
    if len(event.said) > WAYS:
        lines.append(f"and {counted(len(event.said) - WAYS, 'other way')}")
    outlets = list(dict.fromkeys(map(short_outlet, event.outlets)))
    if len(outlets) > 1 and not wide:
        return [f"{counted(event.origins, 'origin')}, {len(outlets)} outlets", *lines]
    more = f" and {len(outlets) - WAYS} more" if len(outlets) > WAYS else ""
    named = ", ".join(outlets[:WAYS]) + more
    return [*lines, named] if alone else [counted(event.origins, "origin"), *lines, named]


def _times(event: Event) -> list[str]:
    told_times = [
        f"{between(start, end)}{f' ({count})' if len(event.times) > 1 else ''}"
        for start, end, count in event.times
        if start or end
    ]
    if len(told_times) > WAYS:
        return [*told_times[:WAYS], f"and {counted(len(told_times) - WAYS, 'other time')}"]
    if told_times or event.first is None:
        return told_times
    return [f"reported {event.first}" if event.first == event.last else f"reported {event.first} to {event.last}"]


def _first_words(event: Event) -> str:
    best = max(event.claims, key=lambda kept: (bool(kept.claim.quote), kept.claim.confidence), default=None)
    return words(best) if best else ""


def _day_and_outlet(kept: KeptClaim) -> tuple[str, str]:
    return _day(kept.published), short_outlet(kept.outlet)


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else "no date"


def stack(*parts: str) -> Text:
    """Parts below each other, each made safe by itself; empty ones take no line."""
    return Text("\n".join(visible(part) for part in parts if part))


def plain_table() -> Table:
    """An empty table as wide as the terminal."""
    return Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_lines=False, expand=True)
