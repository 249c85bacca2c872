"""A question in people's words."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from entente.desk import Desk
from entente.serve.context import Deps
from entente.serve.lists import told
from entente.serve.questions import typed

DEPS = cast(Deps, SimpleNamespace(desk=Desk(), index=None))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "everything"),
        ("pair=RUS,PRK&matter=arms", "between Russia and North Korea, on arms"),
        ("party=north+korea&since=2023-09-13", "about North Korea, since 13 September 2023"),
        ("party=Nobody+At+All", "about Nobody At All"),
    ],
)
def test_codes_are_told_as_names_and_days_as_people_write_them(query: str, words: str) -> None:
    assert told(DEPS, typed(query)).lower() == words.lower()
