"""GraphML, read back by networkx."""

from __future__ import annotations

import json
from pathlib import Path

import networkx

from entente.exchange import Written
from entente.exchange.characters import as_xml
from tests.cli.fakes import claim
from tests.exchange.builders import HOSTILE, hostile, kept, rich, written


def test_actors_are_nodes_and_claims_edges(tmp_path: Path) -> None:
    one_sided = kept(claim(event="HAVE", mode=None, actor=("GHA",), recipient=()))
    done = written("graphml", [kept(), rich(), one_sided], tmp_path / "out.graphml")
    assert done == Written(2, {"one side only: an edge needs two ends": 1})
    graph = networkx.read_graphml(tmp_path / "out.graphml", force_multigraph=True)
    assert graph.is_directed()
    assert dict(graph.nodes(data=True)) == {
        "NOR": {"code": "NOR", "name": "Norway", "kind": "state"},
        "CHL": {"code": "CHL", "name": "Chile", "kind": "state"},
        "UN": {"code": "UN", "name": "the UN", "kind": "body"},
        "GHA": {"code": "GHA", "name": "Ghana", "kind": "state"},
    }
    assert sorted((a, b) for a, b, _ in graph.edges) == [("NOR", "CHL"), ("NOR", "CHL"), ("UN", "CHL")]
    edge = graph.edges["UN", "CHL", f"{rich().claim.id}.2"]
    assert json.loads(edge["holders"])[0]["stance"] == "says"
    assert (edge["polarity"], edge["certainty"], edge["modality"]) == ("negative", "probable", "desired")
    assert (edge["confidence"], edge["start"], edge["event_id"]) == (0.8125, "2024-06-01", "0123456789abcdef")
    assert "start" not in graph.edges["NOR", "CHL", kept().claim.id]


def test_hostile_text_is_legal_xml(tmp_path: Path) -> None:
    written("graphml", [hostile()], tmp_path / "out.graphml")
    graph = networkx.read_graphml(tmp_path / "out.graphml", force_multigraph=True)
    (edge,) = (data for _, _, data in graph.edges(data=True))
    # XML readers make one line feed of every line end (XML 1.0, section 2.11).
    assert edge["quote"].replace("\r\n", "\n") == as_xml(HOSTILE).replace("\r\n", "\n")
    assert json.loads(edge["holders"])[0]["name"].startswith("=cmd")
