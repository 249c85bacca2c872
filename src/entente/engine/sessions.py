"""Ray, started or joined, quietly, and ended afterwards."""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import shutil
import socket
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any

from entente.engine.local import cores
from entente.errors import EntenteError, UsageError

#: Bytes of memory in which Ray passes documents on; what is more waits on the disk.
STORE = 256 << 20
#: Characters of the folder below which it works: it makes sockets there, whose names are bounded (unix(7), 108 bytes).
SHORT = 18
#: Seconds in which a cluster must answer at its address.
ANSWERS = 5.0
#: Nothing is reported to anybody, nothing asked and nothing shown (Ray's manual, "Usage Stats Collection").
_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0", "RAY_USAGE_STATS_PROMPT_ENABLED": "0", "RAY_DATA_LOG_LEVEL": "ERROR",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0", "RAY_DATA_DISABLE_PROGRESS_BARS": "1",
}  # fmt: skip


class Session:
    """A connection to Ray, for as long as somebody is inside of it."""

    def __init__(self, address: str, workers: int | None) -> None:
        """Args: address: HOST:PORT of a cluster, "" for one of its own; workers: for which its own is made."""
        self._address, self._workers = address, workers
        self._inside = 0
        self._ours, self._folder = False, ""

    def __enter__(self) -> Session:
        if not self._inside:
            self._begin()
        self._inside += 1
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._inside -= 1
        if not self._inside and self._ours:
            import ray

            ray.shutdown()
            shutil.rmtree(self._folder, ignore_errors=True)

    def cores(self) -> int:
        """Cores that the cluster has."""
        import ray

        return max(1, int(ray.cluster_resources().get("CPU", 1)))

    def _begin(self) -> None:
        if self._address:
            check_address(self._address)
        os.environ.update({name: value for name, value in _QUIET.items() if name not in os.environ})
        _take_token(own=not self._address)
        import ray

        for name in ("ray", "ray.data"):
            logging.getLogger(name).setLevel(logging.ERROR)
        self._ours = not ray.is_initialized()
        if not self._ours:  # the program that calls us has joined one
            return
        how: dict[str, Any] = {"logging_level": logging.ERROR, "log_to_driver": False}
        if self._address:
            try:
                ray.init(address=self._address, **how)
            except (ConnectionError, RuntimeError, ValueError) as error:
                words = " ".join(str(error).split())[:200]
                raise UsageError(f"cannot join Ray: {words}", place=self._address, mend=_JOIN) from error
            return
        # Ray opens its own folder to every user of the machine, and the reports pass through sockets in it: the one
        # above is this user's alone (mkdtemp(3)).
        self._folder = tempfile.mkdtemp(prefix="entente-ray-", dir=_short_folder())
        try:
            ray.init(
                address="local", num_cpus=self._workers or cores(), include_dashboard=False, object_store_memory=STORE,
                _temp_dir=f"{self._folder}/r", _node_ip_address="127.0.0.1", **how,
            )  # fmt: skip
        except BaseException as error:
            shutil.rmtree(self._folder, ignore_errors=True)
            if isinstance(error, OSError | RuntimeError):
                words = " ".join(str(error).split())[:200]
                raise EntenteError(f"Ray cannot be started: {words}", mend="--engine local needs none") from error
            raise


def _short_folder() -> str:
    """Where files for a time go, unless its name is too long for Ray, as on macOS and in some batch systems."""
    usual = tempfile.gettempdir()
    return usual if len(os.fsencode(usual)) <= SHORT else "/tmp"  # noqa: S108 - mkdtemp makes a folder of its own there


def _take_token(*, own: bool) -> None:
    """Only who has the token may tell a Ray anything: it listens to the network, and does what it is told.

    For one of its own a token is made; to join another, the one that the user has is shown (Ray's manual, "Token
    authentication"). Ray looks for it when it is imported, and never again.
    """
    if "RAY_AUTH_MODE" in os.environ or "ray" in sys.modules:
        return
    if own:
        os.environ.update({"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)})
    elif {"RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH"} & set(os.environ) or (Path.home() / ".ray" / "auth_token").is_file():
        os.environ["RAY_AUTH_MODE"] = "token"


_JOIN = "`ray start --head` begins a cluster and tells its address; run this on one of its machines"


def check_address(address: str) -> None:
    """Raises UsageError where nobody answers at HOST:PORT; Ray itself would wait for long and end the process."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 1 << 16:
        raise UsageError(f"{address!r} is no address", mend="write it as HOST:PORT, 10.0.0.5:6379")
    try:
        with contextlib.closing(socket.create_connection((host.strip("[]"), int(port)), ANSWERS)):
            pass
    except OSError as error:
        raise UsageError("no Ray cluster answers there", place=address, mend=_JOIN) from error
