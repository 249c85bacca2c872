"""`entente users`: who may sign in to the web desk."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer

from entente.cli.escaping import json_line, visible
from entente.cli.options import Plain, PlainFormat
from entente.cli.output import tell, write
from entente.cli.serving import guard
from entente.cli.status import EPILOG
from entente.errors import UsageError

users = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Who may sign in to the web desk.", epilog=EPILOG)

UsersFile = Annotated[Path, typer.Option("--users-file", metavar="FILE", help="The file that `entente serve` reads.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="As they sign in.")]
Role = Annotated[str, typer.Option("--role", metavar="ROLE", help="reader, reviewer or admin.")]


@users.command(epilog=EPILOG)
def add(name: Name, users_file: UsersFile, role: Role = "reader") -> None:
    """Adds a user; the password is asked for twice, or taken from standard input."""
    made = guard().add_user(users_file, name, role, _password())
    write(visible(f"{made.name} may sign in as {made.role}") + "\n")


@users.command("list", epilog=EPILOG)
def listed(users_file: UsersFile, format: Plain = PlainFormat.text) -> None:
    """Lists the users with their roles."""
    found = list(guard().users(users_file).values())
    if not found:
        tell("entente: no users yet (entente users add NAME --users-file FILE)")
        raise typer.Exit(1)
    for user in found:
        row = {"name": user.name, "role": user.role, "token": bool(user.token)}
        line = f"{user.name}  {user.role}" + ("  with an API token" if user.token else "")
        write((json_line(row) if format is PlainFormat.json else visible(line)) + "\n")


@users.command(epilog=EPILOG)
def change(
    name: Name,
    users_file: UsersFile,
    role: Annotated[str | None, typer.Option("--role", metavar="ROLE", help="reader, reviewer or admin.")] = None,
    password: Annotated[bool, typer.Option("--password", help="Ask for a new password; ends their sessions.")] = False,
) -> None:
    """Gives a user another role or password."""
    if role is None and not password:
        raise UsageError("nothing to change", mend="--role ROLE or --password")
    made = guard().change_user(users_file, name, role=role, password=_password() if password else None)
    write(visible(f"{made.name} is {made.role}") + "\n")


@users.command(epilog=EPILOG)
def token(
    name: Name,
    users_file: UsersFile,
    drop: Annotated[bool, typer.Option("--drop", help="Make the token void instead.")] = False,
) -> None:
    """Makes a new API token for a user and tells it, this once; the one before is void."""
    if drop:
        guard().drop_token(users_file, name)
        return tell(visible(f"entente: {name} has no token any more"))
    write(guard().new_token(users_file, name) + "\n")
    tell("entente: keep it safe; only its hash is kept here")
    return None


@users.command(epilog=EPILOG)
def remove(name: Name, users_file: UsersFile) -> None:
    """Takes a user out; sessions and tokens end at once."""
    guard().remove_user(users_file, name)
    write(visible(f"{name} is out") + "\n")


def _password() -> str:
    """Typed twice at a terminal, else the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password: ")
    if first != getpass.getpass("Once more: "):
        raise UsageError("the two are not the same", place="password", mend="try again")
    return first
