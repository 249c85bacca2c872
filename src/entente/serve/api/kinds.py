"""Kinds of parameters and fields: exactly what their descriptions say, so that nothing odd is half understood."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema

from entente.asked import day
from entente.errors import UsageError

_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,3})?")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)


def _day(value: Any) -> Any:
    if value is None or type(value) is dt.date:
        return value
    if not isinstance(value, str):
        raise ValueError("is no date; write it as 2024-06-18")
    try:
        return day(value, "")
    except UsageError as error:
        raise ValueError(f"{error.message}; write it as 2024-06-18") from error


def _moment(value: Any) -> Any:
    if value is None or isinstance(value, dt.datetime):
        return value
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        # Leap seconds (RFC 3339, appendix D) are in no clock of ours: the second before stands for them.
        text = re.sub(r"(:\d{2}):60", r"\1:59", value.upper().replace(" ", "T"))
        try:
            return dt.datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text)).astimezone(dt.UTC)
        except (ValueError, OverflowError) as error:
            raise ValueError(f"is not in the calendar, {error}") from error
    raise ValueError("is no moment; write it as 2024-06-18T07:30:00Z")


def _flag(value: Any) -> Any:
    if isinstance(value, str):
        if value not in ("true", "false"):
            raise ValueError("is neither true nor false")
        return value == "true"
    return value


def whole(value: Any) -> Any:
    """A parameter that is a whole number, before its bounds are checked: 7, not 7.0 or " 7"."""
    if isinstance(value, str) and not _WHOLE.fullmatch(value):
        raise ValueError("is no whole number")
    return value


def _integer(value: Any) -> Any:
    """A whole number of a JSON body: 3 and 3.0 are the same (JSON Schema 2020-12, 4.2.3), "3" and true are none."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("is no whole number")
    return value


def _number(value: Any) -> Any:
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        raise ValueError("is no number")
    return value


Day = Annotated[dt.date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Moment = Annotated[dt.datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})]
Flag = Annotated[bool, BeforeValidator(_flag)]
#: Of a body, where JSON has kinds of its own.
Truth = Annotated[bool, Field(strict=True)]
Share = Annotated[float, Field(ge=0, le=1), BeforeValidator(_number)]
#: Words that are not only blanks, and no character that no text has.
Words = Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")]
Why = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]
HexId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{1,32}$")]
Cursor = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,2000}$")]
Version = Annotated[
    int,
    Field(ge=1, le=10**9, description="Refuse with 409 where the newest version is another."),
    BeforeValidator(_integer),
]
#: Where in a text, in code points.
Place = Annotated[int, Field(ge=0, le=10**9), BeforeValidator(_integer)]
#: Parameters that are numbers.
Rows = Annotated[int, Field(ge=1, le=1000), BeforeValidator(whole)]
#: Numbers of rows that grow as rows come in.
Number = Annotated[int, Field(ge=0, le=10**15), BeforeValidator(whole)]
