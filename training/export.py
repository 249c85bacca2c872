"""A trained network -> two ONNX files: the encoder in int8, the small heads as they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from entente.reader.features import ATTRIBUTES
from training import fused
from training.net import Pairs, Reader
from training.sealing import seal

#: Names of the attribute outputs, in the order of the graph.
OUTPUTS = tuple(ATTRIBUTES)
#: Weights with fewer numbers are left as they are.
LEAST_HALVED = 4096


class Words(nn.Module):
    """First graph: pieces of one window -> word vectors (N, H) and event scores (N, 20)."""

    def __init__(self, net: Reader) -> None:
        super().__init__()
        self.net = net

    def forward(self, ids: Tensor, shapes: Tensor, kinds: Tensor, parts: Tensor, first: Tensor, last: Tensor) -> Any:
        """All of shape (1, pieces) or (1, words)."""
        words, events = self.net.words(ids, shapes, kinds, parts, torch.ones_like(ids), first, last)
        return words[0], events[0]


class Heads(nn.Module):
    """Second graph: word vectors, event words and candidates -> everything about the claims."""

    def __init__(self, net: Reader) -> None:
        super().__init__()
        self.net = net

    def forward(
        self, words: Tensor, trigger: Tensor, event: Tensor, first: Tensor, last: Tensor, kind: Tensor,
        distance: Tensor, relation: Tensor,
    ) -> Any:  # fmt: skip
        """words (N, H); trigger, event (T,); first, last, kind (M,); distance, relation (T, M)."""
        one, row = words.unsqueeze(0), torch.zeros_like(trigger)
        t, seen, attributes, nobody = self.net.claims(one, row, trigger, event, None)
        m = (words[first] + words[last]) * 0.5
        rows = torch.arange(trigger.shape[0]).unsqueeze(1).expand_as(distance).reshape(-1)
        columns = torch.arange(first.shape[0]).unsqueeze(0).expand_as(distance).reshape(-1)
        pairs = Pairs(rows, columns, distance.reshape(-1), relation.reshape(-1), kind[columns])
        links = self.net.links(t, seen, m, (first, last), pairs).view(
            distance.shape[0], distance.shape[1], -1
        ) - nobody.unsqueeze(1)
        pointers = self.net.pointers(t, one, row)
        return (links, pointers, *(attributes[name] for name in OUTPUTS))


def export(net: Reader, folder: Path, facts: dict[str, Any], vocabulary: list[str]) -> None:
    """Writes words.onnx (int8), heads.onnx, vocabulary.txt and model.json with their hashes into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    net = net.eval().float()
    _words(net, folder)
    _heads(net, folder)
    fused.rewrite(folder)
    (folder / "vocabulary.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    text = json.dumps(facts, indent=2, ensure_ascii=False, sort_keys=True)
    (folder / "model.json").write_text(text + "\n", encoding="utf-8")
    seal(folder)


def _words(net: Reader, folder: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    n = torch.ones(1, 9, dtype=torch.long)
    k = torch.zeros(1, 4, dtype=torch.long)
    names = ["ids", "shapes", "kinds", "parts", "first", "last"]
    axes = {name: {1: "pieces"} for name in names[:4]} | {name: {1: "words"} for name in names[4:]}
    plain = folder / "words.fp32.onnx"
    torch.onnx.export(
        Words(net), (n, n, n, n, k, k), plain, input_names=names, output_names=["words", "events"],
        dynamic_axes=axes, opset_version=17, dynamo=False,
    )  # fmt: skip
    # Seven bits: sums of eight overflow on processors without VNNI, and would differ there.
    quantize_dynamic(plain, folder / "words.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    plain.unlink()


def _heads(net: Reader, folder: Path) -> None:
    w = torch.zeros(7, net.hidden)
    t, m = torch.zeros(2, dtype=torch.long), torch.zeros(3, dtype=torch.long)
    tm = torch.zeros(2, 3, dtype=torch.long)
    names = ["words", "trigger", "event", "first", "last", "kind", "distance", "relation"]
    axes: dict[str, dict[int, str]] = {"words": {0: "N"}, "distance": {0: "T", 1: "M"}, "relation": {0: "T", 1: "M"}}
    axes |= {name: {0: "T"} for name in ("trigger", "event")} | {name: {0: "M"} for name in ("first", "last", "kind")}
    outputs = ["links", "pointers", *OUTPUTS]
    axes |= {"links": {0: "T", 1: "M"}, "pointers": {0: "T", 2: "N"}} | {name: {0: "T"} for name in OUTPUTS}
    torch.onnx.export(
        Heads(net), (w, t, t, m, m, m, tm, tm), folder / "heads.onnx", input_names=names, output_names=outputs,
        dynamic_axes=axes, opset_version=17, dynamo=False,
    )  # fmt: skip
    _quantize_look(folder / "heads.onnx")
    halve(folder / "heads.onnx")


def _quantize_look(path: Path) -> None:
    """The second look's weights in 8 bits: it runs over all words once a claim and takes most of the heads' time."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    nodes = [n.name for n in onnx.load(str(path)).graph.node if "/look/" in n.name and n.op_type in ("MatMul", "Gemm")]
    quantize_dynamic(
        path, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True, nodes_to_quantize=nodes
    )


def halve(path: Path) -> None:
    """Keeps the large weights of a graph in 16 bits; a cast beside each widens them when the graph is loaded."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    model = onnx.load(str(path))
    casts = []
    for weight in model.graph.initializer:
        values = numpy_helper.to_array(weight)
        if weight.data_type == TensorProto.FLOAT and values.size >= LEAST_HALVED:
            name = weight.name
            weight.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
            casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))
    for node in reversed(casts):
        model.graph.node.insert(0, node)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
