"""The command line. `main` is the program `entente`."""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import sys
from typing import Never

__all__ = ["main"]

#: Young objects, and rounds, between two searches for cycles. What a command loads (words, records, trees of pages)
#: stays, and Python's own 700, 10, 10 go through it again and again: a tenth of the time of a short command.
SEARCHES = (50_000, 20, 50)
#: The greatest number of a standard stream.
_STANDARD = 2


def main() -> Never:
    """Runs the program and ends the process with its exit status."""
    gc.set_threshold(*SEARCHES)
    _fill()
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
    with contextlib.suppress(OSError, ValueError):  # nobody to tell, or no room
        sys.stderr.flush()
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        sys.exit(status)  # a pipe that has closed, a disk that is full: Python tells it
    os._exit(status or 0)


def _fill() -> None:
    """Leads standard streams that are closed nowhere: else a file of the ledger would be given one of their numbers."""
    while (handle := os.open(os.devnull, os.O_RDWR)) <= _STANDARD:
        pass
    os.close(handle)
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, "r" if name == "stdin" else "w", encoding="utf-8"))
