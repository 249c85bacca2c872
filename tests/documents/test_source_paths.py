"""Folders and patterns."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from entente.documents import expand, read_many, size_of
from entente.records import Document, Refusal
from tests.documents.builders import TEXT, html_page, packed

ITEM = b'{"id": "a", "text": "Norland said that it will send shells to Sudmark."}\n'


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    names = (
        "reports/b.html",
        "reports/a/z.html",
        "reports/a/a.txt",
        "reports/a-b/x.html",
        "reports/B.html",
        "reports/.hidden.html",
        "reports/.git/x.html",
        "reports/a/deep/er/y.html",
        "other/q.html",
    )
    for name in names:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(html_page())
    return tmp_path


def _names(*sources: str | Path) -> list[str]:
    return [each.reason if isinstance(each, Refusal) else str(each) for each in expand(sources)]


def test_what_is_no_folder_and_no_pattern_passes(tree: Path) -> None:
    refusal = Refusal("a", "empty", "b")
    sources = [
        "-",
        "https://a.test/*/[x]",
        "reports/b.html",
        Path("reports/b.html"),
        "nowhere.html",
        "",
        "\x00",
        refusal,
    ]
    assert list(expand(sources)) == sources


def test_a_folder(tree: Path) -> None:
    assert _names("reports") == [
        "reports/B.html", "reports/a/a.txt", "reports/a/deep/er/y.html", "reports/a/z.html", "reports/a-b/x.html",
        "reports/b.html",
    ]  # fmt: skip
    assert _names(tree / "other") == [str(tree / "other/q.html")]
    assert _names("reports/.git") == ["reports/.git/x.html"]


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("reports/*.html", ["reports/B.html", "reports/b.html"]),
        ("reports/?.html", ["reports/B.html", "reports/b.html"]),
        ("reports/[ab].html", ["reports/b.html"]),
        ("*/q.html", ["other/q.html"]),
        ("reports/**/*.txt", ["reports/a/a.txt"]),
        ("**/y.html", ["reports/a/deep/er/y.html"]),
        ("**/**/deep/**/*.html", ["reports/a/deep/er/y.html"]),
        ("**/er/../er/*", ["reports/a/deep/er/../er/y.html"]),
        ("reports/a*", ["reports/a/a.txt", "reports/a/deep/er/y.html", "reports/a/z.html", "reports/a-b/x.html"]),
        ("reports/.g*/*", ["reports/.git/x.html"]),
        ("reports/.h*", ["reports/.hidden.html"]),
        ("*.html", ["not-found"]),
        ("nowhere/*", ["not-found"]),
        ("reports/b.html/*", ["not-found"]),
        ("reports/a/deep/er/y.html/**", ["not-found"]),
    ],
)
def test_patterns(tree: Path, pattern: str, names: list[str]) -> None:
    assert _names(pattern) == names
    if names != ["not-found"]:
        assert _names(tree / pattern) == [str(tree / name) for name in names]


@pytest.mark.parametrize("pattern", ["reports/**", "reports/**/*", "r*/**", "rep*", "**/reports/**/**"])
def test_patterns_that_reach_a_file_twice_give_it_once(tree: Path, pattern: str) -> None:
    assert sorted(_names(pattern)) == sorted(_names("reports"))


def test_nothing_matches(tree: Path) -> None:
    assert list(expand(["*.pdf"])) == [Refusal("*.pdf", "not-found", "nothing matches", "check the pattern")]


def test_a_file_of_that_very_name_comes_first(tree: Path) -> None:
    for name in ("[a].html", "a.html", "what?.html", "whatx.html"):
        (tree / name).write_bytes(html_page())
    assert _names("[a].html", "what?.html") == ["[a].html", "what?.html"]


def test_an_empty_folder(tree: Path) -> None:
    (tree / "empty").mkdir()
    assert list(expand(["empty"])) == [Refusal("empty", "empty", "the folder holds no files")]


def test_links_that_lead_back(tree: Path) -> None:
    (tree / "reports/a/up").symlink_to(tree / "reports")
    (tree / "reports/self").symlink_to("self")
    (tree / "reports/zz").symlink_to(tree / "other")
    found = _names("reports")
    assert len([name for name in found if name.endswith("y.html")]) == 1
    assert "reports/zz/q.html" in found
    assert "reports/self" in found  # the reader says what is wrong with it
    assert len([name for name in _names("reports/**/y.html") if name.endswith("y.html")]) == 1


def test_folders_that_branch_by_links_are_walked_once(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number}").mkdir()
        for side in "ab":
            (tmp_path / f"{number}" / side).symlink_to(tmp_path / f"{number + 1}")
    (tmp_path / "40").mkdir()
    (tmp_path / "40" / "x.html").write_bytes(b"x")
    assert len(_names(tmp_path / "0")) == 1
    assert len(_names(f"{tmp_path}/0/**/*.html")) == 1


def test_pipes_are_not_opened(tree: Path) -> None:
    os.mkfifo(tree / "other/pipe")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("other/socket")
        assert _names("other") == ["unsupported", "other/q.html", "unsupported"]
        assert _names("other/p*") == ["unsupported"]
        assert size_of(["other/pipe"]) == 1


def test_a_folder_that_may_not_be_entered(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.scandir

    def scan(folder: Path) -> object:
        if folder.name == "a":
            raise PermissionError(13, "Permission denied")
        return real(folder)

    monkeypatch.setattr(os, "scandir", scan)
    closed = Refusal("reports/a", "not-found", "the folder cannot be opened: Permission denied")
    assert list(expand(["reports"]))[:2] == [Path("reports/B.html"), closed]
    assert list(expand(["reports/**/*.txt"])) == [closed]


def test_reading_a_folder(tree: Path) -> None:
    (tree / "other/picture.png").write_bytes(b"\x89PNG\r\n")
    found = list(read_many(each for each in expand(["other"]) if not isinstance(each, Refusal)))
    assert [each.reason if isinstance(each, Refusal) else each.text for each in found] == ["unsupported", TEXT]
    assert [type(each) for each in found] == [Refusal, Document]


def test_expanding_twice_changes_nothing(tree: Path) -> None:
    once = list(expand(["reports", "reports/**", "*", "other/q.html", "nowhere", "no*", "-", "https://a.test/*"]))
    assert list(expand(once)) == once


@pytest.mark.parametrize(
    ("name", "data", "size"),
    [
        ("a.jsonl", ITEM * 3, 3),
        ("a.jsonl", ITEM * 3 + ITEM.strip(), 4),
        ("a.jsonl.gz", packed(ITEM * 50_000), 50_000),
        ("a.gz", packed(ITEM * 3), 3),
        ("a.ndjson", b"nonsense\n" * 4, 4),
        ("a", ITEM * 3, 3),
        ("a.jsonl", b"", 0),
        ("a.jsonl.gz", packed(ITEM * 50_000)[:-20], 1),
        ("a.html", html_page(), 1),
        ("a.txt", b"a\nb\nc\n", 1),
        ("a.txt.gz", packed(b"a\nb\nc\n"), 1),
        ("a.gz", b"\x1f\x8bnonsense", 1),
    ],
)
def test_size(tmp_path: Path, name: str, data: bytes, size: int) -> None:
    (tmp_path / name).write_bytes(data)
    assert size_of([tmp_path / name]) == size
    assert size_of([str(tmp_path)]) == size


def test_size_of_many(tree: Path) -> None:
    (tree / "items.jsonl").write_bytes(ITEM * 10)
    assert size_of([]) == 0
    assert size_of(["reports", "items.jsonl", "nowhere", "no*"]) == 6 + 10 + 1 + 1
    assert size_of(["reports", "-"]) is None
    assert size_of(["https://a.test/feed", "reports"]) is None
