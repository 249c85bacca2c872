"""Numbers that the network's second part takes: which words, which candidates, how far apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from entente.reader.windows import CAST, Window
from entente.records.vocabulary import CERTAINTIES, EVENTS, MATTERS, MODALITIES, MODES, POLARITIES, STANCES

#: What each output of the network means, in its order (never reorder: a model goes with its order).
EVENT_LABELS = ("none", *EVENTS)
MODE_LABELS = ("none", *MODES)
HOLDER_KINDS = ("none", "code", "named", "unnamed")
LINKS = ("actor", "recipient", "party", "outer", "inner", "time")
POINTERS = ("quote_start", "quote_end", "outer_start", "outer_end", "inner_start", "inner_end")
ATTRIBUTES = {
    "modality": MODALITIES,
    "polarity": POLARITIES,
    "certainty": CERTAINTIES,
    "mode": MODE_LABELS,
    "outer_kind": HOLDER_KINDS,
    "outer_stance": STANCES,
    "inner_kind": HOLDER_KINDS,
    "inner_stance": STANCES,
    "matter": MATTERS,
}
DISTANCES, RELATIONS, KINDS = 14, 4, 16

#: Upper ends of the buckets of distances: 0, 1, 2, 3–4, 5–8, 9–16; above stands one more.
BUCKETS = (0, 1, 2, 4, 8, 16)

FIELDS = ("title", "text", "")

Integers = NDArray[np.int64]


def distance(words: int) -> int:
    """Bucket of a signed distance in words: 0, 1, 2, 3–4, 5–8, 9–16, more; after the event word counted apart."""
    size = abs(words)
    bucket = size if size <= 2 else 3 if size <= 4 else 4 if size <= 8 else 5 if size <= 16 else 6
    return bucket if words <= 0 else 7 + bucket


def relation(window: Window, word: int, other: int) -> int:
    """0 same sentence, 1 same field, 2 title against text, 3 the cast."""
    a, b = window.words[word], window.words[other]
    if b.part == CAST:
        return 3
    if a.sentence == b.sentence:
        return 0
    return 1 if a.field == b.field else 2


def pair_features(window: Window, triggers: Sequence[int]) -> tuple[Integers, Integers]:
    """Distances and relations, both of shape (triggers, candidates): `distance` and `relation` of every pair.

    A candidate is met at its first word from before, at its last from behind, and at the event word from within.
    """
    words = window.words
    at = np.array(triggers, np.int64).reshape(-1, 1)
    first = np.array([c.first for c in window.candidates], np.int64).reshape(1, -1)
    last = np.array([c.last for c in window.candidates], np.int64).reshape(1, -1)
    near = np.where(at < first, first, np.minimum(at, last))
    bucket = np.searchsorted(BUCKETS, np.abs(near - at))
    distances = np.where(near <= at, bucket, len(BUCKETS) + 1 + bucket)
    part = np.array([w.part for w in words])
    sentence = np.array([w.sentence for w in words])
    field = np.array([FIELDS.index(w.field) for w in words])
    apart = np.where(field[near] == field[at], 1, 2)
    relations = np.where(part[near] == CAST, 3, np.where(sentence[near] == sentence[at], 0, apart))
    return distances.astype(np.int64), relations.astype(np.int64)
