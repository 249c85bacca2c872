"""Asks a desk at fixed times, whatever its answers take, and writes down what each took: a process of its own.

    python -m bench.serve_asker PLAN OUT

PLAN is JSON: {"base": address, "limit_s": seconds, "asked": [[due, page, path, headers], ...]}. Latency counts from the
moment at which a request was due, so that a slow answer does not hide that the next ones waited ("coordinated
omission": G. Tene, How NOT to Measure Latency, 2013). `late` is how long after that the request was really sent: what
this process itself adds.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from pathlib import Path
from typing import Any

#: Connections kept open; more requests under way than that wait.
CONNECTIONS = 64


async def ask(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """Asks everything of a plan when it is due."""
    import httpx

    found: list[dict[str, Any]] = []
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    async with httpx.AsyncClient(base_url=plan["base"], limits=limits, timeout=plan["limit_s"]) as client:

        async def one(due: float, name: str, path: str, headers: dict[str, str]) -> None:
            sent = time.perf_counter()
            fault, status, size = "", 0, 0
            try:
                answer = await client.get(path, headers=headers)
                status, size = answer.status_code, len(answer.content)
            except httpx.HTTPError as error:
                fault = type(error).__name__
            took = time.perf_counter() - due
            found.append({
                "page": name, "path": path, "due": due - begun, "ms": took * 1000, "late": (sent - due) * 1000,
                "status": status, "size": size, "fault": fault,
            })  # fmt: skip

        begun = time.perf_counter() + 0.5
        async with asyncio.TaskGroup() as group:
            for due, name, path, headers in plan["asked"]:
                await asyncio.sleep(max(0.0, begun + due - time.perf_counter()))
                group.create_task(one(begun + due, name, path, headers))
    return found


def main(plan: str, out: str) -> None:
    """Reads the plan, asks, writes."""
    asked = json.loads(Path(plan).read_text(encoding="utf-8"))
    gc.disable()  # its pauses would count as the desk's
    began = time.process_time()
    found = asyncio.run(ask(asked))
    result = {"cpu_s": time.process_time() - began, "answers": found}
    Path(out).write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:3])
