"""How well the time grammar reads: spans, TIMEX3 values, and the days of claims.

    python -m evals.times SHARED [--part dev] [--errors SET]

SHARED is the folder that holds `data/` and `gold/`. Measures follow TempEval-3 (UzZaman et al. 2013): relaxed spans
overlap, strict spans are equal, value F1 asks a relaxed match with the same value string. GUM marks no durations,
sets or bare references, so only dates and times count there, and its ranges are turned into TIMEX3 values.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from entente.reader.dating import claim_days, same_days
from entente.reader.sentences import sentence_spans
from entente.reader.times import find_times
from entente.records import TimeMention

Gold = tuple[int, int, str | None]
_REFS = ("PRESENT_REF", "PAST_REF", "FUTURE_REF")


def evaluate(shared: Path, part: str = "dev") -> dict[str, dict[str, float]]:
    """Figures of each set: relaxed, strict and value F1 (0 to 1), counts; and the share of claim days found."""
    results: dict[str, dict[str, float]] = {}
    gum = list(_rows(shared / f"data/time_gum/{part}.jsonl"))
    results["gum"] = _scored(map(_gum, gum))
    results["gum_news"] = _scored(_gum(row) for row in gum if row["genre"] == "news")
    results["wikiwars"] = _scored(map(_wikiwars, _rows(shared / f"data/time_wikiwars/{part}.jsonl")))
    results["recognizers"] = _scored(map(_recognizers, _rows(shared / f"data/time_recognizers_text/{part}.jsonl")))
    del results["recognizers"]["value"]  # its values leave the year open, by design
    results["duckling"] = _duckling(_rows(shared / f"data/time_duckling_en/{part}.jsonl"))
    for name in ("train", "dev", "articles_train", "articles_dev"):
        results[f"claims_{name}"] = claim_days_found(shared / "gold", name)
    return results


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text[:10]) if text else None


def _gum(row: dict[str, Any]) -> tuple[str, list[Gold], list[TimeMention]]:
    gold = [(t["start"], t["end"], gum_value(t["value"])) for t in row["timex"]]
    found = find_times(row["text"], _day(row["doc_date"]))
    kept = [m for m in found if m.kind in ("DATE", "TIME") and m.value not in _REFS]
    # GUM gives "Tuesday night" the value of the day alone.
    return row["text"], gold, [replace(m, value=re.sub(r"T[A-Z]{2}$", "", m.value)) for m in kept]


def _wikiwars(row: dict[str, Any]) -> tuple[str, list[Gold], list[TimeMention]]:
    gold = [(t["start"], t["end"], t["value"]) for t in row["timex"] if t["nested_depth"] == 0]
    return row["text"], gold, find_times(row["text"], _day(row["doc_date"]))


def _recognizers(row: dict[str, Any]) -> tuple[str, list[Gold], list[TimeMention]]:
    gold = [(t["start"], t["end"], t["value"] if t["type"] == "date" else None) for t in row["timex"] if t["type"]]
    return row["text"], gold, find_times(row["text"], _day(row["doc_date"]))


def gum_value(value: str) -> str:
    """The TIMEX3 value that says what a range of GUM (TEI) says, or the value itself."""
    value = re.sub(r":00$", "", value) if value.count(":") == 2 else value
    value = value.strip("/")  # TEI's open ends: "2005/" is what "since 2005" names
    if "/" not in value:
        return re.sub(r"^-(\d{4})$", r"BC\1", value)
    try:
        first, last = (dt.date.fromisoformat(side) for side in value.split("/"))
    except ValueError:
        return value
    return _of_range(first, last) or value


def _of_range(first: dt.date, last: dt.date) -> str | None:
    days = (last - first).days + 1
    year, week, weekday = first.isocalendar()
    if days == 7 and weekday in (1, 7):
        return f"{year}-W{week + (weekday == 7):02d}"
    if days == 2 and weekday == 6:
        return f"{year}-W{week:02d}-WE"
    if first.day == 1 and 89 <= days <= 92 and first.month in (3, 6, 9, 12):
        return f"{first.year}-{ {3: 'SP', 6: 'SU', 9: 'FA', 12: 'WI'}[first.month] }"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        years = last.year - first.year + 1
        if years == 10 and first.year % 10 == 0:
            return f"{first.year // 10}"
        if years == 100 and first.year % 100 in (0, 1):
            return f"{first.year // 100}"
    return None


def _overlap(a: Gold, m: TimeMention) -> bool:
    return a[0] < m.end and m.start < a[1]


def pairs(
    gold: list[Gold], found: list[TimeMention]
) -> tuple[list[tuple[Gold, TimeMention]], list[Gold], list[TimeMention]]:
    """(pairs, gold alone, found alone): each mention goes to the first gold expression that it overlaps."""
    left = list(found)
    paired: list[tuple[Gold, TimeMention]] = []
    alone: list[Gold] = []
    for one in sorted(gold, key=lambda g: g[:2]):
        match = next((m for m in left if _overlap(one, m)), None)
        if match is None:
            alone.append(one)
        else:
            left.remove(match)
            paired.append((one, match))
    return paired, alone, left


def _f1(hits: int, gold: int, found: int) -> float:
    return round(2 * hits / (gold + found), 4) if gold + found else 0.0


def _scored(documents: Iterable[tuple[str, list[Gold], list[TimeMention]]]) -> dict[str, float]:
    relaxed = strict = value = golds = founds = 0
    for _text, gold, found in documents:
        paired, _, _ = pairs(gold, found)
        relaxed += len(paired)
        strict += sum(g[0] == m.start and g[1] == m.end for g, m in paired)
        value += sum(g[2] == m.value for g, m in paired)
        golds += len(gold)
        founds += len(found)
    return {
        "relaxed": _f1(relaxed, golds, founds),
        "strict": _f1(strict, golds, founds),
        "value": _f1(value, golds, founds),
        "recall": round(relaxed / max(golds, 1), 4),
        "precision": round(relaxed / max(founds, 1), 4),
        "gold": golds,
    }


def _duckling(rows: Iterable[dict[str, Any]]) -> dict[str, float]:
    """Share of single days, weeks, months, quarters and years (no feasts) whose first day is exactly right.

    The phrases are typed in lower case; the grammar reads prose, so they get the capitals of names first.
    """
    total = right = 0
    for row in rows:
        if row["kind"] != "datetime" or row["grain"] not in ("day", "week", "month", "quarter", "year"):
            continue
        total += 1
        found = find_times(row["text"].title(), _day(row["doc_date"]))
        right += any(m.interval.start == _day(row["value"]) for m in found)
    return {"days": round(right / max(total, 1), 4), "gold": total}


def claim_days_found(gold: Path, name: str) -> dict[str, float]:
    """Share of claims with a start for which a time mention of the quote's sentence, or of any, has those days.

    Days agree as the reader and the score compare them: at least half of the days of both are shared, and an absent
    end counts as one day.
    """
    items = {row["id"]: row for row in _rows(gold / f"{name}_items.jsonl")}
    total = here = anywhere = 0
    for row in _rows(gold / f"{name}.jsonl"):
        item = items[row["id"]]
        dated = [c for c in row["claims"] if c["start"]]
        if not dated or not item.get("published"):
            continue
        fields = [(item[field], find_times(item[field], _day(item["published"]))) for field in ("title", "text")]
        for claim in dated:
            total += 1
            anywhere += any(_agrees(claim, text, m) for text, found in fields for m in found)
            here += any(_agrees(claim, text, m) for text, found in fields for m in _beside(text, found, claim["quote"]))
    return {
        "same_sentence": round(here / max(total, 1), 4),
        "anywhere": round(anywhere / max(total, 1), 4),
        "gold": total,
    }


def _agrees(claim: dict[str, Any], text: str, mention: TimeMention) -> bool:
    days = claim_days(mention, text[mention.start : mention.end])
    return days[0] is not None and same_days(_day(claim["start"]), _day(claim["end"]), *days)


def _beside(text: str, found: list[TimeMention], quote: str) -> list[TimeMention]:
    """Mentions in the sentences that the quote touches."""
    at = text.find(quote)
    if at < 0:
        return []
    spans = [s for s in sentence_spans(text) if s.start < at + len(quote) and at < s.end]
    return [m for m in found if any(s.start <= m.start < s.end for s in spans)]


def _errors(shared: Path, part: str, name: str) -> Iterator[str]:
    """What is missed (-), invented (+) or given another value (~) in one set, with the words around it."""
    readers = {"gum": _gum, "wikiwars": _wikiwars, "recognizers": _recognizers}
    folder = {"gum": "time_gum", "wikiwars": "time_wikiwars", "recognizers": "time_recognizers_text"}
    base = name.removesuffix("_news")
    for row in _rows(shared / f"data/{folder[base]}/{part}.jsonl"):
        if name.endswith("_news") and row["genre"] != "news":
            continue
        text, gold, found = readers[base](row)
        paired, alone, left = pairs(gold, found)
        for g, m in paired:
            if g[2] != m.value:
                yield f"~ {g[2]} not {m.value}: {_around(text, g[0], g[1])}  [{row['id']}]"
        for g in alone:
            yield f"- {g[2]}: {_around(text, g[0], g[1])}"
        for m in left:
            yield f"+ {m.value}: {_around(text, m.start, m.end)}"


def _around(text: str, start: int, end: int) -> str:
    return f"{text[max(start - 60, 0) : start]}<<{text[start:end]}>>{text[end : end + 40]}".replace("\n", "|")


def main() -> None:
    """Prints a table, or the errors of one set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--part", default="dev")
    parser.add_argument("--errors")
    options = parser.parse_args()
    if options.errors:
        print("\n".join(_errors(options.shared, options.part, options.errors)))
        return
    for name, figures in evaluate(options.shared, options.part).items():
        print(f"{name:22}" + "  ".join(f"{key} {value:g}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
