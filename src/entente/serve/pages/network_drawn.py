"""A network as it is drawn: which actors and ties are shown, where they stand, how ties look and are told in words."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from entente.serve.layout import Tied, main_ties, positions

if TYPE_CHECKING:
    from entente.records.shown import Network, NetworkTie

#: From this tone on a tie is of cooperation, from its opposite on of conflict; and from the second mostly so.
LEANS, MOSTLY = 0.15, 0.5
#: The picture without script, in units of its view box, and how wide a letter of a label is about.
WIDTH, HEIGHT, EDGE, LETTER = 1000, 680, 34, 6.4
_GRAPHML = "http://graphml.graphdrawing.org/xmlns"


@dataclass(frozen=True, slots=True)
class Dot:
    """An actor. `x`, `y`: 0 to 1, `y` down; `size`: radius in pixels; `ties`: how many are shown."""

    code: str
    name: str
    origins: int
    claims: int
    ties: int
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Line:
    """A tie. `sign`: "for", "against", "both" or "open"; `tone`: in words; `wide`: 1 to 4, by origins."""

    one: str
    two: str
    origins: int
    claims: int
    value: float | None
    sign: str
    tone: str
    wide: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is shown.

    Attributes:
        dots: most origins first; lines: likewise.
        actors: how many actors there are in all; weak: ties left out for too few origins; side: ties left out because
            they are not main ones.
        version: of the index; made: when, UTC.
    """

    dots: tuple[Dot, ...]
    lines: tuple[Line, ...]
    actors: int
    weak: int
    side: int
    version: int
    made: dt.datetime


def short(name: str) -> str:
    """A name for a label: without its article, with a capital."""
    bare = name.removeprefix("the ")
    return bare[:1].upper() + bare[1:]


def sign(tone: float | None) -> str:
    """What a tie is of."""
    if tone is None:
        return "open"
    return "for" if tone >= LEANS else "against" if tone <= -LEANS else "both"


def in_words(tone: float | None) -> str:
    """The tone of a tie in words."""
    if tone is None:
        return "speaks for neither"
    if abs(tone) < LEANS:
        return "as much of both"
    kind, other = ("cooperation", "conflict") if tone > 0 else ("conflict", "cooperation")
    return f"mostly {kind}" if abs(tone) >= MOSTLY else f"more {kind} than {other}"


def drawn(
    found: Network, name: Callable[[str], str], *, least: int, main: bool, party: str | None, version: int,
    now: dt.datetime,
) -> Drawn:  # fmt: skip
    """What is shown of a network.

    Args:
        found: as the index gives it.
        name: of a code.
        least: ties that fewer origins tell of are left out, and actors that then have none.
        main: only the ties that carry the network, see `layout.main_ties`.
        party: an actor that stays whatever is left out.
        version, now: of the index, and the moment.
    """
    strong = [tie for tie in found.ties if tie.origins >= least]
    tied = {(tie.one, tie.two): Tied(tie.one, tie.two, float(tie.origins), tie.tone) for tie in strong}
    chosen = set(main_ties(list(tied.values()))) if main else set(tied.values())
    if party:  # whose neighbourhood is looked at keeps all its ties
        chosen |= {tie for tie in tied.values() if party in (tie.one, tie.two)}
    shown = [tie for tie in strong if tied[tie.one, tie.two] in chosen]
    degree: dict[str, int] = {}
    for tie in shown:
        for code in (tie.one, tie.two):
            degree[code] = degree.get(code, 0) + 1
    nodes = [node for node in found.nodes if node.code in degree or node.code == party]
    # All ties pull, so that the places do not hang on which are shown.
    places = positions(
        [node.code for node in nodes], [each for each in tied.values() if {each.one, each.two} <= set(degree)]
    )
    most = max((node.origins for node in nodes), default=1)
    dots = [
        Dot(
            node.code, short(name(node.code)), node.origins, node.claims, degree.get(node.code, 0),
            *places[node.code], round(3 + 13 * math.sqrt(node.origins / most), 1),
        )
        for node in nodes
    ]  # fmt: skip
    return Drawn(
        tuple(dots), tuple(_line(tie) for tie in shown), found.actors, len(found.ties) - len(strong),
        len(strong) - len(shown), version, now,
    )  # fmt: skip


def _line(tie: NetworkTie) -> Line:
    wide = 1 + min(3, int(math.log10(max(1, tie.origins)) * 1.5))
    return Line(
        tie.one, tie.two, tie.origins, tie.claims, None if tie.tone is None else round(tie.tone, 3), sign(tie.tone),
        in_words(tie.tone), wide,
    )  # fmt: skip


# ---------------------------------------------------------------------- without script


@dataclass(frozen=True, slots=True)
class Label:
    """An actor's name beside its dot. `anchor`: as of SVG's text-anchor."""

    text: str
    x: float
    y: float
    anchor: str


def place(x: float, y: float) -> tuple[float, float]:
    """From a share of the square to units of the picture."""
    return (round(EDGE + 70 + x * (WIDTH - 2 * EDGE - 140), 1), round(EDGE + y * (HEIGHT - 2 * EDGE), 1))


def paths(shown: Drawn) -> list[tuple[str, int, str]]:
    """Ties as (sign, width, path data of SVG): one path for all that look alike."""
    at = {dot.code: place(dot.x, dot.y) for dot in shown.dots}
    found: dict[tuple[str, int], list[str]] = {}
    for line in shown.lines:
        (x, y), (to_x, to_y) = at[line.one], at[line.two]
        found.setdefault((line.sign, line.wide), []).append(f"M{x:g} {y:g}L{to_x:g} {to_y:g}")
    order = {"open": 0, "both": 1, "for": 2, "against": 3}
    return [(*key, "".join(found[key])) for key in sorted(found, key=lambda key: (key[1], order[key[0]]))]


def labels(shown: Drawn) -> dict[str, Label]:
    """Names beside the dots, most origins first, each where none lies on another; without room there is none."""
    boxes: list[tuple[float, float, float, float]] = []
    for dot in shown.dots:
        x, y = place(dot.x, dot.y)
        boxes.append((x - dot.size, y - dot.size, x + dot.size, y + dot.size))
    found: dict[str, Label] = {}
    for dot in shown.dots:
        x, y = place(dot.x, dot.y)
        wide, gap = len(dot.name) * LETTER, dot.size + 3
        tries = (
            (x + gap, y + 4, "start", x + gap), (x - gap, y + 4, "end", x - gap - wide),
            (x, y - gap - 1, "middle", x - wide / 2), (x, y + gap + 10, "middle", x - wide / 2),
        )  # fmt: skip
        for text_x, text_y, anchor, left in tries:
            box = (left, text_y - 11, left + wide, text_y + 3)
            if box[0] >= 0 and box[2] <= WIDTH and not any(_meet(box, other) for other in boxes):
                boxes.append(box)
                found[dot.code] = Label(dot.name, round(text_x, 1), round(text_y, 1), anchor)
                break
    return found


def _meet(one: Sequence[float], two: Sequence[float]) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


# ---------------------------------------------------------------------- for programs


def as_json(shown: Drawn, asked: dict[str, Any]) -> dict[str, Any]:
    """Exactly what is shown, as plain JSON values. `asked`: the question."""
    return {
        "asked": asked, "version": shown.version, "made": shown.made.isoformat(timespec="seconds"),
        "actors": shown.actors, "left_out": {"few_origins": shown.weak, "side_ties": shown.side},
        "nodes": [
            {
                "code": dot.code, "name": dot.name, "origins": dot.origins, "claims": dot.claims, "ties": dot.ties,
                "x": dot.x, "y": dot.y, "size": dot.size,
            }
            for dot in shown.dots
        ],
        "ties": [
            {
                "one": line.one, "two": line.two, "origins": line.origins, "claims": line.claims,
                "tone": line.value, "sign": line.sign, "in_words": line.tone, "wide": line.wide,
            }
            for line in shown.lines
        ],
    }  # fmt: skip


def as_graphml(shown: Drawn) -> bytes:
    """Exactly what is shown, as GraphML (U. Brandes and others, "GraphML Progress Report", 2002)."""
    ElementTree.register_namespace("", _GRAPHML)
    root = ElementTree.Element(f"{{{_GRAPHML}}}graphml")
    keys = (
        ("node", "name", "string"), ("node", "origins", "int"), ("node", "claims", "int"), ("node", "x", "double"),
        ("node", "y", "double"), ("edge", "origins", "int"), ("edge", "claims", "int"), ("edge", "tone", "double"),
        ("edge", "sign", "string"), ("edge", "weight", "double"),
    )  # fmt: skip
    for kind, name, of in keys:
        key = {"id": f"{kind}-{name}", "for": kind, "attr.name": name, "attr.type": of}
        ElementTree.SubElement(root, f"{{{_GRAPHML}}}key", key)
    graph = ElementTree.SubElement(root, f"{{{_GRAPHML}}}graph", {"edgedefault": "undirected"})
    for dot in shown.dots:
        node = ElementTree.SubElement(graph, f"{{{_GRAPHML}}}node", {"id": dot.code})
        _data(node, "node", name=dot.name, origins=dot.origins, claims=dot.claims, x=dot.x, y=dot.y)
    for line in shown.lines:
        edge = ElementTree.SubElement(graph, f"{{{_GRAPHML}}}edge", {"source": line.one, "target": line.two})
        _data(
            edge, "edge", origins=line.origins, claims=line.claims, tone=line.value, sign=line.sign,
            weight=float(line.origins),
        )  # fmt: skip
    ElementTree.indent(root)
    data: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return data


def _data(element: ElementTree.Element, kind: str, **values: str | float | None) -> None:
    for name, value in values.items():
        if value is not None:
            ElementTree.SubElement(element, f"{{{_GRAPHML}}}data", {"key": f"{kind}-{name}"}).text = str(value)
