"""Claims made by hand, and the sentences that they must give."""
# ruff: noqa: E501

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.brief.sentence import Realiser
from entente.records import Claim, Figure
from entente.records.vocabulary import EVENTS, MATTERS, MODES
from tests.brief.builders import FakeNames, claim, claims, document

US = "The US said. "


def say(made: Claim, text: str = US) -> str:
    return Realiser(FakeNames(), [document(text + made.quote)]).statement(made).sentence()


W = [("PRK", None, "wants")]
OFFICIALS = ("RUS", "Russian officials", "not-confirmed")
TABLE = [
    # who to whom, in the tenses
    (claim("TRANSFER", "PRK", "RUS", matter="arms.ammunition"), "North Korea has supplied Russia with ammunition."),
    (claim("TRANSFER", "PRK", "RUS"), "North Korea has supplied Russia with goods, money or labour."),
    (claim("TRANSFER", "IRN", "RUS", matter="arms.drones", quote="sold drones"), "Iran has sold drones to Russia."),
    (claim("CONSULT", "RUS", "PRK", quote="is already talking to"), "Russia is talking to North Korea."),
    (claim("CONSULT", "RUS", "PRK", mode="visit", start="2023-07-01", end="2023-07-31"),
     "Russia visited North Korea in July 2023."),
    (claim("CONSULT", "RUS PRK", mode="meet", matter="arms", start="2022-03-03", end="2022-03-03"),
     "Russia and North Korea held a meeting about arms on 3 March 2022."),
    (claim("COOPERATE", "RUS", "PRK", mode="military", start="2014-01-01"),
     "Russia has been cooperating militarily with North Korea since 2014."),
    (claim("ASSAULT", "RUS", "UKR", quote="the ongoing war"), "Russia is at war with Ukraine."),
    (claim("ASSAULT", "RUS", "UKR", quote="invasion of Ukraine"), "Russia has invaded Ukraine."),
    (claim("COOPERATE", "RUS", "PRK", matter="exercises", quote="joint exercises", modality="future"),
     "Russia is to hold joint exercises with North Korea."),
    (claim("AID", "USA", "UKR", mode="military", matter="arms.armour", modality="future", quote="will send"),
     "The US is to give military aid (armoured vehicles) to Ukraine."),
    (claim("SUPPORT", "RUS", "UN", matter="sanctions", modality="former", quote="used to support UN sanctions"),
     "Russia used to support the UN on sanctions (“used to support UN sanctions”)."),
    # missing parties
    (claim("SANCTION", "", "RUS PRK", matter="sanctions", quote="face sanctions"), "Russia and North Korea face sanctions."),
    (claim("ASSAULT", "", "USA", mode="aerial", quote="a strike"), "The US has been attacked from the air (“a strike”)."),
    (claim("CONSULT", matter="peace"), "There have been talks about peace."),
    (claim("COOPERATE", "RUS"), "Russia has cooperated."),
    # negations
    (claim("CONSULT", "RUS", "PRK", polarity="negative", start="2023-07-01", end="2023-07-31"),
     "Russia did not talk to North Korea in July 2023."),
    (claim("TRAVEL", "RUS", polarity="negative", start="2024-01-01", end="2024-06-18", quote="hasn’t left"),
     "A leader or official of Russia has not travelled abroad so far in 2024 (“hasn’t left”)."),
    (claim("AID", "USA", "UKR", polarity="negative", modality="future"), "The US will not help Ukraine."),
    (claim("HAVE", "PRK", matter="food", polarity="negative", quote="food shortages"),
     "North Korea has a shortage of food."),
    # doubt
    (claim("TRANSFER", "PRK", "RUS", matter="arms", certainty="possible"), "North Korea may have supplied Russia with arms."),
    (claim("TRANSFER", "PRK", "RUS", matter="arms", certainty="probable"),
     "North Korea has probably supplied Russia with arms."),
    (claim("TRANSFER", "PRK", "RUS", matter="arms", certainty="probable", modality="future"),
     "North Korea is likely to supply Russia with arms."),
    (claim("AID", "USA", "UKR", polarity="negative", certainty="possible"), "The US may not have helped Ukraine."),
    (claim("CONSULT", "RUS", "PRK", certainty="unknown"), "It is not clear whether Russia has talked to North Korea."),
    # who says so
    (claim("CONSULT", "RUS", "PRK", matter="arms.ammunition arms.artillery", quote="is talking", certainty="probable",
           holders=[("USA", None, "believes")]), "The US believes Russia is talking to North Korea about ammunition and artillery."),
    (claim("CONSULT", "RUS", "PRK", holders=[OFFICIALS], certainty="unknown"),
     "Russian officials have not confirmed that Russia has talked to North Korea."),
    (claim("TRANSFER", "PRK", "RUS", matter="arms", holders=[("RUS", None, "denies")], polarity="negative"),
     "Russia denies that North Korea has supplied it with arms."),
    (claim("CONSULT", "RUS", "PRK", holders=[("RUS", None, "denies")]),
     "Russia says in a denial that it has talked to North Korea."),
    (claim("TRANSFER", "PRK", "RUS", matter="arms", holders=[("UKR", None, "accuses")]),
     "Ukraine accuses North Korea of supplying Russia with arms."),
    (claim("ASSAULT", "", "RUS", holders=[("RUS", None, "accuses")], quote="a strike"),
     "Russia alleges that it has been attacked (“a strike”)."),
    (claim("TRANSFER", "PRK", "RUS", matter="arms", holders=[(None, None, "accuses")]),
     "North Korea is accused of supplying Russia with arms."),
    (claim("COOPERATE", "RUS", "PRK", mode="military", holders=[(None, None, "rumour")], certainty="possible"),
     "There is talk that Russia has cooperated militarily with North Korea."),
    (claim("COOPERATE", "RUS", "PRK", holders=[(None, "Andrei Kozyrev", "believes")]),
     "Andrei Kozyrev believes Russia has cooperated with North Korea."),
    (claim("CONSULT", "RUS", "PRK", modality="future", holders=[("RUS", None, "says")]),
     "Russia says it will talk to North Korea."),
    (claim("CONSULT", "HOUTHIS", "IRN", modality="future", holders=[("HOUTHIS", None, "says")]),
     "The Houthis say they will talk to Iran."),
    (claim("CONSULT", "RUS", "PRK", holders=[(None, "Reuters", "reports"), ("USA", "Antony Blinken", "says")]),
     "Reuters reports that Antony Blinken says Russia has talked to North Korea."),
    # wishes
    (claim("TRANSFER", "RUS", "PRK", matter="technology technology.satellite", modality="desired", holders=W),
     "North Korea wants to receive satellite technology from Russia."),
    (claim("AID", "RUS", "PRK", mode="humanitarian", matter="food", modality="desired", certainty="probable", holders=W),
     "North Korea probably wants to receive humanitarian aid (food) from Russia."),
    (claim("CONSULT", "RUS", "PRK", modality="desired", holders=[("RUS", None, "wants")]),
     "Russia wants to talk to North Korea."),
    (claim("CONSULT", "RUS", "PRK", modality="desired", polarity="negative", holders=[("RUS", None, "wants")]),
     "Russia does not want to talk to North Korea."),
    (claim("CONSULT", "RUS", "PRK", modality="desired", holders=W), "North Korea wants Russia to talk to it."),
    (claim("ASSAULT", "RUS", "UKR", quote="invasion", modality="desired", polarity="negative", holders=[("USA", None, "wants")]),
     "The US wants Russia not to invade Ukraine."),
    (claim("TRANSFER", "RUS", "PRK", matter="technology", modality="desired", certainty="possible",
           holders=[(None, None, "rumour"), *W]), "There is talk that North Korea wants to receive technology from Russia."),
    (claim("COOPERATE", "RUS", "PRK", modality="desired", quote="see benefits"),
     "There is a wish for Russia to cooperate with North Korea (“see benefits”)."),
    # conditions
    (claim("AGREE", "RUS", "PRK", matter="arms", modality="conditional", certainty="possible", quote="If an arms deal happens"),
     "The report weighs the case that Russia makes a deal with North Korea on arms (“If an arms deal happens”)."),
    (claim("AID", "USA", "UKR", modality="conditional", quote="would help if asked"),
     "The US would help Ukraine under a condition (“would help if asked”)."),
    # wide categories carry the report's own words
    (claim("COERCE", "RUS", "UKR", quote="blocked three “grain” ships"),
     "Russia has taken coercive steps against Ukraine (“blocked three ‘grain’ ships”)."),
]  # fmt: skip


@pytest.mark.parametrize(("made", "expected"), TABLE, ids=[expected for _, expected in TABLE])
def test_says_a_claim_in_english(made: Claim, expected: str) -> None:
    assert say(made) == expected


def test_names_a_matter_as_the_report_does() -> None:
    made = claim("TRANSFER", "PRK", "RUS", matter="arms.artillery", quote="getting artillery shells")
    assert say(made) == "North Korea has supplied Russia with artillery shells."


def test_names_a_party_as_the_report_does() -> None:
    made = claim("AID", "USA", "UKR")
    assert say(made, "The United States said. ") == "The United States has helped Ukraine."


def test_figures_are_told_in_the_words_of_the_report() -> None:
    figure = Figure(1000.0, None, "container", "more than 1,000 containers")
    made = claim("TRANSFER", "PRK", "RUS", matter="arms", figures=(figure,))
    assert say(made) == "North Korea has supplied Russia with arms (“more than 1,000 containers”)."


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("White House", "White House aides spoke.", "The White House says"),
        ("officials", "Some officials spoke.", "Officials say"),
        ("Reuters", "", "Reuters says"),
        ("Saudi official", "A Saudi official spoke.", "A Saudi official says"),
        ("MI5 and the FBI", "", "MI5 and the FBI say"),
        ("Two Russian men who fled", "", "Two Russian men who fled say"),
        ("Gabriela Shalev, an ambassador", "", "Gabriela Shalev says"),
        ("The resolution", "", "The resolution says"),
        ("Riyad al-Maliki", "", "Riyad al-Maliki says"),
    ],
)
def test_holders_have_their_article_and_number(name: str, text: str, expected: str) -> None:
    made = claim("CONSULT", "RUS", "PRK", holders=[(None, name, "says")])
    assert say(made, text + " ") == f"{expected} Russia has talked to North Korea."


def test_a_bare_role_of_a_headline_gets_its_state() -> None:
    made = claim("CONSULT", "RUS", "PRK", holders=[("UKR", "President", "says")])
    assert say(made) == "The Ukrainian president says Russia has talked to North Korea."


def test_joint_speakers_do_not_act_as_one_party() -> None:
    made = claim("COOPERATE", "USA", "CHN", modality="desired", holders=[("USA", "The two leaders", "wants")])
    assert say(made) == "The two leaders want the US to cooperate with China."


def test_a_possessive_of_the_report_is_named() -> None:
    made = claim("CONSULT", "RUS", "PRK", holders=[("UKR", "his government", "says")])
    assert say(made) == "Ukraine’s government says Russia has talked to North Korea."


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("polarity", ["positive", "negative"])
def test_every_event_and_mode_has_words(event: str, polarity: str) -> None:
    realiser = Realiser(FakeNames(), [document()])
    for mode in (None, *MODES):
        for matter in ("", "nuclear", "arms.drones", "diplomacy", "exercises"):
            for actor, recipient in (("RUS", "PRK"), ("RUS", ""), ("", "PRK"), ("", ""), ("RUS PRK", "")):
                made = claim(event, actor, recipient, mode=mode, matter=matter, polarity=polarity)
                check(realiser.statement(made).sentence())


@pytest.mark.parametrize("matter", MATTERS)
def test_every_matter_has_words(matter: str) -> None:
    for event in EVENTS:
        check(say(claim(event, "RUS", "PRK", matter=matter)))


TEXT = "The US said that Russia’s “leaders” don’t\nmeet *anyone* <b>here</b>. \x1b[31m\u202eNobody | knows_why. " * 3


@settings(max_examples=150, deadline=None)
@given(claims(TEXT))
def test_any_claim_gives_a_sentence(made: Claim) -> None:
    realiser = Realiser(FakeNames(), [document(TEXT)])
    for said in (realiser.statement(made), realiser.bare(made)):
        check(said.sentence(), made)


@settings(max_examples=60, deadline=None)
@given(claims(TEXT), claims(TEXT))
def test_any_second_holder_can_follow(made: Claim, other: Claim) -> None:
    realiser = Realiser(FakeNames(), [document(TEXT)])
    check(realiser.statement(made).sentence(realiser.echo(other)), made, other)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(EVENTS), st.sampled_from(MODES))
def test_labels_are_short_nouns(event: str, mode: str) -> None:
    label = Realiser(FakeNames(), [document()]).label(claim(event, "RUS", "PRK", mode=mode))
    assert 2 < len(label) < 60
    assert not re.search(r"[\[\]{}<>]", label)


def check(sentence: str, *made: Claim) -> None:
    """What holds of every sentence; what hostile names bring in themselves is left out of account."""
    assert sentence.endswith(".")
    first = re.search(r"\w", sentence)
    assert first is not None
    assert not first[0].islower() or len(first[0].upper()) > 1 or first[0].upper() == first[0]
    assert not re.search(r"  |[\n\x1b\u202e]", sentence)
    if not any(holder.name for claim_made in made for holder in claim_made.holders):
        outside = re.sub(r"“[^“”]*”", "", sentence)
        assert not re.search(r"None|_|[\[\]{}<>]|\b(?:arms|technology)\.\w| \.|\.\.$", outside)
