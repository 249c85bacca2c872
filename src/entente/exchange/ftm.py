"""Claims as FollowTheMoney entities, one a line, in the shape of the library's `to_dict()`; needs no library.

Schemata (FollowTheMoney 4): a state or intergovernmental body is a PublicBody, an armed group or region an
Organization, a report an Article, a claim an Event that names its parties and proves itself by the article. Claims with
two sides have an UnknownLink for every pair as well, so that graphs show a line; its `status` says whether it is
denied, planned or wished for.
"""

from __future__ import annotations

import functools
import hashlib
import re
import tomllib
import unicodedata
import urllib.parse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from entente.exchange.characters import as_plain, json_text
from entente.exchange.graph import pairs_of
from entente.exchange.lookups import Lookups, Tally, Written, fields, told
from entente.exchange.staging import staged_text
from entente.records import Claim, Document, KeptClaim

#: Scheme and host of an address that every program reads alike: letters of ASCII, a name and not a number at the end.
_ADDRESS = re.compile(
    r"https?://(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}(?::[1-9][0-9]{0,3})?"
    r"(?:[/?#][\x21-\x7e\xa1-\ud7ff\ue000-\ufffd]*)?"
)
#: Longest values in code points (`max_length` of the library's types, an address 96 below it).
_LONGEST_ADDRESS, _LONGEST_NAME, _LONGEST_LINE, _LONGEST_TEXT = 4000, 384, 1024, 65_000
#: Signs without a shape, which the library takes out of every value, and spaces of other widths.
_UNSEEN = re.compile("[\u200b-\u200f\u061c\u2060-\u2064\xad\ufeff]")
_SPACES = re.compile("[\u2000-\u200a\u0a00\u1680\u202f\u205f\u3000]")
_SCHEMATA = {"state": "PublicBody", "body": "PublicBody", "group": "Organization", "region": "Organization"}
_TOPICS = {"state": ["gov.national"], "body": ["gov.igo"]}
#: ISO 639-1 -> ISO 639-3, as FollowTheMoney has languages.
_LANGUAGES = {"en": "eng"}
#: Fields of the ledger and of the claim record that stand in an Event's `notes` as JSON.
_NOTED = (
    "id", "document", "holders", "polarity", "certainty", "modality", "field", "start_char", "end_char", "places",
    "confidence", "inferred", "figures", "reader", "actor", "recipient", "version", "status", "event_id", "origin",
    "known", "recorded", "by", "why",
)  # fmt: skip


def write(claims: Iterable[KeptClaim], out: Path, lookups: Lookups) -> Written:
    """Entities of the claims that stand; each actor and report comes before the first claim that names it.

    Raises InputError where `out` cannot be written.
    """
    tally = Tally()
    seen: set[str] = set()
    with staged_text(out) as file:
        for kept in claims:
            if not tally.stands(kept):
                continue
            for made in _entities(kept, lookups):
                if made["id"] not in seen or made["schema"] in ("Event", "UnknownLink"):
                    file.write(json_text(made) + "\n")
                if made["schema"] not in ("Event", "UnknownLink"):
                    seen.add(made["id"])
            tally.rows += 1
    return tally.written()


def _entities(kept: KeptClaim, lookups: Lookups) -> Iterator[dict[str, Any]]:
    claim, report = kept.claim, lookups.report(kept)
    for code in claim.parties:
        yield _actor(code, lookups)
    yield _article(report)
    yield _happening(kept, report, lookups)
    for actor, recipient in pairs_of(claim):
        yield _link(claim, report, actor, recipient, lookups)


def _actor(code: str, lookups: Lookups) -> dict[str, Any]:
    kind = lookups.kinds(code)
    country = alpha2().get(code)
    return _entity(
        _id("actor", code),
        _SCHEMATA.get(kind, "Organization"),
        name=[lookups.names(code)],
        abbreviation=[code],
        country=[country] if country else [],
        topics=_TOPICS.get(kind, []),
        keywords=[kind],
    )


def _article(report: Document) -> dict[str, Any]:
    return _entity(
        _id("document", report.id),
        "Article",
        name=[_cleaned("name", report.title) or _id("document", report.id)],
        title=[report.title],
        publisher=[report.outlet],
        publishedAt=[report.published.isoformat() if report.published else ""],
        sourceUrl=_addresses(report.url),
        language=[_LANGUAGES.get(report.language, "")],
        notes=[json_text({"document": report.id, "url": report.url})],
    )


def _happening(kept: KeptClaim, report: Document, lookups: Lookups) -> dict[str, Any]:
    claim = kept.claim
    return _entity(
        _id("claim", claim.id),
        "Event",
        name=[f"{claim.event}: {_side(claim.actor, lookups)} - {_side(claim.recipient, lookups)}"],
        summary=[claim.quote],
        description=[told(claim, lookups.names)],
        notes=[_notes(fields(kept))],
        keywords=[claim.event, claim.mode or "", *claim.matter, claim.polarity, claim.certainty, claim.modality],
        involved=[_id("actor", code) for code in claim.parties],
        organizer=[_id("actor", code) for code in claim.actor],
        proof=[_id("document", report.id)],
        recordId=[claim.id],
        **_circumstances(claim, report),
    )


def _notes(values: dict[str, Any]) -> str:
    """The claim's other fields as JSON; where that is too long for the library, without places and figures."""
    text = json_text({name: values[name] for name in _NOTED})
    if len(text) <= _LONGEST_TEXT:
        return text
    return json_text({name: values[name] for name in _NOTED if name not in ("places", "figures")})


def _link(claim: Claim, report: Document, actor: str, recipient: str, lookups: Lookups) -> dict[str, Any]:
    return _entity(
        _id("link", f"{claim.id} {actor} {recipient}"),
        "UnknownLink",
        subject=[_id("actor", actor)],
        object=[_id("actor", recipient)],
        role=[claim.event],
        status=[f"{claim.polarity}, {claim.certainty}, {claim.modality}"],
        summary=[claim.quote],
        description=[told(claim, lookups.names)],
        proof=[_id("document", report.id)],
        recordId=[claim.id],
        **_circumstances(claim, report),
    )


def _circumstances(claim: Claim, report: Document) -> dict[str, list[str]]:
    """When it happens, by the text; `date` is the day of the report."""
    return {
        "date": [report.published.isoformat() if report.published else ""],
        "startDate": [claim.start.isoformat() if claim.start else ""],
        "endDate": [claim.end.isoformat() if claim.end else ""],
        "publisher": [report.outlet],
        "sourceUrl": _addresses(report.url),
    }


def _side(codes: tuple[str, ...], lookups: Lookups) -> str:
    return ", ".join(lookups.names(code) for code in codes) or "not named"


def _addresses(url: str) -> list[str]:
    """The address where it is a plain one of the web, with a path, as the library spells it; it refuses others."""
    if not _ADDRESS.fullmatch(url) or len(url) > _LONGEST_ADDRESS:
        return []
    parts = urllib.parse.urlparse(url)
    return [urllib.parse.urlunparse(parts._replace(path=parts.path or "/"))]


def _id(kind: str, name: str) -> str:
    """The same id for the same thing: 40 hex digits of SHA-256, whatever signs the thing's own id holds."""
    return f"entente-{kind}-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:40]}"


def _entity(name: str, schema: str, /, **properties: list[str]) -> dict[str, Any]:
    """`to_dict()` of an entity: values once each, empty ones left away."""
    kept = {}
    for key, values in sorted(properties.items()):
        cleaned = (_cleaned(key, value) for value in values)
        if filled := list(dict.fromkeys(value for value in cleaned if value)):
            kept[key] = filled
    return {"id": name, "schema": schema, "properties": kept}


def _cleaned(key: str, value: str) -> str:
    """The value as the library keeps it: composed (NFC), without signs that are not seen, and measured."""
    text = _UNSEEN.sub("", _SPACES.sub(" ", unicodedata.normalize("NFC", as_plain(value))))
    if key in ("summary", "description", "notes"):
        return text.strip()[:_LONGEST_TEXT].strip()
    line = " ".join(text.split())
    if key == "name":
        return " ".join(line.strip("\"' ")[:_LONGEST_NAME].split())
    return line if key == "sourceUrl" else " ".join(line[:_LONGEST_LINE].split())


@functools.cache
def alpha2() -> dict[str, str]:
    """ISO 3166-1 alpha-3 -> alpha-2 in small letters, as FollowTheMoney has countries (countries.toml)."""
    file = Path(__file__).with_name("countries.toml")
    return dict(tomllib.loads(file.read_text(encoding="utf-8"))["alpha2"])
