from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from entente.records.scenario import ScenarioSource
from tests.serve.pages.ahead_rig import Rig, desk
from tests.serve.pages.lists_rig import links_of, tags_of, words_of
from tests.serve.pages.scenario_rig import RULE, SOURCES, scenario


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    with desk(tmp_path) as made:
        yield made


def test_scenarios_are_listed_with_how_many_numbers_are_weak(rig: Rig) -> None:
    html = rig.client.get("/scenarios").text
    assert "3 numbers, 2 of them with only weak sources" in words_of(html)
    assert {"/scenarios/shells", "/whatif/shells"} <= set(links_of(html))
    assert "How long do the shells last" in words_of(rig.client.get("/whatif").text)
    rig.says.scenarios = []
    rig.app.state.whatif.scenarios = {}
    assert "There is no scenario" in words_of(rig.client.get("/scenarios").text)


def test_a_scenario_with_its_numbers_sources_and_rules(rig: Rig) -> None:
    html = rig.client.get("/scenarios/shells").text
    words = words_of(html)
    weak = "2 of the 3 numbers have only weak sources (second-hand, unverified or assumed): duds of shells, hidden"
    assert weak in words
    assert "defined in 2 ways" in words
    assert "Russia: rations fire when little is left" in words
    assert "When stock < 30 [day]: whether the partner ships becomes 0.7" in words
    assert "The partner stops only where it is switched on" in words
    assert "UNSC resolution 1718 (2006)" in words
    assert f"/rules/{RULE}" in links_of(html)
    assert "Barrels are left out." in words
    assert "https://paper.example/1" in links_of(html)
    images = [attrs for tag, attrs in tags_of(html) if tag == "img"]
    assert [image["src"] for image in images] == ["/scenarios/shells.svg"]
    assert images[0]["alt"]
    targets = {link[1:] for link in links_of(html) if link.startswith("#source-")}
    assert targets <= {attrs.get("id") for _, attrs in tags_of(html)}


def test_words_of_a_scenario_are_no_markup_and_odd_addresses_no_links(rig: Rig) -> None:
    bad = ScenarioSource("bad", "<script>alert(1)</script>", "x", None, "javascript:alert(1)", note="<b>bold</b>")
    rig.says.scenarios = [scenario(sources=(*SOURCES, bad), title="<i>shells</i>")]
    html = rig.client.get("/scenarios/shells").text
    assert "<script>alert" not in html
    assert "<b>bold" not in html
    assert "<i>shells" not in html
    assert not any(link.startswith("javascript") for link in links_of(html))
    assert "<i>" not in rig.client.get("/whatif/shells").text


def test_the_picture_is_an_image_of_its_own(rig: Rig) -> None:
    answer = rig.client.get("/scenarios/shells.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.text.startswith("<svg")
