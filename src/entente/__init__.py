"""Entente reads reports about states into claims.

    import entente

    report, = entente.read("report.html")
    for claim in entente.claims(report):
        print(claim.event, claim.actor, claim.recipient, claim.holders, claim.quote)
    print(entente.render(entente.brief(report)))

    ledger = entente.Ledger("DIR")  # filled by `entente ingest`
    for kept in ledger.claims(entente.Question(pair=("RUS", "PRK"))):
        print(kept.published, kept.outlet, kept.claim.quote)

    print(entente.check("PRK", "RUS", "arms.artillery", on=datetime.date(2023, 9, 20)).text)

Importing this does nothing: names load what they need when they are first asked for.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from entente.desk import Desk, brief, check, claims, explain, read, render
    from entente.errors import EntenteError, InputError, LedgerError, LexiconError, ModelError, UsageError
    from entente.ledger import Ledger
    from entente.records import (
        Brief,
        Claim,
        Dealing,
        Document,
        Event,
        Explanation,
        Figure,
        Finding,
        Holder,
        Interval,
        KeptClaim,
        KeptDocument,
        Place,
        Question,
        Refusal,
        Ruling,
        Span,
    )

_DESK = ("Desk", "brief", "check", "claims", "explain", "read", "render")
_ERRORS = ("EntenteError", "InputError", "LedgerError", "LexiconError", "ModelError", "UsageError")
_RECORDS = (
    "Brief", "Claim", "Dealing", "Document", "Event", "Explanation", "Figure", "Finding", "Holder", "Interval",
    "KeptClaim", "KeptDocument", "Place", "Question", "Refusal", "Ruling", "Span",
)  # fmt: skip
_HOMES = (
    dict.fromkeys(_DESK, "entente.desk")
    | dict.fromkeys(_ERRORS, "entente.errors")
    | dict.fromkeys(_RECORDS, "entente.records")
    | {"Ledger": "entente.ledger"}
)

__all__ = [
    "Brief", "Claim", "Dealing", "Desk", "Document", "EntenteError", "Event", "Explanation", "Figure", "Finding",
    "Holder", "InputError", "Interval", "KeptClaim", "KeptDocument", "Ledger", "LedgerError", "LexiconError",
    "ModelError", "Place", "Question", "Refusal", "Ruling", "Span", "UsageError", "brief", "check", "claims", "explain",
    "read", "render",
]  # fmt: skip


class _Face(ModuleType):
    """`entente.brief` is the function; the import system would put the room of that name in its place."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name == "brief" and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Face


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
