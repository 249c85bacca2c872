"""STIX, parsed by the standard's own library."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import stix2
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.exchange import Written
from entente.exchange.stix import EXTENDED, EXTENSION
from tests.cli.fakes import claim
from tests.exchange.builders import HOSTILE, hostile, kept, rich, written


def parsed(path: Path) -> Any:
    return stix2.parse(path.read_text(encoding="utf-8"), allow_custom=False, version="2.1")


def objects(path: Path, kind: str) -> list[Any]:
    return [made for made in parsed(path).objects if made["type"] == kind]


def test_two_sides_are_a_relationship_one_side_a_note(tmp_path: Path) -> None:
    claims = [kept(), rich(), kept(claim(event="HAVE", mode=None, recipient=())), kept(claim(actor=(), recipient=()))]
    done = written("stix", claims, tmp_path / "out")
    assert done == Written(3, {"no actor on either side: STIX has nothing to hang it on": 1})
    relationships, notes = objects(tmp_path / "out", "relationship"), objects(tmp_path / "out", "note")
    assert [made["relationship_type"] for made in relationships] == ["consult", "transfer", "transfer"]
    (note,) = notes
    assert note["abstract"] == "HAVE: Norway"
    identities = {made["id"]: made for made in objects(tmp_path / "out", "identity")}
    ends = [(identities[made["source_ref"]]["name"], identities[made["target_ref"]]["name"]) for made in relationships]
    assert ends == [("Norway", "Chile"), ("Norway", "Chile"), ("the UN", "Chile")]
    assert {made["name"]: made["identity_class"] for made in identities.values()} == {
        "Entente": "system", "Norway": "organization", "Chile": "organization", "the UN": "organization",
    }  # fmt: skip


def test_the_extension_is_defined_and_holds_what_stix_has_no_property_for(tmp_path: Path) -> None:
    written("stix", [rich()], tmp_path / "out")
    (definition,) = objects(tmp_path / "out", "extension-definition")
    assert definition["id"] == EXTENSION
    made = json.loads((tmp_path / "out").read_text(encoding="utf-8"))["objects"][-1]
    held = made["extensions"][EXTENSION]
    assert set(held) == {"extension_type", *EXTENDED}
    assert held["holders"] == rich().claim.as_dict()["holders"]
    assert (held["polarity"], held["certainty"], held["modality"]) == ("negative", "probable", "desired")
    assert (made["confidence"], made["start_time"], made["stop_time"]) == (
        81, "2024-06-01T00:00:00.000Z", "2024-06-04T00:00:00.000Z",
    )  # fmt: skip
    assert (made["created"], made["modified"]) == ("2024-06-18T00:00:00.000Z", "2024-06-19T08:30:15.123Z")
    assert {"negative", "probable", "desired"} <= set(made["labels"])
    assert made["external_references"][0]["url"] == "https://paper.test/visit"


def test_fallen_claims_are_revoked_under_the_same_id(tmp_path: Path) -> None:
    written("stix", [kept()], tmp_path / "one")
    written("stix", [kept(status="rejected", version=2)], tmp_path / "two")
    (before,), (after,) = objects(tmp_path / "one", "relationship"), objects(tmp_path / "two", "relationship")
    assert (before["id"], before["created"]) == (after["id"], after["created"])
    assert (before["revoked"], after["revoked"]) == (False, True)


def test_ids_are_not_of_the_standards_name_space(tmp_path: Path) -> None:
    written("stix", [kept()], tmp_path / "out")
    bundle = json.loads((tmp_path / "out").read_text(encoding="utf-8"))
    ids = [made["id"] for made in bundle["objects"]]
    assert len(set(ids)) == len(ids)
    assert all(uuid.UUID(name.split("--")[1]).version == 5 for name in [*ids, bundle["id"]])


def test_a_report_of_tomorrow_or_without_a_day_is_created_when_recorded(tmp_path: Path) -> None:
    import datetime as dt

    written("stix", [kept(published=None), kept(published=dt.date(2030, 1, 1))], tmp_path / "out")
    made = json.loads((tmp_path / "out").read_text(encoding="utf-8"))["objects"]
    assert {entry["created"] for entry in made if entry["type"] == "relationship"} == {"2024-06-19T08:30:15.123Z"}


def test_hostile_text_is_parsed(tmp_path: Path) -> None:
    written("stix", [hostile()], tmp_path / "out")
    (made,) = objects(tmp_path / "out", "relationship")
    assert "elihC" in made["description"]
    assert not {"\x00", "\ud800"} & set(made["description"])


@settings(max_examples=30, deadline=None)
@given(quote=st.text(st.characters(), max_size=20), name=st.sampled_from(["", "x", HOSTILE]))
def test_any_text_is_parsed(tmp_path_factory: Any, quote: str, name: str) -> None:
    out = tmp_path_factory.mktemp("stix") / "out"
    written("stix", [kept(claim(document=name, quote=quote), outlet=name, url=name, title=name)], out)
    assert len(objects(out, "relationship")) == 1
