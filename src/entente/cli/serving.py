"""`entente serve` and `entente users`: the web desk."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from entente.cli.options import AllowPrivate, LedgerFolder, LexiconFile, Model
from entente.cli.output import tell
from entente.cli.signals import ends_softly
from entente.errors import UsageError

HostOption = Annotated[str, typer.Option("--host", metavar="ADDRESS", help="Where to listen; loopback unless told.")]
PortOption = Annotated[int, typer.Option("--port", min=0, max=65535, metavar="N", help="Port; 0 takes a free one.")]


def serve(
    ledger: LedgerFolder,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8700,
    state: Annotated[
        Path | None, typer.Option("--state", metavar="DIR", help="Where index and memory lie; else LEDGER/.desk.")
    ] = None,
    token_file: Annotated[
        Path | None, typer.Option("--token-file", metavar="FILE", help="Holds one token that opens everything.")
    ] = None,
    users_file: Annotated[
        Path | None, typer.Option("--users-file", metavar="FILE", help="Who may sign in, made by `entente users add`.")
    ] = None,
    https: Annotated[bool, typer.Option("--https", help="It is reached by https, through a proxy.")] = False,
    base_url: Annotated[
        str, typer.Option("--base-url", metavar="URL", help="How it is reached from outside, for links in alerts.")
    ] = "",
    smtp: Annotated[str | None, typer.Option("--smtp", metavar="HOST[:PORT]", help="Mail server for alerts.")] = None,
    smtp_from: Annotated[
        str, typer.Option("--smtp-from", metavar="ADDRESS", help="Sender of alerts.")
    ] = "entente@localhost",
    smtp_user: Annotated[str, typer.Option("--smtp-user", metavar="NAME", help="Name at the mail server.")] = "",
    smtp_password_file: Annotated[
        Path | None, typer.Option("--smtp-password-file", metavar="FILE", help="Holds its password.")
    ] = None,
    smtp_starttls: Annotated[bool, typer.Option("--smtp-starttls", help="Encrypt the mail's way (STARTTLS).")] = False,
    allow_private: AllowPrivate = False,
    lexicon: LexiconFile = None,
    model: Model = "small",
) -> None:
    """Opens a desk on a ledger, for the browser and for programs. An ingest may run at the same time."""
    try:
        from entente.serve.running import run
        from entente.serve.settings import MailSettings, Settings, state_of
    except ModuleNotFoundError as error:
        raise _absent(error, "the web desk", "serve") from error

    mail = None
    if smtp is not None:
        mail = MailSettings(*_server(smtp), smtp_from, smtp_starttls, smtp_user, smtp_password_file)
    settings = Settings(
        ledger=ledger, state=state or state_of(ledger), host=host, port=port, token_file=token_file,
        users_file=users_file, https=https, base_url=base_url, allow_private=allow_private, mail=mail, model=model,
        lexicon=lexicon, log_json=not sys.stderr.isatty(),
    )  # fmt: skip
    try:
        with ends_softly(True) as ended:
            run(settings, told=tell)
    except KeyboardInterrupt:
        if not ended():
            raise
        tell("entente: stopped")


def _server(text: str) -> tuple[str, int]:
    """Host and port of a mail server. Raises UsageError."""
    host, _, number = text.rpartition(":") if text.count(":") == 1 else (text, "", "25")
    fits = number.isascii() and number.isdigit() and len(number) < 6 and 0 < int(number) < 65_536
    if not host or not fits:
        raise UsageError(
            f"{text!r} is no mail server", place="--smtp", mend="HOST or HOST:PORT, as mail.example.org:25"
        )
    return host, int(number)


def mcp(ledger: LedgerFolder, lexicon: LexiconFile = None, model: Model = "small") -> None:
    """Serves a ledger to an assistant by the Model Context Protocol, on standard input and output. It only looks."""
    try:
        from entente.serve.assistant.speaking import speak
        from entente.serve.assistant.tools import Looker, server
    except ModuleNotFoundError as error:
        raise _absent(error, "the MCP server", "mcp") from error

    speak(server(Looker(ledger, lexicon=lexicon, model=model)))


def guard() -> ModuleType:
    """What knows the users file. Raises UsageError where the web desk is not installed."""
    try:
        import entente.serve.guard as found
    except ModuleNotFoundError as error:
        raise _absent(error, "the web desk", "serve") from error
    return found


def _absent(error: ModuleNotFoundError, what: str, extra: str) -> Exception:
    """What to tell where a library is not installed; a module of our own that is not there is our mistake."""
    if (error.name or "").startswith("entente"):
        return error
    return UsageError(f"{what} is not installed ({error.name} is missing)", mend=f"pip install 'entente[{extra}]'")
