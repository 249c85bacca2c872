from __future__ import annotations

import asyncio
import io
import os
import time
from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import FormData, UploadFile

from entente.errors import UsageError
from entente.serve import uploads
from entente.serve.settings import Settings


def taken(tmp_path: Path, *fields: tuple[str, Any], most: int = 1000) -> uploads.Asked:
    return asyncio.run(uploads.handed_in(FormData(fields), Settings(tmp_path, tmp_path, max_upload=most)))


def file(name: str, data: bytes) -> tuple[str, UploadFile]:
    return "files", UploadFile(io.BytesIO(data), filename=name, size=len(data))


def test_text_files_and_addresses_come_in_their_order(tmp_path: Path) -> None:
    asked = taken(
        tmp_path, ("text", "A\r\nreport"), file("../../etc/a\u202e.txt", b"B"), file("", b""),
        ("address", " https://example.org/a  http://example.org/b "), ("published", "2023-09-13"), ("keep", "1"),
    )  # fmt: skip
    assert [(each.name, each.data, each.is_address) for each in asked.handed] == [
        ("pasted text", b"A\nreport", False), ("a.txt", b"B", False),
        ("https://example.org/a", b"", True), ("http://example.org/b", b"", True),
    ]  # fmt: skip
    assert (str(asked.published), asked.keep) == ("2023-09-13", True)


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ([], "text"),
        ([("text", "  \n ")], "text"),
        ([file("a.txt", b"")], "files"),
        ([file("a.txt", b"x" * 1001)], "files"),
        ([file("a.txt", b"x" * 600), ("text", "y" * 600)], "files"),
        ([file(f"{n}", b"x") for n in range(11)], "files"),
        ([("address", "file:///etc/passwd")], "address"),
        ([("address", "javascript:alert(1)")], "address"),
        ([("address", "/etc/passwd")], "address"),
        ([("address", "-")], "address"),
        ([("address", "http://")], "address"),
        ([("address", "http://[::1")], "address"),
        ([("address", "https://a/" + "x" * 3000)], "address"),
        ([("text", "a"), ("published", "13.9.2023")], "published"),
    ],
)
def test_what_cannot_be_read_names_its_field(tmp_path: Path, fields: list[Any], place: str) -> None:
    with pytest.raises(UsageError) as caught:
        taken(tmp_path, *fields)
    assert caught.value.place == place
    assert caught.value.mend


def test_files_get_names_of_the_desks_own(tmp_path: Path) -> None:
    told = uploads.put(tmp_path, [uploads.Handed("../x.pdf", b"1"), uploads.Handed("https://a.example/")])
    assert told == [{"file": "0.in", "name": "../x.pdf"}, {"address": "https://a.example/"}]
    assert [path.name for path in tmp_path.iterdir()] == ["0.in"]


def test_only_the_desks_user_enters_a_folder_and_old_ones_go(tmp_path: Path) -> None:
    settings = Settings(tmp_path, tmp_path / "state")
    first = uploads.fresh_folder(settings, "read")
    assert first.stat().st_mode & 0o777 == 0o700
    assert first.parent.stat().st_mode & 0o777 == 0o700
    os.utime(first, (time.time() - uploads.KEPT_SECONDS - 9,) * 2)
    second = uploads.fresh_folder(settings, "read")
    assert not first.exists()
    assert second.exists()


def test_no_more_folders_than_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "KEPT", 3)
    for number in range(6):
        (tmp_path / str(number)).mkdir()
        os.utime(tmp_path / str(number), (time.time() - 100 + number,) * 2)
    uploads.clear(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["3", "4", "5"]
