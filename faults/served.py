"""A desk that serves, killed while reviews come in: what was answered with 200 is in the ledger."""

from __future__ import annotations

import contextlib
import http.client
import json
import random
import signal
import socket
import threading
import time
from pathlib import Path

from entente.ledger import Ledger
from entente.records import Question
from faults.processes import Running, program
from faults.rows import faults_in
from faults.scenes import Outcome, Scene, Timed

#: Seconds in which a desk must answer.
STARTS = 90.0


def killed(scene: Scene, kills: int) -> Outcome:
    """The same ledger and state, served again after each kill."""
    with Timed(Outcome("SIGKILL, the desk while reviewing", "each review answered with 200 is kept, once")) as outcome:
        root = scene.copied(scene.whole()[0])
        with Ledger(root) as ledger:
            claims = [kept.claim.id for kept in ledger.claims(Question(limit=40))]
        chance, answered = random.Random(f"{scene.seed} desk"), list[str]()
        for number in range(kills):
            told, some = _one(root, claims, number, chance)
            answered += some
            with Ledger(root) as ledger:
                held = [row[0] for row in ledger.connection.execute("SELECT why FROM reviews").fetchall()]
            told += [f"{len(lost)} reviews lost: {lost[0]}" for lost in [sorted(set(answered) - set(held))] if lost]
            told += [f"{len(held) - len(set(held))} reviews stand twice"] if len(held) > len(set(held)) else []
            told += faults_in(root)
            outcome.judge(f"kill {number + 1}", told)
            scene.progress(outcome.name, number + 1, kills)
        outcome.note = f"{len(answered)} reviews answered"
    return outcome


def _one(root: Path, claims: list[str], number: int, chance: random.Random) -> tuple[list[str], list[str]]:
    """A desk that is killed among reviews: what is wrong, and the reasons of those that were answered."""
    port = _free()
    desk = Running(
        program("serve", "--ledger", root, "--state", root.with_suffix(".state"), "--port", port), ready=False
    )
    try:
        if not _up(port):
            return ["the desk does not answer"], []
        killing, answered, count = threading.Timer(chance.uniform(0.0, 3.0), desk.kill), list[str](), 0
        with contextlib.suppress(OSError, http.client.HTTPException):
            while True:
                name, why = chance.choice(claims), f"review {number}-{count}"
                count += 1
                action = chance.choice(("accept", "reject"))
                status, body = _post(port, f"/api/v1/claims/{name}/{action}", {"why": why})
                if status == 200:
                    answered.append(why)
                    if len(answered) == 1:  # the first is slow: the desk looks over the ledger
                        killing.start()
                elif status != 409:
                    return [f"{status}: {body[:200]}"], answered
        killing.join()
    finally:
        desk.kill()
        ended = desk.end()
    return ([] if ended.status == -signal.SIGKILL else [f"ended with {ended.status}: {ended.err[-200:]}"]), answered


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as line:
        return int(line.getsockname()[1])


def _up(port: int) -> bool:
    until = time.monotonic() + STARTS
    while time.monotonic() < until:
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return True
        time.sleep(0.2)
    return False


def _post(port: int, path: str, body: dict[str, str]) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with contextlib.closing(connection):
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")
