"""The disk is rebuilt as it was written; a few power cuts, and one without syncs, which the model must find wanting."""

from __future__ import annotations

import filecmp
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from faults import power
from faults.disk import PAGE, Disk, Step, compiled, noting, steps
from faults.processes import driver, nursery
from faults.scenes import Scene

WRITES = """
import os, sys
root = sys.argv[1]
os.mkdir(f"{root}/a")
with open(f"{root}/a/one", "wb") as file: file.write(b"x" * 5000); file.flush(); os.fsync(file.fileno())
with open(f"{root}/a/two", "wb") as file: file.write(b"y" * 9000)
os.rename(f"{root}/a/two", f"{root}/a/three")
os.link(f"{root}/a/one", f"{root}/four")
with open(f"{root}/a/one", "r+b") as file: file.seek(10); file.write(b"z"); file.truncate(4500)
with open(f"{root}/five", "ab") as file: file.write(b"5"); file.write(b"6" * 20000)
os.unlink(f"{root}/five")
handle = os.open(root, os.O_RDONLY); os.fsync(handle)
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = compiled(tmp_path_factory.mktemp("library"))
    if made is None:
        pytest.skip(power.NO_COMPILER)
    return made


@pytest.fixture
def noted(library: Path, tmp_path: Path) -> tuple[Path, Disk, list[Step]]:
    root = tmp_path / "root"
    root.mkdir()
    disk = Disk(root)
    env = os.environ | noting(library, root, tmp_path / "trace")
    subprocess.run([sys.executable, "-c", WRITES, str(root)], env=env, check=True)
    return root, disk, steps(tmp_path / "trace")


def rebuilt(disk: Disk, to: Path, left: str) -> dict[str, bytes]:
    disk.rebuild(to, left, random.Random(1))
    return {str(path.relative_to(to)): path.read_bytes() for path in to.rglob("*") if path.is_file()}


def test_with_all_that_was_written_the_disk_is_as_it_is(noted: tuple[Path, Disk, list[Step]], tmp_path: Path) -> None:
    root, disk, found = noted
    for step in found:
        disk.take(step)
    disk.rebuild(tmp_path / "again", "all", random.Random(1))
    same = filecmp.dircmp(root, tmp_path / "again")
    assert (same.left_only, same.right_only, same.diff_files, sorted(same.common)) == ([], [], [], ["a", "four"])
    assert rebuilt(disk, tmp_path / "third", "all")["a/one"] == b"x" * 10 + b"z" + b"x" * 4489


def test_what_was_not_synced_may_be_gone(noted: tuple[Path, Disk, list[Step]], tmp_path: Path) -> None:
    _, disk, found = noted
    for step in found:
        disk.take(step)
    # The root was synced, the folder in it was not: its name is kept, and no name in it.
    assert rebuilt(disk, tmp_path / "nothing", "nothing") == {"four": b"x" * 5000}
    names = rebuilt(disk, tmp_path / "names", "names")
    assert (names["a/one"], names["a/three"]) == (b"x" * 5000, b"")
    assert rebuilt(disk, tmp_path / "zeros", "zeros")["a/three"] == bytes(9000)
    kept = rebuilt(disk, tmp_path / "random", "random").get("a/three", b"")
    assert len(kept) % PAGE in (0, 9000 % PAGE)
    assert disk.unsynced()


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with nursery():
        yield Scene(tmp_path_factory.mktemp("power"), items=20, batch=10, seed=7, days=10)


def test_a_few_power_cuts_of_an_ingest(scene: Scene, library: Path) -> None:
    def ingest(root: Path) -> list[str]:
        return driver("ingest", root, scene.source(), batch=10)

    outcome = power.cut(scene, "ingest", None, ingest, 3, ends=("nothing", "random"))
    assert (outcome.tried, outcome.lost) == (5, [])


def test_the_model_finds_an_ingest_that_syncs_nothing_wanting(scene: Scene, library: Path) -> None:
    def careless(root: Path) -> list[str]:
        return driver("ingest", root, scene.source(), batch=10, careless=True)

    outcome = power.cut(scene, "ingest", None, careless, 0, ends=("nothing",))
    assert any("documents that were said to be kept" in line or "no ledger" in line for line in outcome.lost)


def test_the_desks_own_files(scene: Scene, library: Path) -> None:
    assert power.desk(scene, 4).lost == []
