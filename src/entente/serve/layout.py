"""Where the actors of a network stand on a page, and which of its ties carry it: the same for the same network."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

#: A tie is main where a share as large comes about by chance with at most this probability.
ALPHA = 0.15
#: Rounds of the springs, and the start of the random numbers that place actors at first.
_ROUNDS, _SEED = 80, 20230101
#: A tie of nothing but conflict pulls so much of what one of cooperation does.
_CONFLICT = 0.08
#: Actors stand so far apart at least, as a share of the side of the page.
_APART = 0.045


@dataclass(frozen=True, slots=True)
class Tied:
    """A tie between two actors, as far as places need it. `tone`: -1 to 1, None where nothing speaks for either."""

    one: str
    two: str
    weight: float
    tone: float | None = None


def main_ties(ties: Sequence[Tied], alpha: float = ALPHA) -> list[Tied]:
    """The ties that carry the network: those too strong for one of their ends to be chance, and each actor's strongest.

    M. A. Serrano, M. Boguna, A. Vespignani, "Extracting the multiscale backbone of complex weighted networks", PNAS
    106 (2009): a tie with a share p of the k ties of an actor stays where (1 - p) ** (k - 1) < alpha, for either end.
    An actor's strongest tie stays too, so that nobody is cut off.

    Args:
        ties: all of them; weights above 0.
        alpha: 0 to 1; smaller leaves fewer.
    """
    at: defaultdict[str, list[Tied]] = defaultdict(list)
    for tie in ties:
        at[tie.one].append(tie)
        at[tie.two].append(tie)
    kept: set[Tied] = set()
    for actor in sorted(at):
        mine = at[actor]
        total = sum(tie.weight for tie in mine)
        kept.add(max(mine, key=lambda tie: (tie.weight, tie.one, tie.two)))
        kept.update(tie for tie in mine if (1 - tie.weight / total) ** (len(mine) - 1) < alpha)
    return [tie for tie in ties if tie in kept]


def positions(nodes: Sequence[str], ties: Iterable[Tied]) -> dict[str, tuple[float, float]]:
    """Places in a square from 0 to 1: who has much to do with each other in good terms stands near.

    Springs after T. M. J. Fruchterman and E. M. Reingold, "Graph drawing by force-directed placement", Software:
    Practice and Experience 21 (1991), as of networkx, from a fixed start; then actors that would lie on each other are
    moved apart. Parts that have nothing to do with each other are drawn together by a weak pull to the middle.

    Args:
        nodes: actors, in a fixed order.
        ties: between them.
    """
    import networkx

    if len(nodes) < 3:
        return {node: ((at + 1) / (len(nodes) + 1), 0.5) for at, node in enumerate(nodes)}
    graph = networkx.Graph()
    graph.add_nodes_from(nodes)
    for tie in ties:
        pull = math.log1p(tie.weight) * (1.0 if tie.tone is None or tie.tone >= 0 else _CONFLICT + (1 + tie.tone) / 2.2)
        graph.add_edge(tie.one, tie.two, weight=pull)
    # One weak tie from each part to the largest keeps the parts on one page.
    parts = sorted((sorted(part) for part in networkx.connected_components(graph)), key=lambda part: (-len(part), part))
    for part in parts[1:]:
        graph.add_edge(parts[0][0], part[0], weight=0.2)
    wide = 2.2 / math.sqrt(len(nodes))
    found = networkx.spring_layout(graph, k=wide, weight="weight", seed=_SEED, iterations=_ROUNDS, method="force")
    return _apart({node: (float(found[node][0]), float(found[node][1])) for node in nodes})


def _apart(found: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Into the square by rank and place together, so that a crowd in the middle spreads out; then none on another."""
    import numpy

    names = list(found)
    points = numpy.array([found[name] for name in names])
    even = min(0.8, 0.4 + len(names) / 600)  # the more there are, the more evenly they are spread
    for axis in (0, 1):
        values = points[:, axis]
        ranks = numpy.empty(len(names))
        ranks[numpy.argsort(values, kind="stable")] = numpy.arange(len(names))
        low, high = values.min(), values.max()
        placed = (values - low) / ((high - low) or 1.0)
        points[:, axis] = (1 - even) * placed + even * ranks / (len(names) - 1)
    least = min(_APART, 0.7 / math.sqrt(len(names)))
    for _ in range(40):
        gaps = points[:, None, :] - points[None, :, :]
        far = numpy.hypot(gaps[..., 0], gaps[..., 1])
        numpy.fill_diagonal(far, 1.0)
        near = far < least
        if not near.any():
            break
        # Two on one spot are moved along a direction of their own, told by their numbers.
        turn = numpy.arange(len(names))
        gaps[far == 0] += 1e-6 * numpy.stack([numpy.cos(turn), numpy.sin(turn)], axis=-1)[numpy.nonzero(far == 0)[0]]
        far = numpy.maximum(far, 1e-6)
        push = numpy.where(near, (least - far) / far / 2, 0.0)
        points = points + (gaps * push[..., None]).sum(axis=1) * 0.8
    points = points - points.min(axis=0)
    points = points / numpy.maximum(points.max(axis=0), 1e-9)
    return {name: (round(float(x), 4), round(float(y), 4)) for name, (x, y) in zip(names, points, strict=True)}
