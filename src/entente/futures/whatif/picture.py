"""Stocks and flows of a scenario as a picture in SVG, without script.

Stocks are boxes, flows pipes with a valve, clouds what is outside (J. W. Forrester, Industrial Dynamics, MIT Press
1961, chapter 8). Everything is drawn in the colour of the text around it; by itself the file brings its own, for light
and dark screens.
"""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Sequence

from entente.futures.whatif import saying
from entente.futures.whatif.layout import Layout, Node, laid_out
from entente.records import Scenario

_BOX = (156.0, 54.0)
_ENDS = {"stock": _BOX[0] / 2, "valve": 9.0, "cloud": 20.0, "bend": 0.0}
_FONT = "system-ui, 'Segoe UI', Helvetica, Arial, sans-serif"
_STYLE = (
    ".entente-scenario{color:#1d2125;background:#ffffff}"
    "@media (prefers-color-scheme:dark){.entente-scenario{color:#e7e5df;background:#15181b}}"
)
_CLOUD = "M-15 7a8 8 0 0 1 1-15 10 10 0 0 1 18-4 8 8 0 0 1 12 8 6.500 6.500 0 0 1-1 11z"


def picture(scenario: Scenario) -> str:
    """The picture. Titles are cut to fit; whole ones show where the pointer rests, and to those who hear it read."""
    layout = laid_out(scenario)
    titles = {stock.name: (stock.title, stock.unit) for stock in scenario.stocks}
    flows = {flow.name: (flow.title, flow.unit) for flow in scenario.flows}
    width, height = max(layout.width, 240.0), max(layout.height, 80.0)
    stocks = saying.counted(len(scenario.stocks), "stock")
    told = f"{scenario.title}: {stocks} and {saying.counted(len(scenario.flows), 'flow')}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="entente-scenario" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" role="img" font-family="{_escaped(_FONT)}" font-size="12" '
        'fill="currentColor">',
        f"<title>{_escaped(told)}</title><style>{_STYLE}</style>",
    ]
    for name, way in layout.ways:
        parts.append(_pipe(layout, way, *flows[name]))
    for node in layout.nodes.values():
        if node.kind == "stock":
            parts.append(_stock(node, *titles[node.name]))
        elif node.kind == "cloud":
            parts.append(
                f'<path d="{_CLOUD}" transform="translate({node.x:g} {node.y:g})" fill="currentColor" '
                'fill-opacity=".07" stroke="currentColor" stroke-opacity=".55"><title>outside</title></path>'
            )
    return "".join([*parts, "</svg>"])


def _stock(node: Node, title: str, unit: str) -> str:
    left, top = node.x - _BOX[0] / 2, node.y - _BOX[1] / 2
    box = (
        f'<rect x="{left:g}" y="{top:g}" width="{_BOX[0]:g}" height="{_BOX[1]:g}" rx="4" fill="currentColor" '
        'fill-opacity=".08" stroke="currentColor" stroke-width="1.600"/>'
    )
    return f"<g><title>{_escaped(_whole(title, unit))}</title>{box}{_lines(node.x, node.y, title, 20, 600)}</g>"


def _pipe(layout: Layout, way: Sequence[str], title: str, unit: str) -> str:
    nodes = [layout.nodes[name] for name in way]
    course = _course(nodes)
    tip, before = nodes[-1], nodes[-2]
    back = -1.0 if tip.x >= before.x else 1.0
    end = tip.x + back * _ENDS[tip.kind]
    head = f"M{end:g} {tip.y:g}l{9 * back:g} -5.500v11z"
    valve = next(node for node in nodes if node.kind == "valve")
    bow = f"M{valve.x - 9:g} {valve.y - 7:g}v14l18 -14v14z"
    return (
        f"<g><title>{_escaped(_whole(title, unit))}</title>"
        f'<path d="{course}" fill="none" stroke="currentColor" stroke-width="2.200" stroke-opacity=".6"/>'
        f'<path d="{head}" fill="currentColor"/><path d="{bow}" fill="currentColor"/>'
        f"{_lines(valve.x, valve.y + 22, title, 20, 400, top=True)}</g>"
    )


def _course(nodes: Sequence[Node]) -> str:
    """A smooth way through every node, level at each."""
    first, last = nodes[0], nodes[-1]
    right = 1.0 if last.x >= first.x else -1.0
    points = [(first.x + right * _ENDS[first.kind], first.y)]
    for node in nodes[1:-1]:
        points += [(node.x - right * node.flat, node.y), (node.x + right * node.flat, node.y)]
    points.append((last.x - right * (_ENDS[last.kind] + 6), last.y))
    parts = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for (x, y), (to_x, to_y) in itertools.pairwise(points):
        middle = (x + to_x) / 2
        parts.append(f"C{middle:g} {y:g} {middle:g} {to_y:g} {to_x:g} {to_y:g}")
    return "".join(parts)


def _lines(x: float, y: float, text: str, columns: int, weight: int, *, top: bool = False) -> str:
    """Text on at most three lines around a middle, or from a top downwards."""
    lines = textwrap.wrap(" ".join(text.split()), columns, max_lines=3, placeholder=" …") or [""]
    first = y if top else y + 4 - 7.5 * (len(lines) - 1)
    spans = "".join(
        f'<tspan x="{x:g}" y="{first + 15 * at:g}">{_escaped(line)}</tspan>' for at, line in enumerate(lines)
    )
    return f'<text text-anchor="middle" font-weight="{weight}">{spans}</text>'


def _whole(title: str, unit: str) -> str:
    name = saying.units(unit)
    return f"{title}, in {name}" if name else title


def _escaped(text: str) -> str:
    """Text that acts as nothing: what XML cannot hold or what turns a line around is left out."""
    kept = "".join(letter if letter.isprintable() else " " for letter in text)
    for sign, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot")):
        kept = kept.replace(sign, f"&{name};")
    return kept
