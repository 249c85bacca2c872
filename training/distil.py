"""A teacher's judgement on unlabelled text as targets for the student (Hinton et al. 2015, arXiv 1503.02531)."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from entente.reader.decoding import choices
from entente.reader.features import ATTRIBUTES, EVENT_LABELS
from entente.reader.scores import WindowScores, sigmoid
from entente.reader.windows import Windower
from entente.records.vocabulary import MUTUAL_EVENTS
from training.gold import Lesson, document, lines
from training.targets import CODE_ROLES, ClaimTarget, Target, hard

#: Words that the teacher thinks carry an event with less than this are learnt as words only.
LEAST = 0.2
#: Signs of hedged or attributed speech; such items are taken first, since the labels hold few of them.
HEDGED = re.compile(
    r"\b(den(y|ies|ied)|confirm|believe|suspect|alleg|report(ed|s)|reportedly|rumou?r|could|may|might|if|unless"
    r"|accus|claim|refus|reject|veto|withdr|suppl|sell|sold|ship|export|lift|eas(e|ed|ing)|releas|former|warn"
    r"|threat|hope|want|seek|urg|source)",
    re.IGNORECASE,
)


def soft(lesson: Lesson) -> Target:
    """The teacher's scores (`lesson.soft`) as targets; the labels where there are no scores."""
    if lesson.soft is None:
        return hard(lesson)
    s: WindowScores = lesson.soft
    weights = np.array([float(t) for t in lesson.window.takes], np.float32)
    chances = [1 - float(s.events[w, 0]) for w in s.triggers]
    claims = [_claim(s, row, chance) for row, chance in enumerate(chances) if chance >= LEAST]
    return Target(s.events, weights, claims)


def _claim(s: WindowScores, row: int, chance: float) -> ClaimTarget:
    event, codes = s.kinds[row], s.window.codes
    mutual = EVENT_LABELS[event] in MUTUAL_EVENTS
    attributes = {name: s.attributes[name][row] for name in ATTRIBUTES}
    weights = dict.fromkeys(ATTRIBUTES, 1.0)
    columns = {"actor": float(not mutual), "recipient": float(not mutual), "party": float(mutual)}
    for level in ("outer", "inner"):
        held = 1 - float(attributes[f"{level}_kind"][0])
        weights[f"{level}_stance"] = 0.4 * held
        columns[level] = max(0.1, held)
    roles = sigmoid(s.roles[row])
    choice = np.stack([choices(s.roles[row, :, r]) for r in range(len(CODE_ROLES))], -1)
    role_weights = np.tile(np.array([columns[r] for r in CODE_ROLES], np.float32), (len(codes), 1))
    pointers = np.exp(s.pointers[row])
    held = [1 - float(attributes[f"{level}_kind"][[0, 3]].sum()) for level in ("outer", "inner")]
    pointer_weights = np.array([1, 1, held[0], held[0], held[1], held[1]], np.float32)
    return ClaimTarget(
        s.triggers[row], event, chance, attributes, weights, roles, role_weights, choice.astype(np.float32),
        sigmoid(s.times[row]), np.ones(s.times.shape[1], np.float32), pointers, pointer_weights,
    )  # fmt: skip


def unlabelled(
    feeds: Path, articles: Path, windower: Windower, count: int, known: set[str], *, seed: int = 11
) -> list[Lesson]:
    """Windows of texts that nobody labelled: `count` of feeds, and every one of the articles.

    Feed items that name two actors come first, the hedged ones before all; none of `known` (ids), no title twice.
    """
    rng = random.Random(seed)
    groups: tuple[list[Lesson], ...] = ([], [], [])
    for item in _items(feeds, known):
        doc = document(item)
        made = [Lesson(doc, w) for w in windower.windows(doc)]
        if made:
            several = len(HEDGED.findall(item["title"] + " " + item["text"])) >= 2
            groups[2 if len(made[0].window.codes) < 2 else 0 if several else 1].extend(made)
    for group in groups:
        rng.shuffle(group)
    long = [document(row) for row in lines(articles) if row["id"] not in known]
    whole = [Lesson(doc, w) for doc in long for w in windower.windows(doc)]
    return [*[lesson for group in groups for lesson in group][:count], *whole]


def _items(feeds: Path, known: set[str]) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    for item in lines(feeds):
        key = re.sub(r"\W", "", item["title"].lower())[:40]
        if item["id"] in known or key in seen or len(item["text"]) > 1500:
            continue
        seen.add(key)
        yield item


def keep(scores: Sequence[WindowScores], path: Path) -> None:
    """Writes scores as plain arrays (NPZ): of each field one long row, and the shape that it has in each window."""
    parts = [_arrays(each) for each in scores]
    columns: dict[str, Any] = {}
    for name in parts[0] if parts else ():
        columns[name] = np.concatenate([part[name].ravel() for part in parts])
        columns[f"{name} shape"] = np.array([part[name].shape for part in parts])
    np.savez(path, **columns)


def _arrays(scores: WindowScores) -> dict[str, Any]:
    plain = {"events": scores.events, "roles": scores.roles, "times": scores.times, "pointers": scores.pointers}
    listed = {"triggers": np.array(scores.triggers, np.int64), "kinds": np.array(scores.kinds, np.int64)}
    return plain | listed | {f"attribute {name}": scores.attributes[name] for name in ATTRIBUTES}


def kept(lessons: Sequence[Lesson], path: Path) -> list[WindowScores]:
    """The scores that `keep` wrote, of the same lessons. Raises ValueError where they are of others."""
    with np.load(path, allow_pickle=False) as file:
        held = {name: file[name] for name in file.files}
    names = [name for name in held if not name.endswith(" shape")]
    if any(len(held[f"{name} shape"]) != len(lessons) for name in names):
        raise ValueError(f"{path} holds the scores of other windows: delete it")
    rows = {name: _cut(held[name], held[f"{name} shape"]) for name in names}
    return [_scores(lesson, {name: rows[name][n] for name in names}) for n, lesson in enumerate(lessons)]


def _cut(row: Any, shapes: Any) -> list[Any]:
    ends = np.cumsum(shapes.prod(-1)).astype(np.int64)[:-1]
    return [part.reshape(shape) for part, shape in zip(np.split(row, ends), shapes, strict=True)]


def _scores(lesson: Lesson, part: dict[str, Any]) -> WindowScores:
    if len(part["events"]) != len(lesson.window.takes):
        raise ValueError(f"scores of another window than that of {lesson.document.id}")
    return WindowScores(
        lesson.window, part["events"], part["triggers"].tolist(), part["kinds"].tolist(),
        {name: part[f"attribute {name}"] for name in ATTRIBUTES}, part["roles"], part["times"], part["pointers"],
    )  # fmt: skip


def teach(lessons: Sequence[Lesson], run: Callable[[Sequence[Lesson]], list[WindowScores]]) -> None:
    """Sets `soft` of every lesson to the teacher's scores."""
    for lesson, scores in zip(lessons, run(lessons), strict=True):
        lesson.soft = scores
