"""The order of findings: the pair's own, disputed and open ones first; both sides; no dealing twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from entente.brief.arranging import View, arranged, by_side, confidence, denied
from entente.records import Contradiction, Finding
from entente.records.status import STATES
from tests.brief.builders import checked, claim, finding, interest, kept, rule, status

PAIR = View(frozenset(("RUS", "PRK")), 0.5)


def texts(found: list[Finding]) -> list[str]:
    return [one.text.partition(":")[0] for one in found]


# ---------------------------------------------------------------------- how things stand


def test_the_pair_comes_before_others_however_many_tell_of_them() -> None:
    near = status("A visit", "told by 1 origin in its own voice.")
    far = status("A war", "denied by all", state="contested", sides="USA CHN", origins=90)
    assert texts(arranged("statuses", [far, near], PAIR)) == ["A visit", "A war"]
    assert texts(arranged("statuses", [near, far], View(frozenset(), 0.5))) == ["A war", "A visit"]


def test_what_is_disputed_or_open_comes_before_what_nobody_doubts() -> None:
    told = [
        status("A visit", "told by 1 origin in its own voice."),
        status("Aid", "wanted by North Korea.", ("North Korea", "PRK", "asserts"), state="wanted"),
        status("Talks", "asserted by others.", ("the United States", "USA", "asserts")),
        status("A deal", "denied by Russia.", ("Russia", "RUS", "denies"), state="contested"),
        status("A drill", "announced by Russia.", ("Russia", "RUS", "asserts"), state="announced"),
    ]
    assert texts(arranged("statuses", told, PAIR)) == ["A deal", "A drill", "Aid", "Talks", "A visit"]


def test_a_war_in_the_background_comes_last() -> None:
    told = [
        status("The war", "told by 1 origin in its own voice.", kind="ASSAULT"),
        status("A visit", "told by 1 origin in its own voice."),
    ]
    assert texts(arranged("statuses", told, PAIR)) == ["A visit", "The war"]
    dated = claim("ASSAULT", "RUS", "PRK", start="2024-06-01", end="2024-06-01")
    told[0] = status("The war", "told by 1 origin in its own voice.", kind="ASSAULT", told=(kept(dated),))
    assert texts(arranged("statuses", told, PAIR)) == ["The war", "A visit"]


def test_what_was_read_less_surely_comes_later() -> None:
    unsure = kept(claim("CONSULT", "RUS", "PRK", confidence=0.3))
    told = [status("Unsure", "told.", told=(unsure,)), status("Sure", "told.")]
    assert texts(arranged("statuses", told, PAIR)) == ["Sure", "Unsure"]


@given(st.permutations(STATES))
def test_order_of_arrival_changes_only_ties(states: list[str]) -> None:
    voice = ("Russia", "RUS", "asserts")
    told = [status(state, "told.", voice, state=state, origins=3) for state in states]
    found = texts(arranged("statuses", told, PAIR))
    assert found[:2] in (["contested", "not confirmed"], ["not confirmed", "contested"])
    assert found.index("confirmed") > found.index("wanted")
    assert found[-1] == "former"
    assert sorted(found) == sorted(STATES)


def test_denials_by_parties_are_counted_and_those_by_others_are_not() -> None:
    told = [
        status("One", "x", ("", None, "asserts"), ("Russia", "RUS", "denies")),
        status("Two", "x", ("", None, "asserts"), ("China", "CHN", "denies")),
        status("Three", "x"),
        finding("No status", claim("CONSULT", "RUS")),
    ]
    assert denied(told) == 1


# ---------------------------------------------------------------------- confidence


def test_a_contradiction_is_as_sure_as_its_weaker_side() -> None:
    one, two = kept(claim("CONSULT", "RUS", confidence=0.9)), kept(claim("AID", "RUS", confidence=0.2))
    clash = Contradiction(text="x", reason="y", claims=(one, two), kind="holders", sure="clash", one=one, two=two)
    assert confidence(clash) == 0.2
    assert confidence(finding("x", one, two)) == 0.9
    assert confidence(finding("x", rules=(rule(),))) == 1.0


# ---------------------------------------------------------------------- interests


def test_both_sides_show_within_the_limit() -> None:
    ours = [interest("RUS", "wants", f"thing {n}") for n in range(9)] + [interest("RUS", "has", "oil")]
    theirs = [interest("PRK", "wants", "food"), interest("PRK", "has", "shells")]
    meets = finding("One wants what the other has", claim("HAVE", "RUS", quote="something else"))
    shown = by_side(arranged("interests", [meets, *ours, *theirs], PAIR)[:5])
    assert [one.text for one in shown] == [
        "One wants what the other has", "RUS wants thing 0", "RUS has oil", "PRK wants food", "PRK has shells",
    ]  # fmt: skip


def test_a_row_that_what_meets_tells_comes_last() -> None:
    same = claim("HAVE", "RUS", quote="no shells")
    meets = finding("One lacks what the other has", same)
    rows = [interest("RUS", "lacks", "shells", same), interest("RUS", "lacks", "food"), interest("PRK", "has", "coal")]
    found = arranged("interests", [meets, *rows], PAIR)
    assert [one.text for one in found] == [meets.text, "RUS lacks food", "PRK has coal", "RUS lacks shells"]


# ---------------------------------------------------------------------- rules


def test_one_dealing_told_in_several_ways_is_one_finding_with_all_its_words() -> None:
    one, two, three = (claim("TRANSFER", "PRK", "RUS", quote=f"words {n}", at=n) for n in range(3))
    head = "Supply of arms: would be prohibited if carried out"
    found = arranged(
        "rules",
        [
            checked(f"{head}; so far a plan.", rule(), one=one),
            checked(f"{head}; so far a wish, told by Russia.", rule(), one=two),
            checked(f"{head}; so far a wish.", rule("un-2"), one=three),
        ],
        PAIR,
    )
    assert [f.text for f in found] == [
        f"{head}; so far a plan; also a wish, told by Russia.", f"{head}; so far a wish.",
    ]  # fmt: skip
    assert [kept.claim.quote for kept in found[0].claims] == ["words 0", "words 1"]
    assert [r.id for r in found[1].rules] == ["un-2"]


def test_plain_findings_are_never_put_together() -> None:
    told = [finding("Same; one", claim("AID", "RUS")), finding("Same; two", claim("AID", "RUS"))]
    assert arranged("rules", told, PAIR) == told


def test_the_same_finding_is_kept_once() -> None:
    told = [finding("Same", claim("AID", "RUS")), finding("Same", claim("AID", "PRK"))]
    for key in ("statuses", "news", "rules", "questions"):
        assert len(arranged(key, told, PAIR)) == 1
