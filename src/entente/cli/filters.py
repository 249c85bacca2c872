"""What is asked of a ledger, from the words of a command line: names become codes, vocabularies are checked."""

from __future__ import annotations

import datetime as dt
import functools
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from entente import asked
from entente.asked import a_word, code, matter, one_of, the_one
from entente.cli.parsing import day
from entente.records import Question

if TYPE_CHECKING:
    from entente.desk import Desk, Ledger

__all__ = ["Filters", "a_word", "code", "filtered", "in_words", "matter", "one_of", "the_one"]


def _word(name: str, words: str, metavar: str = "WORD") -> Any:
    return typer.Option(name, metavar=metavar, help=words)


def _day(name: str, words: str) -> Any:
    return typer.Option(name, parser=day, metavar="DATE", help=words)


@dataclass(frozen=True)
class Filters:
    """What the filters of a command say, as typed. Everything that is given must hold together."""

    pair: Annotated[
        tuple[str, str] | None, _word("--pair", "Between the two, either way: RUS PRK, or Russia 'North Korea'.", "A B")
    ] = None
    actor: Annotated[str | None, _word("--actor", "Who does it: code or name.", "ACTOR")] = None
    recipient: Annotated[str | None, _word("--recipient", "Toward whom: code or name.", "ACTOR")] = None
    party: Annotated[str | None, _word("--party", "On either side: code or name.", "ACTOR")] = None
    event: Annotated[list[str] | None, _word("--event", "Kind, as CONSULT; may be given again.", "KIND")] = None
    mode: Annotated[str | None, _word("--mode", "Mode, as visit.")] = None
    matter: Annotated[str | None, _word("--matter", "What it is about; arms finds arms.drones too.")] = None
    holder: Annotated[
        str | None, _word("--holder", "Whose statement: code, name, part of a name, or author for the report's own.")
    ] = None
    stance: Annotated[str | None, _word("--stance", "How they tell it, as denies.")] = None
    polarity: Annotated[str | None, _word("--polarity", "positive or negative.")] = None
    certainty: Annotated[str | None, _word("--certainty", "certain, probable, possible or unknown.")] = None
    modality: Annotated[str | None, _word("--modality", "actual, future, desired, conditional or former.")] = None
    text: Annotated[str | None, _word("--text", "Words in quote or title.", "WORDS")] = None
    since: Annotated[
        dt.date | None, _day("--since", "Happened (or, where unknown, published) on that day or later.")
    ] = None
    until: Annotated[dt.date | None, _day("--until", "Likewise, on that day or before.")] = None
    published_since: Annotated[dt.date | None, _day("--published-since", "Published on that day or later.")] = None
    published_until: Annotated[dt.date | None, _day("--published-until", "Published on that day or before.")] = None
    as_of: Annotated[dt.date | None, _day("--as-of", "What the ledger knew by the end of that day.")] = None
    late: Annotated[
        bool, typer.Option("--late", help="With --as-of: count reports that came late from when they were published.")
    ] = False
    min_confidence: Annotated[
        float, typer.Option("--min-confidence", min=0.0, max=1.0, metavar="P", help="Leave out less sure claims.")
    ] = 0.0
    outlet: Annotated[str | None, _word("--outlet", "Part of the outlet's name.", "NAME")] = None
    document: Annotated[str | None, _word("--document", "Id of a report, or its first digits.", "ID")] = None
    event_id: Annotated[str | None, _word("--event-id", "Id of an event, or its first digits.", "ID")] = None

    def question(self, desk: Desk, ledger: Ledger, limit: int | None = None) -> Question:
        """The question. `limit`: most rows. Raises UsageError for a name, word or id that means nothing here."""
        typed = {field.name: getattr(self, field.name) for field in fields(self)}
        return asked.question(desk, ledger, typed, limit=limit, place=lambda name: f"--{name.replace('_', '-')}")


def filtered(command: Callable[..., None], without: Sequence[str] = ()) -> Callable[..., None]:
    """Gives a command every filter as an option, in place of its parameter `filters`.

    Args:
        command: its other parameters stay; one whose type is a dataclass becomes the options that its fields are.
        without: filters that the command does not take.
    """
    own = inspect.signature(command, eval_str=True).parameters
    kinds: dict[str, Any] = {name: parameter.annotation for name, parameter in own.items()}
    groups = {name: kind for name, kind in kinds.items() if isinstance(kind, type) and is_dataclass(kind)}
    asked = {name: _options(kind, without) for name, kind in groups.items()}
    both: dict[str, inspect.Parameter] = {}
    for name, parameter in own.items():
        both.update(asked.get(name, {name: parameter}))

    @functools.wraps(command)
    def run(**values: Any) -> None:
        given = {name: kinds[name](**{key: values.pop(key) for key in asked[name]}) for name in groups}
        command(**given, **values)

    taken = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in both.values()]
    run.__signature__ = inspect.Signature(taken)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in taken}
    return run


def _options(kind: Any, without: Sequence[str]) -> dict[str, inspect.Parameter]:
    options = inspect.signature(kind, eval_str=True).parameters
    return {name: option for name, option in options.items() if name not in without}


def in_words(filters: Filters) -> str:
    """The filters that were given, as they are typed: "--pair RUS PRK --event AID"."""
    given = []
    for field in fields(filters):
        value, name = getattr(filters, field.name), f"--{field.name.replace('_', '-')}"
        if not value:
            continue
        if field.name == "event":
            given += [f"{name} {kind}" for kind in value]
        elif field.name == "pair":
            given.append(f"{name} {value[0]} {value[1]}")
        else:
            given.append(name if value is True else f"{name} {value}")
    return " ".join(given)
