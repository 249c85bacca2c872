"""Pictures of a backtest in SVG, without script."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence

from entente.records.outlook import Reliability, Skill

WIDTH, HEIGHT = 420, 320
_LEFT, _RIGHT, _TOP, _LOW = 52, WIDTH - 12, 12, HEIGHT - 44
_TICKS = (0.0, 0.01, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)


def reliability(levels: Sequence[Reliability]) -> str:
    """By level, said against what came true; both axes as square roots. Empty without levels."""
    if not levels:
        return ""
    told = "; ".join(f"said {100 * r.mean:.1f} %, came true {100 * r.happened.value:.1f} %" for r in levels)
    out = [_open(WIDTH, HEIGHT, f"Reliability. {told}.")]
    for tick in _TICKS:
        x, y, text = _x(tick), _y(tick), f"{100 * tick:.0f}"
        out.append(f'<line class="grid" x1="{x}" y1="{_TOP}" x2="{x}" y2="{_LOW}"/>')
        out.append(f'<line class="grid" x1="{_LEFT}" y1="{y}" x2="{_RIGHT}" y2="{y}"/>')
        out.append(f'<text class="tick" x="{x}" y="{_LOW + 15}" text-anchor="middle">{text}</text>')
        out.append(f'<text class="tick" x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{text}</text>')
    out.append(f'<line class="even" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>')
    for level in levels:
        x, share = _x(level.mean), level.happened
        off = "" if share.low <= level.mean <= share.high else " no"
        tip = (
            f"Said {100 * level.mean:.1f} %: {100 * share.value:.1f} % of {level.forecasts:,} came true "
            f"({100 * share.low:.1f} to {100 * share.high:.1f} %)"
        )
        out.append(
            f'<g><title>{html.escape(tip)}</title><line class="span{off}" x1="{x}" y1="{_y(share.low)}" x2="{x}" '
            f'y2="{_y(share.high)}"/><circle class="dot{off}" cx="{x}" cy="{_y(share.value)}" r="4"/></g>'
        )
    middle = (_TOP + _LOW) / 2
    out.append(f'<text x="{(_LEFT + _RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">said, %</text>')
    out.append(
        f'<text x="14" y="{middle}" text-anchor="middle" transform="rotate(-90 14 {middle})">came true, %</text></svg>'
    )
    return "".join(out)


def skills(found: Sequence[Skill]) -> str:
    """A row for each reference and score: the skill with its interval. Empty without any."""
    if not found:
        return ""
    low = min(0.0, *(max(-1.0, each.value.low) for each in found))
    high = max(0.05, *(each.value.high for each in found))
    left, right, row = 16, WIDTH - 16, 34
    height = 18 + row * len(found) + 30

    def x(value: float) -> float:
        return round(left + (right - left) * (min(max(value, low), high) - low) / (high - low), 1)

    told = "; ".join(f"{e.against}, {e.score}: {100 * e.value.value:.0f} %" for e in found)
    out = [_open(WIDTH, height, f"Skill. {told}.")]
    for tick in _steps(low, high):
        out.append(f'<line class="grid" x1="{x(tick)}" y1="8" x2="{x(tick)}" y2="{height - 28}"/>')
        out.append(f'<text class="tick" x="{x(tick)}" y="{height - 12}" text-anchor="middle">{100 * tick:.0f} %</text>')
    out.append(f'<line class="axis" x1="{x(0)}" y1="8" x2="{x(0)}" y2="{height - 28}"/>')
    for number, each in enumerate(found):
        y = 22 + row * number
        worse = "" if each.value.low > 0 else " no"
        name = html.escape(f"{each.against}, {each.score}")
        out.append(f'<text x="{left}" y="{y}">{name}</text>')
        one, two = x(each.value.low), x(each.value.high)
        out.append(f'<line class="span{worse}" x1="{one}" y1="{y + 10}" x2="{two}" y2="{y + 10}"/>')
        out.append(f'<circle class="dot{worse}" cx="{x(each.value.value)}" cy="{y + 10}" r="4"/>')
    return "".join(out) + "</svg>"


def _steps(low: float, high: float) -> list[float]:
    wide = high - low
    step = next(each for each in (0.02, 0.05, 0.1, 0.2, 0.5, 1.0) if wide / each <= 7 or each == 1.0)
    first = math.ceil(low / step)
    return [number * step for number in range(first, math.floor(high / step) + 1)]


def _open(width: int, height: int, told: str) -> str:
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{html.escape(told, quote=True)}">'


def _x(share: float) -> float:
    return round(_LEFT + (_RIGHT - _LEFT) * math.sqrt(share), 1)


def _y(share: float) -> float:
    return round(_LOW - (_LOW - _TOP) * math.sqrt(share), 1)
