"""A cheap first look at a window: can it hold a claim at all?

A tiny network over the window's word pieces and the kinds of its mentions (two narrow convolutions, about a
hundredth of the reader's own work). A window that it holds to be without a claim is not read further. It looks at one
window at a time and leaves the window as it is, so what the other windows give does not change. How many claims it
loses and how many windows it saves is published in `evals/LATEST-first-look.md`; `training/first_look.py` makes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from entente.reader.network import session
from entente.reader.windows import Window

FILE = "first_look.onnx"


class FirstLook:
    """Scores windows. Safe to call from several threads at once."""

    def __init__(self, folder: Path, hashes: Mapping[str, str]) -> None:
        """Raises ModelError where the file is not the one that was hashed, or cannot be loaded."""
        self._session = session(folder, FILE, hashes)

    def __call__(self, window: Window) -> float:
        """How likely a claim is: log-odds, before any threshold."""
        (score,) = self._session.run(None, feed(window))
        return float(score[0])


def feed(window: Window) -> dict[str, object]:
    """What the first look takes: pieces, kinds of mentions, and which pieces a claim may start at; shape (pieces,)."""
    takes = np.zeros(len(window.ids), np.float32)
    for first, last, taken in zip(window.first, window.last, window.takes, strict=True):
        if taken:
            takes[first : last + 1] = 1
    return {"ids": np.array(window.ids, np.int64), "kinds": np.array(window.kinds, np.int64), "takes": takes}
