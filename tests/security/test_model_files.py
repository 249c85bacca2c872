"""A model's files: what was changed on the way is refused before anything is made of it."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from entente.desk import Desk
from entente.errors import ModelError
from entente.reader.network import FOLDER

FILES = sorted(json.loads((FOLDER / "model.json").read_text(encoding="utf-8"))["files"])


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "model"))


def reads(model: Path) -> object:
    return Desk(model=model).reader.first_screen_confidence


def test_every_file_that_is_loaded_has_a_hash() -> None:
    files = json.loads((FOLDER / "model.json").read_text(encoding="utf-8"))["files"]
    there = {path.name for path in FOLDER.iterdir() if path.suffix in (".onnx", ".txt")}
    assert set(files) == there
    for name, digest in files.items():
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == digest, name


@pytest.mark.parametrize("name", FILES)
def test_one_changed_byte_is_refused(name: str, model: Path) -> None:
    data = bytearray((model / name).read_bytes())
    data[len(data) // 2] ^= 1
    (model / name).write_bytes(data)
    with pytest.raises(ModelError, match="SHA-256"):
        reads(model)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_cut_off_or_not_there_is_refused(name: str, model: Path) -> None:
    (model / name).write_bytes((model / name).read_bytes()[:-1])
    with pytest.raises(ModelError):
        reads(model)
    (model / name).unlink()
    with pytest.raises(ModelError):
        reads(model)


def test_a_file_without_a_hash_is_refused(model: Path) -> None:
    facts = json.loads((model / "model.json").read_text(encoding="utf-8"))
    del facts["files"]["words.onnx"]
    (model / "model.json").write_text(json.dumps(facts), encoding="utf-8")
    with pytest.raises(ModelError):
        reads(model)


def test_a_model_as_it_was_made_is_read(model: Path) -> None:
    assert reads(model)
