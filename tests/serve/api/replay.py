"""A `curl` line of a page, as curl would do it, against a desk of our own."""

from __future__ import annotations

import json
import shlex

import httpx

#: How the pages call the desk.
DESK = "http://127.0.0.1:8700"


def replayed(line: str, address: str) -> str:
    """What a `curl` line prints: headers after -I or -i, the body as indented JSON, or its lines.

    Args:
        line: with -s, -i, -I, -H, -d, -X and `| head -N` at most.
        address: of the desk that is asked instead.
    """
    command, _, piped = line.partition(" | ")
    words = shlex.split(command)[1:]
    method, url, headers, body, show = "", "", {}, None, ""
    while words:
        word = words.pop(0)
        if word in ("-H", "-d", "-X"):
            value = words.pop(0)
            if word == "-H":
                name, _, text = value.partition(":")
                headers[name] = text.strip()
            elif word == "-d":
                body = value
            else:
                method = value
        elif word in ("-i", "-I"):
            show = word
        elif word != "-s":
            url = word
    method = method or ("HEAD" if show == "-I" else "POST" if body is not None else "GET")
    answer = httpx.request(method, url.replace(DESK, address), headers=headers, content=body, timeout=60)
    said = []
    if show:
        said.append(f"HTTP/1.1 {answer.status_code} {answer.reason_phrase}")
        said += [f"{name}: {answer.headers[name]}" for name in ("etag", "location", "allow") if name in answer.headers]
    if "x-ndjson" in answer.headers.get("content-type", ""):
        lines = answer.text.splitlines()
        said += lines[: int(piped.removeprefix("head -"))] if piped else lines
    elif answer.content:
        said.append(json.dumps(answer.json(), indent=2, ensure_ascii=False))
    return "\n".join(said)
