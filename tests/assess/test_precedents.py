"""Precedents from hand-made ledgers in which the right answer is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.assess.precedents import precedents
from entente.assess.precedents_counted import _as_many
from entente.records import Claim, KeptClaim
from entente.records.precedent import FIRST_VERDICTS, PRECEDENTS, Precedent
from tests.assess.builders import Plain, holder, told

BEGAN, UNTIL = dt.date(2023, 1, 1), dt.date(2023, 12, 31)


def of(
    claims: Sequence[KeptClaim],
    *,
    began: dt.date | None = BEGAN,
    since: dt.date | None = None,
    sentence: Callable[[Claim], tuple[str, int]] | None = None,
) -> list[Precedent]:
    return precedents("RUS", "PRK", claims, Plain(), since=since, until=UNTIL, began=began, sentence=sentence)


def visit(day: str, *, actor: str = "RUS", of: str | None = None, **more: object) -> KeptClaim:
    other = "PRK" if actor == "RUS" else "RUS"
    name = of or f"visit {actor} {day}"
    more = {"quote": "they came on a visit", **more}
    return told(actor, "CONSULT", other, day, mode="visit", start=day, end=day, of=name, **more)  # type: ignore[arg-type]


def chatter(*days: str) -> list[KeptClaim]:
    """Other news of the pair, by which the ledger is known to follow it."""
    return [told("RUS", "ACCUSE", "PRK", day, of=f"chatter {day}") for day in days]


EARLY = chatter("2023-01-10", "2023-01-20", "2023-02-02", "2023-02-20")


def only(found: Sequence[Precedent], kind: str) -> list[Precedent]:
    return [precedent for precedent in found if precedent.kind == kind]


def test_the_first_visit_says_which_ledger() -> None:
    (one,) = of([*EARLY, visit("2023-07-25")])
    assert one.kind == "first"
    assert one.on == dt.date(2023, 7, 25)
    assert one.text == (
        "A meeting, visit or talk between Russia and North Korea on 2023-07-25 is the first in this ledger (from"
        " 2023-01-01)."
    )
    assert one.claims[0].claim.event == "CONSULT"


def test_a_visit_after_meetings_is_the_first_visit() -> None:
    meeting = told(
        "RUS", "CONSULT", "PRK", "2023-04-01", mode="meet", start="2023-04-01", end="2023-04-01", of="m",
        quote="the two met",
    )  # fmt: skip
    found = only(of([*EARLY, meeting, visit("2023-04-20")]), "first")
    assert [(p.mode, p.on) for p in found] == [("visit", dt.date(2023, 4, 20)), ("", dt.date(2023, 4, 1))]
    assert found[0].label == "a visit by Russia to North Korea"


def test_nothing_is_a_first_where_the_ledger_is_too_short() -> None:
    assert of([*EARLY, visit("2023-02-15")]) == []
    assert of([*EARLY, visit("2023-07-25")], began=dt.date(2023, 7, 1)) == []
    assert of([*EARLY, visit("2023-07-25")], began=None) == []


def test_nothing_is_a_first_where_the_ledger_hardly_knew_the_pair() -> None:
    assert of([visit("2023-07-25")]) == []


def test_a_retold_visit_before_the_ledger_counts_against_a_first() -> None:
    old = told("RUS", "CONSULT", "PRK", "2023-02-01", mode="visit", start="2019-04-25", end="2019-04-25", of="old")
    assert only(of([*EARLY, old, visit("2023-07-25")]), "first") == []


def test_an_undated_happening_needs_two_origins_within_days() -> None:
    one = told("PRK", "TRANSFER", "RUS", "2023-07-25", matter="arms", of="t", outlet="A")
    assert of([*EARLY, one]) == []
    two = told("PRK", "TRANSFER", "RUS", "2023-07-26", matter="arms", of="t", outlet="B")
    assert [p.origins for p in of([*EARLY, one, two])] == [2]
    late = told("PRK", "TRANSFER", "RUS", "2023-09-26", matter="arms", of="t", outlet="B")
    assert of([*EARLY, one, late]) == []


def test_a_noun_for_what_has_long_been_so_is_no_first() -> None:
    def sanctions(quote: str) -> list[KeptClaim]:
        days = {"start": "2023-07-25", "end": "2023-07-25", "of": "s", "quote": quote}
        return [told("RUS", "SANCTION", "PRK", "2023-07-25", outlet=outlet, **days) for outlet in "AB"]  # type: ignore

    assert of([*EARLY, *sanctions("Russian sanctions on North Korea")]) == []
    assert len(of([*EARLY, *sanctions("Russia imposed sanctions on North Korea")])) == 1


@pytest.mark.parametrize(
    "quote",
    ["Russia welcomed Kim Jong Un", "Putin will host the North Korean leader", "a trip from Pyongyang to Moscow"],
)
def test_a_host_is_visited(quote: str) -> None:
    meeting = told(
        "RUS", "CONSULT", "PRK", "2023-04-01", mode="meet", start="2023-04-01", end="2023-04-01", of="m",
        quote="the two met",
    )  # fmt: skip
    found = only(of([*EARLY, meeting, visit("2023-07-25", quote=quote)]), "first")
    assert found[0].label == "a visit by North Korea to Russia"


def test_words_alone_are_no_precedents() -> None:
    assert of([*EARLY, told("PRK", "THREATEN", "RUS", "2023-08-01", of="threat")]) == []


@pytest.mark.parametrize(
    "doubt",
    [
        {"by": [holder(None, "rumour")]},
        {"by": [holder("USA", "accuses")]},
        {"certainty": "possible"},
        {"modality": "desired"},
        {"modality": "conditional"},
        {"polarity": "negative"},
    ],
)
def test_what_is_not_told_as_happening_is_no_first(doubt: dict[str, object]) -> None:
    found = of([*EARLY, visit("2023-07-25", **doubt)])
    assert not [p for p in found if p.standing == "told"]


def test_two_announcements_would_be_the_first() -> None:
    plans = [visit("2023-07-25", of="v", modality="future", outlet=outlet) for outlet in ("A", "B")]
    (one,) = of([*EARLY, *plans])
    assert one.standing == "planned"
    assert "is only announced; it would be the first in this ledger" in one.text


def test_an_announcement_may_lie_behind_the_month_of_the_last_report() -> None:
    def plans(day: str) -> list[KeptClaim]:
        more = {"of": "v", "modality": "future", "start": day, "end": day, "quote": "they will come on a visit"}
        return [told("RUS", "CONSULT", "PRK", "2023-07-20", mode="visit", outlet=o, **more) for o in ("A", "B")]  # type: ignore[arg-type]

    soon, later = ([p.text for p in of([*EARLY, *plans(day)])] for day in ("2023-07-28", "2023-08-04"))
    assert len(soon) == 1
    assert later == [text.replace("2023-07-28", "2023-08-04") for text in soon]


def test_what_is_told_as_done_behind_the_month_of_the_last_report_is_misread() -> None:
    done = [
        told(
            "RUS", "CONSULT", "PRK", "2023-07-20", mode="visit", start="2023-08-04", end="2023-08-04", of="v", outlet=o
        )
        for o in ("A", "B")
    ]
    assert of([*EARLY, *done]) == []


def test_a_denied_visit_would_be_the_first() -> None:
    rumours = [visit("2023-07-25", of="v", outlet=o) for o in ("A", "B")]
    denials = [visit("2023-07-25", of="v", outlet=o, polarity="negative") for o in ("C", "D")]
    found = of([*EARLY, *rumours, *denials])
    assert [(p.standing, "would be the first" in p.text) for p in found] == [("denied", True)]


def test_an_earlier_rumour_leaves_the_first_open() -> None:
    rumour = visit("2023-04-01", certainty="possible")
    assert only(of([*EARLY, rumour, visit("2023-07-25")]), "first") == []


def test_after_a_long_gap_it_is_the_first_since() -> None:
    days = ("2023-01-05", "2023-01-15", "2023-01-25", "2023-02-04", "2023-07-01")
    (one,) = only(of([*EARLY, *(visit(day) for day in days)]), "first-since")
    assert (one.on, one.before) == (dt.date(2023, 7, 1), dt.date(2023, 2, 4))
    assert one.text.endswith("on 2023-07-01 is the first since 2023-02-04 (147 days).")
    assert "usually 10 days lie between two" in one.reason
    assert {kept.claim.start for kept in one.claims} == {dt.date(2023, 7, 1), dt.date(2023, 2, 4)}


def test_a_gap_like_the_others_is_no_news() -> None:
    days = ("2023-01-05", "2023-02-20", "2023-04-05", "2023-05-20", "2023-07-05")
    assert only(of([*EARLY, *(visit(day) for day in days)]), "first-since") == []


def test_two_gaps_need_sixty_days() -> None:
    assert only(of([*EARLY, visit("2023-01-05"), visit("2023-02-20")]), "first-since") == []
    assert len(only(of([*EARLY, visit("2023-01-05"), visit("2023-03-20")]), "first-since")) == 1


def test_a_doubtful_one_within_the_gap_leaves_it_open() -> None:
    doubtful = visit("2023-02-20", certainty="possible")
    assert only(of([*EARLY, visit("2023-01-05"), doubtful, visit("2023-04-20")]), "first-since") == []


def transfers(*days: str) -> list[KeptClaim]:
    return [told("PRK", "TRANSFER", "RUS", day, matter="arms", start=day, end=day, of=f"t {day}") for day in days]


def test_the_month_that_stands_out() -> None:
    busy = [f"2023-09-{number:02d}" for number in range(2, 26, 2)]
    (one,) = only(of(transfers("2023-03-03", "2023-06-03", *busy)), "most")
    assert (one.count, one.next_count) == (12, 1)
    assert one.window == (dt.date(2023, 9, 1), dt.date(2023, 9, 30))
    assert one.text == (
        "Supplies and sales by North Korea to Russia are told for 12 days of September 2023, more than in any other"
        " month from 2023-01-01 to 2023-09-30 (next: 1 in March 2023)."
    )


def test_a_far_end_asks_for_no_more_than_reports_cover() -> None:
    claims = transfers("2023-03-03", "2023-06-03", *(f"2023-09-{number:02d}" for number in range(2, 26, 2)))
    far = precedents("RUS", "PRK", claims, Plain(), since=None, until=dt.date.max, began=BEGAN)
    assert far == of(claims)


def test_what_tells_no_act_is_no_first() -> None:
    def of_one(quote: str) -> list[Precedent]:
        claims = [
            told(
                "RUS", "CONSULT", "PRK", "2023-07-25", start="2023-07-25", end="2023-07-25", of="x", quote=quote,
                outlet=outlet,
            )
            for outlet in ("A", "B")
        ]  # fmt: skip
        return only(of([*EARLY, *claims]), "first")

    assert of_one("communications have been getting worse") == []
    assert len(of_one("their envoys met in the capital")) == 1


def test_the_quote_that_tells_the_meeting_comes_first() -> None:
    claims = [
        visit("2023-07-25", of="v", outlet="A", quote="ties between them are cool", confidence=0.95),
        visit("2023-07-25", of="v", outlet="B", quote="the envoy met the minister", confidence=0.7),
    ]
    (one,) = only(of([*EARLY, *claims]), "first")
    assert one.claims[0].claim.quote == "the envoy met the minister"


def test_a_span_without_a_number_is_not_checkable() -> None:
    (one,) = only(of([*EARLY, visit("2023-07-25", quote="the first visit in years")]), "told-first")
    assert (one.verdict, one.since) == ("not checkable", None)
    assert "“in years” names no day that can be looked up" in one.text


def test_a_month_that_is_hardly_ahead_does_not_stand_out() -> None:
    months = [f"2023-0{month}-{day:02d}" for month in (3, 4, 5) for day in range(1, 2 * month, 2)]
    assert only(of(transfers(*months)), "most") == []


def test_the_test_of_two_counts() -> None:
    assert _as_many(6, 0, 30, 30) == pytest.approx(1 / 64)
    assert _as_many(3, 3, 30, 30) == pytest.approx(42 / 64)


def test_since_and_until_choose_but_older_ones_still_count() -> None:
    claims = [*EARLY, visit("2023-04-01"), visit("2023-07-25")]
    assert only(of(claims, since=dt.date(2023, 7, 1)), "first") == []
    assert [p.kind for p in of(claims, since=dt.date(2023, 7, 1))] == ["first-since"]


# ---------------------------------------------------------------------- told firsts


def said(words: str, day: str = "2023-07-25", quote: str = "", **more: object) -> tuple[KeptClaim, str]:
    claim = visit(day, quote=quote or words.split(",")[0], **more)
    return claim, words


def around(*pairs: tuple[KeptClaim, str]) -> Callable[[Claim], tuple[str, int]]:
    """The sentence of each claim; all others have none but their quote."""
    known = {kept.claim.id: words for kept, words in pairs}
    return lambda claim: (known.get(claim.id, claim.quote), claim.place.start_char)


OLD_LEDGER = dt.date(1990, 1, 1)


def test_the_seed_first_is_supported_by_a_ledger_that_reaches_back() -> None:
    pair = said("A minister visited North Korea, the first time since the Soviet Union's collapse, and spoke.")
    (one,) = only(of([*EARLY, pair[0]], began=OLD_LEDGER, sentence=around(pair)), "told-first")
    assert (one.verdict, one.since) == ("supported", dt.date(1991, 12, 26))
    assert one.phrase == "the first time since the Soviet Union's collapse"
    assert "for the ledger begins on 1990-01-01 and holds none of its kind after 1991-12-26" in one.text


def test_and_not_checkable_by_a_younger_one_or_a_single_report() -> None:
    pair = said("A minister visited North Korea, the first time since the Soviet Union's collapse, and spoke.")
    for began, words in ((BEGAN, "the ledger begins on 2023-01-01, after 1991-12-26"), (None, "is not known")):
        (one,) = only(of([pair[0]], began=began, sentence=around(pair)), "told-first")
        assert one.verdict == "not checkable"
        assert words in one.text


def test_a_report_that_retells_speaks_of_the_month_it_names() -> None:
    words = "A minister visited North Korea, the first time since the Soviet Union's collapse, and spoke."
    claim = told(
        "RUS", "CONSULT", "PRK", "2023-12-18", mode="visit", start="2023-07-01", end="2023-07-31", of="r",
        quote="A minister visited North Korea",
    )  # fmt: skip
    same = visit("2023-07-25", quote="A minister visited North Korea")
    found = only(of([claim, same], began=OLD_LEDGER, sentence=around((claim, words))), "told-first")
    assert [(p.verdict, p.on) for p in found] == [("supported", dt.date(2023, 7, 1))]
    assert "between 2023-07-01 and 2023-07-31" in found[0].text


def test_an_earlier_one_of_the_same_sort_contradicts_and_both_are_cited() -> None:
    pair = said("A delegation visited North Korea, the first time since 2019, and spoke.")
    earlier = visit("2022-05-05", quote="A delegation visited North Korea")
    claims = [earlier, pair[0]]
    (one,) = only(of(claims, began=OLD_LEDGER, sentence=around(pair)), "told-first")
    assert (one.verdict, one.before) == ("contradicted", dt.date(2022, 5, 5))
    assert one.text.endswith("contradicted, for the ledger holds one on 2022-05-05.")
    assert list(one.claims) == [pair[0], earlier]


def test_another_office_or_a_narrower_first_does_not_contradict() -> None:
    earlier = visit("2022-05-05", quote="The foreign minister visited North Korea")
    for words in (
        "The defence minister visited North Korea, the first time since 2019, and spoke.",
        "Envoys visited North Korea, their first official visit since 2019, and spoke.",
    ):
        pair = said(words)
        (one,) = only(of([earlier, pair[0]], began=OLD_LEDGER, sentence=around(pair)), "told-first")
        assert one.verdict == "not checkable"
        assert "cannot tell whether one is of the same sort" in one.text


def test_one_before_the_day_counted_from_does_not_contradict() -> None:
    pair = said("A delegation visited North Korea, the first time since 2019, and spoke.")
    earlier = visit("2019-05-05", quote="A delegation visited North Korea")
    (one,) = only(of([earlier, pair[0]], began=OLD_LEDGER, sentence=around(pair)), "told-first")
    assert one.verdict == "supported"


def test_a_since_that_names_no_day_is_not_checkable() -> None:
    pair = said("A delegation visited North Korea, the first time since the old quarrel, and spoke.")
    (one,) = only(of([pair[0]], began=OLD_LEDGER, sentence=around(pair)), "told-first")
    assert (one.verdict, one.since) == ("not checkable", None)
    assert "“since the old quarrel” names no day that can be looked up" in one.text


def test_size_is_never_checked() -> None:
    words = "They held their largest drills since 2018, near the sea."
    claim = told("RUS", "COOPERATE", "PRK", "2023-07-25", quote="They held their largest drills since 2018", of="d")
    (one,) = only(of([claim], began=OLD_LEDGER, sentence=around((claim, words))), "told-first")
    assert one.verdict == "not checkable"
    assert "does not weigh them" in one.text


def test_the_quote_is_enough_without_sentences() -> None:
    claim = visit("2023-07-25", quote="a delegation made the first visit to North Korea since 2019")
    (one,) = only(of([claim], began=OLD_LEDGER), "told-first")
    assert one.verdict == "supported"


def test_many_reports_of_one_first_are_one_finding() -> None:
    words = "a delegation made the first visit to North Korea since 2019"
    claims = [visit("2023-07-25", of="v", outlet=outlet, quote=words) for outlet in ("A", "B", "C")]
    (one,) = only(of(claims, began=OLD_LEDGER), "told-first")
    assert one.origins == 3


def test_a_first_of_others_is_left_alone() -> None:
    claim = told("RUS,CHN", "CONSULT", "PRK", "2023-07-25", quote="China's first visit to Japan since 2019", of="x")
    assert of([claim], began=OLD_LEDGER) == []


# ---------------------------------------------------------------------- algebra

DAYS = [dt.date(2023, 1, 2) + dt.timedelta(9 * number) for number in range(38)]
QUOTES = ["Envoys met", "the first visit to North Korea since 2019", "talks for the first time in three years"]


@st.composite
def ledgers(draw: st.DrawFn) -> list[KeptClaim]:
    """A few happenings, each told by one to three origins, with all sorts of doubt."""
    claims = []
    for number in range(draw(st.integers(1, 7))):
        day = draw(st.sampled_from(DAYS)).isoformat()
        event, mode = draw(
            st.sampled_from([("CONSULT", "visit"), ("CONSULT", "meet"), ("TRANSFER", None), ("AGREE", None)])
        )
        actor, other = draw(st.sampled_from([("RUS", "PRK"), ("PRK", "RUS")]))
        for origin in range(draw(st.integers(1, 3))):
            claim = told(
                actor, event, other, day, mode=mode, of=f"event {number}", outlet=f"Paper {number} {origin}",
                start=day if draw(st.booleans()) else None, end=day, matter=draw(st.sampled_from(["", "arms"])),
                modality=draw(st.sampled_from(["actual", "actual", "future"])),
                certainty=draw(st.sampled_from(["certain", "certain", "possible"])),
                polarity=draw(st.sampled_from(["positive", "positive", "positive", "negative"])),
                quote=draw(st.sampled_from(QUOTES)), confidence=draw(st.sampled_from([0.4, 0.8, 0.9])),
            )  # fmt: skip
            claims.append(claim)
    return claims


def copy_of(kept: KeptClaim, number: int) -> KeptClaim:
    """The same words in another paper, two days later, grouped under the first one's origin."""
    claim = kept.claim
    later = (kept.published or BEGAN) + dt.timedelta(2)
    return told(
        ",".join(claim.actor), claim.event, ",".join(claim.recipient), later.isoformat(), mode=claim.mode,
        of=kept.event, outlet=f"Copy {number}", origin=kept.origin or "",
        start=claim.start.isoformat() if claim.start else None, end=claim.end.isoformat() if claim.end else None,
        matter=",".join(claim.matter), modality=claim.modality, certainty=claim.certainty, polarity=claim.polarity,
        quote=claim.quote, confidence=claim.confidence,
    )  # fmt: skip


def counts(found: Sequence[Precedent]) -> list[tuple[object, ...]]:
    return [(p.kind, p.label, p.on, p.before, p.since, p.count, p.verdict, p.standing, p.origins) for p in found]


@settings(max_examples=60, deadline=None)
@given(ledgers(), st.randoms(use_true_random=False))
def test_order_never_changes_an_answer(claims: list[KeptClaim], random: object) -> None:
    shuffled = [*EARLY, *claims]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert of(shuffled) == of([*EARLY, *claims])


@settings(max_examples=60, deadline=None)
@given(ledgers(), st.data())
def test_copies_never_change_a_count(claims: list[KeptClaim], data: st.DataObject) -> None:
    copied = [copy_of(kept, n) for n, kept in enumerate(claims) if data.draw(st.booleans())]
    assert counts(of([*EARLY, *claims, *copied])) == counts(of([*EARLY, *claims]))


@settings(max_examples=40, deadline=None)
@given(ledgers())
def test_every_finding_is_whole(claims: list[KeptClaim]) -> None:
    for precedent in of([*EARLY, *claims]):
        assert precedent.kind in PRECEDENTS
        assert (precedent.verdict in FIRST_VERDICTS) == (precedent.kind == "told-first")
        assert precedent.claims
        assert precedent.origins >= 1
        assert precedent.before is None or precedent.on is None or precedent.before < precedent.on
