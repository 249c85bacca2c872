"""Exit statuses, and the one place where errors become lines."""

from __future__ import annotations

import errno
import os
import sys
from typing import Any, Never

import typer
from typer.core import TyperGroup

from entente.cli.escaping import visible
from entente.cli.output import refusal_line, tell
from entente.errors import EXIT_ALL_REFUSED, EXIT_SOME_REFUSED, EntenteError, InputError, LexiconError, UsageError
from entente.extras import EXTRAS, mend
from entente.records import Refusal

#: 128 and the number of the signal, as shells tell it (POSIX.1-2017, Shell and Utilities, 2.8.2).
EXIT_INTERRUPTED = 130
EXIT_BROKEN_PIPE = 141
#: What the system says of an output for which there is no room, or whose disk fails.
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG)

#: Letters of a first sentence that help shows: more than any has.
WHOLE = 1000

EPILOG = (
    "Exit status: 0 done, 1 nothing found, 2 wrong use, 3 input that cannot be used, 4 faults in a lexicon file, "
    "5 no usable model, 6 some reports refused, 7 all reports refused, 8 a ledger that cannot be used, "
    "9 a claim that somebody else changed meanwhile, 130 interrupted, 141 nobody reads the pipe any more. "
    "Reports are files, addresses, or - for standard input; refusals are listed on standard error."
)


class Batch:
    """Counts what was read and what was refused, and tells each refusal as it comes."""

    def __init__(self) -> None:
        self.read = self.refused_count = 0

    def refused(self, refusal: Refusal) -> None:
        """One more source or part could not be read."""
        self.refused_count += 1
        tell(refusal_line(refusal))

    def finish(self) -> None:
        """Ends the command with the status that the refusals call for."""
        if self.refused_count:
            raise typer.Exit(EXIT_SOME_REFUSED if self.read else EXIT_ALL_REFUSED)


class Commands(TyperGroup):
    """Commands whose errors are told in one line each, without a traceback."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Lists each command with the whole of its first sentence, over as many lines as it takes."""
        known = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [(name, command.get_short_help_str(WHOLE)) for name, command in known if command and not command.hidden]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def make_context(self, *words: Any, **values: Any) -> Any:
        """Takes the command line apart; an interruption meanwhile is told as well."""
        try:
            return super().make_context(*words, **values)
        except KeyboardInterrupt as error:
            tell("entente: stopped")
            raise typer.Exit(EXIT_INTERRUPTED) from error
        except typer.Exit:  # help, or the version, was written
            _flush()
            raise
        except OSError as error:
            _unwritten(error)

    def invoke(self, ctx: Any) -> Any:
        """Runs the command; everything it wrote is out before the status is decided."""
        try:
            value = super().invoke(ctx)
            sys.stdout.flush()
            return value
        except typer.Exit:
            _flush()
            raise
        except LexiconError as error:
            for fault in error.faults:
                tell(f"entente: {visible(fault)}")
            raise typer.Exit(error.exit_code) from error
        except EntenteError as error:
            tell(f"entente: {visible(str(error))}")
            raise typer.Exit(error.exit_code) from error
        except ModuleNotFoundError as error:
            library = (error.name or "").partition(".")[0]
            if library not in EXTRAS:
                raise
            tell(f"entente: {library} is not installed ({mend(library)})")
            raise typer.Exit(UsageError.exit_code) from error
        except OSError as error:
            _unwritten(error)
        except KeyboardInterrupt as error:
            tell("entente: stopped")
            raise typer.Exit(EXIT_INTERRUPTED) from error
        except RuntimeError as error:
            # Python 3.11 wraps what interrupts the making of a class.
            if not isinstance(error.__cause__, KeyboardInterrupt):
                raise
            tell("entente: stopped")
            raise typer.Exit(EXIT_INTERRUPTED) from error


def _flush() -> None:
    try:
        sys.stdout.flush()
    except OSError as error:
        _unwritten(error)


def _unwritten(error: OSError) -> Never:
    """Ends a command whose standard output takes no more; whatever else it writes or reads, it tells of itself."""
    if not isinstance(error, BrokenPipeError) and error.errno not in _NO_ROOM:
        raise error
    _let_go()
    if isinstance(error, BrokenPipeError):
        raise typer.Exit(EXIT_BROKEN_PIPE) from error
    tell(f"entente: the output cannot be written: {error.strerror}")
    raise typer.Exit(InputError.exit_code) from error


def _let_go() -> None:
    """Nobody reads any more: what is left in the buffer goes nowhere, so that the interpreter ends in silence."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
