"""Kept claims by hand, and text that no format likes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from entente.exchange import Written, write
from entente.records import Claim, Document, Figure, Holder, KeptClaim, Place
from tests.cli.fakes import claim

DAY = dt.date(2024, 6, 18)
MOMENT = dt.datetime(2024, 6, 19, 8, 30, 15, 123456, tzinfo=dt.UTC)
NAMES = {"NOR": "Norway", "CHL": "Chile", "GHA": "Ghana", "UN": "the UN", "HAMAS": "Hamas", "WEST": "the West"}
#: Formats that are one file.
FILES = ("plover", "polecat", "parquet", "csv", "graphml", "ftm", "stix")
#: Tab, line ends, null byte, escape, direction marks, lone surrogate, markup, a sign that XML forbids, other scripts.
HOSTILE = '=cmd|"/c calc"!A1\t\r\n\x00\x1b[31m\u202eelihC\u202c\ud800<b>&]]>\ufffe\u2028Мир;"x",\'y\''


def kept(made: Claim | None = None, **values: Any) -> KeptClaim:
    """A kept claim, as read, unless told otherwise."""
    fields = {
        "version": 1, "status": "read", "event": None, "origin": None, "title": "A visit", "published": DAY,
        "outlet": "The Paper", "url": "https://paper.test/visit", "known": DAY, "recorded": MOMENT,
    } | values  # fmt: skip
    return KeptClaim(made or claim(), **fields)


def rich() -> KeptClaim:
    """A claim with every field filled."""
    place = Place("text", 0, 19, "Norway visits Chile")
    made = claim(
        event="TRANSFER", mode=None, actor=("NOR", "UN"), recipient=("CHL",), matter=("arms.drones", "money"),
        holders=(Holder("GHA", "the minister", "says"), Holder(None, None, "rumour")), polarity="negative",
        certainty="probable", modality="desired", start=dt.date(2024, 6, 1), end=dt.date(2024, 6, 3), place=place,
        places=(place, Place("title", 0, 1, "A")), confidence=0.8125, inferred=("actor",),
        figures=(Figure(1000, None, "ton", "1,000 tons"),),
    )  # fmt: skip
    return kept(
        made, version=2, status="corrected", event="0123456789abcdef", origin="d0", by="Ada", why="the text says no"
    )


def hostile() -> KeptClaim:
    """A claim whose every text is hostile."""
    place = Place("text", 0, len(HOSTILE), HOSTILE)
    made = claim(
        document=HOSTILE, place=place, places=(place,), matter=(HOSTILE,), holders=(Holder("NOR", HOSTILE, "says"),),
        figures=(Figure(None, 2.5, HOSTILE, HOSTILE),), reader=HOSTILE,
    )  # fmt: skip
    return kept(made, title=HOSTILE, outlet=HOSTILE, url=HOSTILE, why=HOSTILE, by=HOSTILE)


def report(name: str) -> Document | None:
    """The report of `claim()`'s id, nothing for others."""
    if name != "d":
        return None
    return Document(
        "d", "A visit", "Norway visits Chile", DAY, "given", outlet="The Paper", url="https://paper.test/visit"
    )


def written(kind: str, claims: Any, out: Path, **more: Any) -> Written:
    """`write` with the names and reports of this module."""
    lookups = {"document": report, "names": lambda code: NAMES.get(code, code)} | more
    return write(kind, claims, out, **lookups)
