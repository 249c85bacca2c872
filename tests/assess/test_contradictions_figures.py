"""Figures and times that cannot both hold, and those that only seem so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.assess.contradictions import contradictions
from entente.assess.contradictions.measures import Amount, amount_of, apart_by, comparable
from entente.assess.contradictions.tables import UNITS, read_units, read_words, unit_tables, word_tables
from entente.assess.contradictions.words import Reading
from entente.errors import LexiconError
from entente.records import Figure, KeptClaim
from entente.records.contradiction import Found
from tests.assess.builders import Plain, happening, holder, told


def found(*claims: KeptClaim) -> Found:
    return contradictions([happening(*claims)], Plain())


def left(result: Found) -> str:
    return "; ".join(reason for reason, _ in result.left_alone)


def sent(
    quote: str, low: float | None, high: float | None, words: str, by: str = "", day: str = "2024-02-26",
    unit: str = "container", **more: object,
) -> KeptClaim:  # fmt: skip
    return told(
        "PRK", "TRANSFER", "RUS", day, by=[holder(by, "says")] if by else [], quote=quote, of="e",
        figures=[Figure(low, high, unit, words)], outlet=more.pop("outlet", by or "Wire"), **more,  # type: ignore[arg-type]
    )  # fmt: skip


AMERICAN = sent(
    "Pyongyang has shipped more than 10,000 containers of shells", 10_000, None, "more than 10,000 containers", "USA",
    "2024-02-23",
)  # fmt: skip
KOREAN = sent("the North has sent 6,700 containers of shells", 6_700, 6_700, "6,700 containers", "KOR")


def test_two_holders_give_figures_that_cannot_both_hold() -> None:
    (finding,) = found(AMERICAN, KOREAN).findings
    assert (finding.kind, finding.sure, finding.one, finding.two) == ("figures", "clash", AMERICAN, KOREAN)
    assert finding.text == (
        "Figures differ on transfer (sent): more than 10,000 containers (the United States, 2024-02-23) "
        "against 6,700 containers (KOR, 2024-02-26)."
    )
    assert "container" in finding.reason


@pytest.mark.parametrize(
    ("quote", "low", "high", "words", "why"),
    [
        ("the ships can hold 5,000 containers of shells", 5_000, 5_000, "5,000 containers", "could be"),
        ("has shipped up to 5,000 containers of shells", None, 5_000, "up to 5,000 containers", "could be"),
        ("shipped 5,000 containers or half a million shells", 5_000, 5_000, "5,000 containers", "alternatives"),
        ("shipped either 5,000 containers of shells, or none", 5_000, 5_000, "5,000 containers", "alternatives"),
        ("shipped 5,000 out of the containers of shells", 5_000, 5_000, "5,000", "part of another"),
        ("shipped another 5,000 containers of shells", 5_000, 5_000, "5,000 containers", "part of another"),
        ("has shipped 5,000 containers of shells so far", 5_000, 5_000, "5,000 containers", "another time"),
        ("has 5,000 containers of shells", 5_000, 5_000, "5,000 containers", ""),
        ("shipped 5,000 containers of shells a month", 5_000, 5_000, "5,000 containers", ""),
        ("shipped 9,900 containers of shells", 9_900, 9_900, "9,900 containers", ""),
        ("shipped about 9,000 containers of shells", 9_000, 9_000, "about 9,000 containers", ""),
        ("shipped 12,000 containers of shells", 12_000, 12_000, "12,000 containers", ""),
    ],
)
def test_what_only_seems_to_differ(quote: str, low: float, high: float, words: str, why: str) -> None:
    result = found(AMERICAN, sent(quote, low, high, words, "KOR"))
    assert not result.findings
    assert why in left(result)


def test_a_later_larger_total_is_growth() -> None:
    later = sent(
        "Pyongyang has shipped 20,000 containers of shells", 20_000, 20_000, "20,000 containers", "USA", "2024-02-28"
    )
    result = found(KOREAN, later)
    assert not result.findings
    assert "later, larger total" in left(result)


def test_calibres_and_things_are_kept_apart() -> None:
    big = sent("sent 3 million 152 mm shells", 3e6, 3e6, "3 million 152 mm shells", "USA", unit="shell")
    small = sent("sent 500,000 122 mm shells", 5e5, 5e5, "500,000 122 mm shells", "KOR", unit="artillery shell")
    result = found(big, small)
    assert not result.findings
    assert "different things" in left(result)
    same = sent("sent 500,000 shells of 152 mm", 5e5, 5e5, "500,000 shells", "KOR", unit="artillery round")
    assert found(big, same).findings


def test_money_in_two_currencies_is_left_alone() -> None:
    dollars = sent("sent aid worth $5bn", 5e9, 5e9, "$5bn", "USA", unit="USD")
    euros = sent("sent aid worth 2bn euros", 2e9, 2e9, "2bn euros", "KOR", unit="EUR")
    result = found(dollars, euros)
    assert not result.findings
    assert "different currencies" in left(result)
    assert found(dollars, sent("sent aid worth $2bn", 2e9, 2e9, "$2bn", "KOR", unit="USD")).findings


def test_unknown_units_are_left_alone_and_said_to_be() -> None:
    one = sent("sent 500 gizmos", 500, 500, "500 gizmos", "USA", unit="gizmo")
    two = sent("sent 900 gizmos", 900, 900, "900 gizmos", "KOR", unit="gizmo")
    result = found(one, two)
    assert not result.findings
    assert ("unknown unit: gizmo", 1) in result.left_alone


def test_measures_are_converted() -> None:
    miles = sent("delivered over 100 miles of cable", 100, 100, "100 miles", "USA", unit="mile")
    metres = sent("delivered 161 kilometres of cable", 161, 161, "161 kilometres", "KOR", unit="kilometre")
    assert not found(miles, metres).findings
    short = sent("delivered 90 kilometres of cable", 90, 90, "90 kilometres", "KOR", unit="kilometre")
    assert found(miles, short).findings
    weight = sent("delivered 90 tonnes of cable", 90, 90, "90 tonnes", "KOR", unit="tonne")
    result = found(miles, weight)
    assert not result.findings
    assert "cannot be converted" in left(result)


def killed(quote: str, number: float, words: str, by: str = "", day: str = "2023-01-02", **more: object) -> KeptClaim:
    return told(
        "UKR", "ASSAULT", "RUS", day, by=[holder(by, "says")] if by else [], quote=quote, of=more.pop("of", "e"),  # type: ignore[arg-type]
        figures=[Figure(number, number, "soldier", words)], outlet=more.pop("outlet", by or "Wire"), **more,  # type: ignore[arg-type]
    )  # fmt: skip


def test_two_sides_count_the_dead() -> None:
    few = killed("60 Russian soldiers were killed in the barracks at Makiivka", 60, "60 Russian soldiers", "RUS")
    many = killed("400 Russian soldiers died in the Makiivka barracks", 400, "400 Russian soldiers", "UKR", of="other")
    (finding,) = found(few, many).findings
    assert finding.sure == "clash"
    unnamed = killed("90 soldiers died in the Makiivka barracks", 90, "90 soldiers", "RUS")
    assert found(unnamed, many).findings
    theirs = killed("400 Ukrainian soldiers died in the Makiivka barracks", 400, "400 Ukrainian soldiers", "UKR")
    assert not found(few, theirs).findings
    hurt = killed("400 Russian soldiers were wounded in the Makiivka barracks", 400, "400 Russian soldiers", "UKR")
    assert not found(few, hurt).findings


def test_reports_in_their_own_voice_need_the_same_words_and_day() -> None:
    three = killed("3 soldiers killed in a morning raid on the river port", 3, "3 soldiers", outlet="A")
    two = killed("2 soldiers killed in a morning raid on the river port", 2, "2 soldiers", outlet="B")
    assert found(three, two).findings[0].sure == "possible"
    other = killed("2 soldiers killed by a mine", 2, "2 soldiers", outlet="B")
    assert not found(three, other).findings


def test_two_amounts_of_one_report_are_no_clash() -> None:
    one = sent("11 missiles hit the port", 11, 11, "11 missiles", document="d", unit="missile")
    two = sent("60 missiles were sent", 60, 60, "60 missiles", document="d", unit="missile")
    assert not found(one, two).findings


@given(st.floats(1, 1e9), st.floats(1, 1e9), st.floats(0.01, 100))
def test_amounts_are_compared_alike_both_ways_and_in_any_unit(low: float, width: float, other: float) -> None:
    one = Amount(low, low + width, "counted", "shell", frozenset(), "", "sent", False, 0.05)
    two = Amount(low * other, low * other, "counted", "shell", frozenset(), "", "sent", False, 0.05)
    assert apart_by(one, two) == apart_by(two, one)
    assert apart_by(one, one) is None
    factor = apart_by(one, two)
    assert factor is None or factor > 1


def test_open_sides_exclude_nothing() -> None:
    many = Amount(24, None, "counted", "tank", frozenset(), "", "sent", False, 0.05)
    few = Amount(None, 30, "counted", "tank", frozenset(), "", "sent", False, 0.05)
    assert apart_by(many, few) is None
    assert not comparable(many, few)


def test_people_by_their_nation() -> None:
    claim = told("ISR", "ASSAULT", "PSE", quote="33 Palestinians were killed").claim
    amount = amount_of(Figure(33, 33, "palestinian", "33 Palestinians"), claim, Reading())
    assert isinstance(amount, Amount)
    assert (amount.thing, amount.quality, amount.fate) == ("person", frozenset({"PSE"}), "killed")


def test_pint_waits_until_measures_differ() -> None:
    code = "import sys, entente.assess.contradictions.measures; print('pint' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"


def barracks(number: int, day: str | None, by: str, **more: object) -> KeptClaim:
    quote = f"the strike on the barracks killed {number} soldiers"
    counted = Figure(number, number, "soldier", f"{number} soldiers")
    return told(
        "RUS", "ASSAULT", "UKR", day, by=[holder(by, "says")], quote=quote, figures=[counted], start="2023-02-28",
        end="2023-02-28", of="e", outlet=by, **more,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize("numbers", [(500, 50), (50, 500)])
def test_without_a_day_nobody_knows_that_a_count_has_grown(numbers: tuple[int, int]) -> None:
    result = found(barracks(numbers[0], "2023-03-01", "RUS"), barracks(numbers[1], None, "UKR"))
    assert [finding.kind for finding in result.findings] == ["figures"]
    grown = found(barracks(50, "2023-03-01", "RUS"), barracks(500, "2023-03-02", "UKR"))
    assert "larger total" in left(grown)


@pytest.mark.parametrize("day", ["2023-03-07", "2023-03-09", "2023-05-01"])
def test_figures_of_one_told_day_clash_however_late_they_are_reported(day: str) -> None:
    (finding,) = found(barracks(500, "2023-03-01", "RUS"), barracks(50, day, "UKR")).findings
    assert finding.sure == "clash"


# ------------------------------------------------------------------ times


def visit(
    day: str, outlet: str, quote: str = "the envoy met the generals in Goma on Monday", **more: object
) -> KeptClaim:
    return told(
        "USA",
        "CONSULT",
        "COD",
        "2023-04-20",
        mode="meet",
        quote=quote,
        start=day,
        end=day,
        outlet=outlet,
        of="e",
        **more,
    )  # type: ignore[arg-type]


def test_a_meeting_told_on_two_days() -> None:
    (finding,) = found(visit("2023-04-10", "A"), visit("2023-04-17", "B")).findings
    assert (finding.kind, finding.sure) == ("times", "possible")
    assert finding.text == ("Days differ: the United States → COD: meet, 2023-04-10 (A) against 2023-04-17 (B).")


def test_days_that_can_both_hold() -> None:
    assert not found(visit("2023-04-16", "A"), visit("2023-04-17", "B")).findings
    assert not found(visit("2023-04-10", "A"), visit("2023-04-17", "B", "the envoy met the generals in Goma")).findings
    assert not found(visit("2023-04-10", "A"), visit("2023-04-17", "B", "talks on Monday")).findings
    assert not found(visit("2023-04-10", "A"), visit("2023-04-17", "B", modality="future")).findings
    series = [visit(f"2023-04-{day}", name) for day, name in (("10", "A"), ("13", "B"), ("17", "C"))]
    result = found(*series)
    assert not result.findings
    assert "series" in left(result)


def test_a_day_of_one_report_alone_makes_no_series() -> None:
    twice = [visit("2023-04-10", "A"), visit("2023-04-10", "B"), visit("2023-04-17", "C"), visit("2023-04-17", "D")]
    (finding,) = found(*twice, visit("2023-04-13", "E")).findings
    assert "2023-04-10 (A) against 2023-04-17 (C)" in finding.text
    assert not found(*twice, visit("2023-04-13", "E"), visit("2023-04-20", "F")).findings
    assert not found(*twice, visit("2023-04-13", "E"), visit("2023-04-13", "F")).findings


def test_a_day_is_told_by_who_speaks_not_by_their_state() -> None:
    analysts = visit("2023-04-10", "A", by=[holder("USA", "says", "independent American analysts")])
    (finding,) = found(analysts, visit("2023-04-17", "B", by=[holder("USA", "says")])).findings
    assert "2023-04-10 (independent American analysts) against 2023-04-17 (the United States)" in finding.text


# ------------------------------------------------------------------ the tables


def test_the_packaged_tables_hold() -> None:
    assert unit_tables().counted["artillery shell"] == unit_tables().counted["round"] == "shell"
    assert "denied" in word_tables().lists["denying"]


def test_every_measure_is_one_of_its_kind() -> None:
    pint = pytest.importorskip("pint")
    registry = pint.UnitRegistry()
    kinds: dict[str, set[str]] = {}
    for kind, expression in unit_tables().measured.values():
        kinds.setdefault(kind, set()).add(str(registry.parse_expression(expression).dimensionality))
    assert all(len(dimensions) == 1 for dimensions in kinds.values())


def test_faults_are_told_by_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('[file]\ntitle = "a"\n\n[denying]\nwords = ["Deny"]\n', encoding="utf-8")
    with pytest.raises(LexiconError) as caught:
        read_words(path)
    assert "own.toml:1: origin is missing in [file] (add origin)" in caught.value.faults
    assert any(fault.startswith("own.toml:5: words is no list in small letters") for fault in caught.value.faults)
    assert "own.toml:1: no table [negating] (add it)" in caught.value.faults
    text = UNITS.read_text(encoding="utf-8")
    path.write_text(text.replace("\nrocket = [", '\nrocket = ["missile", '), encoding="utf-8")
    line = text[: text.index("\nrocket = [")].count("\n") + 2
    with pytest.raises(LexiconError, match=rf"^own\.toml:{line}: 'missile' is of rocket and missile \(keep one\)$"):
        read_units(path)
    path.write_text(text.replace('\nmile = "mile"', "\nmile = 7"), encoding="utf-8")
    with pytest.raises(LexiconError, match=r"^own\.toml:\d+: mile is no filled text"):
        read_units(path)
    path.write_text("][", encoding="utf-8")
    with pytest.raises(LexiconError, match="no TOML"):
        read_units(path)
    path.write_text("", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"no \[file\] table"):
        read_units(path)
