"""FollowTheMoney, judged by its own library."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from followthemoney import model
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.exchange.ftm import alpha2
from entente.lexicon import load
from tests.cli.fakes import claim
from tests.exchange.builders import hostile, kept, rich, written


def entities(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def judge(made: dict[str, Any]) -> None:
    """The library takes every value as it stands and gives the same entity back."""
    proxy = model.get_proxy(made, cleaned=False)
    schema = model.get(made["schema"])
    assert schema is not None
    schema.validate(made)
    told = proxy.to_dict()
    assert told["id"] == made["id"]
    assert {key: sorted(values) for key, values in told["properties"].items()} == {
        key: sorted(values) for key, values in made["properties"].items()
    }


def test_entities_are_valid(tmp_path: Path) -> None:
    claims = [
        kept(),
        rich(),
        kept(claim(event="HAVE", mode=None, actor=("HAMAS",), recipient=())),
        kept(claim(document="e", actor=(), recipient=("WEST",)), title="", url="", outlet="", published=None),
    ]
    assert written("ftm", claims, tmp_path / "out").rows == 4
    made = entities(tmp_path / "out")
    for entity in made:
        judge(entity)
    assert len({entity["id"] for entity in made}) == len(made)
    schemata = {e["properties"]["abbreviation"][0]: e["schema"] for e in made if "abbreviation" in e["properties"]}
    assert schemata == {
        "NOR": "PublicBody", "CHL": "PublicBody", "UN": "PublicBody", "HAMAS": "Organization", "WEST": "Organization",
    }  # fmt: skip


def test_attribution_certainty_and_modality_stand_in_the_event_and_in_the_link(tmp_path: Path) -> None:
    written("ftm", [rich()], tmp_path / "out")
    by_schema: dict[str, list[dict[str, Any]]] = {}
    for entity in entities(tmp_path / "out"):
        by_schema.setdefault(entity["schema"], []).append(entity)
    (event,) = by_schema["Event"]
    assert len(by_schema["UnknownLink"]) == 2
    told = "Told by: ? rumour < the minister says. Polarity negative, certainty probable, modality desired."
    assert event["properties"]["description"] == [told]
    notes = json.loads(event["properties"]["notes"][0])
    assert notes["holders"] == rich().claim.as_dict()["holders"]
    assert notes["places"] == rich().claim.as_dict()["places"]
    for link in by_schema["UnknownLink"]:
        assert link["properties"]["status"] == ["negative, probable, desired"]
        assert link["properties"]["description"] == [told]
    (article,) = by_schema["Article"]
    assert event["properties"]["proof"] == [article["id"]]
    assert event["properties"]["sourceUrl"] == ["https://paper.test/visit"]
    assert (event["properties"]["startDate"], event["properties"]["date"]) == (["2024-06-01"], ["2024-06-18"])


def test_hostile_text_is_valid(tmp_path: Path) -> None:
    written("ftm", [hostile()], tmp_path / "out")
    made = entities(tmp_path / "out")
    for entity in made:
        judge(entity)
    (event,) = (entity for entity in made if entity["schema"] == "Event")
    assert "\x00" not in event["properties"]["summary"][0]
    assert "elihC" in event["properties"]["summary"][0]
    assert "sourceUrl" not in event["properties"]


ADDRESSES = st.one_of(
    st.text(st.characters(), max_size=10),
    st.from_regex(r"a\.test[/?#:][ -~]{0,10}"),
    st.just("A.test"),
    st.just("a.test?x#y"),
)


@settings(max_examples=100, deadline=None)
@given(text=st.text(st.characters(), max_size=30), url=ADDRESSES)
def test_any_text_is_valid(tmp_path_factory: Any, text: str, url: str) -> None:
    out = tmp_path_factory.mktemp("ftm") / "out"
    written("ftm", [kept(claim(document="e", quote=text), title=text, outlet=text, url=f"https://{url}")], out)
    for entity in entities(out):
        judge(entity)


def test_countries_are_those_of_the_library() -> None:
    registry = pytest.importorskip("followthemoney.types").registry
    states = [entry.codes[0] for entry in load().entries() if entry.kind == "country" and len(entry.codes) == 1]
    assert [code for code in states if code not in alpha2()] == []
    assert [code for code in alpha2().values() if registry.country.clean(code) != code] == []


def test_long_values_are_cut_to_what_the_library_takes(tmp_path: Path) -> None:
    text = '"x" ' + "a b'" * 40_000
    made = kept(claim(document="e", quote=text), title=text, outlet=text, url="https://a.test/" + "x" * 5000)
    written("ftm", [made], tmp_path / "out")
    for entity in entities(tmp_path / "out"):
        judge(entity)
