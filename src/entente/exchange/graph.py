"""Claims as a graph of actors in GraphML: nodes are actors, edges are claims with all that is told of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from entente.exchange.characters import as_xml, json_text
from entente.exchange.lookups import Lookups, Tally, Written, fields
from entente.exchange.staging import staged
from entente.extras import need
from entente.records import Claim, KeptClaim

_ONE_SIDED = "one side only: an edge needs two ends"


def write(claims: Iterable[KeptClaim], out: Path, lookups: Lookups) -> Written:
    """Writes a directed multigraph; a claim of several parties is an edge for every pair across the two sides.

    The graph is held in memory. Raises InputError where `out` cannot be written.
    """
    need("a graph", "networkx")
    import networkx

    graph, tally = networkx.MultiDiGraph(), Tally()
    for kept in claims:
        if not tally.stands(kept):
            continue
        for code in kept.claim.parties:
            graph.add_node(as_xml(code), **_node(code, lookups))
        pairs = list(pairs_of(kept.claim))
        if not pairs:
            tally.left_out[_ONE_SIDED] += 1
            continue
        tally.rows += 1
        attributes = _edge(kept)
        for number, (actor, recipient) in enumerate(pairs, 1):
            key = as_xml(kept.claim.id) if len(pairs) == 1 else f"{as_xml(kept.claim.id)}.{number}"
            graph.add_edge(as_xml(actor), as_xml(recipient), key=key, **attributes)
    with staged(out) as beside:
        networkx.write_graphml(graph, beside, encoding="utf-8", prettyprint=True)
    return tally.written()


def pairs_of(claim: Claim) -> Iterator[tuple[str, str]]:
    """Every (actor, recipient) across the two sides of a claim; none where a side is empty."""
    return itertools.product(claim.actor, claim.recipient)


def _node(code: str, lookups: Lookups) -> dict[str, str]:
    return {"code": as_xml(code), "name": as_xml(lookups.names(code)), "kind": as_xml(lookups.kinds(code))}


def _edge(kept: KeptClaim) -> dict[str, Any]:
    """Attributes of GraphML are plain values: what is nested stands as JSON, what is not known is left away."""
    values = {}
    for name, value in fields(kept).items():
        if isinstance(value, list):
            values[name] = as_xml(json_text(value))
        elif value is not None:
            values[name] = as_xml(value) if isinstance(value, str) else value
    return values
