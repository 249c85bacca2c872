"""The description: valid OpenAPI 3.1, complete, with names that stay; page and reference tell all of it."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest

from entente.records.vocabulary import EVENTS, MATTERS
from entente.serve.api import describing
from entente.serve.api.describing import LINKS, TAGS, description
from entente.serve.settings import Settings
from tests.serve.api.rig import BASE, Api, operations, resolved

ROOT = Path(__file__).parents[3]
#: Operations are called by these names in programs of others: none is taken away or called otherwise.
NAMES = {
    "get_summary", "list_claims", "count_claims", "get_claim", "list_events", "get_event", "list_documents",
    "get_document", "list_refusals", "list_reviews", "find_actors", "list_statuses", "list_contradictions",
    "get_network", "check_dealing", "list_rules", "get_pair", "get_pair_brief", "list_news", "count_news",
    "mark_news_seen", "list_watches", "make_watch", "get_watch", "change_watch", "delete_watch", "renew_feed_key",
    "resume_webhook", "list_alerts", "read_report", "brief_report", "get_job", "accept_claim", "reject_claim",
    "correct_claim", "undo_claim", "split_claim", "add_claim", "list_forecasts", "list_announced", "get_backtest",
    "list_scenarios", "get_scenario", "ask_whatif",
}  # fmt: skip


@pytest.fixture(scope="module")
def described(api: Api) -> dict[str, Any]:
    found = api.client.get(f"{BASE}/openapi.json")
    assert found.status_code == 200
    return dict(found.json())


def test_it_is_valid(described: dict[str, Any]) -> None:
    """By the meta-schema that schemathesis brings, that of https://spec.openapis.org/oas/3.1/schema/2022-10-07."""
    definitions = pytest.importorskip("schemathesis.specs.openapi.definitions")
    assert described["openapi"] == "3.1.0"
    definitions.OPENAPI_31_VALIDATOR.validate(described)
    for name, schema in described["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(schema), name


def test_every_part_that_is_named_is_there(described: dict[str, Any]) -> None:
    for place in set(re.findall(r'"\$ref": ?"(#[^"]+)"', json.dumps(described))):
        assert resolved(described, {"$ref": place})


def test_names_stay(described: dict[str, Any]) -> None:
    assert set(operations(described)) == NAMES


def test_every_operation_is_told_in_full(described: dict[str, Any]) -> None:
    for path, methods in described["paths"].items():
        assert path.startswith(BASE)
        assert "head" not in methods
        for method, operation in methods.items():
            name = operation["operationId"]
            assert operation["summary"].endswith(".")
            assert operation["description"]
            assert "\n" not in operation["summary"]
            assert set(operation["tags"]) <= {tag for tag, _ in TAGS}
            told = set(operation["responses"])
            assert {"400", "403", "404", "409", "422", "429", "500", "503", "default"} <= told, name
            assert ("304" in told) == (method == "get" and "200" in told), name
            assert ({"413", "415"} <= told) == ("requestBody" in operation), name
            for parameter in operation.get("parameters", []):
                assert parameter["schema"], (name, parameter["name"])
            if "requestBody" in operation:
                shape = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
                assert described["components"]["schemas"][shape]["examples"], shape


def test_examples_of_bodies_fit(described: dict[str, Any]) -> None:
    for shape in described["components"]["schemas"].values():
        for example in shape.get("examples", []):
            schema = {**shape, "components": described["components"]}
            jsonschema.Draft202012Validator(schema).validate(example)


def test_links_lead_from_operations_to_operations(described: dict[str, Any]) -> None:
    found = operations(described)
    for name, (status, leads) in LINKS.items():
        for to, parameters in leads.items():
            assert found[name]["responses"][status]["links"][to]["operationId"] == to
            assert set(parameters) <= {parameter["name"] for parameter in found[to]["parameters"]}


def test_the_vocabularies_are_told(described: dict[str, Any]) -> None:
    parameters = {each["name"]: each for each in operations(described)["list_claims"]["parameters"]}
    assert parameters["event"]["schema"]["items"]["enum"] == list(EVENTS)
    assert list(MATTERS) in [part.get("enum") for part in parameters["matter"]["schema"]["anyOf"]]
    assert parameters["limit"]["schema"]["maximum"] == 1000


def test_a_token_is_asked_for_only_where_the_desk_does(tmp_path: Path) -> None:
    opened = description("1", Settings(ledger=tmp_path, state=tmp_path))
    closed = description("1", Settings(ledger=tmp_path, state=tmp_path, users_file=tmp_path / "users"))
    assert "securitySchemes" not in opened["components"]
    assert closed["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    for name, operation in operations(closed).items():
        assert operation["security"] == [{"token": []}], name
        assert "401" in operation["responses"]
    assert all("security" not in operation for operation in operations(opened).values())


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert not any(name.startswith("on") or name == "style" for name in given)
        self.ids.add(given.get("id") or "")

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_page_for_people_tells_every_operation(api: Api, described: dict[str, Any]) -> None:
    page = httpx.get(f"{api.client.base_url}{BASE}/", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "unsafe" not in page.headers["content-security-policy"]
    words = _Words()
    words.feed(page.text)
    assert words.ids >= NAMES
    for path in described["paths"]:
        assert path in words.text


def test_the_reference_names_every_operation_and_filter(described: dict[str, Any]) -> None:
    page = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            short = path.removeprefix(BASE)
            row = next((line for line in page.splitlines() if f"`{operation['operationId']}`" in line), "")
            assert row, f"{operation['operationId']} is not in the table"
            assert f"`{method.upper()} {short}`" in row
    named = set(re.findall(r"`(\w+)`", page))
    for operation in operations(described).values():
        for parameter in operation.get("parameters", []):
            assert parameter["in"] == "path" or parameter["name"] in named, parameter["name"]
    known = {f"{method.upper()} {path.removeprefix(BASE)}" for path, ms in described["paths"].items() for method in ms}
    told = set(re.findall(r"^\| `((?:GET|POST|PATCH|DELETE) [^`]+)`", page, re.MULTILINE))
    assert told == known


def test_every_fault_that_is_described_has_a_name() -> None:
    assert len({name for _, name, _ in describing.FAULTS}) == len(describing.FAULTS)


def test_examples_of_answers_fit(described: dict[str, Any]) -> None:
    shown = 0
    for operation in operations(described).values():
        for answer in operation["responses"].values():
            content = answer.get("content", {}).get("application/json", {})
            if "example" in content:
                shown += 1
                schema = {**content["schema"], "components": described["components"]}
                jsonschema.Draft202012Validator(schema).validate(content["example"])
    assert shown >= 12
