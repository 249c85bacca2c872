from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from entente.reader.scores import WindowScores
from tests.reader.fakes import add, blank, document, windower
from training import distil
from training.gold import Lesson


def _lessons() -> list[Lesson]:
    texts = ("Freedonia attacks Sylvania in 1930.", "Nothing here names Grand Fenwick or Sylvania.", "Sylvania meets.")
    reads = windower()
    return [Lesson(doc, window) for doc in map(document, texts) for window in reads.windows(doc)]


def _same(one: WindowScores, two: WindowScores) -> bool:
    arrays = ("events", "roles", "times", "pointers")
    return (
        (one.triggers, one.kinds) == (two.triggers, two.kinds)
        and all(np.array_equal(getattr(one, name), getattr(two, name)) for name in arrays)
        and all(np.array_equal(one.attributes[name], two.attributes[name]) for name in one.attributes)
    )


def test_what_the_teachers_said_is_kept_as_plain_arrays(tmp_path: Path) -> None:
    lessons = _lessons()
    scores = [blank(lesson.window) for lesson in lessons]
    add(scores[0], "attacks", "ASSAULT", {"actor": {"FRD": 4.0}, "recipient": {"SYL": 3.0}})
    file = tmp_path / "judgement.npz"
    distil.keep(scores, file)

    back = distil.kept(lessons, file)

    assert len(back) == len(scores) >= 2
    assert all(_same(one, two) for one, two in zip(scores, back, strict=True))
    assert [each.window for each in back] == [lesson.window for lesson in lessons]


def test_scores_of_other_windows_are_refused(tmp_path: Path) -> None:
    lessons = _lessons()
    distil.keep([blank(lesson.window) for lesson in lessons], tmp_path / "judgement.npz")

    with pytest.raises(ValueError, match="other windows"):
        distil.kept(lessons[:-1], tmp_path / "judgement.npz")
    with pytest.raises(ValueError, match="another window"):
        distil.kept(lessons[::-1], tmp_path / "judgement.npz")
