"""One input again, in a process of its own with the same bounds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from fuzz.harness import MOST_SECONDS, Harness

_ROOT = Path(__file__).parents[1]
_ALONE = """
import signal, sys
from fuzz.doors import named
from fuzz.shard import _bounded
harness = next(each for each in named(sys.argv[1]) if each.name == sys.argv[1])
trial = harness.make()
data = sys.stdin.buffer.read()
_bounded()
signal.setitimer(signal.ITIMER_PROF, float(sys.argv[2]))
trial(data, True)
"""


def still(harness: Harness, data: bytes) -> str:
    """What goes wrong with an input, as the door gets it; "" where nothing does."""
    done = subprocess.run(
        [sys.executable, "-c", _ALONE, harness.name, str(MOST_SECONDS)], cwd=_ROOT, input=data, capture_output=True,
        env=os.environ | {"PYTHONHASHSEED": "0"}, timeout=120, check=False,
    )  # fmt: skip
    if done.returncode == 0:
        return ""
    if done.returncode == -signal.SIGPROF:
        return f"takes more than {MOST_SECONDS:g} s"
    return (done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"ends with {done.returncode}"])[-1]
