"""Runs the packaged network with onnxruntime, one window at a time.

A window is never padded or joined with another: int8 scales are those of one window, so the same window gives the
same bytes whatever stands beside it, and one thread runs one window, so the number of threads changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from entente.errors import ModelError
from entente.reader.features import ATTRIBUTES, LINKS, POINTERS, pair_features
from entente.reader.hashes import checked
from entente.reader.scores import (
    FLOOR,
    Floats,
    WindowScores,
    candidate_words,
    join_codes,
    log_softmax,
    sigmoid,
    softmax,
)
from entente.reader.windows import Window
from entente.reader.words import Pieces

FOLDER = Path(__file__).with_name("model")
FILES = ("model.json", "vocabulary.txt", "words.onnx", "heads.onnx")
#: Raised when the network's inputs or labels change; a model made for another number is refused. 2: with hashes.
FORMAT = 2
#: No setting is larger; NaN and infinities are not smaller either.
LARGEST = 1e6
#: onnxruntime's joined operator for these two is several times slower on a processor than the two apart.
UNWANTED = ("SkipLayerNormFusion",)
#: What each graph takes.
INPUTS = {
    "words.onnx": {"ids", "shapes", "kinds", "parts", "first", "last"},
    "heads.onnx": {"words", "trigger", "event", "first", "last", "kind", "distance", "relation"},
    "first_look.onnx": {"ids", "kinds", "takes"},
}


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """model.json: name, version, thresholds, calibration, confidence for the brief's first screen, file -> SHA-256.

    `first_look`: least score of the first look from which a window is read; None: this model has no first look.
    """

    name: str
    version: str
    settings: dict[str, float]
    calibration: dict[str, Any]
    first_screen_confidence: float
    files: dict[str, str]
    first_look: float | None = None


def facts(folder: Path = FOLDER) -> ModelFacts:
    """Reads model.json. Raises ModelError where a file is absent or of another format."""
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise ModelError(
            f"the reader's model is incomplete, no {', '.join(missing)}",
            place=str(folder),
            mend="install entente again" if folder == FOLDER else "give a whole folder, as make train writes it",
        )
    try:
        data = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            raise ModelError(
                f"the model has format {data['format']}, this version reads {FORMAT}",
                place=str(folder / "model.json"),
                mend="install entente again, or make train",
            )
        _check(data)
        return ModelFacts(
            data["name"], data["version"], data["settings"], data["calibration"], data["first_screen_confidence"],
            dict(data["files"]), data.get("first_look"),
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelError(f"damaged: {error}", place=str(folder / "model.json"), mend="install entente again") from error


def _check(data: dict[str, Any]) -> None:
    """Raises ValueError where a number of model.json is none, or not finite."""
    calibration = data["calibration"]
    if len(calibration["weights"]) != 4 or any(len(knot) != 2 for knot in calibration["knots"]):
        raise ValueError("calibration needs four weights, and knots of two numbers")
    numbers = [
        *data["settings"].values(),
        *calibration["weights"],
        calibration["bias"],
        calibration.get("long", 0.0),
        data["first_screen_confidence"],
        data["first_look"] if data.get("first_look") is not None else 0.0,
    ]
    numbers += [number for knot in calibration["knots"] for number in knot]
    if not all(isinstance(number, int | float) and abs(number) < LARGEST for number in numbers):
        raise ValueError("a setting is no finite number")


def pieces(folder: Path, hashes: Mapping[str, str]) -> tuple[Pieces, int, int]:
    """The vocabulary as Pieces, and the ids of the first and last piece of a window. Raises ModelError."""
    path = folder / "vocabulary.txt"
    data = checked(folder, path.name, hashes)
    try:
        rows = data.decode("utf-8").split("\n")
        vocabulary = {piece: number for number, piece in enumerate(rows) if piece}
        return Pieces(vocabulary), vocabulary["[CLS]"], vocabulary["[SEP]"]
    except (ValueError, KeyError) as error:
        raise ModelError(f"damaged: {error}", place=str(path), mend="install entente again") from error


def session(folder: Path, name: str, hashes: Mapping[str, str]) -> Any:
    """A graph of the model, ready to run on the caller's thread alone.

    Raises ModelError where it is not the one that was hashed, cannot be loaded or takes other inputs.
    """
    import onnxruntime

    data = checked(folder, name, hashes)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        made = onnxruntime.InferenceSession(
            data, options, providers=["CPUExecutionProvider"], disabled_optimizers=list(UNWANTED)
        )
        if {put.name for put in made.get_inputs()} != INPUTS[name]:
            raise ValueError("takes other inputs than this version gives")
    except Exception as error:  # onnxruntime raises bare and private types alike
        place = str(folder / name)
        raise ModelError(f"cannot be loaded: {error}", place=place, mend="install entente again") from error
    return made


class Network:
    """Both graphs of the model. Safe to call from several threads at once."""

    def __init__(self, folder: Path, hashes: Mapping[str, str], floor: float = FLOOR) -> None:
        """Args: floor: words less likely than this to carry an event are not looked at further.

        Raises ModelError where a graph is not the one that was hashed, or cannot be loaded.
        """
        self._floor = floor
        self._words, self._heads = (session(folder, name, hashes) for name in ("words.onnx", "heads.onnx"))

    def __call__(self, window: Window) -> WindowScores:
        """Scores of one window."""
        inputs = {
            "ids": window.ids, "shapes": window.shapes, "kinds": window.kinds, "parts": window.parts,
            "first": window.first, "last": window.last,
        }  # fmt: skip
        feed = {name: np.array([values], np.int64) for name, values in inputs.items()}
        words, raw = self._words.run(None, feed)
        events = softmax(raw)
        triggers, kinds = candidate_words(events, window.takes, self._floor)
        if not triggers or not window.candidates:
            return self._nothing(window, events)
        links, pointers, attributes = self._claims(window, words, triggers, kinds)
        roles, times = join_codes(links, window)
        return WindowScores(window, events, triggers, kinds, attributes, roles, times, log_softmax(pointers))

    def _claims(
        self, window: Window, words: Floats, triggers: Sequence[int], kinds: Sequence[int]
    ) -> tuple[Floats, Floats, dict[str, Floats]]:
        distances, relations = pair_features(window, triggers)
        candidates = window.candidates
        columns = {
            "trigger": triggers, "event": kinds, "first": [c.first for c in candidates],
            "last": [c.last for c in candidates], "kind": [c.kind for c in candidates],
        }  # fmt: skip
        feed: dict[str, object] = {name: np.array(values, np.int64) for name, values in columns.items()}
        feed |= {"words": words, "distance": distances, "relation": relations}
        links, pointers, *rest = self._heads.run(None, feed)
        attributes = {
            name: sigmoid(values) if name == "matter" else softmax(values)
            for name, values in zip(ATTRIBUTES, rest, strict=True)
        }
        return links, pointers, attributes

    @staticmethod
    def _nothing(window: Window, events: Floats) -> WindowScores:
        times = sum(c.time is not None for c in window.candidates)
        return WindowScores(
            window, events, [], [], {name: np.zeros((0, len(v)), np.float32) for name, v in ATTRIBUTES.items()},
            np.zeros((0, len(window.codes), len(LINKS) - 1), np.float32), np.zeros((0, times), np.float32),
            np.zeros((0, len(POINTERS), len(window.words)), np.float32),
        )  # fmt: skip
