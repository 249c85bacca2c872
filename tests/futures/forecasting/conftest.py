"""A smaller model for tests: what it learns from and how long is cut, what it does stays the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from entente.futures.forecasting import model


@pytest.fixture(scope="package", autouse=True)
def small() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model, "MOST_DAYS", 4)
        yield
