"""The network: one encoder, and heads for event word, parties, holders, times and what kind of statement it is.

Two parts, exported apart: `words` (pieces -> word vectors and event scores) runs once over a window; `heads` (word
vectors + event words -> everything about each claim) is small.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from entente.reader.features import ATTRIBUTES, DISTANCES, EVENT_LABELS, KINDS, LINKS, POINTERS, RELATIONS

SHAPE_COUNT, PART_COUNT = 12, 4


@dataclass(slots=True)
class Pairs:
    """Event words against candidates, flat: `trigger` and `candidate` index rows of the two vectors' tables."""

    trigger: Tensor
    candidate: Tensor
    distance: Tensor
    relation: Tensor
    kind: Tensor


class Look(nn.Module):
    """A second look at the window, once for each claim: a small transformer over the words, the event word marked.

    The encoder reads the window without knowing which event is asked about; marking it before the parties are chosen
    is what makes pipelines of relation extraction better than one shared vector a word (Zhong and Chen 2021,
    arXiv 2010.12812). Here the second reading is two narrow layers, not a second encoder.
    """

    def __init__(self, hidden: int, width: int = 192, layers: int = 2) -> None:
        super().__init__()
        self.enter = nn.Linear(hidden, width)
        self.marks, self.places = nn.Embedding(len(EVENT_LABELS), width), nn.Embedding(DISTANCES, width)
        self.layers = nn.ModuleList(LookLayer(width) for _ in range(layers))
        self.leave = nn.LayerNorm(width)

    def forward(self, words: Tensor, row: Tensor, trigger: Tensor, event: Tensor, lengths: Tensor | None) -> Tensor:
        """Words (B, N, hidden), claims' rows, words and events (T,), words a row (B,; None: all) -> (T, N, width)."""
        at = torch.arange(words.shape[1]).unsqueeze(0)
        apart = at - trigger.unsqueeze(1)
        here = (apart == 0).unsqueeze(-1)
        x = self.enter(words)[row] + self.places(buckets(apart)) + here * self.marks(event).unsqueeze(1)
        outside = None if lengths is None else (at >= lengths[row].unsqueeze(1)).unsqueeze(1).unsqueeze(1)
        for layer in self.layers:
            x = layer(x, outside)
        return self.leave(x)


class LookLayer(nn.Module):
    """Self-attention and a feed-forward step, normed first."""

    def __init__(self, width: int, heads: int = 6) -> None:
        super().__init__()
        self.heads = heads
        self.norm, self.ask, self.answer = nn.LayerNorm(width), nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.norm_wide, self.wide, self.narrow = (
            nn.LayerNorm(width), nn.Linear(width, 3 * width), nn.Linear(3 * width, width)
        )  # fmt: skip
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, outside: Tensor | None) -> Tensor:
        """(T, N, width); `outside` (T, 1, 1, N): words past the window's end, None where there are none."""
        claims, width = x.shape[0], x.shape[2]
        q, k, v = (
            part.view(claims, -1, self.heads, width // self.heads).transpose(1, 2)
            for part in self.ask(self.norm(x)).split(width, -1)
        )
        weights = ((q / (width // self.heads) ** 0.5) @ k.transpose(-1, -2)).float()
        if outside is not None:
            weights = weights.masked_fill(outside, -1e4)
        seen = (torch.softmax(weights, -1).to(v.dtype) @ v).transpose(1, 2).reshape(claims, -1, width)
        x = x + self.drop(self.answer(seen))
        return x + self.drop(self.narrow(F.gelu(self.wide(self.norm_wide(x)))))


def buckets(apart: Tensor) -> Tensor:
    """`entente.reader.features.distance` of every signed distance."""
    size = apart.abs()
    bucket = size.clamp(max=2) + (size > 2).long() + (size > 4).long() + (size > 8).long() + (size > 16).long()
    return bucket + 7 * (apart > 0).long()


class Reader(nn.Module):
    """Args: encoder: a transformers encoder; hidden: its width; look: layers of the second look."""

    def __init__(self, encoder: nn.Module, hidden: int, layers: int, look: int = 2) -> None:
        super().__init__()
        self.encoder, self.hidden = encoder, hidden
        self.look = Look(hidden, layers=look) if look else None
        if look:
            self.look_attribute, self.look_nobody = nn.Linear(192, 320), nn.Linear(192, len(LINKS))
            self.look_in, self.look_out = nn.Linear(192, 192), nn.Linear(192, len(LINKS))
        self.shapes = _zeros(SHAPE_COUNT, hidden)
        self.kinds = _zeros(KINDS, hidden)
        self.parts = _zeros(PART_COUNT, hidden)
        self.word_parts = _zeros(PART_COUNT, hidden)
        self.events = _zeros(len(EVENT_LABELS), hidden)
        self.mix = nn.Parameter(torch.zeros(layers + 1))
        self.drop = nn.Dropout(0.25)
        self.event_in, self.event_out = nn.Linear(hidden, 256), nn.Linear(256, len(EVENT_LABELS))
        self.attribute_in = nn.Linear(hidden, 320)
        self.attributes = nn.ModuleDict({name: nn.Linear(320, len(values)) for name, values in ATTRIBUTES.items()})
        roles = len(LINKS)
        self.role_trigger, self.role_candidate = nn.Linear(hidden, 96 * roles), nn.Linear(hidden, 96 * roles)
        self.pair_trigger, self.pair_candidate = nn.Linear(hidden, 192), nn.Linear(hidden, 192)
        self.distances, self.relations = nn.Embedding(DISTANCES, 48), nn.Embedding(RELATIONS, 16)
        self.pair_kinds = nn.Embedding(KINDS, 16)
        self.pair_in, self.pair_out = nn.Linear(192 * 2 + 80, 192), nn.Linear(192, roles)
        self.nobody = nn.Linear(hidden, roles)
        self.point_trigger = nn.Linear(hidden, 64 * len(POINTERS))
        self.point_word = nn.Linear(hidden, 64 * len(POINTERS))
        with torch.no_grad():
            self.event_out.bias[0] = 4.0
            self.nobody.weight.zero_()

    def words(
        self, ids: Tensor, shapes: Tensor, kinds: Tensor, parts: Tensor, mask: Tensor, first: Tensor, last: Tensor
    ) -> tuple[Tensor, Tensor]:
        """(batch, pieces) -> word vectors (batch, words, hidden) and event scores (batch, words, 20)."""
        x = self.encoder.get_input_embeddings()(ids) + self.shapes(shapes) + self.kinds(kinds) + self.parts(parts)
        states = self.encoder(inputs_embeds=x, attention_mask=mask, output_hidden_states=True).hidden_states
        weights = torch.softmax(self.mix, 0)
        h = states[-1] + sum(weights[i] * state for i, state in enumerate(states))
        width = (-1, -1, self.hidden)
        a = torch.gather(h, 1, first.unsqueeze(-1).expand(width))
        b = torch.gather(h, 1, last.unsqueeze(-1).expand(width))
        part = torch.gather(parts, 1, first)
        w = self.drop((a + b) * 0.5 + self.word_parts(part))
        return w, self.event_out(self.drop(F.gelu(self.event_in(w))))

    def claims(
        self, words: Tensor, row: Tensor, trigger: Tensor, event: Tensor, lengths: Tensor | None
    ) -> tuple[Tensor, Tensor | None, dict[str, Tensor], Tensor]:
        """Word vectors (B, N, hidden) and T event words -> claim vectors, second look, attributes, nobody scores."""
        t = words[row, trigger] + self.events(event)
        h, nobody, seen = self.attribute_in(t), self.nobody(t), None
        if self.look is not None:
            seen = self.look(words, row, trigger, event, lengths)
            mine = self.drop(seen[torch.arange(trigger.shape[0]), trigger])
            h, nobody = h + self.look_attribute(mine), nobody + self.look_nobody(mine)
        h = self.drop(F.gelu(h))
        return t, seen, {name: head(h) for name, head in self.attributes.items()}, nobody

    def links(
        self, t: Tensor, seen: Tensor | None, candidates: Tensor, ends: tuple[Tensor, Tensor], pairs: Pairs
    ) -> Tensor:
        """(pairs, roles): how well each candidate fits each role of each claim; `ends`: candidates' words."""
        roles = len(LINKS)
        a = F.gelu(self.role_trigger(t)).view(-1, roles, 96)[pairs.trigger]
        b = F.gelu(self.role_candidate(candidates)).view(-1, roles, 96)[pairs.candidate]
        fit = (a * b).sum(-1) / 8
        p = self.drop(F.gelu(self.pair_trigger(t)))[pairs.trigger]
        q = self.drop(F.gelu(self.pair_candidate(candidates)))[pairs.candidate]
        place = [self.distances(pairs.distance), self.relations(pairs.relation), self.pair_kinds(pairs.kind)]
        fit = fit + self.pair_out(self.drop(F.gelu(self.pair_in(torch.cat([p * q, p + q, *place], -1)))))
        if seen is None:
            return fit
        first, last = (seen[pairs.trigger, end[pairs.candidate]] for end in ends)
        return fit + self.look_out(self.drop(F.gelu(self.look_in(self.drop((first + last) * 0.5)))))

    def pointers(self, t: Tensor, words: Tensor, row: Tensor) -> Tensor:
        """(T, pointers, words): where quote and holders' names begin and end; `row` is each claim's batch row."""
        count = len(POINTERS)
        a = self.point_trigger(t).view(-1, count, 64)
        b = self.point_word(words).view(words.shape[0], -1, count, 64)[row]
        return torch.einsum("tpd,twpd->tpw", a, b) / 8


def _zeros(count: int, width: int) -> nn.Embedding:
    table = nn.Embedding(count, width)
    nn.init.zeros_(table.weight)
    return table


def by_code(scores: Tensor, group: Tensor, groups: int) -> Tensor:
    """log-sum-exp of (pairs, roles) within each group: a code told five times is one candidate."""
    index = group.unsqueeze(-1).expand_as(scores)
    top = torch.full((groups, scores.shape[1]), -1e4, dtype=scores.dtype).scatter_reduce(0, index, scores, "amax")
    total = torch.zeros_like(top).scatter_add(0, index, (scores - top[group]).exp())
    return top + total.clamp_min(1e-9).log()
