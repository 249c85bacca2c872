"""Makes the reader's first look: `python -m training.first_look [--shared DIR] [--model FOLDER]`.

A window is labelled by the claims that readers found in it. The threshold lies MARGIN below that at which KEPT of the
labelled claims stand in windows that are read, when every window is scored by a network that did not see its document
(FOLDS parts).
The dev sets are not looked at: `evals.first_look` judges on them. Seeded; a few minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from entente import lexicon
from entente.reader.features import KINDS
from entente.reader.first_look import FILE, feed
from entente.reader.network import FOLDER, facts, pieces
from entente.reader.sentences import sentence_spans
from entente.reader.times import find_times
from entente.reader.windows import Window, Windower
from training.labels import all_lessons
from training.sealing import seal

#: Share of the labelled claims that must stand in windows that are read.
KEPT = 0.998
#: How far below that score, in log-odds, windows are still read: other texts are not like those that are labelled. On
#: feed items drawn by chance the score alone would lose 1.3 % of the network's own claims, with this margin 0.3 %.
MARGIN = 1.0
FOLDS, EPOCHS, SEED = 2, 3, 1
WIDTH, KIND_WIDTH, CHANNELS = 32, 8, 48
#: Pieces of a batch.
BATCH = 2400
OUTSIDE = -30.0
CARD = """## First look
`first_look.onnx`: a tiny network over word pieces and kinds of mentions; a window that it scores below {least:.3f} is
not read. Made from {windows:,} labelled windows of the texts above, {empty:,} of them without a claim, by `python -m
training.first_look` (seeded; Apache-2.0 like the rest). In {folds} parts, each scored by a network that did not see
it, {kept:.1%} of the labelled claims stand in windows that score {found:.3f} or more, and {saved:.0%} of the windows
without a claim score less; windows are read from {margin:g} below that, for texts unlike these.
What it loses and saves on the sets used for tuning: `evals/LATEST-first-look.md`.
"""


@dataclass(frozen=True, slots=True)
class Example:
    """A window: document, its pieces, kinds and takes, first pieces of event words, number of labelled claims."""

    document: str
    ids: NDArray[np.int64]
    kinds: NDArray[np.int64]
    takes: NDArray[np.float32]
    events: tuple[int, ...]
    claims: int


class Glance(nn.Module):
    """Pieces and kinds of mentions, two narrow convolutions, one score a piece; a window's score is their log-sum-exp.

    The vectors of pieces begin as the principal components of the reader's own.
    """

    def __init__(self, vectors: NDArray[np.float32]) -> None:
        super().__init__()
        self.pieces = nn.Embedding.from_pretrained(torch.tensor(vectors), freeze=False)
        self.kinds = nn.Embedding(KINDS, KIND_WIDTH)
        self.near = nn.Conv1d(WIDTH + KIND_WIDTH, CHANNELS, 5, padding=2)
        self.wide = nn.Conv1d(CHANNELS, CHANNELS, 5, padding=4, dilation=2)
        self.out, self.drop = nn.Conv1d(CHANNELS, 1, 1), nn.Dropout(0.25)

    def forward(self, ids: Tensor, kinds: Tensor, takes: Tensor) -> tuple[Tensor, Tensor]:
        """All (batch, pieces) -> scores of the pieces, and of the windows (batch,)."""
        x = self.drop(torch.cat([self.pieces(ids), self.kinds(kinds)], -1).transpose(1, 2))
        x = self.drop(torch.relu(self.near(x)))
        x = torch.relu(self.wide(x)) + x
        each = self.out(self.drop(x))[:, 0] * takes + OUTSIDE * (1 - takes)
        return each, torch.logsumexp(each, 1)


def examples(shared: Path, folder: Path) -> list[Example]:
    """Every labelled window of the training sets that names somebody."""
    told = facts(folder)
    words, begin, end = pieces(folder, told.files)
    windower = Windower(lexicon.load(), words, sentence_spans, find_times, begin=begin, end=end)
    made = []
    for lesson in all_lessons(shared, windower):
        window = lesson.window
        if not window.codes:
            continue
        events = tuple(window.first[word] for word, _ in lesson.claims)
        made.append(example(lesson.document.id, window, events, len(lesson.claims)))
    return made


def example(document: str, window: Window, events: tuple[int, ...], claims: int) -> Example:
    """A window as the first look takes it."""
    columns: dict[str, Any] = feed(window)
    return Example(document, columns["ids"], columns["kinds"], columns["takes"], events, claims)


def fitted(taught: Sequence[Example], vectors: NDArray[np.float32], seed: int) -> Glance:
    """A network trained on `taught`: the window's label, and at each piece whether an event word begins there."""
    torch.manual_seed(seed)
    rng, net = random.Random(seed), Glance(vectors)
    rest = [p for name, p in net.named_parameters() if not name.startswith("pieces.")]
    steps = EPOCHS * len(list(batches(taught, random.Random(seed))))
    optimizer = torch.optim.AdamW([{"params": net.pieces.parameters()}, {"params": rest}], weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, [2e-3, 4e-3], total_steps=steps + steps // 10 + 9)
    for _ in range(EPOCHS):
        for part in batches(taught, rng):
            loss = _loss(net, part)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return net.eval()


def _loss(net: Glance, part: Sequence[Example]) -> Tensor:
    ids, kinds, takes = tensors(part)
    each, window = net(ids, kinds, takes)
    wanted, events = torch.tensor([float(x.claims > 0) for x in part]), torch.zeros_like(takes)
    for row, x in enumerate(part):
        events[row, list(x.events)] = 1.0
    whole = F.binary_cross_entropy_with_logits(window, wanted, weight=1 + wanted)
    inside = takes > 0
    weight = torch.tensor(3.0)
    return whole + 2 * F.binary_cross_entropy_with_logits(each[inside], events[inside], pos_weight=weight)


def tensors(part: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Pieces, kinds and takes of a batch, padded with what no claim may start at."""
    size = max(len(x.ids) for x in part)
    ids, kinds = (torch.zeros(len(part), size, dtype=torch.long) for _ in range(2))
    takes = torch.zeros(len(part), size)
    for row, x in enumerate(part):
        for table, column in ((ids, x.ids), (kinds, x.kinds), (takes, x.takes)):
            table[row, : len(column)] = torch.from_numpy(column)
    return ids, kinds, takes


def batches(taught: Sequence[Example], rng: random.Random) -> Iterator[list[Example]]:
    """Windows of like length together, in a random order."""
    made: list[list[Example]] = [[]]
    for x in sorted(taught, key=lambda x: len(x.ids) + 8 * rng.random()):
        if made[-1] and (len(made[-1]) + 1) * len(x.ids) > BATCH:
            made.append([])
        made[-1].append(x)
    rng.shuffle(made)
    yield from made


@torch.inference_mode()
def scores(net: Glance, asked: Sequence[Example]) -> list[float]:
    """Window by window, as the reader runs it."""
    return [float(net(*tensors([x]))[1][0]) for x in asked]


def threshold(taught: Sequence[Example], vectors: NDArray[np.float32]) -> tuple[float, float]:
    """The score that KEPT of the labelled claims' windows reach, and the share of windows without a claim below it."""
    documents = sorted({x.document for x in taught})
    random.Random(SEED).shuffle(documents)
    fold = {name: number % FOLDS for number, name in enumerate(documents)}
    claims: list[float] = []
    empty: list[float] = []
    for number in range(FOLDS):
        net = fitted([x for x in taught if fold[x.document] != number], vectors, SEED)
        held = [x for x in taught if fold[x.document] == number]
        for x, score in zip(held, scores(net, held), strict=True):
            (claims.extend([score] * x.claims) if x.claims else empty.append(score))
    least = float(np.quantile(claims, 1 - KEPT, method="lower"))
    return least, float(np.mean(np.array(empty) < least))


def vectors_of(folder: Path) -> NDArray[np.float32]:
    """The WIDTH largest principal components of the reader's vectors of pieces, one row a piece."""
    constant = {x.name: x for x in onnx.load(str(folder / "words.onnx")).graph.initializer}
    name = "net.encoder.embeddings.word_embeddings.weight"
    raw, scale, zero = (numpy_helper.to_array(constant[f"{name}_{x}"]) for x in ("quantized", "scale", "zero_point"))
    table = (raw.astype(np.float32) - np.float32(zero)) * scale
    table -= table.mean(0)
    _, directions = np.linalg.eigh(table.T @ table)
    found = table @ directions[:, ::-1][:, :WIDTH]
    return np.ascontiguousarray(found / found.std(), np.float32)


def export(net: Glance, path: Path) -> None:
    """Writes the network, its vectors of pieces in 8 bits."""
    table = net.pieces.weight.detach().numpy()
    scale = np.float32(np.abs(table).max() / 127)
    kept = {
        "pieces": np.clip(np.round(table / scale), -127, 127).astype(np.int8), "scale": scale,
        "kind": net.kinds.weight.detach().numpy(), "outside": np.float32(OUTSIDE), "one": np.float32(1),
        "flat": np.array([-1], np.int64), "front": np.array([0], np.int64),
    }  # fmt: skip
    for layer in ("near", "wide", "out"):
        for part, values in getattr(net, layer).named_parameters():
            kept[f"{layer}_{part}"] = values.detach().numpy()
    nodes = [
        ("Gather", ["pieces", "ids"], "raw", {}), ("DequantizeLinear", ["raw", "scale"], "vectors", {}),
        ("Gather", ["kind", "kinds"], "kind_vectors", {}),
        ("Concat", ["vectors", "kind_vectors"], "both", {"axis": 1}),
        ("Transpose", ["both"], "turned", {"perm": [1, 0]}), ("Unsqueeze", ["turned", "front"], "x", {}),
        ("Conv", ["x", "near_weight", "near_bias"], "near", {"pads": [2, 2]}), ("Relu", ["near"], "first", {}),
        ("Conv", ["first", "wide_weight", "wide_bias"], "wide", {"pads": [4, 4], "dilations": [2]}),
        ("Relu", ["wide"], "second", {}), ("Add", ["first", "second"], "sum", {}),
        ("Conv", ["sum", "out_weight", "out_bias"], "out", {}), ("Reshape", ["out", "flat"], "each", {}),
        ("Mul", ["each", "takes"], "inside", {}), ("Sub", ["one", "takes"], "not_taken", {}),
        ("Mul", ["not_taken", "outside"], "masked", {}), ("Add", ["inside", "masked"], "all", {}),
        ("ReduceLogSumExp", ["all"], "score", {"keepdims": 1}),
    ]  # fmt: skip
    graph = helper.make_graph(
        [helper.make_node(kind, inputs, [output], **more) for kind, inputs, output, more in nodes],
        "first_look",
        [
            helper.make_tensor_value_info(name, kind, ["pieces_in"])
            for name, kind in (("ids", TensorProto.INT64), ("kinds", TensorProto.INT64), ("takes", TensorProto.FLOAT))
        ],
        [helper.make_tensor_value_info("score", TensorProto.FLOAT, [1])],
        [numpy_helper.from_array(np.asarray(values), name) for name, values in kept.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def make(shared: Path, folder: Path) -> dict[str, float]:
    """Trains, writes and seals; gives the figures for the model card."""
    torch.set_num_threads(1)  # windows are short: a second thread waits more than it works
    taught, vectors = examples(shared, folder), vectors_of(folder)
    least, saved = threshold(taught, vectors)
    export(fitted(taught, vectors, SEED), folder / FILE)
    path = folder / "model.json"
    told = json.loads(path.read_text(encoding="utf-8")) | {"first_look": round(least - MARGIN, 3)}
    path.write_text(json.dumps(told, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    seal(folder)
    empty = sum(not x.claims for x in taught)
    card = folder / "MODEL_CARD.md"
    text = card.read_text(encoding="utf-8").partition("\n## First look\n")[0].rstrip("\n")
    told_so = CARD.format(
        windows=len(taught), empty=empty, kept=KEPT, saved=saved, folds=FOLDS, found=least, margin=MARGIN,
        least=least - MARGIN,
    )  # fmt: skip
    card.write_text(f"{text}\n\n{told_so}", encoding="utf-8")
    return {"windows": len(taught), "empty": empty, "saved": saved, "least": least}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder with gold/ and corpora/")
    parser.add_argument("--model", type=Path, default=FOLDER, help="folder of the model")
    asked = parser.parse_args()
    print(make(asked.shared, asked.model))
