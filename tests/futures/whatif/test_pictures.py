"""The picture of stocks and flows, the picture of courses, and the published form."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from entente.errors import InputError, UsageError
from entente.futures.whatif.layout import laid_out
from entente.futures.whatif.picture import picture
from entente.futures.whatif.plotting import plot
from entente.futures.whatif.published import published
from entente.lexicon import scenarios
from tests.futures.whatif.builders import asked, store

SVG = "{http://www.w3.org/2000/svg}"
PACKAGED = scenarios.names()


def _texts(svg: str) -> str:
    return " ".join("".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{SVG}title"))


def test_every_stock_and_flow_is_drawn_and_nothing_acts() -> None:
    svg = picture(store())
    root = ElementTree.fromstring(svg)
    assert len(list(root.iter(f"{SVG}rect"))) == 1
    assert "rounds in <store>, in rounds" in _texts(svg)
    assert "gifts, in rounds a month" in _texts(svg)
    assert not list(root.iter(f"{SVG}script"))
    assert "<store>" not in svg
    assert not re.search(r"(?:href|src|url\()", svg)


@pytest.mark.parametrize("name", PACKAGED)
def test_packaged_scenarios_are_drawn_without_boxes_over_boxes(name: str) -> None:
    scenario = scenarios.load(name)
    layout = laid_out(scenario)
    assert {name for name, _ in layout.ways} == {flow.name for flow in scenario.flows}
    assert {node.name for node in layout.nodes.values() if node.kind == "stock"} == {s.name for s in scenario.stocks}
    nodes = [node for node in layout.nodes.values() if node.kind != "bend"]
    for one in nodes:
        assert 0 < one.x < layout.width
        assert 0 < one.y < layout.height
        for other in nodes:
            if one is not other and one.column == other.column:
                assert abs(one.y - other.y) >= 80
    assert picture(scenario) == picture(scenario)
    ElementTree.fromstring(picture(scenario))


def test_a_circle_of_flows_is_drawn_too() -> None:
    def circle(text: str) -> str:
        back = '[[stock]]\nname = "empty"\ntitle = "empty cases"\nunit = "round"\ninitial = "0 [round]"\n'
        back += '[[flow]]\nname = "back"\ntitle = "made new"\nunit = "round/month"\nfrom = "empty"\nto = "stock"\n'
        back += 'rate = "use"\n'
        return text.replace('from = "stock"', 'from = "stock"\nto = "empty"').replace(
            "[[event]]", back + "[[event]]", 1
        )

    layout = laid_out(store(circle))
    ways = dict(layout.ways)
    assert ways["used"][0] == ways["back"][-1] == "stock"
    assert ways["used"][-1] == ways["back"][0] == "empty"


def test_courses_are_drawn_the_same_twice(tmp_path: Path) -> None:
    found = asked(store(), {"means": "narrow"}, ["with", "without"], runs=200)
    for name in ("a.svg", "b.svg", "a.png", "b.png"):
        plot(found, tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_pictures_that_cannot_be_written_are_told(tmp_path: Path) -> None:
    found = asked(store(), {"means": "narrow"}, runs=20)
    with pytest.raises(UsageError, match=r"\.png or \.svg"):
        plot(found, tmp_path / "a.gif")
    with pytest.raises(InputError, match="cannot be written"):
        plot(found, tmp_path / "no" / "a.svg")


def test_the_published_form_is_plain_json_that_keeps_its_order() -> None:
    found = published(asked(store(), compare=["with", "without"], runs=100))
    text = json.dumps(found, allow_nan=False)
    assert json.loads(text) == found
    assert list(found)[:3] == ["format", "scenario", "title"]
    assert found["start"] == "2024-01-01"
    assert list(found["courses"][0]["quantiles"]) == ["0.05", "0.25", "0.5", "0.75", "0.95"]
    for number in re.findall(r"-?\d+\.\d+(?:e-?\d+)?", text):
        assert len(number.split("e")[0].replace("-", "").replace(".", "").strip("0")) <= 12
