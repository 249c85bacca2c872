"""The made-up wire is what its maker writes."""

from __future__ import annotations

import subprocess
import sys

from tests.pages.consoles import ROOT


def test_the_wire_is_what_its_maker_writes() -> None:
    made = subprocess.run([sys.executable, str(ROOT / "examples" / "make_wire.py")], capture_output=True, check=True)
    assert made.stdout == (ROOT / "examples" / "wire.jsonl").read_bytes()
