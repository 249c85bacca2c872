"""A clock that is set back, or forward and back, while reports, reviews and polls come in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from entente.ledger import Ledger
from entente.ledger.following import followed
from entente.records import Question
from faults.feed import serving
from faults.processes import driver, run
from faults.rows import KEYS, rows_of
from faults.scenes import Outcome, Scene, Timed, compared

#: Days on which the parts of a run happen: set back by a month, by a year, forward by ten years and back.
TURNS = (
    ("2024-01-10", "2023-12-01"), ("2024-01-10", "2023-02-01"), ("2024-01-10", "2034-01-01", "2024-01-11"),
    ("2023-01-20", "2023-01-10", "2023-01-05"),
)  # fmt: skip
#: What depends on the day on which something comes.
_DAYS = tuple(f"{table}.{column}" for table in ("documents", "claims", "origins", "events") for column in
              ("known", "told"))  # fmt: skip


def set_back(scene: Scene) -> Outcome:
    """Reports in parts, each on another day; then a correction and a poll on the earliest of them.

    Held: what the ledger answered as of a closed day it answers ever after; all reports, claims and reviews are there
    as with a clock that never turned; a feed is asked again in spite of a `next_poll` far ahead.
    """
    what = "by a month, a year, ten years: closed days answer as before, nothing is lost, feeds are asked"
    with Timed(Outcome("clock set back", what)) as outcome, serving(scene.items // 6, scene.seed) as address:
        lines = scene.source().read_text(encoding="utf-8").splitlines(keepends=True)
        for number, days in enumerate(TURNS):
            root, parts = scene.folder(), len(days)
            told: list[str] = []
            answered: dict[dt.date, set[str]] = {}
            for part, day in enumerate(days):
                source = scene.work / f"part-{number}-{part}.jsonl"
                source.write_text("".join(lines[part::parts]), encoding="utf-8")
                _run(told, driver("ingest", root, source, batch=scene.batch, day=day))
                told += _changed(root, answered)
                answered |= _answers(root)
            told += _reviewed(root, scene, min(days), answered)
            told += _asked(root, address, days)
            told += _rows(scene, root, days)
            outcome.judge(", ".join(days), told)
            scene.progress(outcome.name, number + 1, len(TURNS))
    return outcome


def _run(told: list[str], command: list[str]) -> None:
    ended = run(command, status=None)
    if ended.status:
        told.append(f"ends with {ended.status}: {ended.err[-300:]}")


def _answers(root: Path) -> dict[dt.date, set[str]]:
    """What the ledger answers as of each fifth closed day."""
    found = {}
    with Ledger(root) as ledger:
        (closed,) = ledger.connection.execute("SELECT max(closed) FROM runs").fetchone() or (None,)
        (first,) = ledger.connection.execute("SELECT min(known) FROM documents").fetchone() or (None,)
        day = first
        while closed and day and day <= closed:
            found[day] = {f"{k.claim.id} {k.version} {k.status}" for k in ledger.claims(Question(as_of=day))}
            day += dt.timedelta(days=5)
    return found


def _changed(root: Path, answered: dict[dt.date, set[str]]) -> list[str]:
    if not answered:
        return []
    with Ledger(root) as ledger:
        now = {
            day: {f"{k.claim.id} {k.version} {k.status}" for k in ledger.claims(Question(as_of=day))}
            for day in answered
        }
    return [
        f"as of {day}: {len(answered[day])} claims before, {len(now[day])} now"
        for day in answered
        if now[day] != answered[day]
    ]


def _reviewed(root: Path, scene: Scene, day: str, answered: dict[dt.date, set[str]]) -> list[str]:
    """A correction made with the clock set back counts now, and changes no closed day."""
    told: list[str] = []
    with Ledger(root) as ledger:
        claims = [kept.claim.id for kept in ledger.claims(Question(limit=2)) if kept.claim.event != "COERCE"]
    _run(told, driver("correct", root, *claims, batch=scene.batch, day=day))
    with Ledger(root) as ledger:
        told += [f"{name} is not corrected" for name in claims if ledger.claim(name).status != "corrected"]
        (closed,) = ledger.connection.execute("SELECT max(closed) FROM runs").fetchone() or (None,)
    return told + _changed(root, {day: held for day, held in answered.items() if closed and day < closed})


def _asked(root: Path, address: str, days: tuple[str, ...]) -> list[str]:
    """A feed that failed on the latest day is asked in the rounds of an earlier one."""
    told: list[str] = []
    bad = address.replace("/feed.xml", "/gone.xml")
    _run(told, driver("poll", root, bad, day=max(days), every=900))
    _run(told, driver("poll", root, address, day=min(days), every=900))
    with Ledger(root) as ledger:
        states = {row["address"]: row for row in followed(ledger)}
    asked = states[bad]["polled"]
    if asked is None or asked.date() > dt.date.fromisoformat(min(days)):
        told.append(f"a feed waits until {states[bad]['next_poll']} with the clock at {min(days)}")
    return told


def _rows(scene: Scene, root: Path, days: tuple[str, ...]) -> list[str]:
    """The reports and claims are those of a ledger whose clock never turned, but for the days on which they came."""
    straight = scene.folder()
    for part in range(len(days)):
        source = scene.work / f"part-{TURNS.index(days)}-{part}.jsonl"
        run(driver("ingest", straight, source, batch=scene.batch, day=max(days)))
    tables = ("documents", "claims")
    expected = rows_of(straight, _DAYS, tables)
    with Ledger(root) as ledger:
        (fed,) = ledger.connection.execute("SELECT count(*) FROM documents WHERE source LIKE 'http%'").fetchone() or (
            0,
        )
    found = rows_of(root, _DAYS, tables)
    lacking = [f"{table}: {len(set(expected[table]) - set(found[table]))} rows lacking" for table in tables
               if set(expected[table]) - set(found[table])]  # fmt: skip
    assert set(KEYS) >= set(tables)
    return lacking + ([] if fed else ["the feed gave nothing"]) + compared(rows_of(root), root)
