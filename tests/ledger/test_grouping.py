"""Which claims end in one event, that ids stay, and that nothing depends on when the program was restarted."""

from __future__ import annotations

import datetime as dt
import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.ledger.grouping import SPAN, Grouping, event_id
from entente.ledger.grouping_words import WordWeights, spelled, stem, whole_war, words_of
from entente.ledger.likeness import WEIGHTS, Comparison, Member
from entente.records import Claim, Holder, Membership, Place, claim_id

START = dt.date(2024, 3, 4)
#: Claims with the number of the day and the title of their report.
Pile = list[tuple[Claim, int, str]]


def told(
    event: str,
    actor: str,
    recipient: str,
    quote: str,
    *,
    document: str = "d1",
    mode: str | None = None,
    matter: str = "",
    holders: tuple[Holder, ...] = (),
    polarity: str = "positive",
    modality: str = "actual",
    start: dt.date | None = None,
    end: dt.date | None = None,
    at: int = 0,
) -> Claim:
    """A claim; parties and matters as words with spaces between."""
    place = Place("text", at, at + len(quote), quote)
    sides = tuple(actor.split()), tuple(recipient.split())
    key = claim_id(document, place, event, *sides, holders, polarity, modality)
    return Claim(
        key, document, event, mode, *sides, tuple(matter.split()), holders, polarity, "certain", modality, start, end,
        place, (place,), 0.9, (), (), "test 1",
    )  # fmt: skip


def day(number: int) -> dt.date:
    return START + dt.timedelta(number)


def fed(*claims: tuple[Claim, int, str], grouping: Grouping | None = None) -> list[Membership]:
    """(claim, day, title) each, in the order given."""
    grouping = grouping or Grouping()
    return [grouping.add(claim, day(number), title, origin_of(claim)) for claim, number, title in claims]


def origin_of(claim: Claim) -> str:
    """Every document is its own origin but for copies: "d1+2" is the second of d1."""
    return claim.document.partition("+")[0]


SHELLS = [
    (told("TRANSFER", "PRK", "RUS", "North Korea plans to ship artillery shells to Russia", document="d1",
          matter="arms.ammunition", modality="future"), 0, "Pyongyang plans artillery shells for Moscow"),
    (told("TRANSFER", "PRK", "RUS", "North Korea will not ship any artillery shells to Russia", document="d2",
          matter="arms.ammunition", holders=(Holder("PRK", None, "denies"),), polarity="negative"), 2,
     "North Korea denies plans for artillery shells"),
    (told("TRANSFER", "PRK", "RUS", "artillery shells shipped by North Korea reached Russia", document="d3",
          matter="arms.ammunition"), 4, "Artillery shells from North Korea have reached Russia"),
]  # fmt: skip


def test_plan_denial_and_report_as_done_are_one_event() -> None:
    found = fed(*SHELLS)
    assert len({membership.event for membership in found}) == 1
    assert [membership.claim for membership in found] == [claim.id for claim, _, _ in SHELLS]


def test_the_first_claim_names_the_event() -> None:
    first = fed(*SHELLS)[0]
    assert first == Membership(event_id(SHELLS[0][0].id), SHELLS[0][0].id, "first report of it", 1.0)
    assert re.fullmatch("[0-9a-f]{16}", first.event)


def test_reason_names_parties_kind_days_and_words() -> None:
    second = fed(*SHELLS)[1]
    assert second.reason.startswith("same parties, same kind, told 2 days apart; ")
    assert "words in common: " in second.reason
    assert "shells" in second.reason
    assert "Korea" not in second.reason
    assert "Russia" not in second.reason
    assert 0 < second.score < 1


def test_stated_days_stand_in_the_reason() -> None:
    visits = [
        (told("CONSULT", "RUS", "PRK", "Lavrov is to visit North Korea on Saturday", document=key, mode="visit",
              start=day(5), end=day(5)), 1, "Lavrov to visit North Korea on Saturday")
        for key in ("d1", "d2")
    ]  # fmt: skip
    assert fed(*visits)[1].reason.startswith("same parties, same kind, same stated days; ")


def test_other_parties_do_not_join() -> None:
    other = told("TRANSFER", "IRN", "SYR", "Iran plans to ship artillery shells to Syria", document="d9",
                 matter="arms.ammunition", modality="future")  # fmt: skip
    found = fed(SHELLS[0], (other, 0, "Artillery shells planned"))
    assert found[0].event != found[1].event


def test_one_party_in_common_is_not_enough() -> None:
    other = told("TRANSFER", "IRN", "RUS", "Iran plans to ship artillery shells to Russia", document="d9",
                 matter="arms.ammunition", modality="future")  # fmt: skip
    found = fed(SHELLS[0], (other, 0, "Tehran plans artillery shells for Moscow"))
    assert found[0].event != found[1].event


def test_a_side_left_open_joins_by_its_words() -> None:
    other = told("TRANSFER", "PRK", "", "North Korea ships artillery shells", document="d9", matter="arms.ammunition")
    found = fed(SHELLS[0], (other, 0, "Pyongyang ships artillery shells"))
    assert found[0].event == found[1].event
    assert found[1].reason.startswith("parties in common PRK, same kind")


def test_kinds_of_one_happening_join_and_others_do_not() -> None:
    gift = told("AID", "PRK", "RUS", "North Korea gives artillery shells to Russia", document="d8",
                matter="arms.ammunition")  # fmt: skip
    threat = told("THREATEN", "PRK", "RUS", "North Korea plans to ship artillery shells to Russia", document="d9",
                  matter="arms.ammunition")  # fmt: skip
    found = fed(SHELLS[0], (gift, 0, SHELLS[0][2]), (threat, 0, SHELLS[0][2]))
    assert found[1].event == found[0].event
    assert "AID beside TRANSFER" in found[1].reason
    assert found[2].event != found[0].event


def test_a_visit_and_a_meeting_stated_separately_are_two() -> None:
    visit = told("CONSULT", "RUS", "PRK", "Lavrov travelled to North Korea", mode="visit", matter="diplomacy")
    meeting = told("CONSULT", "RUS", "PRK", "he sat down with the foreign minister", mode="meet", matter="diplomacy")
    found = fed((visit, 0, "Lavrov in Pyongyang"), (meeting, 0, "Lavrov in Pyongyang"))
    assert found[0].event != found[1].event


def test_a_title_shared_by_claims_of_one_report_proves_nothing() -> None:
    one = told("COERCE", "CHN", "AUS", "customs held the wine cargo")
    two = told("COERCE", "CHN", "AUS", "a journalist was detained in Beijing")
    title = "China holds wine cargo and Australian journalist"
    apart = fed((one, 0, title), (two, 0, title))
    assert apart[0].event != apart[1].event


def test_a_war_as_a_whole_and_a_strike_in_it_are_two() -> None:
    title = "Ukraine war: missile strike on Kharkiv"
    war = told("ASSAULT", "RUS", "UKR", "Russia's full-scale invasion of Ukraine", document="d1")
    strike = told("ASSAULT", "RUS", "UKR", "a missile strike on Kharkiv", document="d2", mode="aerial")
    again = told("ASSAULT", "RUS", "UKR", "the war in Ukraine", document="d3")
    found = fed((war, 0, title), (strike, 0, title), (again, 6, "Grain prices rise"))
    assert found[1].event != found[0].event
    assert found[2].event == found[0].event
    assert found[2].reason == "same parties, same kind, told 6 days apart; both name the war as a whole"


def test_strikes_on_other_cities_are_two() -> None:
    strikes = [
        (told("ASSAULT", "RUS", "UKR", f"a missile strike on {city} killed people", document=city, mode="aerial",
              matter="arms.missiles"), number, f"Missile strike on {city}")
        for number, city in ((0, "Kharkiv"), (3, "Odesa"))
    ]  # fmt: skip
    found = fed(*strikes)
    assert found[0].event != found[1].event


def test_a_plan_is_joined_on_its_day_and_not_long_after() -> None:
    plan = told("CONSULT", "RUS", "PRK", "Lavrov will visit North Korea", document="d1", mode="visit",
                modality="future", start=day(40), end=day(41))  # fmt: skip
    done = told("CONSULT", "RUS", "PRK", "Lavrov visits North Korea", document="d2", mode="visit",
                start=day(40), end=day(41))  # fmt: skip
    late = told("CONSULT", "RUS", "PRK", "Lavrov visits North Korea", document="d3", mode="visit")
    title = "Lavrov visits North Korea"
    on_time, too_late = fed((plan, 0, title), (done, 40, title)), fed((plan, 0, title), (late, 55, title))
    assert Member.of(plan, "e", day(0), title, "d1").until == day(51).toordinal()
    assert Member.of(late, "e", day(0), title, "d1").until == day(10).toordinal()
    assert len({membership.event for membership in on_time}) == 1
    assert len({membership.event for membership in too_late}) == 2


def test_a_claim_that_is_known_stays_where_it_is() -> None:
    grouping = Grouping()
    first = fed(*SHELLS, grouping=grouping)
    again = fed(*SHELLS, grouping=grouping)
    assert [m.event for m in again] == [m.event for m in first]
    assert {m.reason for m in again} == {"grouped before"}
    assert len(grouping.members()) == len(SHELLS)


def test_claims_without_a_day_join_only_near_copies() -> None:
    grouping = Grouping()
    copies = [told("TRANSFER", "PRK", "RUS", "shells shipped to Russia", document=key) for key in ("d1", "d2", "d3")]
    found = [grouping.add(claim, None, "Shells shipped", origin)
             for claim, origin in zip(copies, ("o1", "o1", "o2"), strict=True)]  # fmt: skip
    assert found[0].event == found[1].event != found[2].event


def test_a_claim_without_parties_begins_its_own_event() -> None:
    found = fed(*((told("ASSAULT", "", "", "shelling was heard", document=key), 0, "Shelling") for key in ("a", "b")))
    assert found[0].event != found[1].event


def test_forgetting_keeps_what_can_be_joined() -> None:
    grouping = Grouping()
    fed(SHELLS[0], SHELLS[1], grouping=grouping)
    grouping.forget(day(12))
    assert [member.claim for member in grouping.members()] == [SHELLS[1][0].id]
    grouping.forget(day(13))
    assert grouping.members() == ()


QUOTES = (
    "artillery shells shipped by rail", "a cargo of artillery shells", "shells reached the port", "talks on grain",
    "the grain deal was signed", "a grain deal", "missile strike on Odesa", "a missile strike", "the war",
    "the full-scale invasion", "",
)  # fmt: skip
PARTIES = ("RUS", "UKR", "PRK", "", "RUS UKR")


@st.composite
def streams(draw: st.DrawFn) -> Pile:
    """Claims of a few parties over five weeks, in canonical order, each of its own document."""
    rows = []
    for number in range(draw(st.integers(2, 25))):
        start = draw(st.none() | st.integers(-10, 60).map(day))
        claim = told(
            draw(st.sampled_from(("TRANSFER", "AID", "AGREE", "CONSULT", "ASSAULT", "MOBILIZE"))),
            draw(st.sampled_from(PARTIES)), draw(st.sampled_from(PARTIES)), draw(st.sampled_from(QUOTES)),
            document=f"d{number:02}", mode=draw(st.sampled_from((None, "visit", "meet"))), start=start,
            matter=draw(st.sampled_from(("", "arms.ammunition", "food trade"))),
            modality=draw(st.sampled_from(("actual", "future"))),
        )  # fmt: skip
        rows.append((claim, draw(st.integers(0, 35)), draw(st.sampled_from(QUOTES))))
    return sorted(rows, key=lambda row: (row[1], row[0].document))


@settings(deadline=None, max_examples=60)
@given(rows=streams(), at=st.integers(0, 25), shuffled=st.randoms(use_true_random=False))
def test_a_restart_changes_nothing(rows: Pile, at: int, shuffled: object) -> None:
    whole = fed(*rows)
    before = fed(*rows[:at])
    members = [
        Member.of(claim, membership.event, day(number), title, claim.document)
        for (claim, number, title), membership in zip(rows, before, strict=False)
    ]
    shuffled.shuffle(members)  # type: ignore[attr-defined]
    assert before + fed(*rows[at:], grouping=Grouping(members)) == whole


@settings(deadline=None, max_examples=60)
@given(rows=streams())
def test_forgetting_as_days_go_by_changes_nothing(rows: Pile) -> None:
    grouping, found = Grouping(), []
    for claim, number, title in rows:
        grouping.forget(day(number))
        found.append(grouping.add(claim, day(number), title, claim.document))
    assert found == fed(*rows)


@settings(deadline=None, max_examples=60)
@given(rows=streams(), at=st.integers(0, 25))
def test_ids_stay_when_more_claims_come(rows: Pile, at: int) -> None:
    assert fed(*rows)[:at] == fed(*rows[:at])


@settings(deadline=None, max_examples=40)
@given(rows=streams())
def test_claims_farther_away_than_the_span_change_nothing(rows: Pile) -> None:
    far = [(told("AGREE", "RUS", "UKR", quote, document=f"far{n}"), -SPAN - 1, quote) for n, quote in enumerate(QUOTES)]
    assert fed(*far, *rows)[len(far) :] == fed(*rows)


@settings(deadline=None, max_examples=60)
@given(rows=streams())
def test_features_are_shares_and_likeness_is_too(rows: Pile) -> None:
    members = [Member.of(claim, "", day(number), title, claim.document) for claim, number, title in rows]
    weights = WordWeights().on(day(0).toordinal())
    for new, old in itertools.pairwise(members):
        compared = Comparison(new, weights)
        features = compared.features(old)
        assert len(features) == len(WEIGHTS)
        assert all(0 <= feature <= 1 + 1e-9 for feature in features)
        assert 0 <= compared.likeness(old) < 1


@pytest.mark.parametrize(
    ("one", "two"), [("fires", "fired"), ("launches", "launched"), ("missile", "missiles"), ("visit", "visiting")]
)
def test_endings_do_not_count(one: str, two: str) -> None:
    assert stem(one) == stem(two)


def test_names_of_the_parties_are_no_common_words() -> None:
    quote = "Moscow and Pyongyang: Russian and North Korean officials sign a shells deal"
    assert words_of(quote, frozenset({"RUS", "PRK"})) == {stem(word) for word in ("sign", "shells", "deal")}
    assert stem("russian") in words_of(quote, frozenset({"PRK"}))


@pytest.mark.parametrize(
    ("quote", "whole"),
    [
        ("Russia's full-scale invasion of Ukraine", True),
        ("the war in Ukraine", True),
        ("Russia invaded Ukraine almost a year ago", True),
        ("a missile strike on Kharkiv", False),
        ("the battle for Bakhmut", False),
        ("war crimes in Ukraine", False),
        ("", False),
    ],
)
def test_a_whole_war_is_told_by_its_words(quote: str, whole: bool) -> None:
    assert whole_war(words_of(quote, frozenset({"RUS", "UKR"}))) is whole


def test_words_are_shown_as_they_are_spelled() -> None:
    assert spelled("Shells for Moscow: the shells", [stem("shells"), stem("absent")]) == ["Shells"]


def test_rare_words_weigh_more_and_the_day_itself_does_not_count() -> None:
    words, first = WordWeights(), day(0).toordinal()
    for _ in range(30):
        words.count(first, frozenset({"common"}))
    assert words.on(first)["common"] == words.on(first)["rare"] == 1
    assert words.on(first + 1)["common"] < words.on(first + 1)["rare"]
    assert words.on(first + 11)["common"] == 1


def test_a_late_report_changes_the_weights_after_it() -> None:
    words, first = WordWeights(), day(0).toordinal()
    before = words.on(first + 2)["word"]
    words.count(first, frozenset({"word"}))
    assert words.on(first + 2)["word"] < before
