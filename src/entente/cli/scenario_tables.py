"""A scenario for a terminal: its stocks and flows, numbers, decisions, events, questions, faults."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from entente.cli.escaping import visible
from entente.cli.findings import facts, rule_line
from entente.cli.tables import console
from entente.cli.whatif_tables import bullet, heading, print_numbers, source_line
from entente.records import Parameter, Scenario, UsedParameter
from entente.records.scenario import ActorRule, Flow, ScenarioEvent

if TYPE_CHECKING:
    from rich.console import Console

    from entente.desk import Desk

#: From so many columns on, a flow stands on one line with its formula.
_WIDE = 100


def print_scenarios(found: Sequence[Scenario], weakly: Callable[[Scenario], Sequence[Parameter]]) -> None:
    """Packaged scenarios: name, what each asks, how many numbers it has and how many are weak."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    table.add_column("name", no_wrap=True)
    table.add_column("what it asks", ratio=1, min_width=20)
    table.add_column("numbers", justify="right")
    table.add_column("weak", justify="right")
    for each in found:
        asked = Text(visible(each.title), style="bold") + Text("\n" + visible(each.question), style="not bold")
        table.add_row(Text(visible(each.name)), asked, f"{len(each.parameters)}", f"{len(weakly(each))}")
    console().print(table)


def print_scenario(found: Scenario, desk: Desk, *, sources: bool = False) -> None:
    """A scenario's file in words; its numbers in a line each, unless their sources are asked for."""
    out = console()
    out.print(Text(visible(found.title), style="bold"))
    out.print(Text(visible(found.question) + "\n"))
    out.print(Text(visible(found.about) + "\n"))
    facts(out, [
        ("name", found.name), ("begins", found.start.isoformat()), ("runs", desk.amount(found.horizon, found.time)),
        ("in steps of", desk.amount(found.step, found.time)), ("last changed", found.date.isoformat()),
        ("from", found.origin), ("licence", found.licence),
    ])  # fmt: skip
    out.print()
    _drawing(out, found, desk)
    _decisions(out, found)
    _events(out, found, desk)
    _asked(out, found, desk)
    _choices(out, found, desk)
    if sources:
        _quantities(out, found, desk)
        print_numbers(out, used(found), desk)
        _sources(out, found)
    else:
        _numbers(out, found, desk)
    heading(out, "Known faults")
    for fault in found.faults:
        bullet(out, fault)


def used(found: Scenario) -> list[UsedParameter]:
    """The numbers of the file, those of options with the option's name."""
    known = {source.id: source for source in found.sources}
    rows = [(parameter, "") for parameter in found.parameters]
    by_option = [
        (parameter, f"{choice.name}={option.name}")
        for choice in found.choices for option in choice.options for parameter in option.values.values()
    ]  # fmt: skip
    chosen = {parameter.name for parameter, _ in by_option}
    rows = [row for row in rows if row[0].name not in chosen] + by_option
    return [
        UsedParameter(
            each.name, each.title, each.unit, where, each.distribution,
            tuple(known[name] for name in each.sources if name in known), each.weak, each.note,
        )
        for each, where in rows
    ]  # fmt: skip


def _numbers(out: Console, found: Scenario, desk: Desk) -> None:
    """Every number in a line or two; how many sources and formulas there are to see."""
    heading(out, "Numbers, to be set by --set NAME=VALUE; ? marks one with only weak sources")
    table = _table(("number", 5), ("name", 3), ("what it may be", 4))
    for row in used(found):
        name = f"{row.name}{' ?' if row.weak else ''}" + (f"\n{row.variant}" if row.variant else "")
        table.add_row(*(Text(_lines(cell)) for cell in (row.title, name, desk.spread(row.distribution, row.unit))))
    out.print(table)
    formulas = len(found.variables) + len(found.delays) + len(found.levers)
    more = [f"{number} {noun}{'' if number == 1 else 's'}" for number, noun in (
        (len(found.sources), "source"), (formulas, "further formula")) if number]  # fmt: skip
    if more:
        out.print(Text(f"{' and '.join(more)} with --sources\n", style="dim"))


def _lines(text: str) -> str:
    return "\n".join(map(visible, text.split("\n")))


def _drawing(out: Console, found: Scenario, desk: Desk) -> None:
    """Each stock in brackets with what flows out of it, and in from outside: every flow is drawn once."""
    heading(out, "Stocks and flows")
    titles = {stock.name: stock.title for stock in found.stocks}
    for stock in found.stocks:
        unit = desk.units(stock.unit)
        line = Text(f"[ {visible(stock.title)} ]", style="bold")
        out.print(line + Text(visible(f"  {unit}, at first {stock.initial.text}"), style="dim"))
        for flow in found.flows:
            if flow.source == stock.name:
                _flow(out, flow, f"──({visible(flow.title)})──▶ {_end(flow.target, titles)}")
            elif flow.target == stock.name and not flow.source:
                _flow(out, flow, f"◀──({visible(flow.title)})── outside")
    out.print()


def _flow(out: Console, flow: Flow, drawn: str) -> None:
    formula = Text(visible(f"  = {flow.rate.text}"), style="dim")
    if out.width >= _WIDE and len(drawn) + len(formula) + 4 <= out.width:
        out.print(Padding(Text(drawn) + formula, (0, 0, 0, 4)))
        return
    out.print(Padding(Text(drawn), (0, 0, 0, 4)))
    out.print(Padding(formula, (0, 0, 0, 8)))


def _end(name: str, titles: dict[str, str]) -> str:
    return f"[ {visible(titles[name])} ]" if name in titles else "outside"


def _quantities(out: Console, found: Scenario, desk: Desk) -> None:
    rows = [(each.title, each.formula.text, each.unit) for each in found.variables]
    rows += [
        (each.title, f"{each.input.text}, {_DELAYED[each.kind]} {each.time.text}", each.unit) for each in found.delays
    ]
    rows += [
        (each.title, f"{each.initial.text}, until a rule or an event changes it", each.unit) for each in found.levers
    ]
    if not rows:
        return
    heading(out, "Reckoned from them, delayed, and what rules and events change")
    table = _table(("quantity", 4), ("formula", 6), ("in", 2))
    for title, formula, unit in rows:
        table.add_row(*(Text(visible(cell)) for cell in (title, formula, desk.units(unit))))
    out.print(table)


_DELAYED = {
    "fixed": "all of it later by",
    "first": "spread (first order) over about",
    "third": "spread (third order) over about",
    "smooth": "smoothed over",
}


def _choices(out: Console, found: Scenario, desk: Desk) -> None:
    if not found.choices:
        return
    heading(out, "Defined in two ways or more; both are run, unless one is chosen by --set")
    for choice in found.choices:
        bullet(out, f"{choice.title} ({choice.name})")
        for option in choice.options:
            values = [f"{each.title}: {desk.spread(each.distribution, each.unit)}" for each in option.values.values()]
            out.print(Padding(Text(visible(f"{option.name}: {option.title}; {'; '.join(values)}")), (0, 0, 0, 4)))
    out.print()


def _decisions(out: Console, found: Scenario) -> None:
    if not found.rules:
        return
    heading(out, "What actors do")
    for rule in found.rules:
        actor = found.actors.get(rule.actor, rule.actor)
        named = rule.title.lower().startswith(actor.lower())
        bullet(out, rule.title if named else f"{actor} {rule.title}", _rule(rule))
    out.print()


def _rule(rule: ActorRule) -> str:
    sets = ", ".join(f"{name} = {formula.text}" for name, formula in rule.sets.items())
    parts = [f"when {rule.when.text}: {sets}"]
    parts += [f"{word} {formula.text}" for word, formula in (
        ("with a chance of", rule.chance), ("after", rule.reaction), ("for", rule.lasts)) if formula]  # fmt: skip
    return "; ".join([*parts, *(["at most once"] if rule.once else [])])


def _events(out: Console, found: Scenario, desk: Desk) -> None:
    if found.events:
        heading(out, "Events, to be switched by --set NAME=on, off or a time")
        rules = desk.scenario_rules(found)
        for event in found.events:
            rule = rules.get(event.rule)
            stands = [f"stands for {rule_line(rule) if rule else event.rule}"] if event.rule else []
            bullet(out, f"{event.title} ({event.name})", "; ".join([_event(event), *stands]))
        out.print()
    if found.cases:
        heading(out, "Cases for --compare")
        for case in found.cases:
            sets = ", ".join(f"{name}={value}" for name, value in case.sets.items())
            bullet(out, f"{case.name}: {case.title}", sets or "nothing is set")
        out.print()


def _event(event: ScenarioEvent) -> str:
    sets = ", ".join(f"{name} = {formula.text}" for name, formula in event.sets.items())
    at = f"at {event.at.text}" if event.at else f"when {event.when.text}" if event.when else ""
    parts = [f"{'on' if event.on else 'off'} unless asked", f"{at}: {sets}"]
    parts += [f"{word} {formula.text}" for word, formula in (
        ("with a chance of", event.chance), ("for", event.lasts)) if formula]  # fmt: skip
    return "; ".join(parts)


def _asked(out: Console, found: Scenario, desk: Desk) -> None:
    heading(out, "Questions")
    for question in found.questions:
        by = f", until {found.time} {question.by:g}" if question.by is not None else ""
        bullet(out, question.text, f"{question.asked} of {question.formula.text}{by}")
    heading(out, "\nShown over time")
    for output in found.outputs:
        unit = desk.units(output.unit)
        bullet(out, f"{output.title}{f', in {unit}' if unit else ''}", output.formula.text)
    out.print()


def _sources(out: Console, found: Scenario) -> None:
    heading(out, "Publications")
    table = _table(("id", 3), ("publication", 8), ("to know", 5))
    for source in found.sources:
        cited = source_line(source.publisher, source.title, source.date, source.url)
        known = "; ".join(part for part in ("weak" if source.weak else "", source.note) if part)
        table.add_row(*(Text(visible(cell)) for cell in (source.id, cited, known)))
    out.print(table)


def _table(*columns: tuple[str, int]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for name, ratio in columns:
        table.add_column(name, ratio=ratio, min_width=8, overflow="fold")
    return table
