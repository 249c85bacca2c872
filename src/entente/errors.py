"""The error tree. Every error a user can cause is one line: where, what, and how to mend it."""

from __future__ import annotations


class EntenteError(Exception):
    """Root of all errors that a user can cause.

    Attributes:
        exit_code: the process exit status that the command line ends with.
    """

    exit_code = 1

    def __init__(self, message: str, *, place: str = "", mend: str = "") -> None:
        """Args: message: what is wrong; place: file, line or field; mend: what to do about it."""
        self.message, self.place, self.mend = message, place, mend
        super().__init__(": ".join(part for part in (place, message) if part) + (f" ({mend})" if mend else ""))


class UsageError(EntenteError):
    """A command or function was called with arguments that do not fit."""

    exit_code = 2


class InputError(EntenteError):
    """A file, address or line cannot be used at all."""

    exit_code = 3


class LexiconError(EntenteError):
    """A lexicon file has faults. `faults` holds one line for each, with file and line."""

    exit_code = 4

    def __init__(self, faults: list[str]) -> None:
        """Args: faults: one text for each fault, `FILE:LINE: what (mend)`."""
        self.faults = faults
        super().__init__("\n".join(faults))


class ModelError(EntenteError):
    """The reader's model files are absent, damaged or of another version."""

    exit_code = 5


class LedgerError(EntenteError):
    """A ledger is absent, damaged, of another layout, or cannot be written."""

    exit_code = 8


class ConflictError(LedgerError):
    """Somebody else changed a claim meanwhile: nothing was written.

    Attributes:
        kept: the claim as it is now (`records.KeptClaim`), None where there is none.
    """

    exit_code = 9

    def __init__(self, message: str, *, kept: object = None, place: str = "", mend: str = "") -> None:
        """Args: message: who changed what and when; kept: the claim as it is now; place, mend: as for any error."""
        self.kept = kept
        super().__init__(message, place=place, mend=mend)


#: Exit status when some documents of a batch were refused and the rest went through.
EXIT_SOME_REFUSED = 6
#: Exit status when every document of a batch was refused.
EXIT_ALL_REFUSED = 7
