"""The two pictures of a brief, in SVG without script: the days, and who to whom.

Labels stand each in a row of their own, so none lies over another however many there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from entente.brief import safe
from entente.brief.days import MONTHS
from entente.records import BriefDate, BriefLink

WIDTH = 640
_ROW = 40
_LEFT, _RIGHT = 304, WIDTH - 14
#: Rows and links in a picture at most; the lists beside it have all.
MOST_ROWS, MOST_LINKS = 16, 18
_LABEL = 43
_STUB = 30
#: Days before the report that the axis shows at least if anything younger is told; older things get an arrow.
_REACH = 3653


def timeline(rows: Sequence[BriefDate], published: dt.date | None) -> str:
    """Dated rows on an axis, or empty if fewer than two have days."""
    dated = [row for row in rows if row.start or row.end][-MOST_ROWS:]
    if len(dated) < 2:
        return ""
    first, last = _axis(dated, published)
    height = 34 + _ROW * len(dated)
    out = [
        _open(height, "timeline", "Timeline", f"{len(dated)} dated events from {_ends(dated)}."),
        *_ticks(first, last, height),
    ]
    if published and first < published < last:
        x = _x(published, first, last)
        out.append(f'<line class="now" x1="{x}" x2="{x}" y1="26" y2="{height - 4}"><title>The report</title></line>')
    for index, row in enumerate(dated):
        out += _row(row, 34 + _ROW * index, first, last)
    out.append("</svg>")
    return "".join(out)


def _axis(rows: Sequence[BriefDate], published: dt.date | None) -> tuple[dt.date, dt.date]:
    days = [day for row in rows for day in (row.start, row.end) if day]
    last = max([*days, *([published] if published else [])])
    young = [day for day in days if (last - day).days <= _REACH]
    first = min(young) if len(young) > 1 else min(days)
    pad = max(1, (last - first).days // 25)
    low = max(first.toordinal() - pad, 1)
    high = min(last.toordinal() + pad, dt.date.max.toordinal())
    return dt.date.fromordinal(low), dt.date.fromordinal(high)


def _x(day: dt.date, first: dt.date, last: dt.date) -> float:
    share = (day - first).days / max(1, (last - first).days)
    return round(_LEFT + (_RIGHT - _LEFT) * min(1.0, max(0.0, share)), 1)


def _ends(rows: Sequence[BriefDate]) -> str:
    days = sorted(day for row in rows for day in (row.start, row.end) if day)
    return f"{days[0].isoformat()} to {days[-1].isoformat()}"


def _ticks(first: dt.date, last: dt.date, height: int) -> list[str]:
    days = (last - first).days
    if days > 700:
        step = max(1, round(days / 365.25 / 5))
        ticks = [(dt.date(y, 1, 1), str(y)) for y in range(first.year + 1, last.year + 1, step)]
    else:
        step = max(1, round(days / 30.4 / 4))
        months = range(first.year * 12 + first.month, last.year * 12 + last.month, step)
        # The year stands once, so that names of months never run into each other.
        dated = {min((m for m in months if m // 12 == year), default=0) for year in range(first.year, last.year + 2)}
        ticks = [
            (dt.date(m // 12, m % 12 + 1, 1), MONTHS[m % 12 + 1][:3] + (f" {m // 12}" if m in dated else ""))
            for m in months
        ]
    if len(ticks) < 2:
        ticks = [(first, _short(first)), (last, _short(last))]
    out = []
    for day, label in ticks:
        x = _x(day, first, last)
        anchor = "end" if x > _RIGHT - 30 else "start" if x < _LEFT + 30 else "middle"
        out.append(f'<line class="grid" x1="{x}" x2="{x}" y1="22" y2="{height - 4}"/>')
        out.append(f'<text class="tick" x="{x}" y="15" text-anchor="{anchor}">{label}</text>')
    return out


def _short(day: dt.date) -> str:
    return f"{day.day} {MONTHS[day.month][:3]} {day.year}"


def _row(row: BriefDate, top: int, first: dt.date, last: dt.date) -> list[str]:
    middle, days = top + 17, row.when + (", a first" if row.first else "")
    start, end = row.start or first, row.end or last
    low, high = _x(start, first, last), _x(end, first, last)
    if row.start is None:  # "by 31 March": the day is the end of a stretch that nobody said the beginning of
        low = max(low, high - _STUB)
    kind = "mark sure" if row.sentence.sure else "mark"
    title = f"<title>{safe.html(row.sentence.text)}</title>"
    out = [
        f'<text class="label" x="4" y="{top + 14}">{safe.html(_fit(row.label))}{title}</text>',
        f'<text class="small" x="4" y="{top + 29}">{safe.html(_fit(days))}</text>',
    ]
    if end < first:
        out.append(f'<path class="{kind}" d="M{_LEFT} {middle}l10 -6v12z">{title}</path>')
    elif high - low < 9:
        x = round((low + high) / 2, 1)
        out.append(f'<circle class="{kind}" cx="{x}" cy="{middle}" r="6">{title}</circle>')
    else:
        width = round(high - low, 1)
        out.append(f'<rect class="{kind}" x="{low}" y="{middle - 5}" width="{width}" height="10" rx="4">{title}</rect>')
        if row.end is None:
            out.append(f'<path class="{kind}" d="M{high} {middle - 8}l10 8l-10 8z"/>')
        if row.start is None:
            out.append(f'<path class="{kind}" d="M{low} {middle - 8}l-10 8l10 8z"/>')
    return out


def _fit(text: str, size: int = _LABEL) -> str:
    return safe.cut(text, size)


# ---------------------------------------------------------------------- who to whom


def who_to_whom(links: Sequence[BriefLink]) -> str:
    """Those who act on the left, those toward whom on the right, a band for each pair and kind; empty without links."""
    shown = links[:MOST_LINKS]
    if not shown:
        return ""
    left = _nodes([(link.source, link.source_name or "not named", link.count) for link in shown])
    right = _nodes([(link.target, link.target_name or "not named", link.count) for link in shown])
    height = 40 + 34 * max(len(left), len(right))
    lefts, rights = _heights(left, height), _heights(right, height)
    out = [
        _open(
            height, "links", "Who to whom", f"{len(shown)} links between {len(left)} who act and {len(right)} others."
        ),
        '<text class="tick" x="206" y="16" text-anchor="end">who</text>',
        '<text class="tick" x="434" y="16">to whom</text>',
    ]
    for link in reversed(shown):
        out.append(_band(link, lefts[link.source], rights[link.target]))
    for code, name in left.items():
        out.append(f'<text class="label" x="206" y="{lefts[code] + 4}" text-anchor="end">{_name(name)}</text>')
    for code, name in right.items():
        out.append(f'<text class="label" x="434" y="{rights[code] + 4}">{_name(name)}</text>')
    out.append("</svg>")
    return "".join(out)


def _nodes(told: Sequence[tuple[str, str, int]]) -> dict[str, str]:
    """Names by code, those most told of first."""
    names: dict[str, str] = {}
    counts: dict[str, int] = {}
    for code, name, count in told:
        names.setdefault(code, name)
        counts[code] = counts.get(code, 0) + count
    return {code: names[code] for code in sorted(names, key=lambda code: (-counts[code], code))}


def _heights(names: dict[str, str], height: int) -> dict[str, float]:
    free = height - 40
    return {code: round(34 + free * (index + 0.5) / len(names) - 4, 1) for index, code in enumerate(names)}


def _band(link: BriefLink, low: float, high: float) -> str:
    shift = -4 if link.kind == "cooperation" else 4
    low, high = round(low + shift, 1), round(high + shift, 1)
    width = min(8.0, 1.5 + link.count)
    dash = "" if link.firm else ' stroke-dasharray="6 5"'
    who = f"{link.source_name or 'Somebody not named'} → {link.target_name or 'nobody named'}"
    title = "<title>" + safe.html(f"{who}, {link.kind}: " + ", ".join(link.what[:6])) + "</title>"
    return (
        f'<path class="{link.kind}" d="M214 {low}C320 {low} 320 {high} 416 {high}" stroke-width="{width}"{dash}>'
        f'{title}</path><path class="{link.kind} tip" d="M414 {high - 6}l10 6l-10 6z"/>'
    )


def _name(name: str) -> str:
    return safe.html(_fit(name[:1].upper() + name[1:], 28))


def _open(height: float, name: str, title: str, description: str) -> str:
    return (
        f'<svg class="picture" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{title}</title><desc id="{name}-d">{safe.html(description)} '
        "The list below says the same in words.</desc>"
    )
