"""How statements fare, and when that is said as a rate."""

from __future__ import annotations

import dataclasses
import datetime as dt
from statistics import NormalDist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.assess.track import ENOUGH, record, wilson
from entente.records import Event, Holder, KeptClaim
from entente.records.track import OUTCOMES, SETTLED, Track
from tests.assess.builders import Plain, happening, holder, told

UNTIL = dt.date(2023, 12, 31)
WASHINGTON = [holder("USA", "says", "Washington")]
DAY = "2023-03-10"


def asked(who: str, *events: Event, until: dt.date = UNTIL) -> Track:
    return record(who, events, Plain(), until=until)


def of(*claims: KeptClaim, who: str = "USA") -> str:
    """What becomes of the one statement of the holder."""
    track = asked(who, happening(*claims))
    (case,) = track.cases
    return case.outcome


def sale(
    published: str,
    by: list[Holder] | None = None,
    *,
    polarity: str = "positive",
    outlet: str = "A",
    on: str | None = DAY,
) -> KeptClaim:
    """Russia buys arms of North Korea, on a day."""
    return told(
        "PRK", "TRANSFER", "RUS", published, matter="arms", by=by or [], polarity=polarity, outlet=outlet,
        start=on, end=on,
    )  # fmt: skip


def visit(
    published: str, by: list[Holder] | None = None, *, modality: str = "actual", polarity: str = "positive",
    outlet: str = "A", on: str | None = None, quote: str = "the secretary in China",
) -> KeptClaim:  # fmt: skip
    return told(
        "USA", "CONSULT", "CHN", published, mode="visit", by=by or [], modality=modality, polarity=polarity,
        outlet=outlet, start=on, end=on, quote=quote,
    )  # fmt: skip


def test_the_end_of_the_calendar_is_no_fault() -> None:
    mine = [holder("USA", "says")]
    plan = visit("2023-03-01", mine, modality="future", on="9999-12-31")
    off = [
        visit(f"2023-04-0{n}", modality="future", polarity="negative", outlet=str(n), on="9999-12-31") for n in (1, 2)
    ]
    assert of(plan, *off) == "open"
    late = happening(
        visit("9999-12-30", mine, modality="future"), visit("9999-12-31", outlet="B", on="9999-12-31")
    )  # fmt: skip
    assert len(asked("USA", late, until=dt.date.max).cases) == 1


def test_what_nobody_speaks_of_again_is_open() -> None:
    assert of(sale("2023-03-12", WASHINGTON)) == "open"


def test_saying_it_again_confirms_nothing() -> None:
    again = sale("2023-03-20", [holder("USA", "confirms", "Washington")], outlet="B")
    track = asked("USA", happening(sale("2023-03-12", WASHINGTON), again))
    assert [case.outcome for case in track.cases] == ["open"]
    assert track.cases[0].origins == 2


def test_a_voice_of_another_side_confirms() -> None:
    settling = sale("2023-03-20", [holder("UN", "confirms", "UN experts")], outlet="B")
    track = asked("USA", happening(sale("2023-03-12", WASHINGTON), settling))
    (case,) = track.cases
    assert (case.outcome, case.settling, case.settled) == ("confirmed", (settling,), dt.date(2023, 3, 20))
    assert case.claims == (case.statement, settling)


def test_only_what_comes_later_confirms() -> None:
    before = sale("2023-03-11", [holder("UN", "confirms")], outlet="B")
    assert of(before, sale("2023-03-12", WASHINGTON)) == "open"


def test_a_party_that_denied_and_then_asserts_confirms() -> None:
    denial = sale("2023-03-13", [holder("RUS", "denies", "Moscow")], polarity="negative", outlet="B")
    admission = sale("2023-04-20", [holder("RUS", "says", "Moscow")], outlet="C")
    assert of(sale("2023-03-12", WASHINGTON), denial, admission) == "confirmed"


def test_a_party_that_would_not_confirm_and_then_asserts_confirms() -> None:
    silent = sale("2023-03-13", [holder("RUS", "not-confirmed", "Moscow")], outlet="B")
    admission = sale("2023-04-20", [holder("RUS", "says", "Moscow")], outlet="C")
    assert of(sale("2023-03-12", WASHINGTON), silent, admission) == "confirmed"


def test_a_denial_by_the_accused_contests_and_does_not_settle() -> None:
    denial = sale("2023-03-13", [holder("RUS", "denies", "Moscow")], polarity="negative", outlet="B")
    track = asked("USA", happening(sale("2023-03-12", WASHINGTON), denial))
    assert track.counts["contested"] == 1
    assert track.settled == 0
    assert track.cases[0].settled is None


def test_two_origins_that_are_no_party_refute_and_one_does_not() -> None:
    statement = sale("2023-03-12", WASHINGTON)
    one = sale("2023-03-20", polarity="negative", outlet="B")
    two = sale("2023-03-21", [holder("UN", "says")], polarity="negative", outlet="C")
    assert of(statement, one) == "open"
    assert of(statement, one, two) == "refuted"


def test_what_is_told_of_other_days_or_of_none_refutes_nothing() -> None:
    statement = sale("2023-03-12", WASHINGTON)
    undated = [sale("2023-03-20", polarity="negative", outlet=name, on=None) for name in "BC"]
    other = [sale("2023-05-20", polarity="negative", outlet=name, on="2023-05-19") for name in "BC"]
    assert of(statement, *undated) == "open"
    assert of(statement, *other) == "open"


def test_the_same_voice_may_take_it_back_and_another_of_its_state_may_not() -> None:
    statement = sale("2023-03-12", WASHINGTON)
    back = sale("2023-03-20", WASHINGTON, polarity="negative", outlet="B")
    senator = sale("2023-03-20", [holder("USA", "says", "A senator")], polarity="negative", outlet="B")
    track = asked("USA", happening(statement, back))
    assert track.counts["retracted"] == 1
    assert asked("USA", happening(statement, senator)).settled == 0


def test_an_announcement_that_two_origins_tell_as_done_is_confirmed() -> None:
    plan = visit("2023-03-01", WASHINGTON, modality="future")
    assert of(plan, visit("2023-03-20", outlet="B")) == "open"
    assert of(plan, visit("2023-03-20", outlet="B"), visit("2023-03-21", outlet="C")) == "confirmed"


def test_what_is_only_decided_or_goes_on_already_confirms_no_announcement() -> None:
    plan = visit("2023-03-01", WASHINGTON, modality="future")
    decided = [visit("2023-03-20", outlet=name, quote="the planned visit") for name in "BC"]
    done = [visit("2023-03-20", outlet=name) for name in "BC"]
    assert of(plan, *decided) == "open"
    assert of(visit("2023-02-20", outlet="D"), plan, *done) == "open"


def test_an_announcement_told_as_called_off_is_not_kept_once_its_day_has_passed_by_thirty_days() -> None:
    plan = visit("2023-03-01", WASHINGTON, modality="future", on="2023-03-10")
    off = [visit("2023-03-05", outlet=name, modality="future", polarity="negative", on="2023-03-10") for name in "BC"]
    event = happening(plan, *off)
    assert asked("USA", event, until=dt.date(2023, 4, 8)).counts["open"] == 1
    assert asked("USA", event, until=dt.date(2023, 4, 9)).counts["not kept"] == 1
    assert asked("USA", happening(plan, off[0])).counts["not kept"] == 0


def test_a_prediction_about_others_is_no_announcement() -> None:
    plan = visit("2023-03-01", [holder("UKR", "says", "Kyiv")], modality="future", on="2023-03-10")
    off = [visit("2023-03-05", outlet=name, modality="future", polarity="negative", on="2023-03-10") for name in "BC"]
    assert of(plan, *off, who="UKR") == "open"


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        (visit("2023-03-01", [holder("USA", "wants")], modality="desired"), "no statement of fact"),
        (visit("2023-03-01", WASHINGTON, modality="conditional"), "wished, conditional or former"),
        (visit("2023-03-01", WASHINGTON, modality="future", quote="he might visit"), "hedged"),
        (told("RUS", "ACCUSE", "UKR", by=WASHINGTON), "words, not facts"),
        (told("RUS", "TRANSFER", "", by=WASHINGTON), "a side is left open"),
        (sale("2023-03-12", [holder("USA", "says", "ABC News")]), "told by media or others of that state"),
    ],
)
def test_what_cannot_be_followed_is_left_out_with_its_reason(claim: KeptClaim, why: str) -> None:
    track = asked("USA", happening(claim))
    assert not track.cases
    assert track.left_out == {why: 1}


def test_an_outlet_is_held_to_what_it_tells_in_its_own_voice_and_by_name() -> None:
    own = sale("2023-03-12", outlet="Reuters")
    named = visit("2023-03-12", [holder(None, "reports", "Reuters")], outlet="B")
    track = asked("Reuters", happening(own), happening(named, name="f0f0f0f0f0f0f0f0"))
    assert {case.statement.claim.event for case in track.cases} == {"TRANSFER", "CONSULT"}


def many(number: int) -> list[Event]:
    """Events in each of which a statement is confirmed, but for every fourth, which is refuted."""
    events = []
    for at in range(number):
        sign = "negative" if at % 4 == 0 else "positive"
        later = [
            sale("2023-03-20", [holder("UN", "confirms")], outlet=f"{name}{at}", polarity=sign) for name in "BC"
        ]  # fmt: skip
        events.append(happening(sale("2023-03-12", WASHINGTON, outlet=f"A{at}"), *later, name=f"{at:016x}"))
    return events


def test_under_twenty_settled_cases_there_is_no_rate() -> None:
    few = asked("USA", *many(ENOUGH - 1))
    assert few.settled == ENOUGH - 1
    assert few.rate is None
    assert "too few settled cases (19) for a rate" in few.text
    assert len(few.cases) == ENOUGH - 1
    enough = asked("USA", *many(ENOUGH))
    assert enough.rate is not None
    assert enough.rate.value == pytest.approx(0.75)
    assert "75 % were confirmed" in enough.text


def test_settled_cases_come_first() -> None:
    track = asked("USA", happening(sale("2023-03-12", WASHINGTON), name="a" * 16), *many(2))
    assert [case.outcome for case in track.cases] == ["confirmed", "refuted", "open"]


def test_wilson_is_the_root_of_the_score_test() -> None:
    # The bounds are where the share lies z standard errors away, the error taken at the bound (Wilson 1927, eq. 4).
    found = wilson(15, 20)
    z = NormalDist().inv_cdf(0.95)
    for bound in (found.low, found.high):
        assert abs(0.75 - bound) == pytest.approx(z * (bound * (1 - bound) / 20) ** 0.5)
    with pytest.raises(ValueError, match="no share"):
        wilson(0, 0)


@given(st.integers(1, 400).flatmap(lambda number: st.tuples(st.integers(0, number), st.just(number))))
def test_intervals_contain_the_rate_and_lie_within_0_and_1(case: tuple[int, int]) -> None:
    hits, number = case
    found = wilson(hits, number)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.value == hits / number


VOICES = ([], WASHINGTON, [Holder("UN", "Experts", "confirms")], [Holder("RUS", "Moscow", "denies")],
          [Holder("RUS", "Moscow", "says")], [Holder("RUS", "Moscow", "not-confirmed")])  # fmt: skip


@st.composite
def tellings(draw: st.DrawFn) -> KeptClaim:
    voice = draw(st.integers(0, len(VOICES) - 1))
    published = draw(st.dates(dt.date(2023, 3, 11), dt.date(2023, 3, 25))).isoformat()
    polarity = draw(st.sampled_from(["positive", "negative"]))
    modality = draw(st.sampled_from(["actual", "future"]))
    on = draw(st.sampled_from([None, DAY]))
    name = draw(st.sampled_from("ABC"))
    return told(
        "PRK", "TRANSFER", "RUS", published, matter="arms", by=VOICES[voice], polarity=polarity, modality=modality,
        start=on, end=on, document=f"{name} {published} {on}", origin=f"{name} {published} {on}", outlet=name,
    )  # fmt: skip


unique = st.lists(tellings(), min_size=1, max_size=7, unique_by=lambda kept: kept.claim.id)


def shape(track: Track) -> list[object]:
    cases = [(c.outcome, c.text, c.origins, c.settled, [k.claim.id for k in c.settling]) for c in track.cases]
    return [track.text, track.counts, track.left_out, cases]


@settings(max_examples=150, deadline=None)
@given(unique, st.randoms(use_true_random=False))
def test_order_never_changes_the_record(claims: list[KeptClaim], random: object) -> None:
    event = happening(*claims)
    mixed = list(event.claims)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert asked("USA", dataclasses.replace(event, claims=tuple(mixed))) == asked("USA", event)


@settings(max_examples=150, deadline=None)
@given(unique, st.data())
def test_a_copy_never_changes_the_record(claims: list[KeptClaim], data: st.DataObject) -> None:
    kept = data.draw(st.sampled_from(claims))
    claim = dataclasses.replace(kept.claim, id="ff" + kept.claim.id[2:], document="a copy")
    later = (kept.published or UNTIL) + dt.timedelta(days=data.draw(st.integers(0, 30)))
    copy = dataclasses.replace(kept, claim=claim, published=later, outlet="Copyist")
    event = happening(*claims)
    assert shape(asked("USA", dataclasses.replace(event, claims=(*event.claims, copy)))) == shape(asked("USA", event))


@settings(max_examples=100, deadline=None)
@given(unique)
def test_every_statement_has_one_outcome(claims: list[KeptClaim]) -> None:
    track = asked("USA", happening(*claims))
    assert sum(track.counts.values()) == len(track.cases)
    assert set(track.counts) == set(OUTCOMES)
    for case in track.cases:
        assert bool(case.settling) is (case.outcome != "open")
        assert (case.settled is not None) is (case.outcome in SETTLED)
