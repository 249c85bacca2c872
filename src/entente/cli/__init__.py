"""The command line. `main` is the program `entente`."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from typing import Never

__all__ = ["main"]

#: Young objects, and rounds, between two searches for cycles. What a command loads (words, records, trees of pages)
#: stays, and Python's own 700, 10, 10 go through it again and again: a tenth of the time of a short command.
SEARCHES = (50_000, 20, 50)


def main() -> Never:
    """Runs the program and ends the process with its exit status."""
    gc.set_threshold(*SEARCHES)
    try:
        from entente.cli.app import app

        app(prog_name="entente")
    except KeyboardInterrupt:  # before or after a command; within one, its status is decided there
        sys.stderr.write("entente: stopped\n")
        _leave(130)
    except SystemExit as ended:
        _leave(ended.code)
    _leave(0)


def _leave(status: str | int | None) -> Never:
    """Ends the process without taking a million objects apart one by one: a sixth of the time of a brief.

    What was registered for the end is done, and what was written is handed over; then the system takes the rest back.
    """
    if isinstance(status, str):
        sys.exit(status)  # words, which Python writes
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        sys.exit(status)  # a pipe that has closed, a disk that is full: Python tells it
    os._exit(status or 0)
