from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.serve import logs
from tests.serve.guard import rig as rigs


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where the lines of this test go; the loggers are afterwards as they were."""
    names = (logs.ACCESS, "entente", "uvicorn", "uvicorn.error", "uvicorn.access", "asyncio")
    before = {name: (list(logging.getLogger(name).handlers), logging.getLogger(name).level,
                     logging.getLogger(name).propagate) for name in names}  # fmt: skip
    made = io.StringIO()
    logs.configure(stream=made)
    yield made
    for name, (handlers, level, propagate) in before.items():
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.fixture
def local(tmp_path: Path) -> Iterator[rigs.Rig]:
    made = rigs.make(tmp_path)
    yield made
    made.store.close()


def test_a_line_for_each_request(local: rigs.Rig, stream: io.StringIO) -> None:
    answer = local.client().get("/api/v1/me?q=secret+question", headers=rigs.HTML)
    (line,) = lines(stream)
    assert line["id"] == answer.headers["x-request-id"]
    assert line["time"].endswith("Z")
    told = {key: line[key] for key in ("level", "logger", "method", "path", "status", "bytes", "reader", "address")}
    assert told == {
        "level": "info", "logger": "entente.access", "method": "GET", "path": "/api/v1/me", "status": 200,
        "bytes": len(answer.content), "reader": "local", "address": "127.0.0.1",
    }  # fmt: skip
    assert isinstance(line["ms"], float)


def test_refused_requests_have_a_line_too(local: rigs.Rig, stream: io.StringIO) -> None:
    local.client(host="evil.example").get("/")
    local.client().post("/change")
    assert [(line["status"], line["reader"]) for line in lines(stream)] == [(421, ""), (403, "local")]


def test_no_secret_stands_in_a_line(tmp_path: Path, stream: io.StringIO) -> None:
    rig = rigs.make(tmp_path, token_file=rigs.secret(tmp_path / "t", rigs.TOKEN))
    rig.client(authorization=f"Bearer {rigs.TOKEN}").get(f"/api/v1/me?token={rigs.TOKEN}")
    client = rig.client()
    rigs.sign_in(client, "token", rigs.TOKEN)
    client.get(f"/watches/{rigs.TOKEN}/feed.atom?key={rigs.TOKEN}")
    client.get("/boom/report-words")
    text = stream.getvalue()
    assert rigs.TOKEN not in text
    assert client.cookies["entente"] not in text
    found = [line["path"] for line in lines(stream) if "path" in line]
    assert "/watches/{key}/feed.{form}" in found
    rig.store.close()


def test_an_error_tells_its_kind_and_place_and_not_its_words(local: rigs.Rig, stream: io.StringIO) -> None:
    local.client().get("/boom/x")
    error, request = lines(stream)
    assert error["error"] == "ValueError"
    assert error["where"][-1].startswith("guard/rig.py:")
    assert error["where"][-1].endswith(" boom")
    assert error["id"] == request["id"]
    assert "the report said" not in stream.getvalue()


@given(st.text(), st.text(), st.dictionaries(st.sampled_from(["path", "reader"]), st.text()))
def test_nothing_sent_in_begins_a_line(message: str, name: str, fields: dict[str, str]) -> None:
    record = logging.LogRecord("entente.x", logging.INFO, "f", 1, "%s", (message,), None)
    record.fields = fields
    line = logs.JsonLines().format(record)
    assert len(line.splitlines()) == 1
    assert not set(line) & set("\x00\x1b\u202e\u2066\x7f\x85")
    told = json.loads(line)
    assert told["message"] == message[:2000]
    assert all(told[key] == value for key, value in fields.items())
    assert len(logs.PlainLines().format(record).splitlines()) == 1


def test_uvicorns_own_words_are_joined_in(stream: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").info("Started server process [%d]", 7)
    logging.getLogger("uvicorn.access").info('%s - "%s"', "1.2.3.4", "GET /?token=x")
    try:
        raise ValueError("report words")
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    first, second = lines(stream)
    assert first["message"] == "Started server process [7]"
    assert (second["level"], second["error"]) == ("error", "ValueError")
    assert "report words" not in stream.getvalue()


def test_lines_for_a_terminal(stream: io.StringIO) -> None:
    logs.configure(json=False, stream=stream)
    logs.log_request({"path": "/a\nb", "status": 200})
    assert stream.getvalue().endswith("info request path=/a b status=200\n")
