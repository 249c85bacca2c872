"""The command line. `main` is the program `entente`."""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """Runs the program and ends the process with its exit status."""
    from entente.cli.app import app

    app(prog_name="entente")
