"""Runs a torch network over lessons and gives the scores that the reader decodes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
import torch.nn.functional as F

from entente.reader.features import ATTRIBUTES
from entente.reader.scores import WindowScores, candidate_words
from training.fit import flatten, heads, tensors
from training.gold import Lesson
from training.net import Reader


@torch.inference_mode()
def run(
    nets: Sequence[Reader], lessons: Sequence[Lesson], *, pieces: int = 2400, half: bool = True
) -> list[WindowScores]:
    """Scores of every lesson's window, averaged over `nets` (probabilities of events and attributes, scores else)."""
    made: dict[int, WindowScores] = {}
    for batch in _batches(lessons, pieces):
        part = [lessons[i] for i in batch]
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
            made.update(zip(batch, _batch(nets, part), strict=True))
    return [made[i] for i in range(len(lessons))]


def _batches(lessons: Sequence[Lesson], pieces: int) -> Iterator[list[int]]:
    batch: list[int] = []
    for i in sorted(range(len(lessons)), key=lambda i: len(lessons[i].window.ids)):
        if batch and len(lessons[i].window.ids) * (len(batch) + 1) > pieces:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def _batch(nets: Sequence[Reader], lessons: Sequence[Lesson]) -> list[WindowScores]:
    inputs = tensors(lessons)
    read = [net.words(*inputs) for net in nets]
    events = sum(torch.softmax(e.float(), -1) for _, e in read) / len(nets)
    rows = [events[i, : len(x.window.words)].numpy().astype(np.float32) for i, x in enumerate(lessons)]
    chosen = [candidate_words(e, x.window.takes) for e, x in zip(rows, lessons, strict=True)]
    flat = flatten(lessons, [list(zip(*c, strict=True)) for c in chosen])
    claims = sum(len(c[0]) for c in chosen)
    if not claims:
        return [_scores(x, e, c, {}, None, None, None) for x, e, c in zip(lessons, rows, chosen, strict=True)]
    said = [heads(net, words, flat) for net, (words, _) in zip(nets, read, strict=True)]
    n = len(nets)
    attributes = {
        name: sum((torch.sigmoid if name == "matter" else _softmax)(s.attributes[name]) for s in said) / n
        for name in ATTRIBUTES
    }
    roles, times = sum(s.roles for s in said) / n, sum(s.times for s in said) / n
    pointers = sum(s.pointers for s in said) / n
    return list(_split(lessons, rows, chosen, attributes, roles, times, pointers))


def _softmax(x: torch.Tensor) -> torch.Tensor:
    return torch.softmax(x, -1)


def _split(lessons, rows, chosen, attributes, roles, times, pointers):  # type: ignore[no-untyped-def]
    claim = group = time = 0
    for lesson, events, picked in zip(lessons, rows, chosen, strict=True):
        t, c = len(picked[0]), len(lesson.window.codes)
        k = sum(x.time is not None for x in lesson.window.candidates)
        yield _scores(
            lesson, events, picked,
            {name: v[claim : claim + t] for name, v in attributes.items()},
            roles[group : group + t * c].view(t, c, 5),
            times[time : time + t * k].view(t, k),
            F.log_softmax(pointers[claim : claim + t, :, : len(lesson.window.words)], -1),
        )  # fmt: skip
        claim, group, time = claim + t, group + t * c, time + t * k


def _scores(lesson, events, picked, attributes, roles, times, pointers) -> WindowScores:  # type: ignore[no-untyped-def]
    n, c = len(lesson.window.words), len(lesson.window.codes)
    k = sum(x.time is not None for x in lesson.window.candidates)
    empty = {name: np.zeros((0, len(v)), np.float32) for name, v in ATTRIBUTES.items()}
    array = lambda x, shape: np.zeros(shape, np.float32) if x is None else x.numpy().astype(np.float32)  # noqa: E731
    return WindowScores(
        lesson.window, events, *picked,
        {name: v.numpy().astype(np.float32) for name, v in attributes.items()} or empty,
        array(roles, (0, c, 5)), array(times, (0, k)), array(pointers, (0, 6, n)),
    )  # fmt: skip
