"""What the pages borrow of others, and that none of it can run text as a program."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from pathlib import Path

import pytest

from entente import serve
from entente.serve.guard.envelope import HEADERS, POLICY

SERVE = Path(serve.__file__).parent
VENDOR = SERVE / "static" / "vendor"
TEMPLATES = sorted((SERVE / "templates").rglob("*.html"))
LISTED = tomllib.loads((VENDOR / "VENDORED.toml").read_text(encoding="utf-8"))["file"]


def test_each_file_is_listed_and_is_the_one_that_is_listed() -> None:
    told = {each["name"]: each["sha256"] for each in LISTED}
    there = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "VENDORED.toml" and path.parent.name != "licences"
    }
    assert there == told


def test_each_has_its_name_version_licence_and_the_licences_text() -> None:
    texts = " ".join(path.stem for path in (VENDOR / "licences").iterdir())
    for each in LISTED:
        assert each["package"]
        assert re.fullmatch(r"\d+(\.\d+)+", each["version"])
        assert each["licence"]
        assert each["package"].removesuffix(".org").removesuffix("-fonts") in texts


def test_only_listed_files_of_the_desk_are_scripts() -> None:
    own = {path.name for path in (SERVE / "static").glob("*.js")}
    borrowed = {each["name"].rpartition("/")[2] for each in LISTED}
    for template in TEMPLATES:
        for tag in re.findall(r"<script\b[^>]*>", template.read_text(encoding="utf-8")):
            asked = re.search(r"static\('(?:vendor/)?([^']+)'\)", tag)
            assert (asked and asked[1] in own | borrowed) or 'type="application/json"' in tag, (template.name, tag)


def test_no_template_has_a_script_style_or_handler_inline() -> None:
    for template in TEMPLATES:
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=|\shx-on|javascript:|\|\s*safe\b", text), template.name


def test_the_policy_lets_no_text_run() -> None:
    parts = dict(part.strip().split(" ", 1) for part in POLICY.split(";"))
    assert parts["default-src"] == "'none'"
    assert parts["script-src"] == parts["style-src"] == "'self'"
    assert parts["base-uri"] == parts["frame-ancestors"] == "'none'"
    assert parts["form-action"] == "'self'"
    assert "unsafe" not in POLICY
    assert HEADERS["content-security-policy"] == POLICY


@pytest.mark.parametrize("template", ["brief/data/page.html.j2", "futures/forecasting/report.html.j2"])
def test_pages_that_are_passed_on_run_and_fetch_and_send_nothing(template: str) -> None:
    text = (SERVE.parent / template).read_text(encoding="utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    told = {part.strip() for part in policy[1].split(";")}
    assert told == {"default-src 'none'", "style-src 'unsafe-inline'", "base-uri 'none'", "form-action 'none'"}
    assert "<script" not in text


def test_htmx_could_and_is_told_not_to() -> None:
    script = (VENDOR / "htmx.min.js").read_text(encoding="utf-8")
    assert "allowEval" in script, "the switch is gone: look how this htmx is kept from running text"
    base = (SERVE / "templates" / "base.html").read_text(encoding="utf-8")
    told = re.search(r"<meta name=\"htmx-config\" content='([^']+)'>", base)
    assert told
    settings = json.loads(told[1])
    assert settings["allowEval"] is False
    assert settings["selfRequestsOnly"] is True
    assert settings["historyCacheSize"] == 0


@pytest.mark.parametrize("script", sorted((SERVE / "static").glob("*.js")), ids=lambda path: path.name)
def test_the_desks_own_scripts_put_no_text_where_it_could_run(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    banned = (
        r"\beval\s*\(|new Function|\.innerHTML\s*=|\.outerHTML\s*=|insertAdjacentHTML|document\.write"
        r"|setTimeout\(\s*['\"]"
    )
    assert not re.search(banned, text)
