"""People in office, before it and after it; what a name resolves to and why."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from entente.lexicon import Lexicon, load


def mention(lexicon: Lexicon, text: str, on: dt.date | None) -> tuple[tuple[str, ...], bool] | None:
    found = lexicon.mentions(text, on)
    return (found[0].codes, found[0].former) if found else None


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    path = tmp_path_factory.mktemp("lexicon") / "mine.toml"
    path.write_text(
        """
[[person]]
name = "Ada Zorrilla"
also = ["Zorrilla"]
code = "FRA"
office = "president"
from = 2010-01-31
until = 2014-01-31

[[person]]
name = "Ada Zorrilla"
also = ["Zorrilla"]
code = "FRA"
office = "president"
from = 2018-01-31

[[person]]
name = "Bo Zorrilla"
also = ["Zorrilla"]
code = "ESP"
office = "king"
from = 2019-01-01

[[person]]
name = "Cy Umlauf"
also = ["Umlauf"]
code = "FRA"
office = "minister"
from = 2000-01-01
until = 2005-01-01

[[person]]
name = "Cy Umlauf"
also = ["Umlauf"]
code = "EU"
office = "commissioner"
from = 2005-02-01
until = 2010-01-01
""",
        encoding="utf-8",
    )
    return load(path)


@pytest.mark.parametrize(
    ("day", "former"),
    [
        ("2009-10-01", True),
        ("2009-11-02", False),  # 90 days before the first day
        ("2012-01-01", False),
        ("2014-03-17", False),  # 45 days after the last day
        ("2014-03-18", True),
        ("2016-01-01", True),
        ("2018-06-01", False),
    ],
)
def test_both_sides_of_a_term(offices: Lexicon, day: str, former: bool) -> None:
    assert mention(offices, "Ada Zorrilla spoke", dt.date.fromisoformat(day)) == (("FRA",), former)


def test_no_day_means_in_office(offices: Lexicon) -> None:
    assert mention(offices, "Ada Zorrilla spoke", None) == (("FRA",), False)


def test_a_shared_surname_yields_nothing_until_the_text_settles_it(offices: Lexicon) -> None:
    day = dt.date(2020, 1, 1)
    assert mention(offices, "Zorrilla spoke", day) is None
    assert [m.codes for m in offices.mentions("Bo Zorrilla came. Zorrilla spoke.", day)] == [("ESP",), ("ESP",)]
    assert mention(offices, "Zorrilla spoke", dt.date(2012, 1, 1)) == (("FRA",), False)


def test_between_two_offices_the_one_held_counts(offices: Lexicon) -> None:
    assert mention(offices, "Umlauf spoke", dt.date(2004, 12, 31)) == (("FRA",), False)
    assert mention(offices, "Umlauf spoke", dt.date(2005, 2, 1)) == (("EU",), False)
    assert mention(offices, "Umlauf spoke", dt.date(2011, 2, 1)) == (("EU",), True)


def test_a_common_surname_counts_once_the_text_names_the_person_in_full() -> None:
    lexicon = load()
    day = dt.date(2022, 3, 1)
    assert lexicon.mentions("Johnson spoke.", day) == []
    text = "Johnson spoke. Boris Johnson left. Johnson's aides, Rachel Johnson and Johnson & Johnson stayed."
    found = [(m.start, text[m.start : m.end], m.codes) for m in lexicon.mentions(text, day)]
    assert found == [(0, "Johnson", ("GBR",)), (15, "Boris Johnson", ("GBR",)), (35, "Johnson", ("GBR",))]
    text = "Kim Jong Un met Vladimir Putin; Kim thanked him."
    assert [m.codes for m in lexicon.mentions(text, day)] == [("PRK",), ("RUS",), ("PRK",)]


def test_another_given_name_is_another_person(offices: Lexicon) -> None:
    day = dt.date(2004, 1, 1)
    assert mention(offices, "Jennifer Umlauf spoke", day) is None
    assert mention(offices, "Minister Umlauf spoke", day) == (("FRA",), False)


def test_trump_between_his_terms() -> None:
    lexicon = load()
    found = [mention(lexicon, "Donald Trump spoke", dt.date(year, 6, 1)) for year in (2019, 2023, 2026)]
    assert found == [(("USA",), False), (("USA",), True), (("USA",), False)]


def test_actor_tells_why(offices: Lexicon) -> None:
    first = offices.actor("Ada Zorrilla", dt.date(2016, 1, 1))[0]
    assert (first.codes, first.standing, first.chosen, first.file) == (("FRA",), "former", True, "mine.toml")
    assert "2010-01-31 to 2014-01-31" in first.why
    assert "no longer in office on 2016-01-01" in first.why
    assert first.line == 2


def test_actor_tells_rules_and_phrases() -> None:
    lexicon = load()
    namesake = lexicon.actor("Atlanta, Georgia", None)
    assert any(r.form == "Georgia" and r.chosen and not r.codes and "American state" in r.why for r in namesake)
    plain = lexicon.actor("Georgia", None)
    assert plain[0].codes == ("GEO",)
    assert any("counts not where" in r.why and r.file == "namesakes.toml" and r.line > 1 for r in plain)
    assert "no actor" in lexicon.actor("Washington Post", None)[0].why
    assert lexicon.actor("Qwertzuiop", None) == []


def test_names_and_demonyms() -> None:
    lexicon = load()
    assert lexicon.name("USA") == "the United States"
    assert lexicon.name("PRK") == "North Korea"
    assert lexicon.name("UN") == "the UN"
    assert lexicon.name("HAMAS") == "Hamas"
    assert lexicon.name("QQQ") == "QQQ"
    assert lexicon.demonym("RUS") == "Russian"
    assert lexicon.demonym("UN") is None


def test_the_packaged_lexicon_is_read_once(tmp_path: Path) -> None:
    assert load() is load()
    assert len(load().version) == 8
    mine = tmp_path / "mine.toml"
    mine.write_text('[[remove]]\nform = "Washington"\n', encoding="utf-8")
    other = load(mine)
    assert other.version != load().version
    assert other.mentions("Washington spoke", None) == []
    assert load().mentions("Washington spoke", None) != []
