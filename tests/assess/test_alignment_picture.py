"""The picture: its form, its bytes, and what cannot be drawn."""

from __future__ import annotations

import struct
import sys
from pathlib import Path

import pytest

from entente.assess.alignment import plot
from entente.errors import InputError, UsageError
from entente.records import Alignment, Claim
from tests.assess.builders import Plain
from tests.assess.test_alignment import SINCE, stand, weekly

pytest.importorskip("matplotlib")


class Hostile:
    """Names as nobody should have them."""

    def name(self, code: str) -> str:
        return f"$\\frac{{{code}$ <b>\u202e\n\x00{'x' * 200}"

    def label(self, claim: Claim) -> str:
        return claim.event


@pytest.fixture(scope="module")
def course() -> Alignment:
    """Half a year with a change in it."""
    return stand([*weekly("ACCUSE", range(12)), *weekly("AGREE", range(12, 24))])


def test_a_png_of_twelve_hundred_by_six_hundred(course: Alignment, tmp_path: Path) -> None:
    plot(course, tmp_path / "a.PNG", Plain())
    drawn = (tmp_path / "a.PNG").read_bytes()
    assert drawn[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", drawn[16:24]) == (1200, 600)


@pytest.mark.parametrize("form", ["png", "svg"])
def test_the_same_bytes_each_time_and_no_day(course: Alignment, tmp_path: Path, form: str) -> None:
    plot(course, tmp_path / f"a.{form}", Plain())
    plot(course, tmp_path / f"b.{form}", Plain())
    drawn = (tmp_path / f"a.{form}").read_bytes()
    assert drawn == (tmp_path / f"b.{form}").read_bytes()
    assert b"dc:date" not in drawn
    assert b"matplotlib" not in drawn[:200].lower() or form == "svg"


def test_settings_of_the_user_change_nothing(course: Alignment, tmp_path: Path) -> None:
    import matplotlib

    plot(course, tmp_path / "a.svg", Plain())
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "black", "text.parse_math": True}):
        plot(course, tmp_path / "b.svg", Plain())
        assert matplotlib.rcParams["font.size"] == 30, "and they stay as they were"
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_hostile_names_are_drawn_as_they_are(course: Alignment, tmp_path: Path) -> None:
    plot(course, tmp_path / "a.svg", Hostile())
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "\u202e" not in text
    assert "\x00" not in text
    assert "<b>" not in text


@pytest.mark.parametrize(
    "found",
    [
        stand([]),
        stand([], since=SINCE, until=SINCE),
        stand(weekly("AGREE", range(1)), since=SINCE, until=SINCE),
        stand(weekly("AGREE", range(3)), since=SINCE.replace(year=1), until=SINCE),
        stand(weekly("AGREE", range(3)), since=SINCE.replace(year=1990), until=SINCE.replace(year=2030)),
    ],
    ids=["nothing", "no day", "one day", "two thousand years", "forty years"],
)
def test_any_length_can_be_drawn(found: Alignment, tmp_path: Path) -> None:
    plot(found, tmp_path / "a.png", Plain())
    assert (tmp_path / "a.png").stat().st_size > 5000


@pytest.mark.parametrize("name", ["a.pdf", "a", "a.png.gz"])
def test_other_endings_are_refused(course: Alignment, tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"use \.png or \.svg"):
        plot(course, tmp_path / name, Plain())


def test_a_place_that_cannot_be_written(course: Alignment, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be written.*give another place"):
        plot(course, tmp_path / "nowhere" / "a.png", Plain())


def test_without_matplotlib_it_says_how_to_get_it(
    course: Alignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(UsageError, match=r"pip install 'entente\[plot\]'"):
        plot(course, tmp_path / "a.png", Plain())
