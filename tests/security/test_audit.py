"""Known faults of packages: what is found, allowed, and said where nobody can be asked."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from typing import Any

import pytest

from release import audit
from release.audit import Answer, Fault
from release.dependencies import Made, Package, made, requirements

DAY = dt.date(2026, 11, 26)
FAULT = Fault("thing", "1.0", ("PYSEC-1", "CVE-1"), ("1.1",))


def test_no_package_here_is_older_than_a_fix_that_is_listed() -> None:
    versions = {each.name: each.version for each in made(requirements()).packages.values()}
    assert audit.too_old(versions, audit.listed()["fixed"]) == []


def test_nothing_asks_for_a_version_from_before_a_fix() -> None:
    assert audit.asked_too_low(audit.listed()["fixed"]) == []


def test_older_ones_are_found() -> None:
    fixed = [{"package": "urllib3", "version": "2.6.3", "ids": ["CVE-2026-21441"]}]
    assert audit.too_old({"urllib3": "2.6.2"}, fixed) == ["urllib3 2.6.2 is older than 2.6.3: CVE-2026-21441"]
    assert audit.too_old({"urllib3": "2.10.0"}, fixed) == []
    assert (
        "lets versions before 999 in" in audit.asked_too_low([{"package": "urllib3", "version": "999", "ids": []}])[0]
    )


def test_every_listed_one_is_whole() -> None:
    table = audit.listed()
    for each in table["fixed"]:
        assert each["ids"]
        assert each["what"]
        assert each["package"] == each["package"].lower()
    for each in table.get("allowed", ()):
        assert set(each) == {"id", "package", "reason", "until"}
        assert isinstance(each["until"], dt.date)
        assert len(each["reason"].split()) > 4


def test_what_is_allowed_is_so_until_its_day() -> None:
    entry = {"id": "CVE-1", "package": "Thing", "until": DAY, "reason": "the part of it is not used here"}
    assert audit.allowed(FAULT, [entry], DAY)
    assert not audit.allowed(FAULT, [entry], DAY + dt.timedelta(1))
    assert not audit.allowed(FAULT, [{**entry, "package": "other"}], DAY)
    assert not audit.allowed(FAULT, [{**entry, "id": "CVE-2"}], DAY)


def test_an_answer_is_read() -> None:
    found = {"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["1.1"]}
    told = {"dependencies": [
        {"name": "Thing", "version": "1.0", "vulns": [found]},
        {"name": "sound", "version": "2", "vulns": []},
        {"name": "unknown", "skip_reason": "not found"},
    ]}  # fmt: skip
    assert audit.answer(told) == Answer((FAULT,), 2, ("unknown",))


@pytest.mark.parametrize(
    "said", ["", "no JSON", "{}", json.dumps({"dependencies": [{"name": "a", "skip_reason": "not found"}]})]
)
def test_who_knows_no_package_was_not_reached(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        subprocess, "run", lambda *given, **named: subprocess.CompletedProcess(given, 1, stdout=said, stderr="")
    )
    assert audit.ask({"a": "1"}, "pypi") is None


def _run(monkeypatch: pytest.MonkeyPatch, found: Answer | None, table: dict[str, Any] | None = None) -> int:
    monkeypatch.setattr(audit, "ask", lambda versions, service: found)
    monkeypatch.setattr(audit, "listed", lambda: table or {})
    monkeypatch.setattr(audit, "made", lambda installs: Made({"thing": Package("thing", "1.0", "MIT")}, ("thing",), {}))
    return audit.main()


def test_without_a_network_it_says_so_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, None) == 0
    assert capsys.readouterr().out.count("\n") == 1


def test_a_known_fault_ends_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(monkeypatch, Answer((FAULT,), 9, ())) == 1
    assert "thing 1.0: PYSEC-1, CVE-1 (fixed in 1.1)" in capsys.readouterr().err
    entry = {"id": "CVE-1", "package": "thing", "until": dt.date(9999, 1, 1), "reason": "not used"}
    assert _run(monkeypatch, Answer((FAULT,), 9, ()), {"allowed": [entry]}) == 0


def test_what_was_not_looked_at_is_not_called_sound(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, Answer((), 9, ("thing",))) == 0
    assert "1 it does not know (thing)" in capsys.readouterr().out
