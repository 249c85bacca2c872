"""From the words of a command line to values."""

from __future__ import annotations

import datetime as dt
import re

import typer


def day(value: str) -> dt.date:
    """An ISO 8601 calendar date. Raises BadParameter."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError as error:
            raise typer.BadParameter(f"{value} is not in the calendar, {error}") from error
    raise typer.BadParameter(f"{value!r} is no date; write it as 2024-06-18")
