"""What the tools look at: a ledger and a desk, opened once."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from entente import asked
from entente.desk import Desk
from entente.records import Question

if TYPE_CHECKING:
    from entente.desk import Ledger

Actor = Annotated[str | None, Field(description="Code or name: PRK, North Korea.", max_length=200)]
Named = Annotated[str, Field(description="Code or name: PRK, North Korea.", max_length=200)]
Day = Annotated[str | None, Field(description="ISO date, 2023-09-13.", max_length=10)]
Between = Annotated[list[str] | None, Field(description="Two actors, either way.", max_length=2)]
Kinds = Annotated[list[str] | None, Field(description="PLOVER kinds: AID, CONSULT, SANCTION ...", max_length=30)]
About = Annotated[str | None, Field(description="Matter, as arms, arms.drones, oil.", max_length=60)]
Saying = Annotated[str | None, Field(description="Words in quote or title.", max_length=400)]
Most = Annotated[int, Field(ge=1, le=100, description="Most rows.")]


class Looker:
    """A ledger and a desk for the tools. `lock`: held by the tool that looks."""

    def __init__(self, ledger: Path | str, *, lexicon: Path | None = None, model: str = "small") -> None:
        """Opens the ledger. Raises LedgerError where there is none."""
        self.desk = Desk(lexicon=lexicon, model=model)
        self.ledger: Ledger = self.desk.ledger(ledger)
        self.lock = threading.Lock()

    def question(self, limit: int | None = None, **typed: Any) -> Question:
        """The question that filters ask; days as text. Raises UsageError."""
        given = {name: value for name, value in typed.items() if value is not None}
        for name in asked.DAYS:
            if name in given:
                given[name] = asked.day(given[name], name)
        return asked.question(self.desk, self.ledger, given, limit=limit, place=lambda name: _ARGUMENTS.get(name, name))


#: What an argument is called where it is not called as its filter.
_ARGUMENTS = {"pair": "between", "event": "kinds"}
