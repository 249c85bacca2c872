"""Weights kept in half as many bits give the same answers, as near as matters."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

onnx = pytest.importorskip("onnx", reason="the train extra is not installed")
pytest.importorskip("torch", reason="the train extra is not installed")


def test_the_second_look_counts_distances_as_the_reader_does() -> None:
    torch = pytest.importorskip("torch", reason="the train extra is not installed")
    pytest.importorskip("transformers", reason="the train extra is not installed")

    from entente.reader.features import distance
    from training.net import buckets

    apart = list(range(-40, 41))
    assert buckets(torch.tensor(apart)).tolist() == [distance(n) for n in apart]


def test_halved_weights_answer_alike(tmp_path: Path) -> None:
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    from training.export import LEAST_HALVED, halve

    weights = np.random.default_rng(1).normal(size=(128, 64)).astype(np.float32)
    assert weights.size >= LEAST_HALVED
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"])], "one",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 128])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 64])],
        [numpy_helper.from_array(weights, "w")],
    )  # fmt: skip
    path = tmp_path / "one.onnx"
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, str(path))
    size, x = path.stat().st_size, np.ones((1, 128), np.float32)
    halve(path)
    (y,) = onnxruntime.InferenceSession(path.read_bytes()).run(None, {"x": x})
    assert path.stat().st_size < 0.6 * size
    assert np.abs(y - x @ weights).max() < 0.01
