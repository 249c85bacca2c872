"""The command line. `main` is the program `entente`."""

from __future__ import annotations

import gc
import sys

__all__ = ["main"]

#: Young objects, and rounds, between two searches for cycles. What a command loads (words, records, trees of pages)
#: stays, and Python's own 700, 10, 10 go through it again and again: a tenth of the time of a short command.
SEARCHES = (50_000, 20, 50)


def main() -> None:
    """Runs the program and ends the process with its exit status."""
    gc.set_threshold(*SEARCHES)
    try:
        from entente.cli.app import app

        app(prog_name="entente")
    except KeyboardInterrupt:  # before or after a command; within one, its status is decided there
        sys.stderr.write("entente: stopped\n")
        sys.exit(130)
