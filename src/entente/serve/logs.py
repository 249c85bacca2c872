"""Log lines: one JSON object a line on stderr, for requests and for what the server itself says.

No line holds a query, a token, a cookie or a report's words: of a request only its path, of an error only its kind and
where in the code it rose. Unsafe characters are escaped, so that nothing sent in can begin a line of its own (OWASP
Logging Cheat Sheet, "Data to exclude" and log injection).
"""

from __future__ import annotations

import datetime as dt
import logging
import logging.config
import sys
import traceback
from collections.abc import Mapping
from types import TracebackType
from typing import Any, TextIO

from entente.inert import json_text, visible

#: Loggers of the desk: requests, and everything else.
ACCESS, DESK = "entente.access", "entente.serve"
_TEXT_AT_MOST = 2_000


def where(error: BaseException | None, trace: TracebackType | None = None) -> list[str]:
    """Where an error rose: FILE:LINE FUNCTION, outermost first, without what it says."""
    found = traceback.extract_tb(trace or (error.__traceback__ if error else None))
    return [f"{'/'.join(frame.filename.split('/')[-2:])}:{frame.lineno} {frame.name}" for frame in found[-12:]]


class JsonLines(logging.Formatter):
    """One JSON object for a record: time (UTC), level, logger, message, and the record's `fields`."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        return json_text(self.told(record))

    @staticmethod
    def told(record: logging.LogRecord) -> dict[str, Any]:
        """What a record says, as JSON values."""
        moment = dt.datetime.fromtimestamp(record.created, dt.UTC)
        told: dict[str, Any] = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage()[:_TEXT_AT_MOST],
        }
        told.update(getattr(record, "fields", {}))
        if record.exc_info:
            kind, error, trace = record.exc_info
            told |= {"error": kind.__name__ if kind else "", "where": where(error, trace)}
        return told


class PlainLines(JsonLines):
    """The same for reading at a terminal: time, level, message, then name=value."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        told = self.told(record)
        first = [str(told.pop(key)) for key in ("time", "level", "message")]
        del told["logger"]
        return visible(" ".join((*first, *(f"{key}={value}" for key, value in told.items()))))


def config(*, json: bool = True, stream: TextIO | None = None) -> dict[str, Any]:
    """The `logging.config` dictionary for uvicorn's `log_config`: its loggers and the desk's in one form.

    Args:
        json: one JSON object a line; else lines for a terminal.
        stream: where lines go; stderr where None.
    """
    form = JsonLines if json else PlainLines
    handler = {"class": "logging.StreamHandler", "formatter": "lines", "stream": stream or sys.stderr}
    own = {"handlers": ["lines"], "level": "INFO", "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": form}},
        "handlers": {"lines": handler},
        "loggers": {
            ACCESS: own,
            "entente": own,
            "uvicorn": own,
            "uvicorn.error": {"level": "INFO"},
            # The desk writes its own line for each request; uvicorn's would show the query.
            "uvicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
            "asyncio": own,
        },
    }


def configure(*, json: bool = True, stream: TextIO | None = None) -> None:
    """Sets the loggers of the desk and of uvicorn up, for this process. Args: as for `config`."""
    logging.config.dictConfig(config(json=json, stream=stream))


def log_request(fields: Mapping[str, Any]) -> None:
    """The line of one request."""
    logger = logging.getLogger(ACCESS)
    if logger.isEnabledFor(logging.INFO):
        logger.info("request", extra={"fields": dict(fields)})


def log_error(error: BaseException, **fields: Any) -> None:
    """The line of an error that nobody expected."""
    logging.getLogger(DESK).error("error", exc_info=error, extra={"fields": fields})
