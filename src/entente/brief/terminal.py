"""The brief as text for a terminal or a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from entente.brief import chapters, course, safe, words
from entente.brief.findings import SECTIONS
from entente.records import Brief, BriefSentence
from entente.records.assessment import BriefFinding

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


#: Reports whose headers stand on the first screen; more are listed below it.
FEW = 3


def as_text(brief: Brief, *, width: int, color: bool) -> str:
    """The brief as plain or coloured text.

    Args:
        brief: what to show.
        width: columns; at least 40 are taken.
        color: with ANSI styles; without, no escape character stands in the text.
    """
    import io

    from rich.console import Console

    out = io.StringIO()
    console = Console(
        file=out, width=max(40, width), force_terminal=color, no_color=not color, highlight=False, markup=False,
        emoji=False, color_system="standard" if color else None, legacy_windows=False, _environ={},
    )  # fmt: skip
    _Writer(console, brief).write()
    lines = [line.rstrip() for line in out.getvalue().split("\n")]
    return "\n".join(lines).strip("\n") + "\n"


class _Writer:
    def __init__(self, console: Console, brief: Brief) -> None:
        self._console, self._brief = console, brief

    def write(self) -> None:
        brief = self._brief
        self._line(brief.title, "bold")
        if brief.subject:
            self._line(brief.subject, "dim")
        if len(brief.documents) > 1:
            self._line(words.summary(brief), "dim")
        if len(brief.documents) <= FEW:
            self._reports()
        self._main()
        if len(brief.documents) > FEW and not brief.short:
            self._heading(words.REPORTS)
            self._reports()
        sections: dict[str, Callable[[], None]] = {
            "sides": self._sides, "standings": self._standings, "dates": self._dates,
            "open": lambda: self._sentences(brief.open), "voices": self._voices, "links": self._links,
            "outlook": self._outlook, "passages": self._passages,
            "less_sure": lambda: self._sentences(brief.less_sure, percent=True),
        }  # fmt: skip
        for key, heading in chapters.parts(brief)[1:]:
            self._heading(heading)
            if key in SECTIONS:
                self._findings(key)
            else:
                sections[key]()
            self._more(key)
        self._rulebook()
        self._references()
        self._reasons()
        if brief.short:
            self._sources()
        else:
            self._quotes()
        if brief.refusals:
            self._heading(words.REFUSALS)
            self._lines([words.refusal(item) for item in brief.refusals])
        self._console.print()
        self._line(words.closing(brief), "dim")

    def _main(self) -> None:
        brief = self._brief
        self._heading(chapters.parts(brief)[0][1])
        if brief.lead is not None:
            self._block(self._found(brief.lead), 0)
        if not brief.main:
            self._line(words.nothing(brief))
        for number, sentence in enumerate(brief.main, 1):
            self._item(sentence, lead=f"{number}. ")
        counts = " · ".join(said for _, said in chapters.counts(brief))
        if counts:
            self._line(counts[:1].upper() + counts[1:], "bold")

    # ------------------------------------------------------------------ sections

    def _reports(self) -> None:
        many = len(self._brief.documents) > 1
        for number, header in enumerate(self._brief.documents, 1):
            lead = f"{number}. {words.title(header)} · " if many else ""
            self._line(lead + words.facts(header), "dim", indent=3 if many else 0)
            for doubt in header.doubts:
                self._line(f"! {doubt}", "yellow")

    def _sides(self) -> None:
        for side in self._brief.sides:
            self._line(side.name[:1].upper() + side.name[1:], "bold")
            for sentence in side.wants + side.has:
                self._item(sentence)

    def _standings(self) -> None:
        from rich import box
        from rich.table import Table

        table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False, padding=(0, 1), show_edge=False)
        for name, ratio in (("Standing", None), ("What", 3), ("By whom", 1)):
            table.add_column(name, ratio=ratio, no_wrap=name == "Standing", overflow="fold")
        for row in self._brief.standings:
            who = ", ".join(row.who) or "not named"
            table.add_row(row.standing, self._marked(row.what), who)
        self._console.print(table)

    def _dates(self) -> None:
        for row in self._brief.dates:
            first = BriefSentence(
                words.date_text(row), row.sentence.quotes, row.sentence.claims, row.sentence.confidence,
                row.sentence.sure,
            )  # fmt: skip
            self._item(first)

    def _voices(self) -> None:
        for voice in self._brief.voices:
            self._line(f"{voice.name} ({voice.of})" if voice.of else voice.name, "bold")
            self._sentences(voice.says)

    def _links(self) -> None:
        lines = []
        for link in self._brief.links:
            sides = f"{link.source_name or 'somebody not named'} → {link.target_name or 'nobody named'}"
            more = f" and {len(link.what) - 4} more" if len(link.what) > 4 else ""
            lines.append(f"{sides}, {link.kind}: {', '.join(link.what[:4])}{more} {_marks(link.quotes)}")
        self._lines(lines)

    def _passages(self) -> None:
        for passage in self._brief.passages:
            self._line(words.passage(self._brief, passage), "bold")
            for sentence in passage.sentences:
                self._item(sentence)

    def _quotes(self) -> None:
        if not self._brief.quotes:
            return
        self._heading(words.QUOTES)
        for quote in self._brief.quotes:
            mark = f"[{quote.number}] "
            where = chapters.where(self._brief, quote)
            self._line(f"{mark}{chapters.said(quote)} ({where})", indent=len(mark))

    # ------------------------------------------------------------------ findings

    def _findings(self, key: str) -> None:
        if key == "rules":
            self._line(chapters.NO_ADVICE, "yellow")
        if key == "alignment":
            self._course()
        for number, finding in enumerate(getattr(self._brief, key), 1):
            lead = f"{number}. "
            self._block(self._found(finding, lead), len(lead))

    def _reasons(self) -> None:
        if not self._brief.assessed:
            return
        self._heading(chapters.REASONS)
        for key in SECTIONS:
            told = chapters.reasons(self._brief, key)
            if told:
                self._line(chapters.HEADINGS[key], "bold")
            for numbers, reason in told:
                self._line(f"{numbers}: {reason}" if numbers else reason, "dim", indent=2)

    def _found(self, finding: BriefFinding, lead: str = "") -> Text:
        from rich.text import Text

        text = Text(lead + finding.text)
        text.append(f" {_marks(finding.quotes)}{''.join(f'[R{n}]' for n in finding.rules)}", style="cyan")
        if not finding.sure:
            text.append(" (less sure)", style="yellow")
        if finding.state:
            text.append(f" · {finding.state}", style="bold")
        return text

    def _course(self) -> None:
        if self._brief.course is None:
            return
        for line in course.lines(self._brief.course):
            self._line(line, indent=2)
        self._line(f"Score over time: {course.spark(self._brief.course)}", "dim")
        self._line(f"{chapters.SCORE} ◆: a change begins.", "dim")
        self._lines([f"{said} {_marks(turn.quotes)}" for turn, said in chapters.turns(self._brief)])

    def _rulebook(self) -> None:
        if self._brief.rulebook:
            self._heading(chapters.RULEBOOK)
            self._line(chapters.NO_ADVICE, "yellow")
        for rule in self._brief.rulebook:
            mark = f"[R{rule.number}] "
            self._line(f"{mark}{chapters.rule_name(rule)}. {chapters.rule_text(rule)}", indent=len(mark))
            self._line(" " * len(mark) + chapters.rule_facts(rule), "dim", indent=len(mark))

    def _outlook(self) -> None:
        from rich.text import Text

        self._line(chapters.AHEAD, "yellow")
        for heading, lines in chapters.prospects(self._brief):
            self._line(heading, "bold")
            for number, line in enumerate(lines, 1):
                lead, marks = f"{number}. ", chapters.few_marks(line)
                text = Text(lead + line.text)
                text.append(f" {_marks(line.quotes)}{f'[{marks}]' if marks else ''}", style="cyan")
                self._block(text, len(lead))
                if below := chapters.ending(lines, number - 1):
                    self._line(" " * len(lead) + below, "dim", indent=len(lead))
        self._lines(self._brief.outlook_notes)

    def _references(self) -> None:
        if self._brief.references:
            self._heading(chapters.REFERENCES)
        for reference in self._brief.references:
            mark = f"[S{reference.number}] "
            self._line(f"{mark}{chapters.reference_line(reference)}", indent=len(mark))
            if reference.url:
                self._line(" " * len(mark) + safe.line(reference.url), "dim", indent=len(mark))

    def _sources(self) -> None:
        self._heading(chapters.SOURCES)
        for source in chapters.leaned_on(self._brief):
            self._line(chapters.source_line(source), "bold", indent=2)
            for quote in self._brief.quotes:
                if quote.document == source.document:
                    mark = f"  [{quote.number}] "
                    self._line(f"{mark}{chapters.said(quote)}", indent=len(mark))
        if left := chapters.unquoted(self._brief):
            self._line(left, "dim")

    # ------------------------------------------------------------------ lines

    def _sentences(self, sentences: Sequence[BriefSentence], *, percent: bool = False) -> None:
        for sentence in sentences:
            self._item(sentence, percent=percent)

    def _lines(self, lines: Sequence[str]) -> None:
        for line in lines:
            self._line(f"• {line}", indent=2)

    def _more(self, key: str) -> None:
        if left := chapters.more(self._brief, key):
            self._line(left, "dim")

    def _heading(self, text: str) -> None:
        self._console.print()
        self._line(text.upper(), "bold underline")

    def _item(self, sentence: BriefSentence, *, lead: str = "• ", percent: bool = False) -> None:
        self._block(self._marked(sentence, lead, percent=percent), len(lead))

    def _marked(self, sentence: BriefSentence, lead: str = "", *, percent: bool = False) -> Text:
        from rich.text import Text

        text = Text(lead + sentence.text, style="" if sentence.sure or percent else "italic")
        text.append(f" {_marks(sentence.quotes)}", style="cyan")
        if percent:
            text.append(f" {words.percent(sentence)}", style="dim")
        elif not sentence.sure:
            text.append(" (less sure)", style="yellow")
        if sentence.status:
            text.append(f" · {sentence.status}", style="bold")
        return text

    def _line(self, line: str, style: str = "", indent: int = 0) -> None:
        from rich.text import Text

        self._block(Text(line, style=style), indent)

    def _block(self, text: Text, indent: int) -> None:
        """A paragraph whose lines after the first are indented."""
        from rich.text import Text

        lines = text.wrap(self._console, self._console.width - indent, overflow="fold")
        for number, line in enumerate(lines):
            self._console.print(
                Text(" " * indent if number else "") + line, no_wrap=True, overflow="ignore", crop=False
            )


def _marks(numbers: Sequence[int]) -> str:
    return "".join(f"[{number}]" for number in numbers)
