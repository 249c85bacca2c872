"""The command line. `main` is the program `entente`."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Runs the program and ends the process with its exit status."""
    try:
        from entente.cli.app import app

        app(prog_name="entente")
    except KeyboardInterrupt:  # before or after a command; within one, its status is decided there
        sys.stderr.write("entente: stopped\n")
        sys.exit(130)
