"""Exported graphs, rewritten to do the same with less: `python -m training.fused FOLDER`.

`words.onnx`: query, key and value of a layer are one product, and attention is onnxruntime's own operator, without the
mask (a window is never padded). `heads.onnx`: likewise, and

- the last layer of the second look is worked out only for the words that are asked about (event words, first and last
  words of candidates), the others give keys and values only;
- where quotes and names begin and end is reckoned from the few claims to the words, (a W) x instead of a (W x).

Weights stay as they are, to the bit. Sums are taken in another order, so scores differ in their last digits.
Operators: https://onnxruntime.ai/docs (com.microsoft: DynamicQuantizeMatMul, MultiHeadAttention).
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from entente.reader.network import UNWANTED
from training.sealing import seal

Array = NDArray[Any]
MICROSOFT = "com.microsoft"
#: Split with `num_outputs` came with this opset.
OPSET = 18
LOOK_HEADS, POINTER_WIDTH = 6, 64


class Graph:
    """A graph under work: nodes by name, constants by name."""

    def __init__(self, path: Path) -> None:
        self.path, self.model = path, onnx.load(str(path))
        self.graph = self.model.graph
        self.node = {node.name: node for node in self.graph.node}
        self.maker = {output: node for node in self.graph.node for output in node.output}
        self.constant = {i.name: numpy_helper.to_array(i) for i in self.graph.initializer}
        # Large weights of the heads are kept in 16 bits beside a cast (export.halve).
        for node in self.graph.node:
            if node.op_type == "Cast" and node.input[0].endswith(".half"):
                self.constant[node.output[0]] = self.constant[node.input[0]].astype(np.float32)

    def keep(self, name: str, values: Array) -> str:
        """A new constant."""
        self.graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def add(self, kind: str, inputs: Sequence[str], outputs: Sequence[str], **attributes: Any) -> str:
        """A new node; gives its first output."""
        self.graph.node.append(helper.make_node(kind, list(inputs), list(outputs), name=outputs[0], **attributes))
        return outputs[0]

    def weights(self, base: str) -> tuple[str, list[Array]]:
        """Input of a dense layer in 8 bits; its weights, their scales and zero points, its bias."""
        product = self.node[f"{base}/MatMul_quant"]
        scale, bias = (
            next(self.constant[x] for x in self.node[base + part].input if x in self.constant)
            for part in ("/MatMul_quant_scales_mul", "/Add")
        )
        source = self.maker[product.input[0]].input[0]
        return source, [self.constant[product.input[1]], scale, self.constant[product.input[3]], bias]

    def dense(self, source: str, parts: Sequence[Array], name: str) -> str:
        """A dense layer in 8 bits, its input scaled as it comes."""
        kept = [
            self.keep(f"{name}.{part}", x) for part, x in zip(("weight", "scale", "zero", "bias"), parts, strict=True)
        ]
        return self.add("DynamicQuantizeMatMul", [source, *kept], [name], domain=MICROSOFT)

    def split(self, source: str, names: Sequence[str]) -> list[str]:
        """Equal parts along the last axis."""
        self.add("Split", [source], names, axis=-1, num_outputs=len(names))
        return list(names)

    def attention(self, parts: Sequence[str], instead: str, heads: int, width: int) -> None:
        """Attention of query, key and value, in the place of what the node `instead` gave."""
        output = self.node[instead].output[0]
        self.node[instead].output[0] = f"{output}.old"
        scale = float(1 / np.sqrt(width / heads))
        self.add("MultiHeadAttention", parts, [output], domain=MICROSOFT, num_heads=heads, scale=scale)

    def change(self, old: str, new: str, nodes: Collection[str]) -> None:
        """These nodes take `new` where they took `old`."""
        for name in nodes:
            taken = self.node[name].input
            taken[:] = [new if x == old else x for x in taken]

    def save(self) -> None:
        """Writes the graph in order of use, without what nobody asks for any more."""
        self._sort()
        self._prune()
        domains = {x.domain: x for x in self.model.opset_import}
        domains[""].version = max(domains[""].version, OPSET)
        if MICROSOFT not in domains:
            self.model.opset_import.append(helper.make_opsetid(MICROSOFT, 1))
        onnx.save(self.model, str(self.path))

    def _sort(self) -> None:
        known = {"", *(x.name for x in self.graph.input), *(x.name for x in self.graph.initializer)}
        waiting, ordered = list(self.graph.node), []
        while waiting:
            ready = [node for node in waiting if known.issuperset(node.input)]
            if not ready:
                raise ValueError(f"{self.path.name}: no order of its nodes, from {waiting[0].name}")
            ordered += ready
            known.update(output for node in ready for output in node.output)
            waiting = [node for node in waiting if not known.issuperset(node.output)]
        del self.graph.node[:]
        self.graph.node.extend(ordered)

    def _prune(self) -> None:
        asked = {x.name for x in self.graph.output}
        kept = []
        for node in reversed(self.graph.node):
            if asked.intersection(node.output):
                kept.append(node)
                asked.update(node.input)
        weights = [x for x in self.graph.initializer if x.name in asked]
        for field, values in ((self.graph.node, kept[::-1]), (self.graph.initializer, weights)):
            del field[:]
            field.extend(values)  # type: ignore[arg-type]


def words(path: Path, heads: int = 12) -> None:
    """Rewrites the first graph of a BERT encoder in its place; another encoder's is left as it is."""
    graph, layer = Graph(path), 0
    while (base := f"/encoder/encoder/layer.{layer}/attention/self") + "/query/MatMul_quant" in graph.node:
        found = [graph.weights(f"{base}/{part}") for part in ("query", "key", "value")]
        joined = [np.concatenate(parts, -1) for parts in zip(*(parts for _, parts in found), strict=True)]
        made = graph.dense(found[0][0], joined, f"layer{layer}.all")
        parts = graph.split(made, [f"layer{layer}.{part}" for part in ("query", "key", "value")])
        graph.attention(parts, f"{base}/Reshape_3", heads, joined[0].shape[0])
        layer += 1
    if layer:
        graph.save()


def heads(path: Path, layers: int = 2) -> None:
    """Rewrites the second graph in its place."""
    graph = Graph(path)
    for layer in range(layers - 1):
        source, parts = graph.weights(f"/look/layers.{layer}/ask")
        made = graph.dense(source, parts, f"look{layer}.all")
        split = graph.split(made, [f"look{layer}.{part}" for part in ("query", "key", "value")])
        graph.attention(split, f"/look/layers.{layer}/Reshape_3", LOOK_HEADS, parts[0].shape[0])
    _last_look(graph, f"/look/layers.{layers - 1}")
    _pointers(graph)
    graph.save()


def _last_look(graph: Graph, base: str) -> None:
    """The last layer, for the words asked about: firsts of candidates, then lasts, then event words."""
    source, parts = graph.weights(f"{base}/ask")
    width = parts[0].shape[0]
    graph.add("Concat", ["first", "last", "trigger"], ["asked"], axis=0)
    came = graph.node[f"{base}/Add"].input[0]
    graph.change(came, graph.add("Gather", [came, "asked"], ["asked.words"], axis=1), [f"{base}/Add"])
    normed = graph.add("Gather", [source, "asked"], ["asked.normed"], axis=1)
    query = graph.dense(normed, [x[..., :width] for x in parts], "asked.query")
    rest = graph.dense(source, [x[..., width:] for x in parts], "asked.rest")
    split = graph.split(rest, ["asked.key", "asked.value"])
    graph.attention([query, *split], f"{base}/Reshape_3", LOOK_HEADS, width)
    # What was looked up by the number of a word is now looked up by its place among those asked about.
    count, number = graph.node["/Gather_9"].output[0], graph.node["/Reshape_5"].output[0]
    twice = graph.add("Add", [count, count], ["asked.twice"])
    event = graph.add("Add", [graph.node["/Range"].output[0], twice], ["asked.event"])
    last = graph.add("Add", [number, count], ["asked.last"])
    graph.change("trigger", event, ["/Add_2"])
    graph.change(graph.node["/Gather_15"].output[0], number, ["/Add_14"])
    graph.change(graph.node["/Gather_19"].output[0], last, ["/Add_15"])


def _pointers(graph: Graph) -> None:
    weight = graph.constant[graph.node["/point_word/MatMul"].input[1]]
    bias = next(graph.constant[x] for x in graph.node["/point_word/Add"].input if x in graph.constant)
    each = weight.reshape(weight.shape[0], -1, POINTER_WIDTH).transpose(1, 2, 0)
    claims = graph.add("Transpose", [graph.node["/Reshape_15"].output[0]], ["point.claims"], perm=[1, 0, 2])
    asked = graph.add("MatMul", [claims, graph.keep("point.weight", each)], ["point.asked"])
    turned = graph.add("Transpose", ["words"], ["point.words"], perm=[1, 0])
    scores = graph.add("MatMul", [asked, turned], ["point.scores"])
    shift = graph.add("MatMul", [claims, graph.keep("point.bias", bias.reshape(-1, POINTER_WIDTH, 1))], ["point.shift"])
    total = graph.add("Add", [scores, shift], ["point.total"])
    back = graph.add("Transpose", [total], ["point.back"], perm=[1, 0, 2])
    graph.change(graph.node["/Einsum"].output[0], back, ["/Div_8"])


def settle(path: Path) -> None:
    """Writes a graph as onnxruntime has it after what it does for any processor: it loads in half the time."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(path)
    onnxruntime.InferenceSession(
        path.read_bytes(), options, providers=["CPUExecutionProvider"], disabled_optimizers=list(UNWANTED)
    )


def rewrite(folder: Path) -> None:
    """Rewrites and settles both graphs of a folder."""
    for name, change in (("words.onnx", words), ("heads.onnx", heads)):
        change(folder / name)
        settle(folder / name)


def main(arguments: Sequence[str]) -> int:
    """Rewrites both graphs of a folder, and its hashes."""
    folder = Path(arguments[0])
    rewrite(folder)
    seal(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
