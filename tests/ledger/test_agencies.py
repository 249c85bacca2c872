"""The list of agencies: checked when read, every fault told with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from entente.errors import LexiconError
from entente.ledger.agencies import KINDS, agencies, by_name, read_agencies

HEAD = '[file]\ntitle = "t"\norigin = "o"\ndate = "2026-11-26"\nlicence = "CC0-1.0"\nfaults = []\n\n'
GOOD = '[[agency]]\nname = "KCNA"\nkind = "agency"\ncountry = "PRK"\nstate = true\nforms = ["KCNA"]\n'


def _faults(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "list.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(LexiconError) as caught:
        read_agencies(path)
    return caught.value.faults


def test_the_packaged_list() -> None:
    assert len(agencies()) >= 150
    assert {agency.kind for agency in agencies()} == set(KINDS)
    assert all(re.fullmatch("[A-Z]{3}", agency.country) for agency in agencies())
    assert by_name()["Korean Central News Agency"].state
    assert by_name()["Korean Central News Agency"].country == "PRK"
    assert not by_name()["Reuters"].state
    assert not by_name()["BBC"].state


def test_names_that_are_common_words_need_a_cue() -> None:
    plain = {form for agency in agencies() for form in agency.forms}
    assert not plain & {"The Sun", "The Times", "the Guardian", "AP", "SPA", "Time", "Sun", "Guardian", "PA"}


def test_a_good_list(tmp_path: Path) -> None:
    path = tmp_path / "list.toml"
    path.write_text(HEAD + GOOD, "utf-8")
    (agency,) = read_agencies(path)
    assert (agency.name, agency.forms, agency.cued, agency.unless) == ("KCNA", ("KCNA",), (), ())


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (HEAD + GOOD.replace("PRK", "KP"), "list.toml:8: country 'KP' is no code"),
        (HEAD + GOOD.replace('kind = "agency"', 'kind = "blog"'), "list.toml:8: unknown kind 'blog'"),
        (HEAD + GOOD.replace("state = true\n", ""), "list.toml:8: state is missing"),
        (HEAD + GOOD.replace('["KCNA"]', '[""]'), "list.toml:8: no form, or an empty one"),
        (HEAD + GOOD + "owner = 1\n", "list.toml:8: unknown key 'owner'"),
        (HEAD + GOOD + "\n" + GOOD.replace('name = "KCNA"', 'name = "Other"'), "list.toml:15: 'KCNA' stands twice"),
        (GOOD, "list.toml:1: no [file] table"),
        (HEAD, "list.toml:1: no [[agency]]"),
        (HEAD.replace('title = "t"\n', "") + GOOD, "list.toml:1: title is missing"),
        ("[[agency", "list.toml:1: cannot be read"),
    ],
)
def test_faults(tmp_path: Path, text: str, fault: str) -> None:
    assert any(found.startswith(fault) for found in _faults(tmp_path, text))


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    bad = GOOD.replace("PRK", "KP").replace('kind = "agency"', 'kind = "blog"')
    assert len(_faults(tmp_path, HEAD + bad + "\n" + GOOD.replace('"KCNA"', '"X"').replace("PRK", "x"))) == 3


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="cannot be read"):
        read_agencies(tmp_path / "absent.toml")
