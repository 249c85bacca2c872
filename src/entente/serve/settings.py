"""How a desk is served."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

#: Hosts that only this machine reaches.
LOOPBACK = ("127.0.0.1", "::1", "localhost")
#: Where it listens unless told.
PORT = 8700


def state_of(ledger: Path | str) -> Path:
    """Where index and memory of a ledger's desk lie: beside it, or of an address in the user's own state folder.

    (XDG Base Directory Specification 0.8: XDG_STATE_HOME, else ~/.local/state.)
    """
    if isinstance(ledger, Path):
        return ledger / ".desk"
    home = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    digits = hashlib.sha256(ledger.rstrip("/").encode()).hexdigest()[:12]
    return home / "entente" / f"{re.sub(r'[^A-Za-z0-9]+', '-', ledger.partition('://')[2])[:60].strip('-')}-{digits}"


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How alerts go out by mail.

    Attributes:
        host, port: of the SMTP server.
        sender: address in From.
        starttls: encrypt before anything is said.
        user, password_file: where the server asks for a name; the file holds the password alone.
    """

    host: str
    port: int = 25
    sender: str = "entente@localhost"
    starttls: bool = False
    user: str = ""
    password_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that `entente serve` is told.

    Attributes:
        ledger: its folder or address; `state`: where index and store lie.
        host, port: where it listens.
        token_file: holds one token that opens everything, for programs and for a person alone.
        users_file: names, roles and argon2 hashes.
        https: it is reached by https (through a proxy): cookies are Secure.
        base_url: how it is reached from outside, for links in feeds and mails; "" for http://host:port.
        allow_private: addresses may lead into private networks.
        mail: how mail goes out, None for not at all.
        model, lexicon: as for the command line.
        max_upload: bytes of an upload; `max_seconds`: that reading one, or other work that somebody waits for,
            may take; `max_long_seconds`: that a test of forecasts on the past may take.
        per_minute: requests a minute of one reader.
        log_json: log lines are JSON.
    """

    ledger: Path | str
    state: Path
    host: str = "127.0.0.1"
    port: int = PORT
    token_file: Path | None = None
    users_file: Path | None = None
    https: bool = False
    base_url: str = ""
    allow_private: bool = False
    mail: MailSettings | None = None
    model: str = "small"
    lexicon: Path | None = None
    max_upload: int = 20_000_000
    max_seconds: int = 120
    max_long_seconds: int = 900
    per_minute: int = 6000
    log_json: bool = True

    @property
    def address(self) -> str:
        """How it is reached, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.base_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def loopback(self) -> bool:
        """Whether only this machine reaches it."""
        return self.host in LOOPBACK
