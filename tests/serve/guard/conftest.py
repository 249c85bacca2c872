from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.serve.guard import rig as rigs


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Any]:
    """Makes apps behind the guard, and closes their stores afterwards."""
    made: list[rigs.Rig] = []

    def one(**given: Any) -> rigs.Rig:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(rigs.make(folder, **given))
        return made[-1]

    yield one
    for each in made:
        each.store.close()


@pytest.fixture
def local(make: Any) -> rigs.Rig:
    """A desk on loopback where everybody is admin."""
    return make()


@pytest.fixture
def signed(make: Any, tmp_path: Path) -> rigs.Rig:
    """A desk with rita (reader), vera (reviewer) and ada (admin)."""
    return make(users_file=rigs.people(tmp_path))
