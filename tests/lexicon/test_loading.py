"""The data files load, and every fault is told by file and line."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from entente.errors import LexiconError
from entente.lexicon import load
from entente.lexicon.lexicon import packaged
from entente.lexicon.loading import read_files
from entente.lexicon.plain import plain_tables
from entente.records.vocabulary import BODIES, GROUPS, MATTERS, REGIONS

HEAD = """[file]
title = "t"
origin = "o"
date = "2026-11-25"
licence = "CC0-1.0"
faults = []
"""
UN_MEMBERS_FILE = 193


@pytest.mark.parametrize("path", packaged(), ids=lambda path: path.name)
def test_every_file_loads_and_the_fast_reader_agrees_with_tomllib(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert plain_tables(text) == tomllib.loads(text)


def test_all_codes_of_the_record_have_a_name() -> None:
    names = load().codes()
    assert set(BODIES + GROUPS + REGIONS) <= set(names)
    states = [code for code in names if len(code) == 3 and code not in BODIES + GROUPS + REGIONS]
    assert len(states) >= UN_MEMBERS_FILE + 3
    assert {"PSE", "TWN", "XKX", "VAT", "HKG", "ESH", "GRL", "SSD", "TLS", "MNE"} <= set(states)


def test_every_file_tells_its_origin() -> None:
    for head in load().files().values():
        assert head["origin"]
        assert head["licence"]
    assert len(load().files()) == len(packaged())


def faults_of(tmp_path: Path, text: str, *, own: bool = False) -> list[str]:
    path = tmp_path / "bad.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError) as caught:
        read_files([] if own else [path], path if own else None)
    return caught.value.faults


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('[[state]]\ncode = "ABC"\nname = "Abc"\n', 1, "no [file] table"),
        (HEAD.replace('licence = "CC0-1.0"\n', ""), 1, "licence is missing"),
        (HEAD + '\n[[state]]\ncode = "ABC"\nnmae = "Abc"\nname = "A"\n', 8, "unknown key 'nmae'"),
        (HEAD + '\n[[body]]\ncode = "XX"\nname = "X"\nnames = ["X"]\n', 8, "unknown code 'XX'"),
        (HEAD + '\n[[body]]\ncode = "UN"\nname = "X"\nnames = "X"\n', 8, "names is no list of texts"),
        (HEAD + '\n[[nonsense]]\ncode = "UN"\n', 8, "unknown table"),
        (HEAD + '\n[[actor]]\ncode = "UN"\nname = "x"\nkind = "body"\n', 8, "unknown table"),
        (
            HEAD + '\n[[person]]\nname = "A B"\ncode = "UN"\noffice = "x"\nfrom = 2020-01-01\nuntil = 2019-01-01\n',
            8,
            "leaves office before taking it",
        ),
        (HEAD + '\n[[person]]\nname = "A B"\ncode = "UN"\noffice = "x"\nfrom = "soon"\n', 8, "from is no day"),
        (HEAD + '\n[[rule]]\nforms = ["A"]\nnear = ["@none"]\nreason = "x"\n', 8, "no word list '@none'"),
        (HEAD + '\n[[rule]]\nforms = ["A"]\nreason = "x"\n', 8, "a rule without words"),
        (HEAD + '\n[[told]]\nstance = "shrugs"\nwords = ["shrugs"]\n', 8, "unknown stance 'shrugs'"),
        (HEAD + '\n[[doubt]]\ncertainty = "perhaps"\nwords = ["perhaps"]\n', 8, "unknown certainty 'perhaps'"),
        (HEAD + '\n[[matter]]\ncode = "war"\nwords = ["war"]\n', 8, "unknown matter 'war'"),
        (
            HEAD
            + '\n[[body]]\ncode = "UN"\nname = "U"\nnames = ["Same"]\n'
            + '\n[[body]]\ncode = "EU"\nname = "E"\nnames = ["Same"]\n',
            13,
            "'Same' stands for EU here and UN in bad.toml:8",
        ),
        (HEAD + "\nbroken\n", 8, "no TOML"),
    ],
)
def test_faults_by_file_and_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    faults = faults_of(tmp_path, text)
    assert any(fault.startswith(f"bad.toml:{line}: ") and words in fault for fault in faults), faults
    assert all(fault.endswith(")") for fault in faults)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = '[[actor]]\ncode = "x"\nname = "A"\nkind = "body"\n\n[[actor]]\ncode = "UN"\nname = "A"\nkind = "thing"\n'
    faults = faults_of(tmp_path, text, own=True)
    assert [fault.split(": ")[0] for fault in faults] == ["bad.toml:1", "bad.toml:6"]


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"none\.toml:1: cannot be read"):
        load(tmp_path / "none.toml")


def test_a_users_file_extends_and_overrides(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        '[[actor]]\ncode = "BORGOVIA"\nname = "Borgovia"\nalso = ["Borgovian"]\nkind = "country"\n\n'
        '[[actor]]\ncode = "CHN"\nname = "Boeing"\nkind = "institution"\nfrom = 2024-01-01\n',
        encoding="utf-8",
    )
    lexicon = load(path)
    import datetime as dt

    assert [m.codes for m in lexicon.mentions("Borgovian ships", None)] == [("BORGOVIA",)]
    assert lexicon.name("BORGOVIA") == "Borgovia"
    assert [m.codes for m in lexicon.mentions("Boeing said", dt.date(2025, 1, 1))] == [("CHN",)]
    assert [m.codes for m in lexicon.mentions("Boeing said", dt.date(2020, 1, 1))] == [("USA",)]


@pytest.mark.parametrize(
    ("before", "certainty"),
    [
        ("which is likely to", "probable"),
        ("is Expected to", "probable"),
        ("had expected", None),
        ("that it could", "possible"),
        ("the mayor", None),
        ("", None),
    ],
)
def test_doubt(before: str, certainty: str | None) -> None:
    assert load().certainty(before) == certainty


@pytest.mark.parametrize(
    ("before", "stance"),
    [
        ("Moscow refused to confirm that", "not-confirmed"),
        ("neither confirmed nor denied that it", "not-confirmed"),
        ("Tehran Denied it had", "denies"),
        ("Moscow did not deny", "not-confirmed"),
        ("has yet to confirm that it", "not-confirmed"),
        ("an undenied", None),
        ("Seoul suspects that", "suspects"),
        ("The US believes", "believes"),
        ("the suspected", None),
    ],
)
def test_told(before: str, stance: str | None) -> None:
    assert load().stance(before) == stance


def test_matters() -> None:
    lexicon = load()
    assert lexicon.matters("155mm shells") == ("arms.ammunition", "arms.artillery")
    assert lexicon.matters("nuclear-powered submarines and LNG") == ("technology.submarine", "gas")
    assert "oil" not in lexicon.matters("a boiling kettle")
    assert lexicon.matters("DRONES") == ("arms.drones",)
    assert lexicon.matters("ballistic missiles; wheat") == ("arms.missiles", "food")
    assert lexicon.matters("") == ()
    assert set(lexicon.matters("cease-fire, embassies and ICBMs")) <= set(MATTERS)
    assert lexicon.matters("embassies") == ("diplomacy",)


def test_a_users_person_may_belong_to_a_users_actor(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        '[[actor]]\ncode = "BORGOVIA"\nname = "Borgovia"\nkind = "country"\n\n'
        '[[person]]\nname = "Ilse Borg"\ncode = "BORGOVIA"\noffice = "queen"\n\n'
        '[[rule]]\nforms = ["Borgovia"]\nnear = ["novel"]\nreason = "a land in a novel"\n\n'
        '[[phrase]]\nforms = ["Borgovia Street"]\nreason = "a street"\n',
        encoding="utf-8",
    )
    lexicon = load(path)
    assert [m.codes for m in lexicon.mentions("Ilse Borg of Borgovia", None)] == [("BORGOVIA",), ("BORGOVIA",)]
    assert lexicon.mentions("Borgovia is a land in a novel.", None) == []
    assert lexicon.mentions("a house in Borgovia Street", None) == []


def test_the_example_of_the_manual_loads(tmp_path: Path) -> None:
    manual = Path(__file__).parents[2] / "docs" / "reference" / "lexicon.md"
    block = manual.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    path = tmp_path / "mine.toml"
    path.write_text(block, encoding="utf-8")
    assert [m.codes for m in load(path).mentions("Rostec sold it to Jane Example", None)] == [("RUS",), ("FRA",)]
