"""The figures of a run as a page of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

FIELDS = ("holder", "holder_when_attributed", "polarity", "certainty", "modality", "mode", "matter", "time",
          "time_when_given")  # fmt: skip


def page(run: Mapping[str, Any]) -> str:
    """All figures of a run as `evals.__main__` writes it."""
    return "\n".join(_blocks(run)).rstrip() + "\n"


def _blocks(run: Mapping[str, Any]) -> Iterable[str]:
    machine = run["machine"]
    yield "# How well Entente reads"
    yield ""
    yield f"Run {run['run']}, {run['reader']}; {machine['cpu']}, {machine['cores']} cores, Python {machine['python']}."
    yield (
        "F1 with 95 % bootstrap intervals over documents (1,000 resamples). Strict: event and parties; relaxed: quad "
        "class and parties; full: strict, with holders, polarity and modality."
    )
    yield ""
    yield from _levels(run["sets"])
    for name, figures in run["sets"].items():
        yield from _set(name, figures)
    yield from _documents(run.get("documents"))
    yield from _times(run.get("times"))
    yield from _ledger(run.get("ledger"))
    for name, reason in run["left_out"].items():
        yield f"Left out: {name}, {reason}."


def _table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterable[str]:
    head = list(head)
    yield f"| {' | '.join(head)} |"
    yield f"| {' | '.join('---' for _ in head)} |"
    for row in rows:
        yield f"| {' | '.join(_cell(value) for value in row)} |"
    yield ""


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.3f}" if isinstance(value, float) else str(value).replace("|", "\\|")


def _levels(sets: Mapping[str, Any]) -> Iterable[str]:
    rows = [
        (
            name, level, v["precision"], v["recall"], f"**{v['f1']:.3f}**", f"{v['f1_low']:.3f} to {v['f1_high']:.3f}",
            figures["goals"].get(level), v["gold"], v["predicted"],
        )
        for name, figures in sets.items()
        for level, v in ((level, figures[level]) for level in ("strict", "relaxed", "full"))
    ]  # fmt: skip
    yield from _table(("set", "level", "P", "R", "F1", "interval", "goal", "labelled", "read"), rows)
    yield "## Fields, over the pairs that match relaxed"
    yield ""
    rows = [
        (name, int(f["attributes"]["pairs"]), *(f["attributes"][field] for field in FIELDS), f["in_place"])
        for name, f in sets.items()
    ]
    yield from _table(("set", "pairs", *(f.replace("_", " ") for f in FIELDS), "quotes in place"), rows)


def _set(name: str, figures: Mapping[str, Any]) -> Iterable[str]:
    yield f"## {name[0].upper()}{name[1:]}: {figures['documents']} documents"
    yield ""
    for kind, slices in figures["slices"].items():
        rows = [
            (value, row["gold"], row["found"], row["found_fully"], row["read"], row["recall"], row["precision"])
            for value, row in slices.items()
        ]
        head = (f"by {kind}", "labelled", "found", "found fully", "read", "recall", "precision")
        yield from _table(head, rows)
    calibration = figures["calibration"]
    if calibration:
        yield f"Confidence: expected calibration error {calibration['expected_calibration_error']:.3f}"
        yield ""
        rows = [
            (f"{row['from']:.1f} to {row['to']:.1f}", row["claims"], row["confidence"], row["right"])
            for row in calibration["table"]
        ]
        yield from _table(("told", "claims", "mean confidence", "right"), rows)
    yield "Faults by kind: " + ", ".join(f"{kind} {count}" for kind, count in figures["faults"].items()) + "."
    yield ""
    yield "Commonest: " + "; ".join(f"{what} ({count})" for what, count in figures["commonest_faults"]) + "."
    yield ""


def _documents(figures: Mapping[str, Any] | None) -> Iterable[str]:
    if figures is None:
        return
    yield "## Pages: bodies and dates, dev parts"
    yield ""
    for name, number in figures["pages"].items():
        rows = [(who, *scores.values()) for who, scores in figures[name].items()]
        measures = next(iter(figures[name].values()))
        yield from _table((f"{name} ({number} pages)", *measures), rows)
    refused = ", ".join(f"{reason} {count}" for reason, count in figures["refused"].items())
    yield f"Refused: {refused or 'none'}."
    yield ""


def _times(figures: Mapping[str, Mapping[str, float]] | None) -> Iterable[str]:
    if figures is None:
        return
    yield "## Times, dev parts"
    yield ""
    names = list(dict.fromkeys(measure for scores in figures.values() for measure in scores))
    rows = [(name, *(scores.get(measure) for measure in names)) for name, scores in figures.items()]
    yield from _table(("set", *(name.replace("_", " ") for name in names)), rows)


def _ledger(figures: Mapping[str, Any] | None) -> Iterable[str]:
    if figures is None:
        return
    origins, events = figures["origins"], figures["events"]
    yield "## The ledger: copies and events, over the half-year of feeds"
    yield ""
    yield (
        f"{origins['items']:,} items have {origins['origins']:,} origins; {events['claims']:,} claims tell of "
        f"{events['events']:,} events, {events['shared']:,} of them told by several claims, the largest by "
        f"{events['largest']:,}. Pairs of which a claim is read no more: {events['lost']}."
    )
    yield ""
    measures = ("precision", "recall", "f1", "pairs")
    rows = [
        (f"copies, {part}", way, *(scores[measure] for measure in measures), "")
        for part in ("tune", "check")
        for way, scores in (("two compared", origins[part]), ("as grouped", origins[part]["grouped"]))
    ]
    rows += [
        (
            f"events, {part}",
            way,
            *(scores[measure] for measure in measures),
            f"{scores['low']:.3f} to {scores['high']:.3f}",
        )
        for part in ("tune", "test")
        for way, scores in (
            ("two compared", events["alone"][part]["all"]),
            ("as grouped", events["grouped"][part]["all"]),
        )
    ]
    yield from _table(("labelled pairs", "joined", "P", "R", "F1", "pairs", "interval"), rows)
