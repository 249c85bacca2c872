"""How who speaks is named."""

from __future__ import annotations

import pytest

from entente.assess.saying import holder_name
from entente.records import Holder
from tests.assess.builders import Plain


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("China's", "China"),
        ("the ministers’", "the ministers"),
        ("Ivan Petrov", "Ivan Petrov"),
        ("Oslo and Rome deny a part in what Bonn", "Russia"),
        ("one of the people who were at the meeting that day", "Russia"),
        (None, "Russia"),
    ],
)
def test_what_is_no_name_is_not_told_as_one(name: str | None, said: str) -> None:
    assert holder_name(Holder("RUS", name, "says"), Plain()) == said


def test_nobody_is_somebody() -> None:
    assert holder_name(Holder(None, "Oslo denies what Bonn", "says"), Plain()) == "somebody"
