"""Places for ledgers: every test of the ledger runs in a folder and on a server of the S3 protocol."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from faults.objects import Objects, serving
from tests.ledger.builders import Address

#: One for each ledger of a process: places are made anew for every file where tests run on several cores.
NUMBERS = itertools.count()
Places = Callable[[], Path | Address]


@pytest.fixture(scope="session")
def objects(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Objects]:
    """A server, and the environment in which it is found."""
    with serving(tmp_path_factory.mktemp("objects")) as found, pytest.MonkeyPatch.context() as patch:
        for name, value in found.environment.items():
            patch.setenv(name, value)
        patch.setenv("ENTENTE_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield found


@pytest.fixture(scope="session", params=["folder", "s3"])
def places(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Places:
    """Makes names of places where no ledger is yet."""
    if request.param == "folder":
        return lambda: tmp_path_factory.mktemp("ledger")
    found: Objects = request.getfixturevalue("objects")
    return lambda: Address(found, f"tests/{next(NUMBERS)}")


@pytest.fixture
def where(places: Places) -> Path | Address:
    """A place where no ledger is yet."""
    return places()
