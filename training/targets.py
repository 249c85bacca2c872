"""What the network should say about a window: hard labels and a teacher's soft ones in one form."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entente.reader.dating import claim_days, same_days
from entente.reader.features import ATTRIBUTES, EVENT_LABELS, HOLDER_KINDS, LINKS, MODE_LABELS, POINTERS
from entente.reader.windows import Window
from entente.records.vocabulary import MATTERS, MUTUAL_EVENTS, STANCES
from training.gold import Label, Lesson, find

Floats = NDArray[np.float32]
#: Roles that codes take; the last link, "time", belongs to time expressions.
CODE_ROLES = LINKS[:5]


@dataclass(slots=True)
class ClaimTarget:
    """Targets of one claim; C codes, R code roles, K times, N words."""

    word: int
    event: int
    weight: float
    attributes: dict[str, Floats]  # one distribution each; matter: one probability a code
    attribute_weights: dict[str, float]
    roles: Floats  # (C, R) probability that the code has the role
    role_weights: Floats  # (C, R)
    choice: Floats  # (C + 1, R) distribution over codes and nobody (last)
    times: Floats  # (K,)
    time_weights: Floats  # (K,)
    pointers: Floats  # (P, N) distributions
    pointer_weights: Floats  # (P,)


@dataclass(slots=True)
class Target:
    """Targets of one window: event distribution and weight by word, and its claims."""

    events: Floats
    weights: Floats
    claims: list[ClaimTarget]


def hard(lesson: Lesson) -> Target:
    """The labels of a lesson as targets."""
    window = lesson.window
    events = np.zeros((len(window.words), len(EVENT_LABELS)), np.float32)
    events[:, 0] = 1
    weights = np.array([float(t) for t in window.takes], np.float32)
    for number, text in enumerate(window.texts):
        if len(text) > 3 and text.lower()[:5] in lesson.stems:
            weights[number] = 0  # told twice, labelled once
    claims = []
    for number, label in lesson.claims:
        events[number] = 0
        events[number, EVENT_LABELS.index(label["event"])] = 1
        weights[number] = 1
        claims.append(_claim(lesson, number, label))
    return Target(events, weights, claims)


def _one(index: int, count: int) -> Floats:
    row = np.zeros(count, np.float32)
    row[index] = 1
    return row


def holder_kind(label: Label, level: int) -> str:
    """none, code, named or unnamed: what kind of holder stands at a level (0 outermost)."""
    if len(label["holders"]) <= level:
        return "none"
    holder = label["holders"][level]
    return "code" if holder["actor"] else "named" if holder["name"] else "unnamed"


def _attributes(label: Label) -> tuple[dict[str, Floats], dict[str, float]]:
    values = {name: label[name] for name in ("modality", "polarity", "certainty")}
    values["mode"] = label["mode"] or "none"
    weights = dict.fromkeys(ATTRIBUTES, 1.0)
    weights["mode"] = float(values["mode"] in MODE_LABELS)
    for level, place in enumerate(("outer", "inner")):
        values[f"{place}_kind"] = holder_kind(label, level)
        weights[f"{place}_stance"] = 0.4 if values[f"{place}_kind"] != "none" else 0.0
        values[f"{place}_stance"] = label["holders"][level]["stance"] if weights[f"{place}_stance"] else STANCES[0]
    rows = {
        name: _one(ATTRIBUTES[name].index(value) if value in ATTRIBUTES[name] else 0, len(ATTRIBUTES[name]))
        for name, value in values.items()
    }
    rows["matter"] = np.array([m in label["matter"] for m in MATTERS], np.float32)
    return rows, weights


def _roles(label: Label, codes: list[str]) -> tuple[Floats, Floats, Floats]:
    mutual = label["event"] in MUTUAL_EVENTS
    parties = [*label["actor"], *label["recipient"]]
    holders = [h["actor"] for h in label["holders"]]
    wanted = {
        "actor": label["actor"],
        "recipient": label["recipient"],
        "party": parties,
        "outer": holders[:1],
        "inner": holders[1:2],
    }
    roles = np.array([[code in wanted[role] for role in CODE_ROLES] for code in codes], np.float32)
    roles = roles.reshape(len(codes), len(CODE_ROLES))
    column = {"actor": not mutual, "recipient": not mutual, "party": mutual}
    column |= {"outer": 1.0 if holders[:1] != [None] and holders else 0.2, "inner": 1.0 if holders[1:2] else 0.05}
    weights = np.tile(np.array([float(column[role]) for role in CODE_ROLES], np.float32), (len(codes), 1))
    choice = np.zeros((len(codes) + 1, len(CODE_ROLES)), np.float32)
    total = roles.sum(0)
    choice[:-1] = roles / np.maximum(total, 1)
    choice[-1] = total == 0
    return roles, weights, choice


def _times(lesson: Lesson, label: Label) -> tuple[Floats, Floats]:
    start = dt.date.fromisoformat(label["start"]) if label["start"] else None
    end = dt.date.fromisoformat(label["end"]) if label["end"] else None
    candidates = [c for c in lesson.window.candidates if c.time is not None]
    right, weights = np.zeros(len(candidates), np.float32), np.ones(len(candidates), np.float32)
    for number, candidate in enumerate(candidates):
        field = lesson.window.words[candidate.first].field
        text = lesson.document.title if field == "title" else lesson.document.text
        days = claim_days(candidate.time, text[candidate.time.start : candidate.time.end])
        right[number] = start is not None and same_days(start, end, *days)
    if start is not None and not right.any():
        weights[:] = 0  # the expression was not found: nothing to learn about the others
    return right, weights


def _pointers(lesson: Lesson, number: int, label: Label) -> tuple[Floats, Floats]:
    window = lesson.window
    targets = np.zeros((len(POINTERS), len(window.words)), np.float32)
    weights = np.zeros(len(POINTERS), np.float32)
    field, at = label["_at"]
    spans = [_words_of(window, field, at, at + len(label["quote"]))]
    for level in range(2):
        name = label["holders"][level]["name"] if len(label["holders"]) > level else None
        spans.append(_name_words(lesson, number, name) if name else None)
    for index, span in enumerate(spans):
        if span is not None:
            targets[2 * index, span[0]] = targets[2 * index + 1, span[1]] = 1
            weights[2 * index : 2 * index + 2] = 1
    return targets, weights


def _words_of(window: Window, field: str, start: int, end: int) -> tuple[int, int] | None:
    inside = [n for n, w in enumerate(window.words) if w.field == field and w.start < end and w.end > start]
    return (inside[0], inside[-1]) if inside else None


def _name_words(lesson: Lesson, number: int, name: str) -> tuple[int, int] | None:
    """The words of a holder's name nearest to the event word."""
    best = None
    for field, text in (("text", lesson.document.text), ("title", lesson.document.title)):
        at = text.find(name)
        while at >= 0:
            span = _words_of(lesson.window, field, at, at + len(name))
            if span and (best is None or abs(span[0] - number) < abs(best[0] - number)):
                best = span
            at = text.find(name, at + 1)
    return best


def _claim(lesson: Lesson, number: int, label: Label) -> ClaimTarget:
    event = EVENT_LABELS.index(label["event"])
    return ClaimTarget(
        number,
        event,
        1.0,
        *_attributes(label),
        *_roles(label, lesson.window.codes),
        *_times(lesson, label),
        *_pointers(lesson, number, label),
    )


__all__ = ["CODE_ROLES", "HOLDER_KINDS", "ClaimTarget", "Target", "find", "hard", "holder_kind"]
