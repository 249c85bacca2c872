"""What one claim makes of its voice, the lines of a voice over time, and the algebra of joining."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.assess.stances import NOBODY, OWN, Join, lines, stand, voice
from entente.assess.verdict import Roles, verdict
from entente.lexicon import load
from entente.records import KeptClaim
from tests.assess.builders import holder, told

load()  # once, before any test is timed
PARTIES = Roles(parties=("RUS", "PRK"), doers=("RUS", "PRK"))


def talks(day: int, by: tuple[str | None, str] | None = None, **more: str) -> KeptClaim:
    """The talks, as told on a day of March by a code with a stance; each day another origin."""
    holders = [holder(by[0], by[1])] if by else []
    return told("RUS", "CONSULT", "PRK", f"2023-03-{day:02}", by=holders, outlet=more.pop("outlet", "A"), **more)


def state(claims: Sequence[KeptClaim], roles: Roles = PARTIES) -> str:
    return verdict(lines(Join.of(claims)), roles).state


# ---------------------------------------------------------------------- what one claim makes of its voice


@pytest.mark.parametrize(
    ("stance", "polarity", "certainty", "position"),
    [
        (None, "positive", "certain", "asserts"),
        (None, "negative", "certain", "denies"),
        (None, "positive", "unknown", "not-confirmed"),
        ("says", "negative", "certain", "denies"),
        ("believes", "positive", "probable", "asserts"),
        ("confirms", "positive", "certain", "confirms"),
        ("confirms", "negative", "certain", "denies"),
        ("denies", "negative", "certain", "denies"),
        ("denies", "positive", "certain", "denies"),
        ("not-confirmed", "positive", "unknown", "not-confirmed"),
        ("not-confirmed", "negative", "unknown", "not-confirmed"),
        ("questions", "positive", "unknown", "questions"),
        ("rumour", "positive", "possible", "rumours"),
    ],
)
def test_position(stance: str | None, polarity: str, certainty: str, position: str) -> None:
    by = ("USA", stance) if stance else None
    assert stand(talks(1, by, polarity=polarity, certainty=certainty).claim).position == position


def test_a_failure_told_is_no_denial() -> None:
    told_so = told("PRK", "MOBILIZE", by=[holder("PRK", "denies")], polarity="negative", quote="its failure to launch")
    made = stand(told_so.claim)
    assert (made.how, made.position) == ("says", "denies")
    denied = told(
        "PRK", "MOBILIZE", by=[holder("PRK", "denies")], polarity="negative", quote="it denies a failed launch"
    )
    assert stand(denied.claim).how == "denies"


def test_half_a_sentence_for_a_name_tells_who_denies() -> None:
    north = holder("PRK", "says", "North Korea has refuted Russian")
    other = holder("RUS", "says", "North Korea denies what Russia")
    quote = "claims that its forces took the town"
    assert stand(told("RUS", "COERCE", "PRK", by=[north], quote=quote).claim).position == "denies"
    assert stand(told("RUS", "COERCE", "PRK", by=[other], quote=quote).claim).position == "asserts"


def test_wanting_is_a_wish_whatever_the_modality() -> None:
    assert stand(talks(1, ("PRK", "wants")).claim).modality == "desired"


@pytest.mark.parametrize(
    ("quote", "by", "more", "position"),
    [
        ("denied that the talks were suspended", "denies", {}, "asserts"),  # the contrary is denied
        ("the town was taken", "denies", {}, "denies"),  # nothing has ended: it is the thing itself
        ("has not publicly agreed to talks", "says", {"polarity": "negative"}, "not-confirmed"),
        ("no evidence of talks", "says", {"polarity": "negative"}, "not-confirmed"),
        ("there were no talks", "says", {"polarity": "negative"}, "denies"),
        ("there might be no talks", "says", {"polarity": "negative", "certainty": "possible"}, "questions"),
        ("there may be no talks", "denies", {"polarity": "negative", "certainty": "possible"}, "denies"),
    ],
)
def test_words_that_leave_it_open(quote: str, by: str, more: dict[str, str], position: str) -> None:
    assert stand(talks(1, ("RUS", by), quote=quote, **more).claim).position == position


def test_a_denied_shortage_is_no_shortage() -> None:
    denied = told(
        "PRK", "HAVE", matter="food", by=[holder("PRK", "denies")], quote="Pyongyang denied food shortages"
    ).claim
    assert stand(denied, lack=True).position == "denies"
    ended = told("PRK", "HAVE", matter="food", by=[holder("PRK", "denies")], quote="Seoul denied an end to aid").claim
    assert stand(ended).position == "asserts"


def test_not_yet_leaves_it_open() -> None:
    waiting = talks(1, polarity="negative", quote="the two have not yet held talks")
    assert stand(waiting.claim).position == "not-confirmed"


def test_of_a_shortage_the_lack_is_the_proposition() -> None:
    short = told("PRK", "HAVE", matter="food", polarity="negative", quote="food shortages").claim
    assert [stand(short, lack=lack).position for lack in (True, False)] == ["asserts", "denies"]
    plenty = told("PRK", "HAVE", matter="food", quote="plenty of food").claim
    assert stand(plenty, lack=True).position == "denies"


def test_who_speaks_for_no_state_speaks_by_name() -> None:
    analysts = told("RUS", "CONSULT", "PRK", by=[holder("RUS", "says", "military analysts")]).claim
    assert voice(analysts) == "military analysts"
    half = told("RUS", "CONSULT", "PRK", by=[holder("RUS", "says", "A man who was on his way to work there")]).claim
    assert voice(half) == NOBODY


def test_the_innermost_holder_speaks() -> None:
    nested = told("RUS", "CONSULT", "PRK", by=[holder("USA", "says"), holder(None, "believes", "The  Analysts")])
    assert voice(nested.claim) == "analysts"
    assert voice(talks(1, (None, "rumour")).claim) == NOBODY
    assert voice(talks(1).claim) == OWN


# ---------------------------------------------------------------------- one voice over time


def standing(claims: Sequence[KeptClaim], speaker: str) -> dict[str, str]:
    return {line.position: line.standing for line in lines(Join.of(claims)) if line.voice == speaker}


def test_the_latest_line_of_a_voice_is_its_present_one() -> None:
    first = [talks(1, ("RUS", "denies"), polarity="negative"), talks(9, ("RUS", "says"))]
    assert standing(first, "RUS") == {"denies": "former", "asserts": "present"}
    assert standing(first[::-1], "RUS") == {"denies": "former", "asserts": "present"}
    turned = [talks(9, ("RUS", "denies"), polarity="negative"), talks(1, ("RUS", "says"))]
    assert standing(turned, "RUS") == {"denies": "present", "asserts": "former"}


def test_on_the_same_day_both_lines_are_present() -> None:
    claims = [talks(1, ("RUS", "denies"), polarity="negative"), talks(1, ("RUS", "says"), outlet="B")]
    assert standing(claims, "RUS") == {"denies": "present", "asserts": "present"}
    assert state(claims) == "contested"


def test_not_to_confirm_takes_back_nothing() -> None:
    claims = [talks(1, ("RUS", "says")), talks(2, ("RUS", "not-confirmed"), certainty="unknown")]
    assert standing(claims, "RUS") == {"asserts": "present", "not-confirmed": "present"}
    assert standing([talks(1, ("RUS", "not-confirmed"), certainty="unknown"), talks(2, ("RUS", "says"))], "RUS") == {
        "not-confirmed": "former", "asserts": "present",
    }  # fmt: skip


def test_one_origin_alone_does_not_turn_a_voice_that_three_have_otherwise() -> None:
    claims = [*(talks(day, ("USA", "says")) for day in (1, 2, 3)), talks(4, ("USA", "says"), polarity="negative")]
    assert standing(claims, "USA") == {"asserts": "present", "denies": "stray"}
    assert state(claims) == "asserted"
    # Copies are no origins.
    copies = [talks(1, ("USA", "says"), outlet=name, origin="wire") for name in ("A", "B", "C")]
    assert standing([*copies, claims[-1]], "USA") == {"asserts": "former", "denies": "present"}


def test_reports_that_tell_not_yet_before_all_that_tell_it_are_past() -> None:
    assert standing([talks(1, polarity="negative"), talks(5)], OWN) == {"denies": "former", "asserts": "present"}
    assert standing([talks(9, polarity="negative"), talks(5)], OWN) == {"denies": "present", "asserts": "present"}


# ---------------------------------------------------------------------- the algebra

_STANCES = ("says", "confirms", "denies", "believes", "suspects", "accuses", "wants", "questions", "not-confirmed",
            "rumour")  # fmt: skip


@st.composite
def claim(draw: st.DrawFn) -> KeptClaim:
    by = draw(st.none() | st.tuples(st.sampled_from(["RUS", "PRK", "USA", None]), st.sampled_from(_STANCES)))
    return talks(
        draw(st.integers(1, 9)), by, outlet=draw(st.sampled_from("ABCDEF")),
        polarity=draw(st.sampled_from(["positive", "negative"])),
        certainty=draw(st.sampled_from(["certain", "probable", "possible", "unknown"])),
        modality=draw(st.sampled_from(["actual", "actual", "future", "desired", "conditional", "former"])),
    )  # fmt: skip


CLAIMS = st.lists(claim(), min_size=1, max_size=14)


@given(CLAIMS, CLAIMS, CLAIMS)
def test_joining_is_commutative_associative_and_idempotent(
    one: list[KeptClaim], two: list[KeptClaim], three: list[KeptClaim]
) -> None:  # fmt: skip
    a, b, c = Join.of(one), Join.of(two), Join.of(three)
    assert a.join(b) == b.join(a)
    assert a.join(b).join(c) == a.join(b.join(c))
    assert a.join(a) == a
    assert a.join(b) == Join.of([*one, *two])


@given(CLAIMS, st.randoms(use_true_random=False))
def test_order_never_matters(claims: list[KeptClaim], chance: random.Random) -> None:
    shuffled = claims[:]
    chance.shuffle(shuffled)
    assert lines(Join.of(shuffled)) == lines(Join.of(claims))


@given(CLAIMS, st.data())
def test_copies_never_matter(claims: list[KeptClaim], data: st.DataObject) -> None:
    first = data.draw(st.sampled_from(claims))
    copy = dataclasses.replace(first, published=max(kept.published for kept in claims if kept.published))
    assert lines(Join.of([*claims, copy])) == lines(Join.of(claims))
