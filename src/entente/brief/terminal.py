"""The brief as text for a terminal or a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from entente.brief import safe, words
from entente.records import Brief, BriefSentence

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
        many = len(brief.documents) > 1
        if many:
            self._line(words.summary(brief), "dim")
        if len(brief.documents) <= FEW:
            self._reports()
        self._heading(words.MAIN)
        if not brief.main:
            self._line(words.nothing(brief))
        for number, sentence in enumerate(brief.main, 1):
            self._item(sentence, lead=f"{number}. ")
        if len(brief.documents) > FEW:
            self._heading(words.REPORTS)
            self._reports()
        self._sides()
        self._standings()
        self._dates()
        self._list(words.OPEN, brief.open)
        for number, voice in enumerate(brief.voices):
            if not number:
                self._heading(words.VOICES)
            self._line(f"{voice.name} ({voice.of})" if voice.of else voice.name, "bold")
            for sentence in voice.says:
                self._item(sentence)
        self._links()
        self._passages()
        self._list(words.LESS_SURE, brief.less_sure, percent=True)
        self._quotes()
        self._list_lines(words.REFUSALS, [words.refusal(item) for item in brief.refusals])
        self._console.print()
        self._line(words.closing(brief), "dim")

    # ------------------------------------------------------------------ sections

    def _reports(self) -> None:
        many = len(self._brief.documents) > 1
        for number, header in enumerate(self._brief.documents, 1):
            lead = f"{number}. {words.title(header)} · " if many else ""
            self._line(lead + words.facts(header), "dim", indent=3 if many else 0)
            for doubt in header.doubts:
                self._line(f"! {doubt}", "yellow")

    def _sides(self) -> None:
        if self._brief.sides:
            self._heading(words.SIDES)
        for side in self._brief.sides:
            self._line(side.name[:1].upper() + side.name[1:], "bold")
            for sentence in side.wants + side.has:
                self._item(sentence)

    def _standings(self) -> None:
        from rich import box
        from rich.table import Table

        if not self._brief.standings:
            return
        self._heading(words.STANDINGS)
        table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False, padding=(0, 1), show_edge=False)
        for name, ratio in (("Standing", None), ("What", 3), ("By whom", 1)):
            table.add_column(name, ratio=ratio, no_wrap=name == "Standing", overflow="fold")
        for row in self._brief.standings:
            who = ", ".join(row.who) or "not named"
            table.add_row(row.standing, self._marked(row.what), who)
        self._console.print(table)

    def _dates(self) -> None:
        if self._brief.dates:
            self._heading(words.DATES)
        for row in self._brief.dates:
            first = BriefSentence(
                words.date_text(row), row.sentence.quotes, row.sentence.claims, row.sentence.confidence,
                row.sentence.sure,
            )  # fmt: skip
            self._item(first)

    def _links(self) -> None:
        lines = []
        for link in self._brief.links:
            sides = f"{link.source_name or 'somebody not named'} → {link.target_name or 'nobody named'}"
            more = f" and {len(link.what) - 4} more" if len(link.what) > 4 else ""
            lines.append(f"{sides}, {link.kind}: {', '.join(link.what[:4])}{more} {_marks(link.quotes)}")
        self._list_lines(words.LINKS, lines)

    def _passages(self) -> None:
        if self._brief.passages:
            self._heading(words.PASSAGES)
        for passage in self._brief.passages:
            self._line(words.passage(self._brief, passage), "bold")
            for sentence in passage.sentences:
                self._item(sentence)

    def _quotes(self) -> None:
        if not self._brief.quotes:
            return
        self._heading(words.QUOTES)
        reports = {h.document.id: index for index, h in enumerate(self._brief.documents, 1)}
        for quote in self._brief.quotes:
            place = quote.place
            where = f"{place.field} {place.start_char}–{place.end_char}"
            if len(reports) > 1:
                where = f"report {reports[quote.document]}, {where}"
            self._line(f"[{quote.number}] “{safe.line(place.quote)}” ({where})", indent=len(f"[{quote.number}] "))

    # ------------------------------------------------------------------ lines

    def _list(self, heading: str, sentences: Sequence[BriefSentence], *, percent: bool = False) -> None:
        if sentences:
            self._heading(heading)
        for sentence in sentences:
            self._item(sentence, percent=percent)

    def _list_lines(self, heading: str, lines: Sequence[str]) -> None:
        if lines:
            self._heading(heading)
        for line in lines:
            self._line(f"• {line}", indent=2)

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
