"""Claims as a STIX 2.1 bundle (OASIS standard, 10 June 2021), written without a library.

Actors are identities, claims with two sides are relationships (one for every pair across the sides), claims with one
side are notes on their actors. What STIX has no property for stands in a property extension (section 7.3) whose
definition is in the bundle. Claims that fell (rejected, withdrawn) are there as revoked (section 3.2), so that a
program that took them in before learns of it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from entente.exchange.characters import json_text, plain
from entente.exchange.graph import pairs_of
from entente.exchange.lookups import FALLEN, Lookups, Tally, Written, fields, in_utc, told
from entente.exchange.staging import staged_text
from entente.records import Claim, KeptClaim

#: Ids are UUIDv5 in a name space of our own: section 2.9 keeps the standard's name space for cyber-observables.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:entente:claims")
#: Identity class (open vocabulary, section 10.8): an organization is "such as a company or country".
_CLASSES = {"state": "organization", "body": "organization", "group": "group", "region": "class"}
#: Moment of objects that are the same in every bundle.
_FIXED = "2026-01-01T00:00:00.000Z"
_NO_PARTY = "no actor on either side: STIX has nothing to hang it on"
#: Fields of a claim that the extension holds.
EXTENDED = (
    "id", "document", "event", "mode", "actor", "recipient", "matter", "holders", "polarity", "certainty", "modality",
    "start", "end", "quote", "field", "start_char", "end_char", "places", "confidence", "inferred", "figures", "reader",
    "version", "status", "event_id", "origin", "published", "known", "recorded", "by", "why",
)  # fmt: skip


def write(claims: Iterable[KeptClaim], out: Path, lookups: Lookups) -> Written:
    """One bundle; its id is made of its objects. Raises InputError where `out` cannot be written."""
    tally = Tally()
    digest = hashlib.sha256()
    with staged_text(out) as file:
        file.write('{"type": "bundle", "objects": [')
        for number, made in enumerate(_objects(claims, lookups, tally)):
            line = json_text(plain(made))
            digest.update(line.encode())
            file.write((",\n" if number else "\n") + line)
        file.write(f'\n], "id": "{_id("bundle", digest.hexdigest())}"}}\n')
    return tally.written()


def _objects(claims: Iterable[KeptClaim], lookups: Lookups, tally: Tally) -> Iterator[dict[str, Any]]:
    yield _author()
    yield _extension()
    seen: set[str] = set()
    for kept in claims:
        if not kept.claim.parties:
            tally.left_out[_NO_PARTY] += 1
            continue
        for code in kept.claim.parties:
            if code not in seen:
                seen.add(code)
                yield _identity(code, lookups)
        tally.rows += 1
        pairs = list(pairs_of(kept.claim))
        for actor, recipient in pairs:
            yield _relationship(kept, actor, recipient, lookups)
        if not pairs:
            yield _note(kept, lookups)


def _author() -> dict[str, Any]:
    return {
        "type": "identity",
        "spec_version": "2.1",
        "id": AUTHOR,
        "created": _FIXED,
        "modified": _FIXED,
        "name": "Entente",
        "identity_class": "system",
    }


def _extension() -> dict[str, Any]:
    return {
        "type": "extension-definition",
        "spec_version": "2.1",
        "id": EXTENSION,
        "created_by_ref": AUTHOR,
        "created": _FIXED,
        "modified": _FIXED,
        "name": "Entente claim",
        "description": "Who says it, how sure, whether it happened, and where the words stand: the claim record.",
        "schema": "The claim record, docs/reference/claims.md of Entente, and docs/reference/exports.md.",
        "version": "1.0.0",
        "extension_types": ["property-extension"],
    }


def _identity(code: str, lookups: Lookups) -> dict[str, Any]:
    kind = lookups.kinds(code)
    made = {
        "type": "identity",
        "spec_version": "2.1",
        "id": _id("identity", f"actor {code}"),
        "created_by_ref": AUTHOR,
        "created": _FIXED,
        "modified": _FIXED,
        "name": lookups.names(code),
        "identity_class": _CLASSES.get(kind, "unknown"),
        "labels": [kind],
        "external_references": [{"source_name": "entente", "external_id": code}],
    }
    return made | ({"sectors": ["government-national"]} if kind == "state" else {})


def _relationship(kept: KeptClaim, actor: str, recipient: str, lookups: Lookups) -> dict[str, Any]:
    claim = kept.claim
    return {
        "type": "relationship",
        "id": _id("relationship", f"claim {claim.id} {actor} {recipient}"),
        "relationship_type": claim.event.lower(),
        "source_ref": _id("identity", f"actor {actor}"),
        "target_ref": _id("identity", f"actor {recipient}"),
        "description": f"{claim.quote}\n{told(claim, lookups.names)}",
        **_times(claim),
        **_common(kept),
    }


def _note(kept: KeptClaim, lookups: Lookups) -> dict[str, Any]:
    claim = kept.claim
    return {
        "type": "note",
        "id": _id("note", f"claim {claim.id}"),
        "abstract": f"{claim.event}: {', '.join(lookups.names(code) for code in claim.parties)}",
        "content": f"{claim.quote}\n{told(claim, lookups.names)}",
        "object_refs": [_id("identity", f"actor {code}") for code in claim.parties],
        **_common(kept),
    }


def _common(kept: KeptClaim) -> dict[str, Any]:
    claim, values = kept.claim, fields(kept)
    source = {"source_name": kept.outlet or "report", "external_id": claim.document}
    if kept.title:
        source["description"] = kept.title
    if kept.url:
        source["url"] = kept.url
    made = {
        "spec_version": "2.1",
        "created_by_ref": AUTHOR,
        "created": _created(kept),
        "modified": _stamp(in_utc(kept.recorded)),
        "confidence": round(100 * claim.confidence),
        "labels": [claim.event.lower(), claim.polarity, claim.certainty, claim.modality, *claim.matter],
        "external_references": [source],
        "extensions": {EXTENSION: {"extension_type": "property-extension"} | {name: values[name] for name in EXTENDED}},
    }
    return made | ({"revoked": True} if kept.status in FALLEN else {})


def _created(kept: KeptClaim) -> str:
    """A moment that all versions of a claim share (section 3.6 wants that): the day of its report.

    The moment of this version where the report has no day or a later one; the ledger knows of each version its own.
    """
    recorded = in_utc(kept.recorded)
    if kept.published is None:
        return _stamp(recorded)
    return _stamp(min(dt.datetime.combine(kept.published, dt.time(), dt.UTC), recorded))


def _times(claim: Claim) -> dict[str, str]:
    """`stop_time` is the first moment after the last day: section 5.1 wants it later than `start_time`."""
    made = {}
    if claim.start:
        made["start_time"] = _stamp(dt.datetime.combine(claim.start, dt.time(), dt.UTC))
    if claim.end and claim.end < dt.date.max:
        made["stop_time"] = _stamp(dt.datetime.combine(claim.end + dt.timedelta(days=1), dt.time(), dt.UTC))
    return made


def _stamp(moment: dt.datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def _id(kind: str, name: str) -> str:
    safe = name.encode("utf-8", "backslashreplace").decode()
    return f"{kind}--{uuid.uuid5(NAMESPACE, f'{kind} {safe}')}"


#: Ids of Entente itself and of its extension.
AUTHOR = _id("identity", "author")
EXTENSION = _id("extension-definition", "claim 1.0.0")
