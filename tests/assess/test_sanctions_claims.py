"""Claims against rules, as what they are told as."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.assess.sanctions import check_claims, dealing_of
from entente.assess.sanctions.dealings import dealings_of, told
from entente.lexicon.membership import load as memberships
from entente.lexicon.rules import load as load_rules
from entente.records import Figure, KeptClaim
from entente.records.ruling import CheckedClaim
from tests.assess.builders import Plain, holder
from tests.assess.builders import told as said
from tests.assess.test_sanctions import rule

RULES = [
    rule("to", valid_from=dt.date(2009, 6, 12)),
    rule("from", direction="from", bound=("UN", "target")),
    rule("drill", matters=("exercises",), activities=("exercise",), direction="both", reading="arguable"),
    rule("trip", matters=("*",), activities=("travel",), direction="both", needs={"listed person": "is banned"}),
    rule("launch", matters=("arms.missiles",), activities=("launch",), direction="from", bound=("target",)),
]
SHELLS = "North Korea sent Russia shells"


def checked(*claims: KeptClaim, **more: Any) -> list[CheckedClaim]:
    return check_claims(claims, RULES, memberships(), Plain(), **more)


def shells(*by: Any, document: str = "", of: str | None = "e1", quote: str = SHELLS, **more: Any) -> KeptClaim:
    more = {"matter": "arms.artillery", **more}
    return said("PRK", "TRANSFER", "RUS", by=by, document=document, of=of, quote=quote, **more)


def test_a_dealing_told_as_fact_is_said_to_be_prohibited() -> None:
    (found,) = checked(shells(start="2023-02-01"))
    assert found.ruling.verdict == "prohibited"
    assert (found.told, found.origins, found.count, found.event) == ("done", 1, 1, "e1")
    assert found.text == (
        "Supply of artillery from North Korea to Russia: prohibited on 2023-02-01 (Resolution from, paragraph 9);"
        " told as fact by 1 origin in its own words."
    )
    assert [each.id for each in found.rules] == ["from"]
    assert "the day it is told to have happened" in found.reason


def test_what_reports_tell_as_fact_and_a_party_denies_is_not_settled() -> None:
    (found,) = checked(shells(), shells(holder("PRK", "denies"), document="b", polarity="negative"))
    assert found.text.endswith(
        "would be prohibited (Resolution from, paragraph 9) if it is so, on 2023-03-01;"
        " told as fact by 1 origin in its own words, denied by North Korea."
    )


def test_what_one_side_asserts_and_another_does_not_confirm_is_told_as_that() -> None:
    (found,) = checked(
        shells(holder("USA", "believes"), document="a"),
        shells(holder("RUS", "not-confirmed"), document="b", certainty="unknown"),
        shells(holder("CHN", "denies"), document="c", polarity="negative"),
        shells(holder(None, "rumour"), document="d"),
    )
    assert found.asserted == ("the United States (believes)",)
    assert (found.denied, found.unconfirmed) == (("China",), ("Russia",))
    assert (found.origins, found.count) == (4, 4)
    assert found.text == (
        "Supply of artillery from North Korea to Russia: would be prohibited (Resolution from, paragraph 9)"
        " if it is so, on 2023-03-01; so far asserted by the United States (believes), rumoured, denied by China,"
        " not confirmed by Russia."
    )


@pytest.mark.parametrize(
    ("modality", "how", "words"),
    [
        ("future", "planned", "if carried out, on 2023-03-01; so far a plan, told by North Korea (says)"),
        ("desired", "wanted", "if carried out, on 2023-03-01; so far a wish, told by North Korea (says)"),
        ("conditional", "conditional", "if it came to it"), ("former", "former", "at that time"),
    ],
)  # fmt: skip
def test_what_has_not_happened_would_be_prohibited(modality: str, how: str, words: str) -> None:
    (found,) = checked(shells(holder("PRK", "says"), modality=modality))
    assert found.told == how
    assert "would be prohibited" in found.text
    assert words in found.text


def test_a_denial_alone_is_told_and_a_plain_negation_is_not() -> None:
    (found,) = checked(shells(holder("PRK", "denies"), polarity="negative"))
    assert (found.told, found.asserted, found.denied) == ("denied", (), ("North Korea",))
    assert "if it happened, which is denied" in found.text
    assert checked(shells(polarity="negative")) == []


def test_an_unsure_claim_makes_no_finding_unless_its_quote_names_all() -> None:
    assert checked(shells(confidence=0.4, quote="shells were sent")) == []
    assert len(checked(shells(confidence=0.4))) == 1
    assert checked(shells(confidence=0.2)) == []
    assert len(checked(shells(confidence=0.5, quote="shells were sent"))) == 1
    # It stands beside a surer one.
    assert checked(shells(confidence=0.1, document="a"), shells(document="b"))[0].count == 2


def test_the_day_decides() -> None:
    assert checked(shells(start="2009-06-11")) == []
    assert len(checked(shells(start="2009-06-12"))) == 1
    assert checked(shells(published="2009-06-11")) == []
    assert checked(shells(published=None)) == []
    assert dealing_of(shells(start="2020-01-01"), dt.date(2001, 1, 1)).on == dt.date(2001, 1, 1)  # type: ignore[union-attr]


def test_what_no_rule_forbids_is_left_out_unless_asked_for() -> None:
    food = said("RUS", "TRANSFER", "PRK", matter="food")
    assert checked(food) == []
    assert [one.ruling.verdict for one in checked(food, also_not_covered=True)] == ["not-covered"]
    assert checked(said("USA", "TRANSFER", "UKR", matter="arms")) == []


def test_a_deal_whose_way_is_open_is_checked_both_ways() -> None:
    deal = said("RUS", "AGREE", "PRK", matter="arms", of="e1", quote="a deal on arms")
    (found,) = checked(deal)
    assert found.told == "agreed"
    # Where another claim of the event tells the way, that way alone.
    (found,) = checked(deal, shells(document="b", matter="arms"))
    assert (found.ruling.dealing.source, found.count) == (("PRK",), 2)


def test_most_origins_decide_on_the_matter_and_the_day() -> None:
    claims = [shells(document=name, start="2023-02-01", matter="arms.drones") for name in "ab"]
    (found,) = checked(*claims, shells(document="c", start="2023-01-01", matter="arms.missiles"))
    assert (found.ruling.dealing.matter, found.ruling.on) == ("arms.drones", dt.date(2023, 2, 1))


DEALINGS = [
    (said("PRK", "TRANSFER", "RUS", matter="money"), [("PRK", "money", "finance")]),
    (said("PRK", "TRANSFER", "RUS", matter="labour"), [("PRK", "labour", "labour")]),
    (said("PRK", "AID", "RUS", matter="arms,arms.drones"), [("PRK", "arms.drones", "supply")]),
    (said("PRK", "AID", "RUS", mode="military", quote="military aid"), [("PRK", "arms", "supply")]),
    (said("PRK", "AID", "RUS", mode="military", quote="helped evacuate"), []),
    (said("PRK", "AID", "RUS", mode="economic"), [("PRK", "money", "finance")]),
    (said("PRK", "AID", "RUS", matter="troops", quote="sends troops"), [("PRK", "troops", "supply")]),
    (said("PRK", "AID", "RUS", matter="troops", quote="soldiers secure a town"), []),
    (said("PRK", "TRANSFER", "RUS", matter="peace"), []),
    (said("PRK", "TRANSFER", "", matter="arms"), [("PRK", "arms", "supply")]),
    (said("", "TRANSFER", "", matter="arms"), []),
    (said("RUS", "TRANSFER", "PRK", matter="money,espionage"), []),
    (said("RUS", "CONSULT", "PRK", mode="visit", matter="arms"), [("RUS", "diplomacy", "travel")]),
    (said("RUS", "CONSULT", "PRK", matter="arms", quote="talk about buying arms"), [("RUS", "arms", "supply")] * 2),
    (said("RUS", "CONSULT", "PRK", quote="talk about getting shells"), [("RUS", "arms", "supply")] * 2),
    (said("RUS", "CONSULT", "USA", matter="arms", quote="discuss a treaty and arms deals"), []),
    (said("RUS", "CONSULT", "GBR", matter="arms.missiles", quote="threatened with a missile strike"), []),
    (said("RUS", "CONSULT", "PRK", matter="nuclear"), []),
    (said("RUS", "COOPERATE", "PRK", matter="exercises,training"), [("RUS", "exercises", "exercise")]),
    (said("RUS", "COOPERATE", "PRK", matter="technology"), [("RUS", "technology", "cooperate")]),
    (said("RUS", "COOPERATE", "PRK", mode="military"), [("RUS", "", "cooperate")]),
    (said("RUS", "COOPERATE", "PRK"), []),
    (said("USA", "AGREE", "IRN", matter="energy", quote="committed to reducing its exports"), []),
    (said("PRK", "MOBILIZE", "", quote="launched a ballistic missile"), [("PRK", "arms.missiles", "launch")]),
    (said("PRK", "MOBILIZE", "", matter="arms.missiles", quote="launched cruise missiles"), []),
    (said("PRK,CHN", "MOBILIZE", "", matter="arms.missiles", quote="launched a ballistic missile"), []),
    (said("USA", "AID", "ISIS", matter="training", quote="train forces to combat ISIL"), []),
    (said("PRK", "HAVE", "", matter="arms"), []),
    (said("USA", "ACCUSE", "PRK", matter="arms"), []),
    (said("USA", "SANCTION", "PRK", matter="arms"), []),
    (said("RUS", "TRAVEL", "", matter="diplomacy"), []),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "wanted"), DEALINGS)
def test_the_dealings_of_a_claim(claim: KeptClaim, wanted: list[tuple[str, str, str]]) -> None:
    found = dealings_of(claim)
    assert [(each.matter, each.activity) for each in found] == [(matter, activity) for _, matter, activity in wanted]
    if wanted:
        assert found[0].source == (wanted[0][0],)
    assert dealing_of(claim) == (found[0] if found else None)


def test_an_order_to_launch_is_a_plan_and_a_launch_is_done() -> None:
    assert told(said("PRK", "MOBILIZE", "", quote="orders the launch of a satellite").claim) == "planned"
    assert told(said("PRK", "MOBILIZE", "", quote="launched a satellite").claim) == "done"


def test_a_visit_is_not_forbidden() -> None:
    visit = said("RUS", "CONSULT", "PRK", mode="visit")
    assert checked(visit) == []
    (found,) = checked(visit, also_not_covered=True)
    assert [need.fact for need in found.ruling.would_change] == ["listed person"]


def test_who_says_that_it_may_be_so_does_not_say_that_it_is() -> None:
    (found,) = checked(shells(holder("USA", "says"), certainty="possible"))
    assert found.asserted == ("the United States (says it may be so)",)


def test_an_accuser_who_is_the_accused_is_not_named() -> None:
    (found,) = checked(shells(holder("PRK", "accuses")))
    assert found.asserted == ("unnamed accusers (accuses)",)


CLAIMS = st.lists(
    st.builds(
        lambda code, stance, polarity, modality, day, origin: shells(
            *((holder(code, stance),) if code else ()), document=f"{code}{stance}{polarity}{modality}{day}{origin}",
            origin=origin, polarity=polarity, modality=modality, published=f"2023-03-0{day}",
        ),
        st.sampled_from(["", "USA", "RUS"]), st.sampled_from(["says", "denies", "rumour", "not-confirmed"]),
        st.sampled_from(["positive", "negative"]), st.sampled_from(["actual", "future", "desired"]),
        st.integers(1, 4), st.sampled_from(["o1", "o2", "o3"]),
    ),
    min_size=1, max_size=7, unique_by=lambda kept: kept.claim.id,
)  # fmt: skip


@given(CLAIMS, st.randoms(use_true_random=False))
def test_order_of_arrival_never_changes_the_answer(claims: list[KeptClaim], chance: random.Random) -> None:
    shuffled = [*claims]
    chance.shuffle(shuffled)
    assert checked(*claims) == checked(*shuffled)


@given(CLAIMS)
def test_a_copy_changes_no_count_of_origins(claims: list[KeptClaim]) -> None:
    first = claims[0]
    holders = first.claim.holders
    copy = shells(
        *holders, document="copy", origin=first.counted_by, polarity=first.claim.polarity,
        modality=first.claim.modality, published=first.published.isoformat() if first.published else None,
    )  # fmt: skip
    assert [(one.origins, one.told) for one in checked(*claims)] == [
        (one.origins, one.told) for one in checked(*claims, copy)
    ]


def test_training_close_to_a_state_is_no_training_of_it() -> None:
    beside = said("USA", "AID", "RUS", matter="training", quote="U.S. troops train close to Russia's war")
    given = said("USA", "AID", "PRK", matter="training", quote="The U.S. trains North Korea's troops")
    assert dealings_of(beside) == ()
    assert [dealing.activity for dealing in dealings_of(given)] == ["train"]


def test_goods_are_those_that_the_words_name() -> None:
    oil = said(
        "RUS", "TRANSFER", "PRK", matter="arms", quote="Russia delivered 1 million barrels of oil to North Korea"
    )
    both = said("RUS", "TRANSFER", "PRK", matter="oil,money", quote="Russia sold 1 million barrels of oil")
    bare = said(
        "PRK", "TRANSFER", "RUS", matter="arms", quote="10,000 containers went to Russia", title="Arms for Moscow"
    )
    other = said(
        "PRK", "TRANSFER", "RUS", matter="arms", quote="300 crates went to Russia", title="More food for Moscow"
    )
    assert [dealing.matter for dealing in dealings_of(oil)] == ["oil"]
    assert [dealing.matter for dealing in dealings_of(both)] == ["oil"]
    assert [dealing.matter for dealing in dealings_of(bare)] == ["arms"]
    assert dealings_of(other) == ()


def test_what_is_told_of_the_amount_is_held_against_the_cap() -> None:
    figures = (Figure(1_000_000, None, "barrel", "1 million barrels"),)
    words = "Russia sold 1 million barrels of refined oil to North Korea"
    sold = said("RUS", "TRANSFER", "PRK", "2024-03-01", matter="oil", quote=words, figures=figures)
    found = check_claims([sold], load_rules(), memberships(), Plain())
    assert [finding.ruling.verdict for finding in found] == ["over-cap"]


@pytest.mark.parametrize("verb", ["launched", "fired", "fires", "was firing", "tested", "test-fired and tests"])
def test_every_form_of_a_launch_is_one(verb: str) -> None:
    kept = said("PRK", "MOBILIZE", "", matter="arms.missiles", quote=f"North Korea {verb} a ballistic missile")
    assert [dealing.activity for dealing in dealings_of(kept)] == ["launch"]
    assert told(kept.claim) == "done"


@pytest.mark.parametrize(
    "quote",
    ["North Korea launched an ICBM as US planes flew by", "North Korea launched an ICBM in order to warn Seoul"],
)
def test_words_that_only_begin_like_a_plan_are_none(quote: str) -> None:
    assert told(said("PRK", "MOBILIZE", "", matter="arms.missiles", quote=quote).claim) == "done"


@pytest.mark.parametrize("quote", ["held important talks on arms", "exchanged sentiments on weapons"])
def test_words_that_only_begin_like_a_supply_are_none(quote: str) -> None:
    assert dealings_of(said("RUS", "CONSULT", "PRK", matter="arms", quote=quote)) == ()


def test_up_to_an_amount_is_no_amount() -> None:
    figures = (Figure(None, 600_000, "barrel", "up to 600,000 barrels"),)
    words = "Russia sold North Korea up to 600,000 barrels of refined oil"
    (dealing,) = dealings_of(said("RUS", "TRANSFER", "PRK", matter="oil", quote=words, figures=figures))
    assert dealing.amount is None
