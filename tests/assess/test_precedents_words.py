"""The words of firsts, precedents and interests, as their files have them, and how faults of those are told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from entente.assess.precedents_words import (
    EPOCHS,
    FIRSTS,
    INTERESTS,
    PRECEDENTS,
    deed_words,
    first_words,
    interest_words,
    kind_words,
    read_firsts,
    read_interests,
    read_precedents,
)
from entente.errors import LexiconError
from entente.records.vocabulary import EVENTS, MATTERS


def test_the_packaged_words_load() -> None:
    firsts, interests = first_words(), interest_words()
    assert set(firsts.events) == set(EVENTS)
    assert (firsts.spans["decade"], firsts.numbers["dozen"]) == (3652, 12)
    assert firsts.epochs[0].day == dt.date(2023, 6, 24)
    assert kind_words()["CONSULT visit"].between == "by {a} to {b}"
    assert deed_words()["SANCTION"].search("newly imposed")
    assert set(interests.matters) == set(MATTERS)
    assert interests.means["arms"] == "weapons or an arms industry"
    assert interests.stops.search("to refrain from")
    assert frozenset({"prisoners", "hostages"}) in interests.together


def changed(tmp_path: Path, packaged: Path, old: str, new: str) -> tuple[Path, int]:
    """A copy of a packaged file with one change, and the line of the change."""
    text = packaged.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / packaged.name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path, text[: text.index(old)].count("\n") + 1


def fault_of(read: Callable[[], object]) -> str:
    with pytest.raises(LexiconError) as caught:
        read()
    (fault,) = caught.value.faults
    return fault


@pytest.mark.parametrize(
    ("packaged", "old", "new", "what"),
    [
        (FIRSTS, "\nAGREE = [", "\nWAR = []\nAGREE = [", "unknown key 'WAR' in [words]"),
        (FIRSTS, '\n[[span]]\nunit = "week"', '\n[[span]]\nname = "week"', "unknown key 'name' in [[span]]"),
        (FIRSTS, "\ndozen = 12", '\ndozen = "12"', "dozen is no whole number"),
        (FIRSTS, "\ngroups = [", "\ngroups = 7\nmore = [", "groups is no list of lists"),
        (EPOCHS, "\n[[epoch]]\nday = 2021-02-01", "\n[[epoch]]\nday = 2021", "day is no day"),
        (EPOCHS, "\n[[epoch]]\nday = 2020-09-15\nwords", "\n[[epoch]]\nday = 2020-09-15\nnear", "words is missing"),
        (PRECEDENTS, "\n[kind.AID]", "\n[kind.WAR]", "'WAR' is no event with its mode"),
        (PRECEDENTS, '\n[kind."AID military"]', '\n[kind."AID loud"]', "'AID loud' is no event with its mode"),
        (PRECEDENTS, "\nCOERCE = [", "\nFORCE = [", "unknown key 'FORCE' in [deeds]"),
        (PRECEDENTS, '\none = "a protest"', "\none = 7", "one is no filled text"),
        (INTERESTS, '\n"gas" = "gas"', '\n"gas" = ""', "gas is no filled text"),
        (INTERESTS, "\ngoods = [", '\ngoods = [ "toys",', "unknown matter 'toys'"),
        (INTERESTS, "\noffers = [", "\noffers = [ '(',", "offers holds no pattern"),
    ],
)  # fmt: skip
def test_faults_are_told_with_file_and_line(tmp_path: Path, packaged: Path, old: str, new: str, what: str) -> None:
    path, before = changed(tmp_path, packaged, old, new)
    reads: dict[Path, Callable[[], object]] = {
        FIRSTS: lambda: read_firsts(path, EPOCHS),
        EPOCHS: lambda: read_firsts(FIRSTS, path),
        PRECEDENTS: lambda: read_precedents(path),
        INTERESTS: lambda: read_interests(path),
    }
    with pytest.raises(LexiconError) as caught:
        reads[packaged]()
    assert caught.value.faults[0].startswith(f"{packaged.name}:{before + 1}: {what}"), caught.value.faults


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    path, _ = changed(tmp_path, FIRSTS, "\nHAVE = []", "")
    assert "HAVE is missing in [words]" in fault_of(lambda: read_firsts(path, EPOCHS))
    path, _ = changed(tmp_path, INTERESTS, '\n"gas" = "gas"', "")
    assert "gas is missing in [matters]" in fault_of(lambda: read_interests(path))
    path, _ = changed(tmp_path, PRECEDENTS, "\n[kind.HAVE]", '\n[kind."HAVE visit"]')
    assert fault_of(lambda: read_precedents(path)) == "precedents.toml:1: HAVE is missing (add [kind.HAVE])"


def test_faults_of_both_files_are_told_at_once(tmp_path: Path) -> None:
    first, _ = changed(tmp_path, FIRSTS, 'unit = "week"', "unit = 7")
    turns, _ = changed(tmp_path, EPOCHS, "day = 2021-02-01", "day = 2021")
    with pytest.raises(LexiconError) as caught:
        read_firsts(first, turns)
    assert [fault.partition(":")[0] for fault in caught.value.faults] == ["firsts.toml", "epochs.toml"]
