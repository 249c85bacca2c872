"""A real desk in a process of its own: `python -m tests.serve.pages.review_server LEDGER STATE` says its port."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

HERE = Path(__file__).parents[3]


def main(ledger: str, state: str, port: str) -> None:
    import uvicorn

    from entente.desk import Desk
    from entente.serve.app import create_app
    from entente.serve.settings import Settings
    from tests.serve.pages.review_rig import StubReader

    settings = Settings(ledger=Path(ledger), state=Path(state), port=int(port))
    uvicorn.run(create_app(settings, desk=Desk(reader=StubReader())), port=int(port), log_level="warning")


@contextlib.contextmanager
def running(ledger: Path, state: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A desk that answers: its address and its process, which is ended afterwards."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port = line.getsockname()[1]
    command = [sys.executable, "-m", "tests.serve.pages.review_server", str(ledger), str(state), str(port)]
    process = subprocess.Popen(command, cwd=HERE, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            with contextlib.suppress(httpx.TransportError):
                httpx.get(f"{address}/healthz")
                break
            assert process.poll() is None, "the desk ended"
            time.sleep(0.1)
        yield address, process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
