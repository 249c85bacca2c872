"""Voices by name: who is named, who is counted."""

from __future__ import annotations

from entente.assess.stances import NOBODY, OWN
from entente.assess.voices import bare, few, names_of, weighty
from entente.records.status import Voice
from tests.assess.test_stances import talks


def voice(name: str, code: str | None = None, origins: int = 1, how: str = "says", certainty: str = "certain") -> Voice:
    return Voice(name, code, "asserts", how, certainty, "actual", "present", None, None, origins, (talks(1),))


def test_parties_come_first_then_those_of_most_origins_and_reports_last() -> None:
    voices = [voice(OWN, origins=4, how=""), voice("France", "FRA", 5), voice("Italy", "ITA", 2), voice("Chad", "TCD")]
    assert names_of(voices, ("TCD",)) == "Chad, France, Italy and 4 origins in their own voice"


def test_how_they_tell_it_stands_behind_the_name() -> None:
    assert names_of([voice("France", "FRA", how="believes")], ()) == "France (believes)"
    assert names_of([voice("France", "FRA", certainty="probable")], ()) == "France (as likely)"
    assert names_of([voice(OWN, how="", certainty="possible")], ()) == "1 origin in its own voice (as possible)"


def test_nobody_is_told_only_where_nobody_else_is() -> None:
    assert names_of([voice(NOBODY)], ()) == "somebody not named"
    assert names_of([voice(NOBODY), voice("France", "FRA")], ()) == "France"


def test_a_name_without_a_code_is_counted_beside_others() -> None:
    analysts, own = voice("analysts"), voice(OWN, how="")
    assert names_of([analysts], ()) == "analysts"
    assert names_of([analysts, own], ()) == "1 origin in its own voice and 1 other voice"
    assert weighty(analysts, [analysts])
    assert not weighty(analysts, [analysts, own])


def test_long_names_are_cut_and_genitives_lose_their_ending() -> None:
    assert bare(voice("Russia’s")) == "Russia"
    assert bare(voice("The permanent representative of the republic to the council")).endswith(" …")


def test_few_origins() -> None:
    assert few(voice("France", origins=1), "has", "have") == "only 1 origin has"
    assert few(voice("France", origins=9), "has", "have") == "9 origins have"
