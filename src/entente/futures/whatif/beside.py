"""The answers to a question beside each other: what they have in common is told once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from entente.futures.whatif.answers import Span, lead
from entente.futures.whatif.saying import capital
from entente.records import Scenario, WhatIf

#: A sentence that ends with options in parentheses.
_OPTIONS = re.compile(r"(.*[^ ]) \(([^()]*)\)\.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Beside:
    """What is told of one question.

    Attributes:
        question: its name. lead: a whole sentence where there is one alone, else what all lines begin with.
        lines: how each goes on; none where the lead says all.
        more: whole sentences that begin in another way, such as how much later something comes.
    """

    question: str
    lead: str
    lines: tuple[str, ...] = ()
    more: tuple[str, ...] = ()


def beside(scenario: Scenario, found: WhatIf) -> list[Beside]:
    """Every question's answers, each text once: of compared variants their differences, of the others the answers."""
    span = Span(found.time, found.horizon)
    rows = []
    for question in scenario.questions:
        compared = [each for each in found.differences if each.question == question.name]
        named = {name for each in compared for name in (each.variant, each.other)}
        texts = [each.text for each in compared]
        texts += [
            each.text for each in found.answers if each.question == question.name and each.variant not in named
        ]  # fmt: skip
        rows.append(_row(question.name, lead(question, span), list(dict.fromkeys(texts))))
    return rows


def _row(question: str, beginning: str, texts: list[str]) -> Beside:
    alike = _joined([text for text in texts if text.startswith(f"{beginning} ")])
    more = tuple(text for text in texts if not text.startswith(f"{beginning} "))
    if len(alike) < 2:
        whole = (*alike, *more)
        return Beside(question, whole[0] if whole else capital(beginning), (), whole[1:])
    return Beside(question, beginning, tuple(text.removeprefix(beginning).strip() for text in alike), more)


def _joined(texts: list[str]) -> list[str]:
    """Texts that differ only in the options at their end as one: "11 % in the median (made; or refurbished)."."""
    groups: dict[str, list[str]] = {}
    for text in texts:
        found = _OPTIONS.fullmatch(text)
        groups.setdefault(found[1] if found else text, []).append(found[2] if found else "")
    return [
        f"{body} ({'; or '.join(options)})." if options != [""] else body for body, options in groups.items()
    ]  # fmt: skip
