"""A real desk, as `entente serve` starts it, in a process of its own on this machine."""

from __future__ import annotations

import contextlib
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from entente.desk import Desk as Journeys

HERE = Path(__file__).parent
#: Seconds within which a desk must have taken up what a ledger holds: two slow cores, a whole suite around it.
PATIENCE = 90.0


def until(true: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Waits for something. Fails where it does not come."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"within {seconds:g} s there was not: {what}"
        time.sleep(0.1)


@dataclass
class Desk:
    """A running desk. `address`: without a slash at the end; `ledger`: its folder; `log`: what it has said."""

    address: str
    ledger: Path
    state: Path
    process: subprocess.Popen[str]
    log: list[str] = field(default_factory=list)

    def claims(self) -> int:
        """How many claims the pages know of, 0 where none are known yet."""
        found = re.search(r"^entente_index_claims (\S+)", httpx.get(f"{self.address}/metrics").text, re.MULTILINE)
        return int(float(found[1])) if found else 0

    def news(self) -> int:
        """How many pieces of news Today knows of, -1 while they are still being looked for."""
        text = httpx.get(f"{self.address}/?since=all", headers={"Accept": "text/html"}).text
        found = re.search(r">All ([\d,]+)</a>", text)
        at_work = '<div class="note" role="status">' in text
        return -1 if at_work or not found else int(found[1].replace(",", ""))


def ingest(ledger: Path, *sources: Path | bytes) -> int:
    """Reads reports into a ledger, here; how many claims are new."""
    return Journeys().ingest(list(sources), ledger).claims


@contextlib.contextmanager
def serving(ledger: Path, state: Path, *options: str) -> Iterator[Desk]:
    """A desk on a ledger, once it answers; it is ended, and must end well, when the block ends."""
    program = Path(sys.executable).with_name("entente")
    command = [str(program), "serve", "--ledger", str(ledger), "--port", "0"]
    process = subprocess.Popen(
        [*command, "--state", str(state), *options], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    desk = Desk("", ledger, state, process)
    assert process.stderr is not None
    reading = threading.Thread(target=lambda: desk.log.extend(process.stderr or ()), daemon=True)
    reading.start()
    try:
        until(lambda: _address(desk) or process.poll() is not None, "the desk's address", 30)
        assert process.poll() is None, "".join(desk.log)
        until(lambda: _well(desk), "an answer", 30)
        yield desk
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        finally:
            reading.join(10)
            process.stderr.close()


def _address(desk: Desk) -> bool:
    for line in desk.log:
        if found := re.search(r"the desk is at (http://\S+?)/ ", line):
            desk.address = found[1]
    return bool(desk.address)


def _well(desk: Desk) -> bool:
    with contextlib.suppress(httpx.TransportError):
        return bool(httpx.get(f"{desk.address}/healthz").json()["status"] == "ok")
    return False
