"""What is new, over claims made by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.desk import Desk
from entente.records import Document, Event, KeptClaim
from entente.records.news import News
from entente.records.noticed import EventState, Known, Pair, Round
from tests.assess.builders import NOON, happening, holder, told
from tests.cli.fakes import FakeReader

NEWEST = dt.date(2023, 3, 20)
FOUND = dt.datetime(2023, 3, 21, 9, tzinfo=dt.UTC)


class Hand:
    """A past made by hand."""

    def __init__(self, *claims: KeptClaim, began: str = "2022-01-01", many: int = 5) -> None:
        self.claims, self.began, self.many = claims, dt.date.fromisoformat(began), many
        self.asked: list[Pair] = []

    def between(self, pair: Pair, most: int) -> Sequence[KeptClaim]:
        self.asked.append(pair)
        return [kept for kept in self.claims if {*pair} <= {*kept.claim.parties}][:most]

    def told(self, pair: Pair) -> int:
        return self.many

    def reports(self, names: Collection[str]) -> Mapping[str, Document]:
        return {}


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(reader=FakeReader())


def look(desk: Desk, *events: Event, known: Known | None = None, many: int = 5) -> Round:
    return desk.news(events, known or Known(), Hand(many=many), newest=NEWEST, found=FOUND)


def after(*rounds: Round) -> Known:
    """What is known after rounds."""
    states: dict[str, EventState] = {}
    seen: dict[str, dt.date] = {}
    for each in rounds:
        states.update({state.event: state for state in each.states})
        seen.update(each.seen)
    return Known(states, seen)


def visit(day: str = "2023-03-15", outlet: str = "The Daily", **more: object) -> KeptClaim:
    """Russia visits North Korea, told on a day."""
    given = {"mode": "visit", "start": day, "end": day, "title": "Visit", **more}
    return told("RUS", "CONSULT", "PRK", day, outlet=outlet, **given)  # type: ignore[arg-type]


def only(found: Round, kind: str) -> News:
    (one,) = [each for each in found.news if each.kind == kind]
    return one


# ---------------------------------------------------------------------- new happenings


def test_a_new_happening_is_told_once_with_its_words(desk: Desk) -> None:
    event = happening(visit(quote="Putin arrives in Pyongyang"), visit(outlet="The Post", quote="Putin arrives"))
    found = look(desk, event)
    one = only(found, "event")
    assert one.headline == "Russia visited North Korea on 15 March 2023."
    assert (one.origins, one.after, one.event) == (2, "asserted", event.id)
    assert one.quote.startswith("Putin arrives")
    assert one.document in {"The Daily 2023-03-15", "The Post 2023-03-15"}
    assert (one.published, one.found, set(one.actors)) == (dt.date(2023, 3, 15), FOUND, {"RUS", "PRK"})
    assert "First told on 15 March 2023" in one.reason
    assert look(desk, event, known=after(found)).news == ()


def test_what_was_told_is_not_told_again_where_only_its_key_is_known(desk: Desk) -> None:
    found = look(desk, happening(visit()))
    topics = {each: day for each, day in found.seen.items() if each == found.news[0].key}
    assert look(desk, happening(visit()), known=Known({}, topics)).news == ()


def test_a_happening_told_again_by_others_is_no_second_news(desk: Desk) -> None:
    first = look(desk, happening(visit()))
    more = happening(visit(), visit(outlet="The Post"), visit("2023-03-16", "The Star"))
    assert look(desk, more, known=after(first)).news == ()


def test_what_is_older_than_news_is_known_without_a_word(desk: Desk) -> None:
    found = look(desk, happening(visit("2022-06-01"), visit("2022-06-02", "The Post")))
    assert found.news == ()
    assert [state.told for state in found.states] == [True]


def test_an_old_report_that_is_copied_again_is_no_news(desk: Desk) -> None:
    old, copy = visit("2022-06-01"), visit("2023-03-19", "The Copy", origin="The Daily 2022-06-01")
    copy = dataclasses.replace(copy, claim=dataclasses.replace(copy.claim, start=old.claim.start, end=old.claim.end))
    assert look(desk, happening(old, copy)).news == ()
    assert look(desk, happening(old, copy), known=after(look(desk, happening(old)))).news == ()


@pytest.mark.parametrize(
    "event",
    [
        happening(visit(confidence=0.4)),  # read too unsurely
        happening(told("RUS", "ASSAULT", "UKR", "2023-03-15", quote="the war", at=2000)),  # named in passing
        happening(told("RUS", "CONSULT", "", "2023-03-15", start="2023-03-15", title="Talks")),  # with nobody
        happening(told("IND", "REQUEST", "CHN", "2023-03-15", modality="desired", by=[holder(None, "wants", "Ann")])),
        happening(  # tells of something long ago
            told("USA", "ASSAULT", "VNM", "2023-03-15", start="1968-01-01", end="1968-12-31", document="a"),
            told("USA", "ASSAULT", "VNM", "2023-03-15", start="1968-01-01", end="1968-12-31", document="b"),
        ),
    ],
)
def test_what_is_not_worth_a_line(desk: Desk, event: Event) -> None:
    assert look(desk, event).news == ()


def test_what_was_not_worth_a_line_is_told_when_more_tell_it(desk: Desk) -> None:
    passing = told("RUS", "AID", "PRK", "2023-03-14", quote="help for the North", at=2000)
    first = look(desk, happening(passing))
    assert first.news == ()
    others = [told("RUS", "AID", "PRK", "2023-03-15", outlet=name, quote="sent help") for name in ("A", "B", "C")]
    assert only(look(desk, happening(passing, *others), known=after(first)), "event").origins == 4


def test_routine_between_the_same_needs_more_voices(desk: Desk) -> None:
    first = look(desk, happening(visit("2023-03-10"), name="a" * 16))
    again = happening(visit("2023-03-14"), name="b" * 16)
    quiet = look(desk, again, known=after(first))
    assert quiet.news == ()
    assert look(desk, again, known=after(first, quiet)).news == ()  # nor when it is looked at again
    loud = happening(*(visit("2023-03-14", name) for name in "ABC"), name="b" * 16)
    assert only(look(desk, loud, known=after(first, quiet)), "event").origins == 3


def test_what_was_routine_stays_so_when_it_is_looked_at_much_later(desk: Desk) -> None:
    told_first = look(desk, happening(visit("2023-03-02"), name="a" * 16))
    routine = happening(visit("2023-03-06"), name="b" * 16)
    quiet = look(desk, routine, known=after(told_first))
    other = look(desk, happening(visit("2023-03-18"), name="c" * 16), known=after(told_first, quiet))
    assert [each.event for each in other.news] == ["c" * 16]
    assert look(desk, routine, known=after(told_first, quiet, other)).news == ()


def test_who_denies_stands_in_the_headline(desk: Desk) -> None:
    arms = {"matter": "arms", "start": "2023-03-14"}
    denial = {"by": [holder("RUS", "denies")], "polarity": "negative", "outlet": "B"}
    event = happening(
        told("PRK", "TRANSFER", "RUS", "2023-03-15", by=[holder("USA", "says")], outlet="A", **arms),
        told("PRK", "TRANSFER", "RUS", "2023-03-15", **denial, **arms),
    )
    one = only(look(desk, event), "event")
    assert one.headline.endswith("denied by Russia.")
    assert set(one.holders) == {"the United States", "Russia"}


# ---------------------------------------------------------------------- changes


def later(kept: KeptClaim, hours: int = 1, **fields: object) -> KeptClaim:
    """The claim, written so many hours after noon."""
    return dataclasses.replace(kept, recorded=NOON + dt.timedelta(hours=hours), **fields)  # type: ignore[arg-type]


def test_a_change_says_how_it_stood_how_it_stands_and_who_did_it(desk: Desk) -> None:
    told_as_so = [visit(outlet=name) for name in ("A", "B")]
    first = look(desk, happening(*told_as_so))
    word = later(visit("2023-03-16", "C", by=[holder("RUS", "confirms", "the Kremlin")]))
    found = look(desk, happening(*told_as_so, word), known=after(first))
    one = only(found, "status")
    assert (one.before, one.after) == ("asserted", "confirmed")
    assert one.holders == ("Russia",)
    assert one.claims[0] == word.claim.id
    assert "Changed by the Kremlin, reported on 16 March 2023" in one.reason
    assert [each.kind for each in found.news] == ["status"]
    assert look(desk, happening(*told_as_so, word), known=after(first, found)).news == ()


def test_that_a_plan_is_called_off_is_news_and_that_more_tell_it_is_none(desk: Desk) -> None:
    plan = [visit(outlet=name, modality="future", start="2023-04-01", end="2023-04-01") for name in ("A", "B")]
    first = look(desk, happening(*plan))
    assert only(first, "event").after == "announced"
    more = later(visit("2023-03-16", "C", modality="future", start="2023-04-01", end="2023-04-01"))
    assert look(desk, happening(*plan, more), known=after(first)).news == ()
    off = [
        later(visit("2023-03-17", name, modality="future", polarity="negative", start="2023-04-01", end="2023-04-01",
                    by=[holder("RUS", "says")]))
        for name in ("D", "E", "F")
    ]  # fmt: skip
    one = only(look(desk, happening(*plan, *off), known=after(first)), "status")
    assert (one.before, one.after) == ("announced", "called off")


def as_if(found: Round, state: str) -> Known:
    """What is known after a round, but with its one happening standing otherwise."""
    (one,) = found.states
    return Known({one.event: dataclasses.replace(one, state=state)}, found.seen)


def test_what_goes_to_and_fro_is_told_once(desk: Desk) -> None:
    told_as_so = [visit(outlet=name) for name in ("A", "B", "C")]
    first = look(desk, happening(*told_as_so))
    denial = later(visit("2023-03-16", "D", by=[holder("RUS", "denies")], polarity="negative"))
    found = look(desk, happening(*told_as_so, denial), known=after(first))
    assert only(found, "status").after == "contested"
    again = later(visit("2023-03-18", "E", by=[holder("RUS", "denies", "Ann")], polarity="negative"), 2)
    assert look(desk, happening(*told_as_so, denial, again), known=as_if(found, "asserted")).news == ()


def test_that_it_is_told_less_firmly_than_before_is_no_change(desk: Desk) -> None:
    first = look(desk, happening(visit(outlet="A"), visit(outlet="B")))
    more = happening(visit(outlet="A"), visit(outlet="B"), later(visit("2023-03-16", "C")))
    assert look(desk, more, known=as_if(first, "confirmed")).news == ()
    assert only(look(desk, more, known=as_if(first, "rumoured")), "status").before == "rumoured"


def test_with_other_sides_it_is_another_thing_and_no_change(desk: Desk) -> None:
    first = look(desk, happening(visit(outlet="A"), visit(outlet="B")))
    known = as_if(first, "rumoured")
    (one,) = known.states.values()
    other = Known({one.event: dataclasses.replace(one, sides="CONSULT RUS>CHN")}, known.seen)
    more = happening(visit(outlet="A"), visit(outlet="B"), later(visit("2023-03-16", "C")))
    assert look(desk, more, known=other).news == ()


def test_a_reviewers_correction_that_changes_how_it_stands_is_news_whatever_its_age(desk: Desk) -> None:
    claims = [visit("2022-06-01", "A"), visit("2022-06-01", "B")]
    first = look(desk, happening(*claims))
    assert first.news == ()
    claim = dataclasses.replace(claims[0].claim, holders=(holder("RUS", "confirms"),))
    mended = later(claims[0], claim=claim, by="ann", status="corrected", version=2)
    found = look(desk, happening(mended, claims[1]), known=after(first))
    one = only(found, "status")
    assert one.after == "confirmed"
    assert "ann" in one.reason


def test_old_reports_that_come_in_late_change_nothing_that_is_told(desk: Desk) -> None:
    claims = [visit("2022-06-01", "A"), visit("2022-06-01", "B")]
    first = look(desk, happening(*claims))
    word = later(visit("2022-06-02", "C", by=[holder("RUS", "confirms")]))
    assert look(desk, happening(*claims, word), known=after(first)).news == ()


def test_at_the_first_look_an_old_happening_tells_only_how_it_changed(desk: Desk) -> None:
    old = [visit("2023-01-10", outlet, start="2023-01-10", end="2023-01-10") for outlet in ("A", "B")]
    word = visit("2023-03-18", "C", start="2023-01-10", end="2023-01-10", by=[holder("RUS", "confirms")])
    found = look(desk, happening(*old, word))
    assert [(each.kind, each.after) for each in found.news] == [("status", "confirmed")]


# ---------------------------------------------------------------------- rules


def launch(day: str, of: str, outlet: str = "A", **more: object) -> KeptClaim:
    given = {"matter": "arms.missiles", "start": day, "of": of, "quote": "launched a ballistic missile", **more}
    return told("PRK", "MOBILIZE", "", day, outlet=outlet, **given)  # type: ignore[arg-type]


def test_a_dealing_against_a_rule_is_news_as_what_it_is_told_as(desk: Desk) -> None:
    arms = {"matter": "arms", "of": "a" * 16, "quote": "sold arms to Russia"}
    rumour = told("PRK", "TRANSFER", "RUS", "2023-03-15", by=[holder(None, "rumour")], title="Arms", **arms)
    one = only(look(desk, happening(rumour, name="a" * 16)), "rule")
    assert one.mark == "prohibited"
    assert one.rules
    assert "rumoured" in one.headline
    assert "[" in one.reason  # the mark of the rule's text


def test_a_dealing_that_goes_on_is_told_once_and_one_of_another_day_again(desk: Desk) -> None:
    arms = {"matter": "arms", "quote": "ships arms to Russia"}
    first = look(desk, happening(told("PRK", "TRANSFER", "RUS", "2023-03-10", of="a" * 16, **arms), name="a" * 16))
    assert [each.kind for each in first.news if each.kind == "rule"] == ["rule"]
    goes_on = happening(told("PRK", "TRANSFER", "RUS", "2023-03-16", of="b" * 16, **arms), name="b" * 16)
    assert not [each for each in look(desk, goes_on, known=after(first)).news if each.kind == "rule"]
    dated = happening(
        told("PRK", "TRANSFER", "RUS", "2023-03-16", of="c" * 16, start="2023-03-16", **arms), name="c" * 16
    )
    assert [each for each in look(desk, dated, known=after(first)).news if each.kind == "rule"]


# ---------------------------------------------------------------------- pairs


def between(desk: Desk, past: Hand, known: Known | None = None, **more: object) -> Round:
    return desk.news_between(
        [("PRK", "RUS")],
        known or Known(),
        past,
        newest=NEWEST,
        found=FOUND,
        **more,  # type: ignore[arg-type]
    )


def test_a_first_for_long_is_news_once(desk: Desk) -> None:
    old = [told("RUS", "ACCUSE", "PRK", f"2022-0{n}-10", outlet=f"O{n}", start=f"2022-0{n}-10") for n in range(1, 8)]
    new = [visit("2023-03-15", name, of="a" * 16, quote="Putin visits Pyongyang") for name in "ABCDE"]
    past = Hand(*old, *new)
    found = between(desk, past)
    one = only(found, "first")
    assert "is the first in this ledger" in one.headline
    assert "2023-03-15" not in one.headline  # days are spelled
    assert one.origins == 5
    assert between(desk, past, after(found)).news == ()


def test_a_contradiction_is_news_once_and_an_old_one_is_none(desk: Desk) -> None:
    def clash(day: str) -> Hand:
        arms = {"matter": "arms", "of": "a" * 16}
        return Hand(
            visit("2023-03-16", of="b" * 16),
            told("PRK", "TRANSFER", "RUS", day, by=[holder("USA", "says", "Washington")], outlet="A",
                 quote="Washington says the North shipped artillery shells to Moscow", **arms),
            told("PRK", "TRANSFER", "RUS", day, by=[holder("RUS", "denies", "Moscow")], polarity="negative", outlet="B",
                 quote="Moscow denied that the North shipped artillery shells", **arms),
        )  # fmt: skip

    found = between(desk, clash("2023-03-15"))
    one = only(found, "contradiction")
    assert set(one.holders) == {"Washington", "Moscow"}
    assert one.event == "a" * 16
    assert between(desk, clash("2023-03-15"), after(found)).news == ()
    assert between(desk, clash("2022-03-15")).news == ()


def test_a_turn_is_looked_for_only_where_it_is_asked(desk: Desk) -> None:
    def week(n: int) -> str:
        return (dt.date(2022, 9, 5) + dt.timedelta(weeks=n)).isoformat()

    claims = [
        told("PRK", "ASSAULT" if n < 24 else "AID", "RUS", week(n), outlet=f"{name}{n}", start=week(n))
        for n in range(28)
        for name in "ABC"
    ]
    past = Hand(*claims, began="2022-09-05")
    assert not [each for each in between(desk, past).news if each.kind == "alignment"]
    found = between(desk, past, turns=lambda pair: True)
    one = only(found, "alignment")
    assert "stand better than before" in one.headline
    assert float(one.before) < float(one.after)
    again = between(desk, past, after(found), turns=lambda pair: True)
    assert not [each for each in again.news if each.kind == "alignment"]


def test_pairs_for_which_there_was_no_time_are_named(desk: Desk) -> None:
    past, asked = Hand(), iter([False, True])
    found = desk.news_between(
        [("PRK", "RUS"), ("CHN", "USA"), ("IRN", "RUS")], Known(), past, newest=NEWEST, found=FOUND,
        enough=lambda: next(asked),
    )  # fmt: skip
    assert past.asked == [("PRK", "RUS")]
    assert found.pairs == (("CHN", "USA"), ("IRN", "RUS"))


# ---------------------------------------------------------------------- order


def test_many_voices_and_rare_pairs_come_first(desk: Desk) -> None:
    quiet = happening(
        told("FRA", "CONSULT", "DEU", "2023-03-15", mode="meet", title="x", start="2023-03-15"), name="a" * 16
    )
    loud = happening(
        *(told("IRN", "CONSULT", "SAU", "2023-03-15", mode="meet", outlet=n, start="2023-03-15") for n in "ABCDEF"),
        name="b" * 16,
    )
    found = look(desk, quiet, loud)
    assert [each.event for each in found.news] == ["b" * 16, "a" * 16]
    assert found.weights[found.news[0].key] > found.weights[found.news[1].key]
    rare, common = (look(desk, quiet, many=many) for many in (0, 9000))
    assert rare.weights[rare.news[0].key] > common.weights[common.news[0].key]


def test_what_is_told_of_others_comes_before_the_third_line_about_the_same(desk: Desk) -> None:
    def meeting(actor: str, event: str, name: str) -> Event:
        return happening(
            *(told(actor, event, "SAU", "2023-03-15", outlet=n, start="2023-03-15") for n in "AB"), name=name
        )

    same = [meeting("IRN", kind, name * 16) for kind, name in (("AID", "a"), ("AGREE", "b"), ("COOPERATE", "c"))]
    found = look(desk, *same, meeting("QAT", "AID", "d" * 16))
    assert found.news[-1].actors == found.news[-2].actors == ("IRN", "SAU")
    assert ("QAT", "SAU") in [each.actors for each in found.news[:2]]


def test_the_pairs_that_are_told_of_are_to_be_held_against_their_past(desk: Desk) -> None:
    old = happening(told("USA", "AID", "UKR", "2022-03-15"), name="b" * 16)
    assert look(desk, happening(visit()), old).pairs == (("PRK", "RUS"),)


_CLAIMS = st.lists(
    st.builds(
        lambda day, outlet, stance, denied, modality: visit(
            f"2023-03-{day:02}", outlet, modality=modality, by=[holder("RUS", stance)] if stance else (),
            polarity="negative" if denied else "positive",
        ),
        st.integers(1, 20), st.sampled_from("ABCDEF"),
        st.sampled_from(["", "says", "confirms", "denies", "not-confirmed"]),
        st.booleans(), st.sampled_from(["actual", "future"]),
    ),
    min_size=1, max_size=8, unique_by=lambda kept: kept.claim.id,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(claims=_CLAIMS, cut=st.integers(1, 8))
def test_nothing_is_told_twice_however_often_it_is_touched(desk: Desk, claims: list[KeptClaim], cut: int) -> None:
    parts = [claims[:cut], claims] if cut < len(claims) else [claims]
    rounds: list[Round] = []
    for at, part in enumerate(parts):
        written = [later(kept, at) if kept not in claims[:cut] else kept for kept in part]
        rounds.append(look(desk, happening(*written), known=after(*rounds)))
        assert look(desk, happening(*written), known=after(*rounds)).news == ()
    keys = [each.key for one in rounds for each in one.news]
    assert len(keys) == len(set(keys))
