"""Findings before their claims are fetched: what is cited is asked for once, for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from entente.records import Finding, KeptClaim

#: Fetches claims by their ids, in any order.
Fetch = Callable[[Sequence[str]], Iterable[KeptClaim]]
Made = TypeVar("Made", bound=Finding, covariant=True)


@dataclass(frozen=True, slots=True)
class Draft(Generic[Made]):
    """A finding that waits for its claims. `ids`: of claims, best first; `make`: the finding with them."""

    ids: tuple[str, ...]
    make: Callable[[tuple[KeptClaim, ...]], Made]


class Claims:
    """Claims that are cited, fetched at once."""

    def __init__(self, fetch: Fetch, drafts: Iterable[Draft[Finding]]) -> None:
        """Fetches what the drafts cite."""
        ids = list(dict.fromkeys(name for draft in drafts for name in draft.ids))
        self._held = {kept.claim.id: kept for kept in fetch(ids)} if ids else {}

    def settle(self, drafts: Iterable[Draft[Made]]) -> tuple[Made, ...]:
        """The findings with their claims; one of whose claims none is there any more is dropped."""
        made = []
        for draft in drafts:
            claims = tuple(self._held[name] for name in draft.ids if name in self._held)
            if claims:
                made.append(draft.make(claims))
        return tuple(made)


def finding(text: str, reason: str, ids: Sequence[str]) -> Draft[Finding]:
    """A draft of a plain finding."""
    return Draft(tuple(ids), lambda claims: Finding(text=text, reason=reason, claims=claims))
