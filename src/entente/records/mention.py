"""What the lexicon and the time grammar find in a text."""

from __future__ import annotations

from dataclasses import dataclass

from entente.records.span import Interval

#: Kinds of mention, in the order in which the network numbers them (never reorder; append only).
MENTION_KINDS = ("country", "demonym", "city", "leader", "body", "group", "institution", "region")


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in a text where the lexicon knows an actor.

    Attributes:
        start, end: half-open code-point offsets.
        codes: ISO 3166-1 alpha-3 or body codes; more than one for names such as "the two Koreas".
        kind: one of MENTION_KINDS.
        name: the lexicon's own spelling of what was found.
        former: True if the person no longer holds the office that gave the code on the day asked.
    """

    start: int
    end: int
    codes: tuple[str, ...]
    kind: str
    name: str
    former: bool = False


@dataclass(frozen=True, slots=True)
class TimeMention:
    """One time expression, resolved against the document's date.

    Attributes:
        start, end: half-open code-point offsets.
        interval: days meant; both None where the words do not settle it ("recently").
        value: TIMEX3 value (TimeML 1.2.1, `timex3` tag), such as "2024-06-18", "2023-07", "P4Y", "PRESENT_REF".
        kind: "DATE", "TIME", "DURATION" or "SET" as in TimeML.
    """

    start: int
    end: int
    interval: Interval
    value: str
    kind: str
