"""What a reader must know of an answer beside its numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from entente.futures.whatif import saying
from entente.futures.whatif.answers import Span, asks
from entente.futures.whatif.comparing import Split, split_by
from entente.futures.whatif.leaning import weak_of
from entente.futures.whatif.running import Ran
from entente.futures.whatif.variants import Way
from entente.records import Answer, Choice, Parameter, Scenario, ScenarioSource
from entente.records.scenario import Stock

#: Id of a sanctions rule -> its paragraph and title; "" where no such rule is known.
RuleTold = Callable[[str], str]
_MOST_NAMED, _MOST_SPLITS = 6, 4


def urgent(scenario: Scenario, rans: Sequence[Ran]) -> list[str]:
    """What is to be read before the answers: what was set, and stocks without a floor that fell below 0."""
    return [*_set(scenario, [ran.way for ran in rans]), *_below(scenario, rans)]


def _below(scenario: Scenario, rans: Sequence[Ran]) -> list[str]:
    found = []
    for stock, most in _most_negative(scenario, rans):
        if stock.floor is None:
            often = saying.share(most.negative[stock.name], most.runs)
            where = saying.where(most.way.case, most.way.options)
            found.append(below(scenario, stock, f"{often}{where}"))
    return found


def below(scenario: Scenario, stock: Stock, often: str) -> str:
    """A stock that fell below 0, with its line. `often`: as "in every run"."""
    return (
        f"{scenario.path}:{stock.line}: the stock “{stock.title}” falls below 0 {often}; its answers mean nothing "
        "there: give it floor = 0"
    )


def _most_negative(scenario: Scenario, rans: Sequence[Ran]) -> list[tuple[Stock, Ran]]:
    """Stocks that fell under nothing, or began under their floor, each with the variant in which it did most often."""
    most = [(stock, max(rans, key=lambda ran: ran.negative.get(stock.name, 0))) for stock in scenario.stocks]
    return [(stock, ran) for stock, ran in most if ran.negative.get(stock.name, 0)]


def notes(scenario: Scenario, rans: Sequence[Ran], answers: Sequence[Answer], span: Span, rule: RuleTold) -> list[str]:
    """What stands below every answer, most important first."""
    ways = [ran.way for ran in rans]
    found = [*urgent(scenario, rans), *choices(scenario, ways, answers, span), *_switched(scenario, ways, rule)]
    found += _too_late(scenario, ways, span)
    for ran in rans:
        found += _ran_away(scenario, ran, span)
    return [
        *found,
        *_negative(scenario, rans),
        *_weak(scenario, ways),
        *(f"Known fault of this scenario: {_sentence(fault)}" for fault in scenario.faults),
    ]


def choices(scenario: Scenario, ways: Sequence[Way], answers: Sequence[Answer], span: Span) -> list[str]:
    """How much each open choice matters to the answers, everything else alike; of each question where it does most."""
    found = []
    by = {(answer.question, answer.variant): answer for answer in answers}
    for choice in scenario.choices:
        groups = _alike_but_for(choice, ways)
        worst: list[Split] = []
        for question in scenario.questions:
            splits = []
            for group in groups:
                told = [
                    (option, by[question.name, way.variant.name])
                    for way in group for option in choice.options if option.name == way.split[choice.name]
                ]  # fmt: skip
                beside = {name: option for name, option in group[0].split.items() if name != choice.name}
                where = saying.where(group[0].case, _titles(scenario, beside))
                splits.append(split_by(asks(question, span), choice, told, where))
            worst += sorted((split for split in splits if split), key=lambda split: -split.weight)[:1]
        told_ = sorted((split for split in worst if split.weight >= 1), key=lambda split: -split.weight)[:_MOST_SPLITS]
        told_ = told_ or sorted(worst, key=lambda split: -split.weight)[:1]
        found += [split.text for split in told_]
        if len(worst) > len(told_):
            more = saying.counted(len(worst) - len(told_), "answer")
            found.append(f"{saying.capital(choice.title)} also matters, less, to {more} more.")
    return found


def _alike_but_for(choice: Choice, ways: Sequence[Way]) -> list[list[Way]]:
    """Variants in groups that differ only in the option of one choice."""
    groups: dict[tuple[object, ...], list[Way]] = {}
    for way in ways:
        if choice.name in way.split:
            others = sorted((name, option) for name, option in way.split.items() if name != choice.name)
            groups.setdefault((way.among, *others), []).append(way)
    return list(groups.values())


def _titles(scenario: Scenario, split: Mapping[str, str]) -> str:
    chosen = [
        option for choice in scenario.choices for option in choice.options if split.get(choice.name) == option.name
    ]
    return "; ".join(option.title for option in chosen)


def _names(scenario: Scenario) -> dict[str, str]:
    """The title of everything that has one, by name."""
    found = {parameter.name: parameter.title for parameter in scenario.parameters}
    found |= {choice.name: choice.title for choice in scenario.choices}
    found |= {event.name: event.title for event in scenario.events}
    found |= {stock.name: stock.title for stock in scenario.stocks}
    found |= {flow.name: flow.title for flow in scenario.flows}
    found |= {variable.name: variable.title for variable in scenario.variables}
    found |= {delay.name: delay.title for delay in scenario.delays}
    return found


def _set(scenario: Scenario, ways: Sequence[Way]) -> list[str]:
    """What whoever asks has set, other than what the file has; of a number also what the file says of it."""
    titles, numbers = _names(scenario), {each.name: each for each in scenario.parameters}
    said = []
    for name, value in {name: value for way in ways for name, value in way.given.items()}.items():
        told = f"{titles.get(name, name)}: {value}"
        if name in numbers:
            told = _instead(numbers[name], ways[0].parameters[name])
        where = list(dict.fromkeys(f"“{way.case}”" for way in ways if name in way.given))
        if not all(name in way.given for way in ways):
            told += f", in the case {' and '.join(where)} alone"
        said.append(told)
    return [f"Set for this answer, not by the file: {_sentence('; '.join(said))}"] if said else []


def _instead(of_file: Parameter, used: Parameter) -> str:
    """A number as it was set, with what the file has and notes: "use: 6,000 rounds (the file: 10,000 rounds)"."""
    has = saying.spread(of_file.distribution, of_file.unit)
    note = f"; its note: {of_file.note.rstrip('.')}" if of_file.note else ""
    return f"{of_file.title}: {saying.spread(used.distribution, of_file.unit)} (the file: {has}{note})"


def _switched(scenario: Scenario, ways: Sequence[Way], rule: RuleTold) -> list[str]:
    """Events that stand for a sanctions rule and were switched, with the rule."""
    found = []
    for event in scenario.events:
        switched = [way for way in ways if event.name in way.events]
        if not event.rule or not switched:
            continue
        cases: dict[str, list[str]] = {"on": [], "off": []}
        for way in switched:
            word = "off" if way.events[event.name] is False else "on"
            cases[word] += [title for title in [saying.where(way.case, "")] if title not in cases[word]]
        sides = [f"{word}{' and'.join(titles)}" for word, titles in cases.items() if titles]
        told = rule(event.rule) or event.rule
        found.append(f"“{event.title}” stands for a sanctions rule, {told}; it is {', '.join(sides)}.")
    return found


def _ran_away(scenario: Scenario, ran: Ran, span: Span) -> list[str]:
    titles = _names(scenario)
    where, count = saying.where(ran.way.case, ran.way.options), int((~ran.good).sum())
    if not count:
        return []
    in_ = [
        f"{titles.get(name, name)}, first in {saying.at(time, span.time)}"
        for name, (_, time) in sorted(ran.away.items(), key=lambda each: (-each[1][0], each[0]))
    ]
    which = f": {'; '.join(in_)}" if in_ else ""
    return [f"{count:,} of {saying.counted(ran.runs, 'run')}{where} ran away without bounds and are left out{which}."]


def _too_late(scenario: Scenario, ways: Sequence[Way], span: Span) -> list[str]:
    """Events that were moved past the end, so that they happen in no run."""
    titles = {event.name: event.title for event in scenario.events}
    late = {
        name: float(switch) for way in ways for name, switch in way.events.items()
        if not isinstance(switch, bool) and switch > span.horizon
    }  # fmt: skip
    return [
        f"“{titles[name]}” is set for {saying.at(time, span.time)}, after the end in "
        f"{saying.at(span.horizon, span.time)}: it happens in no run."
        for name, time in late.items()
    ]


def _negative(scenario: Scenario, rans: Sequence[Ran]) -> list[str]:
    """Stocks that began below their floor; a stock once, with the variant in which it did most often."""
    found = []
    for stock, most in _most_negative(scenario, rans):
        if stock.floor is not None:
            often = saying.share(most.negative[stock.name], most.runs)
            where = saying.where(most.way.case, most.way.options)
            found.append(f"The stock “{stock.title}” fell below its floor at the start {often}{where}.")
    return found


def _weak(scenario: Scenario, ways: Sequence[Way]) -> list[str]:
    """Which numbers are weak among those that some answer leans on."""
    weak = weak_of(scenario, [way.parameters for way in ways])
    if not weak:
        return []
    named = [parameter.title for parameter in weak[:_MOST_NAMED]]
    more = f"; and {len(weak) - _MOST_NAMED} more" if len(weak) > _MOST_NAMED else ""
    beginning = f"{len(weak)} of the {len(scenario.parameters)} numbers have only weak sources"
    if len(weak) == len(scenario.parameters) > 1:
        beginning = f"All {len(weak)} numbers have only weak sources"
    elif len(weak) == 1:
        beginning = f"1 of the {len(scenario.parameters)} numbers has only a weak source"
    return [f"{beginning} (second-hand, unverified or assumed): {'; '.join(named)}{more}."]


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def sources_of(parameter: Parameter, known: Mapping[str, ScenarioSource]) -> tuple[ScenarioSource, ...]:
    """The publications behind a number."""
    return tuple(known[name] for name in parameter.sources if name in known)
