from __future__ import annotations

import sys

import pytest

from entente.desk import Desk
from entente.errors import ModelError, UsageError
from entente.reader import model_folder
from entente.reader.network import FOLDER


def test_small_is_the_packaged_one():
    assert model_folder() == model_folder("small") == FOLDER


def test_a_folder_is_taken_as_it_is(tmp_path):
    assert model_folder(tmp_path) == model_folder(str(tmp_path)) == tmp_path


def test_large_comes_from_its_package(tmp_path, monkeypatch):
    package = tmp_path / "entente_large"
    package.mkdir()
    (package / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "entente_large", raising=False)
    assert model_folder("large") == package / "model"


def test_large_not_installed_tells_how_to_install_it(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ModelError, match="not installed") as told:
        model_folder("large")
    assert "models/large" in str(told.value.mend)


def test_no_such_model_names_the_choices():
    with pytest.raises(UsageError, match="no model 'huge'") as told:
        _ = Desk(model="huge").reader
    assert "small, large" in str(told.value.mend)
