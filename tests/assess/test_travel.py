"""Trips, absences, and a report that must be older than its date."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.assess.travel import travel
from entente.assess.travel_grammar import Tagged
from entente.assess.travel_people import Roster
from entente.assess.travel_stays import in_common, when_it_holds
from entente.assess.travel_stretch import back
from entente.assess.travel_words import FILE, read_words, words
from entente.errors import LexiconError
from entente.lexicon import load
from entente.records import Interval, KeptClaim, Place
from entente.records.travel import Absence, Traveller, Travels
from tests.assess.builders import Plain, day, holder, told

UNTIL = dt.date(2024, 6, 30)


def visit(actor: str, host: str, quote: str, published: str, **more: object) -> KeptClaim:
    return told(actor, "CONSULT", host, published, mode="visit", quote=quote, **more)  # type: ignore[arg-type]


def stay(quotes: list[str], actor: str, published: str, **more: object) -> KeptClaim:
    """A claim of staying at home that stands in several places of its report."""
    kept = told(actor, "TRAVEL", "", published, polarity="negative", quote=quotes[0], **more)  # type: ignore[arg-type]
    places = tuple(Place("text", 100 * at, 100 * at + len(quote), quote) for at, quote in enumerate(quotes))
    return dataclasses.replace(kept, claim=dataclasses.replace(kept.claim, places=places))


def asked(actor: str, *claims: KeptClaim, person: str | None = None, until: dt.date = UNTIL) -> Travels:
    return travel(actor, claims, Plain(), person=person, until=until, people=load())


def tags(quote: str, codes: str, on: str = "2023-04-01") -> Tagged:
    return Tagged(quote, day(on), codes.split(","), load(), Roster(load(), words()), words())


def dated(actor: str, host: str, quote: str, on: str, **more: object) -> KeptClaim:
    """A visit with its day, in a report of that day."""
    return visit(actor, host, quote, on, start=on, end=on, **more)


PUTIN_IN_CHINA = dated("RUS", "CHN", "Putin landed in Beijing on Thursday", "2024-05-16")
PUTIN_AUTUMN = dated("RUS", "CHN", "Vladimir Putin arrived in Beijing", "2023-10-17")
PUTIN_EMIRATES = dated("RUS", "ARE", "Putin flew to Abu Dhabi", "2023-12-06")
KIM_IN_RUSSIA = dated("PRK", "RUS", "Kim Jong Un arrived in Russia", "2023-09-12")
JULY = {"start": "2023-07-01", "end": "2023-07-31", "outlet": "Old"}
MINISTER = visit("RUS", "PRK", "Russia’s defense minister visited North Korea", "2024-06-18", **JULY)
HOME = stay(
    ["Kim hasn’t been abroad in four years", "Putin has not left Russia this year"],
    "RUS,PRK", "2024-06-18", start="2024-01-01", end="2024-06-18", outlet="Old",
)  # fmt: skip


def test_a_report_of_staying_at_home_clashes_with_trips_and_may_be_older_than_its_date() -> None:
    found = asked("RUS", PUTIN_IN_CHINA, PUTIN_AUTUMN, PUTIN_EMIRATES, KIM_IN_RUSSIA, MINISTER, HOME)
    (clash,) = found.clashes
    assert clash.absence.traveller.person == "Vladimir Putin"
    assert (clash.absence.start, clash.absence.end) == (dt.date(2024, 1, 1), dt.date(2024, 6, 18))
    assert [trip.start for trip in clash.trips] == [dt.date(2024, 5, 16)]
    assert {kept.claim.id for kept in clash.claims} == {HOME.claim.id, PUTIN_IN_CHINA.claim.id}
    assert clash.holds == (
        Interval(dt.date(2024, 1, 1), dt.date(2024, 5, 15)),
        Interval(None, dt.date(2023, 10, 16)),
    )
    (older,) = found.older
    assert "dated 18 June 2024" in older.text
    assert "may be older than its date" in older.text
    # Kim's trip, told against "in four years" of the same report, leaves only days before it.
    assert "by 11 September 2023" in older.text
    assert HOME.claim.id in {kept.claim.id for kept in older.claims}
    # The claim stands in two sentences; the one about Putin is shown.
    assert clash.absence.claims[0].claim.quote == "Putin has not left Russia this year"


def test_the_four_years_of_another_traveller_clash_too() -> None:
    (clash,) = asked("PRK", KIM_IN_RUSSIA, HOME).clashes
    assert clash.absence.traveller == Traveller("PRK", "Kim Jong-un", "leader", True)
    assert clash.absence.start == dt.date(2020, 6, 18)
    assert clash.absence.months == 48
    assert clash.holds == (Interval(None, dt.date(2023, 9, 11)),)


def test_a_ministers_trip_does_not_break_a_leaders_absence() -> None:
    found = asked("RUS", MINISTER, HOME)
    assert [trip.traveller.office for trip in found.trips] == ["defence minister"]
    assert "They name the office only; Sergei Shoigu held it then." in found.trips[0].reason
    assert found.absences
    assert not found.clashes
    assert not found.older


def test_a_trip_outside_the_days_does_not_break_an_absence() -> None:
    assert not asked("RUS", PUTIN_AUTUMN, HOME).clashes


def test_a_trip_that_one_report_only_mentions_without_a_day_breaks_nothing() -> None:
    mention = visit("RUS", "CHN", "Putin’s trip to Beijing", "2024-05-20")
    assert not asked("RUS", mention, HOME).clashes
    second = visit("RUS", "CHN", "Putin’s trip to Beijing", "2024-05-20", outlet="B")
    assert asked("RUS", mention, second, HOME).clashes


def test_the_same_origin_does_not_clash_with_itself() -> None:
    own = dataclasses.replace(PUTIN_IN_CHINA, origin=HOME.origin)
    assert not asked("RUS", own, HOME).clashes


def test_an_absence_in_the_words_of_a_state_names_no_traveller_and_breaks_nothing() -> None:
    moscow = stay(["Moscow has not travelled this year"], "RUS", "2024-06-18")
    found = asked("RUS", moscow, PUTIN_IN_CHINA)
    assert [absence.traveller for absence in found.absences] == [Traveller("RUS")]
    assert not found.clashes


def test_an_absence_without_a_stretch_is_left_out_and_counted() -> None:
    found = asked("RUS", stay(["Putin has not left Russia"], "RUS", "2024-06-18"))
    assert not found.absences
    assert found.left_out == {"no traveller or stretch of an absence": 1}


def test_an_absence_that_lies_ahead_is_none() -> None:
    ahead = stay(["Putin has not left Russia this year"], "RUS", "2024-06-18", modality="future")
    assert not asked("RUS", ahead).absences


@pytest.mark.parametrize(
    ("words_", "start"),
    [
        ("Putin has not left Russia since 2020", dt.date(2021, 1, 1)),
        ("Putin has not left Russia since March 2022", dt.date(2022, 4, 1)),
        ("Putin has not left Russia in 18 months", dt.date(2022, 12, 18)),
        ("Putin has not been abroad for a decade", dt.date(2014, 6, 18)),
        ("Putin has not been abroad in the last year", dt.date(2023, 6, 18)),
        ("Putin has not been abroad in more than two years", dt.date(2022, 6, 18)),
        ("Putin has not been abroad in nearly two years", dt.date(2022, 9, 18)),
        ("Putin has not left Russia for about 20 months", dt.date(2022, 12, 18)),
        ("Putin has not left Russia so far in 2024", dt.date(2024, 1, 1)),
        ("Putin, in the month of May too, has not left Russia in two years", dt.date(2022, 6, 18)),
    ],
)
def test_stretches_are_worked_out_against_the_report(words_: str, start: dt.date) -> None:
    (absence,) = asked("RUS", stay([words_], "RUS", "2024-06-18")).absences
    assert (absence.start, absence.end) == (start, dt.date(2024, 6, 18))


@pytest.mark.parametrize(
    "when",
    [
        "in years",
        "in the last months",
        "in the month of May",
        "in the year 2020",
        "in nearly a month",
        "so far in 2025",
    ],
)
def test_words_that_tell_no_stretch(when: str) -> None:
    assert not asked("RUS", stay([f"Putin has not left Russia {when}"], "RUS", "2024-06-18")).absences


def test_a_trip_at_the_edge_of_what_is_nearly_so_long_breaks_nothing() -> None:
    old = dated("RUS", "IRN", "Vladimir Putin arrived in Tehran", "2022-07-19")
    home = stay(["Vladimir Putin has not been abroad in nearly two years"], "RUS", "2024-06-18", outlet="Old")
    assert asked("RUS", old, home).clashes == ()
    broken = asked("RUS", PUTIN_AUTUMN, home)
    assert "has not been abroad in nearly two years" in broken.older[0].text


def test_so_far_in_a_year_is_of_that_year() -> None:
    home = stay(["Vladimir Putin has not left Russia so far in 2023"], "RUS", "2024-06-18", outlet="Old")
    (absence,) = asked("RUS", home).absences
    assert (absence.start, absence.end) == (dt.date(2023, 1, 1), dt.date(2023, 12, 31))
    assert not asked("RUS", home, PUTIN_IN_CHINA).clashes
    assert "has not been abroad in 2023" in asked("RUS", home, PUTIN_AUTUMN).older[0].text


def test_the_end_of_the_calendar_is_no_fault() -> None:
    last = [
        visit(
            "RUS",
            "CHN",
            "Putin will travel to Beijing",
            "9999-12-20",
            modality="future",
            start=day_,
            end=day_,
            outlet=day_,
        )
        for day_ in ("9999-12-30", "9999-12-31")
    ]
    made = dated("RUS", "CHN", "Putin landed in Beijing", "9999-12-31", outlet="Made")
    first = dated("RUS", "CHN", "Putin landed in Beijing", "0001-01-02", outlet="First")
    assert asked("RUS", *last, made, first, until=dt.date.max).trips


def test_reports_of_one_trip_are_one_trip_and_days_since_it_are_counted() -> None:
    found = asked(
        "CHN",
        visit("CHN", "RUS", "Xi Jinping visits Moscow", "2023-03-20", start="2023-03-20", end="2023-03-20"),
        visit("RUS", "CHN", "Putin welcomes Xi to Moscow", "2023-03-21", outlet="B"),
        visit("CHN", "RUS", "Xi’s trip to Moscow", "2023-04-02", outlet="C"),
        visit("CHN", "RUS", "Xi Jinping will visit Russia", "2023-03-13", modality="future", outlet="D"),
        until=dt.date(2023, 4, 30),
    )
    (trip,) = found.trips
    assert (trip.state, trip.host, trip.place, trip.origins, trip.about) == ("made", "RUS", "Moscow", 3, False)
    assert found.last is trip
    assert found.days == (dt.date(2023, 4, 30) - trip.end).days


def test_nobody_who_hosts_travels() -> None:
    found = asked("RUS", visit("RUS", "CHN", "Putin welcomed Xi Jinping to Moscow", "2023-03-20"))
    assert not found.trips
    assert found.last is None
    assert found.days is None


def test_no_known_trip_is_unknown_not_never() -> None:
    found = asked("RUS")
    assert (found.last, found.days, found.trips) == (None, None, ())


def test_a_cancelled_trip_is_told_as_cancelled_and_the_later_one_as_made() -> None:
    found = asked(
        "BRA",
        visit(
            "BRA", "CHN", "Brazil’s Lula will visit China next week", "2023-03-23", modality="future",
            start="2023-03-27", end="2023-04-02",
        ),
        visit("BRA", "CHN", "Lula cancels his trip to China", "2023-03-25", polarity="negative", outlet="B"),
        visit("BRA", "CHN", "Lula arrives in Beijing", "2023-04-12", start="2023-04-12", end="2023-04-12", outlet="C"),
    )  # fmt: skip
    assert [(trip.state, trip.start) for trip in found.trips] == [
        ("made", dt.date(2023, 4, 12)), ("cancelled", dt.date(2023, 3, 25)),
    ]  # fmt: skip


def test_postponed_is_not_cancelled() -> None:
    (trip,) = asked("USA", visit("USA", "CHN", "Blinken postpones visit to China", "2023-02-03")).trips
    assert trip.state == "postponed"


def test_who_denies_a_trip_stands_beside_it_and_it_breaks_nothing() -> None:
    denial = visit(
        "RUS", "CHN", "Putin did not go to China", "2024-05-17", polarity="negative",
        by=[holder("CHN", "denies", "Beijing")], outlet="B",
    )  # fmt: skip
    found = asked("RUS", PUTIN_IN_CHINA, denial, HOME)
    assert [trip.denied_by for trip in found.trips] == [("Beijing",)]
    assert not found.clashes


@pytest.mark.parametrize(
    ("quote", "why"),
    [
        ("Putin tours occupied Mariupol", "territory in dispute"),
        ("Putin may be invited to visit China if talks go well", "negated"),
        ("a visit", "no place"),
        ("Putin visited a factory", "no place"),
    ],
)
def test_what_is_no_trip_is_left_out_with_its_reason(quote: str, why: str) -> None:
    found = asked("RUS", visit("RUS", "CHN", quote, "2024-05-16"))
    assert not found.trips
    assert found.left_out == {why: 1}


def test_wishes_and_rumours_are_no_trips() -> None:
    wish = visit("RUS", "CHN", "Putin visits China", "2024-05-16", modality="desired")
    rumour = visit("RUS", "CHN", "Putin visits China", "2024-05-16", by=[holder(None, "rumour")], outlet="B")
    assert asked("RUS", wish, rumour).left_out == {"doubted": 1, "wished, conditional or former": 1}


def test_a_meeting_counts_as_a_trip_only_where_its_place_abroad_is_told() -> None:
    there = told("USA", "CONSULT", "CHN", "2023-06-19", mode="meet", quote="Antony Blinken met Xi Jinping in Beijing")
    nowhere = told("USA", "CONSULT", "CHN", "2023-06-19", mode="meet", quote="Blinken met Xi", outlet="B")
    found = asked("USA", there, nowhere)
    assert [(trip.traveller.person, trip.host) for trip in found.trips] == [("Antony Blinken", "CHN")]
    assert found.left_out == {"a meeting without a place abroad": 1}


def test_one_traveller_may_be_asked_for() -> None:
    claims = (PUTIN_IN_CHINA, MINISTER, HOME)
    assert [trip.start for trip in asked("RUS", *claims, person="Putin").trips] == [dt.date(2024, 5, 16)]
    assert not asked("RUS", *claims, person="Shoigu").clashes


def test_reports_after_the_last_day_do_not_count() -> None:
    assert not asked("RUS", PUTIN_IN_CHINA, until=dt.date(2024, 5, 15)).trips


@pytest.mark.parametrize(
    ("quote", "codes", "who", "host"),
    [
        ("US Secretary of State Antony Blinken's trip to China", "USA,CHN", "Antony Blinken", "CHN"),
        ("South Korea’s leader visits Japan", "KOR,JPN", "leader", "JPN"),
        ("Raisi’s Beijing visit", "IRN,CHN", "Ebrahim Raisi", "CHN"),
        ("New Chinese foreign minister heads to Africa", "CHN,AFRICA", "Qin Gang", "AFRICA"),
        ("Harris heads to Munich", "USA,DEU", "Kamala Harris", "DEU"),
        ("Zelensky in Hiroshima for talks", "UKR,JPN", "Volodymyr Zelensky", "JPN"),
        ("Former Taiwan President Ma Ying-jeou will visit China", "TWN,CHN", "Ma Ying-jeou", "CHN"),
        ("a visit to Beijing by Belarus’ leader", "BLR,CHN", "leader", "CHN"),
    ],
)
def test_words_tell_who_goes_where(quote: str, codes: str, who: str, host: str) -> None:
    tagged = tags(quote, codes)
    (stop,) = tagged.stops()
    assert stop.code == host
    assert [found.person or found.office for found in tagged.travellers(stop)] == [who]


@pytest.mark.parametrize(
    ("quote", "codes"),
    [
        ("Biden and Zelensky discuss war in Ukraine", "USA,UKR"),
        ("a member of Biden's cabinet visited the region", "USA,CHN"),
        ("officials spoke of Russia's visit", "RUS,CHN"),
    ],
)
def test_words_without_a_place_gone_to_have_no_stop(quote: str, codes: str) -> None:
    assert not tags(quote, codes).stops()


def test_private_characters_of_hostile_text_name_nobody() -> None:
    tagged = tags("\ue000 visited \ue800 and \uf000", "RUS,CHN")
    assert not tagged.stops()
    assert not tagged.items


def test_going_back_and_forth_by_months_keeps_to_the_calendar() -> None:
    assert back(dt.date(2024, 3, 31), 1) == dt.date(2024, 2, 29)
    assert back(dt.date(2023, 11, 30), -3) == dt.date(2024, 2, 29)


def test_faults_of_the_words_are_told_by_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('[file]\ntitle = "x"\n[words]\nleaders = []\n', encoding="utf-8")
    with pytest.raises(LexiconError) as caught:
        read_words(path)
    assert any(fault.startswith("own.toml:4:") and "leaders" in fault for fault in caught.value.faults)
    path.write_text("[file\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"own\.toml:1:"):
        read_words(path)
    path.write_text(FILE.read_text(encoding="utf-8").replace('"king" = ["king"]', '"king" = []'), encoding="utf-8")
    with pytest.raises(LexiconError, match=r"^own\.toml:\d+: king is no list of words"):
        read_words(path)


HOSTS = {"CHN": "Beijing", "ARE": "Abu Dhabi", "PRK": "Pyongyang"}
QUOTES = (
    "Putin arrived in {}", "Putin’s trip to {}", "Putin will visit {}", "Vladimir Putin cancels visit to {}",
    "Lavrov visits {}",
)  # fmt: skip
days = st.dates(dt.date(2024, 1, 1), dt.date(2024, 3, 31))


@st.composite
def reports(draw: st.DrawFn) -> KeptClaim:
    host = draw(st.sampled_from(sorted(HOSTS)))
    form = draw(st.sampled_from(QUOTES))
    quote = form.format(HOSTS[host])
    published = draw(days)
    start = draw(st.sampled_from([None, published]))
    outlet = draw(st.sampled_from("ABC"))
    return visit(
        "RUS", host, quote, published.isoformat(), outlet=outlet,
        start=start and start.isoformat(), end=start and start.isoformat(),
        at=100 * QUOTES.index(form), document=f"{published} {start} {host} {outlet}",
    )  # fmt: skip


def shape(found: Travels) -> list[object]:
    trips = [(trip.text, trip.origins, trip.start, trip.end, trip.state) for trip in found.trips]
    clashes = [(clash.text, clash.holds) for clash in found.clashes]
    return [trips, clashes, [older.text for older in found.older], found.days, found.left_out]


@settings(max_examples=60, deadline=None)
@given(st.lists(reports(), max_size=7), st.randoms(use_true_random=False))
def test_order_never_changes_the_answer(claims: list[KeptClaim], random: object) -> None:
    mixed = [*claims, HOME]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert asked("RUS", *mixed) == asked("RUS", *claims, HOME)


@settings(max_examples=60, deadline=None)
@given(st.lists(reports(), min_size=1, max_size=6), st.data())
def test_a_copy_never_changes_the_answer(claims: list[KeptClaim], data: st.DataObject) -> None:
    kept = data.draw(st.sampled_from([*claims, HOME]))
    later = data.draw(st.integers(0, 20))
    claim = dataclasses.replace(kept.claim, id="ff" + kept.claim.id[2:], document="a copy")
    published = (kept.published or UNTIL) + dt.timedelta(days=later)
    copy = dataclasses.replace(kept, claim=claim, published=published, outlet="Copyist")
    assert shape(asked("RUS", *claims, HOME, copy)) == shape(asked("RUS", *claims, HOME))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([0, 5, 48]), st.lists(st.tuples(days, st.integers(0, 9)), max_size=4), days)
def test_the_days_on_which_an_absence_holds_are_those_that_no_trip_rules_out(
    months: int, stays: list[tuple[dt.date, int]], probe: dt.date
) -> None:
    published = dt.date(2024, 6, 18)
    start = back(published, months) if months else dt.date(2024, 1, 1)
    absence = Absence(
        text="x", reason="y", claims=(HOME,), traveller=Traveller("RUS", "Vladimir Putin"), start=start, end=published,
        published=published, months=months, origins=1,
    )  # fmt: skip
    trips = []
    for first, length in stays:
        (trip,) = asked("RUS", PUTIN_IN_CHINA).trips
        trips.append(dataclasses.replace(trip, start=first, end=first + dt.timedelta(days=length)))
    holds = when_it_holds(absence, trips)
    begins = back(probe, months) if months else dt.date(probe.year, 1, 1)
    broken = any(begins <= trip.start and trip.end <= probe for trip in trips)
    inside = any((s.start or dt.date.min) <= probe <= (s.end or dt.date.max) for s in holds)
    assert inside is not broken


def test_days_in_common_are_those_of_both() -> None:
    one = (Interval(dt.date(2024, 1, 1), dt.date(2024, 5, 15)), Interval(None, dt.date(2023, 10, 16)))
    assert in_common(one, (Interval(None, dt.date(2023, 9, 11)),)) == (Interval(None, dt.date(2023, 9, 11)),)


def test_what_has_no_day_and_stands_in_a_report_without_one_is_counted() -> None:
    trip = told("RUS", "CONSULT", "PRK", None, mode="visit", quote="Vladimir Putin visited North Korea")
    assert asked("RUS", trip).left_out == {"no day": 1}


def test_a_meeting_that_the_words_call_a_visit_is_a_trip() -> None:
    met = told(
        "RUS", "CONSULT", "CHN", "2024-04-03", mode="meet", start="2024-04-02", end="2024-04-02",
        quote="Vladimir Putin visited Beijing and met Xi Jinping",
    )  # fmt: skip
    assert [trip.host for trip in asked("RUS", met).trips] == ["CHN"]


def test_who_has_not_travelled_abroad_stays_at_home_though_no_host_is_named() -> None:
    kept = told(
        "BLR", "CONSULT", "", "2024-05-20", mode="visit", polarity="negative",
        quote="Alexander Lukashenko has not travelled abroad this year",
    )  # fmt: skip
    (absence,) = asked("BLR", kept).absences
    assert (absence.start, absence.traveller.person) == (dt.date(2024, 1, 1), "Alexander Lukashenko")


def test_since_a_month_begins_behind_it() -> None:
    home = stay(["Kim Jong Un has not left North Korea since September 2023"], "PRK", "2024-06-18")
    found = asked("PRK", KIM_IN_RUSSIA, home)
    assert found.absences[0].start == dt.date(2023, 10, 1)
    assert found.clashes == ()
