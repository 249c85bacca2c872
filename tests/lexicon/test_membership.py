"""Who is in which body on which day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.errors import LexiconError
from entente.lexicon.membership import Entry, Memberships, load, read
from entente.lexicon.tables import codes
from entente.records.vocabulary import BODIES

HEAD = '[file]\ntitle = "t"\norigin = "o"\ndate = "2024-01-01"\nlicence = "CC0-1.0"\nfaults = []\n'


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("body", "on", "count"),
    [
        ("UN", "2024-01-01", 193), ("UN", "2011-07-13", 192), ("EU", "2024-01-01", 27), ("EU", "2013-07-01", 28),
        ("EU", "2013-06-30", 27), ("EU", "2003-01-01", 15), ("NATO", "2024-03-07", 32), ("NATO", "2024-03-06", 31),
        ("AU", "2020-01-01", 55), ("ASEAN", "2024-01-01", 10), ("ASEAN", "2025-10-26", 11), ("BRICS", "2023-12-31", 5),
        ("BRICS", "2024-01-01", 9), ("BRICS", "2025-01-06", 10), ("G7", "2020-01-01", 7), ("G20", "2023-09-09", 21),
        ("SCO", "2024-07-04", 10), ("OPEC", "2024-01-01", 12), ("GCC", "2000-01-01", 6), ("QUAD", "2020-01-01", 4),
        ("ARABLEAGUE", "2015-01-01", 21), ("ARABLEAGUE", "2023-05-07", 22), ("ECOWAS", "2025-01-28", 15),
        ("ECOWAS", "2025-01-29", 12), ("OSCE", "2020-01-01", 57), ("CARICOM", "2020-01-01", 14),
        ("MERCOSUR", "2024-07-08", 5), ("IAEA", "2020-01-01", 0),
    ],
)  # fmt: skip
def test_the_bodies_are_as_large_as_they_say(body: str, on: str, count: int) -> None:
    assert len(load().members(body, day(on))) == count


@pytest.mark.parametrize(
    ("code", "body", "before", "first"),
    [
        ("FIN", "NATO", "2023-04-03", "2023-04-04"), ("SWE", "NATO", "2024-03-06", "2024-03-07"),
        ("IRN", "BRICS", "2023-12-31", "2024-01-01"), ("IRN", "SCO", "2023-07-03", "2023-07-04"),
        ("HRV", "EU", "2013-06-30", "2013-07-01"), ("SYR", "ARABLEAGUE", "2023-05-06", "2023-05-07"),
        ("PRK", "UN", "1991-09-16", "1991-09-17"), ("AU", "G20", "2023-09-08", "2023-09-09"),
    ],
)  # fmt: skip
def test_a_member_is_one_from_its_first_day(code: str, body: str, before: str, first: str) -> None:
    assert body not in load().bodies(code, day(before))
    assert body in load().bodies(code, day(first))


def test_british_membership_ends_before_eu_law_does() -> None:
    found = load()
    assert "EU" in found.bodies("GBR", day("2020-01-31"))
    assert "EU" not in found.bodies("GBR", day("2020-02-01"))
    assert found.bound("EU", "GBR", day("2020-12-31"))
    assert not found.bound("EU", "GBR", day("2021-01-01"))


@pytest.mark.parametrize("code", ["TWN", "PSE", "XKX", "VAT", "HEZBOLLAH", "WEST"])
def test_the_un_binds_no_outsider(code: str) -> None:
    assert not load().bound("UN", code, day("2024-01-01"))


def test_a_body_is_bound_by_its_own_law_and_through_its_members_by_the_un() -> None:
    assert load().bound("EU", "EU", day("2024-01-01"))
    assert load().bound("UN", "EU", day("2024-01-01"))
    assert not load().bound("EU", "NATO", day("2024-01-01"))


@given(st.sampled_from(sorted(codes())), st.sampled_from(BODIES), st.dates(dt.date(1945, 1, 1), dt.date(2030, 1, 1)))
def test_members_and_bodies_say_the_same(code: str, body: str, on: dt.date) -> None:
    found = load()
    assert (code in found.members(body, on)) == (body in found.bodies(code, on))
    assert list(found.members(body, on)) == sorted(set(found.members(body, on)))


def test_order_of_entries_does_not_matter() -> None:
    entries = [Entry("USA", "UN", day("1945-10-24"), None), Entry("FRA", "UN", day("1945-10-24"), None)]
    for order in (entries, entries[::-1]):
        assert Memberships(order).members("UN", day("2000-01-01")) == ("FRA", "USA")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[[membership]]\nbody = "UN"\nstates = ["USX"]\nfrom = 1945-10-24\n', "unknown code 'USX'"),
        ('[[membership]]\nbody = "UNO"\nstates = ["USA"]\nfrom = 1945-10-24\n', "unknown body 'UNO'"),
        ('[[membership]]\nbody = "UN"\nstates = ["USA"]\n', "from is missing"),
        ('[[membership]]\nbody = "UN"\nstates = ["USA"]\nfrom = 1945-10-24\nuntil = 1945-10-23\n', "until is before"),
        ('[[membership]]\nbody = "UN"\nstates = ["USA", "USA"]\nfrom = 1945-10-24\n', "twice on one day"),
        ('[[membership]]\nbody = "UN"\nstates = "USA"\nfrom = 1945-10-24\n', "states is no list"),
        ('[[membership]]\nbody = "UN"\nstates = ["USA"]\nfrom = 1945-10-24\nsince = 3\n', "unknown key 'since'"),
    ],
)  # fmt: skip
def test_faults_are_told_with_file_and_line(tmp_path: Path, text: str, fault: str) -> None:
    path = tmp_path / "bodies.toml"
    path.write_text(HEAD + "\n" + text, encoding="utf-8")
    with pytest.raises(LexiconError) as raised:
        read(path)
    assert any(line.startswith("bodies.toml:8:") and fault in line for line in raised.value.faults), raised.value


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="cannot be read"):
        read(tmp_path / "none.toml")
