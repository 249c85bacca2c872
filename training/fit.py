"""Batches, loss and the training loop."""

from __future__ import annotations

import logging
import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from entente.reader.features import ATTRIBUTES, pair_features
from training.gold import Lesson
from training.net import Pairs, Reader, by_code
from training.targets import CODE_ROLES, ClaimTarget, Target

log = logging.getLogger("training")


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train: learning rates of encoder and heads, epochs, pieces in a batch, seed."""

    epochs: int
    encoder_rate: float
    head_rate: float = 1e-3
    pieces: int = 900
    seed: int = 1
    warm_up: float = 0.1


def tensors(lessons: Sequence[Lesson]) -> tuple[Tensor, ...]:
    """ids, shapes, kinds, parts, mask (batch, pieces) and first, last (batch, words), padded with zeros."""
    pieces = max(len(x.window.ids) for x in lessons)
    words = max(len(x.window.words) for x in lessons)
    rows = np.zeros((5, len(lessons), pieces), np.int64)
    ends = np.zeros((2, len(lessons), words), np.int64)
    for row, lesson in enumerate(lessons):
        w = lesson.window
        for index, values in enumerate((w.ids, w.shapes, w.kinds, w.parts, [1] * len(w.ids))):
            rows[index, row, : len(values)] = values
        ends[0, row, : len(w.first)], ends[1, row, : len(w.last)] = w.first, w.last
    return (*torch.from_numpy(rows), *torch.from_numpy(ends))


@dataclass(slots=True)
class Flat:
    """All claims of a batch, flat: rows index the batch, `group` numbers (claim, code) pairs."""

    row: Tensor
    word: Tensor
    event: Tensor
    candidate_row: Tensor
    candidate_first: Tensor
    candidate_last: Tensor
    pairs: Pairs
    code_pairs: Tensor
    group: Tensor
    groups: int
    group_claim: Tensor
    time_pairs: Tensor
    lengths: Tensor


def flatten(lessons: Sequence[Lesson], claims: Sequence[Sequence[tuple[int, int]]]) -> Flat:
    """Index tensors for (word, event) pairs of each lesson."""
    row, word, event = [], [], []
    c_row, c_first, c_last = [], [], []
    p_claim, p_candidate, p_distance, p_relation, p_kind = [], [], [], [], []
    code_pairs, group, group_claim, time_pairs = [], [], [], []
    groups = 0
    for number, (lesson, pairs) in enumerate(zip(lessons, claims, strict=True)):
        window, offset = lesson.window, len(c_row)
        for c in window.candidates:
            c_row.append(number)
            c_first.append(c.first)
            c_last.append(c.last)
        distances, relations = pair_features(window, [w for w, _ in pairs])
        column = {code: i for i, code in enumerate(window.codes)}
        for k, (w, e) in enumerate(pairs):
            claim = len(row)
            row.append(number)
            word.append(w)
            event.append(e)
            for m, c in enumerate(window.candidates):
                (time_pairs if c.time is not None else code_pairs).append(len(p_claim))
                p_claim.append(claim)
                p_candidate.append(offset + m)
                p_distance.append(int(distances[k, m]))
                p_relation.append(int(relations[k, m]))
                p_kind.append(c.kind)
                if c.time is None:
                    group.append(groups + column[c.code])
            groups += len(column)
            group_claim.extend([claim] * len(column))
    t = torch.tensor
    pairs_ = Pairs(*(t(x, dtype=torch.long) for x in (p_claim, p_candidate, p_distance, p_relation, p_kind)))
    longs = [t(x, dtype=torch.long) for x in (row, word, event, c_row, c_first, c_last)]
    return Flat(
        *longs, pairs_, t(code_pairs, dtype=torch.long), t(group, dtype=torch.long), groups,
        t(group_claim, dtype=torch.long), t(time_pairs, dtype=torch.long), t([len(x.window.words) for x in lessons]),
    )  # fmt: skip


@dataclass(slots=True)
class Scores:
    """What the network says about the claims of a batch."""

    attributes: dict[str, Tensor]
    roles: Tensor  # (groups, R) against nobody
    times: Tensor  # (time pairs,)
    pointers: Tensor  # (T, P, N)


def heads(net: Reader, words: Tensor, flat: Flat) -> Scores:
    """Runs the second part for all claims of a batch."""
    t, seen, attributes, nobody = net.claims(words, flat.row, flat.word, flat.event, flat.lengths)
    m = (words[flat.candidate_row, flat.candidate_first] + words[flat.candidate_row, flat.candidate_last]) * 0.5
    links = net.links(t, seen, m, (flat.candidate_first, flat.candidate_last), flat.pairs).float()
    roles = by_code(links[flat.code_pairs, :5], flat.group, flat.groups) - nobody.float()[flat.group_claim, :5]
    times = links[flat.time_pairs, 5] - nobody.float()[flat.pairs.trigger[flat.time_pairs], 5]
    return Scores({k: v.float() for k, v in attributes.items()}, roles, times, net.pointers(t, words, flat.row).float())


def loss(net: Reader, lessons: Sequence[Lesson], targets: Sequence[Target], *, late: bool) -> Tensor:
    """Loss of a batch: event words, then everything about the claims that stand at labelled words."""
    words, events = net.words(*tensors(lessons))
    events = events.float()
    total, count = _event_loss(events, lessons, targets, late=late)
    claims = [c for target in targets for c in target.claims]
    if not claims:
        return total / count * 40
    flat = flatten(lessons, [[(c.word, c.event) for c in target.claims] for target in targets])
    scores = heads(net, words, flat)
    weight = torch.tensor([c.weight for c in claims])
    n = weight.sum().clamp_min(1)
    parts = _attribute_loss(scores, claims, weight) * 0.5 + _role_loss(scores, flat, claims) * 0.7
    parts = parts + _time_loss(scores, claims) * 0.3 + _pointer_loss(scores, claims, weight) * 0.15
    return total / count * 40 + parts / n


def _event_loss(
    events: Tensor, lessons: Sequence[Lesson], targets: Sequence[Target], *, late: bool
) -> tuple[Tensor, int]:
    total, count = torch.zeros(()), 0
    for row, (lesson, target) in enumerate(zip(lessons, targets, strict=True)):
        n = len(lesson.window.words)
        weights = torch.from_numpy(target.weights)
        if late and target.claims and lesson.soft is None:
            weights = weights * _doubt(events[row, :n].argmax(-1), lesson, target)
        wanted = torch.from_numpy(target.events)
        total = total - ((wanted * F.log_softmax(events[row, :n], -1)).sum(-1) * weights).sum()
        count += n
    return total, max(count, 1)


def _doubt(guess: Tensor, lesson: Lesson, target: Target) -> Tensor:
    """Less weight where a labelled kind is guessed in another sentence: most likely the same thing told again."""
    words = lesson.window.words
    kinds = {c.event for c in target.claims}
    sentences = {words[c.word].sentence for c in target.claims}
    return torch.tensor(
        [0.3 if g and g in kinds and words[i].sentence not in sentences else 1.0 for i, g in enumerate(guess.tolist())]
    )


def _attribute_loss(scores: Scores, claims: Sequence[ClaimTarget], weight: Tensor) -> Tensor:
    total = torch.zeros(())
    for name in ATTRIBUTES:
        wanted = torch.from_numpy(np.stack([c.attributes[name] for c in claims]))
        w = weight * torch.tensor([c.attribute_weights[name] for c in claims])
        if name == "matter":
            each = F.binary_cross_entropy_with_logits(scores.attributes[name], wanted, reduction="none").sum(-1) * 0.5
        else:
            each = -(wanted * F.log_softmax(scores.attributes[name], -1)).sum(-1)
        total = total + (each * w).sum()
    return total


def _role_loss(scores: Scores, flat: Flat, claims: Sequence[ClaimTarget]) -> Tensor:
    if not flat.groups:
        return torch.zeros(())
    weight = torch.tensor([c.weight for c in claims for _ in range(len(c.roles))]).unsqueeze(-1)
    wanted = torch.from_numpy(np.concatenate([c.roles for c in claims]))
    weights = torch.from_numpy(np.concatenate([c.role_weights for c in claims])) * weight
    single = (F.binary_cross_entropy_with_logits(scores.roles, wanted, reduction="none") * weights).sum()
    # The choice among codes and nobody: a softmax over each claim's groups with nobody at 0.
    top = torch.zeros(len(claims), len(CODE_ROLES)).scatter_reduce(
        0, flat.group_claim.unsqueeze(-1).expand_as(scores.roles), scores.roles.detach(), "amax"
    )
    exp = (scores.roles - top[flat.group_claim]).exp()
    norm = (-top).exp().scatter_add(0, flat.group_claim.unsqueeze(-1).expand_as(exp), exp)
    log_z = top + norm.clamp_min(1e-9).log()
    choice = torch.from_numpy(np.concatenate([c.choice[:-1] for c in claims]))
    nobody = torch.from_numpy(np.stack([c.choice[-1] for c in claims]))
    each = -(choice * (scores.roles - log_z[flat.group_claim]) * weights).sum()
    by_claim = torch.from_numpy(np.stack([_role_weight(c) for c in claims]))
    return 0.5 * single + 0.5 * (each + (nobody * log_z * by_claim).sum())


def _role_weight(claim: ClaimTarget) -> np.ndarray:
    return claim.role_weights[0] * claim.weight if len(claim.role_weights) else np.zeros(len(CODE_ROLES), np.float32)


def _time_loss(scores: Scores, claims: Sequence[ClaimTarget]) -> Tensor:
    if not len(scores.times):
        return torch.zeros(())
    wanted = torch.from_numpy(np.concatenate([c.times for c in claims]))
    weights = torch.from_numpy(np.concatenate([c.time_weights * c.weight for c in claims]))
    return (F.binary_cross_entropy_with_logits(scores.times, wanted, reduction="none") * weights).sum()


def _pointer_loss(scores: Scores, claims: Sequence[ClaimTarget], weight: Tensor) -> Tensor:
    total = torch.zeros(())
    for k, claim in enumerate(claims):
        n = claim.pointers.shape[1]
        each = -(torch.from_numpy(claim.pointers) * F.log_softmax(scores.pointers[k, :, :n], -1)).sum(-1)
        total = total + (each * torch.from_numpy(claim.pointer_weights)).sum() * weight[k]
    return total


def batches(lessons: Sequence[Lesson], pieces: int, rng: random.Random) -> list[list[int]]:
    """Indices of lessons of like length, at most `pieces` with padding; in random order."""
    order = sorted(range(len(lessons)), key=lambda i: len(lessons[i].window.ids) + rng.random() * 20)
    made: list[list[int]] = [[]]
    for i in order:
        if made[-1] and len(lessons[i].window.ids) * (len(made[-1]) + 1) > pieces:
            made.append([])
        made[-1].append(i)
    rng.shuffle(made)
    return made


def fit(
    net: Reader, lessons: Sequence[Lesson], target: Callable[[Lesson], Target], plan: Plan, *, half: bool = True
) -> Reader:
    """Trains `net` in place. `half`: bfloat16 where the processor has it (three times as fast there)."""
    torch.manual_seed(plan.seed)
    rng = random.Random(plan.seed)
    targets = [target(lesson) for lesson in lessons]
    for parameter in net.encoder.get_input_embeddings().parameters():
        parameter.requires_grad = False
    encoder = [p for p in net.encoder.parameters() if p.requires_grad]
    rest = [p for n, p in net.named_parameters() if not n.startswith("encoder.")]
    groups = [{"params": encoder, "lr": plan.encoder_rate}, {"params": rest, "lr": plan.head_rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    steps = plan.epochs * len(batches(lessons, plan.pieces, random.Random(0)))
    warm = max(10, int(steps * plan.warm_up))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / warm, max(0.02, (steps - s) / max(1, steps - warm)))
    )
    begin = time.monotonic()
    for epoch in range(plan.epochs):
        net.train()
        total = 0.0
        made = batches(lessons, plan.pieces, rng)
        for batch in made:
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
                value = loss(net, [lessons[i] for i in batch], [targets[i] for i in batch], late=epoch >= 4)
            optimizer.zero_grad()
            value.backward()
            nn.utils.clip_grad_norm_([*encoder, *rest], 1.0)
            optimizer.step()
            schedule.step()
            total += float(value)
            if not math.isfinite(total):
                raise FloatingPointError("training diverged")
        log.info("epoch %d  loss %.3f  %.0f s", epoch, total / len(made), time.monotonic() - begin)
    return net.eval()
