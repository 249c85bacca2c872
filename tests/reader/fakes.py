"""A tiny lexicon and windows built by hand, so that these tests need no data and no model."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np

from entente.reader.features import ATTRIBUTES, EVENT_LABELS, LINKS, POINTERS
from entente.reader.scores import WindowScores
from entente.reader.sentences import sentence_spans
from entente.reader.windows import Window, Windower
from entente.reader.words import Pieces
from entente.records import Document, Interval, Mention, TimeMention

NAMES = {"Freedonia": "FRD", "Sylvania": "SYL", "Grand Fenwick": "FEN"}


class Lexicon:
    """Knows three countries of fiction."""

    version = "hand"

    def mentions(self, text: str, on: dt.date | None) -> list[Mention]:
        found = [
            Mention(m.start(), m.end(), (code,), "country", name)
            for name, code in NAMES.items()
            for m in re.finditer(name, text)
        ]
        return sorted(found, key=lambda m: m.start)

    def name(self, code: str) -> str:
        return {code: name for name, code in NAMES.items()}[code]

    def matters(self, text: str) -> tuple[str, ...]:
        return ("arms.missiles",) if "missile" in text.lower() else ()

    def certainty(self, before: str) -> str | None:
        return "possible" if "may" in before else None

    def stance(self, before: str) -> str | None:
        words = {"denies": "denies", "mum on": "not-confirmed", "suspects": "suspects"}
        return next((stance for word, stance in words.items() if word in before), None)


def find_times(text: str, published: dt.date | None) -> list[TimeMention]:
    """Knows "in 1930" only."""
    day, last = dt.date(1930, 1, 1), dt.date(1930, 12, 31)
    return [TimeMention(m.start(), m.end(), Interval(day, last), "1930", "DATE") for m in re.finditer("in 1930", text)]


VOCABULARY = {"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, ".": 3} | {
    piece: number for number, piece in enumerate([*"abcdefghijklmnopqrstuvwxyz", *(f"##{c}" for c in "aeiou")], 4)
}


def windower() -> Windower:
    """A windower over the tiny lexicon and a vocabulary of letters."""
    return Windower(Lexicon(), Pieces(VOCABULARY), sentence_spans, find_times, begin=1, end=2)


def document(text: str, title: str = "", published: dt.date | None = None) -> Document:
    """A document named "d"."""
    return Document("d", title, text, published)


def blank(window: Window) -> WindowScores:
    """Scores in which nothing happens."""
    n, codes = len(window.words), len(window.codes)
    events = np.zeros((n, len(EVENT_LABELS)), np.float32)
    events[:, 0] = 1
    times = sum(c.time is not None for c in window.candidates)
    return WindowScores(
        window, events, [], [], {name: np.zeros((0, len(v)), np.float32) for name, v in ATTRIBUTES.items()},
        np.zeros((0, codes, len(LINKS) - 1), np.float32), np.zeros((0, times), np.float32),
        np.zeros((0, len(POINTERS), n), np.float32),
    )  # fmt: skip


def add(scores: WindowScores, trigger: str, event: str, roles: dict[str, dict[str, float]], **values: str) -> None:
    """One more event at the word `trigger`: `roles` role -> code -> score; `values` attribute -> value."""
    window = scores.window
    word = window.texts.index(trigger)
    scores.events[word] = 0
    scores.events[word, EVENT_LABELS.index(event)] = 0.9
    scores.events[word, 0] = 0.1
    scores.triggers.append(word)
    scores.kinds.append(EVENT_LABELS.index(event))
    for name, labels in ATTRIBUTES.items():
        row = np.full((1, len(labels)), 0.0, np.float32)
        if name != "matter":
            row[0, labels.index(values.get(name, labels[0]))] = 1
        elif name in values:
            row[0, labels.index(values[name])] = 1
        scores.attributes[name] = np.concatenate([scores.attributes[name], row])
    row = np.full((1, len(window.codes), len(LINKS) - 1), -6.0, np.float32)
    for role, codes in roles.items():
        for code, value in codes.items():
            row[0, window.codes.index(code), LINKS.index(role)] = value
    scores.roles = np.concatenate([scores.roles, row])
    scores.times = np.concatenate([scores.times, np.full((1, scores.times.shape[1]), -5.0, np.float32)])
    pointers = np.full((1, len(POINTERS), len(window.words)), -9.0, np.float32)
    pointers[0, 0, word] = pointers[0, 1, word] = -0.1
    scores.pointers = np.concatenate([scores.pointers, pointers])
