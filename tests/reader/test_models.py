from __future__ import annotations

import sys
from pathlib import Path

import pytest

from entente import lexicon
from entente.desk import Desk
from entente.errors import ModelError, UsageError
from entente.reader import Reader, model_folder
from entente.reader.network import FILES, FOLDER, facts
from entente.records import Document

LARGE = Path(__file__).parents[2] / "models" / "large" / "src" / "entente_large" / "model"
#: Largest size of each model's files, in millions of bytes.
SIZES = {FOLDER: 40, LARGE: 120}


def test_small_is_the_packaged_one():
    assert model_folder() == model_folder("small") == FOLDER


def test_a_folder_is_taken_as_it_is(tmp_path):
    (tmp_path / "model.json").write_text("{}")
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
    assert "make large" in str(told.value.mend)


@pytest.mark.parametrize("name", ["huge", "", "."])
def test_no_such_model_names_the_choices(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=f"no model '{name}'") as told:
        _ = Desk(model=name).reader
    assert "small, large" in str(told.value.mend)


@pytest.mark.parametrize("folder", [FOLDER, LARGE], ids=["small", "large"])
def test_shipped_models_are_whole_named_and_no_larger_than_promised(folder):
    assert facts(folder).name == f"entente-{'small' if folder == FOLDER else 'large'}"
    assert (folder / "MODEL_CARD.md").is_file()
    assert sum((folder / name).stat().st_size for name in FILES) <= SIZES[folder] * 1_000_000


def test_large_reads_the_same_at_any_number_of_threads():
    document = Document("d", "", "France and Germany signed a treaty in Paris. Berlin accused Moscow of spying.")
    alone, several = (Reader(lexicon.load(), threads=n, model=LARGE).read(document) for n in (1, 3))
    assert alone == several
    assert {claim.event for claim in alone} >= {"AGREE", "ACCUSE"}
    assert all(claim.reader.startswith("entente-large") for claim in alone)
