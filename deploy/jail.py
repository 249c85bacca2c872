"""What is tried inside of the jail that `deploy/check.sh` builds; ends with 1 at the first thing that does not hold."""

from __future__ import annotations

import ctypes
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

#: `prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN)`, Linux 6.3: as systemd's MemoryDenyWriteExecute, by the kernel itself.
MDWE = (65, 1)
PORT = 8700


def held(what: str, holds: bool) -> None:
    """Ends with 1 where something does not hold."""
    if not holds:
        sys.exit(f"{what} does not hold")


def entente(*words: str) -> str:
    """Runs a command; its output."""
    done = subprocess.run(["entente", *words], capture_output=True, text=True, check=False)
    held(f"entente {' '.join(words)}: {done.returncode} {done.stderr[-500:]}; status 0", done.returncode == 0)
    return done.stdout


def walls() -> None:
    """The jail is one: no rights, nothing to write but one folder and /tmp, no network."""
    held("another user", os.getuid() == 10001)
    held("a read-only root", not os.access("/usr/bin", os.W_OK) and not os.access(sys.prefix, os.W_OK))
    caps = Path("/proc/self/status").read_text(encoding="ascii").split("CapEff:\t")[1].split()[0]
    held("no capabilities", int(caps, 16) == 0)
    try:
        socket.create_connection(("192.0.2.1", 80), 2).close()
    except OSError:
        return
    held("no network", False)


def served() -> None:
    """The desk answers on loopback, knows its token, and ends when it is told to."""
    token = Path("/tmp/token")
    token.write_text(secrets.token_urlsafe(32), encoding="ascii")
    token.chmod(0o600)
    words = ["entente", "serve", "--host", "0.0.0.0", "--port", str(PORT), "--token-file", str(token)]
    desk = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        held("the desk's health", _healthy(desk, time.monotonic() + 60))
        answer = urllib.request.Request(
            f"http://127.0.0.1:{PORT}/api/v1/claims?limit=1", headers={"Authorization": f"Bearer {token.read_text()}"}
        )
        with urllib.request.urlopen(answer, timeout=20) as read:
            held("claims by the API", read.status == 200 and "data" in json.load(read))
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/api/v1/claims", timeout=20).close()
            held("a closed door without a token", False)
        except urllib.error.HTTPError as refused:
            held("a closed door without a token", refused.code == 401)
    finally:
        desk.send_signal(signal.SIGINT)
        try:
            status = desk.wait(30)
        except subprocess.TimeoutExpired:
            desk.kill()
            held("an end within 30 seconds", False)
    held(f"an orderly end ({status})", status in (0, 130))


def _healthy(desk: subprocess.Popen[str], until: float) -> bool:
    while time.monotonic() < until and desk.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=5) as read:
                return read.status == 200
        except OSError:
            time.sleep(0.2)
    return False


def main() -> None:
    """All of it."""
    walls()
    wx = ctypes.CDLL(None).prctl(*MDWE, 0, 0, 0) == 0
    held("a brief", "Manila" in entente("brief", "reports/exercise.html"))
    entente("ingest", "reports/exercise.html", "reports/water.txt")
    held("claims of the ledger", "Philippines" in entente("claims"))
    entente("optimize")
    served()
    left = "" if wx else "; memory both written and run was not forbidden, this kernel cannot"
    print(f"brief, ingest, claims, optimize and the desk run as 10001, read-only, without rights and network{left}")


if __name__ == "__main__":
    main()
