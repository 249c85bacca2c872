from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import networkx
import pytest

from entente.records.shown import Network, NetworkTie, Node
from entente.serve.pages import network_drawn
from tests.ledger.builders import report
from tests.serve.pages.lists_rig import acts, links_of, tags_of, words_of
from tests.serve.pages.pair_rig import NOW, Rig, desk, story


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    with desk(tmp_path_factory.mktemp("network"), story()) as made:
        yield made


def ties(rig: Rig, query: str = "") -> list[tuple[str, str, str]]:
    """Ties that are shown, with their signs."""
    told = rig.client.get(f"/network.json?{query}").json()
    return [(tie["one"], tie["two"], tie["sign"]) for tie in told["ties"]]


def test_the_last_three_months_unless_days_are_asked_for(rig: Rig) -> None:
    told = rig.client.get("/network.json").json()
    assert (told["asked"]["since"], told["asked"]["until"]) == ("2023-03-12", "2023-06-12")
    assert ties(rig) == [("PRK", "RUS", "for"), ("CHN", "USA", "against")]
    assert ties(rig, "since=2023-01-01&until=2023-03-31") == [("PRK", "RUS", "against")]


def test_the_page_draws_and_lists_the_same(rig: Rig) -> None:
    html = rig.client.get("/network").text
    words = words_of(html)
    assert "4 actors and 2 ties, 12 March 2023 to 12 June 2023" in words
    assert "more conflict than cooperation" in words
    assert "cooperation" in words
    assert {"/pair/PRK/RUS", "/pair/CHN/USA"} <= set(links_of(html))
    drawn = [attrs["class"] for tag, attrs in tags_of(html) if tag == "path" and str(attrs["class"]).startswith("tie")]
    assert [name.split()[1] for name in drawn if name][:2] == ["against", "for"]
    assert len([1 for tag, attrs in tags_of(html) if tag == "circle"]) == 4
    assert "North Korea" in words
    assert acts(html) == []


def test_graphml_holds_exactly_what_is_shown(rig: Rig) -> None:
    answer = rig.client.get("/network.graphml")
    assert answer.headers["content-disposition"] == 'attachment; filename="network.graphml"'
    graph = networkx.parse_graphml(answer.text)
    assert sorted(graph.nodes) == ["CHN", "PRK", "RUS", "USA"]
    told = rig.client.get("/network.json").json()
    for tie in told["ties"]:
        edge = graph.edges[tie["one"], tie["two"]]
        assert (edge["origins"], edge["sign"], edge["tone"]) == (tie["origins"], tie["sign"], tie["tone"])
    assert graph.nodes["PRK"]["name"] == "North Korea"


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("kinds=ACCUSE", [("CHN", "USA", "against"), ("PRK", "RUS", "against")]),
        ("kinds=SUPPORT,AID", [("PRK", "RUS", "for")]),
        ("party=China", [("CHN", "USA", "against")]),
        ("least=2", [("PRK", "RUS", "for")]),
        ("most=2", [("PRK", "RUS", "for")]),
        ("kinds=RETREAT", []),
    ],
)
def test_filters(rig: Rig, query: str, shown: list[tuple[str, str, str]]) -> None:
    assert sorted(ties(rig, query)) == shown
    html = rig.client.get(f"/network?{query}").text
    table = [link for link in links_of(html) if link.startswith("/pair/")]
    assert sorted(table) == [f"/pair/{one}/{two}" for one, two, _ in shown]
    if not shown:
        assert "No tie between actors is told" in words_of(html)


@pytest.mark.parametrize(
    "query", ["since=soon", "since=2023-02-01&until=2023-01-01", "kinds=WAR", "party=Atlantis", "least=0", "most=9999",
              "ties=some"],
)  # fmt: skip
def test_what_means_nothing_is_told_at_the_form(rig: Rig, query: str) -> None:
    answer = rig.client.get(f"/network?{query}")
    assert answer.status_code == 422
    assert "<form" in answer.text
    assert any(attrs.get("role") == "alert" for _, attrs in tags_of(answer.text))
    assert rig.client.get(f"/network.json?{query}").status_code == 422


def test_empty_fields_are_taken_out_of_the_address(rig: Rig) -> None:
    answer = rig.client.get("/network?since=&until=&party=North+Korea&least=&most=&ties=")
    assert (answer.status_code, answer.headers["location"]) == (303, "/network?party=PRK")


def test_the_table_is_sorted_and_says_so(rig: Rig) -> None:
    html = rig.client.get("/network?sort=name").text
    assert [link for link in links_of(html) if link.startswith("/pair/")] == ["/pair/CHN/USA", "/pair/PRK/RUS"]
    heads = [attrs.get("aria-sort") for tag, attrs in tags_of(html) if tag == "th"]
    assert heads == ["ascending", None, None, None, None, None]


def test_it_is_drawn_again_when_claims_came_in_but_not_at_once(tmp_path: Path) -> None:
    with desk(tmp_path, story()) as rig:
        first = rig.client.get("/network.json").json()
        rig.more(report("FRA SUPPORT DEU about trade on 2023-06-10", "2023-06-10", id="new"))
        assert rig.client.get("/network.json").json() == first
        rig.moment = NOW + dt.timedelta(minutes=3)
        assert ("DEU", "FRA", "for") in ties(rig)


def test_an_empty_ledger(tmp_path: Path) -> None:
    with desk(tmp_path, []) as rig:
        answer = rig.client.get("/network")
        assert answer.status_code == 200
        assert "No tie between actors is told" in words_of(answer.text)
        assert rig.client.get("/network.graphml").status_code == 200


def crowd(size: int) -> Network:
    """A star, each of whose rays is tied to the next."""
    names = [f"A{number:02}" for number in range(size)]
    tied = [NetworkTie("A00", name, 40, 40 - at, -0.6) for at, name in enumerate(names[1:])]
    tied += [NetworkTie(one, two, 1, 1, None) for one, two in itertools.pairwise(names[1:])]
    nodes = tuple(Node(name, 9, 90 - at) for at, name in enumerate(names))
    return Network(None, None, (), nodes, tuple(tied), size)


def test_main_ties_and_what_is_left_out_is_counted() -> None:
    found = network_drawn.drawn(crowd(20), str, least=1, main=True, party=None, version=1, now=NOW)
    assert {(line.one, line.sign) for line in found.lines} == {("A00", "against")}
    assert (len(found.lines), found.side, found.weak) == (19, 18, 0)
    every = network_drawn.drawn(crowd(20), str, least=1, main=False, party=None, version=1, now=NOW)
    assert len(every.lines) == 37
    strong = network_drawn.drawn(crowd(20), str, least=2, main=False, party=None, version=1, now=NOW)
    assert (len(strong.lines), strong.weak) == (19, 18)


def test_a_neighbourhood_keeps_every_tie_of_its_actor() -> None:
    found = network_drawn.drawn(crowd(20), str, least=1, main=True, party="A05", version=1, now=NOW)
    assert ("A05", "A06") in {(line.one, line.two) for line in found.lines}


def test_names_lie_on_no_other_name() -> None:
    found = network_drawn.drawn(crowd(60), lambda code: f"the Republic of {code}", least=1, main=True, party=None,
                                version=1, now=NOW)  # fmt: skip
    placed = network_drawn.labels(found)
    boxes = []
    for label in placed.values():
        wide = len(label.text) * network_drawn.LETTER
        left = {"start": label.x, "end": label.x - wide, "middle": label.x - wide / 2}[label.anchor]
        boxes.append((left, label.y - 11, left + wide, label.y + 3))
    for at, one in enumerate(boxes):
        assert one[0] >= 0
        assert one[2] <= network_drawn.WIDTH
        for two in boxes[at + 1 :]:
            assert not (one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3])
    assert placed["A00"].text == "Republic of A00"


@pytest.mark.parametrize(
    ("tone", "sign", "words"),
    [
        (None, "open", "speaks for neither"), (0.0, "both", "as much of both"), (-0.149, "both", "as much of both"),
        (0.15, "for", "more cooperation than conflict"), (0.5, "for", "mostly cooperation"),
        (-0.15, "against", "more conflict than cooperation"), (-1.0, "against", "mostly conflict"),
    ],
)  # fmt: skip
def test_a_tone_in_words(tone: float | None, sign: str, words: str) -> None:
    assert (network_drawn.sign(tone), network_drawn.in_words(tone)) == (sign, words)


def test_a_name_cannot_break_the_file() -> None:
    found = network_drawn.drawn(crowd(4), lambda code: f"<{code}>&\"'", least=1, main=True, party=None, version=1,
                                now=NOW)  # fmt: skip
    assert ElementTree.fromstring(network_drawn.as_graphml(found)) is not None
