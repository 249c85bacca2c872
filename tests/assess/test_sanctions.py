"""Dealings against rules: which bear, which is strictest, what would change the answer."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.assess.sanctions import Sanctions, check, usual_activity
from entente.lexicon.membership import load as memberships
from entente.records.rule import ACTIVITIES, VERDICTS, Cap, Dealing, Rule
from entente.records.ruling import DISCLAIMER, Ruling
from tests.assess.builders import Plain

DAY = dt.date(2015, 6, 1)


def rule(name: str = "r", **changed: Any) -> Rule:
    """A rule: all UN members keep arms from going to North Korea, from 2009-06-12."""
    fields: dict[str, Any] = {
        "id": name, "regime": "UN DPRK", "instrument": f"Resolution {name}", "paragraph": "9", "title": "arms",
        "text": f"Nobody sends arms ({name}).", "adopted": dt.date(2009, 6, 12), "state": ("PRK",), "direction": "to",
        "matters": ("arms",), "activities": ("supply",), "bound": ("UN",), "valid_from": dt.date(2009, 6, 12),
        "source": "made by hand", "mark": "sourced",
    }  # fmt: skip
    return Rule(**{**fields, **changed})


def asked(
    *rules: Rule, source: str = "RUS", target: str = "PRK", matter: str = "arms", activity: str = "supply",
    on: dt.date = DAY, **more: Any,
) -> Ruling:  # fmt: skip
    """The answer for a dealing; several parties stand with commas."""
    sides = [tuple(filter(None, side.split(","))) for side in (source, target)]
    return check(Dealing(sides[0], sides[1], matter, activity, on, **more), rules, memberships(), Plain())


def whys(ruling: Ruling) -> list[str]:
    return [finding.why for finding in ruling.findings if not finding.applies]


def test_a_rule_that_fits_decides_and_says_so() -> None:
    ruling = asked(rule())
    assert ruling.verdict == "prohibited"
    assert ruling.text == (
        "Prohibited on 2015-06-01: supply of arms from Russia to North Korea."
        " Resolution r, paragraph 9, binds Russia and North Korea as UN members: Nobody sends arms (r); no exemption."
    )
    (finding,) = ruling.findings
    assert (finding.applies, finding.verdict, finding.binds) == (True, "prohibited", ("RUS", "PRK"))
    assert ruling.disclaimer == DISCLAIMER
    assert "no legal advice" in DISCLAIMER


@pytest.mark.parametrize(
    ("on", "verdict", "why"),
    [
        ("2009-06-11", "not-covered", "not yet in force: from 2009-06-12"),
        ("2009-06-12", "prohibited", ""),
        ("2020-10-17", "prohibited", ""),
        ("2020-10-18", "not-covered", "lapsed 2020-10-18"),
    ],
)
def test_both_sides_of_both_days(on: str, verdict: str, why: str) -> None:
    ruling = asked(rule(valid_until=dt.date(2020, 10, 17)), on=dt.date.fromisoformat(on))
    assert ruling.verdict == verdict
    assert whys(ruling) == ([why] if why else [])


def test_what_took_the_place_of_a_lapsed_rule_is_named() -> None:
    old = rule("old", valid_until=dt.date(2012, 1, 1), superseded_by="new")
    ruling = asked(old, rule("new", valid_from=dt.date(2012, 1, 2)))
    assert ruling.verdict == "prohibited"
    assert whys(ruling) == ["lapsed 2012-01-02, its place taken by Resolution new, paragraph 9"]


@pytest.mark.parametrize(
    ("direction", "source", "target", "applies"),
    [
        ("to", "RUS", "PRK", True), ("to", "PRK", "RUS", False), ("from", "RUS", "PRK", False),
        ("from", "PRK", "RUS", True), ("both", "RUS", "PRK", True), ("both", "PRK", "RUS", True),
    ],
)  # fmt: skip
def test_directions(direction: str, source: str, target: str, applies: bool) -> None:
    ruling = asked(rule(direction=direction), source=source, target=target)
    assert ruling.verdict == ("prohibited" if applies else "not-covered")
    if not applies:
        way = "to" if direction == "to" else "out from"
        assert whys(ruling) == [f"other direction: covers what goes {way} North Korea"]


def test_buying_is_the_same_flow_as_supplying() -> None:
    assert asked(rule(direction="from"), source="PRK", target="RUS", activity="procure").verdict == "prohibited"
    assert asked(rule(activities=("procure",))).verdict == "prohibited"
    assert asked(rule(activities=("finance",))).findings == ()


@pytest.mark.parametrize("activity", ["joint-venture", "exercise", "cooperate"])
def test_what_two_do_together_has_no_direction(activity: str) -> None:
    measure = rule(direction="to", activities=(activity,))
    assert asked(measure, source="PRK", target="RUS", activity=activity).verdict == "prohibited"


def test_those_whom_it_does_not_bind_are_told_whom_it_binds() -> None:
    ruling = asked(rule(state=("RUS",), bound=("EU",)), source="CHN", target="RUS")
    assert ruling.verdict == "not-covered"
    assert whys(ruling) == ["binds EU persons only"]
    assert asked(rule(state=("RUS",), bound=("EU",)), source="FRA", target="RUS").verdict == "prohibited"
    assert whys(asked(rule(state=("RUS",), bound=("USA",)), source="CHN", target="RUS")) == [
        "binds persons of the United States only"
    ]


@pytest.mark.parametrize(
    ("on", "verdict"), [("2020-01-31", "prohibited"), ("2020-12-31", "prohibited"), ("2021-01-01", "not-covered")]
)
def test_eu_law_binds_britain_through_the_transition(on: str, verdict: str) -> None:
    embargo = rule(state=("RUS",), bound=("EU",))
    assert asked(embargo, source="GBR", target="RUS", on=dt.date.fromisoformat(on)).verdict == verdict


def test_the_un_binds_members_and_the_target_only_where_the_rule_says_so() -> None:
    assert asked(rule(state=("HOUTHIS",)), source="HEZBOLLAH", target="HOUTHIS").verdict == "not-covered"
    assert asked(rule(state=("HOUTHIS",), bound=("UN", "target")), source="", target="HOUTHIS").verdict == "prohibited"
    assert asked(rule(bound=("target",))).findings[0].binds == ("PRK",)


def test_one_party_among_several_is_enough() -> None:
    ruling = asked(rule(state=("RUS",), bound=("EU",)), source="CHN,FRA", target="IRN,RUS")
    assert ruling.verdict == "prohibited"
    assert ruling.findings[0].binds == ("FRA",)


@pytest.mark.parametrize(
    ("matters", "excluded", "matter", "verdict"),
    [
        (("arms",), (), "arms.drones", "prohibited"),
        (("arms.drones",), (), "arms.drones", "prohibited"),
        (("arms.drones",), (), "arms.missiles", "not-covered"),
        (("arms.drones",), (), "arms", "not-covered"),
        (("arms.missiles", "arms.aircraft", "arms.armour", "arms.artillery"), (), "arms", "arguable"),
        (("arms",), (), "", "arguable"),
        (("arms.drones",), (), "", "not-covered"),
        (("*",), (), "", "prohibited"),
        (("*",), ("food",), "food", "not-covered"),
        (("arms",), ("arms.drones",), "arms.drones", "not-covered"),
        (("arms",), ("arms.drones",), "arms", "prohibited"),
        (("arms",), (), "armsx", "not-covered"),
        (("oil",), (), "energy", "arguable"),
    ],
)
def test_matters(matters: tuple[str, ...], excluded: tuple[str, ...], matter: str, verdict: str) -> None:
    assert asked(rule(matters=matters, excluded=excluded), matter=matter).verdict == verdict


def test_what_kind_it_is_would_change_the_answer() -> None:
    ruling = asked(rule(matters=("arms.drones",)), matter="arms")
    (need,) = ruling.would_change
    assert (need.fact, need.how, need.verdict, need.rules) == (
        "kind of arms", "drones would be prohibited", "prohibited", ("r",),
    )  # fmt: skip
    assert "kind of arms (drones would be prohibited)" in ruling.text
    assert asked(rule(), matter="").would_change[0].fact == "what is supplied"


def test_an_excluded_matter_is_exempt_where_the_exemption_is_general() -> None:
    freeze = rule(matters=("*",), excluded=("food",), exemption="general", exempted="food and medicine")
    ruling = asked(freeze, matter="food")
    assert ruling.verdict == "exempt"
    assert "food and medicine" in ruling.text
    assert asked(freeze, rule("s", matters=("food",)), matter="food").verdict == "prohibited"


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, "prohibited"),
        ({"reading": "by-chain"}, "prohibited-by-chain"),
        ({"reading": "arguable"}, "arguable"),
        ({"force": "calls-upon"}, "arguable"),
        ({"force": "calls-upon", "approval": True}, "arguable"),
        ({"approval": True}, "needs-approval"),
        ({"exemption": "case-by-case", "exempted": "aid"}, "prohibited"),
        ({"exemption": "notify"}, "prohibited"),
        ({"exemption": "general", "exempted": "aid"}, "prohibited"),
        ({"cap": Cap(10, "barrel", "year")}, "within-cap"),
    ],
)
def test_force_reading_and_approval(changed: dict[str, Any], verdict: str) -> None:
    assert asked(rule(**changed)).verdict == verdict


def test_ways_out_are_told() -> None:
    assert "unless approved case by case (by the Committee)" in (
        asked(rule(exemption="case-by-case", exempted="by the Committee")).text
    )
    assert "allowed only with approval beforehand" in asked(rule(approval=True)).text
    approved = {"approved": "yes"}
    assert asked(rule(exemption="case-by-case"), facts=approved).verdict == "exempt"
    assert asked(rule(approval=True), facts=approved).verdict == "exempt"
    assert asked(rule(), facts=approved).verdict == "prohibited"


def test_a_gate_bites_only_where_the_fact_is_given() -> None:
    ban = rule(matters=("*",), activities=("travel",), needs={"listed person": "a listed person may not enter"})
    ruling = asked(ban, matter="", activity="travel")
    assert ruling.verdict == "not-covered"
    assert [(need.fact, need.verdict) for need in ruling.would_change] == [("listed person", "prohibited")]
    for facts, verdict in (
        ({"listed": "yes"}, "prohibited"), ({"listed person": "General X"}, "prohibited"),
        ({"Listed_Person": "no"}, "not-covered"), ({"listed": "none"}, "not-covered"),
    ):  # fmt: skip
        assert asked(ban, matter="", activity="travel", facts=facts).verdict == verdict
    assert asked(ban, matter="", activity="travel", facts={"listed": "no"}).would_change == ()


def test_of_several_gates_one_is_enough() -> None:
    ban = rule(matters=("oil",), needs={"only jet fuel": "is banned", "only rocket fuel": "is banned"})
    assert asked(ban, matter="oil", facts={"kind": "rocket fuel"}).verdict == "prohibited"
    assert asked(ban, matter="oil", facts={"jet fuel": "yes"}).verdict == "prohibited"
    ruling = asked(ban, matter="oil", facts={"kind": "crude"})
    assert (ruling.verdict, ruling.would_change) == ("not-covered", ())
    (need,) = asked(ban, matter="oil").would_change
    assert (need.fact, need.how) == ("kind", "jet fuel or rocket fuel would be prohibited")


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({}, "prohibited"), ({"calibre": "82 mm"}, "not-covered"), ({"calibre": "8.2 cm"}, "not-covered"),
        ({"calibre": "100 mm"}, "prohibited"), ({"calibre": "152 mm"}, "prohibited"),
        ({"calibre": "unknown"}, "prohibited"), ({"weight": "5 kg"}, "prohibited"),
    ],
)  # fmt: skip
def test_a_number_settles_a_limit(facts: dict[str, str], verdict: str) -> None:
    heavy = rule(matters=("arms.artillery",), needs={"under 100 mm": "artillery under 100 mm is free"})
    assert asked(heavy, matter="arms.artillery", facts=facts).verdict == verdict


def test_a_carve_out_lifts_a_rule_and_an_exemption_exempts() -> None:
    needs = {"small arms": "small arms stay free"}
    ruling = asked(rule(needs=needs), facts={"kind": "Small Arms"})
    assert ruling.verdict == "not-covered"
    assert whys(ruling) == ["carve-out for small arms: small arms stay free"]
    exempted = rule(needs=needs, exemption="notify", exempted="small arms, with notice")
    assert asked(exempted, facts={"kind": "small arms"}).verdict == "exempt"
    by_case = rule(needs={"livelihood": "may be approved"}, exemption="case-by-case")
    assert asked(by_case, facts={"purpose": "livelihood"}).verdict == "needs-approval"
    assert asked(by_case, facts={"livelihood": "no"}).verdict == "prohibited"


def test_a_fact_that_lifts_one_rule_is_told_only_if_the_others_do_not_stand() -> None:
    first = rule("a", needs={"small arms": "free here"})
    assert [need.fact for need in asked(first).would_change] == ["small arms"]
    assert asked(first, rule("b")).would_change == ()
    assert [need.fact for need in asked(first, rule("b", reading="arguable")).would_change] == ["small arms"]


def test_a_fact_that_would_bring_the_same_verdict_is_not_told() -> None:
    gate = rule("a", reading="arguable", needs={"listed ship": "may be banned"})
    assert asked(gate, rule("b", reading="arguable")).would_change == ()
    assert [need.fact for need in asked(gate).would_change] == ["listed ship"]


CAP = Cap(500_000, "barrel", "calendar year")


@pytest.mark.parametrize(
    ("amount", "used", "unit", "verdict", "needs"),
    [
        (None, None, "", "within-cap", ["amount", "used so far"]),
        (100_000, None, "barrel", "within-cap", ["used so far"]),
        (None, 400_000, "barrel", "within-cap", ["amount"]),
        (100_000, 400_000, "barrel", "within-cap", []),
        (100_000.5, 400_000, "barrel", "over-cap", []),
        (500_001, None, "barrels", "over-cap", []),
        (None, 500_001, "bbl", "over-cap", []),
        (21_000_000, 0, "gallon", "within-cap", []),
        (21_000_043, 0, "gallon", "over-cap", []),
        (500, 0, "tonne", "arguable", ["unit"]),
        (500, 0, "9**9**9**9", "arguable", ["unit"]),
    ],
)
def test_caps(amount: float | None, used: float | None, unit: str, verdict: str, needs: list[str]) -> None:
    ruling = asked(rule(matters=("oil",), cap=CAP), matter="oil", amount=amount, used=used, unit=unit)
    assert ruling.verdict == verdict
    assert [need.fact for need in ruling.would_change] == needs


def test_decimal_amounts_that_add_up_to_the_cap_are_within_it() -> None:
    small = rule(matters=("oil",), cap=Cap(0.3, "barrel", "year"))
    assert asked(small, matter="oil", amount=0.1, used=0.2, unit="barrel").verdict == "within-cap"


def test_barrels_and_tonnes_of_one_paragraph_are_two_caps() -> None:
    barrels = rule("b", instrument="R", matters=("oil",), cap=CAP)
    tonnes = rule("t", instrument="R", matters=("oil",), cap=Cap(70_000, "tonne", "calendar year"))
    assert asked(barrels, tonnes, matter="oil", amount=70_001, unit="t", used=0).verdict == "over-cap"
    assert asked(barrels, tonnes, matter="oil", amount=10, unit="t", used=0).would_change == ()


def test_who_is_bound_only_by_the_goods_origin() -> None:
    licence = rule(state=("RUS",), bound=("USA", "anyone"), approval=True, matters=("technology",))
    parties = {"source": "CHN", "target": "RUS", "matter": "technology.chips"}
    assert asked(licence, source="USA", target="RUS", matter="technology.chips").verdict == "needs-approval"
    ruling = asked(licence, **parties)
    assert ruling.verdict == "arguable"
    assert [need.fact for need in ruling.would_change] == ["US-origin"]
    assert asked(licence, **parties, facts={"us-origin": "yes"}).verdict == "needs-approval"
    assert asked(licence, **parties, facts={"US origin": "no"}).verdict == "not-covered"


def test_contested_and_unverified_are_told_in_the_answer() -> None:
    snapback = rule(contested_by=("RUS", "CHN"), recognised_by=("USA",), mark="unverified")
    ruling = asked(snapback)
    assert ruling.verdict == "prohibited"
    assert ruling.findings[0].contests == ("RUS",)
    for words in ("Russia contests it;", "recognised by the United States", "paragraph 9 (not verified)"):
        assert words in ruling.text
    assert "Russia and China contest it;" in asked(snapback, source="USA").text
    assert "paragraph 9 (number not verified)" in asked(rule(mark="paragraph-unverified", direction="from")).text


def test_the_strictest_decides_and_all_are_listed() -> None:
    rules = [
        rule("cap", cap=CAP), rule("chain", reading="by-chain"), rule("ban"), rule("call", force="calls-upon"),
        rule("ask", approval=True),
    ]  # fmt: skip
    ruling = asked(*rules)
    assert [finding.verdict for finding in ruling.findings] == [
        "prohibited", "prohibited-by-chain", "needs-approval", "arguable", "within-cap",
    ]  # fmt: skip
    assert [finding.rule.id for finding in ruling.deciding] == ["ban"]
    assert "4 more rules bear on it" in ruling.text


def test_a_rule_that_misses_by_more_than_one_thing_is_no_near_miss() -> None:
    far = [
        rule("a", direction="from", valid_from=dt.date(2020, 1, 1)), rule("b", matters=("food",)),
        rule("c", activities=("train",)), rule("d", state=("IRN",)), rule("e", bound=("EU",), direction="from"),
    ]  # fmt: skip
    ruling = asked(*far)
    assert ruling.findings == ()
    assert (
        ruling.text == "Not covered on 2015-06-01: no rule held here forbids supply of arms from Russia to North Korea."
    )


def test_near_misses_of_every_sort_are_shown_and_their_kinds_are_one_question() -> None:
    gates = [rule(f"g{number:02}", needs={f"only part {number}": "is banned"}) for number in range(12)]
    ruling = asked(*gates, rule("late", valid_from=dt.date(2020, 1, 1)))
    assert [finding.rule.id for finding in ruling.findings] == [*(f"g{number:02}" for number in range(7)), "late"]
    (need,) = ruling.would_change
    assert need.how == "part 0, part 1, part 2, part 3, part 4, part 5 or 6 more would be prohibited"
    assert need.rules == tuple(f"g{number:02}" for number in range(12))


def test_the_usual_activity_fills_in_for_none() -> None:
    drill = rule(activities=("exercise",), matters=("exercises",))
    assert asked(drill, matter="exercises", activity="").verdict == "prohibited"
    assert asked(drill, matter="exercises", activity="").dealing.activity == "exercise"
    words = {"money": "finance", "training": "train", "labour": "labour", "arms.drones": "supply", "": "supply"}
    assert {matter: usual_activity(matter) for matter in words} == words


def test_an_activity_is_about_its_own_matter_whatever_else_is_told() -> None:
    drill = rule(activities=("exercise", "supply"), matters=("exercises",), direction="both")
    for matter in ("", "arms.missiles", "exercises"):
        assert asked(drill, matter=matter, activity="exercise").verdict == "prohibited"
    assert asked(drill, matter="arms.missiles", activity="supply").verdict == "not-covered"
    assert asked(drill, matter="health", activity="exercise").verdict == "not-covered"
    assert asked(rule(activities=("exercise",)), matter="arms.missiles", activity="exercise").verdict == "prohibited"


def test_a_ruling_goes_out_as_plain_values() -> None:
    found = asked(rule(cap=CAP, needs={"listed ship": "x"}, valid_until=dt.date(2030, 1, 1)), rule("s")).as_dict()
    assert json.loads(json.dumps(found)) == found
    assert {"verdict", "on", "findings", "would_change", "text", "disclaimer"} <= set(found)
    wanted = {
        "instrument", "paragraph", "reading", "bound", "recognised_by", "contested_by", "exemption", "source", "mark",
        "applies", "why", "verdict",
    }  # fmt: skip
    assert all(wanted <= set(finding) for finding in found["findings"])


MADE = st.builds(
    rule,
    st.integers(0, 10**6).map(str),
    state=st.sampled_from([("PRK",), ("RUS",), ("RUS", "PRK")]),
    direction=st.sampled_from(["to", "from", "both"]),
    matters=st.sampled_from([("arms",), ("arms.drones",), ("*",), ("oil", "gas")]),
    activities=st.sets(st.sampled_from(ACTIVITIES), min_size=1).map(lambda each: tuple(sorted(each))),
    bound=st.sampled_from([("UN",), ("EU",), ("target",), ("USA", "anyone")]),
    valid_from=st.dates(dt.date(2009, 6, 12), dt.date(2016, 1, 1)),
    valid_until=st.none() | st.dates(dt.date(2016, 1, 1), dt.date(2020, 1, 1)),
    force=st.sampled_from(["decides", "calls-upon"]),
    reading=st.sampled_from(["express", "by-chain", "arguable"]),
    exemption=st.sampled_from(["none", "case-by-case", "notify", "general"]),
    approval=st.booleans(),
    cap=st.none() | st.just(CAP),
    needs=st.sampled_from([{}, {"listed person": "x"}, {"small arms": "y"}, {"only jet fuel": "z"}]),
)
DEALT = st.builds(
    Dealing,
    st.sampled_from([("RUS",), ("PRK",), ("FRA", "CHN"), ("TWN",), ()]),
    st.sampled_from([("PRK",), ("RUS",), ("HOUTHIS",)]),
    st.sampled_from(["arms", "arms.drones", "oil", "", "food"]),
    st.sampled_from(ACTIVITIES),
    st.dates(dt.date(2009, 1, 1), dt.date(2021, 1, 1)),
    facts=st.sampled_from([{}, {"listed": "yes"}, {"kind": "small arms"}, {"approved": "yes"}]),
)
RULES = st.lists(MADE, max_size=8, unique_by=lambda each: each.id)


@given(RULES, DEALT, st.randoms(use_true_random=False))
def test_the_order_of_rules_never_changes_the_answer(rules: list[Rule], dealing: Dealing, chance: Any) -> None:
    shuffled = [*rules]
    chance.shuffle(shuffled)
    assert check(dealing, rules, memberships(), Plain()) == check(dealing, shuffled, memberships(), Plain())


@given(RULES, MADE, DEALT)
def test_another_rule_never_makes_the_verdict_less_strict(rules: list[Rule], more: Rule, dealing: Dealing) -> None:
    before = check(dealing, rules, memberships(), Plain()).verdict
    after = check(dealing, [*rules, dataclasses.replace(more, id="more")], memberships(), Plain()).verdict
    assert VERDICTS.index(after) <= VERDICTS.index(before)


@given(MADE, DEALT)
def test_a_rule_bears_only_within_its_days_and_a_call_never_prohibits(one: Rule, dealing: Dealing) -> None:
    ruling = check(dealing, [one], memberships(), Plain())
    if ruling.verdict != "not-covered":
        assert one.valid_from <= dealing.on <= (one.valid_until or dt.date.max)
    if one.force == "calls-upon":
        assert VERDICTS.index(ruling.verdict) >= VERDICTS.index("arguable")


@given(RULES, DEALT)
def test_a_second_asking_gives_the_same(rules: list[Rule], dealing: Dealing) -> None:
    sanctions = Sanctions(rules, memberships(), Plain())
    assert sanctions.check(dealing) == sanctions.check(dealing)


def test_crude_or_refined_amount_and_use_are_asked_for_once_each() -> None:
    refined = rule("refined", matters=("oil",), cap=CAP, needs={"crude": "crude has its own cap"})
    barrels = Cap(4_000_000, "barrel", "12 months")
    crude = rule("crude", matters=("oil",), cap=barrels, needs={"refined": "refined products have their own cap"})
    fuel = rule("fuel", matters=("oil",), needs={"only jet fuel": "is banned", "only aviation fuel": "is banned"})
    ruling = asked(refined, crude, fuel, matter="oil")
    assert ruling.verdict == "within-cap"
    assert [need.fact for need in ruling.would_change] == ["amount", "used so far", "refined or crude", "kind"]
    assert ruling.would_change[0].how == (
        "in all more than 4,000,000 barrels per 12 months or 500,000 barrels per calendar year is over the cap"
    )
    more = {"amount": 600_000, "used": 0, "unit": "barrel"}
    assert asked(refined, crude, matter="oil", **more).verdict == "over-cap"
    for kind in ("crude", "crude oil"):
        assert asked(refined, crude, matter="oil", facts={"kind": kind}, **more).verdict == "within-cap"
        assert asked(refined, crude, matter="oil", facts={kind: "yes"}, **more).verdict == "within-cap"
    assert asked(refined, crude, matter="oil", facts={"refined petroleum": "yes"}, **more).verdict == "over-cap"


def test_facts_of_one_effect_are_one_question() -> None:
    needs = {"small arms": "they are left out", "light weapons": "they are left out", "toys": "toys are no arms"}
    found = asked(rule(needs=needs)).would_change
    assert [(need.fact, need.how) for need in found] == [
        ("small arms or light weapons", "they are left out"), ("toys", "toys are no arms"),
    ]  # fmt: skip


def test_which_goods_is_asked_once() -> None:
    ban = rule("a", matters=("trade",), reading="arguable", needs={"goods": "some are banned"})
    kinds = rule("b", matters=("trade",), needs={"only gold": "is banned", "only wood": "is banned"})
    (need,) = asked(ban, kinds, matter="trade").would_change
    assert (need.fact, need.verdict, need.rules) == ("goods", "prohibited", ("a", "b"))
    assert need.how == "gold or wood would be prohibited; others may be free"


def test_what_would_change_is_asked_in_five_questions_at_most() -> None:
    found = asked(rule(needs={f"case {number}": f"case {number} is free" for number in range(9)})).would_change
    assert [need.fact for need in found] == [f"case {number}" for number in range(5)]


@pytest.mark.parametrize(
    ("activity", "matter"),
    [
        ("labour", "labour"), ("train", "training"), ("exercise", "exercises"), ("teach", "technology"),
        ("launch", "arms.missiles"), ("finance", "money"), ("travel", "diplomacy"), ("supply", ""),
    ],
)  # fmt: skip
def test_an_activity_without_a_matter_is_about_its_own(activity: str, matter: str) -> None:
    ban = rule(matters=("labour", "training", "exercises", "technology", "arms", "money"), activities=(activity,))
    ruling = asked(ban, matter="", activity=activity)
    assert ruling.dealing.matter == matter
    expected = "not-covered" if activity == "travel" else "arguable" if activity == "supply" else "prohibited"
    assert ruling.verdict == expected


def test_the_nearest_miss_that_lapsed_and_that_binds_others_are_told() -> None:
    ruling = asked(
        rule("gate", needs={"only drones": "are banned"}), rule("old", valid_until=dt.date(2010, 1, 1)),
        rule("others", bound=("EU",)),
    )  # fmt: skip
    for words in ("bears only on drones", "lapsed 2010-01-02", "binds EU persons only"):
        assert words in ruling.text


@pytest.mark.parametrize(
    ("paragraph", "words"),
    [
        ("9", "Resolution r, paragraph 9"), ("2 and 3", "Resolution r, paragraphs 2 and 3"),
        ("annex B, 4", "Resolution r, annex B, 4"), ("(whole decree)", "Resolution r (whole decree)"),
    ],
)  # fmt: skip
def test_a_paragraph_is_cited_as_it_is_called(paragraph: str, words: str) -> None:
    assert f"{words}, binds" in asked(rule(paragraph=paragraph)).text


def test_goods_that_are_named_fall_under_their_own_entry_alone() -> None:
    ores = rule("ores", matters=("trade",), reading="arguable", needs={"goods": "iron ore is banned"})
    named = rule("ores-named", matters=("trade",), needs={"only iron ore": "is banned"})
    cloth = rule("cloth", matters=("trade",), needs={"only textiles": "are banned"}, valid_from=dt.date(2020, 1, 1))
    goods = {"iron ore": "prohibited", "textiles": "not-covered", "toys": "arguable", "": "arguable"}
    for kind, verdict in goods.items():
        facts = {"goods": kind} if kind else {}
        assert asked(ores, named, cloth, matter="trade", facts=facts).verdict == verdict
