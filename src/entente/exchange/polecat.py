"""Claims as rows of POLECAT's weekly files, for programs that read those.

Source of the columns: the header of the weekly files (Harvard Dataverse, doi:10.7910/DVN/AJGVIT) as three public
programs that read them quote it. Cells without a value hold "None", cells of several join them by "; ". What POLECAT
has no column for (who says so, how sure, whether it happened at all) stands in columns of our own after the last.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from entente.exchange import plover
from entente.exchange.characters import json_text, on_one_line
from entente.exchange.lookups import Lookups, Tally, Written
from entente.exchange.staging import staged_text
from entente.records import Claim, Document, KeptClaim
from entente.records.vocabulary import QUAD_CLASSES

#: Columns of the weekly files, in order.
COLUMNS = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name",
    "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw",
    "Wikipedia Actor ID", "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector",
    "Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID", "Placename", "City",
    "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type",
    "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version",
)  # fmt: skip
#: Columns of our own.
OWN = (
    "Entente Claim", "Holders", "Polarity", "Certainty", "Modality", "Confidence", "Quote", "Entente Event",
    "Entente Mode", "Matter", "Actor Codes", "Recipient Codes", "Start", "End", "Document", "Title", "URL",
)  # fmt: skip
#: What stands in a cell without a value.
NONE = "None"


def write(claims: Iterable[KeptClaim], out: Path, lookups: Lookups) -> Written:
    """A header and one row for each claim that stands. Raises InputError where `out` cannot be written."""
    tally = Tally()
    with staged_text(out) as file:
        file.write("\t".join(COLUMNS + OWN) + "\n")
        for kept in claims:
            kind = plover.event(kept.claim)
            if not tally.stands(kept):
                continue
            if kind is None:
                tally.left_out[plover.NO_TYPE] += 1
                continue
            report = lookups.report(kept)
            values = _weekly(kept.claim, kind, report, lookups) | _own(kept.claim, report)
            cells = [on_one_line(values.get(name, "")) or NONE for name in COLUMNS + OWN]
            file.write("\t".join(cells) + "\n")
            tally.rows += 1
    return tally.written()


def _weekly(claim: Claim, kind: str, report: Document, lookups: Lookups) -> dict[str, str]:
    """Cells of POLECAT's own columns.

    A score is given only to what is told as a fact: adding up the scores of what is denied, wished for or planned
    would count it as done.
    """
    day = claim.start or report.published
    is_fact = claim.polarity == "positive" and claim.modality == "actual"
    return {
        "Event ID": claim.id,
        "Event Date": day.isoformat() if day else "",
        "Event Type": kind,
        "Event Mode": "; ".join(plover.modes(claim, kind)),
        "Intensity": str(plover.SCORES[kind]) if is_fact else "",
        "Quad Code": QUAD_CLASSES[kind].upper(),
        "Contexts": "; ".join(plover.contexts(claim)),
        "Actor Name": "; ".join(lookups.names(code) for code in claim.actor),
        "Actor Country": _states(claim.actor, lookups),
        "Recipient Name": "; ".join(lookups.names(code) for code in claim.recipient),
        "Recipient Country": _states(claim.recipient, lookups),
        "Source": report.outlet,
        "Publication Date": report.published.isoformat() if report.published else "",
        "Language": report.language,
        "Version": claim.reader,
    }


def _states(codes: Iterable[str], lookups: Lookups) -> str:
    return "; ".join(code for code in codes if lookups.kinds(code) == "state")


def _own(claim: Claim, report: Document) -> dict[str, str]:
    return {
        "Entente Claim": claim.id,
        "Holders": json_text(claim.as_dict()["holders"]),
        "Polarity": claim.polarity,
        "Certainty": claim.certainty,
        "Modality": claim.modality,
        "Confidence": str(claim.confidence),
        "Quote": claim.quote,
        "Entente Event": claim.event,
        "Entente Mode": claim.mode or "",
        "Matter": "; ".join(claim.matter),
        "Actor Codes": "; ".join(claim.actor),
        "Recipient Codes": "; ".join(claim.recipient),
        "Start": claim.start.isoformat() if claim.start else "",
        "End": claim.end.isoformat() if claim.end else "",
        "Document": report.id,
        "Title": report.title,
        "URL": report.url,
    }
