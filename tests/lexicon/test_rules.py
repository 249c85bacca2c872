"""The rules of regimes as data: what is read, and which faults are told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from entente.errors import LexiconError
from entente.lexicon.rules import load, read, version
from entente.records.rule import Cap

HEAD = '[file]\ntitle = "t"\norigin = "o"\ndate = "2024-01-01"\nlicence = "CC0-1.0"\nfaults = []\n\n'
GOOD = {
    "id": '"xx-1"', "regime": '"Utopia"', "instrument": '"Act 1"', "paragraph": '"1"', "title": '"Arms to Utopia"',
    "text": '"Nobody sends arms."', "adopted": "2010-01-01", "state": '["PRK"]', "direction": '"to"',
    "matters": '["arms"]', "activities": '["supply"]', "bound": '["UN", "target", "USA"]', "valid_from": "2010-01-02",
    "source": '"from memory"', "mark": '"unverified"',
}  # fmt: skip


def entry(**changed: str | None) -> str:
    """A rule's entry with some keys changed, or left out where None."""
    keys = {key: value for key, value in {**GOOD, **changed}.items() if value is not None}
    return "[[rule]]\n" + "\n".join(f"{key} = {value}" for key, value in keys.items()) + "\n"


def written(folder: Path, *entries: str, name: str = "xx.toml", head: str = HEAD) -> Path:
    path = folder / name
    path.write_text(head + "\n".join(entries), encoding="utf-8")
    return path


def test_an_entry_becomes_a_rule_with_its_place(tmp_path: Path) -> None:
    needs = '\n[rule.needs]\ncalibre = "under 100 mm is free"\n'
    cap = '{amount = 500, unit = "barrel", period = "calendar year"}'
    first = entry(cap=cap, valid_until="2012-05-06", exemption='"case-by-case"', approval="true") + needs
    path = written(tmp_path, first, entry(id='"xx-2"'))
    one, two = read([path])
    assert (one.file, one.line, two.line) == ("xx.toml", 8, path.read_text().split("\n").index("[[rule]]", 9) + 1)
    assert one.cap == Cap(500.0, "barrel", "calendar year")
    assert one.needs == {"calibre": "under 100 mm is free"}
    assert one.valid_until == dt.date(2012, 5, 6)
    assert one.approval
    assert (two.exemption, two.force, two.reading, two.approval) == ("none", "decides", "express", False)


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"colour": '"red"'}, "unknown key 'colour'"),
        ({"text": None}, "text is missing"),
        ({"text": "3"}, "text is no text"),
        ({"text": '" "'}, "text is empty"),
        ({"state": '"PRK"'}, "state is no list"),
        ({"state": "[]"}, "state is empty"),
        ({"state": '["PRKX"]'}, "unknown code 'PRKX' in state"),
        ({"state": '["target"]'}, "unknown code 'target' in state"),
        ({"bound": '["everybody"]'}, "unknown code 'everybody' in bound"),
        ({"recognised_by": '["XX"]'}, "unknown code 'XX' in recognised_by"),
        ({"contested_by": '["XX"]'}, "unknown code 'XX' in contested_by"),
        ({"matters": '["arms.cannons"]'}, "unknown matters 'arms.cannons'"),
        ({"excluded": '["*"]'}, "unknown excluded '*'"),
        ({"activities": '["give"]'}, "unknown activities 'give'"),
        ({"direction": '"up"'}, "unknown direction 'up'"),
        ({"mark": '"sure"'}, "unknown mark 'sure'"),
        ({"force": '"asks"'}, "unknown force 'asks'"),
        ({"reading": '"loose"'}, "unknown reading 'loose'"),
        ({"exemption": '"some"'}, "unknown exemption 'some'"),
        ({"valid_from": '"soon"'}, "valid_from is no day"),
        ({"valid_until": "2009-12-31"}, "valid_until is before valid_from"),
        ({"valid_from": "2009-12-31"}, "valid_from is before adopted"),
        ({"superseded_by": '"xx-9"'}, "superseded_by names no other rule: 'xx-9'"),
        ({"superseded_by": '"xx-1"'}, "superseded_by names no other rule: 'xx-1'"),
        ({"cap": '{amount = 5, period = "year"}'}, "cap is no cap"),
        ({"cap": '{amount = -5, unit = "t", period = "year"}'}, "cap is no cap"),
        ({"approval": '"yes"'}, "approval is no flag"),
        ({"needs": '{calibre = ""}'}, "needs is no needs"),
    ],
)
def test_faults_are_told_with_file_and_line(tmp_path: Path, changed: dict[str, str | None], fault: str) -> None:
    path = written(tmp_path, entry(id='"xx-0"'), entry(**changed))
    line = [number for number, text in enumerate(path.read_text().split("\n"), 1) if text == "[[rule]]"][1]
    with pytest.raises(LexiconError) as raised:
        read([path])
    assert [one for one in raised.value.faults if one.startswith(f"xx.toml:{line}: {fault}")], raised.value.faults


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    one = written(tmp_path, entry(mark='"sure"'), entry(id='"xx-2"', force='"asks"'), name="a.toml")
    two = written(tmp_path, entry(id='"xx-3"', state='["Q"]'), name="b.toml")
    broken = written(tmp_path, "x = = 3", name="c.toml")
    with pytest.raises(LexiconError) as raised:
        read([one, two, broken])
    assert [fault.partition(":")[0] for fault in raised.value.faults] == ["a.toml", "a.toml", "b.toml", "c.toml"]


def test_a_rule_valid_before_its_adoption_tells_why(tmp_path: Path) -> None:
    path = written(tmp_path, entry(valid_from="2009-12-31", note='"Applied from its announcement."'))
    assert read([path])[0].valid_from == dt.date(2009, 12, 31)


def test_two_rules_of_one_id_are_a_fault(tmp_path: Path) -> None:
    one, two = written(tmp_path, entry(), name="a.toml"), written(tmp_path, entry(), name="b.toml")
    with pytest.raises(LexiconError, match=r"b\.toml:8: id 'xx-1' is taken in a\.toml:8"):
        read([one, two])


def test_a_file_without_a_head_is_a_fault_unless_it_is_the_users(tmp_path: Path) -> None:
    path = written(tmp_path, entry(), head="")
    with pytest.raises(LexiconError, match=r"no \[file\] table"):
        read([path])
    assert [rule.id for rule in read([], [path])] == ["xx-1"]


def test_a_users_own_rules_come_after_the_packaged_ones_and_may_lean_on_them(tmp_path: Path) -> None:
    packaged = load()
    before = packaged[0].valid_from - dt.timedelta(1)
    days = {"adopted": "2001-01-01", "valid_from": "2001-01-01", "valid_until": before.isoformat()}
    path = written(tmp_path, entry(superseded_by=f'"{packaged[0].id}"', **days), head="")
    assert load(path) == (*packaged, load(path)[-1])
    assert load(tmp_path)[-1].id == "xx-1"
    assert load(path) is load(path)
    assert version(path) != version()


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"none\.toml:1: cannot be read"):
        load(tmp_path / "none.toml")


def test_the_packaged_rules_are_sound() -> None:
    rules = load()
    assert len(rules) >= 100
    assert len({rule.id for rule in rules}) == len(rules)
    files = [rule.file for rule in rules]
    assert files == sorted(files)
    assert all(rule.mark == "sourced" or rule.source for rule in rules)
    assert len(version()) == 8
