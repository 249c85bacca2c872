"""`make packaged` finds what it is there to find. The build itself is no test: it needs the package registry."""

from __future__ import annotations

import io
import sys
import tarfile
from pathlib import Path

import pytest

from release import packaged
from release.packaged import SHIPPED, Fault


def archive(folder: Path, *names: str) -> Path:
    """A source archive with empty files."""
    made = folder / "entente-1.0.0.tar.gz"
    with tarfile.open(made, "w:gz") as opened:
        for name in names:
            opened.addfile(tarfile.TarInfo(f"entente-1.0.0/{name}"), io.BytesIO())
    return made


def test_an_archive_with_all_that_it_needs_passes(tmp_path: Path) -> None:
    packaged.holds(archive(tmp_path, *SHIPPED))


def test_an_archive_that_lacks_its_licence_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="lacks \\['LICENSE'\\]"):
        packaged.holds(archive(tmp_path, *(name for name in SHIPPED if name != "LICENSE")))


def test_an_archive_with_labelled_texts_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="holds \\['evals'\\]"):
        packaged.holds(archive(tmp_path, *SHIPPED, "evals/sets/events.jsonl"))


def test_two_builds_that_differ_are_a_fault(tmp_path: Path) -> None:
    one, other = tmp_path / "one" / "a.whl", tmp_path / "two" / "a.whl"
    for path, words in ((one, b"1"), (other, b"1")):
        path.parent.mkdir()
        path.write_bytes(words)
    packaged.same([one], [other])
    other.write_bytes(b"2")
    with pytest.raises(Fault, match="two builds differ"):
        packaged.same([one], [other])


@pytest.mark.parametrize(
    ("status", "said", "fault"),
    [(0, "entente", ""), (3, "entente", "ended with 0, not 3"), (0, "no such words", "not 0, 'no such words'")],
)
def test_a_command_that_does_otherwise_is_a_fault(tmp_path: Path, status: int, said: str, fault: str) -> None:
    command = [(("--version",), status, said)]
    if not fault:
        packaged.tried(Path(sys.executable).parent, tmp_path, command)
        return
    with pytest.raises(Fault, match=fault):
        packaged.tried(Path(sys.executable).parent, tmp_path, command)
