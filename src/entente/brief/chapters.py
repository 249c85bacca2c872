"""Order and headings of the sections, and the words around findings, that every form of the brief shares."""

from __future__ import annotations

import re

from entente.brief import safe, words
from entente.brief.course import signed
from entente.brief.days import day
from entente.brief.findings import SECTIONS
from entente.records import Brief, BriefQuote
from entente.records.assessment import BriefProspect, BriefReference, BriefRule, BriefSource, BriefTurn
from entente.records.rule import cited

HEADINGS = {
    "statuses": "How things stand",
    "contradictions": "Contradictions",
    "news": "What is new",
    "interests": "Interests: what each side wants and has",
    "rules": "Rules touched",
    "alignment": "How they stand to each other",
    "questions": "Open questions",
}
OUTLOOK = "Outlook: what may come"
REFERENCES = "Where the scenarios' numbers come from"
AHEAD = (
    "Forecasts are rates learned from the ledger itself; "
    "answers of scenarios are what follows from their assumptions, no forecasts."
)
_KINDS = {"forecast": "Forecasts", "announced": "Announced", "scenario": "What if"}
#: So many publications are named behind each answer; more are counted.
FEW_MARKS = 3
SHORT = "In short"
RULEBOOK = "The rules"
REASONS = "How it was found"
SOURCES = "Sources, and their words"
NO_ADVICE = "This is no legal advice."
SCORE = (
    "Counted are origins that tell words or deeds for each other and against. "
    "Score: −10 (conflict) to +10 (cooperation)."
)
#: How surely a rule's text and paragraph are known, as `Rule.mark` has it.
_MARKS = {
    "sourced": "read in a public copy",
    "paragraph-unverified": "content read, paragraph not checked",
    "unverified": "from memory, text not checked",
}
_FORCES = {"calls-upon": "calls upon, does not bind"}
_READINGS = {"by-chain": "reaches the dealing by a chain of rules", "arguable": "whether it reaches this is arguable"}
_PLURALS = {
    "contradictions": ("contradiction", "contradictions", "no contradiction found"),
    "rules": (
        "dealing touches sanctions rules",
        "dealings touch sanctions rules",
        "no sanctions rule found that bears on it",
    ),
    "news": ("thing is new", "things are new", ""),
    "questions": ("open question", "open questions", ""),
}


def parts(brief: Brief) -> list[tuple[str, str]]:
    """Sections that have something, as (field of the brief, heading), in the order in which they are shown."""
    told = [("sides", words.SIDES), ("standings", words.STANDINGS), ("dates", words.DATES), ("open", words.OPEN)]
    rest = [
        ("voices", words.VOICES), ("links", words.LINKS), ("passages", words.PASSAGES), ("less_sure", words.LESS_SURE),
    ]  # fmt: skip
    order = told + rest
    if brief.assessed:
        found = [(key, HEADINGS[key]) for key in SECTIONS]
        at = SECTIONS.index("interests")
        order = [*found[:at], told[0], *found[at:], ("outlook", OUTLOOK), told[3], told[1], told[2], *rest]
    else:
        order = [*told, ("outlook", OUTLOOK), *rest]
    shown = [
        (key, name) for key, name in order
        if getattr(brief, key) or (key == "alignment" and brief.course) or (key == "outlook" and brief.outlook_notes)
    ]  # fmt: skip
    first = [("main", SHORT if brief.assessed else words.MAIN)]
    return first + shown


def prospects(brief: Brief) -> list[tuple[str, list[BriefProspect]]]:
    """The lines about the time ahead, by kind, those of scenarios by scenario, with the heading of each."""
    found: dict[str, list[BriefProspect]] = {}
    for kind, heading in _KINDS.items():
        for line in brief.outlook:
            if line.kind == kind:
                found.setdefault(f"{heading}: {line.about}" if line.about else heading, []).append(line)
    return list(found.items())


def reference_marks(line: BriefProspect) -> str:
    """Marks of the publications behind a scenario's numbers: "S1–S9, S12", or empty."""
    runs = _runs(list(line.references))
    return re.sub(r"\d+", lambda number: f"S{number[0]}", runs)


def few_marks(line: BriefProspect) -> str:
    """The same where they are few, else their number and the first: "29 sources, S1 …"; `ending` has them all."""
    several = len(line.references) > FEW_MARKS
    return f"{len(line.references)} sources, S{line.references[0]} …" if several else reference_marks(line)


def ending(lines: list[BriefProspect], at: int) -> str:
    """What stands below a line: its reason; of a scenario's lines once, below the last, with all its marks."""
    line = lines[at]
    if line.kind != "scenario":
        return line.reason
    if at + 1 < len(lines):
        return ""
    numbers = f" Its numbers are from [{reference_marks(line)}]." if len(line.references) > FEW_MARKS else ""
    return line.reason + numbers


def reference_line(reference: BriefReference) -> str:
    """Title, publisher, date and what is to know about a publication."""
    when = day(reference.date) if reference.date else ""
    weak = "weak" if reference.weak else ""
    told = [reference.title.rstrip("."), reference.publisher, when, weak, reference.note.rstrip(".")]
    return " · ".join(part for part in told if part)


def counts(brief: Brief) -> list[tuple[str, str]]:
    """What was found, in numbers for the first screen, as (field, words); nothing without an assessment."""
    if not brief.assessed:
        return []
    told = []
    for key, (one, many, none) in _PLURALS.items():
        number = len(getattr(brief, key)) + brief.more.get(key, 0)
        said = none if not number else f"{number:,} {one if number == 1 else many}"
        if said:
            told.append((key, said))
        if key == "contradictions" and not number and brief.denied:
            told.append(("statuses", _denied(brief.denied)))
    return told


def _denied(number: int) -> str:
    return "1 happening is denied by a party" if number == 1 else f"{number:,} happenings are denied by a party"


def more(brief: Brief, key: str) -> str:
    """ "And 12 more, of less weight.", or empty."""
    left = brief.more.get(key, 0)
    return f"And {left:,} more, of less weight." if left else ""


def turns(brief: Brief) -> list[tuple[BriefTurn, str]]:
    """Changes in the course whose words no finding of the alignment leans on, each as a sentence."""
    told = {mark for finding in brief.alignment for mark in finding.quotes}
    left = [turn for turn in (brief.course.turns if brief.course else ()) if not set(turn.quotes) <= told]
    return [
        (
            turn,
            f"From {day(turn.on)} on: mean score {signed(turn.before)} before, {signed(turn.after)} after; a change as "
            f"large comes by chance in {round(turn.chance * 100)}% of shuffles.",
        )
        for turn in left
    ]


def rule_name(rule: BriefRule) -> str:
    """Instrument and paragraph: "Resolution 1 (2006), paragraph 8", "A decree (whole)"."""
    return cited(rule.instrument, rule.paragraph) or rule.id


def rule_mark(rule: BriefRule) -> str:
    """How surely its text is known, in words."""
    return _MARKS.get(rule.mark, rule.mark)


def rule_days(rule: BriefRule) -> str:
    """When it was adopted and is in force."""
    start = day(rule.valid_from)
    force = f"in force {start} to {day(rule.valid_until)}" if rule.valid_until else f"in force since {start}"
    return f"adopted {day(rule.adopted)}, {force}"


def rule_facts(rule: BriefRule) -> str:
    """Regime, days, force, reading, source and mark on one line."""
    doubts = [_FORCES.get(rule.force, ""), _READINGS.get(rule.reading, "")]
    source = f"source: {rule.source}" if rule.source else "source not named"
    told = [rule.regime, rule_days(rule), *doubts, source, rule_mark(rule)]
    return " · ".join(part for part in told if part)


def rule_text(rule: BriefRule) -> str:
    """What it forbids or asks, with its note."""
    title = f"{rule.title}: " if rule.title and rule.text else rule.title
    note = f" {rule.note.rstrip('.')}." if rule.note else ""
    return f"{title}{rule.text}{note}".strip()


def reasons(brief: Brief, key: str) -> list[tuple[str, str]]:
    """How the findings of a section were found, each reason once: ("1, 3–5", reason); "" where it is that of all."""
    found: dict[str, list[int]] = {}
    for number, finding in enumerate(getattr(brief, key), 1):
        found.setdefault(finding.reason, []).append(number)
    return [("" if len(found) == 1 else _runs(numbers), reason) for reason, numbers in found.items()]


def _runs(numbers: list[int]) -> str:
    """Numbers in words: "1, 3–5"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)


def source_line(source: BriefSource) -> str:
    """Outlet, date and title of a report that is quoted but not shown."""
    return f"{source_facts(source)} · {safe.cut(source.title, 160) or 'a report without a title'}"


def source_facts(source: BriefSource) -> str:
    """Outlet and date."""
    when = day(source.published) if source.published else "no date found"
    return f"{words.host(source.outlet) or 'outlet not known'} · {when}"


def leaned_on(brief: Brief) -> list[BriefSource]:
    """Every report that something leans on: those shown first, then the others."""
    quoted = {quote.document for quote in brief.quotes}
    shown = [
        BriefSource(d.id, words.title(h), d.outlet, d.published, d.url)
        for h in brief.documents if (d := h.document).id in quoted
    ]  # fmt: skip
    return [*shown, *brief.sources]


def said(quote: BriefQuote) -> str:
    """The words in quotation marks, or that there are none."""
    words_of = safe.line(quote.place.quote)
    return f"“{words_of}”" if words_of else "(brought in from a data set that keeps no words)"


def where(brief: Brief, quote: BriefQuote) -> str:
    """Where words stand: the report where there are several, its field and the offsets."""
    place = quote.place
    spot = f"{place.field} {place.start_char}–{place.end_char}"
    for source in brief.sources:
        if source.document == quote.document:
            return f"{source_line(source)}, {spot}"
    if len(brief.documents) < 2:
        return spot
    number = next(i for i, header in enumerate(brief.documents, 1) if header.document.id == quote.document)
    return f"report {number}, {spot}"


def unquoted(brief: Brief) -> str:
    """How many of many reports nothing above leans on, as a sentence, or empty."""
    quoted = {quote.document for quote in brief.quotes}
    left = sum(header.document.id not in quoted for header in brief.documents)
    many = f"{left:,} more reports were" if left > 1 else "1 more report was"
    return f"{many} looked through; nothing above leans on {'them' if left > 1 else 'it'}." if left else ""


__all__ = [
    "AHEAD", "HEADINGS", "NO_ADVICE", "OUTLOOK", "REASONS", "REFERENCES", "RULEBOOK", "SCORE", "SHORT", "SOURCES",
    "counts", "ending", "few_marks", "leaned_on", "more", "parts", "prospects", "reasons", "reference_line",
    "reference_marks",
    "rule_days", "rule_facts", "rule_mark", "rule_name", "rule_text", "said", "source_facts", "source_line",
    "turns", "unquoted", "where",
]  # fmt: skip
