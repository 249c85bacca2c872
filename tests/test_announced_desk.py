"""The journey from a ledger to announced things, over ledgers by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from entente import bookkeeping
from entente.desk import Desk
from entente.errors import UsageError
from entente.futures.announced.past import Past
from entente.futures.announced.tables import tables
from entente.ledger import Ledger
from entente.records import Claim, Document, Place
from tests.cli.fakes import claim
from tests.ledger.builders import Clock, report

FIRST = dt.date(2024, 1, 8)
CODES = ("CHN", "PRK", "IND", "FRA", "DEU", "ITA", "JPN", "KOR", "BRA", "ZAF")
Row = tuple[dt.date, str, dict[str, Any]]


def visits(number: int, *, first: dt.date = FIRST, kept: bool = True) -> list[Row]:
    """Weekly announcements of a visit in a week's time; every second one is kept, or none is."""
    rows: list[Row] = []
    for at in range(number):
        told, guest = first + dt.timedelta(days=7 * at), CODES[at % len(CODES)]
        day = told + dt.timedelta(days=6)
        sides = {"actor": (guest,), "recipient": ("RUS",), "mode": "visit", "confidence": 0.9}
        rows.append((
            told, f"{guest} will visit RUS on {day}", {**sides, "modality": "future", "start": day, "end": day},
        ))  # fmt: skip
        if kept and at % 2 == 0:
            rows.append((day, f"{guest} visits RUS today, {day}", {**sides, "start": day, "end": day}))
    return rows


def made(root: Path, rows: Iterable[Row]) -> Ledger:
    listed = list(rows)
    told = {f"{text}.": (text, fields) for _, text, fields in listed}

    def read(documents: Iterable[Document]) -> Iterator[tuple[Document, list[Claim]]]:
        for document in documents:
            quote, fields = told[document.text]
            place = Place("text", 0, len(quote), quote)
            yield document, [claim(document.id, quote, **({"place": place, "places": (place,)} | fields))]

    reports = [report(f"{text}.", day.isoformat(), outlet=f"Paper {at}") for at, (day, text, _) in enumerate(listed)]
    bookkeeping.ingest(reports, root, read, lambda: "hand 1", now=Clock(dt.datetime(2025, 6, 1, tzinfo=dt.UTC)))
    return Ledger(root)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return made(tmp_path_factory.mktemp("ledger"), visits(48))


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk()


def test_what_became_of_them(desk: Desk, ledger: Ledger) -> None:
    rows = desk.announced(ledger, as_of=FIRST + dt.timedelta(days=7 * 40 + 5))
    assert [row.became for row in rows[:3]] == ["open", "unheard", "kept"]
    assert rows[0].probability is not None
    assert 0.2 < rows[0].probability < 0.8
    assert not rows[0].prior
    assert rows[0].lead == 6
    assert rows[1].probability is None
    assert all(reason.text and reason.claims for reason in rows[0].reasons)


def test_filters(desk: Desk, ledger: Ledger) -> None:
    assert {row.actor for row in desk.announced(ledger, pair=("RUS", "CHN"))} == {("CHN",)}
    assert {row.actor for row in desk.announced(ledger, actor="IND")} == {("IND",)}
    assert {row.became for row in desk.announced(ledger, became=("kept",))} == {"kept"}
    assert len(desk.announced(ledger, limit=3)) == 3
    with pytest.raises(UsageError, match="cannot be 'forgotten'"):
        desk.announced(ledger, became=("forgotten",))


def test_a_new_ledger_leans_on_the_packaged_counts(desk: Desk, tmp_path: Path) -> None:
    (row,) = desk.announced(made(tmp_path, visits(1, kept=False)))
    assert row.became == "open"
    assert row.prior
    assert row.probability is not None


def test_what_comes_later_changes_nothing(desk: Desk, ledger: Ledger, tmp_path: Path) -> None:
    day = FIRST + dt.timedelta(days=7 * 40 + 3)
    cut = [row for row in visits(48) if row[0] <= day]
    after = [
        (told + dt.timedelta(days=400), f"{text} later", {**fields, "actor": ("USA",), "recipient": ("CHN",)})
        for told, text, fields in visits(20, kept=False)
    ]
    without, other = made(tmp_path / "without", cut), made(tmp_path / "other", [*cut, *after])
    found = [
        [(row.claim, row.became, row.on, row.probability, row.base_rate, row.reasons) for row in desk.announced(
            each, as_of=day
        )]
        for each in (ledger, without, other)
    ]  # fmt: skip
    assert found[0]
    assert found[0] == found[1] == found[2]


def test_a_past_asked_for_at_once_is_what_the_ledger_answers_day_by_day(desk: Desk, tmp_path: Path) -> None:
    """With claims that are corrected and rejected in between, and reports that come late."""
    rows = visits(16)
    day = FIRST + dt.timedelta(days=7 * 8)
    early = [row for row in rows if row[0] <= day]
    ledger = made(tmp_path, [row for at, row in enumerate(early) if at != 5])
    told = sorted(ledger.claims(), key=lambda kept: (kept.published, kept.claim.quote))
    moment = dt.datetime.combine(day + dt.timedelta(days=3), dt.time(), dt.UTC)
    ledger.reject(told[0].claim.id, by="Ada", now=moment)
    ledger.correct(told[-1].claim.id, {"recipient": ["UKR"]}, by="Ada", now=moment)
    ledger.correct(told[1].claim.id, {"polarity": "negative"}, by="Ada", now=moment + dt.timedelta(days=2))
    ledger.close()
    ledger = made(tmp_path, rows)
    last = ledger.closed
    assert last is not None
    assert sum(first < newest for first, newest in ledger.came(last).values()) == 3
    past, due = Past(ledger, last, tables(), desk.name), set()
    for number in range((last - FIRST).days + 1):
        then = FIRST + dt.timedelta(days=number)
        found, wanted = past.view(then), desk._view(ledger, then)
        assert found.watched == wanted.watched
        due |= {each.fate.became for each in found.watched}
    assert {"kept", "open", "unheard"} <= due


def test_backtest(desk: Desk, ledger: Ledger) -> None:
    since, until = FIRST + dt.timedelta(days=7 * 24), FIRST + dt.timedelta(days=7 * 46)
    done: list[tuple[int, int | None]] = []
    found = desk.backtest_announced(
        ledger, since=since, until=until, progress=lambda number, total: done.append((number, total))
    )
    assert found.what == "announced"
    assert found.cases == 22
    assert found.happened == 11
    assert done[-1] == (len(found.origins), len(found.origins))
    assert set(found.references) == {"all are kept", "the base rate"}
    assert found.references["all are kept"][0] == pytest.approx(0.5)
    assert found == desk.backtest_announced(ledger, since=since, until=until)


def test_too_few_to_score_is_said(desk: Desk, tmp_path: Path) -> None:
    small = made(tmp_path, visits(4))
    found = desk.backtest_announced(small, since=FIRST, until=FIRST + dt.timedelta(days=30))
    assert "too few" in found.note
    assert not found.skills
    with pytest.raises(UsageError, match="is before"):
        desk.backtest_announced(small, since=FIRST, until=FIRST - dt.timedelta(days=1))


def test_claims_without_a_day_are_counted(desk: Desk, tmp_path: Path) -> None:
    rows = visits(4, kept=False)
    dayless = [(told, f"{text} some day", {**more, "start": None, "end": None}) for told, text, more in rows]
    ledger = made(tmp_path, [*rows, *dayless])
    assert desk.undated(ledger) == 4
    assert desk.undated(ledger, pair=("RUS", "CHN")) == desk.undated(ledger, actor="CHN") == 1
    assert desk.undated(ledger, as_of=FIRST) == 1


def test_what_is_said_beside_them(desk: Desk) -> None:
    left_out, worth = desk.announced_notes()
    assert "two years" in left_out
    assert "base rate" in worth
