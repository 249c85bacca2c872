"""What came of the trials is kept scene by scene, and the page tells what was lost."""

from __future__ import annotations

from pathlib import Path

from faults.page import kept, page, put
from faults.scenes import Outcome

MACHINE = {"cpu": "a", "cores": 2, "memory_gib": 4.0, "python": "3.11", "load": 0.1, "seed": 1}


def outcome(name: str, *told: list[str]) -> Outcome:
    made = Outcome(name, "at random moments", seconds=2.0)
    for number, each in enumerate(told):
        made.judge(f"trial {number}", each)
    return made


def test_the_page_tells_what_was_lost(tmp_path: Path) -> None:
    put(tmp_path / "r.json", "kills", outcome("SIGKILL", [], ["a | row\nlacking"]), "2024-01-01-abc", MACHINE)
    told = page(tmp_path / "r.json")
    assert "| SIGKILL | 2 | 1 | 1 | 2 | 2024-01-01-abc | at random moments |" in told
    assert "- SIGKILL: trial 1: a \\| row lacking" in told
    assert "In all: 2 tried, 1 survived, 1 lost." in told


def test_a_scene_run_anew_keeps_the_rows_of_the_others(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    for name in ("one", "two"):
        put(path, name, outcome(name, []), "2024-01-01-abc", MACHINE)
    put(path, "two", outcome("two", [], []), "2024-01-02-def", MACHINE)
    put(path, "two", outcome("three", []), "2024-01-02-def", MACHINE)
    kept(path, "two", ["two", "three"])
    told = page(path, ["two", "one"])
    assert told.index("| two | 2 | 2 | 0 | 2 | 2024-01-02-def |") < told.index(
        "| one | 1 | 1 | 0 | 2 | 2024-01-01-abc |"
    )
    kept(path, "two", ["three"])
    assert "| two |" not in page(path)
