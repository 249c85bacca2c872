"""How two actors stand to each other: scores, change points and what is never changed by copies or order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.assess.alignment import alignment
from entente.records import Alignment, KeptClaim
from entente.records.finding import Glance
from tests.assess.builders import Plain, day, holder, told

SINCE, UNTIL = dt.date(2023, 1, 1), dt.date(2023, 6, 30)


class Nobody:
    """No bodies at all."""

    def bodies(self, code: str, on: dt.date) -> tuple[str, ...]:
        return ()

    def members(self, body: str, on: dt.date) -> tuple[str, ...]:
        return ()


def stand(
    claims: Sequence[KeptClaim], one: str = "RUS", two: str = "PRK", *, since: dt.date = SINCE, until: dt.date = UNTIL,
    memberships: Any = None, **more: Any,
) -> Alignment:  # fmt: skip
    """The alignment of two, from claims of whomever; what is cited is fetched from the same claims."""
    held = {kept.claim.id: kept for kept in claims}
    glances = [Glance.of(kept) for kept in claims]
    return alignment(
        one, two, glances, glances, Plain(), since=since, until=until, memberships=memberships or Nobody(),
        claims=lambda ids: [held[name] for name in ids if name in held], **more,
    )  # fmt: skip


def weekly(event: str, weeks: range, count: int = 4, **more: Any) -> list[KeptClaim]:
    """One thing a week told by some origins, from the first Monday of 2023 on."""
    monday = dt.date(2023, 1, 2)
    return [
        told(
            "RUS", event, "PRK", (monday + dt.timedelta(weeks=week, days=1)).isoformat(), of=f"{event} {week}",
            document=f"{event} {week} {number}", **more,
        )
        for week in weeks
        for number in range(count)
    ]  # fmt: skip


def test_score_words_and_deeds_by_origins() -> None:
    found = stand(
        [
            told("RUS", "CONSULT", "PRK", "2023-03-01", mode="visit", origin="a"),
            told("PRK", "TRANSFER", "RUS", "2023-03-02", matter="arms", origin="b"),
            told("PRK", "ACCUSE", "RUS", "2023-03-03", origin="c"),
        ]
    )
    assert found.origins == 3
    assert found.score is not None
    assert found.score.value == pytest.approx((3 + 7 - 3.5) / 4)
    assert found.deeds is not None
    assert found.deeds.value == pytest.approx(7 * 3 / 4)
    assert found.words is not None
    assert found.words.value == pytest.approx((3 - 3.5) / 2 * 3 / 4)
    text = found.summary[0].text
    assert text.startswith(
        "Russia and North Korea: cooperation in 2 origins, conflict in 1 since 2023-01-01 (score 1.6,"
    )
    assert text.endswith("deeds 5.2, words -0.2; few reports.")
    assert len(found.summary[0].claims) == 3


KINDS = st.sampled_from(["CONSULT", "ACCUSE", "AID", "ASSAULT", "THREATEN", "SANCTION"])


@given(st.lists(st.tuples(KINDS, st.sampled_from("abcd"), st.integers(0, 5)), min_size=1, max_size=25))
@settings(max_examples=60, deadline=None)
def test_the_whole_lies_between_words_and_deeds(facts: list[tuple[str, str, int]]) -> None:
    found = stand([
        told("RUS", kind, "PRK", "2023-03-01", origin=origin, of=f"{kind} {number}", document=f"{origin}{number}{kind}")
        for kind, origin, number in facts
    ])  # fmt: skip
    parts = [part.value for part in (found.words, found.deeds) if part is not None]
    assert found.score is not None
    assert min(parts) - 1e-9 <= found.score.value <= max(parts) + 1e-9
    if len(parts) == 1:
        assert parts == [pytest.approx(found.score.value)]


def test_reports_without_a_day_name_none() -> None:
    claims = [told("RUS", "CONSULT", "PRK", None, outlet=outlet) for outlet in "AB"]
    found = stand(claims, since=UNTIL, until=UNTIL)
    assert "(no report has a day)" in found.summary[0].text
    assert found.summary[1].text == "No report has a day: no course over time."
    assert not any(UNTIL.isoformat() in finding.text for finding in found.summary)
    over = stand(claims)
    assert over.summary[0].text == "Russia and North Korea: no report has a day, so none counts."
    assert "reports and what they tell without a day: 2" in over.summary[0].reason


def test_steps_cover_the_time_and_count_each_class() -> None:
    found = stand(
        [
            told("RUS", "CONSULT", "PRK", "2023-03-01", origin="a", of="1"),
            told("RUS", "CONSULT", "PRK", "2023-03-02", origin="b", of="1"),
            told("RUS", "AID", "PRK", "2023-03-02", origin="b", of="2"),
            told("RUS", "ACCUSE", "PRK", "2023-03-03", origin="b", of="3"),
            told("PRK", "SANCTION", "RUS", "2023-03-04", origin="b", of="4"),
        ]
    )
    assert found.unit == "week"
    assert (found.steps[0].start, found.steps[-1].end) == (SINCE, UNTIL)
    (week,) = [step for step in found.steps if step.score is not None]
    assert (week.words_for, week.deeds_for, week.words_against, week.deeds_against) == (2, 1, 1, 1)
    assert week.start == day("2023-02-27")


def test_an_announced_deed_is_words_on_the_day_of_the_report() -> None:
    found = stand([told("RUS", "AID", "PRK", "2023-06-20", modality="future", start="2023-08-01")])
    assert found.deeds is None
    assert found.words is not None
    assert found.words.value == pytest.approx(7 * 0.5 / 2)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"modality": "desired"}, "wishes"),
        ({"modality": "conditional"}, "wishes"),
        ({"modality": "former"}, "wishes"),
        ({"polarity": "negative"}, "did not happen"),
        ({"certainty": "unknown"}, "neither confirmed nor denied"),
        ({"by": [holder("RUS", "denies")]}, "denies"),
        ({"confidence": 0.3}, "more likely wrong"),
        ({"start": "2021-01-01"}, "outside the days"),
    ],
)
def test_what_is_only_wished_denied_or_not_confirmed_is_left_out_and_said(more: dict[str, Any], why: str) -> None:
    found = stand([told("RUS", "AID", "PRK", "2023-03-01", **more)])
    assert (found.origins, found.score) == (0, None)
    assert found.summary[0].text == "Russia and North Korea: nothing told says how they stand to each other."
    assert why in found.summary[0].reason


def test_nothing_at_all() -> None:
    found = stand([])
    assert (found.origins, found.summary, found.changes, found.why, found.triads) == (0, (), (), (), ())
    assert all(step.score is None for step in found.steps)


def test_claims_of_others_between_one_side_do_not_count() -> None:
    joint = told("RUS,PRK", "ACCUSE", "USA", "2023-03-01")
    assert stand([joint]).origins == 0
    assert stand([told("RUS,PRK", "CONSULT", "CHN", "2023-03-01")]).origins == 1, "what is mutual joins all"


def test_a_show_of_force_among_partners_is_left_out() -> None:
    force = [told("RUS", "MOBILIZE", "PRK", "2023-03-01", document=name) for name in "ab"]
    alone = stand(force)
    assert alone.score is not None
    assert alone.score.value < 0
    friends = stand([*force, *(told("RUS", "AGREE", "PRK", "2023-03-02", document=name) for name in "cd")])
    assert friends.score is not None
    assert friends.score.value > 0
    assert "shows of force among partners: 2" in friends.summary[0].reason


def test_one_report_says_all_but_a_course() -> None:
    found = stand(
        [
            told("RUS", "CONSULT", "PRK", "2024-06-18", mode="visit", start="2023-07-25", document="r"),
            told("RUS,PRK", "ACCUSE", "USA", "2024-06-18", document="r"),
        ],
        since=dt.date(2024, 6, 18), until=dt.date(2024, 6, 18),
    )  # fmt: skip
    assert found.origins == 1
    assert "cooperation in 1 origin, conflict in 0 on 2024-06-18" in found.summary[0].text
    assert found.summary[1].text == "One day of reports: no course over time."
    assert [finding.text for finding in found.why] == [
        "The United States is an adversary of both: Russia accused it (1 origin) and North Korea accused it (1 origin)."
    ]
    assert [triad.text for triad in found.triads] == [
        "Russia and North Korea are on good terms, and both are at odds with the United States: balanced."
    ]


def test_one_report_s_older_history_does_not_count() -> None:
    one_day = dt.date(2024, 6, 18)
    claims = [
        told("RUS", "CONSULT", "PRK", "2024-06-18", start="2023-07-25", document="r", of="a"),
        told("RUS", "ASSAULT", "PRK", "2024-06-18", start="1979-11-04", document="r", of="b"),
    ]
    found = stand(claims, since=one_day, until=one_day)
    assert found.score is not None
    assert found.score.value == 1
    assert "what lies outside the days looked at: 1" in found.summary[0].reason


def test_one_report_tells_nothing_of_later_days() -> None:
    one_day = dt.date(2024, 6, 18)
    ahead = told("RUS", "AGREE", "PRK", "2024-06-18", start="2024-12-01", end="2024-12-01")
    assert stand([ahead], since=one_day, until=one_day).origins == 0


def test_an_end_that_was_asked_for_is_said() -> None:
    claims = weekly("ACCUSE", range(24))
    found = stand(claims, cut=True)
    assert "from 2023-01-01 to 2023-06-30 (score" in found.summary[0].text
    assert found.summary[1].text.startswith("No change point beyond chance from 2023-01-01 to 2023-06-30; ")
    assert "since 2023-01-01 (score" in stand(claims).summary[0].text


def test_a_planted_change_is_found_with_the_claims_around_it() -> None:
    found = stand([*weekly("ACCUSE", range(12)), *weekly("AGREE", range(12, 24))])
    (change,) = found.changes
    assert change.on == dt.date(2023, 1, 2) + dt.timedelta(weeks=12)
    assert (change.before, change.after) == (pytest.approx(-3.5), pytest.approx(4))
    assert change.chance <= 0.05
    assert "stand better than before: score -3.5 before, 4.0 after" in change.text
    assert [kept.claim.event for kept in change.claims] == ["AGREE", "AGREE", "ACCUSE", "ACCUSE"]
    assert all(abs((kept.published - change.on).days) <= 14 for kept in change.claims if kept.published)
    assert all("No change point" not in finding.text for finding in found.summary)


def test_no_change_is_told_with_the_chance_of_the_largest() -> None:
    found = stand([*weekly("ACCUSE", range(0, 24, 2)), *weekly("AGREE", range(1, 24, 2))])
    assert found.changes == ()
    assert found.summary[1].text.startswith(
        "No change point beyond chance since 2023-01-01; the largest, from the week of "
    )


def test_a_burst_of_reports_on_one_thing_is_no_change() -> None:
    calm = weekly("ACCUSE", range(0, 24, 2), 2) + weekly("AGREE", range(1, 24, 2), 2)
    burst = [told("RUS", "ASSAULT", "PRK", "2023-03-15", of="raid", document=f"raid {n}") for n in range(200)]
    assert stand(calm + burst).changes == ()


def test_the_answer_is_the_same_for_the_same_seed_and_shuffles() -> None:
    claims = [*weekly("ACCUSE", range(12)), *weekly("AGREE", range(12, 24))]
    assert stand(claims, seed=4, shuffles=99) == stand(claims, seed=4, shuffles=99)
    assert stand(claims, shuffles=99).changes[0].chance >= 1 / 100


def test_days_and_shuffles_must_hold_together() -> None:
    with pytest.raises(ValueError, match="last day that is not before"):
        stand([], since=UNTIL, until=SINCE)
    with pytest.raises(ValueError, match="shuffles"):
        stand([], shuffles=0)


def test_a_finding_whose_claims_are_gone_is_not_told() -> None:
    kept = told("RUS", "CONSULT", "PRK", "2023-03-01")
    glances = [Glance.of(kept)]
    found = alignment(
        "RUS", "PRK", glances, glances, Plain(), since=SINCE, until=UNTIL, memberships=Nobody(), claims=lambda ids: []
    )
    assert found.origins == 1
    assert found.summary == ()


KINDS = ("CONSULT", "AGREE", "AID", "TRANSFER", "COOPERATE", "ACCUSE", "THREATEN", "SANCTION", "ASSAULT", "MOBILIZE")


@st.composite
def tellings(draw: st.DrawFn) -> list[KeptClaim]:
    """Claims of two and some thirds, several of them by the same origins."""
    found = []
    for number in range(draw(st.integers(0, 14))):
        one, two = draw(
            st.sampled_from(
                [("RUS", "PRK"), ("PRK", "RUS"), ("RUS", "USA"), ("USA", "PRK"), ("CHN", "RUS"), ("PRK", "CHN")]
            )
        )
        found.append(
            told(
                one, draw(st.sampled_from(KINDS)), two,
                (SINCE + dt.timedelta(days=draw(st.integers(0, 170)))).isoformat(), document=f"d{number}",
                origin=draw(st.sampled_from(["", "a", "b"])), of=draw(st.sampled_from([None, f"e{number}", "e"])),
                modality=draw(st.sampled_from(["actual", "actual", "future", "desired"])),
                matter=draw(st.sampled_from(["", "arms", "food,oil"])),
                confidence=draw(st.sampled_from([0.2, 0.6, 0.9])), at=number,
            )
        )  # fmt: skip
    return found


def shown(found: Alignment) -> dict[str, Any]:
    """An alignment without the claims that it cites."""
    parts = {name: getattr(found, name) for name in ("steps", "words", "deeds", "score", "origins")}
    for name in ("summary", "changes", "why", "triads"):
        parts[name] = [(finding.text, finding.reason) for finding in getattr(found, name)]
    return parts


@settings(max_examples=60, deadline=None)
@given(tellings(), st.randoms(use_true_random=False))
def test_order_never_changes_anything(claims: list[KeptClaim], random: Any) -> None:
    mixed = list(claims)
    random.shuffle(mixed)
    assert stand(mixed, shuffles=19) == stand(claims, shuffles=19)


@settings(max_examples=60, deadline=None)
@given(tellings(), st.data())
def test_copies_never_change_anything(claims: list[KeptClaim], data: st.DataObject) -> None:
    copies = []
    for kept in claims:
        for number in range(data.draw(st.integers(0, 2))):
            claim = kept.claim
            copies.append(
                told(
                    *map(",".join, [claim.actor]), claim.event, ",".join(claim.recipient), str(kept.published),
                    document=f"copy {number} of {claim.document}", origin=kept.counted_by, of=kept.event,
                    modality=claim.modality, matter=",".join(claim.matter), confidence=claim.confidence,
                    outlet=f"Outlet {number}",
                )
            )  # fmt: skip
    assert shown(stand([*copies, *claims], shuffles=19)) == shown(stand(claims, shuffles=19))


@settings(max_examples=60, deadline=None)
@given(tellings())
def test_swapping_the_two_mirrors_the_answer(claims: list[KeptClaim]) -> None:
    here, there = stand(claims, shuffles=19), stand(claims, "PRK", "RUS", shuffles=19)
    for name in ("steps", "words", "deeds", "score", "origins"):
        assert getattr(here, name) == getattr(there, name)
    assert [(c.on, c.before, c.after, c.chance) for c in here.changes] == [
        (c.on, c.before, c.after, c.chance) for c in there.changes
    ]
    assert len(here.why) == len(there.why)
    assert {(t.third, t.signs, t.balanced) for t in here.triads} == {
        (t.third, (t.signs[0], t.signs[2], t.signs[1]), t.balanced) for t in there.triads
    }
