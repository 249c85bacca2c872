"""What stands under the headline of an alert, in mail and feed."""

from __future__ import annotations

import dataclasses
import datetime as dt

from entente.records.news import News
from entente.serve.watching.wording import lines_of

NEWS = News(
    kind="event", key="0" * 24, headline="Norland supplied Sudland.", reason="First told today.", claims=("c1",),
    found=dt.datetime(2026, 11, 26, tzinfo=dt.UTC), after="asserted", origins=1,
)  # fmt: skip


def test_what_is_new_did_not_stand_in_another_way_before() -> None:
    assert not any("Before" in line for line in lines_of(NEWS))


def test_a_change_says_from_what_to_what() -> None:
    changed = dataclasses.replace(NEWS, kind="status", before="announced", after="called off")
    assert "Before: announced. Now: called off." in lines_of(changed)


def test_rules_are_counted_and_their_ids_left_to_programs() -> None:
    hit = dataclasses.replace(NEWS, kind="rule", mark="prohibited", rules=("unsc-1874-9-arms", "unsc-1718-8b-arms"))
    assert "Prohibited: 2 sanctions rules bear on it" in lines_of(hit)
    assert not any("unsc-" in line for line in lines_of(hit))
