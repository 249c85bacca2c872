"""One ledger for all, and one desk on it that is only asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("jsonschema")

from entente.errors import ModelError
from entente.reader.network import facts
from tests.serve.api.rig import Api, make_ledger, served


@pytest.fixture(scope="session")
def small_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        facts()
    except ModelError as error:
        pytest.skip(f"no model is shipped yet: {error}")
    return make_ledger(tmp_path_factory.mktemp("api"))


@pytest.fixture(scope="session")
def api(small_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Only asked."""
    with served(small_ledger, tmp_path_factory.mktemp("asked")) as made:
        yield made


@pytest.fixture(scope="module")
def own(small_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """May be written to."""
    with served(small_ledger, tmp_path_factory.mktemp("own")) as made:
        yield made
