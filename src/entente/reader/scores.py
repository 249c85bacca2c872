"""What the network says about one window, before anything is decided."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entente.reader.windows import Window

Floats = NDArray[np.float32]
#: Words whose probability of carrying no event is above 1 - FLOOR are not looked at further.
FLOOR = 0.08


@dataclass(slots=True)
class WindowScores:
    """Scores of a window with N words, C codes, K times and T words that may carry an event.

    Attributes:
        events: (N, 20) probabilities, "none" first.
        triggers, kinds: the T words and their likeliest event's index.
        attributes: name -> (T, values) probabilities.
        roles: (T, C, 5) scores against nobody at 0: actor, recipient, party, outer, inner.
        times: (T, K) scores against no time at 0.
        pointers: (T, 6, N) log-probabilities.
    """

    window: Window
    events: Floats
    triggers: list[int]
    kinds: list[int]
    attributes: dict[str, Floats]
    roles: Floats
    times: Floats
    pointers: Floats


def candidate_words(events: Floats, takes: list[bool], floor: float = FLOOR) -> tuple[list[int], list[int]]:
    """Words that may carry an event, and the likeliest event of each; `events` (N, 20) probabilities."""
    words = [i for i in range(len(takes)) if takes[i] and 1 - events[i, 0] >= floor]
    return words, [int(events[i, 1:].argmax()) + 1 for i in words]


def softmax(scores: Floats) -> Floats:
    """Softmax over the last axis."""
    e = np.exp(scores - scores.max(-1, keepdims=True))
    return np.asarray(e / e.sum(-1, keepdims=True), np.float32)


def log_softmax(scores: Floats) -> Floats:
    """Logarithm of the softmax over the last axis."""
    s = scores - scores.max(-1, keepdims=True)
    return np.asarray(s - np.log(np.exp(s).sum(-1, keepdims=True)), np.float32)


def sigmoid(scores: Floats) -> Floats:
    """Logistic function."""
    return np.asarray(1 / (1 + np.exp(-np.clip(scores, -30, 30))), np.float32)


def join_codes(links: Floats, window: Window) -> tuple[Floats, Floats]:
    """(T, M, 6) scores of candidates against nobody -> (T, C, 5) by code (log-sum-exp) and (T, K) of times."""
    codes = window.codes
    times = [m for m, c in enumerate(window.candidates) if c.time is not None]
    roles = np.zeros((links.shape[0], len(codes), 5), np.float32)
    for column, code in enumerate(codes):
        rows = links[:, [m for m, c in enumerate(window.candidates) if c.code == code], :5]
        top = rows.max(1)
        roles[:, column] = top + np.log(np.exp(rows - top[:, None]).sum(1))
    return roles, np.asarray(links[:, times, 5], np.float32)
