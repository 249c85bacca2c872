from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from entente.serve.guard import audit, sessions, users
from entente.serve.pages.account import LINES
from tests.serve.pages.review_rig import Rig, desk


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    with desk(tmp_path) as made:
        yield made


def test_one_sees_who_one_is_and_where_one_is_signed_in(rig: Rig) -> None:
    ana = rig.person("ana")
    page = ana.get("/account").text
    assert "<bdi>ana</bdi>" in page
    assert "reviewer" in page
    assert page.count("<tr><td") == 1
    assert "End all others" not in page
    assert "/audit" not in page


def test_other_sessions_are_ended_and_this_one_stays(rig: Rig) -> None:
    ana, ben = rig.person("ana"), rig.person("ben")
    known = users(rig.deps.settings.users_file or Path())["ana"]
    for _ in range(2):
        sessions.begin(rig.deps.store, rig.now(), "ana", known.stamp)
    assert ana.get("/account").text.count("another browser") == 2
    assert ana.post("/account/others").headers["location"] == "/account?ended=1"
    page = ana.get("/account?ended=1").text
    assert "another browser" not in page
    assert "All other sessions were ended" in page
    assert ben.get("/account").status_code == 200
    assert rig.person("ada").get("/audit").text.count("end other sessions") == 1


def test_the_audit_is_for_admins(rig: Rig) -> None:
    for name in ("rita", "ana"):
        assert rig.person(name).get("/audit").status_code == 403


def test_the_audit_comes_newest_first_in_pages_and_by_name(rig: Rig) -> None:
    for number in range(LINES + 5):
        audit(rig.deps.store, rig.now, "ana", "accept", f"claim{number}", {"why": "<b>\u202e"})
    audit(rig.deps.store, rig.now, "ben", "reject", "other", {"after": {"event": "AID"}})
    ada = rig.person("ada")
    page = ada.get("/audit").text
    assert page.index("other") < page.index(f"claim{LINES + 4}")
    assert "<b>" not in page
    assert "\u202e" not in page
    older = re.search(r'rel="next" href="([^"]+)"', page)
    assert older is not None
    page = ada.get(older[1].replace("&amp;", "&")).text
    assert "claim0<" in page
    assert f"claim{LINES + 4}<" not in page
    assert 'rel="next"' not in page
    page = ada.get("/audit?who=ben").text
    assert "other" in page
    assert "claim" not in re.sub(r"Claims|/claims", "", page)
    assert ada.get("/audit?who=nobody").text.count("No line") == 1
    assert ada.get("/audit?after=x").status_code == 422


def test_the_audit_lists_the_users_without_their_hashes(rig: Rig) -> None:
    page = rig.person("ada").get("/audit").text
    assert all(f"<bdi>{name}</bdi>" in page for name in ("ana", "ben", "ada", "rita"))
    assert "argon2" not in page
